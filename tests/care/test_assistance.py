"""Companions, sittings and places on the real database."""

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.care.assistance import queries, rules, services
from jadibisa.care.assistance.models import Companion
from jadibisa.care.assistance.types import CompanionState, NewPoint, NewSitting, SittingState
from jadibisa.care.tickets import services as tickets
from jadibisa.care.tickets.types import Category, NewTicket
from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.messages import queries as messages
from jadibisa.foundation.people import queries as persons
from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.models import Person
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration import services as registering
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Schooling
from jadibisa.kernel.actors import PUBLIC, SYSTEM, Actor, Role
from jadibisa.kernel.refusals import Refusal
from tests.care.stage import BATCH, NOW, apply, citizen, officer, open_batch, person, refused

PHONE = "+628123456789"


@given(st.sampled_from(list(SittingState)), st.sampled_from(list(SittingState)))
def test_a_sitting_never_goes_back(state: SittingState, wish: SittingState) -> None:
    order = list(SittingState)
    try:
        rules.next_sitting(state, wish)
    except Refusal:
        return
    assert order.index(wish) > order.index(state)


def test_a_revoked_sitting_stays_revoked() -> None:
    for wish in SittingState:
        with refused("sitting_state"):
            rules.next_sitting(SittingState.REVOKED, wish)


@pytest.fixture
def ayu(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """A certificate holder."""
    open_batch()
    held = [SimpleNamespace(code="7K2M9QXT4E1A", revoked_at=None)]
    monkeypatch.setattr("jadibisa.journey.certification.queries.certificates", lambda _application: held)
    return citizen(apply(1)[0])


@pytest.fixture
def companion(ayu: Actor) -> Actor:
    """A companion for Kabupaten Bandung with an account."""
    assert ayu.application_id
    companion_id = services.apply(ayu.application_id, ["32.04"], "Membantu tetangga", by=ayu, at=NOW)
    services.propose_companion(companion_id, accept=True, by=officer("eko"), at=NOW, why="Sertifikat cocok")
    services.approve_companion(companion_id, by=officer("dewi"), at=NOW)
    account = services.open_account(companion_id, "ayu@jadibisa.example", "kata-sandi-panjang", by=ayu, at=NOW)
    return Actor(Role.COMPANION, account, "Ayu Lestari")


def start(by: Actor, once: str = "a", **changes: str) -> UUID:
    values = {"phone": PHONE, "first_name": "Budi", "regency": "32.04", "consent": "paper", "paper": "L-17"} | changes
    return services.start_sitting(NewSitting(once=once, **values), by=by, at=NOW, address="127.0.0.1")


def application(sitting_id: UUID, by: Actor, number: int = 50) -> NewApplication:
    new = NewApplication(
        batch=BATCH,
        person=person(number, name="Budi Santoso", phone=PHONE),
        schooling=Schooling.SMP,
        job_status=JobStatus.SEEKING,
        occupation=Occupation.NONE,
        in_education=False,
        motive="kerja",
        interests=("pertanian",),
        key="x",
    )
    assert by.id
    return services.assisted(new, sitting_id, by.id)


@pytest.mark.django_db
def test_only_a_certificate_holder_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    open_batch()
    monkeypatch.setattr("jadibisa.journey.certification.queries.certificates", lambda _application: [])
    with refused("companion_certificate"):
        services.apply(apply(1)[0].application_id, ["32.04"], "x", by=SYSTEM, at=NOW)


@pytest.mark.django_db
def test_the_way_to_a_companions_account_takes_two_officers(ayu: Actor) -> None:
    assert ayu.application_id
    for codes, motive, code in ((["99.99"], "x", "companion_regencies"), (["32.04"], " ", "companion_motive")):
        with refused(code):
            services.apply(ayu.application_id, codes, motive, by=ayu, at=NOW)
    companion_id = services.apply(ayu.application_id, ["32.04"], "Membantu", by=ayu, at=NOW)
    assert services.apply(ayu.application_id, ["32.04"], "Membantu", by=ayu, at=NOW) == companion_id
    eko, dewi = officer("eko"), officer("dewi")
    with refused("companion_state"):
        services.open_account(companion_id, "a@b.example", "kata-sandi-panjang", by=ayu, at=NOW)
    services.propose_companion(companion_id, accept=True, by=eko, at=NOW, why="Baik")
    with refused("own_proposal"):
        services.approve_companion(companion_id, by=eko, at=NOW)
    assert services.approve_companion(companion_id, approve=False, by=dewi, at=NOW) == CompanionState.APPLIED
    services.propose_companion(companion_id, accept=True, by=eko, at=NOW, why="Baik")
    assert services.approve_companion(companion_id, by=dewi, at=NOW) == CompanionState.APPROVED
    assert queries.steps_of(ayu.application_id)[0].url == "/saya/pendamping/"
    services.open_account(companion_id, "a@b.example", "kata-sandi-panjang", by=ayu, at=NOW)
    with refused("companion_state"):
        services.open_account(companion_id, "b@b.example", "kata-sandi-panjang", by=ayu, at=NOW)
    assert facts.exists("assistance.approved", ayu.application_id)


@pytest.mark.django_db
def test_on_paper_or_by_code_but_never_without_consent(companion: Actor) -> None:
    with refused("sitting_paper"):
        start(companion, paper="")
    with refused("sitting_place"):
        start(companion, regency="94.01")
    with refused("sitting_own_phone"):
        start(companion, phone=person(1).phone)
    sitting_id = start(companion, "code", consent="code", paper="")
    with refused("sitting_state"):
        services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW)
    sent = messages.outbox(to=PHONE)[0].text
    code = re.findall(r"\d{6}", sent)[0]
    wrong = "000000" if code != "000000" else "111111"
    with refused("code_wrong"):
        services.consent(sitting_id, wrong, by=companion, at=NOW)
    services.consent(sitting_id, code, by=companion, at=NOW)
    receipt = services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW)
    again = services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW)
    assert again == receipt
    view = registration.application(receipt.application_id)
    assert (view.channel, view.companion_account_id) == ("companion", companion.id)
    assert queries.rows_without_fact() == 0


