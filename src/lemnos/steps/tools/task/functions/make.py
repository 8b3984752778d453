"""Makes a task of one call: a function -> what a person asks, the call, and the values that the answer must hold.

The call is made once in the world of the draft. An entity whose key a call needs is one that the world has, whose key
the user has before them. A wish that says too little (``update a task``, and nothing of it) makes no task.
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
from lemnos.steps.tools.task.arguments import as_type
from lemnos.steps.tools.task.base import GoldCall, Origin, Purpose, Task, Turn
from lemnos.steps.tools.task.finding.known import values_by
from lemnos.steps.tools.task.functions.nouns import argument_words
from lemnos.steps.tools.task.functions.values import given_value, stated_values
from lemnos.steps.tools.task.functions.vocabulary import EXTENSIONS, PROGRAMMING
from lemnos.steps.tools.task.functions.wishes import Wish, is_worked_out, wish_of
from lemnos.steps.tools.task.listings import at, inner, is_plain, name_field_of
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import CONTROL, ApiOperation
from lemnos.steps.tools.task.requests import Clause, framed, tidy
from lemnos.steps.tools.task.results import MOST_FIELDS, listed_in, miscounted
from lemnos.steps.tools.task.wording import is_hidden, is_shown, listed, said
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.results.sought import RUN, SOUGHT
from lemnos.steps.tools.world.results.undescribed import read_noun, undescribed_result
from lemnos.steps.tools.world.values.labels import kind_of as label_kind
from lemnos.steps.tools.world.values.labels import label_of
from lemnos.steps.tools.world.values.seeds import pick

_NEEDY = frozenset(
    "create add update edit modify change set delete remove send write move rename search find look query execute run "
    "post reply order buy sell pay fill type insert append copy clone attach assign invite record log save "
    "book schedule draft lookup compare describe locate select register submit upload".split()
)
"""Verbs of wishes that say on what, or with what."""
_TWICE = frozenset("update edit modify change set rename move append copy attach assign reply fill insert".split())
"""Verbs of wishes that say on what and with what."""
_MAKING = frozenset("create add write make post schedule book draft start open send insert append record log".split())
"""Verbs of wishes for something new."""
_NAMES = (("name",), ("title",), ("label",))
_CALLED = frozenset("name title subject text content message".split())
"""Last words of arguments without which nobody makes something."""
_TELLING = frozenset("id ids uid uuid key name number slug path index".split())
"""Last words of arguments that tell which thing is meant."""
_SHAPING = frozenset("num n number count top size timeout debug verbose depth model provider source".split())
"""Arguments that shape a result, of which users do not talk of their own accord."""
_SCOPE = re.compile(
    r" (?:of|for|from|in|on|within|across) (?:an?|any|one) "
    r"((?:(?!(?:of|for|from|in|on|with|by|to|at|and|or)\b)[\w-]+ ?){1,4})"
)
"""What a wish is about and leaves open: ``from a project``."""
_ONE = re.compile(
    r"\b(?:specific|specified|given|provided|particular|single|selected|certain)\b|\bby (?:an? |its |their )?\w*"
    r"(?:id|ids|name|key|number|path|url|uuid|symbol|code|address|keyword|query)\b",
    re.IGNORECASE,
)
"""What a list is of, or which thing is read."""
_ANY = re.compile(rf"{_ONE.pattern}|\b(?:an?|one or more|multiple)\b", re.IGNORECASE)
_ARGUED = re.compile(r"\b(?:Args|Arguments|Parameters|Params|Inputs?)\s*:\s*(?!none|no )\S", re.IGNORECASE)
"""Arguments that a description tells where the schema has none."""
_JOINTS = frozenset("of for from in on about by at to with across".split())
_SOLE = frozenset(
    "current latest random daily weekly monthly next last today newest system server local global default".split()
)
"""Words of things of which there is one at a time."""
_PERSONS = 1000
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
    keys = _keys(operation)
    for name in operation.required:
        if name not in keys and given_value(name, operation.properties[name], Random(0)) is None:
            return "argument that nobody says"
    return ""


def function(draft: Draft, operation: ApiOperation) -> Task | None:
    """Return a task of one call of a function; None if it does not lend itself to one."""
    given = _given(draft, operation)
    if given is None:
        return None
    arguments, pasted = given
    wish = wish_of(operation.tool, arguments)
    if wish is None or not _is_whole(wish, arguments, operation.tool):
        return None
    if operation.compiled.is_made_up and not _is_believable(operation.tool, arguments, wish):
        return None
    observed = draft.world.call(operation.name, arguments)
    if observed.failed or len(msgspec.json.encode(observed.body)) > _LARGEST:
        return None
    told = [(argument_words(name), _in_words(value)) for name, value in arguments.items()]
    call = _answered(operation, wish, observed.body, arguments, {value for _, value in told})
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


def _given(draft: Draft, operation: ApiOperation) -> tuple[dict[str, Any], bool] | None:
    """Return the arguments of a call, and whether keys of entities are among them; None if one has no value."""
    arguments: dict[str, Any] = {}
    pasted = False
    person = int(draft.random.random() * _PERSONS)
    keys = _keys(operation)
    for name in operation.required:
        flat = operation.properties[name]
        if name in keys and isinstance(draft.world, LocalWorld):
            held = list(values_by(draft.world, keys[name], operation.by(name)).values())
            value = as_type(pick(draft.random, held), flat) if held else None
            pasted = True
        else:
            value = _suited(name, given_value(name, flat, draft.random, person), operation, draft.random)
        if value is None or value == "" or value in arguments.values():
            return None
        arguments[name] = value
    wanted = 2 if not arguments else 1 if draft.random.random() < 0.4 else 0
    wanted = (
        max(wanted, 1) if words_of(operation.name)[:1] and not _TWICE.isdisjoint(words_of(operation.name)) else wanted
    )
    for name in _scopes(operation, arguments):
        value = given_value(name, operation.properties[name], draft.random, person)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
    left = [name for name in operation.properties if name not in arguments and _is_optional(name)]
    makes = not _MAKING.isdisjoint(words_of(operation.name)[:3])
    called = [name for name in left if makes and words_of(name)[-1] in _CALLED]
    wanted = max(wanted, len(called[:1]))
    while left and wanted > 0:
        name = called.pop(0) if called else left[int(draft.random.random() * len(left))]
        left.remove(name)
        value = given_value(name, operation.properties[name], draft.random, person)
        value = _suited(name, value, operation, draft.random)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
            wanted -= 1
    if not operation.compiled.parameters.allows(arguments):
        return None
    return {name: arguments[name] for name in operation.properties if name in arguments}, pasted


def _suited(name: str, value: Any, operation: ApiOperation, random: Random) -> Any:
    """Return a value that suits the things of which the tool speaks; None if none is known.

    The path of an image ends as images do, a person is called as people are, and programs are sought by what they do.
    """
    words = words_of(operation.name)
    nouns = [singular(word) for word in words]
    if not isinstance(value, str) or value in stated_values(operation.properties[name]):
        return value
    if re.fullmatch(r"/?[\w./-]+\.\w{2,4}", value):
        about = words_of(f"{operation.name} {operation.tool.description[:80]}")
        extension = next((EXTENSIONS[word] for word in about if word in EXTENSIONS), "")
        return f"{value.rpartition('.')[0]}.{extension}" if extension else value
    if normalised(name) in SOUGHT and not RUN.isdisjoint(nouns):
        return pick(random, PROGRAMMING)
    if words_of(name) in (("name",), ("title",), ("label",)):
        kind = next((noun for noun in reversed(nouns) if label_kind((noun,))), "")
        if kind:
            return label_of((kind,), f"{random.random()}", 0)
        return value if not _MAKING.isdisjoint(words[:3]) else None
    return value


def _scopes(operation: ApiOperation, given: Mapping[str, Any]) -> list[str]:
    """Return arguments that may be left out, and say of what the wish speaks: ``(rules of) a harbour``."""
    wish = wish_of(operation.tool, given)
    nouns = [each[1] for each in _SCOPE.finditer(wish.clause)] if wish is not None else []
    unsaid = [noun for noun in nouns if not _is_said(noun, given)]
    saying = (next((name for name in operation.properties if _is_said(noun, {name: ""})), "") for noun in unsaid)
    return [name for name in saying if name]


def _keys(operation: ApiOperation) -> Mapping[str, str]:
    """Return the arguments that are keys of entities of the world → the resource."""
    if operation.verb == "opaque":
        return {}
    claimed = operation.compiled.operation
    keys = {parent.argument: parent.resource for parent in claimed.parents}
    if claimed.key and operation.verb != "create":
        keys[claimed.key] = claimed.claim.resource
    return keys


def _is_optional(name: str) -> bool:
    return (
        normalised(name) not in CONTROL | _SHAPING and not is_hidden(name) and words_of(name)[0] not in ("max", "min")
    )


def _is_whole(wish: Wish, arguments: Mapping[str, Any], tool: Tool) -> bool:
    """Return whether a wish says on what it is, and with what."""
    count = len(arguments)
    if not count and _leaves_open(wish, tool):
        return False
    if any(not _is_said(each[1], arguments) for each in _SCOPE.finditer(wish.clause)):
        return False
    if wish.verb in _TWICE:
        return count > (not re.search(r" (?:to|into|as|from) (?:the|my) ", wish.clause))  # move a note to the trash
    if wish.verb in _NEEDY or re.match(r"\w+ (?:an?|some|any) ", wish.clause):
        return count > 0
    if wish.reads and not count:
        return _reads_alone(wish.clause)
    return count > 0 or wish.clause.split(" ")[1] in ("the", "all", "my")


def _is_believable(tool: Tool, arguments: dict[str, Any], wish: Wish) -> bool:
    """Return whether a world makes up what was wished: something is known of it, and it is what the name speaks of."""
    noun = read_noun(tool)
    words = [singular(word.lower()) for word in wish.clause.split(" ")]
    return undescribed_result(tool, arguments, "").believable and (not noun or singular(noun[-1]) in words)


def _leaves_open(wish: Wish, tool: Tool) -> bool:
    """Return whether a description speaks of one of several things, of which a call without arguments says nothing."""
    first = re.split(r"\.\s|\n", tool.description.strip(), maxsplit=1)[0]
    one = _ONE if wish.reads else _ANY
    return bool(one.search(first) or _ARGUED.search(tool.description))


def _is_said(noun: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether an argument says which thing is meant by a noun phrase: ``(from) a project``."""
    words = frozenset(word for name in arguments for word in words_of(name))
    return not words.isdisjoint({noun.split(" ")[-1].lower(), singular(noun.split(" ")[-1].lower())})


