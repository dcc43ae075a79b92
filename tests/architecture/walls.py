"""The plan of the house beyond the import contracts: rooms of an app, who may call whom, and what breaks it."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache

import grimp
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

from jadibisa.config.state import ROOT
from tests.architecture.plan import PLAN

KINDS: Mapping[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "acyclic_siblings": AcyclicSiblingsContract,
}
STOREYS = ("foundation", "journey", "care", "oversight")
OPEN = {"types", "queries", "services"}
DOORS = {"views", "api"}
ROOMS: Mapping[str, set[str]] = {  # inside one app; a question and a door may ask a pure rule, which changes nothing
    "types": set(),
    "rules": {"types"},
    "models": {"types"},
    "queries": {"models", "types", "rules"},
    "gateways": {"types", "rules"},
    "services": {"types", "rules", "models", "queries", "gateways"},
    "tasks": {"services", "queries", "types"},
    "forms": {"types", "rules"},
    "views": {"services", "queries", "forms", "types", "rules"},
    "api": {"services", "queries", "forms", "types", "rules"},
    "admin": {"models", "services"},
    "apps": set(),
}


@cache
def graph() -> grimp.ImportGraph:
    """All imports of the sources, packages from outside included; not to be changed."""
    return grimp.build_graph("jadibisa", include_external_packages=True, cache_dir=None)


def broken(*arrows: tuple[str, str]) -> grimp.ImportGraph:
    """A copy of the graph with more imports; modules that do not exist are put into the house first."""
    copy = deepcopy(graph())
    for near, far in arrows:
        for module in (near, far):
            parts = module.split(".")
            for end in range(1, len(parts) + 1):
                name = ".".join(parts[:end])
                if name not in copy.modules and name.startswith("jadibisa"):
                    copy.add_module(name)
                elif name not in copy.modules and end == 1:
                    copy.add_module(name, is_squashed=True)
        copy.add_import(importer=near, imported=far)
    return copy


@cache
def contracts() -> Mapping[str, Contract]:
    """The contracts of pyproject.toml, by name."""
    configure()
    told = read_user_options(str(ROOT / "pyproject.toml"))
    return {
        options["name"]: KINDS[options["type"]](options["name"], told.session_options, options)
        for options in told.contracts_options
    }


def keeps(name: str, seen: grimp.ImportGraph) -> bool:
    """Whether a contract holds for a graph."""
    return contracts()[name].check(deepcopy(seen), verbose=False).kept


def place(module: str) -> tuple[str, str]:
    """App and room of a module; ("", "") outside the storeys that have apps."""
    parts = module.split(".")
    if len(parts) < 3 or parts[0] != "jadibisa" or parts[1] not in STOREYS:
        return "", ""
    return parts[2], parts[3] if len(parts) > 3 else ""


def arrows(seen: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """Every direct import between modules of the house."""
    for near in sorted(seen.modules):
        if near.startswith("jadibisa"):
            yield from (
                (near, far)
                for far in sorted(seen.find_modules_directly_imported_by(near))
                if far.startswith("jadibisa.")
            )


def calls(seen: grimp.ImportGraph) -> set[tuple[str, str]]:
    """Which app calls which other one; plumbing is free."""
    pairs = {(place(near)[0], place(far)[0]) for near, far in arrows(seen)}
    return {(app, other) for app, other in pairs if app and other and app != other and "plumbing" not in {app, other}}


def plan_faults(seen: grimp.ImportGraph) -> list[str]:
    """Every import that the plan does not know, and every planned one that is gone."""
    found = [fault for near, far in arrows(seen) if (fault := _fault(near, far))]
    planned = {(app, other) for app, others in PLAN.items() for other in others}
    found += [f"not planned: {app} -> {other}" for app, other in sorted(calls(seen) - planned)]
    return found + [f"planned but gone: {app} -> {other}" for app, other in sorted(planned - calls(seen))]


def _fault(near: str, far: str) -> str:
    """What is wrong with one import as such, or ""."""
    (app, room), (other, its_room) = place(near), place(far)
    if app == "plumbing" or not other or other == "plumbing":
        return ""
    if app == other:
        wrong = room in ROOMS and its_room in ROOMS and room != its_room and its_room not in ROOMS[room]
        return f"room: {near} -> {far}" if wrong else ""
    if near.startswith("jadibisa.portal"):
        return "" if its_room in OPEN | DOORS else f"portal enters a private room: {near} -> {far}"
    if app and its_room not in OPEN:
        return f"private room: {near} -> {far}"
    return ""
