"""Questions about payouts, payout accounts and incentives, as the person and the officer see the same trace."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from jadibisa.foundation.people.queries import proposals
from jadibisa.journey.funding.models import Allotment, Incentive, Payout, PayoutAccount, PayoutAttempt, PayoutRun
from jadibisa.journey.funding.rules.days import budget_last_day, working_days_later
from jadibisa.journey.funding.types import (
    CAUSES,
    INSTITUTIONS,
    AllotmentState,
    AttemptView,
    Cause,
    Channel,
    IncentiveState,
    IncentiveView,
    LinkedAccount,
    Outcome,
    PayoutState,
    PayoutView,
    Purpose,
    RunState,
    RunView,
)
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.journey import Holder, Step, StepState
from jadibisa.kernel.money import rupiah_text

PROPOSAL = "funding.payout_run"


def account(application_id: UUID) -> LinkedAccount | None:
    """The payout account that is linked now."""
    row = PayoutAccount.objects.filter(allotment_id=application_id, replaced_at=None).first()
    return _account(row) if row else None


def _account(row: PayoutAccount) -> LinkedAccount:
    name = INSTITUTIONS[row.institution].name
    return LinkedAccount(
        row.id, Channel(row.channel), row.institution, name, row.number_masked, row.linked_at, row.usable_from
    )


def _view(row: Payout, attempts: Iterable[AttemptView] = ()) -> PayoutView:
    cause = Cause(row.cause) if row.cause else None
    return PayoutView(
        id=row.id,
        application_id=row.incentive.allotment_id,
        batch=row.incentive.allotment.batch_id,
        run_id=row.run_id,
        purpose=Purpose(row.incentive.purpose),
        amount=row.amount,
        state=PayoutState(row.state),
        cause=cause,
        channel=Channel(row.account.channel),
        institution_name=INSTITUTIONS[row.account.institution].name,
        number_masked=row.account.number_masked,
        created_at=row.created_at,
        next_at=row.next_at,
        finished_at=row.finished_at,
        holder=_holder(row, cause),
        owner_id=row.owner_id,
        due_at=row.due_at,
        healed=row.state == PayoutState.FAILED and row.incentive.state != IncentiveState.OWED,
        attempts=tuple(attempts),
    )


def _holder(row: Payout, cause: Cause | None) -> Holder:
    """Who has to act next."""
    if row.state == PayoutState.FAILED and cause is not None:
        return CAUSES[cause].holder
    if row.state in {PayoutState.SENDING, PayoutState.UNKNOWN}:
        return Holder.BANK
    return Holder.NOBODY if row.state == PayoutState.PAID else Holder.PROGRAMME


def _rows() -> "QuerySet[Payout]":
    return Payout.objects.select_related("incentive__allotment", "account").defer(
        "account__number_sealed", "account__holder_sealed"
    )


def payouts(
    *,
    states: Sequence[PayoutState] = (),
    cause: Cause | None = None,
    healed: bool | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[PayoutView]:
    """Payouts for the finance desk, those with a due time first, then the newest.

    Args:
        states: only these; empty for all.
        cause: only failures of this cause.
        healed: of the failures those that a later payout healed, or those that still wait; None for all.
        offset: how many to leave out.
        limit: how many at most.
    """
    rows = _filtered(states, cause, healed).order_by("due_at", "-created_at", "id")
    return [_view(row) for row in rows[offset : offset + limit]]


def count_payouts(
    *, states: Sequence[PayoutState] = (), cause: Cause | None = None, healed: bool | None = None
) -> int:  # fmt: skip
    """How many there are."""
    return _filtered(states, cause, healed).count()


def _filtered(states: Sequence[PayoutState], cause: Cause | None, healed: bool | None) -> "QuerySet[Payout]":  # noqa: FBT001
    rows = _rows()
    if states:
        rows = rows.filter(state__in=states)
    if cause is not None:
        rows = rows.filter(cause=cause)
    if healed is not None:
        newer = Payout.objects.filter(incentive=OuterRef("incentive"), number__gt=OuterRef("number"))
        waits = Q(incentive__state=IncentiveState.OWED) & ~Q(Exists(newer))
        rows = rows.exclude(waits) if healed else rows.filter(waits)
    return rows


def payout(payout_id: UUID) -> PayoutView | None:
    """One payout with every attempt."""
    row = _rows().filter(pk=payout_id).first()
    return _view(row, _attempts([payout_id]).get(payout_id, ())) if row else None


def _attempts(payout_ids: Sequence[UUID]) -> dict[UUID, list[AttemptView]]:
    found: dict[UUID, list[AttemptView]] = {}
    for row in PayoutAttempt.objects.filter(payout__in=payout_ids).order_by("payout", "no"):
        view = AttemptView(
            row.no,
            row.reference,
            Outcome(row.outcome),
            row.response_code,
            row.requested_at,
            row.last_sent_at,
            row.answered_at,
        )
        found.setdefault(row.payout_id, []).append(view)
    return found


def incentives(application_id: UUID) -> list[IncentiveView]:
    """The incentives of a participant by due day, each with the trace of its payouts."""
    rows = list(Incentive.objects.filter(allotment_id=application_id).order_by("due_on", "purpose", "number"))
    paid = list(_rows().filter(incentive__in=rows).order_by("created_at"))
    attempts = _attempts([row.pk for row in paid])
    traces: dict[UUID, list[PayoutView]] = {}
    for row in paid:
        traces.setdefault(row.incentive_id, []).append(_view(row, attempts.get(row.pk, ())))
    return [
        IncentiveView(
            row.id,
            row.allotment_id,
            Purpose(row.purpose),
            row.number,
            row.amount,
            row.due_on,
            IncentiveState(row.state),
            tuple(traces.get(row.pk, ())),
        )
        for row in rows
    ]


def counts_by_state(states: Iterable[PayoutState] = PayoutState) -> dict[PayoutState, tuple[int, int]]:
    """Payouts by state: how many and how much; of these states only."""
    rows = Payout.objects.filter(state__in=list(states)).values_list("state").annotate(Count("id"), Sum("amount"))
    return {PayoutState(state): (count, total) for state, count, total in rows}


def counts_by_cause() -> dict[Cause, int]:
    """Failed payouts that still wait, by cause."""
    waiting = _filtered([PayoutState.FAILED], None, healed=False)
    rows = waiting.order_by("cause").values_list("cause").annotate(Count("id"))
    return {Cause(cause): count for cause, count in rows}


def waiting_for_account() -> int:
    """Incentives that cannot be paid because no account is linked."""
    linked = PayoutAccount.objects.filter(replaced_at=None).values("allotment")
    return Incentive.objects.filter(state=IncentiveState.OWED).exclude(allotment__in=linked).count()


def overdue_unbooked(at: datetime) -> tuple[int, int]:
    """Incentives whose day is over and that are no debt yet, since their batch's budget is too small: how many, how much."""
    rows = Incentive.objects.filter(state=IncentiveState.SCHEDULED, due_on__lt=wib_day(at))
    found = rows.aggregate(count=Count("id"), total=Sum("amount"))
    return found["count"], found["total"] or 0


