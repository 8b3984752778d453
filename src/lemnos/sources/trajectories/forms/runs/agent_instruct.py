"""AgentInstruct of AgentTuning, and AgentTraj of AgentGym: ReAct text in ``conversations`` with a ``loss`` per
message.

A message has ``from`` (``human``, ``gpt``), ``value`` and ``loss``: true for what is trained on, false for what is an
example, null for the human side, which is the task and the environment. The first pair of messages tells the rules of
the environment. How actions become calls is in ``react_text.py``. A run ends with its last action, to which the
environment does not answer. Copies without ``loss`` are read by ``react.py``.
Source: Zeng et al. 2023, "AgentTuning"; Xi et al. 2024, "AgentGym".
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.forms.chat.notation.react_text import FINAL, Said, acts_in_text, exchange
from lemnos.sources.trajectories.forms.runs.checks import label_of, objects, text_of
from lemnos.sources.trajectories.normal.text import decoded

NAME = "agent_instruct"
_SPEAKERS = {"system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}


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
    yield Draft(
        form=NAME,
        events=exchange([_said(message) for message in messages]),
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
    return Said(known, text, train)


FORM = Form(NAME, "AgentInstruct conversations", "value", looks_like, read, "documentation")
