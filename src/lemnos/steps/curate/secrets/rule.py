"""Rewrites a record of any kind with placeholders: record → the same record, or one that is masked.

Offsets of paragraphs, links and evidence are moved with the text. Strings that are JSON text stay JSON text. Ids, names
of tools and positions in sources stay as they are. Cost: that of ``lemnos.text.private``; a record without anything
private is returned as it is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from lemnos.records import Dialogue, Document, Tool, ToolDocument, Trajectory
from lemnos.steps.curate.base import Curated, Rewritten
from lemnos.steps.curate.secrets.prepare import Searched, searched
from lemnos.steps.curate.secrets.settings import SecretsSettings
from lemnos.store.run_folder import RunFolder
from lemnos.text.private import Kind, private_data, replacer
from lemnos.text.private.dialogues import mask_dialogue
from lemnos.text.private.documents import mask_document
from lemnos.text.private.trajectories import in_json, mask

_KEPT = frozenset(("id", "tool", "name", "source", "kind", "licence", "form", "provider", "api", "version", "method"))
"""Fields of tools and of documents about them that other records refer to, or that cannot hold anything private."""


_WORDS = {
    "email": "e-mail addresses",
    "home_folder": "home folders",
    "ip_address": "IP addresses",
    "key": "keys",
    "name": "names",
}


def load(settings: SecretsSettings, run: RunFolder) -> "Masker":
    """Return the rewriter of a run."""
    return Masker(settings, searched(run))


class Masker:
    """Replaces personal data and secrets by placeholders; see ``lemnos.steps.curate.base.Rewriter``.

    Args:
        settings: What is masked.
        documents: Id of each document in which something is private → what.
    """

    def __init__(self, settings: SecretsSettings, documents: Mapping[str, Searched]) -> None:
        self._find = partial(
            private_data,
            kinds=frozenset(settings.kinds),
            detector=settings.detector,
            confidence=settings.confidence,
        )
        self._documents = documents
        self._there = {name: searched.there for name, searched in documents.items()}

    def rewrite(self, record: Curated) -> Rewritten:
        """See ``Rewriter.rewrite``."""
        match record:
            case Document():
                found = self._documents.get(record.id)
                if not found:
                    return Rewritten(record, {})
                masked = mask_document(record, found.private)
                return Rewritten(masked.document, _counted(place.kind for place in masked.there))
            case Dialogue():
                dialogue, counts = mask_dialogue(record, self._find, self._there)
                return Rewritten(dialogue, _counted(counts.elements()))
            case Trajectory():
                trajectory = mask(record, self._find, keep_id=True)
                if trajectory is record:
                    return Rewritten(record, {})
                before = Counter({each.kind: each.count for each in record.masked})
                after = Counter({each.kind: each.count for each in trajectory.masked})
                return Rewritten(trajectory, _counted((after - before).elements()))
            case Tool() | ToolDocument():
                return self._strings(record)

    def _strings(self, record: Tool | ToolDocument) -> Rewritten:
        """Return a record with placeholders in all its strings, whatever the field."""
        plain: dict[str, Any] = msgspec.to_builtins(record)
        free = {name: value for name, value in plain.items() if name not in _KEPT}
        found = self._find("\n\0".join(_strings(free)))
        if not found:
            return Rewritten(record, {})
        replace = replacer(found)
        counts: Counter[Kind] = Counter()

        def counted(text: str) -> str:
            masked, here = replace(text)
            counts.update(here)
            return masked

        masked = {name: _walk(value, counted) for name, value in free.items()}
        return Rewritten(msgspec.convert(plain | masked, type(record)), _counted(counts.elements()))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | tuple():
            for item in value:
                yield from _strings(item)
        case dict():
            yield from _strings(list(value.values()))


def _walk(value: Any, replace: Callable[[str], str]) -> Any:
    match value:
        case str():
            return in_json(value, replace) if value[:1] in ("{", "[") else replace(value)
        case list() | tuple():
            return [_walk(item, replace) for item in value]
        case dict():
            return {name: _walk(item, replace) for name, item in value.items()}
        case _:
            return value


def _counted(kinds: Iterable[str]) -> dict[str, int]:
    """Return what was masked in words, each with its number."""
    return {_WORDS[kind]: count for kind, count in sorted(Counter(kinds).items())}
