"""Tasks of lm-eval on local files: a folder of its task files and their data → ``ItemScore`` records.

`lm-eval` reads the tasks, writes their prompts and computes their metrics; likelihoods are ours, so prefixes are shared
and a GGUF file is as good as a folder. Nothing is downloaded: paths in a task file are relative to the folder. Only
tasks that ask for likelihoods are run. A text of ``loglikelihood_rolling`` is scored in the pieces of
``suites.prose.pieces``, each after the piece before it, where lm-eval's own models take disjoint windows.
"""

import contextlib
import io
import logging
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.records import ContinuationScore, Metric
from lemnos.steps.evaluate.scoring.encode import Encoded, Encoder
from lemnos.steps.evaluate.scoring.likelihoods import Scored, likelihoods_of, too_long
from lemnos.steps.evaluate.scoring.model import LanguageModel
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request
from lemnos.steps.evaluate.suites.prose import pieces

SUITE = "harness"
_PER_WEIGHT = {"bits_per_byte": 1 / math.log(2)}
"""Metrics that lm-eval gives as (log-likelihood, weight) → factor of the mean of minus one over the other."""


class HarnessChunk(msgspec.Struct, frozen=True):
    """One task."""

    folder: str
    task: str
    limit: int | None


def tasks_of(folder: str) -> dict[str, int]:
    """Return the tasks of a folder, in the order of their names, and how many items each has.

    Raises:
        InputError: There is none, or one cannot be loaded.
        SettingsError: lm-eval is not installed, or a task has text generated.
    """
    if not Path(folder).is_dir():
        raise InputError("is no folder", where=folder, remedy="give the folder of lm-eval's task files")
    with _opened(folder) as manager:
        found = {name: _task(manager, name, folder) for name in sorted(manager.all_tasks)}
    if not found:
        raise InputError("holds no task of lm-eval", where=folder, remedy="put a task file, *.yaml, into it")
    for name, task in found.items():
        if task.OUTPUT_TYPE == "generate_until":
            raise SettingsError(
                f"the task {name!r} has text generated, and only likelihoods are asked for",
                where=folder,
                remedy="take its file out of the folder, or run lm-eval itself",
            )
    return {name: len(task.eval_docs) for name, task in found.items()}


def score_task(path: str, checkpoint: str, model: LanguageModel, encoder: Encoder) -> Scored:
    """Score one task.

    Args:
        path: File of the ``HarnessChunk``.
        checkpoint: Name of the checkpoint in the results.
        model: The checkpoint.
        encoder: Its encoder.
    """
    from lm_eval.evaluator import evaluate

    chunk = msgspec.msgpack.decode(Path(path).read_bytes(), type=HarnessChunk)
    asked = _asking(model, encoder)
    with _opened(chunk.folder) as manager:
        tasks = manager.load([chunk.task])
        with contextlib.redirect_stderr(io.StringIO()):  # progress bars
            found = evaluate(asked, tasks, limit=chunk.limit, bootstrap_iters=0, log_samples=True, verbosity="ERROR")
    suite = f"{SUITE}:{chunk.task}"
    records, refused = [], []
    for sample in found["samples"][chunk.task]:
        name = f"{sample['doc_id']}" + (f":{sample['filter']}" if sample["filter"] != "none" else "")
        scores = tuple(_scores(sample, asked))
        if any(math.isinf(score.bits) for score in scores):
            refused.append(too_long(checkpoint, f"{suite}:{name}", encoder.window))
            continue
        gold = sample["target"] if isinstance(sample["target"], int) and 0 <= sample["target"] < len(scores) else 0
        item = Item(id=name, suite=suite, cluster=str(sample["doc_id"]), kind="choice", requests=())
        records.append(item.scored(checkpoint, gold=gold, scores=scores, metrics=tuple(_metrics(sample))))
    return Scored(records, refused, asked.encoded, asked.computed)


def _metrics(sample: dict[str, Any]) -> Iterator[Metric]:
    for name in sample["metrics"]:
        value = sample[name]
        if isinstance(value, bool | int | float):
            yield Metric(name, float(value))
        elif name in _PER_WEIGHT and value[1]:
            yield Metric(name, -_PER_WEIGHT[name] * float(value[0]) / float(value[1]), float(value[1]))


