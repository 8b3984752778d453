"""Makes Ctrl-C stop a long command even where Python drops the exception that it raises.

Python drops an exception that is raised while it runs a finaliser or the callback of a weak reference, and some of its
own C code drops one as well. ``note_interrupts`` therefore also notes the signal, and whatever runs for long calls
``check_interrupt`` between two pieces of work.
"""

import signal
import threading

_interrupted = threading.Event()


def note_interrupts() -> None:
    """Make SIGINT raise KeyboardInterrupt, and note that it came. Call it once, in the main thread."""

    def interrupt(_number: int, _frame: object) -> None:
        _interrupted.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)


def check_interrupt() -> None:
    """Return at once unless Ctrl-C was pressed.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed since ``note_interrupts``.
    """
    if _interrupted.is_set():
        raise KeyboardInterrupt
