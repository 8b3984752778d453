"""Lists the kinds of tool descriptions, and imports the module that reads a kind only when it is needed."""

import importlib
from typing import Any, Literal

ToolKind = Literal["openapi", "mcp", "functions", "rapidapi", "cards", "sealtools", "python", "pages", "warc", "mixed"]
"""Kinds of descriptions, in the order in which a file is tested for them."""

SOURCES: dict[str, tuple[str, str]] = {
    "openapi": ("openapi.source", "OpenApiSource"),
    "mcp": ("json.mcp", "McpSource"),
    "functions": ("json.functions", "FunctionsSource"),
    "rapidapi": ("json.rapidapi", "RapidApiSource"),
    "cards": ("json.cards", "CardsSource"),
    "sealtools": ("json.sealtools", "SealToolsSource"),
    "python": ("python.source", "PythonSource"),
    "pages": ("pages.source", "PagesSource"),
    "warc": ("pages.warc", "WarcSource"),
    "mixed": ("mixed", "MixedSource"),
}
"""The module of each kind, relative to this package, and the class in it that reads an input."""


def module_of(kind: str) -> Any:
    """Return the module that reads a kind, importing it if necessary."""
    return importlib.import_module(f"lemnos.sources.tools.{SOURCES[kind][0]}")