@pytest.mark.django_db
def test_the_person_gets_the_number_and_can_say_no(companion: Actor) -> None:
    sitting_id = start(companion)
    receipt = services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW)
    text = messages.outbox(to=PHONE)[0].text
    assert receipt.reference in text
    secret = re.findall(r"/bukan-saya/([0-9a-f]+)/", text)[0]
    found = queries.sitting_by_token(secret)
    assert found is not None
    assert found.id == sitting_id
    assert queries.sitting_by_token("0" * 40) is None
    number = services.revoke_sitting(sitting_id, by=PUBLIC, at=NOW)
    assert number.startswith("T-")
    with refused("sitting_state"):
        services.revoke_sitting(sitting_id, by=PUBLIC, at=NOW)
    assert facts.exists("assistance.sitting_revoked", receipt.application_id)
    assert queries.sitting_totals() == [(found.companion_id, 0, 1)]


@pytest.mark.django_db
def test_strangers_tickets_never_stand_in_the_way_of_a_revocation(companion: Actor) -> None:
    """Neither five tickets from the person's number nor one with the sitting's own word."""
    sitting_id = start(companion)
    services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW)
    taken = [f"sitting/{sitting_id}", f"form/sitting/{sitting_id}", "b", "c", "d"]
    rows = [NewTicket(Category.MONEY, "Halo", once, "+628129999999" if once in taken[:2] else PHONE) for once in taken]
    rows += [NewTicket(Category.MONEY, "Halo", once, PHONE) for once in ("e", "f")]
    strangers = {tickets.open_ticket(row, by=PUBLIC, at=NOW) for row in rows}
    with refused("ticket_too_many"):
        tickets.open_ticket(NewTicket(Category.MONEY, "Halo", "g", PHONE), by=PUBLIC, at=NOW)
    assert services.revoke_sitting(sitting_id, by=PUBLIC, at=NOW) not in strangers


