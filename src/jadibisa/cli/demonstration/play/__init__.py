"""The player: four batches live in the programme, in their true order in time, through the programme's own commands."""

from datetime import datetime
from pathlib import Path

from jadibisa.cli.demonstration.play import checking, desks, plans, registering
from jadibisa.cli.demonstration.play.plans import NOW, SEVENTY_SECOND, Plan
from jadibisa.cli.demonstration.play.world import HOUR, Batch, Say, World, wib
from jadibisa.cli.demonstration.population import citizens
from jadibisa.journey.registration import services as registration
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.refusals import N_, Refusal

POLICIES = Path(__file__).resolve().parents[5] / "policy"
BEGINNING = wib(2020, 7, 1, 9)
FEWEST = 100


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
    for plan in plans.PLANS:
        _live(world, plan)
    world.at(NOW)
    world.listen()


def _live(world: World, plan: Plan) -> Batch:
    at = world.at(plan.prepare)
    _load(plan.scheme, at)
    if plan is not SEVENTY_SECOND:
        desks.publish_season(world, plan.season, at)
    world.say(f"Batch {plan.number}: registration and verification")
    checking.open_batch(world, plan)
    batch = registering.register(world, plan)
    at = world.at(min(plan.closes + 9 * HOUR, NOW - HOUR))
    checking.import_lists(world, batch, at)
    checking.check(world, batch, at)
    if plan is SEVENTY_SECOND:
        checking.review(world, batch, at, leave=checking.QUEUED)
        return batch
    checking.review(world, batch, at)
    world.say(f"Batch {plan.number}: the draw")
    checking.draw(world, plan)
    return batch


def _load(scheme: str, at: datetime) -> None:
    file = POLICIES / f"{scheme}.toml"
    registration.load_policy(file.read_text(encoding="utf-8"), file.name, by=SYSTEM, at=at)
