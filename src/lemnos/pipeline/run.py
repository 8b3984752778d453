"""Run the steps of a recipe: open inputs, compare fingerprints, resume or start over, write report and manifest.

A step runs only if its run folder is not finished with the same fingerprint: its kind and version, the settings that
decide its output, and what identifies its inputs; for records of another run, that run's fingerprint and files. In a
recipe of named steps a folder whose step has changed is kept beside the new one as ``NAME.previous``, and comes back
when the change is undone; a single step refuses to touch it. A killed run resumes with the same command.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.errors import RunError, SettingsError
from lemnos.llm.identity import AskedModel, asked_model, deciding
from lemnos.pipeline.job import Job
from lemnos.pipeline.objects import NO_OBJECTS, Objects
from lemnos.pipeline.outcome import check_made
from lemnos.pipeline.recipe import Recipe, StepRecipe
from lemnos.pipeline.record_source import open_records
from lemnos.pipeline.report import write_report
from lemnos.pipeline.settings import RunInput
from lemnos.pipeline.source import Input
from lemnos.store.fingerprint import fingerprint, plain
from lemnos.store.run_folder import Description, RunFolder, describe, difference, is_run, open_run

PREVIOUS = ".previous"
"""What is put behind the name of a run folder that a changed step has replaced."""
_RETURNING = ".returning"
"""The same while such a folder comes back."""

State = Literal["done", "unfinished", "changed", "waiting", "new", "running"]


class Status(NamedTuple):
    """How far a step is."""

    state: State
    reasons: list[str]
    """What changed, of a step that has."""


class Opened(NamedTuple):
    """A step whose inputs are open."""

    inputs: list[Input]
    model: AskedModel | None
    objects: Objects
    description: Description


def run_recipe(
    recipe: Recipe,
    engine: Engine,
    progress: Progress,
    show: Callable[[Mapping[str, Status]], None] = lambda _statuses: None,
) -> list[RunFolder]:
    """Run every step that is not finished; return the run folders in the order of the steps.

    Args:
        recipe: The steps.
        engine: Where shards run.
        progress: Shows how far a step is.
        show: Called with the status of all steps whenever one begins.

    Raises:
        LemnosError: An input, a setting or a run folder cannot be used; what is finished stays.
        WorkerError: A worker died, or a shard met a bug.
    """
    for step in recipe.steps:
        check_apart(step)
    if not recipe.named:
        (step,) = recipe.steps
        return [run_step(step, open_step(recipe, step), engine, progress)]
    for step in recipe.steps:
        _end_swap(step.out)
    opened: dict[str, Opened] = {}
    statuses = status(recipe, opened)
    runs = []
    for step in recipe.steps:
        if step.name not in opened:  # it waited for a step that is done now
            statuses[step.name] = _status(recipe, step, {}, opened)
        if statuses[step.name].state == "changed" and swap_with_previous(step.out, opened[step.name].description):
            statuses[step.name] = Status("done", [])
        if statuses[step.name].state != "done":
            show(statuses | {step.name: Status("running", statuses[step.name].reasons)})
        runs.append(run_step(step, opened[step.name], engine, progress))
        statuses[step.name] = Status("done", [])
    return runs


def run_step(step: StepRecipe, opened: Opened, engine: Engine, progress: Progress) -> RunFolder:
    """Run one step whose inputs are open, or resume it.

    Raises:
        LemnosError: See ``run_recipe``.
        WorkerError: See ``run_recipe``.
    """
    with open_run(step.out, opened.description, step.format) as run:
        if not run.complete:
            inputs = [given.name for given in opened.inputs]
            run.journal.append({"event": "started", "process": os.getpid(), "inputs": inputs})
            job = make_job(step, opened, run, engine, progress)
            step.step.run(job)
            write_report(step, run, inputs, job.figures)
            check_made(step, run)
            run.write_manifest(step.step.writes, step.step.main)
            run.journal.append({"event": "finished", "process": os.getpid()})
        else:
            check_made(step, run)
    return run


def make_job(step: StepRecipe, opened: Opened, run: RunFolder, engine: Engine, progress: Progress) -> Job[Any]:
    """Return the job of a step whose inputs are open."""
    return Job(
        run,
        opened.inputs,
        step.settings,
        seed=step.seed,
        limit=step.limit,
        llm=step.llm,
        model=opened.model,
        objects=opened.objects,
        engine=engine,
        progress=progress,
    )


def open_step(recipe: Recipe, step: StepRecipe) -> Opened:
    """Open the inputs of a step, and say what identifies its run.

    Raises:
        InputError: There is nothing at a path, or nothing that can be read.
        RunError: A run that it reads is not finished.
        SettingsError: An input or a setting is wrong.
    """
    inputs = []
    described: list[dict[str, Any]] = []
    names = {other.name for other in recipe.steps} if recipe.named else set()
    for entry in step.inputs:
        if isinstance(entry, RunInput):
            path = recipe.step(entry.run).out if entry.run in names else Path(entry.run)
            name = entry.run if entry.run in names else path.name
            licences = entry.licence, entry.exclude_licence
            source: Any = open_records(path, name, step.step.reads, entry.records, step.step.name, *licences)
            given = Input(entry.run, source)
            fields: dict[str, Any] = {
                key: list(chosen)
                for key, chosen in zip(("licence", "exclude_licence"), licences, strict=True)
                if chosen
            }
        elif isinstance(entry, msgspec.Struct) and hasattr(entry, "path"):
            given = Input(str(entry.path), step.step.open(entry))
            fields = {key: value for key, value in plain(entry).items() if key != "path"}
        else:
            source = entry
            given = Input(str(source.identity().get("name", type(source).__name__)), source)
            fields = {}
        inputs.append(given)
        described.append(fields | {"content": plain(given.source.identity())})
    prompts = step.step.prompts(step.settings)
    model = asked_model(step.llm, prompts) if prompts else None
    identified = _identified(step.objects)
    settings = {
        "version": step.step.version,
        "inputs": described,
        "seed": step.seed,
        "limit": step.limit,
        "format": step.format,
        step.step.name: plain(step.settings) | step.step.identity(step.settings) | identified,
        "llm": deciding(step.llm, model),
    }
    objects = Objects(fingerprint(identified), step.objects) if identified else NO_OBJECTS
    return Opened(inputs, model, objects, describe(step.step.name, settings))


def _identified(objects: Mapping[str, Any]) -> dict[str, Any]:
    """Return what identifies the objects that stand in for settings.

    Raises:
        SettingsError: One does not say what identifies it.
    """
    described = {}
    for setting, given in objects.items():
        kind = type(given)
        if not hasattr(given, "identity"):
            raise SettingsError(
                f"{kind.__name__} has no method identity()",
                where=setting,
                remedy="return a dictionary of everything that decides its output",
            )
        try:
            described[setting] = {"class": f"{kind.__module__}.{kind.__qualname__}", **plain(given.identity())}
        except TypeError as error:
            raise SettingsError(f"identity() of {kind.__name__}: {error}", where=setting) from None
    return described


def status(recipe: Recipe, opened: dict[str, Opened] | None = None) -> dict[str, Status]:
    """Return how far each step is, without running anything; a step that waits for another is not opened.

    Args:
        recipe: The steps.
        opened: Filled with the steps that are opened.

    Raises:
        LemnosError: An input or a setting cannot be used.
    """
    statuses: dict[str, Status] = {}
    for step in recipe.steps:
        statuses[step.name] = _status(recipe, step, statuses, {} if opened is None else opened)
    return statuses


def _status(recipe: Recipe, step: StepRecipe, before: Mapping[str, Status], opened: dict[str, Opened]) -> Status:
    waits = [name for name in recipe.before(step) if name in before and before[name].state != "done"]
    if waits:
        return Status("waiting", [])
    opened[step.name] = open_step(recipe, step)
    changed = difference(step.out, opened[step.name].description)
    if changed:
        return Status("changed", changed)
    if not is_run(step.out):
        return Status("new", [])
    return Status("done" if RunFolder(step.out).complete else "unfinished", [])


def check_apart(step: StepRecipe) -> None:
    """Refuse a run folder inside an input: the run would read its own output, and change its own identity.

    Raises:
        SettingsError: It is inside one.
    """
    out = step.out.resolve()
    for entry in step.inputs:
        path = getattr(entry, "run" if isinstance(entry, RunInput) else "path", None)
        if isinstance(path, str) and out.is_relative_to(Path(path).resolve()):
            raise SettingsError("the run folder is inside an input", where=str(step.out), remedy="choose another --out")


def swap_with_previous(path: Path, wanted: Description) -> bool:
    """Move the run folder of a step that has changed to ``NAME.previous``. What is there comes back if it is the run
    that is wanted, else it is deleted.

    Returns:
        Whether a finished run came back.

    Raises:
        RunError: Another process works in the folder, or it cannot be moved.
    """
    previous, returning = path.with_name(path.name + PREVIOUS), path.with_name(path.name + _RETURNING)
    with open_run(path, RunFolder(path).description()):  # nobody else works in it
        back = is_run(previous) and not difference(previous, wanted) and RunFolder(previous).complete
        try:
            if back:
                previous.replace(returning)
            elif previous.exists():
                shutil.rmtree(previous)
            path.replace(previous)
            if back:
                returning.replace(path)
        except OSError as error:
            raise RunError(f"cannot be moved ({error.strerror})", where=str(path), remedy="move it by hand") from error
    return back


def _end_swap(path: Path) -> None:
    """End a swap that was killed half-way."""
    returning = path.with_name(path.name + _RETURNING)
    if returning.exists():
        returning.replace(path.with_name(path.name + PREVIOUS) if path.exists() else path)
