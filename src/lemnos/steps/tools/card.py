"""The dataset card of a run of tools: README.md with the header that the Hugging Face Hub reads."""

from pathlib import Path
from typing import Any

from lemnos.steps.tools.settings import ToolsRecipe

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10**7, "1M<n<10M"))
_HUB_LICENCES = ("apache-2.0", "mit", "cc0-1.0", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-4.0", "bsd-3-clause")
_LICENCES_SHOWN = 20


def card(recipe: ToolsRecipe, made: dict[str, Any]) -> str:
    """Return the text of the card.

    Args:
        recipe: What was asked for.
        made: The statistics of the run.
    """
    first, *others = [Path(entry.path).name for entry in recipe.inputs]
    name = f"Tools from {first}" + (f" and {len(others)} more" if others else "")
    tools, registry, documents = made["tools"], made["registry"], made["documents"]
    standing = registry["standing"]
    extension = recipe.format
    return f"""---
pretty_name: {_quoted(name)}
license: {_hub_licence(made["licences"])}
size_categories: [{_size(documents.get("documents", 0))}]
task_categories: [text-generation]
tags: [tool-use, function-calling, api-documentation, pre-training, lemnos]
configs:
- config_name: tool_documents
  default: true
  data_files: tool_documents/*.{extension}
- config_name: tools
  data_files: tools/*.{extension}
- config_name: registry
  data_files: registry/*.{extension}
---

# {name}

{documents.get("documents", 0):,} documents on {standing["kept"]:,} tools: operations of APIs, functions and models that
a language model can call. They were made by Lemnos from descriptions of {tools["tools"]:,} tools of
{registry["apis"]:,} APIs by {registry["providers"]:,} providers. Each tool is told in up to
{recipe.tools.documents.per_tool} surface forms, chosen by its id.

## Statistics

| kind | tools | with description | parameters | with description | deprecated |
|---|---:|---:|---:|---:|---:|
{_tool_rows({"all": tools, **made["tools_by_kind"]})}

| standing | tools |
|---|---:|
{_rows(standing)}

Tools that are left out of the documents stay in `tools/`; `verdicts/` says why, and which tool stands for each.
{registry["apis_with_several_versions"]:,} APIs come in several versions; {registry["with_newer_version"]:,} tools have
a namesake in a newer one. {_described(made["described"])}

| form | documents | tokens | tokens a document |
|---|---:|---:|---:|
{_document_rows({"all": documents, **made["documents_by_form"]})}

| kind | documents | tokens | tokens a document |
|---|---:|---:|---:|
{_document_rows(made["documents_by_kind"])}

Tokens are words between white space and ASCII punctuation marks.

## What was mended and refused

| mended in the description | tools |
|---|---:|
{_rows(made["repaired"])}

| refused | descriptions |
|---|---:|
{_rows(made["rejected"]["tools"] | made["rejected"]["tool_documents"])}

`repaired` of each tool names what was mended in it; `rejected/` says what was refused, why, and where it stands.

## Fields

`tool_documents/`: `id`, `tool` (id of the tool), `form`, `title`, `text`, `provider`, `licence`, `source`.

`tools/`: `id`, `kind`, `provider`, `api`, `name`, `version`, `description`; `parameters` and `result`, JSON Schema
(draft 2020-12) as text; `places` (where each argument of an HTTP operation travels), `method`, `path`, `server`;
`signature`, `code`; `errors`, `examples`, `tags`, `licence`, `source`, `deprecated`, `repaired`.

`registry/`: what a list of tools needs, and `standing`, `instead` (the tool that stands for one left out), `newest`
(the tool of this name in the newest version of the API).

## Sources and licences

| licence | tools |
|---|---:|
{_rows(_most({licence or "not stated": count for licence, count in made["licences"].items()}))}

Inputs: {", ".join(f"`{Path(entry.path).name}`" for entry in recipe.inputs)}. Licences are what the descriptions state.

## How it was made

Seed {recipe.seed}; every other setting is in `run.json`.
"""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _rows(counts: dict[str, int]) -> str:
    return "\n".join(f"| {_cell(key)} | {count:,} |" for key, count in counts.items()) or "| none | 0 |"


def _most(counts: dict[str, int]) -> dict[str, int]:
    rows = list(counts.items())
    left = sum(count for _, count in rows[_LICENCES_SHOWN:])
    return dict(rows[:_LICENCES_SHOWN]) | ({"others": left} if left else {})


def _described(counts: dict[str, Any]) -> str:
    """Say who described the functions that came without a description."""
    text = f"{counts['offline']:,} functions that came without a description were described by\ntheir code"
    if counts["model"]:
        text += f", {counts['model']:,} by a model whose answers were checked against their signatures"
    return f"{text}; their `tags` say `described:…`."


def _tool_rows(made: dict[str, dict[str, Any]]) -> str:
    return "\n".join(
        f"| {kind} | {row['tools']:,} | {row['share_described']:.1%} | {row['parameters']:,} "
        f"| {row['share_parameters_described']:.1%} | {row['deprecated']:,} |"
        for kind, row in made.items()
    )


def _document_rows(made: dict[str, dict[str, int]]) -> str:
    return "\n".join(
        f"| {name} | {row['documents']:,} | {row['tokens']:,} | {row['tokens'] / row['documents']:,.0f} |"
        for name, row in made.items()
        if row.get("documents")
    )


def _size(count: int) -> str:
    return next((name for limit, name in _SIZES if count < limit), "n>10M")


def _hub_licence(licences: dict[str, int]) -> str:
    """Return the Hub's identifier where all tools share one licence that it knows; else ``other``, ``unknown``."""
    stated = {licence.lower() for licence in licences if licence}
    if not stated:
        return "unknown"
    if len(licences) == 1 and stated <= set(_HUB_LICENCES):
        return stated.pop()
    return "other"
