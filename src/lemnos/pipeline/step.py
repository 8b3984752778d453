"""The protocol of a step: what each kind of step declares and does.

A step takes inputs (files of its own kind, or records of finished runs) and writes records into a run folder.
Everything that steps share is written once around this protocol: ``recipe`` reads settings, ``run`` opens inputs,
compares fingerprints and resumes, ``job`` runs stages, ``report`` writes ``report.json``, the card and the summary,
``forecast`` estimates, and ``lemnos.cli`` makes the command. A new step is a folder in ``lemnos.steps`` and one line in
``lemnos.pipeline.steps``.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple

import msgspec

from lemnos.engine.stage import Figures
from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job, Settings
from lemnos.pipeline.source import Source
from lemnos.records import Record
from lemnos.store.run_folder import RunFolder

StageFigures = Mapping[str, Sequence[Figures]]
"""Stage → figures of its shards, in order."""


class Option(NamedTuple):
    """A command-line option that sets one setting. Its type, choices and default are those of the setting."""

    flag: str
    """``--licence``."""
    key: str
    """The setting, dotted: ``input.licence`` for one of every input, else one of the step, ``plan.turns_mean``."""
    help: str
    metavar: str = ""
    read: Callable[[Any], Any] | None = None
    """Text → value, where the setting's type does not say how; raises ``ValueError`` with the correct form."""
    repeats: bool = False
    """Whether it may be given more than once; ``read`` then takes the tuple of all texts."""


class Card(NamedTuple):
    """A step's part of the dataset card."""

    title: str
    """What the records are: ``Dialogues``; the inputs' names follow."""
    tags: Sequence[str]
    """Tags for the Hugging Face Hub."""
    records: int
    """Number of main records, for the Hub's size category."""
    licences: Mapping[str, int]
    """SPDX expression, empty where not stated → number of ``licensed``."""
    licensed: str
    """What the licences are counted over: ``documents``."""
    body: str
    """Markdown: what the records are, statistics, fields."""
    languages: Sequence[str] = ()
    """BCP 47 codes."""
    note: str = ""
    """A sentence below the table of licences."""


