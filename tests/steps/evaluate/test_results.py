"""Means, areas and comparisons with intervals by cluster."""

import numpy as np
import pytest

from lemnos.steps.evaluate.results.bootstrap import area, draws, mean
from lemnos.steps.evaluate.results.results import Value, comparisons, figures_of
from lemnos.steps.evaluate.settings import EvaluateSettings

SETTINGS = EvaluateSettings(resamples=500)


def test_a_mean_is_weighted_and_its_interval_is_around_it() -> None:
    found = mean([1.0, 2.0, 6.0], [1, 1, 2], ["a", "b", "c"], 500, 0.95)
    assert found.value == 3.75
    assert 1.0 <= found.low < found.value < found.high <= 6.0
    assert (found.items, found.clusters) == (3, 3)


def test_every_resample_draws_as_many_clusters_as_there_are() -> None:
    made = list(draws(7, 30))
    assert sum(len(part) for part in made) == 30
    assert all((part.sum(axis=1) == 7).all() for part in made)


def test_the_interval_of_a_mean_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    covered = 0
    for _ in range(200):
        values = generator.normal(size=40)
        found = mean(values.tolist(), [1.0] * 40, [str(n) for n in range(40)], 200, 0.9)
        covered += found.low <= 0 <= found.high
    assert 0.82 <= covered / 200 <= 0.96


def test_items_of_one_cluster_count_as_one_draw() -> None:
    values = [float(number % 2) for number in range(40)]
    apart = mean(values, [1.0] * 40, [str(number) for number in range(40)], 500, 0.95)
    together = mean(values, [1.0] * 40, [str(number % 4) for number in range(40)], 500, 0.95)
    assert together.value == apart.value
    assert together.high - together.low > 1.5 * (apart.high - apart.low)


@pytest.mark.parametrize(
    ("low", "high", "expected"), [([1, 2], [3, 4], 1.0), ([3, 4], [1, 2], 0.0), ([1, 3], [2], 0.5), ([1], [1], 0.5)]
)
def test_an_area_is_the_share_of_pairs_in_order(low: list[float], high: list[float], expected: float) -> None:
    names = [str(number) for number in range(len(low) + len(high))]
    assert area(low, high, names[: len(low)], names[len(low) :], 200, 0.95).value == expected


def values(shift: float, metric: str = "accuracy") -> list[Value]:
    return [Value(f"i{n}", f"c{n % 10}", f"{4 * (n % 2)}-x", (n % 5) / 5 + shift, 1.0) for n in range(60)]


def test_checkpoints_are_compared_over_the_items_that_both_have() -> None:
    held = {("a", "s", "accuracy"): values(0.1), ("b", "s", "accuracy"): values(0.0)[:50]}
    (found,) = comparisons(held, SETTINGS)
    assert (found["difference"], found["items"], found["clusters"]) == (0.1, 50, 10)
    assert (found["low"], found["high"], found["better"]) == (0.1, 0.1, "a")


def test_fewer_bits_are_better_and_no_difference_is_nobody() -> None:
    less = {("a", "s", "bits_per_byte"): values(0.1), ("b", "s", "bits_per_byte"): values(0.0)}
    assert comparisons(less, SETTINGS)[0]["better"] == "b"
    same = {("a", "s", "accuracy"): values(0.0), ("b", "s", "accuracy"): values(0.0)}
    assert comparisons(same, SETTINGS)[0]["better"] == ""


def test_figures_are_of_the_suite_and_of_its_parts_in_order() -> None:
    held = {("a", "s", "accuracy"): [*values(0.0), Value("z", "c0", "16-31", 1.0, 1.0)]}
    assert [figure["stratum"] for figure in figures_of(held, SETTINGS)] == ["", "0-x", "4-x", "16-31"]


def test_the_margin_tells_items_where_no_function_fits_from_the_others() -> None:
    held = {
        ("a", "bfcl", "margin"): [
            *(Value(f"i{n}", f"i{n}", "irrelevance", float(n), 1.0) for n in range(4)),
            *(Value(f"r{n}", f"r{n}", "simple_python", n + 3.5, 1.0) for n in range(4)),
        ]
    }
    (figure,) = figures_of(held, SETTINGS)
    assert (figure["metric"], figure["value"]) == ("knows_when_to_call", 1.0)


def test_one_cluster_has_no_interval() -> None:
    (figure,) = figures_of({("a", "s", "accuracy"): [Value("i", "c", "", 1.0, 1.0)]}, SETTINGS)
    assert (figure["value"], figure["low"], figure["high"]) == (1.0, None, None)
