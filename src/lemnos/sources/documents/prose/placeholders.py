"""What stands in the text of a page for words that are not in the page, and how text loses it.

Takes paragraphs and headings with ``UNKNOWN`` in them and returns what of them is whole: sentences and names. Costs
nothing for text without it.
"""

from lemnos.records import Link
from lemnos.text.sentences import sentence_ends

UNKNOWN = "\ue002"
"""Stands in a text for what cannot be known from the text alone, as the value of a variable. A sentence that holds it
is left out whole."""
_AWAITS_NOUN = frozenset("a about and an at by for from in into is of on or the to using via with your".split())
"""Words after which the end of a heading is missing."""


def without_unknown(text: str, links: list[Link]) -> tuple[str, list[Link], int]:
    """Return a paragraph without the sentences that hold ``UNKNOWN``, its links, and the number of these sentences."""
    kept: list[str] = []
    kept_links: list[Link] = []
    start = length = count = 0
    for end in sentence_ends(text):
        piece = text[start:end]
        if UNKNOWN in piece:
            count += 1
        else:
            piece = piece if kept else piece.lstrip()
            shift = length + len(piece) - end
            kept.append(piece)
            length += len(piece)
            inside = [link for link in links if link.start >= start and link.end <= end]
            kept_links += [Link(link.start + shift, link.end + shift, link.target) for link in inside]
        start = end
    return "".join(kept), kept_links, count


def known_heading(text: str) -> str:
    """Return a heading without ``UNKNOWN`` at its ends; nothing if what is left is not a whole heading."""
    if UNKNOWN not in text:
        return text
    text = text.strip(f"{UNKNOWN} ")
    return "" if UNKNOWN in text or text.rpartition(" ")[2].casefold() in _AWAITS_NOUN else text
