"""Labelled texts from files of labels, and from folders and runs that are positive or negative as a whole.

Paths → ``Labelled``. A file of labels is JSON lines or Parquet with ``text`` and ``label`` (true or false, 1 or 0,
``positive`` or ``negative``), and if it has them ``group``, ``url``, ``source``. The group of a text, which is held out
as a whole, is its ``group``; else the host of its address; else the folder of its source, or the file that holds
it among others. The same text twice is one; a text with both labels is left out. Memory: the texts.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from lemnos.errors import EmptyError, InputError
from lemnos.records import Dialogue, Document, Tool, ToolDocument, Trajectory
from lemnos.records.common import content_id
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.detect import open_source
from lemnos.steps.curate.base import TYPES, Curated
from lemnos.steps.curate.candidates import candidate
from lemnos.store.record_files import read_file
from lemnos.store.run_folder import is_run

_LABELS = {
    **dict.fromkeys(("1", "true", "positive", "pos", "yes", "good", "keep", "__label__1"), True),
    **dict.fromkeys(("0", "false", "negative", "neg", "no", "bad", "drop", "__label__0"), False),
}


class Labelled(msgspec.Struct, frozen=True):
    """A text and whether it is one to keep."""

    id: str
    text: str
    label: bool
    group: str
    """What is held out together: a source, a host, a folder."""
    source: str
    """Where it is from, for people."""


def read_labels(paths: Sequence[str], positive: Sequence[str], negative: Sequence[str]) -> list[Labelled]:
    """Return all labelled texts, sorted by id.

    Args:
        paths: Files of labels.
        positive: Folders, files or finished runs whose texts are positive.
        negative: The same for negative ones.

    Raises:
        InputError: A file cannot be read, or a line has no text or label.
        EmptyError: There are no positive or no negative texts.
    """
    seen: dict[str, Labelled] = {}
    contradicted: set[str] = set()
    inputs = [read_file_of_labels(path) for path in paths]
    inputs += [_whole(path, True) for path in positive] + [_whole(path, False) for path in negative]
    for item in chain.from_iterable(inputs):
        if item.text.strip() and seen.setdefault(item.id, item).label is not item.label:
            contradicted.add(item.id)
    found = [item for name, item in sorted(seen.items()) if name not in contradicted]
    for label, word in ((True, "positive"), (False, "negative")):
        if not any(item.label is label for item in found):
            raise EmptyError(
                f"there is no {word} text",
                where=", ".join((*paths, *positive, *negative)),
                remedy=f"give a file with both labels, or --{word} PATH",
            )
    return found


def read_file_of_labels(path: str) -> Iterator[Labelled]:
    """Yield the texts of one file of labels.

    Raises:
        InputError: It cannot be read, or a row has no text or label.
    """
    number = 0
    try:
        if not path.endswith((".jsonl", ".parquet")):
            raise InputError("is not a file of labels", where=path, remedy="give a .jsonl or .parquet file")
        for number, row in enumerate(read_file(Path(path)), 1):
            where = f"{path}, row {number}"
            text = row.get("text") if isinstance(row, dict) else None
            label = _LABELS.get(str(row.get("label")).casefold()) if isinstance(text, str) else None
            if not isinstance(text, str) or label is None:
                raise InputError(
                    "has no text or no label", where=where, remedy='write {"text": "…", "label": true} or false'
                )
            source = str(row.get("source") or where)
            group = str(row.get("group") or _group(str(row.get("url") or ""), str(row.get("source") or "")) or where)
            yield Labelled(content_id("label", text), text, label, group, source)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read ({error})", where=f"{path}, row {number + 1}") from None


def _whole(path: str, label: bool) -> Iterator[Labelled]:
    for record in records_of(path):
        view = candidate(record)
        yield Labelled(content_id("label", view.text), view.text, label, group_of(record), view.source)


def group_of(record: Curated) -> str:
    """Return what a record is held out with: the host of its address, the folder of its source, or itself."""
    view = candidate(record)
    return _group(record.url if isinstance(record, Document) else "", view.source) or view.id


def _group(url: str, source: str) -> str:
    host = urlsplit(url).netloc if "://" in url else ""
    if host:
        return host.rpartition("@")[2].casefold()
    file, pointer, _ = source.partition("#/")
    return file if pointer else os.path.dirname(source.partition(":")[0])


def records_of(path: str) -> Iterator[Curated]:
    """Yield the records of a finished run, or the documents of an input.

    Raises:
        InputError: It cannot be read.
    """
    if is_run(Path(path)):
        from lemnos.pipeline.record_source import open_records

        source: Any = open_records(Path(path), path, tuple(TYPES.values()), "", "filter")
    else:
        source = open_source(path)
    for shard in source.shards():
        yield from _curated(shard.read())


def _curated(items: Iterable[Any]) -> Iterator[Curated]:
    for item in items:
        if isinstance(item, Page):
            yield item.document
        elif isinstance(item, Document | Dialogue | Trajectory | ToolDocument | Tool):
            yield item
