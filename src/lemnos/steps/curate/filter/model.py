"""A trained filter: a folder with its classifiers, read and applied.

    MODEL/model.json        what it was trained on and how, its curve and threshold, the hash of each classifier
    MODEL/member-0.bin      classifiers of fastText (Joulin et al. 2017), one for each member
    MODEL/curve.csv         threshold, precision, recall, F1 on texts that were held out; curve.png, its picture
    MODEL/held_out.jsonl    each labelled text's score by classifiers that did not see its group
    MODEL/audit.md          texts for a person to read

A score is the mean of the members' probabilities. Cost: the inner loop is fastText's, some 35 MB a CPU-second for a
classifier of words and pairs of words; two members and making the lines give some 17.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.steps.curate.filter.curve import Curve
from lemnos.steps.curate.filter.line import line_of
from lemnos.steps.curate.filter.settings import FilterSettings, TrainSettings

MODEL = "model.json"
POSITIVE, NEGATIVE = "__label__1", "__label__0"


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """The content of ``model.json``."""

    lemnos: str
    """The release that trained it."""
    settings: TrainSettings
    sources: list[str]
    """What it was trained on, as the user named it."""
    positive: int
    negative: int
    groups: int
    hard_negatives: int
    """Negative texts that were given again."""
    curve: Curve
    members: dict[str, str]
    """Name of each classifier's file → hash of its bytes."""


def fasttext() -> Any:
    """Return the module ``fasttext``.

    Raises:
        SettingsError: It is not installed.
    """
    try:
        import fasttext as module
    except ImportError:
        raise SettingsError(
            "fasttext-community is not installed", where="filter", remedy="pip install 'lemnos[curate]'"
        ) from None
    return module


class QualityModel:
    """A trained filter.

    Args:
        members: Loaded classifiers.
        words: Words of a text that are read.
    """

    def __init__(self, members: Sequence[Any], words: int) -> None:
        self._members = [member.f for member in members]
        self._words = words

    def members(self, text: str) -> list[float]:
        """Return the probability of each member that a text is positive, 0 to 1."""
        line = line_of(text, self._words).decode("utf-8", "replace") + "\n"
        return [_positive(member.predict(line, 1, 0.0, "replace")) for member in self._members]

    def score(self, text: str) -> float:
        """Return the mean of the members."""
        probabilities = self.members(text)
        return sum(probabilities) / len(probabilities)


def _positive(predicted: Sequence[tuple[float, str]]) -> float:
    """Return the probability of the positive label; a text without a known word is as likely positive as not."""
    if not predicted:
        return 0.5
    probability, label = predicted[0]
    probability = min(1.0, max(0.0, probability))
    return probability if label == POSITIVE else 1.0 - probability


def read_notes(folder: str) -> Notes:
    """Return the notes of a trained filter.

    Raises:
        InputError: There is none, or it is not one.
    """
    path = Path(folder) / MODEL
    try:
        return msgspec.json.decode(path.read_bytes(), type=Notes)
    except OSError as error:
        raise InputError(
            f"is no quality filter ({error.strerror})", where=folder, remedy="make one with: lemnos filter train"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not the notes of a filter ({error})", where=str(path)) from None


@cache
def load_model(folder: str) -> QualityModel:
    """Return a trained filter, loaded once in a process.

    Raises:
        InputError: It is not one, or a classifier is not the one that was trained.
        SettingsError: fastText is not installed.
    """
    notes = read_notes(folder)
    members = []
    for name, digest in notes.members.items():
        path = Path(folder) / name
        if not path.is_file() or digest_of(path) != digest:
            raise InputError("is missing or not the file that was trained", where=str(path), remedy="train it again")
        members.append(fasttext().load_model(str(path)))
    return QualityModel(members, notes.settings.words)


def digest_of(path: Path) -> str:
    """Return the hash of a file, 32 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def identity(settings: FilterSettings) -> dict[str, Any]:
    """Return what identifies the model of a rule, in place of its path.

    Raises:
        SettingsError: No model is named.
        InputError: It is not one.
    """
    if not settings.model:
        raise SettingsError("names no model", where="curate.filter.model", remedy="make one with: lemnos filter train")
    return {"model": list(read_notes(settings.model).members.values())}
