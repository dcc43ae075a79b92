"""What surrounds every page: style, language, ribbon, errors, and how heavy it is."""

import gzip
import re

import pytest
from django.test import Client

from jadibisa.portal.views.context import CITIZENS_MENU, DESK_MENU, sheet
from jadibisa.portal.views.desk import WHAT

FOURTEEN_KB = 14 * 1024


def test_start_page_with_its_style_is_light(stage: None) -> None:  # noqa: ARG001
    """At most 14 kB compressed, style included, nothing else to fetch before the first paint."""
    page = Client().get("/")
    assert page.status_code == 200
    assert len(gzip.compress(page.content)) <= FOURTEEN_KB
    assert 'rel="stylesheet"' not in page.text
    assert "<script" not in page.text


def test_the_style_is_sent_once(stage: None) -> None:  # noqa: ARG001
    """Whoever fetched the sheet gets pages that link it; a sheet of yesterday does not count."""
    client = Client()
    first = client.get("/")
    address = re.findall(r'rel="prefetch" href="([^"]+)"', first.text)[0]
    assert "immutable" in client.get(address)["Cache-Control"]
    second = client.get("/")
    assert f'rel="stylesheet" href="{address}"' in second.text
    assert "<style" not in second.text
    assert len(second.content) < len(first.content) / 2
    old = Client()
    old.get("/gaya/000000000000.css")
    assert "<style" in old.get("/").text


def test_style_needs_the_nonce_of_the_page(stage: None) -> None:  # noqa: ARG001
    """Inline style is allowed by a nonce only; there are no style attributes."""
    page = Client().get("/")
    nonce = re.findall(r'<style nonce="([^"]+)"', page.text)[0]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert " style=" not in page.text


def test_the_sheet_is_whole() -> None:
    """Taking out comments and line breaks leaves every brace paired."""
    text, version = sheet()
    assert text.count("{") == text.count("}")
    assert "/*" not in text
    assert len(version) == 12


def test_language_is_kept_and_comes_back_to_the_page(stage: None) -> None:  # noqa: ARG001
    """English on, Indonesian off, and never to another site."""
    client = Client()
    assert 'lang="id"' in client.get("/bantuan/").text
    answer = client.get("/bahasa/en/?ke=/bantuan/")
    assert answer["Location"] == "/bantuan/"
    assert '<html lang="en"' in client.get("/bantuan/").text
    assert client.get("/bahasa/id/?ke=//jahat.example/")["Location"] == "/"
    assert client.get("/bahasa/xx/").status_code == 404


@pytest.mark.parametrize("address", ["/tidak-ada/", "/saya/tidak-ada/"])
def test_a_page_that_is_not_there_says_so(db: None, address: str) -> None:  # noqa: ARG001
    """404 with a way on, in our frame."""
    page = Client().get(address)
    assert page.status_code == 404
    assert "Halaman ini tidak ada" in page.text


def test_every_page_says_that_it_is_a_demonstration(stage: None) -> None:  # noqa: ARG001
    """The ribbon stands on public pages and on error pages."""
    for address in ("/", "/bantuan/", "/masuk/", "/tidak-ada/", "/akun/login/"):
        assert "Mode demonstrasi: data tiruan" in Client().get(address).text


def test_every_link_of_every_menu_leads_somewhere(stage: None) -> None:  # noqa: ARG001
    """No menu promises a page that does not exist."""
    from django.urls import resolve

    for table in (CITIZENS_MENU, *DESK_MENU.values()):
        for address, _word in table:
            assert resolve(address).url_name


@pytest.mark.parametrize("address", ["/kursus/?q=%00", "/demo/kotak/?ke=%00", "/kursus/?%00=1", "/tidak%00ada/"])
def test_an_address_that_cannot_be_read_is_refused(stage: None, address: str) -> None:  # noqa: ARG001
    """A NUL is no text of ours: a page says so, nothing breaks."""
    assert Client().get(address).status_code == 400


def test_each_line_of_a_desk_says_what_happens_there() -> None:
    assert {url for menu in DESK_MENU.values() for url, _word in menu} <= set(WHAT)
