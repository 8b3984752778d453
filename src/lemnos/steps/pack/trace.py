"""Where a token of a packed file is from: a file and an offset → ``Trace``.

    file ─ index (``formats/placement.py``) ──▶ part of a record ─ ``RUN/rendered/`` ──▶ text ─ encoded again ──▶ place

The record is encoded again as when it was packed, so its tokens are the same; a look-up costs one record. It needs the
run folder alone, not the runs that were packed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from lemnos.errors import RunError
from lemnos.steps.pack.base import Rendered, Source, Span
from lemnos.steps.pack.formats.placement import Added, Placed, find, index_of
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.load import load_tokenizer, tokenizer_file
from lemnos.steps.pack.tokenise.tokenizer import TextEncoder
from lemnos.store.run_folder import RunFolder, existing_run

_AROUND = 60
"""Characters of the text that are shown on each side of a token."""


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a token is from."""

    file: str
    token: int
    """Its number in the file, from 0, over all rows."""
    row: int
    """Row of the file: a window or a document, from 0."""
    added: Added = ""
    """What the format added: the ``end`` of a document, ``padding``. All that follows is empty then."""
    input: str = ""
    """The run that was packed, as the user named it."""
    record: str = ""
    kind: str = ""
    unit: int = 0
    """Number of the turn, step or paragraph, from 0."""
    units: int = 0
    message: int = -1
    """Number of the message, from 0; -1 for none."""
    role: str = ""
    what: str = ""
    """``Span.kind``."""
    repeated: bool = False
    """Whether an earlier window has it too."""
    id: int = 0
    text: str = ""
    """What the token stands for."""
    before: str = ""
    after: str = ""
    """Text of the record on both sides."""
    source: str = ""
    """File and position of the record."""
    licences: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    """What the message is from, or else its turn: spans of documents."""
    exact: int | None = None
    """Character of the one document where the token begins, if the message is verbatim and the token is in a source;
    ``sources`` has that source alone then."""


def trace(file: Path, offset: int, row: int | None = None) -> Trace:
    """Return where one token of a file is from.

    Args:
        file: A file of tokens, or of their masks, in the folder of its format in a run of ``lemnos pack``.
        offset: Number of the token, from 0: in the file, or in the row.
        row: Number of the row, from 0; None if the offset counts over all rows.

    Raises:
        InputError: There is no such file or token.
        RunError: The file has no index, or the run lacks what belongs to it.
        SettingsError: The tokenizer is gone.
    """
    placed, token = find(file, offset, row)
    where = Trace(file=file.name, token=token, row=placed.row, added=placed.added)
    if placed.added:
        return where
    run = existing_run(index_of(file).parent.parent.parent)
    rendered = _rendered(run, placed)
    place = _place(run, rendered, placed.offset + token - placed.start)
    span = next(span for span in rendered.spans if place.start < span.end)
    unit = bisect_right(rendered.units, place.start)
    sources, exact = _sources(rendered, unit, span, place.start)
    return msgspec.structs.replace(
        where,
        input=_input(run, rendered.input),
        record=rendered.record,
        kind=rendered.kind,
        unit=unit,
        units=len(rendered.units),
        message=span.message,
        role=span.role,
        what=span.kind,
        repeated=placed.repeated,
        id=place.id,
        text=rendered.text[place.start : place.end],
        before=rendered.text[max(0, place.start - _AROUND) : place.start],
        after=rendered.text[place.end : place.end + _AROUND],
        source=rendered.source,
        licences=rendered.licences,
        sources=sources,
        exact=exact,
    )


def _rendered(run: RunFolder, placed: Placed) -> Rendered:
    """Return the record of a part, as it was rendered."""
    path = next((path for path in run.files("rendered") if path.stem == f"{placed.shard:06}"), None)
    remedy = "run lemnos pack again"
    if path is None:
        raise RunError(f"has no rendered records {placed.shard:06}", where=str(run.path), remedy=remedy)
    row = _row(path, placed.rendered)
    if row is None:
        raise RunError(f"has no record {placed.rendered:,}", where=str(path), remedy=remedy)
    found = msgspec.convert(row, Rendered)
    if found.record != placed.record:
        raise RunError(f"record {placed.rendered:,} is not {placed.record}", where=str(path), remedy=remedy)
    return found


def _row(path: Path, number: int) -> object:
    """Return one record of a file as plain values; None if the file has fewer."""
    if path.suffix == ".jsonl":
        with path.open("rb") as stream:
            return next((msgspec.json.decode(line) for place, line in enumerate(stream) if place == number), None)
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if number < rows:
                return file.read_row_group(group).slice(number, 1).to_pylist()[0]
            number -= rows
    return None


class _Place(NamedTuple):
    """A token of a record: its id, and where it stands in the text."""

    id: int
    start: int
    end: int


def _place(run: RunFolder, rendered: Rendered, number: int) -> _Place:
    """Return the place of a token of a record, by its number."""
    ids, starts = TextEncoder(load_tokenizer(_tokenizer_file(run)), "all").places(rendered)
    if number >= len(ids):
        raise RunError("its tokenizer has changed", where=str(run.path), remedy="run lemnos pack again")
    start = int(starts[number])
    after = int(np.searchsorted(starts, start, side="right"))
    return _Place(int(ids[number]), start, int(starts[after]) if after < len(ids) else len(rendered.text))


def _tokenizer_file(run: RunFolder) -> Path:
    own = run.path / "tokenizer.json"
    if own.is_file():
        return own
    settings = run.description().settings.get("pack", {})
    return tokenizer_file(str(settings.get("tokenizer", {}).get("path", PackSettings().tokenizer.path)))


def _sources(rendered: Rendered, unit: int, span: Span, place: int) -> tuple[tuple[Source, ...], int | None]:
    """Return the sources of a span, or of its unit, and the character of the document where a token begins."""
    own = [source for source in rendered.sources if source.message == span.message]
    if own:
        found = _exact(own, span, place)
        return ((found[0],), found[1]) if found else (tuple(own), None)
    start = rendered.units[unit - 1] if unit else 0
    within = {each.message for each in rendered.spans if each.start < rendered.units[unit] and each.end > start}
    return tuple(source for source in rendered.sources if source.message in within), None


def _exact(sources: Sequence[Source], span: Span, place: int) -> tuple[Source, int] | None:
    """Return the source in which a place of a verbatim message is, and the character of its document there."""
    lengths = [source.end - source.start for source in sources]
    if not all(source.verbatim for source in sources) or sum(lengths) + len(lengths) - 1 != span.end - span.start:
        return None
    within = place - span.start
    for source, length in zip(sources, lengths, strict=True):
        if 0 <= within < length:
            return source, source.start + within
        within -= length + 1
    return None


def _input(run: RunFolder, number: int) -> str:
    """Return the name of an input of the run."""
    inputs = run.description().settings.get("inputs", [])
    return str(inputs[number].get("content", {}).get("name", "")) if number < len(inputs) else ""
