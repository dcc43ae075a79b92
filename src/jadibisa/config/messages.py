"""Translations without gettext on the machine: `python -m jadibisa.config.messages update | check | compile [label …]`.

Indonesian stands in the sources; each app keeps its English in `locale/en/LC_MESSAGES/django.po`.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_javascript
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from jadibisa.config.state import SOURCES

# What each language promises to hold in full: every app that has sentences.
SCOPE: Mapping[str, str] = {"en": "everything"}
# Storeys without an app of their own, and who keeps their sentences.
ALSO: Mapping[str, tuple[str, ...]] = {"plumbing": ("kernel",), "portal": ("config", "cli")}
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # a date of making would change the file at every update
NOISE = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
    "Generated-By",
)


def templates(
    source: IO[bytes], keywords: Mapping[str, Any], comments: Collection[str], options: Mapping[str, Any]
) -> Iterator[Any]:
    """Babel's extractor for Django templates: Django turns tags into calls, a tolerant lexer reads the calls."""
    del options
    if not settings.configured:
        settings.configure()
    calls = templatize(source.read().decode())
    yield from extract_javascript(io.BytesIO(calls.encode()), keywords, comments, {})


METHODS: Any = [
    ("**/migrations/**.py", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", templates),
    ("**/templates/**.txt", templates),
    ("**/templates/**.svg", templates),
]


def homes() -> dict[str, Path]:
    """Every app that can hold translations, by label."""
    found = {path.parent.name: path.parent for path in sorted(SOURCES.glob("*/*/apps.py"))}
    return {**found, "portal": SOURCES / "portal"}


def extract(label: str) -> Catalog:
    """All sentences of an app."""
    catalog = Catalog(project="JadiBisa", creation_date=FIXED, charset="utf-8")
    for folder in (homes()[label], *(SOURCES / name for name in ALSO.get(label, ()))):
        found = extract_from_dir(
            folder,
            method_map=METHODS,
            options_map={},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, _line, message, comments, context in found:
            place = (folder / name).relative_to(SOURCES).as_posix()
            catalog.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def path_of(label: str, language: str) -> Path:
    """The file of an app's translations."""
    return homes()[label] / "locale" / language / "LC_MESSAGES" / "django.po"


def read(label: str, language: str) -> Catalog:
    """What is translated; empty when there is no file yet."""
    path = path_of(label, language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def update(label: str, language: str) -> bool:
    """Bring the file to the sources: new sentences come empty, gone ones leave, similar ones are never guessed."""
    found = extract(label)
    path = path_of(label, language)
    if not len(found) and not path.exists():
        return False
    catalog = read(label, language)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = ""
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    noise = tuple(f'"{word}:' for word in NOISE)
    lines = [line for line in out.getvalue().decode().splitlines() if not line.startswith(noise)]
    text = "\n".join(lines).strip().removeprefix("#\n").removeprefix("#, fuzzy\n") + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def faults(label: str, language: str) -> list[str]:
    """What is missing, empty, fuzzy, broken or no longer in the sources."""
    found = extract(label)
    try:
        catalog = read(label, language)
    except (PoFileError, ValueError, OSError) as error:
        return [f"{label}: the file cannot be read: {error}"]
    wrong = []
    for message in found:
        if not message.id:
            continue
        kept = catalog.get(message.id, message.context)
        if kept is None:
            wrong.append(f"{label}: not in the file: {message.id!r}")
        elif not all(kept.string if isinstance(kept.string, tuple | list) else [kept.string]):
            wrong.append(f"{label}: not translated: {message.id!r}")
        elif kept.fuzzy:
            wrong.append(f"{label}: fuzzy: {message.id!r}")
    wrong += [f"{label}: {error}: {message.id!r}" for message, errors in catalog.check() for error in errors]
    known = {(_key(message.id), message.context) for message in found}
    wrong += [f"{label}: no longer said: {m.id!r}" for m in catalog if m.id and (_key(m.id), m.context) not in known]
    return wrong


def _key(sentence: str | tuple[str, ...] | list[str]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def compile_file(path: Path) -> None:
    """Write the .mo beside a .po that is newer; whole or not at all, others may compile at the same time."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return
    with path.open("rb") as source:
        catalog = read_po(source, locale=path.parents[1].name, abort_invalid=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".half", delete=False) as half:
        write_mo(half, catalog)
    Path(half.name).chmod(0o644)
    Path(half.name).replace(target)


def compile_all() -> list[str]:
    """Compile every file that needs it; tells what could not be read."""
    wrong = []
    for path in sorted(SOURCES.glob("**/locale/*/LC_MESSAGES/*.po")):
        try:
            compile_file(path)
        except (PoFileError, ValueError) as error:
            wrong.append(f"{path.relative_to(SOURCES)}: {error}")
    return wrong


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m jadibisa.config.messages", description=__doc__)
    parser.add_argument("verb", choices=("update", "check", "compile"))
    parser.add_argument("labels", nargs="*", metavar="label", help="apps, by label; all when none is named")
    given = parser.parse_args(arguments)
    labels = given.labels or sorted(homes())
    unknown = sorted(set(labels) - set(homes()))
    if unknown:
        parser.error(f"no app is called {', '.join(unknown)}")
    if given.verb == "update":
        changed = [label for label in labels for language in SCOPE if update(label, language)]
        sys.stdout.write(f"changed: {', '.join(changed) or 'nothing'}\n")
        return 0
    if given.verb == "compile":
        wrong = compile_all()
    else:
        wrong = [line for label in labels for language in SCOPE for line in faults(label, language)]
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
