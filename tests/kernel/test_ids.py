"""Identity numbers: what is read, what is refused, what is never shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.kernel import ids
from jadibisa.kernel.refusals import Refusal

CODES = st.text(alphabet=ids.CROCKFORD, min_size=1, max_size=15)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("327301010190000", "nik_wrong_length"),
        ("32730101019000000", "nik_wrong_length"),
        ("", "nik_wrong_length"),
        ("32730101O1900000", "nik_not_digits"),
        ("٣٢٧٣٠١٠١٠١٩٠٠٠٠٠", "nik_not_digits"),
        ("3273013102900000", "nik_impossible_date"),
        ("3273017102900000", "nik_impossible_date"),
        ("3273010013900000", "nik_impossible_date"),
    ],
)
def test_a_bad_nik_gets_its_own_sentence(typed: str, code: str) -> None:
    """15 digits, 17 digits, letters, foreign digits, 31 February also for women."""
    with pytest.raises(Refusal) as caught:
        ids.Nik.parse(typed)
    assert caught.value.code == code
    assert caught.value.field == "nik"
    assert typed not in str(caught.value) or not typed


def test_a_nik_may_be_typed_with_spaces_and_is_never_shown() -> None:
    """Spaces, dots and hyphens are fine; repr and str are masked."""
    nik = ids.Nik.parse("3273 0155 0190-0000")
    assert nik.digits == "3273015501900000"
    assert "0155" not in repr(nik)
    assert "0155" not in f"{nik}"
    assert nik.province == "32"
    assert nik.is_synthetic


def test_a_birth_date_that_disagrees_is_only_noticed() -> None:
    """A NIK keeps what was first registered."""
    assert ids.Nik.parse("3273015501900000").agrees_with(date(1990, 1, 15))
    assert not ids.Nik.parse("3273011501900000").agrees_with(date(1990, 1, 16))


@pytest.mark.parametrize(("typed", "code"), [("1" * 15, "kk_wrong_length"), ("1" * 15 + "x", "kk_not_digits")])
def test_a_bad_family_card(typed: str, code: str) -> None:
    """The same, for the KK."""
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == code):
        ids.Kk.parse(typed)


def test_a_family_card_is_never_shown() -> None:
    """Masked as well."""
    assert "123456781234" not in f"{ids.Kk.parse('9' * 4 + '12345678' + '0' * 4)!r}"


@pytest.mark.parametrize(
    "typed", ["0812 3456 0147", "+62 812-3456-0147", "62(812)34560147", "00628123456 0147", "+6208123456.0147"]
)
def test_any_writing_of_a_phone_number(typed: str) -> None:
    """One number, five ways."""
    assert ids.parse_phone(typed) == "+6281234560147"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("+60 12 345 6789", "phone_abroad"),
        ("0060123456789", "phone_abroad"),
        ("021 555 1234", "phone_unreadable"),
        ("0812", "phone_unreadable"),
        ("", "phone_unreadable"),
        ("08123456014x", "phone_unreadable"),
        ("1" * 40, "phone_unreadable"),
    ],
)
def test_a_phone_that_cannot_get_an_sms(typed: str, code: str) -> None:
    """Abroad, land line, too short, letters."""
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == code):
        ids.parse_phone(typed)


def test_masks() -> None:
    """Enough to recognise, not enough to use."""
    assert ids.mask_phone("+6281234560147") == "0812 •••• 0147"
    assert ids.mask_number("3204000011110000") == "3204 •••• •••• 0000"


@given(CODES)
def test_typed_codes_are_read_back(code: str) -> None:
    """Lower case, spaces, hyphens and the look-alikes O, I, L make no difference."""
    typed = ids.grouped(code).lower().replace("0", "o").replace("1", "l")
    assert ids.read_crockford(typed) == code


@given(CODES, st.data())
def test_one_wrong_letter_changes_the_check(code: str, data: st.DataObject) -> None:
    """Every single substitution is noticed."""
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([letter for letter in ids.CROCKFORD if letter != code[place]]))
    assert ids.check_letter(code[:place] + other + code[place + 1 :]) != ids.check_letter(code)


@given(st.integers(0, 32**8 - 1))
def test_crockford_counts(number: int) -> None:
    """A number and its letters are one to one."""
    text = ids.crockford(number, 8)
    assert len(text) == 8
    assert sum(32**place * ids.CROCKFORD.index(letter) for place, letter in enumerate(reversed(text))) == number
