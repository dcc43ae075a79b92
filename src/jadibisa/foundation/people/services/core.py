"""Commands about persons, codes, organisations, accounts and proposals: their only writers stand side by side."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Func, IntegerField, QuerySet, Value

from jadibisa.foundation.facts.services import MOST_SUBJECTS, record
from jadibisa.foundation.messages.services import send, spend
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people import queries
from jadibisa.foundation.people.models import Account, Cast, CutNumber, OneTimeCode, Organisation, Person, ProposalRow
from jadibisa.foundation.people.types import DESTROYED, ORGANISATION_KINDS, NewPerson, PersonFile, Proposal
from jadibisa.foundation.plumbing import chance, crypto
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.covering import covered
from jadibisa.kernel.refusals import N_, Refusal

CODE_LIFE = timedelta(minutes=10)
CODE_PAUSE = timedelta(seconds=60)
CODES_A_DAY = 5
CODES_AN_HOUR_FROM_ONE_ADDRESS = 60  # a village behind one address is not punished
MOST_TRIES = 3
DISOWNS_A_DAY = 20
CODE_KINDS, WORDS, DISOWNING = "codes", "words", "disowning"


# ---- persons ----------------------------------------------------------------------------------------


@transaction.atomic
def ensure_persons(rows: Sequence[NewPerson], *, by: Actor, at: datetime) -> list[UUID]:
    """Find or make persons by NIK; what the newest application tells replaces contact and address of an earlier one.

    Args:
        rows: persons; the same NIK may stand twice.
        by: who tells.
        at: the programme's time.

    Returns:
        A person id for each row.
    """
    indexes = [queries.nik_index(row.nik) for row in rows]
    known = {
        bytes(index): person_id
        for person_id, index in Person.objects.filter(nik_index__in=indexes).values_list("id", "nik_index")
    }
    latest = dict(zip(indexes, rows, strict=True))
    fresh = [_new_person(index, row, at) for index, row in latest.items() if index not in known]
    Person.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    known = {
        bytes(index): person_id
        for person_id, index in Person.objects.filter(nik_index__in=indexes).values_list("id", "nik_index")
    }
    made = {person.id for person in fresh}
    old = [(known[index], row) for index, row in latest.items() if known[index] not in made]
    changed = _update_contacts(old)
    for verb, ids in (
        ("people.person_added", [known[i] for i in latest if known[i] in made]),
        ("people.person_updated", changed),
    ):
        for place in range(0, len(ids), MOST_SUBJECTS):
            record(verb, by=by, at=at, subjects=ids[place : place + MOST_SUBJECTS])
    return [known[index] for index in indexes]


def _new_person(index: bytes, row: NewPerson, at: datetime) -> Person:
    person_id, key = chance.uuid7(), crypto.new_key()
    return Person(
        id=person_id,
        wrapped_key=crypto.seal_with_master(key, context=f"person_key|{person_id}"),
        nik_index=index,
        nik_sealed=crypto.seal(row.nik.digits.encode(), key=key, context=f"nik|{person_id}"),
        kk_index=crypto.blind_index("kk", row.kk.digits),
        kk_sealed=crypto.seal(row.kk.digits.encode(), key=key, context=f"kk|{person_id}"),
        name=row.name, birth_date=row.birth_date, gender=row.gender, phone=row.phone, email=row.email,
        address=row.address, regency=row.regency, created_at=at,
    )  # fmt: skip


def _update_contacts(pairs: Sequence[tuple[UUID, NewPerson]]) -> list[UUID]:
    """Write what is told anew, an e-mail that is not told stays; tells whose data changed."""
    told = dict(pairs)
    people = list(Person.objects.select_for_update().filter(id__in=list(told)).order_by("id"))
    changed = []
    for person in people:
        row = told[person.id]
        index = crypto.blind_index("kk", row.kk.digits)
        email = row.email or person.email
        before = (person.phone, person.email, person.address, person.regency, person.name, bytes(person.kk_index))
        if before == (row.phone, email, row.address, row.regency, row.name, index):
            continue
        person.phone, person.email, person.address, person.regency = row.phone, email, row.address, row.regency
        person.name = row.name
        if before[-1] != index:
            key = crypto.unseal_with_master(person.wrapped_key, context=f"person_key|{person.id}")
            person.kk_index = index
            person.kk_sealed = crypto.seal(row.kk.digits.encode(), key=key, context=f"kk|{person.id}")
        changed.append(person)
    Person.objects.bulk_update(
        changed, ["phone", "email", "address", "regency", "name", "kk_index", "kk_sealed"], batch_size=500
    )
    return [person.id for person in changed]


def seal_many(items: Sequence[tuple[UUID, str, str]]) -> list[bytes]:
    """Seal values under the keys of their persons: (person id, context, text)."""
    wrapped = dict(Person.objects.filter(id__in={item[0] for item in items}).values_list("id", "wrapped_key"))
    keys = {
        person_id: crypto.unseal_with_master(key, context=f"person_key|{person_id}")
        for person_id, key in wrapped.items()
    }
    return [
        crypto.seal(text.encode(), key=keys[person_id], context=f"{context}|{person_id}")
        for person_id, context, text in items
    ]


@transaction.atomic
def open_file(person_id: UUID, *, by: Actor, at: datetime, why: str) -> PersonFile:
    """Open a person's whole file; it leaves a fact that the person can see.

    Raises:
        Refusal: `reason_missing` when no reason is given; `person_unknown`; `person_erased`.
    """
    if not why.strip():
        raise Refusal("reason_missing", N_("Tulis alasan Anda membuka data ini."), field="why")
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise Refusal("person_unknown", N_("Orang ini tidak ada dalam daftar."), status=404)
    if bytes(person.wrapped_key) == DESTROYED:
        raise Refusal("person_erased", N_("Data orang ini sudah dihapus atas permintaannya."), status=410)
    nik, kk = queries.unseal_many([(person_id, "nik", person.nik_sealed), (person_id, "kk", person.kk_sealed)])
    record("people.file_opened", by=by, at=at, subjects=[person_id], why=why)
    return PersonFile(
        person.id,
        nik,
        kk,
        person.name,
        person.birth_date,
        person.gender,
        person.phone,
        person.email,
        person.address,
        person.regency,
    )


def registry_view(ids: Sequence[UUID]) -> dict[UUID, PersonFile]:
    """Whole files for the machine that asks the identity registry; the caller records one fact that names them all."""
    people = list(Person.objects.filter(id__in=list(ids)))
    opened = queries.unseal_many(
        [(p.id, "nik", p.nik_sealed) for p in people] + [(p.id, "kk", p.kk_sealed) for p in people]
    )
    return {
        p.id: PersonFile(
            p.id,
            opened[i],
            opened[len(people) + i],
            p.name,
            p.birth_date,
            p.gender,
            p.phone,
            p.email,
            p.address,
            p.regency,
        )
        for i, p in enumerate(people)
    }


# ---- one-time codes -----------------------------------------------------------------------------------


def _code_hash(phone: str, purpose: str, code: str) -> bytes:
    return crypto.blind_index("code", f"{phone}|{purpose}|{code}")


def _asked(phone: str, kinds: str) -> QuerySet[OneTimeCode]:
    """What went to a phone: codes, plain words, or guesses of somebody who says it is hers."""
    rows = OneTimeCode.objects.filter(phone=phone)
    return rows.exclude(purpose__in=[WORDS, DISOWNING]) if kinds == CODE_KINDS else rows.filter(purpose=kinds)


def _allow_sms(phone: str, kinds: str, *, by: Actor, at: datetime, address: str) -> bytes:
    """Limits on what strangers can make us send; the phone is locked until the transaction ends.

    Returns:
        The keyed hash of the address.

    Raises:
        Refusal: `number_cut`, `code_too_many`, `code_address_busy`, `messages_prefix`, `messages_budget`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sms/{phone}"])
    if queries.is_cut(phone):
        raise Refusal(
            "number_cut",
            N_("Pemilik nomor ini memberi tahu bahwa ia bukan Anda. Hubungi bantuan agar kami periksa."),
            status=403,
        )
    address_hash = crypto.blind_index("address", address)
    if _asked(phone, kinds).filter(asked_at__gt=at - timedelta(days=1)).count() >= CODES_A_DAY:
        raise Refusal("code_too_many", N_("Sudah 5 kode hari ini. Coba lagi besok, atau hubungi bantuan."), status=429)
    _require_calm(address_hash, at)
    spend(phone, by=by, at=at)
    return address_hash


