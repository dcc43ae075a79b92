"""`make draw`: docs/house.svg and docs/staircase.svg from the imports, docs/openapi.json and docs/roles.md from the doors."""

import ast
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import django
import grimp

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src/jadibisa"
DOCS = ROOT / "docs"
STOREYS = ("portal", "oversight", "care", "journey", "foundation", "kernel")  # roof first
STEPS = ("registration", "verification", "selection", "funding", "training", "certification", "work")
CELLAR = ("plumbing", "facts", "places", "messages", "people", "ledger")
Arrow = tuple[str, str]

INK, FAINT, PAPER, LINE = "#1e1b18", "#575049", "#fff", "#ddd6ca"
BLUE, PALE, GOLD = "#26407d", "#e8edf8", "#f3b229"
STYLE = (
    f"text{{font:14px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:{INK}}}"
    f".n{{font-weight:700}}.w{{fill:{PAPER}}}.s{{font-size:12px;fill:{FAINT}}}.m{{text-anchor:middle}}"
    f".a{{fill:none;stroke:{INK};stroke-width:1.6;marker-end:url(#p)}}"
)
POINT = (
    '<marker id="p" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">'
    f'<path d="M0 0l8 4-8 4z" fill="{INK}"/></marker>'
)


def arrows(graph: grimp.ImportGraph, parts: Mapping[str, str]) -> set[Arrow]:
    """Which part imports which: `parts` maps a part's name to its package."""
    found = set()
    for name, package in parts.items():
        inside = {package, *graph.find_descendants(package)}
        reached = {far for near in inside for far in graph.find_modules_directly_imported_by(near)}
        for other, home in parts.items():
            if other != name and any(far == home or far.startswith(f"{home}.") for far in reached):
                found.add((name, other))
    return found


def reduced(found: Iterable[Arrow]) -> list[Arrow]:
    """Without the arrows that longer ways say already (transitive reduction of a graph without circles)."""
    everything = set(found)

    def reach(start: str, *, without: Arrow) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for near, far in everything - {without}:
                if near == here and far not in seen:
                    seen.add(far)
                    waiting.append(far)
        return seen

    return sorted((near, far) for near, far in everything if far not in reach(near, without=(near, far)))


def purpose(package: Path) -> str:
    """The first sentence of a package."""
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    return text.splitlines()[0].split(". ")[0].rstrip(".")


def text(x: float, y: float, words: str, kind: str = "") -> str:
    """Words at a place."""
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'


def box(x: float, y: float, width: float, height: float, fill: str, line: str = "none") -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" fill="{fill}" stroke="{line}"/>'


def svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    """A whole picture, one element a line."""
    frame = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    ground = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    inside = [f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", POINT, ground, *parts]
    return "\n".join([f"<svg {frame}>", *inside, "</svg>"]) + "\n"


def rooms(storey: str) -> Sequence[str]:
    """What stands in a storey, in the order in which one may build on the other."""
    if storey == "journey":
        return STEPS
    if storey == "foundation":
        return CELLAR
    if storey == "kernel":
        return sorted(path.stem for path in (SOURCES / storey).glob("[a-z]*.py"))
    return sorted(path.parent.name for path in (SOURCES / storey).glob("*/apps.py"))


def house(graph: grimp.ImportGraph) -> str:
    """The six storeys and who builds on whom."""
    left, wide, right = 30, 720, 750
    tops: dict[str, tuple[int, int]] = {}
    parts = []
    y = 20
    for storey in STOREYS:
        names = rooms(storey)
        tall = {"portal": 92, "journey": 176}.get(storey, 104)
        tops[storey] = (y, y + tall)
        said = purpose(SOURCES / storey)
        if storey == "portal":
            parts.append(f'<path d="M{left + wide / 2:g} {y}L{right} {y + tall}H{left}z" fill="{BLUE}"/>')
            parts.append(text(left + wide / 2, y + 56, storey, "n w m"))
            parts.append(text(left + wide / 2, y + 76, said.split(":")[0].lower(), "w m"))
        else:
            parts += [box(left, y, wide, tall, PALE if storey != "kernel" else "#f7f4ee", LINE)]
            parts += [text(left + 16, y + 24, storey, "n"), text(left + 110, y + 24, said, "s")]
            parts += _rooms(names, left + 16, y + 40, wide - 32, tall - 54, rising=storey == "journey")
        y += tall + 26
    for place, (near, far) in enumerate(reduced(arrows(graph, {storey: f"jadibisa.{storey}" for storey in STOREYS}))):
        start, end = tops[near][1], tops[far][0]
        if STOREYS.index(far) == STOREYS.index(near) + 1:
            parts.append(f'<path class="a" d="M{left + wide / 2:g} {start}V{end}"/>')
        else:
            lane = right + 14 + 12 * place
            parts.append(f'<path class="a" d="M{right} {start - 30}H{lane}V{end + 30}H{right}"/>')
    return svg(860, y, "The house: six storeys; an arrow means builds on", parts)


def _rooms(names: Sequence[str], x: float, y: float, width: float, height: float, *, rising: bool) -> list[str]:
    """Boxes side by side; rising ones are a staircase."""
    parts = []
    each = width / max(1, len(names))
    for place, name in enumerate(names):
        low = 34.0 + (height - 34) * place / (len(names) - 1) if rising else min(height, 50.0)
        top = y + height - low
        parts.append(box(x + each * place + 3, top, each - 6, low, PAPER, LINE))
        if rising:
            parts.append(box(x + each * place + 3, top, each - 6, 5, GOLD))
        parts.append(text(x + each * (place + 0.5), top + (22 if rising else low / 2 + 5), name, "m"))
    return parts


def staircase(graph: grimp.ImportGraph) -> str:
    """The seven steps and which one asks which."""
    wide, rise, base, left = 128, 52, 510, 40
    parts: list[str] = []
    tops: dict[str, tuple[float, float]] = {}
    for place, step in enumerate(STEPS):
        x, top = left + wide * place, base - 110 - rise * place
        tops[step] = (x + wide / 2, top)
        parts += [box(x, top, wide, base - top, PALE, LINE), box(x, top, wide, 6, GOLD)]
        parts.append(text(x + wide / 2, top + 30, f"{place + 1} {step}", "n m"))
        said = _wrapped(purpose(SOURCES / "journey" / step), 18)
        parts += [text(x + wide / 2, top + 52 + 17 * line, words, "s m") for line, words in enumerate(said)]
    for near, far in reduced(arrows(graph, {step: f"jadibisa.journey.{step}" for step in STEPS})):
        (begin, y), (end, low) = tops[near], tops[far]
        span = STEPS.index(near) - STEPS.index(far)
        bend = f"{begin - 20:g} {y - 40 * span:g} {end + 10:g} {low - 70 * span:g} {end + 8:g} {low - 3:g}"
        parts.append(f'<path class="a" d="M{begin - 12:g} {y:g}C{bend}"/>')
    return svg(
        left * 2 + wide * len(STEPS), base + 20, "The staircase: an arrow leads from a step to the one it asks", parts
    )


def _wrapped(words: str, most: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pictures() -> dict[Path, str]:
    """Every picture as it must be now."""
    graph = grimp.build_graph("jadibisa", cache_dir=None)
    return {DOCS / "house.svg": house(graph), DOCS / "staircase.svg": staircase(graph)}


def interface() -> dict[Path, str]:
    """The document of the JSON doors and the table of roles as they must be now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadibisa.config.settings")
    django.setup()
    from routes import table

    from jadibisa.portal.api import api

    schema = api.get_openapi_schema(path_prefix="/api/")
    return {
        DOCS / "openapi.json": json.dumps(schema, indent=1, ensure_ascii=False, default=str) + "\n",
        DOCS / "roles.md": table(),
    }


def main() -> int:
    """Write what changed."""
    for path, content in {**pictures(), **interface()}.items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} is drawn anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
