"""Makes worlds from tools: the tools of a run, or of one API -> specs and worlds.

run.tools ──▶ apis_of ──▶ world_spec ──▶ CompiledSpec ──▶ LocalWorld
"""

from collections.abc import Iterable, Iterator, Sequence

from lemnos.records import Tool
from lemnos.steps.tools.world.base import WorldSpec
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.failures import Fault
from lemnos.steps.tools.world.spec import world_spec


def apis_of(tools: Iterable[Tool]) -> dict[tuple[str, str, str], list[Tool]]:
    """Return tools by provider, API and version, in the order in which they appear."""
    apis: dict[tuple[str, str, str], list[Tool]] = {}
    for tool in tools:
        apis.setdefault((tool.provider, tool.api, tool.version), []).append(tool)
    return apis


def world_specs(tools: Iterable[Tool]) -> Iterator[tuple[WorldSpec, list[Tool]]]:
    """Yield the spec of each API among ``tools`` (``lemnos.open_run(...).tools``), with the tools of that API."""
    for members in apis_of(tools).values():
        yield world_spec(members), members


def make_world(tools: Sequence[Tool], seed: str = "0", faults: Sequence[Fault] = ()) -> LocalWorld:
    """Return a world of the API to which ``tools`` belong.

    Args:
        tools: Tools of one version of one API.
        seed: Decides the entities with which the world starts, and all that is made up.
        faults: Failures that calls meet (``failures.planned_faults``).

    Raises:
        ValueError: There are no tools, or they belong to several APIs.
    """
    return LocalWorld(CompiledSpec(world_spec(tools), tools), seed, faults)
