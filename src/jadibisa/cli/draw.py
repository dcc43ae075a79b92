"""`jadibisa draw`: the public act of a draw, stage by stage; its files; and the check that everybody can make."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jadibisa.cli import parser
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.selection import queries, services
from jadibisa.journey.selection.queries import simulations
from jadibisa.journey.selection.rules.apportion import METHODS
from jadibisa.journey.selection.rules.floors import COUNTINGS
from jadibisa.journey.selection.rules.simulation import LETTERS, simulate
from jadibisa.kernel.actors import SYSTEM

STORY = """\
the stages, in their order; none can be skipped, none runs twice on other inputs:
  jadibisa draw announce 72 --witness "Ombudsman:SHA256"   rules, seats and witnesses, before the registration ends
  jadibisa draw freeze 72                                  the roll, its root, the quota table
  jadibisa draw dice 72 58203917446105923871               20 ten-sided dice, thrown in public before the beacon's round
  jadibisa draw seed 72 --secret "Ombudsman:HEX"           the beacon's round is fetched and checked; the seed file
  jadibisa draw run 72 [--engine spark]                    numbers of all tickets, the rule, the cut-offs
  jadibisa draw publish 72                                 the result of every ticket; winners become recipients
  jadibisa draw replace 72                                 seats of winners who lapsed, from the waiting lists
