"""Lists the APIs that can be served: tools → ``Api`` items by the name that stands in addresses.

What an API needs to be served (spec, routes, readers of requests) is made when one of its worlds is first called.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from lemnos.errors import SettingsError
from lemnos.records import Tool
from lemnos.steps.tools.wire.reading import RequestReader
from lemnos.steps.tools.wire.routes import Router
from lemnos.steps.tools.world.compiled import CompiledOperation, CompiledSpec
from lemnos.steps.tools.world.make import apis_of
from lemnos.steps.tools.world.spec import world_spec

_LONGEST = 60
_UNSAFE = re.compile(r"[^a-z0-9.]+")


class Api:
    """One version of one API.

    Args:
        name: What it is called in addresses.
        tools: Its tools.
    """

    def __init__(self, name: str, tools: list[Tool]) -> None:
        self.name = name
        self.tools = tools
        self._readers: dict[str, RequestReader] = {}

    @cached_property
    def compiled(self) -> CompiledSpec:
        """Its spec, ready for worlds."""
        return CompiledSpec(world_spec(self.tools), self.tools)

    @cached_property
    def router(self) -> Router:
        """Its paths."""
        return Router([each.tool for each in self.compiled.operations.values()])

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Names in lower case of the header fields on which an answer may depend."""
        places = [each for tool in self.tools for each in tool.places]
        names = {(each.wire_name or each.name).lower() for each in places if each.place == "header"}
        names |= {each.lower() for each in self.router.asked}
        names |= {"cookie" for each in places if each.place == "cookie"}
        return ("content-type", *sorted(names - {"content-type"}))

    @cached_property
    def operations(self) -> dict[str, CompiledOperation]:
        """Its operations by the ids of their tools."""
        return {each.tool.id: each for each in self.compiled.operations.values()}

    def reader(self, tool: Tool) -> RequestReader:
        """Return what reads the requests of an operation."""
        if tool.id not in self._readers:
            self._readers[tool.id] = RequestReader(tool)
        return self._readers[tool.id]


class Catalogue:
    """All APIs that are served.

    Args:
        tools: Tools of any number of APIs.
        origins: Where their descriptions are found again: ``inputs.Inputs.origins``.

    Raises:
        SettingsError: There are none.
    """

    def __init__(self, tools: Iterable[Tool], origins: Mapping[tuple[str, str], Path] | None = None) -> None:
        self.origins = origins or {}
        self.apis: dict[str, Api] = {}
        for (provider, api, version), members in apis_of(tools).items():
            name = _address(provider, api, version)
            number = 1
            while (unique := name if number == 1 else f"{name}-{number}") in self.apis:
                number += 1
            self.apis[unique] = Api(unique, members)
        if not self.apis:
            raise SettingsError("no tools were found to serve", remedy="give descriptions of APIs, or a run of them")


def _address(provider: str, api: str, version: str) -> str:
    """Return a name for an API that needs no encoding in an address.

    >>> _address("shop.example", "Shop Pets (EU)", "1.0")
    'shop.example-shop-pets-eu-1.0'
    """
    parts = [_UNSAFE.sub("-", part.lower()).strip("-.") for part in (provider, api, version)]
    if parts[1].startswith(parts[0]):
        parts[0] = ""
    return "-".join(filter(None, (parts[0], parts[1], parts[2])))[:_LONGEST].strip("-.") or "api"
