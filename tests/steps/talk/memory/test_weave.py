"""Memory turns in a plan: how many, where, what they recall, and that their answers are what was told."""

import re
from collections import Counter
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import MEMORY_KINDS, TurnKind
from lemnos.steps.talk.check.retrieval import Ranks
from lemnos.steps.talk.check.review import Reviewed
from lemnos.steps.talk.dialogues.assemble import assemble
from lemnos.steps.talk.memory.grounding import grounded
from lemnos.steps.talk.memory.insertion import weave, with_room
from lemnos.steps.talk.memory.settings import MemorySettings
from lemnos.steps.talk.plan.outline import PlanSettings
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step
from lemnos.steps.talk.write.rules.offline import OfflineWriter
from tests.builders import cluster_of, page

COMMON = frozenset(
    "the a was is in of by and it its lock weir mill bridge town canal river keeper first built opened raised".split()
)
PLACES = ("Ashford", "Barrow", "Crewe", "Dunmore", "Elmstead", "Farley", "Garth", "Hexham", "Ilkley", "Jarrow")


def town(name: str, year: int) -> tuple[str, list[tuple[tuple[str, ...], str]]]:
    """Return a title and eleven sections of facts that read well alone."""
    parts = [
        ((), f"{name} is a town on the northern bank of the river Ouse, with three mills and a market that the millers "
             f"of the valley held every spring. The town of {name} was founded in {year} by monks from the coast."),
        *(
            (
                ("Climate",) if number < 3 else (f"Street {number}",),
                f"{place} Lane of {name} was built by Walter {place} in {year + 7 * number} for carts. The keepers "
                f"of {name} counted {11 + number} barges on the canal each day. {place} Bridge was the oldest one. "
                f"Anna {place} closed the weir of {name} because the river had moved away.",
            )
            for number, place in enumerate(PLACES)
        ),
    ]  # fmt: skip
    return name, parts


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return cluster_of(*(page(title, *parts) for title, parts in (town("Milford", 1203), town("Norwick", 1322))))


def plan_of(cluster: Cluster) -> Plan:
    """Return a plan that tells half of the first town, all of the second, and goes back."""
    order = [(0, n) for n in range(6)] + [(1, n) for n in range(11)] + [(0, n) for n in range(6, 11)]
    steps = []
    for number, (topic, segment) in enumerate(order):
        kind = TurnKind.OPENING if not number else TurnKind.FOLLOW_UP
        if number in (6, 17):
            kind = TurnKind.TOPIC_SHIFT if number == 6 else TurnKind.RETURN
        steps.append(Step(topic, segment, kind, recalls=5 if number == 17 else -1))
    return Plan(steps, [np.full(cluster.size, number, dtype=np.float32) for number in range(len(steps))])


def topics_of(cluster: Cluster) -> list:  # type: ignore[type-arg]
    return [material.topic for material in cluster.materials]


def test_without_a_share_the_plan_stays(cluster: Cluster) -> None:
    plan = plan_of(cluster)
    assert weave(cluster, plan, COMMON, "s", MemorySettings(share=0)) is plan
    none = MemorySettings(recall=0, contrast=0, synthesis=0, correction=0, summary=0, unanswerable=0)
    assert weave(cluster, plan, COMMON, "s", none) is plan


def test_ordinary_turns_keep_their_order_their_outlook_and_what_they_return_to(cluster: Cluster) -> None:
    plan = plan_of(cluster)
    woven = weave(cluster, plan, COMMON, "s", MemorySettings(share=0.2))
    told = [(number, step) for number, step in enumerate(woven.steps) if step.memory is None]
    assert [(step.topic, step.segment) for _, step in told] == [(step.topic, step.segment) for step in plan.steps]
    assert [float(woven.outlook[number][0]) for number, _ in told] == list(range(len(plan.steps)))
    assert told[17][1].recalls == told[5][0]
    assert len(woven.steps) > len(plan.steps)


@given(st.integers(0, 10**6), st.sampled_from([0.05, 0.12, 0.3]))
@settings(max_examples=40, deadline=None)
def test_memory_turns_look_back_at_what_was_told(cluster: Cluster, seed: int, share: float) -> None:
    chosen = MemorySettings(share=share)
    woven = weave(cluster, plan_of(cluster), COMMON, str(seed), chosen)
    assert woven.steps == weave(cluster, plan_of(cluster), COMMON, str(seed), chosen).steps
    topics = topics_of(cluster)
    answers: list[str] = []
    for number, step in enumerate(woven.steps):
        if step.memory is None:
            answers.append(topics[step.topic].segments[step.segment].text)
            continue
        assert step.kind in MEMORY_KINDS
        assert number >= chosen.earliest
        assert woven.steps[number - 1].memory is None, "two memory turns in a row"
        assert all(turn < number and woven.steps[turn].memory is None for turn in step.memory.turns)
        assert not step.memory.turns or step.memory.turns[0] <= number - 2, "the turn just before is in everybody's ear"
        assert list(step.memory.turns) == sorted(set(step.memory.turns))
        spans = []
        for place in step.memory.evidence:
            topic = next(topic for topic in topics if topic.id == place.document)
            part = next(part for part in topic.segments if part.start <= place.start and place.end <= part.end)
            spans.append(part.text[place.start - part.start : place.end - part.start])
        assert all(any(span in answers[turn] for turn in step.memory.turns) for span in spans)
        if step.memory.verbatim:
            assert step.memory.answer == " ".join(spans)
        answers.append(step.memory.answer)


