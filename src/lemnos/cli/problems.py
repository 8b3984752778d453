"""Messages about invalid records on standard error."""

import click

_SHOWN = 10
"""Number of messages that are printed one by one; the rest are counted."""


class Problems:
    """Prints messages about invalid records on standard error."""

    def __init__(self, every: bool = False) -> None:
        self.count = 0
        self._every = every

    def __call__(self, text: str) -> None:
        """Count a message, and print it if few were printed."""
        self.count += 1
        if self._every or self.count <= _SHOWN:
            click.echo(text, err=True)

    def close(self) -> None:
        """Print the number of messages beyond those printed."""
        if not self._every and self.count > _SHOWN:
            click.echo(f"… and {self.count - _SHOWN:,} more invalid records", err=True)
