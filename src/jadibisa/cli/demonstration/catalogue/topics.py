"""What is taught: topics of each field with skills, KKNI level, hours, price and modes; written by hand, one line each.

A line: title | skills | level | hours from-to | price from-to in thousand rupiah | modes (s self-paced, w webinar, f face to face).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

TABLE: Mapping[str, str] = {
    "perkantoran": """
Microsoft Excel untuk Pekerjaan Kantor|microsoft-excel rumus-excel|2|15-24|180-750|swf
Microsoft Word untuk Surat dan Laporan|microsoft-word surat-menyurat|2|15-20|150-600|swf
Rumus dan Fungsi Excel|rumus-excel microsoft-excel|3|15-24|200-800|sw
Tabel Pivot dan Dasbor Excel|pivot-excel microsoft-excel|4|15-30|250-950|sw
Microsoft PowerPoint untuk Presentasi|microsoft-powerpoint presentasi|2|15-18|150-550|sw
Word, Excel, dan PowerPoint|microsoft-word microsoft-excel microsoft-powerpoint|2|18-32|250-1100|swf
Google Dokumen dan Spreadsheet|google-dokumen|2|15-18|120-500|sw
Mengetik Cepat dan Rapi|mengetik-cepat microsoft-word|1|15-16|24-300|sf
Surel dan Kalender Kantor|surel-kantor|2|15-16|100-400|sw
Mengolah Data dengan Excel|pengolahan-data microsoft-excel|4|18-30|250-1000|sw
Laporan Keuangan dengan Excel|microsoft-excel pembukuan|4|18-30|300-1200|sw
Presentasi yang Meyakinkan|presentasi microsoft-powerpoint|3|15-20|200-800|wf
""",
    "digital": """
Dasar Komputer dan Internet|dasar-komputer internet-aman|1|15-20|24-400|sf
Internet Aman untuk Keluarga dan Kerja|internet-aman|1|15-16|50-350|sw
Desain Grafis|desain-grafis|3|18-40|300-1500|swf
Desain dengan Canva|canva desain-grafis|2|15-20|120-600|sw
Sunting Video dengan HP|sunting-video|2|15-24|150-900|sw
Fotografi Produk dengan HP|fotografi-produk|2|15-18|150-700|swf
Mengelola Media Sosial|media-sosial menulis-konten|3|15-24|200-1000|sw
Pemasaran Digital|pemasaran-digital|4|18-36|300-1800|sw
Iklan di Media Sosial|iklan-daring pemasaran-digital|4|15-24|250-1200|sw
Situs Web yang Mudah Ditemukan (SEO)|seo|4|18-30|300-1500|s
Menulis Konten|menulis-konten|3|15-20|150-800|sw
Desain Antarmuka Aplikasi|desain-ui|5|24-48|500-3000|sw
Membuat Situs Web|pemrograman-web|5|30-60|500-3500|sw
Pemrograman Python|pemrograman-python|5|30-60|500-3500|sw
Membuat Aplikasi Android|pemrograman-android|5|36-72|700-3800|sw
Basis Data SQL|basis-data-sql|5|24-40|400-2500|s
Menguji Perangkat Lunak|uji-perangkat-lunak|5|24-40|500-2800|sw
Analisis Data|analisis-data visualisasi-data|5|24-48|500-3500|sw
Visualisasi Data|visualisasi-data|5|20-36|400-2500|sw
Jaringan Komputer|jaringan-komputer|4|24-48|500-3000|wf
Keamanan Siber|keamanan-siber jaringan-komputer|5|30-60|700-4200|sw
Mengelola Server Linux|administrasi-server|5|30-60|700-3900|s
""",
    "bahasa": """
Bahasa Inggris Sehari-hari|bahasa-inggris|2|20-40|250-1200|swf
Bahasa Inggris untuk Wawancara Kerja|inggris-kerja|3|15-24|200-900|sw
Bahasa Inggris untuk Perhotelan|inggris-kerja layanan-tamu|3|18-30|250-1200|swf
Menulis Surel dalam Bahasa Inggris|inggris-kerja surel-kantor|3|15-18|150-700|s
Bahasa Jepang Tingkat N5|bahasa-jepang|3|30-60|500-2500|swf
Bahasa Jepang untuk Perawat Lansia|bahasa-jepang rawat-lansia|4|40-80|900-3800|wf
Bahasa Korea Tingkat Dasar|bahasa-korea|3|30-60|500-2500|swf
Bahasa Mandarin Sehari-hari|bahasa-mandarin|3|24-48|400-2200|sw
Bahasa Arab untuk Pekerja|bahasa-arab|3|24-40|300-1600|swf
Bahasa Jerman Tingkat A1|bahasa-jerman|3|40-80|900-3900|w
Bahasa Isyarat Bisindo|bahasa-isyarat|2|18-30|200-1000|wf
Bahasa Indonesia untuk Surat Kerja|bahasa-indonesia-kerja surat-menyurat|2|15-18|100-500|sw
""",
    "perhotelan": """
