"""Tells what an action has done: name of a function, entity -> the entity with the state in which it is now.

    close_market, {"marketId": "m-7"}  ──▶  {"marketId": "m-7", "status": "closed"}

Only results that nothing describes are completed so, and only where no field of the entity tells its state.
"""

from typing import Any

from lemnos.steps.tools.examples.example_values import words_of

_STATES: dict[str, str] = {
    "close": "closed", "reopen": "open", "archive": "archived", "unarchive": "active", "restore": "active",
    "suspend": "suspended", "unsuspend": "active", "resume": "active", "pause": "paused", "stop": "stopped",
    "start": "running", "cancel": "canceled", "complete": "completed", "uncomplete": "open", "publish": "published",
    "unpublish": "draft", "lock": "locked", "unlock": "unlocked", "approve": "approved", "reject": "rejected",
    "enable": "enabled", "disable": "disabled", "activate": "active", "deactivate": "inactive", "send": "sent",
    "reboot": "rebooting", "restart": "restarting", "resolve": "resolved", "finish": "completed", "accept": "accepted",
    "decline": "declined", "terminate": "terminated", "ban": "banned", "mute": "muted", "block": "blocked",
    "open": "open", "launch": "running", "abort": "aborted", "detach": "detached", "attach": "attached",
    "subscribe": "subscribed", "unsubscribe": "unsubscribed", "refund": "refunded", "void": "void", "pay": "paid",
}  # fmt: skip
"""Verb of an action → the state in which it leaves what it is done with."""
_TELLING = frozenset("status state archived enabled completed closed active".split())
"""Last words of fields that tell a state."""


def acted(name: str, body: Any) -> Any:
    """Return what an action shows of an entity.

    Args:
        name: Name of the function.
        body: The entity.

    >>> acted("close_market", {"id": "m-7"}), acted("move_card", {"id": "c-2"})
    ({'id': 'm-7', 'status': 'closed'}, {'success': True, 'id': 'c-2'})
    """
    if not isinstance(body, dict) or any(words_of(each)[-1:] and words_of(each)[-1] in _TELLING for each in body):
        return body
    state = next((_STATES[word] for word in words_of(name) if word in _STATES), "")
    return {**body, "status": state} if state else {"success": True, **body}
