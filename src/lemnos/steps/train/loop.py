"""The loop: batches → a trained model, its curve and its checkpoints.

AdamW with decoupled decay of matrices, warm-up–stable–decay, clipped gradients, the gradients of several passes summed.
The loss of a step is the mean over all its tokens with a loss. At ``points`` equal distances the validation loss is
taken; of the last ones checkpoints are kept, and their mean is ``model/``. The state is saved every few minutes.

On a CPU the same settings, seed and number of threads give the same bytes, also of a run that was killed.
Cost: 6 floating-point operations for each weight and token. Memory: 16 bytes a weight, and the activations of a pass.
"""

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lemnos.errors import PausedError, SettingsError
from lemnos.records import CurvePoint, Metric
from lemnos.steps.train.data import Packed, gather
from lemnos.steps.train.export import mean_of, write_checkpoint
from lemnos.steps.train.group import Group
from lemnos.steps.train.model import passed
from lemnos.steps.train.order import Course
from lemnos.steps.train.settings import TrainSettings
from lemnos.steps.train.state import CURVE, Curve, CurveLine, load_state, save_state
from lemnos.store.run_folder import RunFolder

CHECKPOINTS, MODEL = "checkpoints", "model"
_CPU_PASS, _GPU_PASS = 4_096, 32_768
_LN2 = math.log(2)
Update = Callable[[int, int, str], None]
"""Called with steps done, all steps, and a note."""


