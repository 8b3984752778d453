"""Rank measures, intervals and calibration against numbers worked out by hand."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.errors import InputError
from lemnos.steps.talk.reward.baselines import Scores
from lemnos.steps.talk.reward.cases import Case, Place
from lemnos.steps.talk.reward.evaluate import bootstrap, calibration, judgeable, rank_measures
from lemnos.steps.talk.reward.judge_files import judge_files


def case(candidates: str = "abcd", positive: str = "a", group: str = "") -> Case:
    return Case(history=("h",), candidates=tuple(candidates), positive=positive, group=group)


def scored(*values: float) -> Scores:
    return np.array(values, dtype=np.float32)


class Fixed:
    """Gives what it was told to."""

    name = "fixed"

    def __init__(self, *values: float) -> None:
        self._values = values

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        return [scored(*self._values[: len(one.candidates)]) for one in cases]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((0.9, 0.1, 0.2, 0.3), (1, 1, 1)),
        ((0.2, 0.1, 0.9, 0.3), (1 / 3, 0, 1)),
        ((0.5, 0.5, 0.1, 0.1), (3 / 4, 1 / 2, 1)),
        ((0.0, 0.0, 0.0, 0.0), ((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, 1 / 4, 1)),
    ],
)
def test_rank_measures(scores: tuple[float, ...], expected: tuple[float, ...]) -> None:
    assert rank_measures(case(), scored(*scores)) == pytest.approx(expected)


def test_the_text_of_the_positive_twice_does_not_count_against_it() -> None:
    assert rank_measures(case("baac"), scored(0.1, 0.2, 0.9, 0.3)) == pytest.approx((1 / 2, 0, 1))


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4))
def test_ties_are_averaged_over_all_orders(values: list[float]) -> None:
    ranks = []
    for order in permutations(range(4)):
        placed = sorted(order, key=lambda at: -values[at])  # stable: ties stay in this order
        ranks.append(placed.index(0) + 1)
    expected = np.mean([(1 / rank, rank <= 1, rank <= 5) for rank in ranks], axis=0)
    assert rank_measures(case(), scored(*values)) == pytest.approx(expected)


def test_what_cannot_be_judged_is_counted() -> None:
    cases = [case(), Case(history=(), candidates=("a", "b")), case("aa"), case("a")]
    assert judgeable(cases) == (cases[:1], {"no positive": 1, "fewer than 2 candidates": 2})


def test_the_bootstrap_draws_whole_groups() -> None:
    groups = np.array([0, 0, 0, 1])
    means, samples = bootstrap(np.array([[1.0, 1, 1, 0], [0, 0, 0, 1]]), groups, seed=0)
    assert means.tolist() == [0.75, 0.25]
    # Two draws of two groups: both the first, both the second, or one of each.
    assert set(np.round(samples[:, 0], 6)) == {1.0, 0.75, 0.0}
    assert samples.sum(axis=1) == pytest.approx(1)
    assert abs((samples[:, 0] == 0.75).mean() - 0.5) < 0.05
    assert (bootstrap(np.array([[1.0, 1, 1, 0]]), groups, seed=0)[1][:, 0] == samples[:, 0]).all()


def test_calibration_is_at_even_odds() -> None:
    # One true answer and three others: the true one weighs as much as the others together.
    found = calibration([case()], [scored(0.95, 0.95, 0.05, 0.05)])
    first, last = found.bins[0], found.bins[-1]
    assert (first.pairs, first.true, last.pairs) == (2, 0, 2)
    assert last.true == pytest.approx(0.75)  # ½ against ⅙
    assert found.error == pytest.approx(1 / 3 * 0.05 + 2 / 3 * abs(0.95 - 0.75), abs=1e-4)
    assert found.brier == pytest.approx(0.5 * 0.05**2 + (0.95**2 + 2 * 0.05**2) / 6, abs=1e-4)
    half = calibration([case()] * 3, [scored(0.5, 0.5, 0.5, 0.5)] * 3)
    assert (half.error, half.brier) == (0, 0.25)
    assert calibration([case("ab")], [scored(1.0, 0.0)]).brier == 0


def test_files_are_judged_one_by_one_and_together() -> None:
    one = [case(group="g"), case(group="g"), case(positive="b", group="h")]
    two = [case(group="g")]
    found = judge_files({"one": one, "two": two}, {"mine": Fixed(0.9, 0.2, 0.1, 0.0)}, {"other": Fixed(0, 0, 1, 0)}, 0)
    assert list(found) == ["one", "two", "all files"]
    assert (found["one"].cases, found["one"].groups, found["one"].pairs) == (3, 2, 12)
    assert (found["all files"].cases, found["all files"].groups) == (4, 3)  # g of one file is not g of the other
    mine, other = found["one"].results[:2]
    assert (mine.model, other.model) == ("mine", "other")
    assert mine.measures["MRR"].mean == pytest.approx((1 + 1 + 1 / 2) / 3, abs=1e-4)
    assert mine.measures["recall@1"].low <= 2 / 3 <= mine.measures["recall@1"].high
    assert mine.calibration is not None
    assert other.calibration is None
    assert [result.model for result in found["one"].results] == ["mine", "other", "random", "BM25", "BM25, last answer"]
    assert [result.ratio is None for result in found["one"].results] == [False, False, False, True, False]
    assert mine.ratio is not None
    # BM25 of a history that shares no word ties all candidates.
    assert mine.ratio.mean == pytest.approx((5 / 6) / ((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4), abs=1e-4)
    assert judge_files({"one": one, "two": two}, {"mine": Fixed(0.9, 0.2, 0.1, 0.0)}, {}, 0)["one"].results[
        0
    ].measures == (mine.measures)


def test_reading_order_is_judged_where_places_are_known() -> None:
    places = tuple(Place("d", (), number) for number in range(1, 5))
    known = Case(
        history=("h",),
        candidates=tuple("abcd"),
        positive="a",
        history_places=(Place("d", (), 0),),
        candidate_places=places,
    )
    (found,) = judge_files({"f": [known]}, {}, {}, 0).values()
    assert found.results[-1].model == "adjacency"
    assert found.results[-1].measures["MRR"].mean == 1


def test_nothing_to_judge_is_one_line() -> None:
    with pytest.raises(InputError, match='f: no case can be evaluated; give cases with a "positive" and two or more'):
        judge_files({"f": [case("a")]}, {}, {}, 0)
