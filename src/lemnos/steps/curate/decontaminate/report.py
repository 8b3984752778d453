"""What was found, for a person to judge: each hit with both texts side by side and the shared words marked.

A finished run → an HTML page without scripts, or lines for a terminal. Hits are grouped by item, those with most hits
first: an item that stands in hundreds of records is a saying, boilerplate, or a copy of the whole benchmark.
"""

import html
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from lemnos.steps.curate.base import Evidence
from lemnos.steps.curate.decontaminate.confirm import aligned
from lemnos.steps.curate.decontaminate.markup import without_markup
from lemnos.steps.curate.decontaminate.tokens import hashes_of, spans_of
from lemnos.store.run_folder import RunFolder

_RULES = frozenset(("question", "choices", "conversation", "answer", "tool", "passage", "tool_signature", "title"))
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:75em;margin:2em auto;padding:0 1em}"
    "table{width:100%;border-collapse:collapse}"
    "td,th{vertical-align:top;width:50%;padding:.5em;border:1px solid #bbb;white-space:pre-wrap;text-align:left}"
    "mark{background:#fd6}code{background:#eee}h2{margin-top:2em}"
)


class Leak(NamedTuple):
    """One hit as a run tells it."""

    item: str
    rule: str
    record: str
    source: str
    reason: str
    text: str
    """The words of the record."""
    beside: str
    """The words of the item."""
    dropped: bool


def leaks(run: RunFolder) -> list[Leak]:
    """Return the hits of a run, those of the item with most hits first, in the order of the records."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for verdict in run.read_records("verdicts"):
        if verdict["stage"] == "decontaminate":
            reasons[verdict["record"], verdict["rule"]].append(verdict["reason"])
    found = []
    for row in run.read_records("evidence"):
        one = Evidence(**row)
        told = reasons.get((one.record, one.rule))
        if one.rule in _RULES and told:
            reason = next((each for each in told if one.other in each), told[0])
            found.append(Leak(one.other, one.rule, one.record, one.source, reason, one.text, one.beside, not one.keep))
    counts = Counter(leak.item for leak in found)
    return sorted(found, key=lambda leak: (-counts[leak.item], leak.item))


def page(found: list[Leak], title: str) -> str:
    """Return an HTML page of hits."""
    counts = Counter(leak.item for leak in found)
    name = html.escape(title)
    parts = [
        f"<!doctype html><meta charset=utf-8><title>{name}</title><style>{_STYLE}</style>",
        f"<h1>{name}</h1><p>{len(found):,} hits of {len(counts):,} items. Words that both texts share are marked.",
        "To keep what is no leak, add the item to <code>curate.decontaminate.allow</code>.</p>",
    ]
    last = ""
    for leak in found:
        if leak.item != last:
            parts.append(f"<h2>{html.escape(leak.item)} · {counts[leak.item]:,} hits</h2>")
            last = leak.item
        record, item = marked(leak.text, leak.beside, "<mark>", "</mark>", html.escape)
        outcome = "dropped" if leak.dropped else "kept"
        parts += [
            f"<p>{html.escape(leak.source)} · record {html.escape(leak.record)} · {outcome}",
            f"<br>{html.escape(leak.reason)}",
            f"<table><tr><th>in the record<th>in the benchmark<tr><td>{record}<td>{item}</table>",
        ]
    return "\n".join(parts) + "\n"


def lines(found: list[Leak]) -> Iterator[str]:
    """Yield hits for a terminal; shared words stand in brackets."""
    for leak in found:
        record, item = marked(leak.text, leak.beside, "[", "]", str)
        yield f"{leak.item}  {leak.rule}  {leak.source}  {leak.record}"
        yield f"  {leak.reason}"
        yield f"  record:    {' '.join(record.split())}"
        yield f"  benchmark: {' '.join(item.split())}"
        yield ""


def marked(text: str, beside: str, before: str, after: str, escape: Callable[[str], str]) -> tuple[str, str]:
    """Return two texts with the words that stand in both, in order, between ``before`` and ``after``."""
    plain = [without_markup(text), without_markup(beside)]
    words = [hashes_of(one).tolist() for one in plain]
    pairs = aligned(words[1], words[0])
    shared = [{there for _, there in pairs}, {own for own, _ in pairs}]
    first, second = (_between(one, numbers, before, after, escape) for one, numbers in zip(plain, shared, strict=True))
    return first, second


def _between(text: str, numbers: set[int], before: str, after: str, escape: Callable[[str], str]) -> str:
    shared: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(spans_of(text)):
        if number not in numbers:
            continue
        if shared and (start <= shared[-1][1] or text[shared[-1][1] : start] == " "):
            shared[-1] = (shared[-1][0], end)  # the next word, or a pair of letters that overlaps
        else:
            shared.append((start, end))
    pieces: list[str] = []
    done = 0
    for start, end in shared:
        pieces += [escape(text[done:start]), before, escape(text[start:end]), after]
        done = end
    pieces.append(escape(text[done:]))
    return "".join(pieces)


def write_page(path: Path, found: list[Leak], title: str) -> None:
    """Write the page of hits."""
    path.write_text(page(found, title), encoding="utf-8")
