"""Real cases that others published, each read from the named file of a public repository, never written from memory."""

import json
from pathlib import Path
from typing import Any

import pytest

from jadibisa.journey.selection.rules import merkle
from jadibisa.journey.selection.rules.apportion import METHODS, apportion
from tests.journey.selection.test_files import LEAVES, ROOTS

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("published.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']} ({case['method']})")
def test_seats_that_were_given(case: dict[str, Any]) -> None:
    weights, seats = [row[1] for row in case["rows"]], [row[2] for row in case["rows"]]
    assert apportion(case["method"], weights, sum(seats)) == seats
    # Bounds that hold anyway change nothing, and neither does the order of the list.
    floors, caps = [max(0, held - 1) for held in seats], [held + 1 for held in seats]
    assert apportion(case["method"], weights, sum(seats), floors=floors, caps=caps) == seats
    assert apportion(case["method"], weights[::-1], sum(seats)) == seats[::-1]


def test_every_case_names_its_file_and_every_proportional_method_has_cases() -> None:
    assert all(case["source"].count("/") >= 1 and ": " in case["source"] for case in CASES)
    assert {case["method"] for case in CASES} == set(METHODS) - {"equal"}


# Proofs of inclusion from transparency-dev/merkle, proof/verify_test.go; leaves and roots are those of test_files.
PROOFS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (0, 1, ()),
    (
        0,
        8,
        (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
    ),
    (
        5,
        8,
        (
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
    ),
    (2, 3, ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",)),
    (
        1,
        5,
        (
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)


@pytest.mark.parametrize(("index", "size", "published"), PROOFS)
def test_published_proofs_of_inclusion(index: int, size: int, published: tuple[str, ...]) -> None:
    lines = [bytes.fromhex(text) for text in LEAVES[:size]]
    tree, top = merkle.tree([merkle.leaf(line) for line in lines]), bytes.fromhex(ROOTS[size - 1])
    proof = [tree.hashes[at * 32 : at * 32 + 32] for at in merkle.proof_offsets(index, size)]
    assert [part.hex() for part in proof] == list(published)
    assert merkle.proves(lines[index], index, size, proof, top)


@pytest.mark.parametrize(("index", "size", "published"), PROOFS)
def test_a_published_proof_that_is_spoilt_proves_nothing(index: int, size: int, published: tuple[str, ...]) -> None:
    line, top = bytes.fromhex(LEAVES[index]), bytes.fromhex(ROOTS[size - 1])
    proof = [bytes.fromhex(part) for part in published]
    other = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")  # as in the same file
    spoilt = [(line, at, size, proof, top) for at in {index - 1, index + 1, index ^ 2}]
    spoilt += [(line, index, size * 2, proof, top), (line, index, size // 2, proof, top)]
    spoilt += [
        (b"WrongLeaf", index, size, proof, top),
        (line, index, size, proof, other),
        (line, index, size, proof, b""),
    ]
    spoilt += [(line, index, size, [*proof, part], top) for part in (b"", top)]
    spoilt += [(line, index, size, [part, *proof], top) for part in (b"", top)]
    for place, part in enumerate(proof):
        flipped = bytes([part[0] ^ 8]) + part[1:]
        spoilt.append((line, index, size, [*proof[:place], flipped, *proof[place + 1 :]], top))
    if proof:
        spoilt += [(line, index, size, proof[:-1], top), (line, index, size, [proof[0], other, *proof[1:]], top)]
    assert not [case[1:3] for case in spoilt if merkle.proves(*case)]
