"""The list of steps: adding a step adds one line here."""

import difflib
import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

from lemnos.errors import SettingsError

if TYPE_CHECKING:
    from lemnos.pipeline.step import Step


class StepEntry(NamedTuple):
    """Where a step is, and what it does in a few words. Nothing of it is imported until it is used."""

    path: str
    """Module and class: ``lemnos.steps.talk.step:TalkStep``."""
    help: str
    """What goes in and what comes out."""


STEPS: dict[str, StepEntry] = {
    "talk": StepEntry("lemnos.steps.talk.step:TalkStep", "Turn linked documents into long, grounded dialogues."),
    "tools": StepEntry("lemnos.steps.tools.step:ToolsStep", "Turn API descriptions into tool documents."),
    "play": StepEntry(
        "lemnos.steps.tools.play.step:PlayStep", "Play tasks in worlds of APIs into checked trajectories."
    ),
    "trajectories": StepEntry(
        "lemnos.steps.trajectories.step:TrajectoriesStep", "Bring logs of agents into one form, and check their calls."
    ),
    "retrieve": StepEntry(
        "lemnos.steps.retrieve.step:RetrieveStep", "Find pages in crawls of the web that are like records of runs."
    ),
    "curate": StepEntry(
        "lemnos.steps.curate.step:CurateStep", "Drop records that repeat, leak or are poor; mask secrets; say why."
    ),
    "pack": StepEntry("lemnos.steps.pack.step:PackStep", "Pack records into windows of tokens for trainers."),
    "train": StepEntry("lemnos.steps.train.step:TrainStep", "Train a small language model on packed windows."),
    "evaluate": StepEntry(
        "lemnos.steps.evaluate.step:EvaluateStep", "Measure what models learnt: memory, function calls, base ability."
    ),
    "law": StepEntry("lemnos.steps.law.step:LawStep", "Fit laws of loss by mixture to proxies, find the best mixture."),
}
"""Name → entry, in the order of the pipeline."""


def load_step(name: str) -> "Step[Any]":
    """Return the step of this name.

    Raises:
        SettingsError: There is none.
    """
    if name not in STEPS:
        near = difflib.get_close_matches(name, STEPS, n=1, cutoff=0.4)
        remedy = f"did you mean {near[0]}?" if near else f"choose {', '.join(STEPS)}"
        raise SettingsError(f"no step is called {name!r}", remedy=remedy)
    module, _, attribute = STEPS[name].path.partition(":")
    step: Step[Any] = getattr(importlib.import_module(module), attribute)()
    return step
