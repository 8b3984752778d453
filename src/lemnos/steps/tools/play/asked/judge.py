"""Has a model judge a conversation: ``Trajectory``, answers -> a check of level 5 with its reason.

The model sees what a user sees, and the calls: not the task, nor what our own checks say. A verdict that cannot be read
is unknown, and the trajectory stays at level 4.
"""

import msgspec

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers, Request
from lemnos.llm.structured import read_object
from lemnos.records import Check, Trajectory, Utterance

PROMPTS = ("play_judge", "play_judge_system")
LEVEL = 5
_SCHEMA = msgspec.json.encode(
    {
        "type": "object",
        "properties": {"fault": {"type": "string"}, "verdict": {"type": "string", "enum": ["good", "bad"]}},
        "required": ["fault", "verdict"],
    }
).decode()
_MOST_TOKENS = 200
_LONGEST = 1_500  # characters of an observation that the judge sees
_SHOWN = 200


def judge_request(trajectory: Trajectory, model: AskedModel) -> Request:
    """Return the request for a verdict."""
    lines = []
    for message in trajectory.messages:
        if message.reasoning:
            lines.append(f"ASSISTANT (thinks): {message.reasoning}")
        lines += [f"ASSISTANT calls {call.name}: {call.arguments}" for call in message.tool_calls]
        if message.content:
            lines.append(f"{message.role.upper()}: {message.content[:_LONGEST]}")
    called = {call.name for message in trajectory.messages for call in message.tool_calls}
    tools = [f"- {tool.name}: {tool.description[:_SHOWN]}" for tool in trajectory.tools if tool.name in called]
    prompts = model.prompts
    return Request(
        "judge",
        (
            Utterance("system", prompts["play_judge_system"].fill()),
            Utterance(
                "user", prompts["play_judge"].fill(tools="\n".join(tools) or "(none)", conversation="\n".join(lines))
            ),
        ),
        _MOST_TOKENS,
        _SCHEMA,
    )


def judged(trajectory: Trajectory, model: AskedModel, answers: Answers) -> Check:
    """Return the check ``judged``.

    Raises:
        Unanswered: There is no verdict yet.
    """
    [answer] = answers.to([judge_request(trajectory, model)])
    found = read_object(answer.text) if answer.usable else {}
    verdict, fault = found.get("verdict"), found.get("fault")
    reason = " ".join(fault.split())[:_SHOWN] if isinstance(fault, str) else ""
    if verdict not in ("good", "bad"):
        return Check("judged", LEVEL, "unknown", f"no verdict of {model.name} can be read")
    return Check("judged", LEVEL, "pass" if verdict == "good" else "fail", f"{model.name}: {reason or verdict}")
