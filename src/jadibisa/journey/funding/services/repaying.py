"""Nobody is paid again before the bank's statement of the day of the failed attempt was matched, or after it shows money."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from jadibisa.journey.funding.models import BankDay, BankLine, PayoutAttempt
from jadibisa.journey.funding.types import Outcome
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.refusals import N_, Refusal


def _failed() -> "QuerySet[PayoutAttempt]":
    """Failed attempts with the days on which they went out."""
    return PayoutAttempt.objects.filter(outcome=Outcome.FAILED).annotate(
        first=TruncDate("requested_at", tzinfo=WIB), last=TruncDate("last_sent_at", tzinfo=WIB)
    )


def _matched(day: str) -> Exists:
    return Exists(BankDay.objects.filter(day=OuterRef(day), matched_at__isnull=False))


LEFT = Exists(BankLine.objects.filter(reference=OuterRef("reference"), amount__lt=0))


def barred_incentives() -> "QuerySet[PayoutAttempt, UUID]":
    """Incentives that may not be paid again now."""
    awaited = ~_matched("first") | (Q(last_sent_at__isnull=False) & ~_matched("last"))
    return _failed().filter(awaited | LEFT).values_list("payout__incentive_id", flat=True)


def may_pay_again(incentive_id: UUID) -> None:
    """Refuse to pay an incentive again as long as the bank may have paid it.

    Raises:
        Refusal: `bank_paid_it`, `statement_awaited`.
    """
    attempts = _failed().filter(payout__incentive=incentive_id)
    if attempts.filter(LEFT).exists():
        raise Refusal(
            "bank_paid_it", N_("Rekening koran menunjukkan uang ini sudah keluar. Tanyakan dulu ke bank."), status=409
        )
    if barred_incentives().filter(payout__incentive=incentive_id).exists():
        raise Refusal(
            "statement_awaited",
            N_("Tunggu rekening koran hari kiriman itu masuk dan cocok. Lalu coba lagi."),
            status=409,
        )
