"""What a long stage tells while it runs; how it is shown is the caller's choice."""

from typing import Protocol


class Progress(Protocol):
    """Shows how far a run is."""

    def start(self, stage: str, unit: str) -> None:
        """A stage begins; its work is counted in ``unit`` (``B`` for bytes)."""
        ...

    def update(self, done: int, total: int | None, note: str = "") -> None:
        """``done`` of ``total`` units are finished; None if the total is not known. ``note`` says more in a few
        words."""
        ...

    def say(self, text: str) -> None:
        """Tell something that a person should know now. Called from any thread."""
        ...

    def finish(self, summary: str) -> None:
        """The stage is over."""
        ...


class Quiet:
    """Shows nothing."""

    def start(self, stage: str, unit: str) -> None:
        """See ``Progress.start``."""

    def update(self, done: int, total: int | None, note: str = "") -> None:
        """See ``Progress.update``."""

    def say(self, text: str) -> None:
        """See ``Progress.say``."""

    def finish(self, summary: str) -> None:
        """See ``Progress.finish``."""
