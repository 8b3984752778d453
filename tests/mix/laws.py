"""Runs of laws that are known."""

from collections.abc import Callable

import numpy as np

from lemnos.mix.runs import Floats, Runs


def drawn(count: int, domains: int, seed: int = 0) -> Floats:
    random = np.random.default_rng(seed)
    return np.concatenate((random.dirichlet(np.full(domains, 0.5), count - domains), np.eye(domains)))


def inverse_power(ratios: Floats) -> Floats:
    strength = np.array([0.9, 0.3, 0.1, 0.05])[: ratios.shape[1]]
    return np.asarray(1.7 + 1 / ((ratios + 0.02) ** 0.45 @ strength))


def log_linear(ratios: Floats) -> Floats:
    return np.asarray(2.1 + np.exp(ratios @ np.array([-1.5, 0.2, 0.6, 0.9])[: ratios.shape[1]]))


def quadratic(ratios: Floats) -> Floats:
    aim = np.array([0.5, 0.3, 0.15, 0.05])[: ratios.shape[1]]
    return np.asarray(2 + 3 * ((ratios - aim / aim.sum()) ** 2).sum(axis=1))


def runs_of(ratios: Floats, *laws: Callable[[Floats], Floats], noise: float = 0.0, seed: int = 1) -> Runs:
    values = np.stack([law(ratios) for law in laws], axis=1)
    values = values + noise * np.random.default_rng(seed).normal(size=values.shape)
    names = tuple(f"d{number}" for number in range(ratios.shape[1]))
    return Runs(names, tuple(f"m{number}" for number in range(len(laws))), ratios, values)
