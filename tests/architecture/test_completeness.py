"""Nothing is left over and nothing is missing: jobs have queues, templates are used, the glossary's words exist."""

import ast
import re
from collections.abc import Iterable, Mapping

import pytest
from procrastinate.contrib.django import app as queue

from jadibisa.config.state import ROOT, SOURCES
from jadibisa.foundation.facts.services import listeners
from jadibisa.foundation.plumbing.timetable import entries

BY_CONVENTION = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}  # Django looks for them by name
FROM_OUTSIDE = re.compile(r"^(account|mfa|allauth)/")  # pages of the log-in library that we draw ourselves
MOST_LINES = {"src": 400, "tests": 500, "scripts": 400, "bench": 400}
LONGER: Mapping[str, str] = {  # file: why it is longer
    "src/jadibisa/foundation/people/services/core.py": "the only writers of persons, accounts and codes stand side by side",
    "src/jadibisa/journey/selection/types.py": "every word of the draw in one place; each is a few lines",
}


def ours() -> list[str]:
    """The names of our jobs."""
    return [name for name in queue.tasks if not name.startswith(("builtin:", "procrastinate."))]


def without_queue(jobs: Mapping[str, str]) -> list[str]:
    """Jobs whose queue is not their app's: name of the job to name of the queue."""
    return [name for name, told in jobs.items() if told != name.split(".")[0]]


def test_every_job_has_its_queue() -> None:
    assert ours()
    assert without_queue({name: queue.tasks[name].queue for name in ours()}) == []


def test_a_job_without_queue_is_noticed() -> None:
    assert without_queue({"verification.check": "verification", "funding.pay": "default"}) == ["funding.pay"]


def test_listeners_and_timetable_are_named_after_their_app() -> None:
    apps = {path.parent.name for path in SOURCES.glob("*/*/apps.py")}
    names = [*listeners(), *(entry.name for entry in entries())]
    assert names
    assert [name for name in names if name.split(".")[0] not in apps] == []


def templates() -> set[str]:
    """All our templates, by the name under which they are loaded."""
    return {
        path.relative_to(folder).as_posix()
        for folder in SOURCES.glob("**/templates")
        for path in folder.glob("**/*.*")
        if path.suffix in {".html", ".txt", ".svg", ".xml"}
    }


def unused(names: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Templates that no text names."""
    said = "\n".join(texts)
    return sorted(
        name for name in names if name not in BY_CONVENTION and not FROM_OUTSIDE.match(name) and name not in said
    )


def test_no_unused_template() -> None:
    drawn = [path for path in SOURCES.glob("**/templates/**/*.*") if path.suffix in {".html", ".txt", ".svg", ".xml"}]
    texts = [path.read_text(encoding="utf-8") for path in [*SOURCES.glob("**/*.py"), *drawn]]
    assert unused(templates(), texts) == []


def test_an_unused_template_is_noticed() -> None:
    assert unused({"a/used.html", "a/left.html", "404.html"}, ['page(request, "a/used.html")']) == ["a/left.html"]


def words_of_the_glossary() -> list[str]:
    """The words in code that docs/glossary.md promises."""
    rows = re.findall(
        r"^\|[^|]+\|([^|]+)\|", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row)]


def names_in_code() -> set[str]:
    """Every name and short text that the sources say."""
    found: set[str] = set()
    for path in SOURCES.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                    found.add(name)
                case ast.Constant(value=str(name)):
                    found.add(name)
                case _:
                    pass
    return found


def test_each_word_of_the_glossary_exists() -> None:
    words = words_of_the_glossary()
    assert len(words) > 20
    known = names_in_code()
    assert [word for word in words if word not in known and word.split(".")[-1] not in known] == []


@pytest.mark.parametrize("folder", sorted(MOST_LINES))
def test_no_file_outgrows_its_room(folder: str) -> None:
    paths = [path for path in (ROOT / folder).glob("**/*.py") if not {"migrations", "templates"} & set(path.parts)]
    long = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES[folder]
    }
    assert long == {name for name in LONGER if name.startswith(folder)}
