"""Compare reading OpenAPI descriptions into tools with counting their operations and with loading their YAML.

    python benchmarks/openapi_tools.py FOLDER [--check SHARE]

Loads every file with ``yaml.CSafeLoader`` (or ``json``) and counts path × method in it, then reads the folder with
Lemnos in the same process. Prints how many descriptions the plain loaders can read and how many of them give tools;
operations by the plain count and tools, listing the files where they differ; CPU seconds of both and their ratio; peak
memory of the process; and, for a share of the tools (default 0.05), how many parameters and results are not valid
schemas of draft 2020-12, how many refer outside themselves, and how many names are not valid function names. The exit
status is 1 if one of these counts is not 0, if fewer than 99% of the descriptions give tools, or if operations and
tools differ.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, SchemaError

from lemnos.engine.stage import peak_megabytes
from lemnos.records import Tool
from lemnos.sources.tools.openapi.source import EXTENSIONS, OpenApiSource

METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"))
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
REFERENCE = re.compile(r'"\$ref":"([^"]*)"')


def load(path: Path) -> Any:
    """Return what a plain loader reads; None if it cannot read the file."""
    try:
        if path.suffix == ".json":
            return json.loads(path.read_bytes())
        return yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return None


def count(value: Any) -> int | None:
    """Return the number of path × method in a description; None if ``value`` is not a description."""
    if not isinstance(value, dict) or not value.keys() & {"openapi", "swagger"}:
        return None
    paths = value.get("paths")
    items = paths.items() if isinstance(paths, dict) else ()
    return sum(
        isinstance(item[method], dict)
        for path, raw in items
        if isinstance(item := elsewhere(value, raw), dict) and not str(path).startswith("x-")
        for method in item
        if method in METHODS
    )


def elsewhere(value: dict[str, Any], item: Any) -> Any:
    """Return the path item to which ``item`` refers within its file, or ``item`` itself if it is not a reference."""
    if not isinstance(item, dict) or not str(item.get("$ref", "")).startswith("#/"):
        return item
    found: Any = value
    for part in item["$ref"][2:].split("/"):
        found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    return found


def faults(tool: Tool) -> list[str]:
    """Return the faults of a tool; the list should be empty."""
    found = [] if NAME.fullmatch(tool.name) else ["not a valid function name"]
    for text in filter(None, (tool.parameters, tool.result)):
        schema = json.loads(text)
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError:
            found.append("not a valid schema")
        defined = schema.get("$defs", {})
        references = (reference.removeprefix("#/$defs/") for reference in REFERENCE.findall(text))
        found += ["refers outside itself" for reference in references if reference not in defined]
    return found


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--check", type=float, default=0.05, help="Check the schemas of this share of the tools [default: 0.05]."
    )
    options = parser.parse_args()
    root = options.folder
    files = sorted(path for path in root.rglob("*") if path.suffix in EXTENSIONS and path.is_file())
    data = sum(path.stat().st_size for path in files)
    begin = time.process_time()
    plain = {f"{root.name}/{path.relative_to(root).as_posix()}": count(load(path)) for path in files}
    loading = time.process_time() - begin

    begin = time.process_time()
    made: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    checked: list[Tool] = []
    seen = 0
    for shard in OpenApiSource(str(root)).shards():
        for item in shard.read():
            if not isinstance(item, Tool):
                rejected[item.rule] += 1
                continue
            made[item.source.partition("#")[0]] += 1
            seen += 1
            if int(seen * options.check) > len(checked):
                checked.append(item)
    reading = time.process_time() - begin

    readable = {name: number for name, number in plain.items() if number is not None}
    giving = sum(name in made for name in readable)
    wrong = Counter(fault for tool in checked for fault in faults(tool))
    differing = {name: (number, made[name]) for name, number in readable.items() if number != made[name]}
    print(f"{len(files):,} files, {data / 1e6:.1f} MB; plain loaders read {len(readable):,} descriptions")
    print(
        f"{giving:,} of them give tools ({giving / max(1, len(readable)):.2%}); {len(made):,} files in total give tools"
    )
    print(f"operations: {sum(readable.values()):,} by plain count, {sum(made[name] for name in readable):,} tools")
    print(f"tools in total: {made.total():,}; rejected: {dict(rejected)}")
    for name, (number, tools) in list(differing.items())[:20]:
        print(f"  {name}: {number} by plain count, {tools} tools")
    print(f"CPU: loading {loading:.1f} s, tools {reading:.1f} s, ratio {reading / loading:.2f}")
    print(f"peak memory {peak_megabytes():,.0f} MB")
    print(f"of {len(checked):,} tools checked: {dict(wrong) or 'no faults'}")
    sys.exit(bool(wrong or differing) or giving < 0.99 * len(readable))


if __name__ == "__main__":
    main()