def _reads_alone(clause: str) -> bool:
    """Return whether a wish to be told something needs nothing more to be said: several things, or one of its kind."""
    words = clause.split(" ")
    head = next((number for number, word in enumerate(words) if number > 1 and word in _JOINTS), len(words))
    last = words[head - 1].lower()
    return is_plural(last) or words[1] in ("my", "all") or not _SOLE.isdisjoint(words[1:head])


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
    if wish.verb not in _MAKING and any(words_of(name)[-1] in _TELLING for name in arguments):
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


def _answered(
    operation: ApiOperation, wish: Wish, body: Any, arguments: Mapping[str, Any], told: set[str]
) -> GoldCall | None:
    """Return the call with what of its result is told; None if a wish to be told something has no answer."""
    claim = operation.compiled.operation
    noun = operation.noun or claim.claim.resource.split(" ")[-1] or _noun(operation)
    call = GoldCall(tool=operation.name, arguments="{}", stage=0, purpose="do", noun=noun, plural=plural_of(noun))
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
    fields = [
        field
        for field in _all_shown(body)
        if body[field] != arguments.get(field) and said(inner(body, tuple(field.split("/")))) not in told
    ]
    if not fields or (len(fields) == 1 and words_of(fields[0])[-1:] in _NAMES and "name" not in wish.clause):
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
