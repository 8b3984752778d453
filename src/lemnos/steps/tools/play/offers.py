"""Chooses the tools that an assistant is offered: those that a task calls, some alike, some others, shuffled."""

from collections.abc import Sequence
from functools import lru_cache
from random import Random

import msgspec

from lemnos.records import OfferedTool, Tool
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import SCOPE, Task
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.wording import listed

_LONGEST = 6_000
"""Characters of the schema of a tool that is offered beside those called."""


_Deed = tuple[str, str, frozenset[str]]
"""What is done, to what, below what."""


def offered_tools(task: Task, api: Api, others: Sequence[Tool], random: Random, most: int) -> tuple[OfferedTool, ...]:
    """Return the tools that are offered for a task; none that does to things of one name what a tool called does.

    Two operations that list script tags, of a shop and of pages, or that change a dashboard in whole and in part, both
    fit what people ask for: nobody could say that a call of the other is wrong.

    Args:
        task: The task.
        api: Its API.
        others: Tools of other APIs.
        random: Decides which, how many and in which order.
        most: How many at most, those called not counted.
    """
    if scoped(task):
        return tuple(offered(tool, task) for tool in _covered(api, random, most))
    called = list(dict.fromkeys(call.tool for call in task.calls))
    wanted = {api.operations[name].compiled.operation.claim.resource for name in called}
    nouns = {word for name in called for word in api.operations[name].words[1:]}
    done = {deed for name in called if (deed := _deed(api.operations[name]))}
    siblings: list[Tool] = []
    near: list[Tool] = []
    rest: list[Tool] = []
    for name, resource, words, deed, tool in _beside(api):
        if name in called or deed in done:
            continue
        (siblings if resource in wanted else rest if nouns.isdisjoint(words) else near).append(tool)
    count = min(most, max(2, len(called) + 1, 2 + int(38 * random.random() ** 2.2)))
    chosen = [api.operations[name].tool for name in called]
    for pool, share in ((siblings, 0.5), (near, 0.3), (rest, 0.6)):
        chosen += _drawn(pool, int((count - len(chosen)) * share + 0.999), random)
    left = {tool.id for tool in chosen}
    chosen += [
        tool
        for tool in _drawn(others, count - len(chosen), random)
        if tool.id not in left and tool.name not in {each.name for each in chosen} and len(tool.parameters) <= _LONGEST
    ]
    for index in range(len(chosen) - 1):
        other = index + int(random.random() * (len(chosen) - index))
        chosen[index], chosen[other] = chosen[other], chosen[index]
    unique = list({tool.name: tool for tool in chosen}.values())
    return tuple(offered(tool, task) for tool in unique)


@lru_cache(maxsize=1)  # the tasks of one API are played one after the other
def _beside(api: Api) -> tuple[tuple[str, str | None, tuple[str, ...], _Deed | None, Tool], ...]:
    """Return what may be offered beside the tools called.

    Name, resource (None without a state), words of the name, what it does.
    """
    return tuple(
        (
            name,
            None if (own := each.compiled.operation).stateless else own.claim.resource,
            each.words,
            _deed(each),
            each.tool,
        )
        for name, each in api.operations.items()
        if len(each.tool.parameters) <= _LONGEST
    )


def _deed(operation: ApiOperation) -> _Deed | None:
    """Return what an operation does; None if it is no common verb, or what it works on has no name."""
    if operation.verb in ("action", "opaque") or not operation.noun:
        return None
    verb = "update" if operation.verb == "replace" else operation.verb
    return verb, operation.noun, frozenset(parent.resource for parent in operation.compiled.operation.parents)


def scoped(task: Task) -> bool:
    """Return whether the assistant says what its tools are for."""
    return any(SCOPE in turn.words for turn in task.turns)


def with_scope(task: Task, api: Api, tools: Sequence[OfferedTool]) -> Task:
    """Return a task in which the assistant names all that the tools offered are for."""
    if not scoped(task):
        return task
    own = dict(task.renamed)
    named = (api.areas[own.get(tool.name, tool.name)].split(" ") for tool in tools)
    areas = list(dict.fromkeys(" ".join(map(_plain, words)) for words in named))
    turns = tuple(msgspec.structs.replace(turn, words=turn.words.replace(SCOPE, listed(areas))) for turn in task.turns)
    return msgspec.structs.replace(task, turns=turns)


def _plain(word: str) -> str:
    """Return a word as it stands where nothing before it writes it: names without capitals, abbreviations with them."""
    return word if word.isupper() else word.lower()


def _covered(api: Api, random: Random, most: int) -> list[Tool]:
    """Return tools that a few words sum up: those of two to six areas."""
    pools: dict[str, list[Tool]] = {}
    for name, area in api.areas.items():
        if len(api.operations[name].tool.parameters) <= _LONGEST:
            pools.setdefault(area, []).append(api.operations[name].tool)
    areas = list(pools)
    kept = {areas.pop(int(random.random() * len(areas))) for _ in range(min(len(areas), 2 + int(random.random() * 5)))}
    chosen = [tool for area in pools if area in kept for tool in _drawn(pools[area], 1, random)]
    rest = [tool for area in pools if area in kept for tool in pools[area] if tool not in chosen]
    chosen += _drawn(rest, min(most, 2 + int(38 * random.random() ** 2.2)) - len(chosen), random)
    return _drawn(chosen, len(chosen), random)


def offered(tool: Tool, task: Task) -> OfferedTool:
    """Return a tool as it is offered for a task."""
    names = {own: name for name, own in task.renamed}
    description = "" if task.masked else tool.description
    return OfferedTool(names.get(tool.name, tool.name), description, tool.parameters, tool.id)


def _drawn(pool: Sequence[Tool], count: int, random: Random) -> list[Tool]:
    left = list(pool)
    return [left.pop(int(random.random() * len(left))) for _ in range(max(0, min(count, len(left))))]
