"""Measure decontamination: what is found of planted items, what is reported of clean pages, and the speed.

    python benchmarks/decontaminate.py --benchmark PATH … --clean PATH … [--items N] [--megabytes N] [--without-secret]
        [--without-peers]

Items of the benchmarks (a sample of N of each, by default 100) are planted into clean pages (documents in any format
that ``lemnos curate`` reads): verbatim; with one word in ten replaced, dropped or inserted; with a synonym or another
form for one word in ten; with case and punctuation changed; as HTML; as a JSON string. A plant is the turns before a
question, the question, its choices, the answer, and the item's tools. Prints which share is found by kind of change,
for us and for two methods in use: shared word 13-grams of half the item (as for GPT-3 and Llama), and shared word
5-grams of four fifths. Then searches up to N megabytes of the clean pages themselves (default: all), prints each hit
with both texts, hits for each megabyte, and megabytes a CPU-second. Exit status 1: less than 100% of the verbatim or
90% of all reworded plants found.
"""

import argparse
import html
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lemnos.records import Document, Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.detect import open_source
from lemnos.steps.curate.decontaminate.allow import name_of
from lemnos.steps.curate.decontaminate.confirm import findable
from lemnos.steps.curate.decontaminate.detect import Detector
from lemnos.steps.curate.decontaminate.index import Index, build
from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.probes import probes_of
from lemnos.steps.curate.decontaminate.rarity import Rarity
from lemnos.steps.curate.decontaminate.readers.read import read_benchmark
from lemnos.steps.curate.decontaminate.tokens import hashes_of

Change = Callable[[str, random.Random], str]
SYNONYMS = dict(
    pair.split("-")
    for pair in "find-determine calculate-compute big-large car-automobile begin-start help-assist show-display "
    "get-obtain buy-purchase make-create best-finest describe-explain fast-quick job-occupation need-require "
    "person-individual small-little use-employ want-wish way-manner keep-retain main-chief many-numerous "
    "often-frequently people-persons place-location see-observe tell-inform thing-object work-labour".split()
)


def replaced(text: str, chance: random.Random) -> str:
    """Return ``text`` with one word in ten replaced, dropped or followed by another one."""
    words = text.split(" ")
    made: list[str] = []
    for word in words:
        if chance.random() >= 0.1:
            made.append(word)
            continue
        kind, other = chance.randrange(3), chance.choice(VOCABULARY)
        made += [other] if kind == 0 else [word, other] if kind == 1 else []
    return " ".join(made)


def synonyms(text: str, chance: random.Random) -> str:
    """Return ``text`` with synonyms where there is one, and another form of one word in ten."""
    made = []
    for word in text.split(" "):
        if word.lower() in SYNONYMS:
            made.append(SYNONYMS[word.lower()])
        elif len(word) > 4 and word.isalpha() and chance.random() < 0.1:
            made.append(word.removesuffix("s") if word.endswith("s") else word + "s")
        else:
            made.append(word)
    return " ".join(made)


def retyped(text: str, chance: random.Random) -> str:
    """Return ``text`` in capitals or in lower case, with its punctuation changed."""
    made = "".join(chance.choice(" ,;-") if letter in ",.;:!\"'()" else letter for letter in text)
    return made.upper() if chance.random() < 0.5 else made.lower()


CHANGES: dict[str, Change] = {
    "verbatim": lambda text, _: text,
    "words replaced": replaced,
    "synonyms": synonyms,
    "case, punctuation": retyped,
    "HTML": lambda text, _: "<p>" + html.escape(text).replace(" the ", " <b>the</b> ") + "</p>",
    "JSON string": lambda text, _: json.dumps({"text": text}),
}
REWORDED = ("words replaced", "synonyms", "case, punctuation")
VOCABULARY: list[str] = []


def pages_of(paths: Sequence[str]) -> Iterator[Document]:
    """Yield the documents at these paths."""
    for path in paths:
        for shard in open_source(path).shards():
            for found in shard.read():
                if isinstance(found, Page):
                    yield found.document


