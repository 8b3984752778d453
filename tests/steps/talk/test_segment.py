"""Segments: slices of the document to the letter, of prose only, of a size that an answer has."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import Document, Link, Paragraph
from lemnos.steps.talk.documents.segment import Segment, SegmentSettings, count_words, is_prose, segment
from lemnos.text.sentences import sentence_ends
from tests.builders import document, prose, sentence

SETTINGS = SegmentSettings()


def texts(*parts: str | tuple[tuple[str, ...], str]) -> list[str]:
    return [part.text for part in segment(document("Title", *parts), SETTINGS)]


def check_slices(made: Document, segments: tuple[Segment, ...]) -> None:
    """Assert what holds of the segments of any document."""
    before = 0
    for part in segments:
        assert made.text[part.start : part.end] == part.text
        assert part.text == part.text.strip() != ""
        assert part.start >= before
        before = part.end
        inside = [p for p in made.paragraphs if p.start < part.end and part.start < p.end]
        assert {p.section for p in inside} == {part.section}
        assert all(is_prose(made.text[p.start : p.end]) for p in inside)
        first, last = inside[0], inside[-1]
        borders = {end for p in inside for end in sentence_ends(made.text, p.start, p.end)}
        assert part.start == first.start or made.text[first.start : part.start].rstrip() in {
            made.text[first.start : end] for end in borders
        }
        assert part.end == last.end or part.end in borders
        assert all(part.text.find(anchor.text) >= 0 and anchor.text for anchor in part.anchors)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    rng = random.Random(draw(st.integers(0, 10_000)))
    sections = [(), ("History",), ("History", "Early"), ("Use",)]
    parts: list[tuple[tuple[str, ...], str]] = []
    for number in draw(st.lists(st.integers(0, 14), max_size=8)):
        kind = draw(st.sampled_from(["prose", "prose", "prose", "label", "lead-in", "names", "one sentence"]))
        text = {
            "prose": " ".join(sentence(rng, rng.randint(4, 30)) for _ in range(number + 1)),
            "label": "See also",
            "lead-in": "The parts of it are these:",
            "names": "Amber Birch, Cedar Delta, Ember Flint and Garnet Hazel Ivory.",
            "one sentence": sentence(rng, 130),
        }[kind]
        parts.append((draw(st.sampled_from(sections)), text.replace(" birch", " [[birch]]")))
    return document("Title", *sorted(parts, key=lambda part: part[0]))


@settings(max_examples=60, deadline=None)
@given(documents(), st.sampled_from([SETTINGS, SegmentSettings(min_words=5, max_words=20, keep_words=3)]))
def test_segments_are_ordered_slices_of_whole_sentences_of_one_section(made: Document, chosen: SegmentSettings) -> None:
    segments = segment(made, chosen)
    check_slices(made, segments)
    for part in segments:
        words = count_words(part.text)
        longest = max(
            count_words(part.text[a:b].strip())
            for a, b in zip([0, *sentence_ends(part.text)], sentence_ends(part.text), strict=False)
        )
        assert words >= chosen.keep_words
        # An even share may be overshot by half of the sentence that crosses it.
        assert words <= max(1.25 * chosen.max_words, chosen.max_words + longest / 2 + 1, longest)


@settings(max_examples=30, deadline=None)
@given(documents())
def test_every_link_with_words_is_an_anchor_of_the_segment_it_stands_in(made: Document) -> None:
    segments = segment(made, SETTINGS)
    found = {anchor.link: number for number, part in enumerate(segments) for anchor in part.anchors}
    for place, link in enumerate(made.links):
        inside = [n for n, part in enumerate(segments) if part.start <= link.start and link.end <= part.end]
        assert found.get(place) == (inside[0] if inside else None)


def test_a_paragraph_of_the_right_size_is_a_segment() -> None:
    assert texts(prose(1, 60), prose(2, 48)) == [prose(1, 60), prose(2, 48)]


def test_short_paragraphs_of_a_section_are_merged() -> None:
    assert texts(prose(1, 24), prose(2, 24), prose(3, 60)) == [f"{prose(1, 24)}\n\n{prose(2, 24)}", prose(3, 60)]
    assert texts(prose(1, 60), prose(2, 24)) == [f"{prose(1, 60)}\n\n{prose(2, 24)}"]


def test_paragraphs_of_two_sections_are_not_merged() -> None:
    assert texts((("A",), prose(1, 24)), (("B",), prose(2, 24))) == [prose(1, 24), prose(2, 24)]


def test_merging_does_not_make_a_segment_too_long() -> None:
    assert texts(prose(1, 96), prose(2, 24)) == [prose(1, 96), prose(2, 24)]


def test_a_long_paragraph_is_split_evenly_at_sentence_ends() -> None:
    long = prose(1, 240)
    parts = texts(long)
    assert [count_words(part) for part in parts] == [84, 84, 72]
    assert " ".join(parts) == long


def test_one_long_sentence_stays_whole() -> None:
    long = sentence(random.Random(1), 200)
    assert texts(long) == [long]


@pytest.mark.parametrize(
    "text",
    [
        "See also",
        "The parts of it are these:",
        "Amber Birch, Cedar Delta, Ember Flint, Garnet Hazel and Ivory Juniper.",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16.",
        "too short.",
        ", born in the year 1950, was a sailor of the northern sea.",
        "– and so they went on to the harbour, which was closed.",
        "• the first of the many items in this list of items.",
        ") was a ship of the line that sailed in the northern sea.",
        "The ship was lost in the northern",
        "",
        " ",
    ],
)
def test_what_does_not_read_as_prose_is_left_out(text: str) -> None:
    assert not is_prose(text)
    assert texts(prose(1), text, prose(2)) == [prose(1), prose(2)]


@pytest.mark.parametrize(
    "text",
    [
        "The tide rises twice a day.",
        "“The tide rises twice a day,” she said.",
        "He asked: “Does the tide rise twice?”",
        "In 1950 it rose 3 metres above the quay.",
        "(The tide rises twice a day.)",
        "¿Sube la marea dos veces al día?",
        "$5 was a good price for a ship in those days.",
        "Прилив поднимается два раза в день.",
        "James Cook sailed with the Endeavour to New Zealand and the coast of Australia.",
    ],
)
def test_prose_is_recognised(text: str) -> None:
    assert is_prose(text)


def test_a_slice_never_runs_across_what_is_left_out() -> None:
    assert texts(prose(1, 24), "See also", prose(2, 24)) == [prose(1, 24), prose(2, 24)]


def test_a_scrap_without_a_neighbour_is_left_out() -> None:
    scrap = "It is a small sea bird."
    assert texts((("A",), scrap), (("B",), prose(1))) == [prose(1)]


def test_a_document_without_prose_has_no_segments() -> None:
    assert texts() == texts("Word") == []


def test_links_out_of_order_and_links_without_words_find_their_segments() -> None:
    first, second = prose(1), prose(2)
    text = f"{first}\n\n{second}"
    at = len(first) + 2
    made = Document(
        id="x",
        title="T",
        source="s",
        text=text,
        paragraphs=(Paragraph(0, len(first)), Paragraph(at, len(text))),
        links=(Link(at + 4, at + 8, "b"), Link(0, 0, "whole"), Link(4, 9, "a"), Link(len(first) - 2, at + 3, "across")),
    )
    parts = segment(made, SETTINGS)
    assert [[(anchor.link, anchor.text) for anchor in part.anchors] for part in parts] == [
        [(2, text[4:9])],
        [(0, text[at + 4 : at + 8])],
    ]


def test_a_document_begins_where_it_names_its_topic() -> None:
    aside = "Not to be confused with the strait of the same name, which is elsewhere."
    lead = "The Amber Canal is a waterway that " + "carries barley and timber down to the coast " * 5 + "every day."
    made = segment(document("Amber Canal (waterway)", aside, lead), SegmentSettings())
    assert [part.text for part in made] == [lead]


def test_a_long_first_paragraph_is_kept_though_it_does_not_name_the_topic() -> None:
    first = "Boats have " + "carried barley and timber down to the coast for ages and " * 5 + "still do."
    made = segment(document("Amber Canal", first, "The Amber Canal is old and wide."), SegmentSettings())
    assert made[0].text.startswith("Boats have")
