"""Measures the rules of ``curate`` on any input: what they drop and mask, and how fast they are, beside peers.

    python benchmarks/curate_rules.py heuristics docs/ [--sample 500] [--show 20] [--peer PYTHON]
    python benchmarks/curate_rules.py secrets docs/ [--show 20]
    python benchmarks/curate_rules.py filter MODEL docs/

``heuristics`` prints the share that each rule drops, and drops to read. ``--peer`` names a Python that has datatrove
(0.10), whose filters Gopher quality, Gopher repetition, C4 and FineWeb then judge the same texts. ``secrets`` compares
betterleaks behind the prefilter with betterleaks on the whole text. ``filter`` times a model that ``lemnos filter
train`` wrote. Rates are megabytes of UTF-8 text a CPU-second of this process, models loaded.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from lemnos.steps.curate.base import Candidate
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.filter.labels import records_of
from lemnos.text.private import ALL_KINDS, private_data
from lemnos.text.private.find import places
from lemnos.text.private.leaks import leaks

PEER = """
import json, sys, time
from datatrove.data import Document
from datatrove.pipeline import filters
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
size = sum(len(row.encode()) for row in rows) / 1e6
rules = {
    "Gopher quality": filters.GopherQualityFilter(),
    "Gopher repetition": filters.GopherRepetitionFilter(),
    "C4": filters.C4QualityFilter(filter_no_terminal_punct=False),
    "FineWeb": filters.FineWebQualityFilter(),
}
for name, rule in rules.items():
    rule.filter(Document(text=rows[0], id="0"))
    start = time.process_time()
    kept = [rule.filter(Document(text=row, id="0")) for row in rows]
    cost = time.process_time() - start
    dropped = sum(1 for each in kept if each is not True)
    print(f"datatrove {name}: drops {dropped / len(rows):.1%}, {size / cost:.1f} MB/CPU-s")
"""


def read(path: str, sample: int, seed: int) -> list[Candidate]:
    """Return a random sample of the records of an input."""
    records = list(records_of(path))
    if sample and len(records) > sample:
        records = random.Random(seed).sample(records, sample)
    return [candidate(record, number) for number, record in enumerate(records)]


def rate(views: list[Candidate], work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the work returns, and megabytes a CPU-second."""
    start = time.process_time()
    result = work()
    return result, sum(len(view.text.encode("utf-8", "replace")) for view in views) / 1e6 / (
        time.process_time() - start
    )


def heuristics(views: list[Candidate], show: int, peer: str) -> None:
    """Print what the heuristics drop."""
    from lemnos.steps.curate.heuristics.rule import Heuristics
    from lemnos.steps.curate.heuristics.settings import HeuristicsSettings

    rule = Heuristics(HeuristicsSettings())
    rule.judge(views[:5], [])
    found, speed = rate(views, lambda: rule.judge(views, []))
    print(f"lemnos: drops {len(found) / len(views):.2%} of {len(views):,} records, {speed:.1f} MB/CPU-s")
    for name, count in Counter(finding.rule for finding in found).most_common():
        print(f"  {name:<20} {count:>6}  {count / len(views):.2%}")
    for finding in found[:show]:
        view = views[finding.number]
        print(f"\n{finding.rule}: {finding.reason} · {view.source}\n    {' '.join(view.text.split())[:300]}")
    if peer:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as stream:
            stream.writelines(json.dumps(view.text) + "\n" for view in views)
            stream.flush()
            subprocess.run([peer, "-c", PEER, stream.name], check=True)


def secrets(views: list[Candidate], show: int) -> None:
    """Print what would be masked, and what the prefilter loses."""
    import betterleaks

    texts = [view.text for view in views]
    betterleaks.scan_string("warm")
    found, speed = rate(views, lambda: [private_data(text, ALL_KINDS, "betterleaks") for text in texts])
    _, patterns = rate(views, lambda: [private_data(text, ALL_KINDS, "patterns") for text in texts])
    mine, alone = rate(views, lambda: [{key.value for key in leaks(text)} for text in texts])
    whole, peer = rate(
        views,
        lambda: [
            {
                each.secret
                for at in range(0, len(text), 32_000)
                for each in betterleaks.scan_string(text[at : at + 32_000])
            }
            for text in texts
        ],
    )
    there = [(place, text) for text, private in zip(texts, found, strict=True) for place in places(text, private)]
    print(f"masks {dict(Counter(place.kind for place, _ in there))} in {len(texts):,} records")
    print(f"all kinds with betterleaks {speed:.1f}, with patterns {patterns:.1f} MB/CPU-s")
    print(f"betterleaks behind the prefilter {alone:.1f}, on whole texts {peer:.1f} MB/CPU-s")
    print(f"findings: {sum(map(len, mine))} behind the prefilter, {sum(map(len, whole))} on whole texts, unfiltered")
    for place, text in there[:show]:
        around = text[max(0, place.start - 40) : place.start] + "⟦" + text[place.start : place.end][:40] + "⟧"
        print(f"  {place.kind} {place.rule}: {' '.join(around.split())}")


def quality(model: str, views: list[Candidate]) -> None:
    """Print the rate of a trained filter."""
    from lemnos.steps.curate.filter.line import line_of
    from lemnos.steps.curate.filter.model import load_model, read_notes

    loaded, notes = load_model(model), read_notes(model)
    loaded.score(views[0].text)
    _, lines = rate(views, lambda: [line_of(view.text, notes.settings.words) for view in views])
    scores, speed = rate(views, lambda: [loaded.score(view.text) for view in views])
    mean = sum(scores) / len(scores)
    print(f"{len(notes.members)} members: {speed:.1f} MB/CPU-s (lines alone {lines:.0f}); mean score {mean:.2f}")


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["heuristics", "secrets", "filter"])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="an input; before it, for filter, the model")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--peer", default="", help="a Python with datatrove")
    given = parser.parse_args()
    views = read(given.paths[-1], given.sample, given.seed)
    if not views:
        sys.exit("no record")
    match given.what:
        case "heuristics":
            heuristics(views, given.show, given.peer)
        case "secrets":
            secrets(views, given.show)
        case _:
            quality(given.paths[0], views)


if __name__ == "__main__":
    main()
