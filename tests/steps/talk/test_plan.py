"""Plans: paths over segments that keep to their rules whatever the cluster, the reward and the seed."""

import random
import statistics
from functools import cache
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import TurnKind
from lemnos.steps.talk.plan.outline import PlanSettings, draw_outline, generator, target_turns
from lemnos.steps.talk.plan.plan import distinct, plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step
from tests.builders import cluster_of, long_page, page, prose


class Noise:
    """A scorer whose rewards are random, but the same for the same segments told."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self._size, self._seed, self._told = size, seed, [0]

    def extend(self, segments: npt.NDArray[np.intp], parents: npt.NDArray[np.intp]) -> None:
        told = zip(segments.tolist(), parents.tolist(), strict=True)
        self._told = [self._told[parent] * 31 + segment + 1 for segment, parent in told]

    def rewards(self) -> npt.NDArray[np.float32]:
        seeds = [(self._seed, told % 2**32) for told in self._told]
        return np.stack([np.random.default_rng(seed).random(self._size, dtype=np.float32) for seed in seeds])


class Flat(Noise):
    """A scorer for which all segments are alike."""

    def rewards(self) -> npt.NDArray[np.float32]:
        return np.full((len(self._told), self._size), 0.5, dtype=np.float32)


@cache
def cluster(lengths: tuple[int, ...], seed: int = 0) -> Cluster:
    """Return a cluster of documents of ``lengths`` segments in which ``seed`` decides who names whom."""
    rng = random.Random(seed)
    mentions = {
        segment: {other: f"words {other}" for other in range(len(lengths)) if rng.random() < 0.15}
        for segment in range(sum(lengths))
    }
    owners = [number for number, length in enumerate(lengths) for _ in range(length)]
    for segment, owner in enumerate(owners):
        mentions[segment].pop(owner, None)
    pages = [long_page(f"D{number}", length) for number, length in enumerate(lengths)]
    return cluster_of(*pages, mentions=mentions if seed else {})


def steps_of(made: Cluster, seed: object, chosen: PlanSettings | None = None) -> list[Step]:
    return plan(made, Noise(made.size, len(str(seed))), str(seed), chosen or PlanSettings()).steps


def check(made: Cluster, steps: list[Step], chosen: PlanSettings) -> None:
    """Assert what holds of any plan."""
    lengths = np.diff(made.starts).tolist()
    places = [(step.topic, step.segment) for step in steps]
    assert len(set(places)) == len(places) <= chosen.max_turns
    assert all(0 <= segment < lengths[topic] for topic, segment in places)
    assert (places[0], steps[0].kind, steps[0].recalls) == ((0, 0), TurnKind.OPENING, -1)
    last_turn: dict[int, int] = {}
    dwelt = 0
    for number, step in enumerate(steps):
        before = steps[number - 1] if number else None
        stays = before is not None and before.topic == step.topic
        assert 0 <= step.reward <= 1
        if step.topic not in last_turn:
            assert step.segment == 0
            assert step.kind is (TurnKind.TOPIC_SHIFT if number else TurnKind.OPENING)
            assert step.recalls == -1
        elif stays and before is not None:
            parts = made.materials[step.topic].topic.segments
            adjacent = step.segment == before.segment + 1
            same = parts[step.segment].section == parts[before.segment].section
            assert step.kind is (TurnKind.ELABORATION if adjacent and same else TurnKind.FOLLOW_UP)
            assert (step.recalls, step.via) == (-1, "")
        else:
            assert step.kind is TurnKind.RETURN
            assert step.recalls == last_turn[step.topic] < number - 1
        if before is not None and not stays:
            told = sum(1 for topic, _ in places[:number] if topic == before.topic)
            assert dwelt >= chosen.min_dwell or told == lengths[before.topic]
            named = made.mentions[made.starts[before.topic] + before.segment]
            assert step.via == named.get(step.topic, "")
        dwelt = dwelt + 1 if stays else 1
        last_turn[step.topic] = number


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
    st.integers(0, 3),
    st.integers(0, 10**6),
    st.builds(
        PlanSettings,
        turns_mean=st.sampled_from([3.0, 12.0, 80.0]),
        min_turns=st.integers(1, 8),
        max_turns=st.sampled_from([8, 20, 400]),
        switch_rate=st.sampled_from([0.0, 0.15, 1.0]),
        return_rate=st.sampled_from([0.0, 0.7, 1.0]),
        min_dwell=st.integers(1, 4),
        beam=st.sampled_from([1, 2, 5]),
        temperature=st.sampled_from([0.0, 0.1, 1.0]),
        schedule=st.sampled_from([0.0, 4.0]),
    ),
)
def test_a_plan_keeps_to_its_rules(lengths: list[int], named: int, seed: int, chosen: PlanSettings) -> None:
    made = cluster(tuple(lengths), named)
    steps = steps_of(made, seed, chosen)
    check(made, steps, chosen)
    assert steps == steps_of(made, seed, chosen)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 3))
def test_a_plan_is_as_long_as_its_target_or_its_cluster(seed: int, named: int) -> None:
    made = cluster((8, 8, 8, 8), named)
    wanted = target_turns(generator(str(seed)), PlanSettings())
    assert len(steps_of(made, seed)) == min(wanted, 27)  # 85% of 32


def test_the_lengths_of_plans_follow_the_settings() -> None:
    made = cluster((110, 110, 110, 110))
    chosen = PlanSettings(turns_mean=40.0, turns_sd=20.0)
    lengths = [len(plan(made, Flat(made.size), f"{seed}", chosen).steps) for seed in range(500)]
    assert statistics.mean(lengths) == pytest.approx(40, rel=0.1)
    assert statistics.stdev(lengths) == pytest.approx(20, rel=0.15)


def test_the_lengths_aimed_at_have_the_papers_mean_deviation_and_median() -> None:
    rng = generator("7")
    drawn = [target_turns(rng, PlanSettings()) for _ in range(20_000)]
    assert statistics.mean(drawn) == pytest.approx(82.2, rel=0.02)
    assert statistics.stdev(drawn) == pytest.approx(53.9, rel=0.03)
    assert statistics.median(drawn) == pytest.approx(71, abs=2)
    assert (min(drawn), max(drawn) <= 400) == (8, True)


def runs(steps: list[Step]) -> list[int]:
    """Return for how many turns each visit of a topic lasts."""
    lengths = [1]
    for before, step in pairwise(steps):
        if step.topic == before.topic:
            lengths[-1] += 1
        else:
            lengths.append(1)
    return lengths


@pytest.mark.parametrize("rate", [0.1, 0.15, 0.3])
def test_the_talk_moves_about_as_often_as_set(rate: float) -> None:
    made = cluster_of(*(long_page(f"S{number}", 80, per_section=1) for number in range(4)))
    chosen = PlanSettings(turns_mean=120.0, turns_sd=10.0, switch_rate=rate)
    plans = [plan(made, Flat(made.size), f"{seed}", chosen).steps for seed in range(40)]
    moves = sum(len(runs(steps)) - 1 for steps in plans)
    assert moves / sum(map(len, plans)) == pytest.approx(rate, rel=0.1)
    assert min(length for steps in plans for length in runs(steps)[:-1]) == 2


@pytest.mark.parametrize("rate", [0.3, 0.7])
def test_moves_go_back_about_as_often_as_set_until_all_documents_are_open(rate: float) -> None:
    made = cluster_of(*(long_page(f"B{number}", 60, per_section=1) for number in range(8)))
    chosen = PlanSettings(turns_mean=80.0, turns_sd=5.0, return_rate=rate)
    back = moves = 0
    for seed in range(60):
        opened: set[int] = set()
        steps = plan(made, Flat(made.size), f"{seed}", chosen).steps
        for before, step in pairwise(steps[:50]):
            opened.add(before.topic)
            if step.topic != before.topic and 1 < len(opened) < 8:
                moves += 1
                back += step.kind is TurnKind.RETURN
    assert back / moves == pytest.approx(rate, abs=0.1)


def test_every_topic_gets_its_turn_where_the_length_allows() -> None:
    made = cluster((40, 40, 40, 40))
    chosen = PlanSettings(turns_mean=30.0, turns_sd=1.0, switch_rate=0.05)
    assert all({step.topic for step in steps_of(made, seed, chosen)} == {0, 1, 2, 3} for seed in range(30))


def test_a_topic_that_the_last_answer_names_is_the_likely_next() -> None:
    pages = [long_page(f"N{number}", 20) for number in range(4)]
    made = cluster_of(*pages, mentions={segment: {2: "the third"} for segment in range(20)})
    shifts = []
    for seed in range(60):
        steps = plan(made, Flat(made.size), str(seed), PlanSettings()).steps
        shifts.append(next(step for step in steps if step.kind is TurnKind.TOPIC_SHIFT))
    assert sum(shift.topic == 2 for shift in shifts) > 50
    assert {shift.via for shift in shifts if shift.topic == 2} == {"the third"}


def test_a_document_is_mostly_read_forwards() -> None:
    made = cluster((30, 30))
    chosen = PlanSettings(turns_mean=25.0, turns_sd=3.0)  # short of exhausting the cluster
    forward = backward = 0
    for seed in range(20):
        told: dict[int, int] = {}
        for step in plan(made, Flat(made.size), str(seed), chosen).steps:
            if step.topic in told:
                forward += step.segment > told[step.topic]
                backward += step.segment < told[step.topic]
            told[step.topic] = step.segment
    assert forward > 3 * backward > 0


def test_all_segments_are_told_only_where_asked_for() -> None:
    made = cluster((10, 10))
    long = PlanSettings(turns_mean=300.0, turns_sd=1.0)
    assert len(steps_of(made, 1, long)) == 17
    assert len(steps_of(made, 1, msgspec.structs.replace(long, told=1.0))) == 20
    assert len(steps_of(cluster((4, 5)), 1, msgspec.structs.replace(long, told=0.1))) == 8  # min_turns


def test_seeds_give_different_plans() -> None:
    made = cluster((8, 8, 8))
    assert len({tuple(steps_of(made, seed)) for seed in range(20)}) == 20


def test_one_document_of_one_segment_is_one_turn() -> None:
    made = cluster((1,))
    assert [(step.topic, step.segment) for step in steps_of(made, 1)] == [(0, 0)]


def test_a_text_that_stands_in_two_documents_is_told_once() -> None:
    shared = prose("shared", 60)
    made = cluster_of(
        *(page(f"C{number}", shared, *(prose((number, part), 60) for part in range(6))) for number in range(3))
    )
    for seed in range(20):
        texts = [made.materials[step.topic].topic.segments[step.segment].text for step in steps_of(made, seed)]
        assert len(set(texts)) == len(texts)


class Trap(Flat):
    """A scorer for which segment 1 is a little better than 2, but leads nowhere: after 2 all is well."""

    def rewards(self) -> npt.NDArray[np.float32]:
        rewards = np.full((len(self._told), self._size), 0.2, dtype=np.float32)
        for row, told in enumerate(self._told):
            if told == 1:  # segment 0 alone
                rewards[row, 1:3] = 0.6, 0.5
            elif told == 1 * 31 + 3:  # segments 0 and 2
                rewards[row, :] = 0.9
        return rewards


def test_a_wider_beam_sees_where_a_turn_leads() -> None:
    made = cluster_of(page("T", *(prose(number) for number in range(4))))
    narrow = PlanSettings(
        turns_mean=3.0, turns_sd=0.01, min_turns=3, beam=1, order=0.0, distance=0.0, coverage=0.0, temperature=0.0
    )
    chosen = {1: narrow, 3: msgspec.structs.replace(narrow, beam=3)}
    paths = {beam: plan(made, Trap(made.size), "", chosen[beam]).steps for beam in (1, 3)}
    assert [step.segment for step in paths[1]][:2] == [0, 1]
    assert [step.segment for step in paths[3]][:2] == [0, 2]
    assert [step.reward for step in paths[3]] == [0.2, 0.5, 0.9]


@pytest.mark.parametrize("beam", [1, 4])
def test_the_outlook_is_what_the_chosen_path_saw(beam: int) -> None:
    made = cluster((9, 9, 9), 1)
    planned = plan(made, Noise(made.size, 3), "x", PlanSettings(beam=beam))
    scorer = Noise(made.size, 3)
    for step, outlook in zip(planned.steps, planned.outlook, strict=True):
        place = made.starts[step.topic] + step.segment
        assert outlook.tolist() == scorer.rewards()[0].tolist()
        assert step.reward == round(float(outlook[place]), 4)
        scorer.extend(np.array([place]), np.zeros(1, dtype=np.intp))


def test_an_outline_moves_as_often_as_set_and_never_sooner_than_min_dwell() -> None:
    chosen = PlanSettings(switch_rate=0.2, return_rate=0.6, min_dwell=3)
    outlines = [draw_outline(generator(str(seed)), chosen, 400) for seed in range(400)]
    turns = sum(outline.turns for outline in outlines)
    assert sum(len(outline.moves) for outline in outlines) / turns == pytest.approx(0.2, rel=0.05)
    assert np.concatenate([outline.back for outline in outlines]).mean() == pytest.approx(0.6, abs=0.03)
    assert min(np.diff(outline.moves, prepend=0).min(initial=99) for outline in outlines) >= 3


def test_repeated_texts_are_marked() -> None:
    made = cluster_of(page("A", prose(1), prose(2)), page("B", prose(2), prose(3)))
    assert distinct(made).tolist() == [True, True, False, True]
