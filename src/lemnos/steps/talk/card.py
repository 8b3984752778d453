"""The part of the dataset card that is about dialogues."""

from collections.abc import Iterator, Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.statistics import rate
from lemnos.pipeline.step import Card
from lemnos.steps.talk.dialogues.trial import WARN, tally

PAPER = {"mean": 82.2, "sd": 53.9, "median": 70.0}
"""Turns per conversation in DocTalk (arXiv 2507.05750, table 1)."""


def card(statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        statistics: Of the run, see ``lemnos.steps.talk.statistics``.
    """
    dialogues = statistics["dialogues"]
    licences = statistics["documents"]["licences"]
    shares = ("", "mean", "standard deviation", "5th percentile", "median", "95th percentile")
    kinds = (
        "kind of turn",
        "turns",
        "quality",
        "found with history",
        "found without",
        "context-dependent",
        "not found",
    )
    body = f"""
{dialogues["dialogues"]:,} long, multi-topic, information-seeking dialogues, made from
{statistics["documents"]["documents"]:,} documents by Lemnos, after DocTalk (arXiv 2507.05750).

- **Answers are verbatim.** Where a turn is marked `verbatim`, the assistant's message consists of spans of the source
  documents, and `evidence` gives the document and the offsets of each.
- **{_share_with_code(dialogues):.0%} of the answers hold code or a table**, with the paragraph that it belongs to.
- **{statistics["memory"]["share"]:.0%} of the turns need the history.** They recall, compare or sum up earlier answers.
  Those of them that are not verbatim consist of such spans and a short list of connecting words.
- **User turns** were written by {_writer(statistics)}.
{_preview(statistics["documents"])}
## Statistics

{table(("", "this corpus", "DocTalk"), _sizes(statistics))}

A turn is one user-assistant pair. Tokens of a dialogue are counted by {dialogues["tokens_counted_by"]}, with 5 for the
role and marks of each message. `report.json` holds every other statistic.

{table(("shape", "target", "achieved"), _targets(statistics["targets"]))}

## Quality

Every user turn is checked; `checks` in `report.json` counts the results, and `verdicts/` holds each finding. The round
trip retrieves the answer among the segments of the cluster by the user's words: how often it ranks in the top 3, with
the history and without it. Context-dependent turns leave their topic to the history; the last column is the share of
them that is not found without it. Quality is the estimated probability that a reader would not find a user turn faulty,
from its words, the history and the answer; `quality` of a turn holds it.

{table(kinds, _round_trip(statistics["round_trip"], statistics["turn_quality"]))}

{_qualities(statistics["turn_quality"])}

Each dialogue has a score card, `meta.card`. Every part is between 0 and 1; the score is their weighted mean.

{table(shares, _scores(statistics["scores"]))}

## Fields

`dialogues/`: `id`; `messages` (`role`, `content`); `turns`, one for each user-assistant pair (`kind`, `reward`,
`evidence` with `document`, `start`, `end`, `section`; `verbatim`; `recalls`, the earlier turns that it refers to, and
`distance`, how far back the oldest is, in turns and tokens; `context_dependent`; `rank` and `rank_alone`, the rank at
which retrieval finds the answer with the history and without; `asks`, what a turn written by rules asks by; `quality`,
the estimated probability that a reader would not find the user's message faulty; `writer`, who wrote it); `documents`
(`id`, `title`, `url`, `licence`, `source`); `meta`, with the score card in `card`.

`documents/`: `id`, `title`, `url`, `source`, `licence`, `language`, `text`, `paragraphs`, `links`. For each turn,
`text[start:end]` of the document in its evidence is the assistant's message; several spans are joined by a space; a
turn that is not `verbatim` puts other words before them. Offsets count Unicode code points.
"""
    return Card(
        title="Dialogues",
        tags=("dialogue", "synthetic", "grounded"),
        records=dialogues["dialogues"],
        licences=licences,
        licensed="documents",
        body=body,
        languages=[code for code in statistics["graph"]["languages"] if code != "und"],
        note="The dialogues quote these documents, so their licences apply; every dialogue names the licence and the "
        "URL of its documents for attribution.",
    )


def _share_with_code(dialogues: Mapping[str, Any]) -> float:
    """Return the share of answers with code or a table."""
    return rate(dialogues["answers_with_code"], dialogues["turns"])


def _preview(documents: Mapping[str, Any]) -> str:
    """Return what the card says of a run with a limit."""
    if documents.get("read", documents["documents"]) == documents["documents"]:
        return ""
    return (
        f"- **This is a preview.** Its documents are a connected sample of the {documents['read']:,} that were read.\n"
    )


def _writer(statistics: Mapping[str, Any]) -> str:
    """Return who wrote the user turns."""
    counted = tally(statistics["written"])
    if not counted.turns and not counted.own:
        return "the `offline` writer, which follows rules"
    model = statistics.get("model", {}).get("name")
    who = f"the model `{model}`" if model else "a writer of the user's own"
    others = f", the others by rules: {counted.reasons()}" if counted.refused else ", the others by rules"
    if counted.left_out:
        others = f"; {counted.others()}"
    warning = f". **{counted.share:.0%} of the model's turns were refused**" if counted.share > WARN else ""
    return f"{who} ({counted.model + counted.own:,} of {counted.all:,}){others}{warning}"


def _sizes(statistics: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    dialogues = statistics["dialogues"]
    count = dialogues["dialogues"]
    turns = dialogues["turns_per_dialogue"]
    tokens = dialogues["tokens_estimate"]

    def mean(key: str, places: int = 1) -> str:
        return f"{dialogues[key].get('mean', 0):.{places}f}"

    yield "dialogues", count, 730_707
    yield "turns per dialogue, mean", mean("turns_per_dialogue"), PAPER["mean"]
    yield "turns per dialogue, standard deviation", f"{turns.get('sd', 0):.1f}", PAPER["sd"]
    yield "turns per dialogue, median", f"{turns.get('median', 0):.0f}", f"{PAPER['median']:.0f}"
    yield "documents per dialogue, mean", mean("documents_per_dialogue", 2), "up to 4"
    yield "words per user turn", dialogues["words_per_user_turn"], ""
    yield "words per assistant turn", dialogues["words_per_assistant_turn"], ""
    yield "tokens (estimate), in all", tokens, ""
    lengths = dialogues["tokens_per_dialogue"]
    for name, key in (("mean", "mean"), ("10th percentile", "p10"), ("median", "median"), ("90th percentile", "p90")):
        yield f"tokens per dialogue, {name}", round(lengths.get(key, 0)), ""
    yield "tokens per dialogue, greatest", round(lengths.get("max", 0)), ""
    for size, share in statistics["memory"]["recalled_within"].items():
        yield f"recalled turns within {int(size):,} tokens before", f"{share:.1%}", ""
    yield "answers about something that the answer before named", f"{dialogues.get('share_raised', 0):.1%}", ""
    yield "topic switches per dialogue, mean", mean("switches_per_dialogue"), ""
    yield "returns per dialogue, mean", mean("returns_per_dialogue"), ""
    yield "documents used", f"{statistics['coverage']['share_used']:.1%}", ""
    repeated = statistics["repetition"]["share_of_answer_words"]
    yield "words of answers that are in another dialogue as well", f"{repeated:.1%}", ""
    sample = dialogues["distinct_n_sample"]
    yield f"distinct-2 of user turns (first {sample:,} dialogues)", dialogues["distinct_n"]["2"], ""


def _targets(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.4g}"

    for row in rows:
        yield row["name"], number(row["target"]), number(row["achieved"])


def _qualities(quality: Mapping[str, Any]) -> str:
    """Return how many turns have a low quality."""
    shares: Mapping[str, float] = quality["share_from"]
    below = sum(share for least, share in shares.items() if float(least) < 0.5)
    least = sum(share for start, share in shares.items() if float(start) >= 0.8)
    return f"{below:.1%} of the user turns have a quality below 0.5, {least:.1%} one of at least 0.8."


def _round_trip(rates: Mapping[str, Any], quality: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    rows = {"all": rates, **{kind.replace("_", " "): row for kind, row in rates["by_kind"].items()}}
    for name, row in rows.items():
        mean = quality["mean"] if name == "all" else quality["mean_by_kind"][name.replace(" ", "_")]
        if not row["retrieved"]:
            yield name, row["turns"], f"{mean:.3f}", "", "", "", ""
            continue
        lost = f"{row['lost_of_marked']:.1%}" if row["context_dependent"] else ""
        found = (f"{row['with_history']['3']:.1%}", f"{row['alone']['3']:.1%}")
        yield name, row["turns"], f"{mean:.3f}", *found, f"{row['context_dependent']:.1%}", lost


def _scores(scores: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, ...]]:
    columns = ("mean", "sd", "p5", "median", "p95")
    for name, spread in scores.items():
        yield name, *(f"{spread.get(column, 0):.3f}" for column in columns)
