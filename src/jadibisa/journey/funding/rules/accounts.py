"""Whether a payout account is the person's own (R-33)."""

import re
import unicodedata
from datetime import timedelta

from jadibisa.journey.funding.types import CAUSES, INSTITUTIONS, OTHER_WAYS, AccountAnswer, Cause, Channel
from jadibisa.kernel.ids import parse_phone
from jadibisa.kernel.refusals import N_, Phrase, Refusal

COOLING = timedelta(days=2)
SHORTEST_TRUNCATION = 15  # banks cut names at 15, 20, 25 or 30 letters
TITLES = frozenset(
    {"bapak", "ibu", "bpk", "sdr", "sdri", "tn", "ny", "nn", "hj", "haji", "hajjah", "drs", "dra", "dr", "ir", "prof"}
)
DEGREES = re.compile(r",.*$")


def plain_name(name: str) -> str:
    """A name as letters and single spaces: no case, accents, titles before it or degrees after a comma."""
    flat = unicodedata.normalize("NFKD", DEGREES.sub("", name)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z ]+", " ", flat.replace("'", "").replace("`", "")).split()
    while len(words) > 1 and (words[0] in TITLES or words[0] == "h"):
        words = words[1:]
    return " ".join(words)


def names_agree(on_card: str, at_bank: str) -> bool:
    """Whether the bank's name is the person's: equal, cut off by the bank, or with later words as initials."""
    card, bank = plain_name(on_card), plain_name(at_bank)
    if not card or not bank:
        return False
    if card.replace(" ", "") == bank.replace(" ", ""):
        return True
    if len(bank) >= SHORTEST_TRUNCATION and card.startswith(bank):
        return True
    ours, theirs = card.split(), bank.split()
    return (
        len(ours) == len(theirs)
        and ours[0] == theirs[0]
        and all(_abbreviates(one, other) for one, other in zip(ours, theirs, strict=True))
    )


def _abbreviates(word: str, other: str) -> bool:
    return word == other or (1 in {len(word), len(other)} and word[0] == other[0])


def parse_number(channel: Channel, institution: str, typed: str) -> str:
    """The number of an account as digits; a wallet's number is a phone number as `08…`.

    Raises:
        Refusal: `institution_unknown`, `account_number_unreadable`.
    """
    if institution not in INSTITUTIONS or INSTITUTIONS[institution].channel is not channel:
        raise Refusal("institution_unknown", N_("Pilih bank atau dompet digital dari daftar."), field="institution")
    if channel is Channel.WALLET:
        try:
            return "0" + parse_phone(typed).removeprefix("+62")
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.sentence, field="number") from None
    digits = re.sub(r"[\s.\-]+", "", typed)
    if not re.fullmatch(r"[0-9]{6,20}", digits, flags=re.ASCII):
        raise Refusal(
            "account_number_unreadable",
            N_("Nomor rekening hanya angka, 6 sampai 20 angka. Lihat buku tabungan atau aplikasi bank."),
            field="number",
        )
    return digits


def mask(number: str) -> str:
    """`•••• 4417`."""
    return f"•••• {number[-4:]}"


def unfit(answer: AccountAnswer, *, name: str, channel: Channel, own_phone: bool) -> Cause | None:
    """Why an account cannot be the person's own, or None when it fits."""
    if channel is Channel.WALLET and not (own_phone and answer.phone_matches):
        return Cause.PHONE_DIFFERS
    if answer.cause is not None:
        return answer.cause
    if channel is Channel.WALLET and not answer.upgraded:
        return Cause.WALLET_NOT_UPGRADED
    if not answer.nik_matches:
        return Cause.NIK_DIFFERS
    if not names_agree(name, answer.name):
        return Cause.NAME_DIFFERS
    return None


def refusal_of(cause: Cause) -> Refusal:
    """What the person reads at once: what is wrong, what to do, which other ways there are."""
    words = CAUSES[cause]
    return Refusal(
        f"account_{cause}" if not cause.startswith("account_") else str(cause),
        N_("%(says)s %(advice)s %(other)s"),
        field="number",
        says=Phrase(words.says),
        advice=Phrase(words.advice),
        other=Phrase(OTHER_WAYS),
    )
