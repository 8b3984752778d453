"""Divides labelled texts into parts that share no source, so that nothing of a held-out text leaks into training.

Groups → number of a part for each text. Groups are taken by size, the largest first, each into the part that holds the
least of its label; ties are decided by a hash of (seed, group). A label with fewer groups than parts is divided text
by text: its figures then say less of new sources.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence


def folds_of(groups: Sequence[str], labels: Sequence[bool], count: int, seed: int) -> list[int]:
    """Return the part of each text, from 0 to ``count - 1``.

    Args:
        groups: The group of each text: its source, host or folder.
        labels: Its label.
        count: Number of parts.
        seed: Decides between groups of one size.
    """
    few = [
        len({group for group, own in zip(groups, labels, strict=True) if own is label}) < count
        for label in (False, True)
    ]
    groups = [
        f"{group}\0{number}" if few[label] else group
        for number, (group, label) in enumerate(zip(groups, labels, strict=True))
    ]
    sizes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group, label in zip(groups, labels, strict=True):
        sizes[group][label] += 1
    totals = [max(1, len(labels) - sum(labels)), max(1, sum(labels))]
    held = [[0.0, 0.0] for _ in range(count)]
    part: dict[str, int] = {}
    for group in sorted(sizes, key=lambda name: (-sum(sizes[name]), _hash(seed, name))):
        share = [sizes[group][label] / totals[label] for label in (0, 1)]
        chosen = min(
            range(count), key=lambda number: (sum(have * more for have, more in zip(held[number], share, strict=True)),
                                              sum(held[number]), number)
        )  # fmt: skip
        part[group] = chosen
        held[chosen] = [have + more for have, more in zip(held[chosen], share, strict=True)]
    return [part[group] for group in groups]


def _hash(seed: int, name: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
