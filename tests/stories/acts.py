"""What people do on pages, in words of the story."""

import re

from playwright.sync_api import Page

from tests.stories.world import code_of


def answer(page: Page, **fields: str) -> None:
    """Answer the question on the page and continue."""
    for name, value in fields.items():
        found = page.locator(f'[name="{name}"]')
        kind = found.first.get_attribute("type") or found.first.evaluate("element => element.tagName")
        if kind == "checkbox" and found.count() == 1:
            found.check()
        elif kind in {"radio", "checkbox"}:
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)
    press(page)


def press(page: Page, words: str = "") -> None:
    """Press the button with these words, or the main one."""
    main = page.locator("main")
    (main.get_by_role("button", name=words) if words else main.locator("button.btn")).first.click()


def sign_in(page: Page, reference: str, born: tuple[str, str, str], phone: str) -> None:
    """Come in with reference, birth date and the code of the SMS."""
    page.goto("/masuk/")
    answer(page, reference=reference, birth_date_day=born[0], birth_date_month=born[1], birth_date_year=born[2])
    answer(page, code=code_of(phone))


def reference_on(page: Page) -> str:
    """The registration number that stands on a page."""
    found = re.search(r"JB-\d\d-\d{4}-\d{4}", page.content())
    assert found
    return found[0]
