"""Shows progress on standard error: a live bar on a terminal, otherwise a plain line every ten seconds.

``LiveBar`` and ``PlainLines`` implement ``lemnos.engine.progress.Progress``; both show rate, time left and memory.
"""

import os
import sys
import time

import click

from lemnos.engine.interrupt import check_interrupt
from lemnos.engine.progress import Progress, Quiet

_PLAIN_SECONDS = 10.0
"""Seconds between two plain lines."""


def choose_progress(quiet: bool) -> Progress:
    """Return a live bar if standard error is a terminal, plain lines if it is not, ``Quiet`` if ``quiet``."""
    if quiet:
        return Quiet()
    return LiveBar() if sys.stderr.isatty() else PlainLines()


def amount(number: float, unit: str) -> str:
    """Return a number with its unit, as a person would write it.

    >>> amount(2_500_000, "B"), amount(1200, "document")
    ('2.5 MB', '1,200 documents')
    """
    if unit == "B":
        return f"{number / 1e9:.2f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"
    return f"{number:,.0f} {unit}{'' if number == 1 else 's'}"


def memory_megabytes(root: int | None = None) -> float:
    """Return the resident memory of a process and its descendants, in 10⁶ bytes; 0 on systems without /proc.

    Args:
        root: Number of the process; None for this one.
    """
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    try:
        entries = [entry for entry in os.listdir("/proc") if entry.isdigit()]
    except OSError:
        return 0.0
    for entry in entries:
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stream:
                fields = stream.read().rpartition(")")[2].split()
        except OSError:  # the process has ended since
            continue
        parents[int(entry)], pages[int(entry)] = int(fields[1]), int(fields[21])
    family = {os.getpid() if root is None else root}
    while children := {child for child, parent in parents.items() if parent in family} - family:
        family |= children
    return sum(pages.get(member, 0) for member in family) * os.sysconf("SC_PAGE_SIZE") / 1e6


class PlainLines:
    """Prints a line at the end of each stage, and one every ten seconds while it runs."""

    def __init__(self) -> None:
        self._stage = self._unit = ""
        self._began = self._last_shown = 0.0

    def start(self, stage: str, unit: str) -> None:
        """See ``Progress.start``."""
        self._stage, self._unit = stage, unit
        self._began = self._last_shown = time.monotonic()

    def update(self, done: int, total: int | None, note: str = "") -> None:
        """See ``Progress.update``."""
        check_interrupt()
        now = time.monotonic()
        if now - self._last_shown < _PLAIN_SECONDS:
            return
        self._last_shown = now
        rate = done / (now - self._began)
        out_of = f" of {amount(total, self._unit)}" if total else ""
        left = f", {(total - done) / rate:,.0f} s left" if total and rate else ""
        click.echo(
            f"{self._stage}: {amount(done, self._unit)}{out_of}, {amount(rate, self._unit)}/s{left}, "
            f"{memory_megabytes():,.0f} MB memory{f'; {note}' if note else ''}",
            err=True,
        )

    def say(self, text: str) -> None:
        """See ``Progress.say``."""
        click.echo(f"{self._stage}: {text}", err=True)

    def finish(self, summary: str) -> None:
        """See ``Progress.finish``."""
        click.echo(f"{self._stage}: {summary} in {time.monotonic() - self._began:.1f} s", err=True)


class LiveBar:
    """Shows a bar with rate, time left and memory."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=28),
            TextColumn("{task.fields[state]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None
        self._stage = self._unit = ""
        self._began = 0.0

    def start(self, stage: str, unit: str) -> None:
        """See ``Progress.start``."""
        self._stage, self._unit, self._began = stage, unit, time.monotonic()
        self._task = self._bar.add_task(stage, total=None, state="")
        self._bar.start()

    def update(self, done: int, total: int | None, note: str = "") -> None:
        """See ``Progress.update``."""
        check_interrupt()
        if self._task is not None:
            rate = done / max(time.monotonic() - self._began, 1e-3)
            state = f"{amount(done, self._unit)} · {amount(rate, self._unit)}/s · {memory_megabytes():,.0f} MB memory"
            state += f" · {note}" if note else ""
            self._bar.update(self._task, completed=done, total=total, state=state)

    def say(self, text: str) -> None:
        """See ``Progress.say``."""
        self._bar.console.print(f"{self._stage}: {text}", highlight=False, markup=False)

    def finish(self, summary: str) -> None:
        """See ``Progress.finish``."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._bar.stop()
        click.echo(f"{self._stage}: {summary} in {time.monotonic() - self._began:.1f} s", err=True)
