"""Check the product's own ranks with an independent retriever: does it find the answer to each user turn?

    python benchmarks/round_trip.py RUN [--sample 1000] [--model sentence-transformers/all-MiniLM-L6-v2]

For each turn of a sample of dialogues, all segments of the dialogue's documents are ranked against a query: the user's
words alone, or with the history. The retriever is BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75) over plain
lower-case words of title, headings and text, without stemming, without stop words and with nothing tuned on our turns.
With ``--model`` it is the cosine of embeddings of any ``sentence-transformers`` model, which must be installed.

The history is text: each of the last ``TURNS`` user turns and answers adds its words, k turns back with weight
``DECAY``^k, and segments already used do not compete. For a memory turn only these compete, and no words are added,
because they would be the candidates' own words. Without history all segments compete. Ties count half.

Segments are cut anew from ``documents/`` with the run's settings. Where a dialogue quotes a passage, its evidence
replaces the segments that overlap it, so that every answer is a candidate. Prints the rates beside the product's
``rank`` and ``rank_alone`` over the same turns. BM25 takes about 35 seconds for 1,000 dialogues of 70 turns.
"""

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import MEMORY_KINDS, Dialogue, Document, TurnKind
from lemnos.steps.talk.documents.segment import SegmentSettings, segment
from lemnos.store.run_folder import RunFolder, existing_run

TURNS = 2
DECAY = 0.3
K1, B = 1.2, 0.75
TOP = (1, 3, 10)
SEED = "round-trip"
_WORD = re.compile(r"\w+")
Scores = npt.NDArray[np.float64]
Place = tuple[str, int, int]
"""Document, start and end of a passage."""


class Retriever(Protocol):
    """Ranks passages against a query of weighted texts."""

    def read(self, passages: Sequence[str]) -> None:
        """Set the passages that compete."""
        ...

    def scores(self, texts: Sequence[str], weights: Sequence[float]) -> Scores:
        """Return the score of every passage for a query that is the weighted sum of ``texts``. Shape: (passages,)."""
        ...


class Bm25:
    """BM25 over the passages of one cluster."""

    def read(self, passages: Sequence[str]) -> None:
        """See ``Retriever.read``."""
        bags = [Counter(_words(passage)) for passage in passages]
        lengths = np.array([sum(bag.values()) for bag in bags], dtype=np.float64)
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1))
        postings: dict[str, list[tuple[int, int]]] = {}
        for number, bag in enumerate(bags):
            for word, count in bag.items():
                postings.setdefault(word, []).append((number, count))
        self._weights: dict[str, Scores] = {}
        for word, found in postings.items():
            idf = math.log(1 + (len(bags) - len(found) + 0.5) / (len(found) + 0.5))
            row = np.zeros(len(bags))
            for number, count in found:
                row[number] = idf * count * (K1 + 1) / (count + norm[number])
            self._weights[word] = row
        self._size = len(bags)

    def scores(self, texts: Sequence[str], weights: Sequence[float]) -> Scores:
        """See ``Retriever.scores``."""
        total = np.zeros(self._size)
        for text, weight in zip(texts, weights, strict=True):
            for word in _words(text):
                if word in self._weights:
                    total += weight * self._weights[word]
        return total


