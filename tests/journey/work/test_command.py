"""`jadibisa vacancies`: a bad row is refused alone, a bad file is one sentence."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from jadibisa.cli.vacancies import main, read
from jadibisa.journey.work import queries
from tests.care.stage import refused
from tests.journey.work.cast import SLUGS, employer

ROW = {
    "key": "a-1",
    "title": "Kasir",
    "occupation": "5230",
    "skills": [SLUGS[0]],
    "qualification": "SMA",
    "regency": "32.04",
    "contract": "permanent",
    "wage_low": 3500000,
    "places": 2,
    "open_to_disabled": True,
    "description": None,
}


@pytest.mark.django_db
def test_json_is_read_row_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kerja.json"
    path.write_text(json.dumps([ROW, ROW | {"key": "a-2", "occupation": "5"}]), encoding="utf-8")
    owner = employer()
    assert main(["import", str(path), "--employer", str(owner), "--source", "karirhub"]) == 1
    told = capsys.readouterr()
    assert "row 2: vacancy_occupation" in told.err
    assert "1 vacancies are there, 1 rows refused" in told.out
    [found] = queries.vacancies_of(owner)[1]
    assert (found.source, found.open_to_disabled) == ("karirhub", True)


@pytest.mark.django_db
def test_csv_is_read_and_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kerja.csv"
    words = {key: value for key, value in ROW.items() if key not in {"description", "open_to_disabled"}}
    words["skills"] = SLUGS[0]
    lines = [",".join(words), ",".join(str(value) for value in words.values())]
    path.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    owner = employer()
    for _again in range(2):
        assert main(["import", str(path), "--employer", str(owner)]) == 0
    assert queries.vacancies_of(owner)[0].count == 1


@pytest.mark.parametrize("text", ["{", "[1]", '"x"', "7"])
def test_a_file_that_is_no_list_of_rows_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rusak.json"
    path.write_text(text, encoding="utf-8")
    with refused("import_file"):
        read(path)


@pytest.mark.django_db
def test_an_unknown_employer_is_refused(tmp_path: Path) -> None:
    with refused("employer_unknown"):
        main(["import", str(tmp_path / "x.json"), "--employer", str(UUID(int=1))])
