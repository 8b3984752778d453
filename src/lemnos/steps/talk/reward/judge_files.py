"""Evaluates models on several files of cases: ``Case`` lists by file → ``Evaluation`` by file, and one over all
files."""

from collections.abc import Mapping, Sequence

import msgspec

from lemnos.errors import InputError
from lemnos.steps.talk.reward.baselines import Ranker
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.evaluate import Evaluation, Judged, baselines, evaluate, judge, judgeable, together

TOGETHER = "all files"
"""Name of the evaluation over all files."""


def judge_files(
    sets: Mapping[str, Sequence[Case]], models: Mapping[str, Ranker], rankers: Mapping[str, Ranker], seed: int
) -> dict[str, Evaluation]:
    """Return the figures for each file of cases and, if there are several, for all of them together.

    Args:
        sets: Cases by the name of their file.
        models: Models whose scores are meant as probabilities, by name.
        rankers: Models that only rank, evaluated in addition to the baselines, by name.
        seed: Seed of the bootstrap.

    Raises:
        InputError: No case of a file can be evaluated.
    """
    evaluations: dict[str, Evaluation] = {}
    scored: list[dict[str, Judged]] = []
    kept: list[Case] = []
    left: dict[str, int] = {}
    for path, cases in sets.items():
        usable, left_out = judgeable(cases)
        if not usable:
            raise InputError(
                "no case can be evaluated",
                where=path,
                remedy='give cases with a "positive" and two or more "candidates"',
            )
        contenders = {**models, **rankers, **baselines(usable)}
        judged = {name: judge(model, usable) for name, model in contenders.items()}
        evaluations[path] = evaluate(usable, left_out, judged, models, seed)
        scored.append(judged)
        kept += [
            msgspec.structs.replace(case, group=f"{path}/{case.group or index}") for index, case in enumerate(usable)
        ]
        left = {reason: left.get(reason, 0) + count for reason, count in left_out.items()}
    if len(sets) > 1:
        shared = [name for name in scored[0] if all(name in judged for judged in scored)]
        whole = {name: together([judged[name] for judged in scored]) for name in shared}
        evaluations[TOGETHER] = evaluate(kept, left, whole, models, seed)
    return evaluations
