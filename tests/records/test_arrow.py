"""Arrow arrays of values: what pyarrow itself makes of them, without pandas."""

import subprocess
import sys
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records.arrow import array, numbers, table

_CALL = pa.struct(
    [pa.field("name", pa.string(), nullable=False), pa.field("tries", pa.int64()), pa.field("done", pa.bool_())]
)
_ROWS = pa.schema(
    [
        pa.field("text", pa.string()),
        pa.field("count", pa.int64()),
        pa.field("share", pa.float64()),
        pa.field("kept", pa.bool_()),
        pa.field("words", pa.list_(pa.field("element", pa.string()))),
        pa.field("calls", pa.list_(pa.field("element", _CALL, nullable=False))),
        pa.field("call", _CALL),
    ]
)
_TEXT = st.text(st.characters(codec="utf-8"), max_size=4)
_WHOLE = st.integers(-(2**63), 2**63 - 1)
_CALLS = st.fixed_dictionaries({"name": _TEXT, "tries": st.none() | _WHOLE}, optional={"done": st.booleans()})
_ROW = st.fixed_dictionaries(
    {
        "text": st.none() | _TEXT,
        "count": st.none() | _WHOLE,
        "share": st.none() | st.floats(allow_nan=False),
        "kept": st.none() | st.booleans(),
        "words": st.none() | st.lists(st.none() | _TEXT, max_size=3),
        "calls": st.none() | st.lists(_CALLS, max_size=3),
    },
    optional={"call": st.none() | _CALLS},
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ROW, max_size=12))
def test_a_table_is_that_of_pyarrow(rows: list[dict[str, Any]]) -> None:
    made = table(rows, _ROWS)
    made.validate(full=True)
    assert made.equals(pa.Table.from_pylist(rows, schema=_ROWS), check_metadata=True)


def test_values_of_other_types_are_what_pyarrow_makes_of_them() -> None:
    assert array([np.bool_(True), None], pa.bool_()).to_pylist() == [True, None]
    assert array([2.0, None], pa.int64()).to_pylist() == [2, None]
    assert array([7], pa.int32()).type == pa.int32()
    with pytest.raises(pa.ArrowInvalid, match="'1'"):
        array(["1"], pa.int64())


def test_numbers_keep_their_type() -> None:
    made = numbers(np.array([3, 1, 2], np.uint8))
    assert (made.type, made.to_pylist()) == (pa.uint8(), [3, 1, 2])


def test_records_become_a_table_without_pandas() -> None:
    program = (
        "import sys\n"
        "from lemnos.records import Document, Paragraph\n"
        "from lemnos.records.arrow import to_table\n"
        "page = Document(id='a', title='A', source='a.md', text='A.', paragraphs=(Paragraph(0, 2),))\n"
        "assert to_table(Document, [page]).num_rows == 1\n"
        "print('pandas' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
