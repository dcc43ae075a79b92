"""Winners buy courses, learn, are assessed and rate them: every act at the hour at which it may happen."""

import heapq
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration.chance import Chance, chance, one_of, pick, whole
from jadibisa.cli.demonstration.play.plans import Plan
from jadibisa.cli.demonstration.play.shelf import Offer, Shelf
from jadibisa.cli.demonstration.play.world import DAY, Batch, World
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.training import queries as training_queries
from jadibisa.journey.training import services as training
from jadibisa.journey.training.types import ASSESSMENTS, Attendance, Mode, Purchase
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import WIB, wib_day
from jadibisa.kernel.refusals import Refusal

log = logging.getLogger(__name__)
NEVER, DROPS, SECOND, FAILS = 0.05, 0.05, 0.2, 0.03
FIRST_DAYS, FIRST_SHARES = (1, 2, 5, 9, 13), (0.45, 0.25, 0.15, 0.1, 0.05)
BEFORE, AFTER_LAST, LEARNING, SOON = timedelta(minutes=15), timedelta(days=1), timedelta(days=7), timedelta(days=2)
REST_EVERY = timedelta(days=8)
REVIEWS = (
    "Materinya jelas dan langsung bisa saya pakai.", "Pengajarnya sabar, contohnya banyak.", "Bagus, tetapi terlalu cepat untuk pemula.",
    "Saya jadi berani melamar kerja.", "Videonya kadang putus karena sinyal.", "Latihannya cocok dengan pekerjaan saya.",
    "Tugasnya banyak, tetapi membantu.", "Sertifikatnya langsung terbit.", "Tempatnya jauh, tetapi alatnya lengkap.",
    "Isinya sama seperti video gratis.",
)  # fmt: skip
STARS, STAR_SHARES = (5, 4, 3, 2, 1), (0.52, 0.3, 0.12, 0.04, 0.02)


@dataclass(slots=True)
class _Going:
    """A purchase on its way."""

    purchase: Purchase
    offer: Offer
    drops: bool
    redeemed: bool = False


