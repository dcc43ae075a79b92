"""`jadibisa batch`: load policies, set up batches, see how many registered."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from jadibisa.cli.reading import why_unread
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration import queries, services
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.refusals import Refusal

EXAMPLES = """\
examples:
  jadibisa batch
  jadibisa batch load policy/2024.toml
  jadibisa batch open 72 --scheme 2024 --opens '2026-11-20 12:00' --closes '2026-11-24 23:59' --seats 5000 --draw '2026-12-03 10:00'

Times are WIB. A batch that is set up here needs no second person: whoever may run this command owns the machine."""


def main(arguments: Sequence[str]) -> int:
    """Run `jadibisa batch …`; 0, or 1 when something was refused."""
    given = _parser().parse_args(arguments)
    try:
        if given.verb == "load":
            _load(given.file)
        elif given.verb == "open":
            _open(given)
        else:
            _list()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jadibisa batch",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="load | open | list")
    verbs.add_parser("list", help="all batches, newest first")
    load = verbs.add_parser("load", help="load a policy file as a scheme")
    load.add_argument("file", type=Path)
    opened = verbs.add_parser("open", help="set up a batch")
    opened.add_argument("number", type=int)
    opened.add_argument("--scheme", required=True, help="code of a loaded policy")
    opened.add_argument("--seats", type=int, required=True)
    for name, text in (
        ("opens", "first instant"),
        ("closes", "first instant that is too late"),
        ("draw", "when the draw is"),
    ):
        opened.add_argument(f"--{name}", type=_wib, required=True, metavar="'2026-12-01 10:00'", help=text)
    return parser


def _wib(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
    except ValueError:
        message = f"{text!r} is no time such as '2026-12-01 10:00'"
        raise argparse.ArgumentTypeError(message) from None


def _load(file: Path) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"jadibisa batch load: {file}: {why_unread(error)}") from None
    code = services.load_policy(text, str(file), by=SYSTEM, at=clock.now())
    print(f"scheme {code} is loaded")


def _open(given: argparse.Namespace) -> None:
    services.open_batch(
        given.number, given.scheme, given.opens, given.closes, given.seats, given.draw, by=SYSTEM, at=clock.now()
    )
    print(f"batch {given.number}: registration from {given.opens:%Y-%m-%d %H:%M} WIB")


def _list() -> None:
    counts = queries.counts()
    print(
        f"{'batch':<8}{'state':<10}{'scheme':<12}{'opens (WIB)':<18}{'closes':<18}{'draw':<18}{'seats':>9}{'registered':>12}"
    )
    for batch in queries.batches():
        times = "".join(
            f"{at.astimezone(WIB):%Y-%m-%d %H:%M}  " for at in (batch.opens_at, batch.closes_at, batch.draw_at)
        )
        print(
            f"{batch.public_id:<8}{batch.state:<10}{batch.scheme_code:<12}{times}{batch.seats:>9}{counts.get(batch.number, 0):>12}"
        )
