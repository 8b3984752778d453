"""Measure what each part of the planner contributes: plans over the clusters of a run, judged by another reward.

    python benchmarks/plans.py RUN [--clusters 200] [--judge MODEL.npz] [--reward NAME] [--times]

For the same clusters and lengths it compares random order, document order, greedy by cosine, greedy by reward, sampled
by reward and searched by reward, and the search without each of its parts. The judge should be independent of the
reward that planned: train it on conversations between people only (``lemnos reward import``, ``lemnos reward train``).
It sees texts only, no positions. *Coherence* is its mean reward of the answers, *place* the mean share of the remaining
segments to which it gives a lower reward, *sections* the share of the cluster's sections that are covered, *named* the
share of moves to a document that the previous answer names, *leaning* the share of answers that open with "However",
"These" and the like after a jump.

``--times`` prints the cost of planning by the size of the cluster instead.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from lemnos.steps.talk.dialogues.builder import DialogueBuilder
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.plan.outline import PlanSettings, generator
from lemnos.steps.talk.plan.plan import distinct, plan
from lemnos.steps.talk.reward.base import Cluster, Reward, TextReward
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.load import load, load_reward
from lemnos.steps.talk.settings import TalkSettings
from lemnos.store.run_folder import existing_run

LEANS = 1.0
"""From this value on, ``Cluster.presupposes`` means that the words of a segment, not only its position, depend on
another segment."""


class Ground(NamedTuple):
    """A cluster over which to plan."""

    key: str
    cluster: Cluster
    vectors: Vectors


WINDOW = 20
"""Number of previous answers that the judge sees."""
Policy = Callable[[Ground, int], list[int]]
"""A cluster and a number of turns → the segments used as answers, in order."""


def clusters(run: Path, count: int) -> list[Ground]:
    """Return the clusters of anchors spread evenly over a run."""
    settings = TalkSettings()
    builder = DialogueBuilder(existing_run(run), settings)
    found = []
    anchors = builder.numbers()
    for anchor in anchors[:: max(1, len(anchors) // count)][:count]:
        cluster = builder.cluster(anchor, 0)
        if len(cluster.documents) >= settings.cluster.min_documents:
            vectors = Vectors(cluster.materials, builder.frequency, builder.usable)
            found.append(Ground(cluster.materials[0].topic.id, cluster, vectors))
    return found


def searched(reward: Reward, settings: PlanSettings) -> Policy:
    """Return the policy of the planner with these settings."""

    def path(ground: Ground, turns: int) -> list[int]:
        fixed = msgspec.structs.replace(settings, turns_mean=float(turns), turns_sd=1e-3, min_turns=min(turns, 8))
        planned = plan(ground.cluster, reward.read(ground.cluster, ground.vectors), f"0/plan/{ground.key}", fixed)
        return [ground.cluster.starts[step.topic] + step.segment for step in planned.steps]

    return path


def in_random_order(ground: Ground, turns: int) -> list[int]:
    """Return segments in random order."""
    told = np.flatnonzero(distinct(ground.cluster))
    return [int(segment) for segment in generator(ground.key).permutation(told)[:turns]]


def in_document_order(ground: Ground, turns: int) -> list[int]:
    """Return segments document by document."""
    return [int(segment) for segment in np.flatnonzero(distinct(ground.cluster))[:turns]]


def by_cosine(ground: Ground, turns: int) -> list[int]:
    """Return segments so that each is the most similar remaining one to the segment before."""
    cosine, left = ground.vectors.cosines(), distinct(ground.cluster)
    path = [0]
    while len(path) < turns:
        left[path[-1]] = False
        path.append(int(np.where(left, cosine[path[-1]], -1).argmax()))
    return path


def greedy(reward: Reward) -> Policy:
    """Return the policy that always takes the segment with the highest reward, and considers nothing else."""

    def path(ground: Ground, turns: int) -> list[int]:
        scorer, left, told = reward.read(ground.cluster, ground.vectors), distinct(ground.cluster), [0]
        while len(told) < turns:
            left[told[-1]] = False
            scorer.extend(np.array(told[-1:]), np.zeros(1, dtype=np.intp))
            told.append(int(np.where(left, scorer.rewards()[0], -1).argmax()))
        return told

    return path


def judged(judge: TextReward, ground: Ground, path: Sequence[int]) -> tuple[list[float], list[float]]:
    """Return for each answer after the first the judge's reward, and the share of remaining segments rated lower."""
    texts = [part.text for material in ground.cluster.materials for part in material.topic.segments]
    left, cases = distinct(ground.cluster), []
    for number in range(1, len(path)):
        left[path[number - 1]] = False
        untold = [path[number], *(other for other in np.flatnonzero(left).tolist() if other != path[number])]
        cases.append(
            Case(
                history=tuple(texts[told] for told in path[max(0, number - WINDOW) : number]),
                candidates=tuple(texts[other] for other in untold),
            )
        )
    found = judge.scores(cases)
    places = [float((rewards[1:] < rewards[0]).sum() / max(len(rewards) - 1, 1)) for rewards in found]
    return [float(rewards[0]) for rewards in found], places


