"""The loop: batches → a trained model, its curve and its checkpoints.

AdamW with decoupled decay of matrices, warm-up–stable–decay, clipped gradients, the gradients of several passes summed.
The loss of a step is the mean over all its tokens with a loss. At ``points`` equal distances the validation loss is
taken; of the last ones checkpoints are kept, and their mean is ``model/``. The state is saved every few minutes.

On a CPU the same settings, seed and number of threads give the same bytes, also of a run that was killed. With several
processes each takes an equal part of the windows of a batch; the first writes all files.
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
from lemnos.steps.train.data import Batch, Packed, gather
from lemnos.steps.train.export import mean_of, write_checkpoint
from lemnos.steps.train.group import Group
from lemnos.steps.train.model import passed
from lemnos.steps.train.order import Course
from lemnos.steps.train.settings import TrainSettings
from lemnos.steps.train.state import CURVE, Curve, load_state, save_state
from lemnos.store.run_folder import RunFolder

CHECKPOINTS, MODEL = "checkpoints", "model"
_CPU_PASS, _GPU_PASS = 4_096, 32_768
_LN2 = math.log(2)
_OVER = 2
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
        begun = saved = time.monotonic()
        group, settings = self._group, self._settings
        state = load_state(self._run)
        step, tokens = (int(state["step"]), int(state["tokens"])) if state else (0, 0)
        if state:
            group.load(self._trainee, state["weights"])
            group.load_optimizer(self._trainee, self._optimizer, state["optimizer"])
            del state
        curve = Curve(self._run.path / CURVE, step) if group.leads else None
        if step == 0:
            validation = self._validate()
            if curve is not None:
                curve.restart()
                curve.add(CurvePoint(step=0, stage="", tokens=0, rate=0.0, validation=validation), 0.0)
        while step < self._course.steps:
            start = time.monotonic()
            windows = self._course.windows(step)
            stage, rate = self._course.stages[self._course.stage(step)].name, self._course.rate(step)
            loss, norm = self._step(windows, rate)
            spent = time.monotonic() - start
            step, tokens = step + 1, tokens + sum(int(self._sources[owner].sizes[number]) for owner, number in windows)
            if not math.isfinite(loss):
                raise SettingsError(
                    f"the loss of step {step} is no number",
                    where="train.learning_rate",
                    remedy="lower it, or raise train.warmup; then choose another --out",
                )
            validation = self._validate() if step in self._points else ()
            if curve is not None:
                point = CurvePoint(
                    step=step,
                    stage=stage,
                    tokens=tokens,
                    rate=rate,
                    loss=round(loss, 6),
                    gradient_norm=round(norm, 6),
                    validation=validation,
                )
                speed = curve.add(point, spent)
                update(step, self._course.steps, f"loss {loss:.3f}, {speed:,.0f} tokens/s")
            if step in self._points[-settings.average :] or step in self._course.ends:
                self._write(self._run.path / CHECKPOINTS / f"step-{step:07}")
            now = time.monotonic()
            over = bool(settings.minutes) and now - begun >= 60 * settings.minutes and step < self._course.steps
            due = over or now - saved >= 60 * settings.save_minutes
            decided = group.agreed(2 * over + due)
            if decided:
                self._save(step, tokens)
                saved = now
            if decided >= _OVER:
                raise PausedError(
                    f"{settings.minutes:g} minutes are over after {step:,} of {self._course.steps:,} steps",
                    where=str(self._run.path),
                    remedy="run the same command to go on",
                )
        return self._finish(tokens)

    def _step(self, windows: Sequence[tuple[int, int]], rate: float) -> tuple[float, float]:
        """Take one step. Returns the mean loss and the norm of the gradient."""
        torch = self._torch
        group = self._group
        batches = [(self._gathered(piece), counts) for piece, counts in self._passes(windows)]
        held = sum(len(batch.predicted) for batch, counts in batches if counts)
        count = max(1, int(group.sum(torch.tensor(held, device=group.device))))
        total = torch.zeros((), device=group.device)
        for batch, counts in batches:
            with self._computing():
                loss = self._trainee(**passed(batch, group.device)) * (counts / count)
            (loss * group.size).backward()  # gradients are averaged over the processes
            total += loss.detach()
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, self._settings.clip or math.inf)
        norm = norm.full_tensor() if hasattr(norm, "full_tensor") else norm
        for each in self._optimizer.param_groups:
            each["lr"] = rate
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return float(group.sum(total)), float(norm)

    def _passes(self, windows: Sequence[tuple[int, int]]) -> list[tuple[list[tuple[int, int]], bool]]:
        """Return the passes of this process over its part of some windows, each of at most ``pass_tokens`` tokens or of
        one window, and whether each counts. All processes make equally many: some make a pass that counts nothing.
        """
        parts = [self._cut(windows[number :: self._group.size]) for number in range(self._group.size)]
        most = max(map(len, parts))
        mine = [(piece, True) for piece in parts[self._group.rank]]
        return mine + [([windows[0]], False)] * (most - len(mine))

    def _cut(self, windows: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
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

    def _gathered(self, windows: Sequence[tuple[int, int]]) -> Batch:
        return gather([(self._sources[owner], number) for owner, number in windows], whole=self._whole)

    @property
    def _whole(self) -> bool:
        return self._settings.attention == "window"

    def _computing(self) -> Any:
        return self._torch.autocast(self._group.device.type, self._torch.bfloat16, enabled=self._half)

    def _validate(self) -> tuple[Metric, ...]:
        """Return the bits per byte of the validation windows of each input, and of all."""
        torch, group = self._torch, self._group
        bits: dict[str, float] = {}
        size: dict[str, int] = {}
        with torch.no_grad():
            for source, count in self._held_out:
                sums = torch.zeros(2, dtype=torch.float64)
                for first in range(0, count, group.size):
                    number = min(first + group.rank, count - 1)
                    batch = gather([(source, number)], whole=self._whole)
                    with self._computing():
                        loss = float(self._trainee(**passed(batch, group.device)))
                    if first + group.rank < count:
                        sums += torch.tensor([loss, self._lengths[batch.tokens[batch.predicted]].sum()])
                total = group.sum(sums.to(group.device)).tolist()
                bits[source.name], size[source.name] = total[0] / _LN2, int(total[1])
        found = [Metric(name, round(bits[name] / max(1, size[name]), 6), size[name]) for name in bits if size[name]]
        if not found:
            return ()
        return (*found, Metric("all", round(sum(bits.values()) / sum(size.values()), 6), sum(size.values())))

    def _write(self, folder: Path) -> None:
        """Write a checkpoint; all processes give their parts of the weights."""
        model = self._trainee.model
        weights = self._group.weights(self._trainee)
        if self._group.leads:
            folder.parent.mkdir(exist_ok=True)
            tied = getattr(model, "all_tied_weights_keys", None) or {}
            named = {name.removeprefix("model."): tensor for name, tensor in weights.items()}
            write_checkpoint(
                model, {name: tensor for name, tensor in named.items() if name not in tied}, self._tokenizer, folder
            )

    def _save(self, step: int, tokens: int) -> None:
        """Write the state; all processes give their parts of it."""
        state = {
            "step": step,
            "tokens": tokens,
            "weights": self._group.weights(self._trainee),
            "optimizer": self._group.optimizer_state(self._trainee, self._optimizer),
        }
        if self._group.leads:
            save_state(self._run, state)

    def _finish(self, tokens: int) -> dict[str, Any]:
        """Write the mean of the last checkpoints, and return the figures of the run."""
        last = [self._run.path / CHECKPOINTS / f"step-{step:07}" for step in self._points[-self._settings.average :]]
        mean = {f"model.{name}": tensor for name, tensor in mean_of(last).items()} if self._group.leads else {}
        if mean:
            whole = self._trainee.model.state_dict().keys()
            tied = getattr(self._trainee.model, "all_tied_weights_keys", None) or {}
            mean |= {f"model.{name}": mean[f"model.{tied[name]}"] for name in tied if name in whole}
        self._group.load(self._trainee, mean)
        self._write(self._run.path / MODEL)
        embedding = self._trainee.model.get_input_embeddings().weight.numel()
        return {
            "steps": self._course.steps,
            "tokens": tokens,
            "parameters": sum(each.numel() for each in self._parameters),
            "embedding": embedding,
            "averaged": [path.name for path in last],
            "validation": msgspec.to_builtins(self._validate()),
        }
