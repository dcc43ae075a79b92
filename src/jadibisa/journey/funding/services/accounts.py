"""Payout accounts: the person's own, checked with the bank at once, one person each (R-33)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people.services import registry_view, seal_many
from jadibisa.foundation.people.types import PersonFile
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.foundation.plumbing.crypto import blind_index
from jadibisa.journey.funding.gateways import Bank, bank
from jadibisa.journey.funding.models import Allotment, Incentive, PayoutAccount
from jadibisa.journey.funding.rules.accounts import COOLING, mask, names_agree, parse_number, refusal_of, unfit
from jadibisa.journey.funding.rules.days import budget_last_day
from jadibisa.journey.funding.services.books import chunks
from jadibisa.journey.funding.types import INSTITUTIONS, AccountQuestion, Cause, Channel, IncentiveState, NewLink
from jadibisa.journey.registration import queries as registration
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.refusals import N_, Refusal

NUMBER_CONTEXT, HOLDER_CONTEXT = "payout_account_number", "payout_account_holder"


@dataclass(frozen=True, slots=True)
class _Checked:
    """A link that the bank confirmed."""

    row: NewLink
    person: PersonFile
    number: str
    index: bytes
    holder: str


def link_account(
    application_id: UUID, channel: Channel, bank: str, number: str, holder: str, *, by: Actor, at: datetime
) -> None:  # fmt: skip
    """Link a payout account of the participant's own.

    Args:
        application_id: the participant.
        channel: bank or wallet.
        bank: code of the institution, one of `INSTITUTIONS`.
        number: account number, or the phone number of a wallet, as typed.
        holder: name of the holder as typed.
        by: who acts.
        at: the programme's time.

    Raises:
        Refusal: what does not fit, what to do, and which other ways there are.
    """
    refusal = link_accounts([NewLink(application_id, channel, bank, number, holder)], by=by, at=at)[0]
    if refusal is not None:
        raise refusal


def link_accounts(
    rows: Sequence[NewLink], *, by: Actor, at: datetime, through: Bank | None = None
) -> list[Refusal | None]:
    """Link many payout accounts; a verdict for each. The bank is asked before any row is locked."""
    allotments = Allotment.objects.in_bulk([row.application_id for row in rows])
    people = registry_view([allotment.person_id for allotment in allotments.values()])
    late = _too_late(allotments.values(), at)
    asked = through or bank()
    verdicts: list[Refusal | _Checked] = []
    for row in rows:
        allotment = allotments.get(row.application_id)
        try:
            if allotment is None:
                verdicts.append(
                    Refusal(
                        "not_a_recipient", N_("Rekening baru bisa ditautkan setelah Anda terpilih dan saldo dibagikan.")
                    )
                )
            elif row.application_id in late:
                verdicts.append(late[row.application_id])
            else:
                verdicts.append(_check(row, people[allotment.person_id], asked))
        except Refusal as refusal:
            verdicts.append(refusal)
    checked = [verdict for verdict in verdicts if isinstance(verdict, _Checked)]
    try:
        taken = _write(checked, by=by, at=at)
    except IntegrityError:  # somebody linked one of these numbers at the same moment: look again
        taken = _write(checked, by=by, at=at)
    return [taken.get(v.row.application_id) if isinstance(v, _Checked) else v for v in verdicts]


def _too_late(allotments: Iterable[Allotment], at: datetime) -> dict[UUID, Refusal]:
    """Who never linked an account until the last day of the policy (R-34); whoever did may still change it."""
    rows = list(allotments)
    linked = set(PayoutAccount.objects.filter(allotment__in=rows).values_list("allotment_id", flat=True))
    policies = registration.policies_of(row.batch_id for row in rows)
    found: dict[UUID, Refusal] = {}
    for row in rows:
        key = "funding.link_account_last_day"
        last = budget_last_day(policies[row.batch_id], key, begun=wib_day(row.allotted_at))
        if row.pk not in linked and at >= end_of(last):
            found[row.pk] = Refusal(
                "link_too_late",
                N_("Hari terakhir menautkan rekening sudah lewat. Tulis ke bantuan bila Anda terhalang."),
                status=409,
            )
    return found


def _check(row: NewLink, person: PersonFile, asked: Bank) -> _Checked:
    number = parse_number(row.channel, row.bank, row.number)
    if not row.holder.strip():
        raise Refusal("holder_missing", N_("Tulis nama pemilik rekening seperti di buku tabungan."), field="holder")
    if not names_agree(person.name, row.holder):
        raise refusal_of(Cause.NAME_DIFFERS)
    own_phone = number == "0" + person.phone.removeprefix("+62")
    if row.channel is Channel.WALLET and not own_phone:
        raise refusal_of(Cause.PHONE_DIFFERS)
    answer = asked.inquire(AccountQuestion(row.channel, row.bank, number, person.name, person.nik, person.phone))
    cause = unfit(answer, name=person.name, channel=row.channel, own_phone=own_phone)
    if cause is not None:
        raise refusal_of(cause)
    return _Checked(row, person, number, blind_index("payout_account", f"{row.bank}|{number}"), answer.name)


@transaction.atomic
def _write(checked: Sequence[_Checked], *, by: Actor, at: datetime) -> dict[UUID, Refusal | None]:
    """Write the links that nobody else has; tells the refusal of each that somebody has."""
    verdicts: dict[UUID, Refusal | None] = {}
    ids = [item.row.application_id for item in checked]
    list(Allotment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    active = PayoutAccount.objects.filter(replaced_at=None)
    owners = {
        bytes(i): owner
        for i, owner in active.filter(number_index__in=[c.index for c in checked]).values_list(
            "number_index", "allotment_id"
        )
    }
    current = {
        owner: bytes(i) for owner, i in active.filter(allotment__in=ids).values_list("allotment_id", "number_index")
    }
    fresh: list[_Checked] = []
    for item in checked:
        application = item.row.application_id
        if owners.setdefault(item.index, application) != application:
            verdicts[application] = _taken()
        elif current.get(application) != item.index:
            fresh.append(item)
    PayoutAccount.objects.filter(allotment__in=[item.row.application_id for item in fresh], replaced_at=None).update(
        replaced_at=at
    )
    sealed = seal_many(
        [(item.person.id, NUMBER_CONTEXT, item.number) for item in fresh]
        + [(item.person.id, HOLDER_CONTEXT, item.holder) for item in fresh]
    )
    PayoutAccount.objects.bulk_create(
        [
            PayoutAccount(
                id=uuid7(),
                allotment_id=item.row.application_id,
                person_id=item.person.id,
                channel=INSTITUTIONS[item.row.bank].channel,
                institution=item.row.bank,
                number_sealed=sealed[place],
                holder_sealed=sealed[len(fresh) + place],
                number_index=item.index,
                number_masked=mask(item.number),
                linked_at=at,
                usable_from=at + COOLING if item.row.application_id in current else at,
            )
            for place, item in enumerate(fresh)
        ],
        batch_size=1000,
    )
    Incentive.objects.filter(
        allotment__in=[item.row.application_id for item in fresh],
        state=IncentiveState.OWED,
        blocked_account__isnull=False,
    ).update(blocked_account=None, retry_at=None)
    for chunk in chunks(fresh):
        record(
            "funding.account_linked",
            by=by,
            at=at,
            subjects=[item.row.application_id for item in chunk],
            data={"people": len(chunk)},
        )
    return verdicts


def _taken() -> Refusal:
    return Refusal(
        "account_taken",
        N_(
            "Rekening itu sudah dipakai peserta lain. Satu rekening hanya untuk satu orang. Pakai rekening lain atas nama Anda."
        ),
        field="number",
        status=409,
    )
