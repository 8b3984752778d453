"""Benchmarks of calls and agents: BFCL, API-Bank, AgentBench, tau-bench.

``Row`` → ``Item``s. Answers are calls, written as the function's name and its values, so that a call in any notation
stands near the request. Tools are kept apart: their descriptions and signatures are looked for by themselves.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from lemnos.steps.curate.decontaminate.items import Item, Signature
from lemnos.steps.curate.decontaminate.readers.base import (
    Row,
    UnknownItemError,
    call_text,
    item,
    signature_of,
    signatures_of,
    text_of,
    texts_of,
)
from lemnos.steps.curate.decontaminate.readers.conversations import turns

_SPEAKER = re.compile(r"^(User|AI|Assistant|API-Request|Generate API Request)\s*:", re.MULTILINE)


def bfcl(row: Row, benchmark: str, truths: Mapping[str, Any]) -> Iterator[Item]:
    """BFCL (versions 1 to 4): turns of messages, functions, and answers in files of their own.

    Args:
        row: A row.
        benchmark: Name of the benchmark.
        truths: Id → ``ground_truth``, from ``possible_answer/``.
    """
    value = row.value
    number = str(value.get("id") or row.source)
    asked = value["question"] if isinstance(value["question"], list) else [[value["question"]]]
    truth = truths.get(number, value.get("ground_truth"))
    tools = signatures_of(value.get("function"))
    said: list[tuple[str, tuple[str, ...]]] = []
    for place, turn in enumerate(asked):
        messages = turn if isinstance(turn, list) else [turn]
        text = "\n".join(
            text_of(message) for message in messages if not isinstance(message, dict) or message.get("role") != "system"
        )
        said.append((text, _calls(truth, place, len(asked), tools)))
    yield from turns(row, benchmark, number, said, secret=True)
    if tools:
        yield item(row, benchmark, id=f"{number}:tools", tools=tools, group=number)


def _calls(truth: Any, place: int, count: int, tools: tuple[Signature, ...]) -> tuple[str, ...]:
    """Return the right calls of a turn; where none is right, as for irrelevant functions, the functions' names."""
    given = truth[place] if isinstance(truth, list) and count > 1 and place < len(truth) else truth
    calls: list[str] = []
    for call in given if isinstance(given, list) else ():
        if isinstance(call, str):
            calls.append(call)
        elif isinstance(call, dict):
            calls.extend(text for name, values in call.items() for text in (call_text(name, values), name))
    return tuple(calls) or tuple(tool.name for tool in tools)


def function(row: Row, benchmark: str) -> Iterator[Item]:
    """A tool by itself, as in BFCL's ``multi_turn_func_doc``, a list of an API's tools or an MCP dump."""
    tool = signature_of(row.value)
    if tool is None:
        raise UnknownItemError("no_tool", "it describes no tool")
    yield item(row, benchmark, id=f"{row.file}/{tool.name}", tools=(tool,))


def api_bank(row: Row, benchmark: str) -> Iterator[Item]:
    """API-Bank: an instruction with descriptions of APIs, a dialogue as text, and the request or the answer."""
    value = row.value
    group = str(value.get("file") or row.source)
    pieces = _SPEAKER.split(text_of(value.get("input")))
    said = [(speaker, text.strip()) for speaker, text in zip(pieces[1::2], pieces[2::2], strict=False)]
    said = [(speaker, text) for speaker, text in said if text]
    asked = [place for place, (speaker, _) in enumerate(said) if speaker == "User"]
    tools = tuple(
        tool
        for line in text_of(value.get("instruction")).split("\n")
        if line.startswith("{")
        for tool in signatures_of(line)
    )
    expected = text_of(value.get("expected_output") or value.get("output"))
    yield item(
        row,
        benchmark,
        id=f"{group}:{value.get('id', row.source)}",
        question=said[asked[-1]][1] if asked else text_of(value.get("input")),
        answers=(expected.partition(": ")[2] or expected,),
        history=tuple(text for _, text in said[: asked[-1]]) if asked else (),
        tools=tools,
        group=group,
    )


def agent_bench(row: Row, benchmark: str) -> Iterator[Item]:
    """AgentBench: tasks of an operating system, a data base, a knowledge graph."""
    value = row.value
    evaluation = value.get("evaluation") if isinstance(value.get("evaluation"), dict) else {}
    example = evaluation.get("example")
    answers = [
        *texts_of(evaluation.get("match")),
        *texts_of(example.get("code") if isinstance(example, dict) else example),
        *texts_of(value.get("label")),
    ]
    answers += [
        text_of(answer.get("entity_name") or answer.get("answer_argument"))
        for answer in value.get("answer") or ()
        if isinstance(answer, dict)
    ]
    query = value.get("sql")
    answers += texts_of(query.get("query")) if isinstance(query, dict) else ()
    yield item(
        row,
        benchmark,
        question=text_of(value.get("description") or value.get("question")),
        answers=tuple(dict.fromkeys(answer for answer in answers if answer)),
    )


def tau_bench(row: Row, benchmark: str) -> Iterator[Item]:
    """tau-bench and tau2-bench as JSON: instructions for a simulated user, and the calls that fulfil them."""
    value = row.value
    scenario = value.get("user_scenario")
    if isinstance(scenario, dict):
        inner = scenario.get("instructions")
        parts = inner.values() if isinstance(inner, dict) else [inner]
        instruction = "\n".join(text for part in parts if (text := text_of(part)))
        criteria = value.get("evaluation_criteria") or {}
        actions, outputs = criteria.get("actions"), criteria.get("communicate_info")
    else:
        instruction = text_of(value.get("instruction"))
        actions, outputs = value.get("actions"), value.get("outputs")
    calls = [
        call_text(str(action.get("name")), action.get("kwargs") or action.get("arguments"))
        for action in actions or ()
        if isinstance(action, dict)
    ]
    yield item(row, benchmark, question=instruction, answers=(*calls, *texts_of(outputs)))


def python_tasks(row: Row, benchmark: str) -> Iterator[Item]:
    """tau-bench as published: calls of ``Task(...)`` in a Python file, which is parsed and never run."""
    try:
        tree = ast.parse(row.value)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnknownItemError("no_tasks", f"the file is no Python ({error})") from None
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Task":
            value = _fields(node)
            if value.get("instruction"):
                found = True
                yield from tau_bench(Row(value, f"{row.source}:{node.lineno}", row.file), benchmark)
    if not found:
        raise UnknownItemError("no_tasks", "the file makes no Task with an instruction")


def _fields(node: ast.Call) -> dict[str, Any]:
    return {keyword.arg: _literal(keyword.value) for keyword in node.keywords if keyword.arg}


def _literal(node: ast.expr) -> Any:
    """Return the value of an expression of literals; a call becomes its keywords."""
    match node:
        case ast.Call():
            return _fields(node)
        case ast.List() | ast.Tuple():
            return [_literal(part) for part in node.elts]
        case _:
            try:
                return msgspec.to_builtins(ast.literal_eval(node))
            except (ValueError, TypeError, RecursionError, msgspec.ValidationError):
                return None
