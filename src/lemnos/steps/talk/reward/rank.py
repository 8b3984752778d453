"""Adds ``scores`` to lines of JSON with a history and candidates: bytes → bytes. Only one block is in memory at a time.

A line keeps its bytes; the scores are inserted before its last brace, and other keys are kept. If a line already has
``scores``, they are replaced.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
import numpy as np

from lemnos.steps.talk.reward.baselines import Ranker, Scores
from lemnos.steps.talk.reward.cases import Case, Place, Problem, reason

BLOCK_LINES = 64
BLOCK_BYTES = 4_000_000
"""A block ends with the line that brings it to this size."""


class _Request(msgspec.Struct):
    history: tuple[str, ...]
    candidates: tuple[str, ...]
    history_places: tuple[Place, ...] = ()
    candidate_places: tuple[Place, ...] = ()
    scores: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_DECODER = msgspec.json.Decoder(_Request)
_ENCODER = msgspec.json.Encoder()


def rank(
    lines: Iterable[tuple[int, bytes]], path: str, model: Ranker, write: Callable[[bytes], object], problem: Problem
) -> tuple[int, int]:
    """Score lines and write them in order. Return the numbers of lines written and of lines that could not be read.

    Args:
        lines: Lines with their numbers.
        path: Name of the input, for messages.
        model: Scores the candidates.
        write: Called with each line.
        problem: Called with a message for each invalid line, which is left out.
    """
    written = bad = 0
    for block in _blocks(lines):
        cases: list[Case] = []
        kept: list[tuple[bytes, bool]] = []
        for number, line in block:
            try:
                request = _DECODER.decode(line.removeprefix(b"\xef\xbb\xbf"))
                case = Case(
                    history=request.history,
                    candidates=request.candidates,
                    history_places=request.history_places,
                    candidate_places=request.candidate_places,
                )
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                bad += 1
                problem(f"{path}:{number}: {error if type(error) is ValueError else reason(error)}")
                continue
            cases.append(case)
            kept.append((line, request.scores is not msgspec.UNSET))
        asked = [case for case in cases if case.candidates]
        given = iter(model.scores(asked) if asked else [])
        none = np.zeros(0, dtype=np.float32)
        for case, (line, has_scores) in zip(cases, kept, strict=True):
            write(with_scores(line, next(given) if case.candidates else none, has_scores))
            written += 1
    return written, bad


def with_scores(line: bytes, scores: Scores, replace: bool) -> bytes:
    """Return a line, which is a JSON object, with the scores added.

    >>> with_scores(b'{"id": 7.0, "candidates": ["a"]}', np.array([0.25]), False)
    b'{"id": 7.0, "candidates": ["a"],"scores":[0.25]}\\n'
    """
    numbers = [float(f"{score:.7g}") for score in scores.tolist()]  # the precision of a float32
    if replace:
        return _ENCODER.encode({**msgspec.json.decode(line), "scores": numbers}) + b"\n"
    return line.rstrip()[:-1].rstrip() + b',"scores":' + _ENCODER.encode(numbers) + b"}\n"


def _blocks(lines: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    lines = iter(lines)
    for first in lines:
        block, size = [first], len(first[1])
        while len(block) < BLOCK_LINES and size < BLOCK_BYTES:
            following = next(lines, None)
            if following is None:
                break
            block.append(following)
            size += len(following[1])
        yield block
