"""YAML and JSON of strangers: values, repairs, bounds."""

import pytest

from lemnos.sources.tools.schema.yaml_json import MAX_DEPTH, StructureError, read_structured


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(StructureError) as caught:
        read_structured(data)
    return caught.value.rule, caught.value.line


def test_scalars_follow_yaml_1_2_and_keys_are_text() -> None:
    text = b"""
a: {no: yes, on: off, 200: true, x: ~, y: 1, z: -1.5, h: 0x1F, d: 2020-01-01, t: 12:30:45, v: '1', o: 012, e: 1e3}
"""
    assert read_structured(text).value == {
        "a": {
            "no": "yes",
            "on": "off",
            "200": True,
            "x": None,
            "y": 1,
            "z": -1.5,
            "h": 31,
            "d": "2020-01-01",
            "t": "12:30:45",
            "v": "1",
            "o": "012",
            "e": 1000.0,
        }
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"=", "="),
        (b".inf", ".inf"),
        (b"1e999", "1e999"),
        (b"99999999999999999999", 1e20),
        (b"!!str 1", "1"),
        (b"!custom x", "x"),
        (b"- |\n  a\n  b\n- >-\n  c\n  d", ["a\nb\n", "c d"]),
        (b"\xef\xbb\xbf{a: 1}", {"a": 1}),
        ("{a: 1}".encode("utf-16"), {"a": 1}),
        (b'{"a": [1, 2,],}', {"a": [1, 2]}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
    ],
)
def test_values(text: bytes, value: object) -> None:
    assert read_structured(text).value == value


def test_anchors_share_and_merge_keys_fill_in() -> None:
    read = read_structured(b"a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [{z: 1}, *a], q: 0}\n&k e: *k")
    assert read.value["b"] is read.value["a"]
    assert read.value["c"] == {"x": 1, "y": 3}
    assert read.value["d"] == {"x": 1, "y": 2, "z": 1, "q": 0}
    assert read.value["e"] == "e"
    assert read.repaired == []


def test_what_is_mended_is_told() -> None:
    read = read_structured(b"a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert read.value == {"a": 3, "b": {"c": 2}}
    assert read.duplicate_keys == [(2, "c"), (3, "a")]
    assert read_structured(b"a: x\x07y").value == {"a": "xy"}
    assert read_structured(b"a: x\x07y").repaired == ["control_characters"]
    assert read_structured(b"a: 1\n---\nb: 2").repaired == ["several_documents"]
    assert read_structured(b"? {a: 1}\n: 2").value == {'{"a":1}': 2}
    assert read_structured(b"? {a: 1}\n: 2").repaired == ["complex_key"]


def test_what_cannot_be_read_says_where() -> None:
    assert refused(b"") == ("empty", 0)
    assert refused(b"a: 1\nb: [1, 2\nc: 3") == ("not_yaml", 3)
    assert refused(b"a: 1\n  b: 2") == ("not_yaml", 2)
    assert refused(b"a: 1\n%%%") == ("not_yaml", 2)
    assert refused(b"a: *nobody") == ("alias", 1)
    assert refused(b"a: &a [*a]") == ("alias", 1)
    assert refused(b"a: 1\n...\n%YAML 3.0\n---\n") == ("not_yaml", 3)


def test_deep_nesting_is_refused_without_recursion() -> None:
    assert refused(b"[" * 100_000 + b"]" * 100_000) == ("nesting", 0)
    assert refused(b"x: " + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)) == ("nesting", 1)
    lines = b"\n".join(b" " * depth + b"a:" for depth in range(1000))
    assert refused(lines) == ("nesting", MAX_DEPTH + 1)


def test_a_bomb_of_aliases_is_refused_before_it_is_walked_through() -> None:
    levels = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)]
    assert refused(b"\n".join(levels)) == ("alias_bomb", 7)
