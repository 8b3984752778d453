"""Paths in a recipe file are relative to the file: the content of a recipe → the same with paths that lead there.

Settings that name files are listed in ``Step.paths`` and below. What may be a name instead of a path (a step, an
installed Python package, a model of a server) is a path if there is a file.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lemnos.errors import SettingsError
from lemnos.pipeline.steps import STEPS, load_step

_FILES = (".gguf", ".npz", ".jinja", ".json")
"""Endings of what is a file where a name is allowed too."""
_NAMES = ("reward", "template")
"""Settings that are a name or a path."""
_LLM = ("prompts", "script", "reuse", "server.key_file")


def beside_recipe(content: Mapping[str, Any], recipe: Path) -> dict[str, Any]:
    """Return the content of a recipe file with its relative paths made relative to the working directory.

    Raises:
        SettingsError: An input is not beside the recipe, but is in the working directory.
    """
    folder = recipe.parent
    steps = content.get("steps")
    names = {str(name) for name in steps} if isinstance(steps, dict) else set()

    def path(value: str) -> str:
        return value if not value or os.path.isabs(value) else os.path.normpath(folder / value)

    def source(value: str) -> str:
        if value in names or not value or os.path.isabs(value):
            return value
        if not os.path.lexists(folder / value):
            if os.path.lexists(value):
                raise SettingsError(
                    f"no {path(value)}: paths in a recipe are relative to the recipe",
                    where=str(recipe),
                    remedy=f"write {os.path.relpath(value, folder)}",
                )
            if os.sep not in value and "." not in value:
                return value  # an installed package
        return path(value)

    def model(value: str) -> str:
        return path(value) if value.lower().endswith(_FILES) or (folder / value).is_dir() else value

    def run(value: str) -> str:
        return value if value in names else path(value)

    def entry(value: Any) -> Any:
        if isinstance(value, str):
            return source(value)
        if isinstance(value, dict):
            return {
                key: source(inner) if key in ("path", "run", "code") and isinstance(inner, str) else inner
                for key, inner in value.items()
            }
        return value

    def one(step: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(step)
        for key in ("inputs", "from"):
            if isinstance(found.get(key), list):
                found[key] = [entry(value) for value in found[key]]
            elif key in found:
                found[key] = entry(found[key])
        _change(found, "out", path)
        _change(found, "links", path)
        for key in _LLM:
            _change(found, f"llm.{key}", path)
        _change(found, "llm.model", model)
        for name in STEPS:
            if name in found:
                kind = load_step(name)
                for key in kind.paths:
                    _change(found, f"{name}.{key}", run if key in kind.runs else model if key in _NAMES else path)
        return found

    made = one(content)
    if isinstance(steps, dict):
        made["steps"] = {name: one(step) if isinstance(step, dict) else step for name, step in steps.items()}
    return made


def _change(content: dict[str, Any], key: str, to_path: Callable[[str], str]) -> None:
    """Change the text, or the texts of a list, of a dotted key in place; the mappings on the way are copied."""
    *parents, last = key.split(".")
    for parent in parents:
        if not isinstance(content.get(parent), dict):
            return
        content[parent] = dict(content[parent])
        content = content[parent]
    value = content.get(last)
    if isinstance(value, str):
        content[last] = to_path(value)
    elif isinstance(value, list):
        content[last] = [to_path(item) if isinstance(item, str) else item for item in value]
