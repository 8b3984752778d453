"""Settings of one input of documents."""

from typing import Literal

import msgspec

InputKind = Literal["auto", "mediawiki", "folder", "table"]


class DocumentInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Documents to read."""

    path: str
    """A MediaWiki dump; a folder, zip or tar of documents; a JSONL or Parquet file."""
    kind: InputKind = "auto"
    """Its format; `auto` looks at the name and the first bytes."""
    map: dict[str, str] = {}
    """For JSONL and Parquet: our field (text, title, links, id, url, language, licence) → the file's."""
    licence: str = ""
    """Licence of documents that do not state their own. SPDX expression."""
    language: str = ""
    """Language of documents that do not state their own; guessed if empty. BCP 47 code."""


def read_map(text: str) -> dict[str, str]:
    """Return the mapping that ``ours=theirs,…`` stands for.

    >>> read_map("text=body, title=name")
    {'text': 'body', 'title': 'name'}

    Raises:
        ValueError: It has another form.
    """
    pairs = [pair.partition("=") for pair in text.split(",") if pair]
    for ours, equals, theirs in pairs:
        if not ours.strip() or not equals or not theirs.strip():
            raise ValueError(f"write OURS=THEIRS, for example text=body; not {ours + equals + theirs!r}")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
