"""``lemnos talk``: documents in, dialogues out."""

from typing import Any

import click

from lemnos.cli.options import dry_run_option, engine_options, make, model_options, model_overrides


@click.command(
    epilog="""\b
Examples:
  lemnos talk enwiki-latest-pages-articles.xml.bz2 --out runs/wiki
  lemnos talk docs/ manual.zip --out runs/docs --licence CC-BY-4.0
  lemnos talk pages.jsonl --map text=body,title=name,links=refs --out runs/pages
  lemnos talk articles/ --links links.tsv --out runs/articles
  lemnos talk articles/ --out runs/best --min-score 0.8
  lemnos talk articles/ --out runs/short --set talk.plan.turns_mean=40
  lemnos talk articles/ --out runs/model --model NAME --url http://localhost:8000/v1 --dry-run

Read the result with: lemnos show RUN"""
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, metavar="RUN", help="Run folder; the same command continues an unfinished one.")
@click.option(
    "--kind",
    type=click.Choice(["auto", "mediawiki", "folder", "table"]),
    default="auto",
    show_default=True,
    help="What the inputs are: a MediaWiki dump; a folder, zip or tar of documents; JSONL or Parquet.",
)
@click.option("--map", "mapping", metavar="OURS=THEIRS,…", default="", help="Fields of JSONL or Parquet inputs.")
@click.option(
    "--links", multiple=True, metavar="FILE", help="Table of links: source, target, by file name, id or title."
)
@click.option("--licence", default="", help="Licence of documents that do not name theirs.")
@click.option("--language", default="", help="Language (BCP 47) of documents that do not name theirs; else guessed.")
@click.option("--seed", default=0, show_default=True, help="Seeds every random choice.")
@click.option(
    "--limit", type=click.IntRange(1), default=None, help="Read about this many documents of each input only."
)
@click.option("--format", "format_", type=click.Choice(["parquet", "jsonl"]), default="parquet", show_default=True)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=None,
    help="Reject dialogues whose score is lower; the same as --set talk.min_score=X.",
)
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Any setting of a recipe, dotted.")
@model_options
@dry_run_option
@engine_options
def talk(
    inputs: tuple[str, ...],
    out: str,
    kind: str,
    mapping: str,
    links: tuple[str, ...],
    licence: str,
    language: str,
    seed: int,
    limit: int | None,
    format_: str,
    min_score: float | None,
    overrides: tuple[str, ...],
    workers: int | None,
    quiet: bool,
    dry_run: bool,
    **model: Any,
) -> None:
    """Turn linked documents into long, multi-topic, grounded dialogues.

    INPUT is a MediaWiki XML dump (.xml, .bz2, .gz), a folder, zip or tar of Markdown, HTML, reStructuredText or
    plain text, or a JSONL or Parquet file. Several inputs make one corpus.
    """
    from lemnos.pipeline.recipe import make_recipe

    entry: dict[str, Any] = {"kind": kind, "map": _mapping(mapping), "licence": licence, "language": language}
    content = {
        "inputs": [{"path": path, **entry} for path in inputs],
        "out": out,
        "links": list(links),
        "seed": seed,
        "limit": limit,
        "format": format_,
        "talk": {} if min_score is None else {"min_score": min_score},
    }
    make(make_recipe(content, (*overrides, *model_overrides(model, "talk.writer=model"))), workers, quiet, dry_run)


def _mapping(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair]
    for ours, equals, theirs in pairs:
        if not ours or not equals or not theirs:
            raise click.BadParameter(
                f"write OURS=THEIRS, for example text=body; not {ours + equals + theirs!r}", param_hint="--map"
            )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
