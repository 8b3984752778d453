"""Lets what is written suit what it is written in: a task, a post, a comment, a message to a model, a description.

Each rule takes what is given for an argument, and returns the value that suits, None, or ``UNDECIDED``.
"""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.subject import CONTENT, READING, SEEKING, UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.vocabulary import BY_LAST_WORD, WRITTEN_FOR
from lemnos.steps.tools.task.values import remark_on
from lemnos.steps.tools.task.vocabulary import BY_WORD, REMARKS

_PLAIN = frozenset((*BY_LAST_WORD["message"], *BY_WORD["message"]))
"""Texts that say nothing of what they are written in: short messages."""
_POSTS = (
    "We open our second bakery on Mill Road this Saturday. Come by for free coffee!",
    "Our spring catalog is out: twelve new lamps, all made from local oak.",
    "Ten years ago today we sold our first bicycle. Thank you for riding with us!",
    "From Monday on we are open until eight in the evening, also on Thursdays.",
)
_NOTES = (
    "The spare key hangs behind the blue door in the workshop.",
    "The printer on floor 2 needs new toner every six weeks.",
    "Marta prefers calls before noon, Tom answers mails faster.",
    "The supplier raised the price of oak by four percent in May.",
)
_DOCUMENTS = (
    "Sales in July were four percent above those of June, most of it from lamps.",
    "The survey had 214 answers; most ask for longer opening hours.",
    "The new shelves arrive in week 14. Until then, stock stays in the north hall.",
    "Visitors came by train (48%), by bicycle (31%) and by car (21%).",
)
_HEADINGS = ("Next steps", "Summary", "Results of the survey", "Open questions")
_MERGED = ("Reviewed and tested.", "All checks pass, merging for the release.", "Approved by both reviewers.")
_SPOKEN = (
    "Welcome to our open house. The tour begins in five minutes in the lobby.",
    "The library closes in fifteen minutes. Please bring your books to the desk.",
    "Good morning! Today is market day, and the sun is out.",
)
_IDEAS = BY_LAST_WORD["idea"]
_PROJECTS = (
    "Rework the checkout of the web shop", "Move all customer data to the new system",
    "Prepare the spring fair in Lyon", "Redesign the newsletter and its sign-up page",
)  # fmt: skip
_BY_NOUN: Mapping[str, tuple[str, ...]] = {
    word: texts
    for words, texts in (
        ("task todo reminder subtask checklist checkitem chore", BY_LAST_WORD["task"]),
        ("tweet post toot skeet weibo article blog announcement cast", _POSTS),
        ("note memory memo journal diary entry fact knowledge observation", _NOTES),
        ("document doc docx pdf page paragraph file markdown word paper report footnote endnote", _DOCUMENTS),
        ("heading header section", _HEADINGS),
        ("comment reply story", BY_LAST_WORD["comment"]),
        ("agent assistant llm completion gpt claude gemini ollama openai", WRITTEN_FOR),
        ("speech tts voice speak say audio", _SPOKEN),
    )
    for word in words.split()
}
"""What a text is written in → such texts."""
_DESCRIBED: Mapping[str, tuple[str, ...]] = {
    word: texts
    for words, texts in (
        ("feature idea requirement story epic enhancement", _IDEAS),
        ("project goal initiative program workspace", _PROJECTS),
    )
    for word in words.split()
}
"""What is described → such descriptions."""
_TEXTS = CONTENT | {"comment", "note"}
_MERGING = frozenset("merge approve complete accept close".split())
_REMARKS = frozenset("description details detail notes remarks remark summary".split())


def _merge_comment(given: Given) -> Any:
    merged = given.last == "comment" and isinstance(given.value, str) and not _MERGING.isdisjoint(given.tool_words)
    return given.pick(_MERGED) if merged and not given.is_stated else UNDECIDED


def _content(given: Given) -> Any:
    """What is written in a task is a task, in a post a post."""
    if given.last not in _TEXTS or not isinstance(given.value, str) or given.value not in _PLAIN:
        return UNDECIDED
    if given.is_stated or not READING.union(SEEKING).isdisjoint(given.tool_words[:2]):
        return UNDECIDED
    own = [singular(word) for word in given.words[:-1]]
    noun = next((word for word in (*reversed(own), *reversed(given.nouns)) if word in _BY_NOUN), "")
    return given.pick(_BY_NOUN[noun]) if noun else UNDECIDED


def _description(given: Given) -> Any:
    """What is said of a thing suits the thing, or is left out."""
    if given.last not in _REMARKS or given.value not in REMARKS[""] or given.is_stated:
        return UNDECIDED
    nouns = [singular(word) for word in (*given.words[:-1], *given.nouns)]
    noun = next((word for word in nouns if word in _DESCRIBED), "")
    if noun:
        return given.pick(_DESCRIBED[noun])
    known = next((each for each in reversed(given.nouns) if kind_of(each) and kind_of(each) in REMARKS), "")
    if known:
        return remark_on(known, int(given.random.random() * 6), new=False)
    return None if given.makes and not given.is_needed else UNDECIDED


WRITTEN: tuple[Rule, ...] = (_merge_comment, _content, _description)
"""Rules for what people write."""
