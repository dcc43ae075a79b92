"""Addresses as they stand on a KTP, in the words of the region."""

from collections.abc import Mapping, Sequence

from jadibisa.cli.demonstration.chance import Chance, pick, whole
from jadibisa.cli.demonstration.population.places import atlas

STREETS = (
    "Melati", "Mawar", "Kenanga", "Anggrek", "Cempaka", "Flamboyan", "Dahlia", "Merdeka", "Pahlawan", "Diponegoro",
    "Sudirman", "Gajah Mada", "Ahmad Yani", "Kartini", "Imam Bonjol", "Pattimura", "Hasanuddin", "Veteran", "Pemuda",
    "Cendrawasih", "Rajawali", "Garuda", "Elang", "Pasar Baru", "Stasiun", "Masjid Raya", "Gereja Lama", "Pelabuhan",
    "Kebun Raya", "Sawah Besar", "Sungai Raya", "Bukit Indah",
)  # fmt: skip
VILLAGES = (
    "Sukamaju", "Sukajaya", "Mekarsari", "Sidomulyo", "Sumberejo", "Tanjung Sari", "Karang Anyar", "Sumber Agung", "Mulyorejo",
    "Harapan Jaya", "Bangun Rejo", "Sido Makmur", "Mekar Jaya", "Tanjung Harapan", "Suka Damai", "Margomulyo", "Wonosari",
    "Cahaya Baru", "Maju Bersama", "Sinar Baru", "Rejo Mulyo", "Padang Luas", "Air Putih", "Batu Putih", "Pasir Panjang",
    "Kampung Tengah", "Kota Baru", "Lembah Sari", "Muara Baru", "Pulau Indah",
)  # fmt: skip
VILLAGE_WORDS: Mapping[str, str] = {
    "11": "Gampong", "13": "Nagari", "91": "Kampung", "92": "Kampung", "93": "Kampung", "94": "Kampung", "95": "Kampung",
    "96": "Kampung",
}  # fmt: skip
KAMPUNG_ONLY = frozenset({"93", "94", "95"})


def addresses(rng: Chance, homes: Sequence[int]) -> list[str]:
    """Street, RT and RW, village for each home; villages alone in the highlands of Papua."""
    here, count = atlas(), len(homes)
    street, village = pick(rng, [1.0] * len(STREETS), count), pick(rng, [1.0] * len(VILLAGES), count)
    number, rt, rw = whole(rng, 1, 180, count), whole(rng, 1, 12, count), whole(rng, 1, 9, count)
    found = []
    for place, home in enumerate(homes):
        province = here.codes[home][:2]
        word = "Kel." if here.city[home] else VILLAGE_WORDS.get(province, "Desa")
        where = f"{word} {VILLAGES[village[place]]}"
        if province not in KAMPUNG_ONLY:
            where = f"Jl. {STREETS[street[place]]} No. {number[place]}, RT {rt[place]:03} RW {rw[place]:03}, {where}"
        found.append(where)
    return found
