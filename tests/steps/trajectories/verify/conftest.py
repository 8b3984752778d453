"""Makes the benchmarks importable as they are when run: from their own folder."""

import sys

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
