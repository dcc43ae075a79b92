"""Sealing (AES-256-GCM), blind indexes (HMAC-SHA-256) and keys derived from the master key outside the database."""

import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jadibisa.foundation.plumbing.models import KeyCheck

KEY_BYTES = 32
NONCE_BYTES = 12
KNOWN_TEXT = b"jadibisa: this key fits"


@cache
def master_key() -> bytes:
    """The master key, read from the file that the settings name; the last line is the newest key.

    Raises:
        ImproperlyConfigured: when there is no readable key of 32 bytes.
    """
    return master_keys()[-1]


@cache
def master_keys() -> tuple[bytes, ...]:
    """All master keys, oldest first: `jadibisa keys rotate` appends one and seals everything again."""
    path = Path(settings.MASTER_KEY_FILE or "/nonexistent")
    try:
        keys = tuple(bytes.fromhex(line) for line in path.read_text(encoding="ascii").split())
    except (OSError, ValueError) as error:
        message = f"the master key file cannot be read ({type(error).__name__}): name it in JADIBISA_MASTER_KEY_FILE"
        raise ImproperlyConfigured(message) from None
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        message = "the master key file must hold one key of 64 hexadecimal digits a line"
        raise ImproperlyConfigured(message)
    return keys


def forget_keys() -> None:
    """Read the key file again at the next use (after a rotation, in tests)."""
    for kept in (master_key, master_keys, derive, signing_key):
        kept.cache_clear()


@cache
def derive(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from the FIRST master key: blind indexes and signatures outlive a rotation."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"jadibisa/{purpose}".encode()).derive(master_keys()[0])


def new_key() -> bytes:
    """A fresh random key."""
    return os.urandom(KEY_BYTES)


def seal(plain: bytes, *, key: bytes, context: str) -> bytes:
    """Encrypt and bind to a context (table, column, row): nonce, ciphertext and tag in one piece."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes | memoryview, *, key: bytes, context: str) -> bytes:
    """Decrypt.

    Raises:
        InvalidTag: when key, context or content do not fit.
    """
    sealed = bytes(sealed)
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())


def seal_with_master(plain: bytes, *, context: str) -> bytes:
    """Seal under the newest master key; the number of the key stands in front."""
    keys = master_keys()
    return bytes([len(keys) - 1]) + seal(plain, key=keys[-1], context=context)


def unseal_with_master(sealed: bytes | memoryview, *, context: str) -> bytes:
    """Open what some master key sealed."""
    sealed = bytes(sealed)
    keys = master_keys()
    if not sealed or sealed[0] >= len(keys):
        raise InvalidTag
    return unseal(sealed[1:], key=keys[sealed[0]], context=context)


def blind_index(kind: str, value: str) -> bytes:
    """The keyed index by which a sealed value is found: HMAC-SHA-256, whole length, its own key per kind."""
    return hmac.new(derive(f"index/{kind}"), value.encode(), hashlib.sha256).digest()


@cache
def signing_key() -> Ed25519PrivateKey:
    """The programme's key for certificates and daily roots."""
    return Ed25519PrivateKey.from_private_bytes(derive("sign/ed25519"))


def remember_key() -> None:
    """Write the known text once, so that later starts can tell whether the key fits.

    Raises:
        ImproperlyConfigured: when the database was made with another key.
    """
    KeyCheck.objects.get_or_create(id=1, defaults={"sealed": seal_with_master(KNOWN_TEXT, context="key_check")})
    require_fitting_key()


def require_fitting_key() -> None:
    """Refuse a master key with which this database was not made.

    Raises:
        ImproperlyConfigured: when it does not fit.
    """
    check = KeyCheck.objects.first()
    if check is None:
        return
    try:
        unseal_with_master(check.sealed, context="key_check")
    except InvalidTag:
        message = "the master key does not fit this database: name the right file in JADIBISA_MASTER_KEY_FILE"
        raise ImproperlyConfigured(message) from None
