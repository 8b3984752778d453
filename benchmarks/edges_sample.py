"""Draw edges of real descriptions and print what a reader needs to judge each.

    python benchmarks/edges_sample.py FOLDER [--half even|odd|all] [--count 200] [--seed 0] [--key KEY.jsonl]
        [--out TEXTS.jsonl]

Reads the OpenAPI descriptions in FOLDER, finds the edges of each API and draws ``count`` of them: providers in turn, of
each one API and of that one edge, so that large APIs do not fill the draw. Providers are halved by the SHA-256 of their
names. For each edge it prints both operations with what they say of themselves, the way to the output with descriptions
and types, and the parameter with its own, but not why the edge was found; that is in KEY.jsonl. With
TEXTS.jsonl, each text is a line there (``number``, ``text``) and nothing is printed. An edge is right if a
caller who has the result can send that value as that argument and means the same thing by it.
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

WIDTH = 240
"""The longest description of a field, in characters."""
LONGEST = 500
"""The longest description of an operation."""
MOST_NAMES = 25
"""The most names of fields of one object."""


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


def drawn(apis: dict[tuple[str, str], list[Tool]], count: int, seed: str) -> list[tuple[Edge, Tool, Tool]]:
    """Return edges: providers in turn, of each one API and of that one edge, each drawn with equal chance."""
    generator = random.Random(seed)
    providers: dict[str, list[str]] = defaultdict(list)
    for provider, file in sorted(apis):
        providers[provider].append(file)
    chosen: dict[Edge, tuple[Edge, Tool, Tool]] = {}
    found: dict[tuple[str, str], list[Edge]] = {}
    order: list[str] = []
    for _ in range(10 * count):
        if not order:
            order = sorted(providers)
            generator.shuffle(order)
        key = (provider := order.pop(), generator.choice(providers[provider]))
        if key not in found:
            found[key] = edges(apis[key])
        if found[key]:
            by_id = {tool.id: tool for tool in apis[key]}
            edge = generator.choice(found[key])
            chosen.setdefault(edge, (edge, by_id[edge.source], by_id[edge.target]))
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
    for each in _alternatives(schema, root):
        found, name = _inner(each, root, key, left - 1)
        if found is not None:
            return found, name
    return None, ""


def _alternatives(schema: dict[str, Any], root: Any) -> list[Any]:
    """Return the schemas of which a schema is made."""
    reference = schema.get("$ref", "")
    options = [root.get("$defs", {}).get(reference.rpartition("/")[2])] if reference else []
    return [*options, *(part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ()))]


def shown(number: int, edge: Edge, source: Tool, target: Tool) -> str:
    """Return the text about an edge, in Markdown."""
    result = msgspec.json.decode(source.result) if source.result else {}
    parameters = msgspec.json.decode(target.parameters)
    pointer = edge.parameter if edge.parameter.startswith("/") else f"/{edge.parameter}"
    place = next((each.place for each in target.places if each.name == pointer.split("/")[1]), "argument")
    output = edge.output or "the whole result"
    of = target.api if target.api in ("", target.provider) else f", {target.api}"
    lines = [
        f"## {number}. {target.provider}{of}",
        "",
        f"First call: `{source.method} {source.path}` ({source.name})",
        *(f"> {text}" for text in [" ".join(source.description.split())[:LONGEST]] if text),
        "",
        f"Value: `{output}` of its result" + (f" ({whole})" if (whole := _brief(result, result)) else ""),
        *(f"- {line}" for line in steps_to(result, edge.output)),
        "",
        f"Second call: `{target.method} {target.path}` ({target.name})",
        *(f"> {text}" for text in [" ".join(target.description.split())[:LONGEST]] if text),
        "",
        f"Argument: `{edge.parameter}` in the {place}" + (f"; all: {_brief(parameters, parameters)}"),
        *(f"- {line}" for line in steps_to(parameters, pointer)),
        "",
    ]
    return "\n".join(lines)


def _brief(schema: Any, root: Any, depth: int = 1) -> str:
    """Return the names of the properties of a schema, and of those within, in one line."""
    names: dict[str, Any] = {}
    _properties(schema, root, names, 8)
    if not names and isinstance(schema, dict) and (items := _items(schema, root, 8)) is not None:
        return f"list of {_brief(items, root, depth)}"
    parts = []
    for name, each in list(names.items())[:MOST_NAMES]:
        inner = _brief(each, root, depth - 1) if depth else ""
        parts.append(f"{name} {{{inner}}}" if inner else name)
    return ", ".join(parts) + (", …" if len(names) > MOST_NAMES else "")


def _properties(schema: Any, root: Any, names: dict[str, Any], left: int) -> None:
    if not isinstance(schema, dict) or not left:
        return
    names.update((name, each) for name, each in schema.get("properties", {}).items() if name not in names)
    for each in _alternatives(schema, root):
        _properties(each, root, names, left - 1)


def _items(schema: Any, root: Any, left: int) -> Any:
    if not isinstance(schema, dict) or not left:
        return None
    if "items" in schema:
        return schema["items"]
    return next(filter(None, (_items(each, root, left - 1) for each in _alternatives(schema, root))), None)


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--key", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    chosen = drawn(apis_of(options.folder, options.half), options.count, options.seed)
    texts = [shown(number, *item) for number, item in enumerate(chosen, 1)]
    if options.out is None:
        sys.stdout.writelines(f"{text}\n" for text in texts)
    else:
        lines = [json.dumps({"number": number, "text": text}) + "\n" for number, text in enumerate(texts, 1)]
        options.out.write_text("".join(lines))
    if options.key is not None:
        options.key.write_text(
            "".join(
                json.dumps({"number": number, **msgspec.to_builtins(edge)}) + "\n"
                for number, (edge, _, _) in enumerate(chosen, 1)
            )
        )


if __name__ == "__main__":
    main()
