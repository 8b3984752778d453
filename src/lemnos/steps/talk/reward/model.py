"""The weights of the learned reward in one ``.npz`` file, and how they make a score of features.

A score is a calibrated chance: that a candidate is the next answer, if it is either that or one other candidate picked
at random, with even odds beforehand. Scores of one conversation are in the order of its logits.

The text part comes first and is trained alone. Where places are known, a linear head adds what they say to the text
part's logit; there is one for places without positions and one for places with them, so a missing position is not a
position. Texts alone are scored as if heads did not exist.

Nothing can be learnt about repetition, since documents do not repeat themselves: what is close to an answer that was
given loses ``REPETITION`` times the cosine above ``follow.REPEATED``.
"""

from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.errors import InputError
from lemnos.steps.talk.reward.encode import BUCKETS, Matrix, Rates
from lemnos.steps.talk.reward.network import Network
from lemnos.steps.talk.reward.segment_follower import STATE
from lemnos.steps.talk.reward.text_follower import FEATURES

SHIPPED = Path(__file__).with_name("default.npz")
REPETITION = 30.0
FORMAT = 1
"""Counted up when features change, so that old weights are refused."""


class Head(NamedTuple):
    """How logits of text and state become a score: σ(slope × ln(candidates × softmax over them) + offset)."""

    text: float
    """What the text part's logit counts."""
    state: Matrix
    """Weights of ``STATE``. Shape: (len(STATE),)."""
    slope: float = 1.0
    offset: float = 0.0


class RewardModel(NamedTuple):
    """What training leaves."""

    rates: Rates
    """The background table, see ``encode.stem_rates``."""
    network: Network
    texts: Head
    """Where no places are known; its weights of ``STATE`` are 0."""
    places: Head
    """Where documents and sections are known; its weights of ``ORDER`` are 0."""
    order: Head
    """Where positions are known too."""
    notes: dict[str, Any]
    """What it was trained on and how; for people."""

    def head(self, *, ordered: bool) -> Head:
        """Return the head for places with or without positions."""
        return self.order if ordered else self.places

    def save(self, path: Path) -> None:
        """Write the model. The same model gives the same bytes."""
        heads = (self.texts, self.places, self.order)
        notes = msgspec.json.encode({"format": FORMAT, **self.notes}, order="sorted")
        np.savez_compressed(
            path,
            notes=np.frombuffer(notes, dtype=np.uint8),
            rates=self.rates,
            **{f"network_{name}": part for name, part in self.network._asdict().items()},
            heads=np.array([[head.text, *head.state, head.slope, head.offset] for head in heads], dtype=np.float32),
        )


def read_model(path: Path) -> RewardModel:
    """Read a model.

    Raises:
        InputError: There is no such file, or it is not a model that this version can read.
    """
    remedy = "give a file that `lemnos reward train` wrote"
    try:
        with np.load(path) as arrays:
            found = {name: np.asarray(arrays[name]) for name in arrays.files}
        notes = msgspec.json.decode(found["notes"].tobytes(), type=dict[str, Any])
        network = Network(*(_float(found[f"network_{name}"]) for name in Network._fields))
        heads = [Head(float(row[0]), _float(row[1:-2]), float(row[-2]), float(row[-1])) for row in found["heads"]]
        rates = found["rates"].astype(np.uint8, casting="safe")
        sizes = (len(rates), len(network.linear), heads[2].state.shape)
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path), remedy=remedy) from None
    except (OSError, EOFError, BadZipFile, KeyError, ValueError, TypeError, IndexError, msgspec.DecodeError) as error:
        raise InputError("this is not a reward model", where=str(path), remedy=remedy) from error
    if notes.pop("format", 0) != FORMAT or sizes != (BUCKETS, len(FEATURES), (len(STATE),)) or len(heads) != 3:
        raise InputError("this reward model is of another version of Lemnos", where=str(path), remedy="train it anew")
    return RewardModel(rates, network, heads[0], heads[1], heads[2], notes)


def combined(head: Head, logits: Matrix, repeated: Matrix, state: Matrix | None) -> Matrix:
    """Return the logit of each candidate from all that is known. Shape: (…, candidates).

    Args:
        head: See there.
        logits: Of the text part. Shape: (…, candidates).
        repeated: See ``Follower.repeated``.
        state: Shape: (len(STATE), …, candidates); none for texts alone.
    """
    total = logits * np.float32(head.text) - np.float32(REPETITION) * repeated
    if state is not None:
        total += (head.state @ state.reshape(len(state), -1)).reshape(total.shape)
    return total


def scores(head: Head, total: Matrix) -> Matrix:
    """Return the scores of candidates, given their logits. Shape: (…, candidates)."""
    return chances(total, np.float32(head.slope), np.float32(head.offset))


def chances(total: Matrix, slope: Matrix | np.float32, offset: Matrix | np.float32) -> Matrix:
    """Return the scores of candidates by several heads at once; their slopes and offsets broadcast to ``total``."""
    found = log_ratio(total, total.shape[-1])
    found *= -slope
    found -= offset
    np.exp(found, out=found)
    found += 1
    return np.divide(1, found, out=found)


def log_ratio(total: Matrix, count: int | npt.NDArray[np.intp]) -> Matrix:
    """Return ln(candidates × softmax over them): how much likelier each is than one picked at random.

    Args:
        total: Logits; −∞ for candidates that are not there. Shape: (…, candidates).
        count: How many candidates there are. Shape: () or (…, 1).
    """
    above: Matrix = total - total.max(axis=-1, keepdims=True)
    mass = np.exp(above).sum(axis=-1, keepdims=True).astype(np.float64)
    above -= np.log(mass / count)
    return above


def _float(array: npt.NDArray[Any]) -> Matrix:
    return array.astype(np.float32, casting="same_kind")
