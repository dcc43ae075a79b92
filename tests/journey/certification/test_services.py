"""Certificates are issued on verified completion, checked by anybody, revoked by two."""

import io
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.facts.models import FactRow
from jadibisa.foundation.people import queries as approvals
from jadibisa.foundation.people import services as people
from jadibisa.foundation.plumbing import clock, crypto
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.certification import queries, services
from jadibisa.journey.certification.models import CertificateRow
from jadibisa.journey.certification.rules import codes, proof, statuslist
from jadibisa.journey.certification.types import Certificate
from jadibisa.journey.training import services as training
from jadibisa.journey.training.types import Purchase
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.ids import grouped
from jadibisa.kernel.refusals import Refusal
from tests.journey.training import world
from tests.journey.training.world import citizen, wib

pytestmark = pytest.mark.django_db
BOUGHT_AT = wib(2024, 3, 1)


def learnt(count: int = 1) -> list[Purchase]:
    ids = world.learners(count)
    (run,) = world.publish(world.course(world.provider(), seats=max(count, 2)))
    purchases = world.bought(training.purchase([(who, run) for who in ids], by=SYSTEM, at=BOUGHT_AT))
    clock.stand_at(world.learn(purchases))
    return purchases


def issued() -> Certificate:
    (purchase,) = learnt()
    (found,) = services.issue([purchase.id], by=SYSTEM, at=clock.now())
    return found


def officer(role: Role) -> tuple[Client, Actor]:
    account = people.create_account(f"{uuid7()}@contoh.example", role, str(role), password="", by=SYSTEM, at=BOUGHT_AT)
    return world.signed_in(account), Actor(role, account, str(role))


def test_a_completed_course_gets_one_certificate_by_the_fact_alone() -> None:
    (purchase,) = learnt()
    facts.deliver()
    (found,) = queries.certificates(purchase.application_id)
    assert (found.holder, found.title, found.score) == ("Budi Santoso", purchase.title, 84)
    assert queries.by_code(grouped(found.code).lower()) == found
    assert queries.skills_of([purchase.application_id]) == {
        purchase.application_id: {"microsoft-word", "microsoft-excel"}
    }
    assert services.issue([purchase.id], by=SYSTEM, at=clock.now()) == []
    assert queries.totals(world.BATCH).issued == 1
    assert queries.rows_without_fact() == 0
    fact = FactRow.objects.get(verb="certification.issued")
    assert {purchase.application_id, purchase.id, found.id} <= set(fact.subjects)
    assert (queries.steps_of(purchase.application_id)[0]).title.endswith(purchase.title)


def test_what_is_not_completed_gets_none() -> None:
    (who,) = world.learners(1)
    (run,) = world.publish(world.course(world.provider()))
    (purchase,) = world.bought(training.purchase([(who, run)], by=SYSTEM, at=BOUGHT_AT))
    assert services.issue([purchase.id, uuid7()], by=SYSTEM, at=BOUGHT_AT) == []


def test_serials_and_places_differ_and_signatures_fit() -> None:
    purchases = learnt(5)
    found = services.issue([purchase.id for purchase in purchases], by=SYSTEM, at=clock.now())
    assert sorted(one.serial for one in found) == [1, 2, 3, 4, 5]
    assert len({one.code for one in found}) == 5
    for one in found:
        signed = json.loads(queries.credential_text(one.code) or "")
        assert proof.verify(signed, crypto.signing_key().public_key())
        assert queries.signature_fits(one)


def test_a_changed_row_no_longer_fits_its_signature() -> None:
    found = issued()
    CertificateRow.objects.update(holder="Orang Lain")
    changed = queries.by_code(found.code)
    assert changed is not None
    assert not queries.signature_fits(changed)
    assert Client().get(f"/sertifikat/{changed.code}/berkas.pdf").status_code == 404
    assert Client().get(f"/sertifikat/{found.code}/").status_code == 404


def test_the_public_check_and_its_four_verdicts() -> None:
    found = issued()
    client, url = Client(), f"/sertifikat/{found.code}/"
    with CaptureQueriesContext(connection) as asked:
        text = client.get(url).content.decode()
    assert len(asked) <= 6
    assert "Sertifikat ini asli dan berlaku" in text
    assert "Budi Santoso" in text
    assert client.get("/sertifikat/", {"kode": f" {grouped(found.code).lower()} "}).url == url  # type: ignore[attr-defined]
    wrong = client.get("/sertifikat/", {"kode": "JB7K-2M9Q-XT4X"})
    assert wrong.status_code == 404
    assert "Kode ini tidak dikenal" in wrong.content.decode()
    assert client.get("/sertifikat/", {"kode": ""}).status_code == 422
    assert client.get("/sertifikat/<script>/").status_code == 404
    services.revoke(found.code, "Nilai ternyata bukan milik peserta", by=SYSTEM, at=clock.now())
    text = client.get(url).content.decode()
    assert "Sertifikat ini sudah dicabut" in text
    assert "Nilai ternyata bukan milik peserta" in text
    assert client.get(f"{url}berkas.pdf").status_code == 404
    assert queries.skills_of([found.application_id]) == {found.application_id: set()}


