"""2,000 vacancies in all 38 provinces, with ISCO-08 codes, the skills of the one vocabulary, wages near the minimum wage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from jadibisa.cli.demonstration.chance import Chance, chance, one_of, pick, whole
from jadibisa.cli.demonstration.population.places import atlas
from jadibisa.foundation.places import queries as places
from jadibisa.kernel.money import SEN_PER_RUPIAH

VACANCIES, EMPLOYERS = 2000, 120
LEAST_OF_PROVINCE = 8
# A line: title | ISCO-08 | skills | least schooling | wage in hundredths of the minimum wage from-to | sector | weight.
TABLE = """
Staf Administrasi|4110|arsip surat-menyurat microsoft-word|SMA|100-130|jasa|5
Petugas Entri Data|4132|entri-data mengetik-cepat|SMA|95-120|jasa|4
Sekretaris|4120|surat-menyurat microsoft-word resepsionis|D3|110-160|jasa|2
Resepsionis|4226|resepsionis layanan-pelanggan|SMA|95-125|perhotelan|3
Staf Pembukuan|4311|pembukuan microsoft-excel|SMK|105-145|jasa|4
Akuntan Muda|2411|akuntansi pajak microsoft-excel|S1|140-220|jasa|2
Staf Penggajian|4313|penggajian microsoft-excel|D3|115-160|jasa|1
Staf Personalia|4416|administrasi-sdm rekrutmen|S1|120-180|jasa|1
Petugas Gudang|4321|pergudangan administrasi-gudang|SMA|98-125|logistik|4
Staf Ekspor Impor|3331|ekspor-impor inggris-kerja|D3|130-190|logistik|1
Operator Forklift|8344|forklift k3-umum|SMA|110-150|logistik|2
Pengemudi Mobil|8322|mengemudi|SMP|100-135|logistik|3
Pengemudi Truk|8332|mengemudi-truk k3-umum|SMP|110-160|logistik|3
Kurir|9621|kurir internet-aman|SMP|90-130|logistik|4
Kasir|5230|kasir layanan-pelanggan|SMA|92-115|toko|5
Pramuniaga|5223|penjualan-langsung layanan-pelanggan|SMA|90-115|toko|6
Staf Penjualan|3322|penjualan-langsung negosiasi|SMA|100-170|toko|4
Penjual Toko Daring|5244|toko-daring siaran-jualan|SMA|95-150|toko|3
Petugas Layanan Pelanggan|4222|layanan-pelanggan dasar-komputer|SMA|98-130|jasa|3
Penjual lewat Telepon|5244|telemarketing negosiasi|SMA|95-150|jasa|1
Penata Stok|4321|kelola-stok|SMP|90-110|toko|2
Pengelola Media Sosial|2431|media-sosial menulis-konten canva|D3|110-170|digital|2
Desainer Grafis|2166|desain-grafis canva|SMK|105-170|digital|2
Penyunting Video|3521|sunting-video|SMK|105-170|digital|1
Staf Pemasaran Digital|2431|pemasaran-digital iklan-daring seo|S1|120-200|digital|2
Pembuat Situs Web|2513|pemrograman-web basis-data-sql|D3|150-280|digital|1
Pemrogram Python|2512|pemrograman-python basis-data-sql|S1|180-320|digital|1
Analis Data|2511|analisis-data visualisasi-data microsoft-excel|S1|160-300|digital|1
Penguji Perangkat Lunak|2519|uji-perangkat-lunak|D3|140-240|digital|1
Teknisi Jaringan|3513|jaringan-komputer administrasi-server|SMK|115-180|digital|2
Penyambung Serat Optik|7422|serat-optik k3-umum|SMK|110-160|digital|2
Anotator Data|4132|anotasi-data dasar-komputer|SMA|95-125|digital|1
Pelayan Restoran|5131|penyajian-makanan layanan-tamu|SMA|90-115|perhotelan|4
Juru Masak|5120|memasak keamanan-pangan|SMK|100-145|perhotelan|4
Pembuat Roti|7512|roti-kue keamanan-pangan|SMP|95-130|perhotelan|2
Barista|5132|barista layanan-tamu|SMA|92-125|perhotelan|3
Petugas Tata Graha|9112|tata-graha|SMP|90-112|perhotelan|3
Staf Kantor Depan Hotel|4224|kantor-depan inggris-kerja|D3|100-140|perhotelan|2
Pemandu Wisata|5113|pemandu-wisata bahasa-inggris|SMA|95-150|perhotelan|1
Pemandu Ekowisata|5113|pemandu-ekowisata|SMA|95-140|perhotelan|1
Terapis Spa|5142|pijat-spa|SMA|92-135|perhotelan|1
Penata Rambut|5141|tata-rambut|SMP|90-130|jasa|1
Perias|5142|tata-rias|SMA|90-140|jasa|1
Pengasuh Anak|5311|asuh-anak pertolongan-pertama|SMA|90-120|jasa|2
Perawat Lansia|5322|rawat-lansia pertolongan-pertama|SMA|100-140|jasa|2
Petugas Kebersihan|9112|bersih-gedung|SD|88-105|jasa|4
Satpam|5414|gada-pratama patroli|SMA|98-125|keamanan|6
Kepala Regu Satpam|5414|gada-madya laporan-kejadian|SMA|115-150|keamanan|1
Pemantau CCTV|5414|cctv laporan-kejadian|SMA|95-120|keamanan|2
Pemasang CCTV|7422|pasang-cctv instalasi-listrik|SMK|100-140|keamanan|1
Petugas Pemadam Api|5411|pemadaman-api pertolongan-pertama|SMA|105-140|keamanan|1
Juru Las|7212|las-smaw k3-umum|SMK|110-175|industri|3
Juru Las GMAW|7212|las-gmaw k3-umum|SMK|115-185|industri|2
Teknisi Listrik|7411|instalasi-listrik k3-umum|SMK|105-155|industri|3
Teknisi Mesin Listrik|7412|motor-listrik plc|SMK|115-170|industri|2
Teknisi AC|7127|servis-ac|SMK|100-145|jasa|2
Montir Sepeda Motor|7231|servis-sepeda-motor|SMK|92-130|toko|3
Montir Mobil|7231|servis-mobil|SMK|100-145|toko|2
Teknisi Kendaraan Listrik|7231|kendaraan-listrik|SMK|115-170|industri|1
Teknisi Servis HP|7422|servis-ponsel|SMK|92-130|toko|2
Teknisi Laptop|7422|servis-laptop dasar-komputer|SMK|98-140|toko|1
Operator Mesin Bubut|7223|mesin-bubut|SMK|105-150|industri|2
Operator Mesin CNC|7223|mesin-cnc gambar-teknik|SMK|115-170|industri|2
Operator Produksi|8189|kendali-mutu k3-umum|SMA|100-125|industri|6
Pengawas Mutu|7543|kendali-mutu|SMK|105-145|industri|2
Juru Gambar|3118|autocad gambar-teknik|SMK|105-155|industri|1
Operator Jahit Garmen|8153|jahit-industri menjahit|SD|95-120|industri|5
Penjahit|7531|menjahit pola-busana|SD|88-130|jasa|2
Tukang Kayu|7115|tukang-kayu|SD|95-140|bangunan|2
Tukang Batu|7112|tukang-batu|SD|95-140|bangunan|3
Tukang Pipa|7126|plambing|SD|95-135|bangunan|1
Tukang Cat|7131|cat-bangunan|SD|90-130|bangunan|1
Petugas K3|3257|k3-umum|D3|125-180|industri|1
Pemasang Panel Surya|7411|panel-surya instalasi-listrik|SMK|110-165|bangunan|1
Perawat Panel Surya|7412|rawat-panel-surya|SMK|105-150|industri|1
Pengolah Sampah|9612|olah-sampah|SD|88-110|jasa|2
Operator Air Limbah|3132|air-limbah k3-umum|SMK|110-150|industri|1
Auditor Energi Muda|2143|audit-energi|S1|150-240|industri|1
Operator Alat Berat|8342|alat-berat k3-tambang|SMA|140-230|tambang|3
Mekanik Alat Berat|7233|rawat-alat-berat|SMK|135-220|tambang|2
Operator Smelter|8121|smelter k3-umum|SMA|125-190|tambang|2
Penguji Mineral|3117|uji-mineral|D3|130-190|tambang|1
Juru Ukur Tambang|2165|survei-tambang|D3|140-210|tambang|1
Pekerja Reklamasi|9215|reklamasi pembibitan|SD|95-125|tambang|1
Pemanen Sawit|9211|panen-sawit|SD|90-130|kebun|3
Perawat Kebun Sawit|9211|rawat-sawit hama-tanaman|SD|90-115|kebun|2
Penyadap Karet|9211|sadap-karet|SD|88-115|kebun|2
Pemetik Teh|9211|petik-teh|SD|85-105|kebun|1
Mandor Kebun|6112|mandor-kebun|SMA|110-150|kebun|1
Pengolah Kopi|7514|olah-kopi|SMP|92-125|kebun|1
Petani Sayur|6111|budidaya-sayur pupuk-organik|SD|85-110|tani|2
Perawat Hidroponik|6113|hidroponik|SMA|92-120|tani|1
Pekerja Kandang Ayam|9212|ternak-ayam|SD|88-112|tani|2
Peternak Sapi|6121|ternak-sapi|SD|88-115|tani|1
Teknisi Tambak Udang|6221|budidaya-udang|SMP|98-140|tani|2
Pekerja Kolam Ikan|9216|budidaya-lele|SD|88-110|tani|1
Petani Rumput Laut|6221|rumput-laut|SD|85-112|tani|1
Pengolah Ikan|7511|olah-ikan keamanan-pangan|SD|90-115|tani|2
Pengolah Makanan|7514|olah-pangan keamanan-pangan|SMP|90-115|industri|2
Mekanik Mesin Tani|7233|mesin-tani|SMK|98-135|tani|1
Staf Penerjemah Jepang|2643|bahasa-jepang|D3|150-240|jasa|1
Staf Penerjemah Mandarin|2643|bahasa-mandarin|D3|150-240|tambang|1
Juru Bahasa Isyarat|2643|bahasa-isyarat|SMA|110-170|jasa|1
"""
# About the provincial minimum wage of 2025 in thousand rupiah a month, rounded.
MINIMUM_WAGE: Mapping[str, int] = {
    "11": 3690, "12": 2990, "13": 2990, "14": 3510, "15": 3230, "16": 3680, "17": 2670, "18": 2890, "19": 3880, "21": 3620,
    "31": 5400, "32": 2190, "33": 2170, "34": 2260, "35": 2310, "36": 2910, "51": 3000, "52": 2600, "53": 2330, "61": 2880,
    "62": 3470, "63": 3500, "64": 3580, "65": 3580, "71": 3780, "72": 2920, "73": 3660, "74": 3070, "75": 3220, "76": 3100,
    "81": 3140, "82": 3410, "91": 4290, "92": 3620, "93": 4290, "94": 4290, "95": 4290, "96": 3620,
}  # fmt: skip
SECTORS: Mapping[str, tuple[str, str]] = {  # sector: what the firm does, how such firms are called
    "jasa": ("Jasa", "Layanan"), "perhotelan": ("Hotel dan rumah makan", "Hotel"), "logistik": ("Angkutan dan gudang", "Logistik"),
    "toko": ("Toko dan bengkel", "Niaga"), "digital": ("Teknologi dan pemasaran", "Digital"),
    "keamanan": ("Jasa keamanan", "Pengamanan"), "industri": ("Pabrik", "Industri"), "bangunan": ("Bangunan", "Konstruksi"),
    "tambang": ("Pertambangan", "Tambang"), "kebun": ("Perkebunan", "Perkebunan"), "tani": ("Pertanian dan perikanan", "Agro"),
}  # fmt: skip
MINING = frozenset({"14", "16", "19", "62", "63", "64", "65", "72", "74", "82", "94"})
PLANTATIONS = frozenset({"11", "12", "14", "15", "16", "17", "18", "61", "62", "63", "64", "76"})
HOTELS = frozenset({"31", "34", "51", "52", "53"})
FACTORIES = frozenset({"21", "32", "33", "35", "36"})
TILTS: tuple[tuple[frozenset[str], str, float], ...] = (
    (MINING, "tambang", 6.0), (PLANTATIONS, "kebun", 5.0), (HOTELS, "perhotelan", 2.5), (FACTORIES, "industri", 1.8),
)  # fmt: skip
RARE = 0.12  # mining and plantations elsewhere
FORMS = (("PT", 0.62), ("CV", 0.26), ("UD", 0.12))
WORDS_1 = (
    "Sumber",
    "Karya",
    "Mitra",
    "Cahaya",
    "Bumi",
    "Surya",
    "Anugerah",
    "Sentosa",
    "Prima",
    "Indah",
    "Tirta",
    "Mega",
    "Bahari",
)
WORDS_2 = (
    "Abadi",
    "Makmur",
    "Sejahtera",
    "Lestari",
    "Perkasa",
    "Mandiri",
    "Jaya",
    "Gemilang",
    "Nusantara",
    "Sakti",
    "Utama",
)
CONTRACTS = (("permanent", 0.3), ("fixed_term", 0.5), ("daily", 0.1), ("apprentice", 0.06), ("piecework", 0.04))
OPEN_TO_DISABLED = 0.3


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table; wages in hundredths of the minimum wage."""

    title: str
    occupation: str
    skills: tuple[str, ...]
    qualification: str
    wage: tuple[int, int]
    sector: str
    weight: float


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer before it is one in the database."""

    name: str
    licence: str
    sector: str
    province: str
    regency: str
    email: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A vacancy before it is one in the database; wages in sen a month."""

    key: str
    employer: int
    title: str
    occupation: str
    skills: tuple[str, ...]
    qualification: str
    province: str
    regency: str
    contract: str
    wage_low: int
    wage_high: int
    places: int
    open_to_disabled: bool
    days: int
    description: str


