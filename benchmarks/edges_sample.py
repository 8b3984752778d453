"""Draw edges of real descriptions and print what a reader needs to judge each.

    python benchmarks/edges_sample.py FOLDER [--half even|odd|all] [--count 200] [--seed 0] [--json OUT.jsonl]

Reads the OpenAPI descriptions in FOLDER, finds the edges of each API and draws ``count`` of them: in turn a kind of
evidence, a provider that has it and one of its edges, so that neither large APIs nor common evidence fill the draw.
Providers are halved by the SHA-256 of their names. For each edge it prints both operations, the path to the output with
descriptions and types, and the parameter with its own. An edge is right if a caller who has the result can send that
value as that argument and means the same thing by it.
"""

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.steps.tools.edges import Edge, edges

WIDTH = 160


def is_even(provider: str) -> bool:
    """Return whether a provider is of the half on which rules are developed."""
    return int(hashlib.sha256(provider.encode()).hexdigest(), 16) % 2 == 0


def apis_of(folder: str, half: str) -> dict[tuple[str, str], list[Tool]]:
    """Return the tools of the descriptions of a half of the providers, by provider and file."""
    apis: dict[tuple[str, str], list[Tool]] = defaultdict(list)
    for shard in OpenApiSource(folder).shards():
        for tool in shard.read():
            if isinstance(tool, Tool) and half in ("all", "even" if is_even(tool.provider) else "odd"):
                apis[tool.provider, tool.source.partition("#")[0]].append(tool)
    return apis


def drawn(found: dict[tuple[str, ...], dict[str, list[tuple[Edge, Tool, Tool]]]], count: int, seed: str) -> list[Any]:
    """Return edges, in turn of each evidence, each from a provider that is drawn with equal chance."""
    generator = random.Random(seed)
    kinds = sorted(found)
    chosen: dict[Edge, tuple[Edge, Tool, Tool]] = {}
    for turn in range(count * 20):
        providers = found[kinds[turn % len(kinds)]]
        item = generator.choice(providers[generator.choice(sorted(providers))])
        chosen.setdefault(item[0], item)
        if len(chosen) == count:
            break
    return list(chosen.values())


def steps_to(schema: Any, pointer: str) -> list[str]:
    """Return a line for each step from a schema to what a pointer leads to."""
    root, lines = schema, []
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        schema, name = _inner(schema, root, key)
        text = " ".join(str(schema.get("description", "")).split())[:WIDTH] if isinstance(schema, dict) else ""
        kind = schema.get("type", "") if isinstance(schema, dict) else ""
        lines.append(" ".join(f"{key} ({' '.join(filter(None, (name, str(kind))))}): {text}".split()))
    return lines


def _inner(schema: Any, root: Any, key: str, left: int = 12) -> tuple[Any, str]:
    """Return what is called ``key`` in a schema or its alternatives, and the name of the schema that it refers to."""
    if not isinstance(schema, dict) or not left:
        return None, ""
    found: Any = schema.get("items") if key == "*" else schema.get("properties", {}).get(key)
    if found is not None:
        return found, found.get("$ref", "").rpartition("/")[2] if isinstance(found, dict) else ""
    reference = schema.get("$ref", "")
    options = [root.get("$defs", {}).get(reference.rpartition("/")[2])] if reference else []
    for each in (*options, *(part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ()))):
        found, name = _inner(each, root, key, left - 1)
        if found is not None:
            return found, name
    return None, ""


def shown(number: int, edge: Edge, source: Tool, target: Tool) -> str:
    """Return the text about an edge."""
    result = msgspec.json.decode(source.result) if source.result else {}
    parameters = msgspec.json.decode(target.parameters)
    pointer = edge.parameter if edge.parameter.startswith("/") else f"/{edge.parameter}"
    place = next((each.place for each in target.places if each.name == pointer.split("/")[1]), "")
    kind = result.get("$ref", result.get("type", "")) if isinstance(result, dict) else ""
    lines = [
        f"{number}. {target.provider} {target.api} | {', '.join(edge.evidence)} {edge.confidence}",
        f"   from {source.method} {source.path} {source.name}: {' '.join(source.description.split())[:WIDTH]}",
        f"   output {edge.output}   result {kind}",
        *(f"      {line}" for line in steps_to(result, edge.output)),
        f"   to {target.method} {target.path} {target.name}: {' '.join(target.description.split())[:WIDTH]}",
        f"   parameter {edge.parameter} in {place}",
        *(f"      {line}" for line in steps_to(parameters, pointer)),
    ]
    return "\n".join(lines)


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found: dict[tuple[str, ...], dict[str, list[tuple[Edge, Tool, Tool]]]] = defaultdict(lambda: defaultdict(list))
    for (provider, _), tools in apis_of(options.folder, options.half).items():
        by_id = {tool.id: tool for tool in tools}
        for edge in edges(tools):
            found[edge.evidence][provider].append((edge, by_id[edge.source], by_id[edge.target]))
    chosen = drawn(found, options.count, options.seed)
    for number, item in enumerate(chosen, 1):
        sys.stdout.write(shown(number, *item) + "\n\n")
    if options.json is not None:
        options.json.write_text(
            "".join(
                json.dumps({"number": number, **msgspec.to_builtins(edge)}) + "\n"
                for number, (edge, _, _) in enumerate(chosen, 1)
            )
        )


if __name__ == "__main__":
    main()
