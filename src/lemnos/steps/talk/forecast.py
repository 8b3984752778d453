"""Estimate a run of ``talk``: plan the dialogues of a sample of anchors, and collect the first requests.

Takes documents that are read and linked; the sample is spread evenly over them. Costs about 10 CPU-ms a dialogue.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from lemnos.llm.identity import AskedModel
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job
from lemnos.pipeline.objects import Objects
from lemnos.steps.talk.dialogues.make import DialogueTask, FirstQuestions, first_questions
from lemnos.steps.talk.graph.build import load_graph
from lemnos.steps.talk.settings import TalkSettings
from lemnos.store.run_folder import RunFolder

_PER_TASK = 8
_WORD_TOKENS, _TURN_TOKENS = 1.25, 4
"""Assumed tokens of a word of the user, and of the number, quotation marks and comma around a turn."""


class _Planned(NamedTuple):
    number: int
    questions: FirstQuestions


def forecast(job: Job[TalkSettings], settings: TalkSettings, clusters: int, sample: int) -> Expected:
    """Return what the dialogues will be and ask.

    Args:
        job: The job; its documents and graph are in the run folder.
        settings: Of the step, for the dialogues.
        clusters: Number of clusters, or of documents where each can be an anchor.
        sample: Clusters whose dialogues are planned, at least 8.
    """
    count = -(-clusters // _PER_TASK)
    wanted = min(count, max(1, sample // _PER_TASK))
    tasks = [
        DialogueTask(number, number * _PER_TASK, min((number + 1) * _PER_TASK, clusters))
        for number in (index * count // wanted for index in range(wanted))
    ]
    job.progress.start("plan", "cluster")
    planned: dict[int, FirstQuestions] = {}
    plan = partial(_plan, job.run, settings, job.seed, job.model, job.objects)
    for number, questions in job.engine.map(plan, tasks):
        planned[number] = questions
        job.progress.update(len(planned) * _PER_TASK, len(tasks) * _PER_TASK)
    parts = [planned[number] for number in sorted(planned)]
    dialogues = sum(len(part.turns) for part in parts)
    job.progress.finish(f"{dialogues:,} dialogues planned")
    usable = load_graph(job.run.work("graph")).usable
    documents = int(usable.sum())
    if job.limit is not None:
        documents = int(usable[np.load(job.run.work("clusters", "sample.npy"))].sum())
    sampled = sum(part.clusters for part in parts)
    items = clusters if settings.reuse else documents
    scale = items / sampled if sampled else 0.0
    turns = sum(sum(part.turns) for part in parts)
    prompts = tuple(requests for part in parts for requests in part.requests)
    writer = settings.model_writer
    asked = sum(map(len, prompts)) if writer.prompt == "compact" else turns * writer.candidates
    words = writer.style.words
    return Expected(
        counts={"documents": documents, "dialogues": round(dialogues * scale), "turns": round(turns * scale)},
        sampled=sampled,
        items=items,
        prompts=prompts,
        generated=asked * (sum(words) / len(words) * _WORD_TOKENS + _TURN_TOKENS) if any(prompts) else 0.0,
        nobody="" if job.model else _nobody(job),
    )


def _nobody(job: Job[TalkSettings]) -> str:
    writer = job.objects.get("writer")
    who = f"the writer {writer.name}" if writer is not None else "the offline writer"
    return f"{who} writes the user turns: no model is asked, and it costs nothing (--model NAME asks one)"


def _plan(
    run: RunFolder, settings: TalkSettings, seed: int, asked: AskedModel | None, objects: Objects, task: DialogueTask
) -> _Planned:
    return _Planned(task.number, first_questions(run, settings, seed, asked, objects, task))
