"""The step ``law``: finished runs of ``train``, and of ``evaluate`` → laws of loss by mixture, and the best mixture.

runs   the mixture and the losses of each proxy, as a table   one task
fit    laws, their errors, the best mixture                    one task
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.job import Job
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import CurvePoint, ItemScore
from lemnos.steps.law.card import card, lines_of
from lemnos.steps.law.fit import STAGE as FIT
from lemnos.steps.law.fit import fit
from lemnos.steps.law.runs import STAGE as RUNS
from lemnos.steps.law.runs import ProxyRun, finished_runs, write_table
from lemnos.steps.law.settings import LawSettings
from lemnos.store.run_folder import RunFolder


class LawStep(Step[LawSettings]):
    """Fit laws of loss by mixture to trained proxies, and seek the best mixture.

    INPUT is a finished run of train, one for each proxy: its mixture is what it read of each of its inputs, its
    losses are those on their validation windows, and on the suites of a finished run of evaluate, if one is given.
    Why a law or a mixture is not to be trusted is said, and is no error.
    """

    name = "law"
    settings = LawSettings
    reads = (CurvePoint, ItemScore)
    writes: ClassVar = {"proxies": ProxyRun}
    options = (Option("--choose", "choose", "Take this law, whatever its error."),)
    examples = (
        "lemnos law runs/proxy-1 runs/proxy-2 runs/proxy-3 runs/proxy-4 runs/proxy-5 --out runs/law",
        "lemnos law runs/proxy-* runs/scores --set law.most.tools=0.3 --out runs/law",
        "lemnos mix search runs/law/runs.csv --weight prose=1",
    )
    licensed = "proxies"

    def check(self, settings: LawSettings, llm: LlmSettings) -> str:
        """See ``Step.check``."""
        del llm
        if settings.choose and settings.laws and settings.choose not in settings.laws:
            return f"law.choose={settings.choose} is not among law.laws; add it"
        return ""

    def run(self, job: Job[LawSettings]) -> None:
        """See ``Step.run``."""
        from importlib.util import find_spec

        for name in ("scipy", *(["lightgbm"] if "lightgbm" in (*job.settings.laws, job.settings.choose) else [])):
            if find_spec(name) is None:
                raise SettingsError(
                    f"law needs the package {name}, which is not installed", remedy="run: pip install 'lemnos[mix]'"
                )
        trained, evaluated = finished_runs(job.inputs)
        table = job.whole(
            RUNS,
            partial(write_table, job.run, trained, evaluated),
            lambda done: f"{done[0]['proxies']:,} proxies, {len(done[0]['losses']):,} losses",
        )
        job.whole(
            FIT,
            partial(fit, job.run, job.settings, job.seed, len(table["sources"])),
            lambda done: done[0]["law"] or "no law",
        )

    def statistics(self, run: RunFolder, settings: LawSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        (table,), (fitted,) = figures[RUNS], figures[FIT]
        found = {**table, **fitted}
        return {name: value for name, value in found.items() if name not in ("cost", "seconds")}

    def card(self, settings: LawSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        del settings
        return card(statistics)

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        return lines_of(report)

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: the proxy, its mixture and its losses."""
        mixture = " ".join(f"{each['name']} {each['value']:.2f}" for each in record["ratios"])
        losses = " ".join(f"{each['name']} {each['value']:.4f}" for each in record["losses"])
        return f"{record['id']}  {mixture}  {losses}"
