"""The law as dated data: a policy file gives each parameter a value, a period and a source.

A file is TOML:

    [scheme]
    code = "2024"
    name = "Skema normal 2023-2024"

    [[parameter]]
    key = "funding.balance"
    value = 3500000            # money is whole rupiah in the file, sen everywhere else
    from = 2023-01-01
    until = 2024-12-31         # may be missing: no end
    source = "FAQ24"

A parameter may stand several times with periods that do not overlap. `KINDS` names every key that exists.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jadibisa.kernel import own_shares
from jadibisa.kernel.money import SEN_PER_RUPIAH
from jadibisa.kernel.own_shares import GROUPS, OwnShare
from jadibisa.kernel.policy_lines import Lines
from jadibisa.kernel.refusals import N_, Phrase, Refusal

MONEY, INTEGER, PERCENT, TEXT, FLAG, TEXTS, MONTH_DAY, FLOORS, OWN_SHARES = (
    "money", "integer", "percent", "text", "flag", "texts", "month_day", "floors", "own_shares",
)  # fmt: skip

KINDS: Mapping[str, str] = {
    "eligibility.minimum_age": INTEGER,  # completed years on the day the batch closes
    "eligibility.maximum_age": INTEGER,
    "eligibility.in_education_excluded": FLAG,
    "eligibility.excluded_occupations": TEXTS,  # values of registration.types.Occupation
    "eligibility.other_social_aid_excluded": FLAG,
    "eligibility.recipients_per_family_card": INTEGER,  # 1 or 2
    "eligibility.once_for_life": FLAG,
    "eligibility.stale_list_days": INTEGER,  # an exclusion list older than this blocks the freeze
    "registration.draft_days": INTEGER,
    "selection.method": TEXT,  # sainte-lague, dhondt, largest-remainder, huntington-hill, equal
    "selection.weights": TEXT,  # labour_force, unemployed, population
    "selection.province_floor": INTEGER,  # seats
    "selection.regencies": TEXTS,  # provinces whose seats go to their regencies: codes of two digits, or "all" alone
    "selection.regency_floor": INTEGER,  # seats of a regency there; lowered where the province has fewer
    "selection.floors": FLOORS,  # [{trait = "W", percent = 50}, ...]: the first named is lowered last
    "selection.counting": TEXT,  # headcount, one_to_one
    "selection.tiers": TEXTS,  # traits served strictly first, in this order
    "selection.types_published": TEXT,  # open, committed
    "selection.simulation": TEXT,  # SHA-256 of the saved simulation from which the law was made; "": none
    "selection.late_appeals": TEXT,  # what an appeal won after the freeze gives: extra_seat, next_batch
    "funding.balance": MONEY,
    "funding.incentive": MONEY,
    "funding.incentive_count": INTEGER,  # monthly payments
    "funding.survey": MONEY,
    "funding.survey_count": INTEGER,
    "funding.unspent_last_day": MONTH_DAY,  # of the budget year
    "funding.link_account_last_day": MONTH_DAY,
    "funding.checker_limit": MONEY,  # a payout batch above this needs a second person
    "sharing.price_ceiling": MONEY,  # dearest course that may be shared; 0: no more than the balance
    "sharing.own_shares": OWN_SHARES,  # [{group, course, percent, fixed, cap}, ...]: the first row that fits holds
    "sharing.exempt": TEXTS,  # groups that owe no own share
    "sharing.pay_hours": INTEGER,  # a seat is kept so long for the participant's own part
    "sharing.pledge_pay_days": INTEGER,  # a pledge that is not paid in by then lapses
    "sharing.pledge_checker_limit": MONEY,  # a pledge above this needs a second person
    "deadlines.verification_days": INTEGER,
    "deadlines.appeal_days": INTEGER,
    "deadlines.first_purchase_days": INTEGER,  # the start day counts
    "deadlines.next_purchase_days": INTEGER,
    "deadlines.redeem_days": INTEGER,
    "deadlines.webinar_finish_days": INTEGER,
    "deadlines.self_paced_finish_days": INTEGER,
    "deadlines.survey_opens_days": INTEGER,
    "deadlines.cancel_days_after_purchase": INTEGER,  # the start day does not count
    "deadlines.cancel_days_before_start": INTEGER,
    "deadlines.incentive_working_days": INTEGER,
    "deadlines.ticket_days": INTEGER,
    "deadlines.certificate_days": INTEGER,
    "training.minimum_hours": INTEGER,
    "training.commission_percent": PERCENT,
    "training.presence_percent": PERCENT,
    "training.pass_score": INTEGER,  # 0 to 100
    "penalty.missed_first_purchase": TEXT,  # lifetime_ban, return_only
}
CHOICES: Mapping[str, frozenset[str]] = {
    "selection.method": frozenset({"sainte-lague", "dhondt", "largest-remainder", "huntington-hill", "equal"}),
    "selection.weights": frozenset({"labour_force", "unemployed", "population"}),
    "selection.counting": frozenset({"headcount", "one_to_one"}),
    "selection.types_published": frozenset({"open", "committed"}),
    "selection.late_appeals": frozenset({"extra_seat", "next_batch"}),
    "penalty.missed_first_purchase": frozenset({"lifetime_ban", "return_only"}),
    "sharing.exempt": GROUPS,
}
PATTERNS: Mapping[str, str] = {"selection.simulation": "([0-9a-f]{64})?"}
DEFAULTS: Mapping[str, Any] = {  # keys that are younger than kept policy files
    "selection.regencies": (),
    "selection.regency_floor": 0,
    "selection.simulation": "",
    "selection.late_appeals": "next_batch",
    "sharing.price_ceiling": 0,
    "sharing.own_shares": (),
    "sharing.exempt": (),
    "sharing.pay_hours": 24,
    "sharing.pledge_pay_days": 7,
    "sharing.pledge_checker_limit": 0,
}
DEFAULT_SOURCE = "Nilai bawaan: berkas aturan ini lebih tua daripada kuncinya"
TRAITS = frozenset({"W", "D", "L"})
EVERY_PROVINCE = "all"
BIGGEST_RUPIAH = 10**15


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor of a group inside the seats: `percent` of the seats for persons with a trait."""

    trait: str
    percent: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dated value with its source; money in sen."""

    key: str
    value: Any
    valid_from: date
    valid_until: date | None
    source: str
    line: int

    def covers(self, day: date) -> bool:
        """Whether the value holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Policy:
    """All parameters of one scheme, read from one file."""

    code: str
    name: str
    sha256: str
    parameters: Mapping[str, Sequence[Parameter]]

    def at(self, key: str, *, on: date) -> Parameter:
        """The parameter that holds on a day.

        Raises:
            Refusal: `policy_silent` when the file says nothing for that day.
        """
        for parameter in self.parameters.get(key, ()):
            if parameter.covers(on):
                return parameter
        raise Refusal(
            "policy_silent",
            N_("Aturan %(scheme)s tidak menyebut %(key)s untuk %(day)s. Tambahkan ke berkas aturan."),
            scheme=self.code, key=key, day=on.isoformat(),
        )  # fmt: skip

    def _value(self, key: str, on: date, *kinds: str) -> Any:  # noqa: ANN401 - the kind decides
        if KINDS[key] not in kinds:
            message = f"{key} is {KINDS[key]}, not {kinds[0]}"
            raise TypeError(message)
        return self.at(key, on=on).value

    def money(self, key: str, *, on: date) -> int:
        """An amount in sen."""
        return int(self._value(key, on, MONEY))

    def integer(self, key: str, *, on: date) -> int:
        """A whole number; a percentage as 0 to 100."""
        return int(self._value(key, on, INTEGER, PERCENT))

    def text(self, key: str, *, on: date) -> str:
        """A word."""
        return str(self._value(key, on, TEXT))

    def flag(self, key: str, *, on: date) -> bool:
        """Yes or no."""
        return bool(self._value(key, on, FLAG))

    def texts(self, key: str, *, on: date) -> tuple[str, ...]:
        """Words in order."""
        return tuple(self._value(key, on, TEXTS))

    def month_day(self, key: str, *, on: date) -> date:
        """A day of the budget year of `on`, as a date."""
        month, day = self._value(key, on, MONTH_DAY)
        return date(on.year, month, day)

    def floors(self, *, on: date) -> tuple[Floor, ...]:
        """The floors of groups in the order of the file."""
        return tuple(self._value("selection.floors", on, FLOORS))

    def own_shares(self, *, on: date) -> tuple[OwnShare, ...]:
        """The rows of own shares in the order of the file."""
        return tuple(self._value("sharing.own_shares", on, OWN_SHARES))


