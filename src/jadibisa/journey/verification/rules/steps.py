"""Which steps a case may take, and what an officer's decision needs."""

from collections.abc import Collection, Mapping

from jadibisa.journey.verification.rules.eligibility import Law
from jadibisa.journey.verification.types import REFUSING, CaseState, Reason
from jadibisa.kernel.refusals import N_, Refusal

STEPS: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.WAITING: frozenset({CaseState.REVIEW, CaseState.VERIFIED, CaseState.REFUSED}),
    CaseState.ASKING: frozenset({CaseState.REVIEW, CaseState.VERIFIED, CaseState.REFUSED}),
    CaseState.REVIEW: frozenset({CaseState.ASKING, CaseState.VERIFIED, CaseState.REFUSED}),
    CaseState.VERIFIED: frozenset(),
    CaseState.REFUSED: frozenset({CaseState.REVIEW}),
}


def require_step(state: CaseState, to: CaseState) -> None:
    """Refuse a step that a case cannot take.

    Raises:
        Refusal: `case_step`.
    """
    if to not in STEPS[state]:
        raise Refusal(
            "case_step", N_("Kasus ini sudah berubah. Muat ulang halaman, lalu lihat keadaannya."), status=409
        )


def require_review(*, accept: bool, reasons: tuple[Reason, ...]) -> None:
    """Refuse an officer's refusal without a reason that the law knows.

    Raises:
        Refusal: `refusal_needs_reason`.
    """
    if not accept and not set(reasons) & REFUSING:
        raise Refusal("refusal_needs_reason", N_("Pilih alasan penolakan menurut aturan."), field="reason")


def require_age(reason: Reason, ages: Collection[int], law: Law) -> None:
    """Refuse to call somebody too young or too old whose age fits by every date of birth that is known.

    Raises:
        Refusal: `age_fits`.
    """
    fits = {
        Reason.TOO_YOUNG: all(age >= law.minimum_age for age in ages),
        Reason.TOO_OLD: all(age <= law.maximum_age for age in ages),
    }
    if fits.get(reason, False):
        raise Refusal(
            "age_fits",
            N_("Umur pendaftar %(years)d tahun, jadi alasan itu tidak cocok. Pilih alasan lain."),
            field="reason",
            years=max(ages),
        )


def require_answered(state: CaseState) -> None:
    """Refuse a decision about a case whose registry answer is still missing.

    Raises:
        Refusal: `registry_unanswered`.
    """
    if state is CaseState.WAITING:
        raise Refusal("registry_unanswered", N_("Dukcapil belum menjawab. Tunggu jawabannya dulu."), status=409)


def require_new_eyes(label: str, refusers: Collection[str]) -> None:
    """Refuse that somebody who refused a case decides it again after a won appeal.

    Raises:
        Refusal: `own_refusal`.
    """
    if label in refusers:
        raise Refusal(
            "own_refusal", N_("Anda ikut menolak kasus ini dulu. Sekarang orang lain yang memutuskan."), status=403
        )
