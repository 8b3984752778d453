"""Makes the spec of a world from the tools of one API: ``Tool`` -> ``WorldSpec``.

    tools ──▶ semantics (a draft for each, joined to resources) ──▶ WorldSpec

Everything follows from names, paths, methods and schemas by rule. Cost: about a millisecond for each tool, most of it
for reading its schemas.
"""

from collections.abc import Sequence

import msgspec

from lemnos.records import Tool, content_id
from lemnos.steps.tools.world.base import WorldSpec
from lemnos.steps.tools.world.semantics.claims import draft_of
from lemnos.steps.tools.world.semantics.collections import collections_of
from lemnos.steps.tools.world.semantics.resources import LEAST_CONFIDENCE, build, joined

__all__ = ["LEAST_CONFIDENCE", "world_spec"]


def world_spec(tools: Sequence[Tool]) -> WorldSpec:
    """Return the spec of the world of ``tools``, which belong to one version of one API.

    Raises:
        ValueError: There are no tools, or they belong to several APIs.
    """
    if not tools:
        raise ValueError("a world needs at least one tool")
    apis = dict.fromkeys((tool.provider, tool.api, tool.version) for tool in tools)
    if len(apis) > 1:
        raise ValueError(f"the tools belong to {len(apis)} APIs or versions; make a world for each of them")
    ordered = list({tool.name: tool for tool in tools}.values())
    collections = collections_of(ordered)
    drafts = [draft_of(tool, collections) for tool in ordered]
    resources, operations = build(joined(drafts), drafts)
    provider, api, version = next(iter(apis))
    spec = WorldSpec(
        id="",
        provider=provider,
        api=api,
        version=version,
        resources=tuple(resources),
        operations=tuple(operations),
        tools=tuple(tool.id for tool in ordered),
    )
    return msgspec.structs.replace(spec, id=content_id("world", msgspec.json.encode(spec).decode()))
