"""The stage ``runs``: finished runs → one table of proxies, each with the mixture that it read and its losses.

What a proxy read is in the report of its run: tokens of each input, in the windows of all its steps. A loss is the bits
per byte of an input's validation windows, or of a suite, from ``results.json`` of a run of ``evaluate``.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import RunError, SettingsError
from lemnos.pipeline.job import WholeTask
from lemnos.pipeline.source import Input
from lemnos.records import CurvePoint, ItemScore, Metric, Record
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

STAGE = "runs"
TABLE = "runs.csv"
RATIO, LOSS = "ratio_", "loss_"
"""Beginnings of the columns of the table; ``lemnos mix fit`` knows them."""
SUITE = "suite:"
"""Beginning of the name of a loss that a run of ``evaluate`` has."""
_BITS = "bits_per_byte"
_ALL = "all"
"""Name of the validation loss of all inputs together, which says nothing of its own."""


class ProxyRun(Record, frozen=True, kw_only=True):
    """One trained proxy. ``RUN/proxies/`` holds one for each run of ``train``."""

    id: str
    """Name of the run."""
    ratios: tuple[Metric, ...]
    """Share of each source in the tokens that it read; they sum to 1."""
    losses: tuple[Metric, ...]
    """Bits per byte, by source or ``suite:NAME``."""
    tokens: int
    """Tokens that it read."""
    parameters: int


class FinishedRun(msgspec.Struct, frozen=True):
    """A run that the step reads. Picklable."""

    name: str
    path: str


def finished_runs(inputs: Sequence[Input]) -> tuple[list[FinishedRun], list[FinishedRun]]:
    """Return the runs of ``train`` and those of ``evaluate`` among the inputs.

    Raises:
        SettingsError: There is none of ``train``, or two have one name.
    """
    found: dict[type[Record], list[FinishedRun]] = {CurvePoint: [], ItemScore: []}
    for given in inputs:
        shard: Any = next(iter(given.source.shards()))
        found[shard.kind].append(FinishedRun(Path(given.name).name, str(shard.path.parent.parent)))
    trained = found[CurvePoint]
    if not trained:
        raise SettingsError("names no run of train", where="law", remedy="give the run folders of the proxies")
    names = [each.name for each in trained]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SettingsError(f"two runs are called {twice}", where="law", remedy="rename the folder of one of them")
    return trained, found[ItemScore]


def write_table(
    run: RunFolder, trained: Sequence[FinishedRun], evaluated: Sequence[FinishedRun], task: WholeTask
) -> dict[str, Any]:
    """Write the records and ``runs.csv``. Returns figures.

    Args:
        run: The run folder.
        trained: Runs of ``train``.
        evaluated: Runs of ``evaluate``, whose figures are losses too.
        task: The only task.

    Raises:
        RunError: A run lacks what is needed.
    """
    scores = [_read(each, "results.json") for each in evaluated]
    made = [_proxy(each, _read(each, "report.json"), scores) for each in trained]
    run.write_records("proxies", task.number, ProxyRun, made)
    write_bytes(run.path / TABLE, _csv(made))
    return {"proxies": len(made), "sources": _names(made, "ratios"), "losses": _names(made, "losses")}


def _read(given: FinishedRun, name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = msgspec.json.decode((Path(given.path) / name).read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"has no {name} that can be read ({error})", where=given.path, remedy="rerun the command that made the run"
        ) from None
    return found


def _proxy(given: FinishedRun, report: Mapping[str, Any], scores: Sequence[Mapping[str, Any]]) -> ProxyRun:
    read: dict[str, int] = {}
    for stage in report["stages"]:
        for name, tokens in stage.get("read", {}).items():
            read[name] = read.get(name, 0) + tokens
    total = sum(read.values())
    if not total:
        raise RunError(
            "does not say which sources it read", where=given.path, remedy="train it again with this version"
        )
    losses = [Metric(each["name"], each["value"]) for each in report["validation"] if each["name"] != _ALL]
    names = (given.name, f"{given.name}/model")  # what evaluate calls it as a run, and as a folder of many
    losses += [
        Metric(SUITE + figure["suite"], figure["value"])
        for held in scores
        for figure in held["figures"]
        if figure["checkpoint"] in names and figure["metric"] == _BITS and not figure["stratum"]
    ]
    if not losses:
        raise RunError(
            "has neither validation windows nor a figure in bits per byte",
            where=given.path,
            remedy="raise pack.validation, or give a run of evaluate with a suite of texts such as prose",
        )
    return ProxyRun(
        id=given.name,
        ratios=tuple(Metric(name, tokens / total) for name, tokens in read.items()),
        losses=tuple(losses),
        tokens=total,
        parameters=report["parameters"],
    )


def _names(made: Sequence[ProxyRun], field: str) -> list[str]:
    return list(dict.fromkeys(each.name for proxy in made for each in getattr(proxy, field)))


def _csv(made: Sequence[ProxyRun]) -> bytes:
    """Return the table: a source that a proxy did not read has a ratio of 0, a loss that it lacks an empty cell."""
    sources, losses = _names(made, "ratios"), _names(made, "losses")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [*(RATIO + name for name in sources), *(LOSS + name for name in losses)]
    writer.writerow(("run", *columns, "tokens", "parameters"))
    for proxy in made:
        ratios = {each.name: each.value for each in proxy.ratios}
        values = {each.name: each.value for each in proxy.losses}
        cells = [*(ratios.get(name, 0.0) for name in sources), *(values.get(name, "") for name in losses)]
        writer.writerow((proxy.id, *cells, proxy.tokens, proxy.parameters))
    return text.getvalue().encode()
