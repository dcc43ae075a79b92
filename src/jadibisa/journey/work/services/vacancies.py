"""Vacancies: posted in bulk, held when a rule asks for an officer, checked, changed, expired, imported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.facts import services as facts
from jadibisa.foundation.plumbing.chance import named_uuid
from jadibisa.journey.registration.types import Schooling
from jadibisa.journey.work import rules
from jadibisa.journey.work.models import Employer, Vacancy
from jadibisa.journey.work.types import EmployerState, Flag, NewVacancy, VacancyState
from jadibisa.kernel.actors import Actor, Role
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal
from jadibisa.kernel.skills import SKILLS

CHUNK = 1000
SCHOOLING = frozenset(str(word) for word in Schooling)


def _books(rows: Iterable[NewVacancy]) -> dict[tuple[UUID, str], rules.TitleBook]:
    """The titles that already stand in each place of each employer."""
    books: dict[tuple[UUID, str], rules.TitleBook] = defaultdict(rules.TitleBook)
    employers = {row.employer_id for row in rows}
    standing = Vacancy.objects.filter(employer_id__in=employers, state__in=[VacancyState.OPEN, VacancyState.HELD])
    for employer_id, regency, title in standing.values_list("employer_id", "regency", "title"):
        books[(employer_id, regency)].add(title)
    return books


def _row(new: NewVacancy, employer: Employer, flags: tuple[str, ...], at: datetime) -> Vacancy:
    skills = " ".join(str(SKILLS.get(skill, skill)) for skill in new.skills)
    return Vacancy(
        id=named_uuid("vacancy", str(new.employer_id), new.key),
        employer_id=new.employer_id,
        key=new.key,
        title=new.title.strip(),
        title_key=rules.title_key(new.title),
        description=new.description,
        words=f"{new.title} {employer.name} {employer.sector} {skills} {new.description}",
        occupation=new.occupation,
        skills=list(new.skills),
        qualification=new.qualification,
        province=new.province,
        regency=new.regency,
        contract=new.contract,
        months=new.months,
        wage_low=new.wage_low,
        wage_high=new.wage_high,
        places=new.places,
        open_to_disabled=new.open_to_disabled,
        source=new.source,
        apply_url=new.apply_url,
        state=VacancyState.HELD if flags else VacancyState.OPEN,
        flags=list(flags),
        posted_at=at,
        expires_on=rules.expiry(new.expires_on, wib_day(at)),
    )


@transaction.atomic
def post_vacancies(rows: Sequence[NewVacancy], *, by: Actor, at: datetime) -> list[UUID | Refusal]:
    """Post vacancies; the same key of the same employer again changes nothing and gives the same id.

    A vacancy that asks for money, leads away, excludes people, repeats another or pays oddly is held for an officer.
    None of them shows before its employer is verified.

    Returns:
        For each row its id, or why it was refused.
    """
    employers = {row.pk: row for row in Employer.objects.filter(pk__in={new.employer_id for new in rows})}
    known = set(
        Vacancy.objects.filter(employer_id__in=employers, key__in={new.key for new in rows}).values_list(
            "employer_id", "key"
        )
    )
    books, today = _books(rows), wib_day(at)
    skills = frozenset(SKILLS)
    answers: list[UUID | Refusal] = []
    made: list[Vacancy] = []
    for new in rows:
        try:
            employer = _employer(employers, new.employer_id, by)
            rules.check_vacancy(new, today=today, known_skills=skills, schooling=SCHOOLING)
        except Refusal as refusal:
            answers.append(refusal)
            continue
        answers.append(named_uuid("vacancy", str(new.employer_id), new.key))
        if (new.employer_id, new.key) in known:
            continue
        known.add((new.employer_id, new.key))
        book = books[(new.employer_id, new.regency)]
        made.append(_row(new, employer, rules.flags(new, duplicate=book.has_similar(new.title)), at))
        book.add(new.title)
    Vacancy.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    for start in range(0, len(made), CHUNK):
        chunk = made[start : start + CHUNK]
        held = sum(row.state == VacancyState.HELD for row in chunk)
        facts.record("work.vacancy_posted", by=by, at=at, subjects=[row.pk for row in chunk], data={"held": held})
    return answers


def _employer(employers: Mapping[UUID, Employer], employer_id: UUID, by: Actor) -> Employer:
    employer = employers.get(employer_id)
    if employer is None or (by.role is Role.EMPLOYER and by.organisation_id != employer_id):
        raise Refusal("employer_unknown", N_("Pemberi kerja itu tidak ada."), status=404)
    if employer.state in {EmployerState.REFUSED, EmployerState.SUSPENDED}:
        raise Refusal("employer_closed", N_("Usaha ini tidak boleh memasang lowongan. Hubungi petugas."), status=403)
    return employer


def _locked(vacancy_id: UUID, by: Actor) -> Vacancy:
    """A vacancy, locked; another employer's does not exist for an employer."""
    rows = Vacancy.objects.select_for_update().filter(pk=vacancy_id)
    if by.role is Role.EMPLOYER:
        rows = rows.filter(employer_id=by.organisation_id)
    row = rows.first()
    if row is None:
        raise Refusal("vacancy_unknown", N_("Lowongan itu tidak ada."), status=404)
    return row


