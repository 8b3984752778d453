"""Speed, memory and waste of ``lemnos pack``, beside the tokenizer library and datatrove, in one run.

    python benchmarks/pack.py RUN TOKENIZER [--records 400] [--windows 2048 4096 8192] [--datatrove PYTHON]

RUN is a finished run of dialogues, trajectories, tool documents or documents; TOKENIZER a ``tokenizer.json`` or
its folder. All speeds are tokens per CPU-second of one process with one thread; they take turns at the texts of each
shard of the run, and each round begins with tokenizers that remember nothing:

``encode_batch``, ``encode_batch_fast``
    The batch calls of the library with ``.ids``, with and without offsets, on a tokenizer of its own as it is loaded.
``TextEncoder``
    Tokens with masks and unit borders, and the check that they give the text back.
``stage``
    The whole stage as a worker runs it: records read from Parquet, rendered, encoded, written.
``DocumentTokenizer``
    Of datatrove, in the Python given with ``--datatrove``: texts to ``.ds`` files, without masks. It runs in a process
    of its own, whose start is not counted.

The table of windows says how much is padding, how many conversations are cut that would have fit, and how many turns
that refer to an earlier one have it in their window; beside it, what cuts at every N tokens would leave.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

os.environ["TOKENIZERS_PARALLELISM"] = "false"

from lemnos.engine.local import collect_rarely
from lemnos.pipeline.job import WholeTask
from lemnos.pipeline.record_source import open_records
from lemnos.records import Dialogue, Document, Rejected, ToolDocument, Trajectory
from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.fit.bins import best_fit
from lemnos.steps.pack.fit.split import split
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.render.renderer import Renderer
from lemnos.steps.pack.settings import PackSettings, TokenizerSettings
from lemnos.steps.pack.tokenise.load import load_tokenizer
from lemnos.steps.pack.tokenise.stage import (
    FILE,
    PackTask,
    make_tokenizer,
    names_of,
    shared_encoder,
    tokenise,
    vocabulary_of,
)
from lemnos.steps.pack.tokenise.tokenizer import TextEncoder, Tokens
from lemnos.store.run_folder import RunFolder

KINDS = (Dialogue, Trajectory, ToolDocument, Document)
_DATATROVE = """
import json, sys, time
from datatrove.data import Document
from datatrove.pipeline.tokens import DocumentTokenizer
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
best = 0.0
for round in range(3):
    out = sys.argv[3] + str(round)
    step = DocumentTokenizer(out, tokenizer_name_or_path=sys.argv[2], eos_token=None, shuffle_documents=False)
    step.tokenizer
    start = time.process_time()
    step.run((Document(text=text, id=str(number)) for number, text in enumerate(texts)))
    spent = time.process_time() - start
    from pathlib import Path
    tokens = sum(path.stat().st_size for path in Path(sys.argv[3] + str(round)).rglob("*.ds")) // int(sys.argv[4])
    best = max(best, tokens / spent)
