"""Every user turn is looked at before a dialogue is written, whoever wrote it.

Four rules: ``form`` (it reads as a question or request), ``repeated`` (no turn before says the same), ``leak`` (it does
not hold a number of its answer, or five words of it in a row, that nobody has said yet) and ``answerable`` (given the
history, retrieval over the cluster finds its segment). A turn that fails is written again; if that fails too, the
better of both stays, and the verdict says so. Costs about 20 µs a turn.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lemnos.records import Verdict
from lemnos.talk.answerable import ranks
from lemnos.talk.check import normalised, well_formed
from lemnos.talk.plan import Plan
from lemnos.talk.reward.reward import Cluster
from lemnos.talk.vectors import Vectors
from lemnos.talk.write.writer import Topic, UserTurn, Writer

LEAK_RUN = 5
"""Words in a row that a turn may not share with its answer."""
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[\w'’-]+")


class Finding(NamedTuple):
    """What one rule found about one turn."""

    rule: str
    reason: str
    rank: int
    """Rank of the turn's segment in retrieval."""


class Reviewed(NamedTuple):
    """The turns of a dialogue after review."""

    turns: list[UserTurn]
    verdicts: list[Verdict]
    """One for each turn that failed at first; its record is still to be named."""
    ranks: list[int]


def review(
    cluster: Cluster,
    vectors: Vectors,
    plan: Plan,
    topics: Sequence[Topic],
    turns: Sequence[UserTurn],
    worst_rank: int,
) -> dict[int, Finding]:
    """Return what is wrong with the turns, by number; only the first fault of each.

    Args:
        cluster: The documents talked about.
        vectors: Their segments.
        plan: Which segment answers each turn.
        topics: The documents as the writer saw them.
        turns: What the user says.
        worst_rank: Greatest rank of a turn's segment in retrieval that passes.
    """
    found: dict[int, Finding] = {}
    seen: set[str] = set()
    found_at = ranks(cluster, vectors, plan, [turn.text for turn in turns])
    said = ""
    for number, (step, turn, rank) in enumerate(zip(plan.steps, turns, found_at, strict=True)):
        topic = topics[step.topic]
        segment = topic.segments[step.segment]
        words = normalised(turn.text)
        fault = well_formed(turn.text)
        if fault is not None:
            found[number] = Finding("form", fault, rank)
        elif words in seen:
            found[number] = Finding("repeated", "says the same as an earlier turn", rank)
        elif leak := leaked(turn.text, segment.text, (topic.title, *segment.section), said):
            found[number] = Finding("leak", f"tells {leak!r} of its answer", rank)
        elif rank > worst_rank:
            found[number] = Finding("answerable", f"{rank - 1} other segments fit it better", rank)
        seen.add(words)
        said = f"{said}\n{turn.text}\n{segment.text}"
    return found


def leaked(question: str, answer: str, names: Sequence[str], said: str) -> str:
    """Return what a question tells of its answer that nobody has said yet; empty if nothing.

    Args:
        question: The user's turn.
        answer: The segment that answers it.
        names: Title and headings, which may be named.
        said: The dialogue so far.
    """
    for number in _NUMBER.findall(question):
        if number in answer and number not in said and not any(number in name for name in names):
            return str(number)
    words = _WORD.findall(question.lower())
    if len(words) < LEAK_RUN:
        return ""
    told = " ".join(_WORD.findall(answer.lower()))
    for at in range(len(words) - LEAK_RUN + 1):
        run = " ".join(words[at : at + LEAK_RUN])
        if run in told and run not in said.lower() and not any(run in name.lower() for name in names):
            return run
    return ""


def reviewed(
    cluster: Cluster,
    vectors: Vectors,
    plan: Plan,
    topics: Sequence[Topic],
    turns: Sequence[UserTurn],
    writer: Writer,
    seed: str,
    worst_rank: int,
) -> Reviewed:
    """Review the turns, have those that fail written again, and review these."""
    found = review(cluster, vectors, plan, topics, turns, worst_rank)
    result = list(turns)
    verdicts: list[Verdict] = []
    if found:
        again = list(turns)
        for number, turn in writer.rewrite(topics, plan.steps, turns, sorted(found), seed).items():
            again[number] = turn
        left = review(cluster, vectors, plan, topics, again, worst_rank)
        for number, finding in found.items():
            remaining = left.get(number)
            better = remaining is None or (finding.rule == remaining.rule and remaining.rank < finding.rank)
            if better or finding.rule != "answerable":
                result[number] = again[number]
            verdicts.append(
                Verdict(
                    record="",
                    stage="dialogues",
                    rule=finding.rule,
                    keep=remaining is None,
                    reason=f"turn {number}: {finding.reason}; written again"
                    + (f": {remaining.reason}" if remaining is not None else ""),
                    score=float(finding.rank),
                )
            )
    final = ranks(cluster, vectors, plan, [turn.text for turn in result])
    return Reviewed(result, verdicts, final)
