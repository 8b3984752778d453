"""Makes tasks in which a call fails for good: an operation -> a wish, a fault that lasts, and words that own up to it.

    a service that is down · a quota that is used up · credentials or rights that are missing · nothing that is found

The assistant repeats what may pass, and says then that it was not done and why; it makes nothing up. A function of
whose result nothing is known can be called in such a task: what a failure says is known.
"""

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import in_full
from lemnos.steps.tools.task.base import READING, GoldCall, Task, Turn
from lemnos.steps.tools.task.functions.given import keys_of
from lemnos.steps.tools.task.functions.make import Asked, asked_of, why_not
from lemnos.steps.tools.task.functions.nouns import argument_words
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.phrases import wish_verb_reads
from lemnos.steps.tools.task.requests import tidy
from lemnos.steps.tools.task.wording import RENAMING, capital
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.failures import Fault, FaultKind, says
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.values.seeds import pick


class Reason(NamedTuple):
    """Why a call fails."""

    kind: FaultKind
    message: str
    """What the failure says."""
    words: str
    """The same for the user, as a clause."""
    retry_after: int = 0
    """Seconds."""


_SERVICE = (
    Reason("outage", "the service is unavailable", "the service isn't available right now"),
    Reason("outage", "could not connect to the upstream service", "the service behind it can't be reached"),
    Reason("outage", "the service is down for maintenance", "the service is down for maintenance"),
    Reason("outage", "the service is overloaded, try again later", "the service is overloaded"),
    Reason("timeout", "the request timed out", "the request timed out each time"),
    Reason("timeout", "no answer within 30 seconds", "there was no answer within 30 seconds"),
    Reason("quota", "too many requests, try again in 15 minutes", "there were too many requests, and it can only be "
            "tried again in 15 minutes", 900),
    Reason("quota", "the limit of requests for today is reached", "today's limit of requests is reached"),
    Reason("quota", "the monthly quota is used up", "the monthly quota is used up"),
)  # fmt: skip
"""Failures of any service, whatever is asked of it."""
_ACCESS = (
    Reason("credentials", "no API key is configured", "no API key is set up"),
    Reason("credentials", "the API key is not valid", "the API key isn't valid"),
    Reason("credentials", "the access token has expired", "the access token has expired"),
    Reason("credentials", "authentication is required", "someone has to sign in first"),
)
"""Failures of who calls; none of a service that has answered already."""
_RIGHTS = (
    Reason("permission", "you do not have permission to do this", "I don't have permission for that"),
    Reason("permission", "this needs administrator rights", "it needs administrator rights"),
    Reason("permission", "insufficient permissions", "the permissions that I have don't cover that"),
)
_LOCAL = (
    Reason("permission", "permission denied", "permission is denied"),
    Reason("timeout", "the operation timed out", "it timed out each time"),
    Reason("outage", "the process is not running", "the process behind it isn't running"),
)
"""Failures of what runs where the user is, rather than behind a service."""
_AT_HAND = frozenset(
    "file files filepath folder folders directory directories path local shell terminal process clipboard desktop "
    "window windows browser page tab element screen screenshot simulator emulator device workspace repo memory "
    "notebook layer scene canvas git database mysql postgres postgresql redis mongo docker revit figma sqlite "
    "obsidian blender unity godot excel powerpoint macos applescript".split()
)
"""Words of names of tools, servers and arguments that work where the user is."""
_TELLING = frozenset("id ids uuid key name slug path url email username code isbn doi domain address".split())
"""Last words of arguments that tell which thing is meant, of which there may be none."""
_NEXT: dict[FaultKind, tuple[str, ...]] = {
    "outage": ("Please try again later.", "I can try again later, if you like.", "It may work again later.", ""),
    "timeout": ("Please try again later.", "I can try once more later, if you like.", ""),
    "quota": ("It should work again once the limit is reset.", "I can try again when the limit is reset.", ""),
    "credentials": ("I can try again once that is settled.", "Once that is settled, I can try again.", ""),
    "permission": ("Someone with more rights would have to do it.", "An administrator may be able to.", "", ""),
    "missing": ("Could you check whether that is right?", "Is it spelled like that?", ""),
    "nothing": ("Shall I look for something else?", "Other words may find more.", ""),
}
"""What may be done about a failure; none if nothing is said of it."""
_UNSURE = ("Please check before it is tried again.", "It may have gone through all the same.", "")
"""What is said of a change of which it is not known whether it was made."""
_YOU = {"my": "your", "me": "you", "mine": "yours"}
_YOURS = re.compile(r'"[^"]*"|\b(?:my|me|mine)\b')


