"""The best mixture: where a known law has it, within caps, and refused where the runs do not reach."""

import numpy as np
import pytest

from tests.mix.laws import drawn, inverse_power, quadratic, runs_of

pytest.importorskip("scipy")

from lemnos.errors import SettingsError
from lemnos.mix.fit import fit_laws
from lemnos.mix.optimum import aim_of, find, is_hint, position_of, repetition_caps, within_caps

TRUE = [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95]


def test_the_optimum_of_a_known_law_is_found() -> None:
    runs = runs_of(drawn(60, 3), quadratic, noise=0.002)
    fitted = fit_laws(runs, ["quadratic", "inverse_power"], choose="quadratic", resampled=10)
    optimum = find(fitted, aim_of(runs))
    assert optimum.ratios == pytest.approx(TRUE, abs=0.02)
    assert (optimum.position, optimum.reason) == ("inside", "")
    assert (optimum.low <= optimum.ratios + 0.01).all()
    assert (optimum.high >= optimum.ratios - 0.01).all()
    assert set(optimum.by_law) == {"quadratic", "inverse_power"}


def test_caps_hold_and_what_they_leave_goes_where_it_helps() -> None:
    runs = runs_of(drawn(60, 3), quadratic)
    fitted = fit_laws(runs, ["quadratic"])
    optimum = find(fitted, aim_of(runs, caps={"d0": 0.3}))
    assert optimum.ratios[0] == pytest.approx(0.3, abs=1e-6)
    assert optimum.ratios[1] > TRUE[1]


def test_a_divergence_draws_the_optimum_to_the_prior() -> None:
    runs = runs_of(drawn(60, 3), quadratic)
    fitted = fit_laws(runs, ["quadratic"])
    prior = {"d0": 0.1, "d1": 0.1, "d2": 0.8}
    away = [
        float(np.abs(find(fitted, aim_of(runs, prior=prior, kl=kl)).ratios - [0.1, 0.1, 0.8]).sum())
        for kl in (0.0, 1.0, 1000.0)
    ]
    assert away[0] > away[1] > away[2]
    assert away[2] < 0.01


def test_the_weights_of_losses_decide() -> None:
    runs = runs_of(drawn(60, 3), inverse_power, lambda ratios: inverse_power(ratios[:, ::-1]))
    fitted = fit_laws(runs, ["inverse_power"], starts=2)
    first, second = (find(fitted, aim_of(runs, weights={name: 1})).ratios for name in ("m0", "m1"))
    assert first == pytest.approx(second[::-1], abs=0.02)


def test_an_optimum_beyond_the_runs_is_refused_with_what_leads_out() -> None:
    ratios = drawn(60, 3)
    near = ratios[ratios[:, 0] < 0.3]
    runs = runs_of(near, quadratic)
    optimum = find(fit_laws(runs, ["quadratic"]), aim_of(runs))
    assert optimum.position == "outside"
    assert "outside of the mixtures that were run (d0" in optimum.reason
    assert "at most" in optimum.reason


def test_the_edge_of_the_runs_is_refused_and_a_ratio_of_zero_is_no_edge() -> None:
    runs = runs_of(np.array([[0.2, 0.8, 0], [0.6, 0.4, 0], [0.4, 0.2, 0.4], [0.3, 0.3, 0.4]]), quadratic)
    assert position_of(runs, np.array([0.6, 0.4, 0]))[0] == "edge"
    assert position_of(runs, np.array([0.4, 0.6, 0]))[0] == "inside"
    assert position_of(runs, np.array([0.4, 0.4, 0.2]))[0] == "inside"
    assert position_of(runs, np.array([0.1, 0.9, 0]))[0] == "outside"


def test_names_and_caps_that_make_no_sense_are_refused() -> None:
    runs = runs_of(drawn(20, 3), quadratic)
    with pytest.raises(SettingsError, match="no metric 'x'; choose from m0"):
        aim_of(runs, weights={"x": 1})
    with pytest.raises(SettingsError, match=r"the caps sum to 0\.9"):
        aim_of(runs, caps={"d0": 0.3, "d1": 0.3, "d2": 0.3})
    with pytest.raises(SettingsError, match="all weights are 0"):
        aim_of(runs, weights={"m0": 0})


def test_repetition_is_a_cap() -> None:
    assert repetition_caps({"a": 5e9, "b": 100e9}, budget=100e9, epochs=4) == {"a": 0.2, "b": 4.0}


def test_mixtures_come_below_their_caps() -> None:
    made = within_caps(np.array([[8.0, 1, 1], [1, 1, 1]]), np.array([0.5, 0.3, 0.4]))
    assert made.sum(axis=1) == pytest.approx([1, 1])
    assert (made <= np.array([0.5, 0.3, 0.4]) + 1e-9).all()


@pytest.mark.parametrize(("parameters", "hint"), [(None, True), (1e6, True), (15e6, False), (1e9, False)])
def test_small_models_give_a_hint(parameters: float | None, hint: bool) -> None:
    assert is_hint(runs_of(drawn(20, 3), quadratic), parameters) is hint


def test_an_optimum_of_a_law_that_tells_nothing_is_refused() -> None:
    ratios = np.random.default_rng(0).dirichlet(np.ones(4), 20)
    runs = runs_of(ratios, lambda ratios: np.full(len(ratios), 2.0), noise=0.1)
    fitted = fit_laws(runs, ["quadratic"])
    assert fitted.guess == pytest.approx(0.03, abs=0.02)
    assert find(fitted, aim_of(runs)).reason.startswith("no law tells runs that it has not seen")
