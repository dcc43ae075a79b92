"""The one vocabulary of skills: what a course teaches is what a vacancy asks for, in the same words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Skill(NamedTuple):
    """One skill.

    Attributes:
        slug: its Indonesian name in lower case with hyphens; stands in tables and URLs.
        indonesian: its name on pages.
        english: its name on English pages.
        field: slug of the field of courses in which it is taught most.
    """

    slug: str
    indonesian: str
    english: str
    field: str

    def __str__(self) -> str:
        """The Indonesian name."""
        return self.indonesian

    def named(self, language: str) -> str:
        """The name in a language: English for `en…`, else Indonesian."""
        return self.english if language.startswith("en") else self.indonesian


_FIELDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "perkantoran": (
        ("microsoft-word", "Microsoft Word", "Microsoft Word"),
        ("microsoft-excel", "Microsoft Excel", "Microsoft Excel"),
        ("rumus-excel", "Rumus dan fungsi Excel", "Excel formulas and functions"),
        ("pivot-excel", "Tabel pivot Excel", "Excel pivot tables"),
        ("microsoft-powerpoint", "Microsoft PowerPoint", "Microsoft PowerPoint"),
        ("google-dokumen", "Google Dokumen dan Spreadsheet", "Google Docs and Sheets"),
        ("mengetik-cepat", "Mengetik cepat", "Fast typing"),
        ("surel-kantor", "Surel dan kalender kantor", "Office e-mail and calendar"),
        ("pengolahan-data", "Pengolahan data", "Data processing"),
        ("presentasi", "Presentasi", "Presentation"),
    ),
    "digital": (
        ("dasar-komputer", "Dasar komputer", "Computer basics"),
        ("internet-aman", "Internet yang aman", "Safe use of the internet"),
        ("desain-grafis", "Desain grafis", "Graphic design"),
        ("canva", "Canva", "Canva"),
        ("sunting-video", "Sunting video", "Video editing"),
        ("fotografi-produk", "Fotografi produk", "Product photography"),
        ("media-sosial", "Pengelolaan media sosial", "Social media management"),
        ("pemasaran-digital", "Pemasaran digital", "Digital marketing"),
        ("iklan-daring", "Iklan daring", "Online advertising"),
        ("seo", "Optimasi mesin pencari", "Search engine optimisation"),
        ("menulis-konten", "Menulis konten", "Content writing"),
        ("desain-ui", "Desain antarmuka", "User interface design"),
        ("pemrograman-web", "Pemrograman web", "Web programming"),
        ("pemrograman-python", "Pemrograman Python", "Python programming"),
        ("pemrograman-android", "Pemrograman Android", "Android programming"),
        ("basis-data-sql", "Basis data SQL", "SQL databases"),
        ("uji-perangkat-lunak", "Uji perangkat lunak", "Software testing"),
        ("analisis-data", "Analisis data", "Data analysis"),
        ("visualisasi-data", "Visualisasi data", "Data visualisation"),
        ("jaringan-komputer", "Jaringan komputer", "Computer networks"),
        ("keamanan-siber", "Keamanan siber", "Cyber security"),
        ("administrasi-server", "Administrasi server", "Server administration"),
    ),
    "kecerdasan-buatan": (
        ("ai-dasar", "Dasar kecerdasan buatan", "Basics of artificial intelligence"),
        ("ai-perkantoran", "AI untuk pekerjaan kantor", "AI for office work"),
        ("ai-konten", "AI untuk konten", "AI for content"),
        ("pembelajaran-mesin", "Pembelajaran mesin", "Machine learning"),
        ("anotasi-data", "Anotasi data", "Data annotation"),
    ),
    "hijau": (
        ("panel-surya", "Pemasangan panel surya", "Solar panel installation"),
        ("rawat-panel-surya", "Perawatan panel surya", "Solar panel maintenance"),
        ("audit-energi", "Audit energi", "Energy auditing"),
        ("olah-sampah", "Pengolahan sampah", "Waste management"),
        ("bank-sampah", "Pengelolaan bank sampah", "Running a waste bank"),
        ("kompos", "Pembuatan kompos", "Composting"),
        ("daur-ulang-plastik", "Daur ulang plastik", "Plastic recycling"),
        ("kendaraan-listrik", "Perawatan kendaraan listrik", "Electric vehicle maintenance"),
        ("bangunan-hijau", "Bangunan hemat energi", "Green building"),
        ("air-limbah", "Pengolahan air limbah", "Waste water treatment"),
        ("biogas", "Biogas rumah tangga", "Household biogas"),
        ("pemandu-ekowisata", "Pemandu ekowisata", "Ecotourism guiding"),
        ("restorasi-mangrove", "Restorasi mangrove", "Mangrove restoration"),
        ("jejak-karbon", "Hitung jejak karbon", "Carbon accounting"),
    ),
    "bahasa": (
        ("bahasa-inggris", "Bahasa Inggris", "English"),
        ("inggris-kerja", "Bahasa Inggris untuk kerja", "English for work"),
        ("bahasa-jepang", "Bahasa Jepang", "Japanese"),
        ("bahasa-korea", "Bahasa Korea", "Korean"),
        ("bahasa-mandarin", "Bahasa Mandarin", "Mandarin"),
        ("bahasa-arab", "Bahasa Arab", "Arabic"),
        ("bahasa-jerman", "Bahasa Jerman", "German"),
        ("bahasa-isyarat", "Bahasa isyarat (Bisindo)", "Sign language (Bisindo)"),
        ("bahasa-indonesia-kerja", "Bahasa Indonesia untuk kerja", "Indonesian for work"),
    ),
    "perhotelan": (
        ("layanan-tamu", "Layanan tamu", "Guest service"),
        ("kantor-depan", "Kantor depan hotel", "Hotel front office"),
        ("tata-graha", "Tata graha", "Housekeeping"),
        ("penyajian-makanan", "Penyajian makanan", "Food serving"),
        ("memasak", "Memasak", "Cooking"),
        ("roti-kue", "Roti dan kue", "Bread and pastry"),
        ("barista", "Barista kopi", "Coffee barista"),
        ("keamanan-pangan", "Keamanan pangan", "Food safety"),
        ("pemandu-wisata", "Pemandu wisata", "Tour guiding"),
        ("tata-rias", "Tata rias", "Make-up"),
        ("tata-rambut", "Tata rambut", "Hairdressing"),
        ("pijat-spa", "Pijat dan spa", "Massage and spa"),
        ("asuh-anak", "Pengasuhan anak", "Child care"),
        ("rawat-lansia", "Perawatan lansia", "Care of the elderly"),
        ("bersih-gedung", "Kebersihan gedung", "Building cleaning"),
    ),
    "teknik": (
        ("las-smaw", "Las listrik SMAW", "Shielded metal arc welding"),
        ("las-gmaw", "Las GMAW", "Gas metal arc welding"),
        ("instalasi-listrik", "Instalasi listrik rumah", "House wiring"),
        ("motor-listrik", "Perawatan motor listrik", "Electric motor maintenance"),
        ("servis-ac", "Servis AC", "Air conditioner service"),
        ("servis-sepeda-motor", "Servis sepeda motor", "Motorcycle repair"),
        ("servis-mobil", "Servis mobil", "Car repair"),
        ("servis-ponsel", "Servis ponsel", "Mobile phone repair"),
        ("servis-laptop", "Servis laptop", "Laptop repair"),
        ("elektronika-dasar", "Elektronika dasar", "Basic electronics"),
        ("gambar-teknik", "Gambar teknik", "Technical drawing"),
        ("autocad", "AutoCAD", "AutoCAD"),
        ("mesin-bubut", "Mesin bubut", "Lathe work"),
        ("mesin-cnc", "Mesin CNC", "CNC machining"),
        ("plc", "Kendali PLC", "PLC control"),
        ("menjahit", "Menjahit pakaian", "Sewing clothes"),
        ("jahit-industri", "Menjahit industri", "Industrial sewing"),
        ("pola-busana", "Pola busana", "Pattern making"),
        ("tukang-kayu", "Pertukangan kayu", "Carpentry"),
        ("tukang-batu", "Tukang batu", "Masonry"),
        ("plambing", "Pemasangan pipa", "Plumbing"),
        ("cat-bangunan", "Pengecatan bangunan", "House painting"),
        ("forklift", "Operator forklift", "Forklift operation"),
        ("mengemudi", "Mengemudi", "Driving"),
        ("mengemudi-truk", "Mengemudi truk", "Truck driving"),
        ("k3-umum", "Keselamatan dan kesehatan kerja", "Occupational safety and health"),
        ("kendali-mutu", "Kendali mutu", "Quality control"),
        ("pergudangan", "Pergudangan", "Warehousing"),
        ("serat-optik", "Penyambungan serat optik", "Fibre optic splicing"),
    ),
    "pertambangan": (
        ("alat-berat", "Operator alat berat", "Heavy equipment operation"),
        ("rawat-alat-berat", "Perawatan alat berat", "Heavy equipment maintenance"),
        ("k3-tambang", "Keselamatan tambang", "Mine safety"),
        ("uji-mineral", "Uji contoh mineral", "Mineral sample testing"),
        ("survei-tambang", "Survei dan pemetaan", "Surveying and mapping"),
        ("reklamasi", "Reklamasi lahan tambang", "Mine reclamation"),
        ("juru-ledak", "Pembantu juru ledak", "Blasting assistance"),
        ("smelter", "Operator smelter", "Smelter operation"),
    ),
    "pertanian": (
        ("budidaya-padi", "Budidaya padi", "Rice growing"),
        ("budidaya-sayur", "Budidaya sayur", "Vegetable growing"),
        ("hidroponik", "Hidroponik", "Hydroponics"),
        ("pupuk-organik", "Pupuk organik", "Organic fertiliser"),
        ("hama-tanaman", "Pengendalian hama", "Pest control"),
        ("pembibitan", "Pembibitan tanaman", "Plant nursery"),
        ("ternak-ayam", "Ternak ayam", "Poultry keeping"),
        ("ternak-sapi", "Ternak sapi dan kambing", "Cattle and goat keeping"),
        ("budidaya-lele", "Budidaya ikan air tawar", "Freshwater fish farming"),
        ("budidaya-udang", "Budidaya udang", "Shrimp farming"),
        ("rumput-laut", "Budidaya rumput laut", "Seaweed farming"),
        ("olah-ikan", "Pengolahan hasil ikan", "Fish processing"),
        ("olah-pangan", "Pengolahan hasil tani", "Food processing"),
        ("mesin-tani", "Mesin pertanian", "Farm machinery"),
        ("nelayan-aman", "Keselamatan nelayan", "Fishing safety"),
    ),
    "perkebunan": (
        ("panen-sawit", "Panen kelapa sawit", "Oil palm harvesting"),
        ("rawat-sawit", "Perawatan kelapa sawit", "Oil palm care"),
        ("sadap-karet", "Sadap karet", "Rubber tapping"),
        ("budidaya-kopi", "Budidaya kopi", "Coffee growing"),
        ("olah-kopi", "Pengolahan pascapanen kopi", "Coffee processing"),
        ("budidaya-kakao", "Budidaya kakao", "Cocoa growing"),
        ("budidaya-kelapa", "Budidaya kelapa", "Coconut growing"),
        ("budidaya-tebu", "Budidaya tebu", "Sugar cane growing"),
        ("petik-teh", "Pemetikan teh", "Tea plucking"),
        ("mandor-kebun", "Mandor kebun", "Plantation foreman work"),
    ),
    "keamanan": (
        ("gada-pratama", "Satpam Gada Pratama", "Basic security guard licence"),
        ("gada-madya", "Satpam Gada Madya", "Senior security guard licence"),
        ("patroli", "Patroli dan penjagaan", "Patrol and guarding"),
        ("cctv", "Pemantauan CCTV", "CCTV monitoring"),
        ("pasang-cctv", "Pemasangan CCTV", "CCTV installation"),
        ("pemadaman-api", "Pemadaman api", "Fire fighting"),
        ("pertolongan-pertama", "Pertolongan pertama", "First aid"),
        ("laporan-kejadian", "Laporan kejadian", "Incident reports"),
    ),
    "administrasi": (
        ("arsip", "Pengarsipan", "Filing"),
        ("surat-menyurat", "Surat-menyurat", "Business correspondence"),
        ("resepsionis", "Resepsionis", "Reception work"),
        ("entri-data", "Entri data", "Data entry"),
        ("pembukuan", "Pembukuan dasar", "Basic bookkeeping"),
        ("akuntansi", "Akuntansi", "Accounting"),
        ("pajak", "Pajak", "Taxation"),
        ("penggajian", "Penggajian", "Payroll"),
        ("administrasi-sdm", "Administrasi SDM", "Human resources administration"),
        ("rekrutmen", "Rekrutmen", "Recruitment"),
        ("ekspor-impor", "Dokumen ekspor impor", "Export and import documents"),
        ("administrasi-gudang", "Administrasi gudang", "Warehouse administration"),
        ("administrasi-desa", "Administrasi desa", "Village administration"),
        ("administrasi-klinik", "Administrasi klinik", "Clinic administration"),
    ),
    "penjualan": (
        ("penjualan-langsung", "Penjualan langsung", "Direct selling"),
        ("layanan-pelanggan", "Layanan pelanggan", "Customer service"),
        ("kasir", "Kasir", "Cashier work"),
        ("toko-daring", "Toko daring", "Online shop"),
        ("siaran-jualan", "Jualan lewat siaran langsung", "Live selling"),
        ("kelola-stok", "Kelola stok barang", "Stock keeping"),
        ("rencana-usaha", "Rencana usaha", "Business planning"),
        ("keuangan-usaha", "Keuangan usaha kecil", "Small business finance"),
        ("kemasan-produk", "Kemasan produk", "Product packaging"),
        ("izin-usaha", "Izin usaha dan sertifikat halal", "Business licence and halal certificate"),
        ("negosiasi", "Negosiasi", "Negotiation"),
        ("telemarketing", "Penjualan lewat telepon", "Telemarketing"),
        ("kurir", "Antar barang", "Courier work"),
    ),
}

SKILLS: Mapping[str, Skill] = MappingProxyType(
    {
        slug: Skill(slug, indonesian, english, field)
        for field, skills in _FIELDS.items()
        for slug, indonesian, english in skills
    }
)
"""Slug to skill, by field in the order of the fields."""


def skills_of_field(field: str) -> tuple[Skill, ...]:
    """The skills that are taught most in a field, in order; empty for an unknown field."""
    return tuple(skill for skill in SKILLS.values() if skill.field == field)
