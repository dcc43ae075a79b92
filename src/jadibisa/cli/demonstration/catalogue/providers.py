"""150 training providers: invented names, real places, two to four fields each."""

from dataclasses import dataclass

from jadibisa.cli.demonstration.catalogue.topics import COUNTS
from jadibisa.cli.demonstration.chance import Chance, one_of, pick, some_of
from jadibisa.cli.demonstration.population.places import atlas

COUNT = 150
KINDS = (
    ("LPK", 0.5), ("Akademi", 0.12), ("Rumah Belajar", 0.12), ("Yayasan", 0.08), ("Pusat Latihan", 0.1), ("Sanggar", 0.08),
)  # fmt: skip
FIRST = (
    "Bina", "Karya", "Cahaya", "Mitra", "Cipta", "Tunas", "Harapan", "Maju", "Citra", "Insan", "Wira", "Sinar", "Graha",
    "Nusa", "Prima", "Bintang", "Lentera", "Samudra", "Pelita", "Mandiri",
)  # fmt: skip
SECOND = (
    "Terampil", "Mandiri", "Bangsa", "Muda", "Utama", "Nusantara", "Sejahtera", "Cendekia", "Bersama", "Kerja", "Cerdas",
    "Jaya", "Negeri", "Pertiwi", "Raya",
)  # fmt: skip
TWO, THREE = 0.75, 0.4


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider, before it is one in the database."""

    name: str
    regency: str
    fields: tuple[str, ...]


def providers(rng: Chance) -> list[Provider]:
    """All providers; every field is taught by several of them, near where people live."""
    here, names = atlas(), set[str]()
    found: list[Provider] = []
    fields = tuple(COUNTS)
    homes = pick(rng, here.labour**0.8 * (1 + here.city), COUNT * 2)
    for home in homes:
        if len(found) == COUNT:
            break
        kind = KINDS[int(pick(rng, [share for _word, share in KINDS], 1)[0])][0]
        place = here.names[home].removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Kab ")
        name = f"{kind} {one_of(rng, FIRST)} {one_of(rng, SECOND)} {place}"
        if name in names:
            continue
        names.add(name)
        count = 1 + int(rng.random() < TWO) + int(rng.random() < THREE)
        own = fields[len(found) % len(fields)]
        others = [field for field in some_of(rng, fields, count) if field != own]
        found.append(Provider(name, here.codes[home], (own, *others[: count - 1])))
    return found
