"""Money: integers in sen, nothing lost, floats refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.kernel import money
from jadibisa.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("amount", "text"),
    [(350_000_000, "Rp3.500.000"), (0, "Rp0"), (49, "Rp0"), (50, "Rp1"), (-60_000_000, "-Rp600.000")],
)
def test_as_people_write_it(amount: int, text: str) -> None:
    """No space, no decimals."""
    assert money.rupiah_text(amount) == text


@given(st.integers(0, 10**13))
def test_what_is_shown_can_be_typed_again(rupiah: int) -> None:
    """Shown and read back."""
    assert money.parse_rupiah(money.rupiah_text(money.sen(rupiah))) == money.sen(rupiah)


@pytest.mark.parametrize("typed", ["", "12,50", "1.5", "Rp", "-5", "1e6", "12.34.567", "９", "9" * 16])
def test_what_is_no_amount(typed: str) -> None:
    """One sentence with an example."""
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "amount_unreadable"):
        money.parse_rupiah(typed)


@pytest.mark.parametrize("value", [1.0, True, "5", None])
def test_only_an_int_is_money(value: Any) -> None:
    """Neither floats nor booleans."""
    with pytest.raises(TypeError):
        money.sen(value)


@given(st.integers(0, 10**15), st.integers(0, 100))
def test_shares_lose_nothing(amount: int, percent: int) -> None:
    """A share and the rest make the whole; the share is the largest that does not exceed its part."""
    part = money.share(amount, numerator=percent, denominator=100)
    assert 0 <= amount * percent - part * 100 < 100
    assert part + (amount - part) == amount
