"""A recipe file → the steps that it asks for, strictly read.

One step:                                   A graph of named steps:

    inputs: [{path: articles/}]                 out: runs/full
    out: runs/articles                          steps:
    talk: {plan: {turns_mean: 60}}                articles: {talk: {…}, from: [{path: articles/}]}
                                                  apis:     {tools: {…}, from: [openapi/]}

An entry of ``from`` or ``inputs`` is the name of a step, a path, or a mapping: ``{path: …}`` with the settings of such
an input, ``{run: …}`` for a step or a finished run. A path that holds a finished run is read as one. A setting that
takes a run folder (``Step.runs``) may name a step. ``seed``,
``limit``, ``format`` and ``llm`` at the top are for every step that does not set its own. An unknown key is an error
that names the nearest known one. Paths in a recipe file are relative to the file; those on the command line and in a
mapping, to the working directory.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.recipe_paths import beside_recipe
from lemnos.pipeline.settings import (
    CommonSettings,
    RunInput,
    apply_override,
    make_settings,
    position,
    read_yaml,
    set_key,
    unknown_key,
)
from lemnos.pipeline.source import Source
from lemnos.pipeline.step import Step
from lemnos.pipeline.steps import STEPS, load_step
from lemnos.store.record_files import Format
from lemnos.store.run_folder import is_run

_COMMON = tuple(CommonSettings.__struct_fields__)
_PER_STEP = tuple(name for name in _COMMON if name != "out")
_LICENCES = ("licence", "exclude_licence")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_DEFAULT_STEP = "talk"
"""What a recipe makes that names no step."""


class StepRecipe(msgspec.Struct, frozen=True, kw_only=True):
    """One step to run: everything that decides what it makes, and where it goes."""

    name: str
    """Its name in the recipe; in a recipe of one step, the step's own."""
    step: Step[Any]
    settings: msgspec.Struct
    inputs: tuple[msgspec.Struct | Source, ...]
    """Inputs of the step's own kind, ``RunInput`` for records of other steps and runs, or opened sources."""
    out: Path
    seed: int = 0
    limit: int | None = None
    format: Format = "parquet"
    llm: LlmSettings = LlmSettings()
    after: tuple[str, ...] = ()
    """Steps whose run folders its settings name."""
    objects: Mapping[str, Any] = {}
    """Objects that a library user gave in place of settings, by setting."""


class Recipe(msgspec.Struct, frozen=True):
    """The steps of a recipe, each after those that it reads."""

    out: Path
    steps: tuple[StepRecipe, ...]
    named: bool
    """Whether it has named steps, each in a folder of its own below ``out``."""

    def step(self, name: str) -> StepRecipe:
        """Return the step of this name."""
        return next(step for step in self.steps if step.name == name)

    def before(self, step: StepRecipe) -> list[str]:
        """Return the names of the steps that a step needs: whose records it reads, in the order of its inputs, then
        those that its settings name."""
        names = {other.name for other in self.steps} if self.named else set()
        runs = [entry.run for entry in step.inputs if isinstance(entry, RunInput)]
        return list(dict.fromkeys(run for run in (*runs, *step.after) if run in names))


def load_recipe(path: Path, overrides: Iterable[str] = (), model: str | None = None) -> Recipe:
    """Read a recipe file, with ``key.sub=value`` overrides on top.

    Args:
        path: The file.
        overrides: ``key.sub=value``, the value in YAML.
        model: If not None, every step that can ask a model asks one.

    Raises:
        SettingsError: It cannot be read, or a key or a value is wrong.
    """
    content = beside_recipe(read_recipe(path), path)
    return make_recipe(content, overrides, where=str(path), ask=model is not None)


def read_recipe(path: Path) -> dict[str, Any]:
    """Return the unchecked content of a recipe file.

    Raises:
        SettingsError: It cannot be read, or is not a mapping.
    """
    import yaml

    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError("no such recipe", where=str(path), remedy="see recipes/ for examples") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"cannot be read (byte {error.start} is not UTF-8)", where=str(path)) from None
    except IsADirectoryError:
        recipes = sorted(found.name for found in path.glob("*.y*ml"))
        remedy = f"name one of its recipes: {path / recipes[0]}" if recipes else "give a recipe: a YAML file"
        raise SettingsError("is a folder, not a recipe", where=str(path), remedy=remedy) from None
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), remedy="check the path") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise SettingsError(f"not YAML: {getattr(error, 'problem', error)}", where=where) from None
    if not isinstance(content, dict):
        raise SettingsError("a recipe is a mapping with inputs and out", where=str(path), remedy="see recipes/")
    return content


