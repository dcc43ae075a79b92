"""The colours of the sheet can be read: text stands out 4.5 to 1 from its ground, borders and marks 3 to 1."""

import re
from pathlib import Path

import pytest

import jadibisa.portal

STATIC = Path(jadibisa.portal.__file__).parent / "static"
SHEETS = {name: (STATIC / name).read_text(encoding="utf-8") for name in ("ui.css", "ui_dense.css")}
TOKENS = dict(re.findall(r"(--(?:warna|peta)[\w-]*):(#[0-9a-f]{3,6})\b", SHEETS["ui.css"].partition("@media")[0]))
LIGHT = ("kertas", "gading", "utama-muda", "aksen-muda", "selesai-muda", "bahaya-muda", "tunggu-muda")
TEXT = [
    *(("tinta", ground) for ground in (*LIGHT, "aksen")),
    *(("redup", ground) for ground in ("kertas", "gading")),
    *(("tautan", ground) for ground in LIGHT),
    *(("kertas", ground) for ground in ("utama", "utama-gelap")),
    *((state, f"{state}-muda") for state in ("selesai", "tunggu", "bahaya")),
    ("bahaya", "kertas"),
    ("aksen", "utama-gelap"),
]
MARKS = [("batas", "kertas"), ("batas", "gading"), ("aksen", "utama"), ("utama", "kertas")]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours written #rgb or #rrggbb, from 1 to 21, as WCAG 2.2 computes it."""
    low, high = sorted(_luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(full[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _written_pairs() -> list[tuple[str, str]]:
    """Every text and ground that one rule of a sheet sets together by tokens."""
    pairs = set()
    for sheet in SHEETS.values():
        for body in re.findall(r"\{([^{}]*)\}", sheet):
            text = re.search(r"(?:^|;)color:var\(--([\w-]+)\)", body)
            ground = re.search(r"(?:^|;)background(?:-color)?:var\(--([\w-]+)\)", body)
            if text and ground:
                pairs.add((text[1], ground[1]))
    return sorted(pairs)


def test_the_measure_knows_the_ends_and_a_bad_pair() -> None:
    """Black on white is 21, a colour on itself 1; turmeric on white is the pair that must fail."""
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777") == pytest.approx(1)
    assert contrast(TOKENS["--warna-aksen"], TOKENS["--warna-kertas"]) < 3


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out(text: str, ground: str) -> None:
    """Text on its ground reaches 4.5 to 1."""
    assert contrast(TOKENS[f"--warna-{text}"], TOKENS[f"--warna-{ground}"]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_stand_out(mark: str, ground: str) -> None:
    """The border of a field, the focus and a button reach 3 to 1."""
    assert contrast(TOKENS[f"--warna-{mark}"], TOKENS[f"--warna-{ground}"]) >= 3


def test_what_the_sheets_write_together_can_be_read() -> None:
    """No rule of a sheet puts text on a ground it cannot be read on."""
    pairs = _written_pairs()
    assert len(pairs) >= 5
    assert [pair for pair in pairs if contrast(*(TOKENS[f"--{name}"] for name in pair)) < 4.5] == []


@pytest.mark.parametrize("step", range(1, 6))
def test_the_map_can_be_read(step: int) -> None:
    """The codes on the map: ink on the three light steps, white on the two dark ones."""
    text = TOKENS["--warna-tinta" if step <= 3 else "--warna-kertas"]
    assert contrast(text, TOKENS[f"--peta-{step}"]) >= 4.5
