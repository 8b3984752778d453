"""Does a turn name anything? "And the seismic activity?" leaves to the history whose; "And Oman?" does not."""

import re
from collections.abc import Container

from lemnos.steps.talk.language.traces import is_common
from lemnos.text.words import FUNCTION_WORDS

_SENTENCE_END = re.compile(r"(?<=[.?!]) (?=\S)")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS) | {"explain", "tell", "anything", "please", "say", "describe"}
_STEM = 5
"""Letters by which a word of the title is known again in another form."""


def names_nothing(text: str, title: str, common: Container[str]) -> bool:
    """Return whether the last sentence of a turn has no name in it, neither its topic's nor any other.

    Args:
        text: What the user says. What stands before the last sentence says over again what was said, and asks nothing.
        title: Its topic's title.
        common: The words that are no names.
    """
    topic = {word[:_STEM].lower() for word in _WORD.findall(title)} - _FUNCTION_WORDS
    for place, word in enumerate(_WORD.findall(_SENTENCE_END.split(text)[-1])):
        lower = word.lower()
        if lower in _FUNCTION_WORDS:
            continue
        if lower[:_STEM] in topic or (word[0].isupper() and not (place == 0 and is_common(lower, common))):
            return False
    return True
