"""Audit a finished run of tools record by record: is every tool and every document what the dataset card says?

    python benchmarks/tools_audit.py RUN [--share SHARE] [--workers N]

Checks of every tool: its id is unique among the tools that are kept (copies of one tool share it, and one is kept);
parameters and result are valid JSON Schema of draft 2020-12 and refer to nothing outside themselves; the example call
that Lemnos makes validates with ``jsonschema``. Checks of every document: its id is unique; OpenAI, Anthropic and MCP
definitions can be read back with exactly the tool's parameters and with a name that the API allows; the call that it
shows is that example, whether written as JSON, Python or TypeScript; the examples of an OpenAPI excerpt validate
against the schemas next to them. Limitation: requests as curl or raw HTTP, and calls in other languages, are not read
back. Prints counts of records, tokens, rejections by rule, and faults with examples. Tools without an example call are
counted and are not a fault. The exit status is 1 if there is any fault.
"""

import argparse
import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import msgspec
import yaml
from jsonschema import Draft202012Validator, SchemaError

from lemnos.records import Tool, ToolDocument
from lemnos.steps.tools.examples.call import example_call
from lemnos.steps.tools.render.calls import language_of
from lemnos.steps.tools.render.definitions import definition_in
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.store.run_folder import RunFolder, existing_run

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
REFERENCE = re.compile(r'"\$ref":"((?:[^"\\]|\\.)*)"')
DEFINITIONS = {"openai_function": "parameters", "anthropic_tool": "input_schema", "mcp_tool": "inputSchema"}
JSON_FORMS = frozenset(("reference", "manual", "cheat_sheet", "question_answer", *DEFINITIONS))
KEY = re.compile(r'("(?:[^"\\]|\\.)*")|([A-Za-z_$][\w$]*)(?=:)', re.ASCII)
"""Strings, which are left as they are, and keys of an object literal without quotes."""
BRACE = re.compile(r"\{")


class Findings(msgspec.Struct):
    """Results of one shard."""

    ids: list[str]
    counts: dict[str, int]
    faults: dict[str, list[str]]


@lru_cache(maxsize=20_000)
def schema_fault(text: str) -> str:
    """Return the fault of a schema; empty if it has none."""
    schema = json.loads(text)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"not a valid schema: {error.message[:100]}"
    defined = schema.get("$defs", {}) if isinstance(schema, dict) else {}
    for reference in REFERENCE.findall(text):
        place, _, name = json.loads(f'"{reference}"').rpartition("/")
        if place != "#/$defs" or name not in defined:
            return f"refers outside itself: {reference}"
    return ""


def objects_in(text: str) -> Iterator[Any]:
    """Yield the outermost JSON objects in a text."""
    decoder = json.JSONDecoder()
    position = 0
    while found := BRACE.search(text, position):
        try:
            value, position = decoder.raw_decode(text, found.start())
            yield value
        except (ValueError, RecursionError):
            position = found.end()


def arguments_in(value: Any) -> Iterator[Any]:
    """Yield the possible arguments in an object: the object itself, or those of the call that it describes."""
    if not isinstance(value, dict):
        return
    yield value
    yield value.get("arguments")
    yield value.get("input")
    for key in ("params", "function"):
        inner = value.get(key)
        if isinstance(inner, dict):
            given = inner.get("arguments")
            yield json.loads(given) if isinstance(given, str) else given


def call_shown(form: str, text: str, expected: dict[str, Any]) -> bool | None:
    """Return whether a document shows a call with these arguments; None if its form is not read back."""
    if form in JSON_FORMS:
        return any(given == expected for value in objects_in(text) for given in arguments_in(value))
    if form == "typescript":
        for piece in re.split(r"= await \w+\(", text)[1:]:
            quoted = KEY.sub(lambda found: found[1] or f'"{found[2]}"', piece)
            if any(value == expected for value in objects_in(quoted)):
                return True
        return False
    if form == "python_stub":
        tail = re.split(r"^# (?:Example|Usage|For example:)\n", text, flags=re.MULTILINE)[-1]
        try:
            (statement, *_) = ast.parse(tail).body
        except (SyntaxError, ValueError):
            return False
        call = statement.value if isinstance(statement, ast.Expr) else None
        call = call.value if isinstance(call, ast.Await) else call
        if not isinstance(call, ast.Call):
            return False
        given = [ast.literal_eval(keyword.value) for keyword in call.keywords]
        return all(value in list(expected.values()) for value in given)
    return None


def excerpt_faults(text: str) -> Iterator[str]:
    """Yield the examples of an OpenAPI excerpt that do not validate against the schemas next to them."""
    ((_, item),) = yaml.load(text, yaml.CSafeLoader)["paths"].items()
    ((_, operation),) = item.items()
    held = list(operation.get("parameters", ()))
    body = operation.get("requestBody", {}).get("content", {})
    held += body.values()
    for each in held:
        if "example" in each and not Draft202012Validator(each["schema"]).is_valid(each["example"]):
            yield f"example of {each.get('name', 'the body')}"


