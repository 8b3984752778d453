"""Implements ``lemnos reward``, which ranks candidate answers, and makes cases for, evaluates and trains the ranking
model.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lemnos.cli.options import licence_options
from lemnos.cli.problems import Problems
from lemnos.cli.reward_train import train

if TYPE_CHECKING:
    from lemnos.steps.talk.reward.evaluate import Evaluation


@click.group(
    epilog="""\b
Start with:
  lemnos reward import auto topics.json --out cases.jsonl
  lemnos reward eval cases.jsonl"""
)
def reward() -> None:
    """Rank candidate answers; evaluate and train the ranking model.

    A reward scores each candidate as the next answer, given the answers so far; it needs no user turns. It guides the
    dialogues that lemnos talk makes, and ranks any candidates that you give it. See docs/how-to/reward.md.
    """


reward.add_command(train)


@reward.command(
    name="rank",
    short_help="Add scores to lines of candidates.",
    epilog="""\b
Examples:
  lemnos reward rank lines.jsonl > ranked.jsonl
  zcat lines.jsonl.gz | lemnos reward rank - --model mine.npz""",
)
@click.argument("file", metavar="FILE")
@click.option(
    "--model",
    default="default",
    show_default=True,
    help="Score with this model: default, an .npz file, or st:, hf:, ce: NAME.",
)
def rank(file: str, model: str) -> None:
    """Add "scores" to each line {"history": […], "candidates": […]} of FILE, - for standard input.

    The history is oldest first and may be empty; all other keys are kept. Lines are written in order while later ones
    are still being read. An invalid line is reported on standard error and left out; the exit status is then 2.
    """
    from lemnos.errors import InputError
    from lemnos.steps.talk.reward.cases import lines
    from lemnos.steps.talk.reward.load import load
    from lemnos.steps.talk.reward.rank import rank as rank_lines

    loaded = load(model)
    out = sys.stdout.buffer
    written, bad = rank_lines(lines(file), file, loaded, out.write, Problems(every=True))
    out.flush()
    if bad:
        raise InputError(
            f"{bad:,} of {written + bad:,} lines were left out", where=file, remedy="fix them as reported above"
        )


@reward.command(
    name="eval",
    short_help="Evaluate models on cases, compared with BM25.",
    epilog="""\b
Examples:
  lemnos reward eval cases.jsonl
  lemnos reward eval cast.jsonl mtrag.jsonl --model default --model mine.npz
  lemnos reward eval cases.jsonl --model st:all-MiniLM-L6-v2 --embedding st:all-MiniLM-L6-v2 --json""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--model",
    "models",
    multiple=True,
    default=("default",),
    show_default=True,
    metavar="NAME",
    help="Evaluate this model; may be repeated.",
)
@click.option("--texts-only", is_flag=True, help="Ignore positions: evaluate on the texts alone.")
@click.option(
    "--embedding",
    metavar="NAME",
    default="",
    help="Also evaluate the cosine of this embedding alone: st:NAME, hf:PATH.",
)
@click.option("--seed", default=0, show_default=True, help="Seed the bootstrap.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def evaluate(
    files: tuple[str, ...], models: tuple[str, ...], texts_only: bool, embedding: str, seed: int, as_json: bool
) -> None:
    """Evaluate models on FILEs of cases, with chance, reading order and BM25 for comparison.

    Prints MRR, recall@1 and recall@5 with 95 % bootstrap intervals over groups, the paired ratio to BM25, calibration
    and speed.
    """
    import msgspec

    from lemnos.steps.talk.reward.cases import read_cases
    from lemnos.steps.talk.reward.judge_files import judge_files
    from lemnos.steps.talk.reward.load import load

    loaded = {name: load(name) for name in models}
    alone = {}
    if embedding:
        from lemnos.steps.talk.reward.embedding.reward import cosine

        alone = {f"{embedding} alone": cosine(embedding)}
    problems = Problems()
    sets = {path: list(read_cases(path, problems)) for path in files}
    problems.close()
    if texts_only:
        sets = {path: [case.without_places() for case in cases] for path, cases in sets.items()}
    evaluations = judge_files(sets, loaded, alone, seed)
    if as_json:
        click.echo(msgspec.json.encode({"bad_lines": problems.count, "files": evaluations}))
        return
    for path, evaluation in evaluations.items():
        click.echo(_table(path, evaluation))


def _table(path: str, evaluation: "Evaluation") -> str:
    width = max(len(result.model) for result in evaluation.results)
    rows = [
        f"{path}: {evaluation.cases:,} cases in {evaluation.groups:,} groups, {evaluation.pairs:,} pairs",
        *(f"  left out: {count:,} with {why}" for why, count in evaluation.left_out.items() if count),
        "",
        f"{'':<{width}}  {'MRR':<20} {'recall@1':<20} {'recall@5':<20} {'MRR / BM25':<20} pairs/CPU-s",
    ]
    for result in evaluation.results:
        figures = [str(value) for value in result.measures.values()]
        figures.append(str(result.ratio) if result.ratio else "")
        rows.append(
            f"{result.model:<{width}}  "
            + " ".join(f"{value:<20}" for value in figures)
            + f" {result.pairs_per_second:,.0f}"
        )
    for result in evaluation.results:
        if calibration := result.calibration:
            rows += [
                "",
                f"{result.model} at even odds: calibration error {calibration.error:.3f}, "
                f"Brier score {calibration.brier:.3f}",
            ]
            rows += ["  score      pairs      mean score  true"]
            rows += [
                f"  {bin_.low:.1f}-{bin_.high:.1f}  {bin_.pairs:>8,}       {bin_.mean_score:.3f}       {bin_.true:.3f}"
                for bin_ in calibration.bins
                if bin_.pairs
            ]
    return "\n".join([*rows, ""])


