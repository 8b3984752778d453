"""The dataset card: README.md with the header that the Hugging Face Hub reads."""

from pathlib import Path
from typing import Any

from lemnos.pipeline.recipe import Recipe

PAPER = {"mean": 82.2, "sd": 53.9, "median": 70.0}
"""Turns per conversation in DocTalk (arXiv 2507.05750, table 1)."""
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10**7, "1M<n<10M"))


def card(recipe: Recipe, made: dict[str, Any]) -> str:
    """Return the text of the card.

    Args:
        recipe: What was asked for.
        made: The statistics of the run.
    """
    first, *others = [Path(entry.path).name for entry in recipe.inputs]
    name = f"Dialogues from {first}" + (f" and {len(others)} more" if others else "")
    dialogues = made["dialogues"]
    licences = made["documents"]["licences"]
    languages = [code for code in made["graph"]["languages"] if code != "und"]
    extension = recipe.format
    turns = dialogues["turns_per_dialogue"]
    per_dialogue = dialogues["documents_per_dialogue"]
    return f"""---
pretty_name: {_quoted(name)}
license: {_hub_licence(licences)}
language: [{", ".join(map(_quoted, languages[:10]))}]
size_categories: [{_size(dialogues["dialogues"])}]
task_categories: [text-generation]
tags: [dialogue, pre-training, synthetic, grounded, lemnos]
configs:
- config_name: dialogues
  default: true
  data_files: dialogues/*.{extension}
- config_name: documents
  data_files: documents/*.{extension}
---

# {name}

{dialogues["dialogues"]:,} long, multi-topic, information-seeking dialogues, made from
{made["documents"]["documents"]:,} documents by Lemnos after DocTalk
(arXiv 2507.05750). Where a turn is `verbatim`, the assistant's words are slices of documents, to the letter:
`evidence` says of which, and from where to where. {made["memory"]["share"]:.0%} of the turns need the past of the
conversation; where their answers are not verbatim, they are made of such slices and a few listed words. User turns
were written by {_writer(recipe, made["written"])}.

## Statistics

| | this corpus | DocTalk |
|---|---:|---:|
| dialogues | {dialogues["dialogues"]:,} | 730,707 |
| turns per dialogue, mean | {turns.get("mean", 0):.1f} | {PAPER["mean"]} |
| turns per dialogue, standard deviation | {turns.get("sd", 0):.1f} | {PAPER["sd"]} |
| turns per dialogue, median | {turns.get("median", 0):.0f} | {PAPER["median"]:.0f} |
| documents per dialogue, mean | {per_dialogue.get("mean", 0):.2f} | up to 4 |
| words per user turn | {dialogues["words_per_user_turn"]} | |
| words per assistant turn | {dialogues["words_per_assistant_turn"]} | |
| tokens (estimate, {dialogues["tokens_estimate"]:,} in all) | {_per(dialogues, "tokens_estimate")} a dialogue | |
| topic switches per dialogue, mean | {dialogues["switches_per_dialogue"].get("mean", 0):.1f} | |
| returns per dialogue, mean | {dialogues["returns_per_dialogue"].get("mean", 0):.1f} | |
| documents used | {made["coverage"]["share_used"]:.1%} | |
| distinct-2 of user turns (first {dialogues["distinct_n_sample"]:,} dialogues) | {dialogues["distinct_n"]["2"]} | |

A turn is one user-assistant pair. `report.json` holds every other statistic.

| shape | target | achieved |
|---|---:|---:|
{_targets(made["targets"])}

## Quality

Every user turn is checked (`checks` in `report.json`, each finding in `verdicts/`). In the round trip, retrieval over
the segments of the cluster has to find the answer by the user's words: among the first 3 given the history, and without
it. Turns marked as dependent leave to the history what they are about; *lost* are those not found without it.

| kind of turn | turns | found given the history | found without it | marked as dependent | of these, lost |
|---|---:|---:|---:|---:|---:|
{_kinds(made["round_trip"])}

Each dialogue has a score card, `meta.card`; every part is from 0 to 1, and the score is their weighted mean.

| | mean | standard deviation | 5th percentile | median | 95th percentile |
|---|---:|---:|---:|---:|---:|
{_scores(made["scores"])}

## Fields

`dialogues/`: `id`; `messages` (`role`, `content`); `turns`, one for each user-assistant pair (`kind`, `reward`,
`evidence` with `document`, `start`, `end`, `section`; `verbatim`; `recalls`, the turns that it goes back to, and
`distance`, how far, in turns and tokens; `context_dependent`; `rank` and `rank_alone`, at which rank retrieval finds
the answer with the history and without); `documents` (`id`, `title`, `url`, `licence`, `source`); `meta`, with
the score card in `card`.

`documents/`: `id`, `title`, `url`, `source`, `licence`, `language`, `text`, `paragraphs`, `links`. For each turn,
`text[start:end]` of the document in its evidence is the assistant's message; where there are several, they are joined
by a space; where it is not `verbatim`, other words stand before them. Offsets count Unicode code points.

## Sources and licences

| licence | documents |
|---|---:|
{_rows({licence or "not stated": count for licence, count in licences.items()})}

Inputs: {", ".join(f"`{entry.path}`" for entry in recipe.inputs)}. The dialogues quote these documents, so their
licences apply; `documents[].licence` and `documents[].url` are kept with every dialogue for attribution.

## How it was made

Seed {recipe.seed}; every other setting is in `run.json`. What was refused, and why, is in `rejected/`.
"""


