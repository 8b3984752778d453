"""The command of a step, made from what the step declares: inputs, options, examples."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import click
import msgspec
from msgspec import Meta

from lemnos.cli.execute import run_or_plan
from lemnos.cli.options import dry_run_option, engine_options, model_options, model_overrides
from lemnos.pipeline.settings import RunInput
from lemnos.pipeline.step import Option, Step
from lemnos.pipeline.steps import STEPS, load_step


def step_command(name: str, verb: str = "") -> click.Command:
    """Return the command that runs one step on the inputs of its command line.

    Args:
        name: Name of the step.
        verb: What the command is called, if not as the step.
    """
    step = load_step(name)

    def command(**given: Any) -> None:
        _run(step, given)

    command.__doc__ = type(step).__doc__
    epilog = "\b\nExamples:\n" + "".join(f"  {example}\n" for example in step.examples) if step.examples else None
    decorated: Any = engine_options(command)
    decorated = dry_run_option(decorated)
    if step.model_switch:
        decorated = model_options(decorated)
    decorated = click.option(
        "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change any setting of a recipe; dotted key."
    )(decorated)
    for option in reversed(step.options):
        decorated = _click_option(step, option)(decorated)
    for flag, key, kind, help_ in (
        ("--format", "format_", click.Choice(["parquet", "jsonl"]), "File format of the records [default: parquet]."),
        ("--limit", "limit", click.IntRange(1), f"Preview: about this many items of each input, {step.preview}."),
        ("--seed", "seed", click.INT, "Seed of every random choice [default: 0]."),
    ):
        decorated = click.option(flag, key, type=kind, default=None, help=help_)(decorated)
    decorated = click.option(
        "--out", required=True, metavar="RUN", help="Run folder. If it is unfinished, the same command resumes it."
    )(decorated)
    decorated = click.option(
        "--exclude-licence",
        "exclude_licence",
        multiple=True,
        metavar="SPDX",
        help="Of an input that is a finished run: leave out records under this licence; repeatable.",
    )(decorated)
    decorated = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")(decorated)
    return click.command(verb or name, epilog=epilog, short_help=STEPS[name].help)(decorated)


def _run(step: Step[Any], given: dict[str, Any]) -> None:
    """Make the recipe of one step from the command line and run it."""
    from lemnos.pipeline.recipe import Recipe, step_recipe

    if not given["out"].strip():
        raise click.BadParameter("the path is empty; name a folder", param_hint="--out")
    if not all(path.strip() for path in given["inputs"]):
        raise click.BadParameter("a path is empty; name a file or folder", param_hint="INPUT")
    content: dict[str, Any] = {key: given[key] for key in ("out", "seed", "limit") if given[key] is not None}
    if given["format_"]:
        content["format"] = given["format_"]
    entry: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    for option in step.options:
        value = given[_variable(option)]
        if value is None or value == ():
            continue
        if option.read is not None:
            try:
                value = option.read(value)
            except ValueError as error:
                raise click.BadParameter(str(error), param_hint=option.flag) from None
        target, key = (entry, option.key[6:]) if option.key.startswith("input.") else (settings, option.key)
        *parents, last = key.split(".")
        for parent in parents:
            target = target.setdefault(parent, {})
        target[last] = list(value) if isinstance(value, tuple) else value
    content[step.name] = settings
    content["inputs"] = [_input(path, entry, given["exclude_licence"]) for path in given["inputs"]]
    switch = [f"{step.name}.{step.model_switch}"] if step.model_switch and given.get("model") is not None else []
    recipe = step_recipe(step.name, content, (*given["overrides"], *switch, *model_overrides(given)))
    if step.model_switch and not recipe.step.prompts(recipe.settings):
        _check_model_options(step, given)
    run_or_plan(Recipe(recipe.out, (recipe,), named=False), given["workers"], given["quiet"], given["dry_run"])


def _check_model_options(step: Step[Any], given: dict[str, Any]) -> None:
    """Refuse options about a model where none is asked."""
    for name in model_overrides(given):
        flag = "--" + name.partition("=")[0].rpartition(".")[2].replace("_", "-")
        raise click.BadParameter(
            f"is about a model, and none is asked; add --model NAME, or --set {step.name}.{step.model_switch}",
            param_hint=flag,
        )


def _input(path: str, entry: dict[str, Any], excluded: tuple[str, ...]) -> dict[str, Any]:
    if not excluded:
        return {"path": path, **entry}
    from lemnos.store.run_folder import is_run

    if not is_run(Path(path)):
        raise click.BadParameter(
            f"selects records of finished runs, and {path} is none; make a run of it first, or remove the option",
            param_hint="--exclude-licence",
        )
    return {"path": path, "exclude_licence": list(excluded), **entry}


def _variable(option: Option) -> str:
    return "option_" + option.flag.lstrip("-").replace("-", "_")


def _click_option(step: Step[Any], option: Option) -> Any:
    """Return the decorator of an option, with type, choices and default of its setting."""
    kind, default = _setting(step, option.key)
    arguments: dict[str, Any] = {"default": None, "help": option.help}
    if option.key == "input.licence" and step.input is not None:
        arguments["help"] += " Of an input that is a finished run: read only records under this licence."
    if option.metavar:
        arguments["metavar"] = option.metavar
    if isinstance(default, tuple):
        default = ", ".join(map(str, default))
    if default not in ("", None, {}) and not isinstance(default, msgspec.Struct):
        arguments["help"] = (
            f"{option.help.rstrip('.')} [default: {default:,}]."
            if isinstance(default, int)
            else (f"{option.help.rstrip('.')} [default: {default}].")
        )
    arguments |= _click_type(kind) if option.read is None else {}
    if option.repeats:
        arguments |= {"multiple": True, "default": ()}
    return click.option(option.flag, _variable(option), **arguments)


def _setting(step: Step[Any], key: str) -> tuple[Any, Any]:
    """Return type and default of a setting."""
    holder: Any = (step.input or RunInput) if key.startswith("input.") else step.settings
    *parents, last = key.removeprefix("input.").split(".")
    for parent in parents:
        holder = next(field.type for field in msgspec.structs.fields(holder) if field.name == parent)
    field = next(field for field in msgspec.structs.fields(holder) if field.name == last)
    default = field.default if field.default is not msgspec.NODEFAULT else None
    return field.type, default


def _click_type(kind: Any) -> dict[str, Any]:
    """Return the arguments of ``click.option`` that check a value of a setting's type.

    Raises:
        TypeError: No option can have this type.
    """
    limits = Meta()
    if get_origin(kind) is Annotated:
        kind, limits = get_args(kind)[:2]
    if kind is str:
        return {}
    if kind is bool:
        return {"is_flag": True, "flag_value": True}
    if kind is int:
        return {"type": click.IntRange(_whole(limits.ge), _whole(limits.le))}
    if kind is float:
        least, most = (limits.ge if limits.gt is None else limits.gt), (limits.le if limits.lt is None else limits.lt)
        if least is None and most is None:
            return {"type": float}
        return {"type": click.FloatRange(least, most, min_open=limits.gt is not None, max_open=limits.lt is not None)}
    if get_origin(kind) is Literal:
        return {"type": click.Choice([str(choice) for choice in get_args(kind)])}
    if get_origin(kind) is tuple and get_args(kind)[0] is str:
        return {"multiple": True, "default": ()}
    if get_origin(kind) is tuple and get_origin(get_args(kind)[0]) is Literal:
        choices = [str(choice) for choice in get_args(get_args(kind)[0])]
        return {"type": click.Choice(choices), "multiple": True, "default": ()}
    raise TypeError(f"no option for a setting of type {kind}; give the Option a function read")


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)
