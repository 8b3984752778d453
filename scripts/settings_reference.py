"""Write docs/reference/settings*.md from the docstrings beneath the fields of the settings.

    python scripts/settings_reference.py

One page for the settings that all steps share, and one for each step. Tests assert that the files are up to date, so
run it whenever a setting changes.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from lemnos.pipeline.settings import CommonSettings, RunInput
from lemnos.pipeline.step import Step
from lemnos.pipeline.steps import STEPS, load_step
from lemnos.sources.tools.pages.settings import CrawlSettings

FOLDER = Path(__file__).parents[1] / "docs" / "reference"

_NOTE = "<!-- Written by scripts/settings_reference.py from the docstrings of the settings; edit those. -->"

_HEADER = f"""\
# Settings

{_NOTE}

A recipe is a YAML file. Every key below can be in it, nested as its dots say; [recipes](../how-to/recipes.md) shows
both forms of a recipe. On the command line, `lemnos run RECIPE KEY=VALUE` and `lemnos talk … --set KEY=VALUE` change a
setting. A key that does not exist is an error, and so is a value of another type or out of its range.

Settings of the steps: {", ".join(f"[`{name}`](settings-{name}.md)" for name in STEPS)}.
"""

_RUN_INPUT = """\
## Inputs that are runs

An entry of `inputs` (or `from`, in a recipe with `steps`) that reads the records of another step or of a finished run.
In place of the mapping, the name of a step or the path of a run folder is enough. Inputs of other kinds have the
settings that the page of the step lists.
"""

_CRAWL = """\
## `lemnos tools crawl`

How far and how fast a site is crawled: options where there is one of this name, else `--set KEY=VALUE`. Not part of a
recipe.
"""


class Setting(NamedTuple):
    """One field of the settings."""

    key: str
    """Its dotted key in a recipe."""
    type: str
    default: str
    text: str
    """Its docstring on one line; empty if it has none."""


def docstrings(kind: type) -> dict[str, str]:
    """Return the literal beneath each field of a class, as one line."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, below in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    found[field.target.id] = " ".join(text.split())
                case _:
                    found[field.target.id] = ""
    return found


class Section(NamedTuple):
    """A struct of settings: one heading of the page."""

    key: str
    """Its dotted key in a recipe; empty for the recipe itself."""
    text: str
    settings: list[Setting]


def sections(kind: type[msgspec.Struct], key: str = "", text: str = "") -> Iterator[Section]:
    """Yield a struct of settings, then those nested in it."""
    texts = docstrings(kind)
    prefix = f"{key}." if key else ""
    own, nested = [], []
    for field in msgspec.structs.fields(kind):
        name = f"{prefix}{field.name}"
        inner = _struct(field.type)
        if inner is None or inner is not field.type:
            own.append(Setting(name, _type(field.type), _default(field), texts[field.name]))
        if inner is not None:
            one = inner is field.type
            nested.append((inner, name if one else f"{name}[]", texts[field.name] if one else _first_line(inner)))
    yield Section(key, text, own)
    for inner, name, about in nested:
        yield from sections(inner, name, about)


def reference() -> str:
    """Return the text of the page of the settings that all steps share."""
    common, *nested = sections(CommonSettings)
    (run,) = sections(RunInput)
    parts = [_HEADER, "## All steps", common.text, table(common.settings), _RUN_INPUT, table(run.settings)]
    for key, text, own in nested:
        parts += [f"## `{key}`", text, table(own)]
    (crawl,) = sections(CrawlSettings)
    return _joined([*parts, _CRAWL, table(crawl.settings)])


def step_reference(step: Step[Any]) -> str:
    """Return the text of the page of a step's settings."""
    doc = inspect.getdoc(type(step)) or ""
    parts = [f"# Settings of `{step.name}`", _NOTE, doc, "Settings that all steps share: [settings](settings.md)."]
    for key, text, own in step_sections(step):
        parts += [f"## `{key}`", text, table(own)]
    return _joined(parts)


def step_sections(step: Step[Any]) -> Iterator[Section]:
    """Yield the settings of a step's inputs, then its own."""
    if step.input is not None:
        yield from sections(step.input, "inputs[]", _first_line(step.input))
    yield from sections(step.settings, step.name, _first_line(step.settings))


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


def pages() -> dict[str, str]:
    """Return the text of each page by the name of its file."""
    steps = {f"settings-{name}.md": step_reference(load_step(name)) for name in STEPS}
    return {"settings.md": reference(), **steps}


def table(settings: list[Setting]) -> str:
    """Return a Markdown table of settings, with its header."""
    rows = [f"| `{name}` | {kind} | {default} | {_cell(about)} |" for name, kind, default, about in settings]
    return "\n".join([*_HEAD, *rows])


_HEAD = ["| key | type | default | what it is |", "|---|---|---|---|"]


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").partition("\n")[0]


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a type is, or of which it is a sequence; None for other types."""
    if get_origin(kind) is Annotated or get_origin(kind) is tuple:
        return _struct(get_args(kind)[0])
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None


def _type(kind: Any) -> str:
    """Return a type in words."""
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Annotated:
        signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "min_length": "at least"}
        limits = [
            f"{sign} {value}" for name, sign in signs.items() if (value := getattr(arguments[1], name)) is not None
        ]
        return f"{_type(arguments[0])}, {' and '.join(limits)}"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin is tuple:
        return f"list of {'inputs' if _struct(arguments[0]) else _type(arguments[0])}"
    if origin is dict:
        return f"mapping of {_type(arguments[0])} to {_type(arguments[1])}"
    if origin is Union or type(kind).__name__ == "UnionType":
        return " or ".join("null" if argument is type(None) else _type(argument) for argument in arguments)
    return {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "anything"}[kind]


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    elif field.default is not msgspec.NODEFAULT:
        value = field.default
    else:
        return "required"
    return f"`{msgspec.json.encode(value).decode()}`"


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
