"""YAML and JSON of strangers: values, repairs, bounds."""

import pytest

from lemnos.sources.tools.schema.numbers import json_bytes, text_of
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
        (b"99999999999999999999", 99999999999999999999),
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


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        (b"1.10", 1.1, "1.10"),
        (b"0x10", 16, "0x10"),
        (b"0o17", 15, "0o17"),
        (b"+1", 1, "+1"),
        (b".5", 0.5, ".5"),
        (b"1e3", 1000.0, "1e3"),
        (b"-0", 0, "-0"),
        (b"9223372036854775807", 2**63 - 1, "9223372036854775807"),
        (b"18446744073709551616", 2**64, "18446744073709551616"),
        (b"[1.10]", [1.1], ""),
    ],
)
def test_a_number_keeps_the_text_of_its_author(text: bytes, number: object, written: str) -> None:
    value = read_structured(text).value
    assert (value, text_of(value)) == (number, written)
    assert json_bytes(value) == json_bytes(number)
    assert not isinstance(number, int) or isinstance(value, int)


def test_a_number_in_json_keeps_its_text_too() -> None:
    value = read_structured(b'{"version": 1.10, "size": 18446744073709551616}').value
    assert (text_of(value["version"]), value["size"]) == ("1.10", 2**64)


@pytest.mark.parametrize("text", ["012", "1_000", "12:30:45", "2020-01-01", "yes", "off", "0b1", "1.2.3", "0x", "-0x1"])
def test_what_yaml_1_2_calls_text_stays_text(text: str) -> None:
    assert read_structured(text.encode()).value == text


def test_a_block_scalar_that_begins_with_a_tab_is_read_though_libyaml_refuses_it() -> None:
    assert read_structured(b"a: |\n  \tx\n  y\nb: {c: 1, c: 2}\n").value == {"a": "\tx\ny\n", "b": {"c": 2}}
    assert read_structured(b"a: |\n  \tx\nb: {c: 1, c: 2}\n").duplicate_keys == [(3, "c")]
    assert refused(b"a: |\n\tx\n") == ("not_yaml", 2)


@pytest.mark.parametrize(
    ("data", "repeated"),
    [
        (b'{"a": 1, "b": [{"a": 2}, {"a": 3}]}', []),
        (b'{"a": 1,\n"b": {"c": 1, "d": {"c": 2},\n"c": 3},\n"a": 4}', [(3, "c"), (4, "a")]),
        (b'{"a": "x: \\"y\\": {", "a": ":"}', [(1, "a")]),
        (b'{"\\u0061": 1, "a": 2}', [(1, "a")]),
        (b'{"a": "\\u003a"}', []),
        (b'{"a": [1, 2], "a": [3]}', [(1, "a")]),
    ],
)
def test_keys_that_json_repeats_are_told_with_their_lines(data: bytes, repeated: list[tuple[int, str]]) -> None:
    assert read_structured(data).duplicate_keys == repeated


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("text", ["title: Café – ō\n", '{"title": "Café – ō"}'])
def test_encodings_of_unicode_are_no_defect(encoding: str, text: str) -> None:
    read = read_structured(text.encode(encoding))
    assert (read.value, read.repaired) == ({"title": "Café – ō"}, [])


@pytest.mark.parametrize(
    ("data", "value", "rule"),
    [
        ("a: Café\n".encode("latin-1"), {"a": "Café"}, "latin_1"),
        ('{"a": "Preis: 5 €"}'.encode("cp1252"), {"a": "Preis: 5 €"}, "latin_1"),
        ("a: Café ō".encode() + b" \xff\n", {"a": "Café ō \ufffd"}, "not_utf8"),
    ],
)
def test_bytes_that_are_not_utf_8_keep_their_letters(data: bytes, value: object, rule: str) -> None:
    read = read_structured(data)
    assert (read.value, read.repaired) == (value, [rule])
