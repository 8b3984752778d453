"""All forms of the package: each sample is of one, and no value breaks a reader."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.forms.chat import FORMS
from lemnos.sources.trajectories.normal.normalise import REPAIRS, normalise

SAMPLES = Path(__file__).parents[2] / "samples"
VALUE_FORMS = [form for form in FORMS if form.unit == "value"]
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    "",
    "{",
    '{"a": 1}',
    "[f(a=",
    "<tool_call>",
    "</think>",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"type": 5},
    {"name": 3},
    {"role": "user"},
    {"function": "x"},
    "\ud800",
    ["a"],
    "[" * 400,
    "'",
    {"content": [{}]},
)


def read(form: Form, value: Any) -> Iterator[Draft | Rejected]:
    line: Any = Line(value, "x:1")
    return form.read(line, Context("x"))


def samples(form: Form) -> list[Any]:
    if form.unit == "session":
        return [json.loads(line) for line in (SAMPLES / f"{form.name}.jsonl").read_text().splitlines()]
    found = json.loads((SAMPLES / f"{form.name}.json").read_text())
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_sample_is_of_one_form_and_yields_a_trajectory(form: Form) -> None:
    for value in samples(form):
        assert [found.name for found in FORMS if found.looks_like(value)] == [form.name]
    if form.unit == "value":
        for value in samples(form):
            found = [normalise(item) for item in read(form, value) if not isinstance(item, Rejected)]
            assert found
            for trajectory in found:
                assert isinstance(trajectory, Trajectory)
                assert trajectory.origin.form == form.name
                assert set(trajectory.repaired) <= REPAIRS.keys()


def mutated(value: Any, random_: random.Random) -> Any:
    """Return a value with one of its parts replaced, removed or cut."""
    value = copy.deepcopy(value)
    places = list(_places(value))
    if not places:
        return random_.choice(ODD)
    holder, key = random_.choice(places)
    if random_.random() < 0.2:
        del holder[key]
    elif isinstance(holder[key], str) and random_.random() < 0.3:
        cut = random_.randrange(len(holder[key]) + 1)
        holder[key] = holder[key][:cut] + random_.choice(("", '"', "'", "{", ")", "\x00"))
    else:
        holder[key] = copy.deepcopy(random_.choice(ODD))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, held in items:
        yield value, key
        yield from _places(held)


@pytest.mark.parametrize("form", VALUE_FORMS, ids=lambda form: form.name)
def test_no_value_breaks_a_reader(form: Form) -> None:
    random_ = random.Random(form.name)
    values = [sample for found in VALUE_FORMS for sample in samples(found)]
    for number in range(400):
        value = mutated(random_.choice(samples(form) if number % 4 else values), random_)
        if number % 2:
            value = mutated(value, random_)
        assert sum(found.looks_like(value) for found in FORMS) <= 1
        try:
            for item in read(form, value):
                if not isinstance(item, Rejected):
                    normalise(item)
        except FormError:
            pass
