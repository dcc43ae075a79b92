"""Work on the real database: employers under four eyes, vacancies, applications that never hang, outcomes."""

from datetime import timedelta
from uuid import UUID

import pytest

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.plumbing import clock
from jadibisa.journey.work import queries, services
from jadibisa.journey.work.models import OutcomeSurvey
from jadibisa.journey.work.types import JobState, NewEmployer, NewOutcome, VacancyState, Wish
from jadibisa.kernel.actors import SYSTEM
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import Refusal
from tests.care.stage import BATCH, NOW, apply, officer, open_batch, refused
from tests.journey.work.cast import SLUGS, employer, member, post, vacancy

pytestmark = pytest.mark.django_db
BOTH = ("name", "phone")


def test_an_employer_is_verified_by_a_second_person_only() -> None:
    employer_id = employer(verified=False)
    vacancy_id = post(employer_id)
    first, second = officer("eko"), officer("dewi")
    with refused("employer_state"):
        services.verify_employer(employer_id, by=second, at=NOW)
    services.propose_verification(employer_id, accept=True, by=first, at=NOW, why="Izin cocok")
    with refused("own_proposal"):
        services.verify_employer(employer_id, by=first, at=NOW)
    assert queries.found(Wish(), today=wib_day(NOW)).page.count == 0
    assert services.verify_employer(employer_id, by=second, at=NOW) == "verified"
    found = queries.found(Wish(), today=wib_day(NOW))
    assert [row.id for row in found.vacancies] == [vacancy_id]
    assert facts.exists("work.employer_verified", employer_id)


def test_a_returned_proposal_waits_again_and_a_refused_employer_posts_nothing() -> None:
    employer_id = employer(verified=False)
    first, second = officer("eko"), officer("dewi")
    services.propose_verification(employer_id, accept=False, by=first, at=NOW, why="NIB tidak ada")
    assert services.verify_employer(employer_id, approve=False, by=second, at=NOW, why="Periksa lagi") == "waiting"
    services.propose_verification(employer_id, accept=False, by=first, at=NOW, why="NIB tidak ada")
    assert services.verify_employer(employer_id, by=second, at=NOW) == "refused"
    answer = services.post_vacancies([vacancy(employer_id)], by=SYSTEM, at=NOW)[0]
    assert isinstance(answer, Refusal)
    assert answer.code == "employer_closed"


def test_the_same_licence_registers_once() -> None:
    employer(verified=False)
    again = NewEmployer("PT Lain", f"{1:013d}", "garmen", "32", "32.04", "lain@usaha.example")
    with refused("employer_known"):
        services.register_employer(again, by=SYSTEM, at=NOW)


def test_suspending_hides_everything_at_once() -> None:
    employer_id = employer()
    post(employer_id)
    with refused("reason_needed"):
        services.suspend_employer(employer_id, by=officer(), at=NOW, why=" ")
    services.suspend_employer(employer_id, by=officer("citra"), at=NOW, why="Meminta uang")
    assert queries.found(Wish(), today=wib_day(NOW)).page.count == 0


def test_a_key_posts_once_and_a_double_is_held() -> None:
    employer_id = employer()
    first = post(employer_id, title="Staf gudang malam")
    assert post(employer_id, title="Staf gudang malam") == first
    twin = post(employer_id, "k2", title="Staf gudang malam!")
    found = queries.vacancy(twin)
    assert found is not None
    assert (found.state, found.flags) == (VacancyState.HELD, ("duplicate",))
    elsewhere = queries.vacancy(post(employer_id, "k3", title="Staf gudang malam", regency="32.05"))
    assert elsewhere is not None
    assert elsewhere.state == VacancyState.OPEN


