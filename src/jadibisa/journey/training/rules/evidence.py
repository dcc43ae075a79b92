"""Evidence per session and per assessment, and the completion that the programme computes from it (R-52 to R-60)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from jadibisa.journey.training.rules.days import written
from jadibisa.journey.training.rules.terms import Terms
from jadibisa.journey.training.types import ASSESSMENTS, AssessmentKind, Mode, Purchase, PurchaseState
from jadibisa.kernel.clock import end_of
from jadibisa.kernel.ids import crockford, read_crockford
from jadibisa.kernel.refusals import N_, Refusal

STEP_SECONDS = 15
CODE_LETTERS = 6
PRESENT_BEFORE = timedelta(hours=1)
MOST_STARS = 5
MOST_SCORE = 100
MOST_TEXT = 2000


def rotating_code(key: bytes, at: datetime) -> str:
    """The code on the trainer's screen: HMAC-SHA-256 over the number of the 15-second step, 30 bits."""
    return _code(key, int(at.timestamp()) // STEP_SECONDS)


def code_fits(key: bytes, typed: str, at: datetime) -> bool:
    """Whether a typed code is the present one, the one before or the one after."""
    step = int(at.timestamp()) // STEP_SECONDS
    given = read_crockford(typed)
    return any(hmac.compare_digest(_code(key, step + off).encode(), given.encode()) for off in (-1, 0, 1))


def _code(key: bytes, step: int) -> str:
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha256).digest()
    return crockford(int.from_bytes(digest[:4], "big") >> 2, CODE_LETTERS)


def presence_refusal(
    purchase: Purchase, session: tuple[datetime, datetime] | None, present_at: datetime, at: datetime
) -> Refusal | None:
    """Why presence cannot be written.

    Args:
        purchase: whose.
        session: start and end, None when the run has no such session.
        present_at: when the person was there.
        at: the present.

    """
    if session is None:
        return Refusal("session_unknown", N_("Pertemuan ini tidak ada dalam kelas Anda."), status=404)
    refusal = _running_refusal(purchase)
    if refusal is not None:
        return refusal
    if present_at > at:
        return Refusal("presence_in_future", N_("Kehadiran tidak bisa dicatat sebelum waktunya."))
    if purchase.redeemed_at is not None and present_at < purchase.redeemed_at:
        return Refusal("presence_before_redeem", N_("Kursus belum dimulai pada waktu itu. Pakai kode kursus dulu."))
    return (
        _late_refusal(purchase, present_at)
        if purchase.mode is Mode.SELF_PACED
        else _window_refusal(session, present_at)
    )


def _window_refusal(session: tuple[datetime, datetime], present_at: datetime) -> Refusal | None:
    """Presence is written from one hour before a meeting until its end."""
    if present_at < session[0] - PRESENT_BEFORE:
        return Refusal("presence_too_early", N_("Kehadiran bisa dicatat mulai 1 jam sebelum pertemuan."))
    if present_at >= session[1]:
        return Refusal(
            "presence_too_late", N_("Pertemuan ini sudah selesai. Jika Anda hadir, minta lembaga mencatatnya.")
        )
    return None


def assessment_refusal(
    purchase: Purchase, kind: AssessmentKind, score: int, done: Mapping[AssessmentKind, int], at: datetime
) -> Refusal | None:
    """Why a score cannot be written: the gate is closed (R-59), too late (R-39, R-40), or no score."""
    refusal = _running_refusal(purchase) or _late_refusal(purchase, at)
    if refusal is not None:
        return refusal
    wanted = ASSESSMENTS[purchase.mode]
    if kind not in wanted:
        return Refusal("assessment_unknown", N_("Kursus ini tidak memakai penilaian itu."))
    if not 0 <= score <= MOST_SCORE:
        return Refusal("score_out_of_range", N_("Nilai harus angka dari 0 sampai 100."), field="score")
    if any(earlier not in done for earlier in wanted[: wanted.index(kind)]):
        return Refusal("gate_closed", N_("Isi dulu penilaian sebelumnya. Urutannya tetap."))
    return None


def _running_refusal(purchase: Purchase) -> Refusal | None:
    if purchase.state in {PurchaseState.UNPAID, PurchaseState.BOUGHT}:
        return Refusal("not_redeemed", N_("Kursus belum dimulai. Pakai kode kursus dulu."))
    if purchase.state is not PurchaseState.REDEEMED:
        return Refusal("course_ended", N_("Kursus ini sudah berakhir, jadi tidak bisa diubah lagi."), status=409)
    return None


def _late_refusal(purchase: Purchase, at: datetime) -> Refusal | None:
    if at >= end_of(purchase.finish_until):
        day = written(purchase.finish_until)
        return Refusal("finish_too_late", N_("Hari terakhir menyelesaikan kursus adalah %(day)s."), day=day)
    return None


def sessions_needed(sessions: int, percent: int) -> int:
    """How many sessions one must attend: the percentage, rounded up."""
    return -(-sessions * percent // 100)


def missing(
    mode: Mode, *, sessions: int, present: int, scores: Mapping[AssessmentKind, int], terms: Terms
) -> tuple[str, ...]:
    """What still stands between a purchase and its completion; empty when it is complete.

    Returns:
        Names: "presence", each missing kind of assessment, and "score" when an end score is too low.

    """
    gaps: list[str] = []
    if present < sessions_needed(sessions, terms.presence_percent):
        gaps.append("presence")
    gaps += [kind.value for kind in ASSESSMENTS[mode] if kind not in scores]
    ends = [scores[kind] for kind in (AssessmentKind.POST, AssessmentKind.DEMONSTRATION) if kind in scores]
    if any(score < terms.pass_score for score in ends):
        gaps.append("score")
    return tuple(gaps)


def final_score(scores: Mapping[AssessmentKind, int]) -> int:
    """The score on the certificate: the mean of final test and demonstration, half a point rounds up."""
    ends = [scores[AssessmentKind.POST], scores[AssessmentKind.DEMONSTRATION]]
    return (sum(ends) * 2 + len(ends)) // (2 * len(ends))


def rating_refusal(purchase: Purchase, stars: int, text: str) -> Refusal | None:
    """Why a rating is not taken: stars and a text are both asked for (R-64)."""
    if purchase.state is PurchaseState.RATED:
        return Refusal("already_rated", N_("Anda sudah menilai kursus ini. Terima kasih."), status=409)
    if purchase.state is not PurchaseState.COMPLETED:
        return Refusal("not_completed", N_("Kursus bisa dinilai setelah selesai."))
    if not 1 <= stars <= MOST_STARS:
        return Refusal("stars_out_of_range", N_("Pilih 1 sampai 5 bintang."), field="stars")
    if not text.strip():
        return Refusal("review_missing", N_("Tulis pendapat Anda, satu kalimat cukup."), field="text")
    if len(text) > MOST_TEXT:
        return Refusal("review_too_long", N_("Tulis paling banyak 2.000 huruf."), field="text")
    return None
