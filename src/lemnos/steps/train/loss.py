"""Cross-entropy of the output layer, some tokens at a time: hidden states and weights → the sum of losses.

The logits of a few hundred tokens fit a cache (on a GPU, a quarter of a gigabyte); of a whole pass they would be the
largest array of training, written and read several times. So each piece is turned into loss and gradients at once, and
only tokens with a loss have logits. Source: Wijmans et al. 2024, Cut Your Losses; Hsu et al. 2024, Liger Kernel.
"""

from typing import Any

_CPU_LOGITS, _GPU_LOGITS = 1 << 20, 1 << 26
"""Logits that are in memory at once."""


def linear_cross_entropy(hidden: Any, weight: Any, targets: Any) -> Any:
    """Return the sum of the cross-entropies of some tokens, a float32 scalar with a gradient.

    Args:
        hidden: Shape (tokens, width): what stands before each token.
        weight: Shape (vocabulary, width): the output layer.
        targets: Shape (tokens), int64: the tokens.
    """
    import torch

    return _function().apply(hidden, weight, targets, torch.is_grad_enabled())


_made: list[Any] = []


def _function() -> Any:
    """Return the autograd function; a class made once, for torch is imported late."""
    if _made:
        return _made[0]
    import torch

    class LinearCrossEntropy(torch.autograd.Function):  # type: ignore[misc]  # mypy does not read torch
        @staticmethod
        def forward(context: Any, hidden: Any, weight: Any, targets: Any, learns: bool) -> Any:
            weight = weight.to(hidden.dtype)
            total = torch.zeros((), dtype=torch.float32, device=hidden.device)
            grad_hidden = torch.empty_like(hidden) if learns else None
            grad_weight = torch.zeros(weight.shape, dtype=torch.float32, device=hidden.device) if learns else None
            rows = max(16, (_GPU_LOGITS if hidden.is_cuda else _CPU_LOGITS) // weight.shape[0])
            for start in range(0, hidden.shape[0], rows):
                piece, wanted = hidden[start : start + rows], targets[start : start + rows, None]
                logits = (piece @ weight.T).float()
                most = logits.amax(-1, keepdim=True)
                total -= (logits.gather(1, wanted) - most).sum()
                parts = logits.sub_(most).exp_()  # of the probabilities, before their sum is divided out
                sums = parts.sum(-1, keepdim=True)
                total += sums.log().sum()
                if grad_hidden is None or grad_weight is None:
                    continue
                # The gradient by the logits is parts / sums, less one at the token. Both are applied to the rows of
                # hidden states, which are shorter than those of logits.
                slope, divided = parts.to(hidden.dtype), (piece / sums).to(hidden.dtype)
                found = grad_hidden[start : start + rows]
                torch.mm(slope, weight, out=found)
                found.div_(sums).sub_(weight[wanted[:, 0]])
                if slope.dtype == torch.float32:
                    grad_weight.addmm_(slope.T, divided)
                else:
                    grad_weight += slope.T @ divided
                grad_weight.index_add_(0, wanted[:, 0], piece.float(), alpha=-1)
            context.save_for_backward(grad_hidden, grad_weight)
            context.kind = weight.dtype
            return total

        @staticmethod
        def backward(context: Any, slope: Any) -> Any:
            grad_hidden, grad_weight = context.saved_tensors
            return grad_hidden.mul_(slope), grad_weight.mul_(slope), None, None

    _made.append(LinearCrossEntropy)
    return LinearCrossEntropy
