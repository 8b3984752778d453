"""Defines ``Item``, what a benchmark asks, and ``Signature``, a tool that it offers."""

import msgspec


class Signature(msgspec.Struct, frozen=True):
    """A tool as a benchmark offers it."""

    name: str
    parameters: tuple[str, ...]
    """Names of its parameters, sorted; those of nested objects are not among them."""
    description: str = ""
    details: tuple[str, ...] = ()
    """Descriptions of its parameters, in the same order; empty for those without."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a benchmark, whatever its format."""

    id: str
    """The benchmark's own id, else its place in its file."""
    benchmark: str
    question: str
    """What is asked: the prompt, the user's last turn, the text to go on from. Empty for an item of tools only."""
    answers: tuple[str, ...] = ()
    """Right answers, each enough by itself; a call is its function's name and its values."""
    choices: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    """Turns before the question, the oldest first."""
    passages: tuple[str, ...] = ()
    """Source texts that the item gives. They are public documents and searched only where a setting says so."""
    titles: tuple[str, ...] = ()
    """Titles and addresses of the documents that the item was built on."""
    tools: tuple[Signature, ...] = ()
    group: str = ""
    """The conversation or story that it shares with other items; its id if empty."""
    secret: bool = True
    """Whether something about it must stay unknown; see the reference for kinds of benchmarks that have no secret."""
    source: str
    """File and position."""
