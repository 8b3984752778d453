"""Caches the plans and drafts of a shard that waits for a model, in a file, until the shard is finished.

A shard is repeated for each round of requests, possibly by another worker. Planning is three quarters of the cost of a
dialogue and does not depend on the answers of the model; reading a plan costs 0.1 ms. A file has about 60 KB a
dialogue.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, Writer
from lemnos.store.atomic_files import write_bytes


class KeptPlan(msgspec.Struct, frozen=True, array_like=True):
    """The cached plan of one dialogue."""

    anchor: int
    steps: list[Step]
    outlook: bytes
    """``Plan.outlook`` as little-endian 32-bit floats, row by row."""
    drafts: list[UserTurn]
    """The user turns of the offline writer."""

    @property
    def plan(self) -> Plan:
        """The plan as it was before caching."""
        rows = np.frombuffer(self.outlook, dtype="<f4").reshape(len(self.steps), -1)
        return Plan(self.steps, list(rows.astype(np.float32)))


_DECODER = msgspec.msgpack.Decoder(list[KeptPlan])


def keep(anchor: int, plan: Plan, drafts: Sequence[UserTurn]) -> KeptPlan:
    """Return the form of a plan that is cached."""
    return KeptPlan(anchor, plan.steps, np.stack(plan.outlook).astype("<f4").tobytes(), list(drafts))


def write_kept(path: Path, plans: Iterable[KeptPlan]) -> None:
    """Write the plans of a shard to its cache file."""
    write_bytes(path, msgspec.msgpack.encode(list(plans)))


def read_kept(path: Path) -> dict[int, KeptPlan]:
    """Return the cached plans of a shard by anchor; empty if the file does not exist yet."""
    if not path.exists():
        return {}
    return {kept.anchor: kept for kept in _DECODER.decode(path.read_bytes())}


class Drafts:
    """The user turns of the offline writer; those in the cache are not written again."""

    def __init__(self, offline: Writer, kept: Mapping[str, list[UserTurn]]) -> None:
        """Wrap a writer.

        Args:
            offline: The offline writer.
            kept: Cached drafts, by the seed of the dialogue.
        """
        self._offline = offline
        self.by_seed = dict(kept)

    def __call__(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return the user turns of a dialogue; see ``Writer.write``."""
        if seed not in self.by_seed:
            self.by_seed[seed] = self._offline.write(topics, steps, seed)
        return self.by_seed[seed]
