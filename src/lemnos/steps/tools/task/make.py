"""Makes tasks: an API, a seed -> ``Task`` records, each executed once in a world of its own.

    Api ──▶ targets (operations that a user may want) ──▶ Search (calls) ──▶ words ──▶ Task

Which operations, kinds and names are drawn follows from the seed alone.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import msgspec

from lemnos.steps.tools.naming.nouns import phrase_of
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import GoldCall, Kind, SetupCall, Shape, Task, Turn, task_id
from lemnos.steps.tools.task.finding.search import Search
from lemnos.steps.tools.task.listings import inner
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.phrases import wish_lists, wish_object, wish_verb_reads
from lemnos.steps.tools.task.requests import Clause, clause_of, framed
from lemnos.steps.tools.task.results import (
    MOST_FIELDS,
    answers,
    entity_of,
    listed_in,
    lists_entities,
    shown_fields,
    values_of,
)
from lemnos.steps.tools.task.wording import is_asked, is_told, reads_well, said
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.failures import Fault
from lemnos.steps.tools.world.values.seeds import pick, seed_of

MOST_WISHES = 10
"""Wishes of a session at most, where nothing else is asked."""


class Draft:
    """A task in the making: a search in a world, and what the user says.

    Args:
        api: The API.
        seed: Of all that is drawn.
        world: Seed of the world.
        wishes: Wishes of a session at most, three at least.
    """

    def __init__(self, api: Api, seed: str, world: str, wishes: int = MOST_WISHES) -> None:
        self.api = api
        self.seed = seed
        self.world_seed = world
        self.wishes = wishes
        self.random = Random(seed_of(seed, "task"))
        self.world = LocalWorld(api.compiled, world)
        self.setup: list[SetupCall] = []
        if world not in api.starts:
            api.starts[world] = self.world.state_hash()
        self.start = api.starts[world]
        self.search = Search(api, self.world, self.random)
        self.turns: list[Turn] = []
        self.policy = ""

    @property
    def calls(self) -> list[GoldCall]:
        """The calls found so far."""
        return self.search.calls

    def again(self) -> "Draft":
        """Return an empty draft that draws the same in the same world."""
        return Draft(self.api, self.seed, self.world_seed, self.wishes)

    def prepare(self, tool: str, arguments: Mapping[str, Any]) -> bool:
        """Make a call before the conversation begins; return whether it succeeded."""
        observation = self.world.call(tool, arguments)
        if observation.failed:
            return False
        self.search.as_made = False
        self.setup.append(SetupCall(tool, msgspec.json.encode(arguments).decode()))
        self.start = self.world.state_hash()
        return True

    def reach(self, operation: ApiOperation) -> int | None:
        """Add the calls that lead to one of ``operation``; return its number. See ``Search.reach``."""
        if operation.verb != "opaque":
            return self.search.reach(operation)
        wish = self.api.wish(operation)
        number = self.search.reach(operation, wish) if wish else None
        if number is not None:
            body = self.search.observations[number].body
            told = {value for _, value in self.calls[number].said}
            fresh = [field for field in shown_fields(body) if said(inner(body, tuple(field.split("/")))) not in told]
            reads = wish_verb_reads(wish)
            if (
                (names := listed_in(body))
                and not operation.tool.method
                and wish_lists(wish)
                and phrase_of(names)[-1:] == phrase_of(wish_object(wish))[-1:]
            ):
                fresh = [names]
            elif (
                names
                or wish_lists(wish)
                or (reads and (lists_entities(body) or not answers(fresh)))
                or (reads and not told and not _names(fresh, wish))
            ):
                return None
            fresh = fresh[:MOST_FIELDS]
            if not fresh and (operation.tool.method or wish_verb_reads(wish)):
                return None
            self.calls[number] = msgspec.structs.replace(self.calls[number], fields=tuple(fresh))
        return number

    def reader(self, operation: ApiOperation) -> ApiOperation | None:
        """Return what gets one of the entities that an operation works on; None if nothing does."""
        resource = operation.compiled.operation.claim.resource
        return next(
            (
                each
                for each in self.api.targets
                if each.verb == "get" and each.compiled.operation.claim.resource == resource
            ),
            None,
        )

    def states(self, number: int) -> list[tuple[str, str]]:
        """Return the fields of the entity that a call got, of text that a person may ask for and has not said."""
        entity = entity_of(self.calls[number], self.search.observations[number].body)
        return [
            (field, value)
            for field, value in entity.items()
            if isinstance(value, str)
            and is_asked(field)
            and is_told(field, value)
            and field not in self.search.known.get(number, {})
        ]

    def clause(self, number: int) -> Clause:
        """Return the clause for a call."""
        return clause_of(self.calls[number], self.random)

    def values(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Return the values that an answer on calls must hold."""
        found = [
            value
            for number in numbers
            for value in values_of(self.calls[number], self.search.observations[number].body)
        ]
        return tuple(dict.fromkeys(value for value in found if value))

    def values_asked(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Return the values that an answer on a turn with some calls must hold: not those that only find something."""
        return self.values([number for number in numbers if self.calls[number].purpose != "find"])

    def task(
        self,
        kind: Kind,
        values: Sequence[str],
        *,
        shape: Shape | None = None,
        faults: Sequence[Fault] = (),
        refusal: Sequence[str] = (),
    ) -> Task | None:
        """Return the task; None if something that is said has a gap where a name should stand."""
        if not all(reads_well(turn.says) and reads_well(turn.words) for turn in self.turns):
            return None
        api = self.api
        task = Task(
            id="",
            provider=api.spec.provider,
            api=api.spec.api,
            version=api.spec.version,
            world=self.world.id,
            spec=api.spec.id,
            seed=self.world_seed,
            setup=tuple(self.setup),
            faults=tuple(faults),
            shape=shape or shape_of(self.calls),
            kind=kind,
            policy=self._system(),
            turns=(*map(self._held, self.turns[:-1]), *self.turns[-1:]),
            calls=tuple(self.calls),
            start=self.start,
            end=self.world.state_hash(),
            values=tuple(values),
            refusal=tuple(refusal),
            licence=api.tools[0].licence,
            source=api.tools[0].source.partition("#")[0],
        )
        return msgspec.structs.replace(task, id=task_id(task))

    def _held(self, turn: Turn) -> Turn:
        """Return a turn with the values that its answer must hold; those of the last one are the task's."""
        if turn.values or turn.words or turn.reply != "answer":
            return turn
        return msgspec.structs.replace(turn, values=self.values_asked(turn.calls))

    def _system(self) -> str:
        """Return the system message: the policy, and values of which users do not talk."""
        stated = [f"The {words} is {value}." for words, value in self.search.stated.values()]
        if not stated:
            return self.policy
        if self.policy:
            return "\n".join((self.policy, *(f"- {each}" for each in stated)))
        opening = pick(self.random, ("You are a helpful assistant.", "You help the users of this service.", ""))
        return " ".join((opening, *stated)).strip()


def shape_of(calls: Sequence[GoldCall]) -> Shape:
    """Return how calls hang together."""
    if not calls:
        return "none"
    if len(calls) == 1:
        return "single"
    fed = [{origin.call for origin in call.origins if origin.call >= 0} for call in calls]
    if any(len(each) > 1 for each in fed):
        return "nested"
    return "sequential" if any(fed) else "parallel"


def plain(draft: Draft, operation: ApiOperation) -> Task | None:
    """Return a task of one wish; None if the operation does not lend itself to it."""
    number = draft.reach(operation)
    if number is None:
        return None
    request = framed(draft.clause(number), shape_of(draft.calls), draft.random)
    draft.turns.append(Turn(request, tuple(range(len(draft.calls)))))
    return draft.task("plain", draft.values([number]))


def _names(fields: Sequence[str], wish: str) -> bool:
    """Return whether one of some fields is what a wish asks for: ``creditBalance`` for ``get the credit balance``."""
    wanted = phrase_of(wish_object(wish))[-1:]
    return any(wanted[0] in phrase_of(field.rpartition("/")[2]) for field in fields if wanted)
