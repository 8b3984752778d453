"""What changed between two runs, in words."""

from typing import Any

import pytest

from lemnos.store.changes import changes


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2, "b": 3}, ["a changed from 1 to 2", "b was set to 3"]),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, ["a.b.c changed from 1 to 2"]),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}, ["a[1].b changed from 2 to 3"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a changed from [1] to [1, 2]"]),
        ({"a": {"b": 1}}, {"a": 5}, ["a changed from {b: 1} to 5"]),
        ({"a": True, "b": ""}, {"a": False, "b": "x"}, ["a changed from true to false", "b changed from '' to x"]),
        ({"a": 2.0}, {"a": None}, ["a is no longer set (it was 2)"]),
        (
            {"links": [{"name": "a", "bytes": 1, "ends": "x"}]},
            {"links": [{"name": "a", "bytes": 2, "ends": "x"}]},
            ["links[0] has other content"],
        ),
        ({"a": {"name": "m.npz", "bytes": 1, "ends": "x"}}, {"a": "learned"}, ["a changed from m.npz to learned"]),
        ({"version": 1}, {"version": 2}, ["this release writes other bytes (the step's version changed from 1 to 2)"]),
        ({"a": "x" * 99}, {"a": "y"}, [f"a changed from {'x' * 60}… to y"]),
    ],
)
def test_settings_are_named_with_what_they_were_and_are(old: Any, new: Any, lines: list[str]) -> None:
    assert changes(old, new) == lines


def entry(name: str, size: int = 1, **fields: Any) -> dict[str, Any]:
    return {"content": {"kind": "folder", "name": name, "bytes": size}, "licence": "", **fields}


def made(name: str, fingerprint: str) -> dict[str, Any]:
    return {"content": {"kind": "run", "name": name, "fingerprint": fingerprint}}


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ([entry("a")], [entry("a", 2)], ["input a has other content"]),
        ([entry("a")], [entry("b")], ["input a was removed", "input b was added"]),
        ([entry("a")], [entry("a"), entry("a")], ["input a (2) was added"]),
        ([entry("a")], [entry("a", licence="MIT")], ["licence of input a changed from '' to MIT"]),
        ([entry("a"), entry("b")], [entry("b"), entry("a")], ["the inputs are in another order"]),
        ([made("articles", "1")], [made("articles", "2")], ["input articles was rebuilt"]),
    ],
)
def test_inputs_are_told_by_name(old: Any, new: Any, lines: list[str]) -> None:
    assert changes({"inputs": old}, {"inputs": new}) == lines
