"""Tokens drawn so that what a request gets does not depend on the others in its batch, nor on the device.

A row's random numbers are decided by its key, the step and the token alone. On a GPU they cost nothing that could be
measured beside a model; on a CPU about 1 ms a row and step for 32,000 tokens.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

_ODD = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0xAEF17502108EF2D9)
"""Factors of step, token and seed in the state of the random numbers: odd, with their bits mixed."""


class Sampling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How tokens are drawn."""

    temperature: float = 1.0
    """0 takes the likeliest."""
    top_p: float = 1.0
    top_k: int = 0
    """0 for all."""
    seed: int = 0
    """Another seed gives every request another answer."""


class Draw:
    """A logits processor after which the likeliest token is the one drawn.

    The Gumbel-max trick: the largest of log p + g, with g from Gumbel's distribution, is token i with probability p(i)
    (Maddison, Tarlow and Minka 2014, "A* sampling", section 2). A look-up in cumulated probabilities needs one number
    in place of one a token, but a change in the last bit of one logit moves the borders of all tokens after it.
    """

    def __init__(self, torch: Any, device: str, keys: Sequence[str], sampling: Sampling) -> None:
        """Seed each row by its key, hexadecimal digits."""
        self._torch, self._sampling = torch, sampling
        seeds = [_signed(int(key[:16], 16) + sampling.seed * _ODD[2]) for key in keys]
        self._state = torch.tensor(seeds, device=device, dtype=torch.long)[:, None]

    def __call__(self, ids: Any, scores: Any) -> Any:  # noqa: ARG002, the signature of a logits processor
        """Return the scores, shape (rows, tokens), with each row's numbers added."""
        scores = scores.float() / self._sampling.temperature
        if self._sampling.top_p < 1 or self._sampling.top_k:
            scores = self._narrowed(scores)
        self._state = self._state + _signed(_ODD[0])
        return scores + self._gumbel(scores.shape[-1])

    def _narrowed(self, scores: Any) -> Any:
        """Leave the likeliest tokens that make up the share, and so many of them at the most."""
        torch, sampling = self._torch, self._sampling
        likely, tokens = torch.sort(torch.softmax(scores, dim=-1), descending=True, stable=True)
        if sampling.top_k:
            likely[:, sampling.top_k :] = 0
        sums = likely.cumsum(dim=-1)
        # A token stays if those before it do not make up the share; the first always does.
        out = (sums - likely >= sampling.top_p * sums[:, -1:]) | (likely == 0)
        out[:, 0] = False
        return scores.masked_fill(out.scatter(1, tokens, out), -torch.inf)

    def _gumbel(self, count: int) -> Any:
        """Return a number for each row and token: SplitMix64 of seed, step and token, so the same on every device."""
        torch = self._torch
        mixed = self._state + torch.arange(count, device=self._state.device) * _signed(_ODD[1])
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ _shifted(mixed, shift)) * _signed(factor)
        uniform = (_shifted(mixed ^ _shifted(mixed, 31), 41).float() + 0.5) / 2**23
        return -torch.log(-torch.log(uniform))


def _signed(number: int) -> int:
    """Return the 64 bits of a number as PyTorch has them, the first being the sign."""
    return (number + 2**63) % 2**64 - 2**63


def _shifted(bits: Any, count: int) -> Any:
    """Return 64 bits shifted right, with zeros coming in; PyTorch alone brings in the sign."""
    return (bits >> count) & (2 ** (64 - count) - 1)
