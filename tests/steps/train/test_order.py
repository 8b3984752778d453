"""Which windows a step reads, and at which rate."""

from typing import Any, cast

import numpy as np
import pytest

from lemnos.errors import SettingsError
from lemnos.steps.train.attention import groups_of
from lemnos.steps.train.data import Packed
from lemnos.steps.train.order import lay_out, number_of, stages_of, wsd
from lemnos.steps.train.settings import ReplaySettings, StageSettings, TrainSettings


class Sizes:
    """Windows that have nothing but a size."""

    def __init__(self, name: str, sizes: list[int]) -> None:
        self.name, self.sizes, self.tokens = name, np.array(sizes), sum(sizes)


def sources(**sizes: list[int]) -> list[Packed]:
    return [cast("Packed", Sizes(name, each)) for name, each in sizes.items()]


def laid(stages: list[StageSettings], given: list[Packed], batch: int = 2, seed: int = 0) -> Any:
    return lay_out(stages, given, batch=batch, learning_rate=1.0, final=0.0, seed=seed)


def test_rates_rise_stay_and_fall() -> None:
    assert wsd(10, 1.0, 0.2, 0.4, 0.0).tolist() == pytest.approx([0.5, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2])
    assert wsd(5, 2.0, 0.4, 0.0, 0.0, before=1.0).tolist() == pytest.approx([1.5, 2, 2, 2, 2])
    assert wsd(4, 1.0, 0.0, 0.5, 0.5).tolist() == pytest.approx([1, 1, 5 / 6, 4 / 6])
    assert wsd(1, 1.0, 0.02, 0.2, 0.0).tolist() == [1.0]


def test_each_window_is_read_once_an_epoch() -> None:
    course = laid([StageSettings(epochs=2)], sources(a=[10] * 8))
    read = [number for step in range(course.steps) for _, number in course.windows(step)]
    assert sorted(read[:8]) == sorted(read[8:]) == list(range(8))
    assert read[:8] != read[8:]
    assert course.stages[0].epochs == {"a": 2.0}


def test_shares_hold_at_every_moment() -> None:
    course = laid(
        [StageSettings(inputs={"a": 3, "b": 1}, tokens="800")], sources(a=[10] * 20, b=[5] * 100, c=[10] * 9), batch=4
    )
    owners = [owner for step in range(course.steps) for owner, _ in course.windows(step)]
    tokens = np.cumsum([[10, 0] if owner == 0 else [0, 5] for owner in owners], axis=0)
    assert set(owners) == {0, 1}
    assert abs(tokens[:, 0] - 3 * tokens[:, 1]).max() <= 15
    assert tokens[-1].sum() == pytest.approx(800, abs=30)
    assert course.stages[0].epochs == {"a": 3.0, "b": 0.4}


def test_seeds_differ_and_repeat() -> None:
    def read(seed: int) -> list[tuple[int, int]]:
        course = laid([StageSettings()], sources(a=[10] * 30), seed=seed)
        return [pair for step in range(course.steps) for pair in course.windows(step)]

    assert read(1) == read(1) != read(2)


def test_a_longer_budget_begins_with_the_windows_of_a_shorter_one() -> None:
    def read(tokens: int) -> list[tuple[int, int]]:
        course = laid([StageSettings(tokens=str(tokens))], sources(a=list(range(8, 38)), b=[12] * 20), batch=1)
        return [pair for step in range(course.steps) for pair in course.windows(step)]

    assert read(200) == read(600)[: len(read(200))]
    assert len(read(200)) < len(read(600))


def test_stages_follow_one_another_and_only_decay_where_they_say_so() -> None:
    stages = [
        StageSettings(name="one", inputs={"a": 1}, tokens="80", warmup=0.5),
        StageSettings(name="two", inputs={"b": 1}, tokens="80", learning_rate=0.5, warmup=0.5, decay=0.5),
    ]
    course = laid(stages, sources(a=[10] * 8, b=[10] * 8))
    assert [course.rate(step) for step in range(8)] == pytest.approx([0.5, 1, 1, 1, 0.75, 0.5, 1 / 3, 1 / 6])
    assert [course.stages[course.stage(step)].name for step in range(8)] == ["one"] * 4 + ["two"] * 4
    assert {owner for step in range(4) for owner, _ in course.windows(step)} == {0}
    assert {owner for step in range(4, 8) for owner, _ in course.windows(step)} == {1}


def test_a_stage_reads_at_least_one_batch_and_counts_what_is_left_over() -> None:
    assert laid([StageSettings(tokens="1")], sources(a=[10] * 8)).steps == 1
    course = laid([StageSettings()], sources(a=[10] * 9), batch=4)
    assert (course.steps, course.stages[0].left_over) == (2, 1)


def test_replay_takes_its_share_from_the_others() -> None:
    settings = TrainSettings(shares={"a": 1, "b": 3}, replay=ReplaySettings(share=0.2, input="c"))
    (stage,) = stages_of(settings, sources(a=[10], b=[10], c=[10]))
    assert stage.inputs == pytest.approx({"a": 0.2, "b": 0.6, "c": 0.2})
    (stage,) = stages_of(TrainSettings(replay=ReplaySettings(share=0.5)), sources(a=[10], b=[30], replay=[10]))
    assert stage.inputs == pytest.approx({"a": 0.125, "b": 0.375, "replay": 0.5})


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (StageSettings(inputs={"z": 1}), "train.stages[0].inputs: no input is called 'z'; inputs here: a, b"),
        (StageSettings(inputs={"b": 1}), "train.stages[0].inputs: b has no window to train on; lower pack.validation"),
        (StageSettings(inputs={"a": 0}), "train.stages[0].inputs: no input has a share; give one a share above 0"),
        (StageSettings(tokens="few"), "train.stages[0].tokens: 'few' is no number of tokens; write 1B, 300M or 50000"),
    ],
)
def test_mistakes_are_one_line(stage: StageSettings, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        laid([stage], sources(a=[10] * 4, b=[]))
    assert str(raised.value) == said


def test_numbers_of_tokens() -> None:
    assert [number_of(text, "") for text in ("1B", "2.5M", "50000")] == [10**9, 2_500_000, 50_000]


def test_segments_of_equal_length_are_one_group() -> None:
    assert [tuple(group) for group in groups_of([4, 4, 3, 4])] == [(0, 4, 2), (8, 3, 1), (11, 4, 1)]
    assert groups_of([]) == []
