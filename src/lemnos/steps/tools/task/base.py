"""Defines ``Task``: what a user wants in a world, the calls that do it, and what must be true afterwards.

A task is plain data and holds its own proof: world, seed, calls with the origin of each argument, hashes of the state
before and after. ``lemnos.steps.tools.play`` plays it, ``lemnos.steps.tools.ladder`` compares a conversation with it.
"""

from typing import Literal

import msgspec

from lemnos.records import Record, content_id
from lemnos.steps.tools.world.failures import Fault

Shape = Literal["single", "sequential", "parallel", "nested", "branching", "none"]
"""How the calls hang together: one call; each takes values of the one before; calls that need nothing of each other; a
call that takes values of several others; calls that depend on what an observation says; no call."""

Kind = Literal[
    "plain",
    "late",
    "changed_mind",
    "two_things",
    "session",
    "ambiguous",
    "missing_parameter",
    "not_found",
    "error",
    "failed",
    "refused",
    "injected",
    "irrelevant",
    "no_call",
    "function",
]
"""What is special: a parameter given late; a user who changes their mind; two wishes, one after the other; many
wishes that build on each other; a name that fits several; a parameter to ask for; a name that fits nothing; a
failure to recover from; one that lasts; a policy that forbids it; an observation with an instruction; tools that do
not help; nothing to call; one call of a function whose result is not described."""

Purpose = Literal["find", "list", "get", "create", "update", "delete", "action", "do"]
"""What a call is for: ``find`` looks for an entity that the user named; ``do`` is a function without a state."""
READING: tuple[Purpose, ...] = ("find", "list", "get")
"""What calls are for that change nothing."""

Reply = Literal["answer", "ask", "refuse", "missing", "failed", "decline", "talk"]
"""What the assistant says at the end of a turn: the answer; a question back; no, by policy; that nothing has the name;
that a call failed for good; that no tool can do it; something that needs no tool."""

Refers = Literal["", "pronoun", "created", "position", "earlier", "name", "same", "again", "gone", "undo", "fact"]
"""How a turn refers back: not at all; to what the last turn was about (*it*, *its owner*); to what was made (*the
one you just created*); to a place in a list (*the second one*); to what was spoken of two or more turns before;
to what was shown, by its name; to what was just done, for another entity (*the same for …*); to a list that a
change has made stale; to what was deleted (*is it gone?*); to a change that is taken back; to a value that was
told."""

SCOPE = "{scope}"
"""In the words of a turn: what the tools are for that are offered, known once they are drawn."""


class Origin(msgspec.Struct, frozen=True):
    """Where a value of a call comes from."""

    argument: str
    """Name of the argument."""
    origin: Literal["request", "policy", "observation", "tool"]
    """``tool``: the only value that the description of the tool allows."""
    call: int = -1
    """For ``observation``: number of the call whose result holds the value."""
    pointer: str = ""
    """For ``observation``: JSON pointer of the value in that result."""
    label: str = ""
    """For ``observation``: the name of the entity that has the value."""


class GoldCall(msgspec.Struct, frozen=True):
    """A call that a task needs, with the words for it."""

    tool: str
    arguments: str
    """JSON text of an object."""
    stage: int
    """Calls of one stage need nothing of each other and are made together."""
    purpose: Purpose
    noun: str
    """What the entity is called: ``pet``."""
    plural: str
    label: str = ""
    """By which name the user knows the entity."""
    where: str = ""
    """Below what the entity lies, in words: ``in the project Website relaunch``; empty for nothing."""
    verb: str = ""
    """For an action: the word for it; for ``do``: the wish as an imperative clause."""
    origins: tuple[Origin, ...] = ()
    fields: tuple[str, ...] = ()
    """Fields of the result that the user asks for; empty for what there is."""
    outcome: str = ""
    """For ``do``: the field of the result that tells where what was made is, or which id it has; empty for none."""
    details: bool = False
    """Whether the user asks for the details in general, and ``fields`` are those that matter; for ``find``, whether it
    is asked if the entity exists at all."""
    said: tuple[tuple[str, str], ...] = ()
    """(what a field is called, the value in words) for what the user wants to be set."""
    items: str = ""
    """JSON pointer of the list in the result, or of the entity."""
    name_field: str = ""
    """By what the items are told apart, see ``api.name_field_of``; empty if by nothing."""
    later: bool = False
    """Whether the service has only accepted it when it answers, and does it afterwards."""


class Turn(msgspec.Struct, frozen=True):
    """What the user says, and what follows."""

    says: str
    calls: tuple[int, ...] = ()
    """Numbers of the calls made in this turn."""
    reply: Reply = "answer"
    words: str = ""
    """What the reply must say where no observation holds it: a question, a refusal."""
    values: tuple[str, ...] = ()
    """Values that the reply must hold."""
    refers: Refers = ""
    back: int = 0
    """How many turns before what it refers to was last spoken of or shown; 0 if it refers to nothing."""
    about: str = ""
    """Name of the entity that it refers to; empty if that is none."""


class SetupCall(msgspec.Struct, frozen=True):
    """A call made before the conversation begins."""

    tool: str
    arguments: str


class Task(Record, frozen=True, kw_only=True):
    """What a user wants in a world, and how it is done."""

    id: str
    provider: str
    api: str
    version: str
    world: str
    """Id of the world: spec, seed and version of the code."""
    spec: str
    seed: str
    setup: tuple[SetupCall, ...] = ()
    faults: tuple[Fault, ...] = ()
    shape: Shape
    kind: Kind
    policy: str = ""
    """What the system message says; empty for none."""
    turns: tuple[Turn, ...]
    calls: tuple[GoldCall, ...]
    start: str
    """Hash of the state before the first message."""
    end: str
    values: tuple[str, ...] = ()
    """Values that the last answer must hold."""
    refusal: tuple[str, ...] = ()
    """Words of which a refusal must hold all."""
    renamed: tuple[tuple[str, str], ...] = ()
    """(name under which a tool is offered, its name), where these differ."""
    masked: bool = False
    """Whether the tools are offered without their descriptions."""
    licence: str = ""
    source: str = ""

    @property
    def changes(self) -> bool:
        """Whether doing the task changes the state."""
        return self.start != self.end

    @property
    def lasting(self) -> tuple[Fault, ...]:
        """The faults that every call of their tool meets."""
        return tuple(fault for fault in self.faults if not fault.passes)


def task_id(task: Task) -> str:
    """Return the id of a task: a hash of all else that it holds."""
    return content_id("task", msgspec.json.encode(msgspec.structs.replace(task, id="")).decode())