def _require_calm(address_hash: bytes, at: datetime) -> None:
    lately = OneTimeCode.objects.filter(address_hash=address_hash, asked_at__gt=at - timedelta(hours=1))
    if lately.count() >= CODES_AN_HOUR_FROM_ONE_ADDRESS:
        raise Refusal(
            "code_address_busy", N_("Terlalu banyak permintaan dari jaringan ini. Coba lagi 1 jam lagi."), status=429
        )


def _note(phone: str, purpose: str, address_hash: bytes, at: datetime) -> None:
    """Keep that something was asked, for the limits."""
    OneTimeCode.objects.create(
        phone=phone, purpose=purpose, code_hash=b"", asked_at=at, expires_at=at, used_at=at, address_hash=address_hash
    )


@transaction.atomic
def send_words(phone: str, message: NewMessage, *, by: Actor, at: datetime, address: str) -> None:
    """Send a plain SMS that somebody who is not known yet asks for, within the limits of codes.

    Raises:
        Refusal: `number_cut`, `code_too_many`, `code_address_busy`.
    """
    _note(phone, WORDS, _allow_sms(phone, WORDS, by=by, at=at, address=address), at)
    send([message], by=by, at=at)


def code_place(to: str, *, email: bool) -> str:
    """Under which a code is kept: the phone, or for an e-mail a short keyed hash."""
    return f"@{crypto.blind_index('email', to.lower()).hex()[:15]}" if email else to


