"""Measure how many trajectories a CPU second takes through import, normal form and verification, beside jsonschema.

    python benchmarks/trajectory_verify.py FILE… [--repeat N] [--registry RUN]

FILE holds OpenAI chat records with tools: JSON lines, or one JSON array. Everything runs in this process, over all
records, as often as --repeat says (default 3; the fastest pass counts, so contracts of tools are compiled in the first
and found in the others unless a file has more than the cache holds). Prints CPU seconds and records per CPU second for
each part and for all of them; the same for ``jsonschema``, which validates the same arguments against the same schemas
(one validator for each schema, made once), and for ``jsonschema-rs`` alone; the cost of compiling every schema once;
and the peak memory of the process. Exit status 1: fewer than 2,000 records per CPU second in all.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator as Referee

from lemnos.engine.stage import peak_megabytes
from lemnos.records import Rejected, Trajectory
from lemnos.steps.trajectories.verify import contract as contracts
from lemnos.steps.trajectories.verify.contract import Contract, contract
from lemnos.steps.trajectories.verify.registry import Registry
from lemnos.steps.trajectories.verify.verify import verify
from lemnos.steps.trajectories.verify.well_formed import calls_of
from trajectory_sabotage import chats, imported

LEAST = 2000


def fastest(work: Callable[[], Any], repeat: int) -> float:
    """Return the CPU seconds of the fastest of some runs."""
    seconds = []
    for _ in range(repeat):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--registry", type=Path, help="run folder of lemnos tools docs")
    arguments = parser.parse_args()
    registry = Registry(arguments.registry) if arguments.registry else None
    records = [
        (chat, f"{path.name}:{number}") for path in arguments.files for number, chat in enumerate(chats(path), 1)
    ]
    results = [imported(chat, source) for chat, source in records]
    found: list[Trajectory] = [result for result in results if not isinstance(result, Rejected)]
    schemas = {tool.parameters for one in found for tool in one.tools if tool.origin == "stated"}
    pairs: list[tuple[Contract, dict[str, Any]]] = []
    for one in found:
        stated = {tool.name: tool.parameters for tool in one.tools if tool.origin == "stated"}
        for made in calls_of(one):
            if made.call.name in stated and made.arguments is not None:
                held = contract(stated[made.call.name])
                if held.validator is not None:
                    pairs.append((held, made.arguments))
    referees = {id(held): Referee(held.schema) for held, _ in pairs}

    def compiled() -> None:
        for schema in schemas:
            contracts._compiled(schema)

    def verified() -> None:
        for one in found:
            verify(one, registry)

    parts = {
        "import and normal form": (len(records), lambda: [imported(chat, source) for chat, source in records]),
        "verification": (len(found), verified),
        "of it: jsonschema-rs": (len(found), lambda: [held.findings(given) for held, given in pairs]),
        "peer: jsonschema": (len(found), lambda: [referees[id(held)].is_valid(given) for held, given in pairs]),
        "schemas compiled": (len(schemas), compiled),
    }
    print(f"{len(records):,} records, {len(found):,} trajectories, {len(pairs):,} calls, {len(schemas):,} schemas")
    print(f"{'part':<24}{'CPU s':>9}{'a CPU s':>12}{'µs each':>10}")
    seconds: dict[str, float] = {}
    for name, (count, work) in parts.items():
        seconds[name] = fastest(work, arguments.repeat)
        print(f"{name:<24}{seconds[name]:>9.3f}{count / seconds[name]:>12,.0f}{seconds[name] / count * 1e6:>10.1f}")
    rate = len(records) / (seconds["import and normal form"] + seconds["verification"])
    ratio = seconds["peer: jsonschema"] / seconds["of it: jsonschema-rs"]
    print(f"in all: {rate:,.0f} records per CPU second; jsonschema takes {ratio:.0f} times as long as jsonschema-rs")
    print(f"peak memory: {peak_megabytes():,.0f} MB")
    return int(rate < LEAST)


if __name__ == "__main__":
    sys.exit(main())
