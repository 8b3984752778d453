"""Reads and writes cases, which rewards are trained and evaluated on: JSON lines ↔ ``Case``.

    {"history": ["…"], "positive": "…", "candidates": ["…", "…"], "group": "…",
     "history_places": [["document", ["section"], 3], …], "candidate_places": […]}

``history`` holds earlier answers, oldest first. ``candidates`` holds the positive and its competitors, in any order.
``group`` names the conversation or document that a case is from: cases of one group are not independent. A place is
[document, section path, position in the document, documents named]; both lists are optional and parallel to their
texts.

Each line is validated on its own: an invalid line is reported with file and line number and skipped. Other keys than
these are ignored.
"""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from lemnos.errors import InputError

STANDARD_INPUT = "-"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The position of a segment."""

    document: str
    section: tuple[str, ...] = ()
    position: int = -1
    """Number of the segment in the document, from 0; -1 if unknown."""
    names: tuple[str, ...] = ()
    """Other documents of the cluster that the segment names or links to."""


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answers so far, and candidates for the next one."""

    history: tuple[str, ...]
    """Earlier answers, oldest first; may be empty."""
    candidates: tuple[str, ...]
    positive: str = ""
    """The true next answer, one of the candidates; empty if unknown."""
    group: str = ""
    """The conversation or document that the case is from."""
    history_places: tuple[Place, ...] = ()
    """One for each answer of the history, or none."""
    candidate_places: tuple[Place, ...] = ()
    """One for each candidate, or none."""

    def __post_init__(self) -> None:
        """Raises: ValueError: Fields contradict each other; ``msgspec`` reports it as its own error on reading."""
        if self.positive and self.positive not in self.candidates:
            raise ValueError("`positive` is not one of the `candidates`")
        if self.history_places and len(self.history_places) != len(self.history):
            raise ValueError(f"{len(self.history_places)} `history_places` for {len(self.history)} answers")
        if self.candidate_places and len(self.candidate_places) != len(self.candidates):
            raise ValueError(f"{len(self.candidate_places)} `candidate_places` for {len(self.candidates)} candidates")

    def without_places(self) -> "Case":
        """Return the case without positions."""
        return msgspec.structs.replace(self, history_places=(), candidate_places=())


Problem = Callable[[str], None]
"""Called with a message for each invalid record, which begins with file and line."""

_DECODER = msgspec.json.Decoder(Case)


def lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Yield the non-blank lines of a file, numbered from 1. ``-`` is standard input; gzip is decompressed.

    Raises:
        InputError: The file cannot be read, or is damaged.
    """
    number = 0
    try:
        with _opened(path) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            "file is damaged or truncated", where=f"{path}:{number + 1}", remedy="download or create it again"
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: str, error: OSError) -> InputError:
    """Return an error that says in one line why a file cannot be read."""
    return InputError(
        (error.strerror or str(error)).lower(),
        where=path,
        remedy="give a readable file, or - for standard input",
    )


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as stream:
        if stream.peek(2)[:2] != b"\x1f\x8b":
            yield stream
            return
        with gzip.open(stream) as unpacked:
            yield cast(BinaryIO, unpacked)


def read_cases(path: str, problem: Problem) -> Iterator[Case]:
    """Yield the cases of a file. Each invalid line is reported to ``problem`` and skipped.

    Raises:
        InputError: The file cannot be read, or no line of it is a valid case.
    """
    good = bad = 0
    for number, line in lines(path):
        try:
            case = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            bad += 1
            problem(f"{path}:{number}: {reason(error)}")
            continue
        good += 1
        yield case
    if not good:
        raise InputError(
            f"none of its {bad:,} lines is a valid case" if bad else "file is empty",
            where=path,
            remedy='give one JSON object per line: {"history": ["…"], "candidates": ["…", "…"], "positive": "…"}',
        )


def reason(error: Exception) -> str:
    """Return in one clause why a line is not a valid record."""
    return str(error) if isinstance(error, msgspec.DecodeError) else "not valid JSON"


def encode_cases(cases: Iterable[Case]) -> Iterator[bytes]:
    """Yield each case as a line of JSON."""
    encoder = msgspec.json.Encoder()
    for case in cases:
        yield encoder.encode(case) + b"\n"
