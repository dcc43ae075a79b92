"""One's own data: seen with its origin, taken away, changed only by proof, erased by two officers."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from django.test import Client

from jadibisa.foundation.facts.queries import exists, of_kind
from jadibisa.foundation.facts.services import deliver
from jadibisa.foundation.messages.models import Message
from jadibisa.foundation.messages.queries import outbox
from jadibisa.foundation.people import queries as people
from jadibisa.foundation.people import services
from jadibisa.foundation.people.models import Person
from jadibisa.foundation.people.types import RequestKind
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.models import Application
from jadibisa.journey.registration.types import Receipt
from jadibisa.kernel.actors import PUBLIC, SYSTEM, Actor, Role
from jadibisa.kernel.refusals import Refusal
from tests.portal.conftest import NOW, PHONE, ayu, enter

NEW = "+6281398760011"


def code_to(to: str) -> str:
    """The newest code that went there."""
    text = next(one.text for one in outbox(to=to) if one.kind == "code")
    return text.split("kode Anda ")[1][:6]


@pytest.fixture
def ayus(receipt: Receipt) -> UUID:
    """Ayu as a person."""
    return registration.application(receipt.application_id).person_id


def later(minutes: int) -> None:
    """A code a minute is the most."""
    clock.stand_at(NOW + timedelta(minutes=minutes))


def test_all_data_stand_with_origin_and_masked(signed_in: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(30):
        shown = signed_in.get("/saya/data/").content.decode()
    assert "Jalan Melati 8" in shown
    assert "Dari Anda" in shown
    assert "persetujuan versi 2026-11" in shown
    assert ayu().nik.digits not in shown
    assert PHONE not in shown


def test_a_copy_holds_everything_and_leaves_a_trace(signed_in: Client, ayus: UUID) -> None:
    told = json.loads(b"".join(signed_in.post("/saya/data/salinan/json/")).decode())
    assert ayu().nik.digits in json.dumps(told)
    assert {"data", "messages", "trail"} == set(told)
    assert all(line["at"] and line["by"] for line in told["trail"])
    assert len(told["trail"]) > 2
    page = b"".join(signed_in.post("/saya/data/salinan/html/")).decode()
    assert "Jejak pemrosesan" in page
    assert "<!--trail-->" not in page
    assert len([fact for fact in of_kind("people.file_opened") if ayus in fact.subjects]) == 2
    assert signed_in.post("/saya/data/salinan/exe/").status_code == 404
    assert signed_in.get("/saya/data/salinan/json/").status_code == 405


def test_a_phone_changes_by_a_code_to_the_old_and_one_to_the_new(signed_in: Client, ayus: UUID) -> None:
    later(2)
    going = signed_in.post("/saya/data/hp/", {"value": "0813 9876 0011"}).headers["Location"]
    first = code_to(PHONE)
    assert signed_in.post(going, {"code": "000000" if first != "000000" else "111111"}).status_code == 422
    assert signed_in.post(going, {"code": first}).status_code == 303
    assert people.contacts([ayus])[ayus].phone == PHONE
    assert signed_in.post(going, {"code": code_to(NEW)}).status_code == 303
    assert people.contacts([ayus])[ayus].phone == NEW
    assert {one.to for one in outbox() if one.kind == "contact"} == {PHONE, NEW}
    assert exists("people.contact_changed", ayus)
    assert signed_in.post(going, {"code": "1"}).status_code == 422


def test_an_email_changes_by_codes_too(signed_in: Client, ayus: UUID) -> None:
    later(2)
    assert signed_in.post("/saya/data/email/", {"value": "kosong"}).status_code == 422
    going = signed_in.post("/saya/data/email/", {"value": "ayu@contoh.example"}).headers["Location"]
    signed_in.post(going, {"code": code_to(PHONE)})
    signed_in.post(going, {"code": code_to("ayu@contoh.example")})
    assert people.contacts([ayus])[ayus].email == "ayu@contoh.example"


def test_a_lost_phone_needs_two_officers(signed_in: Client, ayus: UUID) -> None:
    later(2)
    going = signed_in.post("/saya/data/hp/", {"value": NEW}).headers["Location"]
    signed_in.post(going, {"act": "lost"})
    asked = people.requests_of(ayus)[0]
    one, two = (account(name, role) for name, role in (("eko", Role.HELP_OFFICER), ("dewi", Role.APPROVER)))
    form = {"request": str(asked.id), "decision": "yes", "why": "KTP dan wajah cocok"}
    assert enter(Client(), one).post("/petugas/data/", form).status_code == 422
    signed_in.post(going, {"code": code_to(NEW)})
    assert people.contacts([ayus])[ayus].phone == PHONE
    assert enter(Client(), one).post("/petugas/data/", form).status_code == 303
    assert enter(Client(), one).post("/petugas/data/", form).status_code == 422
    assert people.contacts([ayus])[ayus].phone == PHONE
    assert enter(Client(), two).post("/petugas/data/", form).status_code == 303
    assert people.contacts([ayus])[ayus].phone == NEW


def account(name: str, role: Role) -> UUID:
    """An officer's account."""
    return services.create_account(f"{name}@jadibisa.example", role, name, password="", by=SYSTEM, at=NOW)


