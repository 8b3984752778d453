"""Laws: a known one is found again, outliers do not bend it, and the choice follows held-out error."""

from collections.abc import Callable

import numpy as np
import pytest

from lemnos.mix.runs import Floats
from tests.mix.laws import drawn, inverse_power, log_linear, quadratic, runs_of

pytest.importorskip("scipy")

from lemnos.errors import SettingsError
from lemnos.mix.fit import errors_of, fit_laws, folds_of, noise_of, points_of, resamples, weights_of
from lemnos.mix.laws import LAWS
from lemnos.mix.laws.base import ParametricLaw, Points, Search


@pytest.mark.parametrize(
    ("name", "law"), [("inverse_power", inverse_power), ("log_linear", log_linear), ("quadratic", quadratic)]
)
def test_a_known_law_is_found_to_one_percent(name: str, law: Callable[[Floats], Floats]) -> None:
    runs = runs_of(drawn(80, 4), law, noise=0.005)
    fitted = fit_laws(runs, [name])
    ratios = drawn(200, 4, seed=7)
    errors = errors_of(fitted.best.predict(Points(ratios)), law(ratios)[:, None])
    assert errors.relative[0] < 0.01
    assert errors.spearman[0] > 0.99


def test_the_parameters_of_an_exact_law_come_back() -> None:
    runs = runs_of(drawn(60, 4), inverse_power)
    told = fit_laws(runs, ["inverse_power"]).best.metrics[0].describe(runs.domains)
    assert told["E"] == pytest.approx(1.7, rel=0.01)
    assert told["gamma"] == pytest.approx(0.45, rel=0.01)
    assert list(told["epsilon"].values()) == pytest.approx([0.02] * 4, rel=0.01)
    assert list(told["C"].values()) == pytest.approx([0.9, 0.3, 0.1, 0.05], rel=0.01)


def test_runs_that_diverged_do_not_bend_a_law() -> None:
    runs = runs_of(drawn(80, 3), inverse_power, noise=0.003)
    runs.values[::16] += 4
    ratios = drawn(100, 3, seed=3)
    errors = errors_of(fit_laws(runs, ["inverse_power"]).best.predict(Points(ratios)), inverse_power(ratios)[:, None])
    assert errors.relative[0] < 0.01


def test_what_a_law_misses_is_made_up_for_where_there_are_runs_and_nowhere_else() -> None:
    def bent(ratios: Floats) -> Floats:
        return np.asarray(inverse_power(ratios) + 0.3 * np.sin(6 * np.sqrt(ratios[:, 0] * ratios[:, 1])))

    fitted = fit_laws(runs_of(drawn(200, 3), bent, noise=0.003), ["inverse_power", "kriged"])
    assert fitted.chosen == "kriged"
    held_out = {name: float(law.held_out.relative[0]) for name, law in fitted.laws.items()}
    assert held_out["kriged"] < 0.5 * held_out["inverse_power"]
    # Five domains, runs of the first three alone: a mixture of the others is told by the law.
    ratios = np.concatenate((drawn(60, 3), np.zeros((60, 2))), axis=1)
    runs = runs_of(ratios, lambda ratios: bent(ratios[:, :3]), noise=0.003)
    law, kriged = (fit_laws(runs, [name]).best for name in ("inverse_power", "kriged"))
    far = Points(np.array([[0, 0, 0, 0.5, 0.5]]))
    assert kriged.predict(far) == pytest.approx(law.predict(far), rel=0.03)


def test_an_exact_law_and_noise_alone_are_not_kriged() -> None:
    ratios = drawn(200, 4, seed=7)
    exact = fit_laws(runs_of(drawn(60, 4), inverse_power), ["kriged"]).best
    assert exact.predict(Points(ratios))[:, 0] == pytest.approx(inverse_power(ratios), rel=1e-4)
    fitted = fit_laws(runs_of(drawn(80, 4), inverse_power, noise=0.01), ["inverse_power", "kriged"])
    assert fitted.chosen == "inverse_power"
    errors = errors_of(fitted.laws["kriged"].predict(Points(ratios)), inverse_power(ratios)[:, None])
    assert errors.relative[0] < 0.01


def test_a_diverged_run_does_not_bend_what_is_kriged() -> None:
    runs = runs_of(drawn(80, 3), inverse_power, noise=0.003)
    runs.values[::16] += 4
    ratios = drawn(100, 3, seed=3)
    errors = errors_of(fit_laws(runs, ["kriged"]).best.predict(Points(ratios)), inverse_power(ratios)[:, None])
    assert errors.relative[0] < 0.01


@pytest.mark.parametrize("name", [name for name, law in LAWS.items() if isinstance(law, ParametricLaw)])
def test_a_search_turns_back_from_where_a_law_overflows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    law = LAWS[name]
    assert isinstance(law, ParametricLaw)
    ratios = drawn(30, 3)
    points, losses = Points(ratios), inverse_power(ratios)
    theta = law.start(np.random.default_rng(0), points, losses)
    for far in (39.0, -39.0):
        begins = np.append(theta[0], theta[1:] + far)
        monkeypatch.setattr(law, "start", lambda *_, begins=begins: begins)
        fitted = law.fit(points, losses, np.ones(30), Search(1, seed=0))
        assert np.isfinite(fitted.predict(points)).all()


def test_the_log_linear_law_does_not_explode_between_few_runs() -> None:
    ratios = np.random.default_rng(3).dirichlet(np.ones(7), 21)
    runs = runs_of(ratios, lambda ratios: 2 + 3 * np.exp(-200 * ratios[:, 0]), noise=0.01)
    assert fit_laws(runs, ["log_linear"]).best.held_out.relative[0] < 0.5


