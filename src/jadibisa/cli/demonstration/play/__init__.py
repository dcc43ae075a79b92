"""The player: four batches live in the programme, in their true order in time, through the programme's own commands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from jadibisa.cli.demonstration import vacancies
from jadibisa.cli.demonstration.play import (
    caring,
    casting,
    checking,
    desks,
    paying,
    plans,
    registering,
    sharing,
    telling,
    working,
)
from jadibisa.cli.demonstration.play.learning import Class
from jadibisa.cli.demonstration.play.plans import FOURTH, NOW, SEVENTY_FIRST, SEVENTY_SECOND, SIXTY_EIGHTH, Plan
from jadibisa.cli.demonstration.play.world import DAY, HOUR, Batch, Say, World, wib
from jadibisa.cli.demonstration.population import citizens
from jadibisa.journey.registration import services as registration
from jadibisa.journey.training.models import LearnerRow
from jadibisa.journey.training.types import LearnerState
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.oversight.inclusion import services as inclusion

POLICIES = Path(__file__).resolve().parents[5] / "policy"
BEGINNING = wib(2020, 7, 1, 9)
FEWEST = 100
MINUTE = timedelta(minutes=1)
KEPT_IDLE = 3  # who shows that today is the last day to buy
NOT_YET = 0.14  # winners of the batch that learns now who have not bought: their last day is today


def play(people: int, seed: int, say: Say) -> None:
    """Play the whole demonstration into an empty database.

    Args:
        people: how many apply in the four batches together.
        seed: the same seed gives the same people.
        say: told what is being done.

    Raises:
        Refusal: `too_few_people`.
    """
    if people < FEWEST:
        raise Refusal("too_few_people", N_("Demonstrasi perlu paling sedikit %(fewest)d orang."), fewest=FEWEST)
    world = World(seed, people, say)
    say("Opening the desks and the shop")
    at = world.at(BEGINNING)
    world.strangers = citizens(seed, 0, 120, day=plans.FOURTH.closes.date(), taken=world.taken)
    desks.open_desks(world, at)
    desks.open_shop(world, at)
    working.open_employers(world, at)
    _finished(
        world,
        FOURTH,
        pay_days=(wib(2020, 10, 12, 20), wib(2020, 11, 12, 20), wib(2020, 12, 16, 20), wib(2021, 1, 14, 20)),
    )
    _finished(
        world,
        SIXTY_EIGHTH,
        pay_days=(wib(2024, 7, 29, 20), wib(2024, 8, 26, 20), wib(2024, 10, 1, 20), wib(2024, 12, 17, 20)),
    )
    _now(world)
    world.at(NOW)
    world.listen()


def _finished(world: World, plan: Plan, *, pay_days: tuple[datetime, ...]) -> None:
    """A batch that is over: down to certificates, payouts and jobs."""
    _drawn_or_open(world, plan)
    batch = world.batches[plan.number]
    world.say(f"Batch {plan.number}: courses")
    own = Class.of(world, plan, seasons=(plan.season,))
    published = world.at(plan.draw + HOUR)
    own.welcome(batch.winners, published)
    paying.link(world, batch, batch.winners, world.at(plan.draw + 10 * HOUR))
    missed = _first_purchase_ends(plan)
    own.live(missed)
    world.rest(missed)
    moved_up = checking.refill(world, plan, world.at(missed + HOUR))
    own.welcome(moved_up, missed, never=0.0)
    paying.link(world, batch, moved_up, world.at(missed + 2 * HOUR))
    for before in (22 * DAY, 7 * DAY):
        own.live(pay_days[0] - before)
        working.survey(world, batch, world.rest(pay_days[0] - before))
    world.say(f"Batch {plan.number}: payouts and jobs")
    posted = working.post(world, plan.scheme, max(76, len(batch.winners) // 2), world.at(pay_days[0] - 6 * DAY))
    sent = working.apply(world, batch, posted, world.at(pay_days[0] - 4 * DAY))
    working.answer(world, batch, sent, world.at(pay_days[0] - DAY))
    for day in pay_days:
        paying.pay_day(world, batch, day)
        working.survey(world, batch, world.at(day + 2 * HOUR))
        paying.pay_day(world, batch, day + 4 * DAY)


def _first_purchase_ends(plan: Plan) -> datetime:
    days = {"2020": 30, "2024": 15, "2026": 15}[plan.scheme]
    return plan.draw.replace(hour=6) + days * DAY


def _now(world: World) -> None:
    """One batch was drawn and learns now, on the last day to buy; meanwhile people register for the next one."""
    plan = SEVENTY_FIRST
    world.say("Help posts and companions")
    caring.open_offices(world, world.at(plan.prepare - 20 * DAY))
    desks.office_account(world, world.at(plan.prepare - 19 * DAY))
    graduates = world.batches[SIXTY_EIGHTH.number]
    caring.train_companions(world, graduates, world.at(plan.prepare - 10 * DAY))
    _drawn_or_open(world, plan)
    batch = world.batches[plan.number]
    world.say(f"Batch {plan.number}: courses")
    own = Class.of(world, plan, seasons=(plan.season,))
    own.welcome(batch.winners, plan.draw, never=NOT_YET)
    paying.link(world, batch, batch.winners[: len(batch.winners) * 7 // 8], world.at(plan.draw + 8 * HOUR))
    world.openings = working.post(world, plan.scheme, vacancies.VACANCIES, world.at(plan.draw + 9 * HOUR))
    sent = working.apply(world, graduates, world.openings, world.at(plan.draw + 10 * HOUR))
    caring.ask_for_help(
        world, batch, world.at(plan.draw + 11 * HOUR), count=max(8, len(batch.people) // 60), answered=True
    )
    own.live(SEVENTY_SECOND.prepare - HOUR)
    caring.late_appeal(world, batch, world.at(SEVENTY_SECOND.prepare - 50 * MINUTE))
    working.answer(world, graduates, sent[: len(sent) // 2], world.at(SEVENTY_SECOND.prepare - MINUTE))
    _drawn_or_open(world, SEVENTY_SECOND, meanwhile=own.live)
    newest = world.batches[SEVENTY_SECOND.number]
    caring.appeal(world, newest, world.at(NOW - 2 * HOUR))
    caring.ask_for_help(world, newest, world.at(NOW - HOUR), count=8, answered=False)
    own.live(NOW - 30 * MINUTE)
    world.rest(NOW - 30 * MINUTE)
    own.attend_so_far(world.at(NOW - 25 * MINUTE))
    working.apply(world, batch, world.openings, world.at(NOW - 20 * MINUTE))
    world.listen()
    desks.employer_account(world, world.at(NOW - 15 * MINUTE))
    desks.companion_cast(world)
    sharing.share(world, batch, _idle(batch), world.at(NOW - 14 * MINUTE))
    casting.cast(world)
    inclusion.refresh(by=SYSTEM, at=world.at(NOW - 10 * MINUTE))


def _idle(batch: Batch) -> list[UUID]:
    """Winners who may buy and have bought nothing, but for a few who stay as they are."""
    rows = LearnerRow.objects.filter(batch=batch.number, state=LearnerState.ACTIVE, purchases=0)
    found = sorted(rows.values_list("application_id", flat=True), key=lambda one: batch.people[one].nik)
    return found[: min(sharing.BUYERS, max(0, len(found) - KEPT_IDLE))]


def _drawn_or_open(world: World, plan: Plan, *, meanwhile: Callable[[datetime], None] = lambda _at: None) -> None:
    """Register and check a batch, and draw it unless it is still open."""
    at = world.at(plan.prepare)
    _load(plan.scheme, at)
    if plan is not SEVENTY_SECOND:
        desks.publish_season(world, plan.season, at)
    world.say(f"Batch {plan.number}: registration and verification")
    checking.open_batch(world, plan)
    batch = registering.register(world, plan, meanwhile)
    done = min(plan.closes + 9 * HOUR, NOW - 3 * HOUR)
    meanwhile(done)
    at = world.at(done)
    telling.tell(world, batch, at)
    if plan is SEVENTY_SECOND:
        checking.review(world, batch, at, leave=checking.QUEUED)
        return
    checking.review(world, batch, at)
    world.say(f"Batch {plan.number}: the draw")
    checking.draw(world, plan)


def _load(scheme: str, at: datetime) -> None:
    file = POLICIES / f"{scheme}.toml"
    registration.load_policy(file.read_text(encoding="utf-8"), file.name, by=SYSTEM, at=at)
