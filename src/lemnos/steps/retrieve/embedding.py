"""Texts → vectors of a static embedding (``model2vec``), from a local folder.

A static embedding is a table of token vectors whose mean is the vector of a text, so it costs little more than its
tokenizer: about 2 MB of text a second. The first ``CHARACTERS`` of a text are read: what a page is about stands there.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lemnos.errors import SettingsError
from lemnos.sources.files.identity import file_identity
from lemnos.sources.web.hosts import NEEDS

if TYPE_CHECKING:
    from model2vec import StaticModel

CHARACTERS = 4_000
_FILES = ("config.json", "model.safetensors", "tokenizer.json")


def identity(folder: str) -> dict[str, object]:
    """Return fingerprints of the files of an embedding.

    Raises:
        SettingsError: The folder has none of ``model2vec``.
    """
    paths = [Path(folder) / name for name in _FILES]
    if missing := [path.name for path in paths if not path.is_file()]:
        raise SettingsError(
            f"no {missing[0]} in it",
            where=f"retrieve.embedding={folder}",
            remedy="give a folder that model2vec saved, or leave the setting out for BM25 alone",
        )
    return {path.name: file_identity(str(path)) for path in paths}


def embed(folder: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return the vectors of some texts, of length 1. Shape: (texts, dimensions).

    Raises:
        SettingsError: ``model2vec`` is not installed, or cannot read the folder.
    """
    vectors = _model(folder).encode([text[:CHARACTERS] for text in texts], use_multiprocessing=False, max_length=None)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: npt.NDArray[np.float32] = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return units


@lru_cache(maxsize=1)
def _model(folder: str) -> "StaticModel":
    try:
        from model2vec import StaticModel
    except ImportError as error:
        raise SettingsError("model2vec is not installed", where="retrieve.embedding", remedy=NEEDS) from error
    try:
        return StaticModel.from_pretrained(folder, force_download=False)
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(
            f"model2vec cannot read it ({error})", where=f"retrieve.embedding={folder}", remedy="give another folder"
        ) from error
