"""Draw documents of finished runs of tools for reading: alternating between runs, and equally often of every form.

    python benchmarks/tools_sample.py RUN... [--count 40] [--seed 0]

Every document is printed with its form and the position in the description from which it was made, for comparison.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

Drawn = tuple[str, dict[str, Any]]


def documents_by_form(run: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the documents of a run by form, each list in the order of the run."""
    import pyarrow.parquet as pq

    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted((run / "tool_documents").glob("*.parquet")):
        for document in pq.read_table(path, columns=["form", "source", "text"]).to_pylist():
            found[document["form"]].append(document)
    return found


def draw(runs: list[Path], count: int, seed: int) -> list[Drawn]:
    """Return ``count`` documents, each with the name of its run."""
    random = Random(seed)
    documents = [documents_by_form(run) for run in runs]
    used: Counter[str] = Counter()
    drawn: list[Drawn] = []
    for turn in range(count):
        by_form = documents[turn % len(runs)]
        least = min(used[form] for form in by_form)
        form = random.choice(sorted(form for form in by_form if used[form] == least))
        used[form] += 1
        drawn.append((runs[turn % len(runs)].name, random.choice(by_form[form])))
    return drawn


def main() -> None:
    """Draw the documents and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    for number, (run, document) in enumerate(draw(given.runs, given.count, given.seed), 1):
        print(f"{'=' * 30} {number} {run} {document['form']} {document['source']}\n{document['text']}")


if __name__ == "__main__":
    main()
