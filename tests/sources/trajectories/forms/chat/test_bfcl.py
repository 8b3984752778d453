"""Questions of the Berkeley leaderboard with their ground truth."""

from typing import Any

import pytest

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.bfcl import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

FUNCTION = {
    "name": "sea.tide",
    "description": "T",
    "parameters": {
        "type": "dict",
        "properties": {"port": {"type": "string"}, "day": {"type": "integer"}},
        "required": ["port"],
    },
}


def record(*truth: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": "q",
        "question": [[{"role": "user", "content": "Brest?"}]],
        "function": [FUNCTION],
        "ground_truth": list(truth),
        **more,
    }


@pytest.mark.parametrize(
    ("truth", "calls", "chosen"),
    [
        ({"sea.tide": {"port": ["Brest"], "day": [2]}}, (("sea.tide", '{"port":"Brest","day":2}'),), False),
        ({"sea.tide": {"port": ["Brest", "brest"], "day": ["", 1]}}, (("sea.tide", '{"port":"Brest"}'),), True),
        ({"sea.tide": {"port": [["a", "b"]]}}, (("sea.tide", '{"port":["a","b"]}'),), False),
        ({"sea.tide": {"at": [{"lat": [1.5, 2], "far": [""]}]}}, (("sea.tide", '{"at":{"lat":1.5}}'),), False),
        ({"sea.tide": {"at": [[{"lat": [1]}, {"lat": [2]}]]}}, (("sea.tide", '{"at":[{"lat":1},{"lat":2}]}'),), False),
        ("sea.tide('Brest', day=2)", (("sea.tide", '{"port":"Brest","day":2}'),), False),
    ],
)
def test_the_first_right_value_is_taken(truth: Any, calls: tuple[tuple[str, str], ...], chosen: bool) -> None:
    found = read_one(FORM, record(truth))
    assert told(found) == [Said("user", "Brest?"), Said("assistant", "", calls)]
    assert (found.ending, found.origin.record) == ("call", "q")
    assert ("first_of_answers" in found.repaired) == chosen
    assert offered(found)[0].parameters.startswith('{"type":"object","properties":{"port":{"type":"string"}')


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"id": "q", "question": record()["question"], "function": [FUNCTION]}, "no_answer"),
        ({"id": "q", "ground_truth": [{"sea.tide": {}}]}, "no_question"),
        ({**record(["sea.tide()"], ["sea.tide()"]), "question": record()["question"] * 2}, "unanswered_call"),
    ],
)
def test_what_is_no_trajectory_is_refused_with_its_reason(value: dict[str, Any], rule: str) -> None:
    assert FORM.looks_like(value)
    (found,) = read_all(FORM, value)
    assert isinstance(found, Rejected)
    assert found.rule == rule


@pytest.mark.parametrize("truth", [5, {"sea.tide": []}, "no call"])
def test_a_ground_truth_that_holds_no_call_is_told(truth: Any) -> None:
    with pytest.raises(FormError):
        read_all(FORM, record(truth))