def test_an_officer_lets_a_held_vacancy_show_or_takes_it_down() -> None:
    employer_id = employer()
    held = post(employer_id, description="Biaya seragam ditanggung pelamar")
    with refused("reason_needed"):
        services.check_vacancy(held, show=False, by=officer(), at=NOW, why="")
    services.check_vacancy(held, show=True, by=officer("citra"), at=NOW, why="Sudah ditanya")
    found = queries.vacancy(held)
    assert found is not None
    assert (found.state, found.checked_at) == (VacancyState.OPEN, NOW)
    services.check_vacancy(held, show=False, by=officer("fajar"), at=NOW, why="Penipuan")
    with refused("vacancy_state"):
        services.check_vacancy(held, show=True, by=officer("gita"), at=NOW, why="")
    assert [fact.data["state"] for fact in queries.vacancy_history(held)[:2]] == ["removed", "open"]


def test_a_report_hides_nothing_reaches_an_officer_and_names_nobody() -> None:
    vacancy_id = post(employer())
    services.report_vacancy(
        vacancy_id, by=SYSTEM, at=NOW, why="Minta transfer ke 0812 3456 7890,\nNIK 3204155408980000"
    )
    found = queries.vacancy(vacancy_id)
    assert found is not None
    assert (found.state, found.flags) == (VacancyState.OPEN, ("reported",))
    assert [row.id for row in queries.vacancies_to_check()[1]] == [vacancy_id]
    [told] = queries.reports(vacancy_id)
    assert told.why == "Minta transfer ke ••••, NIK ••••"
    services.check_vacancy(vacancy_id, show=True, by=officer("citra"), at=NOW, why="Tidak terbukti")
    assert queries.vacancies_to_check()[1] == []
    with refused("reason_needed"):
        services.report_vacancy(vacancy_id, by=SYSTEM, at=NOW, why=" ")


def test_an_employer_never_shows_what_waits_for_an_officer() -> None:
    employer_id = employer()
    boss = member(employer_id)
    held = post(employer_id, description="Biaya seragam ditanggung pelamar")
    later = wib_day(NOW) + timedelta(days=90)
    with refused("vacancy_unchecked"):
        services.change_vacancy(held, "open", expires_on=later, by=boss, at=NOW)
    after = NOW + timedelta(days=200)
    services.expire_vacancies(by=SYSTEM, at=after)
    again = wib_day(after) + timedelta(days=10)
    with refused("vacancy_unchecked"):
        services.change_vacancy(held, "open", expires_on=again, by=boss, at=after)
    checked = post(employer_id, "k2", description="Biaya makan ditanggung pelamar")
    services.check_vacancy(checked, show=True, by=officer("citra"), at=NOW, why="Sudah ditanya")
    services.expire_vacancies(by=SYSTEM, at=after)
    services.change_vacancy(checked, "open", expires_on=again, by=boss, at=after)
    found = queries.vacancy(checked)
    assert found is not None
    assert found.state == VacancyState.OPEN


def test_a_suspended_employer_sees_no_applicant_and_answers_none() -> None:
    open_batch()
    employer_id = employer()
    boss, vacancy_id = member(employer_id), post(employer_id)
    job = services.apply([(apply(1)[0].application_id, vacancy_id, BOTH)], by=SYSTEM, at=NOW)[0]
    assert isinstance(job, UUID)
    found = queries.applicant(employer_id, job)
    assert found is not None
    assert found.phone
    services.suspend_employer(employer_id, by=officer("citra"), at=NOW, why="Meminta uang")
    assert queries.applicant(employer_id, job) is None
    assert queries.applicants(employer_id)[1] == []
    assert queries.new_applicants(NOW - timedelta(days=1), NOW) == []
    with refused("job_unknown"):
        services.answer(job, JobState.ACCEPTED, by=boss, at=NOW)
    assert services.see(vacancy_id, by=boss, at=NOW) == 0


