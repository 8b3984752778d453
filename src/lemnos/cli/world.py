"""``lemnos world``: places to act in, made from descriptions of APIs."""

from pathlib import Path

import click


@click.group()
def world() -> None:
    """Turn descriptions of APIs into places to act in: calls change a state, and answers are consistent with it."""


@world.command(
    epilog="""\b
Examples:
  lemnos world serve demo/apis
  lemnos world serve runs/apis --port 9000 --seed 7
  curl http://127.0.0.1:8700/_lemnos/apis
  curl http://127.0.0.1:8700/_lemnos/apis/harbours.example-harbour-office-2.1/openapi.json
  curl http://127.0.0.1:8700/harbours.example-harbour-office-2.1/harbours
  curl http://127.0.0.1:8700/harbours.example-harbour-office-2.1~7~alice/harbours
  curl -X POST http://127.0.0.1:8700/_lemnos/worlds/harbours.example-harbour-office-2.1~7~alice/reset"""
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8700, show_default=True, help="Port; 0 for any.")
@click.option("--seed", default="0", show_default=True, metavar="TEXT", help="Seed of handles that name none.")
@click.option(
    "--most", type=click.IntRange(1), default=1000, show_default=True, help="Worlds held ready; others as snapshots."
)
@click.option(
    "--cache",
    type=click.IntRange(0),
    default=32,
    show_default=True,
    metavar="MB",
    help="Memory for answers that are kept while they are true; 0 for none.",
)
def serve(inputs: tuple[str, ...], host: str, port: int, seed: str, most: int, cache: int) -> None:
    """Serve worlds of the APIs in INPUT over HTTP and MCP.

    INPUT is a finished run of `lemnos tools docs`, or descriptions: a file, a folder or an archive. The address of a
    world is its handle: the name of its API and, if you like, a seed and a name of your own (`shop-1.0~7~alice`). A
    world is made when its handle is first used. HTTP: `/HANDLE` takes the place of the base URL of the description.
    MCP: `/_lemnos/mcp/HANDLE`. `/_lemnos/worlds/HANDLE` shows, resets, saves and loads it, and
    `/_lemnos/apis/HANDLE/openapi.json` describes what it serves, as `lemnos world describe` does.

    Needs `pip install 'lemnos[world]'`.
    """
    from lemnos.steps.tools.world.serving.application import serve as run
    from lemnos.steps.tools.world.serving.catalogue import Catalogue
    from lemnos.steps.tools.world.serving.inputs import is_cut, tools_of
    from lemnos.steps.tools.world.serving.worlds import Worlds

    tools, rejected, origins = tools_of([Path(each) for each in inputs])
    catalogue = Catalogue(tools, origins)
    cut = sum(map(is_cut, tools))
    partly = f"; results described in part: {cut:,}" if cut else ""
    click.echo(f"{len(catalogue.apis):,} APIs, {len(tools):,} operations; left out: {rejected:,}{partly}", err=True)
    run(Worlds(catalogue, seed, most), host, port, lambda line: click.echo(line, err=True), cache=cache * 1_000_000)


@world.command(
    epilog="""\b
Examples:
  lemnos world describe shop.yaml > served.json
  lemnos world describe demo/apis --api harbours.example-harbour-office-2.1
  lemnos world describe shop.yaml | jq '."x-lemnos-corrections"[] | .pointer + ": " + .reason'
  lemnos world describe shop.yaml --api shop-1.0~7~alice"""
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--api", "handle", default="", metavar="NAME", help="The API by its handle; needed if INPUT holds several."
)
def describe(inputs: tuple[str, ...], handle: str) -> None:
    """Print the OpenAPI document of what a world of an API in INPUT serves.

    The document is your own description, with its texts, schemas and version of OpenAPI, and true of the world: its
    address is that of the world, what no server could keep is corrected (members of another type than theirs, a body
    with 204, alternatives that accept the same values, references that lead nowhere), operations that no request
    reaches are left out, and every status that the world may answer is there. `x-lemnos-corrections` says what was
    wrong, by JSON pointer and reason; `x-lemnos-added` lists the responses that were added. A run of
    `lemnos tools docs` keeps tools, not descriptions: for one, the document is written from its tools.

    A server gives the same document at `/_lemnos/apis/HANDLE/openapi.json`.
    """
    import msgspec

    from lemnos.errors import SettingsError
    from lemnos.sources.tools.schema.numbers import json_bytes
    from lemnos.steps.tools.world.serving.catalogue import Catalogue
    from lemnos.steps.tools.world.serving.description.document import ADDED, CORRECTIONS, at_address
    from lemnos.steps.tools.world.serving.description.make import Descriptions
    from lemnos.steps.tools.world.serving.inputs import tools_of
    from lemnos.steps.tools.world.serving.worlds import SEPARATOR

    tools, _, origins = tools_of([Path(each) for each in inputs])
    apis = Catalogue(tools, origins).apis
    name = handle.partition(SEPARATOR)[0] or next(iter(apis))
    if name not in apis or (not handle and len(apis) > 1):
        listed = ", ".join([*apis][:8]) + (" …" if len(apis) > 8 else "")
        said = f"there is no API {name}" if handle else f"the input holds {len(apis):,} APIs"
        raise SettingsError(said, where="--api", remedy=f"choose one of {listed}")
    document = at_address(Descriptions(origins).of(apis[name]), f"/{handle or name}")
    click.echo(msgspec.json.format(json_bytes(document), indent=2))
    click.echo(f"corrections: {len(document[CORRECTIONS]):,}; added responses: {len(document[ADDED]):,}", err=True)
