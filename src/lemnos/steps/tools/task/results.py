"""Reads results for people: what a call returned -> names, the entity, values that a user must be told, its text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import number_in
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.listings import at, inner, is_plain, label_of
from lemnos.steps.tools.task.wording import field_words, is_asked, is_shown, said, state_words, stated
from lemnos.steps.tools.world.agreement.parts import denied
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.semantics.states import STATE_NAMES, state_after, states_after

AMOUNTS = frozenset("price cost amount total balance fee budget salary discount tax".split())
"""Last words of fields that hold an amount of money."""
_CURRENCIES = frozenset("currency currencycode pricecurrency".split())
MOST_NAMED = 10
"""Items of a list that an answer names; nobody wants to be told a longer one."""
_PAST = {
    "send": "sent",
    "run": "run",
    "set": "set",
    "reset": "reset",
    "pay": "paid",
    "hold": "put on hold",
    "ship": "shipped",
    "stop": "stopped",
    "pin": "pinned",
    "unpin": "unpinned",
    "ban": "banned",
    "cancel": "cancelled",
    "submit": "submitted",
    "commit": "committed",
    "permit": "permitted",
    "wrap": "wrapped",
    "map": "mapped",
    "refer": "referred",
    "void": "voided",
    "deny": "denied",
    "verify": "verified",
    "copy": "copied",
    "share": "shared",
    "undo": "undone",
    "put": "put",
    "leave": "left",
    "bind": "bound",
    "unbind": "unbound",
    "scan": "scanned",
    "star": "starred",
    "unstar": "unstarred",
    "begin": "begun",
    "retry": "retried",
    "notify": "notified",
    "build": "built",
    "rebuild": "rebuilt",
    "make": "made",
    "find": "found",
    "buy": "bought",
    "sell": "sold",
    "get": "got",
    "give": "given",
    "take": "taken",
    "write": "written",
    "rewrite": "rewritten",
    "draw": "drawn",
    "show": "shown",
    "hide": "hidden",
    "read": "read",
    "split": "split",
    "plot": "plotted",
    "crop": "cropped",
    "drop": "dropped",
    "swap": "swapped",
    "flag": "flagged",
    "log": "logged",
    "tag": "tagged",
    "untag": "untagged",
    "plan": "planned",
    "trim": "trimmed",
    "redo": "redone",
    "transfer": "transferred",
    "skip": "skipped",
    "format": "formatted",
    "trigger": "triggered",
    "unlink": "unlinked",
}


MOST_FIELDS = 6
"""Fields that an answer on a function tells at most."""
_OUTCOMES = frozenset("message status state title description reason note notes comment name label".split())
"""Fields that say how a call went, or of what, and nothing that was asked for."""
_COUNTS = frozenset("count total limit page pages offset size number length index".split())


_TOTALS = frozenset(
    "count total sum totalcount totalresults totalitems totalrecords totalelements totalsize totalrows resultcount "
    "recordcount itemcount rowcount numresults numberofresults nbhits hits found matches".split()
)


def miscounted(body: Any, count: int, depth: int = 3) -> bool:
    """Return whether a result states another number of items than its list has, so that neither can be told.

    >>> miscounted({"teams": [{}, {}], "total": 69}, 2), miscounted({"teams": [{}, {}], "meta": {"total": 2}}, 2)
    (True, False)
    """
    if isinstance(body, list):
        body = body[0] if body else None  # each page of some lists is an item that holds its own totals
        return (
            depth == 3
            and isinstance(body, dict)
            and any(
                miscounted(body[name], count, 2)
                for name in body
                if normalised(name) in ("meta", "pagination", "paging")
            )
        )
    if not isinstance(body, dict) or not depth:
        return False
    for name, value in body.items():
        if isinstance(value, dict):
            if miscounted(value, count, depth - 1):
                return True
        elif normalised(name) in _TOTALS and isinstance(value, int | float) and value != count:
            return True
    return False


def took(given: Mapping[str, Any], body: Any) -> bool:
    """Return whether what a change returned agrees with the values that it was given.

    Only the shallowest fields of a name count: those below speak of something else. What is not shown agrees.

    Args:
        given: Argument, or JSON pointer of a part of one → value.
        body: The result.

    >>> took({"name": "Alma"}, {"user": {"name": "Alma", "team": {"name": "Sales"}}}), took({"name": "Alma"}, {})
    (True, True)
    >>> took({"display_name": "Alma"}, {"displayName": "Otto"}), took({"age": 7}, {"id": 1, "age": "7"})
    (False, True)
    >>> took({"release_date": "2026-05-12"}, {"release_year": 2024})
    False
    """
    wanted = {
        normalised(name.rpartition("/")[2]): value
        for name, value in given.items()
        if isinstance(value, str | int | float)
    }
    level = [body]
    while level and wanted:
        shown: dict[str, list[Any]] = {}
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict) and any(denied(name.rpartition("/")[2], given[name], each) for name in given):
                return False
            for name, value in each.items() if isinstance(each, dict) else ():
                if isinstance(value, dict):
                    below.append(value)
                elif (key := normalised(name)) in wanted:
                    shown.setdefault(key, []).append(value)
        if any(not any(_same(wanted[key], value) for value in values) for key, values in shown.items()):
            return False
        wanted = {key: value for key, value in wanted.items() if key not in shown}
        level = below
    return True


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or str(one).casefold() == str(other).casefold()


_OPPOSITES = {
    verb: other
    for pair in ("enable disable", "start stop", "activate deactivate", "resume pause", "unlock lock", "reopen close",
                 "unarchive archive", "publish unpublish", "approve reject")
    for verb, other in (tuple(pair.split()), tuple(pair.split()[::-1]))
}  # fmt: skip
"""Verb of an action → the verb of the one that leads to the other state."""


def contradicts(verb: str, body: Any, *, strictly: bool = False) -> bool:
    """Return whether the result of an action shows a state to which the opposite one leads.

    Args:
        verb: The verb of the action.
        body: The result.
        strictly: Whether any other state than its own counts.

    >>> contradicts("disable", {"schedule": {"state": "enabled"}}), contradicts("disable", {"state": "disabled"})
    (True, False)
    >>> contradicts("cancel", {"state": "queued"}), contradicts("cancel", {"state": "queued"}, strictly=True)
    (False, True)
    >>> contradicts("resolve", {"initialCaseStatus": "open", "finalCaseStatus": "done"}, strictly=True)
    True
    """
    if not states_after(verb) or not isinstance(body, dict):
        return False
    only = next(iter(body.values())) if len(body) == 1 else None
    held = only if isinstance(only, dict) else body
    shown = [value for name, value in held.items() if normalised(name) in STATE_NAMES or _is_last_state(name)]
    other = _OPPOSITES.get(verb, "")
    return any(
        isinstance(value, str) and not state_after(verb, (value,)) and (strictly or bool(state_after(other, (value,))))
        for value in shown
    )


def _is_last_state(name: str) -> bool:
    words = words_of(name)
    return words[:1] in (("final",), ("new",), ("current",), ("resulting",)) and words[-1] in ("status", "state")


def past_of(verb: str) -> str:
    """Return the past participle of a verb.

    >>> [past_of(verb) for verb in ("archive", "cancel", "publish", "verify", "send")]
    ['archived', 'cancelled', 'published', 'verified', 'sent']
    """
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else verb + "ed"


_DID = {
    "run": "ran", "undo": "undid", "redo": "redid", "begin": "began", "take": "took", "write": "wrote", "draw": "drew",
    "rewrite": "rewrote", "hide": "hid", "show": "showed", "get": "got", "give": "gave", "sell": "sold",
}  # fmt: skip


def did_of(verb: str) -> str:
    """Return the past tense of a verb.

    >>> [did_of(verb) for verb in ("send", "run", "archive", "write")]
    ['sent', 'ran', 'archived', 'wrote']
    """
    return _DID.get(verb) or past_of(verb)


def item_names(call: GoldCall, body: Any) -> list[str]:
    """Return the names of the items that a list returned."""
    items = at(body, call.items)
    if not isinstance(items, list):
        return []
    return [label_of(item, call.name_field) for item in items if isinstance(item, dict) and call.name_field]


def entity_of(call: GoldCall, body: Any) -> dict[str, Any]:
    """Return the entity that a call returned; empty if it returned none."""
    found = at(body, call.items)
    found = found if isinstance(found, dict) else body
    return found if isinstance(found, dict) else {}


def values_of(call: GoldCall, body: Any) -> list[str]:
    """Return the values that an answer on a call must hold."""
    match call.purpose:
        case "list" | "find":
            names = item_names(call, body)
            if not call.name_field or not is_plain(call.name_field):
                items = at(body, call.items)
                return [str(len(items))] if isinstance(items, list) else []
            return names
        case "get":
            entity = entity_of(call, body)
            return [said(entity[field]) for field in call.fields if field in entity]
        case "do":
            if call.outcome:
                return [str(body[call.outcome])] if isinstance(body, dict) and call.outcome in body else []
            if call.fields and isinstance(items := inner(body, (call.fields[0],)), list):
                return [told_of("name", item) for item in items]
            values = ((field, inner(body, tuple(field.split("/")))) for field in call.fields)
            return [told for field, value in values if (told := told_of(field, value))]
        case "create":
            return [call.label] if call.label else [value for _, value in call.said[:1] if value != "yes"]
        case "update":
            return [value for _, value in call.said if value != "yes"]
        case _:
            return [number_in(call.label) or call.label]


def told_of(field: str, value: Any) -> str:
    """Return a value in words; a name as it is written.

    >>> told_of("table_name", "stock_levels"), told_of("status", "in_progress")
    ('stock_levels', 'in progress')
    """
    named = words_of(field)[-1:] in (("name",), ("title",)) and isinstance(value, str) and "_" in value
    return str(value) if named else said(value)


def valued(field: str, entity: dict[str, Any]) -> str:
    """Return a value as it stands in an answer; an amount with its currency, where the entity has one."""
    value = entity.get(field)
    text, words = stated(said(value)), state_words(field, value)
    if words != said(value):
        return words
    if isinstance(value, int | float) and field_words(field).rpartition(" ")[2] in AMOUNTS:
        if isinstance(value, float) and round(value, 2) != value:
            return text
        money = next((each for name, each in entity.items() if normalised(name) in _CURRENCIES), None)
        money = money.get("code") if isinstance(money, dict) else money
        if isinstance(money, str) and re.fullmatch("[A-Z]{3}", money):
            return f"{text} {money}"
    return text


def shown_fields(body: Any) -> list[str]:
    """Return what of the result of a function a user may be told: names of fields, joined by ``/`` where nested."""
    found: list[str] = []
    if isinstance(body, dict):
        for name, value in body.items():
            if normalised(name) in _COUNTS:
                continue
            if isinstance(value, dict):
                found += [
                    f"{name}/{field}"
                    for field, each in value.items()
                    if "/" not in field and is_shown(field, each) and is_asked(field) and not isinstance(each, bool)
                ]
            elif is_shown(name, value) and "/" not in name and not isinstance(value, bool) and is_asked(name):
                found.append(name)
    return found


def lists_entities(body: Any) -> bool:
    """Return whether a result holds a list of entities, which an answer of a few fields would leave out."""
    if isinstance(body, list):
        return any(isinstance(item, dict) for item in body)
    return isinstance(body, dict) and any(
        isinstance(value, list) and any(isinstance(item, dict) for item in value) for value in body.values()
    )


def answers(fields: Sequence[str]) -> bool:
    """Return whether fields say more than how a call went.

    >>> answers(["message", "status"]), answers(["status", "temperature"])
    (False, True)
    """
    return any(normalised(field.rpartition("/")[2]) not in _OUTCOMES for field in fields)


def listed_in(body: Any) -> str:
    """Return the field of the result of a function that lists a few names; empty if there is none."""
    if not isinstance(body, dict):
        return ""
    for name, value in body.items():
        if not isinstance(value, list) or not 0 < len(value) <= MOST_NAMED or len(words_of(name)) > 3:
            continue
        if all(isinstance(item, str) and is_shown("name", item) and any(map(str.isalpha, item)) for item in value):
            return str(name)
    return ""


def observation_text(observation: Observation) -> str:
    """Return the body of a success as JSON; a failure, or a success without a body, with its status and headers."""
    if not observation.failed and observation.body is not None:
        return msgspec.json.encode(observation.body).decode()
    whole: dict[str, object] = {"status": observation.status}
    if observation.headers:
        whole["headers"] = dict(observation.headers)
    if observation.body is not None:
        whole["body"] = observation.body
    return msgspec.json.encode(whole).decode()
