"""Walk docs/how-to/train.md as a newcomer: its commands, then the Python of each section in that trainer's own reader.

    python benchmarks/pack_walk.py [--trainers PYTHON] [--only TRL axolotl …] [--out FOLDER]

What is between the first heading and the section of a trainer is pasted as it stands: files are written, and the
`lemnos` commands run with this Python. Then all Python of a section runs as one program with PYTHON, which has the
trainers (`pip install`, of most with `--no-deps`; this Python if it is not given), in the same folder. A line for each
section says whether the program ended well, with the last line that it printed; a package that is not installed is
named, and is no fault. A section without a program is named too. Exit status 1 if a command or a program failed.
"""

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "train.md"
_FENCE = re.compile(r"^```([^\s`]*)(?: ([^\s`]+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_WAIT = 600
"""Seconds that a program may take."""


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading of the second level, by heading."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def prepare(text: str, folder: Path) -> int:
    """Write the files and run the commands of the page; return how many commands failed."""
    shutil.copytree(ROOT / "demo", folder / "demo", dirs_exist_ok=True)
    faults = 0
    for _, name, content in _FENCE.findall(text):
        if name:
            (folder / name).write_text(content, encoding="utf-8")
    for command in re.findall(r"^    (lemnos .*)$", _FENCE.sub("", text), re.MULTILINE):
        call = [sys.executable, "-m", *shlex.split(command)]
        ended = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
        faults += ended.returncode != 0
        print(f"{'ended well' if not ended.returncode else 'FAILED'}: {command}", flush=True)
        if ended.returncode:
            print(ended.stderr)
    return faults


def walk(name: str, section: str, python: str, folder: Path) -> bool:
    """Run the Python of a section and print how it went; return whether it failed."""
    programs = [content for kind, _, content in _FENCE.findall(section) if kind == "py"]
    if not programs:
        print(f"{name}: no program")
        return False
    file = folder / f"walk_{re.sub('[^a-z0-9]+', '_', name.lower())}.py"
    file.write_text("\n".join(programs), encoding="utf-8")
    call = [python, str(file)]
    ended = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False, timeout=_WAIT)
    if not ended.returncode:
        print(f"{name}: ended well; {(ended.stdout.strip().splitlines() or [''])[-1][:200]}", flush=True)
        return False
    if missing := _MISSING.search(ended.stderr):
        print(f"{name}: not installed ({missing[1]})", flush=True)
        return False
    print(f"{name}: FAILED\n{ended.stderr[-3000:]}", flush=True)
    return True


def main() -> int:
    """Walk the page; return the number of faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainers", default=sys.executable)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--out", type=Path, help="a folder to work in, which stays; its runs are not made again")
    given = parser.parse_args()
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="lemnos-walk-") as made:
        folder = given.out or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        faults = 0 if (folder / "runs").exists() else prepare(text, folder)
        for name, section in sections(text).items():
            if not given.only or name in given.only:
                faults += walk(name, section, given.trainers, folder)
    return faults


if __name__ == "__main__":
    sys.exit(min(1, main()))
