"""What the tests of the parsers share."""

from hypothesis import strategies as st

from lemnos.records import BLOCKS
from lemnos.sources.documents.prose.builder import Prose
from lemnos.sources.documents.prose.placeholders import UNKNOWN

Line = tuple[str, tuple[str, ...], str]

MARKUP = st.text(
    st.one_of(
        st.sampled_from("\n\n\n   #*_`<>[]()!|:.-=+~^&;{}$%/\\'\"\t\r\x0c\u00a0\u00ad\u200bab Zé中"), st.characters()
    ),
    max_size=300,
)
"""Arbitrary text, thick with the signs that mean something."""


def lines(prose: Prose) -> list[Line]:
    """Return text, section and kind of each paragraph."""
    return [(prose.text[p.start : p.end], p.section, p.kind) for p in prose.paragraphs]


def texts(prose: Prose) -> list[str]:
    """Return the text of each paragraph."""
    return [text for text, _, _ in lines(prose)]


def anchors(prose: Prose) -> list[tuple[str, str]]:
    """Return anchor and target of each link."""
    return [(prose.text[link.start : link.end], link.target) for link in prose.links]


def assert_sound(prose: Prose) -> None:
    """Assert what holds for the prose of any input."""
    end = -2
    for paragraph in prose.paragraphs:
        assert paragraph.start == end + 2
        end = paragraph.end
        text = prose.text[paragraph.start : end]
        assert text
        assert text == text.strip()
        if paragraph.kind in BLOCKS:
            assert not any(paragraph.start <= link.start < end for link in prose.links)
        else:
            assert text == " ".join(text.split())
            assert UNKNOWN not in text
        assert all(heading == heading.strip() and heading for heading in paragraph.section)
    assert len(prose.text) == max(end, 0)
    assert prose.text == "\n\n".join(texts(prose))
    for link in prose.links:
        assert 0 <= link.start < link.end <= len(prose.text)
        anchor = prose.text[link.start : link.end]
        assert anchor == anchor.strip()
        assert link.target
