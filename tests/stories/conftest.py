"""A real browser in front of a live server that works as the application's role."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.stories.world import World, build

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 360, "height": 780}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
SECONDS = 10_000
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread; nothing here is asynchronous
expect.set_options(timeout=SECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all stories."""
    path = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def world(transactional_db: None) -> World:  # noqa: ARG001 - stories commit
    """A fresh small world."""
    return build()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Opener]:  # noqa: ARG001 - the world comes first
    """A page of somebody's own browser: the phone of a citizen, or the desktop of a member of the cast."""
    contexts: list[BrowserContext] = []

    def opened(slug: str = "") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="id-ID",
            viewport=DESKTOP if slug else PHONE,
            java_script_enabled=False,
        )
        context.set_default_timeout(SECONDS)
        contexts.append(context)
        page = context.new_page()
        if slug:
            page.goto("/demo/")
            page.locator(f'form:has(input[value="{slug}"]) button').click()
        return page

    yield opened
    for context in contexts:
        context.close()
