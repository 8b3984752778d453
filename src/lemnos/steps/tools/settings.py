"""All settings of ``tools`` in one tree, and those of one input."""

import difflib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.steps.tools.render.forms import FORMS

InputKind = Literal[
    "auto", "openapi", "mcp", "functions", "rapidapi", "cards", "sealtools", "python", "pages", "warc", "mixed"
]


class RegistrySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tools get documents. All tools stay in the run; a verdict gives the reason for each one left out."""

    near_duplicate: Annotated[float, Meta(gt=0, le=1)] = 0.9
    """Jaccard similarity at which two tools of one name count as near-duplicates. It compares what is specific to a
    tool: words of the name, parameters, and pairs of words of the description. 1 finds exact duplicates only."""
    older_versions: Literal["keep", "leave_out"] = "leave_out"
    """Whether a tool of an older API version gets documents if the newest version has a tool of the same name."""
    deprecated: Literal["keep", "leave_out"] = "keep"
    """Whether a deprecated tool gets documents; they say that it is deprecated."""


class DocumentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How tools become documents."""

    forms: tuple[str, ...] = ()
    """Surface forms to choose from; empty for all."""
    per_tool: Annotated[int, Meta(ge=1)] | None = None
    """Documents of each tool, each in a different form; fewer if fewer forms fit the tool. If not given, 2, or 1 if
    `forms` names one."""

    def __post_init__(self) -> None:
        for form in self.forms:
            if form not in FORMS:
                near = difflib.get_close_matches(form, FORMS, n=1)
                remedy = f"did you mean {near[0]}?" if near else f"choose from {', '.join(FORMS)}"
                raise ValueError(f"{form!r} is not a surface form; {remedy}")
            if self.forms.count(form) > 1:
                raise ValueError(f"forms names {form} twice; each form of a tool is another, so name it once")
        number = len(self.forms or FORMS)
        if self.per_tool is None:
            msgspec.structs.force_setattr(self, "per_tool", min(2, number))
        elif self.per_tool > number:
            named = f"of forms ({', '.join(self.forms)})" if self.forms else f"of surface forms ({number})"
            more = " or name more forms" if self.forms else ""
            raise ValueError(
                f"per_tool ({self.per_tool}) exceeds the number {named}, and the documents of a tool all differ in "
                f"form; set per_tool to {number} at most{more}"
            )

    @property
    def most(self) -> int:
        """The largest number of documents of a tool."""
        assert self.per_tool is not None  # set above
        return self.per_tool


class ToolsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How descriptions become a registry of tools, and tools become documents."""

    describe: Literal["offline", "model", "no"] = "offline"
    """How functions that come with code but without a description get one: `offline` describes signature, types, names,
    exceptions and return values, and tags the tool `described:offline`; `model` asks the model of `llm`, rejects
    answers with invented facts, and tags the others `described:model`; `no` leaves them undescribed."""
    registry: RegistrySettings = RegistrySettings()
    """Which tools get documents."""
    documents: DocumentSettings = DocumentSettings()
    """In which surface forms tools are rendered."""


class ToolInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Descriptions of tools to read."""

    path: str
    """A file, folder or archive of descriptions; for Python also the name of an installed package."""
    kind: InputKind = "auto"
    """Its format; `auto` looks at the first bytes."""
    licence: str = ""
    """Licence of tools that do not state their own. SPDX expression."""
    provider: str = ""
    """Provider of the tools; if empty, as each description states it."""
    pages: PageSettings = PageSettings()
    """Which pages of API documentation to read; for HTML, Markdown and WARC only."""
