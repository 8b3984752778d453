"""Attention of a block of a tree, branch by branch: what each token sees → pieces, each with its own keys and mask.

A block of 512 tokens holds several branches, and none sees the others: under one mask for the block, more scores are
computed to be masked away than are used. So the block goes through the linear layers whole, and through attention in
pieces of neighbours that see nearly the same. Branches of a few tokens share a piece, because each costs a call. Query
heads that share a key head read it in place, where a mask makes ``transformers`` copy it for each of them. For CPUs,
and for models whose attention is PyTorch's own with nothing added.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

NAME = "lemnos_branches"
"""What ``transformers`` knows it by."""
_LONGEST = 128
"""Tokens of a piece of one branch; what comes later in it would be masked for those before."""
_CALL = 2_000
"""What a call costs, in scores of a token and a key."""
_ADDED = ("softcap", "position_bias", "s_aux", "sliding_window")
"""What a layer may add to PyTorch's attention, and this one does not know."""
_COPY = 4
"""What it costs to copy a key and its value, likewise."""


class Span(NamedTuple):
    """Neighbours of a block, and which of the held keys any of them sees."""

    start: int
    end: int
    keys: np.ndarray


class Piece(NamedTuple):
    """A span as tensors."""

    start: int
    end: int
    keys: Any
    """Places among the held keys."""
    mask: Any
    """Added to the scores; shape (1, 1, tokens, keys)."""


def spans(parents: np.ndarray, visible: np.ndarray) -> list[Span]:
    """Return spans that cover a block at low cost: cut where branches begin, joined again where that is cheaper.

    Args:
        parents: For each token of the block, the place of its parent in the block; negative if that is before it.
        visible: Tokens of the block × held keys, the last of which are those of the block.
    """
    count = len(parents)
    branches = [0, *(np.flatnonzero(parents[1:] != np.arange(count - 1)) + 1).tolist(), count]
    found: list[Span] = []
    for start, end in pairwise(branches):
        for cut in range(start, end, _LONGEST):
            last = min(cut + _LONGEST, end)
            new = Span(cut, last, np.asarray(visible[cut:last].any(axis=0)))
            while found and _cost(both := _joined(found[-1], new)) <= _cost(found[-1]) + _cost(new):
                found.pop()
                new = both
            found.append(new)
    return [span._replace(keys=np.flatnonzero(span.keys)) for span in found]


def _joined(first: Span, second: Span) -> Span:
    return Span(first.start, second.end, first.keys | second.keys)


def _cost(span: Span) -> int:
    return _CALL + (span.end - span.start + _COPY) * int(np.count_nonzero(span.keys))


def register() -> None:
    """Make ``transformers`` know the attention by ``NAME``."""
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, attend)


def attend(
    module: Any, query: Any, key: Any, value: Any, attention_mask: Any, *, pieces: Sequence[Piece] = (), **others: Any
) -> tuple[Any, Any]:
    """Return the attention of a block; see ``transformers.AttentionInterface``.

    Args:
        module: The layer.
        query: Shape (1, heads, tokens, size).
        key: Shape (1, key heads, held keys, size).
        value: As ``key``.
        attention_mask: Nothing.
        pieces: Cover the block; if there are none, every token sees those before it.
        others: What PyTorch's attention takes.

    Returns:
        Shape (1, tokens, heads, size), and nothing for the weights.
    """
    import torch

    if not pieces:
        from transformers import AttentionInterface

        usual: tuple[Any, Any] = AttentionInterface()["sdpa"](module, query, key, value, attention_mask, **others)
        return usual
    if unknown := [name for name in _ADDED if others.get(name) is not None]:
        raise TypeError(f"attention with {unknown[0]}")
    scale = others.get("scaling") or query.shape[-1] ** -0.5
    plain = torch.nn.functional.scaled_dot_product_attention
    made = []
    for piece in pieces:
        asked = query[:, :, piece.start : piece.end]
        keys, values = key.index_select(2, piece.keys), value.index_select(2, piece.keys)
        if asked.dtype == torch.bfloat16:
            made.append(_by_products(asked, keys, values, piece.mask, scale))
        else:
            made.append(plain(asked, keys, values, attn_mask=piece.mask, scale=scale, enable_gqa=True))
    return torch.cat(made, dim=2).transpose(1, 2), None


def _by_products(query: Any, key: Any, value: Any, mask: Any, scale: float) -> Any:
    """Return the attention of a piece as two products of matrices, in which query heads that share a key head are rows.

    In bfloat16 these take two thirds of the time of PyTorch's attention on CPUs that multiply it. The scores are
    rounded to bfloat16, as in the attention that ``transformers`` calls eager.
    """
    import torch

    _, heads, tokens, size = query.shape
    groups = key.shape[1]
    rows = (query * scale).reshape(groups, heads // groups * tokens, size)
    scores = torch.bmm(rows, key[0].transpose(1, 2)).view(groups, heads // groups, tokens, -1)
    weights = torch.softmax(scores.add_(mask), dim=-1).view(groups, heads // groups * tokens, -1)
    return torch.bmm(weights, value[0]).view(1, heads, tokens, size)
