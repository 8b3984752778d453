"""Write docs/reference/trajectories.md: the forms that are read and written, repairs, refusals and checks.

    python scripts/forms_reference.py

A test asserts that the page is up to date, so run it whenever a form, a rule or a check is added.
"""

import inspect
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

from lemnos.exports import FORMS
from lemnos.sources.trajectories.normal.normalise import REFUSALS, REPAIRS
from lemnos.sources.trajectories.recognise import forms
from lemnos.steps.trajectories.verify import agreement, well_formed

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "trajectories.md"

_HEADER = """\
# Trajectories

<!-- Written by scripts/forms_reference.py from the code; edit that. -->

`lemnos trajectories import` reads the forms below and brings them to one normal form; `export` writes five forms;
`verify` checks levels 1 and 2. [How to bring logs in](../how-to/trajectories.md) shows the commands,
[settings](settings-trajectories.md) lists what can be changed.

A record in the normal form is a conversation in OpenAI's chat format: a system message or none; then the user and the
assistant in turn. A message of the assistant holds its thought (`reasoning`), its words and its calls; the outputs
follow in the order of the calls, which are numbered `call_1`, `call_2`, … through the conversation. It ends with an
answer, with a call that the source asks for and never runs, or after an observation, where the run was cut off
(`ending`). Outputs without content are `(no output)`; an image or a file is a mark in the text, `[[image 1]]`, and its
part is in `attachments`.
"""


def page() -> str:
    """Return the page."""
    units = {"value": "record", "session": "file"}
    read = [
        (f"`{form.name}`", form.title, units.get(form.unit, form.unit), form.known_from)
        for form in sorted(forms(), key=lambda form: form.name)
    ]
    written = []
    for form in FORMS.values():
        files, arguments = ", ".join(form.extensions) or "a folder", " or ".join(form.arguments)
        written.append((f"`{form.name}`", form.title, files, arguments, form.read_by))
    return "\n".join(
        (
            _HEADER,
            "## Forms that are read\n",
            "Recognised by content, whatever a file is called; JSON, JSON lines, Parquet, also in zip, tar and gzip. A",
            "unit is what one record of the source is: a JSON value, or a whole file. Forms known from documentation",
            "alone were not checked against real files.\n",
            table(("form", "what it is", "unit", "known from"), read),
            "\n## Forms that are written\n",
            table(("form", "what it is", "files", "arguments", "read by"), written),
            "\nEach row carries `lemnos`: what its form has no place for. An import gives the record back.",
            "\n`--form bfcl --out FOLDER` writes test items of the Berkeley Function-Calling Leaderboard instead: one "
            "for each message that\ncalls tools, with what stands before it as `question`, the tools offered as "
            "`function`, and in `possible_answer/` its calls,\neach argument with its value, and with none where it is "
            "the default. `result/` holds the calls as a model's result. Types are\nthe leaderboard's; where a schema "
            "allows several, that of the value. There is no way back.",
            "\n## Repairs\n",
            "`repaired` of a record names what was done to bring it to the normal form.\n",
            table(("rule", "what it does"), ((f"`{name}`", text) for name, text in sorted(REPAIRS.items()))),
            "\n## Refusals\n",
            "Rejected records are in `rejected/`, each with its rule, its reason and its position.\n",
            table(("rule", "what it means"), ((f"`{name}`", text) for name, text in sorted(REFUSALS.items()))),
            "\n## Checks\n",
            checks(well_formed.__doc__),
            "",
            checks(agreement.__doc__),
            "",
        )
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def checks(docstring: str | None) -> str:
    """Return the docstring of a module of checks as Markdown."""
    text = inspect.cleandoc(docstring or "").replace("``", "`")
    return "\n\n".join(block for paragraph in text.split("\n\n") for block in _blocks(paragraph))


def _blocks(paragraph: str) -> Iterable[str]:
    """Yield the entries of a list of terms as items, other paragraphs as they are."""
    lines = paragraph.splitlines()
    if not any(line.startswith("    ") for line in lines):
        yield textwrap.fill(" ".join(lines), 118)
        return
    items: list[list[str]] = []
    for line in lines:
        if line.startswith("    ") and items:
            items[-1][1] += " " + line.strip()
        else:
            items.append([line, ""])
    yield "\n".join(
        textwrap.fill(f"- {term}:{text}", 118, subsequent_indent="  ", break_on_hyphens=False) for term, text in items
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
