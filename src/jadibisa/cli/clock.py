"""`jadibisa clock`: the demonstration's time: see it, or move it on so that a deadline can be watched passing.

jadibisa clock               what time it is in the programme
jadibisa clock advance 3d    move on three days (30m, 12h, 3d, 1d12h) and run every due job in its order
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from jadibisa.cli import parser
from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.plumbing import clock, timetable
from jadibisa.foundation.plumbing.models import DemonstrationClock
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.refusals import N_, Refusal

STEP = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?", re.ASCII)
LONGEST = timedelta(days=400)


def main(arguments: Sequence[str]) -> int:
    """Run `jadibisa clock …`."""
    own = parser("clock", __doc__)
    own.add_argument("verb", nargs="?", choices=["advance"], help="move the clock on")
    own.add_argument("step", nargs="?", default="", help="how far: 30m, 12h, 3d, 1d12h")
    given = own.parse_args(arguments)
    if given.verb is None:
        print(_told(clock.now()))
        return 0
    ran = advance(read_step(given.step))
    print(f"{_told(clock.now())}, {ran} due jobs ran")
    return 0


def read_step(text: str) -> timedelta:
    """How far to move.

    Raises:
        Refusal: `step_unreadable`.
    """
    found = STEP.fullmatch(text.strip().lower())
    step = (
        timedelta(days=int(found[1] or 0), hours=int(found[2] or 0), minutes=int(found[3] or 0))
        if found
        else timedelta(0)
    )
    if not timedelta(0) < step <= LONGEST:
        raise Refusal("step_unreadable", N_("Tulis berapa lama, misalnya 30m, 12h, 3d, atau 1d12h, paling lama 400d."))
    return step


def advance(step: timedelta) -> int:
    """Move the clock on, stopping at every instant at which something is due; tells how many jobs ran.

    Raises:
        Refusal: `clock_is_real` outside a demonstration.
    """
    if not clock.is_demonstration():
        raise Refusal("clock_is_real", N_("Waktu hanya bisa digeser dalam mode demonstrasi."))
    ran_before = DemonstrationClock.objects.filter(running_since__isnull=False).exists()
    clock.stop()
    until = clock.now() + step
    facts.deliver()
    try:
        ran = timetable.run_due(until, before=_pass)
        _pass(until)
        facts.deliver()
    finally:
        if ran_before:
            clock.start()
    return ran


def _pass(at: datetime) -> None:
    """Time passes up to an instant; whoever listens has heard what happened before it."""
    clock.stand_at(max(at, clock.now()))
    facts.deliver()


def _told(at: datetime) -> str:
    return f"{at.astimezone(WIB):%A, %d %B %Y, %H.%M} WIB"
