"""The draw spread over machines, without any: numbers, limits and cut-offs as a cluster finds them, equal to the rule."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.journey.selection.gateways import engines, java, spark
from jadibisa.journey.selection.rules.spread import (
    Best,
    Cell,
    Group,
    asked_first,
    check_cells,
    first_guess,
    limits,
    settle,
    wider,
)
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.journey.selection.types import Cutoff, Law, Place
from jadibisa.kernel.refusals import Refusal
from tests.journey.selection.folder import LAW, PLACES, Made, laws, made_or_refused, make

Person = tuple[str, int, str, str, int]  # compartment, tier, number, ticket, type


def roll_of(made: Made) -> list[Person]:
    """The roll as a cluster has it: every ticket with its number, in any order."""
    return [
        (made.table.rows[place].code, int(tier), number_of(made.seed, ticket.decode()), ticket.decode(), int(kind))
        for ticket, place, tier, kind in zip(
            made.roll.tickets, made.roll.compartments, made.roll.tiers, made.roll.types, strict=True
        )
    ]


def gathered(people: list[Person], limit: dict[Cell, str], code: str) -> Best:
    """What comes together of one compartment."""
    best = sorted(
        (tier, number, ticket, kind)
        for place, tier, number, ticket, kind in people
        if place == code and number <= limit.get((place, tier, kind), "")
    )
    return Best(
        np.array([person[0] for person in best], dtype=np.uint8),
        np.array([person[3] for person in best], dtype=np.uint8),
        [person[1] for person in best],
        [person[2] for person in best],
    )


def drawn(made: Made, asked: dict[Group, int]) -> tuple[list[Cutoff], int]:
    """The cut-offs of the spread draw, and how often more had to be asked for."""
    people = roll_of(made)
    cells = Counter((code, tier, kind) for code, tier, _number, _ticket, kind in people)
    check_cells(made.table, cells)
    found: list[Cutoff] = []
    again = 0
    for row in made.table.rows:
        if row.split:
            continue
        while True:
            limit = limits(cells, asked, len(made.law.tiers) + 1)
            cutoffs, short = settle(row, made.law, cells, gathered(people, limit, row.code))
            found += cutoffs
            if not short:
                break
            again += 1
            for kind in short:
                asked[row.code, kind] = wider(row, kind, asked[row.code, kind])
    return found, again


@settings(max_examples=40)
@given(drawn_law=laws(), seats=st.integers(1, 60), people=st.integers(1, 120), number=st.integers(1, 10**6))
def test_the_spread_draw_is_the_rule(
    drawn_law: tuple[Law, list[Place]], seats: int, people: int, number: int
) -> None:  # fmt: skip
    made = made_or_refused(*drawn_law, seats, people, number)
    if made is not None:
        assert drawn(made, asked_first(made.table))[0] == list(made.result.cutoffs)
        few = dict.fromkeys(asked_first(made.table), 1)  # too few of everything: the draw asks until it knows
        assert drawn(made, few)[0] == list(made.result.cutoffs)


def test_little_comes_together_and_the_first_asking_is_enough() -> None:
    made = make(LAW, PLACES, 300, 3000)
    asked = asked_first(made.table)
    assert drawn(made, dict(asked)) == (list(made.result.cutoffs), 0)
    assert sum(asked.values()) < 1500
    few = drawn(made, dict.fromkeys(asked, 0))
    assert few[0] == list(made.result.cutoffs)
    assert few[1] > 0


def test_limits_take_whole_tiers_first() -> None:
    people: dict[Cell, int] = {("11", 1, 0): 10, ("11", 2, 0): 40, ("11", 1, 1): 5}
    found = limits(people, {("11", 0): 30, ("11", 1): 2, ("12", 0): 9}, 2)
    assert found == {("11", 1, 0): "f" * 64, ("11", 2, 0): "8" + "0" * 63, ("11", 1, 1): "6" * 64}
    assert limits(people, {("11", 0): 10, ("11", 1): 0}, 2) == {("11", 1, 0): "f" * 64}


def test_a_roll_that_is_not_the_one_of_the_quota_is_refused() -> None:
    made = make(LAW, PLACES, 20, 60)
    cells = Counter((code, tier, kind) for code, tier, _number, _ticket, kind in roll_of(made))
    one = next(iter(cells))
    wrong: list[tuple[str, dict[Cell, int]]] = [
        ("roll_changed", {**cells, one: cells[one] + 1}),
        ("roll_changed", {cell: number for cell, number in cells.items() if cell != one}),
        ("roll_changed", {**cells, ("99", 1, 0): 1}),
        ("roll_changed", {**cells, ("11", 1, 4): 1}),
        ("unknown_tier", {**cells, ("11", 3, 0): 1}),
    ]
    for code, counted in wrong:
        with pytest.raises(Refusal) as caught:
            check_cells(made.table, counted)
        assert caught.value.code == code


def test_a_guess_is_never_more_than_the_people_or_the_seats() -> None:
    table = make(Law(traits=("W", "D"), percents=(50, 5)), PLACES, 50, 80).table
    for row in table.rows:
        for kind, people in enumerate(row.people):
            assert 0 <= first_guess(row, kind) <= min(people, row.seats)
            assert (first_guess(row, kind) > 0) == (people > 0 and row.seats > 0)


# ---- the engines ------------------------------------------------------------------------------------------


def test_the_array_engine_is_the_rule() -> None:
    made = make(LAW, PLACES, 20, 60)
    result = engines.ENGINES["array"](None, "").draw(made.roll, made.table, made.seed)
    assert result.cutoffs == made.result.cutoffs
    assert (result.selected == made.result.selected).all()


def test_without_spark_a_plain_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(LAW, PLACES, 20, 60)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Refusal) as caught:
        engines.ENGINES["spark"](None, spark.LOCAL).draw(made.roll, made.table, made.seed)
    assert caught.value.code == "spark_missing"
    assert "pip install jadibisa[spark]" in str(caught.value)


def test_nobody_who_does_not_ask_for_spark_loads_it() -> None:
    code = (
        "import sys, jadibisa.journey.selection.gateways.engines as e; "
        "sys.exit(any(name.split('.')[0] in {'pyspark', 'pyarrow'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def fake_java(folder: Path, version: str, modules: str) -> Path:
    """A Java that answers two questions and otherwise tells its arguments."""
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(
        f'#!/bin/sh\ncase "$1" in\n-version) echo \'openjdk version "{version}"\' >&2;;\n'
        f'--list-modules) echo "{modules}";;\n*) for word; do echo "<$word>"; done;;\nesac\n'
    )
    java.chmod(0o700)
    return folder


def test_java_is_found_by_its_home_or_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fake_java(tmp_path / "jdk", "17.0.15", "java.base@17 jdk.incubator.vector@17")
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert java.java_home(tmp_path) == home
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nothing"))
    monkeypatch.setenv("PATH", str(home / "bin"))
    assert java.java_home(tmp_path) == home
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(Refusal) as caught:
        java.java_home(tmp_path)
    assert caught.value.code == "java_missing"
    assert "Java 17" in str(caught.value)


@pytest.mark.parametrize("version", ["11.0.2", "1.8.0_392", "?"])
def test_an_old_java_is_refused(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "jdk", version, "")))
    with pytest.raises(Refusal) as caught:
        java.java_home(tmp_path)
    assert caught.value.code == "java_too_old"


def test_a_small_java_is_not_asked_for_the_module_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "jre", "25.0.1", "java.base@25")))
    home = java.java_home(tmp_path)
    words = ["-Xmx1g", "--add-modules=jdk.incubator.vector", "a b", "Main"]
    said = subprocess.run(
        [home / "bin" / "java", *words], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert said.stdout.splitlines() == ["<-Xmx1g>", "<a b>", "<Main>"]
