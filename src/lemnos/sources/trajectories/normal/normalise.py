"""A draft → its normal form, or the reason why it has none.

The normal form is a conversation that ``records.conversation.validate`` accepts: a system message or none; then user
and assistant in turn; an assistant's message holds its thought, its words and its calls, and the outputs follow in
the order of the calls. Calls are numbered through (``call_1``, ``call_2``): the ids of a source are arbitrary, and
two copies of one run shall be the same record. What was done to get there is in ``Trajectory.repaired``, by the names
in ``REPAIRS``; what cannot be brought there is rejected, by the names in ``REFUSALS``. A reader's own repairs are
named in ``REPAIRS`` too.
"""

import msgspec

from lemnos.errors import ConversationError
from lemnos.records import (
    Attachment,
    Message,
    MessageKind,
    Origin,
    Outcome,
    Rejected,
    ToolCall,
    Trajectory,
    trajectory_id,
)
from lemnos.records.conversation import validate
from lemnos.sources.trajectories.base import refused
from lemnos.sources.trajectories.carried import restored
from lemnos.sources.trajectories.draft import Draft
from lemnos.sources.trajectories.normal.assemble import RefusedError, Turn, assemble
from lemnos.sources.trajectories.normal.ends import closed, opened
from lemnos.sources.trajectories.normal.observed import offered_tools
from lemnos.sources.trajectories.normal.text import arguments_text, json_text, plain

REPAIRS: dict[str, str] = {
    "merged_user": "neighbouring messages of the user are one",
    "merged_assistant": "neighbouring messages of the assistant are one",
    "merged_system": "the system messages at the start are one",
    "merged_by_message_id": "pieces of one answer with outputs between them are one message",
    "reordered_outputs": "outputs stand in the order of their calls",
    "moved_output": "an output that came late stands behind its call",
    "repeated_output": "an output that is there twice stands once",
    "empty_output": "a fixed mark stands for an output without content",
    "empty_message": "messages without any content are left out",
    "greeting_to_system": "what the assistant said before the user did is told in the system message",
    "system_as_user": "the system message that asks for the work is the user's",
    "system_to_user": "a system message in the middle is part of what the user says, in tags",
    "cut_trailing_user": "the last message of the user, which nobody answers, is left out",
    "cut_trailing_thought": "the last thought, which leads to nothing, is left out",
    "cut_unanswered_call": "the last call, which was never answered, is left out",
    "final_call_to_answer": "the call that ends the run and carries the answer is the answer",
    "encrypted_reasoning": "thoughts that the source holds encrypted or redacted are left out",
    "other_agents": "messages of an agent that another one has called are left out",
    "user_calls": "calls that the user makes, and their outputs, which the assistant does not see, are left out",
    "repeated_tool": "a tool that is offered twice stands once",
    "continues_earlier": "the record continues an earlier one, which it does not hold",
    "first_of_answers": "of several right values of an argument, the first one is taken",
    "joint_output": "an output that is of several calls stands with the last of them, a mark with the others",
    "mended_json": "the JSON of a call was broken and is mended",
    "positional_arguments": "arguments without names have those of the parameters at their places",
    "python_literals": "calls in Python's notation of values are read",
    "quoted_arguments": "arguments in single quotation marks with more of these in them are read",
    "split_outputs": "an output that lists those of several calls is one for each",
    "tool_notation": "parameters of tools in another notation are converted to JSON Schema",
    "tools_from_system": "a system message that only lists the tools is left out",
    "unknown_events": "items of an unknown kind are left out",
    "unquoted_values": "values that are no literals are their text",
    "wrapped_output": "an output that is written as a whole message is the content of this message",
    "unused_arguments": "arguments that are null for want of a parameter are left out",
    "edited_export": "the record was edited after its export: what was checked of it no longer holds",
    "unreadable_export": "what its export carried beside the messages cannot be read and is left out",
    "calls_in_text": "calls that the assistant writes as blocks of text are calls",
    "cut_opening": "the end of work whose request is not there is left out",
    "interrupted_call": "a call that was interrupted, and has no output, is left out",
    "relinked_line": "a line of a session whose parent is missing follows the line before it",
    "repeated_line": "what a log writes twice stands once",
    "synthetic_message": "what the program says in the assistant's name is left out",
}
"""Name of a repair → what it does."""

