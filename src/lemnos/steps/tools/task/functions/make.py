"""Makes a task of one call: a function -> what a person asks, the call, and the values that the answer must hold.

The call is made once in the world of the draft. A wish that says too little (``update a task``, and nothing of it)
makes no task, nor does one to be told what a world cannot know.
"""

from random import Random
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import IDS, is_plural, singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.task.base import GoldCall, Origin, Purpose, Task, Turn
from lemnos.steps.tools.task.functions.asking import request_of, worded
from lemnos.steps.tools.task.functions.clauses import head_of
from lemnos.steps.tools.task.functions.given import given_to, keys_of, value_for
from lemnos.steps.tools.task.functions.outcomes import outcome_of
from lemnos.steps.tools.task.functions.placing import in_words
from lemnos.steps.tools.task.functions.smooth import is_odd
from lemnos.steps.tools.task.functions.told import is_beside, leaves_out, wants_details
from lemnos.steps.tools.task.functions.vocabulary import EXTENSIONS
from lemnos.steps.tools.task.functions.whole import is_whole
from lemnos.steps.tools.task.functions.wishes import Wish, is_worked_out, wish_of
from lemnos.steps.tools.task.listings import at, inner, is_plain, name_field_of
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.results import MOST_FIELDS, listed_in, miscounted
from lemnos.steps.tools.task.wording import is_shown, said
from lemnos.steps.tools.world.results.known_fields import without_unit
from lemnos.steps.tools.world.results.undescribed import NAMED, read_noun, undescribed_result
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.labels.domains import domains_of
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.labels.senses import sense_of

_MOST_BESIDE = 3
"""Values that a request says beside its clause at most."""
_INNER = frozenset("body payload request response schema".split())
"""Last words of fields that hold what only a program reads."""
_RUN_FOR_ANSWERS = frozenset("query question command script test check report code search scan analysis".split())
"""What is run for what comes out of it."""
_SEVERAL = frozenset("ids symbols tickers names keys codes urls coins usernames emails isbns".split())
"""Last words of arguments that name several things."""
_CALLED = frozenset(
    "name title label subject summary text content body message email username login domain filename path url headline "
    "description key value amount total status state balance date temperature".split()
)
"""Last words of fields that tell what a thing is, or what is asked after."""
_WHO = frozenset("name title username".split())
"""Last words of fields that tell one thing from others."""
_LARGEST = 8_000  # characters of an observation


def why_not(operation: ApiOperation) -> str:
    """Return why an operation gets no task of one call as a function; empty if it may get one."""
    tool = operation.tool
    if tool.method or operation.compiled.result is not None:
        return "described or addressed"
    if tool.deprecated or not operation.usable:
        return "deprecated, or needs credentials or many arguments"
    if is_worked_out(tool):
        return "result follows from the arguments"
    if wish_of(tool, operation.required) is None:
        return "no plain wish"
    keys = keys_of(operation)
    for name in operation.required:
        if name not in keys and value_for(name, operation, Random(0)) is None:
            return "argument that nobody says"
    return ""


class Asked(NamedTuple):
    """What a person asks of a function."""

    call: GoldCall
    """The call; of its result nothing is said yet."""
    arguments: dict[str, Any]
    wish: Wish
    request: str


def asked_of(draft: Draft, operation: ApiOperation) -> Asked | None:
    """Return what a person asks of a function; None if nobody would ask for it in so many words."""
    given = given_to(draft, operation)
    if given is None:
        return None
    arguments, _ = given
    wish = wish_of(operation.tool, arguments)
    if wish is None or not is_whole(wish, arguments, operation.tool):
        return None
    found = worded(wish, arguments)
    if len(found.beside) > _MOST_BESIDE or is_odd(found.clause, found.beside, wish):
        return None  # a form to fill in, or the description of a tool, rather than a request
    noun = operation.noun or operation.compiled.operation.claim.resource.split(" ")[-1] or _noun(operation)
    call = GoldCall(
        tool=operation.name,
        arguments=msgspec.json.encode(arguments).decode(),
        stage=0,
        purpose="do",
        noun=noun,
        plural=plural_of(noun),
        verb=found.clause,
        origins=tuple(Origin(name, "request") for name in arguments),
        said=tuple((name, value.strip('"')) for name, value in found.beside),
        later=operation.is_later,
    )
    return Asked(call, arguments, wish, request_of(found, wish, draft.random))


def function(draft: Draft, operation: ApiOperation) -> Task | None:
    """Return a task of one call of a function; None if it does not lend itself to one."""
    asked = asked_of(draft, operation)
    if asked is None:
        return None
    arguments = asked.arguments
    if operation.compiled.is_made_up and not _is_believable(operation, arguments, asked.wish):
        return None
    observed = draft.world.call(operation.name, arguments)
    if observed.failed or len(msgspec.json.encode(observed.body)) > _LARGEST:
        return None
    call = _answered(asked, operation, observed.body)
    if call is None:
        return None
    draft.calls.append(call)
    draft.search.observations.append(observed)
    draft.turns.append(Turn(asked.request, (0,)))
    return draft.task("function", draft.values([0]))


