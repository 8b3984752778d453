"""A finished run of tools, read: its list, a search over it, one tool in any form."""

import heapq
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import RunError
from lemnos.records import Tool
from lemnos.steps.tools.registry.build import STAGE as REGISTRY
from lemnos.steps.tools.registry.build import Entry
from lemnos.steps.tools.registry.features import name_words
from lemnos.steps.tools.render.forms import FORMS, forms_for, render
from lemnos.store.run_folder import RunFolder, existing_run

_WORD = re.compile(r"\w+")
_NAME_WEIGHT = 3
"""How often a word of the name counts."""
_K1, _B = 1.2, 0.75
"""Parameters of BM25, as Robertson and Zaragoza (2009) give them."""


def entries(path: Path, passes: Callable[[Any], bool] | None = None) -> Iterator[Entry]:
    """Yield what the registry of a run says of each tool, in order; of those whose record passes a condition.

    Raises:
        RunError: ``path`` is not a run folder, or has no registry yet.
    """
    run = existing_run(path)
    left_out = set() if passes is None else {tool["id"] for tool in run.read_records("tools") if not passes(tool)}
    for _, entry in _numbered(run):
        if entry.id not in left_out:
            yield entry


def listed(entry: Entry) -> str:
    """Return the line of a list that tells of a tool."""
    of = ", ".join(part for part in (entry.provider, entry.api, entry.version) if part)
    marks = "".join(
        f" [{mark}]"
        for mark in (
            "deprecated" if entry.deprecated else "",
            entry.standing.replace("_", " ") if entry.standing not in ("kept", "deprecated") else "",
        )
        if mark
    )
    about = entry.description.partition("\n")[0]
    return f"{entry.id}  {entry.name}  ({of}){marks}" + (f"  {about}" if about else "")


def search(
    path: Path, query: str, count: int, passes: Callable[[Any], bool] | None = None
) -> list[tuple[float, Entry]]:
    """Return the tools that fit a query best, by BM25 over name, API and the beginning of the description.

    Tools that others stand for are left out. Reads the registry once; nothing is kept but what fits.

    Raises:
        RunError: ``path`` is not a run folder, or has no registry yet.
    """
    terms = list(dict.fromkeys(_stem(word) for word in _words(query)))
    frequency: Counter[str] = Counter()
    fitting: list[tuple[dict[str, int], int, Entry]] = []
    total = length = 0
    for entry in entries(path, passes):
        if entry.standing not in ("kept", "deprecated"):
            continue
        words = Counter(_stem(word) for word in _words(f"{entry.provider} {entry.api} {entry.description}"))
        for word in name_words(entry.name):
            words[_stem(word)] += _NAME_WEIGHT
        size = words.total()
        total += 1
        length += size
        found = {term: words[term] for term in terms if term in words}
        if found:
            frequency.update(found.keys())
            fitting.append((found, size, entry))
    mean = length / total if total else 1.0
    weights = {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in frequency.items()}

    def score(found: dict[str, int], size: int) -> float:
        norm = _K1 * (1 - _B + _B * size / mean)
        return sum(weights[term] * times * (_K1 + 1) / (times + norm) for term, times in found.items())

    scored = [(score(found, size), entry) for found, size, entry in fitting]
    return heapq.nsmallest(count, scored, key=lambda item: (-item[0], item[1].name, item[1].id))


def find_tool(path: Path, identifier: str) -> Tool:
    """Return the tool whose id begins with ``identifier``, or whose name it is; those with documents come first.

    Raises:
        RunError: ``path`` is not a run folder, or has no such tool.
    """
    run = existing_run(path)
    place: tuple[int, int] | None = None
    for place_, entry in _numbered(run):
        if entry.id.startswith(identifier) or entry.name == identifier:
            if place is None or entry.standing == "kept":
                place = place_
            if entry.standing == "kept":
                break
    if place is None:
        remedy = f"find it with: lemnos tools search {path} WORDS"
        raise RunError(f"no tool {identifier!r}", where=str(path), remedy=remedy)
    return msgspec.convert(_record(run.files("tools")[place[0]], place[1]), Tool)


def told(tool: Tool, form: str | None) -> Iterator[tuple[str, str]]:
    """Yield a tool in one form, or in all that fit it, as pairs of form and text.

    Raises:
        RunError: There is no such form, or it does not fit this tool.
    """
    fitting = forms_for(tool)
    if form is None:
        for name in fitting:
            yield name, render(tool, name)
        return
    if form not in fitting:
        what = f"{form!r} does not fit this tool" if form in FORMS else f"{form!r} is not a surface form"
        raise RunError(what, where=tool.name, remedy=f"choose from {', '.join(fitting)}")
    yield form, render(tool, form)


def _numbered(run: RunFolder) -> Iterator[tuple[tuple[int, int], Entry]]:
    """Yield the registry with the file and row of each tool."""
    files = run.files(REGISTRY)
    if not files:
        raise RunError("has no registry of tools", where=str(run.path), remedy="make one with: lemnos tools docs")
    for number, path in enumerate(files):
        for row, record in enumerate(_records(path)):
            yield (number, row), msgspec.convert(record, Entry)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix == ".jsonl":
        with path.open("rb") as stream:
            yield from map(msgspec.json.decode, stream)
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=1000):
            yield from batch.to_pylist()


def _record(path: Path, row: int) -> dict[str, Any]:
    return next(record for number, record in enumerate(_records(path)) if number == row)


def _words(text: str) -> list[str]:
    return [part for word in _WORD.findall(text) for part in name_words(word)]


def _stem(word: str) -> str:
    """Return a word without the ending of a plural, so that ``pets`` finds ``pet``."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
