"""Commands of learning: redeem a code, be present, be assessed, complete, rate."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jadibisa.foundation.facts.services import record
from jadibisa.journey.funding import services as funding
from jadibisa.journey.training.models import Course, LearnerRow, Presence, PurchaseRow, Review, Score
from jadibisa.journey.training.queries import learning
from jadibisa.journey.training.rules import evidence
from jadibisa.journey.training.rules.days import finish_after_redeem
from jadibisa.journey.training.rules.purchase import redeem_refusal
from jadibisa.journey.training.rules.terms import Terms
from jadibisa.journey.training.services.learners import PEOPLE_A_FACT
from jadibisa.journey.training.services.publishing import chunks
from jadibisa.journey.training.types import (
    AssessmentKind,
    Attendance,
    Mode,
    Purchase,
    PurchaseState,
    Rating,
)
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import last_day, wib_day
from jadibisa.kernel.refusals import N_, Refusal

Sessions = dict[int, tuple[int, datetime, datetime]]


class _Held:
    """Locked purchases with their learners, and what a provider may not touch left out."""

    def __init__(self, purchase_ids: Iterable[UUID], by: Actor) -> None:
        ids = set(purchase_ids)
        owners = PurchaseRow.objects.filter(id__in=ids).values_list("learner_id", flat=True)
        locked = (
            LearnerRow.objects.select_for_update().filter(application_id__in=list(owners)).order_by("application_id")
        )
        self.learners = {row.application_id: row for row in locked}
        rows = PurchaseRow.objects.select_for_update(of=("self",)).select_related("course").filter(id__in=ids)
        if by.role is Role.PROVIDER:
            rows = rows.filter(course__provider_id=by.organisation_id)
        if by.role is Role.CITIZEN:
            rows = rows.filter(learner_id=by.application_id)
        self.purchases = {row.id: learning.purchase_of(row) for row in rows.order_by("id")}
        self._terms: dict[tuple[int, date], Terms] = {}

    def terms(self, purchase: Purchase) -> Terms:
        """The terms of the learner's policy; asked once for each batch and day."""
        owner = self.learners[purchase.application_id]
        key = (owner.batch, owner.started_on)
        if key not in self._terms:
            self._terms[key] = learning.terms(owner)
        return self._terms[key]


def _unknown() -> Refusal:
    return Refusal("purchase_unknown", N_("Pembelian ini tidak ada."), status=404)


def _record(verb: str, done: Sequence[Purchase], *, by: Actor, at: datetime) -> None:
    """One fact a chunk of people; it names each participant and each purchase."""
    unique = list({purchase.id: purchase for purchase in done}.values())
    for part in chunks(unique, PEOPLE_A_FACT):
        subjects = [purchase.application_id for purchase in part] + [purchase.id for purchase in part]
        record(verb, by=by, at=at, subjects=subjects, data={"purchases": [str(purchase.id) for purchase in part]})


@transaction.atomic
def redeem(
    codes: Sequence[str], *, by: Actor, at: datetime, provider_id: UUID | None = None, mode: Mode | None = None
) -> list[Purchase | Refusal]:
    """Use redeem codes: the course begins (R-50, R-52, R-53).

    Args:
        codes: as typed.
        by: the learner, the provider or the programme.
        at: the programme's time.
        provider_id: the provider at whose desk it is redeemed.
        mode: the kind of course at which it is redeemed.

    Returns:
        For each code the purchase or why not.
    """
    hashes = [learning.code_hash(code) for code in codes]
    ids = {
        bytes(digest): purchase_id
        for digest, purchase_id in PurchaseRow.objects.filter(code_hash__in=hashes).values_list("code_hash", "id")
    }
    held = _Held(ids.values(), Actor(Role.SYSTEM))
    verdicts: list[Purchase | Refusal] = []
    done: list[Purchase] = []
    groups: dict[date, list[UUID]] = defaultdict(list)
    for digest in hashes:
        purchase = held.purchases.get(ids[digest]) if digest in ids else None
        refusal = redeem_refusal(purchase, provider_id=provider_id, mode=mode, at=at)
        if refusal is not None or purchase is None:
            verdicts.append(refusal or _unknown())
            continue
        groups[finish_after_redeem(purchase.mode, at, purchase.finish_until, held.terms(purchase))].append(purchase.id)
        done.append(purchase)
        verdicts.append(purchase)
    for finish_until, purchase_ids in groups.items():
        PurchaseRow.objects.filter(id__in=purchase_ids).update(
            state=PurchaseState.REDEEMED, redeemed_at=at, finish_until=finish_until
        )
    _record("training.redeemed", done, by=by, at=at)
    return verdicts


