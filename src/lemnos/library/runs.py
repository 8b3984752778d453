"""A finished run: its records, its report and card, and the evidence of a record."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lemnos.errors import RunError
from lemnos.library.records import Records
from lemnos.pipeline.join import join_runs
from lemnos.pipeline.report import read_report, summary
from lemnos.pipeline.steps import load_step
from lemnos.records import Dialogue, Document, Record, Tool, ToolDocument, Turn
from lemnos.store.record_files import Format
from lemnos.store.run_folder import RunFolder, existing_run


class Passage(NamedTuple):
    """A span of a document."""

    document: Document
    start: int
    """Offset of its first code point in ``document.text``."""
    end: int
    section: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.document.text[self.start : self.end]


class GroundedTurn(NamedTuple):
    """One turn of a dialogue with the passages that its answer quotes."""

    turn: Turn
    user: str
    assistant: str
    passages: tuple[Passage, ...]
    """Empty where the documents do not say."""


class Run:
    """A finished run folder. Each folder of records is an attribute: ``run.dialogues``, ``run.tool_documents``."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._manifest = folder.manifest()
        self._writes = load_step(self._manifest.step).writes if self._manifest.step else {}
        self._main = load_step(self._manifest.step).main_folders(folder)[0] if self._manifest.step else ""
        if not self._writes:
            raise RunError(
                f"was made by Lemnos {self._manifest.lemnos}, which does not say what its records are",
                where=str(folder.path),
                remedy="rerun the command that made it, or read its Parquet files",
            )

    @property
    def path(self) -> Path:
        """The run folder."""
        return self._folder.path

    @property
    def step(self) -> str:
        """Name of the step that made it."""
        return self._manifest.step

    @property
    def settings(self) -> dict[str, Any]:
        """Everything that decided the output, plain."""
        return self._folder.description().settings

    @property
    def report(self) -> dict[str, Any]:
        """The content of ``report.json``: every statistic, and what the run cost."""
        return read_report(self._folder)

    @property
    def card(self) -> str:
        """The dataset card, Markdown."""
        return (self.path / "README.md").read_text(encoding="utf-8")

    @property
    def folders(self) -> list[str]:
        """Folders of records, the main one first."""
        return [name for name in self._writes if self._folder.files(name)]

    def records(self, folder: str = "") -> Records[Any]:
        """Return the records of a folder; of the main one if ``folder`` is empty.

        Raises:
            RunError: The run has no such folder.
        """
        folder = folder or self._main
        if folder not in self._writes:
            raise RunError(f"has no {folder}", where=str(self.path), remedy=f"it has {', '.join(self.folders)}")
        return Records(self._folder, folder, self._writes[folder])

    def __getattr__(self, folder: str) -> Records[Any]:
        if folder.startswith("_") or folder not in self._writes:
            raise AttributeError(f"{folder!r}; this run has {', '.join(self.folders)}")
        return self.records(folder)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.folders]

    def __repr__(self) -> str:
        return summary(self._folder)

    def get(self, identifier: str) -> Record:
        """Return the first main record whose id begins with ``identifier``.

        Raises:
            RunError: There is none.
        """
        record: Record = self.records().get(identifier)
        return record

    def tool(self, document: ToolDocument) -> Tool:
        """Return the tool that a document describes.

        Raises:
            RunError: The document is not of this run.
        """
        tool: Tool = self.records("tools").get(document.tool)
        return tool

    def evidence(self, record: Dialogue) -> list[GroundedTurn]:
        """Return the turns of a dialogue, each with the passages that its answer quotes.

        Raises:
            RunError: The dialogue is not of this run.
        """
        wanted = {evidence.document for turn in record.turns for evidence in turn.evidence}
        documents: dict[str, Document] = self.records("documents").get_many(wanted)
        if missing := wanted - documents.keys():
            raise RunError(f"has no document {min(missing)}", where=str(self.path), remedy="open the run of the record")
        return [
            GroundedTurn(
                turn,
                record.messages[2 * number].content,
                record.messages[2 * number + 1].content,
                tuple(
                    Passage(documents[evidence.document], evidence.start, evidence.end, evidence.section)
                    for evidence in turn.evidence
                ),
            )
            for number, turn in enumerate(record.turns)
        ]


def join(
    runs: Sequence[str | Path | Run],
    *,
    out: str | Path,
    licence: Collection[str] = (),
    exclude_licence: Collection[str] = (),
    format: Format | None = None,
) -> Run:
    """Join finished runs of one step into a new one; see ``lemnos.pipeline.join.join_runs``.

    Raises:
        LemnosError: A run or ``out`` cannot be used, or no record is left.
    """
    paths = [run.path if isinstance(run, Run) else Path(run) for run in runs]
    return Run(join_runs(paths, Path(out), licence=licence, exclude_licence=exclude_licence, format=format))


def open_run(path: str | Path) -> Run:
    """Return the finished run at ``path``.

    Raises:
        RunError: There is none, or it is not finished.
    """
    return Run(existing_run(Path(path)))
