"""All settings of ``train``."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Preset = Literal["1M", "6M", "15M", "60M", "150M"]
Share = Annotated[float, Meta(ge=0, le=1)]
NAME = "replay"
"""What windows are called that the checkpoint writes itself."""


class ModelSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The architecture of a model from scratch: Llama."""

    preset: Preset = "6M"
    """Parameters without embeddings; sets layers, width, heads and hidden."""
    layers: Annotated[int, Meta(ge=0)] = 0
    """Number of layers; 0 for that of the preset."""
    width: Annotated[int, Meta(ge=0)] = 0
    """Size of the residual stream; 0 for that of the preset."""
    heads: Annotated[int, Meta(ge=0)] = 0
    """Attention heads, a divisor of `width`; 0 for those of the preset."""
    key_heads: Annotated[int, Meta(ge=0)] = 0
    """Heads of keys and values, a divisor of `heads`; 0 for as many as there are heads."""
    hidden: Annotated[int, Meta(ge=0)] = 0
    """Size of the feed-forward layers; 0 for that of the preset."""
    tied: bool = True
    """Whether the output shares its weights with the embedding."""
    rope_theta: Annotated[float, Meta(gt=0)] = 10_000.0
    """Base of the rotary position embedding."""


class StageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage of training."""

    name: str = ""
    """What it is called in the curve; empty for its number."""
    inputs: dict[str, Annotated[float, Meta(ge=0)]] = {}
    """Name of an input → its share of the tokens, in any unit; inputs that are not named are not read. Empty for all
    inputs, in proportion to their tokens."""
    tokens: str = ""
    """Token budget: `1B`, `300M`, `50000`. Empty for `epochs`."""
    epochs: Annotated[float, Meta(gt=0)] = 1.0
    """How often the inputs are read, if no budget is given: their tokens times this make the budget."""
    level: Annotated[int, Meta(ge=0)] = 0
    """Verification level that trajectories of its inputs must have: each input that packed any must be packed with at
    least this `pack.level`."""
    mask: Literal["", "all", "assistant", "no_observations", "no_user"] = ""
    """What its inputs must be packed with as `pack.mask`: `assistant` for a stage of instructions. Empty for any."""
    learning_rate: Annotated[float, Meta(ge=0)] = 0.0
    """Rate of the stage after warm-up; 0 for `train.learning_rate`."""
    warmup: Share = 0.0
    """Share of the steps in which the rate rises or falls in a line from where the last stage left it, or from 0."""
    decay: Share = 0.0
    """Share of the steps, at the end, in which the rate falls in a line to `train.final` of itself; 0 for none."""


class ReplaySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a checkpoint is held near its old data with, while it learns new ones."""

    share: Annotated[float, Meta(ge=0, lt=1)] = 0.0
    """Share of the tokens that are replay; 0 for none. A stage of `stages` names `replay`, or the input, among its
    inputs."""
    input: str = ""
    """Name of the input that is replay. Empty for texts that the checkpoint writes itself before training, seeded."""
    tokens: str = "1M"
    """How many tokens it writes."""


class TrainSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is trained."""

    start: str = ""
    """A checkpoint to go on from: a Hugging Face folder or a GGUF file, with the tokenizer of the inputs. Empty for a
    model from scratch."""
    replay: ReplaySettings = ReplaySettings()
    """What a checkpoint is held near its old data with, while it learns new ones."""
    model: ModelSettings = ModelSettings()
    """The architecture of a model from scratch."""
    tokens: str = ""
    """Token budget: `1B`, `300M`, `50000`. Empty for `epochs`."""
    epochs: Annotated[float, Meta(gt=0)] = 1.0
    """How often the inputs are read, if no budget is given."""
    shares: dict[str, Annotated[float, Meta(ge=0)]] = {}
    """Name of an input → its share of the tokens, in any unit; inputs that are not named are not read. Empty for all
    inputs, in proportion to their tokens."""
    learning_rate: Annotated[float, Meta(ge=0)] = 0.0
    """Rate after warm-up; 0 for one that fits the size: from .004 at 1M parameters to .001 at 150M, and .0002 where a
    checkpoint is continued."""
    warmup: Share = 0.02
    """Share of the steps in which the rate rises from 0."""
    decay: Share = 0.2
    """Share of the steps, at the end, in which the rate falls in a line to `final`."""
    final: Share = 0.0
    """What is left of the rate after decay."""
    stages: tuple[StageSettings, ...] = ()
    """Stages, one after another. They take the place of `tokens`, `epochs`, `shares`, `warmup` and `decay`."""
    batch: Annotated[int, Meta(ge=1)] | str = "32k"
    """Tokens of a step: that many over the window of the inputs is the number of windows; `k` stands for 1,024."""
    pass_tokens: Annotated[int, Meta(ge=0)] = 0
    """Most tokens of one forward and backward pass; the gradients of several are summed. Bounds memory. 0 for 4,096 on
    a CPU and 32,768 on a GPU."""
    attention: Literal["document", "window"] = "document"
    """What a token attends to: earlier tokens of its document, or of its window."""
    weight_decay: Annotated[float, Meta(ge=0)] = 0.1
    """Decoupled weight decay of matrices."""
    beta1: Share = 0.9
    """AdamW's decay of the mean of gradients."""
    beta2: Share = 0.95
    """AdamW's decay of the mean of their squares."""
    clip: Annotated[float, Meta(ge=0)] = 1.0
    """Most norm of a gradient; 0 for any."""
    points: Annotated[int, Meta(ge=1)] = 20
    """How often, in equal distances, the validation loss is taken; checkpoints are written at the last ones."""
    average: Annotated[int, Meta(ge=1)] = 3
    """How many of the last points are averaged into `model/`."""
    validation: str = "256k"
    """Most validation tokens of each input."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where the model runs; `auto` takes a GPU if there is one."""
    dtype: Literal["auto", "float32", "bfloat16"] = "auto"
    """Type that passes compute in; weights and optimiser are float32. `auto` is bfloat16 on a GPU, else float32."""
    threads: Annotated[int, Meta(ge=0)] = 1
    """Threads on a CPU; 0 for all cores. Equal threads give equal bytes. More pay on idle cores only: threads that wait
    for one another make a busy machine slow."""
    minutes: Annotated[float, Meta(ge=0)] = 0.0
    """Stop after so many minutes, with the state saved and exit status 3; the same command goes on. 0 for no limit.
    Decides nothing about the result."""
    save_minutes: Annotated[float, Meta(gt=0)] = 2.0
    """How often the state is saved from which a killed run goes on. Decides nothing about the result."""
