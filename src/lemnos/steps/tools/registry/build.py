"""Second phase of ``tools``: all tools of the run side by side; versions linked, duplicates found, verdicts written.

One task in numpy: about 200 bytes a tool in memory, names and versions of one shard at a time, features read from disk.
For each shard of tools it writes ``RUN/registry/NNNNNN``, one ``Entry`` a tool in the same order,
``RUN/verdicts/NNNNNN`` with a verdict on each tool that is left out or marked, and which are kept, for the next phase.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import Record, Verdict
from lemnos.steps.tools.registry.near_duplicates import near_duplicates
from lemnos.steps.tools.registry.read import STAGE as TOOLS
from lemnos.steps.tools.registry.read import Brief
from lemnos.steps.tools.registry.versions import version_key
from lemnos.steps.tools.settings import RegistrySettings
from lemnos.store.atomic_files import writing
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

STAGE = "registry"

Standing = Literal["kept", "duplicate", "older_version", "near_duplicate", "deprecated"]
_STANDINGS: tuple[Standing, ...] = ("kept", "duplicate", "older_version", "near_duplicate", "deprecated")
_KEPT, _DUPLICATE, _OLDER, _NEAR, _DEPRECATED = range(5)


class Entry(Record, frozen=True, kw_only=True):
    """What the registry says of a tool."""

    id: str
    kind: str
    provider: str
    api: str
    version: str
    name: str
    description: str
    """The beginning of its first paragraph."""
    deprecated: bool
    standing: Standing
    """Whether it gets documents, or why not."""
    instead: str = ""
    """Id of the tool that stands for it, where it is left out for another one."""
    newest: str = ""
    """Id of the tool of this name in the newest version of its API; empty if that is itself."""


class RegistryTask(msgspec.Struct, frozen=True):
    """The whole registry is one shard."""

    number: int = 0


class _Arrays(msgspec.Struct):
    """All tools of the run, numbered through. Shapes: (tools,)."""

    ids: npt.NDArray[np.uint64]
    content: npt.NDArray[np.uint64]
    counterparts: npt.NDArray[np.uint64]
    """What tools of one provider, API and name share."""
    ranks: npt.NDArray[np.int32]
    """Rank of the version among those of its API; the newest has the greatest."""
    deprecated: npt.NDArray[np.bool_]
    firsts: list[int]
    """Number of the first tool of each shard, and how many there are in all."""


def build_registry(run: RunFolder, shards: int, settings: RegistrySettings, _task: RegistryTask) -> dict[str, Any]:
    """Write the registry of a run whose tools lie in ``shards`` shards. Returns its figures."""
    paths = [run.work(TOOLS, f"{number:06}") for number in range(shards)]
    arrays, apis = _load(paths)
    count = len(arrays.ids)
    standing = np.zeros(count, dtype=np.int8)
    instead = np.full(count, -1, dtype=np.int64)
    newest = _link_versions(arrays)
    preferred = np.lexsort((np.arange(count), -arrays.ranks))  # newer versions stand for older ones
    _mark_repeats(arrays.ids, preferred, standing, instead)
    if settings.older_versions == "leave_out":
        older = (standing == _KEPT) & (newest != np.arange(count))
        standing[older], instead[older] = _OLDER, newest[older]
    _mark_repeats(arrays.content, preferred, standing, instead)
    compared = 0
    scores: dict[int, float] = {}
    if settings.near_duplicate < 1:
        found, compared = _near(paths, preferred[standing[preferred] == _KEPT], settings.near_duplicate)
        for member, (other, similarity) in found.items():
            standing[member], instead[member], scores[member] = _NEAR, other, similarity
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
    """Return the arrays of all tools, and how many tools each version of each API has."""
    parts: dict[str, list[npt.NDArray[np.uint64]]] = {"ids": [], "content": [], "counterparts": []}
    apis: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    numbers: dict[tuple[str, str, str], int] = {}
    versions: list[npt.NDArray[np.int32]] = []
    deprecated: list[npt.NDArray[np.bool_]] = []
    firsts = [0]
    for path in paths:
        with np.load(path.with_suffix(".npz")) as arrays:
            for name, part in parts.items():
                part.append(arrays[name])
        briefs = _briefs(path)
        of = np.empty(len(briefs), dtype=np.int32)
        for number, brief in enumerate(briefs):
            counts = apis[brief.provider, brief.api]
            counts[brief.version] = counts.get(brief.version, 0) + 1
            of[number] = numbers.setdefault((brief.provider, brief.api, brief.version), len(numbers))
        versions.append(of)
        deprecated.append(np.array([brief.deprecated for brief in briefs], dtype=bool))
        firsts.append(firsts[-1] + len(briefs))
    ranks = np.zeros(max(1, len(numbers)), dtype=np.int32)
    for (provider, api), counts in apis.items():
        for rank, version in enumerate(sorted(counts, key=version_key)):
            ranks[numbers[provider, api, version]] = rank
    joined = {name: np.concatenate(part) if part else np.zeros(0, np.uint64) for name, part in parts.items()}
    return (
        _Arrays(
            **joined,
            ranks=ranks[np.concatenate(versions)] if versions else np.zeros(0, np.int32),
            deprecated=np.concatenate(deprecated) if deprecated else np.zeros(0, bool),
            firsts=firsts,
        ),
        apis,
    )


def _briefs(path: Path) -> list[Brief]:
    return msgspec.msgpack.decode(path.with_suffix(".briefs").read_bytes(), type=list[Brief])


def _link_versions(arrays: _Arrays) -> npt.NDArray[np.int64]:
    """Return for each tool the one of its name in the newest version of its API that has one. Shape: (tools,)."""
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
    """Mark every kept tool whose key a kept tool has that is preferred to it."""
    kept = preferred[standing[preferred] == _KEPT]
    order = kept[np.argsort(keys[kept], kind="stable")]
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    for place in same:
        first = order[place]
        standing[order[place + 1]] = _DUPLICATE
        instead[order[place + 1]] = instead[first] if standing[first] == _DUPLICATE else first


def _near(
    paths: Sequence[Path], candidates: npt.NDArray[np.int64], threshold: float
) -> tuple[dict[int, tuple[int, float]], int]:
    blobs = Blobs([path.with_suffix(".features.bin") for path in paths])
    bands = [path.with_suffix(".bands.npy") for path in paths]

    def keys_of(band: int) -> npt.NDArray[np.uint64]:
        return np.concatenate([np.asarray(np.load(path, mmap_mode="r")[band]) for path in bands] or [np.zeros(0)])

    return near_duplicates(keys_of, lambda number: np.frombuffer(blobs[number], np.uint64), candidates, threshold)


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
    for place, brief in enumerate(_briefs(path), first):
        value = int(standing[place])
        other = f"{int(arrays.ids[instead[place]]):016x}" if instead[place] >= 0 else ""
        newer = f"{int(arrays.ids[newest[place]]):016x}" if newest[place] != place else ""
        entries.append(
            Entry(
                id=brief.id,
                kind=brief.kind,
                provider=brief.provider,
                api=brief.api,
                version=brief.version,
                name=brief.name,
                description=brief.description,
                deprecated=brief.deprecated,
                standing=_STANDINGS[value],
                instead=other,
                newest=newer,
            )
        )
        verdicts += _verdicts(brief, value, other, newer, scores.get(place, 0.0))
    run.write_records(STAGE, number, Entry, entries)
    run.write_records("verdicts", number, Verdict, verdicts)
    with writing(run.work(STAGE, f"{number:06}.npy")) as stream:
        np.save(stream, standing[first : arrays.firsts[number + 1]] == _KEPT)


def _verdicts(brief: Brief, standing: int, other: str, newer: str, score: float) -> list[Verdict]:
    """Return what is to be said of a tool: why it is left out, and what marks it though it is kept."""
    said = []
    if standing == _DUPLICATE:
        said.append(("duplicate", False, f"tells the same as {other}", 1.0))
    elif standing == _NEAR:
        said.append(("near_duplicate", False, f"tells nearly the same as {other}", round(score, 4)))
    if newer:
        reason = f"of version {brief.version or 'unnamed'}; the newest that has it is {newer}"
        said.append(("older_version", standing != _OLDER, reason, 0.0))
    if brief.deprecated:
        said.append(("deprecated", standing != _DEPRECATED, "its description calls it deprecated", 0.0))
    return [
        Verdict(record=brief.id, stage=STAGE, rule=rule, keep=keep, reason=reason, score=value)
        for rule, keep, reason, value in said
    ]
