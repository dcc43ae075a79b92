"""Pictures of numbers: SVG strings without scripts and styles; the table beside them carries the same numbers."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString

TILE = 25
# Column and row of each province on a grid of 13 × 7 tiles, roughly where it lies.
TILES: Mapping[str, tuple[int, int]] = {
    "AC": (0, 0), "SU": (1, 1), "RI": (2, 1), "KR": (3, 1), "SB": (1, 2), "JA": (2, 2), "BB": (3, 2), "BE": (1, 3), "SS": (2, 3),
    "LA": (2, 4), "BT": (2, 5), "JK": (3, 5), "JB": (3, 6), "JT": (4, 6), "YO": (4, 5), "JI": (5, 6), "BA": (6, 6), "NB": (7, 6),
    "NT": (8, 6), "KB": (4, 2), "KT": (5, 2), "KS": (5, 3), "KI": (6, 2), "KU": (6, 1), "SA": (8, 1), "GO": (7, 1), "ST": (7, 2),
    "SR": (7, 3), "SN": (7, 4), "SG": (8, 3), "MU": (9, 1), "MA": (9, 3), "PD": (10, 2), "PB": (11, 2), "PA": (12, 2), "PT": (11, 3),
    "PE": (12, 3), "PS": (12, 4),
}  # fmt: skip


def bar(percent: float | None, mark: float | None = None) -> SafeString:
    """A bar of 0 to 100 with a mark for a target."""
    if percent is None:
        return SafeString("")
    width = f"{max(0.0, min(100.0, float(percent))):.1f}"
    line = f'<path class="mark" d="M{max(0.0, min(99.0, float(mark))):.1f} 0h1v8h-1z"/>' if mark is not None else ""
    return SafeString(
        '<svg class="bar" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">'
        f'<path d="M0 0h{width}v8H0z"/>{line}</svg>'
    )


def swing(change: float | None, most: float) -> SafeString:
    """A bar from the middle: to the right for a gain, to the left (in another colour) for a loss.

    Args:
        change: the number; None draws nothing.
        most: the largest change of the table, which fills half the width.
    """
    if change is None:
        return SafeString("")
    width = 49 * min(1.0, abs(change) / most) if most else 0.0
    start, colour = (50.0, "") if change >= 0 else (50 - width, ' class="c"')
    return SafeString(
        '<svg class="bar" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">'
        f'<path{colour} d="M{start:.1f} 0h{width:.1f}v8h-{width:.1f}z"/><path class="mark" d="M49.5 0h1v8h-1z"/></svg>'
    )


def columns(pairs: Sequence[tuple[str, float]], *, label: str, unit: str = "") -> SafeString:
    """A column chart with a zero base and the value on each column."""
    top = max((value for _name, value in pairs), default=0) or 1
    parts = ['<path class="ax" d="M30 130.5h296"/>']
    step = 288 / max(1, len(pairs))
    for place, (name, value) in enumerate(pairs):
        x, width, height = 36 + place * step, step * 0.66, 100 * value / top
        shown = f"{value:.1f}".replace(".", ",") if value % 1 else f"{value:.0f}"
        parts.append(f'<path d="M{x:.1f} {130 - height:.1f}h{width:.1f}V130h-{width:.1f}z"/>')
        parts.append(f'<text x="{x + width / 2:.1f}" y="{124 - height:.1f}">{shown}{escape(unit)}</text>')
        parts.append(f'<text x="{x + width / 2:.1f}" y="146">{escape(name)}</text>')
    drawing = "".join(parts)
    return SafeString(
        f'<svg class="chart" role="img" aria-label={quoteattr(label)} viewBox="0 0 330 152">{drawing}</svg>'
    )


def tile_map(tiles: Sequence[tuple[str, str, float | None, str]], *, label: str, link: str = "#p-") -> SafeString:
    """The 38 provinces as tiles.

    Args:
        tiles: for each province its ISO letters (`AC`), its name, the number that orders the shade (None: blank) and
            the text shown.
        label: what the map shows, for screen readers.
        link: where a tile leads; the letters are put behind.
    """
    numbers = sorted(number for _letters, _name, number, _text in tiles if number is not None)
    parts = []
    for letters, name, number, text in tiles:
        column, row = TILES[letters]
        shade = 1 if number is None else 1 + min(4, 5 * numbers.index(number) // max(1, len(numbers)))
        x, y = column * TILE, row * TILE
        parts.append(
            f"<a href={quoteattr(link + letters)}><title>{escape(name)}: {escape(text)}</title>"
            f'<rect class="m{shade}" x="{x}" y="{y}" width="24" height="24" rx="2"/>'
            f'<text class="k" x="{x + 12}" y="{y + 16}">{escape(letters)}</text>'
            f'<text class="v" x="{x + 12}" y="{y + 20}">{escape(text)}</text></a>'
        )
    drawing = "".join(parts)
    return SafeString(
        f'<svg class="map" role="group" aria-label={quoteattr(label)} viewBox="-2 -2 329 179">{drawing}</svg>'
    )
