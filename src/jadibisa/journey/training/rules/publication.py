"""What a course must be before it is published."""

from datetime import timedelta

from jadibisa.journey.training.types import Mode, NewCourse, NewRun
from jadibisa.kernel.refusals import N_, Refusal

HIGHEST_LEVEL = 9
LONGEST_TITLE = 150
LONGEST_SUMMARY = 2000
MOST_HOURS = 400
MOST_SEATS = 100_000
MOST_SESSIONS = 100
HOURS_A_DAY = {Mode.WEBINAR: 3, Mode.FACE_TO_FACE: 8}
"""R-57: at most so many hours of teaching a day; at one's own pace there is no such day."""


def course_refusal(course: NewCourse) -> Refusal | None:
    """Why a course cannot be published."""
    if not course.title.strip() or len(course.title) > LONGEST_TITLE:
        return Refusal("title_wrong", N_("Tulis judul, paling banyak 150 huruf."), field="title")
    if not course.summary.strip() or len(course.summary) > LONGEST_SUMMARY:
        return Refusal("summary_wrong", N_("Tulis ringkasan, paling banyak 2.000 huruf."), field="summary")
    if not course.skills:
        return Refusal("skills_missing", N_("Pilih paling sedikit satu keterampilan yang diajarkan."), field="skills")
    if not 1 <= course.level <= HIGHEST_LEVEL:
        return Refusal("level_wrong", N_("Jenjang KKNI adalah angka 1 sampai 9."), field="level")
    if not 1 <= course.hours <= MOST_HOURS:
        return Refusal("hours_wrong", N_("Lama kursus 1 sampai 400 jam."), field="hours")
    if course.price < 0 or course.data_mb < 0:
        return Refusal("number_negative", N_("Harga dan kuota internet tidak boleh di bawah nol."), field="price")
    keys = [run.key for run in course.runs]
    if len(set(keys)) != len(keys):
        return Refusal("run_key_twice", N_("Dua kelas memakai nama yang sama."), field="runs")
    return next((refusal for run in course.runs if (refusal := run_refusal(course.mode, run)) is not None), None)


def run_refusal(mode: Mode, run: NewRun) -> Refusal | None:
    """Why a run cannot be published."""
    if run.ends_on < run.starts_on:
        return Refusal("run_days_wrong", N_("Kelas berakhir sebelum mulai. Periksa tanggalnya."), field="ends_on")
    if not 1 <= run.seats <= MOST_SEATS:
        return Refusal("seats_wrong", N_("Jumlah kursi 1 sampai 100.000."), field="seats")
    if (mode is Mode.FACE_TO_FACE) != (run.regency is not None):
        return Refusal("place_wrong", N_("Kelas tatap muka perlu tempat, kelas daring tidak."), field="regency")
    numbers = [session.no for session in run.sessions]
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) > MOST_SESSIONS:
        return Refusal("session_numbers_wrong", N_("Nomor pertemuan harus 1, 2, 3 dan seterusnya."), field="sessions")
    if mode is not Mode.SELF_PACED and not run.sessions:
        return Refusal("sessions_missing", N_("Kelas ini perlu paling sedikit satu pertemuan."), field="sessions")
    limit = timedelta(hours=HOURS_A_DAY.get(mode, 24 * 400))
    for session in run.sessions:
        if session.ends_at <= session.starts_at or session.ends_at - session.starts_at > limit:
            return Refusal(
                "session_too_long", N_("Satu pertemuan paling lama %(hours)d jam, dan tidak boleh berakhir sebelum mulai."),
                hours=HOURS_A_DAY.get(mode, 24 * 400), field="sessions",
            )  # fmt: skip
    return None
