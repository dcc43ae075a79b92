"""The identity registry behind a Protocol: over HTTP, or inside the process for demonstrations and tests."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jadibisa.journey.verification.types import Answer, Enquiry, RegistryDown, answer_from

MOST_ENQUIRIES = 500
PATIENCE_SECONDS = 10.0
FEMALE_DAYS = 40
log = logging.getLogger(__name__)


class IdentityRegistry(Protocol):
    """Whoever knows persons by NIK."""

    def ask(self, enquiries: Sequence[Enquiry]) -> Sequence[Answer | None]:
        """Answer each enquiry, in order; None where the answer cannot be read.

        Raises:
            RegistryDown: when it cannot answer now.
        """


class HttpRegistry:
    """The registry over HTTP (protocol: stand_ins/identity_registry/README.md)."""

    def __init__(self, url: str, *, client: httpx.Client | None = None) -> None:
        """Keep the address; a test brings its own client."""
        self._url = url.rstrip("/")
        self._client = client

    def ask(self, enquiries: Sequence[Enquiry]) -> list[Answer | None]:
        """Ask in one call; one answer that cannot be read holds up nobody else."""
        body = {"enquiries": [_enquiry(enquiry) for enquiry in enquiries]}
        client = self._client or httpx.Client(timeout=PATIENCE_SECONDS)
        try:
            reply = client.post(f"{self._url}/v1/check", json=body)
            reply.raise_for_status()
            answers = [_readable(raw) for raw in reply.json()["answers"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("the identity registry does not answer: %s", type(error).__name__)
            raise RegistryDown from None
        finally:
            if self._client is None:
                client.close()
        if len(answers) != len(enquiries):
            raise RegistryDown
        return answers


def _readable(raw: object) -> Answer | None:
    try:
        return answer_from(raw)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("an answer of the identity registry cannot be read: %s", type(error).__name__)
        return None


def _enquiry(enquiry: Enquiry) -> Mapping[str, Any]:
    return {
        "nik": enquiry.nik,
        "kk": enquiry.kk,
        "name": enquiry.name,
        "birth_date": enquiry.birth_date.isoformat(),
        "regency": enquiry.regency,
    }


class MirrorRegistry:
    """A registry inside the process: it knows the persons it is given, and mirrors everybody else.

    In a demonstration without the stand-in server every visitor is whom she says she is.
    """

    def __init__(self, known: Mapping[str, Answer] | None = None, *, down: bool = False) -> None:
        """Keep what it knows by NIK, and whether it is down."""
        self.known = dict(known or {})
        self.down = down

    def ask(self, enquiries: Sequence[Enquiry]) -> list[Answer]:
        """Answer from what it knows."""
        if self.down:
            raise RegistryDown
        return [self.known.get(enquiry.nik) or _mirrored(enquiry) for enquiry in enquiries]


def _mirrored(enquiry: Enquiry) -> Answer:
    gender = "F" if int(enquiry.nik[6:8]) > FEMALE_DAYS else "M"
    return Answer(
        found=True,
        name=enquiry.name,
        birth_date=enquiry.birth_date,
        gender=gender,
        kk=enquiry.kk,
        province=enquiry.regency[:2],
        regency=enquiry.regency,
    )


def registry() -> IdentityRegistry:
    """The registry that the settings name.

    Raises:
        ImproperlyConfigured: outside a demonstration without one.
    """
    if settings.REGISTRY_URL:
        return HttpRegistry(settings.REGISTRY_URL)
    if settings.DEMONSTRATION:
        return MirrorRegistry()
    message = "name the identity registry in JADIBISA_REGISTRY_URL"
    raise ImproperlyConfigured(message)