REFUSALS: dict[str, str] = {
    "no_user": "nobody asks for anything",
    "no_answer": "the assistant says and does nothing",
    "orphan_output": "an output answers a call that is not there",
    "two_outputs": "a call has two different outputs",
    "output_of_another_tool": "an output names another tool than its call, which is of a tool that is offered",
    "unanswered_call": "a call has no output, though the conversation goes on",
    "repeated_call": "one message makes the same call twice under one id",
    "nameless_call": "a call names no tool",
    "no_content": "the log does not hold the messages: they were not recorded, or were redacted",
    "invalid_conversation": "the messages are no valid conversation",
}
"""Name of a refusal → what it means."""


def normalise(draft: Draft, licence: str = "") -> Trajectory | Rejected:
    """Return the trajectory that a draft holds.

    Args:
        draft: What the importer read.
        licence: Licence of the input, for drafts that state none.
    """
    repaired = set(draft.repaired)
    try:
        offered = {tool.name for tool in draft.tools}
        turns = opened(assemble(draft.events, repaired, offered), repaired)
        turns, ending, final_output = closed(
            turns, repaired, ends_in_call=draft.ends_in_call, final_calls=draft.final_calls
        )
        messages = _messages(turns, draft.shared)
        validate(messages, ending)
    except RefusedError as error:
        return refused(error.rule, error.reason, draft.source, draft.record)
    except ConversationError as error:
        return refused("invalid_conversation", str(error), draft.source, draft.record)
    calls = [call for message in messages for call in message.tool_calls]
    tools = tuple(offered_tools(draft.tools, calls, repaired))
    shared = 0
    while shared < len(turns) and turns[shared].last < draft.shared:
        shared += 1
    trajectory = Trajectory(
        id=trajectory_id(messages, tools),
        messages=messages,
        tools=tools,
        ending=ending,
        outcome=_outcome(draft.outcome, final_output),
        origin=Origin(
            form=draft.form,
            record=plain(draft.record),
            task=plain(draft.task),
            model=plain(draft.model),
            leaf=draft.leaf,
            shared=sum(1 + len(turn.calls) for turn in turns[:shared]),
        ),
        repaired=tuple(sorted(repaired)),
        licence=draft.licence or licence,
        source=draft.source,
    )
    return restored(trajectory, draft.taken_back) if draft.taken_back else trajectory


def _messages(turns: list[Turn], shared_events: int) -> tuple[Message, ...]:
    """Return messages with their outputs behind them; those of shared events alone are not trained on.

    Raises:
        RefusedError: A call names no tool, or stands twice.
    """
    messages: list[Message] = []
    number = 0
    for turn in turns:
        calls: list[ToolCall] = []
        seen: set[tuple[str, str, str]] = set()
        for call in turn.calls:
            number += 1
            made = call.made
            if not made.name.strip():
                raise RefusedError("nameless_call", f"call {number} names no tool")
            arguments = arguments_text(made.arguments)
            if made.id and (made.id, made.name, arguments) in seen:
                raise RefusedError("repeated_call", f"a message makes the call {made.id} of {made.name} twice")
            seen.add((made.id, made.name, arguments))
            calls.append(ToolCall(f"call_{number}", plain(made.name), arguments))
        kind: MessageKind = "call" if calls else "words" if turn.texts else "thought"
        train = turn.speaker == "assistant" and turn.train and turn.last >= shared_events
        messages.append(
            Message(
                turn.speaker,
                turn.content,
                tuple(calls),
                reasoning=plain("\n\n".join(turn.reasoning)),
                attachments=tuple(turn.attachments),
                kind=kind,
                train=train,
            )
        )
        for numbered, answered in zip(calls, turn.calls, strict=True):
            if answered.output is not None:
                messages.append(_observation(answered.output, numbered.id, answered.attachments))
    return tuple(messages)


def _observation(output: str, call_id: str, attachments: list[Attachment]) -> Message:
    return Message("tool", output, tool_call_id=call_id, attachments=tuple(attachments), kind="observation")


def _outcome(outcome: Outcome, final_output: str) -> Outcome:
    """Return an outcome that also holds the output of the call which ended the run."""
    if not final_output:
        return outcome
    details = msgspec.json.decode(outcome.details) if outcome.details else {}
    details = details if isinstance(details, dict) else {"details": details}
    return msgspec.structs.replace(outcome, details=json_text({**details, "final_output": final_output}))
