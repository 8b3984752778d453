"""A recipe: everything that decides what a run makes, in one YAML file, strictly read.

    inputs:
      - path: articles/            # a MediaWiki dump, a folder or archive of documents, JSONL or Parquet
    out: runs/articles
    talk:
      plan: {turns_mean: 60}

A recipe with ``tools`` in place of ``talk`` makes documents of tools; its settings are those of ``ToolsRecipe``.

A key that does not exist is an error that names the nearest one that does. Paths are relative to the working
directory, as on the command line. ``KEY.SUB=VALUE`` overrides go on top.
"""

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.steps.talk.settings import TalkSettings
from lemnos.store.run_folder import Format

Settings = TypeVar("Settings", bound=msgspec.Struct)
InputKind = Literal["auto", "mediawiki", "folder", "table"]


class InputSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One input of a run."""

    path: str
    """A MediaWiki dump; a folder, zip or tar of documents; a JSONL or Parquet file."""
    kind: InputKind = "auto"
    """What it is; ``auto`` looks at its name and its first bytes."""
    map: dict[str, str] = {}
    """For JSONL and Parquet: our field (text, title, links, id, url, language, licence) → theirs."""
    licence: str = ""
    """Licence of its documents, where they do not tell themselves. SPDX expression."""
    language: str = ""
    """Language of its documents, where they do not tell themselves. BCP 47 code."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that decides what a run makes."""

    inputs: Annotated[tuple[InputSettings, ...], Meta(min_length=1)]
    """What is read."""
    out: str
    """The run folder."""
    links: tuple[str, ...] = ()
    """Link tables: files of rows source, target, by file name, id or title."""
    seed: int = 0
    """Seeds every random choice. The same inputs, settings and seed give the same bytes."""
    limit: Annotated[int, Meta(ge=1)] | None = None
    """Read only about this many documents of each input, for a preview."""
    format: Format = "parquet"
    """File format of the records."""
    talk: TalkSettings = TalkSettings()
    """How documents become dialogues."""
    llm: LlmSettings = LlmSettings()
    """The language model, where one is asked."""


def load_recipe(path: Path, overrides: Iterable[str] = ()) -> Recipe:
    """Read a recipe file of dialogues and put ``key.sub=value`` overrides on top.

    Raises:
        SettingsError: It cannot be read, a key or value in it is wrong, or it is a recipe of tools.
    """
    content = read_recipe(path)
    if is_of_tools(content, str(path)):
        raise SettingsError("is a recipe of tools", where=str(path), remedy="make it with lemnos run")
    return make_recipe(content, overrides, where=str(path))


def is_of_tools(content: Mapping[str, Any], where: str = "") -> bool:
    """Return whether a recipe makes documents of tools, not dialogues.

    Raises:
        SettingsError: It would make both.
    """
    if "tools" in content and "talk" in content:
        raise SettingsError("one recipe has either talk or tools", where=where, remedy="make two of it")
    return "tools" in content


def read_recipe(path: Path) -> dict[str, Any]:
    """Return the content of a recipe file; what is in it is not checked.

    Raises:
        SettingsError: It cannot be read, or is no mapping.
    """
    import yaml

    try:
        content = _read_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError("no such recipe", where=str(path), remedy="see recipes/ for examples") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot be read: {error}", where=str(path)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise SettingsError(f"not YAML: {getattr(error, 'problem', error)}", where=where) from None
    if not isinstance(content, dict):
        raise SettingsError("a recipe is a mapping with inputs and out", where=str(path), remedy="see recipes/")
    return content


def _read_yaml(text: str) -> Any:
    """Return what YAML says; unlike the specification, PyYAML takes the last of two equal keys without a word."""
    import yaml

    class Loader(yaml.SafeLoader):
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {key.value} is given twice", key.start_mark
                    )
                if isinstance(key, yaml.ScalarNode):
                    seen.add(key.value)
            return super().construct_mapping(node, deep)

    return yaml.load(text, Loader)  # noqa: S506, it is a SafeLoader


def make_recipe(content: Mapping[str, Any], overrides: Iterable[str] = (), where: str = "") -> Recipe:
    """Check the content of a recipe and put overrides on top.

    Raises:
        SettingsError: A key or value is wrong.
    """
    return make_settings(content, Recipe, overrides, where)


def make_settings(
    content: Mapping[str, Any], kind: type[Settings], overrides: Iterable[str] = (), where: str = ""
) -> Settings:
    """Check settings of any kind and put overrides on top.

    Raises:
        SettingsError: A key or value is wrong.
    """
    merged: dict[str, Any] = dict(content)
    for override in overrides:
        _override(merged, override)
    _check(merged, kind, where)
    try:
        return msgspec.convert(merged, kind, str_keys=True)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        key = path.strip("`").removeprefix("$").lstrip(".")
        raise SettingsError(
            message[0].lower() + message[1:], where=f"{where}: {key}" if where and key else where or key
        ) from None


def _override(content: dict[str, Any], override: str) -> None:
    import yaml

    key, equals, value = override.partition("=")
    if not equals or not re.fullmatch(r"[\w.]+", key):
        raise SettingsError(f"{override!r} is not an override", remedy="write key.sub=value")
    *parents, last = key.split(".")
    place = content
    for parent in parents:
        child = place.get(parent)
        place[parent] = dict(child) if isinstance(child, dict) else {}
        place = place[parent]
    try:
        place[last] = _read_yaml(value)
    except yaml.YAMLError as error:
        raise SettingsError(
            f"not YAML: {getattr(error, 'problem', error)}", where=override, remedy="put quotes around the value"
        ) from None


def _check(content: Any, kind: Any, where: str, prefix: str = "") -> None:
    """Find keys that do not exist, and name the nearest one that does; and numbers that are none."""
    if isinstance(content, float) and not math.isfinite(content):
        raise SettingsError(f"{prefix[:-1]} is not a finite number", where=where)
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple and isinstance(content, list | tuple):
        for number, value in enumerate(content):
            _check(value, get_args(kind)[0], where, f"{prefix[:-1]}[{number}].")
        return
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(content, dict)):
        return
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in content.items():
        if key not in fields:
            near = difflib.get_close_matches(str(key), fields, n=1, cutoff=0.4)
            known = f"did you mean {prefix}{near[0]}?" if near else f"known here: {', '.join(fields)}"
            raise SettingsError(f"unknown setting {prefix}{key}", where=where, remedy=known)
        _check(value, fields[key], where, f"{prefix}{key}.")