Layanan Tamu Hotel|layanan-tamu|2|18-30|300-1400|wf
Kantor Depan Hotel|kantor-depan layanan-tamu|3|20-40|400-1900|wf
Tata Graha Hotel|tata-graha|2|18-32|300-1500|f
Menyajikan Makanan dan Minuman|penyajian-makanan layanan-tamu|2|18-32|300-1500|f
Memasak Masakan Nusantara|memasak keamanan-pangan|2|18-40|350-1800|sf
Membuat Roti dan Kue|roti-kue|2|18-36|300-1700|swf
Barista Kopi|barista|2|16-32|400-2200|f
Keamanan Pangan Dapur|keamanan-pangan|3|15-20|200-900|sw
Pemandu Wisata|pemandu-wisata|3|20-40|350-1700|wf
Tata Rias Wajah|tata-rias|2|20-40|400-2200|sf
Pangkas dan Tata Rambut|tata-rambut|2|24-48|400-2400|f
Pijat dan Spa|pijat-spa|2|24-48|400-2300|f
Mengasuh Anak|asuh-anak pertolongan-pertama|2|20-40|300-1500|wf
Merawat Lansia|rawat-lansia pertolongan-pertama|3|24-60|400-2600|wf
Petugas Kebersihan Gedung|bersih-gedung|1|15-24|100-700|sf
""",
    "teknik": """
Las Listrik SMAW|las-smaw k3-umum|3|40-120|1200-4500|f
Las GMAW|las-gmaw k3-umum|3|40-120|1300-4600|f
Instalasi Listrik Rumah|instalasi-listrik|3|24-60|600-3200|f
Merawat Motor Listrik|motor-listrik|4|24-48|600-2900|f
Servis AC Rumah|servis-ac|3|24-48|600-3000|wf
Servis Sepeda Motor|servis-sepeda-motor|2|24-60|500-2900|wf
Servis Mobil|servis-mobil|3|30-80|800-3900|f
Servis HP|servis-ponsel|3|20-48|400-2500|swf
Servis Laptop|servis-laptop dasar-komputer|3|20-48|400-2500|swf
Elektronika Dasar|elektronika-dasar|2|18-40|300-1600|sf
Gambar Teknik dengan AutoCAD|autocad gambar-teknik|4|24-60|500-2900|sw
Operator Mesin Bubut|mesin-bubut|3|40-100|1000-4200|f
Operator Mesin CNC|mesin-cnc|4|40-100|1200-4500|f
Kendali PLC untuk Industri|plc|5|30-60|900-3900|wf
Menjahit Pakaian|menjahit|2|24-60|350-2200|sf
Menjahit Industri Garmen|jahit-industri menjahit|2|30-80|500-2600|f
Membuat Pola Busana|pola-busana menjahit|3|24-48|400-2200|swf
Pertukangan Kayu|tukang-kayu|2|24-60|400-2300|f
Tukang Batu dan Plesteran|tukang-batu|2|24-60|400-2200|f
Memasang Pipa Air|plambing|2|20-48|400-2100|f
Mengecat Bangunan|cat-bangunan|1|15-30|250-1300|f
Operator Forklift|forklift k3-umum|3|20-40|900-3800|f
Mengemudi Mobil Angkutan|mengemudi|2|20-40|700-2900|f
Mengemudi Truk|mengemudi-truk mengemudi|3|24-48|1000-4100|f
Keselamatan dan Kesehatan Kerja|k3-umum|4|18-40|400-2500|swf
Kendali Mutu di Pabrik|kendali-mutu|4|18-36|350-1900|sw
Pergudangan|pergudangan|2|15-30|250-1300|sw
Menyambung Serat Optik|serat-optik|3|20-40|600-2900|f
""",
    "pertambangan": """