class Embeddings:
    """Cosine of embeddings of a sentence-transformers model; a query is the weighted sum of its texts' embeddings."""

    def __init__(self, name: str) -> None:
        """Load the model from its name or path."""
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(name)
        self._known: dict[str, Scores] = {}

    def read(self, passages: Sequence[str]) -> None:
        """See ``Retriever.read``."""
        self._known = {}
        self._passages = np.asarray(self._model.encode(list(passages), normalize_embeddings=True), dtype=np.float64)

    def scores(self, texts: Sequence[str], weights: Sequence[float]) -> Scores:
        """See ``Retriever.scores``."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            rows = np.asarray(self._model.encode(new, normalize_embeddings=True), dtype=np.float64)
            self._known.update(zip(new, rows, strict=True))
        query = sum(weight * self._known[text] for text, weight in zip(texts, weights, strict=True))
        result: Scores = self._passages @ query
        return result


class Trip(NamedTuple):
    """One turn in the round trip."""

    kind: TurnKind
    marked: bool
    ours: tuple[int, int]
    """Ranks with and without the history, from the record."""
    theirs: tuple[int, int]
    """Ranks with and without the history, by the independent retriever."""


def sample(run: RunFolder, size: int) -> tuple[list[Dialogue], dict[str, Document]]:
    """Return ``size`` random dialogues, and the documents that they use by id."""
    rng = random.Random(SEED)
    kept: list[dict[str, Any]] = []
    for number, record in enumerate(run.read_records("dialogues")):
        place = number if number < size else rng.randrange(number + 1)  # reservoir sampling
        if place < size:
            kept[place : place + 1] = [record]
    chosen = [msgspec.convert(record, Dialogue) for record in kept]
    wanted = {document.id for dialogue in chosen for document in dialogue.documents}
    documents = {
        record["id"]: msgspec.convert(record, Document)
        for record in run.read_records("documents")
        if record["id"] in wanted
    }
    return chosen, documents


def trips(
    dialogue: Dialogue, documents: dict[str, Document], settings: SegmentSettings, retriever: Retriever
) -> Iterator[Trip]:
    """Yield every turn of a dialogue for which there is something to retrieve."""
    new = [turn.kind not in MEMORY_KINDS for turn in dialogue.turns]
    told = [_place(turn.evidence) for turn, is_new in zip(dialogue.turns, new, strict=True) if is_new]
    places, texts = _candidates(dialogue, documents, settings, told)
    retriever.read(texts)
    number_of = {place: number for number, place in enumerate(places)}
    when = np.full(len(places), len(dialogue.turns))
    for number, turn in enumerate(dialogue.turns):
        if new[number]:
            when[number_of[_place(turn.evidence)]] = number
    messages = [message.content for message in dialogue.messages]
    for number, turn in enumerate(dialogue.turns):
        if not turn.rank:
            continue
        turns = [number] if new[number] else [past for past in turn.recalls if new[past]]
        answers = [number_of[_place(dialogue.turns[past].evidence)] for past in turns]
        if not answers:
            continue
        question = messages[2 * number]
        alone = retriever.scores([question], [1.0])
        first = max(0, number - TURNS) if new[number] else number
        past = [messages[2 * place : 2 * place + 2] for place in range(first, number)][::-1]
        weights = [DECAY ** (back + 1) for back in range(len(past)) for _ in range(2)]
        given = retriever.scores([question, *(text for pair in past for text in pair)], [1.0, *weights])
        given[(when < number) == new[number]] = -np.inf
        theirs = expected_rank(given, answers), expected_rank(alone, answers)
        yield Trip(turn.kind, turn.context_dependent, (turn.rank, turn.rank_alone), theirs)


def expected_rank(scores: Scores, answers: Sequence[int]) -> int:
    """Return the rank of the best of ``answers`` among the other passages; ties count half, rounded up."""
    own = scores[list(answers)].max()
    others = np.delete(scores, list(answers))
    above = int((others > own + 1e-9).sum())
    level = int((others > own - 1e-9).sum()) - above
    return 1 + above + (level + 1) // 2


def _candidates(
    dialogue: Dialogue, documents: dict[str, Document], settings: SegmentSettings, told: Sequence[Place]
) -> tuple[list[Place], list[str]]:
    places, texts = list[Place](), list[str]()
    for reference in dialogue.documents:
        document = documents[reference.id]
        spans = {(start, end) for owner, start, end in told if owner == document.id}
        sections = {
            (evidence.start, evidence.end): evidence.section
            for turn in dialogue.turns
            for evidence in turn.evidence
            if evidence.document == document.id
        }
        cut = [
            (part.start, part.end, part.section)
            for part in segment(document, settings)
            if not any(start < part.end and part.start < end for start, end in spans)
        ]
        for start, end, section in sorted([*cut, *((*span, sections[span]) for span in spans)]):
            places.append((document.id, start, end))
            texts.append(" ".join((document.title, *section, document.text[start:end])))
    return places, texts


def _place(evidence: Sequence[Any]) -> Place:
    return evidence[0].document, evidence[0].start, evidence[0].end


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def report(found: Sequence[Trip], name: str) -> str:
    """Return the rates of both retrievers as a table, over all turns and by kind."""
    lines = [f"{'':14} {'turns':>8}  {'with history, top 1 / 3 / 10':^45}  {'without, top 1 / 3 / 10':^45}"]
    lines.append(f"{'':23}  {'Lemnos':^22} {name:^22}  {'Lemnos':^22} {name:^22}")
    groups = {"all": list(found)}
    for kind in sorted({trip.kind.value for trip in found}):
        groups[kind] = [trip for trip in found if trip.kind.value == kind]
    groups["marked"] = [trip for trip in found if trip.marked]
    groups["not marked"] = [trip for trip in found if not trip.marked]
    for group, members in groups.items():
        table = np.array([(*trip.ours, *trip.theirs) for trip in members]).reshape(-1, 4)[:, [0, 2, 1, 3]]
        cells = [_rates(column) if members else "-" for column in table.T]
        lines.append(f"{group:14} {len(members):8,}  {cells[0]:^22} {cells[1]:^22}  {cells[2]:^22} {cells[3]:^22}")
    return "\n".join(lines)


def _rates(ranks: npt.NDArray[np.int64]) -> str:
    return " / ".join(f"{(ranks <= top).mean():.1%}" for top in TOP)


def main() -> None:
    """Make the round trip over the run named on the command line."""
    parser = argparse.ArgumentParser(description="Rank the answers to user turns with an independent retriever.")
    parser.add_argument("run", type=Path)
    parser.add_argument("--sample", type=int, default=1000, help="Number of dialogues to examine [default: 1000].")
    parser.add_argument("--model", default="", help="Use this sentence-transformers model instead of BM25.")
    asked = parser.parse_args()
    run = existing_run(asked.run)
    described = msgspec.json.decode((run.path / "run.json").read_bytes())
    settings = msgspec.convert(described["settings"]["talk"]["segment"], SegmentSettings)
    retriever: Retriever = Embeddings(asked.model) if asked.model else Bm25()
    dialogues, documents = sample(run, asked.sample)
    found = [trip for dialogue in dialogues for trip in trips(dialogue, documents, settings, retriever)]
    print(f"{len(dialogues):,} dialogues, {len(found):,} turns with something to retrieve")
    print(report(found, asked.model.rpartition("/")[2][:22] or "BM25"))


if __name__ == "__main__":
    main()
