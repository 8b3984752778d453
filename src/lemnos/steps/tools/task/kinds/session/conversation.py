"""Holds a session in the making: what was said, what it is about, and how the next turn can refer to it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.naming.noun_phrases import is_person, number_in, the
from lemnos.steps.tools.task.base import GoldCall, Reply, Turn
from lemnos.steps.tools.task.kinds.session.calls import Onward, Prepared
from lemnos.steps.tools.task.kinds.session.memory import Entity, Memory
from lemnos.steps.tools.task.kinds.session.words import Ref, Voice, lead_to, lead_to_only, ordinal
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.requests import thing
from lemnos.steps.tools.task.results import contradicts
from lemnos.steps.tools.world.values.seeds import pick

MOST_CALLS = 22
_READING = ("get", "list", "search")
_BLANK = GoldCall(tool="", arguments="{}", stage=0, purpose="get", noun="", plural="")
_EARLIER = 2
"""Turns after which people say which one they go back to."""
_NAMING = 0.3
"""Share of references by name where there are others."""
_ANONYMOUS = 0.4
"""Share of references to the only thing of its kind that was spoken of which do without its name."""
_RECENT = 2
"""Turns within which people speak of what was created as the new one."""


class BrokenError(Exception):
    """The world was changed by a call that no turn can use, so the session cannot be kept."""


class Done(NamedTuple):
    """What the last turn asked for, so that the same can be asked for another entity."""

    operation: ApiOperation
    entity: Entity
    fields: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


class Change(NamedTuple):
    """A change that can be taken back."""

    operation: ApiOperation
    entity: Entity
    number: int
    old: tuple[tuple[str, str, Any, int, str], ...] = ()
    """For each argument that was set: its name, the field, the value before, and the call and pointer that show it."""


class Session:
    """A conversation in the making.

    Args:
        draft: Holds its turns and its world.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.random = draft.random
        self.voice = Voice(draft.random)
        self.api = draft.api
        self.search = Onward(draft.api, draft.world, draft.random)
        self.search.most = MOST_CALLS
        draft.search = self.search
        self.memory = Memory(self.search)
        self.focus: Entity | None = None
        """What the last turn was about."""
        self.last: Done | None = None
        self.undoable: Change | None = None
        self.deleted: Entity | None = None
        """What the last turn deleted."""
        self.wishes = 0
        self.thanks = 0
        self.asked: Counter[str] = Counter()
        """Field, or ``details`` → turns that asked for it."""
        self.wished: set[tuple[str, ...]] = set()
        """Wishes so far: what is asked, and of what."""
        self.forbidden: tuple[str, str] = ("", "")
        """(verb, noun) of what the policy forbids."""

    @property
    def now(self) -> int:
        """The number of the turn that comes next."""
        return len(self.draft.turns)

    def say(
        self,
        says: str,
        before: int,
        *,
        ref: Ref | None = None,
        about: Entity | None = None,
        reply: Reply = "answer",
        words: str = "",
        values: Sequence[str] | None = None,
    ) -> None:
        """Add a turn with the calls made for it.

        Args:
            says: What the user says.
            before: How many calls there were before.
            ref: How it refers back; None if it does not.
            about: What it refers to.
            reply: What the assistant does.
            words: What the assistant says, where the calls do not tell.
            values: What the reply must hold; None for what the calls returned of what is asked.
        """
        numbers = tuple(range(before, len(self.search.calls)))
        if values is None:
            values = self.draft.values_asked(numbers)
        name = (number_in(about.name) or about.name) if about is not None else ""
        held = [*values, *((name,) if name and name not in values else ())]
        self.draft.turns.append(
            Turn(
                says,
                numbers,
                reply,
                words,
                values=tuple(held),
                refers=ref.kind if ref is not None else "",
                back=ref.back if ref is not None else 0,
                about=the(about.noun, about.name) if about is not None else "",
            )
        )

    def turn_over(self, focus: Entity | None, *, last: Done | None = None, undoable: Change | None = None) -> None:
        """Note what the turn was about that was just added."""
        self.wishes += 1
        self.focus = focus
        if focus is not None:
            focus.turn, focus.subject = self.now - 1, True
        self.last, self.undoable, self.deleted = last, undoable, None

    def operations(self, verb: str, resource: str) -> Iterator[ApiOperation]:
        """Yield the operations of a verb on a resource that users may want."""
        for each in self.api.targets:
            if each.verb == verb and each.compiled.operation.claim.resource == resource:
                yield each

    def below(self, verb: str, resource: str) -> Iterator[ApiOperation]:
        """Yield the operations of a verb on what lies directly below a resource."""
        for each in self.api.targets:
            parents = each.compiled.operation.parents
            own = each.compiled.operation.claim.resource
            if each.verb == verb and parents and parents[-1].resource == resource and own != resource:
                yield each

    def prepared(self, operation: ApiOperation, entity: Entity) -> Prepared | None:
        """Return the arguments of a call on an entity; None if more has to be looked up."""
        given = self.memory.given(operation, entity)
        if given is None:
            return None
        own = operation.compiled.operation
        if own.claim.resource != entity.resource or operation.verb in ("list", "create"):
            return self.search.prepared(operation, given, None, "")
        found = entity.found._replace(name=entity.name)
        return self.search.prepared(operation, given, found, entity.name)

    def note(self, before: int) -> Entity | None:
        """Take in the calls of the turn that was just added, from a number on; return the entity of the last.

        Raises:
            BrokenError: A result shows another state than the action leads to, or not what was made.
        """
        entity = None
        for number in range(before, len(self.search.calls)):
            call = self.search.calls[number]
            if call.purpose == "action" and contradicts(
                call.verb, self.search.observations[number].body, strictly=True
            ):
                raise BrokenError
            entity = self.memory.note(number, self.now - 1)
            if call.purpose == "create" and entity is None:
                raise BrokenError  # so nothing says by what it is known
            if entity is not None and call.purpose not in ("get", "list"):
                # what a list shows of it is out of date, so that no search takes it from there
                self.search.named |= {(entity.noun, entity.name), (entity.noun, entity.found.name)}
        return entity

    def reached(self, operation: ApiOperation) -> int | None:
        """Add the calls that lead to one of an operation, with nothing that the conversation holds; return its number.

        Raises:
            BrokenError: A call changed the world, and comes to nothing.
        """
        mark = self.search.mark()
        number = self.draft.reach(operation)
        if number is not None:
            return number
        if any(self.api.operations[each.tool].verb not in _READING for each in self.search.calls[mark.calls :]):
            raise BrokenError
        self.search.back_to(mark)
        return None

    def references(self, entity: Entity) -> list[Ref]:
        """Return the ways in which the next turn can refer to an entity, the likeliest first."""
        noun, back = entity.noun, max(1, self.now - entity.turn)
        ways: list[Ref] = []
        if entity is self.focus:
            np = f"this {noun}" if is_person(noun) else pick(self.random, ("it", "it", f"this {noun}"))
            ways.append(Ref("pronoun", noun, np, back=back))
        if entity.made >= 0 and self.now - entity.made <= _RECENT and self._only_new(entity):
            np = pick(
                self.random,
                (
                    f"the {noun} you just created",
                    f"the new {noun}",
                    "the one you just created",
                    f"the {noun} you just added",
                ),
            )
            if "one" not in np.split(" ")[:2] or self.now - entity.made == 1:
                ways.append(Ref("created", noun, np, back=self.now - entity.made))
        listing = self.memory.listing(entity.resource)
        if listing is not None and listing.shown and not listing.stale and entity in listing.entities:
            word = ordinal(listing.entities.index(entity), len(listing.entities), self.random)
            if word:
                last = self.now - listing.turn == 1
                np = (
                    f"the {word} one"
                    if last
                    else pick(
                        self.random,
                        (
                            f"the {word} {noun} in the list",
                            f"the {word} {noun} you listed",
                            f"the {word} {noun} of that list",
                        ),
                    )
                )
                ways.append(Ref("position", noun, np, back=self.now - listing.turn))
        if entity is not self.focus and entity.subject and back >= _EARLIER:
            np = f"this {noun}" if is_person(noun) else "it"
            ways.append(Ref("earlier", noun, np, self._lead(entity), back))
        if entity is not self.focus and not number_in(entity.name) and (not ways or self.random.random() < _NAMING):
            ways.append(Ref("name", noun, self._named(entity), back=back))
        return ways

    def known_by(self, before: int) -> Entity | None:
        """Return an entity whose id the calls from a number on take from an earlier one; None if they take none."""
        labels = {
            origin.label
            for call in self.search.calls[before:]
            for origin in call.origins
            if origin.origin == "observation" and origin.call < before
        }
        return next((each for each in self.memory if each.name in labels), None)

    def another(self, others: Sequence[Entity]) -> tuple[Entity, Ref] | None:
        """Return one of some entities, by its place in a list or its name; None if there is no such way to it."""
        if not others:
            return None
        entity = pick(self.random, others)
        ways = [way for way in self.references(entity) if way.kind in ("position", "name")]
        return (entity, pick(self.random, ways)) if ways else None

    def reference(self, entity: Entity) -> Ref | None:
        """Return one of the ways to refer to an entity; None if there is none."""
        ways = self.references(entity)
        return pick(self.random, ways) if ways else None

    def wish_is_new(self, *wish: str) -> bool:
        """Return whether a wish was not made before."""
        return wish not in self.wished

    def forbids(self, verb: str, noun: str) -> bool:
        """Return whether the policy forbids something."""
        return self.forbidden == (verb, noun)

    def _only_new(self, entity: Entity) -> bool:
        return all(each is entity or each.made < entity.made for each in self.memory.ever(entity.noun))

    def _lead(self, entity: Entity) -> str:
        others = any(each.subject and each is not entity for each in self.memory.ever(entity.noun))
        if not others and self.random.random() < _ANONYMOUS:
            return lead_to_only(entity.noun, self.voice)
        return lead_to(self._named(entity), self.voice)

    def _named(self, entity: Entity) -> str:
        call = msgspec.structs.replace(_BLANK, noun=entity.noun, label=entity.name)
        return thing(call, self.random, where=False)
