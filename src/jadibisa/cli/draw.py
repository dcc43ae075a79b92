"""`jadibisa draw`: the public act of a draw, stage by stage; its files; and the check that everybody can make."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from jadibisa.cli import parser, simulating
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.selection import queries, services
from jadibisa.kernel.actors import SYSTEM

STORY = """\
the stages, in their order; none can be skipped, none runs twice on other inputs:
  jadibisa draw announce 72 --witness "Ombudsman:SHA256"   rules, seats and witnesses, before the registration ends
  jadibisa draw freeze 72                                  the roll, its root, the quota table
  jadibisa draw dice 72 58203917446105923871 --secret "Ombudsman:HEX"
                                                           20 ten-sided dice, thrown in public, and the witnesses' secrets, both
                                                           before the beacon's round; without a beacon secrets come with the seed
  jadibisa draw seed 72                                    the beacon's round is fetched and checked; the seed file
  jadibisa draw run 72 [--engine spark]                    numbers of all tickets, the rule, the cut-offs
  jadibisa draw publish 72                                 the result of every ticket; winners become recipients
  jadibisa draw stamp 72 [FILE.tsr]                        time-stamps (RFC 3161) over the lists of sums, or one brought by hand
  jadibisa draw replace 72                                 seats of winners who lapsed, from the waiting lists
and beside them:
  jadibisa draw simulate 72 --floor W=52 --floor D=3   chances under another law, both countings side by side
  jadibisa draw simulate --saved 3   compute a kept simulation again, byte for byte; --file FILE: a downloaded one
  jadibisa draw show [72]      where the draws stand
  jadibisa draw export 72 DIR  all published files into a folder
  jadibisa draw check [72]     compute published draws again from their files alone; exit code 1 if anything differs"""


def main(arguments: Sequence[str]) -> int:
    """Run `jadibisa draw …`."""
    asked = parser("draw", f"{__doc__}\n\n{STORY}")
    verbs = asked.add_subparsers(dest="verb", required=True, metavar="STAGE")
    for verb in VERBS:
        one = verbs.add_parser(verb)
        one.add_argument("batch", type=int, nargs="?" if verb in {"show", "check", "simulate"} else None)
        if verb == "announce":
            one.add_argument("--witness", action="append", default=[], metavar="NAME:SHA256", type=_pair)
            one.add_argument("--objections-until", type=datetime.fromisoformat, metavar="TIME")
            one.add_argument("--no-beacon", action="store_true", help="dice and witnesses alone")
        elif verb == "dice":
            one.add_argument("dice")
            one.add_argument("--secret", action="append", default=[], metavar="NAME:HEX", type=_pair)
        elif verb == "seed":
            one.add_argument("--secret", action="append", default=[], metavar="NAME:HEX", type=_pair)
            one.add_argument("--signature", default="", metavar="HEX", help="of the announced round, without a network")
        elif verb == "run":
            one.add_argument("--engine", choices=list(services.ENGINES), default="array", help="the result is the same")
            one.add_argument("--folder", type=Path, help="spark: where roll and result are kept as Parquet")
            one.add_argument("--master", default="local[2]", help="spark: the cluster (this machine)")
        elif verb == "simulate":
            simulating.arguments(one)
        elif verb == "stamp":
            one.add_argument(
                "token",
                type=Path,
                nargs="?",
                help="an answer of the authority: SHA256SUMS.tsr or SHA256SUMS-result.tsr",
            )
        elif verb == "export":
            one.add_argument("folder", type=Path)
    told = asked.parse_args(arguments)
    return VERBS[told.verb](told)


def _pair(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (name and colon and value):
        raise argparse.ArgumentTypeError(f"write NAME:VALUE, not {text!r}")
    return name, value


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
    services.record_dice(told.batch, told.dice, dict(told.secret), by=SYSTEM, at=now())
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


def _stamp(told: argparse.Namespace) -> int:
    if told.token is None:
        print(" ".join(services.stamp(told.batch, by=SYSTEM, at=now())) or "nothing waits for a stamp")
    else:
        print(services.bring_stamp(told.batch, told.token.stem, told.token.read_bytes(), by=SYSTEM, at=now()))
    return 0


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


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "announce": _announce,
    "freeze": _freeze,
    "dice": _dice,
    "seed": _seed,
    "run": _run,
    "publish": _publish,
    "stamp": _stamp,
    "replace": _replace,
    "show": _show,
    "export": _export,
    "check": _check,
    "simulate": simulating.simulate,
}