@transaction.atomic
def ask_code(phone: str, purpose: str, *, by: Actor, at: datetime, address: str, email: str = "") -> None:
    """Send a code of six digits by SMS, or to an e-mail address; a new one replaces an open one.

    Args:
        phone: `+628…`.
        email: send it there instead.
        purpose: what it is for, for example `sign_in/<application id>`; a code is good for its purpose only.
        by: who asks.
        at: the programme's time.
        address: the client's address, kept only as a keyed hash, for limits.

    Raises:
        Refusal: `code_too_soon`, `code_too_many`, `code_address_busy`, `number_cut`.
    """
    to, phone = email or phone, code_place(email or phone, email=bool(email))
    address_hash = _allow_sms(phone, CODE_KINDS, by=by, at=at, address=address)
    newest = _asked(phone, CODE_KINDS).order_by("-asked_at").values_list("asked_at", flat=True).first()
    if newest is not None and newest > at - CODE_PAUSE:
        raise Refusal("code_too_soon", N_("Kode baru saja dikirim. Tunggu 1 menit, lalu minta lagi."), status=429)
    OneTimeCode.objects.filter(phone=phone, purpose=purpose, used_at=None).update(used_at=at)
    code = chance.digits(6)
    row = OneTimeCode.objects.create(
        phone=phone,
        purpose=purpose,
        code_hash=_code_hash(phone, purpose, code),
        asked_at=at,
        expires_at=at + CODE_LIFE,
        address_hash=address_hash,
    )
    text = (
        f"JadiBisa: kode Anda {code}. Berlaku 10 menit. Jangan beri tahu siapa pun, petugas juga tidak. "
        f"Bukan Anda yang meminta? Balas BUKAN atau buka {settings.OFFICIAL_ADDRESS}/bukan-saya"
    )
    send([NewMessage("email" if email else "sms", to, "code", text, f"code/{row.id}")], by=by, at=at)
    record("people.code_sent", by=by, at=at)


def check_code(phone: str, purpose: str, code: str, *, at: datetime) -> None:
    """Check a code and use it up.

    A wrong try is counted even though the refusal leaves through an exception: the count is its own transaction.

    Raises:
        Refusal: `code_wrong`, `code_expired`, `code_blocked` after three wrong ones.
    """
    digits = "".join(sign for sign in code if sign.isdigit())
    with transaction.atomic():
        row = OneTimeCode.objects.select_for_update().filter(phone=phone, purpose=purpose, used_at=None).first()
        if row is None or row.expires_at <= at:
            refusal = Refusal("code_expired", N_("Kode itu sudah tidak berlaku. Minta kode baru."), field="code")
        elif row.tries >= MOST_TRIES:
            refusal = Refusal("code_blocked", N_("Kode salah 3 kali. Minta kode baru."), field="code")
        elif hmac.compare_digest(bytes(row.code_hash), _code_hash(phone, purpose, digits)):
            row.used_at = at
            row.save(update_fields=["used_at"])
            return
        else:
            row.tries += 1
            row.save(update_fields=["tries"])
            refusal = Refusal("code_wrong", N_("Kode tidak cocok. Lihat lagi SMS terakhir dari kami."), field="code")
    raise refusal


def disown(phone: str, code: str, *, by: Actor, at: datetime, address: str) -> None:
    """Somebody got a code that she did not ask for: with it the number is cut off, whatever the code was for.

    A guess costs the codes nothing, or strangers could end them; guesses are counted per address and per phone.

    Raises:
        Refusal: `code_wrong`, `code_too_many`, `code_address_busy`.
    """
    digits = "".join(sign for sign in code if sign.isdigit())
    address_hash = crypto.blind_index("address", address)
    _require_calm(address_hash, at)
    if _asked(phone, DISOWNING).filter(asked_at__gt=at - timedelta(days=1)).count() >= DISOWNS_A_DAY:
        raise Refusal("code_too_many", N_("Terlalu sering salah hari ini. Telepon kami, gratis."), status=429)
    _note(phone, DISOWNING, address_hash, at)
    rows = OneTimeCode.objects.filter(phone=phone, used_at=None, expires_at__gt=at)
    if not any(hmac.compare_digest(bytes(row.code_hash), _code_hash(phone, row.purpose, digits)) for row in rows):
        raise Refusal(
            "code_wrong",
            N_("Kode tidak cocok dengan nomor itu, atau sudah lewat 10 menit. Telepon kami bila perlu."),
            field="code",
        )
    cut_number(phone, by=by, at=at)


