"""A province and a regency, with the numbers that quotas need."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 38 provinces.

    Attributes:
        code: Kemendagri code of two digits; BPS uses others in Papua, never join on them.
        iso: ISO 3166-2, `ID-PD`.
        name: Indonesian name.
        zone: name of the time zone.
        population: persons, December 2024 (Dukcapil).
        women: of these, women.
        labour_force: persons, August 2025 (BPS, Sakernas).
        unemployed: of these, without work.
    """

    code: str
    iso: str
    name: str
    zone: str
    population: int
    women: int
    labour_force: int
    unemployed: int

    @property
    def women_share(self) -> float:
        """Share of women among the people, 0 to 1."""
        return self.women / self.population


@dataclass(frozen=True, slots=True)
class Regency:
    """One of the 514 regencies and cities.

    Attributes:
        code: Kemendagri code `32.04`.
        name: Indonesian name with Kabupaten or Kota.
        population: persons, December 2024 (Dukcapil).
        women: of these, women.
        labour_force: estimate, the province's shared by population.
    """

    code: str
    name: str
    population: int
    women: int
    labour_force: int

    @property
    def province(self) -> str:
        """Code of its province."""
        return self.code[:2]