def failed(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish whose last call fails for good, which the assistant says."""
    if not why_not(operation):
        asked = asked_of(draft, operation)
        if asked is None:
            return None
        draft.calls.append(asked.call)
        draft.turns.append(Turn(asked.request))
        reasons: Sequence[Reason] = tuple(_reasons(operation, asked))
        return _told(draft, pick(draft.random, reasons), asked.call.verb, reads=asked.wish.reads)
    if plain(draft, operation) is None:
        return None
    call = draft.calls[-1]
    if any(other.tool == call.tool for other in draft.calls[:-1]):
        return None  # the fault would meet both
    reads = call.purpose in READING or wish_verb_reads(call.verb)
    reasons = (*reasons_after_answers(rights=not reads), *(() if draft.calls[1:] else _ACCESS))
    return _told(draft, pick(draft.random, reasons), what_of(call), reads=reads)


def reasons_after_answers(*, rights: bool) -> tuple[Reason, ...]:
    """Return why a call may fail of a service that has answered others.

    Args:
        rights: Whether who calls may lack the rights for it.
    """
    return (*_SERVICE, *_RIGHTS * 2) if rights else _SERVICE


def _reasons(operation: ApiOperation, asked: Asked) -> Iterator[Reason]:
    """Yield why a call of a function may fail."""
    names = " ".join((operation.name, operation.tool.api, *operation.properties))
    local = not _AT_HAND.isdisjoint(words_of(names))
    keys = keys_of(operation)
    yield from _LOCAL if local else (*_SERVICE, *_ACCESS)
    if not local and not asked.wish.reads:
        yield from _RIGHTS
    if not asked.wish.reads:
        return
    for name, value in asked.arguments.items():
        saved = words_of(name)[0] in ("output", "save", "destination", "dest", "target")
        if not isinstance(value, str | int) or isinstance(value, bool) or name in keys or saved:
            continue
        if str(value) in operation.tool.description or str(value) in operation.tool.parameters:
            continue  # the description says that there is one
        if normalised(name) in SOUGHT:
            yield from (Reason("nothing", "", f'nothing was found for "{value}"'),) * 8
        elif words_of(name)[-1] in _TELLING:
            words = argument_words(name)
            words = f"{words[:-1]}" if words.endswith("IDs") else words
            known = words.split(" ")[0].lower() in asked.request.lower()
            what = f"{words if known else words.rpartition(' ')[2]} {value}"
            yield from (Reason("missing", f"nothing found for the {what}", f"nothing was found for the {what}"),) * 4


def _told(draft: Draft, reason: Reason, what: str, *, reads: bool) -> Task | None:
    """Return the task of the calls of a draft, of which the last fails.

    Args:
        draft: The draft; its one turn says what is wished.
        reason: Why the call fails.
        what: What is wished, in the words of the user.
        reads: Whether it would have changed nothing.
    """
    call = draft.calls[-1]
    fault = Fault(reason.kind, call.tool, retry_after=reason.retry_after, message=reason.message)
    world = LocalWorld(draft.api.compiled, draft.world_seed, (fault,))
    made = [(each.tool, each.arguments) for calls in (draft.setup, draft.calls) for each in calls]
    *before, observed = (world.call(tool, msgspec.json.decode(arguments)) for tool, arguments in made)
    if any(each.failed for each in before) or not says(observed, reason.message):
        return None
    draft.world = world
    words = owned_up(reason, _YOURS.sub(lambda found: _YOU.get(found[0], found[0]), what), draft.random, reads=reads)
    draft.turns[:] = [Turn(draft.turns[-1].says, tuple(range(len(draft.calls))), "failed", words)]
    return draft.task("failed", (), faults=(fault,))


def what_of(call: GoldCall) -> str:
    """Return what a call would have done, as a clause."""
    where = f" {call.where}" if call.where else ""
    thing = in_full(call.noun, call.label) if call.label else f"the {call.noun}"
    match call.purpose:
        case "list" | "find":
            return f"get the {call.plural}{where}"
        case "get":
            return f"look up {thing}{where}"
        case "update":
            names = [name for name, value in call.said if value != "yes"]
            if len(call.said) != 1 or not names:
                return f"change {thing}{where}"
            return f"rename {thing}{where}" if names[0] in RENAMING else f"change the {names[0]} of {thing}{where}"
        case "do":
            return call.verb
        case _:
            return f"{call.verb or call.purpose} {thing}{where}"


def owned_up(reason: Reason, what: str, random: Random, *, reads: bool) -> str:
    """Return what is said to the user: that it was not done, why, and what may be done about it."""
    why = reason.words
    if reason.kind in ("missing", "nothing"):
        said = pick(random, (f"{capital(why)}.", f"I looked, but {why}.", f"I'm afraid {why}.", f"Sorry, {why}."))
    else:
        said = pick(
            random,
            (
                f"I wasn't able to confirm that: {why}.",
                f"I tried to {what}, but {why}, so I can't tell whether it was done.",
            )
            if reason.kind == "timeout" and not reads
            else (
                f"I'm sorry, I couldn't {what}: {why}.",
                f"I tried to {what}, but {why}.",
                f"I couldn't {what}, because {why}.",
                f"I wasn't able to {what}. {capital(why)}.",
                f"That didn't work: {why}.",
                f"Unfortunately, that failed: {why}.",
            ),
        )
    after = _NEXT[reason.kind] if reads or reason.kind != "timeout" else _UNSURE
    if reason.kind == "missing" and re.search(r"\d", why):
        after = tuple(each for each in after if "spelled" not in each)
    unknown = reason.kind == "timeout"  # it may have been done all the same
    unchanged = (
        "" if reads or unknown else pick(random, ("Nothing was changed.", "So nothing has been changed.", "", ""))
    )
    return tidy(" ".join(part for part in (said, unchanged, pick(random, after)) if part))
