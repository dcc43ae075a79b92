"""No number of a person gets into the record through a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.kernel.covering import covered


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NIK 3204541408980000 tidak cocok", "NIK ••••0000 tidak cocok"),
        ("3204 5414 0898 0000.", "••••0000."),
        ("3204.5414-0898.0000 dan 081234560147", "••••0000 dan ••••0147"),
        ("tanggal 24-11-2026, tiket 4417", "tanggal 24-11-2026, tiket 4417"),
    ],
)
def test_long_numbers_are_covered(text: str, shown: str) -> None:
    """Whatever stands between the digits; short numbers and dates stay."""
    assert covered(text) == shown


@given(st.text(), st.integers(10**15, 10**16 - 1), st.text())
def test_no_nik_stays(before: str, number: int, after: str) -> None:
    """In any surroundings that do not make it another number."""
    assert str(number) not in covered(f"{before} {number} {after}")
