r"""Text of the ReAct kind (Yao et al. 2023, "ReAct: Synergizing Reasoning and Acting in Language Models") as events.

A line begins with a label: ``Thought:``, ``Action:``, ``Action Input:``, ``Observation:``, ``Final Answer:``, also with
a number (``Thought 2:``), as ``Think:`` and ``Act:``, or in capitals. A thought is reasoning; text without a label,
and a final answer, are words. An action becomes a call by these rules, in this order:

- ``Action: name`` with ``Action Input: …``: the tool ``name``; the input is the arguments if it is an object, as JSON
  or as a literal of Python, else ``{"input": …}``.
- a fenced block that is a JSON object with ``action`` and ``action_input``: these, as above.
- a name and a fenced block: the tool ``name``; the code is its argument ``command`` (shell), ``query`` (SQL), ``code``
  (Python) or ``input``.
- ``name[…]``: the tool ``name`` with ``{"input": …}``.
- ``name(…)``: the tool ``name``; keywords with constant values are the arguments, anything else is ``{"input": …}``.
- ``Answer: B.`` before and ``Value: …`` after an action of Mind2Web (``CLICK``, ``SELECT``, ``TYPE``): its arguments
  ``choice`` and ``value``.
- ``finish`` and other names that end a run, alone: that tool without arguments.
- other text, such as ``go to drawer 1``: the tool ``act`` with ``{"command": …}``.
"""

import ast
import re
import warnings
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from lemnos.sources.trajectories.draft import DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.values import literal
from lemnos.sources.trajectories.normal.text import output_text

FINAL = ("finish", "Finish", "FINISH", "answer", "Answer", "submit", "final_answer")
"""Names of actions that end a run."""

_LABEL = re.compile(
    r"^[ \t]*(?:(?P<thought>Thought|THOUGHT|Think|THINK)|(?P<input>Action Input|ACTION INPUT)|(?P<action>Action|ACTION|"
    r"Act|ACT)|(?P<observation>Observation|OBSERVATION)|(?P<final>Final Answer|FINAL ANSWER)|"
    r"(?P<question>Question|QUESTION))(?: ?\d+)?[ \t]*:[ \t]*",
    re.MULTILINE,
)
_FENCE = re.compile(r"```[ \t]*(?P<language>[\w+-]*)[ \t]*\n(?P<code>.*?)\n?```", re.DOTALL)
_NAMED = re.compile(r"(?P<name>[A-Za-z_][\w.-]*)[ \t]*(?P<open>[\[(])")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_CODE_PARAMETERS = {"bash": "command", "sh": "command", "shell": "command", "sql": "query", "python": "code"}
_CHOICE = re.compile(
    r"(?P<before>.*?)(?:^|\n)(?P<answer>Answer:[ \t]*(?P<choice>[A-Z])\.?)[ \t]*"
    r"(?:\n+Action:[ \t]*(?P<action>CLICK|SELECT|TYPE)[ \t]*(?:\nValue:[ \t]*(?P<value>[^\n]*))?)?\s*",
    re.DOTALL,
)
_OBSERVATION = re.compile(r"\s*(?:Observation|OBSERVATION)(?: ?\d+)?[ \t]*:[ \t]*")


class Piece(NamedTuple):
    """A labelled part of a text."""

    kind: str
    """``thought``, ``action``, ``input``, ``observation``, ``final``, ``question``; "" before the first label."""
    text: str


class Said(NamedTuple):
    """A message of a conversation whose actions are text."""

    speaker: str
    """``system``, ``user``, ``assistant`` or ``tool``."""
    text: str
    train: bool | None = None


def acts_in_text(text: str) -> bool:
    """Return whether a text holds an action of the ReAct kind, and not just a line that begins with ``Action:``."""
    if "ct" not in text and "ACT" not in text:
        return False
    pieces = pieces_of(text)
    kinds = {piece.kind for piece in pieces}
    if "action" not in kinds:
        return False
    if kinds & {"thought", "input", "final", "observation"}:
        return True
    return any(
        piece.kind == "action" and ("```" in piece.text or _NAMED.match(piece.text) is not None) for piece in pieces
    )


def pieces_of(text: str) -> list[Piece]:
    """Return the labelled parts of a text, each without the line breaks around it; an action without spaces, too.

    A line of an observation that begins with ``Observation:`` is part of it.
    """
    found: list[re.Match[str]] = []
    for match in _LABEL.finditer(text):
        if not found or match.lastgroup != "observation" or found[-1].lastgroup != "observation":
            found.append(match)
    first = text[: found[0].start()] if found else text
    pieces = [Piece("", first.strip("\n"))] if first.strip() else []
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        body = text[match.end() : end]
        kind = str(match.lastgroup)
        pieces.append(Piece(kind, body.strip() if kind in ("action", "input") else body.strip("\n")))
    return pieces


def events_of(text: str, train: bool | None = None) -> Iterator[Event]:
    """Yield the events of a text with any number of steps; a ``Question`` is the user's."""
    step = Event("assistant", train=train)
    pieces = pieces_of(text)
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else Piece("", "")
        if piece.kind in ("question", "observation"):
            if step.content or step.reasoning or step.calls:
                yield step
                step = Event("assistant", train=train)
            yield Event("tool" if piece.kind == "observation" else "user", piece.text)
        elif piece.kind == "thought":
            if step.calls:  # the next step, before an observation
                yield step
                step = Event("assistant", train=train)
            step.reasoning = "\n\n".join(filter(None, (step.reasoning, piece.text)))
        elif piece.kind == "action":
            if after.kind == "final":
                continue  # it says that the answer follows
            call = call_of(piece.text, after.text if after.kind == "input" else None)
            if isinstance(call, str):
                step.content = "\n\n".join(filter(None, (str(step.content), call)))
            else:
                step.calls = [*step.calls, call]
        elif piece.kind in ("", "final"):
            step.content = "\n\n".join(filter(None, (str(step.content), piece.text)))
    if step.content or step.reasoning or step.calls:
        yield step


