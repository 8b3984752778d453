"""Holds the vocabulary of states: words of actions and states -> where in its life an entity is, and where it may go.

A state is told by its plain form (``plain_state``): ``IN_PROGRESS`` and ``inProgress`` are ``inprogress``. The tables
list the usual English words of APIs. A word that is in none of them allows everything.
"""

from collections.abc import Iterable

from lemnos.steps.tools.examples.example_values import words_of

STATE_NAMES = frozenset("status state stage lifecycle lifecyclestate phase condition workflowstate".split())
"""Normalised names of fields that tell where in its life an entity is."""
_STATES: dict[str, tuple[str, ...]] = {
    verb: tuple(states.split())
    for verb, states in (
        ("abort", "aborted cancelled canceled"),
        ("accept", "accepted approved confirmed"),
        ("acknowledge", "acknowledged"),
        ("activate", "active activated enabled"),
        ("approve", "approved accepted"),
        ("archive", "archived"),
        ("assign", "assigned"),
        ("ban", "banned blocked"),
        ("block", "blocked"),
        ("bookmark", "bookmarked"),
        ("cancel", "cancelled canceled aborted voided"),
        ("capture", "captured succeeded paid"),
        ("claim", "claimed"),
        ("close", "closed resolved done completed"),
        ("complete", "completed complete done finished closed"),
        ("confirm", "confirmed"),
        ("deactivate", "inactive deactivated disabled"),
        ("decline", "declined rejected denied"),
        ("deny", "denied rejected declined"),
        ("disable", "disabled inactive"),
        ("dismiss", "dismissed"),
        ("enable", "enabled active"),
        ("end", "ended completed finished"),
        ("expire", "expired"),
        ("favorite", "favorited favorite"),
        ("favourite", "favourited favourite"),
        ("finalize", "finalized final open"),
        ("finish", "finished completed done"),
        ("flag", "flagged"),
        ("follow", "followed following"),
        ("fulfill", "fulfilled completed"),
        ("hold", "held on_hold paused"),
        ("ignore", "ignored"),
        ("like", "liked"),
        ("lock", "locked"),
        ("mute", "muted"),
        ("pause", "paused suspended on_hold"),
        ("pay", "paid"),
        ("pin", "pinned"),
        ("publish", "published live public active"),
        ("reactivate", "active activated enabled"),
        ("reboot", "running"),
        ("refund", "refunded"),
        ("reject", "rejected declined denied"),
        ("release", "released available"),
        ("reopen", "open reopened opened active"),
        ("resolve", "resolved closed"),
        ("restart", "running started active"),
        ("restore", "active restored available open enabled"),
        ("resume", "running active resumed in_progress started enabled open"),
        ("revoke", "revoked"),
        ("ship", "shipped"),
        ("star", "starred"),
        ("start", "running started active in_progress starting"),
        ("stop", "stopped halted"),
        ("suspend", "suspended paused"),
        ("terminate", "terminated ended cancelled canceled"),
        ("trash", "trashed deleted"),
        ("unarchive", "active open available"),
        ("unblock", "active unblocked"),
        ("unlock", "unlocked active available open"),
        ("unmute", "unmuted"),
        ("unpause", "running active"),
        ("unpin", "unpinned"),
        ("unpublish", "unpublished draft"),
        ("unstar", "unstarred"),
        ("unsuspend", "active"),
        ("untrash", "active"),
        ("verify", "verified"),
        ("void", "void voided"),
    )
}
"""Verb of an action → the states in which it may leave an entity, the likeliest first."""
_NEGATED = {
    "unarchive": "archive", "unblock": "block", "unlock": "lock", "unmute": "mute", "unpin": "pin", "unstar": "star",
    "unsuspend": "suspend", "untrash": "trash", "unpublish": "publish", "disable": "enable", "deactivate": "activate",
    "restore": "archive", "reopen": "close", "unpause": "pause", "resume": "pause",
}  # fmt: skip
"""Verb of an action → the verb that it undoes."""
_REVIVING = frozenset(
    "reopen restore resume unarchive unblock unlock unmute unpause unpin unpublish unstar unsuspend untrash reactivate "
    "restart start activate enable".split()
)
_EARLY = frozenset(
    "draft new created initial initialized pending queued scheduled todo planned requested submitted notstarted "
    "waiting "
    "unpaid unpublished awaiting backlog accepted enqueued received open opened inreview underreview review".split()
)
"""States before the work on an entity begins."""
_LIVE = frozenset(
    "starting building provisioning "
    "active activated enabled available running inprogress processing started live online ready working ongoing "
    "published "
    "public healthy up connected valid current inservice enrolled subscribed verified".split()
)
"""States in which an entity is of use, or work on it goes on."""
_DONE = frozenset(
    "completed complete done finished closed succeeded success successful paid settled delivered shipped fulfilled "
    "resolved "
    "refunded passed merged processed ended executed sent".split()
)
_FAILED = frozenset(
    "failed failure error errored aborted cancelled canceled rejected declined denied expired timedout void voided "
    "bounced "
    "disputed wontfix invalid".split()
)
_GONE = (
    "deleted removed destroyed terminated deleting removing destroying terminating trashed cancelled canceled revoked "
    "archived closed expired inactive disabled deactivated stopped".split()
)
"""States of what is deleted, the likeliest first."""
_AT_REST = frozenset(
    "inactive disabled deactivated suspended paused stopped halted locked blocked banned archived deleted removed "
    "destroyed "
    "terminated deleting removing destroying terminating stopping trashed revoked hidden offline onhold muted "
    "snoozed".split()
)
"""States in which an entity is kept from use."""
_FINAL = frozenset(
    "cancelled canceled completed complete done finished closed refunded terminated deleted voided void expired "
    "rejected declined denied archived revoked failed aborted deleting terminating destroyed removed succeeded".split()
)
"""States after which only an action that revives an entity, or follows an end, is allowed."""
_BEGINNING = (
    "draft new open opened pending created queued todo active available requested enabled running ready submitted "
    "scheduled unpaid online published valid inprogress processing started creating provisioning initializing".split()
)
"""States in which an entity is created, the likeliest first."""
_SEEN = frozenset(("seen", "unspecified", "unknown", "unrecognized", "none", "undefined", "null", ""))
_FROM: dict[str, frozenset[str]] = {
    action: frozenset(states.split())
    for actions, states in (
        ("resume unpause", "paused suspended stopped onhold held inactive disabled halted interrupted cancelled "
        "canceled"),
        ("restore untrash", "deleted trashed archived removed inactive suspended deleting disabled closed expired"),
        ("unarchive", "archived inactive"),
        ("reopen", "closed resolved done completed complete finished cancelled canceled rejected declined archived "
        "wontfix"),
        ("unlock", "locked blocked suspended"),
        ("unblock", "blocked banned suspended locked"),
        ("unmute", "muted"),
        ("unsuspend", "suspended blocked inactive"),
        ("pause", "active running started inprogress processing enabled live open available scheduled playing ongoing"),
        ("suspend", "active running enabled available open started inprogress verified trialing pending"),
        ("approve accept reject decline deny",
         "pending requested submitted inreview underreview review open new draft waiting created awaiting invited "
         "received "
         "pendingapproval awaitingapproval pendingreview onhold proposed offered quoted sent"),
        ("refund", "paid succeeded captured completed complete settled successful processed closed partiallyrefunded "
         "fulfilled delivered shipped"),
        ("capture", "authorized pending requirescapture created approved processing"),
        ("stop", "running started active starting inprogress processing online available enabled live up ready"),
        ("unpublish", "published live public active"),
        ("archive trash", "*"),
    )
    for action in actions.split()
}  # fmt: skip
"""Verb of an action → the plain forms of the states from which it leads away; ``*`` for any but where it leads."""


