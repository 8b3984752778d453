"""Figures of a finished step → ``report.json``, the dataset card, and the summary on the terminal.

The card (``README.md``, with the header that the Hugging Face Hub reads) is the same on every machine. ``report.json``
also says what the run cost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.llm.factory import LEDGER
from lemnos.pipeline.recipe import StepRecipe
from lemnos.pipeline.statistics import costs, rejections
from lemnos.pipeline.step import Card, StageFigures, Step
from lemnos.pipeline.steps import load_step
from lemnos.store.atomic_files import write_bytes
from lemnos.store.record_files import Format
from lemnos.store.run_folder import RunFolder

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10**7, "1M<n<10M"))
_HUB_LICENCES = frozenset(
    (
        "apache-2.0",
        "mit",
        "bsd-3-clause",
        "cc0-1.0",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc-by-nc-4.0",
        "gfdl",
    )
)
"""Licence identifiers of the Hub that inputs have."""
_LICENCES_SHOWN = 20


def write_report(step: StepRecipe, run: RunFolder, inputs: Sequence[str], figures: StageFigures) -> None:
    """Write ``report.json`` and ``README.md`` into the run folder.

    Args:
        step: What was asked for.
        run: The run folder.
        inputs: The inputs as the user wrote them.
        figures: Stage → figures of its shards.
    """
    statistics = step.step.statistics(run, step.settings, figures) | {"rejected": rejections(figures)}
    if step.step.prompts(step.settings):
        statistics["model"] = {"name": step.llm.model}
    part = step.step.card(step.settings, statistics)
    text = card(
        part,
        [name for name in step.step.writes if run.files(name)],
        [Path(name).name for name in inputs],
        statistics["rejected"],
        step,
    )
    write_bytes(run.path / "README.md", text.encode())
    report = statistics | {"cost": costs(figures)}
    ledger = run.path / LEDGER
    if ledger.exists():
        report["model"] |= msgspec.json.decode(ledger.read_bytes())
    write_bytes(run.path / "report.json", msgspec.json.format(msgspec.json.encode(report), indent=2))


def card(
    part: Card,
    folders: Sequence[str],
    inputs: Sequence[str],
    rejected: Mapping[str, Mapping[str, int]],
    step: StepRecipe,
) -> str:
    """Return the text of the dataset card.

    Args:
        part: What the step says.
        folders: Folders of its records, the main one first.
        inputs: Names of the inputs.
        rejected: Stage → rule → number of rejected records.
        step: What was asked for.
    """
    return card_text(part, folders, inputs, rejected, step.format, f"step `{step.step.name}`, seed {step.seed}")


def card_text(
    part: Card,
    folders: Sequence[str],
    inputs: Sequence[str],
    rejected: Mapping[str, Mapping[str, int]],
    format: Format,
    made: str,
) -> str:
    """Return the text of a card; see ``card``. ``made`` says what Lemnos made it with."""
    first, *others = inputs
    name = f"{part.title} from {first}" + (f" and {len(others)} more" if others else "")
    configs = "\n".join(
        f"- config_name: {folder}\n"
        + ("  default: true\n" if not number else "")
        + f"  data_files: {folder}/*.{format}"
        for number, folder in enumerate(folders)
    )
    language = f"language: [{', '.join(map(_quoted, part.languages[:10]))}]\n" if part.languages else ""
    rules = {f"{stage}: {rule}": count for stage, rules in rejected.items() for rule, count in rules.items() if count}
    licences = {licence or "not stated": count for licence, count in part.licences.items()}
    return f"""---
pretty_name: {_quoted(name)}
license: {hub_licence(part.licences)}
{language}size_categories: [{_size(part.records)}]
task_categories: [text-generation]
tags: [{", ".join((*part.tags, "pre-training", "lemnos"))}]
configs:
{configs}
---

# {name}

{part.body.strip()}

## Rejected

Records that could not be used are in `rejected/`, each with the reason and its position in the input.

