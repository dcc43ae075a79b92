"""Employers are verified by two people and post vacancies; certificate holders apply, are answered, and tell how it went."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from jadibisa.cli.demonstration import vacancies
from jadibisa.cli.demonstration.chance import Chance, chance, pick
from jadibisa.cli.demonstration.play.world import Batch, World
from jadibisa.journey.certification import queries as certification
from jadibisa.journey.training.rules.purchase import SCHOOLING_RANK
from jadibisa.journey.work import services as work
from jadibisa.journey.work.models import OutcomeSurvey
from jadibisa.journey.work.types import (
    JobState,
    NewEmployer,
    NewOutcome,
    NewVacancy,
    OutcomeAnswer,
    RefusedFor,
    Share,
)
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal

SHARES = (Share.NAME, Share.PHONE, Share.CERTIFICATES)
APPLIES, MOST_APPLICATIONS = 0.6, 3
ANSWERS: tuple[tuple[str, str, float], ...] = (
    (JobState.ACCEPTED, "", 0.45), (JobState.REFUSED, RefusedFor.LACKING_EXPERIENCE, 0.15),
    (JobState.REFUSED, RefusedFor.LACKING_SKILLS, 0.08), (JobState.REFUSED, RefusedFor.TOO_FAR, 0.06),
    (JobState.POSTPONED, "", 0.06), (JobState.SEEN, "", 0.1), ("", "", 0.1),
)  # fmt: skip
ANSWERED = 0.75
OUTCOMES: tuple[tuple[str, float], ...] = (
    (OutcomeAnswer.EMPLOYED, 0.38), (OutcomeAnswer.SELF_EMPLOYED, 0.24), (OutcomeAnswer.LEARNING, 0.06),
    (OutcomeAnswer.SEEKING, 0.27), (OutcomeAnswer.NOT_SEEKING, 0.05),
)  # fmt: skip
UNVERIFIED = 6  # employers that still wait for an officer


def open_employers(world: World, at: datetime) -> None:
    """Employers register; all but a few are verified by two officers."""
    found = []
    for employer in vacancies.employers(world.seed):
        new = NewEmployer(
            employer.name,
            employer.licence,
            vacancies.SECTORS[employer.sector][0],
            employer.province,
            employer.regency,
            employer.email,
        )
        found.append((employer, work.register_employer(new, by=SYSTEM, at=at)))
    for _employer, employer_id in found[:-UNVERIFIED]:
        work.propose_verification(
            employer_id, accept=True, by=world.staff["verifier"], at=at, why="NIB dan alamat cocok"
        )
        work.verify_employer(employer_id, by=world.staff["approver"], at=at)
    world.employers = found


def post(world: World, season: str, count: int, at: datetime) -> list[tuple[vacancies.Opening, UUID]]:
    """Post vacancies of a season."""
    firms = [employer for employer, _id in world.employers]
    found = vacancies.openings(world.seed, firms, season=season, count=count)
    rows = [
        NewVacancy(
            opening.key, world.employers[opening.employer][1], opening.title, opening.occupation, opening.skills,
            opening.qualification, opening.province, opening.regency, opening.contract, opening.wage_low, opening.wage_high,
            opening.places, opening.open_to_disabled, wib_day(at) + timedelta(days=opening.days), opening.description,
        )
        for opening in found
    ]  # fmt: skip
    answers = work.post_vacancies(rows, by=SYSTEM, at=at)
    return [
        (opening, answer) for opening, answer in zip(found, answers, strict=True) if not isinstance(answer, Refusal)
    ]


def apply(world: World, batch: Batch, posted: Sequence[tuple[vacancies.Opening, UUID]], at: datetime) -> list[UUID]:
    """Certificate holders apply near home for what they can do; tells the job applications."""
    rng = chance(world.seed, batch.number, "applying", len(posted))
    skills = certification.skills_of(batch.winners)
    by_province: dict[str, list[tuple[vacancies.Opening, UUID]]] = {}
    for opening, vacancy_id in posted:
        by_province.setdefault(opening.province, []).append((opening, vacancy_id))
    rows = []
    for winner in sorted(skills, key=lambda one: batch.people[one].nik):
        person = batch.people[winner]
        if not skills[winner] or rng.random() > APPLIES:
            continue
        near = by_province.get(person.regency[:2], [])
        fitting = [
            (len(skills[winner] & set(opening.skills)), float(rng.random()), vacancy_id)
            for opening, vacancy_id in near
            if SCHOOLING_RANK[person.schooling] >= SCHOOLING_RANK[opening.qualification]
        ]
        best = sorted(fitting, reverse=True)[: 1 + int(rng.random() * MOST_APPLICATIONS)]
        rows += [(winner, vacancy_id, SHARES) for _skills, _drawn, vacancy_id in best]
    answers = work.apply(rows, by=SYSTEM, at=at)
    return [answer for answer in answers if not isinstance(answer, Refusal)]


def answer(world: World, batch: Batch, sent: Sequence[UUID], at: datetime) -> None:
    """Employers answer most applications; who is accepted somewhere is placed."""
    rng = chance(world.seed, batch.number, "answers", len(sent))
    drawn = pick(rng, [share for *_words, share in ANSWERS], len(sent))
    rows = [
        (job, ANSWERS[place][0], ANSWERS[place][1]) for job, place in zip(sent, drawn, strict=True) if ANSWERS[place][0]
    ]
    work.answer_many(rows, by=SYSTEM, at=at)


def survey(world: World, batch: Batch, at: datetime) -> None:
    """Most people answer the surveys that are open."""
    rng = chance(world.seed, batch.number, "surveys", int(at.timestamp()) % 1_000_000)
    day = wib_day(at)
    rows = OutcomeSurvey.objects.filter(
        application_id__in=batch.winners, answered_at=None, opens_on__lte=day, closes_on__gte=day
    ).values_list("application_id", "wave")
    order = sorted(rows, key=lambda row: (batch.people[row[0]].nik, row[1]))
    given = [(application_id, wave, _outcome(rng)) for application_id, wave in order if rng.random() < ANSWERED]
    work.record_outcomes(given, by=SYSTEM, at=at)


def _outcome(rng: Chance) -> NewOutcome:
    word = OUTCOMES[int(pick(rng, [share for _word, share in OUTCOMES], 1)[0])][0]
    works = word in {OutcomeAnswer.EMPLOYED, OutcomeAnswer.SELF_EMPLOYED}
    return NewOutcome(
        word, same_field=bool(rng.random() < 0.6) if works else None,  # noqa: PLR2004 - a share
        hours_week=20 + int(rng.random() * 28) if works else None, seconds=40 + int(rng.random() * 200),
    )  # fmt: skip