print(best)
"""


def race(
    calls: Mapping[str, Callable[[], Any]], rounds: int, first: int = 0
) -> tuple[dict[str, Any], dict[str, list[float]]]:
    """Return what calls return, and the CPU time of each in each round, in seconds; they take turns, and ``first`` is
    the number of the one that begins."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    results: dict[str, Any] = {}
    for number in range(first, first + rounds):
        names = list(calls)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            start = time.process_time()
            results[name] = calls[name]()
            spent[name].append(time.process_time() - start)
    return results, spent


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("tokenizer")
    parser.add_argument("--records", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--template", default="plain")
    parser.add_argument("--windows", type=int, nargs="+", default=[2048, 4096, 8192])
    parser.add_argument("--datatrove", default="", help="a Python that has datatrove")
    given = parser.parse_args()
    collect_rarely()
    settings = PackSettings(
        tokenizer=TokenizerSettings(path=given.tokenizer), template=given.template, mask="assistant"
    )
    source = open_records(given.run, given.run.name, KINDS, "", "benchmarks/pack.py")
    tasks = [PackTask(number, shard, 0) for number, shard in enumerate(source.shards(given.records))]
    with tempfile.TemporaryDirectory(prefix="lemnos-pack-") as folder:
        run = RunFolder(Path(folder))
        make_tokenizer(run, settings, 0, tasks, WholeTask())
        shards = rendered(run, settings, tasks)
        texts = [text for shard in shards for text in shard]
        made = speeds(run, settings, tasks, shards, given.rounds)
        if given.datatrove:
            datatrove(given.datatrove, run.path / FILE, texts, folder, 4 if vocabulary_of(run).size > 65_535 else 2)
        print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
        waste(texts, made, given.windows)


def rendered(run: RunFolder, settings: PackSettings, tasks: list[PackTask]) -> list[list[Rendered]]:
    """Return the records of each shard as texts, and print how long it took."""
    renderer = Renderer(settings, names_of(run), 0)
    shards = [[record for record in task.shard.read() if not isinstance(record, Rejected)] for task in tasks]

    def of_shard(records: list[Any]) -> list[Rendered]:
        texts = []
        for record in records:
            try:
                texts.append(renderer(record, 0)[0])
            except RefusedError:
                continue
        return texts

    results, spent = race({"render": lambda: list(map(of_shard, shards))}, 3)
    made: list[list[Rendered]] = results["render"]
    counts = f"{sum(map(len, made))} of {sum(map(len, shards))} records in {len(shards)} shards"
    print(f"{counts} rendered in {min(spent['render']):.2f} CPU-seconds")
    return made


def speeds(
    run: RunFolder, settings: PackSettings, tasks: list[PackTask], shards: list[list[Rendered]], rounds: int
) -> list[Tokens | RefusedError]:
    """Print tokens per CPU-second; return the encoded texts. The calls take turns at each shard, in another order at
    each, so that what else the machine does falls on all of them. Each round begins with tokenizers that were just
    opened: as in a run, what they remember is of the shards before."""
    total: dict[str, list[float]] = {}
    made: list[Tokens | RefusedError] = []
    tokens = 0

    def library(call: Callable[..., Any], texts: list[str]) -> list[list[int]]:
        return [each.ids for each in call(texts, add_special_tokens=False)]

    for number in range(rounds):
        tokenizers = [load_tokenizer(run.path / FILE) for _ in range(2)]
        for tokenizer in tokenizers:
            tokenizer.encode_batch(["It is open."])
        encoder = TextEncoder(load_tokenizer(run.path / FILE), settings.mask)
        shared_encoder.cache_clear()
        shared_encoder(run.path / FILE, settings.mask)  # a worker opens the tokenizer once, not for every shard
        spent: dict[str, float] = {}
        made, tokens = [], 0
        for place, (task, texts) in enumerate(zip(tasks, shards, strict=True)):
            plain = [text.text for text in texts]
            calls: dict[str, Callable[[], Any]] = {
                "encode_batch": partial(library, tokenizers[0].encode_batch, plain),
                "encode_batch_fast": partial(library, tokenizers[1].encode_batch_fast, plain),
                "TextEncoder": partial(encoder.encode, texts),
                "stage": partial(tokenise, run, settings, 0, False, task),
            }
            results, each = race(calls, 1, first=number + place)
            made += results["TextEncoder"]
            tokens += sum(map(len, results["encode_batch"]))
            for name, (seconds,) in each.items():
                spent[name] = spent.get(name, 0.0) + seconds
        for name, seconds in spent.items():
            total.setdefault(name, []).append(seconds)
    own = total["encode_batch"]
    print(f"{tokens:,} tokens\n{'':22}tokens per CPU-second   of encode_batch   least and most of {rounds} rounds")
    for name, spent_ in total.items():
        shares = sorted(theirs / ours for theirs, ours in zip(own, spent_, strict=True))
        print(
            f"{name:22}{tokens * rounds / sum(spent_):21,.0f}{sum(own) / sum(spent_):17.1%}"
            f"{shares[0]:16.1%}{shares[-1]:9.1%}"
        )
    return made


def datatrove(python: str, tokenizer: Path, texts: list[Rendered], folder: str, size: int) -> None:
    """Print the speed of datatrove's DocumentTokenizer."""
    lines = Path(folder) / "texts.jsonl"
    lines.write_text("".join(json.dumps(text.text) + "\n" for text in texts), encoding="utf-8")
    command = [python, "-c", _DATATROVE, str(lines), str(tokenizer), f"{folder}/datatrove", str(size)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        print("DocumentTokenizer     " + (ended.stderr.strip().splitlines() or ["failed"])[-1][:100])
    else:
        print(f"{'DocumentTokenizer':22}{float(ended.stdout.split()[-1]):21,.0f}")


def waste(texts: list[Rendered], made: list[Tokens | RefusedError], windows: list[int]) -> None:
    """Print how full windows are and how many recalls they keep."""
    print("window  windows  padding  repeated  cut that fit  recalls  in blind cuts  kept  CPU s")
    for window in windows:
        start = time.process_time()
        sizes, repeated, cut, recalls, blind, orphans = [], 0, 0, 0, 0, 0
        for text, tokens in zip(texts, made, strict=True):
            if isinstance(tokens, RefusedError):
                continue
            ends = tokens.units.tolist()
            pairs = [(recall.unit, recall.earlier) for recall in text.recalls]
            pieces = split(ends, pairs, window)
            cut += len(pieces) > 1 and ends[-1] <= window
            recalls += len(pairs)
            blind += sum((ends[one] - 1) // window == (ends[other] - 1) // window for one, other in pairs)
            for piece in pieces:
                again = sum(ends[unit] - (ends[unit - 1] if unit else 0) for unit in piece.repeats)
                orphans += sum(unit in piece.orphans for unit, _ in pairs if piece.first <= unit <= piece.last)
                repeated += again
                sizes.append(piece.end - piece.start + again)
        count = len(best_fit(sizes, window))
        spent = time.process_time() - start
        share = recalls or 1
        print(
            f"{window:6}{count:9}{1 - sum(sizes) / (count * window):9.2%}{repeated / sum(sizes):10.2%}{cut:14}"
            f"{recalls:9}{blind / share:15.1%}{(recalls - orphans) / share:6.1%}{spent:7.2f}"
        )


if __name__ == "__main__":
    main()