def open_runs() -> list[RunView]:
    """Runs that wait for a first or a second person, oldest first."""
    proposed = {proposal.id: proposal.proposed_by_name for proposal in proposals(PROPOSAL)}
    rows = PayoutRun.objects.filter(state__in=[RunState.WAITING, RunState.PROPOSED]).order_by("created_at")
    return [
        replace(_run(row), proposed_by_name=proposed.get(row.proposal_id, "") if row.proposal_id else "")
        for row in rows
    ]


def _run(row: PayoutRun) -> RunView:
    return RunView(
        row.id, row.batch_id, RunState(row.state), row.count, row.total, row.limit, row.created_at, row.proposal_id
    )


# ---- the participant's timeline ---------------------------------------------------------------------------


def link_until(application_id: UUID) -> datetime | None:
    """Until when a payout account can be linked; None without a balance."""
    row = Allotment.objects.filter(pk=application_id).first()
    if row is None:
        return None
    policy = registration.policy_of(row.batch_id)
    return end_of(budget_last_day(policy, "funding.link_account_last_day", begun=wib_day(row.allotted_at)))


def spend_until(application_id: UUID) -> datetime | None:
    """Until when the balance can be spent; None without a balance."""
    row = Allotment.objects.filter(pk=application_id).first()
    if row is None:
        return None
    policy = registration.policy_of(row.batch_id)
    return end_of(budget_last_day(policy, "funding.unspent_last_day", begun=wib_day(row.allotted_at)))


def last_days(batch: int, begun: date) -> tuple[date, date]:
    """The last days to link an account and to spend a balance that was allotted on a day."""
    policy = registration.policy_of(batch)
    link, spend = "funding.link_account_last_day", "funding.unspent_last_day"
    return budget_last_day(policy, link, begun=begun), budget_last_day(policy, spend, begun=begun)


