"""The public act of a draw, a section for each stage: what happens, when, who did it, its files, one line to check it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import BatchView
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.queries import progress
from jadibisa.journey.selection.types import STAGES, DrawView, FileView, Stage, Way
from jadibisa.journey.selection.views import shown
from jadibisa.kernel.actors import Role

FILES = {
    "announce": ("policy.toml", "announcement.txt", "chain.json", "verify_draw.py"),
    "seed": ("seed.txt", "round.json"),
    "publish": ("cutoffs.csv", "audit.csv", "SHA256SUMS-result", "result-"),
    "afterwards": ("replacements-", "additions-"),
}
"""Beginnings of the names of the files that a stage publishes; all others belong to the freeze."""


@dataclass(frozen=True, slots=True)
class Section:
    """One stage of the public act.

    Attributes:
        key: its anchor.
        at: when it happened; None while it has not.
        expected: when it is due, where that is known.
        did: who proposed and who approved, by role.
        checks: what to run, and what it must print.
    """

    key: str
    title: str
    text: str
    at: datetime | None
    expected: datetime | None = None
    did: str = ""
    files: Sequence[FileView] = ()
    checks: Sequence[tuple[str, str]] = ()
    dice: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def state(self) -> str:
        """The state mark."""
        return "ok" if self.at else "none"


def role_word(role: str) -> str:
    """A role that takes part in a draw, in words."""
    return {
        str(Role.SELECTION_OFFICER): _("petugas seleksi"),
        str(Role.APPROVER): _("penyetuju"),
        str(Role.SYSTEM): _("sistem"),
    }.get(role, role)


def _did(doers: dict[str, tuple[str, str]], act: str) -> str:
    found = doers.get(f"selection.{act}")
    if found is None:
        return _("lewat baris perintah, satu orang")
    return _("diusulkan %(first)s, disetujui %(second)s") % {
        "first": role_word(found[0]),
        "second": role_word(found[1]),
    }


def _belongs(name: str) -> str:
    """To which stage a file belongs."""
    return next((key for key, starts in FILES.items() if name.startswith(starts)), "freeze")


def sections(view: DrawView, batch: BatchView, files: Sequence[FileView]) -> list[Section]:
    """All stages in their order."""
    doers = progress.doers(view.batch)
    of = {key: [one for one in files if _belongs(one.name) == key] for key in (*FILES, "freeze")}
    sums = {one.name: one.sha256 for one in files}
    return [
        Section(
            "umumkan", _("Diumumkan"), _("Aturan, kursi, jadwal, dan saksi terbit sebelum pendaftaran ditutup."), view.announced_at,
            did=_did(doers, "announce"), files=of["announce"], checks=[("sha256sum policy.toml", view.policy_sha256)],
        ),
        Section(
            "bekukan", _("Daftar dibekukan"), _("Semua tiket yang memenuhi syarat masuk satu daftar. Kursi tiap provinsi ikut terbit."),
            view.frozen_at, batch.closes_at, _did(doers, "freeze") if view.frozen_at else "", of["freeze"],
            [("sha256sum -c --quiet SHA256SUMS", _("tidak ada keluaran"))] if view.frozen_at else (),
            facts=((_("Akar daftar"), view.root), (_("Baris"), f"{view.lines}")) if view.frozen_at else (),
        ),
        Section(
            "keberatan", _("Masa keberatan"),
            _("Siapa pun dapat memeriksa apakah tiketnya ada dalam daftar, lalu menulis keberatan. Dadu menunggu masa ini selesai."),
            view.objections_until if view.dice_at else None, view.objections_until,
        ),
        Section(
            "dadu", _("Upacara: dadu"), _("Dua puluh dadu dilempar di depan umum, dilihat para saksi."), view.dice_at, view.draw_at,
            _did(doers, "dice") if view.dice_at else "", dice=view.dice,
            facts=_witnesses(view),
        ),
        Section(
            "seed", _("SEED terbit"), _("Satu berkas memuat semuanya, juga rahasia saksi. SHA-256 berkas itu adalah SEED."),
            view.seeded_at, view.draw_at, _did(doers, "seed") if view.seeded_at else "", of["seed"],
            [("sha256sum seed.txt", view.seed)] if view.seed else (),
        ),
        Section(
            "hitung", _("Tiket dihitung"), _("Setiap tiket mendapat angka undiannya, lalu batas tiap kelompok dihitung."), view.drawn_at,
            did=_did(doers, "run") if view.drawn_at else "",
            checks=[("printf '%s' \"$SEED,$TICKET\" | sha256sum", _("angka undian tiket itu"))] if view.seed else (),
        ),
        Section(
            "terbit", _("Hasil terbit"), _("Batas, hasil tiap tiket, dan contoh untuk auditor terbit bersama."), view.published_at,
            did=_did(doers, "publish") if view.published_at else "", files=of["publish"],
            checks=_of_results() if view.published_at else (),
        ),
        _afterwards(view, of["afterwards"], doers, sums),
    ]  # fmt: skip


def _witnesses(view: DrawView) -> list[tuple[str, str]]:
    """Who watches; and the secrets, where they were opened with the dice."""
    named = [(_("Saksi"), ", ".join(view.witnesses))] if view.witnesses else []
    return named + [(_("Rahasia %(name)s") % {"name": name}, secret) for name, secret in view.secrets]


def _of_results() -> list[tuple[str, str]]:
    """The two lines that check everything after the publication."""
    return [
        ("sha256sum -c --quiet SHA256SUMS-result", _("tidak ada keluaran")),
        ("python3 verify_draw.py .", _("apa yang diperiksa, tanpa kesalahan")),
    ]


def _afterwards(
    view: DrawView, files: Sequence[FileView], doers: dict[str, tuple[str, str]], sums: dict[str, str]
) -> Section:
    """What happened after the publication: nobody loses a seat by it."""
    counts = queries.beside_counts(view.batch)
    return Section(
        "sesudah", _("Sesudah undian"),
        _("Kursi yang dilepas diisi dari daftar tunggu. Keberatan yang menang terlambat dijawab di luar undian. Tidak ada yang tergeser."),
        view.published_at if any(name in sums for name in (file.name for file in files)) else None,
        did=_did(doers, "replace") if any(file.name.startswith("replacements-") for file in files) else "", files=files,
        facts=(
            (_("Kursi kosong sekarang"), f"{queries.open_seats(view.batch)}"),
            (_("Kursi tambahan sesudah keberatan"), f"{counts[Way.EXTRA_SEAT]}"),
            (_("Janji kursi di gelombang berikutnya"), f"{counts[Way.NEXT_BATCH]}"),
            (_("Jika keberatan menang sesudah daftar dibekukan"), way_words(queries.late_appeals(view.batch))),
        ),
    )  # fmt: skip


def way_words(way: Way) -> str:
    """What the policy gives to an appeal that is won after the freeze."""
    return {
        Way.EXTRA_SEAT: _("satu kursi tambahan di luar kuota"),
        Way.NEXT_BATCH: _("kursi pasti di gelombang berikutnya yang diikuti"),
    }[way]


@dataclass(frozen=True, slots=True)
class Next:
    """What is next in a draw, and when."""

    what: str
    at: datetime | None


def next_of(view: DrawView, batch: BatchView) -> Next | None:
    """What everybody waits for now; None after the publication."""
    return {
        Stage.ANNOUNCED: Next(_("Daftar dibekukan sesudah pendaftaran ditutup dan semua data diperiksa."), batch.closes_at),
        Stage.FROZEN: Next(_("Dua puluh dadu dilempar, lalu undian."), view.draw_at),
        Stage.DICE: Next(_("SEED terbit, lalu setiap tiket dihitung."), view.draw_at),
        Stage.SEEDED: Next(_("Komputer menghitung setiap tiket."), None),
        Stage.DRAWN: Next(_("Dua petugas menerbitkan hasilnya."), None),
    }.get(view.stage)  # fmt: skip


@door(Role.PUBLIC, methods=("GET",))
def stages(request: ActorRequest, batch: int) -> HttpResponseBase:
    """The public act of one draw, stage by stage, with everything a person alone needs to follow and re-compute it."""
    view = queries.draw(batch)
    if view is None:
        raise Http404
    parent, files = registration.batch(batch), queries.files(batch)
    done = STAGES.index(view.stage) + 1
    return page(
        request,
        "selection/stages.html",
        {
            "draw": view, "sections": sections(view, parent, files), "next": next_of(view, parent),
            "stage_word": shown.stage_word(view.stage),
            "archive": request.build_absolute_uri(reverse("selection:archive", args=[batch])), "done": done, "stages": len(STAGES),
            "published": view.stage is Stage.PUBLISHED, "archive_size": sum(one.size for one in files),
            "beacon": shown.beacon(queries.beacon(batch)), "stamps": shown.stamps(files),
        },
    )  # fmt: skip
