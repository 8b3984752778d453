"""Reads and writes the weights of the learned reward, one ``.npz`` file ↔ ``RewardModel``, and turns logits into
scores.

A score is a calibrated probability: that a candidate is the next answer, if it is either that or one other candidate
picked at random, with even odds beforehand. Scores of one conversation have the order of its logits.

The text part is trained alone. If positions are known, a linear head adds their contribution to the logit of the text
part. There is one head for documents and sections without order and one with order, so that a missing position is not
treated as a position. Texts alone are scored as if heads did not exist.

Repetition cannot be learned, because documents do not repeat themselves. So a candidate that is close to an earlier
answer loses ``REPETITION`` times its cosine above ``text_follower.REPEATED``.
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
from lemnos.store.atomic_files import writing

SHIPPED = Path(__file__).with_name("default.npz")
REPETITION = 30.0
FORMAT = 1
"""Increased when features change, so that old weights are rejected."""


class Head(NamedTuple):
    """Weights that turn logits of text and state into a score: σ(slope × ln(candidates × softmax over them) +
    offset)."""

    text: float
    """Weight of the text part's logit."""
    state: Matrix
    """Weights of ``STATE``. Shape: (len(STATE),)."""
    slope: float = 1.0
    offset: float = 0.0


class RewardModel(NamedTuple):
    """The result of training."""

    rates: Rates
    """The background table, see ``encode.stem_rates``."""
    network: Network
    texts: Head
    """For texts without positions; its weights of ``STATE`` are 0."""
    places: Head
    """For texts with documents and sections; its weights of ``ORDER`` are 0."""
    order: Head
    """For texts with positions in their documents as well."""
    notes: dict[str, Any]
    """What it was trained on and how, for information."""

    def head(self, *, ordered: bool) -> Head:
        """Return the head for texts with positions (ordered) or with documents and sections only."""
        return self.order if ordered else self.places

    def save(self, path: Path) -> None:
        """Write the model; the file appears when it is complete. The same model gives the same bytes.

        Raises:
            RunError: It cannot be written.
        """
        heads = (self.texts, self.places, self.order)
        notes = msgspec.json.encode({"format": FORMAT, **self.notes}, order="sorted")
        with writing(path) as stream:
            np.savez_compressed(
                stream,
                notes=np.frombuffer(notes, dtype=np.uint8),
                rates=self.rates,
                **{f"network_{name}": weights for name, weights in self.network._asdict().items()},
                heads=np.array([[head.text, *head.state, head.slope, head.offset] for head in heads], dtype=np.float32),
            )


def read_model(path: Path) -> RewardModel:
    """Return the model in a file.

    Raises:
        InputError: There is no such file, or it is not a model that this version can read.
    """
    remedy = "give a file that `lemnos reward train` wrote"
    try:
        with np.load(path) as arrays:
            stored = {name: np.asarray(arrays[name]) for name in arrays.files}
        notes = msgspec.json.decode(stored["notes"].tobytes(), type=dict[str, Any])
        network = Network(*(_float(stored[f"network_{name}"]) for name in Network._fields))
        heads = [Head(float(row[0]), _float(row[1:-2]), float(row[-2]), float(row[-1])) for row in stored["heads"]]
        rates = stored["rates"].astype(np.uint8, casting="safe")
        sizes = (len(rates), len(network.linear), heads[2].state.shape)
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), remedy=remedy) from None
    except (OSError, EOFError, BadZipFile, KeyError, ValueError, TypeError, IndexError, msgspec.DecodeError) as error:
        raise InputError("not a reward model", where=str(path), remedy=remedy) from error
    if notes.pop("format", 0) != FORMAT or sizes != (BUCKETS, len(FEATURES), (len(STATE),)) or len(heads) != 3:
        raise InputError("model was written by another version of Lemnos", where=str(path), remedy="train it again")
    return RewardModel(rates, network, heads[0], heads[1], heads[2], notes)


def combined(head: Head, logits: Matrix, repeated: Matrix, state: Matrix | None) -> Matrix:
    """Return the logit of each candidate from text and state. Shape: (…, candidates).

    Args:
        head: Weights of both.
        logits: Logits of the text part. Shape: (…, candidates).
        repeated: See ``Follower.repeated``.
        state: Shape: (len(STATE), …, candidates); None for texts alone.
    """
    total = logits * np.float32(head.text) - np.float32(REPETITION) * repeated
    if state is not None:
        total += (head.state @ state.reshape(len(state), -1)).reshape(total.shape)
    return total


def scores(head: Head, total: Matrix) -> Matrix:
    """Return the scores of candidates from their logits. Shape: (…, candidates)."""
    return chances(total, np.float32(head.slope), np.float32(head.offset))


def chances(total: Matrix, slope: Matrix | np.float32, offset: Matrix | np.float32) -> Matrix:
    """Return the scores of candidates by several heads at once, whose slopes and offsets broadcast to ``total``."""
    result = log_ratio(total, total.shape[-1])
    result *= -slope
    result -= offset
    np.exp(result, out=result)
    result += 1
    return np.divide(1, result, out=result)


def log_ratio(total: Matrix, count: int | npt.NDArray[np.intp]) -> Matrix:
    """Return ln(candidates × softmax over them): how much likelier each is than one picked at random.

    Args:
        total: Logits; −∞ for absent candidates. Shape: (…, candidates).
        count: Number of candidates. Shape: () or (…, 1).
    """
    above: Matrix = total - total.max(axis=-1, keepdims=True)
    mass = np.exp(above).sum(axis=-1, keepdims=True).astype(np.float64)
    above -= np.log(mass / count)
    return above


def _float(array: npt.NDArray[Any]) -> Matrix:
    return array.astype(np.float32, casting="same_kind")
