"""Which beacon the settings name: drand over HTTP, or the one of the demonstration."""

import json
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jadibisa.journey.selection.gateways.drand import HttpBeacon
from jadibisa.journey.selection.rules.beacon import QUICKNET, read_chain
from jadibisa.journey.selection.types import Chain, Pulse
from jadibisa.kernel.refusals import Refusal


class Beacon(Protocol):
    """Whoever tells the rounds of a chain; what it tells is checked by whoever asks."""

    def fetch(self, chain: Chain, number: int) -> Pulse:
        """One round.

        Raises:
            BeaconDownError: when it cannot be had now.
        """


def chain() -> Chain:
    """The chain that new draws announce: the one of the settings, else the demonstration's own, else drand quicknet.

    Raises:
        ImproperlyConfigured: when the file of the settings is no chain, or only plays one outside the demonstration.
    """
    if not settings.BEACON_CHAIN_FILE:
        return _rehearsed() if settings.DEMONSTRATION else QUICKNET
    try:
        found = read_chain(json.loads(Path(settings.BEACON_CHAIN_FILE).read_text(encoding="ascii")))
    except (OSError, ValueError, Refusal) as error:
        raise ImproperlyConfigured(f"JADIBISA_BEACON_CHAIN_FILE: {error}") from None
    if found.is_rehearsed and not settings.DEMONSTRATION:
        raise ImproperlyConfigured("JADIBISA_BEACON_CHAIN_FILE: anybody can compute this chain")
    return found


def beacon() -> Beacon:
    """The beacon that the settings name; the one that only plays a beacon exists in the demonstration alone."""
    if settings.DEMONSTRATION and not settings.BEACON_URLS:
        from jadibisa.journey.selection.gateways.rehearsal import RehearsalBeacon  # noqa: PLC0415 - as below

        return RehearsalBeacon()
    return HttpBeacon(settings.BEACON_URLS)


def _rehearsed() -> Chain:
    from jadibisa.journey.selection.gateways.rehearsal import (  # noqa: PLC0415 - production never loads what signs
        rehearsed_chain,
    )

    return rehearsed_chain()
