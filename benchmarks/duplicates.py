"""Duplicates of ``curate``: generated documents with known copies and traps, peers on the same input, drops to read.

    python benchmarks/duplicates.py generate DIR --documents 300000
    python benchmarks/duplicates.py ours DIR                 whole step, its stages, recall, traps, memory
    python benchmarks/duplicates.py dupekit DIR              marin-dupekit, where it is installed
    python benchmarks/duplicates.py datatrove DIR            datatrove, where it is installed
    python benchmarks/duplicates.py sample RUN… --drops 200  drops of a curated run side by side, as Markdown

The documents are words of a Zipf distribution with topics, in sentences and paragraphs, of log-normal length. Copies
are made by edits: words replaced, a passage cut or added, case and punctuation changed; the similarity of each is
measured on its 3-grams. Traps share much text and are no copies: pages of one template about different subjects, own
text below a licence or below front matter, a document that quotes another whole, and chains A ~ B ~ C.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

COPIES = 0.15
"""Share of the documents that are a copy of another."""
TRAPS = 0.04
"""Share of the documents that are in a trap."""
_VOCABULARY = 60_000
_TABLE = 1 << 20
_COMPARED = 40_000
"""Words of two records that are shown side by side."""
_PER_FILE = 1000
"""Documents in a file, as steps write them."""


class Made(NamedTuple):
    """A generated document."""

    text: str
    kind: str
    """``plain``, a kind of copy, or a kind of trap."""
    of: int = -1
    """Number of the document that it is a copy of."""
    similarity: float = 0.0
    title: str = ""


class Writer:
    """Writes documents: words of a Zipf distribution, a third of them from the topic of the document."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.random = random.Random(seed)
        consonants, vowels = "bcdfghjklmnprstvwz", "aeiou"
        words: dict[str, None] = {}
        while len(words) < _VOCABULARY:
            syllables = 1 + min(4, int(self.rng.geometric(0.45)) - 1)
            words.setdefault(
                "".join(
                    self.random.choice(consonants)
                    + self.random.choice(vowels)
                    + self.random.choice(["", "n", "r", "s"])
                    for _ in range(syllables)
                )
                + self.random.choice(["", "", "ing", "ed", "al"])
            )
        self.words = sorted(words, key=lambda word: (len(word), word))
        shares = 1 / (np.arange(_VOCABULARY) + 2.7) ** 1.05
        counts = np.maximum(1, np.round(shares / shares.sum() * _TABLE)).astype(np.int64)
        self.table = np.repeat(np.arange(_VOCABULARY), counts)
        self.topics = self.rng.integers(300, _VOCABULARY, (600, 250))

    def tokens(self, count: int) -> list[str]:
        """Return so many words."""
        chosen = self.table[self.rng.integers(0, len(self.table), count)]
        topic = self.topics[self.rng.integers(len(self.topics))]
        own = self.rng.random(count) < 0.3
        chosen[own] = topic[(self.rng.random(int(own.sum())) ** 2 * len(topic)).astype(np.int64)]
        return [self.words[number] for number in chosen]

    def length(self) -> int:
        """Return a length in words."""
        return int(np.clip(self.rng.lognormal(5.6, 0.7), 60, 4000))

    def text(self, tokens: list[str]) -> str:
        """Return words as sentences and paragraphs."""
        sentences = []
        start = 0
        while start < len(tokens):
            end = start + self.random.randint(8, 24)
            sentence = " ".join(tokens[start:end])
            sentences.append(sentence[:1].upper() + sentence[1:] + ".")
            start = end
        return "\n\n".join(" ".join(sentences[first : first + 5]) for first in range(0, len(sentences), 5))

    def edited(self, tokens: list[str], similarity: float) -> list[str]:
        """Return words edited so that about this Jaccard similarity of 3-grams is left."""
        change = (1 - similarity) / (1 + similarity)
        count = len(tokens)
        way = self.random.randrange(3)
        if way == 0:  # words replaced here and there; each is in three 3-grams
            places = self.random.sample(range(count), max(1, round(count * change / 3)))
            fresh = dict(zip(places, self.tokens(len(places)), strict=True))
            return [fresh.get(place, token) for place, token in enumerate(tokens)]
        if way == 1:  # a passage cut
            cut = max(1, round(count * (1 - similarity)) - 2)
            start = self.random.randrange(count - cut + 1)
            return tokens[:start] + tokens[start + cut :]
        added = self.tokens(max(1, round(count * (1 / similarity - 1)) - 2))
        start = self.random.randrange(count + 1)
        return tokens[:start] + added + tokens[start:]


