"""Aligns a probe with the window where it seems to stand, and decides whether it does.

``Probe`` and words of a text → ``Match``, or the reason why it is none. Parts are aligned one by one by their longest
common subsequence (rapidfuzz, bit-parallel). Then these must hold:

- of the weighted words, ``COVERED`` are aligned; of a short probe ``COVERED_SHORT``, and all words but one or two;
- what is asked is there: the sentence that ends with a question mark, of it the clause with the word that asks; without
  any, the first and the last clause. So a page does not match a question that quotes from it;
- outside of quotation marks, words are aligned too: a speech that is quoted is no copy of a question about it;
- a question stands there as a question: with a question mark, or as a sentence that begins with it and has the word it
  asks with. A statement of the fact is none;
- a text under 20 words that is to be completed ends there as well: a sentence that goes on states the fact;
- numbers: at least half of them, and the only one of a text under 20 words. The same problem with other numbers is
  another problem, with another answer;
- enough different words that are neither function words nor letters, else an answer nearby: truth tables and lists of
  figures repeat a few;
- a short question has an answer, or most of its choices, nearby; without any known, it stands there word for word.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.asking import ASKED, missing_question, runs_on, share, stands_as_question
from lemnos.steps.curate.decontaminate.index import COVERED_SHORT, spared
from lemnos.steps.curate.decontaminate.markup import without_markup
from lemnos.steps.curate.decontaminate.probes import SHORT, Probe, Probes
from lemnos.steps.curate.decontaminate.rarity import Rarity
from lemnos.steps.curate.decontaminate.search import Window
from lemnos.steps.curate.decontaminate.tokens import Places, hashes_of, is_content, spans_of, words_of
from lemnos.text.words import Hashes

COVERED = 0.6
NUMBERS = 0.5
DISTINCT = 4
"""Different telling words that are aligned: no function word, no single letter or digit."""
DISTINCT_SHORT = 2
"""Of a short question and its answer together."""
_DISTINCT_ANSWER = 8
"""Of an answer by itself; with fewer it is a formula of politeness, or a table of values."""
_WHOLE = 0.9
"""Share of the weighted words of a question and its choices from which on two telling words are enough."""
_STATED = 2.0
"""Weight of a short text without an answer that is found word for word, in weights of a word that no document has."""
_TOLD = 1.0
"""Weight of the content words of a short question and its answer together, in the same unit."""
CHOSEN = 0.6
"""Share of the weighted words of a choice or an answer that is aligned, for it to count."""
_NEAR = 40
"""Words before and after in which a short answer stands."""
_BEFORE_DIGITS = re.compile(r"\d[.,]$")
_AFTER_DIGITS = re.compile(r"[.,]\d")


class Match(NamedTuple):
    """Where a probe stands in a text."""

    window: Window
    coverage: float
    """Share of its weighted words that are aligned, 0 to 1."""
    start: int
    """First aligned word in the text."""
    end: int
    """After the last one."""
    text_words: tuple[int, ...]
    """Words of the text that are aligned."""
    probe_words: tuple[tuple[int, ...], ...]
    """Words of each part that are aligned."""
    near: str
    """The answer or the choices that stand nearby; empty if none is needed."""


class Prepared(NamedTuple):
    """A probe with the words of its parts."""

    probe: Probe
    parts: list[Hashes]
    lists: list[list[int]]
    """``parts`` as lists."""
    weights: list[npt.NDArray[np.float32]]
    telling: list[npt.NDArray[np.bool_]]
    """Which words are no function word, and longer than a letter."""
    length: int
    total: float
    """Weight of all words."""


def prepared(probe: Probe, rarity: Rarity) -> Prepared:
    """Return a probe with its words, which takes longer than to align it."""
    parts = [hashes_of(part) for part in probe.parts]
    weights = [rarity.weights(part) for part in parts]
    total = sum(float(weight.sum()) for weight in weights)
    telling = [_telling(text, part) for text, part in zip(probe.parts, parts, strict=True)]
    return Prepared(probe, parts, [part.tolist() for part in parts], weights, telling, sum(map(len, parts)), total)


def _telling(text: str, words: Hashes) -> npt.NDArray[np.bool_]:
    long = np.array([end - start > 1 for start, end in spans_of(text)], np.bool_)
    return is_content(words) & long


class Refused(NamedTuple):
    """Why a window is no copy."""

    rule: str


def confirm(
    prepared: Prepared, window: Window, words: Hashes, text: str, rarity: Rarity, places: Places
) -> Match | Refused:
    """Return the match of a probe in ``window``, or why it is none.

    Args:
        prepared: What was looked for.
        window: Where it seems to stand.
        words: All words of the text.
        text: The text, without markup.
        rarity: How rare words are.
        places: Where the words of the text stand.
    """
    probe, parts, lists, weights, telling, length, total = prepared
    low = max(0, window.start - length // 4 - 2)
    high = min(len(words), window.end + 2)
    region = words[low:high].tolist()
    one_short = len(parts) == 1 and length < SHORT
    alignments = [_compact(part, region) if one_short else aligned(part, region) for part in lists]
    masks = [_mask(len(part), [own for own, _ in pairs]) for part, pairs in zip(parts, alignments, strict=True)]
    covered = sum(float(weight[mask].sum()) for weight, mask in zip(weights, masks, strict=True))
    coverage = covered / total
    short = length < SHORT
    if coverage < (COVERED_SHORT if short else COVERED):
        return Refused("coverage")
    missed = length - sum(int(mask.sum()) for mask in masks)
    if short and missed > spared(length):
        return Refused("coverage")
    content = np.unique(
        np.concatenate([part[mask & tells] for part, mask, tells in zip(parts, masks, telling, strict=True)])
    )
    few = not short and len(content) < DISTINCT
    if len(content) < (DISTINCT_SHORT if few else 1) or (
        few and not (probe.near or probe.most or (probe.kind == "choices" and coverage >= _WHOLE))
    ):
        return Refused("few_words")
    found = sorted({low + there for pairs in alignments for _, there in pairs})
    start, end = found[0], found[-1] + 1
    if probe.kind == "choices" and (
        not _has_choices(weights[1:], masks[1:]) or share(weights[0], masks[0], masks[0] | True) < ASKED
    ):
        return Refused("choices")
    for number, part in enumerate(probe.parts):
        reason = missing_question(part, parts[number], weights[number], masks[number])
        if reason and not (probe.kind == "choices" and number):
            return Refused(reason)
    if not _has_numbers(probe.parts, alignments, low, text, places):
        return Refused("numbers")
    if probe.kind in ("question", "choices", "conversation"):
        asked = len(probe.parts) - 1 if probe.kind == "conversation" else 0
        part, pairs = probe.parts[asked], alignments[asked]
        first = low + pairs[0][1] if pairs else start
        if not stands_as_question(part, parts[asked], masks[asked], first, text, places, start, end):
            return Refused("statement")
        if runs_on(part, len(parts[asked]), pairs, low, text, places) and not _follows(probe.near, words, end, rarity):
            return Refused("running_text")
    near = ""
    if probe.near or probe.most:
        if short or few or probe.kind == "tool":
            near = _nearby(probe, words, start, end, rarity)
            if not near:
                return Refused("no_answer_nearby")
            if not _tells(content, near, rarity):
                return Refused("few_words")
    elif short and (missed > (length >= 6) or covered < _STATED * rarity.unseen()):
        return Refused("short")
    return Match(
        window,
        coverage,
        start,
        end,
        tuple(found),
        tuple(tuple(np.flatnonzero(mask).tolist()) for mask in masks),
        near,
    )


def findable(found: Probes, rarity: Rarity) -> Probes:
    """Return probes without those that are no evidence: short ones of which not even a copy with its answer would pass,
    and answers of few different words. Items that have no other count as too short.

    What says too little ("Is it true?" "No.") stands in every corpus and would cost a comparison each time.
    """
    kept = [
        probe
        for probe in found.probes
        if (len(words_of(probe.parts).hashes) >= SHORT and probe.kind != "answer")
        or _can_pass(prepared(probe, rarity), rarity)
    ]
    held = {probe.item for probe in kept}
    lost = sorted({probe.item for probe in found.probes} - held)
    return Probes(kept, sorted([*found.too_short, *lost]), found.same)


def _can_pass(wanted: Prepared, rarity: Rarity) -> bool:
    probe = wanted.probe
    content = np.concatenate([part[tells] for part, tells in zip(wanted.parts, wanted.telling, strict=True)])
    if probe.kind == "answer":
        return len(np.unique(content)) >= _DISTINCT_ANSWER
    if not len(content):
        return False
    if probe.near or probe.most:
        return any(_tells(content, near, rarity) for near in (*probe.near, " / ".join(probe.most)))
    return wanted.total >= _STATED * rarity.unseen()


def _tells(content: Hashes, near: str, rarity: Rarity) -> bool:
    """Return whether the telling words of a question and of what stands near it say enough together."""
    near_words = hashes_of(without_markup(near))
    told = np.unique(np.concatenate((content, near_words[is_content(near_words)])))
    return len(told) >= DISTINCT_SHORT and float(rarity.weights(told).sum()) >= _TOLD * rarity.unseen()


def _has_choices(weights: Sequence[npt.NDArray[np.float32]], masks: Sequence[npt.NDArray[np.bool_]]) -> bool:
    """Return whether most of the choices are aligned, at least two."""
    held = sum(
        float(weight[mask].sum()) >= CHOSEN * float(weight.sum()) for weight, mask in zip(weights, masks, strict=True)
    )
    return held >= 2 and 2 * held >= len(masks)


def aligned(own: list[int], region: list[int]) -> list[tuple[int, int]]:
    """Return pairs of positions of a longest common subsequence."""
    from rapidfuzz.distance import LCSseq

    pairs: list[tuple[int, int]] = []
    for block in LCSseq.opcodes(own, region):
        if block.tag == "equal":
            pairs.extend(
                zip(range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True)
            )
    return pairs


def _compact(own: list[int], region: list[int]) -> list[tuple[int, int]]:
    """Return the longest alignment of a short text within as many words and few more; of several, the first."""
    width = len(own) + spared(len(own)) + 1
    best: list[tuple[int, int]] = []
    for start in range(max(1, len(region) - width + 1)):
        if region[start] in own:
            pairs = [(at, start + there) for at, there in aligned(own, region[start : start + width])]
            best = pairs if len(pairs) > len(best) else best
    return best


def _mask(length: int, positions: Sequence[int]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(length, np.bool_)
    mask[list(positions)] = True
    return mask


def _has_numbers(
    texts: Sequence[str], alignments: Sequence[Sequence[tuple[int, int]]], low: int, text: str, places: Places
) -> bool:
    """Return whether enough of the different numbers are aligned; a single one of a long text may differ."""
    every, held, length = set(), set(), 0
    for part, pairs in zip(texts, alignments, strict=True):
        there = dict(pairs)
        spans = spans_of(part)
        length += len(spans)
        for number, (start, end) in enumerate(spans):
            if part[start:end].isdigit():
                whole = _is_whole(part, start, end)
                every.add((part[start:end], whole))
                if number in there and _is_whole(text, *places[low + there[number]]) == whole:
                    held.add((part[start:end], whole))
    return not every or (len(every) == 1 and length >= 2 * SHORT) or len(held) >= NUMBERS * len(every)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a word of digits is a number by itself, and no part of one like "1.5" or "12,000"."""
    return _BEFORE_DIGITS.search(text, max(0, start - 2), start) is None and _AFTER_DIGITS.match(text, end) is None


