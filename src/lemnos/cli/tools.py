"""``lemnos tools``: the step, and commands that read the registry of a run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lemnos.cli.crawl import crawl
from lemnos.cli.options import licence_options
from lemnos.cli.step_groups import WithSteps
from lemnos.cli.trajectories import verify
from lemnos.errors import RunError
from lemnos.records.licences import licence_filter


@click.group(cls=WithSteps, steps={"docs": "tools", "play": "play"})
def tools() -> None:
    """Turn API descriptions into tool documents, search the tools of a run, and check calls of them."""


tools.add_command(crawl)
tools.add_command(verify)


def _condition(licence: tuple[str, ...], exclude_licence: tuple[str, ...]) -> Callable[[Any], bool] | None:
    return licence_filter(licence, exclude_licence) if licence or exclude_licence else None


@tools.command("list")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--provider", default="", help="Filter by provider prefix.")
@click.option("--api", default="", help="Filter by API prefix.")
@click.option("--kind", type=click.Choice(["http", "mcp", "function", "python", "model"]), help="Filter by kind.")
@click.option("--all", "all_", is_flag=True, help="Include duplicates and older versions.")
@click.option("--apis", is_flag=True, help="List APIs with their number of tools instead.")
@licence_options
def list_(
    run: Path,
    provider: str,
    api: str,
    kind: str | None,
    all_: bool,
    apis: bool,
    licence: tuple[str, ...],
    exclude_licence: tuple[str, ...],
) -> None:
    """List the tools of RUN, one per line: id, name, provider, API, version, description."""
    from lemnos.steps.tools.search import entries, listed

    counts: dict[tuple[str, str, str], int] = {}
    found = False
    for entry in entries(run, _condition(licence, exclude_licence)):
        if not entry.provider.startswith(provider) or not entry.api.startswith(api):
            continue
        if (kind and entry.kind != kind) or not (all_ or entry.standing == "kept"):
            continue
        found = True
        if apis:
            key = (entry.provider, entry.api, entry.version)
            counts[key] = counts.get(key, 0) + 1
        else:
            click.echo(listed(entry))
    if not found:
        raise RunError("no tool passes these filters", where=str(run), remedy=f"see all: lemnos tools list {run} --all")
    for (of, name, version), count in counts.items():
        click.echo(f"{count:6,}  {', '.join(part for part in (of, name, version) if part)}")


@tools.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1, required=True)
@click.option("--count", type=click.IntRange(1), default=10, show_default=True, help="Number of results.")
@licence_options
def search(
    run: Path, words: tuple[str, ...], count: int, licence: tuple[str, ...], exclude_licence: tuple[str, ...]
) -> None:
    """Search the tools of RUN by words of their names and descriptions; best match first."""
    from lemnos.steps.tools.search import listed
    from lemnos.steps.tools.search import search as find

    found = find(run, " ".join(words), count, _condition(licence, exclude_licence))
    if not found:
        raise RunError(
            f"no tool has any of the words {' '.join(words)!r}",
            where=str(run),
            remedy=f"use other words, or list the tools: lemnos tools list {run}",
        )
    for score, entry in found:
        click.echo(f"{score:6.2f}  {listed(entry)}")


@tools.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("tool", metavar="ID|NAME")
@click.option("--form", default=None, metavar="FORM", help="Surface form, or `all` [default: the record as JSON].")
def show(run: Path, tool: str, form: str | None) -> None:
    """Print one tool of RUN: its record, or the tool in a surface form."""
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
