"""Guesses whether a text is English, for documents that do not state their language.

``str`` → ``en`` or ``und``, from the share of frequent English function words among the first 200 words. Costs about 20
microseconds per document. Limitation: other languages are not identified; ``und`` only means "not known".
"""

from itertools import islice

from lemnos.text.scripts import count_words, has_unspaced

_FUNCTION_WORDS = frozenset((
    "the", "of", "and", "to", "in", "is", "that", "was", "for", "it", "with", "as", "his", "on", "be", "at", "by",
    "i", "this", "had", "not", "are", "but", "from", "or", "have", "an", "they", "which", "you", "were", "her", "all",
    "she", "there", "would", "their", "we", "him", "been", "has", "when", "who", "will", "more", "if", "can",
))  # fmt: skip
_SHARED = frozenset(["in", "is", "was", "of", "on", "had", "we"])
"""Function words that Dutch and related languages share; they count, but are not sufficient alone."""

SHARE = 0.15
"""Minimum share of function words in English text."""


def guess(text: str) -> str:
    """Return ``en`` if ``text`` reads as English, else ``und``.

    >>> guess("The cat sat on the mat and it was happy there."), guess("Der Hund schläft auf dem alten Sofa.")
    ('en', 'und')
    """
    start = text[:2000]
    words = [word.strip(".,;:!?\"'()") for word in islice(start.lower().split(), 200)]
    # Of a text in a script without spaces, all but the foreign words would count as one.
    length = min(count_words(start), 200) if has_unspaced(start) else len(words)
    if not words:
        return "und"
    common = [word for word in words if word in _FUNCTION_WORDS]
    own = sum(1 for word in common if word not in _SHARED)
    return "en" if len(common) >= SHARE * length and own >= SHARE / 2 * length else "und"
