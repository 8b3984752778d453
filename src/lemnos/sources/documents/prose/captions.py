"""Finds the captions of pictures in plain text by their shape: lines that are repeated, at once or behind one word.

Browsers that show pages as text write the description of a picture, often the word of a link to it ("Enlarge"), and the
caption, which is the description again. Takes the lines between two blank lines and returns the pieces of them that
are no captions. Which words stand between is learned from the text itself.

Limitation: a caption that is not repeated is left to other rules.
"""

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from lemnos.sources.documents.prose.builder import ends_sentence

_CAPTION_LINES = 14
"""The greatest number of lines of a caption."""
_LONGEST_CAPTION = 600
"""The greatest length of a caption that is repeated at once; what is longer is a paragraph that occurs twice."""
_CAPTION_LETTERS = 8
"""The fewest letters of a caption whose repetition shows which word stands between the two."""


def separators(blocks: list[list[str]]) -> frozenset[str]:
    """Return the words that stand between a caption and its repetition somewhere in a text.

    Args:
        blocks: The lines of the text, in blocks between blank lines.
    """
    found: Counter[str] = Counter()
    for lines in blocks:
        starts: dict[str, int] = {}
        for index, line in enumerate(lines):
            key = line.lstrip()[:_CAPTION_LETTERS]
            first = starts.get(key)
            starts[key] = index
            if first is None or len(key) < _CAPTION_LETTERS or index - first > _CAPTION_LINES + 1:
                continue
            before, _, word = lines[index - 1].rpartition(" ")
            if not word.isalpha() or found[word] > 1:
                continue
            size = index - first
            caption = _letters([*lines[first : index - 1], before])
            repeated = [_letters(lines[index : index + count]) for count in range(max(1, size - 1), size + 2)]
            if caption in repeated and f"{caption}{word}" not in repeated:
                # A word that stands apart is not the last of a sentence whose beginning is repeated by chance.
                found[word] += 1 if before.strip() and not ends_sentence(before) else 2
    return frozenset(word for word, evidence in found.items() if evidence > 1)


def without_captions(lines: list[str], between: frozenset[str]) -> list[list[str]]:
    """Return the pieces of a block between its captions.

    Args:
        lines: The lines of the block.
        between: The words that stand between a caption and its repetition, as ``separators`` finds them.
    """
    if between and any(line.rpartition(" ")[2] in between for line in lines):
        return list(_without_separated(_split_separators(lines, between), between))
    return list(_without_repeats(lines))


def _split_separators(lines: list[str], between: frozenset[str]) -> list[str]:
    """Return the lines with each separator that ends the last line of a caption moved to a line of its own."""
    split_lines = []
    for line in lines:
        caption, _, word = line.rpartition(" ")
        split_lines += [caption, word] if word in between and caption.strip() else [line]
    return split_lines


def _without_repeats(lines: list[str]) -> Iterator[list[str]]:
    """Yield the pieces of ``lines`` between repeated lines: a caption repeats the description of its picture."""
    start = index = 0
    last: dict[str, int] = {}
    while index < len(lines):
        first = last.get(lines[index], -1)
        last[lines[index]] = index
        size = index - first
        repeats = first >= start and lines[first:index] == lines[index : index + size]
        if repeats and sum(map(len, lines[first:index])) <= _LONGEST_CAPTION:
            if first > start:
                yield lines[start:first]
            start = index = index + size
        else:
            index += 1
    if start < len(lines):
        yield lines[start:]


def _letters(lines: list[str]) -> str:
    return "".join(filter(str.isalnum, "".join(lines)))


def _without_separated(lines: list[str], between: frozenset[str]) -> Iterator[list[str]]:
    """Yield the pieces of ``lines`` between captions. A caption occurs both before and after a separator."""
    while True:
        separator = next((i for i, line in enumerate(lines) if line.strip() in between), -1)
        if separator < 0:
            break
        before, after = _caption_lines(lines, separator)
        if separator - before > 0:
            yield lines[: separator - before]
        lines = lines[separator + 1 + after :]
    if lines:
        yield lines


def _is_similar(caption: str, repetition: str) -> bool:
    """Return whether two texts are the same apart from spelling."""
    return SequenceMatcher(None, caption, repetition, autojunk=False).ratio() > 0.9


def _repetition(caption: str, lines: list[str], start: int, size: int) -> tuple[int, bool]:
    """Return how many lines from ``start`` on repeat a caption, and whether to the letter; 0 if they do not.

    Args:
        caption: The letters of the caption.
        lines: The lines.
        start: The first line of the repetition.
        size: The number of lines of the caption.
    """
    similar = 0
    for repeated_size in range(max(1, size - 1), size + 2):
        repetition = _letters(lines[start : start + repeated_size])
        if repetition == caption:
            return repeated_size, True
        close = abs(len(repetition) - len(caption)) <= 4 and repetition[:4] == caption[:4]
        if close and _is_similar(caption, repetition):
            similar = repeated_size
    return similar, False


def _caption_lines(lines: list[str], separator: int) -> tuple[int, int]:
    """Return the numbers of lines of a caption before and after the separator, which is the line ``separator``."""
    best = (0, 0)
    for size in range(1, min(separator, _CAPTION_LINES) + 1):
        caption = _letters(lines[separator - size : separator])
        repeated, verbatim = _repetition(caption, lines, separator + 1, size)
        if repeated:
            best = (size, repeated)
        if verbatim:
            return best
    return best
