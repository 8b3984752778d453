"""The stage ``seeds``: records of finished runs → their terms, texts and, with an embedding, vectors.

For each shard: arrays ``starts``, ``terms``, ``counts``, ``group`` and ``vectors``, and the ``SeedText``s as blobs.
Memory: the records of one shard.
"""

from collections import Counter

import msgspec
import numpy as np

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import InputTask
from lemnos.records import Rejected, content_id
from lemnos.steps.retrieve.embedding import embed
from lemnos.steps.retrieve.seeds.text import SeedText, seed_text
from lemnos.steps.retrieve.settings import RetrieveSettings
from lemnos.steps.retrieve.store import Arrays, arrays_path, blobs_path, save
from lemnos.steps.retrieve.terms import terms_of
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder

STAGE = "seeds"


def read_seeds(run: RunFolder, settings: RetrieveSettings, task: InputTask) -> Figures:
    """Read one shard of seeds. Returns the figures of the shard."""
    seeds: list[SeedText] = []
    rejected: list[Rejected] = []
    for record in task.shard.read():
        if isinstance(record, Rejected):
            rejected.append(record)
        else:
            seeds.append(seed_text(record))
    texts = [seed.text for seed in seeds]
    found = terms_of(texts)
    arrays: Arrays = {
        "starts": found.starts,
        "terms": found.terms,
        "counts": found.counts,
        "group": np.array([int(content_id(seed.kind, seed.group), 16) for seed in seeds], dtype=np.uint64),
    }
    if settings.embedding:
        arrays["vectors"] = embed(settings.embedding, texts) if texts else np.zeros((0, 0), dtype=np.float32)
    save(arrays_path(run, STAGE, task.number), arrays)
    write_blobs(blobs_path(run, STAGE, task.number), map(msgspec.msgpack.encode, seeds))
    run.write_rejected(STAGE, task.number, rejected)
    return {
        "seeds": len(seeds),
        "kinds": dict(Counter(seed.kind for seed in seeds)),
        "rejected": dict(Counter(item.rule for item in rejected)),
    }
