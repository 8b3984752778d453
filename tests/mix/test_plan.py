"""Plans of runs: within caps, with repeats, and better than chance."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy")

from lemnos.errors import SettingsError
from lemnos.mix.laws.quadratic import scheffe
from lemnos.mix.plan import plan_runs, write_plan
from lemnos.mix.runs import read_runs

DOMAINS = ("prose", "code", "tools")


def test_anchors_are_repeated_and_caps_hold() -> None:
    anchor = {"prose": 0.6, "code": 0.2, "tools": 0.2}
    planned = plan_runs(DOMAINS, 20, caps={"tools": 0.5}, anchors=[anchor], repeats=4)
    assert [run.name for run in planned[:5]] == ["anchor-1-1", "anchor-1-2", "anchor-1-3", "anchor-1-4", "run-01"]
    assert len(planned) == 20
    ratios = np.stack([run.ratios for run in planned])
    assert ratios.sum(axis=1) == pytest.approx(np.ones(20), abs=2e-4)
    assert ratios[:, 2].max() <= 0.5001
    assert len({tuple(run.ratios) for run in planned}) == 17


def test_a_plan_tells_more_than_chance_does() -> None:
    planned = np.stack([run.ratios for run in plan_runs(DOMAINS, 15, seed=1)])

    def information(ratios: "np.typing.NDArray[np.float64]") -> float:
        return float(np.linalg.slogdet(scheffe(ratios).T @ scheffe(ratios))[1])

    chance = [information(np.random.default_rng(seed).dirichlet(np.ones(3), 15)) for seed in range(50)]
    assert information(planned) > max(chance) + 1


def test_the_same_seed_gives_the_same_plan_and_its_file_is_read_back(tmp_path: Path) -> None:
    one, two = (plan_runs(DOMAINS, 12, seed=5) for _ in range(2))
    assert all((left.ratios == right.ratios).all() for left, right in zip(one, two, strict=True))
    path = tmp_path / "plan.csv"
    write_plan(one, DOMAINS, path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{lines[0]},metric_x", *(f"{line},1.0" for line in lines[1:])]))
    assert read_runs(path).domains == DOMAINS
    assert len(read_runs(path).ratios) == 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"domains": ("a",), "runs": 9}, "two different domains"),
        ({"domains": DOMAINS, "runs": 5}, "5 runs are too few"),
        ({"domains": DOMAINS, "runs": 20, "caps": {"x": 0.5}}, "no domain 'x'"),
        ({"domains": DOMAINS, "runs": 20, "caps": dict.fromkeys(DOMAINS, 0.2)}, "caps sum to 0.6"),
        ({"domains": DOMAINS, "runs": 20, "anchors": [{"prose": 0.5}]}, "an anchor sum to 0.5"),
        ({"domains": DOMAINS, "runs": 20, "anchors": [{"x": 1.0}]}, "names the domain 'x'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        plan_runs(**arguments)  # type: ignore[arg-type]
