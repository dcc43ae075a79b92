"""A time-stamping authority made in the test: its own root, a certificate for stamping, RFC 3161 answers byte by byte."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SHA256, ECDSA = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, DIGEST, SIGNING_CERTIFICATE = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"
AT = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)


def der(tag: int, *parts: bytes) -> bytes:
    """One value with its length."""
    body = b"".join(parts)
    size = len(body)
    length = (
        bytes([size])
        if size < 128
        else bytes([0x80 | (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, "big")
    )
    return bytes([tag]) + length + body


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return der(0x31, *sorted(parts))


def integer(number: int) -> bytes:
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    return der(0x04, content)


def oid(text: str) -> bytes:
    first, second, *rest = (int(part) for part in text.split("."))
    coded = bytearray()
    for number in (first * 40 + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        coded += bytes(reversed(groups))
    return der(0x06, bytes(coded))


def attribute(name: str, value: bytes) -> bytes:
    return sequence(oid(name), set_of(value))


def _certificate(
    subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey, *, ca: bool
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(1 if ca else 2)
        .not_valid_before(AT - timedelta(days=3650))
        .not_valid_after(AT + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(signer, hashes.SHA256())


@dataclass
class Authority:
    """One authority with its root."""

    name: str = "Otoritas uji"

    def __post_init__(self) -> None:
        """Make keys and certificates."""
        root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = _certificate(f"{self.name} akar", root_key, f"{self.name} akar", root_key, ca=True)
        self.certificate = _certificate(self.name, self._key, f"{self.name} akar", root_key, ca=False)

    def answer(self, content: bytes, nonce: int | None = None, *, status: int = 0) -> bytes:
        """A response over a content, granted where the status is 0."""
        imprint = sequence(sequence(oid(SHA256)), octets(sha256(content).digest()))
        told = sequence(
            integer(1), oid("1.2.3.4"), imprint, integer(7), der(0x18, f"{AT:%Y%m%d%H%M%SZ}".encode()),
            integer(nonce) if nonce is not None else b"",
        )  # fmt: skip
        certificate = self.certificate.public_bytes(Encoding.DER)
        attributes = set_of(
            attribute(CONTENT_TYPE, oid(TST_INFO)),
            attribute(DIGEST, octets(sha256(told).digest())),
            attribute(SIGNING_CERTIFICATE, sequence(sequence(sequence(octets(sha256(certificate).digest()))))),
        )
        signature = self._key.sign(attributes, ec.ECDSA(hashes.SHA256()))
        issuer = sequence(self.certificate.issuer.public_bytes(), integer(self.certificate.serial_number))
        signer = sequence(
            integer(1), issuer, sequence(oid(SHA256)), b"\xa0" + attributes[1:], sequence(oid(ECDSA)), octets(signature)
        )
        signed = sequence(
            integer(3), set_of(sequence(oid(SHA256))), sequence(oid(TST_INFO), der(0xA0, octets(told))), der(0xA0, certificate),
            set_of(signer),
        )  # fmt: skip
        return sequence(sequence(integer(status)), sequence(oid(SIGNED_DATA), der(0xA0, signed)))
