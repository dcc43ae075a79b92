"""A registry of persons without any network: it knows a synthetic population and can be slow or down on demand."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

MOST_ENQUIRIES = 500
NIK_DIGITS = 16
SYNTHETIC = "0000"
FEMALE_DAYS = 40
SLOWEST = 120.0
Json = dict[str, Any]


class WrongError(Exception):
    """The body is not what the protocol says."""


class DownError(Exception):
    """The registry does not answer now."""


@dataclass
class Mood:
    """How the registry behaves: seconds before each answer, and whether it answers at all."""

    slow: float = 0.0
    down: bool = False


def read_population(file: Path) -> dict[str, Json]:
    """Persons by NIK from a file of JSON lines.

    Raises:
        WrongError: with the line that is none, or that is no synthetic person.
    """
    found: dict[str, Json] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            person = json.loads(line)
            nik = str(person["nik"])
            known = {
                "found": True, "name": str(person["name"]), "birth_date": date.fromisoformat(person["birth_date"]).isoformat(),
                "gender": str(person["gender"]), "kk": str(person["kk"]), "province": str(person["regency"])[:2],
                "regency": str(person["regency"]), "alive": bool(person.get("alive", True)),
            }  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise WrongError(f"{file}, line {number}: {error}") from None
        if not is_synthetic(nik):
            raise WrongError(f"{file}, line {number}: only synthetic persons (serial {SYNTHETIC}) belong here")
        found[nik] = known
    return found


def is_synthetic(nik: str) -> bool:
    """Whether a NIK is no real person's."""
    return len(nik) == NIK_DIGITS and nik.isascii() and nik.isdigit() and nik.endswith(SYNTHETIC)


class Registry:
    """Answers enquiries; who is not in its population is mirrored, as a visitor of the demonstration."""

    def __init__(self, population: Mapping[str, Json] | None = None) -> None:
        """Keep the population."""
        self.population = dict(population or {})
        self.mood = Mood()
        self.asked = 0
        self._lock = threading.Lock()

    def change_mood(self, told: object) -> Mood:
        """Be slow or down from now on.

        Raises:
            WrongError: for another word, or a value that cannot be.
        """
        if not isinstance(told, dict) or not set(told) <= {"slow", "down"}:
            raise WrongError("say slow (seconds) and down (true or false)")
        slow, down = told.get("slow", self.mood.slow), told.get("down", self.mood.down)
        if (
            isinstance(slow, bool)
            or not isinstance(slow, int | float)
            or not 0 <= slow <= SLOWEST
            or not isinstance(down, bool)
        ):
            raise WrongError(f"slow is 0 to {SLOWEST:.0f} seconds, down is true or false")
        with self._lock:
            self.mood = Mood(float(slow), down)
        return self.mood

    def check(self, body: object) -> Json:
        """Answer one call.

        Raises:
            DownError: while it is down.
            WrongError: when the call breaks the protocol.
        """
        mood = self.mood
        if mood.slow:
            time.sleep(mood.slow)
        if mood.down:
            raise DownError
        enquiries = body.get("enquiries") if isinstance(body, dict) else None
        if not isinstance(enquiries, list) or len(enquiries) > MOST_ENQUIRIES:
            raise WrongError(f"enquiries is a list of at most {MOST_ENQUIRIES}")
        answers = self._answers(enquiries)
        with self._lock:
            self.asked += len(enquiries)
        return {"answers": answers}

    def _answers(self, enquiries: Sequence[Any]) -> list[Json]:
        return [self._answer(enquiry) for enquiry in enquiries]

    def _answer(self, enquiry: object) -> Json:
        if not isinstance(enquiry, dict) or not all(
            isinstance(enquiry.get(key), str) for key in ("nik", "kk", "name", "birth_date", "regency")
        ):
            raise WrongError("an enquiry has nik, kk, name, birth_date and regency")
        nik = enquiry["nik"]
        if not is_synthetic(nik):
            return {"found": False}
        return self.population.get(nik) or {
            "found": True, "name": enquiry["name"], "birth_date": enquiry["birth_date"],
            "gender": "F" if int(nik[6:8]) > FEMALE_DAYS else "M", "kk": enquiry["kk"],
            "province": enquiry["regency"][:2], "regency": enquiry["regency"], "alive": True,
        }  # fmt: skip