def audit(run: RunFolder, share: int, number: int) -> Findings:
    """Check one shard of tools and the documents about them."""
    counts: Counter[str] = Counter()
    faults: dict[str, list[str]] = {}
    ids = []
    calls: dict[str, tuple[Tool, dict[str, Any] | None]] = {}

    def fault(what: str, where: str) -> None:
        counts[f"fault: {what}"] += 1
        faults.setdefault(what, []).append(where)

    for entry in records(run, "registry", number):
        counts[f"tools that are {entry['standing']}"] += 1
        if entry["standing"] == "kept":
            ids.append(f"tool {entry['id']}")
    for raw in records(run, "tools", number):
        tool = msgspec.convert(raw, Tool)
        counts["tools"] += 1
        counts[f"tools of kind {tool.kind}"] += 1
        if int(tool.id, 16) % 100 >= share:
            continue
        counts["tools checked"] += 1
        for what, text in (("parameters", tool.parameters), ("result", tool.result)):
            if text and (wrong := schema_fault(text)):
                fault(f"{what}: {wrong.partition(':')[0]}", f"{tool.source} {wrong}")
        schema = json.loads(tool.parameters)
        if not isinstance(schema, dict) or schema.get("type") != "object":
            fault("parameters are not an object", tool.source)
        arguments = None
        try:
            call = example_call(tool)
            arguments = call.arguments if call.is_literal else None
            counts["tools whose example call has variables"] += not call.is_literal
        except ImpossibleError:
            counts["tools without an example call"] += 1
        if arguments is not None and (error := next(Draft202012Validator(schema).iter_errors(arguments), None)):
            fault("example does not validate", f"{tool.source} {error.message[:100]}")
        if arguments is not None and msgspec.json.decode(msgspec.json.encode(arguments)) != arguments:
            fault("example is not JSON", tool.source)
        calls[tool.id] = (tool, arguments)

    for raw in records(run, "tool_documents", number):
        document = msgspec.convert(raw, ToolDocument)
        ids.append(f"document {document.id}")
        counts["documents"] += 1
        if document.tool not in calls:
            continue
        tool, arguments = calls[document.tool]
        where = f"{document.form} of {tool.source}"
        if (key := DEFINITIONS.get(document.form)) is not None:
            found = definition_in(document.text)
            found = found.get("function", found)
            if found[key] != json.loads(tool.parameters):
                fault("definition differs from the tool", where)
            if document.form != "mcp_tool" and not NAME.fullmatch(found["name"]):
                fault("not a valid function name", f"{where}: {found['name']}")
        if document.form == "openapi":
            for wrong in excerpt_faults(document.text):
                fault("excerpt's example does not validate", f"{where}: {wrong}")
        if arguments and not (tool.kind == "function" and language_of(tool)):
            shown = call_shown(document.form, document.text, arguments)
            counts["calls read back"] += shown is not None
            if shown is False:
                fault("call differs from the example", where)
    return Findings(ids, dict(counts), {what: found[:5] for what, found in faults.items()})


def records(run: RunFolder, name: str, number: int) -> Iterator[dict[str, Any]]:
    """Yield the records of one shard."""
    for path in run.files(name):
        if path.name.startswith(f"{number:06}."):
            if path.suffix == ".jsonl":
                with path.open("rb") as lines:
                    yield from map(msgspec.json.decode, lines)
                continue
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=64):
                    yield from batch.to_pylist()


def main() -> None:
    """Audit the run and print the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument(
        "--share", type=int, default=100, help="Check this percentage of the tools, chosen by id [default: 100]."
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    run = existing_run(options.run)
    report = json.loads((options.run / "report.json").read_bytes())
    seen: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    with ProcessPoolExecutor(options.workers) as pool:
        numbers = range(len(run.files("tools")))
        for found in pool.map(partial(audit, run, options.share), numbers):
            seen.update(found.ids)
            counts.update(found.counts)
            for what, places in found.faults.items():
                examples.setdefault(what, []).extend(places)
    twice = [name for name, count in seen.items() if count > 1]
    for name, count in sorted(counts.items()):
        print(f"{count:>9,} {name}")
    print(f"{len(twice):>9,} duplicate ids {twice[:3] or ''}")
    print(f"{report['documents'].get('tokens', 0):>9,} tokens")
    for stage, rules in report["rejected"].items():
        print(f"rejected in {stage}: {rules}")
    for what, places in examples.items():
        print(f"{what}:")
        print("".join(f"  {place}\n" for place in places[:5]), end="")
    sys.exit(bool(examples or twice))


if __name__ == "__main__":
    main()
