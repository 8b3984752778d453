"""A finished run → report.json and the dataset card."""

import msgspec

from lemnos.llm.factory import LEDGER
from lemnos.pipeline.recipe import Recipe
from lemnos.steps.talk.card import card
from lemnos.steps.talk.statistics import cost, statistics
from lemnos.steps.talk.step import TalkFigures
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder


def write_report(run: RunFolder, recipe: Recipe, figures: TalkFigures) -> None:
    """Write ``report.json`` and ``README.md``. The card is the same for any machine; the report tells the cost too."""
    made = statistics(run, recipe.talk, figures)
    write_bytes(run.path / "README.md", card(recipe, made).encode())
    report = made | {"cost": cost(figures)}
    ledger = run.path / LEDGER
    if ledger.exists():
        report["model"] = {"name": recipe.llm.model, **msgspec.json.decode(ledger.read_bytes())}
    write_bytes(run.path / "report.json", msgspec.json.format(msgspec.json.encode(report), indent=2))