def plain_state(state: str) -> str:
    """Return the plain form of a state.

    >>> plain_state("IN_PROGRESS"), plain_state("inProgress")
    ('inprogress', 'inprogress')
    """
    return "".join(words_of(state)) or state.lower()


def states_after(action: str) -> tuple[str, ...]:
    """Return the names of the states in which an action may leave an entity."""
    return _STATES.get(action, ())


def state_after(action: str, states: Iterable[str]) -> str:
    """Return the likeliest of some states in which an action may leave an entity; empty if it leads to none of them.

    >>> state_after("start", ("Pending", "InProgress", "in-progress")), state_after("cancel", ("open", "closed"))
    ('InProgress', '')
    """
    plain: dict[str, str] = {}
    for state in states:
        plain.setdefault(plain_state(state), state)
    return next((found for each in states_after(action) if (found := plain.get(plain_state(each), ""))), "")


def undone_by(action: str) -> str:
    """Return the action that ``action`` undoes; empty if it undoes none."""
    plain = action.removeprefix("un")
    return _NEGATED.get(action) or (plain if plain != action and plain in _STATES else "")


def may_leave(state: str, actions: Iterable[str]) -> bool:
    """Return whether an entity in a state may be acted on; ``actions`` are words, of which some name no action.

    >>> may_leave("PENDING", ["resume"]), may_leave("paused", ["resume"]), may_leave("completed", ["cancel"])
    (False, True, False)
    """
    own = plain_state(state)
    acting = [action for action in actions if action in _STATES]
    known = [_FROM[action] for action in acting if action in _FROM]
    if known:
        return any(own in states or "*" in states or not is_known(own) for states in known)
    return own not in _FINAL or not _REVIVING.isdisjoint(acting)