@transaction.atomic
def check_vacancy(vacancy_id: UUID, *, show: bool, by: Actor, at: datetime, why: str) -> None:
    """An officer lets a held vacancy show, confirms one that shows, or takes it down with a reason.

    Raises:
        Refusal: `vacancy_unknown`, `vacancy_state`, `reason_needed`.
    """
    row = _locked(vacancy_id, by)
    if not show and not why.strip():
        raise Refusal("reason_needed", N_("Tulis alasannya, supaya pemberi kerja tahu."), field="why")
    wish = VacancyState.OPEN if show else VacancyState.REMOVED
    if row.state != wish:
        row.state = rules.next_vacancy_state(row.state, wish)
    row.checked_at = at
    row.flags = [flag for flag in row.flags if flag != Flag.REPORTED]
    row.save(update_fields=["state", "checked_at", "flags"])
    facts.record("work.vacancy_checked", by=by, at=at, subjects=[vacancy_id], why=why, data={"state": row.state})


@transaction.atomic
def change_vacancy(vacancy_id: UUID, wish: str, *, expires_on: date | None = None, by: Actor, at: datetime) -> None:
    """Its employer withdraws a vacancy, says it is filled, or shows an expired one again until a new day.

    Raises:
        Refusal: `vacancy_unknown`, `vacancy_state`, `vacancy_expiry`, `vacancy_unchecked`.
    """
    row = _locked(vacancy_id, by)
    row.state = rules.change_by_employer(row.state, wish, unchecked=bool(row.flags) and row.checked_at is None)
    if wish == VacancyState.OPEN:
        row.expires_on = rules.check_expiry(expires_on, wib_day(at))
    row.save(update_fields=["state", "expires_on"])
    facts.record("work.vacancy_changed", by=by, at=at, subjects=[vacancy_id], data={"state": row.state})


@transaction.atomic
def report_vacancy(vacancy_id: UUID, *, by: Actor, at: datetime, why: str) -> None:
    """Somebody finds a vacancy suspicious: it stays, marked for an officer; a report by itself hides nothing.

    Raises:
        Refusal: `vacancy_unknown`, `reason_needed`.
    """
    told = rules.clean_report(why)
    row = Vacancy.objects.select_for_update().filter(pk=vacancy_id).first()
    if row is None:
        raise Refusal("vacancy_unknown", N_("Lowongan itu tidak ada."), status=404)
    if Flag.REPORTED not in row.flags:
        row.flags = [*row.flags, Flag.REPORTED]
        row.save(update_fields=["flags"])
    facts.record("work.vacancy_reported", by=by, at=at, subjects=[vacancy_id], why=told)


@transaction.atomic
def expire_vacancies(*, by: Actor, at: datetime) -> int:
    """Take vacancies down after their last day; tells how many."""
    today = wib_day(at)
    ids = list(
        Vacancy.objects.select_for_update(of=("self",))
        .filter(state__in=[VacancyState.OPEN, VacancyState.HELD], expires_on__lt=today)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Vacancy.objects.filter(pk__in=ids).update(state=VacancyState.EXPIRED)
    for start in range(0, len(ids), CHUNK):
        facts.record(
            "work.vacancy_changed",
            by=by,
            at=at,
            subjects=ids[start : start + CHUNK],
            data={"state": VacancyState.EXPIRED},
        )
    return len(ids)


def import_vacancies(
    rows: Sequence[Mapping[str, str]], employer_id: UUID, *, source: str, by: Actor, at: datetime
) -> list[UUID | Refusal]:
    """Post vacancies from a file's rows; a bad row is refused alone, and an import never expires anything."""
    read: list[NewVacancy | Refusal] = []
    for row in rows:
        try:
            read.append(rules.read_row(row, employer_id, source))
        except Refusal as refusal:
            read.append(refusal)
    posted = iter(post_vacancies([new for new in read if isinstance(new, NewVacancy)], by=by, at=at))
    return [new if isinstance(new, Refusal) else next(posted) for new in read]
