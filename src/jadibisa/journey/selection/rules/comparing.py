"""Two laws on the same people, side by side: what goes in, what comes out, both as a file that everybody can make again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from jadibisa.journey.selection.rules.floors import COUNTINGS
from jadibisa.journey.selection.rules.imagined import Numbers
from jadibisa.journey.selection.rules.simulation import LETTERS, MICRO, Full, Simulation, Trial, placed, tallies
from jadibisa.journey.selection.types import Law, Place
from jadibisa.kernel.policy import EVERY_PROVINCE
from jadibisa.kernel.refusals import N_, Refusal

FORMAT = "ukp-simulation/1"
MOST_SEEDS = 10_000
LAW_WORDS = (
    "method", "weights", "province_floor", "regencies", "regency_floor", "traits", "percents", "counting", "tiers",
)  # fmt: skip
assert set(LAW_WORDS) == {field.name for field in fields(Law)} - {"open_types", "day"}  # noqa: S101 - a law of more words


@dataclass(frozen=True, slots=True)
class Setting:
    """A law with its seats and the weights of its places."""

    seats: int
    law: Law
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything on which a simulation depends.

    Attributes:
        batch: public id of the batch whose people these are.
        seeds: how many imagined seeds; their names are 0, 1, 2, …
        letters: the traits that tell people apart; bit i of a full type is the i-th.
        people: of each compartment how many there are of each full type.
        now: the law in force.
        tried: the law that is tried, with the counting that is proposed; both countings are simulated.
    """

    batch: str
    seeds: int
    letters: tuple[str, ...]
    people: Full
    now: Setting
    tried: Setting


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out: the law in force, and the other law with each counting."""

    now: Simulation
    tried: Mapping[str, Simulation]
    counting: str

    @property
    def proposed(self) -> Simulation:
        """The other law with the counting that is proposed."""
        return self.tried[self.counting]


def require_seeds(seeds: int) -> None:
    """Refuse a number of seeds that nobody needs.

    Raises:
        Refusal: `seeds_unfit`.
    """
    if not 1 <= seeds <= MOST_SEEDS:
        raise Refusal(
            "seeds_unfit", N_("Banyaknya undian bayangan dari 1 sampai %(most)d."), field="undian", most=MOST_SEEDS
        )


def require_traits(traits: Sequence[str], letters: Sequence[str] = LETTERS) -> None:
    """Refuse a trait that no application claims, or one that is named twice.

    Raises:
        Refusal: `unknown_trait`.
    """
    for place, trait in enumerate(traits):
        if trait not in letters or trait in traits[:place]:
            raise Refusal(
                "unknown_trait",
                N_("Kelompok %(trait)s tidak dikenal. Pakai W, D, atau L, masing-masing sekali."),
                trait=trait,
            )


def _require(setting: Setting, letters: Sequence[str]) -> None:
    law = setting.law
    for traits in (law.traits, law.tiers):
        require_traits(traits, letters)
    if setting.seats < 1:
        raise Refusal("seats_missing", N_("Paling sedikit satu kursi."), field="kursi")
    if law.counting not in COUNTINGS:
        raise Refusal("unknown_counting", N_("Cara hitung %(counting)s tidak dikenal."), counting=law.counting)
    known = {EVERY_PROVINCE, *(place.code for place in setting.places)}
    for code in law.regencies:
        if code not in known:
            raise Refusal("unknown_place", N_("Daftar menyebut wilayah %(place)s yang tidak dikenal."), place=code)


def named(inputs: Inputs) -> Inputs:
    """The same with only the traits and places that one of the laws names: a public file tells no more than a quota table."""
    said = {trait for setting in (inputs.now, inputs.tried) for trait in (*setting.law.traits, *setting.law.tiers)}
    letters = tuple(letter for letter in inputs.letters if letter in said)
    people: dict[str, list[int]] = {}
    for code, numbers in placed(inputs.people, (*inputs.now.places, *inputs.tried.places)).items():
        fewer = people.setdefault(code, [0] * 2 ** len(letters))
        for full, number in enumerate(numbers):
            fewer[
                sum(1 << place for place, letter in enumerate(letters) if full >> inputs.letters.index(letter) & 1)
            ] += number
    return replace(inputs, letters=letters, people=people)


def trials(inputs: Inputs) -> list[Trial]:
    """The law in force, then the other law with each counting.

    Raises:
        Refusal: `seeds_unfit`, `unknown_trait`, `seats_missing`, `unknown_counting`, `unknown_place`, and what the quota table
            refuses.
    """
    require_seeds(inputs.seeds)
    settings = [inputs.now] + [
        replace(inputs.tried, law=replace(inputs.tried.law, counting=counting)) for counting in COUNTINGS
    ]
    require_traits(inputs.letters)
    for one in (inputs.now, inputs.tried):
        _require(one, inputs.letters)
    return [Trial(one.seats, one.law, one.places, inputs.people, inputs.letters) for one in settings]


def compared(inputs: Inputs, tried: Sequence[Trial], won: Sequence[Numbers]) -> Comparison:
    """What came out of all seeds."""
    now, *others = [trial.expected(tally, inputs.seeds) for trial, tally in zip(tried, won, strict=True)]
    return Comparison(now, dict(zip(COUNTINGS, others, strict=True)), inputs.tried.law.counting)


def compare(inputs: Inputs) -> Comparison:
    """Simulate both laws.

    Raises:
        Refusal: those of `trials`.
    """
    tried = trials(inputs)
    return compared(inputs, tried, tallies(tried, range(inputs.seeds)))


def begun(tried: Sequence[Trial]) -> list[Any]:
    """The tally before any seed, as JSON."""
    return [trial.nothing().tolist() for trial in tried]


def gone_on(tried: Sequence[Trial], won: Sequence[Any], seeds: range) -> list[Any]:
    """The tally with some more seeds, as JSON; the order of the seeds does not matter."""
    return added(won, [tally.tolist() for tally in tallies(tried, seeds)])


def added(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """The sum of two tallies."""
    return [(np.array(mine) + np.array(its)).tolist() for mine, its in zip(one, other, strict=True)]


def summed(inputs: Inputs, won: Sequence[Any], seeds: int) -> Comparison:
    """What came out of the seeds of a tally; before all are done the number of them is smaller."""
    tried = trials(inputs)
    tables = [
        np.array(tally, dtype=np.int64).reshape(trial.nothing().shape) for trial, tally in zip(tried, won, strict=True)
    ]
    return compared(replace(inputs, seeds=seeds), tried, tables)


def inputs_text(inputs: Inputs) -> str:
    """The inputs as JSON, byte for byte the same for the same inputs."""
    return _text(_inputs(inputs))


def result_text(inputs: Inputs, found: Comparison) -> str:
    """The whole file: inputs and what came out."""
    results = {"now": _result(found.now)} | {counting: _result(one) for counting, one in found.tried.items()}
    return _text(_inputs(inputs) | {"results": results})


def sha256(text: str) -> str:
    """What a policy cites."""
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n"


def _inputs(inputs: Inputs) -> dict[str, object]:
    return {
        "format": FORMAT, "batch": inputs.batch, "seeds": inputs.seeds, "letters": list(inputs.letters),
        "people": {code: list(inputs.people[code]) for code in sorted(inputs.people)},
        "now": _setting(inputs.now), "tried": _setting(inputs.tried),
    }  # fmt: skip


def _setting(setting: Setting) -> dict[str, object]:
    law = {word: _plain(getattr(setting.law, word)) for word in LAW_WORDS}
    places = [[place.code, place.parent, place.weight, place.minimum] for place in setting.places]
    return {"seats": setting.seats, **law, "places": places}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _result(found: Simulation) -> dict[str, object]:
    return {
        "floors": list(found.table.floors),
        "shares_ppm": {letter: round(MICRO * found.share(letter)) for letter in found.letters},
        "places": [
            {
                "code": row.code, "seats": row.seats, "floors": list(row.floors), "lowered": list(row.lowered),
                "exact": bool(found.exact[at]), "people": found.people[at].tolist(), "winners_micro": found.micro[at].tolist(),
            }
            for at, row in enumerate(found.table.rows) if not row.split
        ],
    }  # fmt: skip


def read_inputs(text: str) -> Inputs:
    """Read a file of a simulation, whether with results or without.

    Raises:
        Refusal: `simulation_unreadable`.
    """
    try:
        told = json.loads(text)
        letters = tuple(map(str, told["letters"]))
        people = {str(code): [int(one) for one in numbers] for code, numbers in told["people"].items()}
        settings = _read_setting(told["now"]), _read_setting(told["tried"])
        found = Inputs(str(told["batch"]), int(told["seeds"]), letters, people, *settings)
        fits = all(len(numbers) == 2 ** len(letters) and min(numbers) >= 0 for numbers in people.values())
        if fits and told["format"] == FORMAT:
            return found
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        pass
    raise Refusal("simulation_unreadable", N_("Ini bukan berkas simulasi. Unduh berkas JSON dari halaman simulasi."))


def _read_setting(told: Mapping[str, Any]) -> Setting:
    law: dict[str, Any] = {
        word: tuple(told[word]) if isinstance(getattr(Law(), word), tuple) else type(getattr(Law(), word))(told[word])
        for word in LAW_WORDS
    }
    places = tuple(
        Place(str(code), int(weight), int(minimum), str(parent)) for code, parent, weight, minimum in told["places"]
    )
    return Setting(int(told["seats"]), Law(**law), places)


def differences(one: Law, other: Law) -> list[str]:
    """The words of the law in which two laws differ."""
    return [word for word in LAW_WORDS if getattr(one, word) != getattr(other, word)]