def is_known(plain: str) -> bool:
    """Return whether the tables hold a state, by its plain form."""
    return plain in _EARLY or plain in _LIVE or plain in _DONE or plain in _FAILED or plain in _AT_REST


def is_early(plain: str) -> bool:
    """Return whether an entity in a state is still to be worked on or used, by the plain form of the state."""
    return plain in _EARLY


def is_live(plain: str) -> bool:
    """Return whether an entity in a state is in use or worked on, by the plain form of the state."""
    return plain in _LIVE


def is_at_rest(plain: str) -> bool:
    """Return whether an entity in a state is kept from use or has ended badly, by the plain form of the state."""
    return plain in _AT_REST or plain in _FAILED


def is_gone(plain: str) -> bool:
    """Return whether a state tells that an entity is deleted or about to be, by its plain form."""
    return plain in _GONE[:9]


def is_over(state: str) -> bool:
    """Return whether a state is none in which an entity is created: it is kept from use, or its life is over."""
    plain = plain_state(state)
    return is_at_rest(plain) or plain in _DONE


def spelled_like(state: str, other: str) -> str:
    """Return a state in the case of another.

    >>> spelled_like("in_progress", "PENDING"), spelled_like("active", "Closed")
    ('IN_PROGRESS', 'Active')
    """
    return state.upper() if other.isupper() else state.capitalize() if other[:1].isupper() else state


def first_state(values: tuple[str, ...]) -> str:
    """Return the state in which an entity is created, among those of an enum.

    >>> first_state(("FAILED", "DELETING", "ACTIVE", "CREATING")), first_state(("closed", "open"))
    ('ACTIVE', 'open')
    """
    named = {value: plain_state(value) for value in values}
    for start in _BEGINNING:
        for value, plain in named.items():
            if plain == start or (plain.endswith(start) and not plain.endswith((f"in{start}", f"un{start}"))):
                return value
    likely = [value for value, plain in named.items() if not is_at_rest(plain) and plain not in _DONE]
    for value in (*likely, *values):
        if (words_of(value) or ("",))[-1] not in _SEEN:
            return value
    return values[0]


def gone_state(values: tuple[str, ...]) -> str:
    """Return the state of an entity that is deleted, among those of an enum; empty if none tells that.

    >>> gone_state(("ACTIVE", "DELETING", "FAILED")), gone_state(("ok", "ng"))
    ('DELETING', '')
    """
    for gone in _GONE:
        for value in values:
            if plain_state(value) == gone:
                return value
    return ""
