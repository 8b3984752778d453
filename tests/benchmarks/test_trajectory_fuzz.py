"""Damaged exports end as a record or a reason; the benchmark tries 10,000."""

import pytest

import trajectory_exports
import trajectory_fuzz


@pytest.mark.parametrize("seed", [11, 12])
def test_a_damaged_export_is_a_record_or_a_reason(seed: int) -> None:
    endings = trajectory_fuzz.run(300, seed)
    assert sum(endings.values()) == 300
    assert set(endings) == {"no JSON", "refused by the form", "edited", "left to other readers", "same", "rejected"}


def test_a_reader_that_fails_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(form: str, row: object) -> None:
        raise KeyError("messages")

    monkeypatch.setattr(trajectory_fuzz, "imported", broken)
    with pytest.raises(KeyError, match="messages"):
        trajectory_fuzz.run(100, 11)


def test_made_up_trajectories_are_the_same_for_the_same_seed() -> None:
    first, second = (list(trajectory_exports.made_up(3, seed=4)) for _ in range(2))
    assert first == second
    assert first != list(trajectory_exports.made_up(3, seed=5))
