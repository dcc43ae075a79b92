"""Persons are found by NIK, sealed at rest; codes, proposals and files keep their rules."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.messages import queries as messages
from jadibisa.foundation.messages.types import NewMessage
from jadibisa.foundation.people import queries, services
from jadibisa.foundation.people.models import OneTimeCode, Person
from jadibisa.foundation.people.types import NewPerson
from jadibisa.foundation.plumbing import chance
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.kernel.refusals import Refusal

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
PHONE = "+6281234560147"
pytestmark = pytest.mark.django_db


def someone(serial: int = 1, **changes: object) -> NewPerson:
    """A person as an application tells."""
    told: dict[str, object] = {
        "nik": Nik.parse(f"3273{serial:02d}5501900000"), "kk": Kk.parse("3273010101100001"), "name": "Ayu Lestari",
        "birth_date": date(1990, 1, 15), "gender": "F", "phone": PHONE, "email": "", "address": "Jalan Melati 8", "regency": "32.73",
    }  # fmt: skip
    return NewPerson(**(told | changes))  # type: ignore[arg-type]


def officer(role: Role = Role.VERIFIER) -> Actor:
    """A new officer."""
    email = f"{chance.uuid7().hex[-12:]}@example.org"
    return Actor(role, services.create_account(email, role, "Eko", password="", by=SYSTEM, at=AT), "Eko")


def test_the_same_nik_is_the_same_person() -> None:
    """Also twice in one call; the newest contact counts."""
    first, again = services.ensure_persons([someone(), someone(phone="+6281299990000")], by=SYSTEM, at=AT)
    assert first == again
    assert services.ensure_persons([someone(email="ayu@example.org")], by=SYSTEM, at=AT) == [first]
    assert queries.contacts([first])[first].email == "ayu@example.org"
    assert queries.find_by_nik(someone().nik) == first
    assert queries.find_by_nik(Nik.parse("3273995501900000")) is None


def test_nothing_sealed_stands_in_the_table() -> None:
    """No column of the row contains the NIK or KK."""
    services.ensure_persons([someone()], by=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("select p::text from people_person p")
        text = cursor.fetchone()[0]
    for number in (someone().nik.digits, someone().kk.digits):
        assert number not in text
        assert number.encode().hex() not in text


def test_a_family_card_that_changed_is_sealed_again() -> None:
    """The person moved to another card."""
    [person] = services.ensure_persons([someone()], by=SYSTEM, at=AT)
    before = queries.kk_indexes([person])[person]
    services.ensure_persons([someone(kk=Kk.parse("3273010101100002"))], by=SYSTEM, at=AT)
    assert queries.kk_indexes([person])[person] != before
    assert services.registry_view([person])[person].kk == "3273010101100002"


def test_opening_a_file_leaves_a_fact() -> None:
    """With who and why; without a reason it stays closed."""
    [person] = services.ensure_persons([someone()], by=SYSTEM, at=AT)
    eko = officer()
    opened = services.open_file(person, by=eko, at=AT, why="name differs")
    assert opened.nik == someone().nik.digits
    [fact] = facts.about(person, verbs=["people.file_opened"])
    assert (fact.by, fact.why) == (eko.label, "name differs")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "reason_missing"):
        services.open_file(person, by=eko, at=AT, why="  ")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "person_unknown"):
        services.open_file(chance.uuid7(), by=eko, at=AT, why="x")


def sent_code() -> str:
    """The newest code in the outbox."""
    found = re.search(r"kode Anda (\d{6})", messages.outbox(limit=1)[0].text)
    assert found
    return found[1]


def test_a_code_works_once_and_for_its_purpose() -> None:
    """Not for another purpose, not a second time, not after ten minutes."""
    services.ask_code(PHONE, "sign_in/1", by=SYSTEM, at=AT, address="127.0.0.1")
    code = sent_code()
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_expired"):
        services.check_code(PHONE, "sign_in/2", code, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_expired"):
        services.check_code(PHONE, "sign_in/1", code, at=AT + timedelta(minutes=10))
    services.check_code(PHONE, "sign_in/1", f"{code[:3]} {code[3:]}", at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_expired"):
        services.check_code(PHONE, "sign_in/1", code, at=AT)


def test_three_wrong_tries_end_a_code() -> None:
    """Then even the right one is refused."""
    services.ask_code(PHONE, "x", by=SYSTEM, at=AT, address="127.0.0.1")
    code = sent_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(3):
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_wrong"):
            services.check_code(PHONE, "x", wrong, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_blocked"):
        services.check_code(PHONE, "x", code, at=AT)


def test_codes_are_kept_as_hashes_and_limited() -> None:
    """One a minute, five a day; a cut number gets none."""
    services.ask_code(PHONE, "x", by=SYSTEM, at=AT, address="127.0.0.1")
    assert sent_code().encode() not in bytes(OneTimeCode.objects.get().code_hash)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_too_soon"):
        services.ask_code(PHONE, "x", by=SYSTEM, at=AT + timedelta(seconds=30), address="127.0.0.1")
    for minute in range(2, 6):
        services.ask_code(PHONE, "x", by=SYSTEM, at=AT + timedelta(minutes=minute), address="127.0.0.1")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_too_many"):
        services.ask_code(PHONE, "x", by=SYSTEM, at=AT + timedelta(hours=1), address="127.0.0.1")
    assert services.cut_number(PHONE, by=SYSTEM, at=AT)
    assert not services.cut_number(PHONE, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "number_cut"):
        services.ask_code(PHONE, "x", by=SYSTEM, at=AT + timedelta(days=2), address="127.0.0.1")


def test_four_eyes() -> None:
    """Nobody decides an own proposal; a decision is final; one open proposal of a kind for a subject."""
    eko, dewi, subject = officer(), officer(Role.APPROVER), chance.uuid7()
    proposal = services.propose("test.act", subject, {"n": 1}, by=eko, at=AT, why="needed")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "proposal_open"):
        services.propose("test.act", subject, {}, by=dewi, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "own_proposal"):
        services.decide(proposal, kind="test.act", approve=True, by=eko, at=AT)
    for kind, about in (("test.other", subject), ("test.other", None), ("test.act", chance.uuid7())):
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "proposal_unknown"):
            services.decide(proposal, kind=kind, subject=about, approve=True, by=dewi, at=AT)
    decided = services.decide(proposal, kind="test.act", subject=subject, approve=True, by=dewi, at=AT)
    assert (decided.decision, decided.payload) == ("approved", {"n": 1})
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "already_decided"):
        services.decide(proposal, kind="test.act", approve=False, by=officer(), at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "proposal_unknown"):
        services.decide(chance.uuid7(), kind="test.act", approve=True, by=dewi, at=AT)
    assert queries.open_proposal("test.act", subject) is None


def test_organisations_and_accounts_exist_once() -> None:
    """The second is refused in words."""
    services.create_organisation("BLK Bandung", "provider", by=SYSTEM, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "organisation_exists"):
        services.create_organisation("BLK Bandung", "provider", by=SYSTEM, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "organisation_kind"):
        services.create_organisation("X", "bank", by=SYSTEM, at=AT)
    services.create_account("a@example.org", Role.AUDITOR, "A", password="", by=SYSTEM, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "account_exists"):
        services.create_account("A@example.org", Role.AUDITOR, "A", password="", by=SYSTEM, at=AT)
    assert queries.rows_without_fact() == 0


def test_sealed_values_open_only_for_their_person_and_purpose() -> None:
    """Sealed for one, opened for the same."""
    one, other = services.ensure_persons([someone(1), someone(2)], by=SYSTEM, at=AT)
    [sealed] = services.seal_many([(one, "bank", "1234567890")])
    assert queries.unseal_many([(one, "bank", sealed)]) == ["1234567890"]
    for person, context in ((other, "bank"), (one, "health")):
        with pytest.raises(Exception, match=r"^$"):  # InvalidTag says nothing, on purpose
            queries.unseal_many([(person, context, sealed)])


def test_many_persons_in_one_call() -> None:
    """Ids come back in the order of the rows."""
    rows = [someone(serial) for serial in range(1, 60)]
    ids: list[UUID] = services.ensure_persons(rows, by=SYSTEM, at=AT)
    assert len(set(ids)) == 59
    assert Person.objects.count() == 59
    assert queries.find_by_nik(rows[30].nik) == ids[30]


def test_who_got_a_code_that_was_not_asked_for_cuts_the_number_off() -> None:
    """Whatever the code was for; wrong guesses cost the code nothing, and an officer lifts the cut again."""
    services.ask_code(PHONE, "draft/1", by=SYSTEM, at=AT, address="127.0.0.1")
    code = sent_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _guess in range(4):
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_wrong"):
            services.disown(PHONE, wrong, by=SYSTEM, at=AT, address="127.0.0.2")
    assert OneTimeCode.objects.get(purpose="draft/1").tries == 0
    services.disown(PHONE, code, by=SYSTEM, at=AT, address="127.0.0.2")
    assert queries.is_cut(PHONE)
    assert services.lift_number(PHONE, by=officer(Role.HELP_OFFICER), at=AT, why="called back")
    assert not queries.is_cut(PHONE)


def test_guesses_of_strangers_are_limited() -> None:
    """Twenty a day for one phone."""
    for guess in range(20):
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_wrong"):
            services.disown(PHONE, f"{guess:06d}", by=SYSTEM, at=AT, address=f"10.0.0.{guess}")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_too_many"):
        services.disown(PHONE, "000000", by=SYSTEM, at=AT, address="10.0.1.1")


def test_strangers_cannot_make_us_send_plain_words_without_limit() -> None:
    """Five a day for one phone, none to a cut number; codes have their own count."""

    def words(number: int) -> NewMessage:
        return NewMessage("sms", PHONE, "draft", "…", f"words/{number}")

    for number in range(5):
        services.send_words(PHONE, words(number), by=SYSTEM, at=AT, address="127.0.0.1")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "code_too_many"):
        services.send_words(PHONE, words(6), by=SYSTEM, at=AT, address="127.0.0.1")
    services.ask_code(PHONE, "x", by=SYSTEM, at=AT, address="127.0.0.1")
    services.cut_number(PHONE, by=SYSTEM, at=AT)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "number_cut"):
        services.send_words(PHONE, words(7), by=SYSTEM, at=AT + timedelta(days=2), address="127.0.0.1")
