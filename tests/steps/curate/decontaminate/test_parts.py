"""Markup, words, signatures, titles, the allow-list, records without parts."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.records import Document, OfferedTool, Paragraph, Tool
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.decontaminate.allow import Allowed
from lemnos.steps.curate.decontaminate.items import Signature
from lemnos.steps.curate.decontaminate.markup import original_offsets, without_markup
from lemnos.steps.curate.decontaminate.report import marked
from lemnos.steps.curate.decontaminate.signatures import Signatures
from lemnos.steps.curate.decontaminate.titles import Titles
from lemnos.steps.curate.decontaminate.tokens import Places, hashes_of, is_content, spans_of
from lemnos.steps.curate.decontaminate.without import without
from tests.steps.curate.decontaminate.conftest import item


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("no markup at all", "no markup at all"),
        ("a <b>b</b>ig <br/>cat", "a big  cat"),
        ("salt &amp; pepper &#233;", "salt & pepper é"),
        (r"line\nnext \"word\" \u00e9", 'line next "word" é'),
        ("see [the page](a/b.md) now", "see [the page  now"),
        ("Cafe\u0301 here", "Café here"),
        ("List<int> x; a < b", "List  x; a < b"),
    ],
)
def test_markup_is_taken_out(text: str, plain: str) -> None:
    assert without_markup(text) == plain


def test_offsets_lead_back_to_the_text_as_it_was() -> None:
    text = 'x &amp; <b>y</b> [z](u) "q"'
    plain = without_markup(text)
    for word in ("x", "y", "z", "q"):
        (offset,) = original_offsets(text, [plain.index(word)])
        assert text[offset] == word


@given(st.text(st.sampled_from("aBé é日本ไทย.,-'9İß\n\u0301"), max_size=40))
def test_spans_and_hashes_are_of_the_same_words(text: str) -> None:
    spans = spans_of(text)
    assert len(spans) == len(hashes_of(text))
    if text.isascii():
        assert [hashes_of(text[start:end]).tolist() for start, end in spans] == [[one] for one in hashes_of(text)]
    places = Places(text)
    assert [places[number] for number in range(len(spans))] == spans


def test_function_words_are_no_content() -> None:
    assert is_content(hashes_of("the ferry of The Lighthouse")).tolist() == [False, True, False, False, True]


PARAMETERS = msgspec.json.encode({"properties": {"degrees": {}, "hours": {}, "glaze": {}}}).decode()


@pytest.mark.parametrize(
    ("name", "parameters", "description", "found"),
    [
        ("kiln.fire", PARAMETERS, "", True),
        ("Fire", PARAMETERS, "Something else.", True),
        ("fire_kiln", PARAMETERS, "", False),
        ("fire", '{"properties": {"worker": {}, "reason": {}, "date": {}}}', "", False),
        ("stop", '{"properties": {"id": {}}}', "Stops the kiln at once.", True),
        ("stop", '{"properties": {"id": {}}}', "Stops a bus.", False),
        ("stop", "not JSON", "", False),
    ],
)
def test_a_tool_is_found_by_its_signature(name: str, parameters: str, description: str, found: bool) -> None:
    tools = (
        Signature("kiln.fire", ("degrees", "glaze", "hours"), "Fires a kiln."),
        Signature("kiln.stop", ("id",), "Stops the kiln at once."),
    )
    assert (Signatures([(3, item("", tools=tools))]).find(name, parameters, description) is not None) is found


def test_a_record_is_a_tool_of_a_benchmark_or_is_not() -> None:
    known = Signatures([(3, item("", tools=(Signature("fire", ("degrees", "glaze", "hours")),)))])
    tool = Tool(id="t", kind="function", provider="p", name="fire", description="", parameters=PARAMETERS, source="s")
    found = known.of_record(tool)
    assert found is not None
    assert found[0] == 3
    assert known.of_record(document("x")) is None
    assert OfferedTool("fire", "", PARAMETERS).name == tool.name


def document(text: str, title: str = "T", url: str = "") -> Document:
    pieces = text.split("\n\n")
    starts = [sum(len(piece) + 2 for piece in pieces[:number]) for number in range(len(pieces))]
    paragraphs = tuple(Paragraph(start, start + len(piece)) for start, piece in zip(starts, pieces, strict=True))
    return Document(id="d", title=title, url=url, source="s", text=text, paragraphs=paragraphs)


def test_a_document_loses_the_paragraphs_with_an_item() -> None:
    one = document("First.\n\nThe item.\n\nLast one.")
    left = without(candidate(one), [(10, 14)])
    assert isinstance(left, Document)
    assert left.text == "First.\n\nLast one."
    assert [left.text[part.start : part.end] for part in left.paragraphs] == ["First.", "Last one."]
    assert without(candidate(one), [(0, len(one.text))]) is None


def test_a_document_is_found_by_title_or_address() -> None:
    titles = Titles([(4, item("Who?", titles=("Blue Whale (animal)", "https://www.example.org/a/")))])
    assert titles.find(document("x", "blue_whale")) == 4
    assert titles.find(document("x", "Whale", "http://example.org/a")) == 4
    assert titles.find(document("x", "Whale")) is None


def test_items_are_allowed_by_name_or_pattern() -> None:
    one = item("Who?", number=12)
    assert Allowed(("test/12",)).has(one)
    assert Allowed(("other/*", "te*/1*")).has(one)
    assert not Allowed(("test/1", "test")).has(one)
    assert not Allowed(()).has(one)
    assert Allowed(("test/a[1]",)).has(msgspec.structs.replace(one, id="a[1]"))


def test_shared_words_are_marked_on_both_sides() -> None:
    assert marked("An old <b>cat</b> sat.", "The old cat sat down.", "[", "]", str) == (
        "An [old cat sat].",
        "The [old cat sat] down.",
    )
    assert marked("门下的钥匙在哪?", "黄铜钥匙在哪?", "[", "]", str) == ("门下的[钥匙在哪]?", "黄铜[钥匙在哪]?")
