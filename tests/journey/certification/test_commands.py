"""The operators' commands `jadibisa courses` and `jadibisa certificates`."""

import json
from pathlib import Path

import pytest

from jadibisa.cli import certificates, courses
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.certification import queries, services
from jadibisa.journey.training import services as training
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.ids import grouped
from tests.journey.training import world
from tests.journey.training.world import wib

pytestmark = pytest.mark.django_db


def test_courses(capsys: pytest.CaptureFixture[str]) -> None:
    world.learners(1)
    world.publish(world.course(world.provider()))
    clock.stand_at(wib(2024, 3, 1))
    for words, told in (
        (["size"], "courses           1"),
        (["find", "exsel"], "searched excel for exsel"),
        (["seats"], "microsoft-excel                  online       20"),
        (["end"], "first purchases missed: 0"),
    ):
        assert courses.main(words) == 0
        assert told in capsys.readouterr().out


def test_certificates(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    purchases = world.bought(training.purchase([(who, run)], by=SYSTEM, at=wib(2024, 3, 1)))
    clock.stand_at(world.learn(purchases))
    assert certificates.main(["issue"]) == 0
    assert "issued now: 1" in capsys.readouterr().out
    assert certificates.main(["issue"]) == 0
    assert "issued now: 0" in capsys.readouterr().out
    (found,) = queries.certificates(who)
    assert certificates.main(["check", grouped(found.code)]) == 0
    assert certificates.main(["check", "x"]) == 1
    file = tmp_path / "certificate.json"
    file.write_text(queries.credential_text(found.code) or "", encoding="utf-8")
    assert certificates.main(["verify", str(file)]) == 0
    assert "not revoked" in capsys.readouterr().out
    services.revoke(found.code, "Salah terbit", by=SYSTEM, at=clock.now())
    assert certificates.main(["verify", str(file)]) == 1
    assert certificates.main(["check", found.code]) == 1
    assert "revoked: Salah terbit" in capsys.readouterr().out
    changed = json.loads(file.read_text(encoding="utf-8")) | {"name": "Lain"}
    for text in (json.dumps(changed), "{", "[]", "{}"):
        file.write_text(text, encoding="utf-8")
        assert certificates.main(["verify", str(file)]) == 1
    assert certificates.main(["verify", str(tmp_path / "missing.json")]) == 1
