"""Splits the arguments of a template call as MediaWiki does.

Takes the text between the first ``|`` and the closing braces and returns ``Arguments``. A ``|`` inside a link does not
separate arguments.
"""

import re
from collections.abc import Callable

_LINK = re.compile(r"\[\[[^\[\]]*+\]\]")
_KEY = re.compile(r"\s*+\w[\w .-]*+\s*+")
_IN_LINK = "\ufdd0"  # a noncharacter: no text has it, and no other mark of this package is it


class Arguments:
    """The arguments of one template call.

    ``at`` holds the positional arguments, from 0, and ``named`` the named arguments by lower-case name; ``language`` is
    the BCP 47 code of the wiki.
    """

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
        for argument in text.split("|"):
            if linked and _IN_LINK in argument:
                argument = argument.replace(_IN_LINK, "|")
            key, equals, value = argument.partition("=")
            if equals and _KEY.fullmatch(key):
                self.named[key.strip().lower()] = value.strip()
            else:
                self.at.append(argument.strip())
        if self.named:
            for index in range(1, 10):
                if value := self.named.get(str(index), ""):
                    self.at += [""] * (index - len(self.at))
                    self.at[index - 1] = value

    def first(self) -> str:
        """Return the first positional argument, or an empty string if there is none."""
        return self.at[0] if self.at else ""

    def nth(self, number: int) -> str:
        """Return positional argument ``number``, counted from 1, or an empty string if there is none."""
        return self.at[number - 1] if number <= len(self.at) else ""

    def any_of(self, *names: str) -> str:
        """Return the first of these named arguments that is not empty, or an empty string if there is none."""
        return next((value for name in names if (value := self.named.get(name))), "")

    def last(self) -> str:
        """Return the last positional argument that is not empty, or an empty string if there is none."""
        return next((argument for argument in reversed(self.at) if argument), "")


Expansion = Callable[[Arguments], str]
"""A function that returns the words which a template call prints."""
