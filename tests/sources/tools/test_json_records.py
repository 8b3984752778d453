import json

import pytest

from lemnos.records import Rejected
from lemnos.sources.tools.json.records import first_values, values


def seen(data: bytes) -> list[tuple[object, str]]:
    """Return each value, or the rule that rejects it, with its position."""
    return [(item.rule if isinstance(item, Rejected) else item.value, item.source) for item in values(data, "f")]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"a": 1}', [({"a": 1}, "f")]),
        (b'\xef\xbb\xbf{"a": 1}\n', [({"a": 1}, "f")]),
        (b'{"a": 1}\n\n{"a": 2}\n', [({"a": 1}, "f:1"), ({"a": 2}, "f:3")]),
        (b'{"a": 1} \n{"a": \n{"a": 3}', [({"a": 1}, "f:1"), ("json", "f:2"), ({"a": 3}, "f:3")]),
        (b'[1, "x"]', [(1, "f#/0"), ("x", "f#/1")]),
        (b"[]", []),
        (b'[\n {"a": 1},\n {"a": },\n {"a": 3}\n]', [({"a": 1}, "f#/0"), ("json", "f#/1"), ({"a": 3}, "f#/2")]),
        (b'[\n {"a": 1},\n {"a": ",}",}\n]', [({"a": 1}, "f#/0"), ({"a": ",}"}, "f#/1")]),
        (b'[{"a": 1}', [({"a": 1}, "f#/0"), ("truncated", "f#/1")]),
        (b'{"a": 1,\n "b": }\n', [("json", "f:1")]),
        (b'{"a": "line\nbreak"}', [({"a": "line\nbreak"}, "f")]),
        (b" \n", [("empty", "f")]),
        (b'{"a": "caf\xe9"}', [({"a": "caf\xe9"}, "f")]),
        ('\ufeff{"a": 1}'.encode("utf-16-le"), [({"a": 1}, "f")]),
        (b'{"a": 1,\n "a": 2}', [("duplicate_key", "f:2"), ({"a": 2}, "f")]),
        (b'{"b": 1}\n{"a": {"c": 1, "c": 2}}', [({"b": 1}, "f:1"), ("duplicate_key", "f:2"), ({"a": {"c": 2}}, "f:2")]),
        (
            b'[\n{"a": ":", "b": {"a": 1},\n"\\u0061": 2}]',
            [("duplicate_key", "f:3"), ({"a": 2, "b": {"a": 1}}, "f#/0")],
        ),
        (b"[" * 100_000, [("json", "f#/0")]),
        (b'{"a":' * 160 + b"1" + b"}" * 160, [("nesting", "f")]),
    ],
)
def test_a_slip_costs_one_value(data: bytes, found: list[tuple[object, str]]) -> None:
    assert seen(data) == found


def test_a_comma_too_many_is_mended_and_noted() -> None:
    (_, item) = values(b'[\n {"a": [1]},\n {"a": [1, 2,],}\n]', "f")
    assert not isinstance(item, Rejected)
    assert (item.value, item.repaired) == ({"a": [1, 2]}, ("trailing_comma",))


def test_a_large_array_costs_its_size() -> None:
    data = json.dumps([{"n": number} for number in range(20_000)]).encode()
    assert len(list(values(data, "f"))) == 20_000


def test_the_first_values_of_a_beginning() -> None:
    assert first_values(b' [{"a": 1}, [2], {"b": ', 5) == [{"a": 1}, [2]]
    assert first_values(b'{"a": 1}\n{"a": 2}\n{"a": 3}\n', 2) == [{"a": 1}, {"a": 2}]
    assert first_values(b'{"a": {"long": "tex', 2) == []
