"""The bank's statement files, the daily match of ledger, attempts and bank lines, and the closing of a day by two people."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.ledger import queries as ledger
from jadibisa.foundation.people.queries import accounts
from jadibisa.foundation.people.services import decide, propose
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.funding.gateways import account_number
from jadibisa.journey.funding.models import BankCase, BankDay, BankLine, Bill, Disbursement, PayoutAttempt
from jadibisa.journey.funding.rules.days import working_days_later
from jadibisa.journey.funding.rules.recognising import read_bank_file
from jadibisa.journey.funding.services.books import chunks
from jadibisa.journey.funding.services.disbursements import take_lines
from jadibisa.journey.funding.types import BillState, DayState, Mismatch, Outcome, Statement, StatementResult, Taken
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import WIB, end_of, wib_day
from jadibisa.kernel.refusals import N_, Refusal

PROGRAMME = "programme"
PROPOSAL = "funding.bank_day"
AT_ONCE = 20_000
OWNER_WORKING_DAYS = 3
HEALED = "cocok"


# ---- the file ---------------------------------------------------------------------------------------------


def import_bank_file(data: bytes, *, by: Actor, at: datetime, say: Callable[[int], None] | None = None) -> Taken:
    """Take in a statement file (camt.053 or MT940, its content says which), whole or not at all, and match its day.

    Args:
        data: the file.
        by: who imports.
        at: the programme's time.
        say: told how many lines are kept so far.

    Raises:
        Refusal: those of `rules.recognising.read_bank_file`; `statement_account` for another account's;
            `statement_early` for a day that is not over;
            `statement_day_changed` when that day or identity is known with another content; `statement_gap` when the
            balance does not go on from the day before; `day_closed`.
    """
    name, statement = read_bank_file(data)
    if account_number() not in {"", statement.account}:
        raise Refusal("statement_account", N_("Rekening koran ini milik rekening lain."), field="file")
    if statement.day >= wib_day(at):
        raise Refusal("statement_early", N_("Hari itu belum selesai. Masukkan rekening korannya besok."), field="file")
    with transaction.atomic():
        _alone()
        return _take(name, statement, hashlib.sha256(data).digest(), by=by, at=at, say=say or _silent)


def _silent(_kept: int) -> None:
    """Nobody listens."""


def _alone() -> None:
    """One import at a time: the second waits and finds what the first wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('funding.bank_file', 0))")


def _content(statement: Statement) -> bytes:
    """The digest of what a statement says, the same for both formats."""
    digest = hashlib.sha256()
    digest.update(f"{statement.day}|{statement.opening}|{statement.closing}\n".encode())
    for line in sorted(statement.lines):
        digest.update(f"{line.entry}|{line.booked_on}|{line.amount}|{line.reference}\n".encode())
    return digest.digest()


def _take(
    name: str, statement: Statement, digest: bytes, *, by: Actor, at: datetime, say: Callable[[int], None]
) -> Taken:
    content = _content(statement)
    days = BankDay.objects.filter(bank_account=PROGRAMME)
    known = days.filter(day=statement.day).first() or days.filter(identity=statement.identity).first()
    if known is not None:
        if bytes(known.content_sha256) != content:
            raise Refusal(
                "statement_day_changed",
                N_("Rekening koran %(day)s sudah ada dengan isi lain. Tidak ada baris yang disimpan."),
                field="file",
                status=409,
                day=known.day,
            )
        count = len(statement.lines)
        return Taken(statement.day, name, True, StatementResult(0, count, 0, 0), known.cases.count())  # noqa: FBT003 - a field
    _goes_on(statement)
    row = BankDay.objects.create(
        id=named_uuid("bank-day", PROGRAMME, str(statement.day)),
        bank_account=PROGRAMME,
        day=statement.day,
        identity=statement.identity,
        format=name,
        file_sha256=digest,
        content_sha256=content,
        opening=statement.opening,
        closing=statement.closing,
        lines=len(statement.lines),
        imported_at=at,
    )
    result = StatementResult(0, 0, 0, 0)
    for chunk in chunks(statement.lines, AT_ONCE):
        part = take_lines(chunk, account=PROGRAMME, by=by, at=at)
        result = StatementResult(
            result.new + part.new,
            result.known + part.known,
            result.matched + part.matched,
            result.unmatched + part.unmatched,
        )
        say(result.new + result.known)
    data = {"day": str(row.day), "format": name, "lines": row.lines, "new": result.new, "matched": result.matched}
    record("funding.statement_read", by=by, at=at, subjects=[row.pk], data=data)
    return Taken(statement.day, name, False, result, reconcile(row.day, by=by, at=at))  # noqa: FBT003 - a field


