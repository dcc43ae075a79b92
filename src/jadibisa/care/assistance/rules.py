"""The law of assisted access: who may be a companion, how many sittings a day, what a place must say."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from jadibisa.care.assistance.types import (
    COMPANION_DAYS,
    MOST_REGENCIES,
    SITTING_HOURS,
    SITTINGS_A_DAY,
    CompanionState,
    Consent,
    NewPoint,
    NewSitting,
    PointKind,
    SittingState,
)
from jadibisa.kernel.refusals import N_, Refusal

SHORTEST_NAME = 3
LONGEST_NAME = 100
COMPANION_STEPS = {
    CompanionState.APPLIED: {CompanionState.PROPOSED},
    CompanionState.PROPOSED: {CompanionState.APPLIED, CompanionState.APPROVED, CompanionState.REFUSED},
    CompanionState.APPROVED: {CompanionState.STOPPED},
    CompanionState.REFUSED: {CompanionState.PROPOSED},
    CompanionState.STOPPED: {CompanionState.PROPOSED},
}
SITTING_STEPS = {
    SittingState.ASKED: {SittingState.CONSENTED, SittingState.REVOKED},
    SittingState.CONSENTED: {SittingState.FINISHED, SittingState.REVOKED},
    SittingState.FINISHED: {SittingState.REVOKED},
    SittingState.REVOKED: set(),
}


def check_application(
    regencies: Collection[str], *, known: Collection[str], certificates: int, has_motive: bool
) -> tuple[str, ...]:
    """Whether somebody may ask to be a companion; the regencies in order.

    Raises:
        Refusal: `companion_certificate`, `companion_regencies`, `companion_motive`.
    """
    if certificates < 1:
        raise Refusal(
            "companion_certificate",
            N_("Pendamping adalah lulusan kursus. Selesaikan satu kursus dan terima sertifikatnya dulu."),
            status=409,
        )
    chosen = tuple(sorted(set(regencies)))
    if not 1 <= len(chosen) <= MOST_REGENCIES or not set(chosen) <= set(known):
        raise Refusal(
            "companion_regencies",
            N_("Pilih 1 sampai %(most)d kabupaten atau kota tempat Anda membantu."),
            field="regencies",
            most=MOST_REGENCIES,
        )
    if not has_motive:
        raise Refusal("companion_motive", N_("Tulis mengapa Anda ingin membantu."), field="motive")
    return chosen


def next_companion(state: str, wish: str) -> str:
    """The state of a companion after a wish.

    Raises:
        Refusal: `companion_state`.
    """
    if wish not in COMPANION_STEPS[CompanionState(state)]:
        raise Refusal("companion_state", N_("Permohonan ini sudah berubah. Muat ulang halaman."), status=409)
    return wish


def expires_on(approved: date) -> date:
    """The last day of a companion's scope."""
    return approved + timedelta(days=COMPANION_DAYS)


def check_sitting(
    new: NewSitting,
    *,
    scope: Iterable[str],
    expires: date | None,
    today: date,
    started_today: int,
    own_phone: str,
) -> None:
    """Whether a companion may begin a sitting.

    Raises:
        Refusal: `companion_expired`, `sitting_cap`, `sitting_own_phone`, `sitting_place`, `sitting_name`, `sitting_consent`,
            `sitting_paper`.
    """
    if expires is None or today > expires:
        raise Refusal("companion_expired", N_("Masa tugas Anda sudah habis. Hubungi petugas."), status=403)
    if started_today >= SITTINGS_A_DAY:
        raise Refusal(
            "sitting_cap",
            N_("Hari ini Anda sudah membantu %(most)d orang. Lanjutkan besok."),
            status=429,
            most=SITTINGS_A_DAY,
        )
    if new.phone == own_phone:
        raise Refusal(
            "sitting_own_phone",
            N_("Itu nomor HP Anda sendiri. Tulis nomor orang itu atau keluarganya."),
            field="phone",
        )
    if new.regency not in set(scope):
        raise Refusal("sitting_place", N_("Tempat itu di luar wilayah tugas Anda."), field="regency")
    if not 1 <= len(new.first_name.strip()) <= LONGEST_NAME or not new.first_name.isprintable():
        raise Refusal("sitting_name", N_("Tulis nama panggilan orang itu."), field="first_name")
    if new.consent not in frozenset(Consent):
        raise Refusal("sitting_consent", N_("Pilih cara orang itu menyetujui."), field="consent")
    if new.consent == Consent.PAPER and not new.paper.strip():
        raise Refusal("sitting_paper", N_("Tulis nomor di lembar persetujuan yang ditandatangani."), field="paper")


def next_sitting(state: str, wish: str) -> str:
    """The state of a sitting after a wish.

    Raises:
        Refusal: `sitting_state`.
    """
    if wish not in SITTING_STEPS[SittingState(state)]:
        raise Refusal("sitting_state", N_("Pendampingan ini sudah selesai atau dicabut."), status=409)
    return wish


def check_fresh(started: datetime, at: datetime) -> None:
    """Whether a consent is still of today.

    Raises:
        Refusal: `sitting_old`.
    """
    if at - started > timedelta(hours=SITTING_HOURS):
        raise Refusal("sitting_old", N_("Persetujuan itu sudah lewat 12 jam. Minta lagi."), status=409)


def check_point(new: NewPoint, *, scope: Collection[str]) -> None:
    """Whether an office may open a place, and whether the place says what people need.

    Raises:
        Refusal: `point_place`, `point_name`, `point_kind`, `point_address`, `point_hours`.
    """
    if new.regency not in scope:
        raise Refusal("point_place", N_("Tempat itu di luar wilayah Anda."), field="regency")
    if not SHORTEST_NAME <= len(new.name.strip()) <= LONGEST_NAME:
        raise Refusal("point_name", N_("Tulis nama tempat, misalnya Kantor Desa Sukamaju."), field="name")
    if new.kind not in frozenset(PointKind):
        raise Refusal("point_kind", N_("Pilih jenis tempat."), field="kind")
    if not new.address.strip():
        raise Refusal("point_address", N_("Tulis alamat yang mudah ditemukan."), field="address")
    if not new.hours.strip():
        raise Refusal("point_hours", N_("Tulis hari dan jam buka."), field="hours")
