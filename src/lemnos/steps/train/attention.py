"""Attention within segments of one long row: documents, or windows, laid end to end without padding.

A segment attends to itself alone, so no mask is built and nothing is computed that a mask would hide. On a CPU each
segment is one call of PyTorch's attention, and neighbours of equal length share a call: of 8,192 tokens in documents of
200 that is 40 calls a layer. On a GPU ``varlen_attn`` takes all segments at once, where this build of PyTorch has it.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

NAME = "lemnos_segments"
"""What ``transformers`` knows it by."""


class Group(NamedTuple):
    """Neighbouring segments of equal length."""

    start: int
    length: int
    times: int


def groups_of(segments: Sequence[int]) -> list[Group]:
    """Return runs of equal length.

    >>> groups_of([4, 4, 3])
    [Group(start=0, length=4, times=2), Group(start=8, length=3, times=1)]
    """
    found: list[Group] = []
    at = 0
    for length, run in groupby(segments):
        count = sum(1 for _ in run)
        found.append(Group(at, length, count))
        at += length * count
    return found


def register() -> None:
    """Make ``transformers`` know the attention by ``NAME``."""
    from transformers import AttentionInterface, AttentionMaskInterface

    AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, _no_mask)


def attend(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    *,
    scaling: float | None = None,
    segments: Sequence[Group] = (),
    sliding_window: int | None = None,
    **others: Any,
) -> tuple[Any, None]:
    """Return the attention of a row; see ``transformers.AttentionInterface``.

    Args:
        module: The layer.
        query: Shape (1, heads, tokens, size).
        key: Shape (1, key heads, tokens, size).
        value: As ``key``.
        attention_mask: Nothing.
        scaling: Factor of the scores.
        segments: Cover the row.
        sliding_window: Most tokens that one attends to, itself among them.
        others: What this attention does not know; ``check`` has looked at it.

    Returns:
        Shape (1, tokens, heads, size), and nothing for the weights.
    """
    import torch

    del attention_mask, others
    if sliding_window is not None and all(group.length <= sliding_window for group in segments):
        sliding_window = None
    if query.is_cuda and sliding_window is None and (variable := _variable()) is not None:
        return _at_once(variable, query, key, value, scaling, segments), None
    grouped = query.shape[1] != key.shape[1]
    sizes = [group.length * group.times for group in segments]
    pieces = []
    # split, not slices: the gradient of each slice would be as long as the row
    for group, *rows in zip(segments, *(each[0].split(sizes, dim=1) for each in (query, key, value)), strict=True):
        parts = [row.unflatten(1, (group.times, group.length)).transpose(0, 1) for row in rows]
        band = None
        if sliding_window is not None and group.length > sliding_window:
            band = torch.ones(group.length, group.length, dtype=torch.bool, device=query.device).tril()
            band = band.triu(1 - sliding_window)
        found = torch.nn.functional.scaled_dot_product_attention(
            *parts, attn_mask=band, is_causal=band is None, scale=scaling, enable_gqa=grouped
        )  # (times, heads, length, size)
        pieces.append(found.transpose(1, 2).flatten(0, 1))
    del module
    return torch.cat(pieces)[None], None


def _variable() -> Any:
    try:
        from torch.nn.attention.varlen import varlen_attn
    except ImportError:
        return None
    return varlen_attn


def _at_once(variable: Any, query: Any, key: Any, value: Any, scaling: float | None, segments: Sequence[Group]) -> Any:
    import torch

    lengths = [group.length for group in segments for _ in range(group.times)]
    ends = torch.tensor([0, *lengths], device=query.device).cumsum(0, dtype=torch.int32)
    rows = [each[0].transpose(0, 1) for each in (query, key, value)]
    found = variable(
        *rows,
        ends,
        ends,
        max(lengths),
        max(lengths),
        scale=scaling,
        window_size=(-1, 0),
        enable_gqa=query.shape[1] != key.shape[1],
    )
    return found[None]


def _no_mask(*_given: Any, **_named: Any) -> None:
    return None
