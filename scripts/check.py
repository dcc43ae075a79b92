"""`make check`: everything that can be seen without running the programme; prints each step, exits 1 when one fails."""

import ast
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MOST_LINES = 60  # of one step's complaints
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
SOURCE = re.compile(r"""<(?:img|a|source)[^>]*?\s(?:src|href|srcset)=["']([^"']+)["']""")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HOST = re.compile(r"(?m)^\s*(--?\w*(index|find-links|trusted-host)\S*|-[ief]\b.*)|\w+://|file:|@\s*\S+[/\\]")


def tool(*words: str) -> Callable[[], list[str]]:
    """A step that is a command of the environment."""

    def run() -> list[str]:
        done = subprocess.run([BIN / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        return [*done.stdout.splitlines(), *done.stderr.splitlines()] if done.returncode else []

    return run


def django() -> None:
    """Load the settings without a database."""
    import django as package

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadibisa.config.settings")
    package.setup()


def migrations() -> list[str]:
    """Changes of models that no migration makes; needs no database."""
    django()
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    with translation.override(None):  # names that are shown in a language are no change
        loader = MigrationLoader(None)
        seen = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = seen.changes(graph=loader.graph)
        found = [(label, step) for label, made in sorted(changes.items()) for one in made for step in one.operations]
        return [f"{label}: {step.describe()}" for label, step in found]


def interface() -> list[str]:
    """docs/openapi.json says what the JSON doors say now."""
    django()
    from draw import interface as written

    return [
        f"{path.relative_to(ROOT)} is stale: run `make draw`"
        for path, content in written().items()
        if not _is(path, content)
    ]


def pictures() -> list[str]:
    """docs/house.svg and docs/staircase.svg show the imports as they are now."""
    from draw import pictures as drawn

    return [
        f"{path.relative_to(ROOT)} is stale: run `make draw`"
        for path, content in drawn().items()
        if not _is(path, content)
    ]


def _is(path: Path, content: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == content


def translations() -> list[str]:
    """Every language holds what its scope promises, and nothing is fuzzy."""
    django()
    from jadibisa.config import messages

    return [
        line
        for label in sorted(messages.homes())
        for language in messages.SCOPE
        for line in messages.faults(label, language)
    ]


def documents() -> Iterator[Path]:
    """The Markdown files of the project."""
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").glob("**/*.md"))


def anchors(path: Path) -> set[str]:
    """The places within a Markdown file that a link may name, as the usual renderers make them."""
    words = FENCE.sub("", path.read_text(encoding="utf-8"))
    plain = [re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in HEADING.findall(words)]
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in plain}


def links() -> list[str]:
    """Links of README and docs that lead to no file or no heading; addresses of the web are not asked."""
    wrong = []
    for path in documents():
        words = FENCE.sub("", path.read_text(encoding="utf-8"))
        for target in [*LINK.findall(words), *SOURCE.findall(words)]:
            if re.match(r"[a-z][a-z+.-]*:", target):
                continue
            name, _, place = unquote(target).partition("#")
            end = (path.parent / name).resolve() if name else path
            if not end.exists() or not end.is_relative_to(ROOT):
                wrong.append(f"{path.relative_to(ROOT)}: {target} leads nowhere")
            elif place and end.suffix == ".md" and place not in anchors(end):
                wrong.append(f"{path.relative_to(ROOT)}: {target} names no heading")
    return wrong


def locks() -> list[str]:
    """Lock files pin every package by hash and name no host, no path and no index."""
    wrong = []
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        content = path.read_text(encoding="utf-8")
        wrong += [f"{path.name} names a place: {found.group(0).strip()}" for found in HOST.finditer(content)]
        packages = re.split(r"\n(?=\S)", content.replace("\\\n", " "))
        wrong += [
            f"{path.name}: no hash: {line.split()[0]}"
            for line in packages
            if line.strip() and "--hash=sha256:" not in line
        ]
    return wrong


def sentences() -> list[str]:
    """Every file of Python opens with one sentence."""
    wrong = []
    for path in sorted(
        [
            *ROOT.glob("src/**/*.py"),
            *ROOT.glob("tests/**/*.py"),
            *ROOT.glob("scripts/*.py"),
            *ROOT.glob("bench/**/*.py"),
        ]
    ):
        if "migrations" in path.parts:
            continue
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            wrong.append(f"{path.relative_to(ROOT)} does not say what it is for")
    return wrong


TOOLS: Sequence[tuple[str, Callable[[], list[str]]]] = (
    ("format", tool("ruff", "format", "--check", "--quiet", ".")),
    ("lint", tool("ruff", "check", "--quiet", "--output-format", "concise", ".")),
    ("types", tool("mypy", "--no-error-summary")),
    ("walls", tool("lint-imports", "--no-cache")),
)
OURS: Sequence[tuple[str, Callable[[], list[str]]]] = (
    ("first sentences", sentences),
    ("links", links),
    ("lock files", locks),
    ("migrations", migrations),
    ("interface", interface),
    ("pictures", pictures),
    ("translations", translations),
)


def timed(step: Callable[[], list[str]]) -> tuple[list[str], float]:
    """What a step complains of, and how long it took."""
    since = time.monotonic()
    try:
        wrong = step()
    except Exception as error:  # noqa: BLE001 - a step that breaks has failed; the others still run
        wrong = [f"{type(error).__name__}: {error}"]
    return wrong, time.monotonic() - since


def main() -> int:
    """Run all steps."""
    sys.path.insert(0, str(ROOT / "scripts"))
    failed = False
    with ThreadPoolExecutor(2) as pool:
        waiting = [(name, pool.submit(timed, step)) for name, step in TOOLS]
        results = [(name, timed(step)) for name, step in OURS] + [(name, asked.result()) for name, asked in waiting]
    for name, (wrong, took) in results:
        print(f"{'fails' if wrong else 'ok':<6} {name:<16} {took:5.1f} s")
        print("".join(f"         {line}\n" for line in wrong[:MOST_LINES]), end="")
        failed = failed or bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
