"""Estimate a run of ``pack``: a sample of the shards of the inputs is packed in a folder that is deleted afterwards.

Takes as long as packing the sample. A tokenizer that would be trained is trained on the sample, so there will be
somewhat fewer tokens than estimated.
"""

from collections.abc import Sequence
from functools import partial

import msgspec

from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job
from lemnos.pipeline.statistics import summed
from lemnos.steps.pack.fit.plan import STAGE as PLAN
from lemnos.steps.pack.fit.plan import budget, plan
from lemnos.steps.pack.fit.windows import STAGE as FIT
from lemnos.steps.pack.fit.windows import FitTask, fit
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.load import TOKENIZER, unpacked
from lemnos.steps.pack.tokenise.stage import PackTask, make_tokenizer, tokenise
from lemnos.steps.pack.tokenise.store import STAGE as TOKENISE

_PER_SHARD = 64
"""Assumed records in a shard: how many shards a sample of records is."""


def forecast(job: Job[PackSettings], tasks: Sequence[PackTask], weights: tuple[float, ...], sample: int) -> Expected:
    """Return how many records, tokens and windows there will be.

    Args:
        job: The job.
        tasks: The shards of the inputs.
        weights: How often the records of each input are packed.
        sample: About how many records are packed.
    """
    wanted = min(len(tasks), max(1, sample // _PER_SHARD))
    chosen = [msgspec.structs.replace(tasks[number * len(tasks) // wanted], number=number) for number in range(wanted)]
    most = budget(job.settings.tokens)
    there = sum(1 for task in chosen for _ in task.shard.read())
    share = min(1.0, sample / there) if there else 1.0
    settings = unpacked(job.run, job.settings)
    settings = msgspec.structs.replace(settings, tokens="", formats=(), sample=settings.sample * share)
    job.whole(TOKENIZER, partial(make_tokenizer, job.run, settings, job.seed, chosen), _nothing)
    job.map(
        TOKENISE,
        partial(tokenise, job.run, settings, job.seed, False),
        chosen,
        _nothing,
        unit="shard",
        items=len(chosen),
    )
    planned = job.whole(PLAN, partial(plan, job.run, settings, job.seed, len(chosen), weights), _nothing)
    bins = [FitTask(number, split) for number, split in enumerate(planned["splits"])]
    fitted = job.map(FIT, partial(fit, job.run, settings, job.seed), bins, _nothing, unit="shard", items=len(bins))
    scale = len(tasks) / wanted / share if wanted else 0.0
    tokens = planned["packed_tokens"] * scale
    if most is not None and tokens > most:
        scale *= most / tokens
    return Expected(
        counts={
            "records": round(planned["copies"] * scale),
            "tokens": round(planned["packed_tokens"] * scale),
            "tokens with a loss": round(summed(fitted, "trained") * scale),
            "tokens repeated": round(summed(fitted, "repeated") * scale),
            "windows": round(summed(fitted, "windows") * scale),
        },
        sampled=round(there * share),
        items=round(there * len(tasks) / wanted) if wanted else 0,
        nobody="pack asks no model",
    )


def _nothing(done: Sequence[object]) -> str:
    return f"{len(done):,} parts of the sample"
