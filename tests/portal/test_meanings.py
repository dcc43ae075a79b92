"""The table of statuses and reasons is complete over every enum and every refusal at the till, and speaks plainly."""

import ast
import re
from enum import StrEnum

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from jadibisa.care.tickets.types import AppealState, TicketState
from jadibisa.config.state import SOURCES
from jadibisa.foundation.people.types import RequestState
from jadibisa.journey.certification.types import Verdict
from jadibisa.journey.funding.types import Cause, IncentiveState, PayoutState
from jadibisa.journey.selection.types import Way
from jadibisa.journey.training.types import LearnerState, PurchaseState
from jadibisa.journey.verification.types import CaseState, Reason, RecipientState
from jadibisa.journey.work.types import JobState, RefusedFor
from jadibisa.portal.views.meanings import REDEEMING, SHOPPING, SMS_CODES, TABLE

MOST_WORDS = 15
ENUMS: dict[str, type[StrEnum]] = {
    "Pemeriksaan data": CaseState,
    "Alasan pemeriksaan": Reason,
    "Kepesertaan": RecipientState,
    "Hak membeli kursus": LearnerState,
    "Kursus Anda": PurchaseState,
    "Insentif": IncentiveState,
    "Kiriman uang": PayoutState,
    "Sebab uang belum masuk": Cause,
    "Sertifikat": Verdict,
    "Lamaran kerja": JobState,
    "Alasan pemberi kerja": RefusedFor,
    "Tiket bantuan": TicketState,
    "Keberatan": AppealState,
    "Permintaan data": RequestState,
}
ROWS = [(title, key) for title, rows in TABLE.items() for key in rows]


@pytest.mark.parametrize("title", ENUMS)
def test_each_state_and_reason_has_its_row(title: str) -> None:
    assert set(TABLE[title]) == set(ENUMS[title])


def test_each_result_of_a_draw_has_its_row() -> None:
    assert {*Way, "selected", "not_selected", "waiting_list"} == set(TABLE["Undian"])


def refused_in(path: str, *functions: str) -> set[str]:
    """The codes of all refusals that functions of a file name."""
    tree = ast.parse((SOURCES / path).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in functions]
    assert len(found) == len(functions)
    return {
        str(call.args[0].value)
        for function in found
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"Refusal", "_code"}
        if isinstance(call.args[0], ast.Constant)
    }


def test_each_refusal_of_buying_redeeming_and_codes_has_its_row() -> None:
    till = "journey/training/rules/purchase.py"
    buying = refused_in(till, "purchase_refusal", "_person_refusal", "_run_refusal", "cancel_refusal")
    assert buying | {"balance_too_small"} == set(SHOPPING)
    assert refused_in(till, "redeem_refusal", "_ended_code") == set(REDEEMING)
    codes = refused_in("foundation/people/services/core.py", "ask_code", "_allow_sms", "_require_calm", "check_code")
    assert codes | refused_in("foundation/messages/services.py", "spend") == set(SMS_CODES)


@pytest.mark.parametrize(("title", "key"), ROWS)
def test_each_row_is_plain_and_whole_in_both_languages(title: str, key: str) -> None:
    row = TABLE[title][key]
    for text in (row.says, row.then, row.until):
        assert text.endswith((".", "?"))
        assert all(len(sentence.split()) <= MOST_WORDS for sentence in re.split(r"(?<=[.?])\s+", text)), text
        with override("en"):
            assert gettext(text) != text


@pytest.mark.django_db
def test_the_page_shows_every_row() -> None:
    shown = Client().get("/bantuan/arti/")
    assert shown.status_code == 200
    assert shown.content.decode().count("<dt>") == len(ROWS)
