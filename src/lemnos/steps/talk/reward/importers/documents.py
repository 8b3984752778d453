"""Held-out documents of a finished run → cases: what stands next after up to 8 segments, among others of its cluster.

Which documents are held out goes by a hash of their titles, the same in every corpus and for training, which leaves
them alone (``structure``). Clusters hold any documents. Places are filled in.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.document_cases import PARTS, Corpus


def held_out_parts(share: str) -> frozenset[int]:
    """Return the parts of a corpus that a share, ``K/8``, stands for.

    >>> sorted(held_out_parts("2/8"))
    [0, 1]

    Raises:
        SettingsError: It is no such share.
    """
    count, _, whole = share.partition("/")
    if not count.isdecimal() or whole != str(PARTS) or not 1 <= int(count) <= PARTS:
        raise SettingsError(f"{share!r} is no share", where="--held-out", remedy=f"write K/{PARTS}, as 1/{PARTS}")
    return frozenset(range(int(count)))


def document_cases(
    runs: Sequence[str], parts: frozenset[int], per_document: int, candidates: int, seed: int
) -> Iterator[Case]:
    """Yield cases of the documents of finished runs that belong to some parts.

    Args:
        runs: Folders of finished runs.
        parts: See ``structure.part``.
        per_document: Cases of each document; fewer if it or its cluster is short.
        candidates: Candidates of each case; a case that has fewer is left out.
        seed: Seeds every random choice.

    Raises:
        InputError: There is no finished run, or it gives no case.
    """
    found = 0
    for run in runs:
        for case in Corpus(Path(run), frozenset(range(PARTS))).continuations(
            parts, per_document, candidates, str(seed)
        ):
            order = list(range(candidates))
            random.Random(f"{seed}/{case.group}/{found}").shuffle(order)
            found += 1
            yield msgspec.structs.replace(
                case,
                candidates=tuple(case.candidates[number] for number in order),
                candidate_places=tuple(case.candidate_places[number] for number in order),
            )
    if not found:
        raise InputError(
            "no held-out document gives a case", where=runs[0], remedy="raise --held-out, or make a larger run"
        )
