"""The beacon over HTTP: drand's own protocol, several servers asked one after the other until one answers well."""

import logging
from collections.abc import Sequence

import httpx

from jadibisa.journey.selection.rules.beacon import check_pulse, read_pulse
from jadibisa.journey.selection.types import Chain, Pulse
from jadibisa.kernel.refusals import Refusal

PATIENCE_SECONDS = 5.0
MOST_BYTES = 10_000
log = logging.getLogger(__name__)


class BeaconDownError(Exception):
    """No server tells the round now."""


class HttpBeacon:
    """Servers that speak drand's HTTP API; the public ones and `stand_ins/beacon` do."""

    def __init__(self, urls: Sequence[str], *, client: httpx.Client | None = None) -> None:
        """Keep the addresses; a test brings its own client."""
        self._urls = [url.rstrip("/") for url in urls]
        self._client = client

    def fetch(self, chain: Chain, number: int) -> Pulse:
        """The first answer that is the round and carries the chain's signature.

        Raises:
            BeaconDownError: when no server answers.
            Refusal: of the last wrong answer, when no server answers well.
        """
        wrong: Refusal | None = None
        for url in self._urls:
            try:
                pulse = self._ask(url, chain, number)
                check_pulse(chain, pulse, number)
            except BeaconDownError:
                continue
            except Refusal as refusal:
                log.warning("%s tells a wrong round: %s", url, refusal.code)
                wrong = refusal
                continue
            return pulse
        raise wrong or BeaconDownError

    def _ask(self, url: str, chain: Chain, number: int) -> Pulse:
        client = self._client or httpx.Client(timeout=PATIENCE_SECONDS)
        try:
            answer = client.get(f"{url}/{chain.hash}/public/{number}")
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("the beacon at %s does not answer: %s", url, type(error).__name__)
            raise BeaconDownError from None
        finally:
            if self._client is None:
                client.close()
        return read_pulse(answer.text[:MOST_BYTES], number)
