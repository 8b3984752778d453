"""A plan → the user's turns, written by a language model; it never writes answers.

The model reads the segments that answer, shortened, and writes only what the user says: about a tenth of the dialogue.
**Windowed**, it writes several turns a request. All windows of a dialogue are asked for at once; what they share stands
first, so a server's prefix cache serves it. A turn that is missing or unreadable is asked for once more. **Compact**,
for small models, it writes one turn a request after a few examples, and rules write the memory turns. The model can
write several candidates of each turn; ``check.candidates`` chooses. The offline writer's turn stands where the model's
is unreadable, longer than allowed, copies its prompt, or changes what a memory turn asks for. Every outcome is counted.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from itertools import pairwise

import msgspec

from lemnos.llm.prompts import Prompt
from lemnos.llm.request import Answer, Answers, Request
from lemnos.llm.structured import numbered_schema, read_numbered
from lemnos.records import Utterance
from lemnos.steps.talk.check.memory_meaning import changed_meaning
from lemnos.steps.talk.check.model_turns import Instructions
from lemnos.steps.talk.check.text_checks import TERMINAL
from lemnos.steps.talk.write.anaphora import names_nothing
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, by_model
from lemnos.steps.talk.write.prompt_context import Telling, draw_short_style, draw_style
from lemnos.steps.talk.write.settings import ModelWriterSettings

PURPOSE, AGAIN, REWRITE = "user turns", "user turns, missing ones", "user turns, refused ones"
"""What requests are for, as the ledger counts them."""
_WINDOWED = ("user_turns", "user_turns_again", "user_turns_system")
_COMPACT = ("user_turn", "user_turn_examples", "user_turn_system", "user_turns_again", "user_turns_system")
_FENCES = re.compile(r"^(?:\d+\s*[.):]\s*|(?:[Uu]ser|[Qq]uestion|[Mm]essage(?: \d+)?)\s*:\s*)+")
_CHARACTERS = 8
"""Characters of a word and the space after it; generous, so that ``maxLength`` ends loops and nothing else."""
_PAIRED = {'"': '"', "“": "”", "«": "»", "'": "'", "„": "“"}
_ASKS = re.compile(
    r"(?:(?:^|[.!?;:]\s|,\s(?=and |but |so |or ))(?:and |but |so |or )?(?:who|whom|whose|which|when|where|is|are|was|"
    r"were|has|have|had|any|what|why|how|do|does|did|can|could|would|should|will)"
    r"|,\s(?:what|why|how|do|does|did|can|could|would|should|will))\b[^.]*$"
    r"|,\s(?:who|which|when|where) (?:is|are|was|were|do|does|did|has|had|can)\b[^.,]*$",
    re.IGNORECASE,
)
"""Questions without a question mark. A relative clause, which stands between commas, is none."""
UNREADABLE, TOO_LONG = "unreadable", "too long"

Drafts = Callable[[Sequence[Topic], Sequence[Step], str], list[UserTurn]]
"""``Writer.write`` of the offline writer."""


def prompts_of(settings: ModelWriterSettings) -> tuple[str, ...]:
    """Return the names of the prompts that the writer needs."""
    if settings.prompt == "windowed":
        return _WINDOWED
    return _COMPACT if settings.rewrites else _COMPACT[:3]


class _Texts:
    """What the model wrote for each turn, and what stands against what it did not write."""

    def __init__(self) -> None:
        self.said: dict[int, dict[str, str]] = {}
        """Texts with how they were written, by turn, in the order of the samples."""
        self.faults: dict[int, str] = {}
        """Of turns without a usable text."""

    def add(self, texts: Mapping[int, str], faults: Mapping[int, str], written: str = "model") -> None:
        for number, text in texts.items():
            self.said.setdefault(number, {}).setdefault(text, written)
        self.faults |= faults


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
        """Prepare the writer.

        Args:
            model: Its name, for the record.
            prompts: Of ``lemnos.llm.prompts``; those of ``prompts_of``.
            settings: How it is asked.
            drafts: The offline writer's turns: they say what memory turns mean, and stand in where the model fails.
            common: The words that are no names.
            answers: What the model has answered so far.
        """
        self.name = model
        self._prompts = prompts
        self._settings, self._drafts, self._common, self._answers = settings, drafts, common, answers
        self._compact = settings.prompt == "compact"
        self._instructions = tuple(prompts[name].text for name in prompts_of(settings))

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """See ``Writer.write``: the first candidate of each turn.

        Raises:
            Unanswered: The model has not answered yet.
        """
        return [versions[0] for versions in self.candidates(topics, steps, seed)]

    def candidates(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[list[UserTurn]]:
        """Return the versions of each turn that may stand, at least one: the model's, else the offline writer's.

        Args:
            topics: The documents of the cluster.
            steps: The plan, in order.
            seed: Seeds every choice; the id of the dialogue.

        Raises:
            Unanswered: The model has not answered yet.
        """
        drafts = self._drafts(topics, steps, seed)
        talk = self._telling(topics, steps, drafts, seed)
        texts = self._alone(talk, steps, seed) if self._compact else self._in_windows(talk, len(steps))
        instructions = Instructions((*self._instructions, talk.style))
        result = []
        for number, (step, draft) in enumerate(zip(steps, drafts, strict=True)):
            if self._compact and step.memory:
                result.append([draft])
                continue
            versions, fault = [], texts.faults.get(number, UNREADABLE)
            for text, written in texts.said.get(number, {}).items():
                against = self._fault(instructions, step, draft, text)
                if against is None:
                    versions.append(self._turn(topics, step, draft, text, written))
                else:
                    fault = against
            result.append(versions or [msgspec.structs.replace(draft, written=f"rules: {fault}")])
        return result

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
        window = 1 if self._compact else self._settings.window
        groups = [[numbers[place] for place in group] for group in _windows(len(numbers), window)]
        talk = self._telling(topics, steps, turns, seed)
        prompt = self._prompts["user_turns_again"]
        requests = [
            self._request(
                REWRITE,
                prompt.fill(
                    style=talk.style, documents=talk.documents, turns=talk.faulty(group, faults), count=len(group)
                ),
                len(group),
            )
            for group in groups
        ]
        instructions = Instructions((*self._instructions, talk.style))
        again: dict[int, UserTurn] = {}
        for group, answer in zip(groups, self._answers.to(requests), strict=True):
            for number, text in read_turns(answer, group, longest(self._settings))[0].items():
                if not instructions.copied_by(text):
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

    def _telling(self, topics: Sequence[Topic], steps: Sequence[Step], turns: Sequence[UserTurn], seed: str) -> Telling:
        return Telling(topics, steps, turns, draw_style(self._settings.style, f"{seed}/style"), self._settings)

    def _fault(self, instructions: Instructions, step: Step, draft: UserTurn, text: str) -> str | None:
        """Return why a text of the model cannot be a turn, None if it can."""
        if instructions.copied_by(text):
            return "prompt copied"
        english = not self._settings.style.language
        if step.memory is not None and changed_meaning(draft.text, text, step.kind, english):
            return "meaning changed"
        return None

    def _alone(self, talk: Telling, steps: Sequence[Step], seed: str) -> _Texts:
        """Ask for every turn that is no memory turn on its own."""
        style = draw_short_style(self._settings.style, f"{seed}/style")
        before = [Utterance("system", self._prompts["user_turn_system"].fill(**style))]
        for shown, said in _examples(self._prompts["user_turn_examples"].fill()):
            before += (Utterance("user", shown), Utterance("assistant", said))
        numbers = [number for number, step in enumerate(steps) if step.memory is None]
        most = self._settings.tokens_per_turn
        requests = [
            Request(PURPOSE, (*before, Utterance("user", prompt)), most, sample=sample)
            for prompt in (self._prompts["user_turn"].fill(**talk.alone(number)) for number in numbers)
            for sample in range(self._settings.candidates)
        ]
        asked = [number for number in numbers for _ in range(self._settings.candidates)]
        texts = _Texts()
        for number, answer in zip(asked, self._answers.to(requests), strict=True):
            text, fault = read_turn(answer, longest(self._settings))
            texts.add({number: text} if text else {}, {number: fault} if fault else {})
        return texts

    def _in_windows(self, talk: Telling, count: int) -> _Texts:
        """Ask for all turns in windows, and once more for those that no sample has."""
        windows = [window for window in _windows(count, self._settings.window) for _ in self._samples]
        most = longest(self._settings)
        texts = _Texts()
        missing: list[Sequence[int]] = []
        answers = self._ask(talk, windows, PURPOSE, list(self._samples) * (len(windows) // len(self._samples)))
        for window, answer in zip(windows, answers, strict=True):
            texts.add(*read_turns(answer, window, most))
        for place in range(0, len(windows), len(self._samples)):
            window = windows[place]
            left = [number for number in window if number not in texts.said]
            if left and any(answer.usable for answer in answers[place : place + len(self._samples)]):
                # Nothing readable at all: the same question again would get the same answer, halves are easier.
                missing += [left] if len(left) < len(window) else _halves(left)
        for numbers, answer in zip(missing, self._ask(talk, missing, AGAIN, [0] * len(missing)), strict=True):
            texts.add(*read_turns(answer, numbers, most), "model, asked again")
        return texts

    @property
    def _samples(self) -> range:
        return range(self._settings.candidates)

    def _ask(
        self, talk: Telling, windows: Sequence[Sequence[int]], purpose: str, samples: Sequence[int]
    ) -> list[Answer]:
        prompt = self._prompts["user_turns"]
        return self._answers.to(
            [
                self._request(
                    purpose,
                    prompt.fill(
                        style=talk.style,
                        documents=talk.documents,
                        before=talk.before(numbers[0]),
                        turns=talk.turns(numbers),
                        count=len(numbers),
                    ),
                    len(numbers),
                    sample,
                )
                for numbers, sample in zip(windows, samples, strict=True)
            ]
        )

    def _request(self, purpose: str, text: str, count: int, sample: int = 0) -> Request:
        system = Utterance("system", self._prompts["user_turns_system"].fill())
        messages = (system, Utterance("user", re.sub(r"\n{3,}", "\n\n", text)))
        schema = numbered_schema(count, longest(self._settings))
        return Request(purpose, messages, count * self._settings.tokens_per_turn + 64, schema, sample)

    def _turn(self, topics: Sequence[Topic], step: Step, draft: UserTurn, text: str, how: str) -> UserTurn:
        if step.memory is not None:
            return UserTurn(text, step.kind, draft.context_dependent, how)
        leaves = names_nothing(text, topics[step.topic].title, self._common)
        return UserTurn(text, draft.kind, leaves, how)


def _examples(text: str) -> list[tuple[str, str]]:
    """Return what is shown and what is said in each example; those of one line are left out."""
    parts = (block.strip().rpartition("\n") for block in re.split(r"\n\s*\n", text))
    return [(shown, said) for shown, _, said in parts if shown]


def _windows(count: int, most: int) -> list[range]:
    """Return ``count`` turns in windows of at most ``most``, as even as can be: few sizes, so few schemas."""
    windows = -(-count // most)
    borders = [count * window // windows for window in range(windows + 1)] if windows else [0]
    return [range(first, last) for first, last in pairwise(borders)]


def longest(settings: ModelWriterSettings) -> int:
    """Return the most characters that a message may have: more than twice the words of the style, and some more."""
    return _CHARACTERS * (2 * max(settings.style.words) + 8)


def _halves(numbers: list[int]) -> list[list[int]]:
    middle = len(numbers) // 2
    return [numbers[:middle], numbers[middle:]] if middle else []


def read_turns(answer: Answer, numbers: Sequence[int], most: int) -> tuple[dict[int, str], dict[int, str]]:
    """Return the turns that an answer holds, and why it lacks the others, both by their numbers in the dialogue.

    A message that was cut off, at the schema's ``maxLength`` or at the end of the answer, is refused.

    Args:
        answer: The answer to a request for ``numbers``.
        numbers: The turns asked for.
        most: Characters of a message, from which on it is too long: a server that enforces the schema cuts it there.
    """
    if not answer.usable:
        return {}, dict.fromkeys(numbers, answer.finish)
    read = read_numbered(answer.text, len(numbers))
    cut = max(read, default=0) if answer.finish == "length" else 0
    texts: dict[int, str] = {}
    faults: dict[int, str] = {}
    for place, number in enumerate(numbers, start=1):
        text = tidy(read.get(place, ""))
        if not text:
            faults[number] = UNREADABLE
        elif place == cut or len(read[place]) >= most:
            faults[number] = TOO_LONG
        else:
            texts[number] = text
    return texts, faults


def read_turn(answer: Answer, most: int) -> tuple[str, str]:
    """Return the turn that an answer in plain text holds, its first line, and what stands against it; one is empty.

    Args:
        answer: The answer to a request for one turn.
        most: Characters from which on it is too long.
    """
    if not answer.usable:
        return "", answer.finish
    first, line_break, _ = answer.text.strip().partition("\n")
    text = tidy(" ".join(first.split()))
    if not text:
        return "", UNREADABLE
    if len(first) >= most or (answer.finish == "length" and not line_break):
        return "", TOO_LONG
    return text, ""


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
