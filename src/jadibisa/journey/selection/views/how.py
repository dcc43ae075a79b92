"""How the draw works, for a reader of twelve: a small draw that the rule itself computes, with pictures."""

from django.http.response import HttpResponseBase
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing.doors import ActorRequest, door
from jadibisa.foundation.plumbing.pages import page
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.rules.miniature import FLOOR, PEOPLE, SEATS, SEED_FILE, Miniature, miniature
from jadibisa.journey.selection.types import Stage
from jadibisa.kernel.actors import Role

WIDTH, LEFT, RIGHT, ROW = 320, 70, 308, 22
FIXED = 3  # rules, roll and seats come before chance


def _x(number: str) -> float:
    """Where a number lies on the line, by its first digits."""
    return round(LEFT + (RIGHT - LEFT) * int(number[:8], 16) / 2**32, 1)


def number_line(small: Miniature) -> SafeString:
    """A picture: each person's number on a line from 0 to f, the smallest on top; the winners lie left of the limit."""
    limit, height = _x(small.limit.number), ROW * len(small.players)
    rows = format_html_join(
        "",
        '<text x="32" y="{}">{}</text><path class="ax" d="M{} {}H{}"/><circle class="{}" cx="{}" cy="{}" r="6"/>',
        (
            (ROW * place + 16, one.name, LEFT, ROW * place + 12, RIGHT, "b" if one.wins else "", _x(one.number), ROW * place + 12)
            for place, one in enumerate(small.players)
        ),
    )  # fmt: skip
    said = _("Garis angka dari 0 sampai f. Empat angka terkecil ada di kiri batas: %(names)s.") % {
        "names": ", ".join(one.name for one in small.players if one.wins)
    }
    return format_html(
        '<svg class="chart" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<rect x="{}" y="0" width="{}" height="{}" fill="#f8ebda"/>{}<path d="M{} 0h2v{}h-2z"/>'
        '<text x="{}" y="{}">0</text><text x="{}" y="{}">{}</text><text x="{}" y="{}">f</text></svg>',
        WIDTH, height + 24, WIDTH, height + 24, said, LEFT, limit - LEFT, height, rows, limit, height + 4,
        LEFT, height + 18, limit, height + 18, _("batas"), RIGHT, height + 18,
    )  # fmt: skip


def steps_picture() -> SafeString:
    """A picture: what is fixed before chance comes in, and what follows from it."""
    words = (_("Aturan"), _("Daftar"), _("Kursi"), _("Dadu"), _("SEED"), _("Hasil"))
    boxes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="88" height="36" rx="6" fill="{}"/><text x="{}" y="{}">{}. {}</text>',
        (
            (2 + place % FIXED * 110, 2 + place // FIXED * 52, "#e8edf8" if place < FIXED else "#f3b229",
             46 + place % FIXED * 110, 25 + place // FIXED * 52, place + 1, word)
            for place, word in enumerate(words)
        ),
    )  # fmt: skip
    said = _("Enam langkah: aturan, daftar, dan kursi ditetapkan dulu. Sesudah itu dadu, SEED, dan hasil.")
    return format_html(
        '<svg class="chart" width="{}" height="92" viewBox="0 0 {} 92" role="img" aria-label="{}">{}'
        '<path d="M92 16h12v-5l7 9-7 9v-5H92zM202 16h12v-5l7 9-7 9v-5h-12z"/>'
        '<path d="M92 68h12v-5l7 9-7 9v-5H92zM202 68h12v-5l7 9-7 9v-5h-12z"/></svg>',
        WIDTH, WIDTH, said, boxes,
    )  # fmt: skip


@door(Role.PUBLIC, methods=("GET",))
def how(request: ActorRequest) -> HttpResponseBase:
    """How the draw works, step by step, with the worked example and the newest real draw."""
    small = miniature()
    example = small.players[0]
    return page(
        request,
        "selection/how.html",
        {
            "newest": next((d for d in queries.draws() if d.stage is Stage.PUBLISHED), None),
            "small": small,
            "people": len(PEOPLE),
            "seats": SEATS,
            "floor": FLOOR,
            "women": sum(one.woman for one in small.players if one.wins),
            "example": example,
            "line": number_line(small),
            "steps": steps_picture(),
            "seed_file": SEED_FILE,
            "seed_command": "printf '" + SEED_FILE.replace("\n", "\\n") + "' | sha256sum",
        },
    )
