"""The small draw on the page for citizens is what the rule gives, and what anybody gets who computes it by hand."""

import hashlib
import re

import pytest
from django.test import Client

from jadibisa.journey.selection.rules.miniature import DICE, PEOPLE, SEATS, SEED_FILE, miniature
from jadibisa.kernel.ids import CROCKFORD


def test_the_example_is_computed_again_by_hand() -> None:
    seed = hashlib.sha256(f"contoh/1\ndice={DICE}\n".encode()).hexdigest()
    ranked = sorted(
        (hashlib.sha256(f"{seed},{ticket}".encode()).hexdigest(), name, woman) for name, ticket, woman in PEOPLE
    )
    small = miniature()
    assert small.seed == seed
    assert [(one.number, one.name, one.woman) for one in small.players] == ranked
    assert {one.name for one in small.players if one.wins} == {name for _number, name, _woman in ranked[:SEATS]}
    men = [name for _number, name, woman in ranked if not woman]
    women = [name for _number, name, woman in ranked if woman]
    assert {one.name for one in small.players if one.wins_guarded} == {*women[:2], *men[:2]}
    assert sum(one.woman for one in small.players if one.wins) == 1, "the text says: only one woman"
    assert (small.limit.name, small.next.name, small.out.name, small.into.name) == ("Budi", "Gita", "Budi", "Gita")


def test_the_people_of_the_example_are_a_fair_roll() -> None:
    tickets = [ticket for _name, ticket, _woman in PEOPLE]
    assert len(PEOPLE) == len(set(tickets)) == 12
    assert all(len(ticket) == 16 and set(ticket) <= set(CROCKFORD) for ticket in tickets)
    assert len(DICE) == 20


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_of_the_page_is_the_rules(language: str) -> None:
    text = Client(headers={"accept-language": language}).get("/undian/cara/").content.decode()
    small = miniature()
    shown = re.findall(r'<td class="code nb">([0-9a-f]{8})…</td>', text)
    assert shown == [one.number[:8] for one in small.players]
    assert small.seed in text
    assert small.players[0].number in text
    assert SEED_FILE.replace("\n", "\\n") in text
    assert text.count('role="img"') == 2
