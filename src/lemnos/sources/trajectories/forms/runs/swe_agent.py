"""SWE-agent: ``.traj`` files, and the rows in which Nebius publishes runs of it.

``history`` holds what the model saw: the prompts, demonstrations (``is_demo``, not trained on), its answers and the
observations in their template. ``trajectory`` holds the steps; it gives what ``history`` lacks: the last step and its
observation, and all steps if there is no history, behind the prompts of the first ``query``. Of ``attempts``, each is
a run.

- Tools as function calls (``tool_calls``): these calls, with the answer's words; the tools are those that the
configuration documents (``command_docs``). - Actions as text (in a fence or in ``<command>``): what the model writes
goes into one shell, so an action is a call of   ``bash`` with ``command``; ``submit``, which ends a run, is a tool of
its own. The words before the action   (``thought``) are content, as in the message that the model wrote, and thinking
blocks are reasoning.

``info`` gives the outcome: exit status, submission. Steps in which the harness ends a run (``exit_cost``, …) are no
actions of the model and left out, as are states, logs of queries and statistics.
Source: SWE-agent, "Trajectory files" (documentation); Nebius, "SWE-agent-trajectories" (data card).
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.runs.chat_messages import call_of, content_of_message, events_of_message
from lemnos.sources.trajectories.forms.runs.checks import label_of, object_of, objects, text_of
from lemnos.sources.trajectories.forms.runs.swe_agent_docs import tools_of_docs
from lemnos.sources.trajectories.normal.text import decoded, json_text

NAME = "swe_agent"
_FINAL = "submit"
_MACHINERY = ("exit_cost", "exit_context", "exit_format", "exit_api", "exit_error", "exit_environment_error")
_COMMAND = re.compile(r"<command>\n?(?P<action>.*?)\n?</command>", re.DOTALL)
_FENCE = re.compile(r"^```(?P<language>\S*)[ \t]*(?P<opens>\n|\Z)", re.MULTILINE)
_NEBIUS = {"system": "system", "user": "user", "ai": "assistant"}


def looks_like(value: Any) -> bool:
    """Return whether a value is a run: a history of messages of an agent, or a trajectory of texts by role."""
    if not isinstance(value, dict):
        return False
    history = decoded(value.get("history"))
    if isinstance(history, list) and history and isinstance(history[0], dict):
        return "role" in history[0] and ("agent" in history[0] or "message_type" in history[0] or "trajectory" in value)
    if isinstance(value.get("attempts"), list) and "trajectory" in value:
        return True
    steps = decoded(value.get("trajectory"))
    if not isinstance(steps, list) or not steps or not isinstance(steps[0], dict):
        return False
    if label_of(steps[0].get("role")) in _NEBIUS and "text" in steps[0]:
        return True
    return "action" in steps[0] and "observation" in steps[0] and ("thought" in steps[0] or "response" in steps[0])


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of each attempt."""
    del context
    value = line.value
    attempts = objects(value.get("attempts"), "attempts")
    if attempts:
        for number, attempt in enumerate(attempts):
            yield _draft({**value, **attempt}, f"{line.source}#/attempts/{number}")
        return
    steps = objects(value.get("trajectory"), "trajectory")
    if "history" not in value and steps and "text" in steps[0]:
        yield _row(value, line.source)
    else:
        yield _draft(value, line.source)


def _draft(value: dict[str, Any], source: str) -> Draft:
    repaired: list[str] = []
    info = object_of(value.get("info"), "info")
    submission = info.get("submission")
    config = decoded(value.get("replay_config"))
    events = list(_events(value, str(submission or ""), repaired))
    docs = label_of(_at(config, "agent", "tools", "command_docs"))
    return Draft(
        form=NAME,
        events=events,
        source=source,
        tools=list(tools_of_docs(docs)) if any(_is_function_call(event) for event in events) else [],
        outcome=_outcome(info.get("exit_status"), submission),
        final_calls=(_FINAL,),
        record=label_of(value.get("instance_id")) or label_of(_at(config, "problem_statement", "id")),
        model=label_of(_at(config, "agent", "model", "name")),
        repaired=repaired,
    )


def _is_function_call(event: Event) -> bool:
    """Return whether an event calls a function of its own, not the shell into which actions as text go."""
    return any(call.name not in ("bash", _FINAL) for call in event.calls)


def _events(value: dict[str, Any], submission: str, repaired: list[str]) -> Iterator[Event]:
    steps = objects(value.get("trajectory"), "trajectory")
    history = objects(value.get("history") or (steps[0].get("query") if steps else None), "history")
    agent = next((message.get("agent") for message in history), None)
    waiting, acted, last = False, 0, ""
    for message in history:
        if message.get("agent") not in (agent, None):
            if "other_agents" not in repaired:
                repaired.append("other_agents")
            continue
        demo = bool(message.get("is_demo"))
        if message.get("role") == "assistant":
            if not demo:
                acted += 1
                last = text_of(message.get("action"), "an action")
            if last in _MACHINERY:
                continue
            for event in _answer(message, repaired):
                event.train = False if demo else None
                waiting = bool(event.calls)
                yield event
            continue
        for event in events_of_message(message, repaired):
            if event.speaker == "user" and waiting:
                event = Event("tool", event.content)
            waiting = False
            yield event
    rest = _not_in_history(steps, acted, last)
    if waiting and rest is not None:
        yield from _output(last, steps[len(steps) - len(rest) - 1], submission)
    for step in rest or []:
        yield from _step(step, submission)