class Trainer:
    """One training run in one process.

    Args:
        run: The run folder.
        settings: Of the step.
        trainee: The module whose call is the summed loss of a batch; see ``model.trainee``.
        course: What each step reads.
        sources: Training windows of all inputs.
        held_out: Validation windows of all inputs.
        lengths: Shape (vocabulary). Bytes that each token stands for.
        tokenizer: Folder of the tokenizer's files.
        group: The processes.
    """

    def __init__(
        self,
        run: RunFolder,
        settings: TrainSettings,
        trainee: Any,
        course: Course,
        sources: Sequence[Packed],
        held_out: Sequence[tuple[Packed, int]],
        lengths: np.ndarray,
        tokenizer: Path,
        group: Group,
    ) -> None:
        import torch

        self._torch = torch
        self._run, self._settings, self._course, self._group = run, settings, course, group
        self._sources, self._held_out, self._lengths, self._tokenizer = sources, held_out, lengths, tokenizer
        self._trainee = trainee
        self._parameters = [each for each in trainee.parameters() if each.requires_grad]
        self._optimizer = torch.optim.AdamW(
            [
                {
                    "params": [each for each in self._parameters if each.dim() > 1],
                    "weight_decay": settings.weight_decay,
                },
                {"params": [each for each in self._parameters if each.dim() <= 1], "weight_decay": 0.0},
            ],
            lr=0.0,
            betas=(settings.beta1, settings.beta2),
            fused=True,
        )
        cuda = group.device.type == "cuda"
        self._pass = settings.pass_tokens or (_GPU_PASS if cuda else _CPU_PASS)
        self._half = settings.dtype == "bfloat16" or (settings.dtype == "auto" and cuda)
        self._points = sorted({math.ceil(course.steps * n / settings.points) for n in range(1, settings.points + 1)})

    def train(self, update: Update) -> dict[str, Any]:
        """Train to the end, or until the time is up.

        Raises:
            PausedError: The time is up; the state is saved.
            SettingsError: The loss is no number.
            RunError: The disk is full.
        """
        begun = time.monotonic()
        state = load_state(self._run)
        step = int(state["step"]) if state else 0
        tokens = int(state["tokens"]) if state else 0
        if state:
            self._trainee.load_state_dict(state["weights"])
            self._optimizer.load_state_dict(state["optimizer"])
        curve = Curve(self._run.path / CURVE, step)
        if not curve.lines:
            curve.add(
                self._line(CurvePoint(step=0, stage="", tokens=0, rate=0.0, validation=self._validate()), 0.0, 0.0)
            )
        saved = time.monotonic()
        worked = 0.0
        while step < self._course.steps:
            start = time.monotonic()
            windows = self._course.windows(step)
            read = sum(int(self._sources[owner].sizes[number]) for owner, number in windows)
            loss, norm = self._step(windows, self._course.rate(step))
            stage = self._course.stages[self._course.stage(step)].name
            step, tokens = step + 1, tokens + read
            if not math.isfinite(loss):
                raise SettingsError(
                    f"the loss of step {step} is no number",
                    where="train.learning_rate",
                    remedy="lower it, or raise train.warmup; then choose another --out",
                )
            spent = time.monotonic() - start
            worked += spent
            point = CurvePoint(
                step=step,
                stage=stage,
                tokens=tokens,
                rate=self._course.rate(step - 1),
                loss=round(loss, 6),
                gradient_norm=round(norm, 6),
                validation=self._validate() if step in self._points else (),
            )
            curve.add(self._line(point, curve.seconds + spent, read / spent))
            update(step, self._course.steps, f"loss {loss:.3f}, {read / spent:,.0f} tokens/s")
            if step in self._points[-self._settings.average :] or step in self._course.ends:
                self._write(self._run.path / CHECKPOINTS / f"step-{step:07}")
            over = self._settings.minutes and time.monotonic() - begun >= 60 * self._settings.minutes
            if (over and step < self._course.steps) or time.monotonic() - saved >= 60 * self._settings.save_minutes:
                curve.flush()
                self._save(step, tokens)
                saved = time.monotonic()
            if over and step < self._course.steps:
                curve.close()
                raise PausedError(
                    f"{self._settings.minutes:g} minutes are over after {step:,} of {self._course.steps:,} steps",
                    where=str(self._run.path),
                    remedy="run the same command to go on",
                )
        curve.close()
        return self._finish(curve, tokens)

    def _step(self, windows: Sequence[tuple[int, int]], rate: float) -> tuple[float, float]:
        """Take one step. Returns the mean loss and the norm of the gradient."""
        torch = self._torch
        batches = [
            gather([(self._sources[owner], number) for owner, number in piece], whole=self._whole)
            for piece in self._passes(windows)
        ]
        count = max(1, sum(len(batch.predicted) for batch in batches))
        total = torch.zeros((), device=self._group.device)
        for batch in batches:
            with self._computing():
                loss = self._trainee(**passed(batch, self._group.device)) / count
            loss.backward()
            total += loss.detach()
        limit = self._settings.clip or math.inf
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, limit)
        for each in self._optimizer.param_groups:
            each["lr"] = rate
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return float(total), float(norm)

    def _passes(self, windows: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """Cut the windows of a batch into passes of at most ``pass_tokens`` tokens, or of one window."""
        found: list[list[tuple[int, int]]] = []
        room = 0
        for owner, number in windows:
            size = int(self._sources[owner].sizes[number])
            if not found or size > room:
                found.append([])
                room = self._pass
            found[-1].append((owner, number))
            room -= size
        return found

    @property
    def _whole(self) -> bool:
        return self._settings.attention == "window"

    def _computing(self) -> Any:
        return self._torch.autocast(self._group.device.type, self._torch.bfloat16, enabled=self._half)

    def _validate(self) -> tuple[Metric, ...]:
        """Return the bits per byte of the validation windows of each input, and of all."""
        torch = self._torch
        bits: dict[str, float] = {}
        size: dict[str, int] = {}
        self._trainee.eval()
        with torch.no_grad():
            for source, count in self._held_out:
                bits[source.name], size[source.name] = 0.0, 0
                for number in range(count):
                    batch = gather([(source, number)], whole=self._whole)
                    with self._computing():
                        bits[source.name] += float(self._trainee(**passed(batch, self._group.device))) / _LN2
                    size[source.name] += int(self._lengths[batch.tokens[batch.predicted]].sum())
        self._trainee.train()
        found = [Metric(name, round(bits[name] / max(1, size[name]), 6), size[name]) for name in bits if size[name]]
        if not found:
            return ()
        return (*found, Metric("all", round(sum(bits.values()) / sum(size.values()), 6), sum(size.values())))

    def _write(self, folder: Path) -> None:
        folder.parent.mkdir(exist_ok=True)
        model = self._trainee.model
        write_checkpoint(model, model.state_dict(), self._tokenizer, folder)

    def _save(self, step: int, tokens: int) -> None:
        state = {
            "step": step,
            "tokens": tokens,
            "weights": self._trainee.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }
        save_state(self._run, state)

    def _finish(self, curve: Curve, tokens: int) -> dict[str, Any]:
        """Write the mean of the last checkpoints, and return the figures of the run."""
        last = [self._run.path / CHECKPOINTS / f"step-{step:07}" for step in self._points[-self._settings.average :]]
        model = self._trainee.model
        model.load_state_dict(mean_of(last), strict=False)
        write_checkpoint(model, model.state_dict(), self._tokenizer, self._run.path / MODEL)
        averaged = self._validate()
        embedding = model.get_input_embeddings().weight.numel()
        return {
            "steps": self._course.steps,
            "tokens": tokens,
            "parameters": sum(each.numel() for each in self._parameters),
            "embedding": embedding,
            "averaged": [path.name for path in last],
            "validation": msgspec.to_builtins(averaged),
            "validation_last": msgspec.to_builtins(curve.lines[-1].point.validation),
            "seconds": round(curve.seconds, 1),
        }

    def _line(self, point: CurvePoint, seconds: float, speed: float) -> CurveLine:
        return CurveLine(point=point, seconds=round(seconds, 3), tokens_per_second=round(speed, 1))
