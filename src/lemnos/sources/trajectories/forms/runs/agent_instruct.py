"""AgentInstruct of AgentTuning, and AgentTraj of AgentGym: ReAct text in ``conversations`` with a ``loss`` per message.

A message has ``from`` (``human``, ``gpt``), ``value`` and ``loss``: true for what is trained on, false for what is an
example, null for the human side, which is the task and the environment. The first pair of messages tells the rules of
the environment. How actions become calls is in ``react_text.py``; in addition the choices of Mind2Web
(``Answer: B``, ``Action: SELECT``, ``Value: …``) are calls of ``CLICK``, ``SELECT`` or ``TYPE`` with ``choice`` and
``value``. A run ends with its last action, which the environment does not answer.
Source: Zeng et al. 2023, "AgentTuning"; Xi et al. 2024, "AgentGym".
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.runs.checks import decoded, label_of, objects, text_of
from lemnos.sources.trajectories.forms.runs.react_text import FINAL, Said, acts_in_text, exchange

NAME = "agent_instruct"
_SPEAKERS = {"system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}
_CHOICE = re.compile(
    r"(?P<before>.*?)(?:^|\n)Answer:[ \t]*(?P<choice>[A-Z])\.?[ \t]*\n+Action:[ \t]*(?P<action>CLICK|SELECT|TYPE)[ \t]*"
    r"(?:\nValue:[ \t]*(?P<value>[^\n]*))?\s*",
    re.DOTALL,
)


def looks_like(value: Any) -> bool:
    """Return whether a value is a conversation that acts in text, and whose messages say whether a loss is taken."""
    if not isinstance(value, dict):
        return False
    messages = decoded(value.get("conversations"))
    if not isinstance(messages, list) or not messages or not isinstance(messages[0], dict):
        return False
    if "loss" not in messages[0] or "value" not in messages[0] or "from" not in messages[0]:
        return False
    said = (
        message for message in messages if isinstance(message, dict) and message.get("from") in ("gpt", "assistant")
    )
    return any(isinstance(message.get("value"), str) and acts_in_text(message["value"]) for message in said)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    messages = objects(line.value.get("conversations"), "conversations")
    record = label_of(line.value.get("id")) or label_of(line.value.get("item_id"))
    said = [_said(message) for message in messages]
    yield Draft(
        form=NAME,
        events=[chosen for event in exchange(said) for chosen in _choice(event)],
        source=line.source,
        ends_in_call=True,
        final_calls=FINAL,
        record=record,
        task=record.rpartition("_")[0],
    )


def _said(message: dict[str, Any]) -> Said:
    speaker = message.get("from")
    known = _SPEAKERS.get(speaker) if isinstance(speaker, str) else None
    if known is None:
        raise FormError(f"a message is from {speaker!r}")
    loss = message.get("loss")
    train = bool(loss) if known == "assistant" and isinstance(loss, (bool, int)) else None
    text = text_of(message.get("value"), "the value of a message")
    match = _CHOICE.fullmatch(text) if known == "assistant" and "Answer:" in text else None
    if match is not None:
        given = match["choice"] if match["value"] is None else f"{match['choice']}\n{match['value']}"
        text = "\n".join(filter(None, (match["before"], f"Action: {match['action']}", f"Action Input: {given}")))
    return Said(known, text, train)


def _choice(event: Event) -> Iterator[Event]:
    """Yield an event whose choice of Mind2Web, if it is one, has its arguments by name."""
    for number, call in enumerate(event.calls):
        if call.name in ("CLICK", "SELECT", "TYPE") and isinstance(call.arguments, dict) and "input" in call.arguments:
            choice, _, given = str(call.arguments["input"]).partition("\n")
            event.calls[number] = DraftCall(call.name, {"choice": choice, **({"value": given} if given else {})})
    yield event


FORM = Form(NAME, "AgentInstruct conversations", "value", looks_like, read, "documentation")
