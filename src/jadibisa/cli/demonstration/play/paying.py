"""People link accounts, incentives are paid by two people, wallets that fail get another way."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jadibisa.cli.demonstration.chance import Chance, chance, one_of, whole
from jadibisa.cli.demonstration.play.world import DAY, Batch, World
from jadibisa.cli.demonstration.population.people import Citizen
from jadibisa.journey.funding import queries
from jadibisa.journey.funding import services as funding
from jadibisa.journey.funding.models import Incentive
from jadibisa.journey.funding.types import Channel, IncentiveState, NewLink
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import Refusal
from jadibisa.oversight.inclusion.types import Truth

WALLETS, BANKS = ("dana", "gopay", "linkaja", "ovo"), ("bri", "bri", "mandiri", "bni", "bca", "bsi", "btn")
BY_WALLET = 0.86  # of 5 million first accounts 4.6 were wallets (ANTARA, 2023); some others have a bank account already


def link(world: World, batch: Batch, winners: Iterable[UUID], at: datetime) -> None:
    """Winners link an account of their own; a wallet that is not fit is told at once and a bank account takes its place."""
    rng = chance(world.seed, batch.number, "accounts", int(at.timestamp()) % 1_000_000)
    people = {winner: batch.people[winner] for winner in winners}
    rows = [
        _wallet(winner, person, rng) if _has_wallet(person, rng) else _bank(winner, person, rng)
        for winner, person in people.items()
    ]
    answers = funding.link_accounts(rows, by=SYSTEM, at=at)
    refused = [row.application_id for row, answer in zip(rows, answers, strict=True) if isinstance(answer, Refusal)]
    _link_banks(world, batch, refused, at)


def _has_wallet(person: Citizen, rng: Chance) -> bool:
    return person.truth is Truth.WALLET_FAILS or rng.random() < BY_WALLET


def _wallet(winner: UUID, person: Citizen, rng: Chance) -> NewLink:
    return NewLink(winner, Channel.WALLET, one_of(rng, WALLETS), "0" + person.phone.removeprefix("+62"), person.name)


def _bank(winner: UUID, person: Citizen, rng: Chance) -> NewLink:
    number = f"{int(whole(rng, 1, 9_999_999, 1)[0]):07}{int(whole(rng, 0, 998, 1)[0]):04}"
    return NewLink(winner, Channel.BANK, one_of(rng, BANKS), number, person.name)


def _link_banks(world: World, batch: Batch, winners: list[UUID], at: datetime) -> None:
    rng = chance(world.seed, batch.number, "second accounts", int(at.timestamp()) % 1_000_000)
    funding.link_accounts([_bank(winner, batch.people[winner], rng) for winner in winners], by=SYSTEM, at=at)


def pay_day(world: World, batch: Batch, at: datetime) -> None:
    """What is due is booked, one officer proposes, a second approves, the bank is told; failures get another way."""
    now = world.rest(at)
    if funding.propose_waiting_runs(by=world.staff["finance"], at=now):
        funding.approve_proposed_runs(by=world.staff["approver"], at=now)
        funding.send_due(by=SYSTEM, at=now)
        world.listen()
    _close_days(world, now)
    blocked = Incentive.objects.filter(
        state=IncentiveState.OWED, blocked_account__isnull=False, allotment__batch_id=batch.number
    )
    _link_banks(world, batch, sorted(set(blocked.values_list("allotment_id", flat=True))), world.at(now + DAY / 24))


def _close_days(world: World, at: datetime) -> None:
    """Days of the bank on which everything fits are closed by two people; the others keep their cases."""
    for day in queries.bank_days(open_only=True):
        if not day.open_cases:
            funding.propose_close(day.day, by=world.staff["finance"], at=at)
            funding.decide_close(day.day, approve=True, by=world.staff["approver"], at=at)