def _goes_on(statement: Statement) -> None:
    days = BankDay.objects.filter(bank_account=PROGRAMME)
    before = days.filter(day__lt=statement.day).order_by("-day").first()
    after = days.filter(day__gt=statement.day).order_by("day").first()
    if (before and before.closing != statement.opening) or (after and after.opening != statement.closing):
        raise Refusal(
            "statement_gap", N_("Saldo tidak menyambung dengan hari sebelah. Masukkan hari yang kurang dulu."), field="file"
        )  # fmt: skip


# ---- the daily match --------------------------------------------------------------------------------------


@transaction.atomic
def reconcile(day: date, *, by: Actor, at: datetime) -> int:
    """Match a day three ways (bank lines, attempts, ledger); tells how many cases are open afterwards.

    A case is opened once, with an owner and a due time; one that has healed since ends by itself.

    Raises:
        Refusal: `day_unknown`, `day_closed`.
    """
    row = _locked_day(day)
    found = {case.pk: case for case in (*_of_lines(row), *_of_ours(row))}
    known = set(BankCase.objects.filter(day=row).values_list("pk", flat=True))
    healed = BankCase.objects.filter(day=row, ended_at=None).exclude(pk__in=list(found))
    ended = healed.update(ended_at=at, answer=HEALED)
    fresh = [case for key, case in found.items() if key not in known]
    owner = _owner(by) if fresh else None
    due = end_of(working_days_later(wib_day(at), OWNER_WORKING_DAYS))
    for case in fresh:
        case.owner_id, case.due_at, case.opened_at = owner, due, at
    BankCase.objects.bulk_create(fresh, batch_size=1000)
    row.matched_at = at
    row.save(update_fields=["matched_at"])
    left = BankCase.objects.filter(day=row, ended_at=None).count()
    data = {"day": str(row.day), "opened": len(fresh), "healed": ended, "open": left}
    for chunk in list(chunks([case.pk for case in fresh], 900)) or [[]]:
        record("funding.day_matched", by=by, at=at, subjects=[row.pk, *chunk], data=data)
    return left


def _locked_day(day: date) -> BankDay:
    row = BankDay.objects.select_for_update(of=("self",)).filter(bank_account=PROGRAMME, day=day).first()
    if row is None:
        raise Refusal("day_unknown", N_("Rekening koran hari itu belum masuk."), status=404)
    if row.state == DayState.CLOSED:
        raise Refusal("day_closed", N_("Hari %(day)s sudah ditutup. Tanyakan barisnya ke bank."), status=409, day=day)
    return row


def _owner(by: Actor) -> UUID | None:
    """Who answers for a case: the finance officer who imported, else the first who is active."""
    if by.role is Role.FINANCE_OFFICER:
        return by.id
    return next((account.id for account in accounts(Role.FINANCE_OFFICER) if account.active), None)


def _case(day: BankDay, kind: Mismatch, key: str, reference: str, bank: int | None, ours: int | None) -> BankCase:
    return BankCase(
        id=named_uuid("bank-case", str(day.pk), key),
        day=day,
        kind=kind,
        entry=key if bank is not None else "",
        reference=reference,
        bank_amount=bank,
        our_amount=ours,
    )


def _of_lines(day: BankDay) -> Iterator[BankCase]:
    """Lines that nothing of ours explains, that we know in another amount, or whose payment the ledger does not hold."""
    lines = BankLine.objects.filter(bank_account=PROGRAMME, booked_on=day.day)
    alone = list(lines.filter(payout=None, disbursement=None, bill=None).order_by("entry"))
    ours = _our_amounts([line.reference for line in alone if line.reference])
    for line in alone:
        mine = ours.get(line.reference)
        kind = Mismatch.BANK_ONLY if mine in {None, line.amount} else Mismatch.AMOUNT
        yield _case(day, kind, line.entry, line.reference, line.amount, mine)
    paid = list(lines.filter(payout__isnull=False).values_list("entry", "reference", "amount", "payout_id"))
    for chunk in chunks(paid, AT_ONCE):
        booked = ledger.stored([named_uuid("payout-settle", str(payout)) for _entry, _ref, _amount, payout in chunk])
        for entry, reference, amount, payout in chunk:
            transfer = booked.get(named_uuid("payout-settle", str(payout)))
            if transfer is None or transfer.amount != -amount:
                yield _case(
                    day, Mismatch.AMOUNT, entry, reference, amount, -transfer.amount if transfer is not None else 0
                )