Operator Ekskavator|alat-berat k3-tambang|3|40-100|1800-4800|f
Operator Truk Tambang|alat-berat k3-tambang|3|40-100|1800-4800|f
Merawat Alat Berat|rawat-alat-berat|4|40-100|1500-4500|f
Keselamatan Kerja Tambang|k3-tambang|3|18-40|500-2600|swf
Mengambil dan Menguji Contoh Mineral|uji-mineral|4|24-48|700-3000|wf
Survei dan Pemetaan Tambang|survei-tambang|5|30-60|900-3800|wf
Pembantu Juru Ledak|juru-ledak k3-tambang|4|30-60|1200-4200|f
Operator Smelter Nikel|smelter k3-umum|4|40-100|1500-4500|f
""",
    "pertanian": """
Menanam Padi Hemat Air|budidaya-padi|2|15-30|120-700|sf
Menanam Sayur di Lahan Sempit|budidaya-sayur|1|15-24|80-500|swf
Hidroponik di Rumah|hidroponik|2|15-24|120-800|swf
Membuat Pupuk Organik|pupuk-organik|1|15-20|60-450|sf
Mengendalikan Hama Tanaman|hama-tanaman|2|15-24|120-600|sw
Membibitkan Tanaman|pembibitan|2|15-30|120-700|sf
Beternak Ayam|ternak-ayam|2|15-30|150-900|swf
Beternak Sapi dan Kambing|ternak-sapi|2|18-36|200-1100|sf
Budidaya Lele dan Nila|budidaya-lele|2|15-30|150-900|swf
Budidaya Udang|budidaya-udang|3|20-40|300-1600|wf
Budidaya Rumput Laut|rumput-laut|2|15-30|150-900|f
Mengolah Hasil Ikan|olah-ikan keamanan-pangan|2|15-30|200-1000|sf
Mengolah Hasil Tani Menjadi Produk|olah-pangan kemasan-produk|2|15-30|200-1000|swf
Merawat Mesin Pertanian|mesin-tani|3|20-40|300-1700|f
Keselamatan Nelayan di Laut|nelayan-aman|2|15-24|100-700|f
""",
    "perkebunan": """
Memanen Kelapa Sawit|panen-sawit k3-umum|1|15-30|100-700|sf
Merawat Kelapa Sawit|rawat-sawit|2|15-30|150-800|sf
Menyadap Karet|sadap-karet|1|15-24|90-600|sf
Budidaya Kopi|budidaya-kopi|2|15-30|150-900|swf
Mengolah Kopi Sesudah Panen|olah-kopi|2|15-30|200-1000|wf
Budidaya Kakao|budidaya-kakao|2|15-30|150-900|sf
Budidaya Kelapa|budidaya-kelapa|2|15-24|120-700|sf
Budidaya Tebu|budidaya-tebu|2|15-24|120-700|sf
Memetik Teh|petik-teh|1|15-20|80-500|f
Mandor Kebun|mandor-kebun|3|20-40|300-1500|wf
""",
    "keamanan": """
Satpam Gada Pratama|gada-pratama patroli|2|40-100|900-3600|f
Satpam Gada Madya|gada-madya|3|40-100|1200-4200|f
Dasar Keamanan dan Penjagaan|patroli laporan-kejadian|1|15-24|60-600|swf
Memantau CCTV|cctv|2|15-20|150-800|sw
Memasang CCTV|pasang-cctv|3|18-36|350-1900|wf
Memadamkan Api|pemadaman-api k3-umum|2|15-24|300-1500|f
Pertolongan Pertama|pertolongan-pertama|2|15-24|150-1000|wf
Menulis Laporan Kejadian|laporan-kejadian|2|15-16|60-400|s
""",
    "administrasi": """
