"""Simulations that are kept: job, stop, resume, pages, citation by a policy, the command that computes them again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import Error, transaction
from django.test import Client

from jadibisa.cli import draw as command
from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.models import SimulationRow
from jadibisa.journey.selection.queries import simulations
from jadibisa.journey.selection.rules import comparing
from jadibisa.journey.selection.tasks import simulate
from jadibisa.journey.selection.types import SimulationState
from jadibisa.kernel.actors import SYSTEM, Role
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH, FROZEN, OPENED, WITNESSES
from tests.journey.selection.test_pages import officer

pytestmark = pytest.mark.django_db
ADDRESS = "/petugas/seleksi/simulasi/"
GIVEN = {
    "gelombang": "72",
    "W": "70",
    "D": "5",
    "bobot": "population",
    "lantai": "0",
    "kursi": "60",
    "hitung": "one_to_one",
}


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen draw of 120 people."""
    stage.until_frozen(120, 40)
    monkeypatch.setattr(clock, "now", lambda: FROZEN)


def inputs(seeds: int = 60, **changes: object) -> comparing.Inputs:
    """The law in force against one that asks for more women."""
    law = queries.law(BATCH)
    return simulations.inputs(BATCH, 40, replace(law, **({"percents": (70, 5)} | changes)), seeds)  # type: ignore[arg-type]


def keep(seeds: int = 60, **changes: object) -> int:
    """Keep a simulation and let its job run to the end."""
    number = services.save_simulation(BATCH, inputs(seeds, **changes), by=SYSTEM, at=FROZEN)
    while simulations.simulation(number).state is SimulationState.RUNNING:
        simulate(number)
    return number


@pytest.mark.usefixtures("frozen")
def test_a_simulation_goes_on_piece_by_piece_and_its_bytes_do_not_depend_on_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = services.save_simulation(BATCH, inputs(), by=SYSTEM, at=FROZEN)
    assert simulations.simulation(number).done == 30
    services.stop_simulation(number, by=SYSTEM, at=FROZEN)
    services.stop_simulation(number, by=SYSTEM, at=FROZEN)
    simulate(number)
    assert simulations.simulation(number).done == 30
    services.resume_simulation(number, by=SYSTEM, at=FROZEN)
    monkeypatch.setattr("jadibisa.journey.selection.services.simulations.PIECE", 1)
    simulate(number)
    assert simulations.simulation(number).done == 40
    assert services.save_simulation(BATCH, inputs(), by=SYSTEM, at=FROZEN) == number
    assert keep() == number
    view = simulations.simulation(number)
    told = comparing.read_inputs(view.inputs)
    assert view.result == comparing.result_text(told, comparing.compare(told))
    assert view.sha256 == comparing.sha256(view.result)
    assert json.loads(view.result)["letters"] == ["W", "D"]
    simulate(number)
    for verb in (services.stop_simulation, services.resume_simulation):
        with pytest.raises(Refusal, match="sudah selesai"):
            verb(number, by=SYSTEM, at=FROZEN)
        with pytest.raises(Refusal, match="tidak ada"):
            verb(number + 1, by=SYSTEM, at=FROZEN)
    verbs = [fact.verb for fact in about(batch_subject(BATCH), limit=20)]
    for word in ("simulation_begun", "simulation_stopped", "simulation_resumed", "simulated"):
        assert verbs.count(f"selection.{word}") == 1


@pytest.mark.usefixtures("frozen")
def test_a_job_that_comes_twice_adds_its_seeds_once() -> None:
    number = services.save_simulation(BATCH, inputs(), by=SYSTEM, at=FROZEN)
    row = SimulationRow.objects.get(pk=number)
    simulate(number)
    won, done = simulations.tally(number), simulations.simulation(number).done
    late = simulations.simulation(number)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            simulations, "simulation", lambda _number: replace(late, done=row.done, state=SimulationState.RUNNING)
        )
        simulate(number)
    assert (simulations.tally(number), simulations.simulation(number).done) == (won, done)


