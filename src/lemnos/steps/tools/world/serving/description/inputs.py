"""Finds the document of an API again in the inputs of the user: tools → the document, corrected.

Tools say of which file they were made, so nothing is kept in memory before somebody asks. Runs hold tools only, and
other kinds of descriptions are no OpenAPI documents: for these, and for APIs that several files describe, a document is
written from the tools (``written``).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lemnos.errors import InputError
from lemnos.records import Tool
from lemnos.sources.tools.corrected.base import Corrections
from lemnos.sources.tools.corrected.document import DocumentCorrector
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.sources.tools.schema.refs import Load, Specification
from lemnos.sources.tools.schema.yaml_json import StructureError
from lemnos.steps.tools.world.serving.inputs import OPERATIONS


def document_of(
    origins: Mapping[tuple[str, str], Path], tools: Sequence[Tool], corrections: Corrections
) -> dict[str, Any] | None:
    """Return the document of which the tools of an API were made, corrected; None if there is none, or several.

    Args:
        origins: Id and source of a tool → the file, folder or archive that describes it.
        tools: The tools of the API.
        corrections: Takes what is corrected.
    """
    files = {(origins.get((tool.id, tool.source)), tool.source.partition(OPERATIONS)[0]) for tool in tools}
    path, file = files.pop()
    if files or path is None:
        return None

    def corrected(specification: Specification, load: Load) -> dict[str, Any]:
        return DocumentCorrector(specification, load, corrections).corrected()

    try:
        return OpenApiSource(str(path)).read_file(file, corrected)
    except (InputError, StructureError, OSError, ValueError):
        return None  # it has gone or changed since
