"""The stage ``private``: records → where something private stands in the documents among them.

Dialogues quote documents by offset, and may lie in other shards. So documents are searched before anything is
rewritten; what was found is kept by document (a few bytes each, for the few that hold something) and is all that the
rewriter needs: no document is searched twice.
"""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import msgspec

from lemnos.pipeline.job import Job
from lemnos.pipeline.statistics import summed
from lemnos.records import Document
from lemnos.steps.curate.secrets.settings import SecretsSettings
from lemnos.steps.curate.store import ShardTask, read_shard
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder
from lemnos.text.private import Found, Private, private_data
from lemnos.text.private.find import places
from lemnos.text.private.leaks import release

STAGE = "private"


class Searched(msgspec.Struct, frozen=True):
    """What is private in one document."""

    private: list[Private]
    there: list[Found]
    """Where, in its text."""


def prepare(job: Job[Any], tasks: Sequence[ShardTask]) -> None:
    """Search the documents of all shards."""
    job.map(
        STAGE,
        partial(search, job.run, job.settings.secrets),
        tasks,
        lambda done: f"something private in {summed(done, 'documents'):,} documents",
        unit="shard",
        items=len(tasks),
    )


def identity(settings: SecretsSettings) -> dict[str, Any]:
    """Return the release of the rules that find keys, since another finds others.

    Raises:
        SettingsError: It is not installed.
    """
    return {"release": release()} if settings.detector == "betterleaks" and "key" in settings.kinds else {}


def search(run: RunFolder, settings: SecretsSettings, task: ShardTask) -> dict[str, Any]:
    """Keep what is private in the documents of one shard. Returns its figures."""
    found: dict[str, Searched] = {}
    for record in read_shard(run, task.number):
        if isinstance(record, Document):
            private = private_data(
                f"{record.title}\n\0{record.text}", frozenset(settings.kinds), settings.detector, settings.confidence
            )
            if private:
                found[record.id] = Searched(private, places(record.text, private))
    write_bytes(run.work(STAGE, f"{task.number:06}.private"), msgspec.msgpack.encode(found))
    return {"documents": len(found)}


@cache
def searched(run: RunFolder) -> dict[str, Searched]:
    """Return what is private in each document in which something is, by id."""
    found: dict[str, Searched] = {}
    for path in sorted(run.work(STAGE).glob("*.private")):
        found |= msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Searched])
    return found