@pytest.mark.usefixtures("frozen")
def test_a_kept_simulation_does_not_change() -> None:
    row = SimulationRow.objects.filter(pk=keep())
    for change in ({"inputs": "{}"}, {"sha256": "0" * 64}, {"done": 1}, {"state": "stopped"}, {"result": ""}):
        with pytest.raises(Error), transaction.atomic():
            row.update(**change)
    with pytest.raises(Error), transaction.atomic():
        row.delete()


def test_a_policy_is_held_to_the_simulation_it_cites(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.batch(40)
    stage.apply(60)
    stage.verified()
    number = keep(5, percents=queries.law(BATCH).percents)
    view = simulations.simulation(number)
    cited = {"sum": "0" * 64}
    monkeypatch.setattr(simulations, "cited", lambda _batch: cited["sum"])
    with pytest.raises(Refusal) as caught:
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert caught.value.code == "simulation_not_there"
    cited["sum"] = simulations.simulation(keep(5, percents=(70, 5), counting="one_to_one")).sha256
    with pytest.raises(Refusal) as caught:
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert caught.value.code == "simulation_of_another_law"
    assert "selection.percents, selection.counting" in str(caught.value)
    assert queries.draw(BATCH) is None
    cited["sum"] = view.sha256
    services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert queries.known(BATCH).batch == BATCH


def test_the_citation_is_read_from_the_policy_file() -> None:
    stage.batch(40, simulation="ab" * 32)
    assert simulations.cited(BATCH) == "ab" * 32
    with pytest.raises(Refusal) as caught:
        services.announce(BATCH, by=SYSTEM, at=OPENED, witnesses=WITNESSES)
    assert caught.value.code == "simulation_not_there"


@pytest.mark.usefixtures("frozen")
def test_the_officer_saves_stops_and_resumes_and_everybody_reads() -> None:
    eko, public = officer("Eko"), Client()
    page = eko.get(ADDRESS, GIVEN).content.decode()
    for words in (
        "Siapa naik, siapa turun",
        "Peluang tiap provinsi dan kelompok",
        "Peta kotak provinsi",
        "Hitung dan simpan",
    ):
        assert words in page
    assert "naik" in page
    assert "poin" in page
    told = eko.get(ADDRESS, {**GIVEN, "csv": "1"})
    text = b"".join(told.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Perempuan" in text
    assert text.count("\r\n") > 10
    for wrong, words in (
        ({"undian": "0"}, "1 sampai 10.000"),
        ({"undian": "x"}, "Tulis angka bulat"),
        ({"undian": ""}, "undian"),
    ):
        bad = eko.post(ADDRESS, {**GIVEN, **wrong})
        assert bad.status_code == 422
        assert words in bad.content.decode()
    assert not simulations.simulations()
    clicks = [eko.post(ADDRESS, {**GIVEN, "undian": "180"}) for _click in range(2)]
    assert [click.status_code for click in clicks] == [303, 303]
    [view] = simulations.simulations()
    address = clicks[0]["Location"]
    assert clicks[1]["Location"] == address
    running = public.get(address)
    assert running["Refresh"]
    assert "30 dari 180" in running.content.decode()
    assert "Hentikan" not in running.content.decode()
    assert "Hentikan" in eko.get(address).content.decode()
    assert "Dihentikan" in eko.post(f"{ADDRESS}{view.number}/henti/", follow=True).content.decode()
    assert "Refresh" not in public.get(address)
    assert "dilanjutkan" in eko.post(f"{ADDRESS}{view.number}/lanjut/", follow=True).content.decode()
    simulate(view.number)
    whole = simulations.simulation(view.number)
    assert whole.state is SimulationState.DONE
    assert whole.sha256 in public.get(address).content.decode()
    assert public.get(f"{address}simulasi.json").content.decode() == whole.result
    assert "Perempuan" in b"".join(public.get(f"{address}simulasi.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert f"Simulasi {view.number}" in public.get("/undian/simulasi/").content.decode()
    assert "sudah selesai" in eko.post(f"{ADDRESS}{view.number}/henti/", follow=True).content.decode()
    for nowhere in (f"/undian/simulasi/{view.number + 1}/", "/undian/simulasi/99999999999999999999999/"):
        assert public.get(nowhere).status_code == 404
    assert eko.post(f"{ADDRESS}{view.number + 1}/henti/").status_code == 404


@pytest.mark.usefixtures("frozen")
def test_an_auditor_only_reads() -> None:
    auditor = officer("Ayu", Role.AUDITOR)
    assert "Hitung dan simpan" not in auditor.get(ADDRESS, GIVEN).content.decode()
    assert auditor.post(ADDRESS, {**GIVEN, "undian": "5"}).status_code == 404
    assert auditor.post(f"{ADDRESS}1/henti/").status_code == 404


@pytest.mark.usefixtures("frozen")
def test_each_mistake_has_its_sentence() -> None:
    eko = officer("Eko")
    for wrong, words in (
        ({"W": "150"}, "100"), ({"W": "-1"}, "0"), ({"kursi": "0"}, "1"), ({"hitung": "twice"}, "Pilih"), ({"dahulu": "X"}, "Pilih"),
        ({"bobot": "luck"}, "Pilih"), ({"kabupaten": "some"}, "Pilih"), ({"lantai": "9"}, "Turunkan batas bawah"),
    ):  # fmt: skip
        bad = eko.get(ADDRESS, {**GIVEN, **wrong})
        assert bad.status_code == 422
        assert words in bad.content.decode()
        assert "Kesalahan:" in bad.content.decode()


@pytest.mark.usefixtures("frozen")
def test_regencies_can_be_tried() -> None:
    page = officer("Eko").get(ADDRESS, {**GIVEN, "kabupaten": "all", "dahulu": "D"}).content.decode()
    assert "Peluang terpilih tiap provinsi" in page
    told = comparing.named(inputs(2, regencies=("all",)))
    assert any(len(code) > 2 for code in told.people)
    assert comparing.compare(told).proposed.micro.sum() == pytest.approx(40 * 10**6, abs=1000)
    assert all(len(code) == 2 for code in comparing.named(inputs(2)).people)


@pytest.mark.usefixtures("frozen")
def test_the_number_of_queries_has_a_bound(django_assert_max_num_queries: object) -> None:
    number, eko = keep(5), officer("Eko")
    keep(6)
    for who, address, most in (
        (eko, ADDRESS, 14),
        (eko, f"{ADDRESS}?gelombang=72&W=70&bobot=population", 20),
        (Client(), f"/undian/simulasi/{number}/", 4),
        (Client(), f"/undian/simulasi/{number}/simulasi.json", 3),
        (Client(), "/undian/simulasi/", 3),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            assert who.get(address).status_code == 200


@pytest.mark.usefixtures("frozen")
def test_the_command_keeps_and_computes_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = [
        "simulate",
        "72",
        "--floor",
        "W=60",
        "--floor",
        "D=3",
        "--seeds",
        "40",
        "--counting",
        "one_to_one",
        "--tier",
        "D",
    ]
    assert command.main([*asked, "--save"]) == 0
    [view] = simulations.simulations()
    out = capsys.readouterr().out
    assert f"selection.simulation = {view.sha256}" in out
    assert command.main(["simulate", "--saved", str(view.number)]) == 0
    told = capsys.readouterr()
    assert comparing.sha256(told.out) == view.sha256
    assert "the same bytes" in told.err
    file = tmp_path / "simulasi.json"
    file.write_text(told.out, encoding="utf-8")
    assert command.main(["simulate", "--file", str(file)]) == 0
    assert capsys.readouterr().out == told.out
    file.write_text(told.out.replace('"results":{', '"results":{"x":1,'), encoding="utf-8")
    assert command.main(["simulate", "--file", str(file)]) == 1
    assert "differs" in capsys.readouterr().err
    assert command.main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["letters"] == ["W", "D", "L"]
    assert command.main(["simulate"]) == 2
    for words, code in ((["--saved", "99"], "simulation_unknown"), (["72", "--seeds", "0"], "seeds_unfit"),
                        (["72", "--seats", "0"], "seats_missing"), (["72", "--regencies", "99"], "unknown_place"),
                        (["1"], "unknown_batch")):  # fmt: skip
        with pytest.raises(Refusal) as caught:
            command.main(["simulate", *words])
        assert caught.value.code == code
