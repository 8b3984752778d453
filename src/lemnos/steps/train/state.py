"""The state of a training run on disk: everything from which a killed run goes on as if nothing had happened.

RUN/work/train/state.pt     weights, optimiser, and the number of steps; written by rename
RUN/curve.jsonl             a line for each step, with the clock; cut back to the state when a run resumes
"""

from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import RunError
from lemnos.records import CurvePoint
from lemnos.store.atomic_files import writing
from lemnos.store.run_folder import RunFolder

STAGE = "train"
CURVE = "curve.jsonl"


class CurveLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``curve.jsonl``."""

    point: CurvePoint
    seconds: float
    """Time of training so far, of all calls together."""
    tokens_per_second: float
    """Of the step, without validation and saving."""


class Curve:
    """``curve.jsonl``, as it grows.

    Args:
        path: The file.
        steps: Lines of later steps are dropped.
    """

    def __init__(self, path: Path, steps: int) -> None:
        self.lines: list[CurveLine] = []
        decoder = msgspec.json.Decoder(CurveLine)
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                read = decoder.decode(line)
            except msgspec.DecodeError:
                break  # half a line: the process was killed as it wrote
            if read.point.step > steps:
                break
            self.lines.append(read)
        self._encoder = msgspec.json.Encoder()
        self._path = path
        self._write()

    def _write(self) -> None:
        with writing(self._path) as stream:
            stream.write(self._encoder.encode_lines(self.lines))

    @property
    def seconds(self) -> float:
        """Time of training so far."""
        return self.lines[-1].seconds if self.lines else 0.0

    def restart(self) -> None:
        """Drop all lines."""
        self.lines = []
        self._write()

    def add(self, point: CurvePoint, spent: float) -> float:
        """Append a line.

        Args:
            point: Where the run stands.
            spent: Seconds that the step took, without validation and saving.

        Returns:
            Tokens a second.
        """
        read = point.tokens - self.lines[-1].point.tokens if self.lines else 0
        speed = round(read / spent, 1) if spent else 0.0
        line = CurveLine(point=point, seconds=round(self.seconds + spent, 3), tokens_per_second=speed)
        self.lines.append(line)
        with self._path.open("ab") as file:
            file.write(self._encoder.encode(line) + b"\n")
        return speed


def save_state(run: RunFolder, state: dict[str, Any]) -> None:
    """Write the state.

    Raises:
        RunError: The disk is full.
    """
    import torch

    with writing(run.work(STAGE, "state.pt")) as stream:
        torch.save(state, stream)


def load_state(run: RunFolder) -> dict[str, Any] | None:
    """Return the state; None if there is none.

    Raises:
        RunError: It cannot be read.
    """
    import torch

    path = run.work(STAGE, "state.pt")
    if not path.exists():
        return None
    try:
        found: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # pickle, zip and torch raise other types
        raise RunError(
            f"cannot be read ({type(error).__name__})", where=str(path), remedy="delete it to train from the beginning"
        ) from None
    return found
