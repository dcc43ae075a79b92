"""Verification and the draw: lists come in, the registry answers, officers look, two people lead the public act."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration.chance import Chance, chance, whole
from jadibisa.cli.demonstration.play.plans import Plan
from jadibisa.cli.demonstration.play.world import Batch, World
from jadibisa.cli.demonstration.population.people import Citizen
from jadibisa.foundation.facts.services import record
from jadibisa.journey.funding import services as funding
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries as selection
from jadibisa.journey.selection import services as drawing
from jadibisa.journey.selection.types import DEMONSTRATION_SECRETS, Act
from jadibisa.journey.verification import services as checking
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import REFUSING, CaseState, ListKind, Reason
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day

SOURCES = {
    ListKind.EDUCATION: "Dapodik, EMIS, PDDikti",
    ListKind.OFFICIALS: "BKN, TNI, Polri, Kemendagri",
    ListKind.BLACKLIST: "Manajemen pelaksana",
    ListKind.SOCIAL_AID: "Kementerian Sosial",
    ListKind.LAID_OFF: "Kementerian Ketenagakerjaan",
    ListKind.DISABILITY: "Kementerian Sosial",
}
WITNESSES = ("Ombudsman", "Universitas")
DICE = 20
QUEUED = 40  # cases that stay in the officers' queue of the open batch


def open_batch(world: World, plan: Plan) -> None:
    """Budget, batch, and the announcement of the draw by two people."""
    at = world.at(plan.prepare)
    seats = plan.places(world.people)
    registration.open_batch(
        plan.number, plan.scheme, plan.opens, plan.closes, seats, plan.draw, by=world.staff["selection"], at=at
    )
    funding.fund_batch(plan.number, by=world.staff["finance"], at=at)
    promise: dict[str, object] = {
        "witnesses": [[name, _commitment(world, plan, name)] for name in WITNESSES],
        "objections_until": (plan.draw - timedelta(hours=1)).isoformat(),
    }
    if plan.beacon:
        promise["beacon"] = drawing.offered_chain().hash
    stage(world, plan, Act.ANNOUNCE, at, promise)
    secrets = {name: _secret(world, plan, name) for name in WITNESSES}  # no witness sits here to be asked for one
    record(DEMONSTRATION_SECRETS, by=SYSTEM, at=at, subjects=[batch_subject(plan.number)], data=secrets)


def _secret(world: World, plan: Plan, name: str) -> str:
    return hashlib.sha256(f"{world.seed}/{plan.number}/{name}".encode()).hexdigest()


def _commitment(world: World, plan: Plan, name: str) -> str:
    return hashlib.sha256(bytes.fromhex(_secret(world, plan, name))).hexdigest()


def stage(world: World, plan: Plan, act: Act, at: datetime, given: dict[str, object] | None = None) -> None:
    """The officer proposes, the second person approves."""
    proposal = drawing.propose_stage(plan.number, act, given or {}, by=world.staff["selection"], at=at)
    drawing.decide_stage(proposal, approve=True, by=world.staff["approver"], at=at)


def import_lists(world: World, people: Sequence[Citizen], at: datetime) -> None:
    """Lists from outside as of the day before; people who do not apply stand on them too."""
    strangers = [person.nik for person in world.strangers]
    for place, kind in enumerate(ListKind):
        listed = sorted({person.nik for person in people if kind in person.lists})
        checking.import_list(
            kind, wib_day(at) - timedelta(days=1), [*listed, *strangers[place::6]],
            by=world.staff["verifier"], at=at, source=SOURCES[kind],
        )  # fmt: skip


def check(world: World, application_ids: Sequence[UUID], at: datetime) -> None:
    """The registry answers; the rules decide what they can."""
    checking.check(application_ids, by=SYSTEM, at=at, registry=world.registry)


def review(world: World, batch: Batch, at: datetime, *, leave: int = 0) -> None:
    """Officers look at what the rules leave to people; a refusal needs a second one.

    They see what the registry and the lists say: who hides an age or an office there is refused, a slip of the finger is
    accepted.
    """
    first, second = world.staff["verifier"], world.staff["verifier-2"]
    waiting = Case.objects.filter(batch_number=batch.number, state=CaseState.REVIEW)
    cases = sorted(waiting.values_list("application_id", "reasons"), key=lambda case: batch.people[case[0]].nik)
    for application_id, reasons in cases[leave:]:
        against = next((reason for reason in map(Reason, reasons) if reason in REFUSING), None)
        checking.open_case(application_id, by=first, at=at, why="Periksa kasus")
        if against is None:
            checking.review(application_id, accept=True, reason="Cocok dengan Dukcapil", by=first, at=at)
            continue
        proposal = checking.propose_refusal(application_id, against, by=first, at=at, note="Menurut Dukcapil")
        checking.decide_refusal(proposal, approve=True, by=second, at=at)
    world.listen()


def draw(world: World, plan: Plan) -> None:
    """Freeze the roll, throw dice, open the witnesses' secrets, wait for the beacon, draw, publish: each by two people."""
    frozen = world.at(plan.draw - timedelta(days=1))
    stage(world, plan, Act.FREEZE, frozen)
    rng = chance(world.seed, plan.number, "dice")
    at = world.at(plan.draw - timedelta(minutes=20))
    secrets: dict[str, object] = {"secrets": {name: _secret(world, plan, name) for name in WITNESSES}}
    stage(world, plan, Act.DICE, at, {"dice": _dice(rng), **(secrets if plan.beacon else {})})
    at = world.at(plan.draw + timedelta(minutes=1))
    stage(world, plan, Act.SEED, at, {} if plan.beacon else secrets)
    stage(world, plan, Act.RUN, at)
    at = world.at(plan.draw + timedelta(minutes=30))
    stage(world, plan, Act.PUBLISH, at)
    world.listen()
    world.batches[plan.number].winners = list(selection.winners(plan.number))


def _dice(rng: Chance) -> str:
    return "".join(str(digit) for digit in whole(rng, 0, 9, DICE))


def refill(world: World, plan: Plan, at: datetime) -> list[UUID]:
    """Seats of winners who lapsed go to the waiting list, by two people; tells who moved up."""
    batch = world.batches[plan.number]
    before = set(batch.winners)
    stage(world, plan, Act.REPLACE, at)
    world.listen()
    batch.winners = list(selection.winners(plan.number))
    return [winner for winner in batch.winners if winner not in before]