def row(name: str, policy: Policy, judge: TextReward, grounds: Sequence[Ground], lengths: Sequence[int]) -> str:
    """Measure one policy; return its row of the table."""
    rewards, places, sections, named = [], [], [], []
    moves = returns = leaning = turns = 0
    for ground, length in zip(grounds, lengths, strict=True):
        cluster = ground.cluster
        path = policy(ground, length)
        found = judged(judge, ground, path)
        rewards += found[0]
        places += found[1]
        topic, section = cluster.topic_of(), cluster.section_of()
        sections.append(len({section[at] for at in path}) / len(set(section)))
        opened = {int(topic[path[0]])}
        for before, after in pairwise(path):
            leaning += after != before + 1 and cluster.presupposes[after] >= LEANS
            if topic[after] != topic[before]:
                moves += 1
                returns += int(topic[after]) in opened
                named.append(int(topic[after]) in cluster.mentions[before])
                opened.add(int(topic[after]))
        turns += len(path)
    return (
        f"| {name} | {np.mean(rewards):.3f} | {np.mean(places):.3f} | {np.mean(sections):.3f} | {moves / turns:.3f} "
        f"| {returns / turns:.3f} | {np.mean(named):.2f} | {leaning / turns:.3f} |"
    )


def compare(grounds: Sequence[Ground], reward: Reward, judge: TextReward) -> None:
    """Print the table of all policies."""
    base = PlanSettings()
    lengths = [len(searched(reward, PlanSettings())(ground, 74)) for ground in grounds]

    def without(**changes: float) -> Policy:
        return searched(reward, msgspec.structs.replace(base, **changes))

    print(f"{len(grounds)} clusters, {sum(lengths):,} turns a row; planned by {reward.name}, judged by {judge.name}\n")
    print("| | coherence | place | sections | switches | returns | named | leaning |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    policies: list[tuple[str, Policy]] = [
        ("random order", in_random_order),
        ("document order", in_document_order),
        ("cosine greedy", by_cosine),
        ("reward greedy", greedy(reward)),
        ("reward sampled (beam 1)", without(beam=1)),
        ("reward searched", searched(reward, base)),
        ("… beam 16", without(beam=16)),
        ("… without noise", without(temperature=0.0)),
        ("… without links", without(links=0.0)),
        ("… without order and distance", without(order=0.0, distance=0.0)),
        ("… without coverage", without(coverage=0.0)),
        ("… without returns", without(return_rate=0.0)),
        ("… twice the switches", without(switch_rate=2 * base.switch_rate)),
        ("… without schedule", without(schedule=0.0)),
    ]
    for name, policy in policies:
        print(row(name, policy, judge, grounds, lengths), flush=True)


def time_plans(grounds: Sequence[Ground], reward: Reward) -> None:
    """Print the cost of reading a cluster and planning over all its segments, by the number of segments."""
    print("| segments | clusters | reading, ms | planning, ms | µs a turn |")
    print("|---:|---:|---:|---:|---:|")
    everything = PlanSettings(turns_mean=1e4, turns_sd=1.0, max_turns=10_000, told=1.0)
    for low, high in pairwise((0, 100, 200, 300, 400, 500)):
        reading = planning = 0.0
        turns, sizes = 0, []
        for ground in grounds:
            if low < ground.cluster.size <= high:
                began = time.process_time()
                scorer = reward.read(ground.cluster, ground.vectors)
                read = time.process_time()
                turns += len(plan(ground.cluster, scorer, ground.key, everything).steps)
                planning += time.process_time() - read
                reading += read - began
                sizes.append(ground.cluster.size)
        if sizes:
            print(
                f"| {np.mean(sizes):.0f} | {len(sizes)} | {1e3 * reading / len(sizes):.1f} "
                f"| {1e3 * planning / len(sizes):.1f} | {1e6 * planning / turns:.0f} |"
            )


def main() -> None:
    """Compare the policies, or measure times, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--clusters", type=int, default=200)
    parser.add_argument("--reward", default="learned", help="Plan with this model file or reward [default: learned].")
    parser.add_argument("--judge", default="default", help="Judge with this model file or reward [default: default].")
    parser.add_argument("--times", action="store_true")
    given = parser.parse_args()
    grounds = clusters(given.run, given.clusters)
    reward = load_reward(given.reward)
    if given.times:
        time_plans(grounds, reward)
    else:
        compare(grounds, reward, load(given.judge))


if __name__ == "__main__":
    main()
