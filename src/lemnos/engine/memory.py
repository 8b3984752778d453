"""Gives memory that a shard has used back to the system.

Objects that refer to each other in circles wait for the collector, and what C libraries have freed in small pieces
stays with the process, so that a worker would grow with every large shard. Cost: one look at ``/proc`` for each shard,
and some 50 ms where the process has grown by ``GROWN``. Only glibc gives back on demand; elsewhere nothing is done.
"""

import ctypes
import gc
import sys
from functools import cache
from mmap import PAGESIZE
from pathlib import Path
from typing import Any

GROWN = 64_000_000
"""Bytes by which a process must have grown before its memory is looked through."""

_STATM = Path("/proc/self/statm")
_kept = 0
"""Bytes that stayed after the last time."""


def give_back() -> None:
    """Give back what is free, if this process has grown since the last time."""
    global _kept
    trim = _trim()
    if trim is None or resident() < _kept + GROWN:
        return
    gc.collect()
    trim(0)
    _kept = resident()


def resident() -> int:
    """Return the bytes of memory that this process has now; 0 where the system does not say."""
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * PAGESIZE


@cache
def _trim() -> Any:
    """Return the function of glibc that gives back free memory; None without it."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
