"""What an answer of the bank means for a payout, and what may be done next.

The bank is asked before anything is sent again; a refusal is believed only after a quiet time and one more question;
after the time for sending again only a person with the bank's statement decides.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jadibisa.journey.funding.types import Answer, AnswerKind, Cause, Outcome, PayoutState

QUIET = timedelta(minutes=15)
RESEND_UNTIL = timedelta(days=3)
ASK_AGAIN = timedelta(hours=1)
ASK_RARELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows from an answer.

    Attributes:
        state: the payout's new state.
        outcome: the attempt's.
        next_at: when somebody looks again; None when it is over.
        cause: why it failed, or why it is stuck.
        resend: the same order may go out again, with the same reference.
    """

    state: PayoutState
    outcome: Outcome
    next_at: datetime | None = None
    cause: Cause | None = None
    resend: bool = False


def after_send(answer: Answer, at: datetime) -> Ruling:
    """A send: success is final, everything else is asked about after the quiet time, a refusal too."""
    if answer.kind is AnswerKind.PAID:
        return Ruling(PayoutState.PAID, Outcome.PAID)
    return Ruling(PayoutState.UNKNOWN, Outcome.UNKNOWN, at + QUIET, answer.cause)


def after_inquiry(answer: Answer, *, first_sent_at: datetime, last_sent_at: datetime, at: datetime) -> Ruling:
    """An inquiry: paid is final; refused and absent only count after the quiet time since the last send."""
    if answer.kind is AnswerKind.PAID:
        return Ruling(PayoutState.PAID, Outcome.PAID)
    if answer.kind is AnswerKind.UNKNOWN:
        return Ruling(PayoutState.UNKNOWN, Outcome.UNKNOWN, at + ASK_AGAIN, Cause.NO_ANSWER)
    if at < last_sent_at + QUIET:
        return Ruling(PayoutState.UNKNOWN, Outcome.UNKNOWN, last_sent_at + QUIET, answer.cause)
    if answer.kind is AnswerKind.FAILED:
        return Ruling(PayoutState.FAILED, Outcome.FAILED, None, answer.cause or Cause.REFUSED)
    if at <= first_sent_at + RESEND_UNTIL:
        return Ruling(PayoutState.UNKNOWN, Outcome.UNKNOWN, at + QUIET, resend=True)
    return Ruling(PayoutState.UNKNOWN, Outcome.UNKNOWN, at + ASK_RARELY, Cause.NO_ANSWER)


def needs_second_person(total: int, limit: int) -> bool:
    """Whether a run of payouts needs two people (maker and checker)."""
    return total > limit
