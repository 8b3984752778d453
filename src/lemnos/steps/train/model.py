"""The model: settings → a Llama of ``transformers`` from scratch, or a checkpoint; and its loss on a batch.

Sizes without embeddings: a layer has 4 width² weights in attention and 3 width · hidden in the feed-forward.
"""

from typing import Any, NamedTuple

import numpy as np

from lemnos.errors import SettingsError
from lemnos.steps.train.attention import NAME, groups_of, register
from lemnos.steps.train.data import Batch
from lemnos.steps.train.loss import linear_cross_entropy
from lemnos.steps.train.settings import ModelSettings


class Shape(NamedTuple):
    """The shape of a Llama."""

    layers: int
    width: int
    heads: int
    hidden: int


PRESETS = {
    "1M": Shape(5, 128, 4, 352),
    "6M": Shape(8, 256, 4, 688),
    "15M": Shape(8, 384, 6, 1024),
    "60M": Shape(12, 640, 10, 1728),
    "150M": Shape(12, 1024, 16, 2752),
}
"""1.0, 6.3, 14.2, 59.5 and 151.8 million parameters without embeddings."""
_RATES = ((3e6, 0.004), (1e7, 0.003), (3e7, 0.002), (1e8, 0.0015), (float("inf"), 0.001))
_CONTINUED = 0.0002


def shape_of(settings: ModelSettings) -> Shape:
    """Return the shape that settings ask for.

    Raises:
        SettingsError: It is none.
    """
    preset = PRESETS[settings.preset]
    shape = Shape(
        settings.layers or preset.layers,
        settings.width or preset.width,
        settings.heads or preset.heads,
        settings.hidden or preset.hidden,
    )
    if shape.width % shape.heads or (shape.width // shape.heads) % 2:
        raise SettingsError(
            f"a width of {shape.width} cannot be divided into {shape.heads} heads of an even size",
            where="train.model.heads",
            remedy="choose heads so that width / heads is even",
        )
    if settings.key_heads and shape.heads % settings.key_heads:
        raise SettingsError(
            f"{shape.heads} heads cannot share {settings.key_heads} heads of keys",
            where="train.model.key_heads",
            remedy="choose a divisor of the heads",
        )
    return shape


def from_scratch(
    settings: ModelSettings, *, vocabulary: int, window: int, bos: int | None, eos: int | None, seed: int
) -> Any:
    """Return a Llama with random weights, a ``LlamaForCausalLM`` in float32.

    Args:
        settings: Its architecture.
        vocabulary: Number of token ids.
        window: Most tokens that it reads.
        bos: The token that begins a text, if there is one.
        eos: The token that ends one.
        seed: Of the weights.
    """
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    shape = shape_of(settings)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=shape.width,
        intermediate_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=settings.key_heads or shape.heads,
        max_position_embeddings=window,
        tie_word_embeddings=settings.tied,
        rope_theta=settings.rope_theta,
        bos_token_id=bos,
        eos_token_id=eos,
        pad_token_id=None,
    )
    torch.manual_seed(seed)
    return LlamaForCausalLM(config)


def default_rate(model: Any, *, continued: bool) -> float:
    """Return a learning rate that fits the size of a model."""
    if continued:
        return _CONTINUED
    size = sum(parameter.numel() for parameter in model.parameters())
    size -= model.get_input_embeddings().weight.numel()
    return next(rate for limit, rate in _RATES if size < limit)


def trainee(model: Any) -> Any:
    """Return a module whose call is the sum of the losses of a batch; it holds the model as ``model``.

    Called with tensors (``tokens``, ``positions``, ``predicted``) and the groups of segments, see ``passed``.
    """
    import torch

    register()
    model.set_attn_implementation(NAME)

    class Trainee(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, tokens: Any, positions: Any, predicted: Any, groups: Any) -> Any:
            hidden = self.model.base_model(
                input_ids=tokens[None], position_ids=positions[None], use_cache=False, segments=groups
            ).last_hidden_state[0]
            weight = self.model.get_output_embeddings().weight
            return linear_cross_entropy(hidden.index_select(0, predicted - 1), weight, tokens[predicted])

    return Trainee()


def passed(batch: Batch, device: Any) -> dict[str, Any]:
    """Return a batch as the arguments of a ``trainee``, on a device."""
    import torch

    def moved(array: np.ndarray) -> Any:
        return torch.from_numpy(array).to(device, non_blocking=True)

    return {
        "tokens": moved(batch.tokens),
        "positions": moved(batch.positions),
        "predicted": moved(batch.predicted),
        "groups": groups_of(batch.segments.tolist()),
    }
