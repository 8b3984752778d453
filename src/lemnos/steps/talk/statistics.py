"""Figures of shards → statistics of the corpus."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.pipeline.spread import spread
from lemnos.records import MEMORY_KINDS
from lemnos.steps.talk.quality import checks, round_trip, scores
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.step import TalkFigures
from lemnos.steps.talk.targets import targets
from lemnos.store.run_folder import RunFolder

SAMPLE = 1000
"""Dialogues over which distinct-n is counted: it falls with the size of the sample, so the size is fixed."""
BYTES_PER_TOKEN = 4.3
"""UTF-8 bytes of English prose in one token of a byte-pair vocabulary of 50,000; for the estimate of tokens."""
_WORD = re.compile(r"\w+")


def distinct_n(turns: Iterable[str], n: int) -> float:
    """Return distinct n-grams over all n-grams of ``turns`` (Li et al. 2016, arXiv 1510.03055), in lower case."""
    seen: set[tuple[str, ...]] = set()
    total = 0
    for turn in turns:
        words = _WORD.findall(turn.lower())
        grams = list(zip(*(words[place:] for place in range(n)), strict=False))
        seen.update(grams)
        total += len(grams)
    return round(len(seen) / total, 4) if total else 0.0


def statistics(run: RunFolder, settings: TalkSettings, figures: TalkFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input, settings and seed alone."""
    shards = figures.dialogues
    turns = _joined(shards, "turns")
    total_turns = sum(turns)
    user_words, assistant_words = _summed(shards, "user_words"), _summed(shards, "assistant_words")
    sample = [
        message["content"]
        for dialogue in islice(run.read_records("dialogues"), SAMPLE)
        for message in dialogue["messages"]
        if message["role"] == "user"
    ]
    return {
        "documents": {
            "documents": _summed(figures.documents, "documents"),
            "words": _summed(figures.documents, "words"),
            "bytes": _summed(figures.documents, "bytes"),
            "segments": _summed(figures.documents, "segments"),
            "links": _summed(figures.documents, "links"),
            "redirects": _summed(figures.documents, "redirects"),
            "licences": _counted(figures.documents, "licences"),
        },
        "graph": {key: value for key, value in figures.graph.items() if key != "cost"},
        "dialogues": {
            "dialogues": _summed(shards, "dialogues"),
            "turns": total_turns,
            "turns_per_dialogue": spread(turns),
            "user_words": user_words,
            "assistant_words": assistant_words,
            "words_per_user_turn": round(user_words / total_turns, 2) if total_turns else 0,
            "words_per_assistant_turn": round(assistant_words / total_turns, 2) if total_turns else 0,
            "tokens_estimate": round(_summed(shards, "bytes") / BYTES_PER_TOKEN),
            "documents_per_dialogue": spread(_joined(shards, "documents")),
            "dialogues_by_documents": _histogram(_joined(shards, "documents")),
            "switches_per_dialogue": spread(_joined(shards, "switches")),
            "returns_per_dialogue": spread(_joined(shards, "returns")),
            "switch_rate": round(_summed_list(shards, "switches") / total_turns, 4) if total_turns else 0,
            "mean_reward": spread(_joined(shards, "rewards")),
            "kinds": _counted(shards, "kinds"),
            "distinct_n": {str(n): distinct_n(sample, n) for n in (1, 2, 3)},
            "distinct_n_sample": min(SAMPLE, _summed(shards, "dialogues")),
        },
        "targets": [row._asdict() for row in targets(settings, shards)],
        "scores": scores(shards),
        "checks": checks(shards),
        "round_trip": round_trip(shards),
        "written": _counted(shards, "written"),
        "memory": memory(shards),
        "coverage": coverage(run, shards, _summed(figures.documents, "documents")),
        "rejected": {
            "documents": _counted(figures.documents, "rejected"),
            "graph": {"link_table_row": figures.graph["table_rows_rejected"]} if figures.graph["table_rows"] else {},
            "dialogues": _counted(shards, "rejected"),
        },
    }


