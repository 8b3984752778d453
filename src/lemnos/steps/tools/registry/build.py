"""Second phase of ``tools``: link versions, find duplicates among all tools of the run, and decide which get documents.

For each shard of tools it writes ``RUN/registry/NNNNNN``, one ``Entry`` a tool in the same order;
``RUN/verdicts/NNNNNN``, a ``Verdict`` on each tool that is left out or marked; and, for the next phase, a boolean
array of the tools that are kept. It is one task in numpy: about 200 bytes a tool in memory, names and versions of one
shard at a time, features read from disk.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.pipeline.job import WholeTask
from lemnos.records import Record, Verdict
from lemnos.steps.tools.registry.read import STAGE as TOOLS
from lemnos.steps.tools.registry.read import ToolSummary
from lemnos.steps.tools.registry.versions import version_key
from lemnos.steps.tools.settings import RegistrySettings
from lemnos.store.atomic_files import writing
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.near_duplicates import Copies, find_copies

STAGE = "registry"

Standing = Literal["kept", "duplicate", "older_version", "near_duplicate", "deprecated"]
_STANDINGS: tuple[Standing, ...] = ("kept", "duplicate", "older_version", "near_duplicate", "deprecated")
_KEPT, _DUPLICATE, _OLDER, _NEAR, _DEPRECATED = range(5)


class Entry(Record, frozen=True, kw_only=True):
    """One tool as the registry lists it."""

    id: str
    kind: str
    provider: str
    api: str
    version: str
    name: str
    description: str
    """The beginning of the first paragraph of its description."""
    deprecated: bool
    standing: Standing
    """Whether the tool gets documents, or the reason why it does not."""
    instead: str = ""
    """Id of the tool that replaces it; empty unless it is left out in favour of another tool."""
    newest: str = ""
    """Id of the tool of this name in the newest version of its API that has one; empty if that is this tool."""


class _Arrays(msgspec.Struct):
    """All tools of the run, numbered consecutively. Shapes: (tools,)."""

    ids: npt.NDArray[np.uint64]
    content: npt.NDArray[np.uint64]
    counterparts: npt.NDArray[np.uint64]
    """Hash of provider, API and name: equal for the versions of one tool."""
    ranks: npt.NDArray[np.int32]
    """Rank of the tool's version among the versions of its API; the newest has the highest."""
    deprecated: npt.NDArray[np.bool_]
    firsts: list[int]
    """Number of the first tool of each shard, followed by the number of all tools."""


def build_registry(run: RunFolder, shards: int, settings: RegistrySettings, _task: WholeTask) -> dict[str, Any]:
    """Write the registry of a run whose tools are in ``shards`` shards. Returns its figures."""
    paths = [run.work(TOOLS, f"{number:06}") for number in range(shards)]
    arrays, apis = _load(paths)
    count = len(arrays.ids)
    standing = np.zeros(count, dtype=np.int8)
    instead = np.full(count, -1, dtype=np.int64)
    newest = _link_versions(arrays)
    preferred = np.lexsort((np.arange(count), -arrays.ranks))  # newer versions replace older ones
    _mark_repeats(arrays.ids, preferred, standing, instead)
    if settings.older_versions == "leave_out":
        older = (standing == _KEPT) & (newest != np.arange(count))
        standing[older], instead[older] = _OLDER, newest[older]
    _mark_repeats(arrays.content, preferred, standing, instead)
    compared = 0
    scores: dict[int, float] = {}
    if settings.near_duplicate < 1:
        repeats, compared = _near_duplicates(paths, preferred[standing[preferred] == _KEPT], settings.near_duplicate)
        for member, (original, similarity) in repeats.items():
            standing[member], instead[member], scores[member] = _NEAR, original, similarity
    if settings.deprecated == "leave_out":
        standing[(standing == _KEPT) & arrays.deprecated] = _DEPRECATED
    for number, path in enumerate(paths):
        _write(run, number, path, arrays, standing, instead, newest, scores)
    return {
        "tools": count,
        "providers": len({provider for provider, _ in apis}),
        "apis": len(apis),
        "api_versions": sum(len(versions) for versions in apis.values()),
        "apis_with_several_versions": sum(len(versions) > 1 for versions in apis.values()),
        "pairs_compared": compared,
        "standing": {_STANDINGS[value]: int((standing == value).sum()) for value in range(len(_STANDINGS))},
        "with_newer_version": int((newest != np.arange(count)).sum()),
    }


def _load(paths: Sequence[Path]) -> tuple[_Arrays, dict[tuple[str, str], dict[str, int]]]:
    """Return the arrays of all tools, and by provider and API how many tools each version has."""
    columns: dict[str, list[npt.NDArray[np.uint64]]] = {"ids": [], "content": [], "counterparts": []}
    apis: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    numbers: dict[tuple[str, str, str], int] = {}
    versions: list[npt.NDArray[np.int32]] = []
    deprecated: list[npt.NDArray[np.bool_]] = []
    firsts = [0]
    for path in paths:
        with np.load(path.with_suffix(".npz")) as arrays:
            for name, column in columns.items():
                column.append(arrays[name])
        summaries = _summaries(path)
        version_numbers = np.empty(len(summaries), dtype=np.int32)
        for number, summary in enumerate(summaries):
            counts = apis[summary.provider, summary.api]
            counts[summary.version] = counts.get(summary.version, 0) + 1
            version_numbers[number] = numbers.setdefault((summary.provider, summary.api, summary.version), len(numbers))
        versions.append(version_numbers)
        deprecated.append(np.array([summary.deprecated for summary in summaries], dtype=bool))
        firsts.append(firsts[-1] + len(summaries))
    ranks = np.zeros(max(1, len(numbers)), dtype=np.int32)
    for (provider, api), counts in apis.items():
        for rank, version in enumerate(sorted(counts, key=version_key)):
            ranks[numbers[provider, api, version]] = rank
    joined = {name: np.concatenate(column) if column else np.zeros(0, np.uint64) for name, column in columns.items()}
    return (
        _Arrays(
            **joined,
            ranks=ranks[np.concatenate(versions)] if versions else np.zeros(0, np.int32),
            deprecated=np.concatenate(deprecated) if deprecated else np.zeros(0, bool),
            firsts=firsts,
        ),
        apis,
    )


