"""What small words of a text tell: whom its pronouns mean, how it follows from the text before, which words are names.

Text → pronoun, cues; title → its words. Costs about 3 µs. **Limitation:** English.
"""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Literal

_WORD = re.compile(r"[\w'’./:+#&-]+")
_CUE_OF = {
    word: cue
    for cue, words in {
        "contrast": "However, But Nevertheless, Nonetheless, Conversely, Although Despite Yet Though",
        "consequence": "Consequently, Therefore, Thus, Thus Hence, Accordingly,",
        "next": "Later, Later After Afterwards, Then Then, Subsequently, Eventually, Eventually Soon Finally, Following"
        " Meanwhile, Shortly",
        "today": "Today, Today Currently, Currently Nowadays, Recently, Recently",
        "opinion": "Critics Historians Scholars Opponents Supporters Proponents Researchers Scientists Archaeologists",
        "compare": "Unlike Similarly, Likewise, Compared",
    }.items()
    for word in words.split()
}
"""Relation of a segment to the text before it, by its first word."""
_CUE_OF_TWO = {
    ("For", "example,"): "example", ("For", "instance,"): "example", ("In", "contrast,"):
    "contrast", ("On", "the"): "", ("Some", "scholars"): "opinion", ("Some", "historians"): "opinion", ("Many",
    "scholars"): "opinion", ("In", "recent"): "today", ("Some", "critics"): "opinion", ("One", "example"): "example",
    ("Other", "examples"): "example", ("Examples", "of"): "example", ("The", "reason"): "cause", ("This", "is"): "",
    ("This", "led"): "consequence", ("As", "of"): "today", ("At", "present,"): "today",
}  # fmt: skip


def is_common(lower: str, common: Container[str]) -> bool:
    """Return whether a word, up to its first hyphen and in singular or plural, is written in lower case."""
    stem = lower.partition("-")[0]
    return stem in common or (stem[-1:] == "s" and stem[:-1] in common)


def pronoun(text: str) -> Literal["", "he", "she"] | None:
    """Return the only gendered pronoun of a text, "" if it has both, None if it has none."""
    male = " he " in text or " his " in text or "He " in text or "His " in text
    female = " she " in text or " her " in text or "She " in text or "Her " in text
    if male == female:
        return "" if male else None
    return "he" if male else "she"


def cues(text: str) -> tuple[str, ...]:
    """Return the relation of a segment to the text before it, as its first words show; empty if they show none."""
    words = text.split(None, 3)
    if len(words) < 4:
        return ()
    opening = _CUE_OF.get(words[0]) or _CUE_OF_TWO.get((words[0], words[1]), "")
    if words[:2] == ["As", "a"] and words[2].rstrip(",") in ("result", "consequence"):
        opening = "consequence"
    return (opening,) if opening else ()


@lru_cache(maxsize=64)
def title_words(title: str) -> frozenset[str]:
    """Return the words that name the topic, in singular and plural, in lower case."""
    words = _WORD.findall(title.lower())
    return frozenset(form for word in words for form in (word, word + "s", word + "es", word.removesuffix("s")))