def _our_amounts(references: Sequence[str]) -> dict[str, int]:
    """What we know under these references; money out is below zero."""
    attempts = PayoutAttempt.objects.filter(reference__in=references).values_list("reference", "payout__amount")
    sent = Disbursement.objects.filter(reference__in=references).values_list("reference", "amount")
    bills = Bill.objects.filter(number__in=references).values_list("number", "amount")
    return {str(number): amount for number, amount in bills} | {name: -amount for name, amount in (*attempts, *sent)}


def _of_ours(day: BankDay) -> Iterator[BankCase]:
    """What we call paid on that day and the bank's statements do not show."""
    start = datetime.combine(day.day, datetime.min.time(), WIB)
    span = (start, start + timedelta(days=1))
    attempts = PayoutAttempt.objects.filter(outcome=Outcome.PAID, last_sent_at__gte=span[0], last_sent_at__lt=span[1])
    shown = BankLine.objects.filter(payout__isnull=False, payout__in=attempts.values("payout_id")).values("payout_id")
    missing = attempts.exclude(payout_id__in=shown).order_by("reference").values_list("reference", "payout__amount")
    for reference, amount in missing:
        yield _case(day, Mismatch.OURS_ONLY, reference, reference, None, -amount)
    bills = Bill.objects.filter(state=BillState.PAID, paid_at__gte=span[0], paid_at__lt=span[1])
    seen = BankLine.objects.filter(bill__isnull=False, bill__in=bills.values("pk")).values("bill_id")
    for number, amount in bills.exclude(pk__in=seen).order_by("number").values_list("number", "amount"):
        yield _case(day, Mismatch.OURS_ONLY, str(number), str(number), None, amount)


# ---- cases and the end of a day ---------------------------------------------------------------------------


@transaction.atomic
def answer_case(case_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """An officer says what a case was; it ends, and what the bank said stays as it is.

    Raises:
        Refusal: `case_unknown`, `reason_missing`.
    """
    row = BankCase.objects.select_for_update(of=("self",)).filter(pk=case_id, ended_at=None).first()
    if row is None:
        raise Refusal("case_unknown", N_("Selisih itu tidak ada atau sudah selesai."), status=404)
    if not why.strip():
        raise Refusal("reason_missing", N_("Tulis penjelasan selisih ini."), field="why")
    row.ended_at, row.answer, row.owner_id = at, why.strip(), by.id or row.owner_id
    row.save(update_fields=["ended_at", "answer", "owner_id"])
    record("funding.case_answered", by=by, at=at, subjects=[row.pk, row.day_id], why=why)


@transaction.atomic
def propose_close(day: date, *, by: Actor, at: datetime, why: str = "") -> UUID:
    """Propose to close a day on which nothing is open; somebody else must decide.

    Raises:
        Refusal: `day_unknown`, `day_closed`, `day_proposed`, `day_has_cases`.
    """
    left = reconcile(day, by=by, at=at)
    row = _locked_day(day)
    if row.state == DayState.PROPOSED:
        raise Refusal("day_proposed", N_("Penutupan hari ini sudah diusulkan. Tunggu orang kedua."), status=409)
    _no_case(left)
    payload = {"day": str(day), "lines": row.lines, "closing": row.closing}
    row.proposal_id, row.state = propose(PROPOSAL, row.pk, payload, by=by, at=at, why=why), DayState.PROPOSED
    row.save(update_fields=["proposal_id", "state"])
    record("funding.day_proposed", by=by, at=at, subjects=[row.pk], why=why, data=payload)
    return row.proposal_id


def _no_case(left: int) -> None:
    if left:
        raise Refusal(
            "day_has_cases", N_("Masih ada %(count)d selisih terbuka. Jawab dulu semuanya."), status=409, count=left
        )


@transaction.atomic
def decide_close(day: date, *, approve: bool, by: Actor, at: datetime, why: str = "") -> None:
    """The second person closes the day, or opens it again.

    Raises:
        Refusal: `day_unknown`, `day_closed`, `day_not_proposed`, `day_has_cases`, and those of
            `people.services.decide` (`own_proposal`).
    """
    row = _locked_day(day)
    if row.state != DayState.PROPOSED or row.proposal_id is None:
        raise Refusal("day_not_proposed", N_("Penutupan hari ini belum diusulkan."), status=409)
    if approve:
        _no_case(BankCase.objects.filter(day=row, ended_at=None).count())
    decide(row.proposal_id, kind=PROPOSAL, subject=row.pk, approve=approve, by=by, at=at, why=why)
    row.state, row.closed_at = (DayState.CLOSED, at) if approve else (DayState.OPEN, None)
    row.save(update_fields=["state", "closed_at"])
    verb = "funding.day_closed" if approve else "funding.day_reopened"
    record(verb, by=by, at=at, subjects=[row.pk], why=why, data={"day": str(day), "lines": row.lines})
