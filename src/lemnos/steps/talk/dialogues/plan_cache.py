"""Plans and drafts of a shard that waits for a model, kept in a file until the shard is finished.

A shard is done again for each round of questions, maybe by another worker. To plan a dialogue costs three quarters of
making it, and does not depend on the answers; reading a plan costs 0.1 ms. About 60 KB a dialogue.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, Writer
from lemnos.store.atomic_files import write_bytes


class KeptPlan(msgspec.Struct, frozen=True, array_like=True):
    """One dialogue that has a plan."""

    anchor: int
    steps: list[Step]
    outlook: bytes
    """``Plan.outlook`` as 32-bit floats, row by row."""
    drafts: list[UserTurn]
    """What the offline writer wrote for it."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        rows = np.frombuffer(self.outlook, dtype="<f4").reshape(len(self.steps), -1)
        return Plan(self.steps, list(rows.astype(np.float32)))


_DECODER = msgspec.msgpack.Decoder(list[KeptPlan])


def keep(anchor: int, plan: Plan, drafts: Sequence[UserTurn]) -> KeptPlan:
    """Return a plan in the form in which it is kept."""
    return KeptPlan(anchor, plan.steps, np.stack(plan.outlook).astype("<f4").tobytes(), list(drafts))


def write_kept(path: Path, plans: Iterable[KeptPlan]) -> None:
    """Keep the plans of a shard."""
    write_bytes(path, msgspec.msgpack.encode(list(plans)))


def read_kept(path: Path) -> dict[int, KeptPlan]:
    """Return the plans of a shard by anchor; none if it has not asked anything yet."""
    if not path.exists():
        return {}
    return {kept.anchor: kept for kept in _DECODER.decode(path.read_bytes())}


class Drafts:
    """The offline writer's turns, those that are kept without writing them again."""

    def __init__(self, offline: Writer, kept: Mapping[str, list[UserTurn]]) -> None:
        """Take what writes, and what it has written, by the seed of the dialogue."""
        self._offline = offline
        self.by_seed = dict(kept)

    def __call__(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return the turns of a dialogue; see ``Writer.write``."""
        if seed not in self.by_seed:
            self.by_seed[seed] = self._offline.write(topics, steps, seed)
        return self.by_seed[seed]
