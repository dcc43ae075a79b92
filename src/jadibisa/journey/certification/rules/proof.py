"""Data Integrity proofs `eddsa-rdfc-2022`: Ed25519 over the SHA-256 of proof options and document in canonical form."""

import hashlib
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jadibisa.journey.certification.rules.canonical import by_pyld, canonical
from jadibisa.journey.certification.rules.credential import instant

Document = dict[str, Any]
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PREFIX = b"\xed\x01"


def base58(data: bytes) -> str:
    """Bytes in base 58 as Bitcoin writes it."""
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, 58)
        letters.append(ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return ALPHABET[0] * zeros + "".join(reversed(letters))


def unbase58(text: str) -> bytes:
    """Bytes from base 58.

    Raises:
        ValueError: for a letter that is not in the alphabet.
    """
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as a Multikey, `z6Mk…`."""
    return "z" + base58(ED25519_PREFIX + key.public_bytes_raw())


def sign(document: Document, *, key: Ed25519PrivateKey, method: str, at: datetime) -> Document:
    """The document with its proof.

    Args:
        document: an unsigned credential.
        key: the issuer's key.
        method: the name of the key in the issuer's DID document.
        at: when it is signed.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": instant(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    digest = _digest(canonical({"@context": document["@context"], **options}), canonical(document))
    return {**document, "proof": {**options, "proofValue": "z" + base58(key.sign(digest))}}


def verify(document: Document, key: Ed25519PublicKey) -> bool:
    """Whether the proof of a credential fits; canonical forms are made by PyLD, not by the fast way that signs."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != "eddsa-rdfc-2022":
        return False
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    digest = _digest(by_pyld({"@context": document["@context"], **options}), by_pyld(unsigned))
    try:
        key.verify(unbase58(str(proof.get("proofValue", ""))[1:]), digest)
    except (InvalidSignature, ValueError):
        return False
    return True


def _digest(options: str, document: str) -> bytes:
    return hashlib.sha256(options.encode()).digest() + hashlib.sha256(document.encode()).digest()
