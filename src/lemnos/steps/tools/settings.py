"""All settings of ``tools`` in one tree, and the recipe of a run."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lemnos.llm.settings import LlmSettings
from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.steps.tools.render.forms import FORMS
from lemnos.store.run_folder import Format


class RegistrySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tools get documents. All tools stay in the run; verdicts say why one is left out."""

    near_duplicate: Annotated[float, Meta(gt=0, le=1)] = 0.9
    """Least Jaccard similarity of two tools of one name that tell the same. It is taken over what is specific to
    them: words of the name, parameters, and pairs of words of the description. 1 finds exact duplicates only."""
    older_versions: Literal["keep", "leave_out"] = "leave_out"
    """What happens to a tool of an older version of an API whose newest version has a tool of this name."""
    deprecated: Literal["keep", "leave_out"] = "keep"
    """What happens to a tool that its description calls deprecated; documents say that it is."""


class DocumentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How tools become documents."""

    forms: tuple[str, ...] = ()
    """Surface forms to choose from; all where none is named."""
    per_tool: Annotated[int, Meta(ge=1)] = 2
    """Documents of each tool, every one in another form; fewer where fewer forms fit the tool."""

    def __post_init__(self) -> None:
        for form in self.forms:
            if form not in FORMS:
                raise ValueError(f"{form!r} is no surface form; choose from {', '.join(FORMS)}")


class ToolsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How descriptions become a registry of tools, and tools become documents."""

    describe: Literal["offline", "model", "no"] = "offline"
    """What becomes of functions that come with their code and without a description: `offline` describes them by
    signature, types, names, raises and returns, and tags them `described:offline`; `model` asks the model of `llm`,
    refuses what it invents, and tags the rest `described:model`."""
    registry: RegistrySettings = RegistrySettings()
    """Which tools get documents."""
    documents: DocumentSettings = DocumentSettings()
    """In which forms tools are told."""


class ToolInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One input of a run."""

    path: str
    """A file, folder or archive of descriptions; for Python also the name of an installed package."""
    kind: str = "auto"
    """What it is; ``auto`` looks at its first bytes."""
    licence: str = ""
    """Licence of its tools, where they do not tell themselves. SPDX expression."""
    provider: str = ""
    """Who offers its tools; taken from each description where empty."""
    pages: PageSettings = PageSettings()
    """Which pages of API documentation are read; of HTML, Markdown and WARC alone."""


class ToolsRecipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that decides what a run makes."""

    inputs: Annotated[tuple[ToolInput, ...], Meta(min_length=1)]
    """What is read."""
    out: str
    """The run folder."""
    seed: int = 0
    """Seeds every random choice. The same inputs, settings and seed give the same bytes."""
    limit: Annotated[int, Meta(ge=1)] | None = None
    """Read only about this many descriptions (files, packages) of each input, for a preview."""
    format: Format = "parquet"
    """File format of the records."""
    tools: ToolsSettings = ToolsSettings()
    """How descriptions become a registry of tools, and tools become documents."""
    llm: LlmSettings = LlmSettings()
    """The language model, where one is asked."""
