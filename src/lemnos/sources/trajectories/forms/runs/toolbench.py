"""ToolBench and StableToolBench: answers of a model to queries over RapidAPI's tools.

Two forms of a run are read, to the same conversation:

- the answer file: ``answer_generation`` with query and functions, and the steps in ``trys`` (a chain of nodes) or
``tree`` (a search). Of a search, the branch is taken that gives the final answer; if none does, the last one. The
other branches, which were given up, and ``train_messages``, which repeat the chain in prefixes behind a fixed prompt
of the harness, are left out. - the file for ToolEval: ``{"query", "available_tools", "answer": {"method",
"answer_details": …}}``, or an object of   such records by the number of the query; steps are nested in ``next``.

A ``Thought`` right before an action is reasoning; one to which no action belongs is words. ``Finish`` that gives an
answer becomes the answer; one that gives up stays a call.
Source: Qin et al. 2023, "ToolLLM"; Guo et al. 2024, "StableToolBench".
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.values import literal
from lemnos.sources.trajectories.forms.runs.checks import (
    label_of,
    object_of,
    objects,
    text_of,
)
from lemnos.sources.trajectories.normal.text import decoded, json_text, output_text

NAME = "toolbench"
FINISH = "Finish"
_DEEPEST = 400
"""Levels of a search or of nested steps; no run has as many."""


class Step(NamedTuple):
    """A thought, or a call with its output."""

    thought: str = ""
    name: str = ""
    arguments: Any = None
    output: str | None = None


def looks_like(value: Any) -> bool:
    """Return whether a value is an answer file, a record for ToolEval, or an object of these."""
    if not isinstance(value, dict) or not value:
        return False
    if isinstance(value.get("answer_generation"), dict):
        return "trys" in value or "tree" in value or "compare_candidates" in value
    return _is_record(value) or all(_is_record(held) for held in value.values())


def _is_record(value: Any) -> bool:
    if not isinstance(value, dict) or "query" not in value or "available_tools" not in value:
        return False
    answer = value.get("answer")
    return isinstance(answer, dict) and "answer_details" in answer


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of each run."""
    del context
    value = line.value
    if "answer_generation" in value:
        yield _answer_file(value, line.source)
    elif _is_record(value):
        yield _record(value, line.source, "")
    else:
        for number, record in value.items():
            source = f"{line.source}#/{number}"
            try:
                yield _record(record, source, number)
            except FormError as error:
                yield refused("broken_record", str(error), source, number)


def _answer_file(value: dict[str, Any], source: str) -> Draft:
    generation = value["answer_generation"]
    final = text_of(generation.get("final_answer"), "final_answer")
    won = value.get("win")
    details = {"method": _method(value), "valid_data": generation.get("valid_data")}
    return Draft(
        form=NAME,
        events=[
            Event("user", text_of(generation.get("query"), "query")),
            *events_of(_steps(_chain(value, final))),
        ],
        source=source,
        tools=_tools(generation.get("function")),
        outcome=Outcome(
            success=won if isinstance(won, bool) else None,
            details=json_text({key: held for key, held in details.items() if held is not None}),
        ),
        repaired=_answered(final),
    )


def _method(value: dict[str, Any]) -> str | None:
    """Return ``chain`` or ``search``, by what the file holds."""
    return "search" if "tree" in value else "chain" if "trys" in value else None


def _answered(final: str) -> list[str]:
    """Return the names of the repairs that a final answer takes."""
    return ["final_call_to_answer"] if _answer_of(final) is not None else []


def _chain(value: dict[str, Any], final: str) -> list[dict[str, Any]]:
    """Return the nodes of the run: the branch that gives the final answer, else the last one."""
    tried = objects(value.get("trys"), "trys")
    if tried:
        chains = [objects(attempt.get("chain"), "chain") for attempt in tried]
        return next((chain for chain in chains if _ends_in(chain, final)), chains[-1])
    tree = value.get("tree")
    if not isinstance(tree, dict):
        return []
    root = tree.get("tree", tree)
    last: list[dict[str, Any]] = []
    for branch in _branches(root if isinstance(root, dict) else {}):
        last = branch
        if _ends_in(branch, final):
            break
    return last


