"""`jadibisa vacancies import FILE --employer ID`: vacancies of one verified employer from JSON or CSV; a bad row is refused alone."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from jadibisa.cli import parser
from jadibisa.cli.reading import why_unread
from jadibisa.foundation.plumbing.clock import now
from jadibisa.foundation.plumbing.pages import sentence_in
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.types import Source
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import N_, Refusal


def main(arguments: Sequence[str]) -> int:
    """Import a file, print each refused row with its reason; exit 1 when a row was refused."""
    own = parser("vacancies", __doc__)
    own.add_argument("verb", choices=("import",))
    own.add_argument("file", type=Path, help="a JSON list of objects, or CSV with a header line")
    own.add_argument("--employer", type=UUID, required=True, help="id of the employer")
    own.add_argument("--source", choices=[str(source) for source in Source], default=str(Source.IMPORT))
    told = own.parse_args(arguments)
    if queries.employer(told.employer) is None:
        raise Refusal("employer_unknown", N_("Pemberi kerja itu tidak ada."), status=404)
    answers = services.import_vacancies(read(told.file), told.employer, source=told.source, by=SYSTEM, at=now())
    refused = [(number, answer) for number, answer in enumerate(answers, 1) if isinstance(answer, Refusal)]
    for number, refusal in refused:
        print(f"{told.file}, row {number}: {refusal.code}: {sentence_in(refusal, 'en')}", file=sys.stderr)
    print(f"{len(answers) - len(refused)} vacancies are there, {len(refused)} rows refused; nothing was taken down.")
    return 1 if refused else 0


def read(path: Path) -> list[Mapping[str, str]]:
    """The rows of a file as texts.

    Raises:
        Refusal: `import_file` when it cannot be read as JSON or CSV.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() != ".json":
            return [
                {key: value for key, value in row.items() if isinstance(value, str)}
                for row in csv.DictReader(text.splitlines())
            ]
        return [_texts(row) for row in json.loads(text)]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise Refusal(
            "import_file",
            N_("Berkas %(file)s tidak dapat dibaca sebagai JSON atau CSV (%(kind)s)."),
            file=str(path),
            kind=why_unread(error, otherwise="not the expected form"),
        ) from None


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    """A JSON object as texts: lists joined, truth as `ya`, nothing as empty."""
    found = {}
    for key, value in row.items():
        if isinstance(value, list):
            found[key] = ";".join(map(str, value))
        elif isinstance(value, bool):
            found[key] = "ya" if value else "tidak"
        else:
            found[key] = "" if value is None else str(value)
    return found
