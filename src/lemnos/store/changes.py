"""Two descriptions of a run → what changed between them, in words a person understands.

Takes the plain settings that ``run.json`` holds, returns one phrase for each difference:
``talk.plan.turns_mean changed from 60 to 40`` or ``input docs has other content``.
"""

from collections.abc import Iterator
from typing import Any

_LONGEST = 60
"""Characters of a value that are shown."""


def changes(old: Any, new: Any) -> list[str]:
    """Return a phrase for every setting and every input that differs.

    Args:
        old: Plain settings, as ``lemnos.store.fingerprint.plain`` gives them; of the run that exists.
        new: The same, of the run that is asked for.
    """
    return list(dict.fromkeys(_changes(old, new, "")))


def _changes(old: Any, new: Any, key: str) -> Iterator[str]:
    if old == new:
        return
    if key == "inputs" and isinstance(old, list) and isinstance(new, list):
        yield from _inputs(old, new)
    elif _is_file(old) and _is_file(new):
        same = old["name"] == new["name"]
        yield f"{key} has other content" if same else f"{key} changed from {old['name']} to {new['name']}"
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            yield from _changes(old.get(name), new.get(name), f"{key}.{name}" if key else name)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and any(map(_nested, old)):
        for number, pair in enumerate(zip(old, new, strict=True)):
            yield from _changes(*pair, f"{key}[{number}]")
    elif key == "version":
        yield f"this release writes other bytes (the step's version changed from {old} to {new})"
    elif (old is None and isinstance(new, dict)) or (new is None and isinstance(old, dict)):
        yield from _changes(old or {}, new or {}, key)
    elif old is None:
        yield f"{key} was set to {_shown(new)}"
    elif new is None:
        yield f"{key} is no longer set (it was {_shown(old)})"
    else:
        yield f"{key} changed from {_shown(old)} to {_shown(new)}"


def _inputs(old: list[Any], new: list[Any]) -> Iterator[str]:
    """Compare inputs by name: which came, which went, and what of one differs."""
    before, after = _named(old), _named(new)
    for name in before:
        if name not in after:
            yield f"input {name} was removed"
    for name, entry in after.items():
        if name not in before:
            yield f"input {name} was added"
            continue
        for field in sorted({*before[name], *entry}):
            was, now = before[name].get(field), entry.get(field)
            if field == "content" and was != now:
                run = isinstance(now, dict) and now.get("kind") == "run"
                yield f"input {name} was rebuilt" if run else f"input {name} has other content"
            else:
                yield from _changes(was, now, f"{field} of input {name}")
    if before == after and old != new:
        yield "the inputs are in another order"


def _named(inputs: list[Any]) -> dict[str, dict[str, Any]]:
    """Return inputs by name; those of one name are numbered."""
    named: dict[str, dict[str, Any]] = {}
    for entry in inputs:
        fields = entry if isinstance(entry, dict) else {"content": entry}
        content = fields.get("content")
        name = str(content.get("name", "?")) if isinstance(content, dict) else "?"
        same = sum(other == name or other.startswith(f"{name} (") for other in named)
        named[f"{name} ({same + 1})" if same else name] = fields
    return named


def _nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _is_file(value: Any) -> bool:
    """Return whether a value is the identity of a file (``lemnos.sources.files.identity``)."""
    return isinstance(value, dict) and {"name", "bytes", "ends"} <= value.keys()


def _shown(value: Any) -> str:
    if _is_file(value):
        return str(value["name"])
    return shortened(value)


def shortened(value: Any) -> str:
    """Return a value as a recipe writes it, up to 60 characters.

    >>> shortened(["a", True, None]), shortened({"b": 1.0}), shortened("")
    ('[a, true, null]', '{b: 1}', "''")
    """
    text = as_recipe(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def as_recipe(value: Any) -> str:
    """Return a value as a recipe writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_recipe(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_recipe, value)) + "]"
    return str(value) or "''"
