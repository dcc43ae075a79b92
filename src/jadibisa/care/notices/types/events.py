"""Which fact says what, and which deadline is opened and closed by what."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that is reminded.

    Attributes:
        opened_by, closed_by: verbs of facts.
        days: on which days before the last day a reminder goes out.
        text: kind of the text of the reminder.
    """

    opened_by: tuple[str, ...]
    closed_by: tuple[str, ...]
    days: tuple[int, ...]
    text: str


# The kind of the text for each fact that people are told of.
EVENTS: Mapping[str, str] = {
    "registration.submitted": "submitted",
    "verification.verified": "verified",
    "verification.refused": "refused",
    "verification.sent_to_review": "in_review",
    "verification.asked": "data_asked",
    "verification.delayed": "delayed",
    "verification.revoked": "revoked",
    "selection.selected": "selected",
    "selection.replaced": "selected_later",
    "selection.added": "seat_added",
    "selection.promised": "seat_promised",
    "selection.not_selected": "not_selected",
    "funding.account_linked": "account_linked",
    "funding.paid": "paid",
    "funding.payout_failed": "payout_failed",
    "funding.returned": "returned",
    "training.purchased": "purchased",
    "training.cancelled": "cancelled",
    "training.completed": "completed",
    "training.expired": "expired",
    "training.extended": "extended",
    "training.first_purchase_missed": "first_purchase_missed",
    "certification.issued": "certified",
    "certification.revoked": "certificate_revoked",
    "work.survey_opened": "survey_opened",
    "work.closed": "job_closed",
    "tickets.opened": "ticket_opened",
    "tickets.asked": "ticket_asked",
    "tickets.answered": "ticket_answered",
    "tickets.appeal_opened": "appeal_opened",
    "tickets.appeal_won": "appeal_won",
    "tickets.appeal_rejected": "appeal_rejected",
    "assistance.approved": "companion_approved",
    "assistance.refused": "companion_refused",
    "assistance.stopped": "companion_stopped",
    "people.file_opened": "file_opened",
}
# What is said instead once the roll of the batch is frozen: nobody enters it any more.
LATE: Mapping[str, str] = {"verified": "verified_late"}
# What stands on the person's page without a message: an SMS for each look would hide those that matter.
PAGE_ONLY = frozenset({"file_opened"})
# work.answered says different things.
ANSWERS: Mapping[str, str] = {
    "accepted": "job_accepted",
    "refused": "job_refused",
    "postponed": "job_postponed",
}
DEADLINES: Mapping[str, Deadline] = {
    "first_purchase": Deadline(
        ("funding.allotted",),
        ("training.purchased", "verification.revoked", "training.first_purchase_missed"),
        (7, 3, 1),
        "remind_first_purchase",
    ),
    "link_account": Deadline(
        ("funding.allotted",), ("funding.account_linked", "verification.revoked"), (14, 7, 1), "remind_link_account"
    ),
    "spend": Deadline(("funding.allotted",), ("funding.returned", "verification.revoked"), (14, 3), "remind_spend"),
    "redeem": Deadline(
        ("training.purchased",),
        ("training.redeemed", "training.cancelled", "training.expired"),
        (3, 1),
        "remind_redeem",
    ),
    "finish": Deadline(
        ("training.redeemed",),
        ("training.completed", "training.cancelled", "training.expired"),
        (7, 3, 1),
        "remind_finish",
    ),
    "survey": Deadline(("work.survey_opened",), ("work.outcome_recorded",), (7, 1), "remind_survey"),
    "answer": Deadline(
        ("verification.asked",),
        ("verification.answered", "verification.verified", "verification.refused"),
        (1,),
        "remind_answer",
    ),
    "appeal": Deadline(("verification.refused",), ("tickets.appeal_opened",), (3, 1), "remind_appeal"),
}
