"""Where money can be sent: banks and wallets with their codes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Channel(StrEnum):
    """Where a person's money goes."""

    BANK = "bank"
    WALLET = "wallet"


class Institution(NamedTuple):
    """A bank or an e-wallet that the programme pays to."""

    code: str
    name: str
    channel: Channel


INSTITUTIONS: Mapping[str, Institution] = {
    item.code: item
    for item in (
        Institution("bri", "Bank Rakyat Indonesia (BRI)", Channel.BANK),
        Institution("mandiri", "Bank Mandiri", Channel.BANK),
        Institution("bni", "Bank Negara Indonesia (BNI)", Channel.BANK),
        Institution("bca", "Bank Central Asia (BCA)", Channel.BANK),
        Institution("bsi", "Bank Syariah Indonesia (BSI)", Channel.BANK),
        Institution("btn", "Bank Tabungan Negara (BTN)", Channel.BANK),
        Institution("dana", "DANA", Channel.WALLET),
        Institution("gopay", "GoPay", Channel.WALLET),
        Institution("linkaja", "LinkAja", Channel.WALLET),
        Institution("ovo", "OVO", Channel.WALLET),
    )
}


BANK_CODES: Mapping[str, str] = {"bri": "002", "mandiri": "008", "bni": "009", "bca": "014", "bsi": "451", "btn": "200"}
