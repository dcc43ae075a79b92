"""Payout accounts: the person's own, checked at once, one person each, sealed, and told in words when they do not fit."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from jadibisa.foundation.plumbing import clock
from jadibisa.journey.funding import queries, services
from jadibisa.journey.funding.models import PayoutAccount
from jadibisa.journey.funding.rules.accounts import (
    COOLING,
    mask,
    names_agree,
    parse_number,
    plain_name,
    refusal_of,
    unfit,
)
from jadibisa.journey.funding.types import CAUSES, AccountAnswer, Cause, Channel
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from tests.journey.funding import world


@pytest.mark.parametrize(
    ("card", "bank"),
    [
        ("Ayu Lestari", "AYU LESTARI"),
        ("Ayu Lestari", "IBU AYU LESTARI, S.PD."),
        ("Siti Nur'aini", "SITI NURAINI"),
        ("Nurul Hidayah Ramadhani", "NURUL HIDAYAH R"),
        ("Muhammad Rizki Pratama", "MUHAMMAD R PRATAMA"),
        ("Sukarno", "SUKARNO"),
        ("H. Abdul Karim", "ABDUL KARIM"),
        ("José Ramos", "JOSE RAMOS"),
        ("Dewi Anggraini Putri", "DEWI ANGGRAINI P"),
    ],
)
def test_names_that_agree(card: str, bank: str) -> None:
    assert names_agree(card, bank)


@pytest.mark.parametrize(
    ("card", "bank"),
    [
        ("Ayu Lestari", "BUDI SANTOSO"),
        ("Ayu Lestari", "AYU"),
        ("Ayu Lestari", ""),
        ("", "AYU"),
        ("Ayu Lestari", "A LESTARI"),
        ("Ayu", "AYU LESTARI"),
    ],
)
def test_names_that_do_not(card: str, bank: str) -> None:
    assert not names_agree(card, bank)


@given(st.text(min_size=1, max_size=60))
def test_a_name_agrees_with_itself(name: str) -> None:
    """Whatever is in it, if there is any letter at all."""
    assert (
        names_agree(name, name.upper())
        or not plain_name(name)
        or not plain_name(name.upper())
        or len(name) != len(name.upper())
    )


@pytest.mark.parametrize(
    ("answer", "channel", "own", "cause"),
    [
        (AccountAnswer(name="AYU LESTARI"), Channel.BANK, False, None),
        (AccountAnswer(name="AYU LESTARI"), Channel.WALLET, True, None),
        (AccountAnswer(name="AYU LESTARI"), Channel.WALLET, False, Cause.PHONE_DIFFERS),
        (AccountAnswer(name="AYU LESTARI", phone_matches=False), Channel.WALLET, True, Cause.PHONE_DIFFERS),
        (AccountAnswer(Cause.ACCOUNT_CLOSED), Channel.BANK, False, Cause.ACCOUNT_CLOSED),
        (AccountAnswer(name="AYU LESTARI", upgraded=False), Channel.WALLET, True, Cause.WALLET_NOT_UPGRADED),
        (AccountAnswer(name="AYU LESTARI", nik_matches=False), Channel.BANK, False, Cause.NIK_DIFFERS),
        (AccountAnswer(name="BUDI"), Channel.BANK, False, Cause.NAME_DIFFERS),
    ],
)
def test_why_an_account_does_not_fit(answer: AccountAnswer, channel: Channel, own: bool, cause: Cause | None) -> None:  # noqa: FBT001
    assert unfit(answer, name="Ayu Lestari", channel=channel, own_phone=own) is cause


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_words_and_other_ways(cause: Cause) -> None:
    """What is wrong, what to do, which other ways there are."""
    text = str(refusal_of(cause))
    assert str(CAUSES[cause].says) in text
    assert "kantor pos" in text


@pytest.mark.parametrize(
    ("channel", "institution", "typed", "code"),
    [
        (Channel.BANK, "bri", "12345", "account_number_unreadable"),
        (Channel.BANK, "bri", "12a4567", "account_number_unreadable"),
        (Channel.BANK, "bri", "1" * 21, "account_number_unreadable"),
        (Channel.BANK, "dana", "1234567", "institution_unknown"),
        (Channel.BANK, "xyz", "1234567", "institution_unknown"),
        (Channel.WALLET, "dana", "+1 555 1234", "phone_abroad"),
    ],
)
def test_numbers_that_cannot_be(channel: Channel, institution: str, typed: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_number(channel, institution, typed)
    assert caught.value.code == code


def test_numbers_in_any_writing() -> None:
    assert parse_number(Channel.BANK, "bri", "123-000.44 17") == "1230004417"
    assert parse_number(Channel.WALLET, "dana", "+62 812 3456 0147") == "081234560147"
    assert mask("1230004417") == "•••• 4417"


def refused(application_id: object, channel: Channel, bank: str, number: str, holder: str = "Ayu Lestari") -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as caught:
        services.link_account(application_id, channel, bank, number, holder, by=SYSTEM, at=clock.now())  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.django_db
def test_what_the_bank_says_is_told_at_once() -> None:
    """The rehearsed numbers of the in-process bank, each with its own sentence."""
    (ayu,) = world.winners(1)
    found = [refused(ayu, Channel.BANK, "bri", f"123000999{last}") for last in "12456"]
    assert found == [
        "account_dormant",
        "account_closed",
        "account_name_differs",
        "account_nik_differs",
        "account_missing",
    ]
    assert refused(ayu, Channel.BANK, "bri", "1230004417", "Budi Santoso") == "account_name_differs"
    assert refused(ayu, Channel.BANK, "bri", "1230004417", "  ") == "holder_missing"
    assert refused(ayu, Channel.WALLET, "dana", "081299990000") == "account_phone_differs"
    services.link_account(ayu, Channel.WALLET, "dana", world.phone(0), "Ayu Lestari", by=SYSTEM, at=clock.now())
    linked = queries.account(ayu)
    assert linked is not None
    assert (linked.institution_name, linked.usable_from) == ("DANA", clock.now())


@pytest.mark.django_db
def test_one_account_one_person() -> None:
    """Also twice in one call; the first keeps it."""
    ayu, budi = world.winners(2)
    world.link(ayu)
    assert refused(budi, Channel.BANK, "bri", "1230004417") == "account_taken"
    rows = [row._replace(number="5550001111") for row in world.links([ayu, budi])]
    answers = services.link_accounts(rows, by=SYSTEM, at=clock.now())
    assert [answer and answer.code for answer in answers] == [None, "account_taken"]
    world.link(budi)


@pytest.mark.django_db
def test_a_change_cools_down_and_the_same_again_changes_nothing() -> None:
    """Two days after a change; linking what is linked is no change."""
    (ayu,) = world.winners(1)
    world.link(ayu)
    world.link(ayu)
    assert PayoutAccount.objects.count() == 1
    world.link(ayu, "5550001111", "bca")
    linked = queries.account(ayu)
    assert linked is not None
    assert linked.usable_from == clock.now() + COOLING
    assert PayoutAccount.objects.count() == 2
    assert queries.rows_without_fact() == 0


@pytest.mark.django_db
def test_who_has_no_balance_links_nothing() -> None:
    (budi,) = world.applicants(1)
    assert refused(budi, Channel.BANK, "bri", "1230004417") == "not_a_recipient"


@pytest.mark.django_db
def test_after_the_last_day_nobody_links_for_the_first_time_but_whoever_did_may_change() -> None:
    """R-34: the day itself still counts, in WIB."""
    ayu, budi = world.winners(2)
    until = queries.link_until(ayu)
    assert until is not None
    clock.stand_at(until - timedelta(seconds=1))
    world.link(ayu)
    clock.stand_at(until)
    assert refused(budi, Channel.BANK, "bri", "5550001111") == "link_too_late"
    world.link(ayu, "5550002222", "bca")


@pytest.mark.django_db
def test_no_plain_number_or_name_in_the_tables() -> None:
    """Sealed under the person's key; the fact says neither."""
    (ayu,) = world.winners(1)
    world.link(ayu)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM funding_payoutaccount a UNION ALL SELECT f::text FROM facts_fact f")
        text = "\n".join(row[0] for row in cursor.fetchall())
    for secret in ("1230004417", "AYU LESTARI", "Ayu Lestari"):
        assert secret not in text
        assert secret.encode().hex() not in text
