"""Every night all tables are looked through; a number that was cut off opens its case at once."""

from datetime import datetime

from jadibisa.foundation.facts.services import listener
from jadibisa.foundation.facts.types import Fact
from jadibisa.foundation.plumbing.timetable import daily
from jadibisa.kernel.actors import SYSTEM
from jadibisa.oversight.integrity.services import detect, open_cases
from jadibisa.oversight.integrity.types import Signal, SignalKind


@daily("integrity.detect", hour=3)
def look(at: datetime) -> None:
    """Look for signals."""
    detect(by=SYSTEM, at=at)


@listener("integrity.number_cut", "people.number_cut")
def number_cut(fact: Fact) -> None:
    """Somebody said "ini bukan saya": a case about the persons who gave that number."""
    signals = [
        Signal(SignalKind.NUMBER_CUT, person, f"{fact.id}/{person}", {"persons": len(fact.subjects)})
        for person in fact.subjects[:1]
    ]
    open_cases(signals, by=SYSTEM, at=fact.at)
