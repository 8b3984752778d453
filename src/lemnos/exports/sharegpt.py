"""sharegpt with tools, as LLaMA-Factory reads it: ``{"conversations": […], "system": …, "tools": …, "lemnos": {…}}``.

``from`` is ``human``, ``gpt``, ``function_call`` or ``observation``; ``human`` and ``observation`` alternate with
``gpt`` and ``function_call``, and one of these is last. The value of ``function_call`` is JSON text of a call
``{"name": …, "arguments": {…}}``, or of a list of several; the observation after several is JSON text of the list of
their outputs. ``tools`` is JSON text of a list of functions. A thought stands before words or calls, in ``<think>``.

The form has no place for words beside a call (they stand in the thought), for outputs at the end, for what the user
says right after an output (it stands in the observation, in tags), and for a thought that holds ``</think>`` (alone in
its turn, it stands there with a space in that); these are carried. Marks stand for images and files.
Source: LLaMA-Factory, ``data/README.md`` and its converter of this form.
"""

from typing import Any

import msgspec

from lemnos.exports.carry import Carry, is_object
from lemnos.exports.openai_chat import function
from lemnos.records import Message, ToolCall
from lemnos.sources.trajectories.exported import KEY, THINK, THOUGHT, USER


def row(carry: Carry, arguments: str) -> dict[str, Any]:
    """Return the row of a trajectory; arguments are objects in JSON text."""
    del arguments
    messages = carry.masked.messages
    start = 1 if messages[0].role == "system" else 0
    tools = [function(tool) for tool in carry.masked.tools]
    result = {
        "conversations": _turns(carry, start),
        "system": messages[0].content if start else "",
        "tools": msgspec.json.encode(tools).decode(),
    }
    for number in carry.untrained():
        carry.patch(number, train=False)
    for number, message in enumerate(messages):
        if message.attachments and str(number) not in carry.inserted:
            carry.notes.add("images_as_marks")
            carry.patch(number, attachments=message.attachments)
    return {**result, KEY: carry.exported()}


def _turns(carry: Carry, start: int) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = []
    messages = carry.masked.messages
    number = start
    while number < len(messages):
        message = messages[number]
        if message.role == "tool":
            last = number
            while last < len(messages) and messages[last].role == "tool":
                last += 1
            if last == len(messages):
                carry.notes.add("ending_cut")
                for left_out in range(number, last):
                    carry.insert(left_out)
                break
            turns.append(
                {"from": "observation", "value": _observation([each.content for each in messages[number:last]])}
            )
            number = last
            continue
        if message.role == "user":
            if turns and turns[-1]["from"] == "observation":
                carry.notes.add("user_in_observation")
                _add_user(carry, turns, number)
            else:
                turns.append({"from": "human", "value": message.content})
        else:
            turns.append(_assistant(carry, number, message))
        number += 1
    return turns


def _observation(outputs: list[str]) -> str:
    return outputs[0] if len(outputs) == 1 else msgspec.json.encode(outputs).decode()


def _add_user(carry: Carry, turns: list[dict[str, str]], number: int) -> None:
    """Put what the user says behind the outputs before it."""
    carry.insert(number)
    first = number
    while carry.masked.messages[first - 1].role == "tool":
        first -= 1
        carry.patch(first, content=carry.own.messages[first].content)
    turns[-1]["value"] += f"{USER}{carry.masked.messages[number].content}\n</user>"


def _assistant(carry: Carry, number: int, message: Message) -> dict[str, str]:
    own = carry.own.messages[number]
    thought, words = message.reasoning, message.content
    exact = bool(thought) or not words.startswith(THINK)
    if message.tool_calls and words:
        carry.notes.add("words_in_thought")
        thought = "\n\n".join(text for text in (thought, words) if text)
        words, exact = "", False
    if "</think>" in thought:
        carry.notes.add("thoughts_left_out")
        alone = not words and not message.tool_calls  # a turn without any text would be none
        thought, exact = thought.replace("</think>", "</ think>") if alone else "", False
    if not exact:
        carry.patch(number, content=own.content, reasoning=own.reasoning)
    before = f"{THINK}{thought}{THOUGHT}" if thought else ""
    if not message.tool_calls:
        return {"from": "gpt", "value": before + words}
    calls = [_call(call) for call in message.tool_calls]
    for position, call in enumerate(message.tool_calls):
        if not is_object(call.arguments):
            carry.patch_arguments(number, position)
    text = msgspec.json.encode(calls[0] if len(calls) == 1 else calls).decode()
    # LLaMA-Factory looks for the tag in the JSON text too.
    return {"from": "function_call", "value": before + text.replace("<think>", "\\u003cthink>")}


def _call(call: ToolCall) -> dict[str, Any]:
    given: Any = msgspec.Raw(call.arguments.encode()) if is_object(call.arguments) else call.arguments
    return {"name": call.name, "arguments": given}
