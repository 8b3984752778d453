"""All settings of ``pack``."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

FormatName = Literal["packed", "megatron", "olmo", "datatrove", "text", "messages", "sharegpt", "nanochat", "hub"]
Mask = Literal["all", "assistant", "no_observations", "no_user"]
Thoughts = Literal["field", "content"]


class TokenizerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tokenizer makes tokens of text."""

    path: str = ""
    """A `tokenizer.json`, the folder of a model or tokenizer that holds one, or a GGUF file (with the packages of
    `lemnos[train]`); in a recipe also the name of a step that packs. Empty to train a byte-level BPE on the
    records; it is written to `tokenizer.json` of the run folder."""
    vocabulary: Annotated[int, Meta(ge=300)] = 16_384
    """Number of tokens of a tokenizer that is trained."""
    train_megabytes: Annotated[float, Meta(gt=0)] = 200.0
    """Most text that a tokenizer is trained on, in 10⁶ characters; a sample spread over all records if there is
    more."""
    bos: str = "auto"
    """Text before every record that a chat template does not render. `auto` for the tokenizer's own, if it adds one by
    itself; empty for none."""
    eos: str = "auto"
    """Text after every record that a chat template does not render. `auto` for the tokenizer's own, if it has one;
    empty for none."""


class FillSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fill-in-the-middle: code with a piece moved to the end, which the model then fills in."""

    share: Annotated[float, Meta(ge=0, le=1)] = 0.0
    """Share of the documents with code that are written so."""
    order: Literal["psm", "spm", "both"] = "psm"
    """Order of the pieces: prefix, suffix, middle; suffix, prefix, middle; or half of each."""
    prefix: str = "auto"
    """Token before the prefix. `auto` for one of the known names that the tokenizer has."""
    suffix: str = "auto"
    """Token before the suffix."""
    middle: str = "auto"
    """Token before the middle."""


class PackSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How records become windows of tokens."""

    template: str = "plain"
    """How conversations are written: `plain` (lines that begin with `User:` and `Assistant:`), `chatml`, `model` (the
    chat template of the tokenizer), or a file: `.jinja`, or a `tokenizer_config.json` that holds a template. Documents
    and tool documents are text, whatever the template."""
    tokenizer: TokenizerSettings = TokenizerSettings()
    """Which tokenizer makes tokens of text."""
    window: Annotated[int, Meta(ge=16)] = 4096
    """Most tokens of a window. 2048, 4096, 8192 and 32768 are usual."""
    mask: Mask = "all"
    """What a loss is taken on: `all`; `assistant`, only what the assistant says; `no_observations`, all but what tools
    return; `no_user`, all but what the user says. Documents count in every mask."""
    repeat_recalls: bool = True
    """Whether a window may begin with the earlier turns again that its turns refer to, masked."""
    head_share: Annotated[float, Meta(ge=0, lt=1)] = 0.25
    """Of a trajectory that is cut, each later window begins with what stood before the first answer (tools, rules,
    task) again, masked; with the task alone where all of it is longer than this share of the window; with nothing where
    the task is. 0 for nothing."""
    orphans: Literal["mask", "drop", "train"] = "mask"
    """What happens to turns that refer to one that is not in their window: `mask` takes no loss on them, `drop` leaves
    them out, `train` trains on them."""
    validation: Annotated[float, Meta(ge=0, lt=1)] = 0.01
    """Share of the records held out for validation. Records that share documents, tools or a task stay together."""
    level: Annotated[int, Meta(ge=0)] = 0
    """Lowest verification level of trajectories; those below are rejected. 0 for any. Other records have none and are
    packed."""
    tokens: str = ""
    """Token budget: `1B`, `300M`, `50000`. Empty for all; with a budget, a random sample of the records."""
    sample: Annotated[float, Meta(gt=0, le=1)] = 1.0
    """Share of the records that are packed, by a hash of each id."""
    weights: dict[str, float] = {}
    """Name of an input → how often its records are packed: 2 for twice, 0.5 for half of them. 1 if not named."""
    fill: FillSettings = FillSettings()
    """Fill-in-the-middle: code with a piece moved to the end, which the model then fills in."""
    shard_tokens: Annotated[int, Meta(ge=1000)] = 50_000_000
    """About how many tokens a shard of windows holds. A worker needs some 5 bytes of memory for each token, as it packs
    a shard at once."""
    formats: tuple[FormatName, ...] = ("packed",)
    """Formats to write, each into a folder of its name: see docs/reference/pack.md."""
    thoughts: Thoughts = "field"
    """Where rows of the format `messages` have a thought: `field`, in `reasoning_content`, as chat templates of models
    that think read it; `content`, before the words between `<think>` tags, for ms-swift, which drops the field, and for
    templates that do not read it."""