def call_of(action: str, given: str | None = None) -> DraftCall | str:
    """Return the call that an action is, or the words that it says to the user.

    Args:
        action: The text of the action.
        given: The text of its input, where the source has it apart.
    """
    if given is not None:
        return DraftCall(action, _arguments(given))
    fence = _FENCE.search(action)
    if fence is not None:
        code, before = fence["code"], action[: fence.start()].strip()
        structured = literal(code) if fence["language"] in ("", "json") and not before else None
        if isinstance(structured, dict) and isinstance(structured.get("action"), str):
            return _structured(structured)
        if _NAME.fullmatch(before):
            return DraftCall(before, {_CODE_PARAMETERS.get(fence["language"].lower(), "input"): code})
        return DraftCall(fence["language"] or "act", {_CODE_PARAMETERS.get(fence["language"].lower(), "command"): code})
    named = _NAMED.match(action)
    if named is not None and action.endswith("]" if named["open"] == "[" else ")"):
        inner = action[named.end() : -1]
        keywords = _keywords(action) if named["open"] == "(" else None
        if keywords is None:
            keywords = {"input": inner} if inner.strip() else {}
        return DraftCall(named["name"], keywords)
    if action in FINAL:
        return DraftCall(action, {})
    return DraftCall("act", {"command": action})


def exchange(messages: Sequence[Said], final: Collection[str] = FINAL) -> list[Event]:
    """Return the events of a conversation in which outputs are what the user, or the environment, says next.

    A call that ends a run and has no output, though the conversation goes on with another task, is words. A message
    that begins with ``Observation:`` is an output, whoever is said to say it; a second one goes on with the first.
    """
    events: list[Event] = []
    for number, message in enumerate(messages):
        waiting = bool(events) and bool(events[-1].calls)
        if message.speaker != "assistant" or _is_observation(message.text):
            match = _OBSERVATION.match(message.text)
            if match is not None and events and events[-1].speaker == "tool":
                events[-1].content = f"{events[-1].content}\n{message.text}"
            elif waiting or match is not None or message.speaker == "tool":
                events.append(Event("tool", message.text[match.end() :] if match is not None else message.text))
            else:
                events.append(Event("system" if message.speaker == "system" else "user", message.text))
            continue
        after = messages[number + 1] if number + 1 < len(messages) else None
        said = list(_answered(message))
        if after is not None and after.speaker == "user" and not _OBSERVATION.match(after.text):
            said = [_in_words(event) if event.calls and event.calls[-1].name in final else event for event in said]
        events.extend(said)
    return events


def _is_observation(text: str) -> bool:
    return [piece.kind for piece in pieces_of(text)] == ["observation"]


def _in_words(event: Event) -> Event:
    """Return an event whose last call, which ends a run, is words."""
    call = event.calls[-1]
    given = [str(value) for value in call.arguments.values()] or [call.name]
    content = "\n\n".join(filter(None, (str(event.content), *given)))
    return Event("assistant", content, event.reasoning, event.calls[:-1], train=event.train)


def _answered(message: Said) -> Iterator[Event]:
    """Yield the events of an answer; without labels it is words as they are."""
    choice = _CHOICE.fullmatch(message.text) if "Answer:" in message.text else None
    if choice is not None:
        event = next(events_of(choice["before"], message.train), Event("assistant", train=message.train))
        if choice["action"] is None:
            event.content = "\n\n".join(filter(None, (str(event.content), choice["answer"])))
        else:
            chosen = {"choice": choice["choice"], **({} if choice["value"] is None else {"value": choice["value"]})}
            event.calls = [DraftCall(choice["action"], chosen)]
        yield event
    elif any(piece.kind in ("thought", "action", "final") for piece in pieces_of(message.text)):
        yield from events_of(message.text, message.train)
    else:
        yield Event("assistant", message.text, train=message.train)


def _structured(action: dict[str, Any]) -> DraftCall | str:
    given = action.get("action_input")
    if action["action"] in ("Final Answer", "final_answer"):
        return output_text(given)
    return DraftCall(action["action"], given if isinstance(given, dict) else {"input": given})


def _arguments(text: str) -> Any:
    fence = _FENCE.fullmatch(text)
    if fence is not None:
        text = fence["code"]
    value = literal(text) if text.lstrip()[:1] == "{" else None
    return value if isinstance(value, dict) else {"input": text}


def _keywords(action: str) -> dict[str, Any] | None:
    """Return the keyword arguments of a call as Python writes it; None if it has others, or is no such call."""
    try:
        with warnings.catch_warnings(action="ignore"):
            call = ast.parse(action, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if not isinstance(call, ast.Call) or call.args or not call.keywords:
        return None
    arguments: dict[str, Any] = {}
    for keyword in call.keywords:
        try:
            arguments[str(keyword.arg)] = ast.literal_eval(keyword.value)
        except (ValueError, TypeError, RecursionError):
            return None
    return arguments
