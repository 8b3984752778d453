"""Finds the document of an API again in the inputs of the user: tools → the document, corrected.

Tools say of which file they were made, so nothing is kept in memory before somebody asks. Runs hold tools only, and
other kinds of descriptions are no OpenAPI documents: for these, and for APIs that several files describe, a document is
written from the tools (``written``).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lemnos.errors import InputError
from lemnos.records import Tool
from lemnos.sources.tools.corrected.base import Corrections
from lemnos.sources.tools.corrected.document import DocumentCorrector
from lemnos.sources.tools.detect import detect
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.sources.tools.schema.refs import Load, Specification
from lemnos.sources.tools.schema.yaml_json import StructureError
from lemnos.store.run_folder import is_run


def document_of(inputs: Sequence[Path], tools: Sequence[Tool], corrections: Corrections) -> dict[str, Any] | None:
    """Return the document of which the tools of an API were made, corrected; None if there is none, or several.

    Args:
        inputs: What the user named.
        tools: The tools of the API.
        corrections: Takes what is corrected.
    """
    files = {tool.source.partition("#/paths/")[0] for tool in tools if "#/paths/" in tool.source}
    if len(files) != 1 or any("#/paths/" not in tool.source for tool in tools):
        return None

    def corrected(specification: Specification, load: Load) -> dict[str, Any]:
        return DocumentCorrector(specification, load, corrections).corrected()

    for path in inputs:
        if is_run(path):
            continue
        try:
            if detect(str(path)) == "openapi" and (
                found := OpenApiSource(str(path)).read_file(next(iter(files)), corrected)
            ):
                return found
        except (InputError, StructureError, OSError, ValueError):
            continue  # it has gone or changed since
    return None
