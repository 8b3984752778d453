"""Bits per byte of held-out text: files of prose or code → ``text`` items, each a piece with the piece before it.

Pieces end at line ends and have about ``PIECE`` bytes; a line that is longer is a piece by itself, up to four times
that, then it is cut between characters. Every byte is scored once, after up to two thousand bytes before it. Eight
pieces in a row are a cluster: a bootstrap of blocks, as in Künsch (1989).
"""

from collections.abc import Iterator
from pathlib import Path

from lemnos.records import Rejected
from lemnos.steps.evaluate.suites.files import files_at, lines_of, read_bytes, rejected
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request

PIECE = 2_000
"""Bytes of a piece, roughly."""
_LONGEST = 4 * PIECE
_BLOCK = 8
"""Pieces of a text that are resampled together."""
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
    for file in files_at(path, (*_LISTS, *_TEXTS)):
        if file.suffix.lower() not in _LISTS:
            yield from _of_text(suite, read_bytes(file), _name(file, path))
            continue
        for line in lines_of(str(file)):
            if isinstance(line, Rejected):
                yield line
            elif not isinstance(line.value.get("text"), str):
                yield rejected("bad_field", "it has no field 'text'", line.source)
            else:
                yield from _of_text(suite, line.value["text"].encode("utf-8", "replace"), line.source)


def _name(file: Path, path: str) -> str:
    return file.relative_to(path).as_posix() if Path(path).is_dir() else file.name


def _of_text(suite: str, data: bytes, source: str) -> Iterator[Item | Rejected]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        yield rejected("not_utf8", f"byte {error.start} is not UTF-8", source)
        return
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
