"""Function calling: files of BFCL → ``calls`` items, for likelihoods and for recorded outputs.

Read: simple, multiple, parallel, parallel_multiple, their ``live_`` versions, irrelevance and relevance, with the
answers in ``possible_answer/`` or in the record. Refused and counted: Java and JavaScript, whose arguments are source
text, and items of several turns, whose end state only a world can tell.

By likelihood: the functions and the question, then the right call against altered ones (``calls/alter.py``). Whether
to call at all is measured by two more requests, ``empty``, the empty list of calls, and ``open``, the beginning of a
call: a model that knows when to call finds ``empty`` likelier, compared with ``open``, where no function fits.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.steps.evaluate.calls.alter import altered, right_calls, written
from lemnos.steps.evaluate.calls.match import match
from lemnos.steps.evaluate.suites.files import ItemError, Line, field, lines_of, rejected
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request, choice_requests

_CHOICES = 4
_PREFIX = "BFCL_v"
_CATEGORIES = ("simple", "multiple", "parallel", "irrelevance", "relevance")


def function_items(path: str, seed: int) -> Iterator[Item | Rejected]:
    """Yield the items of the benchmark's files.

    Raises:
        InputError: A file cannot be read, or there are no questions in them.
    """
    answers: dict[str, list[Any]] = {}
    questions: list[Line] = []
    for line in _lines(path):
        if isinstance(line, Rejected):
            yield line
        elif "question" in line.value:
            questions.append(line)
        elif isinstance(line.value.get("ground_truth"), list):
            answers[str(line.value.get("id"))] = line.value["ground_truth"]
    if not questions:
        raise InputError("holds no questions of BFCL", where=path, remedy="give its folder with BFCL_v4_*.json")
    for line in questions:
        try:
            yield _item(line, answers, seed)
        except ItemError as error:
            yield rejected(error.rule, str(error), line.source, str(line.value.get("id", "")))


def _lines(path: str) -> Iterator[Line | Rejected]:
    """Yield the records of questions and answers; other files of the folder (documents of functions) are passed by."""
    root = Path(path)
    if root.is_dir():
        for file in sorted((*root.glob("*.json"), *root.glob("*.jsonl"), *root.glob("possible_answer/*.json"))):
            yield from lines_of(str(file))
        return
    yield from lines_of(path)
    beside = root.parent / "possible_answer" / root.name
    if beside.is_file():
        yield from lines_of(str(beside))


def category_of(line: Line) -> str:
    """Return the category of a question: its id without the number, or the name of its file."""
    name = str(line.value.get("id") or line.file)
    stem = name.rstrip("0123456789-").rstrip("_")
    if stem.startswith(_PREFIX):
        stem = stem.partition("_")[2].partition("_")[2]
    return stem


def _item(line: Line, answers: Mapping[str, list[Any]], seed: int) -> Item:
    name = str(field(line, "id", (str, int)))
    category = category_of(line)
    _check_category(category)
    functions = field(line, "function", list)
    if not functions or not all(isinstance(function, dict) and function.get("name") for function in functions):
        raise ItemError("bad_field", "a function has no name")
    asked = _question(field(line, "question", list))
    right = line.value.get("ground_truth") or answers.get(name) or []
    unfit = "relevance" in category
    if not unfit and not _are_answers(right):
        raise ItemError("no_answer", "no answer with its id is in possible_answer")
    prompt = _prompt(functions, asked)
    called = str(functions[0]["name"] if unfit else next(iter(right[0])))
    requests: tuple[Request, ...] = (Request("empty", prompt, " []"), Request("open", prompt, f" [{called}("))
    if not unfit:
        gold = right_calls(functions, right)
        if match(category, functions, gold, right).right:  # else no call is: only recorded outputs can be checked
            wrong = altered(category, functions, right, f"{seed}:{name}", _CHOICES - 1)
            texts = [f" {written(calls)}" for calls in (gold, *wrong)]
            requests = (*choice_requests(prompt, texts), *requests)
    return Item(
        id=name,
        suite="bfcl",
        cluster=name,
        kind="calls",
        requests=requests,
        stratum=category,
        functions=tuple(functions),
        answers=() if unfit else tuple(right),
        category=category,
    )


def _check_category(category: str) -> None:
    """Refuse what cannot be checked here.

    Raises:
        ItemError: It is Java, JavaScript, of several turns, or unknown.
    """
    if "java" in category:
        raise ItemError("java", "its arguments are source text of Java or JavaScript")
    if "multi_turn" in category or not any(kind in category for kind in _CATEGORIES):
        raise ItemError("needs_a_world", f"{category} is judged by its end state, which needs a world")


def _are_answers(right: Any) -> bool:
    return bool(right) and all(
        isinstance(answer, dict)
        and len(answer) == 1
        and all(
            isinstance(values, dict) and all(isinstance(held, list) for held in values.values())
            for values in answer.values()
        )
        for answer in right
    )


def _question(turns: Sequence[Any]) -> str:
    """Return the messages of the only turn, one a line.

    Raises:
        ItemError: There are several turns, or none.
    """
    turn = turns[0] if turns and isinstance(turns[0], list) else turns
    if (turns and isinstance(turns[0], list) and len(turns) > 1) or not turn:
        raise ItemError("needs_a_world", "it has several turns, which are judged by the end state")
    names = {"user": "User", "system": "System", "assistant": "Assistant"}
    lines = [
        f"{names.get(str(said.get('role')), 'User')}: {str(said.get('content') or '').strip()}"
        for said in turn
        if isinstance(said, dict)
    ]
    return "\n".join(lines)


def _prompt(functions: Sequence[Mapping[str, Any]], asked: str) -> Prompt:
    listed = "\n".join(json.dumps(function, ensure_ascii=False) for function in functions)
    head = (
        "Functions:\n"
        f"{listed}\n\n"
        "Answer with the calls that the question needs, as [name(argument=value), ...]. "
        "If no function fits, answer with [].\n\n"
    )
    return Prompt(head, (), f"{asked}\nAssistant:")
