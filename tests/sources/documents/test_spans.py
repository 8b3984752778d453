"""Cells of tables that span several columns or rows."""

from hypothesis import given
from hypothesis import strategies as st

from lemnos.sources.documents.prose.spans import WIDEST, Cell, laid_out


def test_a_cell_that_spans_rows_and_columns() -> None:
    rows = [[Cell("a", 2, 2), Cell("b")], [Cell("c")], [Cell("d"), Cell("e"), Cell("f")]]
    assert laid_out(rows) == [["a", "", "b"], ["", "", "c"], ["d", "e", "f"]]


def test_a_span_over_the_end_of_the_table_ends_with_it() -> None:
    assert laid_out([[Cell("a", rows=9), Cell("b")]]) == [["a", "b"]]


def test_no_row_is_wider_than_the_limit() -> None:
    rows = laid_out([[Cell("a", 99_999), Cell("b")], [Cell("c")] * 300])
    assert [len(row) for row in rows] == [WIDEST, WIDEST]


@given(
    st.lists(st.lists(st.builds(Cell, st.just("x"), st.integers(-1, 4), st.integers(-1, 4)), max_size=5), max_size=6)
)
def test_every_text_is_kept_once(rows: list[list[Cell]]) -> None:
    kept = laid_out(rows)
    assert [sum(text == "x" for text in row) for row in kept] == [len(row) for row in rows]
