"""Measure how fast and in how much memory trajectories are imported, beside reading the JSON alone.

    python benchmarks/trajectories.py [INPUT] [--records 20000] [--array] [--workers 1]

Without INPUT, writes a file of made-up chats with one call each (about 1 kB; seeded), as JSON lines or as one array.
Prints trajectories per CPU-second through import, normal form, masks, levels 1 and 2 and writing, and the largest
memory of a process; beside it, in the same run, the records that ``json.loads`` alone reads per CPU-second (lines
only).
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORDS = "river copper lantern orchard basin signal harbour ledger meadow anchor violet canyon ribbon tundra".split()


def made_up(count: int) -> Iterator[dict[str, Any]]:
    """Yield chats with one call, its output and an answer."""
    rng = random.Random(0)
    parameters = {
        "type": "object",
        "properties": {
            "place": {"type": "string"},
            "days": {"type": "integer", "minimum": 1},
            "unit": {"enum": ["C", "F"]},
        },
        "required": ["place"],
    }
    for number in range(count):
        place, days = " ".join(rng.choices(WORDS, k=2)), rng.randint(1, 9)
        arguments = json.dumps({"place": place, "days": days, "unit": rng.choice("CF")})
        call = {"id": f"call_{number:x}", "type": "function", "function": {"name": "forecast", "arguments": arguments}}
        yield {
            "messages": [
                {"role": "system", "content": "You answer questions on the weather with the tools that you have."},
                {"role": "user", "content": f"What will it be like in {place} in the next {days} days?"},
                {"role": "assistant", "content": None, "tool_calls": [call]},
                {"role": "tool", "tool_call_id": call["id"], "content": json.dumps({"mean": rng.randint(-9, 30)})},
                {"role": "assistant", "content": " ".join(rng.choices(WORDS, k=30))},
            ],
            "tools": [
                {"type": "function", "function": {"name": name, "description": text, "parameters": parameters}}
                for name, text in (("forecast", "Foretells the weather."), ("history", "Tells past weather."))
            ],
        }


def write(path: Path, count: int, array: bool) -> None:
    """Write made-up chats to a file."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[\n" if array else "")
        for number, record in enumerate(made_up(count)):
            file.write((",\n" if array and number else "") + json.dumps(record) + ("" if array else "\n"))
        file.write("\n]" if array else "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", nargs="?", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--array", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.input or Path(folder) / "chats.json"
        if given.input is None:
            write(path, given.records, given.array)
        size = sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())
        print(f"input: {path.name}, {size / 1e6:,.0f} MB")
        if path.is_file() and not given.array:
            before = time.process_time()
            with path.open(encoding="utf-8") as lines:
                count = sum(json.loads(line) is not None for line in lines if line.strip().startswith("{"))
            print(f"json.loads alone: {count / (time.process_time() - before):,.0f} records per CPU-second")
        run = Path(folder) / "run"
        command = [sys.executable, "-m", "lemnos", "trajectories", "import", str(path), "--out", str(run), "-q"]
        before = time.perf_counter()
        subprocess.run([*command, "--workers", str(given.workers)], check=True)
        seconds = time.perf_counter() - before
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = json.loads((run / "report.json").read_bytes())
    cpu = used.ru_utime + used.ru_stime
    print(f"lemnos trajectories import: {report['trajectories'] / cpu:,.0f} trajectories per CPU-second")
    print(f"{report['trajectories']:,} trajectories, levels {report['levels']}, {cpu:.1f} CPU-s, {seconds:.1f} s")
    print(f"largest process: {used.ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