@reward.command(
    name="import",
    short_help="Make cases from published conversations or documents.",
    epilog="""\b
Formats, as their authors publish them (JSON, JSON lines, gzipped or not):
  cast       TREC CAsT topics: 2021 passages, 2022 responses; 2019 and 2020 (rewritten) utterances
  quac       QuAC train and val; an answer is the sentence that holds the span
  coqa       CoQA train and dev; an answer is the sentence that holds the rationale
  topiocqa   TopiOCQA train and dev; an answer is its passage or rationale
  doc2dial   Doc2Dial and MultiDoc2Dial dialogues, together with their documents file
  mtrag      MTRAG conversations.json, or generation tasks such as reference.jsonl
  documents  a finished run folder of lemnos talk: the next segment of a held-out document
Examples:
  lemnos reward import cast 2021_manual_evaluation_topics_v1.0.json --out cast21.jsonl
  lemnos reward import doc2dial multidoc2dial_dial_validation.json multidoc2dial_doc.json --out md2d.jsonl
  lemnos reward import quac train_v0.2.json --out train.jsonl --pool 800
  lemnos reward import documents runs/demo --out held-out.jsonl""",
)
@click.argument(
    "format_",
    metavar="FORMAT",
    type=click.Choice(["auto", "cast", "quac", "coqa", "topiocqa", "doc2dial", "mtrag", "documents"]),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write the cases to this file.")
@click.option(
    "--candidates",
    metavar="N",
    type=click.IntRange(2),
    default=20,
    show_default=True,
    help="Set the number of candidates of a case.",
)
@click.option("--seed", default=0, show_default=True, help="Seed every random choice.")
@click.option(
    "--answers",
    type=click.Choice(["source", "written"]),
    default="source",
    show_default=True,
    help="Take as an answer the sentences or section that it is from, or what was said.",
)
@click.option(
    "--foreign",
    type=click.Choice(["closest", "random"]),
    default="closest",
    show_default=True,
    help="Take from other conversations the candidates closest to the history by BM25, or random ones.",
)
@click.option(
    "--pool",
    metavar="N",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Draw those from N passages, sampled for each conversation; 0 for all. About 800 for training.",
)
@click.option(
    "--per-document",
    metavar="N",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Make N cases of each document (documents only).",
)
@click.option(
    "--held-out",
    default="1/8",
    show_default=True,
    help="Hold out this share, K/8 by a hash of titles (documents only).",
)
@licence_options
def import_(
    format_: Any,
    files: tuple[str, ...],
    out: Path,
    candidates: int,
    seed: int,
    answers: Any,
    foreign: Any,
    pool: int,
    per_document: int,
    held_out: str,
    licence: tuple[str, ...],
    exclude_licence: tuple[str, ...],
) -> None:
    """Make cases from published conversations, FILEs of one FORMAT, or from documents.

    A case is the true next answer among later answers of its conversation and passages of others. Refusals are left
    out. Users' words are not read, except in CAsT 2019 and 2020, which publish no answers. Only documents have
    licences to choose by.
    """
    from lemnos.steps.talk.reward.cases import encode_cases
    from lemnos.steps.talk.reward.importers.conversation import Sampling
    from lemnos.steps.talk.reward.importers.read import import_cases
    from lemnos.store.atomic_files import writing

    if format_ != "documents" and (licence or exclude_licence):
        raise click.UsageError(
            f"published conversations ({format_}) have no licences; leave out --licence and --exclude-licence, or give "
            "the format documents"
        )
    problems = Problems()
    if format_ == "documents":
        from lemnos.steps.talk.reward.importers.documents import document_cases, held_out_parts

        cases = document_cases(
            files,
            held_out_parts(held_out),
            per_document,
            candidates,
            seed,
            licence=licence,
            exclude_licence=exclude_licence,
        )
        about = f"{len(files)} run{'s' if len(files) > 1 else ''}"
    else:
        sampling = Sampling(candidates=candidates, foreign=foreign, pool=pool, seed=seed)
        imported = import_cases(format_, files, answers, sampling, problems)
        cases, about = imported.cases, f"{imported.conversations:,} conversations ({imported.format})"
    count = 0
    with writing(out) as stream:
        for line in encode_cases(cases):
            stream.write(line)
            count += 1
    problems.close()
    click.echo(f"{out}: {count:,} cases from {about}")


@reward.command(
    name="show",
    short_help="Print what a model was trained on.",
    epilog="""\b
Examples:
  lemnos reward show default
  lemnos reward show mine.npz""",
)
@click.argument("model")
def show(model: str) -> None:
    """Print what MODEL was trained on, and how."""
    import msgspec

    from lemnos.steps.talk.reward.load import DEFAULT
    from lemnos.steps.talk.reward.model import SHIPPED, read_model

    path = SHIPPED if model == DEFAULT else Path(model)
    notes = read_model(path).notes
    click.echo(f"{model}: {path.stat().st_size:,} bytes")
    click.echo(msgspec.json.format(msgspec.json.encode(notes), indent=2))
