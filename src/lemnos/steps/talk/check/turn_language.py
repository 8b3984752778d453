"""Checks the language of a user turn that a model wrote: a turn and its answer → why it is refused, None if it is not.

Small models fall back to English. A turn is English if most of its words that its answer does not hold are words of
asking in English, and one of them is a word in no other language. A turn in none of the letters of its answer is in
another language as well. Costs about 10 µs a turn.

Limitation: other languages in the same letters are not told apart, such as Dutch in a German dialogue.
"""

import re
import unicodedata
from collections import Counter
from functools import cache

from lemnos.text.language import guess

_SHARE = 0.6
"""Smallest share of words of asking among the words of an English turn that its answer does not hold."""
_MAIN_SHARE = 0.6
"""Smallest share of the letters of an answer that are in its script."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH = frozenset((
    "the", "what", "what's", "how", "does", "did", "you", "your", "about", "which", "that", "that's", "why", "where",
    "when", "who", "this", "these", "those", "there", "would", "could", "should", "tell", "explain", "describe", "more",
    "please", "been", "from", "with", "between", "their", "they", "it's", "know", "happened", "happen", "happens",
    "and", "works", "give", "example", "examples", "else", "next", "then", "thanks", "really", "many", "much", "used",
    "were", "have", "has", "of", "it", "its", "i'm", "i'd", "don't", "continue", "interesting", "before", "after",
    "first",
))  # fmt: skip
"""Words of asking that no other language in Latin letters has among its frequent words."""
_SHARED = frozenset((
    "is", "are", "was", "do", "can", "a", "an", "in", "on", "to", "for", "i", "me", "my", "we", "so", "by", "as", "at",
    "or", "be", "go", "any", "some", "all", "his", "her", "he", "she", "will", "one", "not", "no", "if", "here", "oh",
    "ok", "okay", "work", "mean", "help", "see", "get", "like", "just", "also", "up", "out", "over", "into",
))  # fmt: skip
"""Further words of asking, which are words in other languages too."""


def in_another_language(text: str, answer: str, *, asked: bool) -> str | None:
    """Return why a turn that should not be in English is in another language than it should be, None if it may stand.

    >>> in_another_language("How high is the Turm?", "Der Turm ist hoch.", asked=False)
    'is in English'

    Args:
        text: The turn.
        answer: Its answer.
        asked: Whether a language is set for the turns, so that the answer does not decide it.
    """
    if reads_as_english(text, answer) and (asked or guess(answer) != "en"):
        return "is in English"
    return None if asked else in_other_letters(text, answer)


def reads_as_english(text: str, answer: str) -> bool:
    """Return whether a turn is in English, apart from the words of its answer."""
    held = {word.casefold() for word in _WORD.findall(answer)}
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    own = [word for word in words if word not in held]
    english = sum(word in _ENGLISH for word in own)
    return english > 0 and english + sum(word in _SHARED for word in own) >= _SHARE * len(own)


def in_other_letters(text: str, answer: str) -> str | None:
    """Return why a turn has no letter of the script of its answer, None if it has."""
    scripts = Counter(map(_script, filter(str.isalpha, answer)))
    if not scripts:
        return None
    main, count = scripts.most_common(1)[0]
    letters = [character for character in text if character.isalpha()]
    if count < _MAIN_SHARE * scripts.total() or not letters or any(_script(letter) == main for letter in letters):
        return None
    return f"has no {main.capitalize()} letter, as its answer has"


@cache
def _script(letter: str) -> str:
    """Return the script of a letter, by the first word of its name; one for all that Japanese mixes."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "HALFWIDTH") else name
