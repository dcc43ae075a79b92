"""One line of a participant's journey: a step, its state, and who holds the ball until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepState(StrEnum):
    """How far a step is."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Holder(StrEnum):
    """Who has to act next."""

    NOBODY = "nobody"
    PERSON = "person"
    PROGRAMME = "programme"
    BANK = "bank"
    PROVIDER = "provider"
    EMPLOYER = "employer"


STEPS = ("registration", "verification", "selection", "funding", "training", "certification", "work")


@dataclass(frozen=True, slots=True)
class Step:
    """One line on the timeline.

    Attributes:
        step: one of `STEPS`, or "care" for tickets and appeals.
        state: how far it is.
        title: what is to do or what happened, Indonesian source sentence already translated by the app.
        detail: one more sentence, or "".
        at: when it happened (done), UTC.
        until: the deadline as an instant (the first instant after the last day), UTC.
        holder: who acts next.
        url: where the person acts, or "".
        button: the words on the button when the holder is the person, or "".
        consequence: what happens after the deadline, or "".
    """

    step: str
    state: StepState
    title: str
    detail: str = ""
    at: datetime | None = None
    until: datetime | None = None
    holder: Holder = Holder.NOBODY
    url: str = ""
    button: str = ""
    consequence: str = ""
