"""Whether a recipient may buy a run, cancel a purchase or redeem a code: one refusal, or none."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from jadibisa.journey.training.rules.days import written
from jadibisa.journey.training.rules.terms import Terms
from jadibisa.journey.training.types import MOST_EXTRA_DAYS, Learner, LearnerState, Mode, Offer, Purchase, PurchaseState
from jadibisa.kernel.clock import end_of, wib_day
from jadibisa.kernel.refusals import N_, Refusal

SCHOOLING_RANK = {"SD": 1, "SMP": 2, "SMA": 3, "SMK": 3, "D1": 4, "D2": 5, "D3": 6, "D4": 7, "S1": 7, "S2": 8}
"""Years of schooling in order; a course's least schooling is met by any of the same rank or higher."""


def purchase_refusal(
    learner: Learner | None,
    offer: Offer | None,
    *,
    earlier: Collection[UUID],
    busy: bool,
    terms: Terms | None,
    schooling: str,
    at: datetime,
) -> Refusal | None:
    """Why this recipient may not buy this run now; None when only the balance is still to be asked.

    Args:
        learner: the recipient, None for who has no balance.
        offer: the run, None when there is none.
        earlier: courses that the recipient bought before, cancelled ones too (R-48).
        busy: whether a course is still open (R-48).
        terms: the terms of the recipient's policy, None without a recipient.
        schooling: the recipient's schooling, a value of registration's `Schooling`.
        at: the instant.

    """
    if offer is None:
        return Refusal("run_unknown", N_("Kelas ini tidak ada lagi. Pilih kelas lain."), status=404)
    if learner is None or terms is None:
        return Refusal(
            "no_training_balance", N_("Anda belum punya saldo pelatihan. Saldo diberikan setelah Anda terpilih.")
        )
    return _person_refusal(learner, offer, earlier, at, busy=busy) or _run_refusal(schooling, offer, terms, wib_day(at))


def _person_refusal(
    learner: Learner, offer: Offer, earlier: Collection[UUID], at: datetime, *, busy: bool
) -> Refusal | None:
    if learner.state is LearnerState.MISSED:
        return Refusal(
            "first_purchase_missed",
            N_("Batas pembelian pertama Anda sudah lewat dan saldo sudah dikembalikan ke negara."),
        )
    if learner.state is LearnerState.REVOKED:
        return Refusal("no_longer_recipient", N_("Kepesertaan Anda dicabut. Alasannya ada di halaman Seleksi Anda."))
    if busy:
        return Refusal(
            "one_course_at_a_time",
            N_("Selesaikan dan nilai dulu kursus Anda yang sekarang. Setelah itu Anda bisa membeli lagi."),
        )
    if offer.course_id in earlier:
        return Refusal("same_course_again", N_("Anda sudah pernah membeli kursus ini. Pilih kursus lain."))
    if learner.buy_until is not None and at >= end_of(learner.buy_until):
        return Refusal(
            "purchase_deadline_passed",
            N_("Hari terakhir membeli kursus adalah %(day)s. Anda tidak bisa membeli lagi."),
            day=written(learner.buy_until),
        )
    return None


def _run_refusal(schooling: str, offer: Offer, terms: Terms, today: date) -> Refusal | None:
    if not offer.is_open or today > offer.buy_until:
        return Refusal(
            "run_closed",
            N_("Kelas ini hanya bisa dibeli sampai %(day)s. Pilih kelas lain."),
            day=written(offer.buy_until),
            field="run",
        )
    if SCHOOLING_RANK.get(schooling, 0) < SCHOOLING_RANK.get(offer.min_schooling, 0):
        return Refusal(
            "schooling_too_low",
            N_("Kursus ini untuk lulusan %(schooling)s atau lebih tinggi. Pilih kursus lain."),
            schooling=offer.min_schooling,
        )
    if offer.hours < terms.minimum_hours:
        return Refusal(
            "course_too_short",
            N_("Kursus ini %(hours)d jam. Saldo hanya untuk kursus paling sedikit %(minimum)d jam."),
            hours=offer.hours,
            minimum=terms.minimum_hours,
        )
    if offer.price > terms.ceiling:
        return Refusal("price_above_ceiling", N_("Harga kursus ini di atas batas program. Pilih kursus lain."))
    if offer.taken >= offer.seats:
        return Refusal("run_full", N_("Kursi kelas ini sudah habis. Pilih kelas lain."), field="run", status=409)
    return None


