"""What a course must be before it is published."""

from collections.abc import Iterable
from datetime import timedelta

from jadibisa.journey.training.types import Mode, NewCourse, NewRun
from jadibisa.kernel.refusals import N_, Refusal

HIGHEST_LEVEL = 9
LONGEST_TITLE = 150
LONGEST_SUMMARY = 2000
MOST_HOURS = 400
MOST_SEATS = 100_000
MOST_SESSIONS = 100
DAYS_OF_A_MODULE = 400
HOURS_A_DAY = {Mode.WEBINAR: 3, Mode.FACE_TO_FACE: 8}
"""R-57: at most so many hours of teaching a day; at one's own pace there is no such day."""


def course_refusal(course: NewCourse) -> Refusal | None:
    """Why a course cannot be published; the first thing that is wrong."""
    title_fits = course.title.strip() and len(course.title) <= LONGEST_TITLE and course.title.isprintable()
    summary_fits = course.summary.strip() and len(course.summary) <= LONGEST_SUMMARY and "\x00" not in course.summary
    keys = [run.key for run in course.runs]
    checks = (
        (title_fits, "title_wrong", N_("Tulis judul, paling banyak 150 huruf."), "title"),
        (summary_fits, "summary_wrong", N_("Tulis ringkasan, paling banyak 2.000 huruf."), "summary"),
        (course.skills, "skills_missing", N_("Pilih paling sedikit satu keterampilan yang diajarkan."), "skills"),
        (1 <= course.level <= HIGHEST_LEVEL, "level_wrong", N_("Jenjang KKNI adalah angka 1 sampai 9."), "level"),
        (1 <= course.hours <= MOST_HOURS, "hours_wrong", N_("Lama kursus 1 sampai 400 jam."), "hours"),
        (course.price > 0, "price_wrong", N_("Tulis harga kursus dalam rupiah, lebih dari nol."), "price"),
        (course.data_mb >= 0, "data_negative", N_("Kuota internet tidak boleh di bawah nol."), "data_mb"),
        (len(set(keys)) == len(keys), "run_key_twice", N_("Dua kelas memakai nama yang sama."), "runs"),
    )
    wrong = _first_wrong(checks)
    return wrong or next(
        (refusal for run in course.runs if (refusal := run_refusal(course.mode, run)) is not None), None
    )


def run_refusal(mode: Mode, run: NewRun) -> Refusal | None:
    """Why a run cannot be published; the first thing that is wrong."""
    numbers = [session.no for session in run.sessions]
    in_row = numbers == list(range(1, len(numbers) + 1)) and len(numbers) <= MOST_SESSIONS
    limit = timedelta(hours=HOURS_A_DAY.get(mode, DAYS_OF_A_MODULE * 24))
    lengths_fit = all(timedelta(0) < session.ends_at - session.starts_at <= limit for session in run.sessions)
    checks = (
        (
            run.ends_on >= run.starts_on,
            "run_days_wrong",
            N_("Kelas berakhir sebelum mulai. Periksa tanggalnya."),
            "ends_on",
        ),
        (1 <= run.seats <= MOST_SEATS, "seats_wrong", N_("Jumlah kursi 1 sampai 100.000."), "seats"),
        (
            (mode is Mode.FACE_TO_FACE) == (run.regency is not None),
            "place_wrong",
            N_("Kelas tatap muka perlu tempat, kelas daring tidak."),
            "regency",
        ),
        (in_row, "session_numbers_wrong", N_("Nomor pertemuan harus 1, 2, 3 dan seterusnya."), "sessions"),
        (
            mode is Mode.SELF_PACED or numbers,
            "sessions_missing",
            N_("Kelas ini perlu paling sedikit satu pertemuan."),
            "sessions",
        ),
        (
            lengths_fit,
            "session_length_wrong",
            N_("Satu pertemuan webinar paling lama 3 jam, tatap muka 8 jam, dan berakhir setelah mulai."),
            "sessions",
        ),
    )
    return _first_wrong(checks)


def _first_wrong(checks: Iterable[tuple[object, str, str, str]]) -> Refusal | None:
    """The refusal of the first check that fails: (fine, code, sentence, field)."""
    return next((Refusal(code, sentence, field=field) for fine, code, sentence, field in checks if not fine), None)
