"""RDF canonical form of credentials: by PyLD, and fast for many of one shape.

Credentials of one shape differ only in values. PyLD canonicalises a shape once, with holes for the values; after that the
values are put in and the lines sorted. That is exact as long as a shape has at most one blank node, because then its
canonical name does not depend on values; a shape with more is refused. A hole that is missing from the canonical form
would mean that a context does not know a term and the signature would not cover it: refused too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pyld import jsonld

Document = dict[str, Any]
FILES: Mapping[str, str] = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
}
FIXED = frozenset({"@context", "type", "hashed", "proofPurpose"})
IDS = frozenset({"id", "statusListCredential"})
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'})
_HOLE = re.compile(r"urn:jadibisa:hole:(\d+):|jadibisa-hole-(\d+)-")


@cache
def _context(address: str) -> Any:  # noqa: ANN401 - a JSON value
    if address not in FILES:
        message = f"the context {address} is not part of the program, and nothing is fetched"
        raise ValueError(message)
    text = files("jadibisa.journey.certification").joinpath("contexts", FILES[address]).read_text(encoding="utf-8")
    return json.loads(text)


def _load(address: str, _options: object) -> dict[str, Any]:
    """PyLD's way to ask for a context."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }


def by_pyld(document: Document) -> str:
    """The canonical N-Quads of any document (RDFC-1.0), slowly.

    Raises:
        jsonld.JsonLdError: when a context is not part of the program.
    """
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return str(jsonld.normalize(document, options))


def canonical(document: Document) -> str:
    """The canonical N-Quads of a document whose shape has at most one blank node, fast."""
    values: list[str] = []
    shape = json.dumps(_dig(document, values), sort_keys=True)
    parts, holes = _template(shape)
    filled = [parts[0]]
    for (number, is_iri), part in zip(holes, parts[1:], strict=True):
        filled += [values[number] if is_iri else values[number].translate(_ESCAPES), part]
    lines = "".join(filled).splitlines(keepends=True)
    return "".join(sorted(set(lines)))


def _dig(node: Any, values: list[str], name: str = "") -> Any:  # noqa: ANN401 - a JSON value
    """The document with a numbered hole for each value; the values in the order of the numbers."""
    if name in FIXED:
        return node
    if isinstance(node, dict):
        return {key: _dig(node[key], values, key) for key in sorted(node)}
    if isinstance(node, list):
        return [_dig(item, values, name) for item in node]
    values.append(str(node))
    number = len(values) - 1
    return f"urn:jadibisa:hole:{number}:" if name in IDS or _is_reference(name, node) else f"jadibisa-hole-{number}-"


def _is_reference(name: str, node: object) -> bool:
    """Whether a plain string names another node: the issuer, the key and the purpose of a proof."""
    return name in {"issuer", "verificationMethod"} and isinstance(node, str)


@cache
def _template(shape: str) -> tuple[list[str], list[tuple[int, bool]]]:
    """The canonical form of a shape, cut at its holes: texts, and number and kind of each hole between them."""
    text = by_pyld(json.loads(shape))
    if len(set(re.findall(r"_:c14n\d+", text))) > 1:
        message = "a credential of this shape has more than one blank node: canonicalise it with by_pyld"
        raise ValueError(message)
    parts: list[str] = []
    holes: list[tuple[int, bool]] = []
    start = 0
    for found in _HOLE.finditer(text):
        parts.append(text[start : found.start()])
        holes.append((int(found[1] or found[2]), found[1] is not None))
        start = found.end()
    parts.append(text[start:])
    lost = set(_numbers(shape)) - {number for number, _is_iri in holes}
    if lost:
        message = "a term of the credential is unknown to its contexts and would not be signed"
        raise ValueError(message)
    return parts, holes


def _numbers(shape: str) -> Iterator[int]:
    return (int(found[1] or found[2]) for found in _HOLE.finditer(shape))
