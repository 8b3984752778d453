"""Has a model put requests in other words: ``Task``, answers -> the same task, or why the words are not taken.

Every value of the request has to survive word for word (numbers, dates, names, quoted text, and whatever the calls take
from it), and nothing may be added. Of several turns the first is put in other words.
"""

import re
from collections.abc import Iterator

import msgspec

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers, Request
from lemnos.llm.structured import read_object
from lemnos.records import Utterance
from lemnos.steps.tools.ladder.evidence import Evidence, scalars, unsupported
from lemnos.steps.tools.task.base import Task, task_id
from lemnos.steps.tools.task.wording import forms_of, reads_well

PROMPTS = ("play_paraphrase", "play_paraphrase_system")
_SCHEMA = msgspec.json.encode(
    {"type": "object", "properties": {"request": {"type": "string"}}, "required": ["request"]}
).decode()
_MOST_TOKENS = 300
_LONGEST = 3.0
"""A paraphrase may be this many times as long as the request."""


def paraphrase_request(task: Task, model: AskedModel) -> Request:
    """Return the request that asks for other words."""
    prompts = model.prompts
    keep = "\n".join(f"- {value}" for value in dict.fromkeys(kept_values(task)))
    return Request(
        "paraphrase",
        (
            Utterance("system", prompts["play_paraphrase_system"].fill()),
            Utterance("user", prompts["play_paraphrase"].fill(request=task.turns[0].says, keep=keep or "(nothing)")),
        ),
        _MOST_TOKENS,
        _SCHEMA,
    )


def paraphrased(task: Task, model: AskedModel, answers: Answers) -> tuple[Task, str]:
    """Return a task with the first request in a model's words, and an empty text; or the task itself, and why not.

    Raises:
        Unanswered: There is no answer yet.
    """
    [answer] = answers.to([paraphrase_request(task, model)])
    said = read_object(answer.text).get("request") if answer.usable else None
    if not isinstance(said, str) or not said.strip():
        return task, "no request in the answer"
    said = " ".join(said.split())
    if problem := problem_of(task, said):
        return task, problem
    first = msgspec.structs.replace(task.turns[0], says=said)
    task = msgspec.structs.replace(task, turns=(first, *task.turns[1:]))
    return msgspec.structs.replace(task, id=task_id(task)), ""


def problem_of(task: Task, said: str) -> str:
    """Return why some words are no paraphrase of the request of a task; empty if they are one."""
    before = task.turns[0].says
    if said.lower() == before.lower():
        return "the same words"
    if len(said) > max(120, _LONGEST * len(before)) or not reads_well(said):
        return "too long, or a gap where a name should stand"
    lost = next((value for value in kept_values(task) if value not in said), "")
    if lost:
        return "a value is lost"
    evidence = Evidence()
    evidence.add_text(before)
    if unsupported(said, evidence, counting=False):
        return "a value is added"
    return ""


def kept_values(task: Task) -> Iterator[str]:
    """Yield the parts of the first request that other words must hold, as they stand in it."""
    text = task.turns[0].says
    lowered = text.lower()
    for call in task.calls:
        arguments = msgspec.json.decode(call.arguments)
        given = [arguments.get(origin.argument) for origin in call.origins if origin.origin == "request"]
        wanted = [form for value in scalars(given) for form in forms_of(value)]
        wanted += [part.lower() for part in (call.label, *(value for _, value in call.said))]
        for part in wanted:
            start = lowered.find(part)
            if len(part) > 1 and start >= 0:
                yield text[start : start + len(part)]
    for match in re.finditer(r"\d[\w.,:/-]*\w|\d|\"[^\"]+\"|[\w.+-]+@[\w.-]+\w|https?://\S*\w", text):
        yield match[0]
