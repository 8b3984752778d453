"""Makes cases from the held-out documents of a finished run: run folders → ``Case``, with positions.

A case asks which segment comes next after up to 8 segments, among others of the cluster. Documents are held out by a
hash of their titles, so they are the same in every corpus, and training does not use them (``document_cases``). A
cluster may contain any documents.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.records.licences import licence_filter
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.document_cases import PARTS, Corpus


def held_out_parts(share: str) -> frozenset[int]:
    """Return the parts of a corpus that a share, ``K/8``, selects.

    >>> sorted(held_out_parts("2/8"))
    [0, 1]

    Raises:
        SettingsError: It is not a valid share.
    """
    count, _, whole = share.partition("/")
    if not count.isdecimal() or whole != str(PARTS) or not 1 <= int(count) <= PARTS:
        raise SettingsError(
            f"{share!r} is not a valid share", where="--held-out", remedy=f"write K/{PARTS}, for example 1/{PARTS}"
        )
    return frozenset(range(int(count)))


def document_cases(
    runs: Sequence[str],
    parts: frozenset[int],
    per_document: int,
    candidates: int,
    seed: int,
    *,
    licence: Collection[str] = (),
    exclude_licence: Collection[str] = (),
) -> Iterator[Case]:
    """Yield cases of the documents of finished runs that belong to some parts.

    Args:
        runs: Folders of finished runs.
        parts: See ``document_cases.part``.
        per_document: Cases of each document; fewer if it or its cluster is short.
        candidates: Candidates of each case; a case that has fewer is left out.
        seed: Seeds every random choice.
        licence: Use only documents under these licences; all if empty.
        exclude_licence: Do not use documents under these licences.

    Raises:
        InputError: There is no finished run, or it yields no case.
    """
    count = 0
    passes = licence_filter(licence, exclude_licence)
    for run in runs:
        for case in Corpus(Path(run), frozenset(range(PARTS)), passes=passes).continuations(
            parts, per_document, candidates, str(seed)
        ):
            order = list(range(candidates))
            random.Random(f"{seed}/{case.group}/{count}").shuffle(order)
            count += 1
            yield msgspec.structs.replace(
                case,
                candidates=tuple(case.candidates[number] for number in order),
                candidate_places=tuple(case.candidate_places[number] for number in order),
            )
    if not count:
        remedy = "raise --held-out, or make a larger run"
        if licence or exclude_licence:
            remedy = f"choose other licences, {remedy}"
        raise InputError("no held-out document yields a case", where=runs[0], remedy=remedy)
