"""Aider's chat history (``.aider.chat.history.md``): a text, with a heading where each run begins.

Lines that begin with ``####`` are the user's, lines with ``>`` the program's, others the assistant's. Aider ends the
lines that it marks with two spaces; where a run has such lines, a heading or a quotation without them is the
assistant's own. Where an editor has cut them, a heading within an answer is the assistant's if the program speaks
after the user does: then it ends every answer. What the program says (edits applied, tokens, commits) is for the
screen and left out. There are no calls; edits are in the assistant's words.
Source: Aider, ``io.py``; a made-up fixture of kenn-io/agentsview.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event, Speaker

NAME = "aider"
_HEAD = "# aider chat started at "
_USER, _PROGRAM = "####", ">"
_END = "  "


def looks_like(value: Any) -> bool:
    """Return whether a value is the text of a history."""
    return isinstance(value, str) and (value.lstrip("\ufeff \r\n").startswith(_HEAD) or f"\n{_HEAD}" in value[:10_000])


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of the runs in which anything is said."""
    del context
    started, first, run = "", 0, []  # type: tuple[str, int, list[str]]
    for number, text in enumerate([*line.value.lstrip("\ufeff").splitlines(), _HEAD], 1):
        if not text.startswith(_HEAD):
            run.append(text)
            continue
        events = _events(run) if started else []
        if events:
            yield Draft(form=NAME, events=events, source=f"{line.source}:{first}", record=started)
        started, first, run = text.removeprefix(_HEAD).strip(), number, []


def _events(lines: list[str]) -> list[Event]:
    marked = any(text.startswith((f"{_USER} ", f"{_PROGRAM} ")) and text.endswith(_END) for text in lines)
    asked = next((number for number, text in enumerate(lines) if text.startswith(f"{_USER} ")), len(lines))
    ends_answers = not marked and any(text.startswith(f"{_PROGRAM} ") for text in lines[asked:])
    events: list[Event] = []
    speaker: Speaker = "tool"
    said: list[str] = []

    def close() -> None:
        text = "\n".join(said).strip("\n")
        if text.strip() and speaker != "tool":
            events.append(Event(speaker, text))
        said.clear()

    for text in lines:
        of: Speaker = "assistant"
        if ends_answers and speaker == "assistant" and text.startswith(_USER):
            pass
        elif text == _USER or (text.startswith(f"{_USER} ") and (text.endswith(_END) or not marked)):
            of, text = "user", text.removeprefix(_USER).removeprefix(" ").removesuffix(_END)
        elif text == _PROGRAM or (text.startswith(f"{_PROGRAM} ") and (text.endswith(_END) or not marked)):
            of = "tool"
        elif not text.strip():
            said.append(text)
            continue
        if of != speaker:
            close()
            speaker = of
        said.append(text)
    close()
    return events


FORM = Form(NAME, "Aider chat histories", "value", looks_like, read, "documentation")
