"""Questions about persons, organisations, accounts and proposals."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from jadibisa.foundation.people.models import (
    Account,
    Cast,
    CutNumber,
    DataRequest,
    Organisation,
    Person,
    ProposalRow,
)
from jadibisa.foundation.people.types import (
    AccountView,
    CastMember,
    Contact,
    PersonFile,
    PersonSummary,
    Proposal,
    RequestKind,
    RequestState,
    RequestView,
)
from jadibisa.foundation.plumbing import crypto
from jadibisa.kernel.actors import Role
from jadibisa.kernel.ids import Nik, mask_phone

SOME = 5000


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by person id."""
    return dict(Person.objects.filter(id__in=list(ids)).values_list("id", "name"))


def contacts(ids: Iterable[UUID]) -> dict[UUID, Contact]:
    """Where persons can be reached."""
    rows = Person.objects.filter(id__in=list(ids)).values_list("id", "name", "phone", "email")
    return {row[0]: Contact(row[1], row[2], row[3]) for row in rows}


def summary(person_id: UUID) -> PersonSummary:
    """What may be shown of a person without opening the file."""
    row = Person.objects.get(id=person_id)
    return PersonSummary(row.id, row.name, row.birth_date, row.gender, mask_phone(row.phone), row.regency, row.email)


def own_file(person_id: UUID) -> PersonFile:
    """A person's whole file for its owner; anybody else opens it by a command that leaves a fact."""
    row = Person.objects.get(id=person_id)
    nik, kk = unseal_many([(person_id, "nik", row.nik_sealed), (person_id, "kk", row.kk_sealed)])
    return PersonFile(
        row.id, nik, kk, row.name, row.birth_date, row.gender, row.phone, row.email, row.address, row.regency
    )


def is_erased(person_id: UUID) -> bool:
    """Whether a person asked to be erased and was."""
    return Person.objects.filter(id=person_id, phone="").exists()


def _request(row: DataRequest, value: str = "") -> RequestView:
    masked = value if "@" in value or not value else mask_phone(value)
    return RequestView(
        row.pk, row.person_id, RequestKind(row.kind), RequestState(row.state), row.asked_at, row.due_at, row.old_lost,
        row.old_proved_at is not None, row.new_proved_at is not None, row.outcome, masked,
    )  # fmt: skip


def requests_of(person_id: UUID, *, limit: int = 20) -> list[RequestView]:
    """What a person asked about her own data, newest first."""
    rows = DataRequest.objects.filter(person_id=person_id).order_by("-asked_at", "-id")[:limit]
    return [_request(row) for row in rows]


def request(request_id: UUID) -> RequestView | None:
    """One request with the new contact, if it still waits."""
    row = DataRequest.objects.filter(id=request_id).first()
    if row is None:
        return None
    sealed = row.value_sealed
    value = unseal_many([(row.person_id, f"request|{row.pk}", bytes(sealed))])[0] if sealed is not None else ""
    return _request(row, value)


def requests_to_decide(*, limit: int = 100) -> list[RequestView]:
    """Requests that officers decide, the earliest due first."""
    rows = DataRequest.objects.filter(state=RequestState.OPEN).filter(
        Q(kind=RequestKind.ERASURE) | Q(old_lost=True, new_proved_at__isnull=False)
    )
    return [_request(row) for row in rows.order_by("due_at", "id")[:limit]]


def find_by_nik(nik: Nik) -> UUID | None:
    """The person with a NIK, found by its blind index."""
    return Person.objects.filter(nik_index=crypto.blind_index("nik", nik.digits)).values_list("id", flat=True).first()


def known_by_nik(niks: Iterable[Nik]) -> dict[Nik, PersonSummary]:
    """The persons whom we know by these NIKs, all at once."""
    indexes = {crypto.blind_index("nik", nik.digits): nik for nik in niks}
    rows = Person.objects.filter(nik_index__in=list(indexes)).defer("wrapped_key", "nik_sealed", "kk_sealed")
    return {
        indexes[bytes(row.nik_index)]: PersonSummary(
            row.id, row.name, row.birth_date, row.gender, mask_phone(row.phone), row.regency, row.email
        )
        for row in rows
    }


def find_by_phone(phone: str) -> list[UUID]:
    """Persons who gave a phone number; a village may share one."""
    return list(Person.objects.filter(phone=phone).order_by("id").values_list("id", flat=True)[:SOME])


