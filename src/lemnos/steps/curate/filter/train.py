"""Labelled texts → a model folder, with a curve on texts that were held out.

Every text is scored once by classifiers that were trained without any text of its group (``folds``); these scores give
the curve, the threshold and the audit. The classifiers that are kept are trained the same way on all texts. Hard
negatives are found by the same rule one level down: the training texts are halved by group, a classifier of each half
scores the other, and negatives that it takes for positive are given again. So nothing of a text that is scored has
decided anything about the classifier that scores it.

fastText reads its training file in one thread, in an order that the seed decides, so the same labels give the same
bytes. Cost: folds + 1 trainings of each member and of two halves; some 3 MB a CPU-second for each epoch-worth of five.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.steps.curate.filter.audit import Scored, audit
from lemnos.steps.curate.filter.curve import as_csv, curve_of
from lemnos.steps.curate.filter.folds import folds_of
from lemnos.steps.curate.filter.labels import Labelled
from lemnos.steps.curate.filter.line import line_of
from lemnos.steps.curate.filter.model import (
    MODEL,
    NEGATIVE,
    POSITIVE,
    Notes,
    QualityModel,
    digest_of,
    fasttext,
)
from lemnos.steps.curate.filter.settings import Member, TrainSettings
from lemnos.store.atomic_files import write_bytes
from lemnos.version import VERSION

_AUDITED = 12
"""Texts in each sample of the audit."""


def train(
    labelled: Sequence[Labelled],
    settings: TrainSettings,
    out: Path,
    sources: Sequence[str],
    say: Callable[[str], None] = lambda _line: None,
) -> Notes:
    """Train a filter and write its folder; return its notes.

    Args:
        labelled: Texts with both labels.
        settings: How to train.
        out: The folder; what an earlier training wrote there is replaced.
        sources: What the texts are from, for the notes.
        say: Called with a line for each step.

    Raises:
        SettingsError: fastText is not installed, or there are too few texts.
        RunError: The folder cannot be written.
    """
    scored = cross_scored(labelled, settings, say)
    curve = curve_of([each.score for each in scored], [each.item.label for each in scored])
    hard = hard_negatives(labelled, settings)
    say(f"training on all {len(labelled):,} texts, {len(hard):,} hard negatives twice")
    members: dict[str, str] = {}
    for number, model in enumerate(trained([*labelled, *hard], settings)):
        path = out / f"member-{number}.bin"
        out.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".writing-{path.name}")
        model.save_model(str(temporary))
        os.replace(temporary, path)
        members[path.name] = digest_of(path)
    notes = Notes(
        lemnos=VERSION,
        settings=settings,
        sources=list(sources),
        positive=curve.positive,
        negative=curve.negative,
        groups=len({item.group for item in labelled}),
        hard_negatives=len(hard),
        curve=curve,
        members=members,
    )
    write_bytes(out / "curve.csv", as_csv(curve))
    write_bytes(out / "audit.md", audit(scored, curve, _AUDITED).encode())
    write_bytes(out / "held_out.jsonl", msgspec.json.Encoder().encode_lines([_row(each) for each in scored]))
    if find_spec("matplotlib") is not None:
        from lemnos.steps.curate.filter.picture import draw

        draw(curve, scored, out / "curve.png")
    write_bytes(out / MODEL, msgspec.json.format(msgspec.json.encode(notes), indent=1) + b"\n")
    return notes


def cross_scored(
    labelled: Sequence[Labelled], settings: TrainSettings, say: Callable[[str], None] = lambda _line: None
) -> list[Scored]:
    """Return each text with the scores of classifiers that saw nothing of its group, in the order given.

    Raises:
        SettingsError: fastText is not installed, or a part would be without positive or negative texts to train on.
    """
    parts = folds_of(
        [item.group for item in labelled], [item.label for item in labelled], settings.folds, settings.seed
    )
    scored: list[Scored | None] = [None] * len(labelled)
    for part in range(settings.folds):
        others = [item for item, own in zip(labelled, parts, strict=True) if own != part]
        if len({item.label for item in others}) < 2:
            raise SettingsError(
                f"without part {part + 1} of {settings.folds}, all texts have one label",
                where="filter.folds",
                remedy="label more texts, of more sources",
            )
        model = QualityModel(trained([*others, *hard_negatives(others, settings)], settings), settings.words)
        held = [number for number, own in enumerate(parts) if own == part]
        for number in held:
            scored[number] = Scored(labelled[number], tuple(model.members(labelled[number].text)))
        say(f"part {part + 1} of {settings.folds}: trained on {len(others):,} texts, scored {len(held):,}")
    return [each for each in scored if each is not None]


def hard_negatives(labelled: Sequence[Labelled], settings: TrainSettings) -> list[Labelled]:
    """Return the negatives that a classifier trained on other groups takes for positive, the worst first."""
    most = int(settings.hard_negatives * sum(item.label for item in labelled))
    halves = folds_of([item.group for item in labelled], [item.label for item in labelled], 2, settings.seed)
    found: list[tuple[float, str, Labelled]] = []
    for half in (0, 1) if most else ():
        own = [item for item, part in zip(labelled, halves, strict=True) if part == half]
        others = [item for item, part in zip(labelled, halves, strict=True) if part != half]
        if len({item.label for item in others}) < 2:
            continue
        first = msgspec.structs.replace(settings, members=settings.members[:1])
        model = QualityModel(trained(others, first), settings.words)
        scores = ((model.score(item.text), item) for item in own if not item.label)
        found += [(-score, item.id, item) for score, item in scores if score >= 0.5]
    return [item for _, _, item in sorted(found, key=lambda each: each[:2])[:most]]


def trained(labelled: Sequence[Labelled], settings: TrainSettings) -> list[Any]:
    """Return a classifier for each member, trained on these texts."""
    with tempfile.TemporaryDirectory() as folder:
        models = []
        for member in settings.members:
            path = Path(folder) / "texts"
            seed = settings.seed * 1009 + member.seed
            with path.open("wb") as stream:
                for item in sorted(labelled, key=lambda item: _order(seed, item.id)):
                    label = POSITIVE if item.label else NEGATIVE
                    stream.write(label.encode() + b" " + line_of(item.text, settings.words) + b"\n")
            models.append(_trained(path, member, settings, seed))
        return models


def _trained(path: Path, member: Member, settings: TrainSettings, seed: int) -> Any:
    try:
        return fasttext().train_supervised(
            str(path),
            wordNgrams=member.word_ngrams,
            minn=3 if member.letters else 0,
            maxn=member.letters,
            dim=member.dimensions,
            epoch=member.epochs,
            lr=member.rate,
            minCount=settings.min_count,
            bucket=settings.buckets if member.word_ngrams > 1 or member.letters else 0,
            loss="softmax",
            thread=1,
            seed=seed & 0x7FFFFFFF,
            verbose=0,
        )
    except ValueError as error:
        raise SettingsError(
            f"fastText cannot train on these texts ({error})",
            where="filter",
            remedy="label more texts, or lower min_count",
        ) from None


def _order(seed: int, name: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest()


def _row(each: Scored) -> dict[str, Any]:
    return {
        "id": each.item.id,
        "source": each.item.source,
        "group": each.item.group,
        "label": each.item.label,
        "score": round(each.score, 6),
        "members": [round(member, 6) for member in each.members],
    }
