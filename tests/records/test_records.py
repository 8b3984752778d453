"""Records: their ids, their Arrow schemas, and the way into a table and back."""

from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import (
    Dialogue,
    DialogueMeta,
    Document,
    DocumentReference,
    Evidence,
    Link,
    Message,
    Paragraph,
    Record,
    Rejected,
    ScoreCard,
    ToolCall,
    Turn,
    TurnKind,
    Utterance,
    Verdict,
    content_id,
    document_id,
)
from lemnos.records.arrow import schema, to_table

DOCUMENT = Document(
    id=document_id("Café \u2028 😀", "One.\n\nTwo."),
    title="Café \u2028 😀",
    source="a.md",
    text="One.\n\nTwo.",
    paragraphs=(Paragraph(0, 4), Paragraph(6, 10, ("History", "Early"), "item")),
    links=(Link(0, 3, "Uno"),),
)
DIALOGUE = Dialogue(
    id="d",
    messages=(Utterance("user", "What is it?"), Utterance("assistant", "Two.")),
    turns=(Turn(TurnKind.RETURN, 0.5, (Evidence("x", 6, 10, ("History",)),), recalls=(0,), distance=1),),
    documents=(DocumentReference("x", "T", "", "MIT", "a.md"),),
    meta=DialogueMeta(
        "x",
        "offline",
        "en",
        7,
        0,
        0,
        0,
        1.0,
        ScoreCard(turns=0.9, coherence=0.9, memory=0.2, soundness=1.0, coverage=0.7, score=0.88),
    ),
)
REJECTED = Rejected(stage="documents", rule="empty", reason='A "quoted" reason\twith a tab.', source="a.md:3")
VERDICT = Verdict(record="x", stage="talk", rule="leak", keep=False, reason="", score=-0.25)
RECORDS: list[Record] = [DOCUMENT, DIALOGUE, REJECTED, VERDICT]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_from_a_table_as_it_was(record: Record) -> None:
    table = to_table(type(record), [record, record])
    assert [msgspec.convert(row, type(record)) for row in table.to_pylist()] == [record, record]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_table_has_the_same_schema_with_and_without_records(record: Record) -> None:
    kind = type(record)
    assert to_table(kind, [record]).schema == schema(kind) == to_table(kind, []).schema
    assert to_table(kind, []).num_rows == 0


def test_the_schema_of_rejected_is_text_that_is_never_null() -> None:
    names = ["stage", "rule", "reason", "source", "record"]
    assert schema(Rejected) == pa.schema([pa.field(name, pa.string(), nullable=False) for name in names])


def test_a_document_keeps_the_types_of_its_nested_fields() -> None:
    def required(name: str, kind: Any) -> Any:
        return pa.field(name, kind, nullable=False)

    texts = pa.list_(required("element", pa.string()))
    offsets = [required("start", pa.int64()), required("end", pa.int64())]
    paragraph = pa.struct([*offsets, required("section", texts), required("kind", pa.string())])
    found = schema(Document)
    assert found.field("paragraphs") == required("paragraphs", pa.list_(required("element", paragraph)))
    assert found.names == ["id", "title", "url", "source", "licence", "language", "text", "paragraphs", "links"]


def test_a_record_with_a_field_that_arrow_has_no_type_for_is_refused() -> None:
    class Odd(Record, frozen=True):
        field: dict[str, int]

    with pytest.raises(TypeError, match="no Arrow type for"):
        schema(Odd)


def test_parquet_keeps_what_is_never_null(tmp_path: Any) -> None:
    pq.write_table(to_table(Document, [DOCUMENT]), tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").schema.field("title").nullable is False


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=4))
def test_any_text_goes_through_a_table_to_the_letter(texts: list[str]) -> None:
    records = [msgspec.structs.replace(DOCUMENT, title=text, text=text) for text in texts]
    table = to_table(Document, records)
    assert table.column("title").to_pylist() == texts
    assert table.column("text").to_pylist() == texts


def test_an_id_is_a_hash_of_the_content() -> None:
    assert document_id("A", "b") == document_id("A", "b") == content_id("document", "A", "b")
    assert len(document_id("A", "b")) == 16
    int(document_id("A", "b"), 16)
    assert document_id("A", "b") != document_id("A", "c") != document_id("B", "c")


def test_an_id_does_not_confuse_where_one_part_ends() -> None:
    assert content_id("ab", "c") != content_id("a", "bc") != content_id("abc") != content_id("abc", "")


def test_an_id_is_the_same_for_ever() -> None:
    assert content_id("document", "Tide", "The sea rises.") == "0cd4f4a85a96e424"


def test_an_id_stands_lone_surrogates() -> None:
    assert content_id("\ud800") != content_id("\ud801")


def test_records_are_immutable_and_refuse_unknown_fields() -> None:
    with pytest.raises(AttributeError):
        DOCUMENT.title = "other"  # type: ignore[misc]
    with pytest.raises(msgspec.ValidationError, match="unknown field `colour`"):
        msgspec.json.decode(
            msgspec.json.encode(msgspec.to_builtins(VERDICT) | {"colour": "red"}),
            type=Verdict,
        )


def test_a_message_leaves_out_what_it_does_not_have() -> None:
    assert msgspec.json.encode(Message("user", "hi")) == b'{"role":"user","content":"hi"}'
    call = Message("assistant", "", (ToolCall("1", "f", "{}"),))
    assert msgspec.json.decode(msgspec.json.encode(call), type=Message) == call
