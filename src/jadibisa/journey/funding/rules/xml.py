"""XML of the bank without its dangers: no DOCTYPE, no entities, a limit of size and depth, one branch in memory at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self
from xml.parsers import expat

from jadibisa.journey.funding.rules.files import bad, decoded

DEEPEST = 24
ISO = "urn:iso:std:iso:20022:tech:xsd:"


@dataclass(slots=True)
class Node:
    """An element with its text; names carry no namespace, which is checked once at the root."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Self] = field(default_factory=list)

    def all(self, path: str) -> list[Self]:
        """Every element at a path such as `Acct/Id/Othr`."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def one(self, path: str, *, line: int = 0) -> Self:
        """The one element at a path.

        Raises:
            Refusal: `statement_field` when there is none, or more.
        """
        found = self.all(path)
        if len(found) != 1:
            raise bad("statement_field", line=line, name=path)
        return found[0]

    def maybe(self, path: str) -> str:
        """The text at a path, "" without it."""
        found = self.all(path)
        return found[0].text.strip() if found else ""


def read(data: bytes, message: str, *, branch: str = "", each: Callable[[Node, int], None] | None = None) -> Node:
    """The tree of a message.

    Args:
        data: the file.
        message: its name, such as `camt.053.001.08`: the namespace must be this one's.
        branch: elements of this name are told one by one to `each`, in order, and not kept.
        each: gets the branch and its number from 1.

    Raises:
        Refusal: `statement_dtd`, `statement_deep`, `statement_truncated`, `statement_xml`, `statement_message`, those of
            `files.decoded` and of `each`.
    """
    text = decoded(data)
    reader = _Reader(ISO + message, branch, each)
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.XmlDeclHandler = reader.declaration
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        cut = error.code in {3, 4, 5} and bool(
            reader.stack or reader.root is None
        )  # no element, token or end is missing
        raise bad("statement_truncated" if cut else "statement_xml") from None
    if reader.root is None:
        raise bad("statement_truncated")
    return reader.root


class _Reader:
    def __init__(self, namespace: str, branch: str, each: Callable[[Node, int], None] | None) -> None:
        self.namespace, self.branch, self.each = namespace, branch, each
        self.stack: list[Node] = []
        self.root: Node | None = None
        self.told = 0

    def doctype(self, *_arguments: object) -> None:
        raise bad("statement_dtd")

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "utf8"}:
            raise bad("statement_encoding")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= DEEPEST:
            raise bad("statement_deep")
        space, _blank, plain = name.rpartition(" ")
        if space != self.namespace:
            raise bad("statement_message")
        node = Node(plain, attributes)
        if self.stack and plain != self.branch:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def end(self, _name: str) -> None:
        node = self.stack.pop()
        if not self.stack:
            self.root = node
        elif node.name == self.branch and self.each is not None:
            self.told += 1
            self.each(node, self.told)

    def words(self, text: str) -> None:
        self.stack[-1].text += text
