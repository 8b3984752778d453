"""Holds the vocabulary of operations: words in names -> verbs.

The tables list the usual English words of APIs; nothing in them names a provider. Not handled: other languages.
"""

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.base import Verb
from lemnos.steps.tools.world.semantics.states import states_after

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
_OTHER_ACTIONS = frozenset(
    "send test clone copy duplicate run execute trigger invoke sync refresh validate retry resend rotate regenerate "
    "reset move merge transfer import export upload download follow unfollow like unlike subscribe unsubscribe join "
    "leave invite share unshare attach detach link unlink bind unbind backup scan check render preview promote "
    "rollback deploy redeploy migrate convert calculate estimate quote sign undo redo vote notify mark".split()
)
"""Verbs that act on an entity without naming a state."""
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
    return bool(states_after(word)) or word in _OTHER_ACTIONS


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
