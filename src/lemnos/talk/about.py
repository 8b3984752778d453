"""Segment → what it is about: the questions that its own sentences answer, and the cues it offers.

"The canal was opened in 1869" becomes an ``Ask``: the subject is the canal, the question is *when*, the verb is
"opened". The date itself is never kept, so a question made from an ``Ask`` cannot give its answer away. Only the
first sentences are read, until two of them tell something. Costs about 40 µs for 60 words. It gives up sentences
that ``lemnos.talk.clauses`` cannot read, and every language but English.
"""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Literal

import msgspec

from lemnos.talk.clauses import Ask, read, sentence_end
from lemnos.talk.segment import Segment

_PARENTHESIS = re.compile(r" ?\([^()]{0,300}\)| ?\[[^\[\]]{0,40}\]")
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
"""By the word that opens the segment: what the whole of it is, seen from what was said before."""
_CUE_OF_TWO = {
    ("For", "example,"): "example", ("For", "instance,"): "example", ("As", "a"): "consequence", ("In", "contrast,"):
    "contrast", ("On", "the"): "", ("Some", "scholars"): "opinion", ("Some", "historians"): "opinion", ("Many",
    "scholars"): "opinion", ("In", "recent"): "today", ("Some", "critics"): "opinion", ("One", "example"): "example",
    ("Other", "examples"): "example", ("Examples", "of"): "example", ("The", "reason"): "cause", ("This", "is"): "",
    ("This", "led"): "consequence", ("As", "of"): "today", ("At", "present,"): "today",
}  # fmt: skip
_FIGURES = frozenset("percent % million billion approximately average".split())
_COMPARING = frozenset("than compared unlike Unlike whereas similar".split())

_NAME = re.compile(r"[A-Z][\w'’-]*[a-z](?: [A-Z][\w'’-]*[a-z]| (?:de|la|du|van|von|der|da|di|of|the|le)){1,5}")
_INSIDE_NAMES = frozenset("de du van von der da di le of".split())
_MALE = frozenset(("he", "He", "his", "His"))
_FEMALE = frozenset(("she", "She", "her", "Her"))
_NEEDS_SUBJECT = frozenset(("about", "quality"))
"""With the topic itself as subject these would ask for anything about it."""
_WEIGHT = {
    "object": 6, "say": 6, "when": 6, "how": 6, "where": 6, "place": 6, "use": 6, "parts": 6, "split": 6, "who": 6,
    "born": 7, "die": 7,
    "marry": 6, "kinds": 7, "known": 5, "define": 5, "called": 5, "passive": 5,
    "like": 3, "quality": 3, "about": 3, "named": 6, "why": 6, "mention": 1,
}  # fmt: skip


class About(msgspec.Struct, frozen=True, array_like=True):
    """What a segment is about, as far as its own words tell."""

    subjects: tuple[str, ...] = ()
    """Noun phrases in the form they take in the middle of a sentence: "obsidian arrowheads", "Tenzing Norgay"."""
    asks: tuple[Ask, ...] = ()
    """Questions that the segment answers, the most telling first."""
    cues: tuple[str, ...] = ()
    """What the whole of it is, seen from what was said before: ``contrast``, ``example``, ``next``, ``today``, … as
    its first words tell; ``figures`` and ``comparing`` if it holds such words anywhere."""
    echo: str = ""
    """A short clause of the segment in its own words, as it stands behind "you said that"."""
    pronoun: Literal["", "he", "she"] = ""
    """The only gendered pronoun in it, if it has just one."""


def about(segment: Segment, title: str, common: Container[str]) -> About:
    """Describe a segment of the document ``title``; ``common`` are the words that are no names."""
    text = segment.text
    if "(" in text or "[" in text:
        text = _PARENTHESIS.sub("", text)
    words = text.split()
    if len(words) < 4:
        return About()
    seen = set(words)
    male = not seen.isdisjoint(_MALE)
    female = not seen.isdisjoint(_FEMALE)
    title_words = _title_words(title)
    found: list[tuple[float, int, Ask]] = []
    start, previous_topic, strong, echo = 0, True, 0, ""
    for number in range(4):
        end = sentence_end(words, start)
        ask, clause = read(words, start, end, title_words, male or female, common) if end - start >= 4 else (None, "")
        echo = echo or clause
        if ask is None or not (
            ask.subject or (ask.kind not in _NEEDS_SUBJECT and (previous_topic or ask.referent == "name"))
        ):
            previous_topic = False
        else:
            weight = _WEIGHT[ask.kind] - 0.9 * number - (0.0 if ask.subject else 0.5)
            found.append((-weight, number, ask))
            previous_topic = not ask.subject
            strong += weight > 4
        start = end
        if start >= len(words) or strong > 1:
            break
    if not strong:
        name = _mentioned(words, title_words)
        if name:
            found.append((-1.0, 9, Ask("mention", name, "", _several(name, common), False, False, "does")))
    found.sort(key=lambda entry: entry[:2])
    asks = tuple(ask for _, _, ask in found[:3])
    subjects = dict.fromkeys(ask.subject for ask in asks if ask.subject and not ask.referent)
    pronoun: Literal["", "he", "she"] = "" if male == female else "he" if male else "she"
    return About(tuple(subjects), asks, _cues(words, seen), echo, pronoun)


@lru_cache(maxsize=64)
def _title_words(title: str) -> frozenset[str]:
    """Return the words that name the topic, in both numbers."""
    words = _WORD.findall(title.lower())
    return frozenset(form for word in words for form in (word, word + "s", word + "es", word.removesuffix("s")))


def _several(name: str, common: Container[str]) -> bool:
    last = name.rpartition(" ")[2].lower()
    return last[-1] == "s" and (last in common or last[:-1] in common)


def _cues(words: list[str], seen: set[str]) -> tuple[str, ...]:
    cues = []
    opening = _CUE_OF.get(words[0]) or _CUE_OF_TWO.get((words[0], words[1]), "")
    if opening:
        cues.append(opening)
    if not seen.isdisjoint(_FIGURES):
        cues.append("figures")
    if not seen.isdisjoint(_COMPARING):
        cues.append("comparing")
    return tuple(cues)


def _mentioned(words: list[str], title: frozenset[str]) -> str:
    """Return the first name of two words or more that is not the topic's own."""
    at, stop = 1, len(words) - 1
    while at < stop:
        word = words[at]
        if word[0].isupper() and words[at - 1][-1] not in '.!?:”"' and word[-1].isalpha():
            end = at + 1
            while end < len(words) and end - at < 6 and words[end - 1][-1].isalpha():
                if words[end] in _INSIDE_NAMES and end + 1 < len(words) and words[end + 1][0].isupper():
                    end += 1
                elif not words[end][0].isupper():
                    break
                end += 1
            phrase = " ".join(words[at:end]).rstrip(",.;:")
            if (
                end - at > 1
                and word[-3:] != "ing"
                and phrase[-2:] not in ("'s", "’s")
                and _NAME.fullmatch(phrase)
                and not any(part.lower() in title for part in phrase.split())
            ):
                if end < len(words) and words[end][0].isdigit() and words[end - 1][-1].isalpha():
                    at = end
                    continue
                return f"the {phrase}" if words[at - 1] in ("the", "The") else phrase
            at = end
        at += 1
    return ""