@pytest.mark.django_db
def test_a_companion_does_not_register_himself_or_overwrite_on_paper(companion: Actor) -> None:
    """Paper proves nothing of a person whom we know; a code to the known phone does, and her e-mail stays."""
    sitting_id = start(companion)
    own = application(sitting_id, companion, 1)
    with refused("own_registration"):
        services.register(sitting_id, own, by=companion, at=NOW)
    services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW)
    person_id = registration.applications_of_person(known(50))[0].person_id
    Person.objects.filter(id=person_id).update(phone=PHONE, email="budi@contoh.example")
    registering.open_batch(
        BATCH + 1, registration.policy_of(BATCH).code, NOW, NOW + timedelta(days=9), 5, NOW + timedelta(days=20),
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    paper = start(companion, "paper again")
    again = replace(application(paper, companion), batch=BATCH + 1)
    with refused("code_needed"):
        services.register(paper, again, by=companion, at=NOW)
    by_code = start(companion, "code", consent="code", paper="")
    code = re.findall(r"\d{6}", messages.outbox(to=PHONE)[0].text)[0]
    services.consent(by_code, code, by=companion, at=NOW)
    again = replace(application(by_code, companion), batch=BATCH + 1)
    services.register(by_code, again, by=companion, at=NOW)
    assert persons.contacts([person_id])[person_id].email == "budi@contoh.example"


def known(number: int) -> UUID:
    """The person of a number."""
    nik = person(number).nik
    return persons.known_by_nik([nik])[nik].id


@pytest.mark.django_db
def test_two_companions_may_use_the_same_word(companion: Actor) -> None:
    """What a form says that makes it one is the companion's own."""
    mine = start(companion, "sama")
    row = Companion.objects.get(account_id=str(companion.id))
    other = officer("budi", Role.COMPANION)
    values = {field.attname: getattr(row, field.attname) for field in Companion._meta.concrete_fields}
    stranger = registration.application(apply(1, start=2)[0].application_id)
    values |= {"id": UUID(int=7), "account_id": other.id, "person_id": stranger.person_id}
    Companion.objects.create(**(values | {"application_id": stranger.id}))
    assert start(other, "sama") != mine
    assert start(companion, "sama") == mine


@pytest.mark.django_db
def test_twenty_a_day_and_another_companion_sees_nothing(companion: Actor) -> None:
    ids = [start(companion, str(number)) for number in range(20)]
    assert start(companion, "3") == ids[3]
    with refused("sitting_cap"):
        start(companion, "zu viel")
    mine = queries.companion_of_account(companion.id) if companion.id else None
    assert mine is not None
    assert queries.sittings(mine.id)[0].count == 20
    assert queries.sitting(UUID(int=3), ids[0]) is None
    stranger = Actor(Role.COMPANION, officer("lain", Role.COMPANION).id, "Lain")
    with refused("sitting_unknown"):
        services.register(ids[0], application(ids[0], companion), by=stranger, at=NOW)
    with refused("companion_unknown"):
        start(stranger, "z")


@pytest.mark.django_db
def test_a_consent_is_of_today_and_a_scope_ends(companion: Actor) -> None:
    sitting_id = start(companion)
    with refused("sitting_old"):
        services.register(sitting_id, application(sitting_id, companion), by=companion, at=NOW + timedelta(hours=13))
    with refused("companion_expired"):
        services.start_sitting(
            NewSitting(PHONE, "Budi", "32.04", "paper", "z", "L"),
            by=companion,
            at=NOW + timedelta(days=366),
            address="x",
        )


@pytest.mark.django_db
def test_a_stopped_companion_does_nothing_any_more(companion: Actor) -> None:
    mine = queries.companion_of_account(companion.id) if companion.id else None
    assert mine is not None
    with refused("reason_needed"):
        services.stop_companion(mine.id, by=officer("fajar"), at=NOW, why="")
    services.stop_companion(mine.id, by=officer("gita"), at=NOW, why="Meminta uang")
    with refused("companion_unknown"):
        start(companion)


def point(**changes: object) -> NewPoint:
    values: dict[str, object] = {
        "regency": "32.04",
        "name": "Kantor Desa Sukamaju",
        "kind": "post",
        "address": "Jalan Melati 1",
        "hours": "Senin–Jumat, 08.00–15.00 WIB",
    }
    return NewPoint(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_local_government_keeps_its_own_places_only() -> None:
    mine = people.create_organisation("Pemkab Bandung", "local_government", by=SYSTEM, at=NOW)
    other = people.create_organisation("Pemkab Garut", "local_government", by=SYSTEM, at=NOW)
    services.name_office(mine, ["32.04"], by=SYSTEM, at=NOW)
    services.name_office(other, ["32.05"], by=SYSTEM, at=NOW)
    with refused("office_regencies"):
        services.name_office(mine, ["00.00"], by=SYSTEM, at=NOW)
    clerk = Actor(Role.LOCAL_GOVERNMENT, UUID(int=9), "Citra", organisation_id=mine)
    rival = Actor(Role.LOCAL_GOVERNMENT, UUID(int=8), "Gita", organisation_id=other)
    answers = services.open_points(mine, [point(), point(regency="32.05"), point(hours=" ")], by=clerk, at=NOW)
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["point_place", "point_hours"]
    assert services.open_points(mine, [point()], by=clerk, at=NOW) == answers[:1]
    point_id = answers[0]
    assert isinstance(point_id, UUID)
    assert [row.office for row in queries.points("32")] == ["Pemkab Bandung"]
    coverage = {row.regency: row for row in queries.coverage("32")}
    assert not coverage["32.04"].is_blank
    assert coverage["32.05"].is_blank
    with refused("point_unknown"):
        services.close_point(point_id, by=rival, at=NOW)
    services.close_point(point_id, by=clerk, at=NOW)
    assert queries.points("32") == []
    assert len(queries.coverage()) == 514
    assert queries.rows_without_fact() == 0
