"""Duplicates of ``curate``: generated documents with known copies, peers on the same input, and drops to read.

    python benchmarks/duplicates.py generate DIR --documents 300000
    python benchmarks/duplicates.py ours DIR                   documents per CPU-second, recall, traps, memory
    python benchmarks/duplicates.py dupekit DIR                the same for marin-dupekit (in an environment with it)
    python benchmarks/duplicates.py datatrove DIR              the same for datatrove
    python benchmarks/duplicates.py sample RUN --drops 200     drops of a curated run side by side, as Markdown
"""

import argparse
