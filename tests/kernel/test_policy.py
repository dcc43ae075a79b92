"""Policy files: what is refused at load, with file, line and reason."""

from datetime import date
from pathlib import Path

import pytest

from jadibisa.kernel import policy
from jadibisa.kernel.own_shares import OwnShare
from jadibisa.kernel.refusals import Refusal

FILES = sorted((Path(__file__).parents[2] / "policy").glob("*.toml"))


def text_of(**changes: str) -> str:
    """A whole policy file, one parameter a key, with some values replaced."""
    samples = {
        policy.MONEY: "1000", policy.INTEGER: "3", policy.PERCENT: "15", policy.FLAG: "true", policy.TEXTS: '["W"]',
        policy.MONTH_DAY: '"12-15"', policy.FLOORS: '[{trait = "W", percent = 50}]',
        policy.OWN_SHARES: '[{group = "any", course = "any", percent = 10, fixed = 5, cap = 90}]',
    }  # fmt: skip
    lines = ["[scheme]", 'code = "try"', 'name = "Skema uji"']
    for key, kind in policy.KINDS.items():
        choice = min(policy.CHOICES[key]) if key in policy.CHOICES else "" if key in policy.PATTERNS else "x"
        value = changes.get(key.replace(".", "_"), samples.get(kind, f'"{choice}"'))
        lines += ["[[parameter]]", f'key = "{key}"', f"value = {value}", "from = 2024-01-01", 'source = "test"']
    return "\n".join(lines) + "\n"


def _own(**changes: str) -> str:
    """One row of own shares with some values replaced."""
    row = {"group": '"any"', "course": '"any"', "percent": "10", "fixed": "0", "cap": "5"} | changes
    return "[{" + ", ".join(f"{word} = {value}" for word, value in row.items()) + "}]"


def refusal_of(text: str) -> Refusal:
    """What the loader says."""
    with pytest.raises(Refusal) as caught:
        policy.load(text, "try.toml")
    return caught.value


def test_a_whole_file_is_read() -> None:
    """Money becomes sen, days of the year become dates, floors keep their order."""
    read = policy.load(text_of(), "try.toml")
    day = date(2024, 5, 1)
    assert read.money("funding.balance", on=day) == 100_000
    assert read.month_day("funding.unspent_last_day", on=day) == date(2024, 12, 15)
    assert read.floors(on=day) == (policy.Floor("W", 50),)
    assert read.integer("training.commission_percent", on=day) == 15
    assert read.flag("eligibility.once_for_life", on=day) is True
    assert read.texts("selection.tiers", on=day) == ("W",)
    assert read.own_shares(on=day) == (OwnShare("any", "any", 10, 500, 9000),)
    assert read.text("selection.counting", on=day) == "headcount"


