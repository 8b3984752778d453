"""The rule ``decontaminate``: candidates → a finding for each item of a benchmark that stands in one.

Searched is the whole text of a record, and of a conversation also what the user says by itself: between the requests
of one item stand answers that may be long. A record that is a tool of a benchmark, or offers one, is found by its
signature; a document by its title where a setting says so. With ``drop: part`` the same search takes the parts out of
the records that stay (``without.py``).
"""

from collections.abc import Sequence

import numpy as np

from lemnos.records import Document
from lemnos.steps.curate.base import Candidate, Curated, Finding, Rewriter, Rewritten, Rule, Span
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.decontaminate.allow import name_of
from lemnos.steps.curate.decontaminate.detect import Detector, Hit
from lemnos.steps.curate.decontaminate.index import Index
from lemnos.steps.curate.decontaminate.prepare import index_folder
from lemnos.steps.curate.decontaminate.settings import DecontaminateSettings
from lemnos.steps.curate.decontaminate.signatures import Signatures
from lemnos.steps.curate.decontaminate.titles import Titles
from lemnos.steps.curate.decontaminate.tokens import hashes_of
from lemnos.steps.curate.decontaminate.without import without
from lemnos.store.run_folder import RunFolder

_TOLD = 5
"""Rarest shared words that a reason names."""
_BETWEEN = "\n\n"
WHAT = {
    "question": "the question",
    "choices": "the question and its choices",
    "conversation": "the conversation",
    "answer": "the answer",
    "tool": "the description of a tool",
    "passage": "a passage",
}
"""Kind of probe → how a reason calls it."""


class Decontaminate:
    """Judges records against an index; with none, finds nothing."""

    def __init__(self, settings: DecontaminateSettings, index: Index | None) -> None:
        self._settings = settings
        self._index = index
        if index is not None:
            items = index.named_items()
            self._detector = Detector(index, settings.threshold)
            self._signatures = Signatures(items if settings.tools else ())
            self._titles = Titles(items if settings.titles else ())

    def judge(self, candidates: Sequence[Candidate], before: Sequence[Finding]) -> list[Finding]:
        """See ``Rule.judge``."""
        del before
        if self._index is None:
            return []
        findings: list[Finding] = []
        for one, hits in zip(candidates, self._hits(candidates), strict=True):
            ranges = [(hit.start, hit.end) for hit in hits]
            keep = bool(hits) and self._settings.drop == "part" and without(one, ranges) is not None
            findings += [self._finding(one, hit, keep) for hit in hits]
            findings += self._by_name(one)
        return findings

    def hits(self, one: Candidate) -> list[Hit]:
        """Return what stands in one candidate."""
        return self._hits([one])[0] if self._index is not None else []

    def _hits(self, candidates: Sequence[Candidate]) -> list[list[Hit]]:
        texts = [one.text for one in candidates]
        asked: list[tuple[int, tuple[tuple[int, int], ...]]] = []
        for number, one in enumerate(candidates):
            users = tuple((part.start, part.end) for part in one.parts if part.name == "user")
            if len(users) > 1:
                asked.append((number, users))
                texts.append(_BETWEEN.join(one.text[start:end] for start, end in users))
        found: list[list[Hit]] = [[] for _ in candidates]
        for hit in self._detector.find(texts):
            if hit.text < len(candidates):
                found[hit.text].append(hit)
                continue
            number, users = asked[hit.text - len(candidates)]
            if all(hit.item != other.item for other in found[number]):
                words = tuple((_moved(start, users), _moved(end - 1, users) + 1) for start, end in hit.words)
                found[number].append(hit._replace(text=number, start=words[0][0], end=words[-1][1], words=words))
        return found

    def _finding(self, one: Candidate, hit: Hit, keep: bool) -> Finding:
        assert self._index is not None
        name = name_of(self._index.item_at(hit.item))
        rare = self._rarest(one.text, hit)
        near = f", and {_short(hit.match.near)!r} stands nearby" if hit.match.near else ""
        reason = (
            f"holds {WHAT[hit.probe.kind]} of {name}: {hit.match.coverage:.0%} of the weighted words in order, "
            f"{hit.score:.0%} of the 3-grams; the rarest shared: {', '.join(rare)}{near}"
        )
        beside = _BETWEEN.join(hit.probe.parts)
        return Finding(
            number=one.number,
            rule=hit.probe.kind,
            keep=keep,
            reason=reason,
            score=round(hit.match.coverage, 4),
            other=name,
            evidence=(Span(hit.start, hit.end, beside),),
        )

    def _rarest(self, text: str, hit: Hit) -> list[str]:
        assert self._index is not None
        words = list(dict.fromkeys(text[start:end].lower() for start, end in hit.words))
        weights = self._index.rarity.weights(np.array([hashes_of(word)[0] for word in words], np.uint32))
        order = np.argsort(-weights, kind="stable")[:_TOLD]
        return [words[place] for place in sorted(order.tolist())]

    def _by_name(self, one: Candidate) -> list[Finding]:
        assert self._index is not None
        found = []
        if self._signatures and (tool := self._signatures.of_record(one.record)):
            number, signature = tool
            told = f"{signature.name}({', '.join(signature.parameters)})"
            found.append(self._named(one, "tool_signature", number, f"has the tool {told}", told))
        if self._titles and isinstance(one.record, Document) and (number_ := self._titles.find(one.record)) is not None:
            found.append(
                self._named(one, "title", number_, f"is the document {one.title!r}, on which it is built", one.title)
            )
        return found

    def _named(self, one: Candidate, rule: str, item: int, what: str, beside: str) -> Finding:
        assert self._index is not None
        name = name_of(self._index.item_at(item))
        evidence = (Span(0, min(len(one.text), len(beside)), beside),)
        return Finding(
            number=one.number,
            rule=rule,
            keep=False,
            reason=f"{what} of {name}",
            score=1.0,
            other=name,
            evidence=evidence,
        )


def _moved(offset: int, ranges: Sequence[tuple[int, int]]) -> int:
    """Return where in the whole text an offset of the joined ranges lies."""
    for start, end in ranges:
        if offset < end - start + len(_BETWEEN):
            return start + min(offset, end - start)
        offset -= end - start + len(_BETWEEN)
    return ranges[-1][1]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59] + "…"


class WithoutParts:
    """Takes the parts with items out of records, where ``drop`` is ``part``."""

    def __init__(self, settings: DecontaminateSettings, rule: Decontaminate) -> None:
        self._acts = settings.drop == "part"
        self._rule = rule

    def rewrite(self, record: Curated) -> Rewritten:
        """See ``Rewriter.rewrite``."""
        if not self._acts:
            return Rewritten(record, {})
        one = candidate(record)
        hits = self._rule.hits(one)
        left = without(one, [(hit.start, hit.end) for hit in hits]) if hits else None
        return (
            Rewritten(record, {}) if left is None else Rewritten(left, {"part with an item of a benchmark": len(hits)})
        )


def load(settings: DecontaminateSettings, run: RunFolder) -> Rule:
    """Return the rule, with the index of the run."""
    return _rule(settings, run)


def load_rewriter(settings: DecontaminateSettings, run: RunFolder) -> Rewriter:
    """Return what takes parts out of records."""
    return WithoutParts(settings, _rule(settings, run))


def _rule(settings: DecontaminateSettings, run: RunFolder) -> Decontaminate:
    return Decontaminate(settings, Index(index_folder(run)) if settings.benchmarks else None)
