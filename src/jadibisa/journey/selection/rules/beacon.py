"""The public beacon: which round comes when, whether a signature is the chain's, and what stands in the files about it."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import drand_verify

from jadibisa.journey.selection.rules.formats import NOTHING
from jadibisa.journey.selection.types import BeaconView, Chain, Promise, Pulse
from jadibisa.kernel.clock import WIB
from jadibisa.kernel.refusals import N_, Refusal

SCHEME = "bls-unchained-g1-rfc9380"
DAY = timedelta(days=1)
ALTERNATIVE = "dice"  # the last word of the announced rule: dice and witnesses alone
LAST_ROUND = 2**63 - 1
QUICKNET = Chain(
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    public_key=(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e6"
        "3aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    genesis=1692803367,
    period=3,
    group="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    name="quicknet",
)


def chain_hash(chain: Chain) -> str:
    """The hash that names a chain: over period, genesis, public key, first group and beacon id."""
    told = chain.period.to_bytes(4, "big") + chain.genesis.to_bytes(8, "big")
    name = "" if chain.name == "default" else chain.name
    return hashlib.sha256(
        told + bytes.fromhex(chain.public_key) + bytes.fromhex(chain.group) + name.encode()
    ).hexdigest()


def chain_text(chain: Chain) -> bytes:
    """A chain as drand's `/info` tells it, with fixed order and spacing."""
    told = {
        "public_key": chain.public_key, "period": chain.period, "genesis_time": chain.genesis, "hash": chain.hash,
        "groupHash": chain.group, "schemeID": SCHEME, "metadata": {"beaconID": chain.name},
    }  # fmt: skip
    return _json(told)


def read_chain(told: object) -> Chain:
    """A chain from drand's `/info`.

    Raises:
        Refusal: `chain_unreadable`, or `chain_wrong` when its hash does not fit the rest.
    """
    try:
        chain = _chain(told)
    except (KeyError, TypeError, ValueError):
        raise Refusal(
            "chain_unreadable", N_("Keterangan suar acak tidak dapat dibaca. Pakai berkas info dari drand.")
        ) from None
    if chain_hash(chain) != chain.hash:
        raise Refusal("chain_wrong", N_("Kunci suar acak tidak cocok dengan nama rantainya. Periksa berkas infonya."))
    return chain


def _chain(told: Any) -> Chain:  # noqa: ANN401 - JSON from outside
    if told["schemeID"] != SCHEME:
        raise ValueError
    return Chain(
        hash=_hex(told["hash"], 32), public_key=_hex(told["public_key"], 96), genesis=_whole(told["genesis_time"]),
        period=_whole(told["period"], 2**32 - 1), group=_hex(told["groupHash"], 32), name=str(told["metadata"]["beaconID"]),
    )  # fmt: skip


def _hex(text: object, size: int) -> str:
    if not isinstance(text, str) or not re.fullmatch(rf"[0-9a-f]{{{2 * size}}}", text):
        raise ValueError
    return text


def _whole(number: object, most: int = LAST_ROUND) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= most:
        raise ValueError
    return number


def time_of(chain: Chain, number: int) -> datetime:
    """When a round appears."""
    return datetime.fromtimestamp(chain.genesis, tz=UTC) + timedelta(seconds=(number - 1) * chain.period)


