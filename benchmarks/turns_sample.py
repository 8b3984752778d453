"""Draw user turns of finished runs for blind marking, equally often from every run and every kind of turn.

    python benchmarks/turns_sample.py RUN... --out FILE.jsonl [--count 300] [--seed 0]

FILE.jsonl holds what a reader sees: a number, the last two exchanges, the user turn and the answer that follows, each
message shortened in its middle to 60 words. FILE.key.jsonl says for every number which run, dialogue, turn and kind it
is, and how many turns of its run and kind it stands for (``weight``). A reader returns JSONL with ``number`` and
``mark``: ``natural``, ``acceptable`` or ``faulty``; ``turns_agree.py`` compares two readers.

Turns are drawn without repetition: run by run in turn, of the kind drawn least often so far, from the dialogue drawn
least often so far. The order in the file is shuffled. Same runs, count and seed: same files.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from lemnos import open_run
from lemnos.records import Dialogue

SHOWN_WORDS = 60
"""Words of a message that a reader sees."""
SHOWN_EXCHANGES = 2
"""Exchanges before the turn that a reader sees."""


class Drawn(NamedTuple):
    """A user turn drawn for marking."""

    run: str
    kind: str
    dialogue: str
    turn: int
    """Number of the turn in its dialogue, from 0."""


def shortened(text: str, words: int = SHOWN_WORDS) -> str:
    """Return ``text`` with its middle replaced by " […] " if it has more than ``words`` words."""
    found = text.split()
    if len(found) <= words:
        return " ".join(found)
    head = words - words // 2
    return f"{' '.join(found[:head])} […] {' '.join(found[len(found) - words // 2 :])}"


def turns_of(run: str, dialogues: Iterable[Dialogue]) -> list[Drawn]:
    """Return all user turns of a run, in order."""
    return [
        Drawn(run, turn.kind.value, dialogue.id, number)
        for dialogue in dialogues
        for number, turn in enumerate(dialogue.turns)
    ]


def draw(runs: Sequence[Sequence[Drawn]], count: int, seed: int) -> list[Drawn]:
    """Return up to ``count`` turns of several runs, stratified over runs and kinds, in random order."""
    random = Random(seed)
    strata: list[dict[str, list[Drawn]]] = []
    for turns in runs:
        by_kind: dict[str, list[Drawn]] = defaultdict(list)
        for turn in turns:
            by_kind[turn.kind].append(turn)
        for stratum in by_kind.values():
            random.shuffle(stratum)
        strata.append(by_kind)
    drawn: list[Drawn] = []
    kinds: list[Counter[str]] = [Counter() for _ in runs]
    dialogues: Counter[tuple[int, str]] = Counter()
    while len(drawn) < count and any(strata):
        for run, by_kind in enumerate(strata):
            if not by_kind or len(drawn) == count:
                continue
            least = min(kinds[run][kind] for kind in by_kind)
            kind = random.choice(sorted(kind for kind in by_kind if kinds[run][kind] == least))
            stratum = by_kind[kind]
            place = min(range(len(stratum)), key=lambda number: dialogues[run, stratum[number].dialogue])
            turn = stratum.pop(place)
            if not stratum:
                del by_kind[kind]
            kinds[run][kind] += 1
            dialogues[run, turn.dialogue] += 1
            drawn.append(turn)
    random.shuffle(drawn)
    return drawn


def reading(number: int, dialogue: Dialogue, turn: int) -> dict[str, object]:
    """Return what a reader sees of a turn."""
    first = 2 * max(0, turn - SHOWN_EXCHANGES)
    return {
        "number": number,
        "before": [
            {"role": message.role, "content": shortened(message.content)}
            for message in dialogue.messages[first : 2 * turn]
        ],
        "user": shortened(dialogue.messages[2 * turn].content),
        "answer": shortened(dialogue.messages[2 * turn + 1].content),
    }


def key_path(out: Path) -> Path:
    """Return the path of the key that belongs to a reading file."""
    return out.with_suffix(f".key{out.suffix}")


def weights(runs: Iterable[Iterable[Drawn]], drawn: Sequence[Drawn]) -> list[float]:
    """Return for every drawn turn how many turns of its run and kind it stands for."""
    there = Counter((turn.run, turn.kind) for turns in runs for turn in turns)
    taken = Counter((turn.run, turn.kind) for turn in drawn)
    return [there[turn.run, turn.kind] / taken[turn.run, turn.kind] for turn in drawn]


def write_sample(runs: Sequence[Path], count: int, seed: int, out: Path) -> list[Drawn]:
    """Draw turns, write the reading file and its key, and return what was drawn."""
    opened = [open_run(run) for run in runs]
    turns = [turns_of(str(path), run.dialogues) for path, run in zip(runs, opened, strict=True)]
    drawn = draw(turns, count, seed)
    dialogues: dict[tuple[str, str], Dialogue] = {}
    for path, run in zip(runs, opened, strict=True):
        wanted = {turn.dialogue for turn in drawn if turn.run == str(path)}
        for identifier, dialogue in run.dialogues.get_many(wanted).items():
            dialogues[str(path), identifier] = dialogue
    with out.open("w", encoding="utf-8") as shown, key_path(out).open("w", encoding="utf-8") as key:
        for number, (turn, weight) in enumerate(zip(drawn, weights(turns, drawn), strict=True), 1):
            shown.write(json.dumps(reading(number, dialogues[turn.run, turn.dialogue], turn.turn), ensure_ascii=False))
            shown.write("\n")
            row: dict[str, object] = {
                "number": number,
                "run": turn.run,
                "id": turn.dialogue,
                "turn": turn.turn,
                "kind": turn.kind,
            }
            row["weight"] = round(weight, 3)
            key.write(json.dumps(row, ensure_ascii=False) + "\n")
    return drawn


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the turns, write both files and print how many of each kind were drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    drawn = write_sample(given.runs, given.count, given.seed, given.out)
    print(f"{len(drawn)} turns in {given.out}, key in {key_path(given.out)}")
    for (run, kind), count in sorted(Counter((turn.run, turn.kind) for turn in drawn).items()):
        print(f"{count:>6}  {kind:<14} {run}")


if __name__ == "__main__":
    main()
