"""A planned dialogue → the parts of prompts: who asks, what was said before, the answer that each message leads to."""

import re
from collections.abc import Mapping, Sequence
from random import Random

from lemnos.steps.talk.write.base import Step, Topic, UserTurn
from lemnos.steps.talk.write.settings import ModelWriterSettings, StyleSettings

_WHITE = re.compile(r"\s+")
_LETTERS = 6
"""Characters that count as a word in a script that writes without spaces."""


class Telling:
    """One dialogue as the model is told of it."""

    def __init__(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        drafts: Sequence[UserTurn],
        style: str,
        settings: ModelWriterSettings,
    ) -> None:
        self.style = style
        used = dict.fromkeys(step.topic for step in steps)
        self.documents = "Subjects: " + "; ".join(topics[topic].title for topic in used)
        self._topics, self._steps, self._drafts, self._settings = topics, steps, drafts, settings

    def before(self, first: int) -> str:
        """Return what was said before turn ``first``, shortened."""
        told = [number for number in range(first) if self._steps[number].memory is None]
        shown = told[max(0, len(told) - self._settings.overlap) :] if self._settings.overlap else []
        if not shown:
            return ""
        lines = [f"[{self._where(number)}] {self._answer(number, self._settings.overlap_words)}" for number in shown]
        return "Said just before:\n" + "\n".join(lines) + "\n"

    def turns(self, numbers: Sequence[int]) -> str:
        """Return the turns to write, a line each: what the message does, and what answers it."""
        lines = []
        shown: tuple[int, tuple[str, ...]] | None = None
        for place, number in enumerate(numbers, start=1):
            step = self._steps[number]
            if step.memory is not None:
                lines.append(f"{place} [say] {self._drafts[number].text}")
                continue
            here = step.topic, self._topics[step.topic].segments[step.segment].section
            # A heading is told again only where it changes: it is what most turns share with the one before.
            where = f"; {self._where(number)}" if here != shown else ""
            via = f'; from "{step.via}"' if step.via else ""
            lines.append(
                f"{place} [{self._drafts[number].kind}{where}{via}] {self._answer(number, self._settings.answer_words)}"
            )
            shown = here
        return "\n".join(lines)

    def alone(self, number: int) -> dict[str, str]:
        """Return what fills the prompt of turn ``number`` in the compact form: ``before``, ``subject``, ``turns``."""
        before = f"({self._answer(number - 1, self._settings.overlap_words)})" if number else ""
        answer = self._answer(number, self._settings.answer_words)
        return {"before": before, "subject": self._where(number), "turns": answer}

    def faulty(self, numbers: Sequence[int], faults: Mapping[int, str]) -> str:
        """Return the turns to write again, each with its answer and what is wrong with it."""
        lines = []
        for place, number in enumerate(numbers, start=1):
            answer = self._answer(number, self._settings.answer_words)
            lines.append(
                f"{place} [{self._drafts[number].kind}; {self._where(number)}] {answer}\n"
                f"  Written: {self._drafts[number].text}\n  Against it: {faults[number]}"
            )
        return "\n".join(lines)

    def _where(self, number: int) -> str:
        step = self._steps[number]
        topic = self._topics[step.topic]
        return " › ".join((topic.title, *topic.segments[step.segment].section))

    def _answer(self, number: int, words: int) -> str:
        step = self._steps[number]
        text = step.memory.answer if step.memory else self._topics[step.topic].segments[step.segment].text
        return shortened(text, words)


def shortened(text: str, words: int) -> str:
    """Return the first ``words`` words of a text on one line, with … if there is more.

    In a script without spaces, six characters count as a word.
    """
    text = _WHITE.sub(" ", text).strip()
    parts = text.split(" ", words)
    if len(parts) > words:
        text = " ".join(parts[:words]) + " …"
    return text if len(text) <= 2 * _LETTERS * words else text[: _LETTERS * words] + " …"


def draw_style(settings: StyleSettings, seed: str) -> str:
    """Return the style of one dialogue as the model is told it."""
    persona, knowledge, register, words = _draw(settings, seed)
    language = f"in the language {settings.language}" if settings.language else "in the language of the answers"
    return f"{persona}; {knowledge}. Writes {language}; {register}; about {words} words a message, some much shorter."


def draw_short_style(settings: StyleSettings, seed: str) -> dict[str, str]:
    """Return what the compact form tells of the style of one dialogue: ``language`` and ``words``."""
    return {"language": settings.language or "the language of the passage", "words": str(_draw(settings, seed)[3])}


def _draw(settings: StyleSettings, seed: str) -> tuple[str, str, str, int]:
    rng = Random(seed)
    persona, knowledge, register = map(rng.choice, (settings.personas, settings.knowledge, settings.registers))
    return persona, knowledge, register, rng.choice(settings.words)
