"""First phase of ``tools``: input shards → tools, and what the registry needs of them."""

from collections import Counter
from typing import Any

import msgspec
import numpy as np

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Answers
from lemnos.records import Rejected, Tool, content_id
from lemnos.sources.tools.base import ToolShard
from lemnos.steps.tools.describe.describe import described
from lemnos.steps.tools.describe.rules import STAGE as DESCRIBE
from lemnos.steps.tools.registry.fingerprint import features
from lemnos.steps.tools.settings import ToolsSettings
from lemnos.store.atomic_files import write_bytes, writing
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.near_duplicates import BANDS, ROWS, signature
from lemnos.text.words import string_hashes

STAGE = "tools"

_PRIMES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
_SHOWN = 300
"""Characters of a description that the registry keeps."""


class ToolTask(msgspec.Struct, frozen=True):
    """One input shard and its number in the run."""

    number: int
    shard: ToolShard


class Brief(msgspec.Struct, frozen=True, array_like=True):
    """What the registry says of a tool."""

    id: str
    kind: str
    provider: str
    api: str
    version: str
    name: str
    description: str
    deprecated: bool


def read_tools(
    run: RunFolder, settings: ToolsSettings, asked: AskedModel | None, task: ToolTask, answers: Answers | None = None
) -> dict[str, Any]:
    """Read one input shard and write its tools. Returns the shard's figures.

    Args:
        run: The run folder.
        settings: What becomes of functions without a description.
        asked: The model that describes them; None for rules.
        task: The shard.
        answers: What the model has answered so far.

    Raises:
        Unanswered: The model has more to answer; nothing was written.
    """
    tools: list[Tool] = []
    rejected: list[Rejected] = []
    for item in task.shard.read():
        if isinstance(item, Tool):
            tools.append(item)
        else:
            rejected.append(item)
    counts: dict[str, Any] = {"described_offline": 0, "described_by_model": 0, "descriptions_refused": {}}
    refused: list[Rejected] = []
    if settings.describe != "no":
        tools, refused, counts = described(tools, asked, answers or Answers())
    run.write_records(STAGE, task.number, Tool, tools)
    run.write_rejected(STAGE, task.number, rejected)
    run.write_rejected(DESCRIBE, task.number, refused)
    name = f"{task.number:06}"
    encoder = msgspec.msgpack.Encoder()
    write_blobs(run.work(STAGE, f"{name}.bin"), map(encoder.encode, tools))
    write_bytes(run.work(STAGE, f"{name}.briefs"), encoder.encode([_brief(tool) for tool in tools]))
    found, names = features(tools)
    write_blobs(run.work(STAGE, f"{name}.features.bin"), (piece.tobytes() for piece in found))
    bands = np.zeros((BANDS, len(tools)), dtype=np.uint64)
    for number, piece in enumerate(found):
        bands[:, number] = (signature(piece).reshape(BANDS, ROWS) * _PRIMES).sum(axis=1, dtype=np.uint64)
    with writing(run.work(STAGE, f"{name}.bands.npy")) as stream:
        np.save(stream, bands ^ names)
    with writing(run.work(STAGE, f"{name}.npz")) as stream:
        np.savez(
            stream,
            ids=np.array([int(tool.id, 16) for tool in tools], dtype=np.uint64),
            content=np.array([int(_content(tool), 16) for tool in tools], dtype=np.uint64),
            counterparts=string_hashes([f"{tool.provider}\0{tool.api}\0{tool.name}" for tool in tools]),
        )
    return _figures(tools, rejected) | counts


def _brief(tool: Tool) -> Brief:
    text = tool.description.partition("\n\n")[0]
    shown = text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] + " …"
    return Brief(tool.id, tool.kind, tool.provider, tool.api, tool.version, tool.name, shown, tool.deprecated)


def _content(tool: Tool) -> str:
    """Return the hash of what a tool tells, whoever offers it."""
    return content_id(tool.kind, tool.name, tool.description, tool.parameters, tool.method, tool.path, tool.signature)


class _Properties(msgspec.Struct):
    properties: dict[str, Any] = {}
    required: list[str] = []


def _figures(tools: list[Tool], rejected: list[Rejected]) -> dict[str, Any]:
    """Return the figures of a shard, by kind of tool where they differ by it."""
    decoder = msgspec.json.Decoder(_Properties)
    kinds: dict[str, Counter[str]] = {}
    for tool in tools:
        schema = decoder.decode(tool.parameters)
        described = sum(isinstance(of, dict) and bool(of.get("description")) for of in schema.properties.values())
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
        "rejected": dict(Counter(refusal.rule for refusal in rejected)),
    }
