"""How well and how fast does ``retrieve`` find relevant pages, beside other libraries?

    python benchmarks/retrieve.py CRAWL_FOLDER OUT [--embedding DIR] [--peers 200]

Takes a folder of ``benchmarks/retrieve_crawl.py``. For each set of seeds and each way (BM25, embedding, both), runs
``lemnos retrieve`` and prints: precision of the first 10 pages of a seed, the share of the relevant pages that are
among them (of at most 10), the share of seeds whose first page is relevant, and what random pages give (the exact
expectation). A near-copy counts as found where its original is. Then the cost of each stage, and on the same main texts
the scores and speed of ``bm25s``, ``rank_bm25`` and ``tantivy``, as far as they are installed, for a number of seeds:
queries of the whole seed, as they are used, and of our pruned terms. Times are seconds of CPU of this process.
"""

import argparse
import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.pipeline.recipe import Recipe, step_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.records import Document
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

DEPTH = 10
SETS = ("articles", "docs", "tools", "servers", "trajectories")
Groups = dict[str, list[str]]


def retrieve(crawl: Path, seeds: Path, out: Path, **settings: Any) -> RunFolder:
    """Run the step in this process; return its run folder."""
    shutil.rmtree(out, ignore_errors=True)
    content = {
        "inputs": [{"path": str(crawl)}, {"path": str(seeds)}],
        "out": str(out),
        "retrieve": {"per_seed": DEPTH, "per_domain": 0, "control": False, **settings},
    }
    (run,) = run_recipe(Recipe(out, (step_recipe("retrieve", content, ()),), named=False), LocalEngine(1), Quiet())
    return run


def judged(found: dict[str, list[str]], groups: Groups, seeds: Sequence[str], pages: Sequence[str]) -> list[float]:
    """Return precision, recall of at most ``DEPTH``, success at the first place, and what random pages give.

    Args:
        found: Seed → addresses, the best first.
        groups: Groups of each seed and address.
        seeds: All seeds, also those that found nothing.
        pages: Addresses of the crawl.
    """
    members: dict[str, list[str]] = {}
    for page in pages:
        for group in groups.get(page, ()):
            members.setdefault(group, []).append(page)
    sums = [0.0] * 4
    judged_seeds = 0
    for seed in seeds:
        relevant = {page for group in groups.get(seed, ()) for page in members.get(group, ())}
        if not relevant:
            continue
        judged_seeds += 1
        best = found.get(seed, [])[:DEPTH]
        hits = sum(page in relevant for page in best)
        sums[0] += hits / max(1, len(best))
        sums[1] += hits / min(DEPTH, len(relevant))
        sums[2] += bool(best) and best[0] in relevant
        sums[3] += len(relevant) / len(pages)
    return [value / max(1, judged_seeds) for value in sums]


def found_by(run: RunFolder) -> dict[str, list[str]]:
    """Return the pages of each seed of a run, the best first."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for match in run.read_records("matches"):
        ranked.setdefault(match["seed"], []).append((match["rank"], match["url"]))
    return {seed: [url for _, url in sorted(pages)] for seed, pages in ranked.items()}


def documents(run: RunFolder) -> list[Document]:
    """Return all pages that a run has read."""
    blobs = Blobs(sorted((run.path / "work" / "pages").glob("*.bin")))
    return [msgspec.msgpack.decode(blobs[number], type=Document) for number in range(len(blobs))]


def words(text: str) -> list[str]:
    """Return the words of a text as the peers take them."""
    return re.findall(r"[a-z0-9]{2,}", text.lower())


def peers(
    pages: list[Document], queries: list[tuple[str, str]]
) -> dict[str, tuple[float, float, dict[str, list[str]]]]:
    """Return for each library that is installed the seconds to index and to search, and what it finds."""
    texts = [words(f"{page.title} {page.text}") for page in pages]
    ways: dict[str, Callable[[], Callable[[str], list[int]]]] = {
        "bm25s": lambda: _bm25s(texts),
        "rank_bm25": lambda: _rank_bm25(texts),
        "tantivy": lambda: _tantivy(texts),
    }
    results = {}
    for name, index in ways.items():
        try:
            start = time.process_time()
            search = index()
            indexed = time.process_time()
            found = {seed: [pages[number].url for number in search(text)] for seed, text in queries}
            results[name] = (indexed - start, time.process_time() - indexed, found)
        except ImportError:
            continue
    return results


def _bm25s(texts: list[list[str]]) -> Callable[[str], list[int]]:
    import bm25s

    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(texts, show_progress=False)

    def search(query: str) -> list[int]:
        found, _ = index.retrieve([words(query)], k=DEPTH, show_progress=False)
        return [int(number) for number in found[0]]

    return search


def _rank_bm25(texts: list[list[str]]) -> Callable[[str], list[int]]:
    import numpy as np
    from rank_bm25 import BM25Okapi

    index = BM25Okapi(texts, k1=1.2, b=0.75)
    return lambda query: [int(number) for number in np.argsort(-index.get_scores(words(query)), kind="stable")[:DEPTH]]


def _tantivy(texts: list[list[str]]) -> Callable[[str], list[int]]:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False)
    builder.add_integer_field("number", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(text=" ".join(text), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[int]:
        parsed = index.parse_query(" ".join(dict.fromkeys(words(query))), ["text"])
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(parsed, DEPTH).hits]

    return search


def row(*cells: object) -> None:
    """Print a row of a table."""
    print(
        "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |", flush=True
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--embedding", default="")
    parser.add_argument("--peers", type=int, default=200, help="seeds that the peers search for")
    parser.add_argument("--sets", nargs="*", default=SETS)
    arguments = parser.parse_args()
    groups: Groups = json.loads((arguments.folder / "relevant.json").read_text())
    ways: dict[str, dict[str, Any]] = {"BM25": {}}
    if arguments.embedding:
        ways["embedding"] = {"embedding": arguments.embedding, "least_score": 1.0}
        ways["both"] = {"embedding": arguments.embedding}
    row("seeds", "way", "precision", "recall", "first", "random")
    row(*["---"] * 6)
    for name in arguments.sets:
        for way, settings in ways.items():
            run = retrieve(
                arguments.folder / "crawl", arguments.folder / name, arguments.out / f"{name}-{way}", **settings
            )
            seeds = list(run.read_records("seeds"))
            pages = documents(run)
            addresses = [page.url for page in pages]
            row(name, way, *judged(found_by(run), groups, [seed["id"] for seed in seeds], addresses))
            if way == "BM25":
                first = run
        sample = seeds[:: max(1, len(seeds) // arguments.peers)]
        for kind in ("text", "terms"):
            queries = [(seed["id"], seed["text"] if kind == "text" else " ".join(seed["terms"])) for seed in sample]
            for peer, (index, search, found) in peers(pages, queries).items():
                values = judged(found, groups, [seed for seed, _ in queries], addresses)
                row(
                    name,
                    f"{peer}, query: {kind} ({index:.2f} s + {1000 * search / len(sample):.2f} ms a query)",
                    *values,
                )
        values = judged(found_by(first), groups, [seed["id"] for seed in sample], addresses)
        row(name, "BM25, these seeds", *values)
        report = json.loads((first.path / "report.json").read_bytes())
        print(
            f"{name}: {report['crawl']['pages']:,} pages, {report['seeds']:,} seeds; "
            + ", ".join(f"{stage} {cost['cpu_seconds']:.2f} s" for stage, cost in report["cost"].items())
            + f"; peak {max(cost['peak_mb_of_a_worker'] for cost in report['cost'].values()):.0f} MB"
        )


if __name__ == "__main__":
    main()
