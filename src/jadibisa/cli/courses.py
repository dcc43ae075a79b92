"""`jadibisa courses`: how big the catalogue is, what a search finds, where seats are, what the day's work ends."""

import argparse
from collections.abc import Sequence

from jadibisa.cli import parser
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing.clock import now
from jadibisa.journey.training import queries, services
from jadibisa.journey.training.types import Query
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.money import rupiah_text


def main(arguments: Sequence[str]) -> int:
    """Run one of the words; each may be run again without harm."""
    asked = parser("courses", __doc__)
    words = asked.add_subparsers(dest="word", required=True)
    words.add_parser("size", help="courses, runs and providers")
    find = words.add_parser("find", help="what a search in the catalogue finds")
    find.add_argument("text", help="words as a visitor would type them")
    find.add_argument("--limit", type=int, default=10, help="at most so many courses")
    words.add_parser("seats", help="seats by skill and province")
    words.add_parser(
        "end", help="end what was not started, finished or bought in time, as the timetable does each night"
    )
    told = asked.parse_args(arguments)
    {"size": _size, "find": _find, "seats": _seats, "end": _end}[told.word](told)
    return 0


def _size(_told: argparse.Namespace) -> None:
    for word, number in queries.catalogue_size().items():
        print(f"{word:<10} {number:>8}")


def _find(told: argparse.Namespace) -> None:
    terms, replaced = queries.corrected(told.text)
    today = wib_day(now())
    query = Query(text=told.text)
    found = queries.search(query, terms, today=today, offset=0, limit=told.limit)
    names = people.organisation_names({card.provider_id for card in found})
    for typed, meant in replaced.items():
        print(f"searched {meant} for {typed}")
    print(f"{queries.counts(query, terms, today=today).all} courses")
    for card in found:
        print(f"{rupiah_text(card.price):>14}  {card.mode:<12}  {card.title} ({names.get(card.provider_id, '')})")


def _seats(_told: argparse.Namespace) -> None:
    for skill, province, seats in queries.seats_by_skill_and_province():
        print(f"{skill:<32} {province or 'online':<6} {seats:>8}")


def _end(_told: argparse.Namespace) -> None:
    at = now()
    print(f"purchases ended: {len(services.expire(at, by=SYSTEM))}")
    print(f"first purchases missed: {len(services.lapse_missed(at, by=SYSTEM))}")
