"""What the thin accept path says to requests that are no registration, or that it cannot take now."""

from collections.abc import Mapping

from jadibisa.kernel.refusals import N_, Refusal

RETRY_SECONDS = 3
WORDS: Mapping[str, tuple[int, str]] = {
    "no_such_page": (404, N_("Halaman itu tidak ada di sini.")),
    "post_only": (405, N_("Kirim dari halaman periksa.")),
    "foreign_page": (403, N_("Kiriman ini datang dari halaman lain. Buka lagi halaman periksa.")),
    "wrong_type": (415, N_("Kirim dari halaman periksa, bukan dengan cara lain.")),
    "too_long": (413, N_("Kiriman itu terlalu besar. Buka lagi halaman periksa.")),
    "too_slow": (408, N_("Jaringan Anda putus. Kirim sekali lagi.")),
    "unknown_fields": (400, N_("Isi kiriman tidak dikenal. Buka lagi halaman periksa.")),
    "too_many": (429, N_("Terlalu sering. Isian Anda tetap kami simpan. Coba lagi 1 menit lagi.")),
    "not_kept": (
        503,
        N_("Ada gangguan. Pendaftaran Anda belum pasti masuk. Kirim sekali lagi: tidak akan jadi dua."),
    ),
}
_PAUSES = {"too_many": 60, "not_kept": RETRY_SECONDS}


def turned_away(code: str) -> Refusal:
    """One of these answers."""
    status, words = WORDS[code]
    if code in _PAUSES:
        return Refusal(code, words, status=status, retry_after=_PAUSES[code])
    return Refusal(code, words, status=status)
