"""Measure the way from a MediaWiki dump to dialogues, against extracting its plain text with wikiextractor.

    python benchmarks/dump_to_dialogues.py DUMP.xml.bz2 [--times 20] [--peer WIKIEXTRACTOR] [--workers 2]

Makes a larger dump by repeating DUMP under new titles, runs both programs on it one after the other, and prints CPU
seconds (user and system, all processes), wall seconds, peak memory of all processes together, and MB of XML per
CPU-second. Repeated pages are duplicates, which Lemnos merges; it therefore runs again with merging off, where every
copy becomes a separate dialogue, and once more on the single dump, to show how memory grows.

Install the peer with ``pip install wikiextractor==3.1.0``, preferably in an environment of its own.
"""

import argparse
import bz2
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from lemnos.engine.progress_display import memory_megabytes


class Run(NamedTuple):
    """Cost of one command."""

    cpu: float
    wall: float
    peak_mb: float
    """Peak resident memory of all its processes together, in MB."""


def measure(command: list[str]) -> Run:
    """Run a command to completion and return its cost, including child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    peak = 0.0
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        while process.poll() is None:
            peak = max(peak, memory_megabytes(process.pid))
            time.sleep(0.2)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{errors.read().decode()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(cpu, time.perf_counter() - began, peak)


def repeat(dump: Path, times: int, target: Path) -> int:
    """Write ``dump`` ``times`` times, with new page titles in every copy; return the number of bytes of XML."""
    text = bz2.decompress(dump.read_bytes()).decode()
    head, first, rest = text.partition("<page>")
    pages, _, tail = (first + rest).rpartition("</page>")
    size = 0
    with bz2.open(target, "wb") as stream:

        def write(part: str) -> None:
            nonlocal size
            data = part.encode()
            size += len(data)
            stream.write(data)

        write(head)
        for copy in range(times):
            renamed = pages
            if copy:
                renamed = re.sub(r"<title>([^<]*)</title>", rf"<title>\1 {copy}</title>", renamed)
            write(renamed + "</page>\n")
        write(tail.lstrip())
    return size


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dump", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--peer", default=shutil.which("wikiextractor") or "")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    lemnos = [sys.executable, "-m", "lemnos", "talk"]
    workers = ["--workers", str(options.workers), "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.xml.bz2"
        size = repeat(options.dump, options.times, large)
        small = len(bz2.decompress(options.dump.read_bytes()))
        rows: list[tuple[str, int, Run]] = []
        if options.peer:
            command = [options.peer, "--processes", str(options.workers), "-q", "-o", f"{folder}/text", str(large)]
            rows.append(("wikiextractor, text only", size, measure(command)))
        run = measure([*lemnos, str(large), "--out", f"{folder}/merged", *workers])
        rows.append(("lemnos, dialogues", size, run))
        apart = ["--set", "talk.graph.duplicates=0"]
        run = measure([*lemnos, str(large), "--out", f"{folder}/apart", *apart, *workers])
        rows.append(("lemnos, dialogues, merging off", size, run))
        run = measure([*lemnos, str(options.dump), "--out", f"{folder}/small", *workers])
        rows.append(("lemnos, dialogues, single dump", small, run))
        print(f"{'':34}{'XML MB':>8}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'MB/CPU s':>10}")
        for name, amount, cost in rows:
            mb = amount / 1e6
            print(f"{name:34}{mb:8.1f}{cost.cpu:9.2f}{cost.wall:9.2f}{cost.peak_mb:9.0f}{mb / cost.cpu:10.2f}")


if __name__ == "__main__":
    main()
