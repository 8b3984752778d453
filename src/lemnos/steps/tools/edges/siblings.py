"""Tells kinds of one resource apart that are called the same: ``/vision/datasets`` and ``/language/datasets``.

A field ``datasetId`` of a call below ``/vision`` is the key of a dataset for vision, though its name does not say so.
What tells kinds apart are the words before the resource in their paths (``domestic-consents``), literal segments
before it (``/vision/datasets``) and after it (``/jobs/cis/{id}``). Only collections that are listed, created in or
deleted from are kinds; where one of them has no such words, as ``/tracks`` beside ``/likes/tracks``, the others are
views of it.
"""

from lemnos.steps.tools.edges.index import Words
from lemnos.steps.tools.edges.operations import Plan
from lemnos.steps.tools.edges.paths import without_version
from lemnos.steps.tools.naming.nouns import phrase_of, split_key

Kind = frozenset[str]
"""The words that tell a kind from its siblings."""

_VIEWS = frozenset(
    "admin public private internal external me my user current all api rest v search open self service management "
    "default active archived latest full simple json xml new old list get by id name batch bulk".split()
)
"""Words of paths that say who looks at a resource or how, and not which kind of it is meant."""


class Siblings:
    """The kinds of the resources of one API.

    Args:
        plans: What is known of each tool.
    """

    def __init__(self, plans: list[Plan]) -> None:
        self._plans = plans
        self._by_last: dict[str, dict[tuple[Words, str], tuple[Kind, Kind]]] = {}
        """Last word of a resource → resource and collection → words before its last segment and in it."""
        paths = [(plan, plan.path) for plan in plans if plan.path is not None]
        kept = {path.template for plan, path in paths if plan.is_listing or plan.is_creating}
        deleted = {path.template for plan, path in paths if plan.is_deleting}
        self._kinds: dict[Words, list[Kind]] = {}
        self._said: dict[tuple[int, Words], frozenset[Kind]] = {}
        self._words: dict[int, frozenset[str]] = {}
        for plan in plans:
            for name, below in plan.path.below.items() if plan.path is not None else ():
                around, own, parent = _static_words(below.collection)
                resource, _ = split_key(name)
                is_after = resource != () and resource == parent
                if is_after and not own:
                    continue
                if below.collection not in kept and not (is_after and f"{below.collection}/{{}}" in deleted):
                    continue
                if not is_after:
                    resource = below.resource
                if resource:
                    self._by_last.setdefault(resource[-1], {})[resource, below.collection] = (around, own)

    def kinds(self, resource: Words) -> list[Kind]:
        """Return the kinds of a resource, by the words that tell one from the others; fewer than two if it has none."""
        if resource not in self._kinds:
            known = self._by_last.get(resource[-1], {}) if resource else {}
            words = [each for (longer, _), each in known.items() if longer[-len(resource) :] == resource]
            common = frozenset.intersection(*(around for around, _ in words)).union(resource) if words else frozenset()
            kinds = sorted({(around | own) - common for around, own in words}, key=sorted)
            self._kinds[resource] = kinds if kinds[:1] != [frozenset()] else []
        return self._kinds[resource]

    def said_by(self, position: int, resource: Words) -> frozenset[Kind]:
        """Return of which kinds of a resource a tool may speak, as its path says; empty if it does not say."""
        key = (position, resource)
        if key not in self._said:
            self._said[key] = self._read(position, resource)
        return self._said[key]

    def _read(self, position: int, resource: Words) -> frozenset[Kind]:
        kinds = self.kinds(resource)
        if len(kinds) < 2:
            return frozenset()
        if position not in self._words:
            plan = self._plans[position]
            path = plan.path.template if plan.path is not None else ""
            segments = without_version(path).split("/")
            self._words[position] = frozenset(word for each in segments if each != "{}" for word in phrase_of(each))
        words = self._words[position]
        best = (0, 0)
        found: set[Kind] = set()
        for kind in kinds:
            likeness = (len(kind & words), -len(kind - words))
            if likeness[0] and likeness >= best:
                found = {kind} if likeness > best else {*found, kind}
                best = likeness
        return frozenset(found)


def _static_words(collection: str) -> tuple[Kind, Kind, Words]:
    """Return the words before a collection that name no entities around it, its own, and all of the segment before."""
    segments = [each for each in without_version(collection).split("/") if each]
    parent: Words = ()
    words: set[str] = set()
    for at, segment in enumerate(segments):
        if segment == "{}" or segments[at + 1 : at + 2] == ["{}"] or at == len(segments) - 1:
            continue
        words.update(phrase_of(segment))
        if at == len(segments) - 2:
            parent = phrase_of(segment)
    own = frozenset(phrase_of(segments[-1])) if segments else frozenset[str]()
    return frozenset(words - _VIEWS), own - _VIEWS, parent
