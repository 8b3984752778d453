"""The arguments of a template call, split the way MediaWiki splits them."""

import re
from collections.abc import Callable

_LINK = re.compile(r"\[\[[^\[\]]*+\]\]")
_KEY = re.compile(r"\s*+\w[\w .-]*+\s*+")
_IN_LINK = "\x1a"


class Arguments:
    """The arguments of one call: ``at`` by position from 0, ``named`` by name. Split when first needed."""

    __slots__ = ("at", "language", "name", "named")

    def __init__(self, text: str | None, name: str, language: str) -> None:
        self.name = name
        self.language = language
        self.at: list[str] = []
        self.named: dict[str, str] = {}
        if text is None:
            return
        linked = "[[" in text
        if linked:
            text = _LINK.sub(lambda m: m[0].replace("|", _IN_LINK), text)
        for part in text.split("|"):
            if linked and _IN_LINK in part:
                part = part.replace(_IN_LINK, "|")
            key, equals, value = part.partition("=")
            if equals and _KEY.fullmatch(key):
                self.named[key.strip().lower()] = value.strip()
            else:
                self.at.append(part.strip())
        for index in range(1, 4):
            if value := self.named.get(str(index), ""):
                self.at += [""] * (index - len(self.at))
                self.at[index - 1] = value

    def first(self) -> str:
        """Return the first positional argument, or nothing."""
        return self.at[0] if self.at else ""

    def last(self) -> str:
        """Return the last positional argument that is not empty, or nothing."""
        return next((part for part in reversed(self.at) if part), "")


Expansion = Callable[[Arguments], str]
"""What turns a call into words."""