def test_dialogues_say_what_their_memory_turns_recall_and_invent_nothing(cluster: Cluster) -> None:
    topics = topics_of(cluster)
    kinds: Counter[TurnKind] = Counter()
    for seed in range(30):
        woven = weave(cluster, plan_of(cluster), COMMON, str(seed), MemorySettings(share=0.3))
        turns = OfflineWriter(COMMON).write(topics, woven.steps, str(seed))
        checked = Reviewed(turns, [Ranks(1, 1)] * len(turns), {}, [])
        dialogue = assemble(topics, woven.steps, checked, "offline", seed)
        assert dialogue.meta.switches == 2
        assert dialogue.meta.returns == 1
        texts = [message.content for message in dialogue.messages]
        for number, turn in enumerate(dialogue.turns):
            if turn.kind not in MEMORY_KINDS:
                continue
            kinds[turn.kind] += 1
            memory = woven.steps[number].memory
            assert memory is not None
            if turn.kind in (TurnKind.CORRECTION, TurnKind.CONTRAST, TurnKind.RECALL, TurnKind.UNANSWERABLE):
                assert not turn.context_dependent, "what names its subject can be understood alone"
                text = texts[2 * number]
                assert any(name in text for name in ("Milford", "Norwick", *PLACES)), text
            assert not re.search(r"\b(?:answers?|turns?) (?:ago|back|before)\b", texts[2 * number])
            assert turn.distance == (number - turn.recalls[0] if turn.recalls else 0)
            between = " ".join(texts[2 * (number - turn.distance) + 2 : 2 * number]) if turn.recalls else ""
            assert turn.distance_tokens == len(between.split()) + len(re.findall(r"[!-/:-@\[-`{-~]", between))
            if not turn.verbatim:
                assert grounded(texts[2 * number + 1], (), texts[: 2 * number + 1]) == []
    assert kinds.keys() == MEMORY_KINDS


def test_a_correction_never_repeats_the_wrong_value(cluster: Cluster) -> None:
    only = MemorySettings(share=0.3, recall=0, contrast=0, synthesis=0, summary=0, unanswerable=0, right=0)
    found = 0
    for seed in range(20):
        for step in weave(cluster, plan_of(cluster), COMMON, str(seed), only).steps:
            if step.memory is not None:
                found += 1
                assert step.kind is TurnKind.CORRECTION
                true = step.memory.answer
                premise = re.sub(r"\W", " ", step.memory.slots["premise"]).split()
                assert [word for word in premise if word.casefold() not in re.sub(r"\W", " ", true).casefold().split()]
    assert found > 10


def test_a_right_premise_is_confirmed(cluster: Cluster) -> None:
    only = MemorySettings(share=0.3, recall=0, contrast=0, synthesis=0, summary=0, unanswerable=0, right=1)
    steps = weave(cluster, plan_of(cluster), COMMON, "s", only).steps
    memories = [step.memory for step in steps if step.memory is not None]
    assert memories
    for memory in memories:
        assert memory.answer.startswith(("Yes", "That's right", "Correct", "Right"))
        words = memory.slots["premise"].casefold().split()
        assert all(word in memory.answer.casefold() for word in words)
        assert len(words) <= 16


ONLY = {"recall": 0, "contrast": 0, "synthesis": 0, "correction": 0, "summary": 0, "unanswerable": 0}


def memories(cluster: Cluster, **weights: float) -> list[tuple[int, int, Step]]:
    """Return the memory turns of twenty seeds: number, turns of the dialogue, step."""
    only = MemorySettings(share=0.3, **(ONLY | weights))  # type: ignore[arg-type]
    woven = (weave(cluster, plan_of(cluster), COMMON, str(seed), only).steps for seed in range(20))
    return [(n, len(steps), step) for steps in woven for n, step in enumerate(steps) if step.memory is not None]


