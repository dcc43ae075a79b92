"""`jadibisa care`: late tickets, places from a file, regencies without help."""

from pathlib import Path

import pytest

from jadibisa.care.assistance import queries, services
from jadibisa.care.tickets import services as tickets
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.cli.help import main
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock
from jadibisa.kernel.actors import PUBLIC, SYSTEM
from tests.care.stage import NOW, refused

pytestmark = pytest.mark.django_db
LINES = """regency,name,kind,address,hours,phone,step_free,sign_language
32.04,Kantor Desa,post,Jalan 1,"Senin, 08.00-12.00 WIB",,ya,
99.99,Tidak ada,post,Jalan 2,Senin,,,
"""


def test_a_late_ticket_is_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    clock.stand_at(NOW)
    assert main(["tickets"]) == 0
    tickets.open_ticket(NewTicket(Category.IDENTITY, "Bukan saya", "x", "+628123"), by=PUBLIC, at=NOW)
    assert main(["tickets"]) == 0
    clock.stand_at(NOW.replace(day=NOW.day + 2))
    assert main(["tickets"]) == 1
    assert "1 late" in capsys.readouterr().out


def test_places_come_from_a_file_row_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock.stand_at(NOW)
    office = people.create_organisation("Pemkab Bandung", "local_government", by=SYSTEM, at=NOW)
    services.name_office(office, ["32.04"], by=SYSTEM, at=NOW)
    path = tmp_path / "pos.csv"
    path.write_text(LINES, encoding="utf-8")
    assert main(["points", str(path), "--office", str(office)]) == 1
    told = capsys.readouterr()
    assert "row 2: point_place" in told.err
    [point] = queries.points("32")
    assert (point.name, point.step_free, point.hours) == ("Kantor Desa", True, "Senin, 08.00-12.00 WIB")
    assert main(["blank"]) == 0
    assert "513 regencies" in capsys.readouterr().out
    with refused("import_file"):
        main(["points", str(tmp_path / "none.csv"), "--office", str(office)])
