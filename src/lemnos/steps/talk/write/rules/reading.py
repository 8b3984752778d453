"""Reads a planned dialogue for the writer by rules: ``Topic``, ``Step`` → ``Reading``, once, whatever the seed is.

Costs about 1 ms a dialogue.
"""

from collections.abc import Container, Sequence
from typing import NamedTuple

from lemnos.steps.talk.check.turn_words import stem_table
from lemnos.steps.talk.write.base import Step, Topic
from lemnos.steps.talk.write.names import Name, name_of
from lemnos.steps.talk.write.rules.headings import is_code
from lemnos.steps.talk.write.rules.known import Stems, vocabulary_of
from lemnos.steps.talk.write.rules.subjects import first_sentence
from lemnos.text.stems import stem_sets


class Reading(NamedTuple):
    """What the writer reads in a dialogue before it writes."""

    names: list[Name]
    """How to speak of each topic."""
    stems: list[Stems]
    """The words of each answer."""
    titles: list[Stems]
    """The words of each title."""
    shared: list[int]
    """For each step, how many content words of its answer's first sentence are in the answer before, too, and not in
    the title of its topic."""
    vocabulary: dict[str, Stems]
    """The words of all answers with their stems."""


def item_of(section: tuple[str, ...]) -> str:
    """Return the innermost heading of a section that names something in code; empty if none does."""
    return next((heading.replace("`", "") for heading in reversed(section) if is_code(heading, True)), "")


def read_dialogue(topics: Sequence[Topic], steps: Sequence[Step], common: Container[str]) -> Reading:
    """Read a dialogue: its topics, and the answers of its steps."""
    answers = [step.memory.answer if step.memory else topics[step.topic].segments[step.segment].text for step in steps]
    stems, titles = stem_sets(answers), stem_sets([topic.title for topic in topics])
    openings = stem_sets([first_sentence(answer) for answer in answers])
    shared = [
        len((opening & before) - stem_table("general") - titles[step.topic])
        for step, opening, before in zip(steps, openings, [frozenset(), *stems], strict=False)
    ]
    return Reading([name_of(topic, common) for topic in topics], stems, titles, shared, vocabulary_of(answers))
