"""Cases that a reward is trained on and judged by: answers so far, and candidates for the next one. JSON lines.

    {"history": ["…"], "positive": "…", "candidates": ["…", "…"], "group": "…",
     "history_places": [["document", ["section"], 3], …], "candidate_places": […]}

``history`` holds earlier answers, oldest first; ``candidates`` hold the positive and what competes with it, in any
order. ``group`` names the conversation or document that a case is from: cases of one group are not independent. A place
is [document, section path, position in the document, documents named]; both lists are optional, and go along with
their texts.

A line is read strictly, one at a time: what is wrong with it is told with file and line, and the next one is read.
Other keys than these are let pass.
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
    """Where a segment stands."""

    document: str
    section: tuple[str, ...] = ()
    position: int = -1
    """Counted in segments of the document from 0; -1 if unknown."""
    names: tuple[str, ...] = ()
    """Other documents of the cluster that the segment names or links to."""


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answers so far, and candidates for the next one."""

    history: tuple[str, ...]
    """Earlier answers, oldest first; may be empty."""
    candidates: tuple[str, ...]
    positive: str = ""
    """The true next answer, one of the candidates; empty where it is not known."""
    group: str = ""
    """The conversation or document that it is from."""
    history_places: tuple[Place, ...] = ()
    """One for each answer of the history, or none."""
    candidate_places: tuple[Place, ...] = ()
    """One for each candidate, or none."""

    def __post_init__(self) -> None:
        """Raises: ValueError: Fields contradict each other; ``msgspec`` reports it as its own error on reading."""
        if self.positive and self.positive not in self.candidates:
            raise ValueError("`positive` is none of the `candidates`")
        if self.history_places and len(self.history_places) != len(self.history):
            raise ValueError(f"{len(self.history_places)} `history_places` for {len(self.history)} answers")
        if self.candidate_places and len(self.candidate_places) != len(self.candidates):
            raise ValueError(f"{len(self.candidate_places)} `candidate_places` for {len(self.candidates)} candidates")

    def without_places(self) -> "Case":
        """Return the case with its texts alone."""
        return msgspec.structs.replace(self, history_places=(), candidate_places=())


Problem = Callable[[str], None]
"""Is told what is wrong with a record, with file and line."""

_DECODER = msgspec.json.Decoder(Case)


def lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that are not blank, numbered from 1. ``-`` is standard input; gzip is unpacked.

    Raises:
        InputError: It cannot be read, or is damaged.
    """
    number = 0
    try:
        with _opened(path) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            "is damaged or cut short", where=f"{path}:{number + 1}", remedy="fetch or make the file again"
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: str, error: OSError) -> InputError:
    """Return the one line that tells a user why a file cannot be read."""
    return InputError(
        (error.strerror or str(error)).lower(),
        where=path,
        remedy="name a file that can be read, or - for standard input",
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
    """Yield the cases of a file; each bad line is told to ``problem`` and passed over.

    Raises:
        InputError: The file cannot be read, or no line of it is a case.
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
            f"no line of {bad:,} is a case" if bad else "is empty",
            where=path,
            remedy='write one object a line: {"history": ["…"], "candidates": ["…", "…"], "positive": "…"}',
        )


def reason(error: Exception) -> str:
    """Return why a line is no record, in one clause."""
    return str(error) if isinstance(error, msgspec.DecodeError) else "not valid JSON"


def encode_cases(cases: Iterable[Case]) -> Iterator[bytes]:
    """Yield the line of each case."""
    encoder = msgspec.json.Encoder()
    for case in cases:
        yield encoder.encode(case) + b"\n"
