"""Notes corrections: where in the description, and why."""

import msgspec

from lemnos.text.json_pointers import escaped


class Correction(msgspec.Struct, frozen=True):
    """A place that says what no server could keep."""

    pointer: str
    """JSON pointer in the description as its author wrote it, with the name of the file before ``#`` if it is another
    one."""
    reason: str
    """What is wrong, and what stands there now: one sentence."""


class Corrections:
    """The corrections of one description, each once, in the order in which they were made."""

    def __init__(self) -> None:
        self._found: dict[Correction, None] = {}

    def add(self, pointer: str, reason: str) -> None:
        """Note a correction."""
        self._found[Correction(pointer, reason)] = None

    def all(self) -> list[Correction]:
        """Return them."""
        return list(self._found)


def below(pointer: str, *parts: str | int) -> str:
    """Return the pointer to a part.

    >>> below("#/paths", "/pets", "get")
    '#/paths/~1pets/get'
    """
    return "/".join((pointer, *(escaped(str(part)) for part in parts)))


def shown(values: object) -> str:
    """Return values in words for a reason, at most a line.

    >>> shown(["a", 1]), shown("PDF")
    ("'a', 1", "'PDF'")
    """
    listed = values if isinstance(values, list | tuple) else [values]
    text = ", ".join(map(repr, listed[:6])) + (", …" if len(listed) > 6 else "")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_LONGEST = 120