and beside them:
  jadibisa draw simulate 72 --floor W=52 --floor D=3   chances under another law, both countings side by side
  jadibisa draw show [72]      where the draws stand
  jadibisa draw export 72 DIR  all published files into a folder
  jadibisa draw check [72]     compute published draws again from their files alone; exit code 1 if anything differs"""


GROUPS = (("all", "", ""), ("women", "W", ""), ("men", "", "W"), ("disabled", "D", ""), ("laid off", "L", ""))


def main(arguments: Sequence[str]) -> int:
    """Run `jadibisa draw …`."""
    asked = parser("draw", f"{__doc__}\n\n{STORY}")
    verbs = asked.add_subparsers(dest="verb", required=True, metavar="STAGE")
    for verb in VERBS:
        one = verbs.add_parser(verb)
        one.add_argument("batch", type=int, nargs="?" if verb in {"show", "check"} else None)
        if verb == "announce":
            one.add_argument("--witness", action="append", default=[], metavar="NAME:SHA256", type=_pair)
            one.add_argument("--objections-until", type=datetime.fromisoformat, metavar="TIME")
            one.add_argument("--no-beacon", action="store_true", help="dice and witnesses alone")
        elif verb == "dice":
            one.add_argument("dice")
        elif verb == "seed":
            one.add_argument("--secret", action="append", default=[], metavar="NAME:HEX", type=_pair)
            one.add_argument("--signature", default="", metavar="HEX", help="of the announced round, without a network")
        elif verb == "run":
            one.add_argument("--engine", choices=list(services.ENGINES), default="array", help="the result is the same")
            one.add_argument("--folder", type=Path, help="spark: where roll and result are kept as Parquet")
            one.add_argument("--master", default="local[2]", help="spark: the cluster (this machine)")
        elif verb == "simulate":
            one.add_argument("--floor", action="append", default=[], metavar="TRAIT=PERCENT", type=_floor)
            one.add_argument("--weights", choices=["labour_force", "unemployed", "population"])
            one.add_argument("--method", choices=METHODS)
            one.add_argument("--province-floor", type=int, metavar="SEATS")
            one.add_argument("--seats", type=int)
            one.add_argument("--seeds", type=int, default=30)
        elif verb == "export":
            one.add_argument("folder", type=Path)
    told = asked.parse_args(arguments)
    return VERBS[told.verb](told)


def _pair(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (name and colon and value):
        raise argparse.ArgumentTypeError(f"write NAME:VALUE, not {text!r}")
    return name, value


def _floor(text: str) -> tuple[str, int]:
    trait, _equals, percent = text.partition("=")
    if trait not in LETTERS or not percent.isascii() or not percent.isdigit() or int(percent) > 100:  # noqa: PLR2004 - percent
        raise argparse.ArgumentTypeError(f"write W=52, D=3 or L=20, not {text!r}")
    return trait, int(percent)


def _announce(told: argparse.Namespace) -> int:
    services.announce(
        told.batch,
        by=SYSTEM,
        at=now(),
        witnesses=told.witness,
        objections_until=told.objections_until,
        beacon=None if told.no_beacon else services.offered_chain(),
    )
    return _show(told)


def _freeze(told: argparse.Namespace) -> int:
    services.freeze(told.batch, by=SYSTEM, at=now())
    return _show(told)


def _dice(told: argparse.Namespace) -> int:
    services.record_dice(told.batch, told.dice, by=SYSTEM, at=now())
    return _show(told)


def _seed(told: argparse.Namespace) -> int:
    services.collect_round(told.batch, by=SYSTEM, at=now(), signature=told.signature)
    print(services.make_seed(told.batch, dict(told.secret), by=SYSTEM, at=now()))
    return 0


def _run(told: argparse.Namespace) -> int:
    engine = services.ENGINES[told.engine](told.folder, told.master)
    services.run(told.batch, by=SYSTEM, at=now(), engine=engine)
    return _show(told)


def _publish(told: argparse.Namespace) -> int:
    services.publish(told.batch, by=SYSTEM, at=now())
    return _show(told)


def _replace(told: argparse.Namespace) -> int:
    moved = services.replace(told.batch, by=SYSTEM, at=now())
    print(f"moved up: {len(moved)}; seats still open: {queries.open_seats(told.batch)}")
    return 0


def _show(told: argparse.Namespace) -> int:
    for view in queries.draws():
        if told.batch in {None, view.batch}:
            print(
                f"{view.batch_id:<6} {view.stage:<10} seats {view.seats:>8}  on the roll {view.lines:>8}  selected {view.selected:>8}"
                f"  root {view.root[:16] or '-':<16}  seed {view.seed[:16] or '-'}"
            )
    return 0


def _export(told: argparse.Namespace) -> int:
    queries.known(told.batch)
    files = queries.contents(told.batch)
    told.folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (told.folder / name).write_bytes(content)
    print(f"{len(files)} files in {told.folder}; check them: python3 {told.folder / 'verify_draw.py'} {told.folder}")
    return 0


def _check(told: argparse.Namespace) -> int:
    wrong = [
        text for view in queries.draws() if told.batch in {None, view.batch} for text in queries.check_draw(view.batch)
    ]
    print("\n".join(wrong) or "every published draw re-computes from its files")
    return 1 if wrong else 0


def _simulate(told: argparse.Namespace) -> int:
    law = queries.law(told.batch)
    floors = dict(told.floor) or dict(zip(law.traits, law.percents, strict=True))
    other = replace(
        law,
        traits=tuple(floors),
        percents=tuple(floors.values()),
        weights=told.weights or law.weights,
        method=told.method or law.method,
        province_floor=law.province_floor if told.province_floor is None else told.province_floor,
    )
    people, seats = simulations.people(told.batch), told.seats or queries.seats(told.batch)
    found = {
        counting: simulate(seats, replace(other, counting=counting), queries.places_of(other), people, told.seeds)
        for counting in COUNTINGS
    }
    print(f"{told.seeds} imagined seeds, {seats} seats; floors {told.floor or 'as in the policy'}")
    if sum(floors.values()) > 100:  # noqa: PLR2004 - percent
        print("floors above 100% together: a person may fill several; what cannot be met is lowered at the freeze")
    print(f"{'':<28}" + "".join(f"{counting:>14}" for counting in found))
    for letter, name in (("W", "women"), ("D", "disabled"), ("L", "laid off")):
        _percent(f"share of {name}", [one.share(letter) for one in found.values()])
    for title, letters, without in GROUPS:
        _percent(f"chance, {title}", [one.group_chance(letters, without=without) for one in found.values()])
    places = [one.place_chance() for one in found.values()]
    for code in sorted(places[0]):
        _percent(f"chance in {code}", [place[code] for place in places])
    return 0


def _percent(title: str, values: Sequence[float]) -> None:
    print(f"{title:<28}" + "".join(f"{value:>13.1%} " for value in values))


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "announce": _announce,
    "freeze": _freeze,
    "dice": _dice,
    "seed": _seed,
    "run": _run,
    "publish": _publish,
    "replace": _replace,
    "show": _show,
    "export": _export,
    "check": _check,
    "simulate": _simulate,
}
