"""`jadibisa rule`: try the law of the draw on numbers of one's own; JSON in, JSON out, no database."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TextIO

import numpy as np

from jadibisa.journey.selection.rules import choice
from jadibisa.journey.selection.rules.apportion import apportion
from jadibisa.journey.selection.rules.floors import HEADCOUNT, check_floors
from jadibisa.journey.selection.rules.tickets import number_of
from jadibisa.kernel.ids import CROCKFORD, read_crockford
from jadibisa.kernel.refusals import N_, Refusal

MOST_DIGITS = 1000
MOST_TRAITS = 4
EXAMPLES = """\
examples:
  echo '{"method":"sainte-lague","weights":[34,64,91],"seats":10,"caps":[9,9,2]}' | jadibisa rule apportion
  echo '{"order":["a","b","c"],"traits":{"c":["W"]},"seats":2,"floors":{"W":1},"counting":"headcount"}' | jadibisa rule choose
  jadibisa rule ticket --seed 71b4b6233c253ab18bfe6f8fc746300cea55400d74ab2a773cc9dac537c2405c 36SXRAGTY6QGPZX1

A refused object answers {"error": {"code", "line", "message"}} in its place; the exit code is then 2."""


def main(arguments: Sequence[str], source: BinaryIO | None = None, target: TextIO | None = None) -> int:
    """Run `jadibisa rule …`.

    Args:
        arguments: what stands after `rule`.
        source: where the JSON comes from; standard input when missing.
        target: where the answers go; standard output when missing.

    Returns:
        0, or 2 when something was refused.
    """
    parser = argparse.ArgumentParser(
        prog="jadibisa rule", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="apportion | choose | ticket")
    for name, text in (
        ("apportion", "seats to places by weights, floors and caps"),
        ("choose", "people to seats with floors for groups"),
    ):
        verb = verbs.add_parser(name, help=text, description=f"{text}; one JSON object from standard input")
        verb.add_argument("--jsonl", action="store_true", help="one object a line instead of one in all")
    ticket = verbs.add_parser("ticket", help="the number that a ticket has under a seed")
    ticket.add_argument("--seed", required=True, metavar="HEX64", help="the seed: 64 lower-case hexadecimal digits")
    ticket.add_argument("ticket", metavar="TICKET")
    given = parser.parse_args(arguments)
    out = target or sys.stdout
    if given.verb == "ticket":
        return _ticket(given.seed, given.ticket, out)
    answer = _apportion if given.verb == "apportion" else _choose
    return _answer_all(answer, _texts(source or sys.stdin.buffer, lines=given.jsonl), out)


def _ticket(seed: str, ticket: str, out: TextIO) -> int:
    typed = read_crockford(ticket)
    if len(typed) == 16 and set(typed) <= set(CROCKFORD):  # noqa: PLR2004 - a ticket's length is its definition
        ticket = typed
    elif not re.fullmatch(r"[0-9A-Za-z_-]{1,54}", ticket, flags=re.ASCII):
        sys.stderr.write("jadibisa rule ticket: a ticket has 16 letters and digits\n")
        return 2
    try:
        out.write(number_of(seed, ticket) + "\n")
    except Refusal as refusal:
        sys.stderr.write(f"jadibisa rule ticket: {refusal}\n")
        return 2
    return 0


def _texts(source: BinaryIO, *, lines: bool) -> Iterator[tuple[int, bytes]]:
    """Each object's text and the number of the line it begins in; blank lines are no objects."""
    if lines:
        yield from ((number, line.strip()) for number, line in enumerate(source, 1) if line.strip())
        return
    text = source.read()
    yield text[: len(text) - len(text.lstrip())].count(b"\n") + 1, text.strip()


def _answer_all(answer: Callable[[Mapping[str, Any]], object], texts: Iterator[tuple[int, bytes]], out: TextIO) -> int:
    code = 0
    for line, text in texts:
        try:
            result = answer(_parse(text))
        except Refusal as refusal:
            inner = refusal.values.get("line")
            where = line + (inner - 1 if isinstance(inner, int) else 0)
            result = {"error": {"code": refusal.code, "line": where, "message": str(refusal)}}
            code = 2
        out.write(json.dumps(result, separators=(",", ":")) + "\n")
    out.flush()
    return code


