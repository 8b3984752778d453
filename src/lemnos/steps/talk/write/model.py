"""A plan → the user's turns, written by a language model: several turns a request, answers never.

The model reads the segments that answer, shortened, and writes only what the user says, so it generates about a tenth
of the dialogue. The windows of a dialogue are asked for at once: each shows the answers before it, and what is the
same for all windows stands first, so that a server's prefix cache serves it. What a memory turn means is fixed by the
offline writer; the model puts it into the user's words. A turn that is missing or unreadable is asked for once more,
alone with others of its kind; then the offline writer's turn stands. So it does where the model copies its prompt, or
loses what a memory turn means. Every outcome is counted.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from itertools import pairwise

import msgspec

from lemnos.llm.prompts import Prompt
from lemnos.llm.request import Answer, Answers, Request
from lemnos.llm.structured import numbered_schema, read_numbered
from lemnos.records import Utterance
from lemnos.steps.talk.check.model_turns import Instructions
from lemnos.steps.talk.check.text_checks import TERMINAL
from lemnos.steps.talk.write.anaphora import names_nothing
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, by_model
from lemnos.steps.talk.write.prompt_context import Telling, draw_style
from lemnos.steps.talk.write.settings import ModelWriterSettings
from lemnos.text.words import FUNCTION_WORDS

PURPOSE, AGAIN, REWRITE = "user turns", "user turns, missing ones", "user turns, refused ones"
"""What requests are for, as the ledger counts them."""
PROMPTS = ("user_turns", "user_turns_again", "user_turns_system")
"""The prompts that it needs."""
_FENCES = re.compile(r"^(?:\d+\s*[.):]\s*|(?:[Uu]ser|[Mm]essage(?: \d+)?)\s*:\s*)+")
_FIGURE = re.compile(
    r"\d[\d.,]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|last)\b",
    re.IGNORECASE,
)
"""Figures, and the words by which a turn names its place in the conversation."""
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w'’-]*[\w]")
"""Words with a capital that do not begin a sentence."""
_MEANING_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
"""Letters by which a word of a draft is found again in another form."""
_KEPT = 0.5
"""Least share of a memory draft's content words that the model's version must have."""
_CHARACTERS = 8
"""Characters of a word and the space after it; generous, so that ``maxLength`` cuts off loops and nothing else."""
_PAIRED = {'"': '"', "“": "”", "«": "»", "'": "'", "„": "“"}
_ASKS = re.compile(
    r"(?:^|[.!?,;:]\s)(?:and |but |so |or )?(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|"
    r"did|has|have|had|can|could|would|should|will|any)\b[^.]*$",
    re.IGNORECASE,
)
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)

Drafts = Callable[[Sequence[Topic], Sequence[Step], str], list[UserTurn]]
"""``Writer.write`` of the offline writer."""


class ModelWriter:
    """Writes user turns with a model. Implements ``Writer``; one is made for each round over a shard."""

    def __init__(
        self,
        model: str,
        prompts: Mapping[str, Prompt],
        settings: ModelWriterSettings,
        drafts: Drafts,
        common: Container[str],
        answers: Answers,
    ) -> None:
        """Take what writes.

        Args:
            model: Its name, for the record.
            prompts: Of ``lemnos.llm.prompts``.
            settings: How it is asked.
            drafts: The offline writer's turns: they say what memory turns mean, and stand in where the model fails.
            common: The words that are no names.
            answers: What the model has answered so far.
        """
        self.name = model
        self._system = prompts["user_turns_system"].fill()
        self._window, self._again = prompts["user_turns"], prompts["user_turns_again"]
        self._settings, self._drafts, self._common, self._answers = settings, drafts, common, answers
        self._told = (self._system, self._window.text, self._again.text)

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """See ``Writer.write``.

        Raises:
            Unanswered: The model has not answered yet.
        """
        drafts = self._drafts(topics, steps, seed)
        talk = Telling(topics, steps, drafts, draw_style(self._settings.style, f"{seed}/style"), self._settings)
        windows = _windows(len(steps), self._settings.window)
        texts: dict[int, str] = {}
        missing: list[list[int]] = []
        failed: dict[int, str] = {}
        for window, answer in zip(windows, self._ask(talk, windows, PURPOSE), strict=True):
            texts |= _read(answer.text, window)
            left = [number for number in window if number not in texts]
            if left and answer.usable:
                # Nothing readable at all: the same question again would get the same answer, halves are easier.
                missing += [left] if len(left) < len(window) else _halves(left)
            failed |= dict.fromkeys(left, _why(answer))
        at_once = frozenset(texts)
        instructions = Instructions((*self._told, talk.style))
        for numbers, answer in zip(missing, self._ask(talk, missing, AGAIN), strict=True):
            texts |= _read(answer.text, numbers)
            failed |= {number: _why(answer) for number in numbers}
        turns = []
        for number, (step, draft) in enumerate(zip(steps, drafts, strict=True)):
            if number not in texts:
                turns.append(_by_rules(draft, failed[number]))
            elif instructions.copied_by(texts[number]):
                turns.append(_by_rules(draft, "prompt copied"))
            elif step.memory and not self._keeps(draft.text, texts[number]):
                turns.append(_by_rules(draft, "meaning changed"))
            else:
                how = "model" if number in at_once else "model, asked again"
                turns.append(self._turn(topics, step, draft, texts[number], how))
        return turns

    def rewrite(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
        seed: str,
    ) -> dict[int, UserTurn]:
        """See ``Writer.rewrite``. Left out are turns that the model does not write again, and memory turns: the offline
        writer knows what they mean.

        Raises:
            Unanswered: The model has not answered yet.
        """
        numbers = [number for number in sorted(faults) if steps[number].memory is None]
        groups = [[numbers[place] for place in group] for group in _windows(len(numbers), self._settings.window)]
        talk = Telling(topics, steps, turns, draw_style(self._settings.style, f"{seed}/style"), self._settings)
        requests = [
            self._request(
                REWRITE,
                self._again.fill(
                    style=talk.style, documents=talk.documents, turns=talk.faulty(group, faults), count=len(group)
                ),
                len(group),
            )
            for group in groups
        ]
        instructions = Instructions((*self._told, talk.style))
        again: dict[int, UserTurn] = {}
        for group, answer in zip(groups, self._answers.to(requests), strict=True):
            for number, text in _read(answer.text, group).items():
                if instructions.copied_by(text):
                    continue
                again[number] = self._turn(topics, steps[number], turns[number], text, "model")
        return again

    def drafts(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
        seed: str,
    ) -> dict[int, UserTurn]:
        """Return the offline writer's first versions of those turns with faults that the model wrote."""
        drafts = self._drafts(topics, steps, seed)
        return {number: drafts[number] for number in sorted(faults) if by_model(turns[number])}

    def _ask(self, talk: Telling, windows: Sequence[Sequence[int]], purpose: str) -> list[Answer]:
        return self._answers.to(
            [
                self._request(
                    purpose,
                    self._window.fill(
                        style=talk.style,
                        documents=talk.documents,
                        before=talk.before(numbers[0]),
                        turns=talk.turns(numbers),
                        count=len(numbers),
                    ),
                    len(numbers),
                )
                for numbers in windows
            ]
        )

    def _request(self, purpose: str, text: str, count: int) -> Request:
        messages = (Utterance("system", self._system), Utterance("user", re.sub(r"\n{3,}", "\n\n", text)))
        schema = numbered_schema(count, longest(self._settings))
        return Request(purpose, messages, count * self._settings.tokens_per_turn + 64, schema)

    def _keeps(self, draft: str, text: str) -> bool:
        """Return whether a memory turn in the user's words means what its draft means: it has the same figures, all
        names, and half of the other content words; in another language than the draft's, the same figures."""
        if _figures(draft) != _figures(text):
            return False
        if self._settings.style.language:
            return True
        said = text.casefold()
        if not all(name.casefold() in said for name in _NAME.findall(draft)):
            return False
        meant, kept = _content(draft), _content(text)
        return len(meant & kept) >= max(1, _KEPT * len(meant))

    def _turn(self, topics: Sequence[Topic], step: Step, draft: UserTurn, text: str, how: str) -> UserTurn:
        if step.memory is not None:
            return UserTurn(text, step.kind, draft.context_dependent, how)
        leaves = names_nothing(text, topics[step.topic].title, self._common)
        return UserTurn(text, draft.kind, leaves, how)


