"""Who pays what: parts sum to the price, caps hold, the exempt owe nothing; codes carry their checksum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.plumbing.chance import uuid7
from jadibisa.journey.funding.rules import qris
from jadibisa.journey.funding.rules.shares import Law, Offered, own_share, portions, quote
from jadibisa.journey.funding.types import Part, PartKind
from jadibisa.kernel.money import sen
from jadibisa.kernel.own_shares import COURSE_KINDS, GROUPS, OwnShare
from jadibisa.kernel.refusals import Refusal

MONEY = st.integers(0, 10**13)
GROUP_SETS = st.sets(st.sampled_from(sorted(GROUPS)), max_size=4)
ROWS = st.lists(
    st.builds(
        OwnShare,
        st.sampled_from(sorted(GROUPS)),
        st.sampled_from(sorted(COURSE_KINDS)),
        st.integers(0, 100),
        MONEY,
        MONEY,
    ),
    max_size=5,
).map(tuple)
LAWS = st.builds(Law, MONEY, MONEY, ROWS, st.frozensets(st.sampled_from(sorted(GROUPS)), max_size=3))
OFFERS = st.lists(st.builds(Offered, st.uuids(), st.just("PT"), MONEY), max_size=5)
DEMONSTRATION = Law(
    sen(3_500_000),
    sen(25_000_000),
    (
        OwnShare("employed", "above_balance", 15, 0, sen(5_000_000)),
        OwnShare("any", "above_balance", 10, 0, sen(2_500_000)),
    ),
    frozenset({"poor", "D", "L"}),
)


@given(st.integers(1, 10**13), MONEY, GROUP_SETS, OFFERS, LAWS)
def test_parts_sum_to_the_price_and_nobody_pays_more_than_she_has(
    price: int, available: int, groups: set[str], offered: list[Offered], law: Law
) -> None:
    found = quote(price, available=available, groups=groups, offered=offered, law=law)
    assert sum(part.amount for part in found.parts) == price
    assert all(part.amount > 0 for part in found.parts)
    assert found.state <= available
    most = {one.pledge_id: one.most for one in offered}
    assert all(part.amount <= most[part.pledge_id] for part in found.parts if part.pledge_id)
    assert found.own >= found.minimum
    if found.own > found.minimum:  # she only pays more when balance and pledges are used up
        assert found.state == available
        assert sum(part.amount for part in found.parts if part.kind is PartKind.PAYER) == sum(most.values())


@given(st.integers(1, 10**13), GROUP_SETS, LAWS)
def test_caps_hold_and_the_exempt_owe_nothing(price: int, groups: set[str], law: Law) -> None:
    owed = own_share(price, groups, law)
    assert 0 <= owed <= price
    assert owed <= max([row.cap for row in law.rows], default=0)
    if law.exempt & groups or law.silent:
        assert owed == 0
    if not law.may_ask(price):
        assert owed == 0


@given(st.lists(MONEY, min_size=1, max_size=6), st.fractions(0, 1))
def test_portions_are_exact_and_never_more_than_was_held(amounts: list[int], part: object) -> None:
    total = int(sum(amounts) * part)  # type: ignore[operator]
    paid = portions(amounts, total)
    assert sum(paid) == total
    for one, amount in zip(paid, amounts, strict=True):
        assert 0 <= one <= amount
        assert abs(one * sum(amounts) - amount * total) < max(sum(amounts), 1)


def test_more_than_the_whole_has_no_portions() -> None:
    with pytest.raises(ValueError, match="whole"):
        portions([5], 6)


def test_the_certificate_of_twenty_five_million() -> None:
    employer = Offered(uuid7(), "PT Maju", sen(15_000_000))
    found = quote(
        sen(25_000_000), available=sen(3_500_000), groups={"seeking"}, offered=[employer], law=DEMONSTRATION
    )  # fmt: skip
    assert found.parts == (
        Part(PartKind.STATE, sen(3_500_000)),
        Part(PartKind.PAYER, sen(15_000_000), "PT Maju", employer.pledge_id),
        Part(PartKind.PERSON, sen(6_500_000)),
    )
    assert found.minimum == sen(2_500_000)
    rich = Offered(uuid7(), "PT Maju", sen(25_000_000))
    covered = quote(sen(25_000_000), available=sen(3_500_000), groups={"seeking"}, offered=[rich], law=DEMONSTRATION)
    assert covered.own == sen(2_500_000)
    exempt = quote(sen(25_000_000), available=sen(3_500_000), groups={"poor"}, offered=[rich], law=DEMONSTRATION)
    assert (exempt.own, exempt.exempt) == (0, True)
    cheap = quote(sen(650_000), available=sen(3_500_000), groups={"employed"}, offered=[rich], law=DEMONSTRATION)
    assert cheap.parts == (Part(PartKind.STATE, sen(650_000)),)
    assert not cheap.shared


@given(st.integers(1, 10**12), st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=25))
def test_a_code_is_read_as_it_was_written(amount: int, reference: str) -> None:
    text = qris.payload(merchant="ID1026000000001", name="JADIBISA", city="JAKARTA", amount=amount, reference=reference)
    fields = qris.read(text)
    assert fields["54"] == f"{amount // 100}.{amount % 100:02d}"
    assert (fields["53"], fields["58"], fields["01"]) == ("360", "ID", "12")
    assert fields["62"].endswith(reference)


def test_the_checksum_is_that_of_the_standard() -> None:
    assert qris.crc("123456789") == "29B1"  # the check value of CRC-16/CCITT-FALSE


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + "x", lambda t: t[:20] + "9" + t[21:], lambda _t: "", lambda t: t + "6304"]
)
def test_a_spoilt_code_is_refused(spoil: object) -> None:
    text = qris.payload(merchant="ID1", name="J", city="K", amount=100, reference="A")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "qris_unreadable"):
        qris.read(spoil(text))  # type: ignore[operator]


@pytest.mark.parametrize("body", ["000", "00X1A", "00991", "000110001A"])
def test_a_code_with_wrong_lengths_is_refused(body: str) -> None:
    text = body + qris.CHECKSUM_TAG
    with pytest.raises(Refusal):
        qris.read(text + qris.crc(text))


def test_a_field_that_is_too_long_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="field"):
        qris.payload(merchant="M" * 90, name="J", city="K", amount=100, reference="A")
