"""Events → messages: neighbours of one speaker merged, and each output put behind the call that it answers.

A source may split an answer over several events, write n calls and then n outputs, or call and output in turn; it may
let a user interrupt between a call and its output. Cost: linear in the events, as long as few calls are open at once.
"""

from collections.abc import Collection, Sequence

import msgspec

from lemnos.records import Attachment
from lemnos.sources.trajectories.draft import DraftCall, Event, Speaker
from lemnos.sources.trajectories.normal.text import EMPTY_OUTPUT, content_of


class RefusedError(Exception):
    """A draft has no normal form; ``rule`` and ``reason`` are those of the rejection."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule, self.reason = rule, reason


class Call(msgspec.Struct, eq=False):
    """A call, and its output once it has one."""

    made: DraftCall
    output: str | None = None
    attachments: list[Attachment] = []
    train: bool | None = None


class Turn(msgspec.Struct, eq=False):
    """A message in the making, with the outputs of its calls."""

    speaker: Speaker
    texts: list[str] = []
    reasoning: list[str] = []
    attachments: list[Attachment] = []
    calls: list[Call] = []
    message_id: str = ""
    went_on: bool = False
    """Whether another message of the assistant came while a call had no output."""
    train: bool = True
    first: int = 0
    """Number of its first event."""
    last: int = 0
    """Number of the last event that went into it or its outputs."""

    @property
    def content(self) -> str:
        """The texts as one."""
        return "\n\n".join(self.texts)

    @property
    def unanswered(self) -> list[Call]:
        """The calls without an output."""
        return [call for call in self.calls if call.output is None]


def assemble(events: Sequence[Event], repaired: set[str], offered: Collection[str] = ()) -> list[Turn]:
    """Return the messages of a conversation.

    Args:
        events: What the source holds, in its order.
        repaired: Gets the names of the repairs.
        offered: Names of the tools that the source states; none if it states none.

    Raises:
        RefusedError: An output answers no call, another tool's call, or one that has an output.
    """
    turns: list[Turn] = []
    open_turns: list[Turn] = []
    for number, event in enumerate(events):
        if event.speaker == "tool":
            answered = _answer(event, turns, open_turns, repaired, offered)
            answered.last = number
            if answered in open_turns and not answered.unanswered:
                open_turns.remove(answered)
            continue
        if not event.calls and not event.reasoning.strip() and _is_empty(event):
            repaired.add("empty_message")
            continue
        turn = _turn_of(event, turns, repaired)
        if turn is None:
            turn = Turn(event.speaker, message_id=event.message_id, first=number)
            turns.append(turn)
        _add(turn, event, number)
        if event.calls and turn not in open_turns:
            open_turns.append(turn)
    return turns


def _is_empty(event: Event) -> bool:
    if isinstance(event.content, str):
        return not event.content.strip()
    return all(part.kind == "text" and not part.text.strip() for part in event.content)


def _turn_of(event: Event, turns: list[Turn], repaired: set[str]) -> Turn | None:
    """Return the message that an event continues; None if it begins one."""
    if not turns:
        return None
    last = turns[-1]
    if event.speaker != last.speaker:
        return None
    answered = any(call.output is not None for call in last.calls)
    if event.message_id and event.message_id == last.message_id:
        if answered:
            repaired.add("merged_by_message_id")
        return last
    if answered:
        return None  # the next step: the outputs of the last one are there
    if event.message_id and last.message_id and last.calls:
        return None  # the source says that these are two messages; the outputs of the last one may be late, or lost
    if event.speaker != "assistant" or last.texts or last.calls:
        repaired.add(f"merged_{event.speaker}")  # a thought and what it leads to are one message in every form
    return last


def _add(turn: Turn, event: Event, number: int) -> None:
    text = content_of(event.content, turn.attachments)
    if text.strip():
        another = not event.message_id or event.message_id != turn.message_id
        turn.went_on = turn.went_on or (another and bool(turn.unanswered))
        turn.texts.append(text)
    if event.reasoning.strip():
        turn.reasoning.append(event.reasoning)
    turn.calls.extend(Call(call) for call in event.calls)
    turn.message_id = turn.message_id or event.message_id
    turn.train = turn.train and event.train is not False
    turn.last = max(turn.last, number)


def _answer(
    event: Event, turns: list[Turn], open_turns: list[Turn], repaired: set[str], offered: Collection[str]
) -> Turn:
    """Put an output behind the call that it answers; return the message of the call."""
    attachments: list[Attachment] = []
    output = content_of(event.content, attachments)
    if not output.strip():
        repaired.add("empty_output")
        output = EMPTY_OUTPUT
    if found := _open_call(event, open_turns, offered):
        turn, call = found
        if turn is not turns[-1]:
            repaired.add("moved_output")
        elif call is not turn.unanswered[0]:
            repaired.add("reordered_outputs")
        call.output, call.attachments, call.train = output, attachments, event.train
        return turn
    for turn in reversed(turns):
        for call in turn.calls:
            if event.call_id and call.made.id == event.call_id and call.output is not None:
                if call.output == output:
                    repaired.add("repeated_output")
                    return turn
                raise RefusedError("two_outputs", f"the call {event.call_id} has two different outputs")
    named = f" {event.call_id}" if event.call_id else ""
    raise RefusedError("orphan_output", f"an output answers the call{named}, which the conversation does not hold")


def _open_call(event: Event, open_turns: list[Turn], offered: Collection[str]) -> tuple[Turn, Call] | None:
    """Return the open call that an output answers, and its message: the latest with its id and its tool's name, as far
    as the source gives them. A call of a tool that is not offered takes an output that names another tool, because the
    call is what is wrong: verification says so (level 2)."""
    candidates = [
        (turn, call)
        for turn in reversed(open_turns)
        for call in turn.unanswered
        if not (event.call_id and call.made.id and call.made.id != event.call_id)
    ]
    for turn, call in candidates:
        if not event.name or event.name == call.made.name:
            return turn, call
        if event.call_id and call.made.id and not _not_offered(call, offered):
            reason = f"the output of a call of {call.made.name} names the tool {event.name}"
            raise RefusedError("output_of_another_tool", reason)
    return next((found for found in candidates if _not_offered(found[1], offered)), None)


def _not_offered(call: Call, offered: Collection[str]) -> bool:
    return bool(offered) and call.made.name not in offered
