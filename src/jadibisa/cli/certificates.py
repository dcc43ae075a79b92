"""`jadibisa certificates`: issue what is missing, check a code, check a downloaded file."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from jadibisa.cli import parser
from jadibisa.cli.reading import why_unread
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.certification import queries, services
from jadibisa.journey.training import queries as training
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import grouped

CHUNK = 500


def main(arguments: Sequence[str]) -> int:
    """Run one of the words; exit code 1 when a certificate does not hold."""
    asked = parser("certificates", __doc__)
    words = asked.add_subparsers(dest="word", required=True)
    words.add_parser("issue", help="issue certificates for completed courses that have none")
    check = words.add_parser("check", help="what the public check says of a code")
    check.add_argument("code", help="12 letters, in whatever way they are typed")
    verify = words.add_parser("verify", help="whether a downloaded credential carries our signature")
    verify.add_argument("file", type=Path, help="a JSON file")
    told = asked.parse_args(arguments)
    return {"issue": _issue, "check": _check, "verify": _verify}[told.word](told)


def _issue(_told: argparse.Namespace) -> int:
    missing = training.completed_purchases()
    issued = 0
    for place in range(0, len(missing), CHUNK):
        issued += len(services.issue(missing[place : place + CHUNK], by=SYSTEM, at=now()))
    print(f"certificates issued now: {issued}")
    return 0


def _check(told: argparse.Namespace) -> int:
    found = queries.by_code(told.code)
    if found is None or not queries.signature_fits(found):
        print("unknown")
        return 1
    verdict = found.verdict(wib_day(now()))
    print(f"{verdict} {grouped(found.code)} {found.title} ({found.provider_name}), valid until {found.valid_until}")
    if found.revoked_why:
        print(f"revoked: {found.revoked_why}")
    return 0 if verdict == "valid" else 1


def _verify(told: argparse.Namespace) -> int:
    try:
        document = json.loads(told.file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{told.file}: {why_unread(error, otherwise='it is no JSON')}")
        return 1
    fits = isinstance(document, dict) and queries.is_ours(document)
    if not fits:
        print("the signature does not fit")
        return 1
    revoked = queries.is_revoked(document, now())
    print(f"the signature fits; {'REVOKED' if revoked else 'not revoked'}")
    return 1 if revoked else 0