def make_recipe(
    content: Mapping[str, Any], overrides: Iterable[str] = (), where: str = "", ask: bool = False
) -> Recipe:
    """Check the content of a recipe, with overrides on top.

    Args:
        content: Plain content, as YAML gives it.
        overrides: ``key.sub=value``, the value in YAML.
        where: The file it comes from, for messages.
        ask: Whether every step that can ask a model asks one.

    Raises:
        SettingsError: A key or a value is wrong, a step reads one that does not exist, or steps read each other in a
            circle.
    """
    merged = dict(content)
    names = merged["steps"] if isinstance(merged.get("steps"), dict) else {}
    for override in overrides:
        first = override.partition("=")[0].partition(".")[0]
        apply_override(merged, f"steps.{override}" if first in names and first not in merged else override)
    if "steps" in merged:
        return _graph(merged, where, ask)
    kinds = [name for name in STEPS if name in merged]
    if len(kinds) > 1:
        raise SettingsError(
            f"has {' and '.join(kinds)} side by side",
            where=where,
            remedy=f"name them: steps: {{first: {{{kinds[0]}: …, from: […]}}, second: {{{kinds[1]}: …, from: […]}}}}",
        )
    kind = kinds[0] if kinds else _DEFAULT_STEP
    step = _step(kind, kind, merged, {}, where, "", entries="inputs", ask=ask)
    return Recipe(step.out, (step,), named=False)


def step_recipe(kind: str, content: Mapping[str, Any], overrides: Iterable[str] = (), where: str = "") -> StepRecipe:
    """Check the content of a recipe of one step, whose kind is known; see ``make_recipe``."""
    merged = {kind: {}, **content}
    for override in overrides:
        apply_override(merged, override)
    return _step(kind, kind, merged, {}, where, "", entries="inputs")


def _graph(content: dict[str, Any], where: str, ask: bool) -> Recipe:
    steps = content["steps"]
    for key in content:
        if key != "steps" and key not in _COMMON:
            if key in STEPS or key == "inputs":
                raise SettingsError(
                    f"{key} beside steps", where=where, remedy=f"put it into a step: steps: {{NAME: {{{key}: …}}}}"
                )
            raise unknown_key(str(key), ["steps", *_COMMON], where)
    if not isinstance(steps, dict) or not steps:
        raise SettingsError("steps is not a mapping of names to steps", where=where, remedy="see recipes/full.yaml")
    common = make_settings(
        {"out": ""} | {key: content[key] for key in content if key != "steps"}, CommonSettings, where=where
    )
    if not common.out:
        raise SettingsError("names no out", where=where, remedy="add out: FOLDER")
    steps = {str(name): entry for name, entry in steps.items()}  # YAML reads 1 as a number
    outs = {
        name: str(entry.get("out") if isinstance(entry, dict) and entry.get("out") else Path(common.out) / name)
        for name, entry in steps.items()
    }
    made: dict[str, StepRecipe] = {}
    for name, entry in steps.items():
        prefix = f"steps.{name}."
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{name!r} cannot name a step", where=where, remedy="use letters, digits, - and _, as in a file name"
            )
        if not isinstance(entry, dict):
            raise SettingsError(
                f"steps.{name} is not a mapping", where=where, remedy=f"write {name}: {{{_DEFAULT_STEP}: …, from: […]}}"
            )
        kinds = [key for key in entry if key in STEPS]
        if len(kinds) != 1:
            unknown = [key for key in entry if key not in (*STEPS, *_PER_STEP, "from")]
            if unknown:
                raise unknown_key(str(unknown[0]), [*STEPS, "from", *_PER_STEP], where, prefix)
            what = f"steps.{name} names {' and '.join(kinds)}" if kinds else f"steps.{name} does not say what it does"
            raise SettingsError(what, where=where, remedy=f"give it one of {', '.join(STEPS)}")
        top = {key: content[key] for key in _PER_STEP if key in content}
        given = {"out": outs[name]} | entry
        made[name] = _step(name, kinds[0], given, top, where, prefix, entries="from", outs=outs, ask=ask)
    return Recipe(Path(common.out), tuple(_sorted(made, where)), named=True)