def _not_in_history(steps: list[dict[str, Any]], acted: int, last: str) -> list[dict[str, Any]] | None:
    """Return the steps after that of the last answer in ``history``; None if that answer is none of the steps."""
    if 0 < acted <= len(steps) and steps[acted - 1].get("action") == last:
        return steps[acted:]
    for number in range(len(steps) - 1, -1, -1):
        if acted and steps[number].get("action") == last:
            return steps[number + 1 :]
    return None if acted or not steps else steps


def _step(step: dict[str, Any], submission: str) -> Iterator[Event]:
    action = text_of(step.get("action"), "an action")
    if action in _MACHINERY or not action.strip():
        return
    calls = [call_of(call) for call in objects(step.get("tool_calls"), "tool_calls")]
    yield Event("assistant", text_of(step.get("thought"), "a thought"), calls=calls or [_call(action)])
    yield from _output(action, step, submission)


def _output(action: str, step: dict[str, Any], submission: str) -> Iterator[Event]:
    """Yield the output of a step; what submitting returns is the submission, which the outcome holds."""
    observation = text_of(step.get("observation"), "an observation")
    submits = action.split(None, 1)[:1] == [_FINAL]
    if not submits or observation.strip() not in ("", submission.strip()):
        yield Event("tool", observation)


def _answer(message: dict[str, Any], repaired: list[str]) -> Iterator[Event]:
    """Yield the event of an answer: with its calls, or with its action as a call."""
    events = list(events_of_message(message, repaired))
    if any(event.calls for event in events):
        yield from events
        return
    action, thought = message.get("action"), message.get("thought")
    content = content_of_message(message.get("content"))
    if not isinstance(action, str):
        thought, action = action_in(content) if isinstance(content, str) else (content, "")
    reasoning = events[0].reasoning if events else ""
    calls = [_call(action)] if action.strip() else []
    yield Event("assistant", thought if isinstance(thought, str) and calls else content, reasoning, calls)


def action_in(text: str) -> tuple[str, str]:
    """Return the words of an answer and its action as SWE-agent's parsers cut them: what stands in ``<command>``, or in
    the last fence with its line break; "" for none."""
    found = _COMMAND.search(text)
    if found is not None:
        return (text[: found.start()] + text[found.end() :]).strip(), found["action"].strip()
    opened: list[re.Match[str]] = []
    block: tuple[re.Match[str], re.Match[str]] | None = None
    for fence in _FENCE.finditer(text):
        if opened and not fence["language"]:
            start = opened.pop()
            if not opened:
                block = start, fence
        elif fence["opens"]:
            opened.append(fence)
    if block is None:
        return text, ""
    start, end = block
    return text[: start.start()] + text[end.end() :], text[start.end() : end.start()]


def _call(action: str) -> DraftCall:
    words = action.split(None, 1)
    if words[0] != _FINAL:
        return DraftCall("bash", {"command": action})
    if len(words) == 1:
        return DraftCall(_FINAL, {})
    given = words[1].strip()
    quoted = len(given) > 1 and given[0] == given[-1] and given[0] in "'\"" and given[0] not in given[1:-1]
    return DraftCall(_FINAL, {"answer": given[1:-1] if quoted else given})


def _row(value: dict[str, Any], source: str) -> Draft:
    """Return the draft of a row of Nebius: texts by role, with the system prompt apart."""
    events: list[Event] = []
    waiting = False
    for message in objects(value.get("trajectory"), "trajectory"):
        speaker = _NEBIUS.get(label_of(message.get("role")))
        text = text_of(message.get("text") or message.get("system_prompt"), "a text")
        if speaker == "assistant":
            words, action = action_in(text)
            mask = message.get("mask")
            train = mask if isinstance(mask, bool) else None
            events.append(Event("assistant", words if action.strip() else text, train=train))
            if action.strip():
                events[-1].calls = [_call(action)]
            waiting = bool(events[-1].calls)
        else:
            events.append(Event("tool" if waiting else "system" if speaker == "system" else "user", text))
            waiting = False
    solved = value.get("target")
    outcome = _outcome(value.get("exit_status"), value.get("generated_text"))
    return Draft(
        form=NAME,
        events=events,
        source=source,
        outcome=Outcome(success=solved if isinstance(solved, bool) else None, details=outcome.details),
        final_calls=(_FINAL,),
        record=label_of(value.get("instance_id")),
        model=label_of(value.get("model_name")),
    )


def _outcome(status: Any, submission: Any) -> Outcome:
    details = {"exit_status": status, "submission": submission}
    known = {key: held for key, held in details.items() if held}
    return Outcome(details=json_text(known) if known else "")


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


FORM = Form(NAME, "SWE-agent trajectory", "value", looks_like, read)
