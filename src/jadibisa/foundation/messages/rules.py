"""The law of messages: the number by which one is confirmed, and how much strangers can make us send."""

import base64
import re

from jadibisa.foundation.messages.types import NUMBER_LETTERS, PREFIX_LETTERS

_ALIKE = str.maketrans("018", "OIB")  # the alphabet has no 0, 1 and 8, so they can only be these


def number_of(digest: bytes) -> str:
    """The number of a message out of its keyed digest: ten letters, 50 bits, in two groups of five."""
    letters = base64.b32encode(digest).decode()[:NUMBER_LETTERS]
    return f"{letters[:5]}-{letters[5:]}"


def read_number(typed: str) -> str:
    """What a person typed as a number in its one writing; "" when it cannot be one."""
    letters = re.sub(r"[\s.\-]+", "", typed[:40]).upper().translate(_ALIKE)
    return f"{letters[:5]}-{letters[5:]}" if re.fullmatch(rf"[A-Z2-7]{{{NUMBER_LETTERS}}}", letters) else ""


def prefix_of(phone: str) -> str:
    """The block of numbers that a phone number belongs to: fraud buys whole blocks."""
    return phone[:PREFIX_LETTERS]


def mask_address(to: str) -> str:
    """An e-mail address so that only its owner knows it again."""
    name, at, host = to.partition("@")
    return f"{name[:1]}••••{at}{host}"
