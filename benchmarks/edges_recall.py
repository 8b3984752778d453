"""Compare the edges of real descriptions with the links that schemathesis infers, and with links that they state.

    python benchmarks/edges_recall.py FOLDER [--inferred LINKS.jsonl] [--half even|odd|all] [--show 20]

LINKS.jsonl comes from ``edges_schemathesis.py``. A link is found if an edge leads from its source to its parameter;
where the edge reads the result at the same place is counted too. Links that repeat an argument of the source
(``$request``) take no output and are counted apart. Links that the descriptions state are hidden from the finder.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

from edges_sample import apis_of
from lemnos.records import Tool
from lemnos.steps.tools.edges import edges
from lemnos.steps.tools.edges.names import glued
from lemnos.steps.tools.edges.stated import parameter_of
from lemnos.steps.tools.naming.nouns import KEYS, split_key

MOST = 100
"""The most links of one API in the capped figure, where descriptions with recursive bodies do not fill the count."""
Missed = list[tuple[str, str, str, str, str]]


def place_of(tool: Tool) -> str:
    """Return the pointer of a tool in its file."""
    return f"#{tool.source.partition('#')[2]}"


def is_key(expression: str, argument: str) -> bool:
    """Return whether a link passes what identifies an entity, as the names of both its ends say."""
    ends = (expression.rpartition("/")[2].rpartition("#")[2], re.split(r"[./]", argument)[-1])
    return any(split_key(end)[1] in KEYS or glued(end)[1] for end in ends)


def count(
    tools: list[Tool], links: list[tuple[str, str, str, str]], counts: Counter[str], missed: Missed, file: str
) -> None:
    """Count which links are among the edges of an API."""
    by_place = {place_of(tool).replace("~0", "~"): tool for tool in tools}
    found = {(edge.source, edge.target, edge.parameter): edge.output for edge in edges(tools, read_links=False)}
    tops = {
        (source, target, parameter.split("/")[1] if parameter[:1] == "/" else parameter)
        for source, target, parameter in found
    }
    for source_place, expression, target_place, argument in links:
        source, target = by_place.get(source_place), by_place.get(target_place)
        if source is None or target is None:
            counts["operation not read"] += 1
            continue
        parameter = parameter_of(target, argument.replace("/0/", "/*/").replace("#/0", "#/*"))
        key = (source.id, target.id, parameter)
        if not parameter:
            counts["parameter not read"] += 1
        elif not expression.startswith("$response"):
            counts["repeats an argument"] += 1
            counts["repeats an argument, found"] += key in found
        elif source.method == "DELETE":
            counts["of what was deleted"] += 1
        elif expression.endswith("#/") and "#/" in argument:
            counts["passes an object"] += 1
        elif key in found or (parameter[:1] == "/" and (source.id, target.id, parameter.split("/")[1]) in tops):
            counts["links"] += 1
            counts["of keys"] += is_key(expression, argument)
            counts["found"] += 1
            counts["of keys, found"] += is_key(expression, argument)
            counts["at the same place"] += found.get(key) == expression.partition("#")[2]
        else:
            counts["links"] += 1
            counts["of keys"] += is_key(expression, argument)
            missed.append((file, source_place, expression, target_place, argument))


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--inferred", type=Path)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    report(apis_of(options.folder, options.half), options.inferred, options.show)


def report(apis: dict[tuple[str, str], list[Tool]], inferred: Path | None, show: int) -> None:
    """Print the counts and some missed links."""
    links: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for line in inferred.read_text().splitlines() if inferred is not None else ():
        record = json.loads(line)
        links[record["file"]] = [tuple(link) for link in record.get("links", ())]
    for kind in ("inferred", "stated"):
        counts: Counter[str] = Counter()
        shares: list[float] = []
        capped = [0.0, 0.0]
        missed: Missed = []
        for (_, file), tools in apis.items():
            wanted = links[file] if kind == "inferred" else stated(tools)
            if wanted:
                before = counts.copy()
                count(tools, wanted, counts, missed, file)
                total = counts["links"] - before["links"]
                if total:
                    shares.append((counts["found"] - before["found"]) / total)
                    capped[0] += min(total, MOST)
                    capped[1] += shares[-1] * min(total, MOST)
        print(kind, dict(counts), f"recall {counts['found'] / max(1, counts['links']):.3f}", end=" ")
        print(f"with at most {MOST} an API {capped[1] / max(1, capped[0]):.3f}", end=" ")
        print(f"mean over {len(shares)} APIs {sum(shares) / max(1, len(shares)):.3f}")
        for item in random.Random(0).sample(missed, min(show, len(missed))):
            print("   missed", *item)


def stated(tools: list[Tool]) -> list[tuple[str, str, str, str]]:
    """Return the links that the descriptions of tools state."""
    return [
        (place_of(tool), value.expression, link.target, value.argument)
        for tool in tools
        for link in tool.links
        for value in link.values
    ]


if __name__ == "__main__":
    main()
