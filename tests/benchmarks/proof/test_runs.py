"""The runs of a design, without training."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import SettingsError
from proof import runs
from proof.design import read_design
from tests.conftest import ROOT


def test_a_run_that_fails_stops_those_that_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[str] = []

    def make(_content: bytes, _out: Path, run: Any, *_others: Any) -> float:
        made.append(run.name)
        if len(made) == 2:
            raise SettingsError("it was scored with other settings", where=run.name)
        time.sleep(0.02 * (len(made) > 2))
        return 1.0

    monkeypatch.setattr(runs, "ProcessPoolExecutor", lambda count, **_named: ThreadPoolExecutor(count))
    monkeypatch.setattr(runs, "make_base", lambda *_given: tmp_path)
    monkeypatch.setattr(runs, "_make", make)
    said: list[str] = []
    design = read_design(ROOT / "benchmarks" / "proof" / "small.yaml")
    with pytest.raises(SettingsError, match="other settings"):
        runs.make_all(design, tmp_path, 1, said.append)
    assert len(said) == 1
    assert len(made) < 6
