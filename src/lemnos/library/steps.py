"""Run a step or a recipe from Python.

Settings are those of a recipe, as keywords. A setting that a step declares in ``Step.objects`` (``writer`` and
``reward`` of ``talk``) may be an object of your own; a source of your own is an input like any other; ``engine`` and
``progress`` are whatever has their methods. An object describes itself with ``identity()``, so that a rerun knows
whether anything has changed.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.local import local_engine
from lemnos.engine.progress import Progress
from lemnos.engine.progress_display import choose_progress
from lemnos.errors import SettingsError
from lemnos.library.runs import Run
from lemnos.library.sources import MemorySource
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.recipe import Recipe, load_recipe, make_recipe, step_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.pipeline.steps import load_step
from lemnos.records import Record
from lemnos.store.record_files import Format

Inputs = Any
"""A path, a mapping (``{"path": …, "licence": …}``), a ``Run``, records, a source, or a list of these."""


def run_step(
    name: str,
    inputs: Inputs,
    *,
    out: str | Path,
    seed: int = 0,
    limit: int | None = None,
    format: Format = "parquet",
    llm: LlmSettings | Mapping[str, Any] | None = None,
    workers: int | None = None,
    engine: Engine | None = None,
    progress: Progress | bool = True,
    **settings: Any,
) -> Run:
    """Run a step, or resume it, and return the finished run.

    Args:
        name: Name of the step.
        inputs: What it reads.
        out: The run folder.
        seed: Seeds every random choice.
        limit: For a preview: about this many items of each input, the first ones; for ``talk``, a connected sample.
        format: File format of the records.
        llm: The language model, where one is asked.
        workers: Number of processes; all cores if None.
        engine: Where the work runs, in place of processes on this machine.
        progress: Whether to show progress on standard error, or what shows it.
        settings: Settings of the step; those in ``Step.objects`` may be objects.

    Raises:
        LemnosError: An input, a setting or the run folder cannot be used; what is finished stays.
        WorkerError: A worker died, or a shard met a bug.
    """
    step = load_step(name)
    objects = {key: settings.pop(key) for key in step.objects & settings.keys() if not isinstance(settings[key], str)}
    content = {
        "inputs": list(_entries(inputs)),
        "out": str(out),
        "seed": seed,
        "limit": limit,
        "format": format,
        "llm": msgspec.to_builtins(llm) if llm is not None else {},
        name: {key: _plain(value) for key, value in settings.items()},
    }
    made = msgspec.structs.replace(step_recipe(name, content), objects=objects)
    (run,) = _run(Recipe(made.out, (made,), named=False), workers, engine, progress)
    return run


def talk(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Turn documents into dialogues; see ``run_step`` and docs/reference/settings-talk.md.

    ``writer`` and ``reward`` may be objects: a ``lemnos.Writer``, a ``lemnos.Reward``.
    """
    return run_step("talk", inputs, out=out, **settings)


def tools(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Turn API descriptions into tool documents; see ``run_step`` and docs/reference/settings-tools.md."""
    return run_step("tools", inputs, out=out, **settings)


def play(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Play tasks in worlds of APIs into trajectories; see ``run_step`` and docs/reference/settings-play.md."""
    return run_step("play", inputs, out=out, **settings)


def trajectories(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Bring logs of agents into one form; see ``run_step`` and docs/reference/settings-trajectories.md."""
    return run_step("trajectories", inputs, out=out, **settings)


def curate(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Drop records that repeat, leak or are poor; see ``run_step`` and docs/reference/settings-curate.md."""
    return run_step("curate", inputs, out=out, **settings)


def evaluate(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Measure checkpoints on suites; see ``run_step`` and docs/reference/evaluate.md."""
    return run_step("evaluate", inputs, out=out, **settings)


def law(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Fit laws of loss by mixture to trained proxies; see ``run_step`` and docs/reference/settings-law.md."""
    return run_step("law", inputs, out=out, **settings)


def retrieve(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Find pages in crawls that are like records of runs; see ``run_step`` and docs/reference/settings-retrieve.md."""
    return run_step("retrieve", inputs, out=out, **settings)


def pack(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Pack records into windows of tokens for trainers; see ``run_step`` and docs/reference/settings-pack.md."""
    return run_step("pack", inputs, out=out, **settings)


def train(inputs: Inputs, *, out: str | Path, **settings: Any) -> Run:
    """Train a small language model on packed windows; see ``run_step`` and docs/reference/settings-train.md."""
    return run_step("train", inputs, out=out, **settings)


def run(
    recipe: str | Path | Mapping[str, Any],
    *overrides: str,
    workers: int | None = None,
    engine: Engine | None = None,
    progress: Progress | bool = True,
) -> dict[str, Run]:
    """Run the steps of a recipe that are not done; return the runs by the name of their step.

    Args:
        recipe: A recipe file, or its content.
        overrides: ``key.sub=value``, the value in YAML.
        workers: See ``run_step``.
        engine: See ``run_step``.
        progress: See ``run_step``.

    Raises:
        LemnosError: See ``run_step``.
        WorkerError: See ``run_step``.
    """
    loaded = make_recipe(recipe, overrides) if isinstance(recipe, Mapping) else load_recipe(Path(recipe), overrides)
    runs = _run(loaded, workers, engine, progress)
    return {step.name: made for step, made in zip(loaded.steps, runs, strict=True)}


def _run(recipe: Recipe, workers: int | None, engine: Engine | None, progress: Progress | bool) -> list[Run]:
    shown = choose_progress(quiet=not progress) if isinstance(progress, bool) else progress
    with _engine(workers, engine) as chosen:
        return [Run(folder) for folder in run_recipe(recipe, chosen, shown)]


@contextmanager
def _engine(workers: int | None, engine: Engine | None) -> Iterator[Engine]:
    if engine is not None:
        if workers is not None:
            raise SettingsError("workers is for processes on this machine", where="workers", remedy="leave it out")
        yield engine
        return
    with local_engine(workers) as local:
        yield local


def _entries(inputs: Inputs) -> Iterator[Any]:
    """Yield the entries of a recipe that inputs stand for; records are gathered into one source."""
    given: Iterable[Any] = inputs if isinstance(inputs, list | tuple) else [inputs]
    records: list[Record] = []
    for entry in given:
        if isinstance(entry, Record):
            records.append(entry)
        elif isinstance(entry, Run):
            yield {"run": str(entry.path)}
        elif isinstance(entry, str | os.PathLike):
            yield os.fspath(entry)
        else:
            yield {key: _path(value) for key, value in entry.items()} if isinstance(entry, Mapping) else entry
    if records:
        yield MemorySource(records)


def _path(value: Any) -> Any:
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else value
