"""Known scores → known conclusions."""

import msgspec
import numpy as np
import pytest

from proof.analysis import Scores, Value, analyse, labels_of, markdown
from proof.design import Arm, Claim, Design, Run, runs_of

GAIN = ("coqa", "gain_wrong")


def design(*claims: Claim) -> Design:
    return Design(
        shares=(0.5, 0.4, 0.1),
        talk={},
        window=64,
        vocabulary=300,
        base_documents=1,
        clusters=1,
        train={},
        tokens=1000,
        rates=(0.001, 0.01),
        seeds=(0, 1, 2),
        arms={"new": Arm({"a": 1}), "old": Arm({"b": 1})},
        items={},
        claims=claims,
    )


def scores(plan: Design, means: dict[tuple[str, float], float], key: tuple[str, str] = GAIN) -> Scores:
    """Items of 30 clusters with a noise that all runs share, and a small one of each run."""
    shared = np.random.default_rng(1).normal(0, 0.5, 120)
    return {
        run: {
            key: {
                f"i{number}": Value(f"c{number // 4}", means[run.arm, run.rate] + shared[number] + noise, 1.0)
                for number, noise in enumerate(np.random.default_rng(seed).normal(0, 0.02, 120))
            }
        }
        for seed, run in enumerate(runs_of(plan))
        if (run.arm, run.rate) in means
    }


def verdict_of(claim: Claim, means: dict[tuple[str, float], float]) -> str:
    plan = design(claim)
    (found,) = analyse(plan, scores(plan, means, (claim.tests[0], claim.metric))).outcomes
    return found.verdict


ABOVE = Claim("above", "new", "old", ("coqa",))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.15, 0.15, "holds"),
        (0.15, 0.10, "holds at one rate only"),
        (0.10, 0.10, "not shown"),
        (0.05, 0.05, "the contrary"),
        (0.05, 0.15, "holds at one rate only"),
    ],
)
def test_a_claim_holds_only_at_both_rates(low: float, high: float, expected: str) -> None:
    means = {("old", 0.001): 0.1, ("old", 0.01): 0.1, ("new", 0.001): low, ("new", 0.01): high}
    assert verdict_of(ABOVE, means) == expected


def test_what_was_not_run_is_said() -> None:
    assert verdict_of(ABOVE, {("old", 0.001): 0.1, ("old", 0.01): 0.1, ("new", 0.01): 0.3}) == "not yet run"


def test_a_seed_that_is_missing_leaves_the_verdict_open() -> None:
    plan = design(ABOVE)
    means = {(arm, rate): 0.1 if arm == "old" else 0.2 for arm in ("old", "new") for rate in plan.rates}
    held = {run: by for run, by in scores(plan, means).items() if run != Run("new", 0.01, 2)}
    (found,) = analyse(plan, held).outcomes
    assert (found.verdict, found.seeds) == ("not yet run", {"0.001": 3, "0.01": 2})
    assert found.margins["0.01"].low > 0.05
    assert "; 0.01 (2): 0." in markdown(analyse(plan, held))


def test_a_share_must_be_reached() -> None:
    means = {(arm, rate): 0.1 if arm == "old" else 0.14 for arm in ("old", "new") for rate in (0.001, 0.01)}
    assert verdict_of(Claim("d", "new", "old", ("coqa",), by=0.4), means) == "not shown"
    assert verdict_of(ABOVE, means) == "holds"
    means = {run: value + 0.02 * (run[0] == "new") for run, value in means.items()}
    certain = {run: {GAIN: {"i": Value("c", means[run.arm, run.rate], 1.0)}} for run in runs_of(design())}
    for by, expected in ((0.5, "holds"), (0.7, "the contrary")):
        (found,) = analyse(design(Claim("d", "new", "old", ("coqa",), by=by)), certain).outcomes
        assert found.verdict == expected
        assert found.shares["0.001"].value == 0.6


@pytest.mark.parametrize(("worse", "expected"), [(1.015, "holds"), (1.03, "the contrary")])
def test_less_is_better_for_bits(worse: float, expected: str) -> None:
    claim = Claim("c", "new", "old", ("prose",), "bits_per_byte", by=-0.02)
    plan = design(claim)
    bits = {
        run: {
            ("prose", "bits_per_byte"): {
                f"i{number}": Value(f"c{number}", level * (worse if run.arm == "new" else 1), float(100 + number))
                for number, level in enumerate(np.linspace(2, 3, 20))
            }
        }
        for run in runs_of(plan)
    }
    (found,) = analyse(plan, bits).outcomes
    assert found.verdict == expected
    assert found.shares["0.01"].value == pytest.approx(1 - worse, abs=1e-4)


def test_seeds_that_disagree_widen_the_interval() -> None:
    plan = design(ABOVE)
    means = {(arm, rate): 0.1 for arm in ("old", "new") for rate in plan.rates}
    even = scores(plan, means)
    moved = {
        run: {GAIN: {item: held._replace(value=held.value + 0.1 * (run.seed == 2)) for item, held in by[GAIN].items()}}
        if run.arm == "new"
        else by
        for run, by in even.items()
    }
    narrow, wide = (analyse(plan, each).outcomes[0].margins["0.01"] for each in (even, moved))
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)


def test_only_items_that_all_runs_have_are_compared() -> None:
    plan = design(ABOVE)
    means = {(arm, rate): 0.1 for arm in ("old", "new") for rate in plan.rates}
    held = dict(scores(plan, means))
    first = next(iter(held))
    held[first] = {GAIN: {item: value for item, value in held[first][GAIN].items() if item != "i0"}}
    found = analyse(plan, held)
    assert {figure.items for figure in found.figures} == {119}
    assert "119 items in 30 clusters" in markdown(found)


def test_a_stopped_proof_has_the_first_seeds_of_all_arms() -> None:
    assert [run.name for run in runs_of(design())][:5] == [
        "new-0.001-0", "new-0.01-0", "old-0.001-0", "old-0.01-0", "new-0.001-1",
    ]  # fmt: skip


def test_items_of_dialogues_count_by_kind_too() -> None:
    assert labels_of("conversations", "d:3:memory") == ("conversations", "conversations:memory")
    assert labels_of("coqa", "s:3") == ("coqa",)


def test_an_arm_of_fewer_seeds_is_judged_by_those() -> None:
    plan = msgspec.structs.replace(design(ABOVE), arms={"new": Arm({"a": 1}, seeds=2), "old": Arm({"b": 1})})
    assert [run.seed for run in runs_of(plan) if run.arm == "new"] == [0, 0, 1, 1]
    means = {(arm, rate): 0.1 if arm == "old" else 0.2 for arm in ("old", "new") for rate in plan.rates}
    held = scores(plan, means)
    (found,) = analyse(plan, held).outcomes
    assert (found.verdict, found.seeds) == ("holds", {"0.001": 2, "0.01": 2})
    (found,) = analyse(plan, {run: by for run, by in held.items() if run != Run("new", 0.01, 1)}).outcomes
    assert found.verdict == "not yet run"
