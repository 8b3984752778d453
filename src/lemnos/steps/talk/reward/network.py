"""Defines a small network over the text features, a linear part and a layer of tanh units, and trains it.

    logit = w·x + v·tanh(Ux + b),   x = clip(features, ±6)

Features of cases → ``Network``. Training maximises the softmax probability of the true candidate of each case, with
AdamW (Loshchilov and Hutter 2019) and one warm-up and cool-down of the learning rate (Smith and Topin 2018). Networks
of several seeds are merged into one: units are concatenated and logits averaged. 20,000 cases of 20 candidates take
half a second a seed.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.reward.encode import Matrix

_CLIP = 6.0
_BETAS, _EPSILON = (0.9, 0.999), 1e-8
_WARM = 0.3
"""Share of the steps in which the learning rate rises."""


class Network(NamedTuple):
    """The weights."""

    linear: Matrix
    """Shape: (features,)."""
    hidden: Matrix
    """Shape: (units, features)."""
    bias: Matrix
    """Shape: (units,)."""
    out: Matrix
    """Shape: (units,)."""

    def logits(self, features: Matrix) -> Matrix:
        """Return the logits of features. Shape: (features, …) → (…)."""
        x = np.maximum(features.reshape(len(features), -1), np.float32(-_CLIP))
        np.minimum(x, np.float32(_CLIP), out=x)
        units = self.hidden @ x
        units += self.bias[:, None]
        np.tanh(units, out=units)
        logits: Matrix = self.out @ units
        logits += self.linear @ x
        return logits.reshape(features.shape[1:])


class FitSettings(NamedTuple):
    """How a network is trained."""

    units: int = 4
    seeds: int = 4
    epochs: int = 8
    batch: int = 64
    rate: float = 9e-3
    """Peak learning rate of Adam."""
    decay: float = 0.05
    """Weight decay per step and unit of learning rate."""


def fit(features: Matrix, absent: Matrix, weights: Matrix, settings: FitSettings, seed: int) -> Network:
    """Train a network. The true candidate of each case is its first.

    Args:
        features: Shape: (cases, features, candidates).
        absent: Added to the logits: 0, or a large negative number where a case has fewer candidates. Shape: (cases,
            candidates).
        weights: Weight of each case. Shape: (cases,).
        settings: How it is trained.
        seed: Seed of the initial weights and of the order of cases.
    """
    weights = weights / weights.mean()
    x = np.clip(features, -_CLIP, _CLIP)
    fitted = [_fit_one(x, absent, weights, settings, (seed, number)) for number in range(settings.seeds)]
    linear, hidden, bias, out = zip(*fitted, strict=True)
    share = np.float32(1 / settings.seeds)
    return Network(
        np.sum(linear, axis=0) * share,
        np.concatenate(hidden),
        np.concatenate(bias),
        np.concatenate(out) * share,
    )


def fit_linear(features: Matrix, absent: Matrix, weights: Matrix, settings: FitSettings, seed: int) -> Matrix:
    """Train a linear model only and return its weights; see ``fit``. Shape: (features,)."""
    scale = features.std(axis=(0, 2)) + np.float32(1e-4)
    alone = settings._replace(units=0)
    linear: Matrix = _fit_one(features / scale[:, None], absent, weights / weights.mean(), alone, (seed, 0))[0]
    linear /= scale
    return linear


def _fit_one(x: Matrix, absent: Matrix, weights: Matrix, settings: FitSettings, seed: tuple[int, int]) -> list[Matrix]:
    """Return ``linear``, ``hidden``, ``bias`` and ``out`` of the network of one seed."""
    random = np.random.default_rng(seed)
    width = 1 / math.sqrt(x.shape[1])
    weight = [
        np.zeros(x.shape[1], dtype=np.float32),
        random.uniform(-width, width, (settings.units, x.shape[1])).astype(np.float32),
        random.uniform(-width, width, settings.units).astype(np.float32),
        random.normal(0, 0.1, settings.units).astype(np.float32),
    ]
    moments = [(np.zeros_like(array), np.zeros_like(array)) for array in weight]
    batch = min(settings.batch, len(x))
    total = settings.epochs * (len(x) // batch)
    step = 0
    for _ in range(settings.epochs):
        order = random.permutation(len(x))
        for begin in range(0, len(x) - batch + 1, batch):
            pick = order[begin : begin + batch]
            step += 1
            rate = settings.rate * _cycle(step / total)
            for array, gradient, (first, second) in zip(
                weight, _gradients(weight, x[pick], absent[pick], weights[pick]), moments, strict=True
            ):
                first += (1 - _BETAS[0]) * (gradient - first)
                second += (1 - _BETAS[1]) * (gradient * gradient - second)
                slope = np.sqrt(second / (1 - _BETAS[1] ** step)) + _EPSILON
                array *= 1 - rate * settings.decay
                array -= rate / (1 - _BETAS[0] ** step) * first / slope
    return weight


def _cycle(progress: float) -> float:
    """Return the learning rate as a share of its peak: up from 0.04 in the first ``_WARM`` of the steps, then down to
    0."""
    if progress < _WARM:
        return 0.04 + 0.96 * (1 - math.cos(math.pi * progress / _WARM)) / 2
    return (1 + math.cos(math.pi * (progress - _WARM) / (1 - _WARM))) / 2


def _gradients(weight: list[Matrix], x: Matrix, absent: Matrix, weights: Matrix) -> list[npt.NDArray[np.float32]]:
    """Return the gradients of the weighted mean of −ln softmax of the first candidate of each case."""
    linear, hidden, bias, out = weight
    units = np.tanh(hidden @ x + bias[:, None])
    logits = linear @ x + out @ units + absent
    chance = np.exp(logits - logits.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    chance[:, 0] -= 1
    slope = chance * (weights / len(x))[:, None]
    inner = (1 - units * units) * (out[:, None] * slope[:, None])
    return [
        np.einsum("nfc,nc->f", x, slope),
        np.einsum("nhc,nfc->hf", inner, x, optimize=True),
        inner.sum(axis=(0, 2)),
        np.einsum("nhc,nc->h", units, slope),
    ]
