"""The two ends of a conversation: what stands before the first user message, and after the last answer.

Chat templates want an optional system message, then the user; a conversation that a model learns from ends with what
the assistant does.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from lemnos.records.conversation import Ending
from lemnos.sources.trajectories.normal.assemble import RefusedError, Turn
from lemnos.sources.trajectories.normal.text import arguments_text, plain

_FINAL_CALLS = ("finish", "submit", "final_answer", "attempt_completion", "task_complete", "complete_task")
"""Names by which agents end a run, in any form, if nothing answers the call."""

GREETING = "The assistant has greeted the user: "
"""Begins the line of the system message that keeps what the assistant said before the user did."""


def opened(turns: list[Turn], repaired: set[str]) -> list[Turn]:
    """Return the messages with one system message at most, at the front, and the user's first after it.

    Raises:
        RefusedError: There is neither a user nor a system message that could ask for anything.
    """
    first = next((number for number, turn in enumerate(turns) if turn.speaker == "user"), len(turns))
    calling = next((number for number, turn in enumerate(turns) if turn.calls), len(turns))
    system = [turn for turn in turns[: min(first, calling)] if turn.speaker == "system"]
    if calling < first:
        # The system message is all that the assistant has to go by.
        if not system:
            raise RefusedError("no_user", "the assistant calls tools before anybody has asked for anything")
        repaired.add("system_as_user")
        asking = msgspec.structs.replace(system[-1], speaker="user")
        return [*_merged_system(system[:-1], [], repaired), asking, *_inner(turns[calling:], repaired)]
    if first == len(turns):
        raise RefusedError("no_user", "the conversation has no message of a user")
    greetings = [turn for turn in turns[:first] if turn.speaker == "assistant"]
    return [*_merged_system(system, greetings, repaired), *_inner(turns[first:], repaired)]


def _merged_system(system: list[Turn], greetings: list[Turn], repaired: set[str]) -> list[Turn]:
    texts = [turn.content for turn in system]
    if len(system) > 1:
        repaired.add("merged_system")
    said = [turn.content for turn in greetings if turn.content]
    if said:
        repaired.add("greeting_to_system")
        texts.append(GREETING + "\n\n".join(said))
    if not texts:
        return []
    whole = Turn("system", texts)
    for turn in system:
        whole.attachments.extend(turn.attachments)
        whole.last = turn.last
    return [whole]


def _inner(turns: list[Turn], repaired: set[str]) -> list[Turn]:
    """Return messages without system messages among them: these become a part of what the user says."""
    result: list[Turn] = []
    for turn in turns:
        if turn.speaker == "system":
            repaired.add("system_to_user")
            turn = msgspec.structs.replace(turn, speaker="user", texts=[f"<system>\n{turn.content}\n</system>"])
        if result and result[-1].speaker == turn.speaker == "user":
            before = result[-1]
            before.texts.extend(turn.texts)
            before.attachments.extend(turn.attachments)
            before.train = before.train and turn.train
            before.last = turn.last
            repaired.add("merged_user")
        else:
            result.append(turn)
    return result


def closed(
    turns: list[Turn], repaired: set[str], *, ends_in_call: bool | None, final_calls: Collection[str]
) -> tuple[list[Turn], Ending, str]:
    """Return the messages up to the last thing that the assistant does, how they end, and the output of a final call.

    Args:
        turns: The messages; changed in place.
        repaired: Gets the names of repairs.
        ends_in_call: Whether calls at the end are what the source asks for; None if it does not say, see ``Draft``.
        final_calls: Names of calls that end a run.

    Raises:
        RefusedError: A call has no output though the conversation goes on, or nothing is left.
    """
    turns = list(turns)
    final_output = ""
    if ends_in_call is None:  # a call after which the assistant went on was run, and its output lost
        ends_in_call = not any(turn.went_on or call.output is not None for turn in turns for call in turn.calls)
    if not ends_in_call and turns and turns[-1].calls and turns[-1].unanswered:
        final_calls = (*final_calls, *_FINAL_CALLS)
    while turns:
        last = turns[-1]
        if last.speaker != "assistant":
            repaired.add("cut_trailing_user")
            turns.pop()
            continue
        if not last.calls:
            if last.texts:
                break
            repaired.add("cut_trailing_thought")
            turns.pop()
            continue
        if len(last.calls) == 1 and last.calls[0].made.name in final_calls:
            final_output = _answered(last)
            repaired.add("final_call_to_answer")
            break
        if last.unanswered and last.went_on and not ends_in_call:
            raise _unanswered(last)  # its output was lost: a log that was cut off ends with the call
        if len(last.unanswered) == len(last.calls):
            if ends_in_call:
                break
            repaired.add("cut_unanswered_call")
            turns.pop()
            continue
        if last.unanswered:
            repaired.add("cut_unanswered_call")
            last.calls = [call for call in last.calls if call.output is not None]
        break
    if not any(turn.speaker == "assistant" for turn in turns):
        raise RefusedError("no_answer", "nothing that the assistant says or does is left")
    for turn in turns[:-1]:
        if turn.unanswered:
            raise _unanswered(turn)
    ending: Ending = "answer"
    if turns[-1].calls:
        ending = "call" if turns[-1].unanswered else "observation"
    return turns, ending, final_output


def _unanswered(turn: Turn) -> RefusedError:
    call = turn.unanswered[0].made
    return RefusedError("unanswered_call", f"the call of {call.name} has no output, though the conversation goes on")


def _answered(turn: Turn) -> str:
    """Make words of the call that ends a run; return its output, which has no place in the conversation any more."""
    call = turn.calls.pop()
    answer = _answer_in(call.made.arguments)
    if answer:
        turn.texts.append(plain(answer))
    elif not turn.texts:
        turn.texts.append(f"{call.made.name}({arguments_text(call.made.arguments)})")
    return call.output or ""


def _answer_in(arguments: Any) -> str:
    """Return the answer in the arguments of a final call: the only one as text, several as JSON; empty if none."""
    if isinstance(arguments, str):
        try:
            arguments = msgspec.json.decode(arguments)
        except ValueError:
            return str(arguments).strip()
    if not isinstance(arguments, dict):
        return "" if arguments is None else arguments_text(arguments)
    if len(arguments) == 1:
        (value,) = arguments.values()
        return value.strip() if isinstance(value, str) else arguments_text(value)
    return arguments_text(arguments) if arguments else ""
