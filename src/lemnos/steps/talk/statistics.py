"""Figures of shards → the statistics of a run of ``talk``: documents, dialogues, coverage, memory, checks.

All depend on the input, the settings and the seed alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.pipeline.statistics import counted, joined, rate, spread, summed, totalled
from lemnos.pipeline.step import StageFigures
from lemnos.records import MEMORY_KINDS
from lemnos.steps.talk.plan.budget import BYTES_PER_TOKEN
from lemnos.steps.talk.quality import checks, round_trip, scores, turn_quality
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.targets import targets
from lemnos.store.run_folder import RunFolder

SAMPLE = 1000
"""Dialogues over which distinct-n is counted: it falls with the size of the sample, so the size is fixed."""
TEMPLATES = 50
"""The greatest number of unknown templates that the report names, those with the most calls."""
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


def statistics(run: RunFolder, settings: TalkSettings, figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run."""
    read, (graph,), shards = figures["documents"], figures["graph"], figures["dialogues"]
    documents = figures.get("sample", read)
    preview = {"read": summed(read, "documents")} if "sample" in figures else {}
    turns = joined(shards, "turns")
    total_turns = sum(turns)
    user_words, assistant_words = summed(shards, "user_words"), summed(shards, "assistant_words")
    asked = total_turns - sum(counted(shards, "kinds").get(kind.value, 0) for kind in MEMORY_KINDS)
    sample = [
        message["content"]
        for dialogue in islice(run.read_records("dialogues"), SAMPLE)
        for message in dialogue["messages"]
        if message["role"] == "user"
    ]
    return {
        "documents": {
            "documents": summed(documents, "documents"),
            "words": summed(documents, "words"),
            "bytes": summed(documents, "bytes"),
            "segments": summed(documents, "segments"),
            "links": summed(documents, "links"),
            "redirects": summed(read, "redirects"),
            "code": counted(read, "code"),
            "left_out": counted(read, "left_out"),
            "unknown_templates": dict(islice(counted(read, "unknown_templates").items(), TEMPLATES)),
            "licences": counted(documents, "licences"),
            **preview,
        },
        "graph": {key: value for key, value in graph.items() if key not in ("cost", "rejected")},
        "dialogues": {
            "dialogues": summed(shards, "dialogues"),
            "turns": total_turns,
            "turns_per_dialogue": spread(turns),
            "user_words": user_words,
            "assistant_words": assistant_words,
            "answers_with_code": summed(shards, "answers_with_code"),
            "words_per_user_turn": round(user_words / total_turns, 2) if total_turns else 0,
            "words_per_assistant_turn": round(assistant_words / total_turns, 2) if total_turns else 0,
            "tokens_estimate": round(summed(shards, "bytes") / BYTES_PER_TOKEN),
            "tokens_per_dialogue": spread(joined(shards, "tokens")),
            "tokens_counted_by": Path(settings.plan.tokenizer).name or f"UTF-8 bytes / {BYTES_PER_TOKEN}",
            "documents_per_dialogue": spread(joined(shards, "documents")),
            "dialogues_by_documents": _histogram(joined(shards, "documents")),
            "switches_per_dialogue": spread(joined(shards, "switches")),
            "returns_per_dialogue": spread(joined(shards, "returns")),
            "switch_rate": rate(sum(joined(shards, "switches")), total_turns),
            "mean_reward": spread(joined(shards, "rewards")),
            "kinds": counted(shards, "kinds"),
            "asks": {name: rate(count, asked) for name, count in counted(shards, "asks").items()},
            "share_raised": rate(summed(shards, "raised"), asked - summed(shards, "dialogues")),
            "distinct_n": {str(n): distinct_n(sample, n) for n in (1, 2, 3)},
            "distinct_n_sample": min(SAMPLE, summed(shards, "dialogues")),
        },
        "targets": [row._asdict() for row in targets(settings, shards)],
        "scores": scores(shards),
        "turn_quality": turn_quality(shards),
        "checks": checks(shards),
        "round_trip": round_trip(shards),
        "written": counted(shards, "written"),
        "memory": memory(shards) | recalled(shards),
        "coverage": coverage(run, shards, summed(documents, "documents")),
        "repetition": repetition(run, len(shards)),
    }


