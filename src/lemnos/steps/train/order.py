"""Which windows each step reads, and at which rate: stages and sizes of windows → ``Course``.

Each input is shuffled anew for every epoch, with a seed of its own. Inputs are merged so that at any moment each has
had its share of the tokens: a window stands at (tokens of its input before it) / (share), and all are sorted by that.
A stage ends with the last whole batch within its budget, and reads at least one.
Cost: 16 bytes for each window that is read.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.errors import SettingsError
from lemnos.steps.train.data import Packed
from lemnos.steps.train.settings import NAME, StageSettings, TrainSettings
from lemnos.text.quantities import number_of_tokens


def number_of(text: str, key: str) -> int:
    """Return a number of tokens: ``1B``, ``1.5M``, ``50000``.

    Raises:
        SettingsError: It is none.
    """
    found = round(number_of_tokens(text) or 0)
    if found < 1:
        raise SettingsError(f"{text!r} is no number of tokens", where=key, remedy="write 1B, 300M or 50000")
    return found


def stages_of(settings: TrainSettings, sources: Sequence[Packed]) -> tuple[StageSettings, ...]:
    """Return the stages of a run: those of the settings, or one made of what stands in their place."""
    if settings.stages:
        return settings.stages
    shares = dict(settings.shares)
    replay = settings.replay.input or NAME
    if settings.replay.share:
        if not shares:
            shares = {source.name: float(source.tokens) for source in sources if source.name != replay}
        shares.pop(replay, None)
        total = sum(shares.values()) or 1.0
        shares = {name: share / total * (1 - settings.replay.share) for name, share in shares.items()}
        shares[replay] = settings.replay.share
    stage = StageSettings(
        name="train",
        inputs=shares,
        tokens=settings.tokens,
        epochs=settings.epochs,
        warmup=settings.warmup,
        decay=settings.decay,
    )
    return (stage,)


class StageCourse(NamedTuple):
    """One stage, laid out."""

    name: str
    source: npt.NDArray[np.int16]
    """Shape (windows read). Number of the input of each."""
    window: npt.NDArray[np.int64]
    """Shape (windows read). Its number in the input."""
    steps: int
    rates: npt.NDArray[np.float64]
    """Shape (steps). Learning rate of each."""
    left_over: int
    """Windows within the budget that made no whole batch."""
    epochs: dict[str, float]
    """Input → how often its tokens are read."""
    read: dict[str, int]
    """Input → its tokens in the windows of all steps."""


class Course:
    """All stages.

    Args:
        stages: In their order.
        batch: Windows of a step.
    """

    def __init__(self, stages: Sequence[StageCourse], batch: int) -> None:
        self.stages = stages
        self.batch = batch
        self.ends = np.cumsum([stage.steps for stage in stages])
        """Shape (stages). Steps done at the end of each."""

    @property
    def steps(self) -> int:
        """Number of steps."""
        return int(self.ends[-1])

    def stage(self, step: int) -> int:
        """Return the number of the stage that a step, counted from 0, is in."""
        return int(np.searchsorted(self.ends, step, side="right"))

    def rate(self, step: int) -> float:
        """Return the learning rate of a step."""
        number = self.stage(step)
        return float(self.stages[number].rates[step - self._begin(number)])

    def windows(self, step: int) -> list[tuple[int, int]]:
        """Return input and window of all that a step reads."""
        number = self.stage(step)
        stage = self.stages[number]
        at = (step - self._begin(number)) * self.batch
        chosen = slice(at, at + self.batch)
        return list(zip(stage.source[chosen].tolist(), stage.window[chosen].tolist(), strict=True))

    def _begin(self, number: int) -> int:
        return int(self.ends[number]) - self.stages[number].steps


def lay_out(
    stages: Sequence[StageSettings],
    sources: Sequence[Packed],
    *,
    batch: int,
    learning_rate: float,
    final: float,
    seed: int,
) -> Course:
    """Return the course of a training run.

    Args:
        stages: Their settings, at least one.
        sources: Training windows of all inputs.
        batch: Windows of a step.
        learning_rate: Of stages that state none.
        final: What decay leaves of the rate.
        seed: Of the shuffles.

    Raises:
        SettingsError: A stage names an input that there is not, or has nothing to read.
    """
    laid: list[StageCourse] = []
    before = 0.0
    for number, stage in enumerate(stages):
        shares = _shares(stage.inputs, sources, f"train.stages[{number}].inputs")
        key = f"train.stages[{number}].tokens"
        held = sum(source.tokens for source, share in zip(sources, shares, strict=True) if share)
        budget = number_of(stage.tokens, key) if stage.tokens else max(1, int(held * stage.epochs))
        source, window, epochs = _merge(sources, shares, budget, f"{seed}:{number}")
        steps = max(1, len(source) // batch)
        source, window, left = source[: steps * batch], window[: steps * batch], len(source) - steps * batch
        rate = stage.learning_rate or learning_rate
        rates = wsd(steps, rate, stage.warmup, stage.decay, final, before)
        before = float(rates[-1])
        laid.append(
            StageCourse(
                stage.name or str(number + 1),
                source,
                window,
                steps,
                rates,
                max(0, left),
                epochs,
                {
                    given.name: int(given.sizes[window[source == owner]].sum())
                    for owner, given in enumerate(sources)
                    if epochs.get(given.name)
                },
            )
        )
    return Course(laid, batch)


def wsd(
    steps: int, rate: float, warmup: float, decay: float, final: float, before: float = 0.0
) -> npt.NDArray[np.float64]:
    """Return the learning rate of each step: a line from ``before`` to ``rate``, constant, a line to ``final * rate``.

    Source: Hu et al. 2024, MiniCPM (warm-up, stable, decay); the line of decay as Hägele et al. 2024 have it.
    """
    rising = round(steps * warmup)
    falling = min(round(steps * decay), steps - rising)
    rates = np.full(steps, rate)
    rates[:rising] = before + (rate - before) * np.arange(1, rising + 1) / max(1, rising)
    rates[steps - falling :] = rate * (1 - (1 - final) * np.arange(1, falling + 1) / (falling + 1))
    return rates


def _shares(given: Mapping[str, float], sources: Sequence[Packed], key: str) -> list[float]:
    names = [source.name for source in sources]
    for name in given:
        if name not in names:
            raise SettingsError(f"no input is called {name!r}", where=key, remedy=f"inputs here: {', '.join(names)}")
    shares = [given.get(name, 0.0) for name in names] if given else [float(source.tokens) for source in sources]
    for source, share in zip(sources, shares, strict=True):
        if share and not source.tokens:
            raise SettingsError(f"{source.name} has no window to train on", where=key, remedy="lower pack.validation")
    total = sum(shares)
    if not total:
        raise SettingsError("no input has a share", where=key, remedy="give one a share above 0")
    return [share / total for share in shares]


def _merge(
    sources: Sequence[Packed], shares: Sequence[float], budget: int, seed: str
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int64], dict[str, float]]:
    """Return input and number of every window within the budget, in order, and the epochs of each input."""
    numbers, places, owners = [], [], []
    epochs = {}
    for owner, (source, share) in enumerate(zip(sources, shares, strict=True)):
        if not share:
            continue
        wanted = share * budget
        epochs[source.name] = round(wanted / source.tokens, 4)
        order = np.concatenate(
            [_shuffled(len(source.sizes), f"{seed}:{source.name}:{turn}") for turn in range(_turns(wanted, source))]
        )
        size = source.sizes[order]
        place = (np.cumsum(size) - size / 2) / share
        kept = place <= budget
        kept[0] = True
        numbers.append(order[kept])
        places.append(place[kept])
        owners.append(np.full(int(kept.sum()), owner, np.int16))
    order = np.argsort(np.concatenate(places), kind="stable")
    return np.concatenate(owners)[order], np.concatenate(numbers)[order], epochs


def _turns(wanted: float, source: Packed) -> int:
    return math.ceil(wanted / source.tokens) + 1


def _shuffled(count: int, seed: str) -> npt.NDArray[np.int64]:
    words = np.frombuffer(seed.encode(), np.uint8).tolist()
    return np.random.Generator(np.random.PCG64(words)).permutation(count)
