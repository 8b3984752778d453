"""Defines the ``Progress`` protocol, by which a long stage reports how far it is.

The caller decides how that is shown: ``lemnos.engine.progress_display`` has a live bar and plain lines; ``Quiet`` shows
nothing.
"""

from typing import Protocol

from lemnos.engine.interrupt import check_interrupt


class Progress(Protocol):
    """Receives the progress of a run, stage by stage."""

    def start(self, stage: str, unit: str) -> None:
        """Begin a stage whose work is counted in ``unit`` (``B`` for bytes)."""
        ...

    def update(self, done: int, total: int | None, note: str = "") -> None:
        """Report that ``done`` of ``total`` units are finished.

        Args:
            done: Finished units of the stage.
            total: All units of the stage; None if unknown.
            note: More about the state, in a few words.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed, but the exception was lost (``check_interrupt``).
        """
        ...

    def say(self, text: str) -> None:
        """Show a message to the user at once. May be called from any thread."""
        ...

    def finish(self, summary: str) -> None:
        """End the stage, and show ``summary``."""
        ...


class Quiet:
    """Implements ``Progress`` and shows nothing."""

    def start(self, stage: str, unit: str) -> None:
        """See ``Progress.start``."""

    def update(self, done: int, total: int | None, note: str = "") -> None:
        """See ``Progress.update``."""
        del done, total, note
        check_interrupt()

    def say(self, text: str) -> None:
        """See ``Progress.say``."""

    def finish(self, summary: str) -> None:
        """See ``Progress.finish``."""
