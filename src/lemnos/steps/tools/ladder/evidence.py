"""Finds whether values derive from what stands before them: a text, the texts before it -> the values without support.

Values are numbers, dates, quoted and capitalised words, addresses and codes: what a writer cannot know by themselves.
Each is looked up in what was said and returned so far, in every form that ``wording.forms_of`` knows; a count is
supported by a list of that length.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.task.listings import PARTS_OF_NAMES
from lemnos.steps.tools.task.wording import forms_of, today_of

_VALUE = re.compile(
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}(?: at "
    r"\d\d:\d\d)?"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s\"]*[^\s\".,;:!?)]"
    r"|(?:\w[\w./:-]*)?\d(?:[\w./:-]*\w)?"
    r"|(?<![.!?:;\"] )(?<!^)(?<!\n)(?<!\w)(?P<word>[^\W\d_a-zß-öø-ÿ][^\W\d_A-Z]\w*)"
)
_QUOTED = re.compile(r'"([^"]{2,120})"')
_COMMON = frozenset(
    "I I'm I've Here There The This These Which What Did Done Both It Its Tell Let Is Anything Sure No API ID "
    "URL".split()
)


class Evidence:
    """What was said and returned up to some point of a conversation."""

    def __init__(self) -> None:
        self._text = ""
        self._forms: set[str] = set()
        self._counts: set[int] = set()
        self._parts: list[str] = []
        self._unread: list[str] = []

    def add_text(self, text: str) -> None:
        """Add what a user or a policy says."""
        self._parts.append(text.lower())

    def add_json(self, text: str) -> None:
        """Add what a call returned."""
        self._parts.append(text.lower())
        self._unread.append(text)

    def _read(self) -> None:
        """Read the values of results; only for what does not stand in them as it is written."""
        for text in self._unread:
            try:
                value = msgspec.json.decode(text)
            except msgspec.DecodeError:
                continue
            self._walk(value)
        self._unread.clear()

    def _walk(self, value: Any) -> None:
        if isinstance(value, dict):
            fields = {normalised(name): each for name, each in value.items()}
            for first, last in PARTS_OF_NAMES:
                if isinstance(fields.get(first), str) and isinstance(fields.get(last), str):
                    self._forms.add(f"{fields[first]} {fields[last]}".lower())
            for each in value.values():
                self._walk(each)
        elif isinstance(value, list):
            self._counts.add(len(value))
            for each in value:
                self._walk(each)
        elif isinstance(value, str):
            if value[:4].isdecimal() or "_" in value:
                self._forms.update(forms_of(value))
            elif "\n" in value or '"' in value or "\\" in value or not value.isascii() or "/" in value:
                self._forms.add(value.lower().strip())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._forms.update(forms_of(value))
        else:
            self._forms.update(forms_of(value))

    def holds(self, value: Any) -> bool:
        """Return whether a scalar stands in what was said or returned."""
        forms = forms_of(value)
        if any(self._has(form) for form in forms):
            return True
        self._read()
        return not self._forms.isdisjoint(forms)

    def counts(self, value: str) -> bool:
        """Return whether a number is the length of a list, or what remains of one."""
        self._read()
        return value.isdecimal() and any(int(value) <= count for count in self._counts)

    def _has(self, form: str) -> bool:
        if self._parts:
            self._text = "\n".join((self._text, *self._parts))
            self._parts.clear()
        start = self._text.find(form)
        while start >= 0:  # as a whole word
            end = start + len(form)
            before = self._text[start - 1] if start else " "
            after = self._text[end] if end < len(self._text) else " "
            if not (before.isalnum() and form[0].isalnum()) and not (after.isalnum() and form[-1].isalnum()):
                return True
            start = self._text.find(form, start + 1)
        return False


def unsupported(text: str, evidence: Evidence, names: Iterable[str] = (), *, counting: bool = True) -> str:
    """Return the first value of a text that nothing supports; empty if all are supported.

    Args:
        text: An answer or a thought.
        evidence: What stands before it.
        names: Names of tools, which may always be said.
        counting: Whether numbers may be lengths of lists.
    """
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            text = text.replace(name, "it")
    for found in _QUOTED.findall(text):
        if not evidence.holds(found.strip(" .!?")) and not evidence.holds(found):
            return str(found)
    for match in _VALUE.finditer(text):
        value = match[0]
        if value in _COMMON or (match["word"] and not value[0].isupper()) or evidence.holds(value):
            continue
        if counting and evidence.counts(value):
            continue
        if today_of(value) is not None and evidence.holds(value[:10]):
            continue
        return value
    return ""


def scalars(value: Any) -> list[Any]:
    """Return the scalars of a JSON value."""
    if isinstance(value, dict):
        return [each for inner in value.values() for each in scalars(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in scalars(inner)]
    return [value]
