"""`jadibisa verify`: ask the identity registry, import lists, see how far a batch is."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jadibisa.cli.reading import why_unread
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.verification import queries, services
from jadibisa.journey.verification.types import ListKind
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal

STRETCH = 5000
EXAMPLES = """\
examples:
  jadibisa verify check
  jadibisa verify import education dapodik.txt --as-of 2026-11-20 --source 'Dapodik, EMIS, PDDikti'
  jadibisa verify lists
  jadibisa verify batch 72

A list is a text file with one NIK a line; only keyed indexes of the numbers are kept."""


def main(arguments: Sequence[str]) -> int:
    """Run `jadibisa verify …`; 0, or 1 when something was refused or the registry is down."""
    given = _parser().parse_args(arguments)
    try:
        return {"check": _check, "import": _import, "lists": _lists, "batch": _batch}[given.verb](given)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jadibisa verify",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check | import | lists | batch")
    verbs.add_parser("check", help="ask the registry about every case that waits")
    imported = verbs.add_parser("import", help="import a list of NIKs as of a day")
    imported.add_argument("kind", choices=[str(kind) for kind in ListKind])
    imported.add_argument("file", type=Path)
    imported.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    imported.add_argument("--source", default="")
    verbs.add_parser("lists", help="the newest list of each kind")
    batch = verbs.add_parser("batch", help="how many cases of a batch are in each state, and why they were refused")
    batch.add_argument("number", type=int)
    return parser


def _check(_given: argparse.Namespace) -> int:
    verified = refused = review = 0
    while waiting := queries.waiting(STRETCH):
        done = services.check(waiting, by=SYSTEM, at=clock.now())
        verified, refused, review = verified + done.verified, refused + done.refused, review + done.review
        if done.delayed:
            sys.stderr.write(f"the identity registry is down: {done.delayed} cases keep waiting\n")
            return 1
    print(f"verified {verified}, refused {refused}, for an officer {review}")
    return 0


def _import(given: argparse.Namespace) -> int:
    try:
        lines = given.file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"jadibisa verify import: {given.file}: {why_unread(error)}") from None
    count = services.import_list(given.kind, given.as_of, lines, by=SYSTEM, at=clock.now(), source=given.source)
    print(f"{given.kind} as of {given.as_of}: {count} persons")
    return 0


def _lists(_given: argparse.Namespace) -> int:
    for view in queries.lists():
        print(f"{view.kind:<12}{view.as_of}  {view.entries:>10}  {view.source}")
    return 0


def _batch(given: argparse.Namespace) -> int:
    for state, count in queries.state_counts(given.number).items():
        print(f"{state:<12}{count:>10}")
    for reason, count in queries.refused_by_reason(given.number).items():
        print(f"  {reason:<22}{count:>10}")
    print(f"{'unsettled':<12}{queries.unsettled(given.number):>10}")
    return 0