def _step(
    name: str,
    kind: str,
    content: Mapping[str, Any],
    defaults: Mapping[str, Any],
    where: str,
    prefix: str,
    *,
    entries: str,
    outs: Mapping[str, str] = MappingProxyType({}),
    ask: bool = False,
) -> StepRecipe:
    """Check one step.

    Args:
        name: Its name in the recipe.
        kind: Name of the step that it is.
        content: Common settings, inputs, and under ``kind`` the step's settings.
        defaults: Common settings that the recipe gives to all steps.
        where: The recipe file.
        prefix: Where the step is in it.
        entries: Key of its inputs.
        outs: All steps of the recipe, with their run folders.
        ask: Whether a step that can ask a model asks one.
    """
    step = load_step(kind)
    content = dict(content)
    for old, new in step.aliases.items():
        if old in content:
            set_key(content, f"{kind}.{new}", content.pop(old))
    for key in content:
        if key in step.settings.__struct_fields__ and key not in (kind, entries, *_COMMON):
            raise SettingsError(
                f"unknown setting {prefix}{key}", where=where, remedy=f"did you mean {prefix}{kind}.{key}?"
            )
        if key not in (kind, entries, *_COMMON):
            raise unknown_key(
                str(key), [entries, kind, *(_COMMON if entries == "inputs" else _PER_STEP)], where, prefix
            )
    common_content = {**defaults, **{key: content[key] for key in _COMMON if key in content}}
    if isinstance(defaults.get("llm"), dict) and isinstance(content.get("llm"), dict):
        common_content["llm"] = {**defaults["llm"], **content["llm"]}
    if "out" not in common_content:
        raise SettingsError("names no out", where=where, remedy="add out: FOLDER")
    common = make_settings(common_content, CommonSettings, where=where, prefix=prefix)
    settings = content.get(kind)
    if not isinstance(settings, dict | None):
        raise SettingsError(f"{prefix}{kind} is not a mapping of settings", where=where)
    settings = dict(settings or {})
    for key in settings:
        if key in _COMMON and key not in step.settings.__struct_fields__:
            beside = f"write it beside {kind}: {prefix}{key}"
            raise SettingsError(f"unknown setting {prefix}{kind}.{key}", where=where, remedy=beside)
    if ask and step.model_switch:
        apply_override(settings, step.model_switch)
    after = _named(settings, step.runs, outs)
    given = content.get(entries)
    given = [given] if isinstance(given, str | dict) else given
    if not isinstance(given, list | tuple) or not given:
        raise SettingsError(f"{prefix}{entries} names no input", where=where, remedy=f"add {entries}: [{{path: PATH}}]")
    made = make_settings(step.preset(settings), step.settings, where=where, prefix=f"{prefix}{kind}.")
    contradiction = step.check(made, common.llm) or _unreachable(common.llm)
    if contradiction:
        raise SettingsError(contradiction, where=where)
    return StepRecipe(
        name=name,
        step=step,
        settings=made,
        inputs=tuple(
            _input(step, entry, tuple(outs), where, f"{prefix}{entries}[{number}].")
            for number, entry in enumerate(given)
        ),
        out=Path(common.out),
        seed=common.seed,
        limit=common.limit,
        format=common.format,
        llm=common.llm,
        after=after,
    )


def _named(settings: dict[str, Any], keys: Sequence[str], outs: Mapping[str, str]) -> tuple[str, ...]:
    """Put the run folder in the place of each step that a setting names, in place; return these steps."""
    found = []
    for key in keys:
        value: Any = settings
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str) and value in outs:
            set_key(settings, key, outs[value])
            found.append(value)
    return tuple(found)


def _unreachable(llm: LlmSettings) -> str:
    """Return how the caps of a model contradict its prices; empty if they do not."""
    budget = llm.budget
    if budget.max_cost is None or budget.price_in or budget.price_out:
        return ""
    return (
        f"llm.budget.max_cost ({budget.max_cost:g}) is never reached, as llm.budget.price_in and price_out are 0; "
        "set the prices of a million tokens, or remove max_cost"
    )


def _input(step: Step[Any], entry: Any, names: Sequence[str], where: str, prefix: str) -> msgspec.Struct | Source:
    """Return one entry of the inputs: a run, an input of the step's own kind, or a source that is opened already."""
    if isinstance(entry, str):
        near = difflib.get_close_matches(entry, names, n=1)
        if near and entry not in names and not Path(entry).exists():
            raise SettingsError(
                f"no step and no file is called {entry!r}",
                where=position(where, prefix[:-1]),
                remedy=f"did you mean {near[0]}?",
            )
        entry = {"run": entry} if entry in names else {"path": entry}
    elif not isinstance(entry, dict):
        if hasattr(entry, "shards") and hasattr(entry, "identity"):
            source: Source = entry
            return source
        raise SettingsError(
            f"{prefix[:-1]} is not an input", where=where, remedy="give a path, the name of a step, or {path: PATH}"
        )
    path = entry.get("path")
    if "run" not in entry and isinstance(path, str) and is_run(Path(path)):
        entry = {"run": path} | {key: entry[key] for key in ("records", *_LICENCES) if key in entry}
    if "run" in entry:
        for key in _LICENCES:
            if isinstance(entry.get(key), str):
                entry = entry | {key: [entry[key]]}
        return make_settings(entry, RunInput, where=where, prefix=prefix)
    if step.input is None:
        raise SettingsError(
            f"no step and no finished run is called {path!r}",
            where=position(where, prefix[:-1]),
            remedy=f"{step.name} reads " + (f"one of {', '.join(names)}, or " if names else "") + "a finished run",
        )
    return make_settings(entry, step.input, where=where, prefix=prefix)


def _sorted(steps: Mapping[str, StepRecipe], where: str) -> list[StepRecipe]:
    """Return the steps, each after those that it reads; else in the order of the recipe."""
    done: dict[str, StepRecipe] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            raise SettingsError(
                f"steps read each other in a circle: {circle}", where=where, remedy="cut it at one step"
            )
        if name in done:
            return
        for before in steps[name].after:
            visit(before, (*path, name))
        for entry in steps[name].inputs:
            if isinstance(entry, RunInput):
                if entry.run in steps:
                    visit(entry.run, (*path, name))
                elif not is_run(Path(entry.run)):
                    raise SettingsError(
                        f"no step and no finished run is called {entry.run!r}",
                        where=position(where, f"steps.{name}.from"),
                        remedy=f"steps here: {', '.join(steps)}",
                    )
        done[name] = steps[name]

    for name in steps:
        visit(name, ())
    return list(done.values())
