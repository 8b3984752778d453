"""Settings of decontamination."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class DecontaminateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which benchmarks are kept out of the corpus, and how their items are found."""

    enabled: bool = True
    """Whether items of the benchmarks are looked for; without benchmarks nothing is."""
    benchmarks: tuple[str, ...] = ()
    """Files, folders and archives of benchmarks. Their formats are recognised row by row; see
    [decontamination](decontamination.md)."""
    fields: dict[str, str] = {}
    """Which field of a JSON line, a Parquet file or a table with a head is the `question`, and which are `answers`,
    `choices`, `passages`, `history` and `tools`, where they are not found by their names."""
    threshold: Annotated[float, Meta(gt=0, le=1)] = 0.45
    """Share of the weighted word 3-grams of an item that a stretch of 1.5 times its words must hold for the two to be
    aligned. Items with few 3-grams are aligned as soon as all but one or two of their words can stand there."""
    passages: bool = False
    """Whether the source texts of items are looked for. They are public documents, and a corpus may hold them."""
    titles: bool = False
    """Whether a document is dropped whose title or address is that of a document on which a benchmark is built."""
    tools: bool = True
    """Whether a tool is dropped that is one of a benchmark, by its name and parameters, and a trajectory that is
    offered one."""
    without_secret: bool = False
    """Whether items that give nothing away are looked for: minimal pairs, copying tasks, plain text, prompts without a
    right answer."""
    allow: tuple[str, ...] = ()
    """Items that are not looked for: `BENCHMARK/ID`, where `*` stands for anything."""
    drop: Literal["record", "part"] = "record"
    """What is dropped: the whole `record`; or, as `part`, the paragraphs of a document that hold an item, and the turns
    of a dialogue from the first one that does. Other records are dropped whole."""
    sample: Annotated[int, Meta(ge=0)] = 20_000
    """Records of the inputs that tell how rare words are; the items count too."""
