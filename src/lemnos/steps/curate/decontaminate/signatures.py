"""Finds tools of a benchmark among tools of the corpus, by name and parameters.

Signatures → the item whose tool it is. Names are compared without case, separators and what stands before the last dot.
Of the names of parameters, ``ALIKE`` must be shared. Tools of up to two parameters are alike by chance
(``get_user(user_id)``), so their descriptions must share most words as well.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from lemnos.records import OfferedTool, Tool, ToolDocument, Trajectory
from lemnos.steps.curate.base import Curated
from lemnos.steps.curate.decontaminate.items import Item, Signature

ALIKE = 0.75
"""Share of the names of parameters of both that both have."""
_TELLING = 3
"""Parameters from which on their names tell a tool."""
_DESCRIBED = 0.7
"""Share of the words of the shorter description that both have."""
_WORD = re.compile(r"\w+")
_OTHER = re.compile(r"[\W_]+")


class Signatures:
    """The tools of all benchmarks.

    Args:
        items: Items by their number.
    """

    def __init__(self, items: Iterable[tuple[int, Item]]) -> None:
        self._by_name: defaultdict[str, list[tuple[int, Signature]]] = defaultdict(list)
        for number, item in items:
            for tool in item.tools:
                self._by_name[_bare(tool.name)].append((number, tool))

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def find(self, name: str, parameters: str, description: str) -> tuple[int, Signature] | None:
        """Return the number of the item whose tool this is, and its signature; None if it is of none.

        Args:
            name: Name of the tool.
            parameters: JSON text of the JSON Schema of its parameters.
            description: Its description.
        """
        known = self._by_name.get(_bare(name))
        if not known:
            return None
        own = _names(parameters)
        for number, tool in known:
            if _alike(own, frozenset(tool.parameters)) and (
                len(own) >= _TELLING or _described(description, tool.description)
            ):
                return number, tool
        return None

    def of_record(self, record: Curated) -> tuple[int, Signature] | None:
        """Return the first tool of a benchmark that a record is or offers."""
        match record:
            case Tool():
                return self.find(record.name, record.parameters, record.description)
            case Trajectory():
                return self._first(record.tools)
            case ToolDocument() | _:
                return None

    def _first(self, tools: Sequence[OfferedTool]) -> tuple[int, Signature] | None:
        for tool in tools:
            found = self.find(tool.name, tool.parameters, tool.description)
            if found:
                return found
        return None


def _bare(name: str) -> str:
    return _OTHER.sub("", name.rpartition(".")[2].lower())


def _names(parameters: str) -> frozenset[str]:
    try:
        schema = msgspec.json.decode(parameters)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return frozenset()
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return frozenset(properties) if isinstance(properties, dict) else frozenset()


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one and not other:
        return True
    return len(one & other) >= ALIKE * len(one | other)


def _described(one: str, other: str) -> bool:
    words = [frozenset(_WORD.findall(text.lower())) for text in (one, other)]
    least = min(map(len, words))
    return least >= _TELLING and len(words[0] & words[1]) >= _DESCRIBED * least
