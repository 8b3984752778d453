"""Makes tasks in which a call fails for good: an operation -> a wish, a fault that lasts, and words that own up to it.

    a service that is down · a quota that is used up · credentials or rights that are missing · nothing that is found

The assistant repeats what may pass, and says then that it was not done and why; it makes nothing up. A function of
whose result nothing is known can be called in such a task: what a failure says is known.
"""

import re
from collections.abc import Sequence
from random import Random

import msgspec

from lemnos.steps.tools.naming.noun_phrases import in_full
from lemnos.steps.tools.task.base import READING, GoldCall, Task, Turn
from lemnos.steps.tools.task.functions.make import asked_of, why_not
from lemnos.steps.tools.task.kinds.reasons import ACCESS, Reason, reasons_after_answers, reasons_of
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.phrases import wish_verb_reads
from lemnos.steps.tools.task.requests import tidy
from lemnos.steps.tools.task.wording import RENAMING, capital
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.failures import Fault, FaultKind, says
from lemnos.steps.tools.world.values.seeds import pick

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
_ALTERING = frozenset(
    "add append apply approve archive assign attach block book cancel change clear clone close complete configure "
    "copy create deactivate activate delete deploy disable drop duplicate edit enable grant import insert install "
    "invite join like link lock make mark merge modify move mute order organize pause pin place post publish push "
    "register reject release remove rename reorder replace reply reschedule reserve restart restore resume revoke "
    "save schedule send set share skip star store submit subscribe swap sync tag transfer turn unblock undo unfollow "
    "uninstall unlink unlock unpin unsubscribe reset fork ban unban accept decline update upload upvote vote write "
    "withdraw claim refund unassign dismiss acknowledge follow bookmark label log".split()
)
"""Verbs of wishes after whose failure it matters that all is as before."""
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
        reasons: Sequence[Reason] = tuple(reasons_of(operation, asked))
        return _told(draft, pick(draft.random, reasons), asked.call.verb, reads=not changes(asked.call.verb))
    if plain(draft, operation) is None:
        return None
    call = draft.calls[-1]
    if any(other.tool == call.tool for other in draft.calls[:-1]):
        return None  # the fault would meet both
    reads = call.purpose in READING or wish_verb_reads(call.verb)
    reasons = (*reasons_after_answers(rights=not reads), *(() if draft.calls[1:] else ACCESS))
    return _told(draft, pick(draft.random, reasons), what_of(call), reads=reads)


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


def changes(wish: str) -> bool:
    """Return whether a wish changes something of which a person would ask whether it has been changed.

    >>> changes("rename the file"), changes("pull the match statistics"), changes("navigate to the page")
    (True, False, False)
    """
    return wish.partition(" ")[0] in _ALTERING


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
    after = (reason.after or _NEXT[reason.kind]) if reads or reason.kind != "timeout" else _UNSURE
    if reason.kind == "missing" and re.search(r"\d", why):
        after = tuple(each for each in after if "spelled" not in each)
    unknown = reason.kind == "timeout"  # it may have been done all the same
    unchanged = (
        "" if reads or unknown else pick(random, ("Nothing was changed.", "So nothing has been changed.", "", ""))
    )
    return tidy(" ".join(part for part in (said, unchanged, pick(random, after)) if part))
