"""Questions about places; the answers are reference data in this package, not rows."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jadibisa.foundation.places.types import Province, Regency
from jadibisa.kernel.refusals import N_, Refusal

DATA = Path(__file__).parent / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return iter(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def provinces() -> tuple[Province, ...]:
    """All provinces by code."""
    return tuple(
        Province(
            row["code"], row["iso"], row["name"], row["zone"], int(row["population"]), int(row["women"]),
            int(row["labour_force"]), int(row["unemployed"]),
        )
        for row in _rows("provinces.csv")
    )  # fmt: skip


@cache
def _regencies() -> dict[str, Regency]:
    return {
        row["code"]: Regency(
            row["code"], row["name"], int(row["population"]), int(row["women"]), int(row["labour_force"])
        )
        for row in _rows("regencies.csv")
    }


@cache
def _provinces() -> dict[str, Province]:
    return {province.code: province for province in provinces()}


def province(code: str) -> Province:
    """One province.

    Raises:
        Refusal: `unknown_province`.
    """
    try:
        return _provinces()[code]
    except KeyError:
        raise Refusal(
            "unknown_province", N_("Provinsi itu tidak ada dalam daftar. Pilih dari daftar."), field="province"
        ) from None


def regency(code: str) -> Regency:
    """One regency.

    Raises:
        Refusal: `unknown_regency`.
    """
    try:
        return _regencies()[code]
    except KeyError:
        raise Refusal(
            "unknown_regency", N_("Kabupaten atau kota itu tidak ada dalam daftar. Pilih dari daftar."), field="regency"
        ) from None


@cache
def regencies(province_code: str = "") -> tuple[Regency, ...]:
    """The regencies of a province by code; all of them without one."""
    return tuple(found for found in _regencies().values() if found.province == province_code or not province_code)