def _writer(recipe: Recipe, written: dict[str, int]) -> str:
    """Say who wrote the user turns."""
    if recipe.talk.writer == "offline":
        return "the `offline` writer, which follows rules"
    turns = sum(written.values())
    own = sum(count for who, count in written.items() if who.startswith("model"))
    return f"the model `{recipe.llm.model or recipe.llm.backend}` ({own:,} of {turns:,}), the others by rules"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _rows(counts: dict[str, int]) -> str:
    return "\n".join(f"| {key} | {count:,} |" for key, count in counts.items())


def _targets(rows: list[dict[str, Any]]) -> str:
    return "\n".join(f"| {row['name']} | {_number(row['target'])} | {_number(row['achieved'])} |" for row in rows)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _kinds(made: dict[str, Any]) -> str:
    rows = {"all": made, **{kind.replace("_", " "): row for kind, row in made["by_kind"].items()}}
    return "\n".join(_kind(name, row) for name, row in rows.items())


def _kind(name: str, row: dict[str, Any]) -> str:
    if not row["retrieved"]:
        return f"| {name} | {row['turns']:,} | | | | |"
    lost = f"{row['lost_of_marked']:.1%}" if row["context_dependent"] else ""
    found = f"{row['with_history']['3']:.1%} | {row['alone']['3']:.1%}"
    return f"| {name} | {row['turns']:,} | {found} | {row['context_dependent']:.1%} | {lost} |"


def _scores(made: dict[str, dict[str, float]]) -> str:
    columns = ("mean", "sd", "p5", "median", "p95")
    return "\n".join(
        f"| {name} | {' | '.join(f'{spread.get(column, 0):.3f}' for column in columns)} |"
        for name, spread in made.items()
    )


def _per(dialogues: dict[str, Any], key: str) -> str:
    return f"{dialogues[key] / dialogues['dialogues']:,.0f}" if dialogues["dialogues"] else "0"


def _size(count: int) -> str:
    return next((name for limit, name in _SIZES if count < limit), "n>10M")


def _hub_licence(licences: dict[str, int]) -> str:
    """Return the Hub's identifier where all documents share one licence that it knows; else ``other``, ``unknown``."""
    known = ("apache-2.0", "mit", "cc0-1.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "gfdl")
    stated = [licence for licence in licences if licence]
    if not stated:
        return "unknown"
    parts = {part.strip().lower() for licence in stated for part in licence.split(" AND ")}
    if len(licences) == 1 and len(parts) == 1 and parts <= set(known):
        return parts.pop()
    if len(licences) == 1 and any(part in known for part in parts):
        return (
            "["
            + ", ".join(sorted(part if part in known else "gfdl" if "gfdl" in part else "other" for part in parts))
            + "]"
        )
    return "other"