def _ends_in(chain: list[dict[str, Any]], final: str) -> bool:
    return bool(final) and bool(chain) and chain[-1].get("description") == final


def _branches(root: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the paths from the root to each leaf, in the order of the search, without the root, which is empty."""
    path: list[dict[str, Any]] = []
    waiting: list[tuple[int, Any]] = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        if not isinstance(node, dict) or depth > _DEEPEST:
            raise FormError("the tree of a search is broken")
        del path[depth:]
        path.append(node)
        children = node.get("children")
        if isinstance(children, list) and children:
            waiting.extend((depth + 1, child) for child in reversed(children))
        else:
            yield path[1:]


def _steps(nodes: list[dict[str, Any]]) -> Iterator[Step]:
    name = ""
    for node in nodes:
        kind, text = node.get("node_type"), text_of(node.get("description"), "the description of a node")
        if kind == "Thought":
            yield Step(thought=text)
        elif kind == "Action":
            name = text
        elif kind == "Action Input":
            observation = node.get("observation")
            yield Step("", name, text, None if observation is None else output_text(observation))
            name = ""
        else:
            raise FormError(f"a node is a {kind!r}")
    if name:
        yield Step("", name)


def _record(value: Any, source: str, number: str) -> Draft:
    answer = object_of(value.get("answer"), "answer")
    final = text_of(answer.get("final_answer"), "final_answer")
    method = answer.get("method")
    return Draft(
        form=NAME,
        events=[
            Event("user", text_of(value.get("query"), "query")),
            *events_of(_nested(objects(answer.get("answer_details"), "answer_details"))),
        ],
        source=source,
        tools=_tools(value.get("available_tools")),
        outcome=Outcome(details=json_text({"method": method}) if method else ""),
        record=number,
        repaired=_answered(final),
    )


def _nested(details: list[dict[str, Any]]) -> Iterator[Step]:
    """Yield the steps of nested messages, each with at most one that follows; of several, the last is the run's."""
    depth = 0
    while details:
        depth += 1
        message = details[-1]
        role = message.get("role")
        if depth > _DEEPEST:
            raise FormError("its steps are nested too deep")
        if role == "assistant":
            yield Step(thought=text_of(message.get("message"), "a message"))
        elif role == "tool":
            held = message.get("message")
            made = literal(held) if isinstance(held, str) else held
            if not isinstance(made, dict) or not isinstance(made.get("name"), str):
                raise FormError(f"the text of a call is cut off or broken: {str(held)[:60]!r}")
            response = made.get("response")
            yield Step("", made["name"], made.get("arguments"), None if response is None else output_text(response))
        elif role not in ("system", "user"):
            raise FormError(f"a message has the role {role!r}")
        details = objects(message.get("next"), "next")


def events_of(steps: Iterator[Step]) -> Iterator[Event]:
    """Yield the events of the steps of a run."""
    waiting = ""
    for step in steps:
        if not step.name:
            if waiting:
                yield Event("assistant", waiting)
            waiting = step.thought
            continue
        answer = _answer_of(step.arguments) if step.name == FINISH else None
        if answer is not None:
            yield Event("assistant", answer, reasoning=waiting)
        else:
            yield Event("assistant", reasoning=waiting, calls=[DraftCall(step.name, step.arguments)])
            if step.output is not None:
                yield Event("tool", step.output)
        waiting = ""
    if waiting:
        yield Event("assistant", waiting)


def _answer_of(arguments: Any) -> str | None:
    """Return the answer that the arguments of ``Finish`` give; None if they give none."""
    if isinstance(arguments, str):
        try:
            arguments = msgspec.json.decode(arguments)
        except (ValueError, RecursionError):
            return None
    if not isinstance(arguments, dict) or arguments.get("return_type") != "give_answer":
        return None
    answer = arguments.get("final_answer")
    return answer if isinstance(answer, str) and answer.strip() else None


def _tools(given: Any) -> list[DraftTool]:
    tools = []
    for tool in objects(decoded(given), "the tools"):
        name = label_of(tool.get("name"))
        if not name:
            raise FormError("a tool has no name")
        tools.append(DraftTool(name, text_of(tool.get("description"), "a description"), tool.get("parameters")))
    return tools


FORM = Form(NAME, "ToolBench answers", "value", looks_like, read)