def _by_rules(draft: UserTurn, why: str) -> UserTurn:
    return msgspec.structs.replace(draft, written=f"rules: {why}")


def _windows(count: int, most: int) -> list[range]:
    """Return ``count`` turns in windows of at most ``most``, as even as can be: few sizes, so few schemas."""
    windows = -(-count // most)
    borders = [count * window // windows for window in range(windows + 1)] if windows else [0]
    return [range(first, last) for first, last in pairwise(borders)]


def _figures(text: str) -> set[str]:
    return {figure.casefold() for figure in _FIGURE.findall(text)}


def _content(text: str) -> set[str]:
    """Return the content words of a turn by their first letters; all its words if it has none."""
    words = set(_MEANING_WORD.findall(text.casefold()))
    return {word[:_STEM] for word in words - _FUNCTION_WORDS or words}


def longest(settings: ModelWriterSettings) -> int:
    """Return the most characters that a message may have: more than twice the words of the style, and some more."""
    return _CHARACTERS * (2 * max(settings.style.words) + 8)


def _why(answer: Answer) -> str:
    return "unreadable" if answer.usable else answer.finish


def _halves(numbers: list[int]) -> list[list[int]]:
    middle = len(numbers) // 2
    return [numbers[:middle], numbers[middle:]] if middle else []


def _read(text: str, numbers: Sequence[int]) -> dict[int, str]:
    """Return the turns that an answer holds, by their numbers in the dialogue."""
    texts = {numbers[place - 1]: tidy(told) for place, told in read_numbered(text, len(numbers)).items()}
    return {number: told for number, told in texts.items() if told}


def tidy(text: str) -> str:
    """Return a message without labels and quotation marks around it, with a capital and an end; empty if it says
    nothing."""
    text = _FENCES.sub("", text).strip()
    if len(text) > 2 and _PAIRED.get(text[0]) == text[-1] and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    if not any(character.isalnum() for character in text):
        return ""
    if text[-1] not in TERMINAL:
        text = text.rstrip(",;:-– ") + ("?" if _ASKS.search(text) else ".")
    return text[:1].upper() + text[1:]
