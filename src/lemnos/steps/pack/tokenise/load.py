"""Opens a tokenizer: a path → ``tokenizers.Tokenizer``."""

from pathlib import Path
from typing import TYPE_CHECKING

from lemnos.errors import SettingsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WHERE = "pack.tokenizer.path"


def tokenizer_file(path: str) -> Path:
    """Return the ``tokenizer.json`` that a path names, or that is in the folder.

    Raises:
        SettingsError: There is none.
    """
    found = Path(path)
    found = found / "tokenizer.json" if found.is_dir() else found
    if not found.is_file():
        raise SettingsError(
            "no tokenizer is there",
            where=f"{_WHERE}: {path}",
            remedy="give a tokenizer.json or the folder that holds one; without the setting, one is trained",
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
