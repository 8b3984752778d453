"""One recipe → one finished run folder."""

import os
from pathlib import Path

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.errors import InputError, SettingsError
from lemnos.llm.identity import deciding
from lemnos.pipeline.recipe import Recipe
from lemnos.pipeline.report import write_report
from lemnos.sources.documents.detect import open_source
from lemnos.sources.files.identity import file_identity
from lemnos.steps.talk.step import Corpus, talk, writing_model
from lemnos.store.fingerprint import plain
from lemnos.store.run_folder import RunFolder, open_run


def run_recipe(recipe: Recipe, engine: Engine, progress: Progress) -> RunFolder:
    """Make everything that the recipe asks for; continues where an earlier call stopped.

    Raises:
        LemnosError: An input, a setting or the run folder is not usable; finished shards stay.
        WorkerError: A worker died, or a shard met a bug.
    """

    corpus = open_corpus(recipe)
    _check_apart(recipe)
    settings = plain(recipe)
    del settings["out"]  # a run folder may be moved
    settings["llm"] = deciding(recipe.llm, writing_model(recipe.talk, recipe.llm))
    models = [recipe.talk.reward] if recipe.talk.reward.endswith(".npz") else []
    settings["identities"] = [
        *(source.identity() for source in corpus.sources),
        *(_identity(path, "links", "give a table of links: rows of source, target") for path in recipe.links),
        *(_identity(path, "reward", "give a file that `lemnos reward train` wrote") for path in models),
    ]
    with open_run(Path(recipe.out), settings, recipe.format) as run:
        if not run.complete:
            run.journal.append({"event": "started", "process": os.getpid()})
            figures = talk(run, corpus, recipe.talk, recipe.llm, seed=recipe.seed, engine=engine, progress=progress)
            write_report(run, recipe, figures)
            run.write_manifest()
            run.journal.append({"event": "finished", "process": os.getpid()})
    return run


def open_corpus(recipe: Recipe) -> Corpus:
    """Open what a recipe reads.

    Raises:
        InputError: There is nothing at a path, or nothing that can be read.
    """
    sources = [
        open_source(entry.path, kind=entry.kind, mapping=entry.map, licence=entry.licence, language=entry.language)
        for entry in recipe.inputs
    ]
    return Corpus([entry.path for entry in recipe.inputs], sources, recipe.links, recipe.limit)


def _check_apart(recipe: Recipe) -> None:
    """Refuse a run folder inside an input: the run would read what it writes, and change its own identity."""
    out = Path(recipe.out).resolve()
    for entry in recipe.inputs:
        if out.is_relative_to(Path(entry.path).resolve()):
            raise SettingsError("the run folder lies inside an input", where=recipe.out, remedy="choose another --out")


def _identity(path: str, kind: str, remedy: str) -> dict[str, str | int]:
    """Return what tells a file beside the inputs from another; asked for early, for it is read late."""
    if not os.path.isfile(path):
        raise InputError("no such file", where=path, remedy=remedy)
    return {"kind": kind, **file_identity(path)}