@cache
def jobs() -> tuple[Job, ...]:
    """The table, line by line."""
    found = []
    for line in TABLE.strip().splitlines():
        title, occupation, skills, schooling, wage, sector, weight = line.split("|")
        low, high = (int(number) for number in wage.split("-"))
        found.append(Job(title, occupation, tuple(skills.split()), schooling, (low, high), sector, float(weight)))
    return tuple(found)


def _weight_of_sector(sector: str, province: str) -> float:
    weight = RARE if sector in {"tambang", "kebun"} else 1.0
    for where, what, times in TILTS:
        if what == sector and province in where:
            weight = times if weight == RARE else weight * times
    return weight


def employers(seed: int) -> list[Employer]:
    """All employers: some in each province and each sector."""
    rng = chance(seed, "employers")
    found: list[Employer] = []
    names: set[str] = set()
    here = places.provinces()
    weights = np.array([province.labour_force for province in here], dtype=np.float64) ** 0.6
    drawn = [*range(len(here)), *range(len(here)), *pick(rng, weights, EMPLOYERS * 2)]
    for turn in drawn:
        if len(found) == EMPLOYERS:
            break
        province = here[turn].code
        sectors = list(SECTORS)
        sector = sectors[int(pick(rng, [_weight_of_sector(name, province) for name in sectors], 1)[0])]
        form = FORMS[int(pick(rng, [share for _word, share in FORMS], 1)[0])][0]
        name = f"{form} {one_of(rng, WORDS_1)} {one_of(rng, WORDS_2)} {SECTORS[sector][1]}"
        if name in names:
            continue
        names.add(name)
        number = len(found) + 1
        regency = one_of(rng, places.regencies(province)).code
        found.append(Employer(name, f"9120{number:09}", sector, province, regency, f"kerja{number}@usaha.example"))
    return found