{table(("stage: rule", "records"), rules.items())}

## Sources and licences

{table(("licence", part.licensed), _largest(licences).items())}

Inputs: {", ".join(f"`{name}`" for name in inputs)}. {part.note}

## How it was made

Made by Lemnos, {made}. Every other setting is in `run.json`, every statistic in
`report.json`.
"""


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a Markdown table: text to the left, everything after the first column to the right.

    Args:
        head: Titles of the columns.
        rows: Cells; whole numbers get thousands separators, other values are written as they are.
    """
    lines = [f"| {' | '.join(head)} |", "|---" + "|---:" * (len(head) - 1) + "|"]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if len(lines) == 2:
        lines.append(f"| none {'| ' * (len(head) - 1)}|")
    return "\n".join(lines)


def summary(run: RunFolder) -> str:
    """Return what a finished run holds, in a few lines."""
    path = run.path
    described = run.description()
    step = load_step(described.step)
    report = read_report(run)
    folders = [name for name in step.writes if run.files(name)]
    head = _joined_summary(report) if "joined" in report else step.summary(report)
    lines = [
        f"{path}: {head[0]}",
        *(f"  {line}" for line in head[1:]),
        "  " + " · ".join([*(f"{name} {path / name}" for name in folders), f"card {path / 'README.md'}"]),
        f"  every statistic: {path / 'report.json'}",
    ]
    rejected = {rule: count for rules in report["rejected"].values() for rule, count in rules.items() if count}
    if rejected:
        listed = ", ".join(f"{rule} {count:,}" for rule, count in rejected.items())
        lines.append(f"  rejected, with reasons in {path / 'rejected'}: {listed}")
    lines += [f"  {line}" for line in unlicensed(step, report)]
    lines.append(f"  look inside: {step.hint.format(run=path)}")
    return "\n".join(lines)


def _joined_summary(report: Mapping[str, Any]) -> list[str]:
    """Return what a joined run holds: one line."""
    records = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in report["records"].items() if count)
    return [f"{records}, joined from {len(report['joined'])} runs"]


def unlicensed(step: Step[Any], report: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line that says how much of a run is under no stated licence and how to state it; nothing if all is."""
    licences = report["licences"] if "joined" in report else step.licences(report)
    missing, count = licences.get("", 0), sum(licences.values())
    if not missing:
        return
    remedy = "state it with --licence SPDX, in a recipe with the setting licence of the input"
    yield f"no licence is stated for {missing:,} of {count:,} {step.licensed}; {remedy}"


def read_report(run: RunFolder) -> dict[str, Any]:
    """Return the content of ``report.json`` of a finished run.

    Raises:
        RunError: The run is not finished.
    """
    run.manifest()
    report: dict[str, Any] = msgspec.json.decode((run.path / "report.json").read_bytes())
    return report


def hub_licence(licences: Mapping[str, int]) -> str:
    """Return the Hub's identifiers where all records share one licence that it knows; else ``other``, ``unknown``."""
    stated = [licence for licence in licences if licence]
    if not stated:
        return "unknown"
    if len(licences) > 1:
        return "other"
    parts = {part.strip().lower() for part in stated[0].split(" AND ")}
    named = sorted(part if part in _HUB_LICENCES else "gfdl" if "gfdl" in part else "other" for part in parts)
    if named == ["other"]:
        return "other"
    return named[0] if len(named) == 1 else f"[{', '.join(named)}]"


def _largest(counts: Mapping[str, int]) -> dict[str, int]:
    rows = list(counts.items())
    rest = sum(count for _, count in rows[_LICENCES_SHOWN:])
    return dict(rows[:_LICENCES_SHOWN]) | ({"others": rest} if rest else {})


def _size(count: int) -> str:
    return next((name for limit, name in _SIZES if count < limit), "n>10M")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cell(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return " ".join(str(value).replace("|", "\\|").split())
