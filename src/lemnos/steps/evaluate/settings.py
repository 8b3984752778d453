"""All settings of ``evaluate``, and those of one checkpoint."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class SuitePaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which suites are scored: each with the path of its data, a file or a folder; empty for one that is not."""

    conversations: str = ""
    """Questions in conversations, in the documented JSON lines form."""
    coqa: str = ""
    """CoQA: questions on a story, which stands before the true history and before a wrong one."""
    stories: str = ""
    """CoQA with the story as the first turn of the history: a wrong history has another story."""
    ikat: str = ""
    """TREC iKAT topics: conversations with personal statements."""
    mtrag: str = ""
    """MTRAG or MTRAG-UN tasks: conversations with passages."""
    cast: str = ""
    """TREC CAsT topics: a folder of them, with the tables of questions in full beside those of 2019."""
    mteval: str = ""
    """MT-Eval recollection: its files `cls_ablation_gold.jsonl` and `cls_ablation_rc.jsonl`."""
    copycolors: str = ""
    """AI2's copycolors: choose the colour that the question states."""
    blimp: str = ""
    """BLiMP: the archive, or its files."""
    lambada: str = ""
    """LAMBADA: the last word of passages."""
    piqa: str = ""
    """PIQA: two solutions to a goal."""
    arc: str = ""
    """ARC: questions with three to five answers."""
    bfcl: str = ""
    """Berkeley Function-Calling Leaderboard: its files, with the answers in `possible_answer/`."""
    harness: str = ""
    """Tasks of lm-eval that ask for likelihoods: a folder of its task files with their data."""
    prose: str = ""
    """Held-out prose: texts, or records with a field `text`."""
    prose_context: str = ""
    """Held-out prose: what the text before a passage saves on it; texts, or records with a field `text`."""
    code: str = ""
    """Held-out code: source files, or records with a field `text`."""
    copy: Annotated[int, Meta(ge=0)] = 0
    """Number of items made by rules: a colour to recall from a known distance back; 0 for none."""


class EvaluateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How checkpoints are scored."""

    suites: SuitePaths = SuitePaths()
    """Which suites are scored, each with the path of its data; finished runs of dialogues among the inputs are the
    suite `memory`."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where models run; `auto` takes a GPU if there is one."""
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    """Type of the weights; `auto` is bfloat16 on a GPU and on a CPU with instructions for it, else float32."""
    window: Annotated[int, Meta(ge=0)] = 0
    """Tokens that a model may read, prompt and continuation together; 0 for what the model states. Longer prompts lose
    turns from the left."""
    resamples: Annotated[int, Meta(ge=100)] = 2_000
    """Bootstrap resamples of clusters for each interval."""
    confidence: Annotated[float, Meta(gt=0, lt=1)] = 0.95
    """Coverage of the intervals."""


class CheckpointInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A checkpoint to score, or recorded outputs to check."""

    path: str
    """A Hugging Face folder or a GGUF file; or JSON lines of recorded outputs, `id` and `result`, for the suite
    `bfcl`."""
    name: str = ""
    """What it is called in the results; empty for the name of the folder or file."""