def cancel_refusal(purchase: Purchase, at: datetime) -> Refusal | None:
    """Why a purchase can no longer be cancelled (R-42, R-51); one that waits for an own part always can."""
    if purchase.state is PurchaseState.UNPAID:
        return None
    if purchase.state is not PurchaseState.BOUGHT:
        return Refusal(
            "not_cancellable", N_("Kursus ini sudah dimulai atau sudah berakhir, jadi tidak bisa dibatalkan.")
        )
    if purchase.cancel_until is None:
        return Refusal(
            "cancel_impossible", N_("Kelas mulai kurang dari 3 hari setelah dibeli, jadi tidak bisa dibatalkan.")
        )
    if at >= end_of(purchase.cancel_until):
        return Refusal(
            "cancel_too_late", N_("Hari terakhir membatalkan adalah %(day)s."), day=written(purchase.cancel_until)
        )
    return None


def extension_refusal(days: int, why: str, given: int) -> Refusal | None:
    """Why an officer cannot give a participant more time.

    Args:
        days: how many days more.
        why: the reason.
        given: days given before.
    """
    if not 1 <= days <= MOST_EXTRA_DAYS - given:
        return Refusal(
            "extra_days_wrong",
            N_("Semua tambahan untuk satu peserta paling banyak %(most)d hari. Masih bisa %(left)d hari."),
            field="days",
            left=MOST_EXTRA_DAYS - given,
            most=MOST_EXTRA_DAYS,
        )
    if not why.strip():
        return Refusal("reason_missing", N_("Tulis alasannya. Peserta bisa melihatnya."), field="why")
    return None


def redeem_refusal(
    purchase: Purchase | None, *, provider_id: UUID | None, mode: Mode | None, at: datetime
) -> Refusal | None:
    """Why a redeem code does not work (R-53), in the order in which it helps most.

    Args:
        purchase: what the code belongs to, None when unknown.
        provider_id: the provider who redeems, None when the learner does.
        mode: the kind of course at which it is redeemed, None for any.
        at: the instant.

    """
    if purchase is None:
        return _code("code_unknown", N_("Kode ini tidak dikenal. Periksa lagi setiap huruf dan angka."), status=404)
    if provider_id is not None and purchase.provider_id != provider_id:
        return _code(
            "code_of_other_provider", N_("Kode ini untuk lembaga lain. Minta peserta melihat nama lembaganya.")
        )
    if mode is not None and purchase.mode is not mode:
        return _code("code_of_other_kind", N_("Kode ini untuk cara belajar yang lain."))
    if purchase.state is not PurchaseState.BOUGHT:
        return _ended_code(purchase.state)
    if at < purchase.redeem_from:
        return _code("code_too_early", N_("Kode ini belum bisa dipakai. Coba lagi mulai 1 jam sebelum kelas."))
    return _code("code_too_late", N_("Waktu memakai kode ini sudah lewat.")) if at >= purchase.redeem_until else None


def _ended_code(state: PurchaseState) -> Refusal:
    if state is PurchaseState.UNPAID:
        return _code("code_unpaid", N_("Bagian peserta belum dibayar, jadi kode ini belum bisa dipakai."))
    if state in {PurchaseState.CANCELLED, PurchaseState.WITHDRAWN, PurchaseState.LAPSED}:
        return _code("code_cancelled", N_("Pembelian dengan kode ini sudah dibatalkan."))
    if state is PurchaseState.EXPIRED:
        return _code("code_expired", N_("Masa pakai kode ini sudah lewat dan saldonya sudah kembali."))
    return _code("code_used", N_("Kode ini sudah dipakai."), status=409)


def _code(code: str, sentence: str, *, status: int = 422) -> Refusal:
    return Refusal(code, sentence, field="code", status=status)