def jaccard(left: list[str], right: list[str]) -> float:
    """Return the Jaccard similarity of the 3-grams of two lists of words."""
    one, other = (set(zip(words, words[1:], words[2:], strict=False)) for words in (left, right))
    return len(one & other) / len(one | other)


def generated(count: int, seed: int) -> Iterator[Made]:
    """Yield documents, copies and traps; a copy comes after what it is a copy of."""
    writer = Writer(seed)
    recent: list[tuple[int, list[str]]] = []
    licence, front = writer.text(writer.tokens(350)), writer.text(writer.tokens(120))
    number = 0

    def made(tokens: list[str], kind: str, of: int = -1, similarity: float = 0.0, text: str = "") -> Made:
        nonlocal number
        number += 1
        own = f"{writer.words[500 + number % 7919].title()} {writer.words[900 + number % 50021]}"
        if kind in ("same", "edited"):  # a copy has the title, one with the name of its site, or none
            first = f"{writer.words[500 + (of + 1) % 7919].title()} {writer.words[900 + (of + 1) % 50021]}"
            own = writer.random.choice([first, first, first + " - " + writer.words[999].title(), ""])
        return Made(text or writer.text(tokens), kind, of, similarity, own)

    while number < count:
        draw = writer.random.random()
        if draw < COPIES and recent:
            of, tokens = writer.random.choice(recent)
            if writer.random.random() < 0.3:
                text = writer.text(tokens)
                yield made(
                    tokens, "same", of, 1.0, text.upper() if writer.random.random() < 0.3 else text.replace(". ", " - ")
                )
                continue
            copy = writer.edited(tokens, writer.random.uniform(0.55, 0.99))
            yield made(copy, "edited", of, jaccard(tokens, copy))
        elif draw < COPIES + TRAPS / 4:
            yield from _trap(writer, licence, front, made, number)
        else:
            tokens = writer.tokens(writer.length())
            if len(recent) >= 20_000:
                recent[writer.random.randrange(len(recent))] = (number, tokens)
            else:
                recent.append((number, tokens))
            yield made(tokens, "plain")


def _trap(writer: Writer, licence: str, front: str, made: Callable[..., Made], number: int) -> Iterator[Made]:
    """Yield the documents of one trap, about four of them."""
    kind = writer.random.choice(["licence", "front_matter", "template", "quote", "chain"])
    if kind in ("licence", "front_matter"):
        head = licence if kind == "licence" else front
        for _ in range(4):
            own = writer.tokens(60 if kind == "licence" else 50)
            yield made(own, kind, text=head + "\n\n" + writer.text(own))
    elif kind == "template":
        frame = writer.tokens(260)
        for _ in range(4):
            name = "".join(writer.tokens(2))
            filled = [name if place % 60 == 7 else token for place, token in enumerate(frame)]
            yield made(filled, kind)
    elif kind == "quote":
        quoted = writer.tokens(150)
        yield made(quoted, kind)
        yield made([*writer.tokens(60), *quoted, *writer.tokens(60)], kind)
    else:
        first = writer.tokens(402)
        second, third = list(first[:-1]), list(first[:-2])
        for place in range(400):
            if place % 30 == 5:
                second[place] = third[place] = writer.tokens(1)[0]
            elif place % 30 == 20:
                third[place] = writer.tokens(1)[0]
        yield made(first, "chain_first")
        yield made(second, "chain_second", number, jaccard(first, second))
        yield made(third, "chain_third", number + 1, jaccard(second, third))


