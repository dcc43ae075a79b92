"""`jadibisa rule` on anything at all: an answer or an error object in its place, exit code 2, never a traceback."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadibisa.cli.rule import main
from jadibisa.journey.selection.rules.apportion import METHODS

GOOD = {
    "apportion": {"method": "sainte-lague", "weights": [5, 3, 1], "seats": 4, "floors": [0, 0, 1], "caps": [9, 9, 9]},
    "choose": {
        "order": ["a", "b", "c", "d"],
        "traits": {"a": ["W"], "c": ["W", "D"], "d": []},
        "seats": 2,
        "floors": {"W": 1, "D": 1},
        "counting": "one_to_one",
    },
}
NUMBERS = st.one_of(
    st.integers(-2, 9), st.integers(10**30, 10**40), st.floats(), st.booleans(), st.none(), st.sampled_from(["1", ""])
)
WORDS = st.one_of(st.sampled_from(["W", "D", "L", "V", "X", "a", "b", *METHODS, "headcount"]), st.text(max_size=4))
ANYTHING = st.recursive(
    NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def objects(draw: st.DrawFn, verb: str) -> Any:
    """A good object in which a few parts are replaced, left out or added."""
    given_object: dict[str, Any] = json.loads(json.dumps(GOOD[verb]))
    for _change in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from([*GOOD[verb], "extra"]))
        what = draw(st.sampled_from(["replace", "inside", "remove"]))
        if what == "remove":
            given_object.pop(key, None)
        elif what == "inside" and isinstance(given_object.get(key), list):
            given_object[key] += [draw(ANYTHING)]
        elif what == "inside" and isinstance(given_object.get(key), dict):
            given_object[key][draw(WORDS)] = draw(ANYTHING)
        else:
            given_object[key] = draw(ANYTHING)
    return draw(st.sampled_from([given_object] * 9 + [draw(ANYTHING)]))


def answers(arguments: list[str], text: bytes) -> tuple[int, list[Any]]:
    """The exit code and each line of the answer, which is strict JSON."""
    out = io.StringIO()
    code = main(arguments, io.BytesIO(text), out)
    return code, [
        json.loads(line, parse_constant=lambda _text: pytest.fail("no JSON")) for line in out.getvalue().splitlines()
    ]


def is_error(answer: Any) -> bool:
    """Whether an answer is an error object, with all of its parts."""
    if set(answer) != {"error"}:
        return False
    error = answer["error"]
    assert set(error) == {"code", "line", "message"}
    assert error["code"].isidentifier()
    assert error["line"] >= 1
    assert len(error["message"]) < 400
    return True


@pytest.mark.parametrize("verb", GOOD)
@settings(max_examples=150)
@given(data=st.data())
def test_any_object_is_answered_or_refused(verb: str, data: st.DataObject) -> None:
    given_object = data.draw(objects(verb))
    code, found = answers([verb], json.dumps(given_object).encode())
    assert len(found) == 1
    assert code == (2 if is_error(found[0]) else 0)
    if code == 0 and verb == "apportion":
        assert len(found[0]["seats"]) == len(given_object["weights"])
        assert sum(found[0]["seats"]) <= given_object["seats"]
    elif code == 0:
        assert set(found[0]["selected"]) <= set(given_object["order"])
        assert len(found[0]["selected"]) == min(given_object["seats"], len(given_object["order"]))


@pytest.mark.parametrize("verb", GOOD)
@settings(max_examples=100)
@given(data=st.data())
def test_broken_bytes_are_refused_and_the_other_lines_answered(verb: str, data: st.DataObject) -> None:
    good = json.dumps(GOOD[verb]).encode()
    place = data.draw(st.integers(0, len(good)))
    bad = good[:place] + data.draw(st.binary(max_size=3)) + good[place + data.draw(st.integers(0, 4)) :]
    code, found = answers([verb, "--jsonl"], b"\n".join([good, bad.replace(b"\n", b" "), good]))
    assert found[0] == found[-1] == answers([verb], good)[1][0]
    wrong = [answer for answer in found if is_error(answer)]
    assert code == (2 if wrong else 0)
    assert all(answer["error"]["line"] == 2 for answer in wrong)
    assert len(found) == 3 or not bad.strip()


BAD_LINES = [
    b"", b"{", b"nul", b"\0", b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"[1]", b"{}{}", b'{"seats":NaN}', b'{"a":' * 100_000, b"[" * 2000,
    b'{"method":"dhondt","weights":[' + b"9" * 5000 + b'],"seats":1}',
    b'{"method":"dhondt","weights":[1,2],"seats":-1}',
    b'{"method":"dhondt","weights":[1,2],"seats":1e3}',
    b'{"method":"dhondt","weights":[1,2],"seats":true}',
    b'{"method":"dhondt","weights":[0,0],"seats":1}',
    b'{"method":"huntington-hill","weights":[1,2,0],"seats":1}',
]  # fmt: skip


def test_the_command_itself_answers_every_line_in_its_place() -> None:
    good = b'{"method":"sainte-lague","weights":[1,2],"seats":9,"caps":[3,4]}'  # caps that fit are the answer
    text = b"".join(part + b"\n" for bad in BAD_LINES for part in (good, bad))
    done = subprocess.run(
        [sys.executable, "-m", "jadibisa.cli", "rule", "apportion", "--jsonl"],
        input=text,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == b""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    right = [answer for answer in found if not is_error(answer)]
    assert right == [{"seats": [3, 4]}] * len(BAD_LINES)
    lines = [answer["error"]["line"] for answer in found if is_error(answer)]
    assert lines == [2 * number for number, bad in enumerate(BAD_LINES, 1) if bad]
