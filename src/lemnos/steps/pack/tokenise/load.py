"""Opens a tokenizer: a path → ``tokenizers.Tokenizer``; that of a GGUF file is unpacked into the run folder first."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lemnos.checkpoints.load import is_gguf, unpack_tokenizer
from lemnos.errors import SettingsError
from lemnos.steps.pack.settings import PackSettings
from lemnos.store.run_folder import RunFolder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WHERE = "pack.tokenizer.path"
TOKENIZER = "tokenizer"
"""The stage."""


def unpacked(run: RunFolder, settings: PackSettings) -> PackSettings:
    """Return settings whose tokenizer is a folder where they name a GGUF file.

    Raises:
        SettingsError: It cannot be read.
        RunError: The disk is full.
    """
    given = settings.tokenizer
    if not is_gguf(given.path):
        return settings
    folder = run.work(TOKENIZER, "unpacked")
    if not (folder / "tokenizer.json").is_file():
        unpack_tokenizer(given.path, folder, "train")
    return msgspec.structs.replace(settings, tokenizer=msgspec.structs.replace(given, path=str(folder)))


def tokenizer_file(path: str) -> Path:
    """Return the ``tokenizer.json`` or GGUF file that a path names, or the former in the folder.

    Raises:
        SettingsError: There is none.
    """
    found = Path(path)
    found = found / "tokenizer.json" if found.is_dir() else found
    if not found.is_file():
        raise SettingsError(
            "no tokenizer is there",
            where=f"{_WHERE}: {path}",
            remedy="give a tokenizer.json, its folder or a GGUF file; without the setting, one is trained",
        )
    return found


def config_file(path: str) -> Path:
    """Return where the ``tokenizer_config.json`` beside a tokenizer would be."""
    found = Path(path)
    return (found if found.is_dir() else found.parent) / "tokenizer_config.json"


def load_tokenizer(path: Path) -> "Tokenizer":
    """Return the tokenizer in a file.

    Raises:
        SettingsError: It is none, or the package is missing.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise SettingsError("needs the package tokenizers", where=_WHERE, remedy="pip install 'lemnos[pack]'") from None
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises a bare Exception
        raise SettingsError(
            f"not a tokenizer.json ({error})",
            where=str(path),
            remedy="give the tokenizer.json of the tokenizers library",
        ) from None
