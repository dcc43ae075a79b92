"""A beacon inside the process for the demonstration: drand's format and mathematics, and a key that everybody knows."""

import hashlib
from functools import cache

from jadibisa.journey.selection.gateways.curves import G2, compress_G1, compress_G2, curve_order, hash_to_G1, multiply
from jadibisa.journey.selection.rules.beacon import chain_hash
from jadibisa.journey.selection.types import DEMONSTRATION_CHAIN, Chain, Pulse

DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SECRET = int.from_bytes(hashlib.sha256(DEMONSTRATION_CHAIN.encode()).digest(), "big") % curve_order
GENESIS, PERIOD = 1704067200, 3  # 1 January 2024, UTC
POINT_BYTES = 48


@cache
def rehearsed_chain() -> Chain:
    """The chain of the demonstration; `stand_ins/beacon` serves the same one."""
    high, low = compress_G2(multiply(G2, SECRET))
    key = (high.to_bytes(POINT_BYTES, "big") + low.to_bytes(POINT_BYTES, "big")).hex()
    group = hashlib.sha256(key.encode()).hexdigest()
    named = Chain("", key, GENESIS, PERIOD, group, DEMONSTRATION_CHAIN)
    return Chain(chain_hash(named), key, GENESIS, PERIOD, group, DEMONSTRATION_CHAIN)


class RehearsalBeacon:
    """Signs whatever round is asked for; that its time has come is for the asker to see to."""

    def fetch(self, chain: Chain, number: int) -> Pulse:  # noqa: ARG002 - it plays one chain only
        """One round, signed on the spot."""
        point = hash_to_G1(hashlib.sha256(number.to_bytes(8, "big")).digest(), DOMAIN, hashlib.sha256)  # type: ignore[arg-type]
        return Pulse(number, compress_G1(multiply(point, SECRET)).to_bytes(POINT_BYTES, "big").hex())
