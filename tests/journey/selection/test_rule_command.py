"""`jadibisa rule`: JSON in, JSON out, errors in their place."""

import hashlib
import io
import json
from typing import Any

import pytest

from jadibisa.cli.rule import main

SEED = "71b4b6233c253ab18bfe6f8fc746300cea55400d74ab2a773cc9dac537c2405c"


def run(arguments: list[str], text: str | bytes) -> tuple[int, list[Any]]:
    """The exit code and the answers."""
    out = io.StringIO()
    code = main(arguments, io.BytesIO(text.encode() if isinstance(text, str) else text), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def error(arguments: list[str], text: str | bytes) -> dict[str, Any]:
    """The one refusal."""
    code, answers = run(arguments, text)
    assert code == 2
    assert len(answers) == 1
    assert set(answers[0]) == {"error"}
    assert set(answers[0]["error"]) == {"code", "line", "message"}
    assert answers[0]["error"]["message"]
    found: dict[str, Any] = answers[0]["error"]
    return found


def test_apportion() -> None:
    given = {"method": "sainte-lague", "weights": [34, 64, 91, 261, 225], "seats": 10, "caps": [9, 9, 9, 9, 2]}
    assert run(["apportion"], json.dumps(given)) == (0, [{"seats": [1, 1, 2, 4, 2]}])
    assert run(["apportion"], json.dumps(given, indent=2)) == (0, [{"seats": [1, 1, 2, 4, 2]}])


def test_choose() -> None:
    given = {
        "order": ["a", "b", "c"],
        "traits": {"c": ["W", "X"]},
        "seats": 2,
        "floors": {"W": 1},
        "counting": "headcount",
    }
    assert run(["choose"], json.dumps(given)) == (0, [{"selected": ["a", "c"]}])
    assert run(["choose"], '{"order":["ü","b"],"seats":1}') == (0, [{"selected": ["ü"]}])
    assert run(["choose"], '{"order":[],"seats":0,"floors":{}}') == (0, [{"selected": []}])
    assert run(["choose"], '{"order":["a"],"seats":' + "9" * 400 + ',"floors":{"W":' + "9" * 300 + "}}") == (
        0,
        [{"selected": ["a"]}],
    )


def test_lines_are_answered_one_by_one() -> None:
    lines = ['{"method":"dhondt","weights":[1,2],"seats":3}', "", "{", '{"method":"dhondt","weights":[2,1],"seats":3}']
    code, answers = run(["apportion", "--jsonl"], "\n".join(lines))
    assert code == 2
    assert answers[0] == {"seats": [1, 2]}
    assert answers[1]["error"]["line"] == 3
    assert answers[2] == {"seats": [2, 1]}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("not_json", ""),
        ("not_json", "{"),
        ("not_json", b"\xff\xfe"),
        ("not_json", "[" * 100_000),
        ("not_an_object", "[]"),
        ("not_an_object", "3"),
        ("missing_key", "{}"),
        ("missing_key", '{"method":"dhondt","weights":[1]}'),
        ("unknown_key", '{"method":"dhondt","weights":[1],"seats":1,"extra":0}'),
        ("duplicate_key", '{"method":"dhondt","weights":[1],"weights":[1],"seats":1}'),
        ("wrong_type", '{"method":3,"weights":[1],"seats":1}'),
        ("wrong_type", '{"method":"dhondt","weights":{},"seats":1}'),
        ("wrong_type", '{"method":"dhondt","weights":[1],"seats":1,"caps":null}'),
        ("not_an_integer", '{"method":"dhondt","weights":[1.0],"seats":1}'),
        ("not_an_integer", '{"method":"dhondt","weights":[1e3],"seats":1}'),
        ("not_an_integer", '{"method":"dhondt","weights":[true],"seats":1}'),
        ("not_an_integer", '{"method":"dhondt","weights":["1"],"seats":1}'),
        ("not_an_integer", '{"method":"dhondt","weights":[1],"seats":null}'),
        ("not_a_number", '{"method":"dhondt","weights":[NaN],"seats":1}'),
        ("not_a_number", '{"method":"dhondt","weights":[1],"seats":-Infinity}'),
        ("number_too_big", '{"method":"dhondt","weights":[' + "9" * 5000 + '],"seats":1}'),
        ("negative_number", '{"method":"dhondt","weights":[-1],"seats":1}'),
        ("negative_number", '{"method":"dhondt","weights":[1],"seats":-1}'),
        ("unequal_lengths", '{"method":"dhondt","weights":[1,2],"seats":1,"caps":[1]}'),
        ("unknown_method", '{"method":"hare","weights":[1],"seats":1}'),
        ("weights_all_zero", '{"method":"dhondt","weights":[0,0],"seats":1}'),
        ("floors_beyond_seats", '{"method":"dhondt","weights":[1,1],"seats":1,"floors":[1,1]}'),
        ("seats_too_few", '{"method":"huntington-hill","weights":[1,1],"seats":1}'),
    ],
)
def test_apportion_refuses(code: str, text: str | bytes) -> None:
    assert error(["apportion"], text)["code"] == code
    if isinstance(text, bytes) or text.strip():
        assert error(["apportion", "--jsonl"], text)["line"] == 1


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("duplicate_id", '{"order":["a","a"],"seats":1}'),
        ("duplicate_id", '{"order":["a"],"seats":1,"traits":{"a":["W","W"]}}'),
        ("duplicate_key", '{"order":["a"],"seats":1,"traits":{"a":["W"],"a":["D"]}}'),
        ("unknown_id", '{"order":["a"],"seats":1,"traits":{"b":["W"]}}'),
        ("wrong_type", '{"order":[1],"seats":1}'),
        ("wrong_type", '{"order":"ab","seats":1}'),
        ("wrong_type", '{"order":["a"],"seats":1,"traits":[]}'),
        ("wrong_type", '{"order":["a"],"seats":1,"traits":{"a":"W"}}'),
        ("wrong_type", '{"order":["a"],"seats":1,"floors":[]}'),
        ("wrong_type", '{"order":["a"],"seats":1,"counting":1}'),
        ("unknown_counting", '{"order":["a"],"seats":1,"counting":"twice"}'),
        ("floor_beyond_seats", '{"order":["a"],"seats":1,"floors":{"W":2}}'),
        ("negative_number", '{"order":["a"],"seats":1,"floors":{"W":-2}}'),
        ("not_an_integer", '{"order":["a"],"seats":1,"floors":{"W":0.5}}'),
        ("too_many_traits", '{"order":["a"],"seats":1,"floors":{"W":0,"D":0,"L":0,"V":0}}'),
        (
            "too_many_traits",
            '{"order":["a"],"seats":1,"floors":{"W":0,"D":0,"L":0,"V":0,"X":1},"counting":"one_to_one"}',
        ),
        ("too_many_traits", '{"order":["a"],"seats":1,"traits":{"a":["W","D","L","V","X"]}}'),
    ],
)
def test_choose_refuses(code: str, text: str) -> None:
    assert error(["choose"], text)["code"] == code