@transaction.atomic
def lift_number(phone: str, *, by: Actor, at: datetime, why: str) -> bool:
    """After an officer looked into it, codes may go to a cut number again; tells whether it was cut."""
    gone, _by_model = CutNumber.objects.filter(phone=phone).delete()
    if gone:
        record("people.number_lifted", by=by, at=at, subjects=queries.find_by_phone(phone)[:MOST_SUBJECTS], why=why)
    return bool(gone)


@transaction.atomic
def cut_number(phone: str, *, by: Actor, at: datetime) -> bool:
    """The owner says "ini bukan saya": no code goes to this number any more; tells whether it was new. The fact opens a case."""
    _row, made = CutNumber.objects.get_or_create(phone=phone, defaults={"cut_at": at})
    OneTimeCode.objects.filter(phone=phone, used_at=None).update(used_at=at)
    if made:
        record("people.number_cut", by=by, at=at, subjects=queries.find_by_phone(phone)[:MOST_SUBJECTS])
    return made


# ---- organisations and accounts -----------------------------------------------------------------------


@transaction.atomic
def create_organisation(name: str, kind: str, *, by: Actor, at: datetime) -> UUID:
    """Make an organisation.

    Raises:
        Refusal: `organisation_kind`, `organisation_exists`.
    """
    if kind not in ORGANISATION_KINDS:
        raise Refusal("organisation_kind", N_("Jenis lembaga itu tidak dikenal."), field="kind")
    if Organisation.objects.filter(kind=kind, name=name).exists():
        raise Refusal("organisation_exists", N_("Lembaga dengan nama itu sudah ada."), field="name")
    row = Organisation.objects.create(id=chance.uuid7(), name=name, kind=kind, created_at=at)
    record("people.organisation_added", by=by, at=at, subjects=[row.id], data={"kind": kind})
    return row.id


@transaction.atomic
def create_organisations(pairs: Sequence[tuple[str, str]], *, by: Actor, at: datetime) -> list[UUID]:
    """Make many organisations at once: (name, kind); one that exists is found."""
    have = {
        (row.kind, row.name): row.id for row in Organisation.objects.filter(name__in=[name for name, _kind in pairs])
    }
    fresh = {(kind, name): chance.uuid7() for name, kind in pairs if (kind, name) not in have}
    Organisation.objects.bulk_create(
        [Organisation(id=i, name=name, kind=kind, created_at=at) for (kind, name), i in fresh.items()]
    )
    ids = list(fresh.values())
    for place in range(0, len(ids), MOST_SUBJECTS):
        record("people.organisation_added", by=by, at=at, subjects=ids[place : place + MOST_SUBJECTS])
    have |= fresh
    return [have[kind, name] for name, kind in pairs]