Administrasi Kantor untuk Pemula|arsip surat-menyurat|1|15-24|60-600|sw
Mengarsip Dokumen|arsip|1|15-18|50-400|sw
Resepsionis|resepsionis layanan-pelanggan|2|15-24|150-800|wf
Entri Data|entri-data mengetik-cepat|1|15-20|60-450|s
Pembukuan Dasar|pembukuan|2|15-30|150-900|swf
Akuntansi dengan Komputer|akuntansi microsoft-excel|4|24-48|400-2200|sw
Pajak untuk Usaha Kecil|pajak|4|18-36|300-1800|sw
Penggajian Karyawan|penggajian microsoft-excel|4|18-30|300-1500|sw
Administrasi Karyawan|administrasi-sdm|4|18-36|300-1800|sw
Rekrutmen Karyawan|rekrutmen|5|18-36|350-2000|w
Dokumen Ekspor dan Impor|ekspor-impor|4|20-40|400-2400|sw
Administrasi Gudang|administrasi-gudang pergudangan|2|15-24|150-900|sw
Administrasi Klinik|administrasi-klinik|3|18-30|250-1300|w
Administrasi Desa|administrasi-desa microsoft-word|3|18-30|200-1000|wf
""",
    "penjualan": """
Teknik Menjual|penjualan-langsung negosiasi|2|15-24|120-800|swf
Layanan Pelanggan|layanan-pelanggan|2|15-24|120-800|sw
Kasir Toko|kasir|1|15-18|60-450|sf
Membuka Toko Daring|toko-daring|2|15-24|120-900|sw
Jualan lewat Siaran Langsung|siaran-jualan|2|15-20|120-800|sw
Mengelola Stok Barang|kelola-stok|2|15-20|120-600|s
Menyusun Rencana Usaha|rencana-usaha|3|15-30|150-1000|swf
Keuangan Usaha Kecil|keuangan-usaha pembukuan|2|15-24|120-800|swf
Kemasan Produk yang Menjual|kemasan-produk|2|15-20|150-800|sw
Izin Usaha dan Sertifikat Halal|izin-usaha|2|15-18|60-500|sw
Penjualan lewat Telepon|telemarketing|2|15-20|120-600|w
Antar Barang dengan Aman|kurir|1|15-16|50-400|sf
""",
}
# How many courses a field has; AI and green courses are counted one by one below.
COUNTS: Mapping[str, int] = {
    "perkantoran": 1080, "digital": 1100, "bahasa": 500, "perhotelan": 700, "teknik": 850, "pertambangan": 180,
    "pertanian": 380, "perkebunan": 240, "keamanan": 270, "administrasi": 420, "penjualan": 227,
}  # fmt: skip
# 14 courses on artificial intelligence and 39 green ones, as in October 2024 (GovInsider).
AI = """
Dasar Kecerdasan Buatan untuk Semua|ai-dasar|3|15-18|150-600|s
Memakai AI untuk Pekerjaan Kantor|ai-perkantoran microsoft-excel|3|15-20|250-900|w
Menulis Perintah AI yang Jelas|ai-dasar ai-perkantoran|3|15-18|200-800|s
AI untuk Membuat Konten Media Sosial|ai-konten media-sosial|3|15-20|250-950|w
AI untuk Desain Produk UMKM|ai-konten desain-grafis|3|15-20|250-950|s
AI untuk Guru Les dan Pelatih|ai-dasar presentasi|4|15-20|250-900|w
AI untuk Layanan Pelanggan|ai-perkantoran layanan-pelanggan|4|15-24|300-1200|w
Analisis Data dengan Bantuan AI|analisis-data ai-perkantoran|5|24-36|600-2500|w
Pembelajaran Mesin dengan Python|pembelajaran-mesin pemrograman-python|6|40-72|1500-4200|w
Pengantar Pembelajaran Mesin|pembelajaran-mesin|5|30-48|900-3500|s
Anotasi Data untuk AI|anotasi-data entri-data|2|15-20|120-600|s
Menguji Hasil AI dengan Kritis|ai-dasar uji-perangkat-lunak|5|18-30|400-1800|s
AI untuk Pertanian|ai-dasar budidaya-sayur|3|15-20|200-900|f
Etika dan Keamanan AI di Tempat Kerja|ai-dasar keamanan-siber|4|15-20|250-1000|w
"""
GREEN = """
Memasang Panel Surya Atap|panel-surya instalasi-listrik|3|30-60|1200-3900|f
Memasang Panel Surya untuk Desa|panel-surya|3|30-60|1200-3800|f
Merawat Panel Surya|rawat-panel-surya|3|20-40|700-2600|f
Merancang Panel Surya Rumah|panel-surya|5|24-40|800-2900|w
Teknisi Panel Surya Tingkat Lanjut|panel-surya rawat-panel-surya|4|40-80|1800-4600|f
Pompa Air Tenaga Surya|panel-surya mesin-tani|3|24-40|900-3000|f
Audit Energi Gedung|audit-energi|5|30-60|1200-3900|w
Hemat Energi di Pabrik|audit-energi|5|20-40|800-2900|w
Hemat Energi untuk Usaha Kecil|audit-energi|3|15-20|200-900|s
Mengolah Sampah Rumah Tangga|olah-sampah kompos|1|15-20|60-500|s
Mengelola Tempat Pengolahan Sampah|olah-sampah|3|24-40|500-1900|f
Mengelola Bank Sampah|bank-sampah pembukuan|2|15-24|150-800|w
Bank Sampah Digital|bank-sampah dasar-komputer|2|15-20|150-800|s
Membuat Kompos untuk Dijual|kompos|1|15-20|80-600|f
Kompos dengan Maggot|kompos olah-sampah|2|15-24|200-1000|f
Mendaur Ulang Plastik|daur-ulang-plastik|2|20-36|300-1500|f
Kerajinan dari Bahan Daur Ulang|daur-ulang-plastik kemasan-produk|2|15-24|200-900|f
Daur Ulang Limbah Elektronik|olah-sampah elektronika-dasar|3|20-36|500-2000|f
Merawat Sepeda Motor Listrik|kendaraan-listrik servis-sepeda-motor|3|30-60|1000-3600|f
Konversi Sepeda Motor Listrik|kendaraan-listrik|4|40-80|1800-4600|f
Merawat Mobil Listrik|kendaraan-listrik servis-mobil|4|40-80|2000-4700|f
Memasang Pengisi Daya Kendaraan Listrik|kendaraan-listrik instalasi-listrik|4|24-48|1200-3900|f
Bangunan Hemat Energi|bangunan-hijau|4|20-40|600-2400|w
Tukang Bangunan Hijau|bangunan-hijau tukang-batu|2|24-48|500-2200|f
Mengolah Air Limbah Usaha Kecil|air-limbah|3|18-30|400-1700|w
Operator Pengolahan Air Limbah|air-limbah k3-umum|4|30-60|1000-3600|f
Membuat Biogas Rumah Tangga|biogas|2|18-30|300-1400|f
Biogas untuk Peternak Sapi|biogas ternak-sapi|2|18-30|300-1500|f
Pemandu Ekowisata|pemandu-ekowisata pemandu-wisata|3|20-40|400-1900|f
Mengelola Desa Ekowisata|pemandu-ekowisata rencana-usaha|4|20-40|400-1900|w
Memulihkan Hutan Mangrove|restorasi-mangrove|2|18-36|300-1400|f
Pembibitan Mangrove|restorasi-mangrove pembibitan|2|15-30|250-1200|f
Menghitung Jejak Karbon Usaha|jejak-karbon|5|18-36|500-2400|w
Pelaporan Emisi untuk Perusahaan|jejak-karbon microsoft-excel|6|24-48|900-3500|w
Pertanian Organik Bersertifikat|pupuk-organik hama-tanaman|3|20-36|300-1500|f
Agroforestri Kopi|budidaya-kopi pembibitan|3|20-36|300-1500|f
Budidaya Ikan Ramah Lingkungan|budidaya-lele air-limbah|3|20-36|300-1500|f
Reklamasi Lahan Bekas Tambang|reklamasi pembibitan|4|30-60|900-3400|f
Batik Warna Alam|menjahit kemasan-produk|2|18-36|300-1500|f
"""


@dataclass(frozen=True, slots=True)
class Topic:
    """One line of the tables; prices in thousand rupiah."""

    title: str
    skills: tuple[str, ...]
    level: int
    hours: tuple[int, int]
    price: tuple[int, int]
    modes: str


def _topics(text: str) -> tuple[Topic, ...]:
    found = []
    for line in text.strip().splitlines():
        title, skills, level, hours, price, modes = line.split("|")
        few, many = (int(number) for number in hours.split("-"))
        low, high = (int(number) for number in price.split("-"))
        found.append(Topic(title, tuple(skills.split()), int(level), (few, many), (low, high), modes))
    return tuple(found)


@cache
def topics() -> Mapping[str, tuple[Topic, ...]]:
    """The topics of each field."""
    named = {field: _topics(text) for field, text in TABLE.items()}
    return {**named, "kecerdasan-buatan": _topics(AI), "hijau": _topics(GREEN)}
