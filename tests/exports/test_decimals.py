"""Decimals come out of pandas' reader of JSON as they are, and stay the same for every other one."""

import json
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.exports import decimals
from lemnos.exports.decimals import spelled

pandas = pytest.importorskip("pandas")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, st.booleans())
def test_text_keeps_its_values_to_the_last_digit(value: object, ascii_: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_)
    assert json.loads(spelled(text), parse_float=Decimal) == json.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("digits", range(1, 13))
def test_decimals_are_read_as_they_are(digits: int) -> None:
    drawn = random.Random(digits)
    values = [round(drawn.uniform(-1000, 1000), digits) for _ in range(4000)]
    text = json.dumps({"values": values})
    assert pandas.io.json.ujson_loads(spelled(text))["values"] == values


def test_decimals_that_are_read_wrong_are_what_is_spelled_otherwise() -> None:
    texts = ["1.7", "-1.7", "0.1", "2.5", "17e-1", "1.7E0", "1.7e+2", "0.30000000000000004", "1e-7", "-0.0", "1.7e-300"]
    made = [spelled(text) for text in texts]
    assert made[:5] == ["1.700000", "-1.700000", "0.1", "2.5", "170e-2"]
    assert [pandas.io.json.ujson_loads(text) for text in made] == [float(text) for text in texts]
    assert spelled('{"a": "1.7 \\" 1.7", "b": [17, true, null]}') == '{"a": "1.7 \\" 1.7", "b": [17, true, null]}'
    assert spelled("1e400") == "1e400"


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?", fullmatch=True))
def test_what_the_reader_does_is_known(text: str) -> None:
    if any(mark in text for mark in ".eE"):
        assert decimals._read(text) == pandas.io.json.ujson_loads(text)
