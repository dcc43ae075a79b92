"""A dynamic QRIS: the text of a payment code after EMV QRCPS (merchant-presented mode), with its checksum."""

from collections.abc import Mapping

from jadibisa.kernel.refusals import N_, Refusal

RUPIAH, COUNTRY = "360", "ID"
CHECKSUM_TAG = "6304"
LONGEST = 99
NATIONAL = "ID.CO.QRIS.WWW"


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of a text as four hexadecimal signs (EMV QRCPS 4.7.3)."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def _field(tag: str, value: str) -> str:
    if not 1 <= len(value) <= LONGEST:
        message = f"field {tag} holds 1 to {LONGEST} signs"
        raise ValueError(message)
    return f"{tag}{len(value):02d}{value}"


def payload(*, merchant: str, name: str, city: str, amount: int, reference: str) -> str:
    """The text of a code that asks for one amount once.

    Args:
        merchant: national merchant id (NMID).
        name: what the payer's app shows, 25 signs at most.
        city: 15 signs at most.
        amount: sen.
        reference: what comes back with the payment, 25 signs at most.
    """
    account = _field("00", NATIONAL) + _field("02", merchant) + _field("03", "UKE")
    text = (
        _field("00", "01")
        + _field("01", "12")
        + _field("51", account)
        + _field("52", "8299")
        + _field("53", RUPIAH)
        + _field("54", f"{amount // 100}.{amount % 100:02d}")
        + _field("58", COUNTRY)
        + _field("59", name[:25])
        + _field("60", city[:15])
        + _field("62", _field("01", reference))
        + CHECKSUM_TAG
    )
    return text + crc(text)


def read(text: str) -> Mapping[str, str]:
    """The fields of a code by tag.

    Raises:
        Refusal: `qris_unreadable` when a length or the checksum is wrong.
    """
    if len(text) < len(CHECKSUM_TAG) + 4 or text[-8:-4] != CHECKSUM_TAG or crc(text[:-4]) != text[-4:]:
        raise _unreadable()
    fields: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not (tag.isascii() and tag.isdigit() and length.isascii() and length.isdigit()):
            raise _unreadable()
        place += 4 + int(length)
        if place > len(text) or tag in fields:
            raise _unreadable()
        fields[tag] = text[place - int(length) : place]
    return fields


def _unreadable() -> Refusal:
    return Refusal("qris_unreadable", N_("Kode QRIS itu tidak terbaca."))