def test_a_recall_asks_for_what_it_does_not_say_itself(cluster: Cluster) -> None:
    found = [step.memory for _, _, step in memories(cluster, recall=1) if step.memory is not None]
    assert {memory.slots["kind"] for memory in found} >= {"when", "who", "why", "attribute", "define"}
    for memory in found:
        assert memory.verbatim
        assert len(memory.turns) == 1
        said = memory.slots.get("said") or memory.slots.get("e") or memory.slots["x"]
        asked = {"when": r"\d{4}", "who": "Walter", "why": "because"}.get(memory.slots["kind"])
        assert asked is None or (re.search(asked, memory.answer) and not re.search(asked, said))


def test_a_name_is_only_a_cue_whole_and_where_it_is_introduced(cluster: Cluster) -> None:
    cues = [step for _, _, step in memories(cluster, recall=1) if step.memory and step.memory.slots["kind"] == "cue"]
    assert cues
    for step in cues:
        assert step.memory is not None
        cue = step.memory.slots["x"]
        assert re.fullmatch(rf"(?:Anna|Walter)? ?(?:{'|'.join(PLACES)}) ?(?:Bridge|Lane)?", cue), cue
        assert step.memory.answer.startswith(cue)


def test_a_third_of_the_dialogues_end_with_a_summary_of_all(cluster: Cluster) -> None:
    last = [step.memory.slots for n, turns, step in memories(cluster, summary=1) if step.memory and n == turns - 1]
    assert 3 <= len(last) <= 14
    assert all("ending" in slots for slots in last)
    assert not any(
        "ending" in step.memory.slots
        for n, turns, step in memories(cluster, summary=1)
        if step.memory and n < turns - 1
    )
    assert not any(n == turns - 1 and step.kind is TurnKind.SUMMARY for n, turns, step in memories(cluster, recall=1))


def test_a_summary_has_several_sentences_a_topic_in_the_order_told(cluster: Cluster) -> None:
    summaries = [step for _, _, step in memories(cluster, summary=1)]
    assert summaries
    for step in summaries:
        assert step.memory is not None
        topics = Counter(evidence.document for evidence in step.memory.evidence)
        assert len(step.memory.evidence) >= 3
        assert sorted(topics.values())[-1] >= 2
        if "topic" in step.memory.slots:
            assert len(topics) == 1
        assert list(step.memory.turns) == sorted(step.memory.turns)
        if "ending" in step.memory.slots:
            assert min(topics.values()) >= 2
            assert len(topics) == 2


def test_a_synthesis_gathers_what_several_answers_told_of_one_thing(cluster: Cluster) -> None:
    found = [step.memory for _, _, step in memories(cluster, synthesis=1) if step.memory is not None]
    assert found
    assert all(len(memory.turns) >= 2 for memory in found)
    assert {memory.slots["x"] for memory in found} <= {"the climate of Milford", "the climate of Norwick"}


def test_a_contrast_sets_one_aspect_of_two_things_side_by_side(cluster: Cluster) -> None:
    found = [step.memory for _, _, step in memories(cluster, contrast=1) if step.memory is not None]
    assert found
    for memory in found:
        assert memory.slots == {"a": "Milford", "b": "Norwick", "aspect": "climate"}
        assert len({evidence.document for evidence in memory.evidence}) == 2


def test_an_open_question_is_about_the_topic_of_the_talk(cluster: Cluster) -> None:
    open_ = 0
    for seed in range(20):
        only = MemorySettings(share=0.3, **(ONLY | {"unanswerable": 1}))  # type: ignore[arg-type]
        steps = weave(cluster, plan_of(cluster), COMMON, str(seed), only).steps
        for number, step in enumerate(steps):
            if step.memory is not None:
                open_ += 1
                assert step.memory.slots["topic"] == ("Milford", "Norwick")[steps[number - 1].topic]
                assert step.memory.slots["topic"] in step.memory.answer
    assert open_ > 20


def mean_distance(cluster: Cluster, distances: Literal["log", "uniform", "near"]) -> float:
    only = MemorySettings(
        share=0.3, contrast=0, synthesis=0, summary=0, unanswerable=0, correction=0, distances=distances
    )
    found = [
        number - step.memory.turns[0]
        for seed in range(20)
        for number, step in enumerate(weave(cluster, plan_of(cluster), COMMON, str(seed), only).steps)
        if step.memory is not None
    ]
    return sum(found) / len(found)


def test_how_far_back_they_go_is_a_setting(cluster: Cluster) -> None:
    near, log, uniform = (mean_distance(cluster, name) for name in ("near", "log", "uniform"))
    assert near < log < uniform
    assert uniform > 7


def test_the_plan_leaves_room_for_memory_turns() -> None:
    plan = with_room(PlanSettings(turns_mean=100, turns_sd=50, max_turns=200), MemorySettings(share=0.2))
    assert (plan.turns_mean, plan.turns_sd, plan.max_turns) == (80, 40, 160)
