"""Labelled texts of own wording: recipes of a kitchen against notes of a harbour, of several sources each."""

import random

from lemnos.records import content_id
from lemnos.steps.curate.filter.labels import Labelled

_KITCHEN = (
    "stir the soup slowly add salt butter and flour bake the bread until golden chop an onion simmer sauce".split()
)
_HARBOUR = (
    "the ferry left the pier at noon a storm broke the mast sailors haul rope tide turns beacon anchor quay".split()
)


def texts(count: int, groups: int = 8, seed: int = 0) -> list[Labelled]:
    """Return texts of both labels, as many of each group."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        label = number % 2 == 0
        text = " ".join(draw.choice(_KITCHEN if label else _HARBOUR) for _ in range(30)) + f" {number}"
        group = f"source{number // 2 % groups}"
        found.append(Labelled(content_id("label", text), text, label, group, f"{group}/{number}.md"))
    return found
