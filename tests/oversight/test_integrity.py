"""Signals of misuse: each opens one case, however often it is seen; a village that shares a phone opens none."""

import pytest
from django.test import Client

from jadibisa.foundation.facts.queries import count_verbs
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.people.services import create_account
from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Schooling
from jadibisa.kernel.actors import SYSTEM, Actor, Role
from jadibisa.kernel.refusals import Refusal
from jadibisa.oversight.integrity import queries, rules
from jadibisa.oversight.integrity.services import close, detect, open_cases
from jadibisa.oversight.integrity.types import Signal, SignalKind
from tests.portal.conftest import BATCH, NOW, ayu, enter


def families(count: int) -> None:
    """So many families with one phone number."""
    rows = [
        NewApplication(
            batch=BATCH, person=ayu(number), schooling=Schooling.SMA, job_status=JobStatus.SEEKING, occupation=Occupation.NONE,
            in_education=False, motive="kerja", interests=(), key=f"family {number}",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    assert not [answer for answer in registration.register(rows, by=SYSTEM, at=NOW) if isinstance(answer, Refusal)]


def test_neighbours_may_share_a_phone(stage: None) -> None:  # noqa: ARG001
    """As many families as the rule allows raise no signal."""
    families(rules.MOST_FAMILIES_PER_PHONE)
    assert detect(by=SYSTEM, at=NOW) == 0


def test_a_phone_of_many_families_is_one_case(stage: None) -> None:  # noqa: ARG001
    """One more family is a signal; looking again opens nothing new."""
    families(rules.MOST_FAMILIES_PER_PHONE + 1)
    assert detect(by=SYSTEM, at=NOW) == 1
    assert detect(by=SYSTEM, at=NOW) == 0
    (case,) = queries.cases()
    assert (case.kind, case.number, case.evidence["families"]) == (
        SignalKind.PHONE_SHARED,
        "D-000001",
        rules.MOST_FAMILIES_PER_PHONE + 1,
    )
    assert count_verbs()["integrity.case_opened"] == 1
    assert queries.rows_without_fact() == 0


def test_an_officer_who_opens_many_files_is_seen(db: None) -> None:  # noqa: ARG001
    """More files in a day than one can work on."""
    officer = Actor(Role.VERIFIER, uuid7(), "Eko")
    for _file in range(rules.MOST_FILES_A_DAY):
        record("people.file_opened", by=officer, at=NOW, subjects=[uuid7()], why="antrean")
    assert detect(by=SYSTEM, at=NOW) == 0
    record("people.file_opened", by=officer, at=NOW, subjects=[uuid7()], why="antrean")
    assert detect(by=SYSTEM, at=NOW) == 1
    assert queries.cases()[0].subject == officer.id


def test_nobody_closes_a_case_about_himself(db: None) -> None:  # noqa: ARG001
    """An approver who opened too many files leaves the finding to a colleague."""
    himself, colleague = Actor(Role.APPROVER, uuid7(), "Fajar"), Actor(Role.APPROVER, uuid7(), "Dewi")
    open_cases([Signal(SignalKind.FILES_OPENED, himself.id or uuid7(), "k", {"files": 90})], by=SYSTEM, at=NOW)
    case = queries.cases()[0]
    with pytest.raises(Refusal) as caught:
        close(case.id, "unfounded", "antrean panjang", by=himself, at=NOW)
    assert (caught.value.code, caught.value.status) == ("own_case", 403)
    assert queries.cases(is_open=True) == [case]
    close(case.id, "founded", "tanpa alasan", by=colleague, at=NOW)
    assert queries.cases(is_open=True) == []


@pytest.mark.parametrize(
    ("outcome", "why", "code"), [("maybe", "x", "outcome_unknown"), ("founded", "  ", "reason_missing")]
)
def test_a_case_is_closed_with_a_finding_and_a_reason(db: None, outcome: str, why: str, code: str) -> None:  # noqa: ARG001
    """Each missing part is refused, then the case stays open."""
    open_cases([Signal(SignalKind.PHONE_SHARED, uuid7(), "k", {"persons": 9})], by=SYSTEM, at=NOW)
    case = queries.cases()[0]
    with pytest.raises(Refusal) as caught:
        close(case.id, outcome, why, by=SYSTEM, at=NOW)
    assert caught.value.code == code
    assert queries.cases(is_open=True) == [case]


def test_auditors_read_and_an_approver_closes(stage: None) -> None:  # noqa: ARG001
    """The auditor sees no form and may not post; after the approver's act a second one is refused."""
    open_cases([Signal(SignalKind.ACCOUNT_SHARED, uuid7(), "k", {"persons": 3})], by=SYSTEM, at=NOW)
    case = queries.cases()[0]
    auditor, approver = (
        enter(Client(), create_account(f"{role}@jadibisa.example", role, "Dewi", password="", by=SYSTEM, at=NOW))
        for role in (Role.AUDITOR, Role.APPROVER)
    )
    address = f"/auditor/dugaan/{case.id}/"
    assert "Auditor membaca" in auditor.get(address).text
    assert auditor.post(address, {"outcome": "founded", "why": "x"}).status_code == 404
    assert approver.post(address, {"outcome": "unfounded", "why": "satu keluarga besar"}).status_code == 303
    again = approver.post(address, {"outcome": "founded", "why": "x"})
    assert "sudah ditutup" in again.text
    assert "Tidak terbukti" in auditor.get("/auditor/dugaan/").text
    assert "satu keluarga besar" in auditor.get(f"/auditor/jejak/?perbuatan=integrity.&tentang={case.subject}").text
    export = auditor.get("/auditor/dugaan/?bentuk=csv").getvalue().decode()
    assert "D-000001" in export
