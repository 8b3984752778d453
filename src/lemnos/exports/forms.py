"""The table of forms that trajectories are exported to.

A form is chosen by name; ``openai`` is written as lines or as Parquet, by the ending of the file.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from lemnos.exports import atif, openai_chat, responses, session_trace, sharegpt
from lemnos.exports.carry import Carry

Arguments = Literal["string", "object"]


class ExportForm(NamedTuple):
    """A form that trajectories are exported to."""

    name: str
    title: str
    extensions: tuple[str, ...]
    """What the name of the file may end with; empty if the form is a folder of files, one for each trajectory."""
    arguments: tuple[Arguments, ...]
    """How it can hold the arguments of a call."""
    read_by: str
    """What reads it, in one line for users."""
    make: Callable[[Carry, str], Any]
    """A trajectory and the kind of arguments → its row; of a folder, the lines of its file."""


FORMS: dict[str, ExportForm] = {
    form.name: form
    for form in (
        ExportForm(
            "openai",
            "OpenAI chat messages with tools",
            (".jsonl", ".parquet"),
            ("object", "string"),
            "OpenAI fine-tuning (lines); TRL, axolotl, ms-swift, torchtitan (Parquet); every chat template",
            openai_chat.row,
        ),
        ExportForm(
            "sharegpt",
            "sharegpt with tools",
            (".jsonl",),
            ("object",),
            "LLaMA-Factory (formatting: sharegpt)",
            sharegpt.row,
        ),
        ExportForm(
            "responses",
            "items of OpenAI's Responses API",
            (".jsonl",),
            ("string",),
            "OpenAI's Responses API, NeMo Gym",
            responses.row,
        ),
        ExportForm(
            "atif",
            "Agent Trajectory Interchange Format 1.7",
            (".jsonl",),
            ("object",),
            "Harbor, NeMo Agent Toolkit",
            atif.row,
        ),
        ExportForm(
            "hub",
            "session traces of the Hugging Face Hub",
            (),
            ("string",),
            "the trace viewer of the Hugging Face Hub",
            session_trace.lines,
        ),
    )
}
"""Name of a form → the form."""
