"""What was filled in beside what the registry says, and the checks of the law, as rows of tables."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jadibisa.foundation.places.queries import regency
from jadibisa.foundation.plumbing.templatetags.jadibisa import tanggal
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import ApplicationView
from jadibisa.journey.verification import queries
from jadibisa.journey.verification.services import OpenCase
from jadibisa.journey.verification.types import REFUSING, CaseView, Reason
from jadibisa.kernel.clock import age_on
from jadibisa.kernel.ids import mask_number
from jadibisa.kernel.refusals import Refusal

NOT_THERE = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what, as told, as registered, the verdict's mark and word."""

    label: str
    told: str
    registered: str
    tag: str
    word: str


def _place(code: str) -> str:
    try:
        return regency(code).name
    except Refusal:
        return code or NOT_THERE


def _gender(letter: str) -> str:
    return {"F": _("Perempuan"), "M": _("Laki-laki")}.get(letter, NOT_THERE)


def compared(opened: OpenCase, application: ApplicationView) -> list[Line]:
    """The rows of the comparison; a registry that has not answered leaves its column empty."""
    file, said = opened.file, opened.answer
    told = [
        (_("Nama"), file.name, said.name if said else ""),
        (_("NIK"), mask_number(file.nik), mask_number(file.nik) if said and said.found else ""),
        (
            _("Tanggal lahir"),
            tanggal(application.birth_date),
            tanggal(said.birth_date) if said and said.birth_date else "",
        ),
        (_("Jenis kelamin"), _gender(application.gender), _gender(said.gender) if said and said.found else ""),
        (_("Nomor KK"), mask_number(file.kk), mask_number(said.kk) if said and said.kk else ""),
        (_("Kabupaten atau kota"), _place(application.regency), _place(said.regency) if said and said.found else ""),
    ]
    same_kk = said is not None and said.kk == file.kk
    lines = []
    for label, own, registered in told:
        same = own == registered and (label != _("Nomor KK") or same_kk)
        if not registered:
            tag, word = "none", _("Tidak ada jawaban")
        else:
            tag, word = ("ok", _("Sama")) if same else ("wait", _("Beda"))
        lines.append(Line(label, own, registered or NOT_THERE, tag, word))
    return lines


def checks(view: CaseView) -> list[tuple[str, str, str, str]]:
    """The checks of the law: rule, source, mark, word."""
    policy, day = registration.policy_of(view.batch), registration.policy_day(view.batch)
    least, most = (policy.integer(f"eligibility.{key}_age", on=day) for key in ("minimum", "maximum"))
    born = registration.application(view.application_id).birth_date
    failed = set(view.reasons)
    age = _("%(years)d tahun saat ditutup") % {"years": age_on(born, day)}
    told = (
        (_("Umur %(least)d–%(most)d") % {"least": least, "most": most}, "Dukcapil", {Reason.TOO_YOUNG, Reason.TOO_OLD}, age),
        (_("Tidak sedang sekolah"), "Dapodik, EMIS, PDDikti", {Reason.IN_EDUCATION}, _("Tidak tercatat")),
        (_("Bukan ASN, TNI, Polri, pejabat"), "BKN", {Reason.OCCUPATION}, _("Tidak tercatat")),
        (_("Belum pernah menjadi penerima"), "JadiBisa", {Reason.EARLIER_RECIPIENT}, _("Belum pernah")),
        (_("Tidak dalam daftar larangan"), "JadiBisa", {Reason.BLACKLISTED}, _("Tidak tercatat")),
        (
            _("Paling banyak %(cap)d penerima per KK") % {"cap": queries.family_cap(view.batch)},
            "JadiBisa", {Reason.FAMILY_CARD_FULL}, _("Masih ada tempat"),
        ),
        (_("Bukti kelompok"), _("Kemnaker, Kemensos"), {Reason.PROOF_UNCHECKED}, _("Tidak perlu dilihat")),
    )  # fmt: skip
    if view.checked_at is None:
        return [(rule, source, "none", _("Belum diperiksa")) for rule, source, _reasons, _word in told]
    return [_verdict(rule, source, reasons & failed, word) for rule, source, reasons, word in told]


def _verdict(rule: str, source: str, failed: set[Reason], word: str) -> tuple[str, str, str, str]:
    if not failed:
        return rule, source, "ok", word
    return rule, source, "bad" if failed & REFUSING else "wait", _("Perlu dilihat")
