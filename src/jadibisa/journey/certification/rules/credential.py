"""The credential as Open Badges 3.0 on the W3C data model 2.0; never a NIK in it, not even hashed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jadibisa.journey.certification.types import Certificate
from jadibisa.kernel.clock import end_of

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the host of the programme, by which did:web finds the key."""

    host: str

    @property
    def did(self) -> str:
        """`did:web:…`; a port is written with %3A."""
        return "did:web:" + self.host.replace(":", "%3A")

    @property
    def method(self) -> str:
        """The name of the key."""
        return f"{self.did}#kunci-1"

    def url(self, path: str) -> str:
        """An address at the issuer."""
        return f"https://{self.host}{path}"


def instant(at: datetime) -> str:
    """An instant as XML Schema writes it, in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def credential(certificate: Certificate, issuer: Issuer, place: tuple[int, int]) -> Document:
    """The unsigned credential of a certificate.

    Args:
        certificate: what is certified.
        issuer: who signs.
        place: number of the status list and index in it.
    """
    course = issuer.url(f"/kursus/{certificate.course_id}/")
    status = issuer.url(f"/sertifikat/status/{place[0]}/")
    return {
        "@context": list(CONTEXTS),
        "id": issuer.url(f"/sertifikat/{certificate.code}/"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": "JadiBisa", "url": issuer.url("/")},
        "validFrom": instant(certificate.issued_at),
        "validUntil": instant(end_of(certificate.valid_until) - timedelta(seconds=1)),
        "credentialSubject": {
            "id": f"urn:uuid:{certificate.id}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": certificate.holder,
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": course,
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": certificate.title,
                "description": f"{certificate.title}, {certificate.hours} jam, KKNI {certificate.level}",
                "criteria": {
                    "id": f"{course}#selesai",
                    "narrative": "Kehadiran per pertemuan, tes akhir, dan unjuk keterampilan, dihitung oleh program.",
                },
                "creator": {
                    "id": f"urn:uuid:{certificate.provider_id}",
                    "type": ["Profile"],
                    "name": certificate.provider_name,
                },
                "tag": list(certificate.skills),
            },
        },
        "credentialStatus": {
            "id": f"{status}#{place[1]}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place[1]),
            "statusListCredential": status,
        },
    }


def status_credential(number: int, encoded: str, issuer: Issuer, at: datetime, until: date) -> Document:
    """The unsigned credential that carries a status list.

    Args:
        number: which list, from 1.
        encoded: the compressed bits.
        issuer: who signs.
        at: when it was made.
        until: the last day on which a verifier may keep it.
    """
    address = issuer.url(f"/sertifikat/status/{number}/")
    return {
        "@context": [CONTEXTS[0]],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": instant(at),
        "validUntil": instant(end_of(until)),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def did_document(issuer: Issuer, public_key: str) -> Document:
    """The document by which did:web says with which key the issuer signs."""
    method = {"id": issuer.method, "type": "Multikey", "controller": issuer.did, "publicKeyMultibase": public_key}
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did,
        "verificationMethod": [method],
        "assertionMethod": [issuer.method],
    }
