"""The stage ``write``: shards of windows → files of trainers, a folder of the run for each format."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.pipeline.job import WholeTask
from lemnos.records import Split
from lemnos.steps.pack.base import Format
from lemnos.steps.pack.configs import write_configs
from lemnos.steps.pack.fit.shard import RunShard
from lemnos.steps.pack.formats.table import FORMATS, load_format
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.stage import vocabulary_of
from lemnos.store.run_folder import RunFolder

STAGE, FINISH = "write", "index"


class WriteTask(msgspec.Struct, frozen=True):
    """One shard of windows in one format."""

    number: int
    format: str
    shard: int
    split: Split


def chosen_formats(settings: PackSettings) -> list[Format]:
    """Return the formats to write.

    Raises:
        SettingsError: This release does not write one of them.
    """
    for name in settings.formats:
        if name not in FORMATS:
            raise SettingsError(
                f"{name!r} is not written by this release",
                where="pack.formats",
                remedy=f"choose {', '.join(FORMATS) or 'none: formats=[]'}",
            )
    return [load_format(name) for name in dict.fromkeys(settings.formats)]


def write_shard(run: RunFolder, settings: PackSettings, task: WriteTask) -> dict[str, Any]:
    """Write one shard in one format. Returns its figures."""
    shard = RunShard(run, task.shard, task.split, settings.window, vocabulary_of(run), settings.thoughts)
    figures = load_format(task.format).write(shard, run.path / task.format)
    return {"format": task.format, "split": task.split, "shard": task.shard, "written": figures}


def finish_formats(
    run: RunFolder,
    settings: PackSettings,
    formats: Sequence[Format],
    written: Sequence[Mapping[str, Any]],
    task: WholeTask,
) -> dict[str, Any]:
    """Write what a format needs beside its shards, and configurations of trainers. Returns the sums of each format's
    figures, what it left out, and the names of the configurations."""
    del task
    totals = {}
    for format_ in formats:
        own = [figures["written"] for figures in written if figures["format"] == format_.name]
        if format_.finish is not None:
            format_.finish(own, run.path / format_.name)
        left_out: Counter[str] = Counter()
        for figures in own:
            left_out.update(figures.get("left_out", {}))
        totals[format_.name] = {
            "files": sum(len(figures["files"]) for figures in own),
            **{name: sum(figures[name] for figures in own) for name in _summed(own)},
            "left_out": dict(sorted(left_out.items())),
        }
    return {"formats": totals, "configs": write_configs(run, settings, written)}


def _summed(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of figures that are numbers: bytes, rows, tokens."""
    return [name for name, value in figures[0].items() if isinstance(value, int)] if figures else ["bytes"]
