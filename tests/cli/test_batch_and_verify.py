"""`jadibisa batch` and `jadibisa verify` as an operator types them."""

from datetime import timedelta
from pathlib import Path

import pytest

from jadibisa.cli import batch, verify
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.verification.gateways import MirrorRegistry
from tests.journey.registration import cast
from tests.journey.verification.stage import begun

pytestmark = pytest.mark.django_db
OPEN = [
    "open",
    "70",
    "--scheme",
    "2024",
    "--seats",
    "5",
    "--opens",
    "2024-02-16 12:00",
    "--closes",
    "2024-02-19 12:00",
    "--draw",
    "2024-02-24 12:00",
]


@pytest.fixture(autouse=True)
def now() -> None:
    """One hour after a batch opened."""
    clock.stand_at(cast.NOW)


def test_load_open_and_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert batch.main(OPEN) == 1
    assert "belum dimuat" in capsys.readouterr().err
    assert batch.main(["load", str(cast.ROOT / "policy" / "2024.toml")]) == 0
    assert batch.main(OPEN) == 0
    assert batch.main([]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.split() == [
        "G70", "open", "2024", "2024-02-16", "12:00", "2024-02-19", "12:00", "2024-02-24", "12:00", "5", "0",
    ]  # fmt: skip


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="jadibisa batch load"):
        batch.main(["load", str(tmp_path / "nothing.toml")])
    with pytest.raises(SystemExit, match="jadibisa verify import"):
        verify.main(["import", "education", str(tmp_path / "nothing.txt"), "--as-of", "2024-02-01"])


def test_an_unreadable_file_is_told_in_words(tmp_path: Path) -> None:
    """No missing file, folder or foreign encoding shows what Python calls it."""
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"name = \xe9")
    for path, words in (
        (tmp_path / "nothing.toml", "there is no such file"),
        (tmp_path, "that is a folder, not a file"),
        (latin, "it is no UTF-8 text"),
    ):
        with pytest.raises(SystemExit, match=f"jadibisa batch load: .*: {words}$"):
            batch.main(["load", str(path)])
        with pytest.raises(SystemExit, match=f"jadibisa verify import: .*: {words}$"):
            verify.main(["import", "education", str(path), "--as-of", "2024-02-01"])


def test_lists_checks_and_states(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.set_up_batch()
    begun([cast.application(number) for number in range(3)])
    file = tmp_path / "list.txt"
    file.write_text(f"{cast.person(0).nik.digits}\n", encoding="utf-8")
    assert verify.main(["import", "officials", str(file), "--as-of", "2024-02-15", "--source", "BKN"]) == 0
    file.write_text("12\n", encoding="utf-8")
    assert verify.main(["import", "education", str(file), "--as-of", "2024-02-15"]) == 1
    assert "Baris 1" in capsys.readouterr().err
    assert verify.main(["lists"]) == 0
    assert "BKN" in capsys.readouterr().out
    with monkeypatch.context() as patch:
        patch.setattr("jadibisa.journey.verification.services.checks.named_registry", lambda: MirrorRegistry(down=True))
        assert verify.main(["check"]) == 1
    assert "registry is down" in capsys.readouterr().err
    assert verify.main(["check"]) == 0
    assert "verified 2, refused 1, for an officer 0" in capsys.readouterr().out
    assert verify.main(["batch", str(cast.BATCH)]) == 0
    told = capsys.readouterr().out.split()
    assert told == ["refused", "1", "verified", "2", "occupation", "1", "unsettled", "0"]


def test_a_batch_that_closed_is_listed_as_closed(capsys: pytest.CaptureFixture[str]) -> None:
    cast.set_up_batch()
    clock.stand_at(cast.CLOSES + timedelta(seconds=1))
    batch.main(["list"])
    assert " closed " in capsys.readouterr().out
