"""Read settings strictly: plain content and ``key.sub=value`` overrides → a frozen struct.

Every mistake is one line that names the key, and the nearest key that exists.
"""

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.explain import as_written, explain
from lemnos.records.licences import contradiction
from lemnos.store.record_files import Format

Struct = TypeVar("Struct", bound=msgspec.Struct)


class CommonSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings that every step has."""

    out: str
    """The run folder; of a recipe with `steps`, the folder that holds one run folder for each step."""
    seed: int = 0
    """Seeds every random choice. The same inputs, settings and seed give the same bytes."""
    limit: Annotated[int, Meta(ge=1)] | None = None
    """For a preview: about this many items (documents, descriptions, records) of each input. They are the first ones;
    `talk` takes a connected sample of the documents."""
    format: Format = "parquet"
    """File format of the records."""
    llm: LlmSettings = LlmSettings()
    """The language model, where one is asked."""


class RunInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records of another step, or of a finished run."""

    run: str
    """The name of a step of this recipe, or the path of a finished run folder."""
    records: str = ""
    """Which of its records, by folder (`dialogues`, `documents`); if empty, those that the step prefers."""
    licence: tuple[str, ...] = ()
    """Read only records under these licences; `unknown` is one that is not stated. A dialogue has the licences of all
    its documents."""
    exclude_licence: tuple[str, ...] = ()
    """Leave out records under these licences."""

    def __post_init__(self) -> None:
        if both := contradiction(self.licence, self.exclude_licence):
            raise ValueError(both)


def make_settings(
    content: Mapping[str, Any], kind: type[Struct], overrides: Iterable[str] = (), where: str = "", prefix: str = ""
) -> Struct:
    """Check settings of any kind, with overrides on top.

    Args:
        content: Plain content, as YAML gives it.
        kind: The struct to make.
        overrides: ``key.sub=value``, the value in YAML.
        where: The file they come from, for messages.
        prefix: Where they are in the file, dotted and with a dot at the end, for messages.

    Raises:
        SettingsError: A key does not exist, or a value has another type or is out of range.
    """
    merged: dict[str, Any] = dict(content)
    for override in overrides:
        apply_override(merged, override)
    check_keys(merged, kind, where, prefix)
    try:
        return msgspec.convert(as_written(merged, kind), kind, str_keys=True)
    except msgspec.ValidationError as error:
        problem = explain(error, merged, kind)
        key = (prefix + problem.key).rstrip(".")
        raise SettingsError(problem.what, where=position(where, key), remedy=problem.remedy) from None


def position(where: str, key: str) -> str:
    """Return the place of a key for a message: the file, if there is one, and the key, if there is one."""
    return ": ".join(filter(None, (where, key)))


def apply_override(content: dict[str, Any], override: str) -> None:
    """Set the key that ``key.sub=value`` names, in place; the mappings on the way are copied or made.

    Raises:
        SettingsError: It is no override, or its value is not YAML.
    """
    import yaml

    key, equals, value = override.partition("=")
    if not equals or not re.fullmatch(r"[\w.-]+", key):
        raise SettingsError(f"{override!r} is not an override", remedy="write key.sub=value")
    try:
        set_key(content, key, read_yaml(value))
    except yaml.YAMLError as error:
        raise SettingsError(
            f"not YAML: {getattr(error, 'problem', error)}", where=override, remedy="put quotes around the value"
        ) from None


def set_key(content: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key, in place; the mappings on the way are copied or made."""
    *parents, last = key.split(".")
    mapping = content
    for parent in parents:
        child = mapping.get(parent)
        mapping[parent] = dict(child) if isinstance(child, dict) else {}
        mapping = mapping[parent]
    mapping[last] = value


def read_yaml(text: str) -> Any:
    """Return the content of a YAML text; unlike PyYAML, reject two equal keys in one mapping.

    Raises:
        yaml.YAMLError: It is not YAML, or a key is given twice.
    """
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


def check_keys(content: Any, kind: Any, where: str, prefix: str = "") -> None:
    """Find keys that do not exist and numbers that are not finite.

    Args:
        content: Plain content.
        kind: The type that it should have.
        where: The file it comes from, for messages.
        prefix: Where it is in the file, dotted and with a dot at the end.

    Raises:
        SettingsError: There is one; of a key, the nearest one that exists is named.
    """
    if isinstance(content, float) and not math.isfinite(content):
        raise SettingsError(f"{prefix[:-1]} is not a finite number ({content})", where=where, remedy="write a number")
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple and isinstance(content, list | tuple):
        for number, value in enumerate(content):
            check_keys(value, get_args(kind)[0], where, f"{prefix[:-1]}[{number}].")
        return
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(content, dict)):
        return
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in content.items():
        if key not in fields:
            raise unknown_key(str(key), fields, where, prefix)
        check_keys(value, fields[key], where, f"{prefix}{key}.")


def unknown_key(key: str, known: Iterable[str], where: str, prefix: str = "") -> SettingsError:
    """Return the error for a key that does not exist, with the nearest one that does."""
    known = list(known)
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
    remedy = f"did you mean {prefix}{near[0]}?" if near else f"known here: {', '.join(known)}"
    return SettingsError(f"unknown setting {prefix}{key}", where=where, remedy=remedy)