def test_search_filters_counts_and_sorts_by_match() -> None:
    employer_id = employer()
    near = post(employer_id, "a", title="Kasir toko", skills=SLUGS[:2])
    far = post(employer_id, "b", title="Penjahit pola", skills=SLUGS[10:14], regency="33.01", province="33")
    today = wib_day(NOW)
    found = queries.found(Wish(), today=today, skills=SLUGS[:1])
    assert [row.id for row in found.vacancies] == [near, far]
    assert dict(found.by_province) == {"32": 1, "33": 1}
    assert found.by_qualification["menengah"] == 2
    assert [row.id for row in queries.found(Wish(words="menjahit pola"), today=today).vacancies] == [far]
    assert [row.id for row in queries.found(Wish(province="33"), today=today).vacancies] == [far]
    assert queries.found(Wish(province="33"), today=today).by_province["32"] == 1
    assert queries.found(Wish(words="' or 1=1 --"), today=today).page.count == 0
    both = [SLUGS[0], *SLUGS[10:12]]
    assert queries.found(Wish(), today=today, skills=both, home="33").vacancies[0].id == far
    assert queries.found(Wish(), today=today, skills=both, home="32").vacancies[0].id == near
    match = queries.matches(found.vacancies, SLUGS[:1])[0]
    assert (match.owned, match.missing) == (SLUGS[:1], SLUGS[1:2])


def test_supply_and_demand_by_skill_and_province() -> None:
    employer_id = employer()
    post(employer_id, "a", skills=SLUGS[:2], places=3)
    post(employer_id, "b", skills=SLUGS[:1], places=2, title="Lain sama sekali")
    assert queries.vacancies_by_skill_and_province() == sorted([(SLUGS[0], "32", 5), (SLUGS[1], "32", 3)])


def test_an_import_answers_row_by_row_and_expires_nothing() -> None:
    employer_id = employer()
    post(employer_id, "lama")
    row = {
        "key": "a-1",
        "title": "Kasir",
        "occupation": "5230",
        "skills": SLUGS[0],
        "qualification": "SMA",
        "regency": "32.04",
        "contract": "permanent",
        "wage_low": "3500000",
        "places": "2",
    }
    rows = [row, row | {"key": "a-2", "skills": "tidak-ada"}, row | {"key": "a-3", "places": "x"}]
    answers = services.import_vacancies(rows, employer_id, source="karirhub", by=SYSTEM, at=NOW)
    assert isinstance(answers[0], UUID)
    assert [answer.code for answer in answers[1:] if isinstance(answer, Refusal)] == [
        "vacancy_skill_unknown",
        "import_number",
    ]
    assert queries.found(Wish(), today=wib_day(NOW)).page.count == 2


@pytest.fixture
def ayu() -> UUID:
    open_batch()
    return apply(1)[0].application_id


def send(application_id: UUID, vacancy_id: UUID) -> UUID:
    answer = services.apply([(application_id, vacancy_id, BOTH)], by=SYSTEM, at=NOW)[0]
    assert isinstance(answer, UUID), answer
    return answer


def test_applying_twice_is_one_application(ayu: UUID) -> None:
    vacancy_id = post(employer())
    assert send(ayu, vacancy_id) == send(ayu, vacancy_id)
    twice = services.apply([(ayu, vacancy_id, BOTH), (ayu, vacancy_id, BOTH)], by=SYSTEM, at=NOW)
    assert twice[0] == twice[1]
    assert len(facts.about(ayu, verbs=["work.applied"])) == 1


def test_consent_is_asked_and_only_what_was_shared_is_seen(ayu: UUID) -> None:
    employer_id = employer()
    vacancy_id = post(employer_id)
    services.declare_skills(ayu, SLUGS[:2], by=SYSTEM, at=NOW)
    answer = services.apply([(ayu, vacancy_id, ("name",))], by=SYSTEM, at=NOW)[0]
    assert isinstance(answer, Refusal)
    assert answer.code == "share_needed"
    job = send(ayu, vacancy_id)
    _page, seen = queries.applicants(employer_id)
    assert (seen[0].name, seen[0].owned) == ("Ayu Lestari", ())
    assert seen[0].phone.startswith("+62")
    services.withdraw(job, by=SYSTEM, at=NOW)
    hidden = queries.applicant(employer_id, job)
    assert hidden is not None
    assert (hidden.name, hidden.phone) == ("", "")


