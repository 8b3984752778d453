"""Lemnos forges pre-training corpora that teach a model to hold a long conversation and to use tools.

    documents, API descriptions, logs ──▶ talk, tools, play, trajectories, curate, pack ──▶ Run ──▶ run.dialogues, …

Run steps
    talk, tools, play, trajectories, retrieve, curate, pack, train, evaluate, law
                      one step on files, finished runs, records or sources of your own
    run               the steps of a recipe
Read runs
    join              several runs of one step as one
    open_run          Run: records, report, card; Records: iterate, filter, Arrow, pandas, polars, datasets
    Passage           a span of a document that an answer quotes
Records
    Document (Paragraph, Link, document_id), Dialogue (Turn, Evidence), Tool, ToolDocument, Rejected, Verdict
Bring your own
    Source, Page      an input; Writer and UserTurn, user turns; Reward, the ranking of answers
    Engine, Progress  where work runs (LocalEngine), and how it is shown
Errors
    LemnosError       and its kinds: InputError (EmptyError), SettingsError, RunError, ServerError, PausedError

Names are imported when they are used: ``import lemnos`` costs a few milliseconds.
"""

import importlib
from functools import partial
from typing import TYPE_CHECKING, Any

from lemnos.version import VERSION

if TYPE_CHECKING:
    from lemnos.engine.base import Engine
    from lemnos.engine.local import LocalEngine
    from lemnos.engine.progress import Progress
    from lemnos.errors import (
        EmptyError,
        InputError,
        LemnosError,
        PausedError,
        RunError,
        ServerError,
        SettingsError,
        WorkerError,
    )
    from lemnos.library.records import Records
    from lemnos.library.runs import GroundedTurn, Passage, Run, join, open_run
    from lemnos.library.steps import (
        curate,
        evaluate,
        law,
        pack,
        play,
        retrieve,
        run,
        run_step,
        talk,
        tools,
        train,
        trajectories,
    )
    from lemnos.pipeline.source import Source
    from lemnos.records import (
        Dialogue,
        Document,
        Evidence,
        Link,
        Paragraph,
        Rejected,
        Tool,
        ToolDocument,
        Turn,
        Verdict,
        document_id,
    )
    from lemnos.sources.documents.base import Page, Redirect
    from lemnos.steps.talk.reward.base import Reward
    from lemnos.steps.talk.write.base import UserTurn, Writer

__version__ = VERSION

_MODULES = {
    "lemnos.engine.base": ("Engine",),
    "lemnos.engine.local": ("LocalEngine",),
    "lemnos.engine.progress": ("Progress",),
    "lemnos.errors": (
        "EmptyError",
        "InputError",
        "LemnosError",
        "PausedError",
        "RunError",
        "ServerError",
        "SettingsError",
        "WorkerError",
    ),
    "lemnos.library.records": ("Records",),
    "lemnos.library.runs": ("GroundedTurn", "Passage", "Run", "join", "open_run"),
    "lemnos.library.steps": (
        "curate",
        "evaluate",
        "law",
        "pack",
        "play",
        "retrieve",
        "run",
        "run_step",
        "talk",
        "tools",
        "train",
        "trajectories",
    ),
    "lemnos.pipeline.source": ("Source",),
    "lemnos.records": (
        "Dialogue",
        "Document",
        "Evidence",
        "Link",
        "Paragraph",
        "Rejected",
        "Tool",
        "ToolDocument",
        "Turn",
        "Verdict",
        "document_id",
    ),
    "lemnos.sources.documents.base": ("Page", "Redirect"),
    "lemnos.steps.talk.reward.base": ("Reward",),
    "lemnos.steps.talk.write.base": ("UserTurn", "Writer"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Dialogue",
    "Document",
    "EmptyError",
    "Engine",
    "Evidence",
    "GroundedTurn",
    "InputError",
    "LemnosError",
    "Link",
    "LocalEngine",
    "Page",
    "Paragraph",
    "Passage",
    "PausedError",
    "Progress",
    "Records",
    "Redirect",
    "Rejected",
    "Reward",
    "Run",
    "RunError",
    "ServerError",
    "SettingsError",
    "Source",
    "Tool",
    "ToolDocument",
    "Turn",
    "UserTurn",
    "Verdict",
    "WorkerError",
    "Writer",
    "__version__",
    "curate",
    "document_id",
    "evaluate",
    "join",
    "law",
    "open_run",
    "pack",
    "play",
    "retrieve",
    "run",
    "run_step",
    "talk",
    "tools",
    "train",
    "trajectories",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is used; a step without a function of its own gets one."""
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    from lemnos.pipeline.steps import STEPS

    if name in STEPS:
        from lemnos.library.steps import run_step

        return partial(run_step, name)
    raise AttributeError(f"module 'lemnos' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