def _is_believable(operation: ApiOperation, arguments: dict[str, Any], wish: Wish) -> bool:
    """Return whether a world makes up what was wished: something is known of it, and it is what the name speaks of."""
    noun = read_noun(operation.tool)
    words = [singular(word.lower()) for word in wish.clause.split(" ")]
    made = undescribed_result(operation.tool, arguments, "", operation.compiled.api.domains)
    return made.believable and (not noun or singular(noun[-1]) in words)


def _answered(asked: Asked, operation: ApiOperation, body: Any) -> GoldCall | None:
    """Return the call with what of its result is told; None if a wish to be told something has no answer."""
    call, arguments, wish = asked.call, asked.arguments, asked.wish
    if operation.verb in ("list", "search"):
        pointer = operation.compiled.operation.items or "/items"
        items = at(body, pointer)
        if not isinstance(items, list) or not items or miscounted(body, len(items)):
            return None
        words = words_of(
            f"{' '.join(call.verb.split(' ')[1:])} {operation.tool.description[:200]} {operation.tool.api}"
        )
        noun = tuple(call.noun.split(" "))
        sense = sense_of(noun, domains_of(operation.tool, operation.compiled.api.domains), NAMES)
        formed = kind_of(sense) == "file" and not EXTENSIONS.keys().isdisjoint(words_of(operation.name))
        if not kind_of(sense) or formed or (sense == noun and is_other(call.noun, words)):
            return None  # names that suit anything suit none of them
        if any(words_of(name)[-2:-1] == noun[-1:] for name in arguments if words_of(name)[-1] in IDS):
            return None  # one of them is meant, rather than any
        field = name_field_of(items, call.noun)
        purpose: Purpose = "list"
        if not is_plain(field):
            return None  # their number alone would be told
        if leaves_out(wish.clause, noun, (field,)) or wants_details(wish.clause):
            return None
        return msgspec.structs.replace(call, purpose=purpose, items=pointer, name_field=field)
    if wish.verb in ("run", "execute") and singular(head_of(wish.clause.partition(" ")[2])) in _RUN_FOR_ANSWERS:
        return None
    if _contradicts(body, arguments):
        return None
    if not wish.reads:
        about = head_of(wish.clause.partition(" ")[2])
        return msgspec.structs.replace(call, outcome=outcome_of(body, arguments, wish.verb, about))
    reads = read_noun(operation.tool)
    if names := listed_in(body):
        if leaves_out(wish.clause, reads, (names,)) or wants_details(wish.clause):
            return None
        return msgspec.structs.replace(call, fields=(names,))
    if wish.verb == "compare":
        return None  # of one thing nothing is compared
    if any(isinstance(value, list | str) and _names_several(name, value) for name, value in arguments.items()):
        return None  # one thing for several
    several = wish.verb in ("list", "search", "find") or " all " in wish.clause
    if several and is_plural(head_of(wish.clause.partition(" ")[2])):
        return None  # one thing for several
    if operation.verb == "get" and operation.compiled.result is None and not _tells_what(body):
        return None
    told = set(map(in_words, arguments.values()))
    nameless = operation.verb != "opaque" and not kind_of(tuple(call.noun.split(" ")))
    fields = [
        field
        for field in _all_shown(body)
        if not (nameless and words_of(field)[-1:] in NAMED)
        and body[field] != arguments.get(field)
        and said(inner(body, tuple(field.split("/")))) not in told
    ]
    if not fields or (len(fields) == 1 and words_of(fields[0])[-1:] in NAMED and "name" not in wish.clause):
        return None
    fields = fields[:MOST_FIELDS]
    head = head_of(wish.clause.partition(" ")[2])
    if is_plural(head) and kind_of((singular(head),)) and any(words_of(field)[-1] in _WHO for field in fields):
        return None  # one thing for several
    if leaves_out(wish.clause, reads, fields) or (len(fields) == 1 and is_beside(wish.clause, fields[0])):
        return None
    return msgspec.structs.replace(call, fields=tuple(fields))


def _tells_what(body: Any) -> bool:
    """Return whether one thing that nothing describes is shown with what it is called, or with what it says."""
    return isinstance(body, dict) and any(_CALLED & {*without_unit(words_of(name))[-1:]} for name in body)


def _contradicts(body: Any, arguments: dict[str, Any]) -> bool:
    """Return whether a result says otherwise of what was sent: the domain of a copy is that of the call."""
    sent = {normalised(name): value for name, value in arguments.items() if isinstance(value, str)}
    return isinstance(body, dict) and any(
        isinstance(value, str) and sent.get(normalised(name), value) != value for name, value in body.items()
    )


def _all_shown(body: Any) -> list[str]:
    """Return the fields of a result that can stand in a sentence, whether or not people ask after such fields."""
    if not isinstance(body, dict):
        return []
    return [
        name
        for name, value in body.items()
        if "/" not in name
        and name != "count"
        and value not in ("true", "false")
        and not isinstance(value, bool)
        and words_of(name)[-1] not in _INNER
        and is_shown(name, value, 120)
    ]


def _names_several(name: str, value: list[Any] | str) -> bool:
    """Return whether an argument holds several keys, of which each is of a thing of its own."""
    if isinstance(value, list):
        return len(value) > 1
    return "," in value and words_of(name)[-1] in _SEVERAL


def _noun(operation: ApiOperation) -> str:
    words = [word for word in words_of(operation.name) if word.isalpha()]
    return singular(words[-1]) if words else "result"
