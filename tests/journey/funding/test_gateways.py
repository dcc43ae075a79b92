"""Which bank the settings name."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from jadibisa.journey.funding.gateways import bank
from jadibisa.journey.funding.gateways.rehearsal import RehearsalBank


@override_settings(BANK_URL="", DEMONSTRATION=True)
def test_the_demonstration_plays_a_bank() -> None:
    assert isinstance(bank(), RehearsalBank)


@override_settings(BANK_URL="", DEMONSTRATION=False)
def test_production_never_pays_into_nothing() -> None:
    """Without a bank nothing is sent, and nothing is said to be paid."""
    with pytest.raises(ImproperlyConfigured):
        bank()
