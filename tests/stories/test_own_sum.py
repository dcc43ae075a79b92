"""The browser's own SHA-256 on the applicant's page says what hashlib says, and the page works without it."""

import hashlib

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Entry
from tests.journey.selection import stage
from tests.journey.selection.stage import BATCH
from tests.journey.selection.test_additions import LATER


@pytest.mark.parametrize("script", [True, False])
def test_the_page_computes_the_number_itself(
    script: bool,  # noqa: FBT001 - with and without JavaScript
    browser: Browser,
    live_server: LiveServer,
    transactional_db: None,  # noqa: ARG001 - the server reads what is committed
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage.until_published(40, 20)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    ticket, seed = Entry.objects.order_by("place")[3].ticket, queries.known(BATCH).seed
    number = hashlib.sha256(f"{seed},{ticket}".encode()).hexdigest()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=script, viewport={"width": 360, "height": 780}
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"/undian/{BATCH}/?tiket={ticket}")
    place = page.locator("[data-sum]")
    expect(place).to_have_attribute("aria-live", "polite")
    expect(place).to_have_text(f"Peramban Anda menghitung angka yang sama: {number}" if script else "")
    assert page.get_by_text(number).first.is_visible(), "the sum stands on the page as text"
    if script:
        page.evaluate("document.querySelector('[data-sum]').dataset.number = '0'.repeat(64)")
        page.add_script_tag(url="/static/own_sum.js")
        expect(place).to_have_text(f"Peramban Anda menghitung angka lain! Laporkan ini: {number}")
    assert wrong == []
    context.close()
