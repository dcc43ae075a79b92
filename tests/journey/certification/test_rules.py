"""Codes, days, places in the list, canonical form, proofs, status lists: properties of all of them."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.resources import files
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from jadibisa.journey.certification.rules import canonical, codes, credential, proof, statuslist
from jadibisa.journey.certification.types import Certificate, Verdict
from jadibisa.kernel.ids import CROCKFORD

KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"test").digest())
ISSUER = credential.Issuer("jadibisa.example")
AT = datetime(2026, 9, 26, 3, 12, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40)


def certificate(
    *, holder: str = "Budi Santoso", title: str = "Teknisi AC", skills: tuple[str, ...] = ("rawat-ac",), serial: int = 1
) -> Certificate:
    return Certificate(
        id=UUID(int=serial),
        code=codes.code_of(serial.to_bytes(32, "big")[::-1]),
        application_id=UUID(int=2),
        purchase_id=UUID(int=3),
        course_id=UUID(int=4),
        provider_id=UUID(int=5),
        provider_name="BLK Bandung",
        holder=holder,
        title=title,
        hours=48,
        level=3,
        score=84,
        skills=skills,
        issued_at=AT,
        completed_on=date(2026, 9, 26),
        valid_until=codes.valid_until(date(2026, 9, 26)),
        serial=serial,
        revoked_at=None,
        revoked_why="",
    )


def document(one: Certificate) -> credential.Document:
    return credential.credential(one, ISSUER, codes.place_of(one.serial, b"k" * 32))


@given(digest=st.binary(min_size=32, max_size=32), wrong=st.data())
def test_a_code_has_twelve_letters_and_one_wrong_letter_is_seen(digest: bytes, wrong: st.DataObject) -> None:
    code = codes.code_of(digest)
    assert len(code) == 12
    assert codes.read_code(f" {code[:4].lower()}-{code[4:8]} {code[8:]}") == code
    place = wrong.draw(st.integers(0, 11))
    letter = wrong.draw(st.sampled_from([one for one in CROCKFORD if one != code[place]]))
    assert codes.read_code(code[:place] + letter + code[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "JB7K", "U" * 12, "!" * 12, "A" * 13, "\x00" * 12, "ÄÖÜ" * 4])
def test_what_is_no_code_is_no_code(text: str) -> None:
    assert codes.read_code(text) is None


@pytest.mark.parametrize(
    ("done", "until"),
    [
        (date(2026, 9, 26), date(2029, 9, 25)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2026, 1, 1), date(2028, 12, 31)),
    ],
)
def test_valid_until_the_day_before_the_third_anniversary(done: date, until: date) -> None:
    assert codes.valid_until(done) == until


def test_the_four_verdicts() -> None:
    one = certificate()
    assert one.verdict(date(2029, 9, 25)) is Verdict.VALID
    assert one.verdict(date(2029, 9, 26)) is Verdict.EXPIRED
    values = {name: getattr(one, name) for name in Certificate.__slots__} | {"revoked_at": AT, "revoked_why": "x"}
    assert Certificate(**values).verdict(date(2029, 9, 26)) is Verdict.REVOKED


@given(key=st.binary(min_size=8, max_size=32))
@settings(max_examples=2, deadline=None)
def test_places_in_a_list_are_a_bijection(key: bytes) -> None:
    first = {codes.place_of(serial, key) for serial in range(1, codes.LIST_SIZE + 1)}
    assert len(first) == codes.LIST_SIZE
    assert {number for number, _index in first} == {1}
    assert codes.place_of(codes.LIST_SIZE + 1, key)[0] == 2


@given(revoked=st.sets(st.integers(0, codes.LIST_SIZE - 1), max_size=50), asked=st.integers(0, codes.LIST_SIZE - 1))
def test_a_status_list_says_who_is_revoked_and_nobody_else(revoked: set[int], asked: int) -> None:
    encoded = statuslist.encode(revoked)
    assert encoded.startswith("u")
    assert all(statuslist.is_revoked(encoded, index) for index in revoked)
    assert statuslist.is_revoked(encoded, asked) == (asked in revoked)


@given(holder=TEXT, title=TEXT, skills=st.lists(TEXT, min_size=1, max_size=5, unique=True))
@settings(max_examples=40, deadline=None)
def test_the_fast_canonical_form_is_that_of_pyld(holder: str, title: str, skills: list[str]) -> None:
    one = document(certificate(holder=holder, title=title, skills=tuple(skills)))
    assert canonical.canonical(one) == canonical.by_pyld(one)


@given(name=st.sampled_from(["holder", "title", "provider"]), other=TEXT)
@settings(max_examples=30, deadline=None)
def test_a_signature_covers_every_word(name: str, other: str) -> None:
    signed = proof.sign(document(certificate()), key=KEY, method=ISSUER.method, at=AT)
    assert proof.verify(signed, KEY.public_key())
    changed = json.loads(json.dumps(signed))
    subject = changed["credentialSubject"]
    if name == "holder":
        subject["identifier"][0]["identityHash"] += other
    elif name == "title":
        subject["achievement"]["name"] += other
    else:
        subject["achievement"]["creator"]["name"] += other
    assert not proof.verify(changed, KEY.public_key())


def test_a_proof_without_its_parts_does_not_fit() -> None:
    signed = proof.sign(document(certificate()), key=KEY, method=ISSUER.method, at=AT)
    other = Ed25519PrivateKey.from_private_bytes(sha256(b"other").digest()).public_key()
    assert not proof.verify(signed, other)
    assert not proof.verify({**signed, "proof": None}, KEY.public_key())
    for value in ("", "z", "z0", "zIl", "z111"):
        assert not proof.verify({**signed, "proof": {**signed["proof"], "proofValue": value}}, KEY.public_key())
    later = {**signed["proof"], "created": "2027-01-01T00:00:00Z"}
    assert not proof.verify({**signed, "proof": later}, KEY.public_key())


@given(data=st.binary(max_size=80))
def test_base58_comes_back(data: bytes) -> None:
    assert proof.unbase58(proof.base58(data)) == data


def test_a_multikey_is_written_as_the_standard_says() -> None:
    raw = proof.unbase58(proof.multikey(KEY.public_key())[1:])
    assert raw == b"\xed\x01" + KEY.public_key().public_bytes_raw()
    assert proof.multikey(KEY.public_key()).startswith("z6Mk")


def test_no_number_of_a_person_is_in_a_credential() -> None:
    text = json.dumps(document(certificate()))
    assert str(UUID(int=2)) not in text
    assert "nik" not in text.lower().replace("teknisi", "")


def test_contexts_are_the_published_ones_and_nothing_is_fetched() -> None:
    folder = files("jadibisa.journey.certification").joinpath("contexts")
    told = folder.joinpath("SOURCES.md").read_text()
    for name in canonical.FILES.values():
        assert sha256(folder.joinpath(name).read_bytes()).hexdigest() in told
    with pytest.raises(jsonld.JsonLdError):
        canonical.by_pyld({"@context": "https://contoh.example/asing", "id": "urn:x:1"})


def test_a_term_that_would_not_be_signed_is_refused() -> None:
    with pytest.raises(ValueError, match="would not be signed"):
        canonical.canonical({**document(certificate()), "unheardOf": "x"})


def test_a_shape_with_two_blank_nodes_is_refused() -> None:
    one = document(certificate())
    one["credentialSubject"]["identifier"].append(dict(one["credentialSubject"]["identifier"][0], identityType="email"))
    with pytest.raises(ValueError, match="more than one blank node"):
        canonical.canonical(one)
