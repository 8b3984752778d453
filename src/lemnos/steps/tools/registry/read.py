"""First phase of ``tools``: read input shards and write their tools, with the data that the registry needs.

``ToolShard`` -> ``Tool`` and ``Rejected`` records, and in the work folder of the shard: the tools and their summaries
as MessagePack, feature sets, MinHash bands, ids and content hashes. Functions without a description are described
here (``lemnos.steps.tools.describe``).
"""

from collections import Counter
from typing import Any

import msgspec
import numpy as np

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers
from lemnos.pipeline.job import InputTask
from lemnos.records import Rejected, Tool, content_id
from lemnos.sources.tools.base import read_shard
from lemnos.steps.tools.describe.describe import describe_tools
from lemnos.steps.tools.describe.rules import STAGE as DESCRIBE
from lemnos.steps.tools.registry.features import features
from lemnos.steps.tools.settings import ToolsSettings
from lemnos.store.atomic_files import write_bytes, writing
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.near_duplicates import band_keys
from lemnos.text.words import string_hashes

STAGE = "tools"

_SHOWN = 300
"""Number of characters of a description that the registry keeps."""


class ToolSummary(msgspec.Struct, frozen=True, array_like=True):
    """The fields of a tool that the registry shows."""

    id: str
    kind: str
    provider: str
    api: str
    version: str
    name: str
    description: str
    deprecated: bool


def read_tools(
    run: RunFolder, settings: ToolsSettings, asked: AskedModel | None, task: InputTask, answers: Answers | None = None
) -> dict[str, Any]:
    """Read one input shard and write its tools. Returns the shard's figures.

    Args:
        run: The run folder.
        settings: How functions without a description are handled.
        asked: The model that describes them; None to describe them by rules.
        task: The shard.
        answers: What the model has answered so far.

    Raises:
        Unanswered: The model must answer more requests first; nothing was written.
    """
    tools, rejected = read_shard(task.shard)
    counts: dict[str, Any] = {"described_offline": 0, "described_by_model": 0, "descriptions_refused": {}}
    rejected_answers: list[Rejected] = []
    if settings.describe != "no":
        tools, rejected_answers, counts = describe_tools(tools, asked, answers or Answers())
    run.write_records(STAGE, task.number, Tool, tools)
    run.write_rejected(STAGE, task.number, rejected)
    run.write_rejected(DESCRIBE, task.number, rejected_answers)
    name = f"{task.number:06}"
    encoder = msgspec.msgpack.Encoder()
    write_blobs(run.work(STAGE, f"{name}.bin"), map(encoder.encode, tools))
    write_bytes(run.work(STAGE, f"{name}.briefs"), encoder.encode([_summary(tool) for tool in tools]))
    feature_sets, name_hashes = features(tools)
    write_blobs(run.work(STAGE, f"{name}.features.bin"), (piece.tobytes() for piece in feature_sets))
    ends = np.cumsum([len(piece) for piece in feature_sets], dtype=np.intp)
    bands = band_keys(np.concatenate([np.zeros(0, np.uint64), *feature_sets]), ends)
    with writing(run.work(STAGE, f"{name}.bands.npy")) as stream:
        np.save(stream, np.ascontiguousarray(bands.T) ^ name_hashes)
    with writing(run.work(STAGE, f"{name}.npz")) as stream:
        np.savez(
            stream,
            ids=np.array([int(tool.id, 16) for tool in tools], dtype=np.uint64),
            content=np.array([int(_content(tool), 16) for tool in tools], dtype=np.uint64),
            counterparts=string_hashes([f"{tool.provider}\0{tool.api}\0{tool.name}" for tool in tools]),
        )
    return _figures(tools, rejected) | counts


def _summary(tool: Tool) -> ToolSummary:
    paragraph = tool.description.partition("\n\n")[0]
    shown = paragraph if len(paragraph) <= _SHOWN else paragraph[:_SHOWN].rpartition(" ")[0] + " …"
    return ToolSummary(tool.id, tool.kind, tool.provider, tool.api, tool.version, tool.name, shown, tool.deprecated)


def _content(tool: Tool) -> str:
    """Return a hash of the content of a tool, which does not depend on its provider."""
    return content_id(tool.kind, tool.name, tool.description, tool.parameters, tool.method, tool.path, tool.signature)


class _Properties(msgspec.Struct):
    properties: dict[str, Any] = {}
    required: list[str] = []


def _figures(tools: list[Tool], rejected: list[Rejected]) -> dict[str, Any]:
    """Return the figures of a shard; those that depend on the kind of tool are grouped by kind."""
    decoder = msgspec.json.Decoder(_Properties)
    kinds: dict[str, Counter[str]] = {}
    for tool in tools:
        schema = decoder.decode(tool.parameters)
        described = sum(
            isinstance(property_, dict) and bool(property_.get("description"))
            for property_ in schema.properties.values()
        )
        counts = kinds.setdefault(tool.kind, Counter())
        counts["tools"] += 1
        counts["described"] += bool(tool.description)
        counts["deprecated"] += tool.deprecated
        counts["with_result"] += bool(tool.result)
        counts["with_errors"] += bool(tool.errors)
        counts["with_examples"] += bool(tool.examples)
        counts["repaired"] += bool(tool.repaired)
        counts["parameters"] += len(schema.properties)
        counts["parameters_described"] += described
        counts["parameters_required"] += len(schema.required)
    return {
        "tools": len(tools),
        "kinds": {kind: dict(counts) for kind, counts in kinds.items()},
        "licences": dict(Counter(tool.licence for tool in tools)),
        "repaired": dict(Counter(rule for tool in tools for rule in tool.repaired)),
        "rejected": dict(Counter(rejection.rule for rejection in rejected)),
    }
