"""Questions about learners, their purchases and the evidence."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from jadibisa.foundation.people import queries as people
from jadibisa.foundation.plumbing import crypto
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training.models import LearnerRow, Presence, PurchaseRow, Run, Score, Session
from jadibisa.journey.training.rules import evidence
from jadibisa.journey.training.rules.terms import Terms, terms_of
from jadibisa.journey.training.types import (
    OPEN_STATES,
    AssessmentKind,
    Completion,
    Learner,
    LearnerState,
    Mode,
    Offer,
    Participant,
    Progress,
    Purchase,
    PurchaseState,
    SessionView,
)
from jadibisa.kernel.ids import crockford, read_crockford

CODE_LETTERS = 24
NOT_TAUGHT = (PurchaseState.UNPAID, PurchaseState.CANCELLED, PurchaseState.WITHDRAWN, PurchaseState.LAPSED)


def redeem_code(purchase_id: UUID) -> str:
    """The redeem code of a purchase: 120 bits that only the holder of the master key can make; it is kept nowhere."""
    digest = crypto.blind_index("training.redeem", str(purchase_id))
    return crockford(int.from_bytes(digest[:15], "big"), CODE_LETTERS)


def code_hash(code: str) -> bytes:
    """What is kept of a redeem code."""
    return hashlib.sha256(read_crockford(code).encode()).digest()


def session_key(session_id: int) -> bytes:
    """The key of the rotating code of a session."""
    return crypto.blind_index("training.presence", str(session_id))


def purchase_of(row: PurchaseRow) -> Purchase:
    """A purchase with its course; `course` must have been selected with it."""
    return Purchase(
        row.id, row.learner_id, row.run_id, row.course_id, row.course.provider_id, row.course.title, Mode(row.course.mode),
        row.course.hours, row.price, PurchaseState(row.state), row.bought_at, row.cancel_until, row.redeem_from,
        row.redeem_until, row.finish_until, row.redeemed_at, row.completed_at,
        row.ended_at if row.state == PurchaseState.RATED else None, row.score, row.pay_until,
    )  # fmt: skip


def _rows() -> "QuerySet[PurchaseRow]":
    return PurchaseRow.objects.select_related("course")


def enrolments(application_id: UUID) -> list[Purchase]:
    """All purchases of a participant, newest first, cancelled ones too."""
    return [purchase_of(row) for row in _rows().filter(learner_id=application_id).order_by("-bought_at", "-id")]


def enrolment(purchase_id: UUID) -> Purchase | None:
    """One purchase."""
    row = _rows().filter(id=purchase_id).first()
    return purchase_of(row) if row else None


def titles(purchase_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The titles of the courses of purchases."""
    return dict(PurchaseRow.objects.filter(id__in=list(purchase_ids)).values_list("id", "course__title"))


def purchase_by_code(code: str) -> Purchase | None:
    """The purchase to which a redeem code belongs."""
    row = _rows().filter(code_hash=code_hash(code)).first()
    return purchase_of(row) if row else None


def learner_of(row: LearnerRow) -> Learner:
    """A learner."""
    return Learner(
        row.application_id,
        row.batch,
        row.started_on,
        row.buy_until,
        row.purchases,
        row.finished,
        LearnerState(row.state),
        row.extra_days,
    )


def learner(application_id: UUID) -> Learner | None:
    """What the training step knows of a participant; None before there is a balance."""
    row = LearnerRow.objects.filter(application_id=application_id).first()
    return learner_of(row) if row else None


def terms(owner: Learner | LearnerRow) -> Terms:
    """The terms that bind a learner: the policy of the batch on the day of the balance."""
    return terms_of(registration.policy_of(owner.batch), owner.started_on)


def terms_of_all(learners: Iterable[Learner]) -> dict[UUID, Terms]:
    """The terms of many learners; each policy is asked once for each day."""
    known: dict[tuple[int, date], Terms] = {}
    found: dict[UUID, Terms] = {}
    for one in learners:
        key = (one.batch, one.started_on)
        if key not in known:
            known[key] = terms(one)
        found[one.application_id] = known[key]
    return found


def offers(run_ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, Offer]:
    """Runs as the rules of purchase see them; locked in the order of their ids when asked."""
    rows = Run.objects.filter(id__in=set(run_ids)).select_related("course").order_by("id")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {
        row.id: Offer(
            row.id, row.course_id, row.course.provider_id, row.course.title, Mode(row.course.mode), row.course.hours,
            row.course.price, row.course.min_schooling, row.course.is_open, row.starts_on, row.ends_on, row.seats, row.taken,
            row.first_at, row.last_at, row.buy_until, row.regency, tuple(row.course.skills),
        )
        for row in rows
    }  # fmt: skip


