"""Reads a planned dialogue for the writer by rules: ``Topic``, ``Step`` → ``Reading``, once, whatever the seed is.

First sentences are parsed in one call (``language.lead``), and only where the writer needs them. Costs about 1.5 ms a
turn, nearly all of it the parser's.
"""

from collections.abc import Container, Sequence
from typing import NamedTuple

from lemnos.steps.talk.language.lead import NO_LEAD, Lead, leads
from lemnos.steps.talk.write.base import Step, Topic
from lemnos.steps.talk.write.names import Name, name_of
from lemnos.steps.talk.write.rules.heading_table import HEADINGS
from lemnos.steps.talk.write.rules.headings import is_code
from lemnos.steps.talk.write.rules.known import Stems, stem_sets
from lemnos.steps.talk.write.rules.themes import first_sentence
from lemnos.text.sentences import without_parentheses


class Reading(NamedTuple):
    """What the writer reads in a dialogue before it writes."""

    names: list[Name]
    """How to speak of each topic."""
    stems: list[Stems]
    """The words of each answer."""
    titles: list[Stems]
    """The words of each title."""
    opens: list[Lead]
    """The first sentence of each answer; empty where it is not needed."""


def item_of(section: tuple[str, ...]) -> str:
    """Return the innermost heading of a section that names something in code; empty if none does."""
    return next((heading.replace("`", "") for heading in reversed(section) if is_code(heading, True)), "")


def read_dialogue(topics: Sequence[Topic], steps: Sequence[Step], common: Container[str]) -> Reading:
    """Read a dialogue: its topics, and the answers of its steps."""
    answers = [step.memory.answer if step.memory else topics[step.topic].segments[step.segment].text for step in steps]
    sections: dict[int, tuple[str, ...]] = {}
    needed = []
    for step in steps:
        section = topics[step.topic].segments[step.segment].section
        # What a document begins with introduces its topic; a section that opens is asked for by its heading.
        begins = step.topic not in sections and step.segment == 0
        opens = bool(section) and sections.get(step.topic) != section and section[-1].lower() in HEADINGS
        needed.append(step.memory is None and not begins and not opens)
        if step.memory is None:
            sections[step.topic] = section
    sentences = [_plain(first_sentence(text)) for text, reads in zip(answers, needed, strict=True) if reads]
    found = iter(leads(sentences))
    return Reading(
        [name_of(topic, common) for topic in topics],
        stem_sets(answers),
        stem_sets([topic.title for topic in topics]),
        [next(found) if reads else NO_LEAD for reads in needed],
    )


def _plain(sentence: str) -> str:
    return without_parentheses(sentence) if "(" in sentence else sentence
