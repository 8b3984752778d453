"""Describe the tools of a shard that have no description: tools -> the same tools with descriptions.

The descriptions are written by rules or by a model. A model's answer is checked against the signature; if it mentions
something that does not exist, it is rejected and the rules describe the function instead. One request a function: about
400 tokens in, of which 150 are the same for all requests, and 150 out.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers
from lemnos.records import Rejected, Tool
from lemnos.steps.tools.describe.rules import (
    describe_offline,
    describe_request,
    needs_description,
    read_description,
    unanswered,
    with_description,
)

PROMPTS = ("describe_function", "describe_function_system")
"""Names of the prompts that a model needs."""


class DescribedTools(NamedTuple):
    """The tools of a shard after those without a description got one, and what that took."""

    tools: list[Tool]
    rejected: list[Rejected]
    """The model's answers that could not be used."""
    figures: dict[str, Any]


def describe_tools(tools: Sequence[Tool], asked: AskedModel | None, answers: Answers) -> DescribedTools:
    """Return the tools with a description for each that needs one, written by the model ``asked`` or else by rules.

    Raises:
        Unanswered: The model has not answered every request yet.
    """
    undescribed = [number for number, tool in enumerate(tools) if needs_description(tool)]
    described = list(tools)
    rejected: list[Rejected] = []
    rules: Counter[str] = Counter()
    if asked is not None:
        replies = answers.to([describe_request(tools[number], asked.prompts) for number in undescribed])
        for number, reply in zip(undescribed, replies, strict=True):
            tool = tools[number]
            description = read_description(tool, reply.text) if reply.usable else unanswered(tool, reply)
            if isinstance(description, Rejected):
                rejected.append(description)
                rules[description.rule] += 1
            else:
                described[number] = with_description(tool, description)
    offline = [number for number in undescribed if described[number] is tools[number]]
    for number in offline:
        described[number] = with_description(tools[number], describe_offline(tools[number]))
    return DescribedTools(
        described,
        rejected,
        {
            "described_offline": len(offline),
            "described_by_model": len(undescribed) - len(offline),
            "descriptions_refused": dict(rules),
        },
    )