@pytest.mark.parametrize("name", [name for name, law in LAWS.items() if isinstance(law, ParametricLaw)])
def test_derivatives_are_those_of_the_losses(name: str) -> None:
    law = LAWS[name]
    assert isinstance(law, ParametricLaw)
    random = np.random.default_rng(4)
    ratios = drawn(9, 3, seed=5)
    points = Points(ratios, random.uniform(1e8, 1e9, 9), random.uniform(1e6, 1e8, 9))
    theta = law.start(random, points, inverse_power(ratios))
    exact = law.evaluate(theta, points)[1]
    for at in range(len(theta)):
        step = np.zeros(len(theta))
        step[at] = 1e-6
        numeric = (law.evaluate(theta + step, points)[0] - law.evaluate(theta - step, points)[0]) / 2e-6
        assert exact[:, at] == pytest.approx(numeric, rel=1e-4, abs=1e-7)


def test_the_sizes_of_models_and_data_are_part_of_the_d_cpt_law() -> None:
    random = np.random.default_rng(0)
    ratios = drawn(120, 2)
    tokens, parameters = random.choice([1e8, 1e9, 1e10], 120), random.choice([1e7, 1e8], 120)
    losses = 1.5 + 0.6 * (parameters / 1e6) ** -0.3 + 0.8 / (ratios[:, 0] + 0.05) ** 0.4
    losses += 0.5 * np.maximum(ratios[:, 0], 1e-9) ** 0.5 * (tokens / 1e6) ** -0.3
    runs = runs_of(ratios, lambda ratios: np.zeros(len(ratios)))._replace(
        values=losses[:, None], tokens=tokens, parameters=parameters
    )
    assert fit_laws(runs, ["dcpt"]).best.held_out.relative[0] < 0.01
    assert fit_laws(runs._replace(tokens=None, parameters=None), ["dcpt"]).best.held_out.relative[0] > 0.02


def test_the_law_with_the_least_held_out_error_is_chosen() -> None:
    assert fit_laws(runs_of(drawn(60, 4), quadratic, noise=0.002), ["inverse_power", "quadratic"]).chosen == "quadratic"
    assert fit_laws(runs_of(drawn(60, 4), inverse_power, noise=0.002), ["inverse_power", "quadratic"]).chosen == (
        "inverse_power"
    )
    assert fit_laws(runs_of(drawn(60, 4), quadratic), ["quadratic"], choose="inverse_power").chosen == "inverse_power"


def test_runs_of_one_mixture_are_held_out_together_and_tell_the_noise() -> None:
    ratios = np.repeat(drawn(10, 3), 4, axis=0)
    runs = runs_of(ratios, inverse_power, noise=0.05)
    for fold in folds_of(runs, seed=0):
        assert len(np.unique(fold.reshape(10, 4), axis=1)[0]) == 1
    assert noise_of(runs)[0] == pytest.approx(0.05, rel=0.3)
    assert np.isnan(noise_of(runs_of(drawn(10, 3), inverse_power))).all()
    one_often = runs.take(np.array([0, 1, 2, 3, 4, 8]))
    weights = weights_of(one_often)
    assert weights.mean() == pytest.approx(1)
    assert weights[0] / weights[4] == pytest.approx(0.4)


def test_resamples_spread_as_the_noise_does() -> None:
    spreads = []
    for noise in (0.001, 0.05):
        runs = runs_of(drawn(40, 3), inverse_power, noise=noise)
        fitted = fit_laws(runs, ["inverse_power"], starts=2)
        again = [law.predict(points_of(runs))[:, 0] for law in resamples(runs, fitted.best, 10, seed=0)]
        spreads.append(float(np.median(np.std(again, axis=0))))  # a corner that a resample lacks is anywhere
    assert spreads[0] < spreads[1] / 5


@pytest.mark.parametrize("name", [name for name, law in LAWS.items() if law.smooth])
def test_what_is_held_out_is_not_known_to_a_law_that_could_learn_it_by_heart(name: str) -> None:
    """Losses are noise about 2, and parameters are more than runs."""
    ratios = np.random.default_rng(0).dirichlet(np.ones(30), 25)
    runs = runs_of(ratios, lambda ratios: np.full(len(ratios), 2.0), noise=0.1)
    held_out = fit_laws(runs, [name]).best.held_out
    assert held_out.relative[0] > 0.03
    assert not held_out.spearman[0] > 0.5


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    where, held = drawn(20, 3, seed=9)[:17], []
    for seed in range(5):
        runs = runs_of(drawn(30, 3, seed=seed), inverse_power, noise=0.02, seed=seed)
        fitted = fit_laws(runs, ["inverse_power"], starts=2, resampled=20, seed=seed)
        again = np.array([law.predict(Points(where))[:, 0] for law in fitted.again])
        low, high = np.percentile(again, [5, 95], axis=0)
        held.append(np.mean((low <= inverse_power(where)) & (inverse_power(where) <= high)))
    assert 0.7 < np.mean(held) <= 1


def test_the_same_seed_gives_the_same_fit() -> None:
    runs = runs_of(drawn(30, 3), inverse_power, noise=0.01)
    one, two = (fit_laws(runs, ["inverse_power", "dcpt"], starts=2, seed=3) for _ in range(2))
    for name in one.laws:
        assert (one.laws[name].predict(points_of(runs)) == two.laws[name].predict(points_of(runs))).all()


def test_too_few_mixtures_are_refused() -> None:
    with pytest.raises(SettingsError, match="4 different mixtures"):
        fit_laws(runs_of(np.repeat(drawn(4, 2), 3, axis=0), inverse_power), ["inverse_power"])
