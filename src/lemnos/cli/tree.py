"""The steps of a recipe as a tree, each with its state: what ``lemnos run`` prints."""

from collections.abc import Iterator, Mapping

from lemnos.pipeline.recipe import Recipe, StepRecipe
from lemnos.pipeline.report import read_report
from lemnos.pipeline.run import Status
from lemnos.store.run_folder import RunFolder


def tree(recipe: Recipe, statuses: Mapping[str, Status]) -> Iterator[str]:
    """Yield a line for each step below the last of the steps that it reads, with what it holds or waits for.

    Args:
        recipe: A recipe of named steps.
        statuses: How far each step is.
    """
    children: dict[str, list[StepRecipe]] = {}
    order = {step.name: number for number, step in enumerate(recipe.steps)}
    for step in recipe.steps:
        parent = max(recipe.before(step), key=lambda name: order[name], default="")
        children.setdefault(parent, []).append(step)
    yield str(recipe.out)
    yield from _below(recipe, statuses, children, "", "")


def _below(
    recipe: Recipe, statuses: Mapping[str, Status], children: Mapping[str, list[StepRecipe]], parent: str, indent: str
) -> Iterator[str]:
    steps = children.get(parent, [])
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        yield f"{indent}{'└─ ' if last else '├─ '}{_line(recipe, step, statuses[step.name])}"
        yield from _below(recipe, statuses, children, step.name, indent + ("   " if last else "│  "))


def _line(recipe: Recipe, step: StepRecipe, status: Status) -> str:
    before = recipe.before(step)
    parts = [f"{step.name} ({step.step.name}): {status.state}"]
    if status.state == "done":
        parts.append(step.step.summary(read_report(RunFolder(step.out)))[0])
    elif status.state == "waiting":
        parts.append(f"for {', '.join(before)}")
    elif status.reasons:
        shown = "; ".join(status.reasons[:3])
        more = f" and {len(status.reasons) - 3} more" if len(status.reasons) > 3 else ""
        parts.append(f"rebuilding, because {shown}{more}; the earlier result is kept in {step.out}.previous")
    if len(before) > 1 and status.state != "waiting":
        parts.append(f"from {', '.join(before)}")
    return " · ".join(parts)
