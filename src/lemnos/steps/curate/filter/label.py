"""Records → labels by a model, through the seam of all models (``lemnos.llm``).

A sample of the records, drawn by a hash of (seed, id), is graded from 0 to 5 against a criterion in words; a grade from
``positive`` on is a positive label. Requests go through the dispatcher: answers are in the journal of the folder
before they are used, an interrupted command asks for nothing twice, caps on requests, tokens and cost hold. A grade
that cannot be read is a rejected record with its reason.
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from lemnos.llm.dispatch import Dispatcher
from lemnos.llm.identity import asked_model
from lemnos.llm.prompts import Prompt
from lemnos.llm.request import Answer, Request
from lemnos.llm.settings import LlmSettings
from lemnos.llm.structured import read_object
from lemnos.llm.tokens import prompt_tokens
from lemnos.records import Rejected, Utterance
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.filter.labels import group_of, records_of
from lemnos.store.atomic_files import write_bytes

PROMPTS = ("quality_label", "quality_label_system")
"""Names of the prompts."""
STAGE = "label"
_TOKENS = 200
"""Most tokens of an answer."""
_SCHEMA = msgspec.json.encode(
    {
        "type": "object",
        "properties": {"reason": {"type": "string"}, "grade": {"type": "integer", "minimum": 0, "maximum": 5}},
        "required": ["reason", "grade"],
        "additionalProperties": False,
    }
).decode()


class LabelSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What is labelled, and how."""

    criterion: str
    """What a good text is, in words."""
    sample: int = 1000
    """Most texts that are labelled."""
    positive: int = 3
    """Least grade of a positive label."""
    characters: int = 6000
    """Characters of a text that the model sees, from its front."""
    seed: int = 0


class Text(NamedTuple):
    """A text to label."""

    id: str
    text: str
    group: str
    source: str


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A row of ``labels.jsonl``, which ``lemnos filter train`` reads."""

    id: str
    text: str
    label: bool
    grade: int
    reason: str
    group: str
    source: str


def sampled(paths: Sequence[str], settings: LabelSettings) -> list[Text]:
    """Return the texts to label, in the order of a hash of (seed, id). Memory: the sample.

    Raises:
        InputError: An input cannot be read.
    """

    def ranked() -> Iterator[tuple[bytes, str, Text]]:
        seen: set[str] = set()
        for path in paths:
            for record in records_of(path):
                view = candidate(record)
                if view.id not in seen and view.text.strip():
                    seen.add(view.id)
                    key = hashlib.blake2b(f"{settings.seed}\0{view.id}".encode(), digest_size=8).digest()
                    yield key, view.id, Text(view.id, view.text, group_of(record), view.source)

    return [text for _, _, text in heapq.nsmallest(settings.sample, ranked(), key=lambda each: each[:2])]


def request_of(text: Text, settings: LabelSettings, prompts: Mapping[str, Prompt]) -> Request:
    """Return the request for the grade of a text."""
    asked = prompts["quality_label"].fill(criterion=settings.criterion, text=text.text[: settings.characters])
    messages = (Utterance("system", prompts["quality_label_system"].fill()), Utterance("user", asked))
    return Request(STAGE, messages, _TOKENS, _SCHEMA)


def read_grade(text: Text, answer: Answer, settings: LabelSettings) -> Label | Rejected:
    """Return the label in an answer, or a rejection if it cannot be used."""
    if not answer.usable:
        return _rejected(text, answer.finish, answer.reason or "the model gave no answer")
    found = read_object(answer.text)
    grade = found.get("grade")
    if isinstance(grade, str) and grade.strip().isdigit():
        grade = int(grade)
    if not isinstance(grade, int) or isinstance(grade, bool) or not 0 <= grade <= 5:
        return _rejected(text, "no_grade", f"the answer has no grade from 0 to 5: {answer.text[:80]!r}")
    return Label(
        id=text.id,
        text=text.text,
        label=grade >= settings.positive,
        grade=grade,
        reason=str(found.get("reason") or "").strip(),
        group=text.group,
        source=text.source,
    )


def _rejected(text: Text, rule: str, reason: str) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=text.source, record=text.id)


class Labelling(NamedTuple):
    """What a labelling made."""

    grades: dict[int, int]
    """Grade → number of texts."""
    positive: int
    rejected: int


def estimate(texts: Sequence[Text], settings: LabelSettings, llm: LlmSettings) -> tuple[int, int]:
    """Return the requests that a labelling sends, and about how many tokens they have."""
    prompts = asked_model(llm, PROMPTS).prompts
    return len(texts), sum(prompt_tokens(request_of(text, settings, prompts)) for text in texts)


def label(
    texts: Sequence[Text],
    settings: LabelSettings,
    llm: LlmSettings,
    out: Path,
    say: Callable[[str], None],
) -> Labelling:
    """Ask a model for the grade of each text; write ``labels.jsonl``, and ``rejected.jsonl`` for what has none.

    Raises:
        PausedError: A cap is reached, or the requests wait for a batch; the answers so far are kept.
        ServerError: The model cannot be used.
        SettingsError: The model or a prompt is wrong.
    """
    from lemnos.llm.factory import open_dispatcher

    prompts = asked_model(llm, PROMPTS).prompts
    requests = [request_of(text, settings, prompts) for text in texts]
    answers: dict[int, Answer] = {}
    out.mkdir(parents=True, exist_ok=True)
    with open_dispatcher(out, llm, say) as dispatcher:
        submitted = 0
        while len(answers) < len(requests):
            while submitted < len(requests) and (dispatcher.has_room or not dispatcher.waits):
                dispatcher.submit(submitted, [requests[submitted]])
                submitted += 1
            _collect(dispatcher, requests, answers)
        say(dispatcher.ledger.line())
    read = [read_grade(text, answers[number], settings) for number, text in enumerate(texts)]
    labels = [each for each in read if isinstance(each, Label)]
    rejected = [each for each in read if isinstance(each, Rejected)]
    encoder = msgspec.json.Encoder()
    write_bytes(out / "labels.jsonl", encoder.encode_lines(labels))
    write_bytes(out / "rejected.jsonl", encoder.encode_lines(rejected))
    grades = Counter(each.grade for each in labels)
    return Labelling(dict(sorted(grades.items())), sum(each.label for each in labels), len(rejected))


def _collect(dispatcher: Dispatcher, requests: Sequence[Request], answers: dict[int, Answer]) -> None:
    """Take the next answers, waiting for one."""
    answered = dispatcher.ready(wait=True)
    while answered is not None:
        answers[answered.ticket] = answered.answers[requests[answered.ticket].key]
        answered = dispatcher.ready(wait=False)
