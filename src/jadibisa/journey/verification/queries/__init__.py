"""Questions about cases, the queue, the pool, lists and recipients."""

from jadibisa.journey.verification.queries.cases import (
    REFUSE,
    appeal_until,
    case,
    cases,
    earlier_refusers,
    overdue_answers,
    refused_by_reason,
    registry_answer,
    reply,
    state_counts,
    unsettled,
    verified_after_appeal,
    waiting,
)
from jadibisa.journey.verification.queries.desk import SORTS, neighbours, queue, queue_counts, queue_size
from jadibisa.journey.verification.queries.journey import rows_without_fact, steps_of
from jadibisa.journey.verification.queries.lists import listed, lists, needed_lists, on_list, stale_lists
from jadibisa.journey.verification.queries.pool import (
    family_applicants,
    family_cap,
    family_goes_before,
    left_out_by_family,
    pool,
    pool_columns,
    pool_counts,
    verified_in,
)
from jadibisa.journey.verification.queries.recipients import family_slots, recipient, recipients, spent_persons
from jadibisa.journey.verification.types import RecipientView

__all__ = [
    "REFUSE",
    "SORTS",
    "RecipientView",
    "appeal_until",
    "case",
    "cases",
    "earlier_refusers",
    "family_applicants",
    "family_cap",
    "family_goes_before",
    "family_slots",
    "left_out_by_family",
    "listed",
    "lists",
    "needed_lists",
    "neighbours",
    "on_list",
    "overdue_answers",
    "pool",
    "pool_columns",
    "pool_counts",
    "queue",
    "queue_counts",
    "queue_size",
    "recipient",
    "recipients",
    "refused_by_reason",
    "registry_answer",
    "reply",
    "rows_without_fact",
    "spent_persons",
    "stale_lists",
    "state_counts",
    "steps_of",
    "unsettled",
    "verified_after_appeal",
    "verified_in",
    "waiting",
]
