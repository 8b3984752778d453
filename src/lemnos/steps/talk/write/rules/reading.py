"""Reads a planned dialogue for the writer by rules: ``Topic``, ``Step`` → ``Reading``, once, whatever the seed is.

Costs about 1 ms a dialogue.
"""

from collections.abc import Container, Sequence
from typing import NamedTuple

from lemnos.steps.talk.write.base import Step, Topic
from lemnos.steps.talk.write.names import Name, name_of
from lemnos.steps.talk.write.rules.headings import is_code
from lemnos.steps.talk.write.rules.known import Stems
from lemnos.text.stems import stem_sets


class Reading(NamedTuple):
    """What the writer reads in a dialogue before it writes."""

    names: list[Name]
    """How to speak of each topic."""
    stems: list[Stems]
    """The words of each answer."""
    titles: list[Stems]
    """The words of each title."""


def item_of(section: tuple[str, ...]) -> str:
    """Return the innermost heading of a section that names something in code; empty if none does."""
    return next((heading.replace("`", "") for heading in reversed(section) if is_code(heading, True)), "")


def read_dialogue(topics: Sequence[Topic], steps: Sequence[Step], common: Container[str]) -> Reading:
    """Read a dialogue: its topics, and the answers of its steps."""
    answers = [step.memory.answer if step.memory else topics[step.topic].segments[step.segment].text for step in steps]
    return Reading(
        [name_of(topic, common) for topic in topics],
        stem_sets(answers),
        stem_sets([topic.title for topic in topics]),
    )