def _parse(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(
            text.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_no_number, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise Refusal(
            "not_json",
            N_("Ini bukan JSON. Lihat huruf ke-%(column)d pada baris itu."),
            line=error.lineno,
            column=error.colno,
        ) from None
    except UnicodeDecodeError:
        raise Refusal("not_json", N_("Ini bukan JSON dalam UTF-8.")) from None
    except RecursionError:
        raise Refusal("not_json", N_("Kurung di dalam kurung terlalu banyak.")) from None
    if not isinstance(found, dict):
        raise Refusal("not_an_object", N_('Tulis satu objek JSON, misalnya {"seats": 10}.'))  # fmt: skip
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refusal("duplicate_key", N_("Kunci %(key)s ditulis dua kali."), key=_shown(key))
        found[key] = value
    return found


def _no_number(text: str) -> None:
    raise Refusal("not_a_number", N_("%(text)s bukan bilangan."), text=text)


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise Refusal("number_too_big", N_("Bilangan paling banyak %(most)d angka."), most=MOST_DIGITS)
    return int(text)


def _shown(value: object) -> str:
    """A value as the message may show it: short, and never a broken letter."""
    return json.dumps(value)[:60]


def _apportion(given: Mapping[str, Any]) -> object:
    _keys(given, needed=("method", "weights", "seats"), optional=("floors", "caps"))
    method = given["method"]
    if not isinstance(method, str):
        raise Refusal("wrong_type", N_("%(key)s harus teks."), key="method")
    numbers = {key: _whole_list(given[key], key) for key in ("weights", "floors", "caps") if key in given}
    seats = _whole(given["seats"], "seats")
    return {
        "seats": apportion(method, numbers["weights"], seats, floors=numbers.get("floors"), caps=numbers.get("caps"))
    }


def _choose(given: Mapping[str, Any]) -> object:
    _keys(given, needed=("order", "seats"), optional=("traits", "floors", "counting"))
    order = _text_list(given["order"], "order")
    seats = _whole(given["seats"], "seats")
    floors, counting = given.get("floors", {}), given.get("counting", HEADCOUNT)
    if not isinstance(counting, str):
        raise Refusal("wrong_type", N_("%(key)s harus teks."), key="counting")
    if not isinstance(floors, dict):
        raise Refusal("wrong_type", N_("%(key)s harus objek."), key="floors")
    for trait, floor in floors.items():
        _whole(floor, f"floors.{_shown(trait)}")
    names = list(floors)
    check_floors(names, list(floors.values()), seats, counting)
    types = _types(given.get("traits", {}), order, names)
    taken = choice.choose(
        types, min(seats, len(order)), [min(floor, len(order)) for floor in floors.values()], counting
    )
    return {"selected": [order[place] for place in np.flatnonzero(choice.mask(types, taken))]}


def _types(traits: object, order: Sequence[str], names: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """The type of each person in the order; a trait without a floor asks for nothing and is left aside."""
    if not isinstance(traits, dict):
        raise Refusal("wrong_type", N_("%(key)s harus objek."), key="traits")
    place = {person: number for number, person in enumerate(order)}
    bits = {name: 1 << number for number, name in enumerate(names)}
    known = dict.fromkeys(names)
    types = np.zeros(len(order), dtype=np.uint8)
    for person, has in traits.items():
        if person not in place:
            raise Refusal("unknown_id", N_("%(id)s ada di traits tetapi tidak ada di order."), id=_shown(person))
        for trait in _text_list(has, f"traits.{_shown(person)}"):
            known[trait] = None
            types[place[person]] |= bits.get(trait, 0)
    if len(known) > MOST_TRAITS:
        extra = list(known)[MOST_TRAITS]
        raise Refusal(
            "too_many_traits",
            N_("Paling banyak %(most)d kelompok. Kelompok %(trait)s terlalu banyak."),
            most=MOST_TRAITS,
            trait=_shown(extra),
        )
    return types


def _keys(given: Mapping[str, Any], *, needed: Sequence[str], optional: Sequence[str]) -> None:
    for key in given:
        if key not in needed and key not in optional:
            raise Refusal("unknown_key", N_("Kunci %(key)s tidak dikenal."), key=_shown(key))
    for key in needed:
        if key not in given:
            raise Refusal("missing_key", N_("Kunci %(key)s belum ada."), key=key)


def _whole(value: object, key: str) -> int:
    if type(value) is not int:
        raise Refusal("not_an_integer", N_("%(key)s harus bilangan bulat."), key=key)
    if value < 0:
        raise Refusal("negative_number", N_("%(key)s tidak boleh kurang dari nol."), key=key)
    return value


def _list(value: object, key: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refusal("wrong_type", N_("%(key)s harus daftar."), key=key)
    return value


def _whole_list(value: object, key: str) -> list[int]:
    return [_whole(item, f"{key}[{place}]") for place, item in enumerate(_list(value, key))]


def _text_list(value: object, key: str) -> list[str]:
    items = _list(value, key)
    seen: set[str] = set()
    for place, item in enumerate(items):
        if not isinstance(item, str):
            raise Refusal("wrong_type", N_("%(key)s harus teks."), key=f"{key}[{place}]")
        if item in seen:
            raise Refusal("duplicate_id", N_("%(id)s ditulis dua kali di %(key)s."), id=_shown(item), key=key)
        seen.add(item)
    return items
