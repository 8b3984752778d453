"""Does dialogue data teach a model to use its context, without hurting prose? One command; a killed one goes on.

    python benchmarks/prove.py small --documents DIR [--links FILE] [--coqa FILE] --out DIR [--processes 2]
    python benchmarks/prove.py DESIGN.yaml … --list

The design is ``small`` (two cores), ``large`` (one GPU), ``tools`` or a file; see ``proof/design.py``. What is measured
and how it is decided is in ``proof/PROTOCOL.md``.

``--list`` says which runs are not done, and makes none. ``--arms`` makes those of some arms, ``--part 1/3`` a third,
for machines that share OUT. ``--minutes 9`` stops after so many, with exit status 3. Finished runs of tool documents
and trajectories are packs with ``--run``, for the design ``tools``; ``--suite bfcl=DIR`` scores one more suite of
``lemnos evaluate``. Results are OUT/results.json and OUT/results.md, also of a proof that is not complete.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from lemnos.errors import LemnosError, PausedError
from lemnos.store.atomic_files import write_bytes
from proof.analysis import analyse, markdown, read_scores
from proof.build import Sources, build
from proof.design import read_design
from proof.runs import costs, left, make_all

DESIGNS = Path(__file__).parent / "proof"


def main(arguments: list[str]) -> int:
    """Run the proof; return its exit status: 3 if it stopped because its minutes are over, 2 on a bad input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("design")
    parser.add_argument("--documents", nargs="+", default=[])
    parser.add_argument("--links", nargs="*", default=[])
    parser.add_argument("--coqa", default="")
    parser.add_argument("--run", nargs="*", default=[], metavar="PACK=RUN")
    parser.add_argument("--suite", nargs="*", default=[], metavar="NAME=PATH")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--arms", nargs="*", default=[])
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args(arguments)
    named = DESIGNS / f"{given.design}.yaml"
    design = read_design(named if named.exists() else Path(given.design))
    if given.list:
        print(*(run.name for run in left(design, given.out)), sep="\n")
        return 0
    try:
        runs, suites = (dict(text.split("=", 1) for text in texts) for texts in (given.run, given.suite))
        build(design, Sources(given.documents, given.links, given.coqa, runs), given.out, given.processes, print)
        part, _slash, parts = given.part.partition("/")
        place = int(part) - 1, int(parts)
        make_all(design, given.out, given.processes, print, place, given.arms, suites, given.minutes)
        return 0
    except LemnosError as error:
        print(error, file=sys.stderr)
        return 3 if isinstance(error, PausedError) else 2
    finally:
        if (given.out / "runs").exists():
            results = analyse(design, read_scores(design, given.out))
            write_bytes(given.out / "results.json", msgspec.json.format(msgspec.json.encode(results)))
            write_bytes(given.out / "results.md", markdown(results).encode())
            print(f"{sum(costs(given.out)) / 60:.1f} CPU-minutes of runs; {given.out / 'results.md'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
