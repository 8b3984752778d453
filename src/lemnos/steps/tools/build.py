"""One recipe of tools → one finished run folder."""

import os
from pathlib import Path

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.errors import SettingsError
from lemnos.llm.identity import deciding
from lemnos.sources.tools.detect import open_tools
from lemnos.steps.tools.card import card
from lemnos.steps.tools.settings import ToolsRecipe
from lemnos.steps.tools.statistics import cost, statistics
from lemnos.steps.tools.step import ToolsFigures, describing_model, tools_run
from lemnos.store.atomic_files import write_bytes
from lemnos.store.fingerprint import plain
from lemnos.store.run_folder import RunFolder, open_run


def build_tools(recipe: ToolsRecipe, engine: Engine, progress: Progress) -> RunFolder:
    """Make everything that the recipe asks for; continues where an earlier call stopped.

    Raises:
        LemnosError: An input, a setting or the run folder is not usable; finished shards stay.
        WorkerError: A worker died, or a shard met a bug.
    """
    _check_apart(recipe)
    sources = [
        open_tools(entry.path, kind=entry.kind, licence=entry.licence, provider=entry.provider, pages=entry.pages)
        for entry in recipe.inputs
    ]
    settings = plain(recipe)
    del settings["out"]  # a run folder may be moved
    settings["llm"] = deciding(recipe.llm, describing_model(recipe.tools, recipe.llm))
    settings["identities"] = [source.identity() for source in sources]
    with open_run(Path(recipe.out), settings, recipe.format) as run:
        if not run.complete:
            run.journal.append({"event": "started", "process": os.getpid()})
            figures = tools_run(
                run,
                [entry.path for entry in recipe.inputs],
                sources,
                recipe.tools,
                recipe.llm,
                seed=recipe.seed,
                limit=recipe.limit,
                engine=engine,
                progress=progress,
            )
            _write_report(run, recipe, figures)
            run.write_manifest()
            run.journal.append({"event": "finished", "process": os.getpid()})
    return run


def _write_report(run: RunFolder, recipe: ToolsRecipe, figures: ToolsFigures) -> None:
    """Write ``report.json`` and ``README.md``. The card is the same for any machine; the report tells the cost too."""
    made = statistics(figures)
    write_bytes(run.path / "README.md", card(recipe, made).encode())
    report = made | {"cost": cost(figures)}
    write_bytes(run.path / "report.json", msgspec.json.format(msgspec.json.encode(report), indent=2))


def _check_apart(recipe: ToolsRecipe) -> None:
    """Refuse a run folder inside an input: the run would read what it writes, and change its own identity."""
    out = Path(recipe.out).resolve()
    for entry in recipe.inputs:
        if out.is_relative_to(Path(entry.path).resolve()):
            raise SettingsError("the run folder lies inside an input", where=recipe.out, remedy="choose another --out")