def test_a_fourth_trait_is_named() -> None:
    assert "V" in error(["choose"], '{"order":["a"],"seats":1,"floors":{"W":0,"D":0,"L":0,"V":0}}')["message"]


def test_the_line_of_a_mistake_in_one_long_object() -> None:
    assert error(["apportion"], '\n{\n"method": "dhondt",\n}')["line"] == 4


def test_ticket(capsys: pytest.CaptureFixture[str]) -> None:
    expected = hashlib.sha256(f"{SEED},36SXRAGTY6QGPZX1".encode()).hexdigest()
    for typed in ("36SXRAGTY6QGPZX1", "36sx-ragt-y6qg-pzxl", "36SX RAGT Y6QG PZX1"):
        out = io.StringIO()
        assert main(["ticket", "--seed", SEED, typed], target=out) == 0
        assert out.getvalue() == expected + "\n"
    assert expected.startswith("15fd916280f0")
    for seed, ticket in (
        ("abc", "36SXRAGTY6QGPZX1"),
        (SEED.upper(), "36SXRAGTY6QGPZX1"),
        (SEED, "a b c\n"),
        (SEED, ""),
    ):
        out = io.StringIO()
        assert main(["ticket", "--seed", seed, ticket], target=out) == 2
        assert out.getvalue() == ""
    assert "jadibisa rule ticket:" in capsys.readouterr().err
