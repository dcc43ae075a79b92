"""How the auditor's trail is put into words: who acted, and what a fact carries."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jadibisa.foundation.plumbing.templatetags.jadibisa import angka, desimal
from jadibisa.kernel.actors import Role

SHOWN = 5  # of a long list
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UUID_END = -12  # as much of an id as the page shows
LONGEST = 40  # letters of a text
ROLE_WORDS: dict[str, Promise | str] = {
    Role.PUBLIC: gettext_lazy("Umum, tanpa masuk"),
    Role.CITIZEN: gettext_lazy("Peserta"),
    Role.COMPANION: gettext_lazy("Pendamping"),
    Role.PROVIDER: gettext_lazy("Lembaga pelatihan"),
    Role.EMPLOYER: gettext_lazy("Pemberi kerja"),
    Role.LOCAL_GOVERNMENT: gettext_lazy("Pemerintah daerah"),
    Role.VERIFIER: gettext_lazy("Petugas verifikasi"),
    Role.SELECTION_OFFICER: gettext_lazy("Petugas seleksi"),
    Role.FINANCE_OFFICER: gettext_lazy("Petugas dana"),
    Role.HELP_OFFICER: gettext_lazy("Petugas bantuan"),
    Role.APPROVER: gettext_lazy("Penyetuju"),
    Role.AUDITOR: gettext_lazy("Auditor"),
    Role.SYSTEM: gettext_lazy("Sistem"),
}
DATA_WORDS: dict[str, Promise | str] = {
    "amount": gettext_lazy("jumlah (sen)"),
    "as_of": gettext_lazy("per tanggal"),
    "batch": gettext_lazy("gelombang"),
    "batches": gettext_lazy("gelombang"),
    "category": gettext_lazy("jenis"),
    "cause": gettext_lazy("sebab"),
    "closes_at": gettext_lazy("ditutup"),
    "count": gettext_lazy("banyaknya"),
    "courses": gettext_lazy("kursus"),
    "day": gettext_lazy("hari"),
    "decision": gettext_lazy("keputusan"),
    "dice": gettext_lazy("dadu"),
    "draw_at": gettext_lazy("diundi"),
    "due": gettext_lazy("batas waktu"),
    "entries": gettext_lazy("isi daftar"),
    "facts": gettext_lazy("catatan"),
    "facts_root": gettext_lazy("akar catatan"),
    "first_due_on": gettext_lazy("pertama jatuh tempo"),
    "held": gettext_lazy("ditahan"),
    "incentives": gettext_lazy("insentif"),
    "kind": gettext_lazy("jenis"),
    "kinds": gettext_lazy("jenis pesan"),
    "known_by": gettext_lazy("diketahui dari"),
    "level": gettext_lazy("tingkat"),
    "lines": gettext_lazy("baris"),
    "moved_up": gettext_lazy("naik dari daftar tunggu"),
    "needs_two": gettext_lazy("perlu orang kedua"),
    "number": gettext_lazy("nomor"),
    "opens_at": gettext_lazy("dibuka"),
    "payouts": gettext_lazy("pembayaran"),
    "people": gettext_lazy("orang"),
    "policy_sha256": gettext_lazy("sidik aturan"),
    "province": gettext_lazy("provinsi"),
    "purchases": gettext_lazy("pembelian"),
    "purpose": gettext_lazy("tujuan"),
    "quota": gettext_lazy("sidik kuota"),
    "reason": gettext_lazy("alasan"),
    "refused": gettext_lazy("ditolak"),
    "regencies": gettext_lazy("kabupaten dan kota"),
    "review": gettext_lazy("untuk petugas"),
    "reviewed": gettext_lazy("dilihat petugas"),
    "role": gettext_lazy("peran"),
    "root": gettext_lazy("akar daftar"),
    "rules": gettext_lazy("sidik aturan"),
    "scheme": gettext_lazy("aturan"),
    "seats": gettext_lazy("kursi"),
    "seed": gettext_lazy("SEED"),
    "selected": gettext_lazy("terpilih"),
    "sha256": gettext_lazy("sidik"),
    "state": gettext_lazy("keadaan"),
    "transfers": gettext_lazy("gerakan uang"),
    "truth": gettext_lazy("keadaan sebenarnya"),
    "until": gettext_lazy("sampai"),
    "verdict": gettext_lazy("putusan"),
    "verified": gettext_lazy("terverifikasi"),
    "wave": gettext_lazy("survei ke"),
    "waves": gettext_lazy("survei"),
}


def actor_words(label: str, names: Mapping[str, str]) -> str:
    """Who acted: the name of an account, else the role and the end of the id."""
    role, _colon, its = label.partition(":")
    return names.get(label) or " ".join(filter(None, (str(ROLE_WORDS.get(role, role)), its[UUID_END:])))


def data_words(data: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a fact carries, as words and values."""
    return [
        (
            str(DATA_WORDS.get(name, name)),
            str(ROLE_WORDS.get(str(value), value)) if name == "role" else value_words(value),
        )
        for name, value in data.items()
    ]


def value_words(value: object) -> str:
    """A value of JSON as one writes it on a page."""
    if isinstance(value, Mapping):
        return _listed([f"{name} {value_words(its)}" for name, its in islice(value.items(), SHOWN)], len(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed([value_words(its) for its in value[:SHOWN]], len(value))
    return _single(value)


def _single(value: object) -> str:
    """A text, a number, a yes or no."""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int):
        return angka(value)
    if isinstance(value, float):
        return desimal(value)
    text = "–" if value is None or value == "" else str(value)
    if UUID_TEXT.fullmatch(text):
        return text[UUID_END:]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _listed(parts: Sequence[str], count: int) -> str:
    """Parts with commas, and how many there are when not all are shown."""
    if not count:
        return _("tidak ada")
    text = ", ".join(parts)
    if count > len(parts):
        text = _("%(parts)s dan lainnya, %(count)d semua") % {"parts": text, "count": count}
    return text
