"""Third stage of ``talk``: a range of anchors → their ``Dialogue`` records, verdicts and rejections.

Each dialogue is a function of the document graph, the anchor, the run's seed and, if a model writes, its answers.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers, Request, Unanswered
from lemnos.pipeline.objects import Objects
from lemnos.records import MEMORY_KINDS, Dialogue, Rejected, ScoreCard, Verdict
from lemnos.steps.talk.check.review import RULES
from lemnos.steps.talk.check.score_card import round_trip, weakest
from lemnos.steps.talk.dialogues.builder import STAGE, BuiltDialogue, DialogueBuilder, Unbuilt, writing_key
from lemnos.steps.talk.dialogues.left_out import LEFT_OUT
from lemnos.steps.talk.dialogues.plan_cache import Drafts, KeptPlan, keep, read_kept, write_kept
from lemnos.steps.talk.dialogues.token_counts import token_figures
from lemnos.steps.talk.dialogues.trial import Trial, judge_first_shards
from lemnos.steps.talk.memory.grounding import octave, ungrounded
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.write.base import Writer
from lemnos.steps.talk.write.model import ModelWriter
from lemnos.store.atomic_files import writing
from lemnos.store.run_folder import RunFolder
from lemnos.text.scripts import count_words

LOW_SCORE = "low_score"


class DialogueTask(msgspec.Struct, frozen=True):
    """The dialogues of the clusters (or anchors, see ``DialogueBuilder.numbers``) ``first`` to ``last``, exclusive."""

    number: int
    first: int
    last: int


@lru_cache(maxsize=1)
def _builder(
    run: RunFolder,
    settings: TalkSettings,
    objects: Objects,
    built: tuple[int, int],  # noqa: ARG001 - a key
) -> DialogueBuilder:
    return DialogueBuilder(run, settings, objects)


def _built(run: RunFolder) -> tuple[int, int]:
    """Return a key that changes when the graph in a run folder is replaced during the life of one process."""
    status = run.work("graph", "indptr.npy").stat()
    return status.st_ino, status.st_mtime_ns


def make_dialogues(
    run: RunFolder,
    settings: TalkSettings,
    seed: int,
    asked: AskedModel | None,
    objects: Objects,
    task: DialogueTask,
    answers: Answers | None = None,
) -> dict[str, Any]:
    """Build and write the dialogues of one range of anchors; return the shard's figures.

    Args:
        run: The run folder.
        settings: How documents become dialogues.
        seed: Seeds every random choice.
        asked: The model that writes the user turns; None for the offline writer.
        objects: A reward or a writer of the user's own.
        task: The anchors.
        answers: The model's answers so far.

    Raises:
        Unanswered: The model has not answered everything yet; nothing was written.
        LemnosError: Too many of the model's first turns were refused.
    """
    most_refused = settings.model_writer.stop_refused if asked is not None else 1.0
    judge_first_shards(run, STAGE, most_refused, task.number)
    builder = _builder(run, settings, objects, _built(run))
    waiting = run.work(STAGE, f"{task.number:06}.plans")
    kept = read_kept(waiting) if asked is not None else {}
    drafts = Drafts(builder.offline, {})
    writer = _writer(builder, asked, drafts, answers or Answers())
    plans: list[KeptPlan] = []
    made: list[BuiltDialogue] = []
    rejected: list[Rejected] = []
    refused: list[Verdict] = []
    left_out: Counter[str] = Counter()
    unanswered: list[Request] = []
    trial = Trial(most_refused) if asked is not None and not task.number else None
    for cluster in builder.numbers(task.first, task.last):
        known = kept.get(cluster)
        planned = builder.planned(cluster, seed, known.plan if known else None)
        if isinstance(planned, Rejected):
            rejected.append(planned)
            continue
        key = writing_key(seed, planned)
        if known is not None:
            drafts.by_seed[key] = known.drafts
        try:
            result = builder.dialogue(planned, seed, writer)
        except Unanswered as waits:
            unanswered += waits.requests
            if trial is not None:
                trial.waits(len(planned.plan.steps), waits.requests)
            plans.append(known or keep(cluster, planned.plan, drafts.by_seed[key]))
            continue
        if trial is not None:
            trial.add(result.written)
        if isinstance(result, Unbuilt):
            rejected.append(result.rejected)
            left_out.update(who for who in result.written if who.startswith(LEFT_OUT))
            continue
        low = _low_score(result.dialogue, settings.min_score)
        if low is None:
            made.append(result)
        else:
            rejected.append(low[0])
            refused.append(low[1])
    if unanswered:
        if not kept:
            write_kept(waiting, plans)
        raise Unanswered(trial.requests if trial is not None and trial.requests else unanswered)
    written = dict(Counter(who for one in made for who in one.written) + left_out)
    judge_first_shards(run, STAGE, most_refused, task.number, written)
    verdicts = [
        msgspec.structs.replace(verdict, record=one.dialogue.id) for one in made for verdict in one.checked.verdicts
    ]
    dialogues = [one.dialogue for one in made]
    run.write_records(STAGE, task.number, Dialogue, dialogues)
    run.write_records("verdicts", task.number, Verdict, verdicts + refused)
    run.write_rejected(STAGE, task.number, rejected)
    with writing(run.work(STAGE, f"{task.number:06}.npy")) as stream:
        np.save(stream, np.array([row for one in made for row in one.documents], dtype=np.int32))
    with writing(run.work(STAGE, f"{task.number:06}.segments.npy")) as stream:
        np.save(stream, np.array([row for one in made for row in one.segments], dtype=np.int32).reshape(-1, 3))
    waiting.unlink(missing_ok=True)
    return {
        **figures(dialogues),
        **token_figures(dialogues, [one.tokens for one in made]),
        "answers_with_code": sum(one.with_code for one in made),
        "checks": _checks(made),
        "round_trip": round_trip(dialogues),
        "rejected": dict(Counter(refusal.rule for refusal in rejected)),
        "written": written,
    }


def _writer(builder: DialogueBuilder, asked: AskedModel | None, drafts: Drafts, answers: Answers) -> Writer:
    if builder.own_writer is not None:
        return builder.own_writer
    if asked is None:
        return builder.offline
    settings = builder.settings.model_writer
    return ModelWriter(asked.name, asked.prompts, settings, drafts, builder.common, answers)


class FirstQuestions(msgspec.Struct, frozen=True):
    """The requests of a range of anchors before any answer is known."""

    clusters: int
    """Clusters (or anchors) of the range; fewer may give a dialogue."""
    turns: tuple[int, ...]
    """Turns of each dialogue."""
    requests: tuple[tuple[Request, ...], ...]
    """Requests of each dialogue; empty for the offline writer."""


def first_questions(
    run: RunFolder,
    settings: TalkSettings,
    seed: int,
    asked: AskedModel | None,
    objects: Objects,
    task: DialogueTask,
) -> FirstQuestions:
    """Return what the dialogues of one range of anchors would ask a model; writes nothing."""
    builder = _builder(run, settings, objects, _built(run))
    clusters = builder.numbers(task.first, task.last)
    writer = _writer(builder, asked, Drafts(builder.offline, {}), Answers())
    turns: list[int] = []
    requests: list[tuple[Request, ...]] = []
    for cluster in clusters:
        planned = builder.planned(cluster, seed)
        if isinstance(planned, Rejected):
            continue
        turns.append(len(planned.plan.steps))
        requests.append(())
        if asked is not None:
            try:
                writer.write(planned.topics, planned.plan.steps, writing_key(seed, planned))
            except Unanswered as waits:
                requests[-1] = tuple(waits.requests)
    return FirstQuestions(len(clusters), tuple(turns), tuple(requests))


def _low_score(dialogue: Dialogue, least: float) -> tuple[Rejected, Verdict] | None:
    """Return the rejection and the verdict of a dialogue whose score is below ``least``; None if it is not."""
    card = dialogue.meta.card
    if card.score >= least:
        return None
    part = weakest(card)
    reason = (
        f"its score is {card.score:.2f}, below talk.min_score {least:g}; weakest part: {part} {getattr(card, part):.2f}"
    )
    anchor = dialogue.documents[0]
    return (
        Rejected(stage=STAGE, rule=LOW_SCORE, reason=reason, source=anchor.source, record=anchor.title),
        Verdict(record=dialogue.id, stage=STAGE, rule=LOW_SCORE, keep=False, reason=reason, score=card.score),
    )


def _checks(made: Sequence[BuiltDialogue]) -> dict[str, int]:
    """Return how many turns failed each check at first, and in the end."""
    first = Counter(verdict.rule for one in made for verdict in one.checked.verdicts)
    last = Counter(rule for one in made for rule in one.checked.faults.values())
    return {
        "turns": sum(len(one.checked.turns) for one in made),
        **{f"{rule}_at_first": first[rule] for rule in RULES},
        **{f"{rule}_in_the_end": last[rule] for rule in RULES},
    }


def figures(dialogues: Sequence[Dialogue]) -> dict[str, Any]:
    """Return the figures that the report adds up over shards."""
    memory = [turn for dialogue in dialogues for turn in dialogue.turns if turn.kind in MEMORY_KINDS]
    kinds = Counter(turn.kind.value for dialogue in dialogues for turn in dialogue.turns)
    user = [message.content for dialogue in dialogues for message in dialogue.messages[::2]]
    assistant = [message.content for dialogue in dialogues for message in dialogue.messages[1::2]]
    return {
        "dialogues": len(dialogues),
        "turns": [len(dialogue.turns) for dialogue in dialogues],
        "documents": [len(dialogue.documents) for dialogue in dialogues],
        "switches": [dialogue.meta.switches for dialogue in dialogues],
        "returns": [dialogue.meta.returns for dialogue in dialogues],
        "rewards": [dialogue.meta.mean_reward for dialogue in dialogues],
        "cards": {
            name: [getattr(dialogue.meta.card, name) for dialogue in dialogues] for name in ScoreCard.__struct_fields__
        },
        "kinds": dict(sorted(kinds.items())),
        "asks": dict(sorted(Counter(turn.asks for d in dialogues for turn in d.turns if turn.asks).items())),
        "raised": sum(dialogue.meta.raised for dialogue in dialogues),
        "memory_distances": dict(Counter(octave(turn.distance) for turn in memory if turn.recalls)),
        "memory_verbatim": sum(turn.verbatim for turn in memory),
        "memory_ungrounded": sum(map(ungrounded, dialogues)),
        "user_words": sum(map(count_words, user)),
        "assistant_words": sum(map(count_words, assistant)),
        "bytes": sum(len(text.encode()) for text in (*user, *assistant)),
    }
