"""Lets an object agree with where in its life it is: properties, object -> flags and times that fit its state.

What is ``pending`` has no ``finishedAt``, what is ``archived`` is not ``active``, and ``archivedAt`` is there only if
``archived`` is true. Read once for each schema; agreeing is a few look-ups. Objects without a state or a flag stay as
they are.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.prose import hint_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.semantics.states import (
    STATE_NAMES,
    is_at_rest,
    is_early,
    is_known,
    is_live,
    plain_state,
)
from lemnos.steps.tools.world.values.moments import is_moment

_USE = frozenset("active enabled live online running available activated alive".split())
"""Flags of what is in use."""
_ENDS = frozenset(
    "deleted archived cancelled canceled closed completed failed rejected declined refunded revoked suspended locked "
    "blocked banned disabled paused expired trashed removed draft pending deactivated inactive resolved finished done "
    "voided stopped".split()
)
"""Flags that one state alone has."""
_AFTER_WORK = frozenset(
    "finished completed completion ended closed resolved resolution finish complete stopped closing".split()
)
"""Words of times at which the work on an entity is over."""
_AFTER_EARLY = frozenset(
    "started approved accepted confirmed published shipped delivered paid settled captured processed signed activated "
    "fulfilled sent trained executed launched deployed verified dispatched".split()
)
"""Words of times that no entity has of which the work has not begun."""
_AFTER_OWN = frozenset(
    "deleted deletion archived cancelled canceled cancellation cancelation rejected declined refunded revoked "
    "suspended locked "
    "failed disabled trashed removed deactivated voided banned blocked paused".split()
)
"""Words of times that an entity has only in the state of that name."""
_USED = frozenset(
    "login logged signin signed seen used use accessed access activity active sync synced viewed run visit".split()
)
"""Words of times at which an entity was last used."""
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_FORMS = {"deletion": "deleted", "cancellation": "cancelled", "cancelation": "cancelled", "canceled": "cancelled",
          "completion": "completed", "complete": "completed", "finish": "finished", "resolution": "resolved",
          "closing": "closed", "done": "completed"}  # fmt: skip
"""Words → the state of which they tell."""


_OVER = frozenset("completed finished succeeded success successful done closed resolved ended ok".split())
"""States in which the work on an entity is over and went well."""


class _Flag(NamedTuple):
    name: str
    state: str


class _Time(NamedTuple):
    name: str
    word: str


class Life:
    """What the properties of an object tell of where in its life it is.

    Args:
        properties: The properties of the object.
        required: Names of those that are required.
        root: The schema within which references are resolved.
    """

    def __init__(self, properties: Mapping[str, Schema], required: frozenset[str], root: Schema) -> None:
        self._properties = properties
        self._required = required
        self._root = root
        self.state = state_field(properties, root)
        self.flags = [
            _Flag(name, state)
            for name, schema in properties.items()
            if (state := _flag_state(name)) and "boolean" in types(flat_of(schema, root))
        ]
        times = [name for name in properties if is_moment(name) or _is_written_time(properties[name], root)]
        self.times = [_Time(name, word) for name in times if (word := _time_word(name))]
        self.later = frozenset(name for name in times if _time_word(name) or _is_use(name))
        """Times at which nothing has happened to a new entity yet."""

    @property
    def tells_nothing(self) -> bool:
        """Whether no property depends on another."""
        return not (self.state and (self.flags or self.times)) and not (self.flags and self.times)

    def draw(self, body: dict[str, Any]) -> None:
        """Let a made-up object agree with itself, in place: what has to tell when it was over is over."""
        self.agree(body)
        state = body.get(self.state) if self.state else None
        if not isinstance(state, str) or not is_known(plain_state(state)):
            return
        own = _same(plain_state(state))
        late = [word for name, word in self.times if body.get(name) is not None and _is_ahead(word, own, True, {})]
        if late:
            values = flat_of(self._properties[self.state], self._root).get("enum", ())
            wanted = {_same(late[0]), *_OVER} if late[0] in _AFTER_WORK else {_same(late[0])}
            over = (each for each in values if isinstance(each, str) and _same(plain_state(each)) in wanted)
            body[self.state] = next(over, state)

    def agree(self, body: dict[str, Any], sent: frozenset[str] = frozenset()) -> None:
        """Let the flags and times of an object agree with its state, in place.

        Args:
            body: The object.
            sent: Properties that stay as they are.
        """
        value = body.get(self.state) if self.state else None
        state = _same(plain_state(value)) if isinstance(value, str) else ""
        known = bool(state) and is_known(plain_state(str(value)))
        raised: dict[str, bool] = {}
        for name, flag in self.flags:
            present = body.get(name)
            if not isinstance(present, bool):
                continue
            if name not in sent and known and (wanted := _flag_of(flag, state)) is not None and wanted != present:
                body[name] = present = wanted
            raised[_same(flag)] = present
        for name, word in self.times:
            if name in body and name not in sent and body[name] is not None and _is_ahead(word, state, known, raised):
                self._hide(body, name)

    def reach(self, body: dict[str, Any], state: str, now: Any, sent: frozenset[str] = frozenset()) -> None:
        """Let an object agree with a state that it has just reached, in place.

        Args:
            body: The object.
            state: The state.
            now: Returns the present as a value of a property, None if it holds no time: ``Clock.written``.
            sent: Properties that stay as they are.
        """
        own = _same(plain_state(state))
        for name, word in self.times:
            if _same(word) == own and name not in sent:
                made = now(name, self._properties.get(name, True), self._root)
                if made is not None:
                    body[name] = made
        self.agree(body, sent)

    def begin(self, body: dict[str, Any], sent: frozenset[str]) -> None:
        """Let an object agree with having been created just now, in place: what has not happened yet is not told."""
        for name in self.later:
            if name in body and name not in sent:
                self._hide(body, name)
        for name, flag in self.flags:
            if flag in _ENDS and body.get(name) is True and name not in sent:
                body[name] = False
        self.agree(body, sent)

    def end(self, body: dict[str, Any]) -> None:
        """Let the flags of an object agree with having been deleted just now, in place."""
        told = {flag: name for name, flag in self.flags if isinstance(body.get(name), bool)}
        for flag in told.keys() & _USE:
            body[told[flag]] = False
        if gone := next((told[flag] for flag in ("deleted", "removed", "trashed", "archived") if flag in told), ""):
            body[gone] = True

    def _hide(self, body: dict[str, Any], name: str) -> None:
        if name not in self._required:
            body.pop(name, None)
        elif conforms(None, self._properties[name], self._root):
            body[name] = None


def life_of(properties: Mapping[str, Schema], required: frozenset[str], root: Schema) -> Life | None:
    """Return the life of an object; None if no property of it depends on another. See ``Life``."""
    life = Life(properties, required, root)
    return None if life.tells_nothing else life


def state_field(properties: Mapping[str, Schema], root: Schema) -> str:
    """Return the property of text that tells where in its life an object is; empty if there is none.

    One that is called after something (``paymentState``) tells of that, unless it alone lists states, or other fields
    are called after that too (``projectName``, ``projectNumber``): they are all of the object.
    """
    named = [name for name in properties if (words_of(name) or ("",))[-1] in STATE_NAMES]
    texts = [(name, flat) for name in named if "string" in types(flat := flat_of(properties[name], root))]
    own = next((name for name, _ in texts if normalised(name) in STATE_NAMES), "")
    listed = [name for name, flat in texts if flat.get("enum")]
    if own or len(listed) == 1:
        return own or listed[0]
    first = [words_of(name)[:1] for name in properties]
    return next((name for name, _ in texts if len(words_of(name)) == 2 and first.count(words_of(name)[:1]) > 2), "")


@lru_cache(maxsize=4096)
def _flag_state(name: str) -> str:
    words = words_of(name)
    rest = words[1:] if words[:1] in (("is",), ("has",), ("was",)) else words
    return rest[0] if len(rest) == 1 and rest[0] in _USE | _ENDS else ""


@lru_cache(maxsize=4096)
def _time_word(name: str) -> str:
    told = _AFTER_WORK | _AFTER_EARLY | _AFTER_OWN
    return next((word for word in words_of(name) if word in told), "")


def _is_written_time(schema: Schema, root: Schema) -> bool:
    """Return whether a text is a time by its format, its description or its example."""
    flat = flat_of(schema, root) if isinstance(schema, dict) else {}
    given = flat.get("examples")
    example = given[0] if isinstance(given, list) and given else given
    if flat.get("format") == "date-time" or hint_of(str(flat.get("description", ""))) == "time":
        return True
    return isinstance(example, str) and _WRITTEN.match(example) is not None


def _is_use(name: str) -> bool:
    """Return whether a time is that of the last use: ``lastLoginAt``, ``last_seen``."""
    words = words_of(name)
    return bool(words) and "last" in words and not _USED.isdisjoint(words)


def _same(state: str) -> str:
    return _FORMS.get(state, state)


def _flag_of(flag: str, state: str) -> bool | None:
    """Return what a flag is in a known state; None if the state does not tell."""
    if flag in _USE:
        return True if is_live(state) else False if is_at_rest(state) or state == "draft" else None
    if _same(flag) == state:
        return True
    return False if is_live(state) or is_early(state) or flag in ("deleted", "removed", "trashed", "draft") else None


def _is_ahead(word: str, state: str, known: bool, raised: Mapping[str, bool]) -> bool:
    """Return whether an entity in a state, with such flags, cannot have a time yet."""
    own = _same(word)
    if raised.get(own) is False:
        return True
    if not known:
        return False
    if word in _AFTER_OWN:
        return own != state and raised.get(own) is not True
    return is_early(state) or (word in _AFTER_WORK and is_live(state))
