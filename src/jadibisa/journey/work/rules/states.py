"""Which steps a job application and a vacancy may take, and by whose wish."""

from collections.abc import Mapping

from jadibisa.journey.work.types import JobState, RefusedFor, VacancyState
from jadibisa.kernel.refusals import N_, Refusal

JOB_STEPS: Mapping[str, frozenset[str]] = {
    JobState.NEW: frozenset(
        {
            JobState.SEEN,
            JobState.POSTPONED,
            JobState.ACCEPTED,
            JobState.REFUSED,
            JobState.WITHDRAWN,
            JobState.CLOSED,
        }
    ),
    JobState.SEEN: frozenset(
        {JobState.POSTPONED, JobState.ACCEPTED, JobState.REFUSED, JobState.WITHDRAWN, JobState.CLOSED}
    ),
    JobState.POSTPONED: frozenset({JobState.ACCEPTED, JobState.REFUSED, JobState.WITHDRAWN, JobState.CLOSED}),
    JobState.ACCEPTED: frozenset(),
    JobState.REFUSED: frozenset(),
    JobState.WITHDRAWN: frozenset({JobState.NEW}),
    JobState.CLOSED: frozenset(),
}
EMPLOYER_ANSWERS = frozenset({JobState.SEEN, JobState.POSTPONED, JobState.ACCEPTED, JobState.REFUSED})
VACANCY_STEPS: Mapping[str, frozenset[str]] = {
    VacancyState.HELD: frozenset(
        {VacancyState.OPEN, VacancyState.REMOVED, VacancyState.WITHDRAWN, VacancyState.EXPIRED}
    ),
    VacancyState.OPEN: frozenset(
        {VacancyState.HELD, VacancyState.FILLED, VacancyState.EXPIRED, VacancyState.WITHDRAWN, VacancyState.REMOVED}
    ),
    VacancyState.FILLED: frozenset({VacancyState.REMOVED}),
    VacancyState.EXPIRED: frozenset({VacancyState.OPEN, VacancyState.REMOVED}),
    VacancyState.WITHDRAWN: frozenset(),
    VacancyState.REMOVED: frozenset(),
}


def next_job_state(state: str, wish: str, reason: str) -> str:
    """The state of a job application after a wish.

    Raises:
        Refusal: `job_state` when the step does not exist, `job_reason` when a refusal names no reason.
    """
    if wish not in JOB_STEPS[state]:
        raise Refusal("job_state", N_("Lamaran ini sudah dijawab atau ditarik. Muat ulang halaman."), status=409)
    if wish == JobState.REFUSED and reason not in frozenset(RefusedFor):
        raise Refusal("job_reason", N_("Pilih alasan, supaya pelamar tahu apa yang kurang."), field="reason")
    return wish


def next_vacancy_state(state: str, wish: str) -> str:
    """The state of a vacancy after a wish.

    Raises:
        Refusal: `vacancy_state` when the step does not exist.
    """
    if wish not in VACANCY_STEPS[state]:
        raise Refusal("vacancy_state", N_("Lowongan ini sudah berubah. Muat ulang halaman."), status=409)
    return wish


def change_by_employer(state: str, wish: str, *, unchecked: bool) -> str:
    """The state of a vacancy after a wish of its employer, who never shows what an officer has yet to look at.

    Args:
        state: where it stands.
        wish: where it shall stand.
        unchecked: whether a rule or a reader marked it and no officer has looked since.

    Raises:
        Refusal: `vacancy_state` when the step does not exist, `vacancy_unchecked`.
    """
    if wish == VacancyState.OPEN and (unchecked or state != VacancyState.EXPIRED):
        raise Refusal(
            "vacancy_unchecked", N_("Hanya petugas yang dapat menampilkan lowongan yang ditahan."), status=403
        )
    return next_vacancy_state(state, wish)
