"""Draw documents of finished runs of tools to read: by turns of each run, and of all surface forms equally often.

    python benchmarks/tools_sample.py RUN... [--count 40] [--seed 0]

Every document comes with its form and the position in the description that it was made from, to be compared with it.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

Drawn = tuple[str, dict[str, Any]]


def documents_by_form(run: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the documents of a run, in order, by their form."""
    import pyarrow.parquet as pq

    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted((run / "tool_documents").glob("*.parquet")):
        for document in pq.read_table(path, columns=["form", "source", "text"]).to_pylist():
            found[document["form"]].append(document)
    return found


def draw(runs: list[Path], count: int, seed: int) -> list[Drawn]:
    """Return documents with the names of their runs."""
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
    """Print the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    for number, (run, document) in enumerate(draw(given.runs, given.count, given.seed), 1):
        print(f"{'=' * 30} {number} {run} {document['form']} {document['source']}\n{document['text']}")


if __name__ == "__main__":
    main()
