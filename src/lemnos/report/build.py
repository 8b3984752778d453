"""A finished run → report.json and the dataset card."""

import msgspec

from lemnos.llm.open import LEDGER
from lemnos.recipe import Recipe
from lemnos.report.card import card
from lemnos.report.statistics import cost, statistics
from lemnos.store.files import write_bytes
from lemnos.store.run import RunFolder
from lemnos.talk.pipeline import TalkFigures


def write_report(run: RunFolder, recipe: Recipe, figures: TalkFigures) -> None:
    """Write ``report.json`` and ``README.md``. The card is the same for any machine; the report tells the cost too."""
    made = statistics(run, recipe.talk, figures)
    write_bytes(run.path / "README.md", card(recipe, made).encode())
    report = made | {"cost": cost(figures)}
    ledger = run.path / LEDGER
    if ledger.exists():
        report["model"] = {"name": recipe.llm.model, **msgspec.json.decode(ledger.read_bytes())}
    write_bytes(run.path / "report.json", msgspec.json.format(msgspec.json.encode(report), indent=2))