def steps_of(application_id: UUID) -> list[Step]:
    """The money's lines on a participant's timeline."""
    row = Allotment.objects.filter(pk=application_id).first()
    if row is None:
        return []
    state = StepState.DONE if row.state == AllotmentState.ACTIVE else StepState.STOPPED
    title = (
        _("Saldo pelatihan dibagikan")
        if row.state == AllotmentState.ACTIVE
        else _("Sisa saldo sudah kembali ke kas negara")
    )
    steps = [Step("funding", state, title, at=row.returned_at or row.allotted_at, url=reverse("funding:mine"))]
    linked = account(application_id)
    cash = Incentive.objects.filter(allotment=row).exclude(state=IncentiveState.CANCELLED)
    if linked is None and (row.state == AllotmentState.ACTIVE or cash.exists()):
        steps.append(
            Step(
                "funding",
                StepState.RUNNING,
                _("Tautkan rekening untuk insentif"),
                until=link_until(application_id),
                holder=Holder.PERSON,
                url=reverse("funding:account"),
                button=_("Tautkan rekening"),
                consequence=_("Tanpa rekening, insentif belum bisa dikirim."),
            )
        )
    elif linked is not None:
        steps.append(
            Step(
                "funding",
                StepState.DONE,
                _("Rekening %(bank)s tertaut") % {"bank": linked.institution_name},
                linked.number_masked,
                at=linked.linked_at,
            )
        )
    return steps + [_incentive_step(view, linked is not None) for view in incentives(application_id)]


def _incentive_step(view: IncentiveView, linked: bool) -> Step:  # noqa: FBT001 - a plain condition of this line
    amount = rupiah_text(view.amount)
    url = reverse("funding:mine")
    last = view.payouts[-1] if view.payouts else None
    if view.state is IncentiveState.CANCELLED:
        return Step("funding", StepState.STOPPED, _("Insentif %(amount)s dibatalkan") % {"amount": amount}, url=url)
    if view.state is IncentiveState.PAID and last is not None:
        words = {
            Purpose.INCENTIVE: _("Insentif %(amount)s sudah dibayar"),
            Purpose.SURVEY: _("Insentif survei %(amount)s sudah dibayar"),
            Purpose.REFUND: _("Bagian Anda %(amount)s sudah dikembalikan"),
        }[view.purpose]
        return Step(
            "funding", StepState.DONE, words % {"amount": amount}, last.institution_name, at=last.finished_at, url=url
        )
    if view.state is IncentiveState.OWED and last is not None and last.words is not None:
        person = last.words.holder is Holder.PERSON
        return Step(
            "funding",
            StepState.RUNNING,
            _("Kiriman uang %(amount)s gagal") % {"amount": amount}
            if view.purpose is Purpose.REFUND
            else _("Kiriman insentif %(amount)s gagal") % {"amount": amount},
            f"{_(last.words.says)} {_(last.words.advice)}",
            until=last.due_at,
            holder=last.words.holder,
            url=reverse("funding:account") if person else url,
            button=_("Perbaiki rekening") if person else "",
        )
    until = end_of(working_days_later(view.due_on, 5))
    holder = Holder.BANK if last is not None else Holder.PROGRAMME if linked else Holder.PERSON
    return Step(
        "funding",
        StepState.RUNNING,
        (
            _("Bagian Anda %(amount)s dikirim kembali")
            if view.purpose is Purpose.REFUND
            else _("Insentif %(amount)s dikirim")
        )
        % {"amount": amount},
        until=until,
        holder=holder,
        url=url,
    )


def batches_past_last_day(at: datetime) -> list[int]:
    """Batches in which somebody's last day to spend has passed and something may still be left."""
    batches = Allotment.objects.order_by("batch_id").values_list("batch_id", flat=True).distinct()
    return [batch for batch in batches if _days_over(batch, at)]


def past_last_day(batch: int, at: datetime) -> list[UUID]:
    """Participants of a batch whose own last day to spend has passed: a replacement's may be a year later."""
    over = Allotment.objects.filter(batch_id=batch, allotted_at__in=_days_over(batch, at))
    return list(over.order_by("pk").values_list("pk", flat=True))


def _days_over(batch: int, at: datetime) -> list[datetime]:
    """The instants of allotment whose last day to spend has passed; one for each 1,000 people, so there are few."""
    policy = registration.policy_of(batch)
    begun = Allotment.objects.filter(batch_id=batch).order_by().values_list("allotted_at", flat=True).distinct()
    return [
        when for when in begun if at >= end_of(budget_last_day(policy, "funding.unspent_last_day", begun=wib_day(when)))
    ]
