"""Held-out text: files of prose or code → ``text`` items (bits per byte) or ``gain`` items (what text before it saves).

Pieces end at line ends and have about ``PIECE`` bytes; a line that is longer is a piece by itself, up to four times
that, then it is cut between characters. Every byte is scored once, after up to two thousand bytes before it. Eight
pieces in a row are a cluster: a bootstrap of blocks, as in Künsch (1989).

Of ``prose_context``, an item is a passage: paragraphs of at least ``PASSAGE`` bytes together. It is scored after the
``BEFORE`` passages before it, after those at the same place of another text, and after none. A text is a cluster.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from lemnos.records import Rejected, content_id
from lemnos.steps.evaluate.suites.files import files_at, lines_of, read_bytes, rejected
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request

PIECE = 2_000
"""Bytes of a piece, roughly."""
_LONGEST = 4 * PIECE
_BLOCK = 8
"""Pieces of a text that are resampled together."""
PASSAGE = 250
"""Least bytes of a passage: about two sentences."""
BEFORE = 4
"""Passages of a history."""
_LISTS = (".jsonl", ".json", ".zip")
_TEXTS = (
    ".txt",
    ".md",
    ".rst",
    ".py",
    ".c",
    ".h",
    ".cc",
    ".cpp",
    ".hpp",
    ".java",
    ".js",
    ".ts",
    ".go",
    ".rs",
    ".rb",
    ".sh",
)


def text_items(suite: str, path: str) -> Iterator[Item | Rejected]:
    """Yield the items of the files at a path: plain texts, or records with a field ``text``.

    Raises:
        InputError: A file cannot be read.
    """
    for found in _texts(path):
        if isinstance(found, Rejected):
            yield found
        else:
            yield from _of_text(suite, *found)


def context_items(suite: str, path: str, seed: int) -> Iterator[Item | Rejected]:
    """Yield the items that ask what the text before a passage saves on it; files as those of ``text_items``.

    The wrong history is that of the same place in another text, drawn by seed and text. Texts without ``BEFORE``
    passages before another are rejected.

    Raises:
        InputError: A file cannot be read.
    """
    texts: dict[str, list[str]] = {}
    for found in _texts(path):
        if isinstance(found, Rejected):
            yield found
            continue
        text, source = found
        passages = list(passages_of(text))
        if len(passages) <= BEFORE:
            yield rejected("too_short", f"it has no {BEFORE + 1} passages", source)
        else:
            texts[source] = passages
    sources = list(texts)
    for source, passages in texts.items():
        order = np.random.default_rng(int(content_id(f"{seed}", suite, source), 16)).permutation(len(sources))
        for number in range(BEFORE, len(passages), BEFORE + 1):
            others = (texts[sources[index]] for index in order if sources[index] != source)
            other = next(islice((held for held in others if len(held) >= number), 1), None)
            if other is None:
                yield rejected("no_wrong_history", f"no other text has {number} passages", source, f"{source}:{number}")
                continue
            held = {"true": passages[number - BEFORE : number], "wrong": other[number - BEFORE : number], "none": []}
            requests = tuple(
                Request(name, Prompt(turns=tuple(f"{passage}\n\n" for passage in turns)), passages[number])
                for name, turns in held.items()
            )
            yield Item(id=f"{source}:{number}", suite=suite, cluster=source, kind="gain", requests=requests)


def passages_of(text: str) -> Iterator[str]:
    """Yield a text in passages: paragraphs, of which short ones stand with those after them.

    >>> list(passages_of("A\\n\\nB" + "b" * 250 + "\\n\\nC"))[0][:4]
    'A\\n\\nB'
    """
    held: list[str] = []
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            held.append(paragraph.strip())
        if sum(len(part.encode("utf-8", "replace")) for part in held) >= PASSAGE:
            yield "\n\n".join(held)
            held = []
    if held:
        yield "\n\n".join(held)


def _texts(path: str) -> Iterator[tuple[str, str] | Rejected]:
    """Yield text and source of what is at a path."""
    for file in files_at(path, (*_LISTS, *_TEXTS)):
        if file.suffix.lower() not in _LISTS:
            source = _name(file, path)
            try:
                yield read_bytes(file).decode(), source
            except UnicodeDecodeError as error:
                yield rejected("not_utf8", f"byte {error.start} is not UTF-8", source)
            continue
        for line in lines_of(str(file)):
            if isinstance(line, Rejected):
                yield line
            elif not isinstance(line.value.get("text"), str):
                yield rejected("bad_field", "it has no field 'text'", line.source)
            else:
                yield line.value["text"].encode("utf-8", "replace").decode(), line.source


def _name(file: Path, path: str) -> str:
    return file.relative_to(path).as_posix() if Path(path).is_dir() else file.name


def _of_text(suite: str, text: str, source: str) -> Iterator[Item]:
    before = ""
    for number, piece in enumerate(pieces(text)):
        if piece.strip():
            request = Request("0", Prompt(tail=before), piece)
            cluster = f"{source}#{number // _BLOCK}"
            yield Item(id=f"{source}:{number}", suite=suite, cluster=cluster, kind="text", requests=(request,))
        before = piece


def pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces; joined, they are the text."""
    held: list[str] = []
    size = 0
    for line in text.splitlines(keepends=True):
        length = len(line.encode("utf-8", "replace"))
        if held and size + length > PIECE:
            yield "".join(held)
            held, size = [], 0
        while length > _LONGEST:
            yield line[:PIECE]
            line = line[PIECE:]
            length = len(line.encode("utf-8", "replace"))
        held.append(line)
        size += length
    if held:
        yield "".join(held)