def test_a_withdrawn_application_may_be_sent_again(ayu: UUID) -> None:
    vacancy_id = post(employer())
    job = send(ayu, vacancy_id)
    services.withdraw(job, by=SYSTEM, at=NOW)
    with refused("job_state"):
        services.withdraw(job, by=SYSTEM, at=NOW)
    assert send(ayu, vacancy_id) == job
    found = queries.job_application(ayu, vacancy_id)
    assert found is not None
    assert found.state == JobState.NEW


def test_closed_vacancies_take_nobody(ayu: UUID) -> None:
    employer_id = employer()
    vacancy_id = post(employer_id)
    boss = member(employer_id)
    services.change_vacancy(vacancy_id, "withdrawn", by=boss, at=NOW)
    answer = services.apply([(ayu, vacancy_id, BOTH)], by=SYSTEM, at=NOW)[0]
    assert isinstance(answer, Refusal)
    assert answer.code == "vacancy_closed"


def test_another_employer_finds_nothing(ayu: UUID) -> None:
    vacancy_id = post(employer(1))
    job = send(ayu, vacancy_id)
    other = employer(2)
    stranger = member(other, "rival")
    with refused("job_unknown") as caught:
        services.answer(job, "accepted", by=stranger, at=NOW)
    assert caught.value.status == 404
    with refused("vacancy_unknown"):
        services.change_vacancy(vacancy_id, "filled", by=stranger, at=NOW)
    assert services.see(vacancy_id, by=stranger, at=NOW) == 0
    assert queries.applicant(other, job) is None
    assert queries.applicants(other, vacancy_id=vacancy_id)[1] == []
    refusal = services.post_vacancies([vacancy(vacancy_owner(vacancy_id), "x")], by=stranger, at=NOW)[0]
    assert isinstance(refusal, Refusal)
    assert refusal.status == 404


def vacancy_owner(vacancy_id: UUID) -> UUID:
    found = queries.vacancy(vacancy_id)
    assert found is not None
    return found.employer_id


def test_an_answer_is_given_once_and_the_last_place_answers_the_rest() -> None:
    open_batch()
    people = [receipt.application_id for receipt in apply(3)]
    employer_id = employer()
    boss = member(employer_id)
    vacancy_id = post(employer_id, places=1)
    jobs = [send(person, vacancy_id) for person in people]
    assert services.see(vacancy_id, by=boss, at=NOW) == 3
    with refused("job_reason"):
        services.answer(jobs[0], "refused", by=boss, at=NOW)
    services.answer(jobs[0], "accepted", by=boss, at=NOW)
    with refused("job_state"):
        services.answer(jobs[0], "refused", "other", by=boss, at=NOW)
    states = {row.state: row.reason for person in people for row in queries.job_applications(person)}
    assert states == {"accepted": "", "refused": "place_filled"}
    found = queries.vacancy(vacancy_id)
    assert found is not None
    assert (found.state, found.places_left) == (VacancyState.FILLED, 0)
    assert queries.placed(BATCH) == 1
    assert facts.exists("work.placed", people[0])


def test_silence_closes_an_application(ayu: UUID) -> None:
    employer_id = employer()
    first = send(ayu, post(employer_id, "a"))
    postponed = send(ayu, post(employer_id, "b", title="Penjahit"))
    services.answer(postponed, "postponed", by=member(employer_id), at=NOW)
    assert services.close_due(by=SYSTEM, at=NOW + timedelta(days=29)) == 0
    assert services.close_due(by=SYSTEM, at=NOW + timedelta(days=30)) == 1
    assert services.close_due(by=SYSTEM, at=NOW + timedelta(days=45)) == 1
    states = {row.id: row.state for row in queries.job_applications(ayu)}
    assert states == {first: JobState.CLOSED, postponed: JobState.CLOSED}


