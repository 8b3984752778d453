"""A random sample of a crawl with as many tokens as the retrieved pages: what a corpus would be without retrieval.

Every page has a random number, a function of its content and the seed of the run, so the order is the same for any
division into shards. Pages are taken in this order, under the caps and the rule on copies that retrieved pages pass,
until the goal is reached to one percent; one that leads beyond it is passed over, and after a hundred such the sample
ends. Retrieved pages may be among them: it is a sample of all pages. Memory: 24 bytes for about twice the pages that
are needed.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.records import content_id
from lemnos.steps.retrieve.choose.copies import Kept
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.store import arrays_path, load
from lemnos.store.run_folder import RunFolder

TOLERANCE = 0.01
"""How far the tokens may be from the goal, as a share."""
_PATIENCE = 100
"""Pages that may be too long for the rest before the sample ends."""


class Control(NamedTuple):
    """The pages of the sample."""

    pages: list[int]
    tokens: int
    left_out: Counter[str]
    """Rule → pages that it left out."""


def draw_control(
    run: RunFolder,
    seed: int,
    firsts: npt.NDArray[np.int64],
    goal: int,
    tokens_of_page: Callable[[int], int],
    kept: Kept,
    per_domain: int,
) -> Control:
    """Draw the sample.

    Args:
        run: The run folder.
        seed: Of the run.
        firsts: Number of the first page of each shard, and of all pages.
        goal: Tokens that it should have.
        tokens_of_page: Number of a page → its tokens.
        kept: Empty; finds copies.
        per_domain: Most pages of a registered domain; 0 for no limit.
    """
    control = Control([], 0, Counter())
    if not goal or not firsts[-1]:
        return control
    salt = np.uint64(int(content_id("control", str(seed)), 16))
    words = sum(int(load(arrays_path(run, PAGES, number), ("words",))["words"].sum()) for number in _shards(firsts))
    low, high = 0.0, min(1.0, 2 * goal / max(1, words))
    total = 0
    pages: list[int] = []
    domains: Counter[int] = Counter()
    while low < 1.0:
        for page, domain in _between(run, salt, firsts, low, high):
            if per_domain and domains[domain] >= per_domain:
                control.left_out["per_domain"] += 1
                continue
            size = tokens_of_page(page)
            if total + size > goal * (1 + TOLERANCE):
                control.left_out["too_long_for_the_rest"] += 1
                if control.left_out["too_long_for_the_rest"] >= _PATIENCE:
                    return Control(pages, total, control.left_out)
                continue
            if kept.repeats(page) is not None:
                control.left_out["near_duplicate"] += 1
                continue
            domains[domain] += 1
            pages.append(page)
            total += size
            if total >= goal * (1 - TOLERANCE):
                return Control(pages, total, control.left_out)
        low, high = high, min(1.0, high * 2)
    return Control(pages, total, control.left_out)


def _shards(firsts: npt.NDArray[np.int64]) -> range:
    return range(len(firsts) - 1)


def _between(
    run: RunFolder, salt: np.uint64, firsts: npt.NDArray[np.int64], low: float, high: float
) -> list[tuple[int, int]]:
    """Return the pages whose random number is in [low, high) of its range, and their domains, in random order."""
    parts: list[tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.uint64]]] = []
    for number in _shards(firsts):
        shard = load(arrays_path(run, PAGES, number), ("id", "domain"))
        keys = _mixed(shard["id"] ^ salt)
        share = keys.astype(np.float64) / 2.0**64
        chosen = np.flatnonzero((share >= low) & ((share < high) | (high == 1.0)))
        parts.append((keys[chosen], chosen + firsts[number], shard["domain"][chosen]))
    keys, pages, domains = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((pages, keys))
    return list(zip(map(int, pages[order]), map(int, domains[order]), strict=True))


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    for _ in range(2):
        values = (values ^ (values >> np.uint64(31))) * np.uint64(0x7FB5D329728EA185)
        values ^= values >> np.uint64(27)
    return values
