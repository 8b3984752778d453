"""Makes the descriptions of the APIs that are served, when somebody asks for one; the last ones are kept."""

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lemnos.errors import SettingsError
from lemnos.sources.tools.corrected.base import Corrections
from lemnos.steps.tools.world.serving.catalogue import Api
from lemnos.steps.tools.world.serving.description.document import own_description
from lemnos.steps.tools.world.serving.description.inputs import document_of
from lemnos.steps.tools.world.serving.description.written import written_document, written_places

_MOST = 8
"""Descriptions that are kept; one takes as much memory as its file, parsed."""


class Descriptions:
    """The descriptions of what is served.

    Args:
        origins: Id and source of a tool → the file, folder or archive that the user named and that describes it.
    """

    def __init__(self, origins: Mapping[tuple[str, str], Path]) -> None:
        self._origins = origins
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def of(self, api: Api) -> dict[str, Any]:
        """Return the description of what the worlds of an API serve over HTTP, without its address.

        Raises:
            SettingsError: None of its tools is an HTTP operation.
        """
        if api.name not in self._kept:
            self._kept[api.name] = self._made(api)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(api.name)
        return self._kept[api.name]

    def _made(self, api: Api) -> dict[str, Any]:
        http = [tool for tool in api.tools if tool.kind == "http" and tool.path]
        if not http:
            raise SettingsError("it has no HTTP operations", where=api.name, remedy="its tools are served over MCP")
        corrections = Corrections()
        document = document_of(self._origins, http, corrections)
        if document is not None:
            return own_description(api, document, http, corrections)
        return own_description(api, written_document(http), written_places(http), Corrections())
