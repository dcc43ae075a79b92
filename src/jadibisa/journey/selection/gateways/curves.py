"""What of py_ecc the demonstration's beacon signs with; the interpreter's recursion limit stays as it was.

Loading py_ecc raises that limit to 100,000 for the whole process. Deeply nested JSON from outside would then end the
process by a segmentation fault instead of a RecursionError, which readers of JSON turn into a refusal.
"""

import sys

_LIMIT = sys.getrecursionlimit()

from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: E402 - the limit is read before
from py_ecc.bls.point_compression import compress_G1, compress_G2, decompress_G1, decompress_G2  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_curve import G2, curve_order, multiply  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_pairing import pairing  # noqa: E402

sys.setrecursionlimit(_LIMIT)

__all__ = [
    "G2",
    "compress_G1",
    "compress_G2",
    "curve_order",
    "decompress_G1",
    "decompress_G2",
    "hash_to_G1",
    "multiply",
    "pairing",
]
