"""`jadibisa care tickets`: how fast help answers and what is late; `jadibisa care points FILE --office ID`: places from CSV."""

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from jadibisa.care.assistance import queries as assistance
from jadibisa.care.assistance import services
from jadibisa.care.assistance.types import NewPoint
from jadibisa.care.tickets import queries as tickets
from jadibisa.cli import parser
from jadibisa.cli.reading import why_unread
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.pages import sentence_in
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import N_, Refusal

DAYS = 90
COLUMNS = ("regency", "name", "kind", "address", "hours", "phone", "step_free", "sign_language")
YES = frozenset({"1", "ya", "yes", "true"})


def main(arguments: Sequence[str]) -> int:
    """Show the desk in numbers, or read places from a file."""
    own = parser("care", __doc__)
    verbs = own.add_subparsers(dest="verb", required=True)
    verbs.add_parser("tickets", help="answer times of the last 90 days; exit 1 when a ticket is late")
    places = verbs.add_parser("points", help="open help posts and access points of a local government")
    places.add_argument("file", type=Path, help=f"CSV: {','.join(COLUMNS)}")
    places.add_argument("--office", type=UUID, required=True, help="id of the local government")
    verbs.add_parser("blank", help="regencies without any help")
    told = own.parse_args(arguments)
    if told.verb == "points":
        return _points(told.file, told.office)
    return _tickets() if told.verb == "tickets" else _blank()


def _tickets() -> int:
    at = now()
    rows = tickets.answer_times(since=at - timedelta(days=DAYS), at=at)
    for row in rows:
        median = "-" if row.median_hours is None else f"{row.median_hours:.1f} h"
        name = row.category or "all"
        print(f"{name:<14} {row.opened:>6} opened {row.answered:>6} answered, median {median}, {row.overdue} late")
    return 1 if rows and rows[0].overdue else 0


def _blank() -> int:
    blank = [row for row in assistance.coverage() if row.is_blank]
    for row in blank:
        print(f"{row.regency} {row.name}")
    print(f"{len(blank)} regencies without a help post, an access point or a companion.")
    return 0


def _points(path: Path, office: UUID) -> int:
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, ValueError) as error:
        raise Refusal(
            "import_file",
            N_("Berkas %(file)s tidak dapat dibaca sebagai JSON atau CSV (%(kind)s)."),
            file=str(path),
            kind=why_unread(error, otherwise="not the expected form"),
        ) from None
    answers = services.open_points(office, [_point(row) for row in rows], by=SYSTEM, at=now())
    refused = [(number, answer) for number, answer in enumerate(answers, 1) if isinstance(answer, Refusal)]
    for number, refusal in refused:
        print(f"{path}, row {number}: {refusal.code}: {sentence_in(refusal, 'en')}", file=sys.stderr)
    print(f"{len(answers) - len(refused)} places are open, {len(refused)} rows refused.")
    return 1 if refused else 0


def _point(row: Mapping[str, str | None]) -> NewPoint:
    told = {column: (row.get(column) or "").strip() for column in COLUMNS}
    return NewPoint(
        told["regency"],
        told["name"],
        told["kind"],
        told["address"],
        told["hours"],
        told["phone"],
        told["step_free"].casefold() in YES,
        told["sign_language"].casefold() in YES,
    )
