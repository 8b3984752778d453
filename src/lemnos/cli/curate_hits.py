"""``lemnos curate hits``: what of benchmarks was found in a run, for a person to judge."""

from pathlib import Path

import click


@click.command(epilog="Example: lemnos curate hits runs/curated --out hits.html")
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write an HTML page here.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Most hits to print.")
def hits(run: Path, out: Path | None, limit: int) -> None:
    """Show items of benchmarks beside the records of RUN that hold them.

    RUN is a finished run of lemnos curate. Both texts stand side by side with the words that they share, in brackets or
    marked. Items with most hits come first. What is no leak is allowed by curate.decontaminate.allow.
    """
    from lemnos.steps.curate.decontaminate.report import leaks, lines, write_page
    from lemnos.store.run_folder import existing_run

    found = leaks(existing_run(run))
    if out is not None:
        write_page(out, found, f"Items of benchmarks in {run}")
        click.echo(f"{len(found):,} hits: {out}")
        return
    for line in lines(found[:limit]):
        click.echo(line)
    click.echo(f"{len(found):,} hits" + (f", of which {limit} are shown" if len(found) > limit else ""))