def test_an_old_certificate_is_out_of_date() -> None:
    found = issued()
    clock.stand_at(wib(2027, 3, 14))
    assert "asli, tetapi lewat masa" in Client().get(f"/sertifikat/{found.code}/").content.decode()


def test_the_files_of_a_certificate() -> None:
    found = issued()
    client = Client()
    answer = client.get(f"/sertifikat/{found.code}/berkas.json")
    assert answer["Content-Type"] == "application/vc"
    assert proof.verify(json.loads(answer.content), crypto.signing_key().public_key())
    paper = client.get(f"/sertifikat/{found.code}/berkas.pdf")
    assert paper["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(paper.content))
    text = reader.pages[0].extract_text()
    assert "Budi Santoso" in text
    assert grouped(found.code) in text
    assert json.loads(reader.attachments["credential.json"][0]) == json.loads(answer.content)
    assert client.get(f"/sertifikat/{'0' * 12}/berkas.pdf").status_code == 404
    did = client.get("/.well-known/did.json").json()
    assert did["id"] == json.loads(answer.content)["issuer"]["id"]
    assert did["verificationMethod"][0]["id"] == json.loads(answer.content)["proof"]["verificationMethod"]


def test_the_status_list_is_signed_and_tells_revocation() -> None:
    found = issued()
    number, index = codes.place_of(found.serial, queries.place_key())
    client = Client()

    def listed() -> bool:
        document = json.loads(client.get(f"/sertifikat/status/{number}/").content)
        assert proof.verify(document, crypto.signing_key().public_key())
        return statuslist.is_revoked(document["credentialSubject"]["encodedList"], index)

    assert not listed()
    services.revoke(found.code, "Salah terbit", by=SYSTEM, at=clock.now())
    assert listed()
    assert client.get("/sertifikat/status/2/").status_code == 404
    assert client.get("/sertifikat/status/0/").status_code == 404


def test_revocation_needs_two_people_and_a_reason() -> None:
    found = issued()
    proposer, first = officer(Role.VERIFIER)
    approver, _second = officer(Role.APPROVER)
    url = "/petugas/sertifikat/"
    assert proposer.post(url, {"code": found.code, "why": ""}).status_code == 422
    assert "tidak dikenal" in proposer.post(url, {"code": "x", "why": "Salah"}).content.decode()
    assert (
        "Usulan tersimpan"
        in proposer.post(url, {"code": found.code, "why": "Nilai palsu"}, follow=True).content.decode()
    )
    assert "sudah ada dan menunggu" in proposer.post(url, {"code": found.code, "why": "Nilai palsu"}).content.decode()
    (proposal,) = approvals.proposals(services.REVOCATION)
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        services.decide_revocation(proposal.id, approve=True, by=first, at=clock.now())
    assert refusal.value.code == "own_proposal"
    assert proposer.post(f"{url}{proposal.id}/putusan/", {"putusan": "setuju"}).status_code == 404
    assert "Nilai palsu" in approver.get(url).content.decode()
    assert (
        "Sertifikat dicabut"
        in approver.post(f"{url}{proposal.id}/putusan/", {"putusan": "setuju"}, follow=True).content.decode()
    )
    assert "sudah" in approver.post(f"{url}{proposal.id}/putusan/", {"putusan": "setuju"}, follow=True).content.decode()
    revoked = queries.by_code(found.code)
    assert revoked is not None
    assert revoked.revoked_why == "Nilai palsu"
    for code in ("already_revoked", "certificate_unknown"):
        with pytest.raises(Refusal) as no:
            services.revoke(found.code if code == "already_revoked" else "x", "lagi", by=SYSTEM, at=clock.now())
        assert no.value.code == code


def test_my_certificates() -> None:
    found = issued()
    client = citizen(found.application_id)
    text = client.get("/saya/sertifikat/").content.decode()
    assert grouped(found.code) in text
    assert Client().get("/saya/sertifikat/").status_code == 302


def test_the_table_refuses_a_revocation_without_reason() -> None:
    issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateRow.objects.update(revoked_at=clock.now() + timedelta(days=1))


def test_the_check_as_json() -> None:
    found = issued()
    told = Client().get(f"/api/certification/certificates/{grouped(found.code)}").json()
    assert (told["verdict"], told["holder"], told["skills"]) == (
        "valid",
        "Budi Santoso",
        ["microsoft-word", "microsoft-excel"],
    )
    assert Client().get("/api/certification/certificates/x").json()["code"] == "certificate_unknown"
    services.revoke(found.code, "Salah terbit", by=SYSTEM, at=clock.now())
    assert Client().get(f"/api/certification/certificates/{found.code}").json()["verdict"] == "revoked"
