"""Tools whose functions have no description → the same tools with one, by rules or by a model.

A model's answer is checked against the signature; one that tells of what is not there is refused, and the rules
describe the function. One request a function: about 400 tokens in, of which 150 are the same for all, and 150 out.
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
"""The prompts that a model needs."""


class Described(NamedTuple):
    """The tools of a shard after those without a description got one."""

    tools: list[Tool]
    refused: list[Rejected]
    """Answers of the model that could not be used."""
    figures: dict[str, Any]


def described(tools: Sequence[Tool], asked: AskedModel | None, answers: Answers) -> Described:
    """Describe the tools that need it, by the model if there is one.

    Raises:
        Unanswered: The model has not answered yet.
    """
    bare = [number for number, tool in enumerate(tools) if needs_description(tool)]
    told = list(tools)
    refused: list[Rejected] = []
    rules: Counter[str] = Counter()
    if asked is not None:
        replies = answers.to([describe_request(tools[number], asked.prompts) for number in bare])
        for number, reply in zip(bare, replies, strict=True):
            tool = tools[number]
            found = read_description(tool, reply.text) if reply.usable else unanswered(tool, reply)
            if isinstance(found, Rejected):
                refused.append(found)
                rules[found.rule] += 1
            else:
                told[number] = with_description(tool, found)
    left = [number for number in bare if told[number] is tools[number]]
    for number in left:
        told[number] = with_description(tools[number], describe_offline(tools[number]))
    return Described(
        told,
        refused,
        {
            "described_offline": len(left),
            "described_by_model": len(bare) - len(left),
            "descriptions_refused": dict(rules),
        },
    )
