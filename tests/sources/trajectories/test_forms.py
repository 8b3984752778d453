"""All forms against each other: samples are recognised by one form alone, read, and never end a run when damaged."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import Rejected, Trajectory
from lemnos.records.conversation import validate
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context
from lemnos.sources.trajectories.normal.normalise import REFUSALS, REPAIRS, normalise
from lemnos.sources.trajectories.read import trajectories
from lemnos.sources.trajectories.recognise import form_of, forms
from lemnos.sources.trajectories.source import TrajectorySource
from lemnos.sources.trajectories.values import whole_values

SAMPLES = sorted((Path(__file__).parent / "samples").iterdir())
FORMS = {form.name: form for form in forms() if not form.name.startswith("lemnos_")}
"""Our own exports have tests of their own."""
MUTATIONS = 150


def form_name(path: Path) -> str:
    """Return the form of a sample: the longest name of a form with which its file's name begins."""
    return max((name for name in FORMS if path.name.startswith(name)), key=len)


def values(path: Path) -> list[Line]:
    return [line for line in whole_values(path.read_bytes(), path.name) if isinstance(line, Line)]


def test_the_names_of_forms_are_unique() -> None:
    assert len({form.name for form in forms()}) == len(forms())


def test_every_form_has_a_sample() -> None:
    assert {form_name(path) for path in SAMPLES} == FORMS.keys()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_recognised_by_its_form(path: Path) -> None:
    form = FORMS[form_name(path)]
    found = {recognised.name if (recognised := form_of(line.value)) else "" for line in values(path)}
    assert found == {form.name} or (form.unit == "session" and found == {form.name, ""})


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_gives_trajectories(path: Path) -> None:
    found = [item for shard in TrajectorySource(str(path)).shards() for item in shard.read()]
    assert not {item.rule for item in found if isinstance(item, Rejected)} & {"unknown_form", "json"}
    assert {item.origin.form for item in found if isinstance(item, Trajectory)} == {form_name(path)}
    for item in found:
        if isinstance(item, Trajectory):
            validate(item.messages, item.ending)
            assert set(item.repaired) <= REPAIRS.keys()


def mutated(value: Any, rng: random.Random) -> Any:
    """Return a JSON value with one place in it changed: dropped, doubled, or of another type."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        if rng.random() < 0.1:
            return {other: item for other, item in value.items() if other != key}
        return {**value, key: mutated(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.85:
        number = rng.randrange(len(value))
        if rng.random() < 0.1:
            return value[:number] + value[number + 1 :]
        return [*value[:number], mutated(value[number], rng), *value[number + 1 :]]
    if isinstance(value, str) and value and rng.random() < 0.4:
        cut = rng.randrange(len(value))
        return value[:cut] if rng.random() < 0.5 else value[:cut] + rng.choice('"{}[]()\\\n<>:,') + value[cut:]
    return rng.choice([None, True, 0, -1.5, "", "x", "{", [], {}, [None], {"a": None}, ["x"], [[]], {"role": 1}])


@pytest.mark.parametrize("name", FORMS)
def test_a_damaged_record_is_refused_or_read_but_never_a_bug(name: str) -> None:
    form = FORMS[name]
    rng = random.Random(name)
    samples = [values(path) for path in SAMPLES if form_name(path) == name]
    for _ in range(MUTATIONS):
        lines = rng.choice(samples)
        hit = rng.randrange(len(lines))
        damaged = [
            Line(mutated(line.value, rng), line.source) if number == hit else line for number, line in enumerate(lines)
        ]
        for item in read(form, damaged):
            made = normalise(item) if not isinstance(item, Rejected) else item
            if isinstance(made, Trajectory):
                validate(made.messages, made.ending)
            elif not isinstance(item, Rejected):
                assert made.rule in REFUSALS


def read(form: Form, lines: list[Line]) -> list[Any]:
    """Return what a reader yields for lines of its form; it may only raise ``FormError``."""
    context = Context("f.json")
    found: list[Any] = []
    recognised = [line for line in lines if form.looks_like(line.value)]
    for given in [lines] if form.unit == "session" and recognised else recognised:
        try:
            found += form.read(given, context)  # type: ignore[arg-type]
        except FormError:
            continue
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_damaged_file_never_ends_a_run(path: Path) -> None:
    rng = random.Random(path.name)
    data = path.read_bytes()
    for _ in range(40):
        damaged = bytearray(data[: rng.randrange(1, len(data) + 1)])
        for _ in range(rng.randrange(4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        for item in trajectories(whole_values(bytes(damaged), "f"), Context("f"), ""):
            assert isinstance(item, Trajectory | Rejected)


def test_samples_are_json() -> None:
    for path in SAMPLES:
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