def promise_for(chain: Chain, draw_at: datetime, *, alternative: bool) -> Promise:
    """The round of a draw: the newest at the time of the draw, R = floor((T - genesis) / period) + 1; the fallback a day later.

    Raises:
        Refusal: `beacon_not_begun` for a draw before the chain's first round.
    """
    seconds = int(draw_at.timestamp()) - chain.genesis
    if seconds < 0:
        raise Refusal(
            "beacon_not_begun",
            N_("Suar acak itu belum ada pada waktu undian. Pilih dadu dan saksi saja."),
            field="beacon",
        )
    number = seconds // chain.period + 1
    return Promise(chain, number, number + int(DAY.total_seconds()) // chain.period, alternative)


def promise_text(promise: Promise) -> str:
    """What the announcement says: `chain;round;fallback`, and `;dice` where dice and witnesses are the last resort."""
    return f"{promise.chain.hash};{promise.number};{promise.fallback}" + (
        f";{ALTERNATIVE}" if promise.alternative else ""
    )


def read_promise(announcement: bytes, chain: Chain) -> Promise:
    """The promise back from the published announcement."""
    line = next(line for line in announcement.decode("ascii").splitlines() if line.startswith("drand="))
    _hash, number, fallback, *rest = line.removeprefix("drand=").split(";")
    return Promise(chain, int(number), int(fallback), ALTERNATIVE in rest)


def view_of(promise: Promise, pulse: Pulse | None) -> BeaconView:
    """A promise with its times, and the round that came."""
    fallback_at = time_of(promise.chain, promise.fallback)
    return BeaconView(promise, time_of(promise.chain, promise.number), fallback_at, fallback_at + DAY, pulse)


def round_after(view: BeaconView, dice_at: datetime) -> int:
    """The round that counts: the first announced one that nobody could know when the dice lay on the table; 0 for none."""
    if dice_at < view.number_at:
        return view.promise.number
    return view.promise.fallback if dice_at < view.fallback_at else 0


def require_dice_in_time(view: BeaconView, at: datetime) -> None:
    """Refuse dice that come when every announced round is known, unless the announced rule ends with dice and witnesses.

    Raises:
        Refusal: `dice_too_late`.
    """
    if not round_after(view, at) and not view.promise.alternative:
        raise Refusal(
            "dice_too_late",
            N_("Dadu harus tercatat sebelum putaran %(round)d pukul %(at)s. Buka gelombang baru dengan alasan terbuka."),
            status=409, field="dice", round=view.promise.fallback, at=_clock(view.fallback_at),
        )  # fmt: skip


def require_come(chain: Chain, number: int, at: datetime) -> None:
    """Refuse to ask for a round before its time.

    Raises:
        Refusal: `beacon_too_early`, with the time.
    """
    if at < time_of(chain, number):
        raise Refusal(
            "beacon_too_early", N_("Putaran %(round)d baru ada pukul %(at)s. Tunggu sampai waktu itu."),
            status=409, round=number, at=_clock(time_of(chain, number)),
        )  # fmt: skip


def _clock(at: datetime) -> str:
    return f"{at.astimezone(WIB):%H:%M:%S WIB, %d-%m-%Y}"


def read_pulse(text: str, number: int) -> Pulse:
    """A round as somebody pasted it: its signature alone, or drand's whole answer.

    Args:
        text: 96 hexadecimal digits, or `{"round": …, "signature": …}`.
        number: the round that is meant where only a signature is given.

    Raises:
        Refusal: `signature_unreadable`.
    """
    plain = text.strip()
    try:
        told = (
            json.loads(plain)
            if plain.startswith("{")
            else {"round": number, "signature": "".join(plain.split()).lower()}
        )
        return Pulse(_whole(told["round"]), _hex(told["signature"], 48))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Refusal(
            "signature_unreadable",
            N_("Tanda tangan suar terdiri dari 96 angka heksadesimal. Salin dari halaman putaran itu."),
            field="signature",
        ) from None


def check_pulse(chain: Chain, pulse: Pulse, number: int) -> None:
    """Refuse a round that is not the expected one, or whose signature is not the chain's; needs no network.

    Raises:
        Refusal: `beacon_round_wrong`, `beacon_signature_wrong`.
    """
    if pulse.number != number:
        raise Refusal(
            "beacon_round_wrong", N_("Putaran %(round)d bukan yang diumumkan. Yang diumumkan putaran %(expected)d."),
            status=409, field="signature", round=pulse.number, expected=number,
        )  # fmt: skip
    if not is_signed(chain, pulse):
        raise Refusal(
            "beacon_signature_wrong", N_("Tanda tangan putaran %(round)d bukan dari suar yang diumumkan. Salin lagi dari sumbernya."),
            status=409, field="signature", round=number,
        )  # fmt: skip


def is_signed(chain: Chain, pulse: Pulse) -> bool:
    """Whether the chain's key signed this round."""
    try:
        drand_verify.verify_bls_unchained_g1_rfc9380(pulse.number, pulse.signature, chain.public_key)
    except ValueError:
        return False
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # how the library answers a key that is no point of the curve
            raise
        return False
    return True


def randomness(pulse: Pulse) -> str:
    """What drand calls the randomness of a round: SHA-256 of its signature."""
    return hashlib.sha256(bytes.fromhex(pulse.signature)).hexdigest()


def pulse_text(pulse: Pulse) -> bytes:
    """A round as drand tells it, with fixed order and spacing."""
    return _json({"round": pulse.number, "randomness": randomness(pulse), "signature": pulse.signature})


def seed_line(chain: Chain, pulse: Pulse | None) -> str:
    """What the seed file says of the beacon."""
    return NOTHING if pulse is None else f"{chain.hash};{pulse.number};{pulse.signature}"


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"