def load(text: str, file: str) -> Policy:
    """Read and check a policy file.

    Args:
        text: the whole file.
        file: its name, for the refusals.

    Raises:
        Refusal: `policy_refused`, with file, line and reason, at the first thing that is wrong.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise _refused(
            file, int(found[1]) if found else 1, N_("bukan TOML yang benar: %(detail)s"), detail=str(error)
        ) from None
    lines = Lines(text)
    if set(raw) != {"scheme", "parameter"}:
        odd = min(set(raw) ^ {"scheme", "parameter"})
        raise _refused(file, lines.of(odd), N_("bagian %(key)s tidak dikenal atau tidak ada"), key=odd)
    scheme = raw["scheme"]
    if (
        not isinstance(scheme, dict)
        or set(scheme) != {"code", "name"}
        or not all(isinstance(word, str) and word for word in scheme.values())
    ):
        raise _refused(file, lines.of("scheme"), N_("[scheme] harus berisi code dan name saja"))
    if not re.fullmatch(r"[a-z0-9\-]{1,20}", scheme["code"]):
        raise _refused(file, lines.of("scheme"), N_("code hanya huruf kecil, angka, dan tanda hubung"))
    if not isinstance(raw["parameter"], list):
        raise _refused(file, lines.of("parameter"), N_("tulis [[parameter]] dengan dua kurung"))
    found_parameters: dict[str, list[Parameter]] = {}
    for number, item in enumerate(raw["parameter"]):
        parameter = _parameter(item, file, lines.parameter(number))
        for other in found_parameters.setdefault(parameter.key, []):
            if _overlap(parameter, other):
                raise _refused(
                    file,
                    parameter.line,
                    N_("masa berlaku %(key)s bertindih dengan baris %(other)d"),
                    key=parameter.key,
                    other=other.line,
                )
        found_parameters[parameter.key].append(parameter)
    _add_defaults(found_parameters)
    missing = sorted(set(KINDS) - set(found_parameters))
    if missing:
        raise _refused(file, lines.of("scheme"), N_("%(key)s tidak disebut"), key=missing[0])
    return Policy(scheme["code"], scheme["name"], hashlib.sha256(text.encode()).hexdigest(), found_parameters)


def _add_defaults(found: dict[str, list[Parameter]]) -> None:
    """What a file does not say because it is older than the key."""
    for key, value in DEFAULTS.items():
        found.setdefault(key, [Parameter(key, value, date.min, None, DEFAULT_SOURCE, 0)])


def _refused(file: str, line: int, reason: str, **values: object) -> Refusal:
    return Refusal(
        "policy_refused",
        N_("%(file)s, baris %(line)d: %(reason)s."),
        file=file,
        line=line,
        reason=Phrase(reason, values),
    )


def _overlap(one: Parameter, other: Parameter) -> bool:
    return one.valid_from <= (other.valid_until or date.max) and other.valid_from <= (one.valid_until or date.max)


def _parameter(item: object, file: str, line: int) -> Parameter:
    if not isinstance(item, dict):
        raise _refused(file, line, N_("tulis [[parameter]] dengan dua kurung"))
    unknown = sorted(set(item) - {"key", "value", "from", "until", "source", "note"})
    if unknown:
        raise _refused(file, line, N_("kata %(key)s tidak dikenal"), key=unknown[0])
    key = item.get("key")
    if not isinstance(key, str) or key not in KINDS:
        raise _refused(file, line, N_("parameter %(key)s tidak dikenal"), key=str(key))
    source = item.get("source")
    if not isinstance(source, str) or not source.strip():
        raise _refused(file, line, N_("%(key)s tidak punya sumber (source)"), key=key)
    begin, end = item.get("from"), item.get("until")
    if type(begin) is not date or (end is not None and type(end) is not date):
        raise _refused(file, line, N_("from dan until pada %(key)s harus tanggal, misalnya 2024-01-31"), key=key)
    if end is not None and end < begin:
        raise _refused(file, line, N_("masa berlaku %(key)s berakhir sebelum mulai"), key=key)
    if "value" not in item:
        raise _refused(file, line, N_("%(key)s tidak punya nilai (value)"), key=key)
    return Parameter(key, _value(key, item["value"], file, line), begin, end, source, line)


def _value(key: str, value: object, file: str, line: int) -> object:
    return _READERS[KINDS[key]](key, value, file, line)


def _money(key: str, value: object, file: str, line: int) -> int:
    if isinstance(value, float):
        raise _refused(file, line, N_("%(key)s adalah uang: tulis rupiah bulat tanpa titik desimal"), key=key)
    return _whole(key, value, file, line, BIGGEST_RUPIAH) * SEN_PER_RUPIAH


def _flag(key: str, value: object, file: str, line: int) -> bool:
    if not isinstance(value, bool):
        raise _refused(file, line, N_("%(key)s harus true atau false"), key=key)
    return value


def _text(key: str, value: object, file: str, line: int) -> str:
    if (
        not isinstance(value, str)
        or (key in CHOICES and value not in CHOICES[key])
        or (key in PATTERNS and not re.fullmatch(PATTERNS[key], value, flags=re.ASCII))
    ):
        raise _refused(file, line, N_("%(key)s tidak mengenal nilai itu"), key=key)
    return value


def _texts(key: str, value: object, file: str, line: int) -> tuple[str, ...]:
    words = value if isinstance(value, list) else [None]
    if not all(isinstance(word, str) and word for word in words) or len(set(words)) != len(words):
        raise _refused(file, line, N_("%(key)s harus daftar kata tanpa ulangan"), key=key)
    if key in CHOICES and not set(words) <= CHOICES[key]:
        raise _refused(file, line, N_("%(key)s tidak mengenal nilai itu"), key=key)
    return tuple(words)


def _whole(key: str, value: object, file: str, line: int, biggest: int) -> int:
    if type(value) is not int or not 0 <= value <= biggest:
        raise _refused(
            file, line, N_("%(key)s harus bilangan bulat dari 0 sampai %(biggest)d"), key=key, biggest=biggest
        )
    return value


def _month_day(key: str, value: object, file: str, line: int) -> tuple[int, int]:
    found = re.fullmatch(r"(\d\d)-(\d\d)", value, flags=re.ASCII) if isinstance(value, str) else None
    try:
        day = (
            date(2001, int(found[1]), int(found[2])) if found else None
        )  # not a leap year: the day must exist every year
    except ValueError:
        day = None
    if day is None:
        raise _refused(file, line, N_('%(key)s harus bulan dan tanggal, misalnya "12-15"'), key=key)
    return day.month, day.day


def _floors(key: str, value: object, file: str, line: int) -> tuple[Floor, ...]:
    floors: list[Floor] = []
    for item in value if isinstance(value, list) else [None]:
        if not isinstance(item, dict) or set(item) != {"trait", "percent"} or item["trait"] not in TRAITS:
            raise _refused(file, line, N_('%(key)s harus daftar seperti {trait = "W", percent = 50}'), key=key)
        percent = item["percent"]
        if type(percent) is not int or not 0 <= percent <= 100:  # noqa: PLR2004 - percent
            raise _refused(
                file, line, N_("jatah %(trait)s lebih besar dari kursi: paling banyak 100 persen"), trait=item["trait"]
            )
        if any(floor.trait == item["trait"] for floor in floors):
            raise _refused(file, line, N_("jatah %(trait)s disebut dua kali"), trait=item["trait"])
        floors.append(Floor(item["trait"], percent))
    return tuple(floors)


def _own_shares(key: str, value: object, file: str, line: int) -> tuple[OwnShare, ...]:
    rows = own_shares.read(
        value, lambda told: _whole(key, told, file, line, 100), lambda told: _money(key, told, file, line)
    )
    if rows is None:
        raise _refused(
            file,
            line,
            N_('%(key)s harus daftar seperti {group = "any", course = "any", percent = 10, fixed = 0, cap = 0}'),
            key=key,
        )
    return rows


_READERS: Mapping[str, Callable[[str, object, str, int], object]] = {
    MONEY: _money,
    INTEGER: lambda key, value, file, line: _whole(key, value, file, line, 10_000),
    PERCENT: lambda key, value, file, line: _whole(key, value, file, line, 100),
    FLAG: _flag,
    TEXT: _text,
    TEXTS: _texts,
    MONTH_DAY: _month_day,
    FLOORS: _floors,
    OWN_SHARES: _own_shares,
}
