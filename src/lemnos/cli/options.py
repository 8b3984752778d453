"""Options that several verbs share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


QUIET = "Print nothing unless something is wrong."


def engine_options(command: Command, quiet: str = QUIET) -> Command:
    """Add ``--workers`` and ``--quiet``, which never change the output; ``quiet`` is the help of the latter."""
    command = click.option(
        "--workers",
        type=click.IntRange(1),
        default=None,
        help="Number of processes [default: all cores]. The output does not depend on it.",
    )(command)
    return click.option("--quiet", "-q", is_flag=True, help=quiet)(command)


_MODEL = {
    "model": "llm.model",
    "url": "llm.server.url",
    "max_cost": "llm.budget.max_cost",
    "max_tokens": "llm.budget.max_tokens",
    "max_requests": "llm.budget.max_requests",
}
"""Option → the setting that it sets."""


def model_options(command: Command) -> Command:
    """Add the options about the language model: which, where, and how much it may cost."""
    for option in (
        click.option("--max-requests", type=click.IntRange(0), help="Stop after N answers; the command can resume."),
        click.option("--max-tokens", type=click.IntRange(0), help="Stop before exceeding N tokens, in and out."),
        click.option("--max-cost", type=click.FloatRange(0), help="Stop before exceeding this cost; set llm.budget."),
        click.option("--url", help="Base URL of the model server [default: http://localhost:8000/v1]."),
        click.option(
            "--model", help="Use this model instead of the built-in rules: its name at --url, or a GGUF file."
        ),
    ):
        command = option(command)
    return command


def licence_options(command: Command) -> Command:
    """Add ``--licence`` and ``--exclude-licence``, which select records; see ``lemnos.records.licences``."""
    command = click.option(
        "--exclude-licence",
        multiple=True,
        metavar="SPDX",
        help="Leave out records under this licence; repeatable.",
    )(command)
    return click.option(
        "--licence",
        multiple=True,
        metavar="SPDX",
        help="Only records under this licence; repeatable. `unknown` is one that is not stated. A dialogue has the "
        "licences of all its documents.",
    )(command)


def dry_run_option(command: Command) -> Command:
    """Add ``--dry-run``."""
    text = "Estimate what the run makes and what the model costs; send nothing."
    return click.option("--dry-run", is_flag=True, help=text)(command)


def model_overrides(options: Mapping[str, Any]) -> list[str]:
    """Return the overrides of a recipe that the values of ``model_options`` stand for."""
    import json

    return [f"{key}={json.dumps(options[name])}" for name, key in _MODEL.items() if options.get(name) is not None]
