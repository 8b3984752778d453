"""Third phase of ``tools``: write the documents of the tools that the registry keeps, each in a different surface form.

Tools and kept flags of one shard -> ``ToolDocument`` records; a form that cannot be rendered becomes a ``Rejected``.
"""

import string
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import numpy as np

from lemnos.records import Rejected, Tool, ToolDocument, content_id
from lemnos.steps.tools.registry.build import STAGE as REGISTRY
from lemnos.steps.tools.registry.read import STAGE as TOOLS
from lemnos.steps.tools.render.forms import forms_for, render
from lemnos.steps.tools.settings import DocumentSettings
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

STAGE = "tool_documents"

_MARKS = string.punctuation.encode()
_SPACES = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
_CLASSES = bytes(0 if byte in _SPACES else 2 if byte in _MARKS else 1 for byte in range(256))
"""Class of each byte: 0 for white space, 1 for other characters, 2 for ASCII punctuation."""


class DocumentTask(msgspec.Struct, frozen=True):
    """The task of writing the documents of one shard of tools."""

    number: int


def count_tokens(text: str) -> int:
    """Return the number of words separated by white space plus the number of ASCII punctuation marks.

    >>> count_tokens("GET /pets/{id}: returns a pet.")
    11
    """
    data = text.encode("utf-8", "surrogatepass")
    if data and len(data) == len(text):
        classes = data.translate(_CLASSES)
        spaces = np.frombuffer(classes, np.uint8) == 0
        return int(np.count_nonzero(spaces[:-1] > spaces[1:])) + (classes[0] != 0) + classes.count(2)
    return len(text.split()) + len(data) - len(data.translate(None, _MARKS))


def choose_forms(tool: Tool, allowed: Sequence[str], count: int, seed: int) -> list[str]:
    """Return ``count`` different forms in which to render a tool, chosen among those that fit it by its id.

    Args:
        tool: Any tool.
        allowed: Forms to choose from; all if empty.
        count: How many forms to return; fewer if fewer fit.
        seed: The seed of the run.
    """
    fitting = [form for form in forms_for(tool) if not allowed or form in allowed]
    return Random(content_id("forms", str(seed), tool.id)).sample(fitting, min(count, len(fitting)))


def write_documents(run: RunFolder, settings: DocumentSettings, seed: int, task: DocumentTask) -> dict[str, Any]:
    """Render the kept tools of one shard. Returns the shard's figures."""
    tools = Blobs([run.work(TOOLS, f"{task.number:06}.bin")])
    kept = np.flatnonzero(np.load(run.work(REGISTRY, f"{task.number:06}.npy")))
    decoder = msgspec.msgpack.Decoder(Tool)
    documents: list[ToolDocument] = []
    rejected: list[Rejected] = []
    counts: dict[tuple[str, str], Counter[str]] = {}
    for number in map(int, kept):
        tool = decoder.decode(tools[number])
        chosen = choose_forms(tool, settings.forms, settings.most, seed)
        if not chosen:
            reason = f"none of the forms fits the tool: {', '.join(settings.forms)}"
            rejected.append(
                Rejected(stage=STAGE, rule="no_fitting_form", reason=reason, source=tool.source, record=tool.id)
            )
        for form in chosen:
            try:
                document = tool_document(tool, form)
            except (ValueError, RecursionError) as error:
                reason = f"the tool cannot be rendered as {form}: {error}"
                rejected.append(
                    Rejected(stage=STAGE, rule="no_form", reason=reason, source=tool.source, record=tool.id)
                )
                continue
            documents.append(document)
            count = counts.setdefault((tool.kind, form), Counter())
            count["documents"] += 1
            count["tokens"] += count_tokens(document.text)
            count["bytes"] += len(document.text.encode("utf-8", "surrogatepass"))
    run.write_records(STAGE, task.number, ToolDocument, documents)
    run.write_rejected(STAGE, task.number, rejected)
    return {
        "documents": len(documents),
        "tools": len(kept),
        "told": [[kind, form, dict(count)] for (kind, form), count in sorted(counts.items())],
        "rejected": dict(Counter(rejection.rule for rejection in rejected)),
    }


def tool_document(tool: Tool, form: str) -> ToolDocument:
    """Return the document of a tool in one form.

    Raises:
        ValueError: The tool cannot be rendered in this form.
    """
    text = render(tool, form)
    owner = tool.api or tool.provider
    return ToolDocument(
        id=content_id("tool_document", tool.id, form, text),
        tool=tool.id,
        form=form,
        title=f"{tool.name} ({owner})" if owner and owner != tool.name else tool.name,
        text=text,
        provider=tool.provider,
        licence=tool.licence,
        source=tool.source,
    )
