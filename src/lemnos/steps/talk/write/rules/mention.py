"""How a topic was mentioned before the talk turns to it: ``Name``, answers so far → ``Mention``."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from lemnos.steps.talk.write.names import Name


class Mention(NamedTuple):
    """Words for a topic that the user may take up."""

    words: str
    when: Literal["mentioned", "earlier", "change"]
    """In the last answer, in an earlier one, or never, so that the user changes the subject."""


def mention_of(name: Name, via: str, said: Sequence[str], straight: bool) -> Mention:
    """Return how a topic was mentioned.

    Args:
        name: How to speak of the topic.
        via: Words of a link in the last answer that lead to it; may be empty.
        said: The answers so far.
        straight: Whether the last of them was the last message.
    """
    last = said[-1] if straight and said else ""
    texts: tuple[tuple[str, Literal["mentioned", "earlier"]], ...] = (
        (last, "mentioned"),
        ("\n".join(said), "earlier"),
    )
    for text, when in texts:
        for form in (name.full, name.bare, via):
            if form and _stands(form, text) and (form != via or _same(form, name)):
                return Mention(name.full if form == name.bare else form, when)
    return Mention(name.full, "change")


def _stands(name: str, text: str) -> bool:
    """Return whether a text has a name as whole words, with its first letter in either case."""
    pattern = rf"(?<![\w-])(?i:{re.escape(name[0])}){re.escape(name[1:])}(?![\w-])"
    return re.search(pattern, text) is not None


def _same(form: str, name: Name) -> bool:
    """Return whether words of a link name the topic: all their words are in its name, or the other way round."""
    words, own = set(form.casefold().split()), set(name.full.casefold().split()) | set(name.bare.casefold().split())
    return bool(words & own) and (words <= own or set(name.bare.casefold().split()) <= words)