def test_a_family_may_share_a_phone_up_to_a_number(stage: None, ayus: UUID) -> None:  # noqa: ARG001 - time stands
    services.ensure_persons([ayu(number) for number in range(2, 7)], by=SYSTEM, at=NOW)
    Person.objects.exclude(id=ayus).update(phone=NEW)
    with pytest.raises(Refusal, match="sudah dipakai"):
        services.begin_change(ayus, RequestKind.PHONE, NEW, by=PUBLIC, at=NOW, address="10.0.0.1")
    services.cut_number("+6281398760012", by=PUBLIC, at=NOW)
    with pytest.raises(Refusal, match="bukan Anda"):
        services.begin_change(ayus, RequestKind.PHONE, "+6281398760012", by=PUBLIC, at=NOW, address="10.0.0.1")


def test_a_new_address_is_kept_and_the_application_follows(signed_in: Client, ayus: UUID) -> None:
    answer = signed_in.post("/saya/data/alamat/", {"address": "Jalan Kamboja 2", "regency": "32.73"})
    assert answer.status_code == 303
    assert people.own_file(ayus).address == "Jalan Kamboja 2"
    assert registration.applications_of_person(ayus)[0].regency == "32.73"
    assert signed_in.post("/saya/data/alamat/", {"address": "x", "regency": "99.99"}).status_code == 422


def test_erasure_waits_while_a_place_is_open(signed_in: Client, ayus: UUID) -> None:
    assert "Kami baru bisa menghapus" in signed_in.get("/saya/data/hapus/").content.decode()
    for _again in range(2):
        signed_in.post("/saya/data/hapus/", {})
    [asked] = people.requests_of(ayus)
    form = {"request": str(asked.id), "decision": "yes", "why": "diminta"}
    shown = enter(Client(), account("eko", Role.HELP_OFFICER)).post("/petugas/data/", form)
    assert shown.status_code == 422
    signed_in.post("/saya/data/hapus/", {"act": "withdraw"})
    assert people.requests_to_decide() == []


@pytest.mark.parametrize("keep", [[], ["money"]])
def test_erasure_destroys_the_key_or_minimises(ayus: UUID, keep: list[str]) -> None:
    asked = services.ask_erasure(ayus, by=PUBLIC, at=NOW)
    officers = [
        Actor(role, account(name, role), name) for name, role in (("eko", Role.HELP_OFFICER), ("dewi", Role.APPROVER))
    ]
    for officer in officers:
        services.decide_request(asked, approve=True, keep=keep, by=officer, at=NOW, why="diminta")
    deliver()
    row = Person.objects.get(id=ayus)
    assert (row.phone, row.email, row.address) == ("", "", "")
    assert Application.objects.get(person_id=ayus).motive == ""
    assert not Message.objects.filter(person_id=ayus).exclude(text="-", to="-").exists()
    assert people.requests_of(ayus)[0].outcome == ("minimised" if keep else "destroyed")
    assert services.rewrap_keys() == 0
    if keep:
        assert people.own_file(ayus).nik == ayu().nik.digits
    else:
        assert people.find_by_nik(ayu().nik) is None
        with pytest.raises(InvalidTag):
            people.own_file(ayus)
        with pytest.raises(Refusal, match="sudah dihapus"):
            services.open_file(ayus, by=officers[0], at=NOW, why="cek")


def test_the_session_of_an_erased_person_ends(signed_in: Client, ayus: UUID) -> None:
    Person.objects.filter(id=ayus).update(phone="")
    assert signed_in.get("/saya/data/").status_code == 404
    assert signed_in.get("/saya/data/").headers["Location"].startswith("/masuk/")
