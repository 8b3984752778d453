"""The step ``tools``: descriptions of APIs and functions → ``Tool`` records, a registry, ``ToolDocument`` records.

tools            read descriptions, describe bare functions   one task for each input shard
registry         link versions, find duplicates               one task
tool_documents   render each tool in several surface forms    one task for each shard of tools
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Source
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Tool, ToolDocument, Verdict
from lemnos.sources.tools.detect import open_tools
from lemnos.steps.tools.card import card
from lemnos.steps.tools.describe.describe import PROMPTS
from lemnos.steps.tools.forecast import forecast
from lemnos.steps.tools.registry.build import STAGE as REGISTRY
from lemnos.steps.tools.registry.build import Entry, build_registry
from lemnos.steps.tools.registry.read import STAGE as TOOLS
from lemnos.steps.tools.registry.read import read_tools
from lemnos.steps.tools.render.tool_documents import STAGE as DOCUMENTS
from lemnos.steps.tools.render.tool_documents import DocumentTask, write_documents
from lemnos.steps.tools.settings import ToolInput, ToolsSettings
from lemnos.steps.tools.statistics import statistics
from lemnos.store.run_folder import RunFolder


class ToolsStep(Step[ToolsSettings]):
    """Turn API descriptions into tool documents in several surface forms.

    INPUT is a file, folder, zip or tar of OpenAPI descriptions; results of MCP tools/list; function lists for OpenAI or
    Anthropic; RapidAPI descriptions; API cards; a Python package (a folder, wheel, sdist, or the name of an installed
    one); API documentation in HTML or Markdown; or a finished run that holds tools. Several inputs make one registry.
    """

    name = "tools"
    version = 4
    settings = ToolsSettings
    input = ToolInput
    reads = (Tool,)
    writes: ClassVar = {DOCUMENTS: ToolDocument, TOOLS: Tool, REGISTRY: Entry, "verdicts": Verdict}
    options = (
        Option("--kind", "input.kind", "Format of the inputs: auto-detected, or one of these."),
        Option("--licence", "input.licence", "Licence of tools that do not state theirs; an SPDX expression."),
        Option("--provider", "input.provider", "Provider of the tools; if not given, as each description states it."),
        Option("--start", "input.pages.start", "HTML, Markdown, WARC: follow links from this path or address.", "PAGE"),
        Option("--depth", "input.pages.depth", "Follow links this far from --start."),
        Option("--max-pages", "input.pages.max_pages", "Read at most this many pages of each input."),
    )
    examples = (
        "lemnos tools docs openapi/ --out runs/apis",
        "lemnos tools docs petstore.yaml servers.json numpy --out runs/mixed",
        "lemnos tools docs apis.zip --kind openapi --licence CC0-1.0 --out runs/apis",
        "lemnos tools docs ./package --out runs/code --model NAME --url http://localhost:8000/v1",
        "lemnos tools docs site/ --start api/index.html --depth 3 --out runs/site",
        "lemnos tools docs openapi/ --out runs/all --set tools.registry.older_versions=keep",
        "lemnos tools docs openapi/ --out runs/pages --set 'tools.documents.forms=[reference, man_page]'",
    )
    licensed = "tools"
    model_switch = "describe=model"
    hint = "lemnos tools search {run} WORDS · lemnos tools show {run} NAME"

    def open(self, entry: ToolInput) -> Source:
        """See ``Step.open``."""
        return open_tools(
            entry.path, kind=entry.kind, licence=entry.licence, provider=entry.provider, pages=entry.pages
        )

    def prompts(self, settings: ToolsSettings) -> tuple[str, ...]:
        """See ``Step.prompts``."""
        return PROMPTS if settings.describe == "model" else ()

    def run(self, job: Job[ToolsSettings]) -> None:
        """See ``Step.run``."""
        tools = job.read(
            TOOLS,
            partial(read_tools, job.run, job.settings, job.model),
            lambda shards: (
                f"{summed(shards, 'tools'):,} tools, "
                f"{sum(sum(shard['rejected'].values()) for shard in shards):,} descriptions rejected"
            ),
            asks=True,
        )
        if not summed(tools, "tools"):
            raise nothing_made(
                "no description of a tool in it",
                job.names,
                counted(tools, "rejected"),
                self.remedies(job.settings),
                job.run.path,
                "give API descriptions, and their format with --kind if it is not recognised",
            )
        job.whole(
            REGISTRY,
            partial(build_registry, job.run, len(tools), job.settings.registry),
            lambda figures: _registry_line(figures[0]),
        )
        job.map(
            DOCUMENTS,
            partial(write_documents, job.run, job.settings.documents, job.seed),
            [DocumentTask(number) for number in range(len(tools))],
            lambda shards: f"{summed(shards, 'documents'):,} documents",
            unit="shard",
            items=len(tools),
        )

    def statistics(self, run: RunFolder, settings: ToolsSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        return statistics(figures)

    def card(self, settings: ToolsSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        registry, documents = report["registry"], report["documents"]
        return [
            f"{documents.get('documents', 0):,} documents ({documents.get('tokens', 0):,} tokens) on "
            f"{registry['standing']['kept']:,} of {registry['tools']:,} tools, from {registry['apis']:,} APIs of "
            f"{registry['providers']:,} providers"
        ]

    def left_out(self, report: Mapping[str, Any]) -> Mapping[str, int]:
        """See ``Step.left_out``: rejections, and tools that get no documents."""
        dropped = {name: count for name, count in report["registry"]["standing"].items() if name != "kept"}
        return {**super().left_out(report), **dropped}

    def remedies(self, settings: ToolsSettings) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        forms = ", ".join(settings.documents.forms)
        return {
            "deprecated": "set tools.registry.deprecated=keep",
            "older_version": "set tools.registry.older_versions=keep",
            "near_duplicate": f"raise tools.registry.near_duplicate (now {settings.registry.near_duplicate:g})",
            "no_fitting_form": f"allow more of tools.documents.forms (now {forms or 'all'})",
        }

    def forecast(self, job: Job[ToolsSettings], sample: int) -> Expected:
        """See ``Step.forecast``: the descriptions of a sample of shards are read."""
        return forecast(job, sample)

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: id, surface form and title."""
        return f"{record['id']}  {record['form']:<16}  {record['title']}"

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """See ``Step.show``: the text of a tool document, up to ``limit`` lines."""
        del run
        lines = str(record["text"]).splitlines()
        print(f"{record['id']}  {record['form']}  {record['title']}\n")
        print("\n".join(lines[:limit]))
        if limit is not None and len(lines) > limit:
            print(f"… {len(lines) - limit:,} more lines")


def _registry_line(registry: Mapping[str, Any]) -> str:
    standing = registry["standing"]
    return (
        f"{registry['apis']:,} APIs of {registry['providers']:,} providers, {standing['kept']:,} tools kept, "
        f"{standing['older_version']:,} of older versions, "
        f"{standing['duplicate'] + standing['near_duplicate']:,} duplicates"
    )
