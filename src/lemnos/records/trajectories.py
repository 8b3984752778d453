"""Defines ``Trajectory``: a conversation in which an assistant calls tools, what it was offered and what was
checked."""

from typing import Literal

import msgspec

from lemnos.records.common import Record, content_id
from lemnos.records.messages import Message


class OfferedTool(msgspec.Struct, frozen=True):
    """A tool as the assistant saw it."""

    name: str
    description: str
    parameters: str
    """JSON text of a JSON Schema of type object, as the source gives it."""
    id: str = ""
    """Id of the ``Tool`` of the registry that it is; empty as long as none is found."""
    origin: Literal["stated", "observed"] = "stated"
    """Whether the source states its schema, or its calls alone show that there is such a tool."""


class Check(msgspec.Struct, frozen=True):
    """One check of a trajectory and its outcome."""

    name: str
    level: int
    """The level that it belongs to, from 1."""
    outcome: Literal["pass", "fail", "unknown"]
    """``unknown`` if what the check compares with is missing, such as the schema of an observed tool."""
    detail: str = ""
    """For a failure or an unknown: where and why, in one sentence. For a pass: what was tolerated."""


class Verification(msgspec.Struct, frozen=True):
    """What was checked: 1 well-formed; 2 calls agree with the schemas of their tools, as offered and as registered; 3
    executed in a world; 4 end state and answer as they should be; 5 judged by a model."""

    level: int = 0
    """The highest level all of whose checks, and those of the levels below it, pass; 0 for none."""
    checks: tuple[Check, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What the source says of how it went; never mixed with our own verification."""

    reward: float | None = None
    success: bool | None = None
    details: str = ""
    """JSON text of what else the source says: scores by name, the reason of the end; empty for nothing."""


class Origin(msgspec.Struct, frozen=True):
    """Where a trajectory comes from, beside file and position."""

    form: str
    """Name of the form in which the source holds it: ``openai_chat``, ``claude_code``."""
    record: str = ""
    """The source's own id of the record or of the session."""
    task: str = ""
    """The source's name of the task, which several trajectories may share."""
    model: str = ""
    """The model that acted, where the source names it."""
    leaf: int = 0
    """Number of this branch among those of a session that branches, from 0."""
    shared: int = 0
    """Number of first messages that an earlier branch of the session has too; these are not trained on again."""


class Execution(msgspec.Struct, frozen=True):
    """In which world a trajectory was executed; all fields are empty for one that was not."""

    world: str = ""
    """Id of the world: a hash of its spec, its seed and the version of the code."""
    spec: str = ""
    seed: str = ""
    code_version: str = ""
    start: str = ""
    """Hash of the state before the first message."""
    end: str = ""
    """Hash of the state after the last one."""


class Masked(msgspec.Struct, frozen=True):
    """How often personal data of one kind was masked."""

    kind: str
    count: int


class BackReference(msgspec.Struct, frozen=True):
    """A message of the user that needs what an earlier turn said or returned."""

    message: int
    """Number of the message."""
    kind: str
    """How it refers: ``pronoun``, ``position``, ``earlier``; see ``lemnos.steps.tools.task.base.Refers``."""
    turns: int
    """Turns of the user since what it refers to was last spoken of or shown, from 1."""


class Trajectory(Record, frozen=True, kw_only=True):
    """A conversation with calls of tools, in the normal form (``lemnos.sources.trajectories.normal``)."""

    id: str
    """The value of ``trajectory_id``."""
    messages: tuple[Message, ...]
    tools: tuple[OfferedTool, ...]
    """The tools offered, in the order of the source; those observed come last."""
    called: tuple[str, ...] = ()
    """Ids of the registered tools that are called, each once, in the order of the first call."""
    ending: Literal["answer", "call", "observation"] = "answer"
    """How it ends: with the assistant's ``answer``; with a ``call`` that the source asks for without running it; after
    an ``observation``, because the run was cut off."""
    verification: Verification = Verification()
    outcome: Outcome = Outcome()
    execution: Execution = Execution()
    """The proof of level 3: it can be replayed."""
    origin: Origin
    repaired: tuple[str, ...] = ()
    """Names of the rules by which the source's messages came into the normal form, sorted."""
    masked: tuple[Masked, ...] = ()
    """Personal data that placeholders stand for, by kind."""
    references: tuple[BackReference, ...] = ()
    """Where the user refers back, as far as this is known: of conversations that were played, not of others."""
    licence: str
    source: str
    """File and position in it."""


def trajectory_id(messages: tuple[Message, ...], tools: tuple[OfferedTool, ...]) -> str:
    """Return the id of a trajectory: a hash of its messages and of the tools as seen, so that two copies of one run
    have the same, whatever file they come from."""
    seen = [(tool.name, tool.description, tool.parameters) for tool in tools if tool.origin == "stated"]
    return content_id("trajectory", msgspec.json.encode((messages, seen)).decode())
