"""People register: through the web and with companions, on the days of the batch, among them whom one must refuse."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration.chance import Chance, chance, pick, some_of
from jadibisa.cli.demonstration.play import checking
from jadibisa.cli.demonstration.play.plans import NOW, SEVENTY_FIRST, SEVENTY_SECOND, Plan
from jadibisa.cli.demonstration.play.world import Batch, World
from jadibisa.cli.demonstration.population import citizens
from jadibisa.cli.demonstration.population.people import Citizen
from jadibisa.foundation.people.types import NewPerson
from jadibisa.journey.registration import services as registration
from jadibisa.journey.registration.types import JobStatus, NewApplication, Occupation, Receipt, Schooling
from jadibisa.journey.verification import queries as verification
from jadibisa.journey.verification.types import Answer
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.ids import Kk, Nik
from jadibisa.oversight.inclusion.types import Truth

ROUNDS = 4
EAGER = (0.4, 0.25, 0.18, 0.17)  # many come in the first hours
AGAIN = 0.03  # earlier recipients who try again, of the people of a batch
NAMES = {
    "F": ("Ayu", ("Lestari", "Wulandari", "Permata", "Ningsih", "Rahayu", "Utami", "Safitri", "Maharani", "Puspita")),
    "M": ("Budi", ("Santoso", "Hartono", "Setiawan", "Gunawan", "Prasetyo", "Kurniawan", "Hidayat", "Saputra")),
}
NAMED = 40
PUBLIC = Actor(Role.PUBLIC)


def register(world: World, plan: Plan, meanwhile: Callable[[datetime], None]) -> Batch:
    """Let everybody apply who applies in this batch.

    Args:
        world: what the play shares.
        plan: the batch.
        meanwhile: called with each instant before people come, for what happens elsewhere until then.
    """
    batch = world.batches[plan.number] = Batch(plan.number)
    rng = chance(world.seed, plan.number, "registering")
    people = _people(world, plan, rng)
    world.registry.known.update((person.nik, _answer(person)) for person in people)
    meanwhile(plan.opens - timedelta(hours=2))
    checking.import_lists(world, people, world.at(plan.opens - timedelta(hours=2)))
    last = min(plan.closes, NOW - timedelta(hours=3)) - timedelta(minutes=30)
    turns = pick(rng, EAGER, len(people))
    for turn in range(ROUNDS):
        instant = plan.opens + (last - plan.opens) * turn / ROUNDS + timedelta(minutes=7)
        meanwhile(instant)
        at = world.at(instant)
        come = [person for person, its in zip(people, turns, strict=True) if its == turn]
        before = set(batch.people)
        _enter(world, batch, come, at)
        world.listen()
        checking.check(world, [one for one in batch.people if one not in before], world.at(at + timedelta(minutes=10)))
    meanwhile(last)
    _try_again(batch, world.at(last))
    return batch


def _people(world: World, plan: Plan, rng: Chance) -> list[Citizen]:
    count = plan.count(world.people)
    fresh = citizens(
        world.seed, plan.number, count, day=wib_day(plan.closes), shares=plan.jobs,
        aid_matters=plan.aid_matters, taken=world.taken,
    )  # fmt: skip
    people = _third_of_cards(world, _named(fresh), rng)
    if plan in {SEVENTY_FIRST, SEVENTY_SECOND}:
        people = _wrongly_listed(world, people)
    return [*people, *_once_more(world, rng, round(count * AGAIN))]


def _named(people: Sequence[Citizen]) -> list[Citizen]:
    """Some women are called Ayu and some men Budi, so that the cast has one in each state of the journey."""
    found, made = [], {"F": 0, "M": 0}
    for person in people:
        first, last_names = NAMES[person.gender]
        number = made[person.gender]
        if person.truth is not Truth.ORDINARY or number == NAMED:
            found.append(person)
            continue
        name = f"{first} {last_names[number % len(last_names)]}"
        made[person.gender] += 1
        found.append(replace(person, name=name, registry=replace(person.registry, name=name)))
    return found


def _wrongly_listed(world: World, people: list[Citizen]) -> list[Citizen]:
    """The last Ayu left school and still stands on the list of pupils: she is refused, appeals and wins."""
    place = max(
        (at for at, one in enumerate(people) if one.name.startswith("Ayu") and one.truth is Truth.ORDINARY),
        default=None,
    )
    if place is not None:
        people[place] = replace(people[place], lists=(*people[place].lists, "education"))
        world.wronged.append(people[place])
    return people


def _third_of_cards(world: World, people: list[Citizen], rng: Chance) -> list[Citizen]:
    """A few applicants live on a family card that has two recipients already."""
    full = sorted({card for batch in world.batches.values() for card in _full_cards(batch)})
    places = [place for place, person in enumerate(people) if person.truth is Truth.ORDINARY]
    for card, place in zip(full[: max(1, len(people) // 60)], some_of(rng, places, len(full)), strict=False):
        person = people[place]
        people[place] = replace(person, kk=card, registry=replace(person.registry, kk=card), truth=Truth.THIRD_OF_CARD)
    return people


def _full_cards(batch: Batch) -> set[str]:
    """Cards with two active recipients."""
    cards = Counter(batch.people[row.application_id].kk for row in _recipients(batch) if row.state == "active")
    return {card for card, members in cards.items() if members > 1}


def _recipients(batch: Batch) -> Sequence[verification.RecipientView]:
    return verification.recipients(batch.number) if batch.winners else ()


def _once_more(world: World, rng: Chance, count: int) -> list[Citizen]:
    """Earlier recipients apply again, among them some whose membership was revoked for life."""
    found: list[Citizen] = []
    for batch in world.batches.values():
        rows = [row for row in _recipients(batch) if batch.number < 70]  # noqa: PLR2004 - the current ones are still learning
        for state, truth in (("active", Truth.EARLIER_RECIPIENT), ("revoked", Truth.REVOKED)):
            known = sorted(
                (batch.people[row.application_id] for row in rows if row.state == state), key=lambda one: one.nik
            )
            chosen = some_of(rng, known, count // 3 + 1)
            found += [replace(one, truth=truth, channel="web", lists=(), laid_off_proof="") for one in chosen]
    unique = {person.nik: person for person in found}
    return list(unique.values())


def _answer(person: Citizen) -> Answer:
    known = person.registry
    return Answer(
        found=True, name=known.name, birth_date=known.birth_date, gender=known.gender, kk=known.kk,
        province=known.regency[:2], regency=known.regency,
    )  # fmt: skip


def application(batch: int, person: Citizen, *, turn: int = 0, companion: UUID | None = None) -> NewApplication:
    """What somebody hands in."""
    return NewApplication(
        batch=batch,
        person=NewPerson(
            Nik(person.nik), Kk(person.kk), person.name, person.birth_date, person.gender, person.phone, person.email,
            person.address, person.regency,
        ),
        schooling=Schooling(person.schooling), job_status=JobStatus(person.job_status),
        occupation=Occupation(person.occupation), in_education=person.in_education, motive=person.motive,
        interests=person.interests, key=f"demonstration/{batch}/{person.nik}/{turn}", disability=person.disability,
        disability_proof=person.disability_proof, laid_off_proof=person.laid_off_proof, channel=person.channel,
        companion_account_id=companion,
    )  # fmt: skip


def _enter(world: World, batch: Batch, come: Sequence[Citizen], at: datetime) -> None:
    """Register those who come now; who has a companion is typed by one."""
    helper = world.staff.get("companion")
    for by, group in (
        (PUBLIC, [person for person in come if person.channel == "web"]),
        (helper or PUBLIC, [person for person in come if person.channel != "web"]),
    ):
        companion = by.id if by.role is Role.COMPANION else None
        rows = [application(batch.number, person, companion=companion) for person in group]
        for person, answer in zip(group, registration.register(rows, by=by, at=at), strict=True):
            if isinstance(answer, Receipt):
                batch.people[answer.application_id] = person
                batch.tickets[answer.application_id] = answer.ticket
            else:
                batch.turned_away.append((person, answer.code))


def _try_again(batch: Batch, at: datetime) -> None:
    """Some register a second time, half of them with another phone; each of them must be refused."""
    twice = [person for person in batch.people.values() if person.truth is Truth.REGISTERED_TWICE]
    again = [
        replace(person, phone=person.phone if place % 2 else f"{person.phone[:6]}000{99999 - place:05}")
        for place, person in enumerate(twice)
    ]
    answers = registration.register([application(batch.number, one, turn=1) for one in again], by=PUBLIC, at=at)
    batch.second_tries = len(answers)
    batch.second_refused = sum(not isinstance(answer, Receipt) for answer in answers)