@transaction.atomic
def attend(rows: Sequence[Attendance | tuple[UUID, int]], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Write presence at sessions; the same presence again changes nothing.

    A learner's own click needs, face to face, the rotating code of the trainer's screen; a provider or the programme
    vouches with a list and may say when it was.

    Args:
        rows: purchase, number of the session, and maybe when and the code.
        by: the learner, the provider or the programme.
        at: the programme's time.

    Returns:
        For each row None or why not.
    """
    given = [Attendance(*row) for row in rows]
    held = _Held((row.purchase_id for row in given), by)
    sessions = learning.sessions_of(purchase.run_id for purchase in held.purchases.values())
    verdicts: list[Refusal | None] = []
    present: list[Presence] = []
    for row in given:
        purchase = held.purchases.get(row.purchase_id)
        if purchase is None:
            verdicts.append(_unknown())
            continue
        when = row.attended_at if row.attended_at is not None and by.role is not Role.CITIZEN else at
        refusal = _presence_refusal(purchase, sessions[purchase.run_id], row, when, by=by, at=at)
        verdicts.append(refusal)
        if refusal is None:
            present.append(
                Presence(purchase_id=purchase.id, no=row.session_no, attended_at=when, by_code=bool(row.code))
            )
    Presence.objects.bulk_create(present, batch_size=2000, ignore_conflicts=True)
    _record("training.attended", [held.purchases[row.purchase_id] for row in present], by=by, at=at)
    return verdicts


def _presence_refusal(
    purchase: Purchase, sessions: Sessions, row: Attendance, when: datetime, *, by: Actor, at: datetime
) -> Refusal | None:
    session = sessions.get(row.session_no)
    refusal = evidence.presence_refusal(purchase, session and session[1:], when, at)
    if refusal is not None or session is None:
        return refusal
    needs_code = by.role is Role.CITIZEN and purchase.mode is Mode.FACE_TO_FACE
    if (needs_code or row.code) and not evidence.code_fits(learning.session_key(session[0]), row.code, at):
        return Refusal(
            "presence_code_wrong",
            N_("Kode ini tidak cocok atau sudah berganti. Lihat lagi layar pengajar."),
            field="code",
        )
    return None


@transaction.atomic
def assess(rows: Sequence[tuple[UUID, AssessmentKind, int]], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Write scores; the gates open in order (R-59), and until completion a score may be written again.

    Args:
        rows: purchase, kind and score from 0 to 100, decided in this order.
        by: the provider, an assessor or the programme; never the learner.
        at: the programme's time.

    Returns:
        For each row None or why not.
    """
    held = _Held((purchase_id for purchase_id, _kind, _score in rows), by)
    scores = learning.scores_of(list(held.purchases))
    verdicts: list[Refusal | None] = []
    written: dict[tuple[UUID, AssessmentKind], int] = {}
    for purchase_id, kind, score in rows:
        purchase = held.purchases.get(purchase_id)
        refusal = (
            _unknown()
            if purchase is None
            else evidence.assessment_refusal(purchase, kind, score, scores[purchase_id], at)
        )
        verdicts.append(refusal)
        if refusal is None:
            scores[purchase_id][kind] = written[purchase_id, kind] = score
    Score.objects.bulk_create(
        [Score(purchase_id=of, kind=kind, score=score, assessed_at=at) for (of, kind), score in written.items()],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["purchase", "kind"],
        update_fields=["score", "assessed_at"],
    )
    _record("training.assessed", [held.purchases[of] for of, _kind in written], by=by, at=at)
    return verdicts


@transaction.atomic
def complete(purchase_ids: Sequence[UUID], *, by: Actor, at: datetime) -> list[Purchase | Refusal]:
    """Compute completion from the evidence; nobody can say so by a flag. The provider's money is settled.

    Args:
        purchase_ids: which to look at.
        by: who asks.
        at: the programme's time.

    Returns:
        For each id the purchase (also when it was complete before) or what is missing.
    """
    held = _Held(purchase_ids, by)
    ids = list(held.purchases)
    scores, present = learning.scores_of(ids), learning.presences_of(ids)
    sessions = learning.sessions_of(purchase.run_id for purchase in held.purchases.values())
    verdicts: list[Purchase | Refusal] = []
    done: dict[UUID, Purchase] = {}
    for purchase_id in purchase_ids:
        purchase = held.purchases.get(purchase_id)
        if purchase is None or purchase.completed_at is not None or purchase_id in done:
            verdicts.append(purchase or _unknown())
            continue
        missing = evidence.missing(
            purchase.mode,
            sessions=len(sessions[purchase.run_id]),
            present=len(present[purchase_id]),
            scores=scores[purchase_id],
            terms=held.terms(purchase),
        )
        if missing or purchase.state is not PurchaseState.REDEEMED:
            verdicts.append(
                Refusal("not_complete_yet", N_("Kursus belum selesai: bukti hadir atau nilai belum lengkap."))
            )
            continue
        done[purchase_id] = purchase
        verdicts.append(purchase)
    settled = funding.settle(list(done), by=by, at=at)
    unpaid = {of: refusal for of, refusal in zip(list(done), settled, strict=True) if refusal is not None}
    done = {of: purchase for of, purchase in done.items() if of not in unpaid}
    _finish(done, {of: evidence.final_score(scores[of]) for of in done}, by=by, at=at)
    return [unpaid.get(of, verdict) for of, verdict in zip(purchase_ids, verdicts, strict=True)]


def _finish(done: dict[UUID, Purchase], final: dict[UUID, int], *, by: Actor, at: datetime) -> None:
    if not done:
        return
    groups: dict[int, list[UUID]] = defaultdict(list)
    for purchase_id, score in final.items():
        groups[score].append(purchase_id)
    for score, ids in groups.items():
        PurchaseRow.objects.filter(id__in=ids).update(state=PurchaseState.COMPLETED, completed_at=at, score=score)
    learners = [purchase.application_id for purchase in done.values()]
    LearnerRow.objects.filter(application_id__in=learners).update(finished=F("finished") + 1)
    _count(
        done.values(), lambda course, number: Course.objects.filter(id=course).update(graduates=F("graduates") + number)
    )
    _record("training.completed", list(done.values()), by=by, at=at)


def _count(done: Iterable[Purchase], add: Callable[[UUID, int], object]) -> None:
    """Add to each course's graduates, courses in the order of their ids."""
    numbers: dict[UUID, int] = defaultdict(int)
    for purchase in done:
        numbers[purchase.course_id] += 1
    for course, number in sorted(numbers.items()):
        add(course, number)


@transaction.atomic
def rate(rows: Sequence[Rating | tuple[UUID, int, str]], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Rate completed courses; the next one can be bought from now on (R-37, R-64).

    Args:
        rows: purchase, stars and text.
        by: the learner or the programme.
        at: the programme's time.

    Returns:
        For each row None or why not.
    """
    given = [Rating(*row) for row in rows]
    held = _Held((row.purchase_id for row in given), by)
    verdicts: list[Refusal | None] = []
    done: dict[UUID, Rating] = {}
    for row in given:
        purchase = held.purchases.get(row.purchase_id)
        refusal = _unknown() if purchase is None else evidence.rating_refusal(purchase, row.stars, row.text)
        if refusal is None and row.purchase_id in done:
            refusal = Refusal("already_rated", N_("Anda sudah menilai kursus ini. Terima kasih."), status=409)
        verdicts.append(refusal)
        if refusal is None:
            done[row.purchase_id] = row
    _write_ratings(held, done, by=by, at=at)
    return verdicts


def _write_ratings(held: _Held, done: dict[UUID, Rating], *, by: Actor, at: datetime) -> None:
    if not done:
        return
    rated = [held.purchases[purchase_id] for purchase_id in done]
    Review.objects.bulk_create(
        [
            Review(
                purchase_id=purchase.id, course_id=purchase.course_id, stars=done[purchase.id].stars,
                text=done[purchase.id].text.strip(), rated_at=at,
            )
            for purchase in rated
        ],
        batch_size=1000,
    )  # fmt: skip
    PurchaseRow.objects.filter(id__in=list(done)).update(state=PurchaseState.RATED, ended_at=at)
    groups: dict[date, list[UUID]] = defaultdict(list)
    for purchase in rated:
        groups[last_day(wib_day(at), held.terms(purchase).next_purchase_days)].append(purchase.application_id)
    for buy_until, learners in groups.items():
        LearnerRow.objects.filter(application_id__in=learners).update(buy_until=buy_until)
    _record("training.rated", rated, by=by, at=at)
