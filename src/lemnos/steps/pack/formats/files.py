"""What the formats share: figures of what was written, and types of tokens on disk."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from lemnos.records.licences import UNKNOWN
from lemnos.steps.pack.base import Rendered

if TYPE_CHECKING:
    from lemnos.steps.pack.base import Bool, Int32

Row = TypeVar("Row")


def written(folder: Path, *paths: Path, **figures: Any) -> dict[str, Any]:
    """Return the figures of a shard: its files, named from the folder of the format, their bytes, and ``figures``."""
    names = [path.relative_to(folder).as_posix() for path in paths]
    return {"files": names, "bytes": sum(path.stat().st_size for path in paths), **figures}


def unless_empty(rows: Iterator[Row]) -> Iterator[Row] | None:
    """Return the same rows; None if there are none, for a file without rows is an error to some readers."""
    for first in rows:
        return chain([first], rows)
    return None


def unsigned(size: int, least: int = 1) -> np.dtype[Any]:
    """Return the smallest type of unsigned integers that holds every token, little-endian.

    Args:
        size: Number of token ids.
        least: Least number of bytes.
    """
    for width in (1, 2, 4):
        if width >= least and size <= 1 << (8 * width):
            return np.dtype(f"<u{width}")
    raise ValueError(f"{size} tokens do not fit in 32 bits")


def ended(tokens: "Int32", trained: "Bool", eos: int | None) -> tuple["Int32", "Bool"]:
    """Return a document with the token that ends documents, added without a loss where it is missing."""
    if eos is None or int(tokens[-1]) == eos:
        return tokens, trained
    return np.append(tokens, np.int32(eos)), np.append(trained, False)


def licence_of(rendered: Rendered) -> str:
    """Return the licences of a record as one SPDX expression; ``unknown`` for one that is not stated.

    >>> licence_of(Rendered(record="a", kind="Document", text="", spans=(), units=(), cluster=(), source="", input=0,
    ...     licences=("CC-BY-SA-4.0", "MIT OR Apache-2.0")))
    'CC-BY-SA-4.0 AND (MIT OR Apache-2.0)'
    """
    named = [licence or UNKNOWN for licence in rendered.licences] or [UNKNOWN]
    if len(named) == 1:
        return named[0]
    return " AND ".join(f"({licence})" if " OR " in licence.upper() else licence for licence in named)
