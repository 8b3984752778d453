"""Trains a reward model, in numpy: ``Source`` list (files of cases, finished run folders) → an ``.npz`` file.

1. The background table: the share of texts that contain each stem.
2. The text part: a network over text features of all cases except walks (``network``).
3. The heads: linear models over the text part's logit and the state, trained on walks; the head without order also on
   readings.
4. Calibration: slope and offset of each head by logistic regression (Platt 1999) on cases that nothing else was trained
   on, with equal weight for true answers and others.

Documents and conversations are assigned to parts by the hash of their names: one part in eight is left for evaluation,
one is used for calibration. The same sources, settings and seed give the same bytes on the same machine. The shipped
model takes a minute.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta

from lemnos.errors import InputError
from lemnos.records.licences import licence_filter
from lemnos.steps.talk.reward.cases import Case, read_cases
from lemnos.steps.talk.reward.document_cases import PARTS, Corpus, Walk, part
from lemnos.steps.talk.reward.encode import Matrix, encode, idf_of, stem_rates
from lemnos.steps.talk.reward.learned import followed
from lemnos.steps.talk.reward.model import Head, RewardModel, combined, log_ratio
from lemnos.steps.talk.reward.network import FitSettings, Network, fit, fit_linear
from lemnos.steps.talk.reward.segment_follower import PLACE, STATE
from lemnos.steps.talk.reward.text_follower import FEATURES

HELD = frozenset({0})
"""Parts of a corpus that are left for evaluation."""
CALIBRATION = frozenset({1})
TRAINING = frozenset(range(PARTS)) - HELD - CALIBRATION
_ABSENT = np.float32(-1e9)
_SHARE = 0.25
"""Number of cases of a run for calibration, relative to training."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source of cases: a ``.jsonl`` file of cases, or the folder of a finished ``lemnos talk`` run."""

    path: Path
    name: str
    """Name in the notes of the model."""
    licence: str = ""
    """Licence in the notes; for a run whose documents have licences, those are used instead."""
    only_licence: tuple[str, ...] = ()
    """For a run: licences of the documents that are used; all if empty."""
    exclude_licence: tuple[str, ...] = ()
    """For a run: licences of the documents that are not used."""
    weight: Annotated[float, Meta(gt=0)] = 1.0
    """Weight of each of its cases."""
    readings: Annotated[int, Meta(ge=0)] = 0
    """For a run: number of reading cases to make, see ``document_cases``. A third of them have paired segments."""
    talks: Annotated[int, Meta(ge=0)] = 0
    """For a run: number of talk cases to make, with paired segments."""
    walks: Annotated[int, Meta(ge=0)] = 0
    """For a run: number of walk cases, which train the heads, to make."""
    background: Annotated[float, Meta(ge=0)] = 0.0
    """For a run: its weight in the background table."""


class TrainSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the reward is trained."""

    seed: int = 0
    """Seed of every random choice."""
    units: Annotated[int, Meta(ge=1)] = 4
    """Hidden units of each network."""
    networks: Annotated[int, Meta(ge=1)] = 4
    """Number of networks whose logits are averaged."""
    epochs: Annotated[int, Meta(ge=1)] = 8
    """Number of passes over the cases."""


class Table(NamedTuple):
    """Features of cases, the true candidate first."""

    text: Matrix
    """Shape: (cases, len(FEATURES), candidates)."""
    state: Matrix
    """0 if a case has no positions. Shape: (cases, len(STATE), candidates)."""
    repeated: Matrix
    """See ``Follower.repeated``. Shape: (cases, candidates)."""
    absent: Matrix
    """0, or a large negative number where a case has fewer candidates. Shape: (cases, candidates)."""
    weights: Matrix
    """Shape: (cases,)."""


Weighted = list[tuple[Case, float]]
Problem = Callable[[str], None]


def train(
    sources: Sequence[Source], settings: TrainSettings, out: Path, problem: Problem = lambda _: None
) -> dict[str, Any]:
    """Train a reward, write it to ``out``, and return its notes.

    Args:
        sources: Where the cases come from.
        settings: How the reward is trained.
        out: The ``.npz`` file to write.
        problem: Called with a message for each invalid line of a file of cases.

    Raises:
        InputError: A source cannot be read, or the sources yield nothing to train on.
    """
    corpora = _corpora(sources, TRAINING)
    known = [source for source in sources if source.background and source.name in corpora]
    rates = stem_rates(
        [corpora[source.name].single.texts() for source in known], [source.background for source in known]
    )
    idf = idf_of(rates)
    texts, walks, counts = _cases(sources, corpora, TRAINING, 1.0, idf, settings.seed, problem)
    if not texts:
        raise InputError("no cases to train on in the inputs", remedy=_more(sources))
    fitting = FitSettings(units=settings.units, seeds=settings.networks, epochs=settings.epochs)
    table = tabulate(texts, idf)
    network = fit(table.text, table.absent, table.weights, fitting, settings.seed)
    walk_table = tabulate(walks, idf)
    # Readings teach what a section is, but about order only that the next segment is next.
    reading_table = tabulate([*walks, *(entry for entry in texts if entry[0].candidate_places)], idf)
    head = _head(network, reading_table, len(PLACE), fitting, settings.seed)
    ordered_head = _head(network, walk_table, len(STATE), fitting, settings.seed)
    calibration_cases = _cases(
        sources, _corpora(sources, CALIBRATION), CALIBRATION, _SHARE, idf, settings.seed, problem
    )
    text_table, walk_table = tabulate(calibration_cases[0], idf), tabulate(calibration_cases[1], idf)
    plain = _calibrated(network, Head(1.0, np.zeros(len(STATE), dtype=np.float32)), text_table)
    placed, ordered = (_calibrated(network, raw, walk_table) for raw in (head, ordered_head))
    notes = {
        "sources": [
            {"name": source.name, "licence": _licence(source, corpora), "weight": source.weight, "cases": cases}
            for source, cases in zip(sources, counts, strict=True)
        ],
        "calibration_cases": {"text": len(calibration_cases[0]), "places": len(calibration_cases[1])},
        "settings": msgspec.to_builtins(settings),
        "features": FEATURES,
        "state": STATE,
    }
    RewardModel(rates, network, plain, placed, ordered, notes).save(out)
    return notes


def _more(sources: Sequence[Source]) -> str:
    chosen = any(source.only_licence or source.exclude_licence for source in sources)
    return f"{'choose other licences, ' * chosen}give more documents, or cases with a positive"


class _Run(NamedTuple):
    """The documents of a run, with single segments and with pairs."""

    single: Corpus
    paired: Corpus


def _corpora(sources: Sequence[Source], parts: frozenset[int]) -> dict[str, _Run]:
    corpora = {}
    for source in sources:
        if source.path.is_dir():
            passes = licence_filter(source.only_licence, source.exclude_licence)
            corpora[source.name] = _Run(
                Corpus(source.path, parts, passes=passes), Corpus(source.path, parts, pairs=True, passes=passes)
            )
    return corpora


def _licence(source: Source, corpora: dict[str, _Run]) -> str:
    return (corpora[source.name].single.licences() if source.name in corpora else "") or source.licence


def _cases(
    sources: Sequence[Source],
    corpora: dict[str, _Run],
    parts: frozenset[int],
    share: float,
    idf: Matrix,
    seed: int,
    problem: Problem,
) -> tuple[Weighted, Weighted, list[int]]:
    """Return the cases for the text part, those for the heads, and the number of cases of each source."""
    texts: Weighted = []
    walks: Weighted = []
    counts = []
    for source in sources:
        before = len(texts) + len(walks)
        if source.name in corpora:
            run, key = corpora[source.name], f"{seed}/{source.name}"
            readings, talks, wandering = (
                round(count * share) for count in (source.readings, source.talks, source.walks)
            )
            cases = [
                *run.single.readings(readings - readings // 3, key),
                *run.paired.readings(readings // 3, key),
                *run.paired.talks(talks, key, Walk(), idf),
            ]
            texts += [(case, source.weight) for case in cases]
            walks += [(case, source.weight) for case in run.single.walks(wandering, key, Walk())]
        else:
            texts += [(case, source.weight) for case in _given(source.path, parts, problem)]
        counts.append(len(texts) + len(walks) - before)
    return texts, walks, counts


def _given(path: Path, parts: frozenset[int], problem: Problem) -> Iterator[Case]:
    """Yield the cases of a file that can be trained on, the true answer first."""
    for case in read_cases(str(path), problem):
        if case.history and case.positive and len(case.candidates) > 1 and part(case.group) in parts:
            others = tuple(text for text in case.candidates if text != case.positive)
            yield Case(history=case.history, candidates=(case.positive, *others), group=case.group)


def tabulate(cases: Weighted, idf: Matrix) -> Table:
    """Return the features of weighted cases whose true answer is their first candidate."""
    rows: dict[str, int] = {}
    for case, _ in cases:
        for text in (*case.history, *case.candidates):
            rows.setdefault(text, len(rows))
    encoded = encode(list(rows), idf)
    shape = (len(cases), max((len(case.candidates) for case, _ in cases), default=1))
    table = Table(
        np.zeros((shape[0], len(FEATURES), shape[1]), dtype=np.float32),
        np.zeros((shape[0], len(STATE), shape[1]), dtype=np.float32),
        np.zeros(shape, dtype=np.float32),
        np.full(shape, _ABSENT),
        np.array([weight for _, weight in cases], dtype=np.float32),
    )
    for number, (case, _) in enumerate(cases):
        texts = encoded.take(np.array([rows[text] for text in (*case.history, *case.candidates)]))
        follower, state = followed(case, texts)
        width = len(case.candidates)
        table.text[number, :, :width] = follower.features()[:, 0]
        table.repeated[number, :width] = follower.repeated()[0]
        if state:
            table.state[number, :, :width] = state.features()[:, 0]
        table.absent[number, :width] = 0
    return table


def _head(network: Network, table: Table, width: int, settings: FitSettings, seed: int) -> Head:
    """Fit a head over the first ``width`` features of the state."""
    state = np.zeros(len(STATE), dtype=np.float32)
    if not len(table.weights):
        return Head(1.0, state)
    logits = network.logits(table.text.swapaxes(0, 1))[:, None]
    weights = fit_linear(
        np.concatenate([logits, table.state[:, :width]], axis=1), table.absent, table.weights, settings, seed
    )
    state[:width] = weights[1:]
    return Head(float(weights[0]), state)


def _calibrated(network: Network, head: Head, table: Table) -> Head:
    """Return a head with its slope and offset fitted by Newton's method."""
    present = table.absent == 0
    total = combined(head, network.logits(table.text.swapaxes(0, 1)), table.repeated, table.state.swapaxes(0, 1))
    rivals = present.sum(axis=1) - 1
    if not len(total) or not rivals.all():
        return head
    logits = log_ratio(np.where(present, total, -np.inf), present.sum(axis=1, keepdims=True))
    weight = np.where(present, 1 / rivals[:, None], 0).astype(np.float64)
    weight[:, 0] = 1
    weight *= table.weights[:, None] / weight.sum()
    truth = np.zeros(logits.shape)
    truth[:, 0] = 1
    design = np.stack([logits[present], np.ones(int(present.sum()))]).astype(np.float64)
    weight, truth, fitted = weight[present], truth[present], np.zeros(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(fitted @ design)))
        slope = design @ (weight * (truth - chance))
        curvature = (design * (weight * chance * (1 - chance))) @ design.T
        fitted = fitted + np.linalg.solve(curvature + 1e-9 * np.eye(2), slope)
    return head._replace(slope=float(fitted[0]), offset=float(fitted[1]))