def openings(seed: int, hiring: Sequence[Employer], *, season: str = "2026", count: int = VACANCIES) -> list[Opening]:
    """The vacancies of a season: at least some in each province, the rest by labour force."""
    rng = chance(seed, "vacancies", season)
    codes = [province.code for province in places.provinces()]
    labour = np.array([province.labour_force for province in places.provinces()], dtype=np.float64)
    least = min(LEAST_OF_PROVINCE, count // len(codes))
    rest = pick(rng, labour, count - least * len(codes))
    drawn = [*np.repeat(np.arange(len(codes)), least), *rest]
    return [_opening(rng, f"{season}-{number:05}", codes[place], hiring) for number, place in enumerate(drawn)]


def _opening(rng: Chance, key: str, province: str, hiring: Sequence[Employer]) -> Opening:
    job = jobs()[int(pick(rng, [job.weight * _weight_of_sector(job.sector, province) for job in jobs()], 1)[0])]
    fitting = [
        place
        for place, employer in enumerate(hiring)
        if employer.sector == job.sector and employer.province == province
    ]
    same = [place for place, employer in enumerate(hiring) if employer.sector == job.sector]
    employer = one_of(rng, fitting or same or range(len(hiring)))
    here = atlas()
    near = [place for place, code in enumerate(here.codes) if code[:2] == province]
    regency = here.codes[near[int(pick(rng, here.labour[near], 1)[0])]]
    low = _wage(province, job.wage[0], rng)
    high = max(low, _wage(province, job.wage[1], rng))
    contract = CONTRACTS[int(pick(rng, [share for _word, share in CONTRACTS], 1)[0])][0]
    places_free = int(whole(rng, 1, 4 if job.weight < 4 else 15, 1)[0])  # noqa: PLR2004 - common jobs hire many
    return Opening(
        key=key, employer=employer, title=job.title, occupation=job.occupation, skills=job.skills,
        qualification=job.qualification, province=province, regency=regency, contract=contract, wage_low=low, wage_high=high,
        places=places_free, open_to_disabled=bool(rng.random() < OPEN_TO_DISABLED), days=int(whole(rng, 14, 75, 1)[0]),
        description=f"Kami mencari {job.title.lower()} untuk {places.regency(regency).name}.",
    )  # fmt: skip


def _wage(province: str, hundredths: int, rng: Chance) -> int:
    thousand = MINIMUM_WAGE[province] * hundredths / 100 * (0.97 + 0.06 * float(rng.random()))
    return round(thousand / 50) * 50 * 1000 * SEN_PER_RUPIAH
