"""The vocabulary of ``pack``: rendered records with their spans, windows of tokens, and what a format is handed.

    Record ──▶ Rendered ─ Span ──▶ tokens ──▶ Window ─ Part ──▶ Format

Character offsets count code points of ``Rendered.text``; token offsets count from the first token of a window.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import msgspec

from lemnos.records import MessageKind, Part, Record, Role, Split
from lemnos.steps.pack.settings import Thoughts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Int32 = npt.NDArray[np.int32]
    Bool = npt.NDArray[np.bool_]

SpanRole = Literal[Role, "document", "template"]
SpanKind = Literal[MessageKind, "document", "tools", "template"]


class Span(msgspec.Struct, frozen=True):
    """A piece of rendered text, ``text[start:end]``. The spans of a text cover it without gap or overlap."""

    start: int
    end: int
    role: SpanRole
    """Who says it; ``template`` for headers and marks that nobody says. The mark that ends a message of the assistant
    is the assistant's, for a model must learn to stop."""
    kind: SpanKind
    """What it is. ``template`` for every mark, also one that the assistant says; ``tools`` for the list of tools."""
    message: int
    """Number of the message in the record, from 0; -1 for none."""
    trained: bool
    """Whether the record allows a loss on it; the mask of the settings comes on top."""


class Source(msgspec.Struct, frozen=True):
    """Where a piece of a record is from: ``text[start:end]`` of a document."""

    message: int
    """``Span.message`` of what is from there."""
    document: str
    """Id of the document."""
    title: str
    source: str
    """File and position in it."""
    licence: str
    """SPDX expression; empty if it is not stated."""
    start: int
    end: int
    verbatim: bool
    """Whether the message consists of its sources, with a space between two of them."""


class Recall(msgspec.Struct, frozen=True):
    """A unit that refers to an earlier one; both by number."""

    unit: int
    earlier: int


class Stretch(msgspec.Struct, frozen=True):
    """Characters of a text: ``text[start:end]``."""

    start: int
    end: int


class Rendered(Record, frozen=True, kw_only=True):
    """A record as text, with spans. ``RUN/rendered/`` holds one for each record that is packed."""

    record: str
    """Id of the record."""
    kind: str
    """Its type: ``Dialogue``."""
    text: str
    spans: tuple[Span, ...]
    units: tuple[int, ...]
    """Where each unit ends in ``text``; the first begins at 0. A window is cut between units alone: turns of a
    conversation, steps of a trajectory, paragraphs of a document."""
    recalls: tuple[Recall, ...] = ()
    heads: tuple[Stretch, ...] = ()
    """What a later window of the record may begin with, the best first; of a trajectory all that stands before the
    first answer, then its task alone. Borders of spans."""
    cluster: tuple[str, ...]
    """Names of what the record shares with others; two records with a name in common are in the same split."""
    licences: tuple[str, ...]
    """SPDX expressions, sorted; an empty one is not stated."""
    source: str
    """File and position that it is from; of a dialogue, its documents are the sources."""
    input: int
    """Number of the input run, from 0."""
    sources: tuple[Source, ...] = ()
    """What its messages are from, in their order: the evidence of a dialogue, the paragraphs of a document."""


class Window(NamedTuple):
    """One row of training, or one whole record. Without padding, which is added by formats that need it."""

    tokens: "Int32"
    """Shape (n)."""
    trained: "Bool"
    """Shape (n). Whether the loss of predicting ``tokens[i]`` from those before it in its document counts; False for
    the first token of a document."""
    starts: "Int32"
    """Shape (d). Where each document begins in ``tokens``; ascending, the first is 0. A document is a run of parts of
    one record: a repeated unit and what follows it are one document."""
    parts: tuple[Part, ...]
    """Cover ``tokens`` in order."""


class Vocabulary(msgspec.Struct, frozen=True):
    """What a format has to know of the tokenizer."""

    size: int
    """Number of token ids: one more than the greatest."""
    eos: int | None
    """The token that ends a document; None if there is none."""
    bos: int | None
    pad: int
    """The token to fill with: the tokenizer's own, else ``eos``, else 0."""
    file: str
    """Path of the ``tokenizer.json``."""
    bos_text: str = ""
    """What stands before each record that no chat template writes; empty for nothing."""
    eos_text: str = ""
    """What stands after it."""


class PackedShard(Protocol):
    """One shard of a packed run: what a format writes. Each method reads from files, one item in memory at a time."""

    @property
    def number(self) -> int:
        """Number of the shard, counted over both splits; its file is ``RUN/windows/<number>.parquet``."""
        ...

    @property
    def split(self) -> Split:
        """Train or validation."""
        ...

    @property
    def file_format(self) -> Literal["parquet", "jsonl"]:
        """The common setting ``format``, for formats that are written as either."""
        ...

    @property
    def thoughts(self) -> Thoughts:
        """The setting ``pack.thoughts``, for formats of messages."""
        ...

    @property
    def length(self) -> int:
        """Greatest number of tokens of a window."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """Of the tokenizer."""
        ...

    @property
    def rows(self) -> int:
        """Number of windows."""
        ...

    def windows(self) -> Iterator[Window]:
        """Yield the windows in the order of training."""
        ...

    def documents(self) -> Iterator[Window]:
        """Yield each record of the shard whole, as a window of any length, in shuffled order."""
        ...

    def records(self) -> Iterator[tuple[Any, Rendered]]:
        """Yield each record of the shard as it was read (``Dialogue``, ``Trajectory`` …) and as text, in the order of
        ``documents``. Only there if a chosen format ``takes`` records."""
        ...


Takes = Literal["windows", "documents", "records"]


class Format(NamedTuple):
    """A format that packed data is written in."""

    name: str
    title: str
    read_by: str
    """What reads it, in one line for users."""
    takes: Takes
    """What it writes: packed windows, whole records as tokens, or whole records as messages or text."""
    write: Callable[[PackedShard, Path], dict[str, Any]]
    """Writes the files of one shard into the folder, atomically, with split and number in their names, and returns
    figures: ``files``, a list of names; ``bytes``; and what ``finish`` needs. The same shard gives the same bytes."""
    finish: Callable[[Sequence[Mapping[str, Any]], Path], None] | None = None
    """Figures of all shards, in order → what the folder holds besides: an index, a configuration."""
    check: Callable[[str, str], None] | None = None
    """The text of the token that ends documents, empty for none, and the template → a ``SettingsError`` where the
    format cannot be written with them. Called before records are read."""
