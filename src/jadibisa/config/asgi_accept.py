"""The thin accept path for the opening minute: takes checked answers at /daftar/kirim/, beside the Django door.

It calls the same bulk command as the check page does. What it acknowledges is committed; everybody else gets an honest
answer. Behind a proxy it has this path only; `granian --interface asgi jadibisa.config.asgi:application`.
"""

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from django.conf import settings

from jadibisa.config.accept_pages import PATH, WAIT_PATH, Headers, bare, refusal_page
from jadibisa.config.middleware import forwarded_address
from jadibisa.foundation.plumbing import clock, crypto
from jadibisa.foundation.plumbing.allowance import Allowance
from jadibisa.foundation.plumbing.gathering import RETRY_SECONDS, Gathering, too_busy
from jadibisa.journey.registration import services
from jadibisa.journey.registration.types import DraftToSend, Receipt, turned_away
from jadibisa.kernel.actors import PUBLIC
from jadibisa.kernel.refusals import Refusal

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
MOST_BYTES = 16_384
BODY_SECONDS = 60
FORM = "application/x-www-form-urlencoded"
DONE, CHECK = "/daftar/selesai/", "/daftar/periksa/"
Arrived = tuple[float, DraftToSend]
log = logging.getLogger(__name__)


def send_arrived(rows: Sequence[Arrived]) -> list[Receipt | Refusal]:
    """The bulk command for what arrived a moment ago; each counts from when it reached us, not from its turn."""
    at, now = clock.now(), time.monotonic()
    sent = [
        replace(row, application=replace(row.application, received_at=at - timedelta(seconds=max(0.0, now - since))))
        for since, row in rows
    ]
    return services.send_drafts(sent, by=PUBLIC, at=at)


def _as_asked(scope: Scope) -> str:
    """Path and query of a request, fit for a Location: what the server decoded is encoded again."""
    query = quote(scope.get("query_string", b"").decode("latin-1"), safe="=&%+-._~")
    return quote(scope["path"], safe="/-._~") + (f"?{query}" if query else "")


class Accept:
    """The ASGI application.

    Args:
        waiting: so many may wait for their turn; who comes then sees the waiting page.
    """

    def __init__(self, *, waiting: int = 4096) -> None:
        """Nobody was here yet."""
        self.gathering: Gathering[Arrived, Receipt | Refusal] = Gathering(
            send_arrived, order=lambda row: row[1].draft_id, waiting=waiting
        )
        # A village, or all customers of an operator, may stand behind one address: only what is not ours is counted hard.
        self._strangers = Allowance(at_once=60, a_second=1)
        self._addresses = Allowance(at_once=5000, a_second=500)
        self._drafts = Allowance(at_once=10, a_second=0.2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        language = _language(headers)
        try:
            status, more, body = await self._answer(scope, headers, receive, language)
        except Refusal as refusal:
            status = refusal.status
            more, body = refusal_page(refusal, language, _ticket() if refusal.code == "too_busy" else "")
            if "retry_after" in refusal.values:
                more = [*more, (b"retry-after", str(refusal.values["retry_after"]).encode())]
            if refusal.code == "post_only":
                more = [*more, (b"allow", b"POST")]
        await send({"type": "http.response.start", "status": status, "headers": _sized(more, body)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await asyncio.get_running_loop().run_in_executor(None, self.gathering.end)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, language: str
    ) -> tuple[int, Headers, bytes]:
        path, method = scope["path"], scope["method"]
        if path == WAIT_PATH and method in {"GET", "HEAD"}:
            return self._wait(scope, language)
        if path != PATH:
            if settings.SITE_URL and method in {"GET", "HEAD"}:
                return _go(302, settings.SITE_URL + _as_asked(scope), language)
            raise turned_away("no_such_page")
        if method != "POST":
            raise turned_away("post_only")
        origin = _require_origin(headers)
        address = forwarded_address(
            (scope.get("client") or ("",))[0], headers.get("x-forwarded-for", ""), settings.TRUSTED_PROXIES
        )
        now = time.monotonic()
        if not self._strangers.allows(address, now) or not self._addresses.take(address, now):
            raise turned_away("too_many")
        try:
            row = await self._read(headers, receive)
        except Refusal:
            self._strangers.take(address, now)
            raise
        if not self._drafts.take(str(row.draft_id), now):
            raise turned_away("too_many")
        told = await self._send(row)
        if isinstance(told, Refusal):
            raise told
        return _go(303, (settings.SITE_URL or origin) + DONE, language)

    async def _send(self, row: DraftToSend) -> Receipt | Refusal:
        try:
            return await self.gathering.ask((time.monotonic(), row))
        except Refusal:
            raise
        except Exception:
            log.exception("an application could not be taken; its sender is asked to send it again")
            raise turned_away("not_kept") from None

    async def _read(self, headers: Mapping[str, str], receive: Receive) -> DraftToSend:
        if headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            raise turned_away("wrong_type")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or len(length) > 9 or int(length) > MOST_BYTES:  # noqa: PLR2004 - digits
            raise turned_away("too_long")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive)
            fields = parse_qs(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=2)
        except TimeoutError:
            raise turned_away("too_slow") from None
        except ValueError:
            fields = {}
        if set(fields) != {"isi"} or len(fields["isi"]) != 1:
            raise turned_away("unknown_fields")
        return services.open_handed(fields["isi"][0])

    def _wait(self, scope: Scope, language: str) -> tuple[int, Headers, bytes]:
        """Who holds a ticket goes back to the check page as soon as there is room."""
        held = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("tiket", [""])[0]
        ticket = held if _is_ours(held) else _ticket()
        if self.gathering.has_room:
            return _go(303, settings.SITE_URL + CHECK, language)
        refusal = too_busy()
        more, body = refusal_page(refusal, language, ticket)
        return refusal.status, [*more, (b"retry-after", str(RETRY_SECONDS).encode())], body


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TimeoutError
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            raise turned_away("too_long")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _require_origin(headers: Mapping[str, str]) -> str:
    """The origin of the page that sends, which must be the programme's own."""
    origin = headers.get("origin", "")
    told = urlsplit(origin)
    if settings.PRODUCTION:
        ours = origin in settings.CSRF_TRUSTED_ORIGINS
    else:
        ours = told.scheme in {"http", "https"} and told.hostname in settings.ALLOWED_HOSTS
    if not ours:
        raise turned_away("foreign_page")
    return origin


def _language(headers: Mapping[str, str]) -> str:
    try:
        chosen = SimpleCookie(headers.get("cookie", "")).get(settings.LANGUAGE_COOKIE_NAME)
    except CookieError:
        chosen = None
    return chosen.value if chosen and chosen.value in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _ticket() -> str:
    """A signed note of when somebody began to wait; nothing is kept of it here."""
    since = str(int(time.time()))
    return f"{since}.{_signature(since)}"


def _signature(since: str) -> str:
    return hmac.new(crypto.derive("registration/waiting"), since.encode(), sha256).hexdigest()[:32]


def _is_ours(ticket: str) -> bool:
    since, _dot, signature = ticket.partition(".")
    return ticket.isascii() and hmac.compare_digest(signature, _signature(since))


def _go(status: int, address: str, language: str) -> tuple[int, Headers, bytes]:
    return status, [*bare(language), (b"location", address.encode())], b""


def _sized(headers: Headers, body: bytes) -> Headers:
    return [*(pair for pair in headers if pair[0] != b"content-length"), (b"content-length", str(len(body)).encode())]
