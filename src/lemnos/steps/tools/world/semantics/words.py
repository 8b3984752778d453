"""Holds the vocabulary of operations: words in names -> verbs, states.

The tables list the usual English words of APIs; nothing in them names a provider. Not handled: other languages.
"""

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.base import Verb

_WORDS: tuple[tuple[Verb, str], ...] = (
    ("create", "create add new insert register post open make submit provision issue draft compose book"),
    ("get", "get read fetch retrieve show describe view lookup load inspect"),
    ("list", "list browse enumerate index all getall listall"),
    ("search", "search find query filter"),
    ("update", "update edit modify patch change rename adjust"),
    ("replace", "replace put overwrite upsert"),
    ("delete", "delete remove destroy del drop erase"),
)
_VERBS: dict[str, Verb] = {word: verb for verb, words in _WORDS for word in words.split()}
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
        ("cancel", "cancelled canceled voided"),
        ("capture", "captured succeeded paid"),
        ("claim", "claimed"),
        ("close", "closed done resolved"),
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
        ("finalize", "finalized final open"),
        ("finish", "finished completed done"),
        ("fulfill", "fulfilled completed"),
        ("hold", "held on_hold paused"),
        ("ignore", "ignored"),
        ("lock", "locked"),
        ("mute", "muted"),
        ("pause", "paused suspended"),
        ("pay", "paid"),
        ("pin", "pinned"),
        ("publish", "published live public active"),
        ("reactivate", "active activated"),
        ("reboot", "running"),
        ("refund", "refunded"),
        ("reject", "rejected declined denied"),
        ("release", "released available"),
        ("reopen", "open reopened opened active"),
        ("resolve", "resolved closed"),
        ("restart", "running started active"),
        ("restore", "active restored available"),
        ("resume", "running active resumed in_progress"),
        ("revoke", "revoked"),
        ("ship", "shipped"),
        ("star", "starred"),
        ("start", "running started active in_progress"),
        ("stop", "stopped halted"),
        ("suspend", "suspended"),
        ("terminate", "terminated"),
        ("trash", "trashed deleted"),
        ("unarchive", "active"),
        ("unblock", "active unblocked"),
        ("unlock", "unlocked active"),
        ("unmute", "unmuted"),
        ("unpause", "running active"),
        ("unpin", "unpinned"),
        ("unpublish", "draft unpublished"),
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
_FINAL = frozenset(
    "cancelled canceled completed complete done finished closed refunded terminated deleted voided void expired "
    "rejected declined archived revoked failed aborted".split()
)
"""States after which only an action that revives an entity is allowed."""
_OTHER_ACTIONS = frozenset(
    "send test clone copy duplicate run execute trigger invoke sync refresh validate retry resend rotate regenerate "
    "reset move merge transfer import export upload download follow unfollow like unlike subscribe unsubscribe join "
    "leave invite share unshare attach detach link unlink bind unbind backup scan check render preview promote "
    "rollback deploy redeploy migrate convert calculate estimate quote sign undo redo vote notify mark".split()
)
"""Verbs that act on an entity without naming a state."""
STATE_NAMES = frozenset("status state stage lifecycle lifecyclestate phase condition workflowstate".split())
"""Normalised names of fields that tell where in its life an entity is."""
GENERIC_NOUNS = frozenset(
    "api rest data public internal admin v json rpc service services web ajax resource resources item items object "
    "objects entity entities record records result results".split()
)
"""Segments and words that name no resource by themselves."""
_ARTICLES = frozenset("a an the my your all single one multiple by for of in on from with to via".split())


def verb_of(word: str) -> Verb | None:
    """Return the verb that a word of a name stands for; None if it stands for none."""
    if word in _VERBS:
        return _VERBS[word]
    return "action" if is_action(word) else None


def is_action(word: str) -> bool:
    """Return whether a word names an action on an entity."""
    return word in _STATES or word in _OTHER_ACTIONS


def states_after(action: str) -> tuple[str, ...]:
    """Return the names of the states in which an action may leave an entity."""
    return _STATES.get(action, ())


def undone_by(action: str) -> str:
    """Return the action that ``action`` undoes; empty if it undoes none."""
    return _NEGATED.get(action, "")


def is_final(state: str) -> bool:
    """Return whether a state ends the life of an entity."""
    return "".join(words_of(state)) in _FINAL


def revives(action: str) -> bool:
    """Return whether an action is allowed after a final state."""
    return action in _REVIVING


def noun_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, the last one in the singular: ``purchaseOrders`` → ``("purchase", "order")``."""
    words = words_of(name) or ((name.lower(),) if name else ())
    return (*words[:-1], singular(words[-1])) if words else ()


def without_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a noun phrase up to a preposition, without articles."""
    kept: list[str] = []
    for word in words:
        if word in ("by", "for", "of", "in", "on", "from", "with", "to", "via"):
            if kept:
                break
            continue
        if word not in _ARTICLES:
            kept.append(word)
    return tuple(kept)