@transaction.atomic
def create_account(  # noqa: PLR0913 - an account is all of this
    email: str, role: Role, name: str, *, password: str, by: Actor, at: datetime, organisation_id: UUID | None = None,
    person_id: UUID | None = None, expires_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """Make an account of staff, a partner or a companion.

    Args:
        email: signs in with it.
        role: what the account may do; never citizen or public.
        name: shown to colleagues.
        password: plain; kept as a slow hash. Empty: no sign-in by password is possible.
        by: who makes it.
        at: the programme's time.
        organisation_id: for partners.
        person_id: for companions.
        expires_at: after it the account opens nothing.

    Raises:
        Refusal: `account_exists`.
    """
    account = Account(
        id=chance.uuid7(), email=email.lower(), name=name, role=str(role), organisation_id=organisation_id, person_id=person_id,
        created_at=at, expires_at=expires_at,
    )  # fmt: skip
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refusal("account_exists", N_("Alamat e-mail itu sudah punya akun."), field="email") from None
    record("people.account_added", by=by, at=at, subjects=[account.id], data={"role": str(role)})
    return account.id


@transaction.atomic
def close_account(account_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Take an account's rights away."""
    Account.objects.filter(id=account_id).update(is_active=False)
    record("people.account_closed", by=by, at=at, subjects=[account_id], why=why)


# ---- four eyes ----------------------------------------------------------------------------------------


@transaction.atomic
def propose(kind: str, subject: UUID, payload: Mapping[str, Any], *, by: Actor, at: datetime, why: str = "") -> UUID:
    """Propose an act that a second person must approve.

    Args:
        kind: `<app>.<act>`.
        subject: what it is about; one open proposal of a kind for each subject.
        payload: JSON values that the act needs.
        by: who proposes; an account.
        at: the programme's time.
        why: reason.

    Raises:
        Refusal: `proposal_open` when the same is already proposed; `proposer_unknown` when nobody signed in proposes.
    """
    if by.id is None:
        raise Refusal("proposer_unknown", N_("Hanya petugas yang masuk bisa mengusulkan."), status=403)
    row = ProposalRow(
        id=chance.uuid7(),
        kind=kind,
        subject=subject,
        payload=dict(payload),
        why=covered(why),
        proposed_by_id=by.id,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal("proposal_open", N_("Usulan yang sama sudah ada dan menunggu orang kedua."), status=409) from None
    record("people.proposed", by=by, at=at, subjects=[row.id, subject], why=why, data={"kind": kind})
    return row.id


@transaction.atomic
def decide(
    proposal_id: UUID, *, kind: str, subject: UUID | None = None, approve: bool, by: Actor, at: datetime, why: str = ""
) -> Proposal:
    """Decide a proposal; the app that knows its kind acts afterwards in the same transaction.

    Args:
        proposal_id: which.
        kind: the only kind that the caller's door decides; who may decide differs from kind to kind.
        subject: about whom or what, where the door knows it.
        approve: whether the act may happen.
        by: the second person.
        at: the programme's time.
        why: a reason, if one is given.

    Raises:
        Refusal: `proposal_unknown`, also for a proposal of another kind or about another subject; `already_decided`,
            `own_proposal`.
    """
    row = ProposalRow.objects.select_for_update().filter(id=proposal_id, kind=kind).first()
    if row is None or subject not in {None, row.subject}:
        raise Refusal("proposal_unknown", N_("Usulan itu tidak ada."), status=404)
    if row.decision is not None:
        raise Refusal(
            "already_decided", N_("Usulan itu sudah diputuskan orang lain. Muat ulang halaman ini."), status=409
        )
    if row.proposed_by_id == by.id:
        raise Refusal("own_proposal", N_("Anda tidak bisa memutuskan usulan sendiri. Minta orang kedua."), status=403)
    row.decision = "approved" if approve else "rejected"
    row.decided_by_id, row.decided_at, row.decided_why = by.id, at, why
    row.save(update_fields=["decision", "decided_by", "decided_at", "decided_why"])
    record(
        "people.decided",
        by=by,
        at=at,
        subjects=[row.id, row.subject],
        why=why,
        data={"kind": row.kind, "decision": row.decision},
    )
    decided = queries.proposal(proposal_id)
    assert decided is not None  # noqa: S101 - the row is locked by this transaction
    return decided


# ---- the demonstration ----------------------------------------------------------------------------------


def cast(
    slug: str, title: str, role: Role, *, place: int, account_id: UUID | None = None, application_id: UUID | None = None
) -> None:
    """Name somebody as whom a visitor of the demonstration may look around.

    Raises:
        Refusal: `no_demonstration` outside demonstration mode.
    """
    if not settings.DEMONSTRATION:
        raise Refusal("no_demonstration", N_("Itu hanya ada dalam mode demonstrasi."), status=404)
    Cast.objects.update_or_create(
        slug=slug,
        defaults={
            "title": title,
            "role": str(role),
            "account_id": account_id,
            "application_id": application_id,
            "place": place,
        },
    )


# ---- keys -----------------------------------------------------------------------------------------------


def rewrap_keys(*, limit: int = 1000) -> int:
    """Wrap keys of persons that an old master key wraps under the newest; tells how many, 0 when all are done."""
    newest = len(crypto.master_keys()) - 1
    with transaction.atomic():
        people = list(
            Person.objects.select_for_update(skip_locked=True)
            .annotate(wrapped_by=Func("wrapped_key", Value(0), function="get_byte", output_field=IntegerField()))
            .filter(wrapped_by__lt=newest)
            .order_by("id")[:limit]
        )
        for person in people:
            key = crypto.unseal_with_master(person.wrapped_key, context=f"person_key|{person.id}")
            person.wrapped_key = crypto.seal_with_master(key, context=f"person_key|{person.id}")
        Person.objects.bulk_update(people, ["wrapped_key"])
    return len(people)