def nik_index(nik: Nik) -> bytes:
    """The blind index under which a NIK is found."""
    return crypto.blind_index("nik", nik.digits)


def nik_indexes(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Blind indexes of the NIKs of persons."""
    return {row[0]: bytes(row[1]) for row in Person.objects.filter(id__in=list(ids)).values_list("id", "nik_index")}


def kk_indexes(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Blind indexes of the family cards of persons."""
    return {row[0]: bytes(row[1]) for row in Person.objects.filter(id__in=list(ids)).values_list("id", "kk_index")}


def unseal_many(items: Sequence[tuple[UUID, str, bytes | memoryview]]) -> list[str]:
    """Open values that were sealed for persons: (person id, context, sealed)."""
    wrapped = dict(Person.objects.filter(id__in={item[0] for item in items}).values_list("id", "wrapped_key"))
    keys = {
        person_id: crypto.unseal_with_master(key, context=f"person_key|{person_id}")
        for person_id, key in wrapped.items()
    }
    return [
        crypto.unseal(sealed, key=keys[person_id], context=f"{context}|{person_id}").decode()
        for person_id, context, sealed in items
    ]


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of organisations by id."""
    return dict(Organisation.objects.filter(id__in=list(ids)).values_list("id", "name"))


def organisations(kind: str) -> list[tuple[UUID, str]]:
    """All organisations of a kind, by name."""
    return list(Organisation.objects.filter(kind=kind).order_by("name", "id").values_list("id", "name"))


def account(account_id: UUID) -> AccountView | None:
    """One account."""
    row = Account.objects.select_related("organisation").filter(id=account_id).first()
    return _account(row) if row else None


def accounts(role: Role | None = None) -> list[AccountView]:
    """Accounts of a role, by name."""
    rows = Account.objects.select_related("organisation").order_by("name", "id")
    return [_account(row) for row in (rows.filter(role=str(role)) if role else rows)]


def _account(row: Account) -> AccountView:
    organisation = row.organisation
    return AccountView(
        row.id, row.email, row.name, Role(row.role), organisation.id if organisation else None,
        organisation.name if organisation else "", row.person_id, row.is_active,
    )  # fmt: skip


def account_names(labels: Iterable[str]) -> dict[str, str]:
    """Names for the labels that facts keep (`approver:uuid`)."""
    ids = {label.split(":", 1)[1]: label for label in labels if ":" in label}
    return {ids[str(row[0])]: row[1] for row in Account.objects.filter(id__in=list(ids)).values_list("id", "name")}


def is_cut(phone: str) -> bool:
    """Whether the owner of a number said "this is not me"."""
    return CutNumber.objects.filter(phone=phone).exists()


def _proposals(rows: "QuerySet[ProposalRow]") -> list[Proposal]:
    return [
        Proposal(
            row.id, row.kind, row.subject, row.payload, row.why, f"{row.proposed_by.role}:{row.proposed_by_id}", row.proposed_by.name,
            row.proposed_at, row.decision, str(row.decided_by_id or ""), row.decided_at,
        )
        for row in rows.select_related("proposed_by")
    ]  # fmt: skip


def proposals(kind: str, *, open_only: bool = True, limit: int = 200) -> list[Proposal]:
    """Proposals of a kind, oldest first."""
    rows = ProposalRow.objects.filter(kind=kind).order_by("proposed_at", "id")
    return _proposals((rows.filter(decision=None) if open_only else rows)[:limit])


def proposal(proposal_id: UUID) -> Proposal | None:
    """One proposal."""
    return next(iter(_proposals(ProposalRow.objects.filter(id=proposal_id))), None)


def open_proposal(kind: str, subject: UUID) -> Proposal | None:
    """The open proposal of a kind about a subject."""
    return next(iter(_proposals(ProposalRow.objects.filter(kind=kind, subject=subject, decision=None))), None)


def demonstration_cast() -> list[CastMember]:
    """As whom one may look around, in order."""
    rows = Cast.objects.order_by("place", "slug")
    return [
        CastMember(row.slug, row.title, Role(row.role), row.account_id, row.application_id, row.place) for row in rows
    ]


ROWS_WITHOUT_FACT = """
select count(*) from (
  select id from people_proposal union all select id from people_organisation union all select id from people_account
) made where not exists (select 1 from facts_fact f where f.subjects @> array[made.id])
"""


def rows_without_fact() -> int:
    """Proposals, organisations and accounts that no fact names."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_WITHOUT_FACT)
        return int(cursor.fetchone()[0])
