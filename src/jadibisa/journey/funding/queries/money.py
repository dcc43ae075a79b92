"""Questions about money: balances, statements, totals of a batch, and what must always be true."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import subjects_of
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.ledger.types import AccountKey, AccountType, Break, Check, Entry, Flow, Kind
from jadibisa.journey.funding.models import (
    Allotment,
    BankCase,
    BankDay,
    Budget,
    Disbursement,
    Incentive,
    Payout,
    PayoutAccount,
    PayoutRun,
    Pledge,
    PurchaseHold,
    Share,
)
from jadibisa.journey.funding.queries.sharing import share_lines
from jadibisa.journey.funding.types import Balance, IncentiveState, Line, PayoutState, Purpose, Totals
from jadibisa.journey.registration.types import batch_subject

_T = AccountType


def balance(application_id: UUID) -> Balance:
    """The training balance of a participant; all zero before the allotment."""
    return _balance(ledger.entries(AccountKey(_T.TRAINING_BALANCE, application_id)))


def _balance(entries: Collection[Entry]) -> Balance:
    allotted = sum(entry.signed for entry in entries if entry.flow is Flow.ALLOCATE)
    spent = -sum(entry.signed for entry in entries if entry.flow is Flow.PURCHASE and entry.kind is Kind.POST)
    returned = -sum(entry.signed for entry in entries if entry.flow is Flow.REVOKE_RETURN)
    resolved = {entry.pending for entry in entries if entry.pending}
    reserved = -sum(entry.signed for entry in entries if entry.kind is Kind.PENDING and entry.id not in resolved)
    return Balance(allotted, spent, reserved, returned, allotted - spent - reserved - returned)


def available(application_ids: Collection[UUID]) -> dict[UUID, int]:
    """What participants can still spend, in sen; who has no balance is missing."""
    return {owner: found.available for owner, found in ledger.balances(_T.TRAINING_BALANCE, application_ids).items()}


def statement(application_id: UUID) -> list[Line]:
    """Every movement of a participant's balance and cash in plain words, newest first."""
    lines = _balance_lines(ledger.entries(AccountKey(_T.TRAINING_BALANCE, application_id)))
    lines += _cash_lines(ledger.entries(AccountKey(_T.INCENTIVE_PAYABLE, application_id)))
    lines += share_lines(application_id)
    return sorted(lines, key=lambda line: (line.at, line.sequence), reverse=True)


def _balance_lines(entries: Collection[Entry]) -> list[Line]:
    resolved = {entry.pending for entry in entries if entry.pending}
    held = {entry.id: entry for entry in entries if entry.kind is Kind.PENDING}
    lines: list[Line] = []
    for entry in entries:
        words, amount = "", entry.signed
        if entry.flow is Flow.ALLOCATE:
            words = _("Saldo pelatihan dibagikan")
        elif entry.flow is Flow.REVOKE_RETURN:
            words = _("Sisa saldo kembali ke kas negara")
        elif entry.kind is Kind.POST:
            part = entry.pending in held and held[entry.pending].signed != entry.signed
            words = (
                _("Kursus selesai, lembaga dibayar sebagian; sisanya kembali ke saldo")
                if part
                else _("Kursus selesai, lembaga dibayar")
            )
        elif entry.kind is Kind.VOID:
            words, amount = _("Pembelian batal, uang tetap di saldo Anda"), 0
        elif entry.id not in resolved:
            words = _("Uang kursus ditahan sampai kursus selesai")
        if words:
            lines.append(Line(entry.at, words, amount, entry.kind is not Kind.PENDING, sequence=entry.sequence))
    return lines


def _cash_lines(entries: Collection[Entry]) -> list[Line]:
    resolved = {entry.pending for entry in entries if entry.pending}
    lines: list[Line] = []
    for entry in entries:
        words, amount = "", -entry.signed
        if entry.flow is Flow.INCENTIVE:
            words, amount = _("Insentif menjadi hak Anda"), entry.signed
        elif entry.kind is Kind.POST:
            words = _("Insentif masuk ke rekening Anda")
        elif entry.kind is Kind.VOID:
            words, amount = _("Kiriman gagal, insentif tetap hak Anda"), 0
        elif entry.id not in resolved:
            words = _("Insentif sedang dikirim ke rekening Anda")
        if words:
            lines.append(
                Line(entry.at, words, amount, entry.kind is not Kind.PENDING, cash=True, sequence=entry.sequence)
            )
    return lines


