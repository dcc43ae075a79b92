"""Two laws side by side, in words and pictures: tables with a bar for each counting and a swing for what changes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jadibisa.foundation.plumbing.charts import bar, swing, tile_map
from jadibisa.foundation.plumbing.templatetags.jadibisa import desimal, persen
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.rules.comparing import Comparison
from jadibisa.journey.selection.rules.floors import COUNTINGS, HEADCOUNT
from jadibisa.journey.selection.rules.simulation import Simulation

NOTICEABLE = 0.05  # percentage points: what one decimal shows
NOBODY = float("nan")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a group or a place, in percent.

    Attributes:
        anchor: where the map leads; "" for groups.
        now: under the law in force; None where nobody is.
        values: under the other law with each counting.
        bars: their pictures.
        change: of the proposed counting, in percentage points.
        words: the change in words.
        picture: the change as a swing to the left or to the right.
    """

    anchor: str
    name: str
    now: float | None
    values: list[float | None]
    bars: list[SafeString]
    change: float | None
    words: str
    picture: SafeString


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its picture."""

    key: str
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Cells:
    """Each province and group: chance under the proposed law, and what changes."""

    heads: list[str]
    rows: list[tuple[str, list[str]]]


def trait_names() -> dict[str, str]:
    """The groups by their letters."""
    return {"W": _("Perempuan"), "D": _("Disabilitas"), "L": _("Kehilangan pekerjaan")}


def counting_names() -> dict[str, str]:
    """The countings as two words."""
    return {counting: _("Tiap orang") if counting == HEADCOUNT else _("Satu batas") for counting in COUNTINGS}


def tables(found: Comparison) -> list[Table]:
    """Shares, chances of groups, chances of provinces."""
    names = {letter: name for letter, name in trait_names().items() if letter in found.now.letters}
    groups = [(_("Semua"), "", ""), *([(_("Laki-laki"), "", "W")] if "W" in names else [])]
    groups += [(name, letter, "") for letter, name in names.items()]
    chances = [one.place_chance() for one in (found.now, *(found.tried[counting] for counting in COUNTINGS))]
    places, on_map = queries.place_names(), queries.province_letters()
    rows = {
        "bagian": [("", name, _each(found, partial(Simulation.share, letter=letter))) for letter, name in names.items()],
        "kelompok": [
            ("", name, _each(found, partial(Simulation.group_chance, letters=letters, without=without)))
            for name, letters, without in groups
        ],
        "provinsi": [
            (f"p-{on_map.get(code, code)}", places.get(code, code), [one.get(code, NOBODY) for one in chances])
            for code in sorted(chances[0])
        ],
    }  # fmt: skip
    titles = {
        "bagian": _("Bagian dari yang terpilih"), "kelompok": _("Peluang terpilih tiap kelompok"),
        "provinsi": _("Peluang terpilih tiap provinsi"),
    }  # fmt: skip
    which = 1 + COUNTINGS.index(found.counting)
    return [Table(key, titles[key], _lines(some, which)) for key, some in rows.items() if some]


def _each(found: Comparison, measure: Callable[[Simulation], float]) -> list[float]:
    return [measure(found.now), *(measure(found.tried[counting]) for counting in COUNTINGS)]


def _lines(rows: Sequence[tuple[str, str, list[float]]], which: int) -> list[Line]:
    """Rows of anchor, name, and the value now and with each counting; `which` of them is proposed."""
    shown = [[100 * value if value == value else None for value in values] for _a, _n, values in rows]  # noqa: PLR0124 - NaN is not itself
    changes = [_difference(values[0], values[which]) for values in shown]
    most = max((abs(change) for change in changes if change is not None), default=0.0)
    return [
        Line(
            anchor, name, now, values, [bar(value, now) for value in values], change, change_words(change), swing(change, most)
        )
        for (anchor, name, _values), (now, *values), change in zip(rows, shown, changes, strict=True)
    ]  # fmt: skip


def _difference(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else then - now


def change_words(change: float | None) -> str:
    """A change in words: `naik 1,2 poin`."""
    if change is None:
        return ""
    if abs(change) < NOTICEABLE:
        return _("tetap")
    words = _("naik %(points)s poin") if change > 0 else _("turun %(points)s poin")
    return words % {"points": desimal(abs(change))}


def summary(found: list[Table]) -> list[str]:
    """Who gains and who loses, in a few sentences."""
    said = []
    for table in found[1:]:
        lines = [line for line in table.lines if line.change is not None]
        gains = sorted((line for line in lines if _noticed(line) > 0), key=_noticed, reverse=True)
        losses = sorted((line for line in lines if _noticed(line) < 0), key=_noticed)
        words = {"gains": len(gains), "losses": len(losses), "same": len(lines) - len(gains) - len(losses)}
        said.append(
            f"{table.title}: "
            + _("%(gains)d naik, %(losses)d turun, %(same)d tetap.") % words
            + "".join(
                f" {title}: {', '.join(f'{line.name} ({signed(line.change)})' for line in some[:3])}."
                for title, some in ((_("Paling naik"), gains), (_("Paling turun"), losses))
                if some
            )
        )
    return said


def _noticed(line: Line) -> float:
    return line.change if line.change is not None and abs(line.change) >= NOTICEABLE else 0.0


def signed(change: float | None) -> str:
    """A change with its sign: `+1,2`."""
    if change is None:
        return "–"
    sign = "+" if change >= NOTICEABLE else "−" if change <= -NOTICEABLE else ""
    return f"{sign}{desimal(abs(change))}"


def change_map(found: list[Table]) -> SafeString:
    """The provinces as tiles: the darker, the more a chance rises."""
    lines = next((table.lines for table in found if table.key == "provinsi"), [])
    tiles = [(line.anchor.removeprefix("p-"), line.name, line.change, signed(line.change)) for line in lines]
    return tile_map(tiles, label=_("Peta kotak provinsi: perubahan peluang dalam poin"))


def cells(found: Comparison) -> Cells:
    """Provinces against groups."""
    names = {letter: name for letter, name in trait_names().items() if letter in found.now.letters}
    columns = [("", _("Semua")), *names.items()]
    chances = [(found.now.place_chance(key), found.proposed.place_chance(key)) for key, _name in columns]
    places = queries.place_names()
    rows = []
    for code in sorted(chances[0][0]):
        texts = []
        for before, after in chances:
            known = code in before and code in after
            texts.append(
                f"{persen(100 * after[code])} ({signed(100 * (after[code] - before[code]))})" if known else "–"
            )
        rows.append((places.get(code, code), texts))
    return Cells([name for _key, name in columns], rows)


def csv_rows(found: list[Table]) -> Iterator[list[object]]:
    """The same numbers for a spreadsheet."""
    for table in found:
        for line in table.lines:
            numbers = [line.now, *line.values, line.change]
            yield [table.title, line.name, *("" if number is None else round(number, 4) for number in numbers)]


def csv_head() -> list[str]:
    """The heads of these rows."""
    return [_("Tabel"), _("Kelompok atau provinsi"), _("Sekarang"), *counting_names().values(), _("Berubah")]