def memory(shards: Sequence[Figures]) -> dict[str, Any]:
    """Return how many turns need the past, how far back they go, and how they answer.

    ``turns_back`` counts the turns that go back to an earlier one by octaves of the distance in turns.
    """
    kinds = _counted(shards, "kinds")
    count = sum(kinds.get(kind.value, 0) for kind in MEMORY_KINDS)
    turns = sum(kinds.values())
    distances = _counted(shards, "memory_distances")
    verbatim = _summed(shards, "memory_verbatim")
    return {
        "turns": count,
        "share": round(count / turns, 4) if turns else 0,
        "turns_back": dict(sorted(distances.items(), key=lambda item: int(item[0].partition("-")[0]))),
        "share_verbatim": round(verbatim / count, 4) if count else 0,
        "ungrounded": _summed(shards, "memory_ungrounded"),
    }


def coverage(run: RunFolder, shards: Sequence[Figures], documents: int) -> dict[str, Any]:
    """Return how much of the corpus the dialogues use, how often, and how much of it is hubs.

    ``hub_share`` is the share of places in clusters, anchors left out, that the 1% of documents with the most
    incoming links take; 0.01 would be their even share.
    """
    uses = np.zeros(documents, dtype=np.int64)
    followed = np.zeros(documents, dtype=np.int64)
    for number, shard in enumerate(shards):
        rows: npt.NDArray[np.int32] = np.load(run.work("dialogues", f"{number:06}.npy"))
        np.add.at(uses, rows, 1)
        ends = np.cumsum(shard["documents"], dtype=np.int64)
        not_anchor = np.ones(len(rows), dtype=bool)
        not_anchor[ends - np.asarray(shard["documents"], dtype=np.int64)] = False
        np.add.at(followed, rows[not_anchor], 1)
    in_degree = np.load(run.work("graph", "in_degree.npy"))
    hubs = np.argsort(-in_degree, kind="stable")[: max(1, documents // 100)]
    used = uses[uses > 0]
    return {
        "documents_used": len(used),
        "share_used": round(len(used) / documents, 4) if documents else 0,
        "uses_per_used_document": spread(used.tolist()),
        "hub_share": round(float(followed[hubs].sum() / followed.sum()), 4) if followed.sum() else 0,
    }


def cost(figures: TalkFigures) -> dict[str, Any]:
    """Return CPU seconds, wall seconds and rates by stage. They differ from machine to machine."""
    stages = {"documents": figures.documents, "graph": [figures.graph], "dialogues": figures.dialogues}
    text = _summed(figures.documents, "bytes")
    made = _summed(figures.dialogues, "bytes")
    result: dict[str, Any] = {}
    for stage, shards in stages.items():
        spent = [shard["cost"] for shard in shards]
        cpu = sum(item["cpu_seconds"] for item in spent)
        megabytes = (made if stage == "dialogues" else text) / 1e6
        result[stage] = {
            "cpu_seconds": round(cpu, 2),
            "shard_seconds": round(sum(item["seconds"] for item in spent), 2),
            "peak_mb_of_a_worker": max(item["peak_mb"] for item in spent),
            "text_mb": round(megabytes, 2),
            "mb_per_cpu_second": round(megabytes / cpu, 2) if cpu else 0,
        }
    return result


def _summed(shards: Iterable[Figures], key: str) -> int:
    return sum(shard[key] for shard in shards)


def _summed_list(shards: Iterable[Figures], key: str) -> int:
    return sum(sum(shard[key]) for shard in shards)


def _joined(shards: Iterable[Figures], key: str) -> list[float]:
    return [value for shard in shards for value in shard[key]]


def _counted(shards: Iterable[Figures], key: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for shard in shards:
        total.update(shard[key])
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def _histogram(values: Iterable[float]) -> dict[str, int]:
    return {str(int(value)): count for value, count in sorted(Counter(values).items())}
