"""tau2-bench: files of results with ``simulations``, and single simulations.

Messages have roles of the chat API; a call lies flat in ``tool_calls`` (``id``, ``name``, ``arguments``,
``requestor``), an output names its call in ``id``, and several outputs may lie in ``tool_messages``. The user has tools
too (``requestor`` ``user``): the agent sees neither these calls nor their outputs, so they are left out and counted
(``user_calls``). The policy of the domain, from ``info`` or from the simulation, is the system message if there is
none; tools are those of ``tool_defs``, where the file states them. Reward, its parts and the reason of the end are the
outcome. Left out: costs, raw responses, audio; a run by voice has no text and is refused.
Source: Barres et al. 2025, "tau2-bench"; its data model (``Results``, ``SimulationRun``).
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.runs.chat_messages import SPEAKERS, content_of_message
from lemnos.sources.trajectories.forms.runs.checks import label_of, number_of, objects, text_of
from lemnos.sources.trajectories.normal.text import decoded, json_text

NAME = "tau2_bench"
_SCORES = ("reward_breakdown", "db_check", "reward_basis", "info")


def looks_like(value: Any) -> bool:
    """Return whether a value is a file of results, or a simulation."""
    if not isinstance(value, dict):
        return False
    simulations = value.get("simulations")
    if isinstance(simulations, list) and simulations:
        return isinstance(simulations[0], dict) and "task_id" in simulations[0] and "messages" in simulations[0]
    return "termination_reason" in value and "task_id" in value and "messages" in value


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of each simulation."""
    del context
    value = line.value
    if not isinstance(value.get("simulations"), list):
        yield _draft(value, {}, line.source)
        return
    for number, simulation in enumerate(value["simulations"]):
        source = f"{line.source}#/simulations/{number}"
        try:
            if not isinstance(simulation, dict):
                raise FormError("a simulation is no object")
            yield _draft(simulation, _object(value.get("info")), source)
        except FormError as error:
            yield refused("broken_record", str(error), source)


def _draft(simulation: dict[str, Any], info: dict[str, Any], source: str) -> Draft:
    messages = objects(simulation.get("messages"), "messages")
    if not messages and simulation.get("ticks"):
        raise FormError("it is a run by voice, without messages")
    repaired: list[str] = []
    events: list[Event] = []
    users: set[str] = set()
    for message in messages:
        events.extend(_events(message, users, repaired))
    environment = _object(info.get("environment_info"))
    policy = simulation.get("policy") or environment.get("policy")
    if isinstance(policy, str) and policy and not any(event.speaker == "system" for event in events):
        events = [Event("system", policy), *events]
    return Draft(
        form=NAME,
        events=events,
        source=source,
        tools=list(_tools(environment.get("tool_defs"))),
        outcome=_outcome(simulation),
        record=label_of(simulation.get("id")),
        task=label_of(simulation.get("task_id")),
        model=label_of(_object(info.get("agent_info")).get("llm")),
        repaired=repaired,
    )


def _events(message: dict[str, Any], users: set[str], repaired: list[str]) -> Iterator[Event]:
    """Yield the events of a message that the agent says or sees; ids of the user's calls go to ``users``."""
    several = message.get("tool_messages")
    if isinstance(several, list):
        for output in objects(several, "tool_messages"):
            yield from _events(output, users, repaired)
        return
    speaker = SPEAKERS.get(label_of(message.get("role")))
    if speaker is None:
        raise FormError(f"a message has the role {message.get('role')!r}")
    content = content_of_message(message.get("content"))
    if speaker == "tool":
        call_id = label_of(message.get("id")) or label_of(message.get("tool_call_id"))
        if message.get("requestor") == "user" or (call_id in users and message.get("requestor") is None):
            return
        yield Event("tool", content, call_id=call_id, name=label_of(message.get("name")))
        return
    calls = objects(message.get("tool_calls"), "tool_calls")
    if speaker == "user" and calls:
        users.update(label_of(call.get("id")) for call in calls)
        if "user_calls" not in repaired:
            repaired.append("user_calls")
        return
    if message.get("is_audio") and isinstance(content, str):
        raise FormError("it is a run by voice")
    yield Event(speaker, content, _reasoning(message), [_call(call) for call in calls])


def _reasoning(message: dict[str, Any]) -> str:
    """Return the thought of an answer, which only the raw response holds."""
    raw = message.get("reasoning_content") or _object(_object(message.get("raw_data")).get("message")).get(
        "reasoning_content"
    )
    return raw if isinstance(raw, str) else ""


def _call(call: dict[str, Any]) -> DraftCall:
    function = call.get("function", call)
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise FormError("a call has no name")
    return DraftCall(function["name"], function.get("arguments"), label_of(call.get("id")))


def _tools(stated: Any) -> Iterator[DraftTool]:
    stated = decoded(stated)
    for tool in stated.values() if isinstance(stated, dict) else stated if isinstance(stated, list) else ():
        function = tool.get("function", tool) if isinstance(tool, dict) else None
        if isinstance(function, dict) and isinstance(function.get("name"), str):
            description = function.get("description") or function.get("short_desc") or function.get("doc")
            parameters = function.get("parameters", function.get("params"))
            yield DraftTool(function["name"], text_of(description, "a description"), parameters)


def _outcome(simulation: dict[str, Any]) -> Outcome:
    scored = _object(simulation.get("reward_info"))
    reward = number_of(scored.get("reward"))
    details = {key: scored[key] for key in _SCORES if scored.get(key)}
    if simulation.get("termination_reason"):
        details["termination_reason"] = simulation["termination_reason"]
    return Outcome(
        reward=reward,
        success=None if reward is None else reward >= 1,
        details=json_text(details) if details else "",
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


FORM = Form(NAME, "tau2-bench results", "value", looks_like, read, "documentation")
