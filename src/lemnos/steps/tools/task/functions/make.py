"""Makes a task of one call: a function -> what a person asks, the call, and the values that the answer must hold.

The call is made once in the world of the draft. A wish that says too little (``update a task``, and nothing of it)
makes no task, nor does one to be told what a world cannot know.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.task.base import GoldCall, Origin, Purpose, Task, Turn
from lemnos.steps.tools.task.functions.given import MAKING, given_to, keys_of
from lemnos.steps.tools.task.functions.nouns import argument_words
from lemnos.steps.tools.task.functions.values import given_value
from lemnos.steps.tools.task.functions.whole import is_whole
from lemnos.steps.tools.task.functions.wishes import Wish, is_worked_out, wish_of
from lemnos.steps.tools.task.listings import at, inner, is_plain, name_field_of
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.requests import Clause, framed, tidy
from lemnos.steps.tools.task.results import MOST_FIELDS, listed_in, miscounted
from lemnos.steps.tools.task.wording import is_shown, listed, said
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.results.undescribed import NAMED, read_noun, undescribed_result

_TELLING = frozenset("id ids uid uuid key name number slug path index".split())
"""Last words of arguments that tell which thing is meant."""
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
        if name not in keys and given_value(name, operation.properties[name], Random(0)) is None:
            return "argument that nobody says"
    return ""


def function(draft: Draft, operation: ApiOperation) -> Task | None:
    """Return a task of one call of a function; None if it does not lend itself to one."""
    given = given_to(draft, operation)
    if given is None:
        return None
    arguments, pasted = given
    wish = wish_of(operation.tool, arguments)
    if wish is None or not is_whole(wish, arguments, operation.tool):
        return None
    if operation.compiled.is_made_up and not _is_believable(operation.tool, arguments, wish):
        return None
    observed = draft.world.call(operation.name, arguments)
    if observed.failed or len(msgspec.json.encode(observed.body)) > _LARGEST:
        return None
    call = _answered(operation, wish, observed.body, arguments)
    if call is None:
        return None
    clause, left = _worded(wish, arguments)
    rest = [(argument_words(name), _quoted(name, value)) for name, value in left.items()]
    origins = tuple(Origin(name, "request") for name in arguments)
    call = msgspec.structs.replace(
        call,
        arguments=msgspec.json.encode(arguments).decode(),
        verb=clause,
        origins=origins,
        said=tuple((argument_words(name), _in_words(value)) for name, value in left.items()),
    )
    draft.calls.append(call)
    draft.search.observations.append(observed)
    draft.turns.append(Turn(_request(clause, rest, wish, draft.random, pasted=pasted), (0,)))
    return draft.task("function", draft.values([0]))


def _is_believable(tool: Tool, arguments: dict[str, Any], wish: Wish) -> bool:
    """Return whether a world makes up what was wished: something is known of it, and it is what the name speaks of."""
    noun = read_noun(tool)
    words = [singular(word.lower()) for word in wish.clause.split(" ")]
    return undescribed_result(tool, arguments, "").believable and (not noun or singular(noun[-1]) in words)


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return listed([str(each) for each in value])
    return value if isinstance(value, str) else said(value)


def _quoted(name: str, value: Any) -> str:
    text = _in_words(value)
    if isinstance(value, list):
        return text
    long = len(text.split(" ")) > 2 or text.endswith((".", "!", "?"))
    return f'"{text}"' if long or normalised(name) in SOUGHT else text


def _worded(wish: Wish, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the clause with its values, and the arguments that are left to say."""
    clause, left = wish.clause, dict(arguments)
    if wish.verb not in MAKING and any(words_of(name)[-1] in _TELLING for name in arguments):
        clause = re.sub(r"^(\w+) an? (?!new\b)", r"\1 the ", clause)  # delete the note: its id is given
    for name in list(left):
        if f"{{{name}}}" in clause:
            clause = clause.replace(f"{{{name}}}", _quoted(name, left.pop(name)))
    sought = next((name for name in left if normalised(name) in SOUGHT), "")
    if sought and not re.search(r" (?:for|about|on) ", clause):
        joint = "for" if wish.verb in ("search", "look", "browse", "query", "get", "find", "scan") else "about"
        clause = f"{clause} {joint} {_quoted(sought, left.pop(sought))}"
    if len(left) == 1 and not re.search(r" (?:with|for) ", clause) and not wish.reads:
        name, value = left.popitem()
        clause = f"{clause} with the {argument_words(name)} {_quoted(name, value)}"
    return clause, left


def _request(clause: str, rest: list[tuple[str, str]], wish: Wish, random: Random, *, pasted: bool) -> str:
    """Return what the user says: the wish, and what it takes in a sentence of its own."""
    if not rest:
        return framed(Clause(clause, reads=wish.reads), "single", random)
    parts = [f"the {name} {'are' if is_plural(name.split(' ')[-1].lower()) else 'is'} {value}" for name, value in rest]
    style = random.random()
    if style < 0.25:
        inside = ", ".join(f"{name}: {value}" for name, value in rest)
        return framed(Clause(f"{clause} ({inside})", reads=wish.reads), "single", random)
    first = framed(Clause(clause, reads=wish.reads), "single", random)
    first = first if first.endswith((".", "?", "!")) else f"{first}."
    detail = listed(parts)
    end = "" if detail.endswith(('."', '?"', '!"')) else "."
    copied = " I have that in front of me." if pasted and style > 0.85 else ""
    return tidy(f"{first} {detail[:1].upper()}{detail[1:]}{end}{copied}")


def _answered(operation: ApiOperation, wish: Wish, body: Any, arguments: Mapping[str, Any]) -> GoldCall | None:
    """Return the call with what of its result is told; None if a wish to be told something has no answer."""
    claim = operation.compiled.operation
    noun = operation.noun or claim.claim.resource.split(" ")[-1] or _noun(operation)
    call = GoldCall(
        tool=operation.name,
        arguments="{}",
        stage=0,
        purpose="do",
        noun=noun,
        plural=plural_of(noun),
        later=operation.is_later,
    )
    if operation.verb in ("list", "search"):
        items = at(body, claim.items or "/items")
        if not isinstance(items, list) or not items or miscounted(body, len(items)):
            return None
        field = name_field_of(items, noun)
        purpose: Purpose = "list"
        if not is_plain(field):
            return None  # their number alone would be told
        return msgspec.structs.replace(call, purpose=purpose, items=claim.items or "/items", name_field=field)
    if not wish.reads:
        return call
    if names := listed_in(body):
        return msgspec.structs.replace(call, fields=(names,))
    told = set(map(_in_words, arguments.values()))
    fields = [
        field
        for field in _all_shown(body)
        if body[field] != arguments.get(field) and said(inner(body, tuple(field.split("/")))) not in told
    ]
    if not fields or (len(fields) == 1 and words_of(fields[0])[-1:] in NAMED and "name" not in wish.clause):
        return None
    return msgspec.structs.replace(call, fields=tuple(fields[:MOST_FIELDS]))


def _all_shown(body: Any) -> list[str]:
    """Return the fields of a result that can stand in a sentence, whether or not people ask after such fields."""
    if not isinstance(body, dict):
        return []
    return [
        name
        for name, value in body.items()
        if "/" not in name and name != "count" and not isinstance(value, bool) and is_shown(name, value, 120)
    ]


def _noun(operation: ApiOperation) -> str:
    words = [word for word in words_of(operation.name) if word.isalpha()]
    return singular(words[-1]) if words else "result"
