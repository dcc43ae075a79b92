"""A drand chain of its own: it signs each round when its time has come, and misbehaves on demand."""

import hashlib
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_LIMIT = sys.getrecursionlimit()  # py_ecc raises it for the whole process, and then deep JSON would end the server

from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: E402
from py_ecc.bls.point_compression import compress_G1, compress_G2  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_curve import G2, curve_order, multiply  # noqa: E402

sys.setrecursionlimit(_LIMIT)

SCHEME = "bls-unchained-g1-rfc9380"
DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
NAME = "jadibisa-demonstration"
GENESIS, PERIOD = 1704067200, 3  # 1 January 2024, UTC
FIELD_BYTES = 48
LATEST_SECONDS = 10 * 86400
Json = dict[str, Any]


class MissingError(Exception):
    """There is no such round, or not yet."""


class DownError(Exception):
    """The beacon does not answer now."""


class WrongError(Exception):
    """What was asked of the stage makes no sense."""


@dataclass
class Faults:
    """How it misbehaves: not at all, later than it should, with a signature of nobody, with another round."""

    down: bool = False
    late: float = 0.0
    wrong_signature: bool = False
    wrong_round: bool = False


@dataclass
class Chain:
    """One chain: whoever knows its word knows its key, so it only plays a beacon."""

    word: str = NAME
    name: str = NAME
    genesis: int = GENESIS
    period: int = PERIOD
    faults: Faults = field(default_factory=Faults)
    ahead: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        """Make the key, and what names the chain."""
        self._lock = threading.Lock()
        self._secret = int.from_bytes(hashlib.sha256(self.word.encode()).digest(), "big") % curve_order
        parts = compress_G2(multiply(G2, self._secret))
        self.public_key = b"".join(part.to_bytes(FIELD_BYTES, "big") for part in parts).hex()
        self.group = hashlib.sha256(self.public_key.encode()).hexdigest()
        told = self.period.to_bytes(4, "big") + self.genesis.to_bytes(8, "big")
        keys = bytes.fromhex(self.public_key) + bytes.fromhex(self.group)
        self.hash = hashlib.sha256(told + keys + self.name.encode()).hexdigest()

    def now(self) -> datetime:
        """The chain's time: real time, or what the stage hands made of it."""
        return datetime.now(tz=UTC) + self.ahead

    def set_clock(self, told: object) -> Json:
        """Move the clock to an instant; it runs on from there.

        Raises:
            WrongError: for anything but `{"now": "2026-12-04T03:00:00+00:00"}`.
        """
        try:
            at = datetime.fromisoformat(str(told["now"]) if isinstance(told, Mapping) else "")
        except (KeyError, ValueError):
            raise WrongError('say {"now": an instant with its zone}') from None
        if at.tzinfo is None:
            raise WrongError("an instant needs its zone")
        self.ahead = at - datetime.now(tz=UTC)
        return {"now": self.now().isoformat()}

    def set_faults(self, told: object) -> Json:
        """Misbehave from now on.

        Raises:
            WrongError: for another word, or a value that cannot be.
        """
        if not isinstance(told, Mapping) or not set(told) <= set(asdict(self.faults)):
            raise WrongError(f"say one of {', '.join(asdict(self.faults))}")
        new = {**asdict(self.faults), **told}
        late = new.pop("late")
        if isinstance(late, bool) or not isinstance(late, int | float) or not 0 <= late <= LATEST_SECONDS:
            raise WrongError(f"late is 0 to {LATEST_SECONDS} seconds")
        if not all(isinstance(value, bool) for value in new.values()):
            raise WrongError("down, wrong_signature and wrong_round are true or false")
        with self._lock:
            self.faults = Faults(late=float(late), **new)
        return asdict(self.faults)

    def info(self) -> Json:
        """What drand's `/info` tells."""
        self._be_up()
        return {
            "public_key": self.public_key, "period": self.period, "genesis_time": self.genesis, "hash": self.hash,
            "groupHash": self.group, "schemeID": SCHEME, "metadata": {"beaconID": self.name},
        }  # fmt: skip

    def latest(self) -> int:
        """The newest round; 0 before the first."""
        passed = self.now().timestamp() - self.faults.late - self.genesis
        return int(passed // self.period) + 1 if passed >= 0 else 0

    def round(self, number: int | None = None) -> Json:
        """One round, the newest when none is named.

        Raises:
            MissingError: before its time.
            DownError: while it is down.
        """
        self._be_up()
        newest = self.latest()
        wanted = newest if number is None else number
        if not 1 <= wanted <= newest:
            raise MissingError
        faults = self.faults
        told = wanted + 1 if faults.wrong_round else wanted
        signature = self.sign(told + 1 if faults.wrong_signature else told)
        randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
        return {"round": told, "randomness": randomness, "signature": signature}

    def sign(self, number: int) -> str:
        """The signature of a round, 48 bytes in hexadecimal."""
        message = hashlib.sha256(number.to_bytes(8, "big")).digest()
        point = hash_to_G1(message, DOMAIN, hashlib.sha256)  # type: ignore[arg-type]
        return compress_G1(multiply(point, self._secret)).to_bytes(FIELD_BYTES, "big").hex()

    def _be_up(self) -> None:
        if self.faults.down:
            raise DownError
