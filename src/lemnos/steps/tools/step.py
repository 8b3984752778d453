"""``tools`` from descriptions to documents: tools, registry, documents, each a stage of shards."""

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.engine.stage import Figures, run_stage
from lemnos.errors import InputError
from lemnos.llm.asking_stage import run_asking_stage
from lemnos.llm.factory import open_dispatcher
from lemnos.llm.identity import AskedModel, asked_model
from lemnos.llm.settings import LlmSettings
from lemnos.sources.tools.base import ToolSource
from lemnos.steps.tools.describe.describe import PROMPTS
from lemnos.steps.tools.registry.build import STAGE as REGISTRY
from lemnos.steps.tools.registry.build import RegistryTask, build_registry
from lemnos.steps.tools.registry.read import STAGE as TOOLS
from lemnos.steps.tools.registry.read import ToolTask, read_tools
from lemnos.steps.tools.render.tool_documents import STAGE as DOCUMENTS
from lemnos.steps.tools.render.tool_documents import DocumentTask, write_documents
from lemnos.steps.tools.settings import ToolsSettings
from lemnos.store.run_folder import RunFolder


class ToolsFigures(msgspec.Struct, frozen=True):
    """Figures of every shard of every stage, for the report."""

    tools: list[Figures]
    registry: Figures
    documents: list[Figures]


def tools_run(
    run: RunFolder,
    names: Sequence[str],
    sources: Sequence[ToolSource],
    settings: ToolsSettings,
    llm: LlmSettings,
    *,
    seed: int,
    limit: int | None,
    engine: Engine,
    progress: Progress,
) -> ToolsFigures:
    """Make tools and their documents; continues where an earlier call in the same run folder stopped.

    Args:
        run: The run folder.
        names: What the user calls the sources.
        sources: What is read.
        settings: How descriptions become documents.
        llm: The model, where ``settings.describe`` is one.
        seed: Seeds every random choice.
        limit: Descriptions to read of each source; None for all.
        engine: Where shards run.
        progress: Told how far it is.

    Raises:
        LemnosError: An input is damaged, nothing usable is in it, the run folder cannot be written, or the model
            cannot be asked.
        PausedError: The run stopped at a cap or waits for a batch.
        WorkerError: A worker died, or a shard met a bug.
    """
    progress.start("tools", "B")
    sizes = [source.progress()[1] for source in sources]
    asked = describing_model(settings, llm)
    read = partial(read_tools, run, settings, asked)
    tasks = _tool_tasks(sources, limit)

    def show(_: int = 0, note: str = "") -> None:
        progress.update(sum(source.progress()[0] for source in sources), sum(sizes), note)

    if asked is None:
        tools = run_stage(run, TOOLS, read, tasks, engine, show)
    else:
        with open_dispatcher(run.path, llm, progress.say) as dispatcher:
            dispatcher.on_wait = lambda: show(note=dispatcher.ledger.brief())
            tools = run_asking_stage(run, TOOLS, read, tasks, engine, dispatcher, show)
            progress.say(dispatcher.ledger.line())
    count = sum(figures["tools"] for figures in tools)
    refused = sum(sum(figures["rejected"].values()) for figures in tools)
    progress.finish(f"{count:,} tools, {refused:,} descriptions rejected")
    if not count:
        raise InputError(
            "no description of a tool in it",
            where=", ".join(names),
            remedy=f"see {run.path / 'rejected'} for what was refused and why",
        )

    progress.start("registry", "step")
    registry = run_stage(
        run,
        REGISTRY,
        partial(build_registry, run, len(tools), settings.registry),
        [RegistryTask()],
        engine,
        lambda done: progress.update(done, 1),
    )[0]
    standing = registry["standing"]
    progress.finish(
        f"{registry['apis']:,} APIs of {registry['providers']:,} providers, {standing['kept']:,} tools kept, "
        f"{standing['older_version']:,} of older versions, "
        f"{standing['duplicate'] + standing['near_duplicate']:,} duplicates"
    )

    progress.start("documents", "shard")
    documents = run_stage(
        run,
        DOCUMENTS,
        partial(write_documents, run, settings.documents, seed),
        map(DocumentTask, range(len(tools))),
        engine,
        lambda done: progress.update(done, len(tools)),
    )
    progress.finish(f"{sum(figures['documents'] for figures in documents):,} documents")
    return ToolsFigures(tools, registry, documents)


def describing_model(settings: ToolsSettings, llm: LlmSettings) -> AskedModel | None:
    """Return the model that describes functions, None if rules do.

    Raises:
        SettingsError: A prompt in place of ours is wrong.
    """
    return asked_model(llm, PROMPTS) if settings.describe == "model" else None


def _tool_tasks(sources: Sequence[ToolSource], limit: int | None) -> Iterator[ToolTask]:
    number = 0
    for source in sources:
        for shard in source.shards(limit):
            yield ToolTask(number, shard)
            number += 1
