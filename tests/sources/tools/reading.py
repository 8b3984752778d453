"""What the tests of JSON descriptions share."""

import json
import pickle
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from lemnos.records import Rejected, Tool
from lemnos.sources.tools.json.base import JsonSource


def read(source: JsonSource) -> list[Tool | Rejected]:
    """Return all that a source holds, its shards sent through a pickle, its schemas checked."""
    items = [item for shard in source.shards() for item in pickle.loads(pickle.dumps(shard)).read()]
    for item in items:
        if isinstance(item, Tool):
            Draft202012Validator.check_schema(json.loads(item.parameters))
            if item.result:
                Draft202012Validator.check_schema(json.loads(item.result))
    return items


def tools(source: JsonSource) -> list[Tool]:
    """Return the tools of a source that rejects nothing."""
    items = read(source)
    found = [item for item in items if isinstance(item, Tool)]
    assert found == items, items
    return found


def rejected(source: JsonSource) -> list[tuple[str, str]]:
    """Return rule and position of what a source rejects."""
    return [(item.rule, item.source) for item in read(source) if isinstance(item, Rejected)]


def written(folder: Path, name: str, *values: Any) -> str:
    """Write values as JSON, one a line, and return the path."""
    path = folder / name
    path.write_text("\n".join(json.dumps(value, ensure_ascii=False) for value in values), encoding="utf-8")
    return str(path)
