"""Computes the nearness of texts by a model that the user names: texts → matrix, by embedding, mean pooling or
cross-encoder.

The packages are imported when a model is requested: ``pip install 'lemnos[embedding]'``. An encoder reads about 50
segments a CPU-second (MiniLM) and caches their vectors; a cross-encoder reads each pair. Limitation: texts are encoded
in batches, so the last bits of a nearness may depend on the other texts in the batch.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from lemnos.errors import InputError, SettingsError

Matrix = npt.NDArray[np.float32]

_LONGEST = 8000
"""Characters of a text that are passed to the model; models read fewer."""
_BATCH = 32
_KNOWN = 50_000
"""Number of texts whose vectors are cached; 75 MB with MiniLM."""


class Pairs(Protocol):
    """Computes how near texts are to each other."""

    name: str
    symmetric: bool
    """Whether the nearness of many texts to each other is cheap."""

    def near(self, left: Sequence[str], right: Sequence[str]) -> Matrix:
        """Return the nearness of each text on the left to each text on the right. Shape: (left, right)."""
        ...


class _Encoder:
    """Nearness as the cosine of two vectors."""

    symmetric = True

    def __init__(self, name: str) -> None:
        self.name = name
        self._known: dict[str, Matrix] = {}

    def near(self, left: Sequence[str], right: Sequence[str]) -> Matrix:
        """See ``Pairs.near``."""
        product: Matrix = self.vectors(left) @ self.vectors(right).T
        return product

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Return vectors of length 1. Shape: (texts, size)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            if len(self._known) + len(new) > _KNOWN:
                self._known.clear()
                new = list(dict.fromkeys(texts))
            vectors = self._encode([text[:_LONGEST] for text in new]).astype(np.float32)
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-6))
            self._known.update(zip(new, vectors, strict=True))
        return np.stack([self._known[text] for text in texts])

    def _encode(self, texts: list[str]) -> npt.NDArray[Any]:
        raise NotImplementedError


class _SentenceTransformer(_Encoder):
    def __init__(self, name: str) -> None:
        super().__init__(f"st:{name}")
        try:
            import transformers
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise missing("sentence-transformers") from error
        transformers.utils.logging.disable_progress_bar()
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError, KeyError) as error:
            raise _unloadable(name, error) from error

    def _encode(self, texts: list[str]) -> npt.NDArray[Any]:
        return np.asarray(self._model.encode(texts, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True))


class _MeanPooled(_Encoder):
    def __init__(self, name: str) -> None:
        super().__init__(f"hf:{name}")
        self._tokenizer, self._model, self._torch = _transformer(name, "AutoModel")

    def _encode(self, texts: list[str]) -> npt.NDArray[Any]:
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        batches = []
        for begin in range(0, len(order), _BATCH):
            batch = [texts[number] for number in order[begin : begin + _BATCH]]
            tokens = self._tokenizer(batch, padding=True, truncation=True, max_length=512, return_tensors="pt")
            with self._torch.inference_mode():
                hidden = self._model(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            batches.append(((hidden * mask).sum(1) / mask.sum(1).clamp(min=1)).float().numpy())
        means = np.concatenate(batches)
        result = np.empty_like(means)
        result[order] = means
        return result


class _CrossEncoder:
    """Nearness as the logit of a classifier that reads both texts."""

    symmetric = False

    def __init__(self, name: str) -> None:
        self.name = f"ce:{name}"
        self._tokenizer, self._model, self._torch = _transformer(name, "AutoModelForSequenceClassification")
        if self._model.config.num_labels != 1:
            raise InputError(
                f"model has {self._model.config.num_labels} labels",
                where=name,
                remedy="give a cross-encoder with one label",
            )

    def near(self, left: Sequence[str], right: Sequence[str]) -> Matrix:
        """See ``Pairs.near``."""
        pairs = [(first[:_LONGEST], second[:_LONGEST]) for first in left for second in right]
        scores = []
        for begin in range(0, len(pairs), _BATCH):
            firsts, seconds = zip(*pairs[begin : begin + _BATCH], strict=True)
            tokens = self._tokenizer(
                list(firsts),
                list(seconds),
                padding=True,
                truncation="longest_first",
                max_length=512,
                return_tensors="pt",
            )
            with self._torch.inference_mode():
                scores.append(self._model(**tokens).logits[:, 0].float().numpy())
        logits: Matrix = np.concatenate(scores).reshape(len(left), len(right))
        return logits


def _transformer(name: str, kind: str) -> tuple[Any, Any, Any]:
    try:
        import torch
        import transformers
    except ImportError as error:
        raise missing("transformers") from error
    transformers.utils.logging.disable_progress_bar()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name)
        model = getattr(transformers, kind).from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        raise _unloadable(name, error) from error
    return tokenizer, model.eval(), torch


def missing(package: str) -> SettingsError:
    """Return the error for a package that is not installed."""
    return SettingsError(f"{package} is not installed", remedy="run: pip install 'lemnos[embedding]'")


def _unloadable(name: str, error: Exception) -> InputError:
    line = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(" :.")
    return InputError(f"model cannot be loaded ({line})", where=name, remedy="give a folder or the name of a model")


def pairs(name: str) -> Pairs:
    """Return the nearness that a name selects: ``st:``, ``hf:`` or ``ce:`` and a model.

    Raises:
        InputError: There is no such model.
        SettingsError: The required package is not installed, or the name has another form.
    """
    prefix, colon, model = name.partition(":")
    match prefix + colon:
        case "st:" if model:
            return _SentenceTransformer(model)
        case "hf:" if model:
            return _MeanPooled(model)
        case "ce:" if model:
            return _CrossEncoder(model)
    raise SettingsError(f"{name!r} is not a valid embedding", remedy="write st:NAME, hf:PATH or ce:PATH")