def test_vacancies_end_after_their_last_day_and_may_show_again() -> None:
    employer_id = employer()
    vacancy_id = post(employer_id)
    last = NOW + timedelta(days=60)
    assert queries.expiring(wib_day(last)) == [(vacancy_id, "Staf gudang k1", "kerja1@usaha.example")]
    assert services.expire_vacancies(by=SYSTEM, at=last) == 0
    assert services.expire_vacancies(by=SYSTEM, at=last + timedelta(days=1)) == 1
    later = last + timedelta(days=2)
    with refused("vacancy_expiry"):
        services.change_vacancy(vacancy_id, "open", expires_on=wib_day(NOW), by=member(employer_id), at=later)
    services.change_vacancy(vacancy_id, "open", by=member(employer_id, "gita"), at=later)
    assert queries.found(Wish(province="32"), today=wib_day(later)).page.count == 1


def test_skills_come_from_the_list(ayu: UUID) -> None:
    services.declare_skills(ayu, SLUGS[:3], by=SYSTEM, at=NOW)
    services.declare_skills(ayu, SLUGS[2:4], by=SYSTEM, at=NOW)
    assert queries.own_skills([ayu]) == {ayu: set(SLUGS[2:4])}
    with refused("skill_unknown"):
        services.declare_skills(ayu, ["sulap"], by=SYSTEM, at=NOW)
    with refused("too_many_skills"):
        services.declare_skills(ayu, SLUGS[:41], by=SYSTEM, at=NOW)


def test_outcome_surveys_open_on_their_day_and_content_is_never_a_condition(ayu: UUID) -> None:
    assert services.plan_surveys([ayu], by=SYSTEM, at=NOW) == 1
    assert services.plan_surveys([ayu], by=SYSTEM, at=NOW + timedelta(days=5)) == 0
    waves = queries.surveys(ayu)
    assert len(waves) == 2
    assert waves[0].opens_on == wib_day(NOW) + timedelta(days=29)
    with refused("survey_not_open"):
        services.record_outcome(ayu, 1, NewOutcome("employed"), by=SYSTEM, at=NOW)
    day = NOW + timedelta(days=29)
    assert services.open_surveys(by=SYSTEM, at=day) == 1
    assert services.open_surveys(by=SYSTEM, at=day) == 0
    clock.stand_at(day)
    assert queries.steps_of(ayu)[0].url == "/saya/kabar-kerja/"
    clock.stand_at(day + timedelta(days=30))
    assert queries.steps_of(ayu)[0].url != "/saya/kabar-kerja/"
    services.record_outcome(ayu, 1, NewOutcome("seeking"), by=SYSTEM, at=day)
    with refused("survey_answered"):
        services.record_outcome(ayu, 1, NewOutcome("employed"), by=SYSTEM, at=day)
    assert queries.placed(BATCH) == 0
    later = NOW + timedelta(days=59)
    services.record_outcome(ayu, 2, NewOutcome("self_employed", hours_week=40), by=SYSTEM, at=later)
    assert queries.placed(BATCH) == queries.placed(None) == 1
    assert queries.outcomes(BATCH) == {"self_employed": 1}
    assert OutcomeSurvey.objects.filter(application_id=ayu, wave=2, opened_at=later).exists(), "answered is opened"
    assert facts.exists("work.placed", ayu)
    assert len(facts.about(ayu, verbs=["work.outcome_recorded"])) == 2


def test_the_timeline_says_who_holds_the_ball(ayu: UUID) -> None:
    assert [step.holder for step in queries.steps_of(ayu)] == ["nobody"]
    employer_id = employer()
    job = send(ayu, post(employer_id))
    step = queries.steps_of(ayu)[0]
    assert (step.holder, step.url) == ("employer", "/saya/lamaran/")
    services.answer(job, "accepted", by=member(employer_id), at=NOW)
    assert queries.steps_of(ayu)[0].state == "done"


def test_no_row_is_without_fact(ayu: UUID) -> None:
    send(ayu, post(employer()))
    services.plan_surveys([ayu], by=SYSTEM, at=NOW)
    assert queries.rows_without_fact() == 0
