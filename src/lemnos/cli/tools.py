"""``lemnos tools``: descriptions of tools in, tool documentation out; and the registry that lies between."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lemnos.cli.crawl import crawl
from lemnos.cli.options import engine_options, model_options, model_overrides

if TYPE_CHECKING:
    from lemnos.steps.tools.settings import ToolsRecipe

_KINDS = ("auto", "openapi", "mcp", "functions", "rapidapi", "cards", "sealtools", "python", "pages", "warc", "mixed")


@click.group()
def tools() -> None:
    """Turn descriptions of tools into documentation that a model can learn them from.

    \b
    lemnos tools docs    descriptions in, documents out
    lemnos tools list    the tools of a run
    lemnos tools search  find tools of a run by words
    lemnos tools show    one tool, in one surface form or all
    lemnos tools crawl   a site of API documentation into an archive that docs reads
    """


tools.add_command(crawl)


@tools.command(
    epilog="""\b
Examples:
  lemnos tools docs openapi/ --out runs/apis
  lemnos tools docs petstore.yaml servers.json numpy --out runs/mixed
  lemnos tools docs apis.zip --kind openapi --licence CC0-1.0 --out runs/apis
  lemnos tools docs ./package --out runs/code --model NAME --url http://localhost:8000/v1
  lemnos tools docs site/ --start api/index.html --depth 3 --out runs/site
  lemnos tools docs openapi/ --out runs/all --set tools.registry.older_versions=keep
  lemnos tools docs openapi/ --out runs/pages --set 'tools.documents.forms=[reference, man_page]'

Look inside with: lemnos tools search RUN WORDS"""
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, metavar="RUN", help="Run folder; the same command continues an unfinished one.")
@click.option(
    "--kind", type=click.Choice(_KINDS), default="auto", show_default=True, help="What the inputs are; auto finds out."
)
@click.option("--licence", default="", help="Licence of tools that do not name theirs.")
@click.option("--provider", default="", help="Who offers the tools; else what each description says.")
@click.option(
    "--start", metavar="PAGE", help="Of HTML, Markdown, WARC: read what links lead to from this path or address."
)
@click.option("--depth", type=click.IntRange(0), help="How many links away from --start; 6 if not given.")
@click.option("--max-pages", type=click.IntRange(1), help="Pages to read of each input; 50,000 if not given.")
@click.option("--seed", default=0, show_default=True, help="Seeds every random choice.")
@click.option(
    "--limit", type=click.IntRange(1), default=None, help="Read about this many descriptions (files) of each input."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["parquet", "jsonl"]),
    default="parquet",
    show_default=True,
    help="File format of the records.",
)
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Any setting, dotted.")
@model_options
@engine_options
def docs(
    inputs: tuple[str, ...],
    out: str,
    kind: str,
    licence: str,
    provider: str,
    start: str | None,
    depth: int | None,
    max_pages: int | None,
    seed: int,
    limit: int | None,
    format_: str,
    overrides: tuple[str, ...],
    workers: int | None,
    quiet: bool,
    **model: Any,
) -> None:
    """Turn descriptions of tools into tool documents in several surface forms.

    INPUT is a file, folder, zip or tar of OpenAPI descriptions; results of MCP tools/list; lists of functions for
    OpenAI or Anthropic; RapidAPI descriptions; API cards; a Python package (a folder, wheel, sdist, or the name of an
    installed one); API documentation in HTML or Markdown. Several inputs make one registry.
    """
    from lemnos.pipeline.recipe import make_settings
    from lemnos.steps.tools.settings import ToolsRecipe

    if depth is not None and start is None:
        raise click.UsageError("--depth counts links from --start, which is not given")
    given = {"start": start, "depth": depth, "max_pages": max_pages}
    pages = {name: value for name, value in given.items() if value is not None}
    entry: dict[str, Any] = {"kind": kind, "licence": licence, "provider": provider, "pages": pages}
    content = {
        "inputs": [{"path": path, **entry} for path in inputs],
        "out": out,
        "seed": seed,
        "limit": limit,
        "format": format_,
        "tools": {},
    }
    changed = (*overrides, *model_overrides(model, "tools.describe=model"))
    make_tools(make_settings(content, ToolsRecipe, changed), workers, quiet)


def make_tools(recipe: "ToolsRecipe", workers: int | None, quiet: bool) -> None:
    """Run a recipe of tools with progress on standard error, and say where the result is."""
    import os

    from lemnos.cli.progress import choose_progress
    from lemnos.engine.local import LocalEngine
    from lemnos.steps.tools.build import build_tools
    from lemnos.steps.tools.search import summary

    engine = LocalEngine(workers or len(os.sched_getaffinity(0)))
    try:
        run = build_tools(recipe, engine, choose_progress(quiet))
    finally:
        engine.close()
    click.echo(summary(run.path))


@tools.command("list")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--provider", default="", help="Only tools whose provider's name begins so.")
@click.option("--api", default="", help="Only tools whose API's name begins so.")
@click.option("--kind", default="", help="Only tools of this kind: http, mcp, function, python, model.")
@click.option("--all", "all_", is_flag=True, help="Also tools that others stand for: duplicates, older versions.")
@click.option("--apis", is_flag=True, help="List APIs and how many tools each has, not the tools.")
def list_(run: Path, provider: str, api: str, kind: str, all_: bool, apis: bool) -> None:
    """List the tools of RUN, one a line: id, name, provider, API, version, what it does."""
    from lemnos.steps.tools.search import entries, listed

    counts: dict[tuple[str, str, str], int] = {}
    for entry in entries(run):
        if not entry.provider.startswith(provider) or not entry.api.startswith(api):
            continue
        if (kind and entry.kind != kind) or not (all_ or entry.standing == "kept"):
            continue
        if apis:
            key = (entry.provider, entry.api, entry.version)
            counts[key] = counts.get(key, 0) + 1
        else:
            click.echo(listed(entry))
    for (of, name, version), count in counts.items():
        click.echo(f"{count:6,}  {', '.join(part for part in (of, name, version) if part)}")


@tools.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1, required=True)
@click.option("--count", type=click.IntRange(1), default=10, show_default=True, help="How many to show.")
def search(run: Path, words: tuple[str, ...], count: int) -> None:
    """Find tools of RUN by words of their names and descriptions, the best first."""
    from lemnos.steps.tools.search import listed
    from lemnos.steps.tools.search import search as find

    for score, entry in find(run, " ".join(words), count):
        click.echo(f"{score:6.2f}  {listed(entry)}")


@tools.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("tool", metavar="ID|NAME")
@click.option("--form", default=None, metavar="FORM", help="Surface form; `all` for all that fit. Default: the record.")
def show(run: Path, tool: str, form: str | None) -> None:
    """Show one tool of RUN: its record, or the tool in a surface form."""
    import msgspec

    from lemnos.steps.tools.search import find_tool, told

    found = find_tool(run, tool)
    if form is None:
        plain = msgspec.to_builtins(found)
        for key in ("parameters", "result"):
            plain[key] = msgspec.json.decode(plain[key]) if plain[key] else ""
        plain = {key: value for key, value in plain.items() if value not in ("", [], False)}
        click.echo(msgspec.json.format(msgspec.json.encode(plain), indent=2).decode())
        return
    for name, text in told(found, None if form == "all" else form):
        if form == "all":
            click.echo(f"{'─' * 20} {name} {'─' * (58 - len(name))}")
        click.echo(text)