def totals(batch: int) -> Totals:
    """The money of a batch; allotted = spent + reserved + returned + available, to the sen."""
    book = batch_subject(batch)
    sums, flows = ledger.book_balances(book), ledger.book_flows(book)
    funds, cash = sums.get(_T.TRAINING_BALANCE), flows.get(Flow.PAY_INCENTIVE, (0, 0))
    counts = (
        Incentive.objects.filter(allotment__batch_id=batch)
        .exclude(purpose=Purpose.REFUND)
        .aggregate(
            failed=Count("id", filter=Q(state=IncentiveState.OWED, blocked_account__isnull=False)),
            waiting=Count(
                "id",
                filter=Q(state__in=[IncentiveState.SCHEDULED, IncentiveState.PAYING])
                | Q(state=IncentiveState.OWED, blocked_account=None),
            ),
            waiting_sum=Sum(
                "amount", filter=Q(state__in=[IncentiveState.SCHEDULED, IncentiveState.OWED, IncentiveState.PAYING])
            ),
        )
    )
    return Totals(
        funded=sums[_T.APPROPRIATION].cr_posted if _T.APPROPRIATION in sums else 0,
        allotted=funds.cr_posted if funds else 0,
        spent=flows.get(Flow.PURCHASE, (0, 0))[0],
        reserved=funds.dr_pending if funds else 0,
        returned=flows.get(Flow.REVOKE_RETURN, (0, 0))[0],
        available=funds.available if funds else 0,
        incentives_paid=cash[0],
        incentives_paid_count=cash[1],
        incentives_failed_count=counts["failed"],
        incentives_waiting_count=counts["waiting"],
        incentives_waiting=counts["waiting_sum"] or 0,
        people=Allotment.objects.filter(batch_id=batch).count(),
    )


def funded_batches() -> list[int]:
    """The batches that have a budget, newest first."""
    return list(Budget.objects.order_by("-batch_id").values_list("batch_id", flat=True))


# ---- what must always be true ---------------------------------------------------------------------------

INVARIANTS: dict[str, str] = {
    "I6 paid twice": "SELECT payout_id::text FROM funding_payoutattempt WHERE outcome = 'paid' GROUP BY payout_id HAVING count(*) > 1",
    "I7 payout = its hold": """
        SELECT p.id::text FROM funding_payout p LEFT JOIN ledger_transfer r ON r.pending_id = p.hold_id
        WHERE (p.state = 'paid' AND r.kind IS DISTINCT FROM 3)
           OR (p.state IN ('failed', 'cancelled') AND r.kind IS DISTINCT FROM 4)
           OR (p.state IN ('waiting', 'ready', 'sending', 'unknown') AND r.id IS NOT NULL)""",
    "I8 disbursement = its hold": """
        SELECT d.id::text FROM funding_disbursement d LEFT JOIN ledger_transfer r ON r.pending_id = d.hold_id
        WHERE (d.state = 'paid' AND r.kind IS DISTINCT FROM 3) OR (d.state = 'refused' AND r.kind IS DISTINCT FROM 4)
           OR (d.state IN ('waiting', 'proposed', 'approved') AND r.id IS NOT NULL)""",
    "I9 purchase = its hold": """
        SELECT h.purchase_id::text FROM funding_purchasehold h
        LEFT JOIN ledger_transfer t ON t.group_id = h.purchase_id AND t.kind = 2 AND t.code = 120
        LEFT JOIN ledger_transfer r ON r.pending_id = t.id
        WHERE coalesce(t.amount, 0) <> h.amount
           OR (h.state = 'held' AND r.id IS NOT NULL)
           OR (h.state = 'settled' AND h.settled_amount > 0 AND (r.kind IS DISTINCT FROM 3 OR r.amount <> h.settled_amount))
           OR (h.amount > 0 AND (h.state = 'voided' OR (h.state = 'settled' AND h.settled_amount = 0))
               AND r.kind IS DISTINCT FROM 4)""",
    "I10 allotted once": """
        SELECT a.application_id::text FROM funding_allotment a
        LEFT JOIN ledger_transfer t ON t.group_id = a.application_id AND t.code = 110
        GROUP BY a.application_id HAVING count(t.id) <> 1""",
    "I12 one person, one payment": """
        SELECT a.person_id::text FROM funding_incentive i JOIN funding_allotment a ON a.application_id = i.allotment_id
        WHERE i.state = 'paid' AND i.purpose = 'incentive' AND i.number = 1 GROUP BY a.person_id HAVING count(*) > 1""",
    "I13 incentive = its debt": """
        SELECT i.id::text FROM funding_incentive i LEFT JOIN ledger_transfer t ON t.group_id = i.id AND t.code = 130
        WHERE i.purpose <> 'refund' AND ((i.state IN ('owed', 'paying', 'paid')) <> (t.id IS NOT NULL) OR t.amount <> i.amount)""",
    "I14 parts sum to the price": """
        SELECT h.purchase_id::text FROM funding_purchasehold h LEFT JOIN funding_share s ON s.hold_id = h.purchase_id
        GROUP BY h.purchase_id
        HAVING coalesce(sum(s.amount), 0) <> h.shared OR coalesce(sum(s.settled_amount), 0) <> h.settled_shared""",
    "I15 part = its hold": """
        SELECT s.id::text FROM funding_share s JOIN funding_purchasehold h ON h.purchase_id = s.hold_id
        LEFT JOIN ledger_account a ON a.code = 4 AND a.owner_id = s.hold_id AND a.sub = s.position
        LEFT JOIN ledger_transfer t ON t.dr_account = a.id AND t.kind = 2 AND t.code = 122
        LEFT JOIN ledger_transfer r ON r.pending_id = t.id
        WHERE coalesce(t.amount, s.amount) <> s.amount OR (s.held_at IS NULL) <> (t.id IS NULL)
           OR (s.state IN ('waiting', 'held') AND (r.id IS NOT NULL OR h.state <> 'held'))
           OR (s.state = 'settled' AND (r.kind IS DISTINCT FROM 3 OR r.amount <> s.settled_amount))
           OR (s.state = 'returned' AND t.id IS NOT NULL AND r.kind IS DISTINCT FROM 4)""",
    "I16 nothing stays behind": """
        SELECT s.id::text FROM funding_share s
        JOIN ledger_account a ON a.code = 4 AND a.owner_id = s.hold_id AND a.sub = s.position
        LEFT JOIN funding_incentive i ON i.purpose = 'refund' AND i.purchase_id = s.hold_id AND s.position = 0
        WHERE a.cr_posted - a.dr_posted <> CASE
            WHEN s.state = 'waiting' THEN 0 WHEN s.state = 'held' THEN s.amount
            WHEN i.state IN ('owed', 'paying') THEN s.amount - s.settled_amount ELSE 0 END""",
    "I17 bill = its money": """
        SELECT b.id::text FROM funding_bill b
        LEFT JOIN ledger_transfer t ON t.group_id = b.subject_id AND t.code IN (121, 170)
        WHERE (b.state = 'paid') <> (t.id IS NOT NULL) OR t.amount <> b.amount""",
    "I18 pledge keeps its word": """
        SELECT p.id::text FROM funding_pledge p JOIN funding_share s ON s.pledge_id = p.id
        JOIN funding_purchasehold h ON h.purchase_id = s.hold_id
        GROUP BY p.id, h.allotment_id
        HAVING sum(CASE s.state WHEN 'settled' THEN s.settled_amount WHEN 'held' THEN s.amount ELSE 0 END) > p.per_person""",
}