def _scores(sample: dict[str, Any], asked: Any) -> Iterator[ContinuationScore]:
    for number, arguments in enumerate(sample["arguments"]):
        prompt, continuation = arguments if len(arguments) == 2 else ("", arguments[0])
        bits, tokens, greedy = asked.scored[prompt, continuation]
        size = len(continuation.encode("utf-8", "surrogatepass"))
        yield ContinuationScore(str(number), prompt, continuation, bits, size, tokens, greedy=greedy)


@contextlib.contextmanager
def _opened(folder: str) -> Iterator[Any]:
    """Yield lm-eval's manager of the tasks of a folder, inside of the folder and offline."""
    os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
    try:
        from lm_eval.tasks import TaskManager
    except ImportError as error:
        raise SettingsError(
            f"lm-eval is not installed ({error})", where=folder, remedy="pip install 'lemnos[lm-eval]'"
        ) from None
    import datasets

    logging.getLogger("lm_eval").setLevel(logging.ERROR)
    datasets.disable_progress_bars()
    with contextlib.chdir(folder):
        yield TaskManager(include_path=os.getcwd(), include_defaults=False)


def _task(manager: Any, name: str, folder: str) -> Any:
    try:
        return manager.load([name])["tasks"][name]
    except Exception as error:  # lm-eval, datasets and jinja raise whatever they like
        what = (
            f"the task {name!r} cannot be loaded ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        )
        raise InputError(what, where=folder, remedy="check its file, and that its data lie beside it") from None


def _asking(model: LanguageModel, encoder: Encoder) -> Any:
    """Return a model as lm-eval asks one, which keeps what it was asked."""
    from lm_eval.api.model import LM

    class Asked(LM):  # type: ignore[misc, unused-ignore]
        """Answers requests for likelihoods."""

        def __init__(self) -> None:
            super().__init__()
            self.scored: dict[tuple[str, str], tuple[float, int, bool]] = {}
            """Prompt and continuation → bits, tokens, and whether greedy decoding writes it."""
            self.encoded: list[Encoded] = []
            self.computed = 0

        def loglikelihood(self, requests: list[Any]) -> list[tuple[float, bool]]:
            self._score([[(prompt, text, Prompt(tail=prompt))] for prompt, text in _arguments(requests)])
            found = (self.scored[prompt, text] for prompt, text in _arguments(requests))
            return [(-bits * math.log(2), greedy) for bits, _, greedy in found]

        def loglikelihood_rolling(self, requests: list[Any]) -> list[float]:
            self._score([list(_after_each_other(text)) for (text,) in _arguments(requests)])
            return [-self.scored["", text][0] * math.log(2) for (text,) in _arguments(requests)]

        def generate_until(self, requests: list[Any]) -> list[str]:
            raise NotImplementedError("tasks_of refuses such tasks")

        def _score(self, texts: Sequence[list[tuple[str, str, Prompt]]]) -> None:
            """Score texts, each in parts of one prompt and continuation: the sum of the parts."""
            encoded = [[encoder.encode(Request("", each, part)) for _, part, each in parts] for parts in texts]
            kept = [one for parts in encoded for one in parts if one is not None]
            found, computed = likelihoods_of(model, kept)
            self.encoded += kept
            self.computed += computed
            left = iter(found)
            for parts, codes in zip(texts, encoded, strict=True):
                held = [next(left) for code in codes if code is not None]
                bits = math.inf if None in codes else sum(one.bits for one in held)
                tokens = sum(len(code.tokens) - code.first for code in codes if code is not None)
                text = "".join(part for _, part, _ in parts)
                self.scored[parts[0][0], text] = (bits, tokens, all(one.greedy for one in held))

    return Asked()


def _arguments(requests: Iterable[Any]) -> Iterator[Any]:
    for request in requests:
        yield request.args


def _after_each_other(text: str) -> Iterator[tuple[str, str, Prompt]]:
    before = ""
    for piece in pieces(text):
        yield "", piece, Prompt(tail=before)
        before = piece
