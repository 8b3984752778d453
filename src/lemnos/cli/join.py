"""``lemnos join``: several finished runs as one."""

from pathlib import Path

import click

from lemnos.cli.options import QUIET, licence_options


@click.command(
    epilog="""\b
Examples:
  lemnos join runs/wiki runs/docs --out runs/all
  lemnos join runs/* --out runs/open --licence CC0-1.0 --licence CC-BY-4.0
  lemnos join runs/wiki runs/docs --out runs/stated --exclude-licence unknown

The records keep their order: all of the first run, then those of the second. A record whose id an earlier run has is
left out and counted, because ids are hashes of content. The same runs give the same bytes."""
)
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@click.option("--out", required=True, metavar="RUN", type=click.Path(path_type=Path), help="Run folder to write.")
@click.option(
    "--format", "format_", type=click.Choice(["parquet", "jsonl"]), help="File format [default: that of the first run]."
)
@licence_options
@click.option("--quiet", "-q", is_flag=True, help=QUIET)
def join(
    runs: tuple[Path, ...],
    out: Path,
    format_: str | None,
    licence: tuple[str, ...],
    exclude_licence: tuple[str, ...],
    quiet: bool,
) -> None:
    """Join finished RUNs of one step into a run with all their records."""
    from lemnos.pipeline.join import join_runs
    from lemnos.pipeline.report import summary

    made = join_runs(runs, out, licence=licence, exclude_licence=exclude_licence, format=format_)  # type: ignore[arg-type]
    if not quiet:
        click.echo(summary(made))