class Step(ABC, Generic[Settings]):
    """One kind of step. Instances hold no state; a class attribute without a value must be set."""

    name: ClassVar[str]
    """Its key in a recipe and its verb on the command line."""
    version: ClassVar[int] = 1
    """Part of the fingerprint: raise it when the same settings give other bytes."""
    settings: ClassVar[type[msgspec.Struct]]
    """Its settings: a frozen struct with a default for every field."""
    input: ClassVar[type[msgspec.Struct] | None] = None
    """Settings of one input that is no run: a frozen struct with a field ``path``. None if the step reads runs only."""
    reads: ClassVar[tuple[type[Record], ...]] = ()
    """Record types that it takes from finished runs. Of a run with several kinds of main records it reads all that are
    of these types; of any other, those of the first of these types."""
    writes: ClassVar[Mapping[str, type[Record]]]
    """Folder → record type. The first folder holds the main records."""
    main: ClassVar[tuple[str, ...]] = ()
    """Folders that all hold main records, in a step that writes several kinds side by side; others leave it empty."""
    options: ClassVar[tuple[Option, ...]] = ()
    """Command-line options beside those of all steps."""
    examples: ClassVar[tuple[str, ...]] = ()
    """Commands for ``--help``."""
    aliases: ClassVar[Mapping[str, str]] = {}
    """Deprecated key of a recipe → the key that replaced it, both dotted."""
    objects: ClassVar[frozenset[str]] = frozenset()
    """Settings that a library user may give as an object: a writer or a reward of one's own."""
    paths: ClassVar[tuple[str, ...]] = ()
    """Settings that name files, dotted; in a recipe file they are relative to the file."""
    runs: ClassVar[tuple[str, ...]] = ()
    """Those of ``paths`` that may name a step of the recipe instead: its run folder is meant, and it runs first."""
    model_switch: ClassVar[str] = ""
    """The setting that has a model asked, as ``key=value``; empty for a step that asks none."""
    licensed: ClassVar[str] = "records"
    """What ``licences`` counts: ``documents``."""
    preview: ClassVar[str] = "the first ones"
    """Which items of an input a run with a ``limit`` is made from, for ``--help``."""
    hint: ClassVar[str] = "lemnos show {run}"
    """Command that shows the result."""

    def main_folders(self, run: RunFolder) -> list[str]:
        """Return the folders of main records that a run has; if it has none, the first that it could have."""
        main = self.main or tuple(self.writes)[:1]
        return [name for name in main if run.files(name)] or list(main[:1])

    def preset(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the content of its settings, unchecked, with what presets among them set where nothing is given."""
        return settings

    def open(self, entry: Any) -> Source:
        """Return the source of an input of type ``input``.

        Raises:
            InputError: It cannot be read.
            SettingsError: Its settings contradict its content.
        """
        raise SettingsError(
            f"lemnos {self.name} reads finished runs only", where=str(entry.path), remedy="give a run folder"
        )

    def check(self, settings: Any, llm: LlmSettings) -> str:
        """Return how settings of the step contradict those of the model, and the remedy; empty if they do not."""
        del settings, llm
        return ""

    def prompts(self, settings: Any) -> tuple[str, ...]:
        """Return the names of the prompts that a model is asked with; none if no model is asked."""
        del settings
        return ()

    def identity(self, settings: Any) -> dict[str, Any]:
        """Return what takes the place of settings that name files: fingerprints of the files, by setting.

        Raises:
            InputError: A file does not exist.
        """
        del settings
        return {}

    @abstractmethod
    def run(self, job: Job[Settings]) -> None:
        """Do the work, stage by stage, with ``job.read``, ``job.map`` and ``job.whole``.

        Raises:
            LemnosError: An input is damaged or holds nothing usable; what is finished stays.
            PausedError: The run stopped at a cap or waits for a batch.
            WorkerError: A worker died, or a shard met a bug.
        """

    @abstractmethod
    def statistics(self, run: RunFolder, settings: Settings, figures: StageFigures) -> dict[str, Any]:
        """Return every statistic that depends on the input, the settings and the seed alone."""

    @abstractmethod
    def card(self, settings: Settings, statistics: Mapping[str, Any]) -> Card:
        """Return the step's part of the dataset card."""

    def left_out(self, report: Mapping[str, Any]) -> Mapping[str, int]:
        """Return what left out how many records, from ``report.json``: rules of rejections, and verdicts if they drop
        records."""
        total: Counter[str] = Counter()
        for rules in report["rejected"].values():
            total.update(rules)
        return total

    def remedies(self, settings: Any) -> Mapping[str, str]:
        """Return what the user can change about each rule in ``left_out``, should a run make nothing; a clause."""
        del settings
        return {}

    def licences(self, report: Mapping[str, Any]) -> Mapping[str, int]:
        """Return how many of ``licensed`` are under each licence, from ``report.json``; an empty one is not stated."""
        licences: Mapping[str, int] = report.get("licences", {})
        return licences

    @abstractmethod
    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """Return what a finished run holds, from its ``report.json``, in a line or two. The first stands in the tree
        of a recipe."""

    def forecast(self, job: Job[Settings], sample: int) -> Expected | None:
        """Return what a run would make and ask of a model, scaled up from a sample; None if nothing is known.

        Args:
            job: The job, in a run folder that is deleted afterwards.
            sample: About how many items to try.
        """
        del job, sample
        return None

    def line(self, record: Mapping[str, Any]) -> str:
        """Return a main record as a line of a list: its id first."""
        return str(record.get("id", ""))

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """Print one main record for a person; as JSON unless a step does better.

        Args:
            run: The run that it is of.
            record: The record as a plain dictionary.
            limit: Print only about this many of its parts (turns, say).
        """
        del run, limit
        print(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())