def breaks() -> list[Break]:
    """Every row that breaks an invariant of this step; each is a defect."""
    found: list[Break] = []
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            cursor.execute(sql)
            found += [Break(name, subject) for (subject,) in cursor.fetchall()]
    return found


def check() -> Check:
    """The books of the ledger and the invariants of this step in one answer."""
    book = ledger.check()
    return Check(book.accounts, book.transfers, [*book.breaks, *breaks()])


def rows_without_fact() -> int:
    """Rows whose making no fact names; 0 is right."""
    groups: list[tuple[tuple[str, ...], Collection[UUID]]] = [
        (("funding.funded",), [batch_subject(batch) for batch in Budget.objects.values_list("pk", flat=True)]),
        (("funding.allotted",), Allotment.objects.values_list("pk", flat=True)),
        (("funding.held",), PurchaseHold.objects.values_list("pk", flat=True)),
        (
            ("funding.incentive_due",),
            Incentive.objects.exclude(purpose=Purpose.REFUND).values_list("allotment_id", flat=True),
        ),
        (("funding.refund_due",), Incentive.objects.filter(purpose=Purpose.REFUND).values_list("pk", flat=True)),
        (("funding.shared",), Share.objects.values_list("pk", flat=True)),
        (("funding.pledge_offered",), Pledge.objects.values_list("pk", flat=True)),
        (("funding.account_linked",), PayoutAccount.objects.values_list("allotment_id", flat=True)),
        (
            ("funding.run_prepared",),
            [*PayoutRun.objects.values_list("pk", flat=True), *Payout.objects.values_list("pk", flat=True)],
        ),
        (("funding.disbursement_prepared",), Disbursement.objects.values_list("pk", flat=True)),
        (("funding.paid",), Payout.objects.filter(state=PayoutState.PAID).values_list("pk", flat=True)),
        (("funding.payout_failed",), Payout.objects.filter(state=PayoutState.FAILED).values_list("pk", flat=True)),
        (("funding.statement_read",), BankDay.objects.values_list("pk", flat=True)),
        (("funding.day_matched",), BankCase.objects.values_list("pk", flat=True)),
    ]
    return sum(len(set(rows) - subjects_of(verbs)) for verbs, rows in groups)
