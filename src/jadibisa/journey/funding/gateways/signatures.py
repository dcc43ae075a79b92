"""Whether a message is the bank's own: SHA256withRSA under the public key that the programme holds of it."""

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def is_the_banks(text: str, signature: str) -> bool:
    """Whether the bank signed a text; Base64 or hex, since banks differ. Without a key of a bank nothing is."""
    path = os.environ.get("JADIBISA_BANK_PUBLIC_KEY_FILE", "")
    if not path:
        return False
    for read in (_base64, bytes.fromhex):
        try:
            _key(path).verify(read(signature), text.encode(), padding.PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)  # a wrong text is a ValueError


@cache
def _key(path: str) -> rsa.RSAPublicKey:
    key = load_pem_public_key(Path(path).read_bytes())
    if not isinstance(key, rsa.RSAPublicKey):
        message = "JADIBISA_BANK_PUBLIC_KEY_FILE must hold an RSA key"
        raise TypeError(message)
    return key
