"""Whether a step made anything: a run without a single main record is an error that says why, and what to change.

Counts of what was left out, by rule → one line, the largest count first, with the remedies of the rules that have one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import EmptyError
from lemnos.pipeline.recipe import StepRecipe
from lemnos.store.record_files import count_rows
from lemnos.store.run_folder import RunFolder

_MOST_REMEDIES = 2
_MOST_RULES = 8


def nothing_made(
    what: str,
    where: str,
    left_out: dict[str, int],
    remedies: Mapping[str, str],
    run: Path,
    otherwise: str,
    first: str = "",
) -> EmptyError:
    """Return the error of a step that made nothing.

    Args:
        what: What is missing: ``no dialogue was made``.
        where: The inputs, or the run folder.
        left_out: Rule → how many records it left out, in the order of the stages.
        remedies: Rule → what the user can change.
        run: The run folder, whose ``rejected/`` holds the reasons.
        otherwise: The remedy if no rule that left something out has one.
        first: Position and reason of the first record that was left out, where they are at hand.
    """
    later_first = [(rule, count) for rule, count in reversed(left_out.items()) if count]
    ranked = sorted(later_first, key=lambda item: -item[1])
    listed = ", ".join(f"{rule} {count:,}" for rule, count in ranked[:_MOST_RULES])
    listed += f" and {len(ranked) - _MOST_RULES} more rules" if len(ranked) > _MOST_RULES else ""
    found = list(dict.fromkeys(remedies[rule] for rule, _ in ranked if rule in remedies))[:_MOST_REMEDIES]
    reasons = f" (each with its reason in {run / 'rejected'})" if (run / "rejected").is_dir() else ""
    because = f"; left out: {listed}{', first ' if first else ''}{first}{reasons}" if listed else ""
    change = ", or ".join(found) or otherwise
    return EmptyError(what + because, where=where, remedy=f"{change}; then choose another --out or delete {run}")


def check_made(step: StepRecipe, run: RunFolder) -> None:
    """Raise an error if a step whose report is written made no main record.

    Raises:
        EmptyError: It made none.
    """
    main, *others = step.step.main_folders(run)
    if any(count_rows(path) for name in (main, *others) for path in run.files(name)):
        return
    report: dict[str, Any] = msgspec.json.decode((run.path / "report.json").read_bytes())
    noun = "record" if step.step.main else main.replace("_", " ").removesuffix("s")
    raise nothing_made(
        f"no {noun} was made",
        str(run.path),
        dict(step.step.left_out(report)),
        step.step.remedies(step.settings),
        run.path,
        "give inputs that hold more",
    )
