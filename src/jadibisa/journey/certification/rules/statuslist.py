"""The Bitstring Status List of W3C: one bit for each certificate, 1 for revoked, compressed."""

import base64
import gzip
from collections.abc import Iterable

from jadibisa.journey.certification.rules.codes import LIST_SIZE


def encode(revoked: Iterable[int]) -> str:
    """The list with these indexes revoked: GZIP, base64url without padding, multibase letter u."""
    bits = bytearray(LIST_SIZE // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def is_revoked(encoded: str, index: int) -> bool:
    """What an encoded list says of an index."""
    packed = encoded.removeprefix("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return bool(bits[index // 8] & 0x80 >> index % 8)
