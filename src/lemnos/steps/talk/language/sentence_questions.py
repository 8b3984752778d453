"""Describes what a segment is about: ``Segment`` → ``About``, the questions that its own sentences answer, and its
cues.

"The canal was opened in 1869" becomes an ``Ask``: the subject is the canal, the question is *when*, the verb is
"opened". The date itself is never kept, so a question made from an ``Ask`` cannot give its answer away. Only the first
two sentences are read, the second if the first yields no strong question. Costs about 40 µs. Limitation: sentences that
``clauses`` cannot parse, and every language other than English.
"""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Literal

import msgspec

from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.clauses import read, sentence_end
from lemnos.steps.talk.language.questions import Ask
from lemnos.text.sentences import without_parentheses

_WORD = re.compile(r"[\w'’./:+#&-]+")
_CUE_OF = {
    word: cue
    for cue, words in {
        "contrast": "However, But Nevertheless, Nonetheless, Conversely, Although Despite Yet Though",
        "consequence": "Consequently, Therefore, Thus, Thus Hence, Accordingly,",
        "next": "Later, Later After Afterwards, Then Then, Subsequently, Eventually, Eventually Soon Finally, Following"
        " Meanwhile, Shortly",
        "today": "Today, Today Currently, Currently Now Nowadays, Recently, Recently",
        "opinion": "Critics Historians Scholars Opponents Supporters Proponents Researchers Scientists Archaeologists",
        "compare": "Unlike Similarly, Likewise, Compared",
    }.items()
    for word in words.split()
}
"""Relation of a segment to the text before it, by its first word."""
_CUE_OF_TWO = {
    ("For", "example,"): "example", ("For", "instance,"): "example", ("As", "a"): "consequence", ("In", "contrast,"):
    "contrast", ("On", "the"): "", ("Some", "scholars"): "opinion", ("Some", "historians"): "opinion", ("Many",
    "scholars"): "opinion", ("In", "recent"): "today", ("Some", "critics"): "opinion", ("One", "example"): "example",
    ("Other", "examples"): "example", ("Examples", "of"): "example", ("The", "reason"): "cause", ("This", "is"): "",
    ("This", "led"): "consequence", ("As", "of"): "today", ("At", "present,"): "today",
}  # fmt: skip
_READ = 420
"""Characters of a segment that are searched for questions: two or three sentences."""

_NEEDS_SUBJECT = frozenset(("about", "quality"))
"""With the topic itself as subject, these questions would ask for anything about it."""
_WEIGHT = {
    "object": 6, "say": 6, "when": 6, "how": 6, "where": 6, "place": 6, "use": 6, "parts": 6, "split": 6, "who": 6,
    "born": 7, "die": 7,
    "marry": 6, "kinds": 7, "known": 5, "define": 5, "called": 5, "passive": 5,
    "quality": 3, "about": 3, "named": 6, "why": 6,
}  # fmt: skip


class About(msgspec.Struct, frozen=True, array_like=True):
    """What a segment is about, as far as its own words show."""

    subjects: tuple[str, ...] = ()
    """Noun phrases in mid-sentence form: "obsidian arrowheads", "Tenzing Norgay"."""
    asks: tuple[Ask, ...] = ()
    """Questions that the segment answers, the most specific first."""
    cues: tuple[str, ...] = ()
    """Relation to the text before it, as its first words show: ``contrast``, ``example``, ``next``, ``today``, …"""
    pronoun: Literal["", "he", "she"] = ""
    """The only gendered pronoun of the segment; empty if it has none or both."""


def about(segment: Segment, title: str, common: Container[str]) -> About:
    """Return what a segment is about.

    Args:
        segment: The segment.
        title: The title of its document.
        common: The words that are not names.
    """
    text = segment.text
    lead = text[:_READ]
    if "(" in lead or "[" in lead:
        lead = without_parentheses(lead)
    words = lead.split()
    if len(words) < 4:
        return About()
    gender = pronoun(text)
    topic_words = title_words(title)
    weighted: list[tuple[float, int, Ask]] = []
    start, previous_topic, strong = 0, True, 0
    for number in range(2):
        end = sentence_end(words, start)
        ask = read(words, start, end, topic_words, gender is not None, common)[0] if end - start >= 4 else None
        if ask is None or not (
            ask.subject or (ask.kind not in _NEEDS_SUBJECT and (previous_topic or ask.referent == "name"))
        ):
            previous_topic = False
        else:
            weight = _WEIGHT[ask.kind] - 0.9 * number - (0.0 if ask.subject else 0.5)
            weighted.append((-weight, number, ask))
            previous_topic = not ask.subject
            strong += weight > 4
        start = end
        if start >= len(words) or strong:
            break
    weighted.sort(key=lambda entry: entry[:2])
    asks = tuple(ask for _, _, ask in weighted[:3])
    subjects = dict.fromkeys(ask.subject for ask in asks if ask.subject and not ask.referent)
    return About(tuple(subjects), asks, cues(text), gender or "")


def pronoun(text: str) -> Literal["", "he", "she"] | None:
    """Return the only gendered pronoun of a text, "" if it has both, None if it has none."""
    male = " he " in text or " his " in text or "He " in text or "His " in text
    female = " she " in text or " her " in text or "She " in text or "Her " in text
    if male == female:
        return "" if male else None
    return "he" if male else "she"


def cues(text: str) -> tuple[str, ...]:
    """Return the relation of a segment to the text before it, as its first words show; empty if they show none."""
    words = text.split(None, 2)
    if len(words) < 3:
        return ()
    opening = _CUE_OF.get(words[0]) or _CUE_OF_TWO.get((words[0], words[1]), "")
    return (opening,) if opening else ()


@lru_cache(maxsize=64)
def title_words(title: str) -> frozenset[str]:
    """Return the words that name the topic, in singular and plural, in lower case."""
    words = _WORD.findall(title.lower())
    return frozenset(form for word in words for form in (word, word + "s", word + "es", word.removesuffix("s")))