def planted(item: Item, change: Change, page: str, chance: random.Random) -> str:
    """Return the middle of a page, in which an item stands, changed."""
    parts = [*item.history[-8:], item.question] if item.question else []
    parts += [f"{chr(65 + number)}. {choice}" for number, choice in enumerate(item.choices)]
    parts += [f"Answer: {answer}" for answer in item.answers[:1]]
    for tool in item.tools:
        parts += [tool.name, tool.description, *map(": ".join, zip(tool.parameters, tool.details, strict=False))]
    middle = max(page.find("\n", len(page) // 2), 0)
    body = "\n".join(change(part, chance) for part in parts)
    return f"{page[max(0, middle - 4000) : middle]}\n\n{body}\n\n{page[middle : middle + 4000]}"


class Baseline:
    """Finds an item where a share of the word n-grams of its question and answer stands in a text.

    Args:
        items: The items.
        size: Words of an n-gram; an item that is shorter has none.
        share: Share of them that must stand there.
    """

    def __init__(self, items: Sequence[Item], size: int, share: float) -> None:
        self._size, self._share = size, share
        self._grams = [self._of("\n".join((item.question, *item.answers[:1]))) for item in items]

    def _of(self, text: str) -> set[tuple[int, ...]]:
        words = hashes_of(text).tolist()
        return {tuple(words[at : at + self._size]) for at in range(len(words) - self._size + 1)}

    def finds(self, number: int, text: str) -> bool:
        """Return whether an item is found in a text."""
        own = self._grams[number]
        return bool(own) and len(own & self._of(text)) >= self._share * len(own)


def main() -> int:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--benchmark", action="append", required=True)
    parser.add_argument("--clean", action="append", required=True)
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--megabytes", type=float, default=float("inf"))
    parser.add_argument("--without-secret", action="store_true")
    parser.add_argument("--without-peers", action="store_true", help="measure ours only, which is much faster")
    given = parser.parse_args()
    items: list[Item] = []
    for path in given.benchmark:
        items += [
            found
            for found in read_benchmark(Path(path).name, path)
            if not isinstance(found, Rejected) and (found.secret or given.without_secret)
        ]
    documents = [page.text for page in pages_of(given.clean)]
    chance = random.Random(0)
    chance.shuffle(documents)
    size = 0
    clean: list[str] = []
    for text in documents:
        if size >= given.megabytes * 1e6:
            break
        clean.append(text)
        size += len(text.encode())
    VOCABULARY.extend(sorted({word for text in clean[:50] for word in text.split() if word.isalpha()}))
    rarity = Rarity.of("\n".join((item.question, *item.answers, *item.choices)) for item in items)
    rarity.merge(Rarity.of(clean[:2000]))
    probes = findable(probes_of(items), rarity)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        build(Path(folder), items, probes.probes, rarity)
        size_of_index = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        print(
            f"{len(items):,} items, {len(probes.probes):,} texts to look for, {len(probes.too_short):,} items too "
            f"short; index {size_of_index:.0f} MB in {time.process_time() - begin:.1f} CPU-seconds"
        )
        detector = Detector(Index(Path(folder)), 0.45)
        right = recall(detector, items, clean, set(probes.too_short), given.items, not given.without_peers)
        begin = time.process_time()
        hits = detector.find(clean)
        seconds = time.process_time() - begin
    for hit in hits:
        item = items[hit.item]
        print(
            f"  {name_of(item)} {hit.probe.kind} {hit.score:.2f} {hit.match.coverage:.2f} near {hit.match.near[:60]!r}"
        )
        print(f"    page:      {' '.join(clean[hit.text][hit.start : hit.end].split())[:300]}")
        print(f"    benchmark: {' '.join(' | '.join(hit.probe.parts).split())[:300]}")
    print(
        f"{len(clean):,} clean pages, {size / 1e6:.1f} MB: {len(hits)} hits, {len(hits) / (size / 1e6):.3f} a MB, "
        f"{size / 1e6 / seconds:.1f} MB a CPU-second"
    )
    return 0 if right else 1


def recall(
    detector: Detector, items: Sequence[Item], clean: Sequence[str], short: set[int], count: int, peers: bool
) -> bool:
    """Print which share of planted items is found; return whether it is enough."""
    by_benchmark: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        if number not in short:
            by_benchmark[item.benchmark].append(number)
    sampler = random.Random(1)
    chosen = [
        number for numbers in by_benchmark.values() for number in sampler.sample(numbers, min(count, len(numbers)))
    ]
    baselines = {"13-grams": Baseline(items, 13, 0.5), "5-grams": Baseline(items, 5, 0.8)} if peers else {}
    right = True
    found_all: Counter[str] = Counter()
    print(f"{len(chosen):,} items planted; found:  ours   " + "  ".join(baselines) + "  ours by benchmark")
    for name, change in CHANGES.items():
        chance = random.Random(2)
        texts = [planted(items[number], change, clean[at % len(clean)], chance) for at, number in enumerate(chosen)]
        texts_with = {hit.text for hit in detector.find(texts)}
        own: Counter[str] = Counter(items[number].benchmark for at, number in enumerate(chosen) if at in texts_with)
        others = [
            sum(base.finds(number, text) for number, text in zip(chosen, texts, strict=True)) / len(chosen)
            for base in baselines.values()
        ]
        share = len(texts_with) / len(chosen)
        parts = ", ".join(f"{key} {own[key] / min(count, len(numbers)):.0%}" for key, numbers in by_benchmark.items())
        print(f"  {name:20} {share:.3f}  " + "  ".join(f"{one:.3f}" for one in others) + f"  {parts}")
        if name == "verbatim":
            missed = [number for at, number in enumerate(chosen) if at not in texts_with]
            for number in missed[:100]:
                print(f"    not found: {name_of(items[number])} {items[number].question[:100]!r}")
            right = right and share == 1
        if name in REWORDED:
            found_all[name] = len(texts_with)
    return right and found_all.total() >= 0.9 * len(REWORDED) * len(chosen)


if __name__ == "__main__":
    sys.exit(main())
