"""Ctrl-C stops a long command although Python has dropped the exception."""

import subprocess
import sys

import pytest

DROPPED = """
import signal
import weakref

from lemnos.engine.interrupt import note_interrupts
from lemnos.engine.progress import Quiet
from lemnos.engine.progress_display import LiveBar, PlainLines


class Referent:
    pass


note_interrupts()
referent = Referent()
reference = weakref.ref(referent, lambda _: signal.raise_signal(signal.SIGINT))
progress = {shown}()
progress.start("crawl", "page")
progress.update(1, 2)
del referent
print("the exception was dropped", flush=True)
progress.update(2, 2)
print("nothing stopped the work")
"""


@pytest.mark.parametrize("shown", ["Quiet", "PlainLines", "LiveBar"])
def test_a_report_of_progress_raises_an_interrupt_that_python_dropped(shown: str) -> None:
    script = DROPPED.replace("{shown}", shown)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stdout == "the exception was dropped\n", ended.stderr
    assert ended.stderr.endswith("KeyboardInterrupt\n")
