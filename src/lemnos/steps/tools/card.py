"""The part of the dataset card that is about tools and their documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.steps.tools.settings import ToolsSettings


def card(settings: ToolsSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How the documents were made.
        statistics: Of the run, see ``lemnos.steps.tools.statistics``.
    """
    tools, registry, documents = statistics["tools"], statistics["registry"], statistics["documents"]
    standing = registry["standing"]
    described = ("kind", "tools", "with description", "parameters", "with description", "deprecated")
    rendered = ("documents", "tokens", "tokens per document")
    body = f"""
{documents.get("documents", 0):,} documents about {standing["kept"]:,} tools: operations of APIs, functions and models
that a language model can call. Lemnos made them from descriptions of {tools["tools"]:,} tools in
{registry["apis"]:,} APIs of {registry["providers"]:,} providers. Each tool is rendered in up to
{settings.documents.most} surface forms, chosen by its id.

## Statistics

{table(described, _tools({"all": tools, **statistics["tools_by_kind"]}))}

{table(("standing", "tools"), standing.items())}

Tools without documents stay in `tools/`; `verdicts/` gives the reason and the tool that replaces each.
{registry["apis_with_several_versions"]:,} APIs come in several versions; {registry["with_newer_version"]:,} tools have
a newer version. {_described(statistics["described"])}

{table(("form", *rendered), _documents({"all": documents, **statistics["documents_by_form"]}))}

{table(("kind", *rendered), _documents(statistics["documents_by_kind"]))}

Tokens are words between white space, and ASCII punctuation marks.

## Repaired

{table(("repaired in the description", "tools"), statistics["repaired"].items())}

`repaired` of each tool names what was repaired in it.

## Fields

`tool_documents/`: `id`, `tool` (id of the tool), `form`, `title`, `text`, `provider`, `licence`, `source`.

`tools/`: `id`, `kind`, `provider`, `api`, `name`, `version`, `description`; `parameters` and `result`, JSON Schema
(draft 2020-12) as text; `places` (where each argument of an HTTP operation travels), `method`, `path`, `server`;
`signature`, `code`; `errors`, `examples`, `tags`, `licence`, `source`, `deprecated`, `repaired`.

`registry/`: what a list of tools needs, and `standing`, `instead` (the tool that replaces one left out), `newest` (the
tool of this name in the newest version of the API).
"""
    return Card(
        title="Tools",
        tags=("tool-use", "function-calling", "api-documentation"),
        records=documents.get("documents", 0),
        licences=statistics["licences"],
        licensed="tools",
        body=body,
        note="Licences are those that the descriptions state.",
    )


def _described(counts: Mapping[str, Any]) -> str:
    """Return who described the functions that came without a description."""
    text = f"{counts['offline']:,} functions came without a description and were described from their code"
    if counts["model"]:
        text += f", {counts['model']:,} by a model whose answers were checked against their signatures"
    return f"{text};\ntheir `tags` say `described:…`."


def _tools(kinds: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for kind, row in kinds.items():
        described, parameters = f"{row['share_described']:.1%}", f"{row['share_parameters_described']:.1%}"
        yield kind, row["tools"], described, row["parameters"], parameters, row["deprecated"]


def _documents(rows: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[Any, ...]]:
    for name, row in rows.items():
        if row.get("documents"):
            yield name, row["documents"], row["tokens"], round(row["tokens"] / row["documents"])
