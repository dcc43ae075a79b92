"""A time-stamping authority (RFC 3161) over HTTP, and the check of what it gives; without one draws go unstamped."""

import logging
from datetime import datetime
from pathlib import Path

import httpx
from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

PATIENCE_SECONDS = 10.0
MOST_BYTES = 100_000
log = logging.getLogger(__name__)


class StampDownError(Exception):
    """The authority gives no stamp now."""


class WrongStampError(Exception):
    """This is no stamp of the trusted authority over this content."""


def roots() -> list[Certificate]:
    """The certificates that stamps must lead to; none where no authority is trusted.

    Raises:
        ImproperlyConfigured: when an address is named without certificates, or their file cannot be read.
    """
    if not settings.TIMESTAMP_ROOT_FILE:
        if settings.TIMESTAMP_URL:
            raise ImproperlyConfigured("JADIBISA_TIMESTAMP_URL needs JADIBISA_TIMESTAMP_ROOT_FILE")
        return []
    try:
        return load_pem_x509_certificates(Path(settings.TIMESTAMP_ROOT_FILE).read_bytes())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"JADIBISA_TIMESTAMP_ROOT_FILE: {error}") from None


def check_stamp(stamp: bytes, content: bytes, trusted: list[Certificate], *, nonce: int | None = None) -> datetime:
    """When a content was stamped.

    Args:
        stamp: a whole RFC 3161 response, as it stands in a `.tsr` file.
        content: what must have been stamped.
        trusted: the certificates it must lead to.
        nonce: what the response must repeat where we asked ourselves.

    Raises:
        WrongStampError: for another content, another authority, a refusal or no stamp at all.
    """
    try:
        answer = decode_timestamp_response(stamp)
        builder = VerifierBuilder(roots=trusted, nonce=nonce)
        builder.build().verify_message(answer, content)
    except (VerificationError, ValueError) as error:
        raise WrongStampError(str(error)) from None
    return answer.tst_info.gen_time


class TimeStamper:
    """One authority."""

    def __init__(self, url: str, trusted: list[Certificate], *, client: httpx.Client | None = None) -> None:
        """Keep the address; a test brings its own client."""
        self._url, self._trusted, self._client = url, trusted, client

    def stamp(self, content: bytes) -> bytes:
        """A checked stamp.

        Raises:
            StampDownError: when there is no answer.
            WrongStampError: when the answer is not what was asked for.
        """
        request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
        client = self._client or httpx.Client(timeout=PATIENCE_SECONDS)
        try:
            answer = client.post(
                self._url, content=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
            )
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("the time-stamping authority does not answer: %s", type(error).__name__)
            raise StampDownError from None
        finally:
            if self._client is None:
                client.close()
        check_stamp(answer.content[:MOST_BYTES], content, self._trusted, nonce=request.nonce)
        return answer.content


def stamper() -> TimeStamper | None:
    """The authority that the settings name; None where none is."""
    return TimeStamper(settings.TIMESTAMP_URL, roots()) if settings.TIMESTAMP_URL else None