def _nearby(probe: Probe, words: Hashes, start: int, end: int, rarity: Rarity) -> str:
    """Return which answer stands near the aligned words, or most of the choices; empty if none does."""
    for answer in probe.near:
        own = hashes_of(without_markup(answer))
        reach = max(4 * len(own), _NEAR)
        before, after = words[max(0, start - reach) : start], words[end : end + reach]
        if probe.kind == "tool":  # words of its name may be aligned with the description
            if _is_run(own, words[max(0, start - reach) : end + reach]):
                return answer
            continue
        if len(own) and (_holds(own, after, rarity) or (len(own) > 1 and _holds(own, before, rarity))):
            return answer
    if probe.most:
        reach = 4 * sum(len(hashes_of(choice)) + 1 for choice in probe.most)
        around = np.concatenate((words[max(0, start - reach) : start], words[end : end + reach]))
        held = [choice for choice in probe.most if _holds(hashes_of(choice), around, rarity)]
        if len(held) >= 2 and 2 * len(held) >= len(probe.most):
            return " / ".join(held)
    return ""


def _is_run(own: Hashes, around: Hashes) -> bool:
    """Return whether words stand in a text one after the other; a name in any case and notation does."""
    if not 0 < len(own) <= len(around):
        return False
    return bool((np.lib.stride_tricks.sliding_window_view(around, len(own)) == own).all(axis=1).any())


def _holds(own: Hashes, around: Hashes, rarity: Rarity) -> bool:
    """Return whether words stand in a text: one as it is; of several most, by weight, in their order."""
    if len(own) == 1:
        return bool((around == own[0]).any())
    weights = rarity.weights(own)
    pairs = aligned(own.tolist(), around.tolist())
    return float(weights[[at for at, _ in pairs]].sum()) >= CHOSEN * float(weights.sum())


def _follows(near: Sequence[str], words: Hashes, end: int, rarity: Rarity) -> bool:
    """Return whether an answer follows that is long enough to be evidence by itself."""
    long = [own for own in (hashes_of(without_markup(answer)) for answer in near) if len(own) >= SHORT]
    return any(_holds(own, words[end : end + 4 * len(own)], rarity) for own in long)