@dataclass(slots=True)
class Class:
    """The learners of one batch, and what stands in their diary."""

    world: World
    plan: Plan
    batch: Batch
    shelf: Shelf
    rng: Chance
    money: int
    hours: int
    left: dict[UUID, int] = field(default_factory=dict)
    bought: dict[UUID, set[UUID]] = field(default_factory=dict)
    going: dict[UUID, _Going] = field(default_factory=dict)
    diary: list[tuple[datetime, str]] = field(default_factory=list)
    slots: dict[tuple[datetime, str], list[UUID]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    completed: list[UUID] = field(default_factory=list)
    rested: datetime | None = None

    @classmethod
    def of(cls, world: World, plan: Plan, *, seasons: tuple[int, ...]) -> "Class":
        """The class of a batch that was drawn."""
        policy, day = registration.policy_of(plan.number), wib_day(plan.draw)
        return cls(
            world, plan, world.batches[plan.number], Shelf.of(world, seasons), chance(world.seed, plan.number, "learning"),
            policy.money("funding.balance", on=day), policy.integer("training.minimum_hours", on=day),
        )  # fmt: skip

    def note(self, at: datetime, verb: str, who: UUID) -> None:
        """Write into the diary."""
        if (at, verb) not in self.slots:
            heapq.heappush(self.diary, (at, verb))
            self.slots[at, verb] = []
        self.slots[at, verb].append(who)

    def welcome(self, winners: Iterable[UUID], published: datetime, *, never: float = NEVER) -> None:
        """New winners: most buy in the first days, some never do."""
        for winner in winners:
            if winner in self.left:
                continue
            self.left[winner] = self.money
            if self.rng.random() >= never:
                days = FIRST_DAYS[int(pick(self.rng, FIRST_SHARES, 1)[0])]
                self.note(_evening(published + days * DAY, 10), "buy", winner)

    def live(self, until: datetime) -> None:
        """Let the diary happen, in order, up to an instant."""
        verbs: dict[str, Callable[[list[UUID], datetime], None]] = {
            "buy": self._buy, "redeem": self._redeem, "finish": self._finish,
        }  # fmt: skip
        while self.diary and self.diary[0][0] <= until:
            at, verb = heapq.heappop(self.diary)
            if self.rested is None or at - self.rested >= REST_EVERY:
                self.world.rest(at)
                self.rested = at
            verbs[verb](self.slots.pop((at, verb)), self.world.at(at))
        self.world.at(until)

    def _buy(self, who: list[UUID], at: datetime) -> None:
        chosen: dict[UUID, Offer] = {}
        for winner in who:
            offer = self.shelf.choose(
                self.rng, self.batch.people[winner], at, money=self.left[winner], hours=self.hours,
                earlier=self.bought.get(winner, ()),
            )  # fmt: skip
            if offer is not None:
                chosen[winner] = offer
        rows = [(winner, offer.run_id) for winner, offer in chosen.items()]
        for winner, answer in zip(chosen, training.purchase(rows, by=SYSTEM, at=at), strict=True):
            if isinstance(answer, Refusal):
                self._count(answer)
                continue
            offer = chosen[winner]
            self.left[winner] -= answer.price
            self.bought.setdefault(winner, set()).add(offer.course_id)
            self.going[answer.id] = _Going(answer, offer, drops=self.rng.random() < DROPS)
            self.note(self._redeem_at(offer, at), "redeem", answer.id)

    def _redeem_at(self, offer: Offer, at: datetime) -> datetime:
        if offer.course.mode is Mode.SELF_PACED:
            return _evening(at + int(whole(self.rng, 1, 4, 1)[0]) * DAY, 19)
        return offer.run.sessions[0].starts_at - BEFORE

    def _redeem(self, who: list[UUID], at: datetime) -> None:
        coming = [one for one in who if not self.going[one].drops or self.rng.random() < 0.5]  # noqa: PLR2004 - half of those who drop out never come
        codes = [training_queries.redeem_code(one) for one in coming]
        for one, answer in zip(coming, training.redeem(codes, by=SYSTEM, at=at), strict=True):
            if isinstance(answer, Refusal):
                self._count(answer)
                continue
            going = self.going[one]
            going.redeemed = True
            last = going.offer.run.sessions[-1].ends_at
            done = at + LEARNING if going.offer.course.mode is Mode.SELF_PACED else last + AFTER_LAST
            if not going.drops:
                self.note(
                    _evening(done + timedelta(days=done.toordinal() % 2), 20), "finish", one
                )  # providers report every second day

    def attend_so_far(self, at: datetime) -> None:
        """Those who are learning now were present at every meeting that is over, and at the first modules."""
        rows = []
        for one, going in self.going.items():
            if going.redeemed and not going.drops and one not in self.completed:
                self_paced = going.offer.course.mode is Mode.SELF_PACED
                past = [session for session in going.offer.run.sessions if session.ends_at < at]
                chosen = going.offer.run.sessions[: int(whole(self.rng, 0, 3, 1)[0])] if self_paced else past
                rows += [_present(one, session.no, None if self_paced else session.starts_at) for session in chosen]
        self._verdicts(training.attend(rows, by=SYSTEM, at=at))

    def _finish(self, who: list[UUID], at: datetime) -> None:
        rows, scores = [], []
        for one in who:
            offer = self.going[one].offer
            self_paced = offer.course.mode is Mode.SELF_PACED
            rows += [
                _present(one, session.no, None if self_paced else session.starts_at) for session in offer.run.sessions
            ]
            low, high = (30, 55) if self.rng.random() < FAILS else (62, 99)
            scores += [(one, kind, int(whole(self.rng, low, high, 1)[0])) for kind in ASSESSMENTS[offer.course.mode]]
        self._verdicts(training.attend(rows, by=SYSTEM, at=at))
        self._verdicts(training.assess(scores, by=SYSTEM, at=at))
        answers = training.complete(who, by=SYSTEM, at=at)
        done = [one for one, answer in zip(who, answers, strict=True) if not isinstance(answer, Refusal)]
        self._verdicts([answer for answer in answers if isinstance(answer, Refusal)])
        self.completed += done
        stars = pick(self.rng, STAR_SHARES, len(done))
        ratings = [(one, STARS[star], one_of(self.rng, REVIEWS)) for one, star in zip(done, stars, strict=True)]
        self._verdicts(training.rate(ratings, by=SYSTEM, at=at))
        for one in done:
            if self.rng.random() < SECOND:
                self.note(_evening(at + SOON, 10), "buy", self.going[one].purchase.application_id)

    def _verdicts(self, answers: Iterable[Refusal | None]) -> None:
        for answer in answers:
            if answer is not None:
                self._count(answer)

    def _count(self, refusal: Refusal) -> None:
        self.refused[refusal.code] = self.refused.get(refusal.code, 0) + 1
        log.debug("the play met a refusal: %s", refusal.code)


def _present(one: UUID, no: int, starts: datetime | None) -> Attendance:
    return Attendance(one, no, None if starts is None else starts + timedelta(minutes=2))


def _evening(at: datetime, hour: int) -> datetime:
    return at.astimezone(WIB).replace(hour=hour, minute=0, second=0, microsecond=0)
