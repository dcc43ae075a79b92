"""Names by region: how people are called differs from Aceh to Papua, and one word is a name too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jadibisa.cli.demonstration.chance import Array, Chance, whole
from jadibisa.cli.demonstration.population.places import atlas

SECOND_FIRST_NAME = 0.6  # beyond this share of those with a name of their clan


@dataclass(frozen=True, slots=True)
class Custom:
    """How people of one origin are called.

    Attributes:
        men: first names of men.
        women: first names of women.
        second: second names that go with both; for Bali they stand before.
        last: names of the clan or house, "" for none.
        one_word: share of people with one word as their name.
    """

    men: Sequence[str]
    women: Sequence[str]
    second: Sequence[str] = ()
    last: Sequence[str] = ()
    one_word: float = 0.0
    before: Sequence[str] = ()


def _w(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MUSLIM_MEN = _w(
    "Ahmad Muhammad Abdul Rizki Fajar Ilham Iqbal Irfan Yusuf Hasan Husein Ibrahim Ismail Ridwan Rahmat Taufik Hidayat "
    "Syahrul Zulkifli Arif Fauzan Hendra Andi Rudi Dedi Agus Budi Eko Deni Bayu Aldi Reza Farhan Galih Dimas Rian"
)
MUSLIM_WOMEN = _w(
    "Siti Nur Fatimah Aisyah Khadijah Maryam Zahra Aminah Halimah Rahma Putri Dewi Ratna Sri Wulan Indah Lestari Intan Ayu "
    "Rina Rini Yuni Yanti Fitri Nurul Laila Salma Nabila Annisa Dian Eka Mega Citra Bunga Melati Kartika"
)
CHRISTIAN_MEN = _w(
    "Yohanes Petrus Paulus Markus Lukas Daniel Samuel Yakobus Stefanus Andreas Benyamin Yosua Elias Simon Filipus Tomas "
    "Matius Gabriel Rafael Mikael Jefri Ronald Frans Herman Agustinus Antonius Fransiskus Kristian Melkianus Yulius"
)
CHRISTIAN_WOMEN = _w(
    "Maria Marta Ester Rut Debora Elisabet Yohana Kristina Agnes Margareta Theresia Veronika Yuliana Natalia Paulina Sara "
    "Rosalina Lidia Yosefina Selvi Novita Grace Febi Sintia Meri Fransiska Katarina Anastasia Klara Helena"
)
CUSTOMS: Mapping[str, Custom] = {
    "aceh": Custom(
        _w("Teuku Muhammad Zulfikar Munawar Fauzi Mukhlis Safrizal Azhari Iskandar Nasrullah Rahmad Hafiz"),
        _w("Cut Nurhayati Mutia Safrida Rosnani Nurlaila Fitriani Rahmawati Zuraida Ernawati Maulida Raihan"),
        _w("Akbar Saputra Ramadhan Maulana Fitri Rahmi Husna Zahara Hidayat Anwar Yusuf Amin"), one_word=0.1,
    ),
    "batak": Custom(
        CHRISTIAN_MEN, CHRISTIAN_WOMEN, (),
        _w("Simanjuntak Siregar Nasution Harahap Lubis Sitompul Hutabarat Sihombing Manurung Sinaga Purba Ginting Tarigan "
           "Sembiring Situmorang Nainggolan Pasaribu Panjaitan Silalahi Hutapea"),
    ),
    "minang": Custom(
        _w("Yusrizal Afrizal Rinaldi Hendri Syafril Dasril Rahmat Fadli Ikhsan Rizal Zulhendri Ade"),
        _w("Yusnita Desmawati Rahmi Fitria Yulia Elvira Nelfi Mardiana Gusni Wirda Silvia Annisa"),
        _w("Putra Chaniago Tanjung Koto Piliang Sikumbang Guci Oktavia Rahmadani Fitri"), one_word=0.15,
    ),
    "melayu": Custom(MUSLIM_MEN, MUSLIM_WOMEN, _w("Saputra Hidayat Ramadhan Syahputra Wahyuni Lestari Sari Permata "
        "Efendi Rahman"), one_word=0.09),
    "betawi": Custom(MUSLIM_MEN, MUSLIM_WOMEN, _w("Maulana Hidayat Saputra Ramadhan Nurhasanah Rohmah Fadilah "
        "Kurniawan Hakim Syarif"), one_word=0.12),
    "sunda": Custom(
        _w("Asep Ujang Dadang Cecep Dede Yayan Endang Iwan Aep Deden Tatang Agus Rizal Gilang Rangga Yana"),
        _w("Euis Neneng Iis Imas Yeni Tuti Cucu Ai Lilis Nining Rina Siti Wida Elis Dewi Teti"),
        _w("Hidayat Suryana Sutisna Kurnia Nugraha Permana Gunawan Setiawan Komalasari Nurjanah Rohaeni Rahayu Mulyani Wulandari"),
        one_word=0.13,
    ),
    "jawa": Custom(
        _w("Slamet Sutrisno Suparman Bambang Agus Joko Eko Wahyu Bagus Teguh Sugeng Supriyadi Heru Dwi Tri Catur Yulianto Arif "
           "Suyanto Mujiono Paijo Sukarno Wagiman Sarjono"),
        _w("Sri Siti Wahyuni Sulastri Sumiati Endang Retno Ratna Dwi Tri Ningsih Suminah Kasiyem Wartini Ika Eka Dyah Puji "
           "Lestari Yuliana Rini Tutik Sutini Poniyem"),
        _w("Santoso Wibowo Nugroho Prasetyo Setiawan Utomo Susanto Kusuma Hartono Wijaya Rahayu Lestari Handayani Wulandari "
           "Astuti Widyastuti Puspitasari Kurniawati Purnomo Saputro"),
        one_word=0.17,
    ),
    "bali": Custom(
        _w("Agus Gede Putra Arya Surya Adi Dharma Yoga Eka Suardana Sudiarta Wirawan"),
        _w("Ayu Sri Dewi Kadek Ratih Laksmi Widya Sari Puspa Dian Utami Suryani"),
        _w("Wirawan Suryawan Adnyana Sudarma Pradnyana Mahendra Astuti Widiani Lestari Antari"),
        before=_w("Wayan Made Nyoman Ketut Putu Kadek Komang Gede"),
    ),
    "sasak": Custom(
        _w("Lalu Muhammad Ahmad Saharudin Zainul Jumadil Mahsun Sahrul Hamdan Suhardi"),
        _w("Baiq Siti Nurhasanah Zohriah Sumiati Rohani Hadijah Mariani Huswatun Rabiatun"),
        _w("Hadi Anwar Majdi Fitri Hidayati Rahman Wathoni Azhari Aini Saputra"), one_word=0.2,
    ),
    "flores": Custom(
        CHRISTIAN_MEN, CHRISTIAN_WOMEN, (),
        _w("Nggadi Seran Tukan Lamaholot Bria Nahak Taek Benu Tefa Kase Nenobais Bere Mau Leto Djawa Riwu Ndun Lobo Koten Hayon"),
    ),
    "dayak": Custom(CHRISTIAN_MEN, CHRISTIAN_WOMEN, (), _w("Lihan Ngau Jalung Ibau Anyeq Bulan Usat Lawai Tingai "
        "Huvat Apui Kila"), one_word=0.07),
    "banjar": Custom(MUSLIM_MEN, MUSLIM_WOMEN, _w("Rahman Noor Hidayati Fitriah Maulida Rahmah Saputra Ansyari "
        "Fadillah Hasanah"), one_word=0.14),
    "bugis": Custom(
        _w("Andi Muhammad Baso Ambo Syamsul Takdir Sudirman Hasbi Nasir Ansar Irwan Fadil"),
        _w("Andi Hasnah Besse Nurhidayah Rosmini Sitti Hasnawati Marwah Darmawati Nurlina Suriani Mega"),
        _w("Daeng Asri Akbar Mappangara Rahman Amir Tahir Syam Usman Fitriani Nasir Arsyad"), one_word=0.13,
    ),
    "minahasa": Custom(CHRISTIAN_MEN, CHRISTIAN_WOMEN, (), _w("Rumondor Lumentut Mandagi Tumewu Wowor Kaunang "
        "Pangemanan Sondakh Walangitan Rorong Supit Mewengkang")),
    "gorontalo": Custom(MUSLIM_MEN, MUSLIM_WOMEN, (), _w("Mohamad Ibrahim Pakaya Lamusu Hasan Djafar Hulopi Abdullah "
        "Tahir Monoarfa Ahmad Usman")),
    "ambon": Custom(
        CHRISTIAN_MEN, CHRISTIAN_WOMEN, (),
        _w("Pattiasina Latuheru Tuhumury Sahetapy Manuputty Lekatompessy Latumeten Siahaya Tomasoa Wattimena Rumahlewang Salampessy"),
    ),
    "papua": Custom(
        CHRISTIAN_MEN, CHRISTIAN_WOMEN, (),
        _w("Wanggai Rumbiak Mansoben Yoku Kambuaya Korwa Rumaropen Waromi Ondi Mandosir Karubaba Imbiri"),
    ),
    "papua-highland": Custom(
        CHRISTIAN_MEN, CHRISTIAN_WOMEN, (),
        _w("Wenda Kogoya Tabuni Murib Yikwa Wakerkwa Gobai Pigai Mote Douw Giyai Mabel Asso Hubi Itlay Kossay"), one_word=0.02,
    ),
    "papua-south": Custom(CHRISTIAN_MEN, CHRISTIAN_WOMEN, (), _w("Gebze Mahuze Kaize Balagaize Ndiken Samkakai Basik "
        "Kandaimu Omba Yamamba")),
    "tionghoa": Custom(
        _w("Hendra Kevin Andre Steven Willy Rudi Johan Felix Hartono Benny"),
        _w("Lina Meylani Jessica Angelina Vivian Stefani Susanti Yenny Felicia Linda"),
        (), _w("Wijaya Tan Lim Halim Gunawan Kusuma Salim Hartanto Chandra Setiadi"),
    ),
}  # fmt: skip
# Who lives in a province, by the first two digits of the code.
PEOPLES: Mapping[str, Sequence[tuple[str, float]]] = {
    "11": (("aceh", 0.85), ("jawa", 0.08), ("batak", 0.07)),
    "12": (("batak", 0.5), ("jawa", 0.3), ("melayu", 0.15), ("tionghoa", 0.05)),
    "13": (("minang", 0.93), ("jawa", 0.05), ("batak", 0.02)),
    "14": (("melayu", 0.45), ("jawa", 0.28), ("minang", 0.15), ("batak", 0.12)),
    "15": (("melayu", 0.6), ("jawa", 0.3), ("minang", 0.1)),
    "16": (("melayu", 0.7), ("jawa", 0.27), ("tionghoa", 0.03)),
    "17": (("melayu", 0.7), ("jawa", 0.25), ("minang", 0.05)),
    "18": (("jawa", 0.65), ("melayu", 0.2), ("sunda", 0.15)),
    "19": (("melayu", 0.75), ("tionghoa", 0.12), ("jawa", 0.13)),
    "21": (("melayu", 0.4), ("jawa", 0.25), ("batak", 0.18), ("minang", 0.12), ("tionghoa", 0.05)),
    "31": (("jawa", 0.35), ("betawi", 0.3), ("sunda", 0.15), ("batak", 0.06), ("minang", 0.06), ("tionghoa", 0.08)),
    "32": (("sunda", 0.72), ("jawa", 0.15), ("betawi", 0.1), ("batak", 0.03)),
    "33": (("jawa", 0.97), ("sunda", 0.02), ("tionghoa", 0.01)),
    "34": (("jawa", 0.97), ("tionghoa", 0.03)),
    "35": (("jawa", 0.97), ("tionghoa", 0.03)),
    "36": (("sunda", 0.55), ("betawi", 0.2), ("jawa", 0.2), ("tionghoa", 0.05)),
    "51": (("bali", 0.88), ("jawa", 0.12)),
    "52": (("sasak", 0.9), ("bali", 0.05), ("jawa", 0.05)),
    "53": (("flores", 0.98), ("bugis", 0.02)),
    "61": (("melayu", 0.42), ("dayak", 0.38), ("jawa", 0.1), ("tionghoa", 0.1)),
    "62": (("dayak", 0.5), ("banjar", 0.28), ("jawa", 0.22)),
    "63": (("banjar", 0.85), ("jawa", 0.15)),
    "64": (("jawa", 0.32), ("bugis", 0.25), ("banjar", 0.25), ("dayak", 0.18)),
    "65": (("dayak", 0.3), ("bugis", 0.4), ("jawa", 0.3)),
    "71": (("minahasa", 0.8), ("gorontalo", 0.15), ("jawa", 0.05)),
    "72": (("bugis", 0.5), ("melayu", 0.25), ("jawa", 0.15), ("minahasa", 0.1)),
    "73": (("bugis", 0.96), ("jawa", 0.04)),
    "74": (("bugis", 0.85), ("jawa", 0.15)),
    "75": (("gorontalo", 0.96), ("jawa", 0.04)),
    "76": (("bugis", 0.9), ("jawa", 0.1)),
    "81": (("ambon", 0.7), ("melayu", 0.3)),
    "82": (("melayu", 0.7), ("ambon", 0.3)),
    "91": (("papua", 0.72), ("jawa", 0.16), ("bugis", 0.12)),
    "92": (("papua", 0.65), ("jawa", 0.2), ("bugis", 0.15)),
    "93": (("papua-south", 0.65), ("jawa", 0.25), ("bugis", 0.1)),
    "94": (("papua-highland", 0.75), ("jawa", 0.13), ("bugis", 0.12)),
    "95": (("papua-highland", 0.97), ("jawa", 0.03)),
    "96": (("papua", 0.65), ("jawa", 0.2), ("bugis", 0.15)),
}


def peoples(rng: Chance, home: Array) -> list[str]:
    """The origin of each person by the province of their home."""
    drawn = rng.random(len(home))
    codes = atlas().codes
    return [_along(PEOPLES[codes[place][:2]], float(share)) for place, share in zip(home, drawn, strict=True)]


def _along(shares: Sequence[tuple[str, float]], drawn: float) -> str:
    for word, share in shares:
        drawn -= share
        if drawn < 0:
            return word
    return shares[0][0]


def names(rng: Chance, origin: Sequence[str], women: Array) -> list[str]:
    """A name for each person."""
    count = len(origin)
    drawn = [whole(rng, 0, 10_000, count) for _turn in range(4)]
    shape = rng.random(count)
    return [
        _name(CUSTOMS[people], [int(column[place]) for column in drawn], float(shape[place]), woman=bool(women[place]))
        for place, people in enumerate(origin)
    ]


def _name(custom: Custom, drawn: Sequence[int], shape: float, *, woman: bool) -> str:
    first, second, last, lead = drawn
    pool = custom.women if woman else custom.men
    name = pool[first % len(pool)]
    if shape < custom.one_word:
        return name
    parts = [name]
    if custom.before:
        parts.insert(0, custom.before[lead % len(custom.before)])
        parts.insert(0, "Ni" if woman else "I")
    if custom.second:
        parts.append(custom.second[second % len(custom.second)])
    if custom.last:
        if shape > SECOND_FIRST_NAME:
            parts.append(pool[second % len(pool)])
        parts.append(custom.last[last % len(custom.last)])
    return " ".join(dict.fromkeys(parts))