def generate(folder: Path, count: int, seed: int) -> None:
    """Write a run of documents, whose Parquet files all peers read, and the truth."""
    from lemnos.records import Document, Paragraph
    from lemnos.store.run_folder import describe, open_run

    number = -1
    with (
        open_run(folder / "run", describe("curate", {"generated": count, "seed": seed})) as run,
        (folder / "truth.jsonl").open("w") as truth,
    ):
        rows: list[Document] = []
        for number, made in enumerate(generated(count, seed)):
            name, starts = f"{number:016x}", [0]
            while (after := made.text.find("\n\n", starts[-1])) >= 0:
                starts.append(after + 2)
            ends = [*(start - 2 for start in starts[1:]), len(made.text)]
            paragraphs = tuple(Paragraph(start, end) for start, end in zip(starts, ends, strict=True))
            rows.append(
                Document(id=name, title=made.title, source=name, text=made.text, paragraphs=paragraphs, licence="MIT")
            )
            if made.kind != "plain":
                row = {"id": name, "kind": made.kind, "of": made.of, "similarity": made.similarity}
                truth.write(json.dumps(row) + "\n")
            if len(rows) == _PER_FILE:
                run.write_records("documents", number // _PER_FILE, Document, rows)
                rows = []
        if rows:
            run.write_records("documents", number // _PER_FILE, Document, rows)
        run.write_manifest({"documents": Document})
    print(f"{number + 1:,} documents")


def told(folder: Path, gone: set[str], count: int, seconds: float, memory: float) -> None:
    """Print documents per CPU-second, recall and what the traps lost."""
    with (folder / "truth.jsonl").open() as stream:
        truth = [json.loads(line) for line in stream]
    found: Counter[str] = Counter()
    of: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for row in truth:
        either = row["id"] in gone or (row["of"] >= 0 and f"{row['of']:016x}" in gone)
        if row["kind"] in ("same", "edited"):
            group = "same" if row["kind"] == "same" else f"J {np.floor(row['similarity'] * 20) / 20:.2f}"
            of[group] += 1
            found[group] += either
            if row["similarity"] >= 0.8:
                of["J >= 0.8"] += 1
                found["J >= 0.8"] += either
        elif row["kind"] != "chain_second":
            lost[row["kind"]] += row["id"] in gone
            of[row["kind"]] += 1
    wrong = gone - {row["id"] for row in truth} - {f"{row['of']:016x}" for row in truth if row["of"] >= 0}
    print(
        f"{count / seconds:,.0f} documents per CPU-second ({seconds:.1f} s), peak {memory:,.0f} MB, "
        f"{len(gone):,} dropped"
    )
    for group in sorted(found):
        print(f"  {group:<10} {found[group]:7,} of {of[group]:7,}  {found[group] / of[group]:.4f}")
    print("  traps lost: " + ", ".join(f"{kind} {lost[kind]} of {of[kind]:,}" for kind in sorted(lost)))
    print(f"  dropped although no copy is planted: {len(wrong):,}")
    sys.stdout.flush()


def _spent() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def ours(folder: Path, out: Path, memory: int, options: list[str]) -> None:
    """Run the whole step in this process, and tell what its stages cost."""
    from lemnos.library.steps import run_step
    from lemnos.store.record_files import read_file

    start = _spent()
    settings: dict[str, Any] = {"duplicates": {"memory_megabytes": memory}}
    for option in options:
        settings[option] = {"enabled": False}
    run = run_step("curate", [str(folder / "run")], out=out, workers=1, progress=False, **settings)
    spent = _spent() - start
    report = run.report
    rejected = (out / "rejected" / "consolidate").glob("*.jsonl")
    gone = {row["record"] for path in rejected for row in read_file(path)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    told(folder, gone, report["records"], spent, peak)
    for stage, cost in report["cost"].items():
        print(f"  {stage:<18} {cost['cpu_seconds']:8.1f} s  {cost['peak_mb_of_a_worker']:8.0f} MB")
    engine = sum(cost["cpu_seconds"] for stage, cost in report["cost"].items() if stage.startswith("duplicate"))
    print(f"  stages of the duplicates alone: {report['records'] / engine:,.0f} documents per CPU-second")


def dupekit(folder: Path, perms: int, bands: int) -> None:
    """Run marin-dupekit: clean, MinHash, bands; then union of all that share a band, of which one stays."""
    import dupekit as kit
    import pyarrow.parquet as pq

    steps = [
        kit.Transformation.CleanText("text", "clean"),
        kit.Transformation.MinHash("clean", "signature", perms, 5, 42),
        kit.Transformation.MinHashLSH("signature", "buckets", bands),
        kit.Transformation.SelectColumns(["id", "buckets"]),
    ]
    start, count = _spent(), 0
    keys, ids = [], []
    for path in sorted((folder / "run" / "documents").glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(1000, columns=["id", "text"]):
            made = kit.transform(batch, steps)
            keys.append(np.asarray(made.column("buckets").flatten()).reshape(len(made), -1))
            ids += made.column("id").to_pylist()
            count += len(made)
    joined = np.concatenate(keys)
    parent = np.arange(count)

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = int(parent[member])
        return member

    for band in range(joined.shape[1]):
        order = np.argsort(joined[:, band], kind="stable")
        same = np.flatnonzero(joined[order[1:], band] == joined[order[:-1], band])
        for place in same.tolist():
            one, other = root(int(order[place])), root(int(order[place + 1]))
            parent[max(one, other)] = min(one, other)
    gone = {ids[member] for member in range(count) if root(member) != member}
    told(folder, gone, count, _spent() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)


def datatrove(folder: Path, out: Path, files: int) -> None:
    """Run datatrove's MinHash pipeline with its defaults (14 buckets of 8 hashes, word 5-grams)."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    config = MinhashConfig()
    source = {"data_folder": str(folder / "run" / "documents"), "limit": files}
    start = _spent()
    stages: tuple[list[Any], ...] = (
        [ParquetReader(**source), MinhashDedupSignature(output_folder=str(out / "signatures"), config=config)],
        [MinhashDedupBuckets(str(out / "signatures"), str(out / "buckets"), config=config)],
        [MinhashDedupCluster(str(out / "buckets"), str(out / "remove"), config=config)],
        [
            ParquetReader(**source),
            MinhashDedupFilter(str(out / "remove"), exclusion_writer=JsonlWriter(str(out / "gone"), compression=None)),
            JsonlWriter(str(out / "kept"), compression=None),
        ],
    )
    for number, steps in enumerate(stages):
        tasks = config.num_buckets if isinstance(steps[0], MinhashDedupBuckets) else 1
        logs = str(out / "logs" / str(number))  # what one folder says is done is not done again
        LocalPipelineExecutor(pipeline=steps, tasks=tasks, workers=1, logging_dir=logs).run()
    gone = {json.loads(line)["id"] for path in (out / "gone").rglob("*.jsonl") for line in path.open()}
    kept = sum(1 for path in (out / "kept").rglob("*.jsonl") for _ in path.open())
    told(
        folder,
        gone,
        len(gone) + kept,
        _spent() - start,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    )


def _shown(candidate: Any) -> str:
    """Return the text of a record as a reader judges it: of a tool with its request, and schemas word by word."""
    tool = candidate.record
    if candidate.kind != "tool":
        return str(candidate.text)
    schemas = [
        json.dumps(json.loads(text), indent=1, sort_keys=True) for text in (tool.parameters, tool.result) if text
    ]
    return (
        f"{tool.method} {tool.path} of {tool.provider}, {tool.api}, version {tool.version}\n{tool.name}\n"
        f"{tool.description}\nARGUMENTS {' RESULT '.join(schemas)}\n"
        + "\n".join(f"ERROR {error.code} {error.description}" for error in tool.errors)
    )


def sample(runs: list[Path], out: Path, drops: int, seed: int) -> None:
    """Write drops of curated runs side by side, as many of each kind and place as there are, up to ``drops``."""
    from lemnos.steps.curate.beside import rows
    from lemnos.steps.curate.candidates import candidate
    from lemnos.steps.curate.duplicates.arrays import CHOICE, SAME
    from lemnos.steps.curate.store import RECORDS, RecordReader
    from lemnos.store.run_folder import RunFolder

    groups: dict[tuple[str, ...], list[str]] = {}
    for path in runs:
        run = RunFolder(path)
        counts = [
            sum((run.done(RECORDS, number) or {})["records"].values())
            for number in range(len(list(run.work(RECORDS).glob("*.done.json"))))
        ]
        firsts = np.concatenate(([0], np.cumsum(counts)))
        reader = RecordReader(run, len(counts))
        choice = np.load(run.work(CHOICE, "copies.npy"))
        order = np.random.default_rng(seed).permutation(len(choice))[: 20 * drops]
        for number, of, similarity in choice[order].tolist():
            gone, kept = (
                candidate(reader.read(shard, place - int(firsts[shard])))
                for place in (number, of)
                for shard in (int(np.searchsorted(firsts, place, side="right")) - 1,)
            )
            lines = []
            for row in rows(_shown(gone), _shown(kept), most=_COMPARED):
                if row.equal:
                    lines.append(f"    = {row.left[:400]}")
                else:
                    lines += [f"    - {row.left[:400]}", f"    + {row.right[:400]}"]
            folders = Path(gone.source.partition("#")[0]).parts[:-1][:2]
            group = (gone.kind, *folders, str(similarity == SAME))
            groups.setdefault(group, []).append(
                f"{gone.kind}, {'same words' if similarity == SAME else f'similarity {similarity:.3f}'}\n\n"
                f"- dropped: {gone.title} ({gone.source})\n- kept: {kept.title} ({kept.source})\n\n"
                + "\n".join(lines[:60])
            )
        reader.close()
    chosen: list[str] = []
    while len(chosen) < drops and any(groups.values()):
        chosen += [texts.pop(0) for texts in groups.values() if texts]
    head = "Lines with = stand in both, with - in the dropped record alone, with + in the kept one alone.\n\n"
    out.write_text(head + "\n\n".join(f"## {place}. {text}" for place, text in enumerate(chosen[:drops], 1)) + "\n")
    print(f"{min(drops, len(chosen))} drops in {out}")


def main() -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["generate", "ours", "dupekit", "datatrove", "sample"])
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--documents", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--memory", type=int, default=1024)
    parser.add_argument("--off", action="append", default=[], help="a rule that is switched off")
    parser.add_argument("--perms", type=int, default=286)
    parser.add_argument("--bands", type=int, default=26)
    parser.add_argument("--drops", type=int, default=200)
    given = parser.parse_args()
    folder = given.folder[0]
    out = given.out or folder / f"{given.command}-{time.time_ns()}"
    match given.command:
        case "generate":
            generate(folder, given.documents, given.seed)
        case "ours":
            ours(folder, out, given.memory, given.off)
        case "dupekit":
            dupekit(folder, given.perms, given.bands)
        case "datatrove":
            datatrove(folder, out, given.documents)
        case "sample":
            sample(given.folder, given.out or Path("drops.md"), given.drops, given.seed)


if __name__ == "__main__":
    main()