def progress(purchase: Purchase, at: datetime) -> Progress:
    """The sessions with the presence of one learner at an instant, the scores, and what is missing for completion."""
    present = dict(Presence.objects.filter(purchase_id=purchase.id).values_list("no", "attended_at"))
    sessions = tuple(
        SessionView(
            row.id,
            row.no,
            row.starts_at,
            row.ends_at,
            present.get(row.no),
            row.no not in present and evidence.presence_refusal(purchase, (row.starts_at, row.ends_at), at, at) is None,
        )
        for row in Session.objects.filter(run_id=purchase.run_id).order_by("no")
    )
    scores = {AssessmentKind(kind): score for kind, score in _scores([purchase.id]).values_list("kind", "score")}
    owner = LearnerRow.objects.get(application_id=purchase.application_id)
    missing = evidence.missing(
        purchase.mode, sessions=len(sessions), present=len(present), scores=scores, terms=terms(owner)
    )
    return Progress(sessions, scores, missing)


def _scores(ids: Sequence[UUID]) -> "QuerySet[Score]":
    return Score.objects.filter(purchase_id__in=ids)


def scores_of(ids: Sequence[UUID]) -> dict[UUID, dict[AssessmentKind, int]]:
    """The scores of purchases."""
    found: dict[UUID, dict[AssessmentKind, int]] = defaultdict(dict)
    for purchase_id, kind, score in _scores(ids).values_list("purchase_id", "kind", "score"):
        found[purchase_id][AssessmentKind(kind)] = score
    return found


def presences_of(ids: Sequence[UUID]) -> dict[UUID, set[int]]:
    """The numbers of the sessions at which the holders of purchases were present."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for purchase_id, no in Presence.objects.filter(purchase_id__in=ids).values_list("purchase_id", "no"):
        found[purchase_id].add(no)
    return found


def sessions_of(run_ids: Iterable[UUID]) -> dict[UUID, dict[int, tuple[int, datetime, datetime]]]:
    """Sessions of runs: number to (id, start, end)."""
    found: dict[UUID, dict[int, tuple[int, datetime, datetime]]] = defaultdict(dict)
    rows = Session.objects.filter(run_id__in=set(run_ids)).values_list("run_id", "no", "id", "starts_at", "ends_at")
    for run_id, no, session_id, starts_at, ends_at in rows:
        found[run_id][no] = (session_id, starts_at, ends_at)
    return found


def completions(purchase_ids: Iterable[UUID]) -> list[Completion]:
    """Completed purchases among these, with all that a certificate needs, in the order of their ids."""
    rows = list(_rows().filter(id__in=list(purchase_ids), completed_at__isnull=False).order_by("id"))
    persons = registration.persons_of(row.learner_id for row in rows)
    return [
        Completion(
            row.id,
            row.learner_id,
            persons[row.learner_id],
            row.course_id,
            row.course.provider_id,
            row.course.title,
            row.course.hours,
            row.course.level,
            tuple(row.course.skills),
            row.score or 0,
            row.completed_at,
        )
        for row in rows
        if row.completed_at is not None
    ]


def completed_purchases() -> list[UUID]:
    """Every completed purchase, oldest first."""
    rows = PurchaseRow.objects.filter(completed_at__isnull=False)
    return list(rows.order_by("completed_at", "id").values_list("id", flat=True))


def open_purchases(application_ids: Iterable[UUID]) -> dict[UUID, Purchase]:
    """The open purchase of each of these participants."""
    rows = _rows().filter(learner_id__in=list(application_ids), state__in=OPEN_STATES)
    return {row.learner_id: purchase_of(row) for row in rows}


def bought_courses(application_ids: Iterable[UUID]) -> Mapping[UUID, set[UUID]]:
    """The courses that each of these participants ever bought, cancelled ones too.

    A run that was called off does not count, nor one whose own part never came in.
    """
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = PurchaseRow.objects.filter(learner_id__in=list(application_ids)).exclude(
        state__in=[PurchaseState.WITHDRAWN, PurchaseState.LAPSED]
    )
    for application_id, course_id in rows.values_list("learner_id", "course_id"):
        found[application_id].add(course_id)
    return found


def participants(run_id: UUID) -> list[Participant]:
    """The learners of a run as its provider sees them, first name and number, by number."""
    rows = list(
        PurchaseRow.objects.filter(run_id=run_id)
        .exclude(state__in=NOT_TAUGHT)
        .annotate(present=Count("presences"))
        .values_list("id", "learner_id", "state", "present")
    )
    scores = scores_of([row[0] for row in rows])
    applications = registration.applications(row[1] for row in rows)
    names = people.names(view.person_id for view in applications.values())
    found = [
        Participant(
            purchase_id,
            next(iter(names.get(applications[who].person_id, "").split()), ""),
            applications[who].reference,
            PurchaseState(state),
            present,
            scores.get(purchase_id, {}),
        )
        for purchase_id, who, state, present in rows
    ]
    return sorted(found, key=lambda one: (one.reference, one.purchase_id))