def _summaries(path: Path) -> list[ToolSummary]:
    return msgspec.msgpack.decode(path.with_suffix(".briefs").read_bytes(), type=list[ToolSummary])


def _link_versions(arrays: _Arrays) -> npt.NDArray[np.int64]:
    """Return for each tool the number of its namesake in the newest version of its API that has one.

    Shape: (tools,). A tool that has no newer namesake has its own number.
    """
    count = len(arrays.ids)
    newest = np.arange(count)
    # Within a group the newest version comes first, and in it the first tool.
    order = np.lexsort((np.arange(count), -arrays.ranks, arrays.counterparts))
    keys = arrays.counterparts[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if count else np.zeros(0, np.intp)
    lengths = np.diff(np.append(starts, count))
    heads = np.repeat(order[starts], lengths)
    same = arrays.ranks[heads] == arrays.ranks[order]
    newest[order] = np.where(same, order, heads)
    return newest


def _mark_repeats(
    keys: npt.NDArray[np.uint64],
    preferred: npt.NDArray[np.int64],
    standing: npt.NDArray[np.int8],
    instead: npt.NDArray[np.int64],
) -> None:
    """Mark every kept tool that shares its key with a kept tool of higher preference as a duplicate."""
    kept = preferred[standing[preferred] == _KEPT]
    order = kept[np.argsort(keys[kept], kind="stable")]
    repeated = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    for index in repeated:
        first = order[index]
        standing[order[index + 1]] = _DUPLICATE
        instead[order[index + 1]] = instead[first] if standing[first] == _DUPLICATE else first


def _near_duplicates(paths: Sequence[Path], candidates: npt.NDArray[np.int64], threshold: float) -> Copies:
    """Return which candidates, the preferred ones first, have nearly the features of a better one."""
    blobs = Blobs([path.with_suffix(".features.bin") for path in paths])
    bands = [path.with_suffix(".bands.npy") for path in paths]

    def keys_of(band: int) -> npt.NDArray[np.uint64]:
        return np.concatenate([np.asarray(np.load(path, mmap_mode="r")[band]) for path in bands] or [np.zeros(0)])

    return find_copies(keys_of, candidates, lambda number: np.frombuffer(blobs[number], np.uint64), threshold)


def _write(
    run: RunFolder,
    number: int,
    path: Path,
    arrays: _Arrays,
    standing: npt.NDArray[np.int8],
    instead: npt.NDArray[np.int64],
    newest: npt.NDArray[np.int64],
    scores: dict[int, float],
) -> None:
    first = arrays.firsts[number]
    entries: list[Entry] = []
    verdicts: list[Verdict] = []
    for tool, summary in enumerate(_summaries(path), first):
        value = int(standing[tool])
        replacement = f"{int(arrays.ids[instead[tool]]):016x}" if instead[tool] >= 0 else ""
        newer = f"{int(arrays.ids[newest[tool]]):016x}" if newest[tool] != tool else ""
        entries.append(
            Entry(
                id=summary.id,
                kind=summary.kind,
                provider=summary.provider,
                api=summary.api,
                version=summary.version,
                name=summary.name,
                description=summary.description,
                deprecated=summary.deprecated,
                standing=_STANDINGS[value],
                instead=replacement,
                newest=newer,
            )
        )
        verdicts += _verdicts(summary, value, replacement, newer, scores.get(tool, 0.0))
    run.write_records(STAGE, number, Entry, entries)
    run.write_records("verdicts", number, Verdict, verdicts)
    with writing(run.work(STAGE, f"{number:06}.npy")) as stream:
        np.save(stream, standing[first : arrays.firsts[number + 1]] == _KEPT)


def _verdicts(summary: ToolSummary, standing: int, replacement: str, newer: str, score: float) -> list[Verdict]:
    """Return the verdicts on a tool: why it is left out, or how it is marked although it is kept."""
    findings = []
    if standing == _DUPLICATE:
        findings.append(("duplicate", False, f"has the same content as {replacement}", 1.0))
    elif standing == _NEAR:
        findings.append(("near_duplicate", False, f"has nearly the same content as {replacement}", round(score, 4)))
    if newer:
        reason = f"belongs to version {summary.version or 'unnamed'}; the tool in the newest version is {newer}"
        findings.append(("older_version", standing != _OLDER, reason, 0.0))
    if summary.deprecated:
        findings.append(("deprecated", standing != _DEPRECATED, "its description calls it deprecated", 0.0))
    return [
        Verdict(record=summary.id, stage=STAGE, rule=rule, keep=keep, reason=reason, score=value)
        for rule, keep, reason, value in findings
    ]