@pytest.mark.parametrize(
    ("changed", "line", "words"),
    [
        (text_of() + "[surprise]\nx = 1\n", None, "surprise"),
        (
            text_of() + '[[parameter]]\nkey = "funding.gift"\nvalue = 1\nfrom = 2024-01-01\nsource = "x"\n',
            1,
            "funding.gift",
        ),
        (
            text_of()
            + '[[parameter]]\nkey = "funding.balance"\nvalue = 1\nfrom = 2020-01-01\nuntil = 2023-12-31\nsource = " "\n',
            1,
            "sumber",
        ),
        (
            text_of() + '[[parameter]]\nkey = "funding.balance"\nvalue = 1\nfrom = 2020-01-01\nuntil = 2023-12-31\n',
            1,
            "sumber",
        ),
        (
            text_of() + '[[parameter]]\nkey = "funding.balance"\nvalue = 1\nfrom = 2024-06-01\nsource = "x"\n',
            1,
            "bertindih",
        ),
        (
            text_of()
            + '[[parameter]]\nkey = "funding.balance"\nvalue = 1\nfrom = 2020-06-01\nuntil = 2020-01-01\nsource = "x"\n',
            1,
            "sebelum",
        ),
        (text_of() + '[[parameter]]\nkey = "funding.balance"\nvalue = 1\nfrom = "2024"\nsource = "x"\n', 1, "tanggal"),
        (
            text_of() + '[[parameter]]\nkey = "funding.balance"\nfrom = 2020-01-01\nuntil = 2020-01-02\nsource = "x"\n',
            1,
            "nilai",
        ),
        (text_of() + '[[parameter]]\nkey = "funding.balance"\nvalu = 1\nfrom = 2020-01-01\nsource = "x"\n', 1, "valu"),
        (text_of(funding_balance="3500000.0"), None, "uang"),
        (text_of(funding_balance="true"), None, "bulat"),
        (text_of(funding_balance="-5"), None, "bulat"),
        (text_of(selection_floors='[{trait = "W", percent = 101}]'), None, "kursi"),
        (text_of(selection_floors='[{trait = "X", percent = 5}]'), None, "selection.floors"),
        (text_of(selection_floors='[{trait = "W", percent = 5}, {trait = "W", percent = 6}]'), None, "dua kali"),
        (text_of(selection_floors="5"), None, "selection.floors"),
        (text_of(funding_unspent_last_day='"02-30"'), None, "12-15"),
        (text_of(funding_unspent_last_day="12"), None, "12-15"),
        (text_of(selection_method='"coin"'), None, "selection.method"),
        (text_of(eligibility_once_for_life="1"), None, "true"),
        (text_of(selection_tiers='["W", "W"]'), None, "ulangan"),
        (text_of(sharing_exempt='["rich"]'), None, "sharing.exempt"),
        (text_of(sharing_own_shares="5"), None, "sharing.own_shares"),
        (text_of(sharing_own_shares='[{group = "any"}]'), None, "sharing.own_shares"),
        (text_of(sharing_own_shares=_own(percent="101")), None, "bulat"),
        (text_of(sharing_own_shares=_own(group='"rich"')), None, "sharing.own_shares"),
        (text_of(sharing_own_shares=_own(fixed="1.5")), None, "uang"),
        (text_of().replace('code = "try"', 'code = "A B"'), None, "code"),
        (text_of().replace('name = "Skema uji"', 'name = ""'), None, "name"),
        ("[scheme\n", None, "TOML"),
        (text_of().replace("[[parameter]]", "[parameter]", 1).split("[[parameter]]")[0], None, "kurung"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_reason(changed: str, line: int | None, words: str) -> None:
    """Unknown key, missing source, overlapping dates, floats for money, floors beyond the quota, and the rest."""
    refusal = refusal_of(changed)
    said = str(refusal)
    assert refusal.code == "policy_refused"
    assert said.startswith("try.toml, baris ")
    assert words in said
    if line is not None:  # the added block stands at the end: its line is where the last [[parameter]] is
        last = max(number for number, text in enumerate(changed.splitlines(), 1) if text.startswith("[[parameter]]"))
        assert f"baris {last}:" in said


def test_a_missing_parameter_is_named() -> None:
    """A file must say everything."""
    blocks = text_of().split("[[parameter]]")
    without = "[[parameter]]".join(block for block in blocks if '"funding.survey"' not in block)
    assert "funding.survey" in str(refusal_of(without))


def test_a_day_without_a_value_is_refused() -> None:
    """Before the law began there is no law."""
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "policy_silent"):
        policy.load(text_of(), "try.toml").money("funding.balance", on=date(2023, 12, 31))


def test_asking_for_the_wrong_kind_is_a_bug() -> None:
    """Not a refusal."""
    with pytest.raises(TypeError):
        policy.load(text_of(), "try.toml").money("selection.method", on=date(2024, 1, 1))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_the_files_of_the_house_are_whole(file: Path) -> None:
    """Each policy file loads."""
    assert policy.load(file.read_text(encoding="utf-8"), file.name).code