def memory(shards: Sequence[Figures]) -> dict[str, Any]:
    """Return how many turns need the past, how far back they go, and how they answer.

    ``turns_back`` counts the turns that go back to an earlier one by octaves of the distance in turns.
    """
    kinds = counted(shards, "kinds")
    count = sum(kinds.get(kind.value, 0) for kind in MEMORY_KINDS)
    turns = sum(kinds.values())
    distances = counted(shards, "memory_distances")
    verbatim = summed(shards, "memory_verbatim")
    return {
        "turns": count,
        "share": round(count / turns, 4) if turns else 0,
        "turns_back": dict(sorted(distances.items(), key=lambda item: int(item[0].partition("-")[0]))),
        "share_verbatim": round(verbatim / count, 4) if count else 0,
        "ungrounded": summed(shards, "memory_ungrounded"),
    }


def repetition(run: RunFolder, shards: int) -> dict[str, Any]:
    """Return how much the dialogues repeat each other, memory turns left out: what share of the words of answers is in
    more than one dialogue, what share another dialogue has told already, and in how many dialogues a segment is."""
    parts = [np.load(run.work("dialogues", f"{number:06}.segments.npy")) for number in range(shards)]
    rows = np.concatenate([np.zeros((0, 3), np.int32), *parts]).astype(np.int64)
    keys, uses = rows[:, 0] << 32 | rows[:, 1], rows[:, 2]
    _, first, index, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    total = int(uses.sum())
    repeated = int(uses[counts[index] > 1].sum()) if len(rows) else 0
    return {
        "answer_words": total,
        "share_of_answer_words": rate(repeated, total),
        "share_told_before": rate(total - int(uses[first].sum()), total),
        "dialogues_per_segment": rate(len(rows), len(counts)),
        "most_dialogues_of_a_segment": int(counts.max()) if len(counts) else 0,
    }


def recalled(shards: Sequence[Figures]) -> dict[str, Any]:
    """Return how many turns memory turns recall, and what share of these lies wholly within each window of so many
    tokens before the turn that recalls it."""
    count = summed(shards, "recalled")
    within = totalled(shard["recalled_within"] for shard in shards)
    return {"recalled": count, "recalled_within": {size: rate(number, count) for size, number in within.items()}}


def coverage(run: RunFolder, shards: Sequence[Figures], documents: int) -> dict[str, Any]:
    """Return how much of the corpus the dialogues use, how often, and how much of it is hubs.

    ``hub_share`` is the share of places in clusters, anchors left out, that the 1% of documents with the most
    incoming links take; 0.01 would be their even share.

    Args:
        run: The run folder.
        shards: Figures of the dialogues.
        documents: Number of documents of the corpus, or of the sample that a preview consists of.
    """
    in_degree = np.load(run.work("graph", "in_degree.npy"))
    uses = np.zeros(len(in_degree), dtype=np.int64)
    followed = np.zeros(len(in_degree), dtype=np.int64)
    for number, shard in enumerate(shards):
        rows: npt.NDArray[np.int32] = np.load(run.work("dialogues", f"{number:06}.npy"))
        np.add.at(uses, rows, 1)
        ends = np.cumsum(shard["documents"], dtype=np.int64)
        not_anchor = np.ones(len(rows), dtype=bool)
        not_anchor[ends - np.asarray(shard["documents"], dtype=np.int64)] = False
        np.add.at(followed, rows[not_anchor], 1)
    hubs = np.argsort(-in_degree, kind="stable")[: max(1, len(in_degree) // 100)]
    used = uses[uses > 0]
    return {
        "documents_used": len(used),
        "share_used": round(len(used) / documents, 4) if documents else 0,
        "uses_per_used_document": spread(used.tolist()),
        "hub_share": round(float(followed[hubs].sum() / followed.sum()), 4) if followed.sum() else 0,
    }


def _histogram(values: Iterable[float]) -> dict[str, int]:
    return {str(int(value)): count for value, count in sorted(Counter(values).items())}
