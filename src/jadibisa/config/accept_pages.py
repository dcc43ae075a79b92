"""Pages of the thin accept path: rendered once through Django's own templates and headers, then kept as bytes."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.translation import override

from jadibisa.foundation.plumbing import chance
from jadibisa.foundation.plumbing.pages import page, sentence
from jadibisa.kernel.actors import PUBLIC
from jadibisa.kernel.refusals import Refusal

Headers = list[tuple[bytes, bytes]]
PATH = "/daftar/kirim/"
WAIT_PATH = "/daftar/kirim/tunggu/"
TICKET = "0tiket0"  # stands in the kept page where each reader's own ticket goes


class _Here(HttpRequest):
    """A request for nothing but rendering."""

    def __init__(self, language: str) -> None:
        """As if somebody at the programme's own address asked."""
        super().__init__()
        host = settings.ALLOWED_HOSTS[0].lstrip(".") or "localhost"
        scheme = dict([settings.SECURE_PROXY_SSL_HEADER]) if settings.PRODUCTION else {}
        self.META = {"HTTP_HOST": host, "SERVER_NAME": host, "SERVER_PORT": "443", **scheme}
        self.path = self.path_info = PATH
        self.method = "GET"
        self.actor = PUBLIC
        self.LANGUAGE_CODE = language


def _through(view: Callable[[HttpRequest], HttpResponse], language: str) -> tuple[Headers, bytes, bytes]:
    """The headers and body that a view has behind the same middleware as every page, and the nonce in them."""
    request = _Here(language)

    def answer(asked: HttpRequest) -> HttpResponse:
        with override(language):
            return view(asked)

    chain = SecurityMiddleware(cast("Any", CSPMiddleware(cast("Any", XFrameOptionsMiddleware(cast("Any", answer))))))
    found = cast("HttpResponse", chain(request))
    headers = [(name.lower().encode(), value.encode()) for name, value in found.items()]
    headers += [(b"cache-control", b"no-store"), (b"vary", b"Cookie"), (b"content-language", language.encode())]
    nonce = str(getattr(request, "csp_nonce", "") or "").encode()
    return headers, found.content, nonce


@lru_cache(maxsize=256)
def _kept(words: str, status: int, language: str, *, waiting: bool) -> tuple[Headers, bytes, bytes]:
    wait = f"{WAIT_PATH}?tiket={TICKET}" if waiting else ""
    shown = {"sentence": words, "wait": wait}
    return _through(lambda asked: page(asked, "registration/accept.html", shown, status=status), language)


@lru_cache(maxsize=4)
def bare(language: str) -> Headers:
    """The headers of an answer without a body."""
    headers, _body, _nonce = _through(lambda _asked: HttpResponse(), language)
    return [(name, value) for name, value in headers if name != b"content-type"]


def refusal_page(refusal: Refusal, language: str, ticket: str = "") -> tuple[Headers, bytes]:
    """What a refusal looks like.

    Args:
        refusal: what is said.
        language: the reader's.
        ticket: of who waits; the page asks again by itself then.
    """
    with override(language):
        words = sentence(refusal)
    headers, body, nonce = _kept(words, refusal.status, language, waiting=bool(ticket))
    body = body.replace(TICKET.encode(), ticket.encode())
    if nonce:
        fresh = chance.token().encode()
        body = body.replace(nonce, fresh)
        headers = [(name, value.replace(nonce, fresh)) for name, value in headers]
    return headers, body


__all__ = ["PATH", "WAIT_PATH", "bare", "refusal_page"]
