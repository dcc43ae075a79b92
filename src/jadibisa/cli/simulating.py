"""`jadibisa draw simulate`: another law on the people of a batch, both countings side by side; kept ones computed again."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.queries import simulations
from jadibisa.journey.selection.rules import comparing
from jadibisa.journey.selection.rules.apportion import METHODS
from jadibisa.journey.selection.rules.floors import COUNTINGS
from jadibisa.journey.selection.rules.simulation import LETTERS, Simulation
from jadibisa.journey.selection.types import Law, SimulationState
from jadibisa.kernel.actors import SYSTEM

GROUPS = (("all", "", ""), ("women", "W", ""), ("men", "", "W"), ("disabled", "D", ""), ("laid off", "L", ""))
NAMES = {"W": "women", "D": "disabled", "L": "laid off"}


def arguments(one: argparse.ArgumentParser) -> None:
    """What may be asked; what is not said stays as in the law in force."""
    one.add_argument("--floor", action="append", default=[], metavar="TRAIT=PERCENT", type=_floor)
    one.add_argument("--counting", choices=COUNTINGS, help="the counting that is proposed; both are shown")
    one.add_argument("--tier", action="append", choices=LETTERS, help="served strictly first; again for the next tier")
    one.add_argument("--weights", choices=["labour_force", "unemployed", "population"])
    one.add_argument("--method", choices=METHODS)
    one.add_argument("--province-floor", type=int, metavar="SEATS")
    one.add_argument(
        "--regencies", action="append", metavar="PROVINCE", help="gives its seats to its regencies; or: all"
    )
    one.add_argument("--regency-floor", type=int, metavar="SEATS")
    one.add_argument("--seats", type=int)
    one.add_argument("--seeds", type=int, default=30, help=f"how many imagined draws, 1 to {comparing.MOST_SEEDS:,}")
    one.add_argument("--save", action="store_true", help="keep it for everybody; a policy may cite it")
    one.add_argument("--json", action="store_true", help="the whole file on standard output")
    one.add_argument(
        "--saved", type=int, metavar="NUMBER", help="compute a kept simulation again; exit code 1 if it differs"
    )
    one.add_argument("--file", type=Path, help="compute the simulation of a downloaded file again")


def _floor(text: str) -> tuple[str, int]:
    trait, _equals, percent = text.partition("=")
    if trait not in LETTERS or not percent.isascii() or not percent.isdigit() or int(percent) > 100:  # noqa: PLR2004 - percent
        raise argparse.ArgumentTypeError(f"write W=52, D=3 or L=20, not {text!r}")
    return trait, int(percent)


def simulate(told: argparse.Namespace) -> int:
    """Run the command."""
    if told.saved is not None:
        view = simulations.simulation(told.saved)
        return _again(view.inputs, view.result if view.state is SimulationState.DONE else "")
    if told.file is not None:
        text = told.file.read_text(encoding="utf-8")
        return _again(text, text if '"results":' in text else "")
    if told.batch is None:
        print("jadibisa draw simulate: name a batch, or --saved NUMBER, or --file FILE", file=sys.stderr)
        return 2
    law = queries.law(told.batch)
    seats = queries.seats(told.batch) if told.seats is None else told.seats
    inputs = simulations.inputs(told.batch, seats, _law(law, told), told.seeds)
    if told.save:
        return _save(told.batch, inputs)
    found = comparing.compare(inputs)
    if told.json:
        print(comparing.result_text(inputs, found), end="")
        return 0
    _table(inputs, found)
    return 0


def _law(law: Law, told: argparse.Namespace) -> Law:
    floors = dict(told.floor) or dict(zip(law.traits, law.percents, strict=True))
    said = {
        "counting": told.counting, "weights": told.weights, "method": told.method, "province_floor": told.province_floor,
        "regency_floor": told.regency_floor, "tiers": told.tier and tuple(told.tier),
        "regencies": told.regencies and tuple(told.regencies),
    }  # fmt: skip
    return replace(
        law,
        traits=tuple(floors),
        percents=tuple(floors.values()),
        **{word: value for word, value in said.items() if value is not None},
    )


def _again(text: str, before: str) -> int:
    inputs = comparing.read_inputs(text)
    found = comparing.result_text(inputs, comparing.compare(inputs))
    print(found, end="")
    if before and before != found:
        print("the result differs from the one that is kept", file=sys.stderr)
        return 1
    told = (
        "the same bytes as the one that is kept"
        if before
        else "computed from the inputs; there was no result beside them"
    )
    print(f"SHA-256 {comparing.sha256(found)}: {told}", file=sys.stderr)
    return 0


def _save(batch: int, inputs: comparing.Inputs) -> int:
    number = services.save_simulation(batch, inputs, by=SYSTEM, at=now())
    if simulations.simulation(number).state is SimulationState.STOPPED:
        services.resume_simulation(number, by=SYSTEM, at=now())
    while simulations.simulation(number).state is SimulationState.RUNNING:
        services.advance_simulation(number, by=SYSTEM, at=now())
    view = simulations.simulation(number)
    print(f"kept as simulation {number}; a policy cites it as\nselection.simulation = {view.sha256}")
    return 0


def _table(inputs: comparing.Inputs, found: comparing.Comparison) -> None:
    law, tried = inputs.tried.law, found.tried
    print(f"{inputs.seeds} imagined seeds, {inputs.tried.seats} seats; proposed counting: {found.counting}")
    if sum(law.percents) > 100:  # noqa: PLR2004 - percent
        print("floors above 100% together: a person may fill several; what cannot be met is lowered at the freeze")
    print(f"{'':<28}{'now':>14}" + "".join(f"{counting:>14}" for counting in tried) + f"{'change':>14}")

    def line(title: str, measure: Callable[[Simulation], float]) -> None:
        values = [measure(one) for one in (found.now, *tried.values())]
        change = 100 * (measure(found.proposed) - values[0])
        print(f"{title:<28}" + "".join(f"{value:>13.1%} " for value in values) + f"{change:>+13.1f} ")

    for letter, name in NAMES.items():
        line(f"share of {name}", lambda one, letter=letter: one.share(letter))  # type: ignore[misc]
    for title, letters, without in GROUPS:
        line(f"chance, {title}", lambda one, some=(letters, without): one.group_chance(some[0], without=some[1]))  # type: ignore[misc]
    for code in sorted(found.now.place_chance()):
        line(f"chance in {code}", lambda one, code=code: one.place_chance()[code])  # type: ignore[misc]
