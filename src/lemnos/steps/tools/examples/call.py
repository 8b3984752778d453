"""Make an example call of a tool and an example result that belong together: ``Tool`` -> JSON values.

An example in the tool's own description is preferred if it conforms, and completed if it lacks required arguments;
otherwise a value is built from the schema (``lemnos.steps.tools.examples.schema_values``). Arguments then agree with a
result that the description gives, and an invented result agrees with the arguments
(``lemnos.steps.tools.examples.agreement``). Every choice is seeded with the tool's id. A typical tool costs less than
0.5 ms.
"""

import re
from random import Random
from typing import Any
from urllib.parse import urlsplit

import msgspec

from lemnos.records import Credential, Tool, ToolExample
from lemnos.steps.tools.examples.adjust import TITLED, slugs
from lemnos.steps.tools.examples.agreement import Agreement, known_of, nouns_of
from lemnos.steps.tools.examples.counts import Known
from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.examples.exclusive import rivalry, without_rivals
from lemnos.steps.tools.examples.pattern import matching_text
from lemnos.steps.tools.examples.schema_values import SchemaSampler
from lemnos.steps.tools.examples.selection import NO_WISHES, Wishes
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms

_LONGEST_EXAMPLE = 4_000
"""Maximum length of an example taken from the description, in characters."""
_ATTEMPTS = ((0.45, 4), (0.0, 0), (1.0, 40), (0.45, 8), (0.2, 2), (0.7, 12))
"""(share, maximum number) of optional properties to include, in the order in which they are tried."""
_RESULT_ATTEMPTS = ((1.0, 10), *_ATTEMPTS[1:])
"""A result shows nearly all of its properties."""
_LONGEST_TEXT = 80
"""Maximum length of an example of the result that an argument takes over, in characters."""
_NAMED_BY_PATH = frozenset(("parent", "name", "resource"))
_IDENTIFYING = ("id", "sid", "arn", "key", "code", "number")
"""Endings of the names of properties whose pattern an argument of the same name shares."""
_API_VERSION = frozenset(("apiversion", "xapiversion", "xmsversion"))
_ADDRESSES = frozenset(("url", "uri", "href", "self", "selflink", "selfurl"))
"""Properties of a result that hold its own address."""
_ROOTS = frozenset(("projects", "organizations", "folders", "billingAccounts", "accounts", "customers", "users"))


def example_arguments(tool: Tool) -> dict[str, Any]:
    """Return arguments that conform to ``tool.parameters``: all required ones and some optional ones.

    Raises:
        ImpossibleError: No value conforms to the parameters, because they contradict each other or refer to themselves
            without end. A ``ValueError``.
    """
    schema = msgspec.json.decode(tool.parameters)
    own = _own_result(tool)
    examples = [own[0], *(each for each in tool.examples if each is not own[0])] if own else tool.examples
    required = schema.get("required", ())
    for example in examples:
        given = _decoded(example.arguments)
        if not isinstance(given, dict):
            continue
        given = without_rivals(given, rivalry(schema.get("properties", {}), (tool.description,)), required)
        if not all(name in given for name in required):
            given = _completed(tool, schema, given, own[1] if own else None)
        if given and conforms(given, schema, schema):
            return given
        if not required and example.arguments == "{}":
            break
    arguments = _made(tool, schema, {})
    return _agreeing(tool, schema, arguments, own[1], {}) if own else arguments


def example_result(tool: Tool, arguments: dict[str, Any] | None = None) -> Any:
    """Return a value that conforms to ``tool.result`` and agrees with ``arguments``; None if it has no result schema.

    Raises:
        ImpossibleError: No value conforms to it.
    """
    if not tool.result:
        return None
    if (own := _own_result(tool)) is not None:
        return own[1]
    schema = msgspec.json.decode(tool.result)
    host = urlsplit(tool.server).hostname or ""
    value = example_value(schema, tool.id, "result", _RESULT_ATTEMPTS, Wishes(host=host))
    known = known_of(arguments or {}, {place.name: place.wire_name or place.name for place in tool.places}, tool.path)
    agreed = Agreement(schema, known, nouns_of(tool.path, tool.name)).of(value)
    return _with_own_address(tool, schema, agreed, arguments or {})


def _with_own_address(tool: Tool, schema: Schema, result: Any, arguments: dict[str, Any]) -> Any:
    """Return a result in which ``url`` and its like are the address of the resource itself."""
    if not tool.server or not isinstance(result, dict):
        return result
    address = tool.server.rstrip("/") + tool.path.partition("#")[0]
    for place in tool.places:
        if place.place == "path" and isinstance(value := arguments.get(place.name), str | int):
            address = address.replace("{" + (place.wire_name or place.name) + "}", str(value))
    if tool.method == "POST" and isinstance(ident := result.get("id", result.get("sid")), str | int):
        address += f"/{ident}"
    own = {name for name, value in result.items() if normalised(name) in _ADDRESSES and _is_invented_url(value)}
    moved = {name: address if name in own else value for name, value in result.items()}
    return moved if own and "{" not in address and conforms(moved, schema, schema) else result


def _is_invented_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://example.", "https://www.example."))


def _own_result(tool: Tool) -> tuple[ToolExample, Any] | None:
    """Return the first example of the description whose result conforms, and that result."""
    if not tool.result:
        return None
    schema: Schema | None = None
    for example in tool.examples:
        if example.result:
            schema = msgspec.json.decode(tool.result) if schema is None else schema
            result = _decoded(example.result)
            if result is not None and conforms(result, schema, schema):
                return example, result
    return None


def _decoded(text: str) -> Any:
    """Return the JSON value of an example; None if it is too long or not JSON."""
    if len(text) > _LONGEST_EXAMPLE:
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def _completed(tool: Tool, schema: Schema, given: dict[str, Any], result: Any) -> dict[str, Any]:
    """Return the arguments of an example with the required ones that it lacks; empty if that is impossible."""
    try:
        made = _made(tool, schema, given)
    except ImpossibleError:
        return {}
    return made if result is None else _agreeing(tool, schema, made, result, given)


def _agreeing(tool: Tool, schema: Schema, made: dict[str, Any], result: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return invented arguments with the values that a result of the description has, but for those in ``given``."""
    known = _known_of_result(tool, result)
    open_names = {name for name in made if name not in given}
    wires = {place.name: normalised(place.wire_name or place.name) for place in tool.places}
    spelled = {place.name: place.wire_name or place.name for place in tool.places}
    own: Known = {}
    for name in sorted(open_names):
        wire = wires.get(name, normalised(name))
        stems = [wire, *(ending for ending in ("id", "name", "key", "code") if wire.endswith(ending))]
        in_path = any(place.name == name and place.place == "path" for place in tool.places)
        ends_path = tool.path.rstrip("/").endswith("{" + spelled.get(name, name) + "}")
        for stem in stems if in_path and ends_path else stems[:1]:
            if stem in known:
                own[normalised(name)] = known[stem]
                break
    agreed = Agreement(schema, own).of(made)
    return {name: made[name] if name in given else agreed.get(name, made[name]) for name in made}


def _known_of_result(tool: Tool, result: Any) -> Known:
    nouns = nouns_of(tool.path) | {"data", "result", "item", "response"}
    if isinstance(result, list):
        return {}
    known: Known = {}
    for key, value in result.items() if isinstance(result, dict) else ():
        if normalised(key) in nouns and isinstance(value, dict):
            known |= {normalised(inner): each for inner, each in value.items()}
        known.setdefault(normalised(key), value)
    return known


def _made(tool: Tool, schema: Schema, given: dict[str, Any]) -> dict[str, Any]:
    avoided, secrets = _credentials(tool)
    required = schema.get("required", ()) if isinstance(schema, dict) else ()
    fixed = {**{name: value for name, value in secrets.items() if name in required}, **given}
    host = urlsplit(tool.server).hostname or ""
    wishes = Wishes(fixed, avoided, True, (tool.description,), _templates(tool), host)
    for wished in (wishes, msgspec.structs.replace(wishes, given=given)) if fixed != given else (wishes,):
        try:
            arguments = example_value(schema, tool.id, "arguments", _ATTEMPTS, wished)
        except ImpossibleError:
            if wished.given == given:
                raise
            continue
        if isinstance(arguments, dict):
            return _fit_for_path(tool, schema, arguments, given)
    raise ImpossibleError("the parameters are not an object")


def _fit_for_path(tool: Tool, schema: Schema, arguments: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return arguments whose invented names in the path have no spaces: ``blue-lantern``."""
    in_path = {place.name for place in tool.places if place.place == "path"} - given.keys()
    changed = {
        name: slugs(value)[0]
        for name in in_path & arguments.keys()
        if isinstance(value := arguments[name], str) and " " in value and TITLED.fullmatch(value)
    }
    fit = {name: changed.get(name, value) for name, value in arguments.items()}
    return fit if changed and conforms(fit, schema, schema) else arguments


def _credentials(tool: Tool) -> tuple[frozenset[str], dict[str, str]]:
    """Return the arguments that the authentication of a tool carries anyway, and a placeholder for each."""
    if not tool.authentication:
        return frozenset(), {}
    carried: dict[tuple[str, str], Credential] = {
        (credential.place, credential.parameter.lower()): credential
        for each in tool.authentication
        for credential in each.credentials
    }
    found = {
        place.name: f"{credential.prefix} $API_KEY".lstrip() if credential.type == "apiKey" else "Bearer $ACCESS_TOKEN"
        for place in tool.places
        if (credential := carried.get((place.place, (place.wire_name or place.name).lower()))) is not None
    }
    return frozenset(found), found


def _named_alike(tool: Tool) -> dict[str, str]:
    """Return for each argument the example that the result has for a property of its name, if it is text."""
    if '"examples"' not in tool.result and '"pattern"' not in tool.result:
        return {}
    members = msgspec.json.decode(tool.result).get("properties", {})
    random = Random(int(tool.id, 16))
    known: dict[str, Any] = {}
    for name, member in members.items():
        if not isinstance(member, dict):
            continue
        if isinstance(given := member.get("examples"), list) and given:
            known[normalised(name)] = given[0]
        elif isinstance(pattern := member.get("pattern"), str) and normalised(name).endswith(_IDENTIFYING):
            known[normalised(name)] = matching_text(pattern, random)
    return {
        place.name: text
        for place in tool.places
        if isinstance(text := known.get(normalised(place.wire_name or place.name)), str) and len(text) < _LONGEST_TEXT
    }


def _templates(tool: Tool) -> dict[str, str]:
    """Return the version of the API for the argument that asks for it, and a template for ``parent`` or ``name``.

    The template comes from the collections in the operation's name: Google's operations are named
    ``pubsub_projects_topics_subscriptions_list`` and take ``projects/*/topics/*``.
    """
    own = _named_alike(tool)
    if tool.version:
        own |= {place.name: tool.version for place in tool.places if normalised(place.name) in _API_VERSION}
    words = tool.name.split("_")
    named = [place.name for place in tool.places if place.place == "path"]
    if len(named) != 1 or not (named[0] in _NAMED_BY_PATH or f"{named[0]}s" in words[-2:-1]):
        return own
    start = next((index for index, word in enumerate(words) if word in _ROOTS), None)
    if start is None or start == len(words) - 1:
        return own
    collections = words[start:-1]
    after = re.search(r"\{\+?" + named[0] + r"\}/(\w+)", tool.path)
    if named[0] == "parent" and len(collections) > 1 and (after is None or after[1] == collections[-1]):
        collections = collections[:-1]
    return own | {named[0]: "/".join(f"{collection}/*" for collection in collections)}


def example_value(
    schema: Schema,
    seed: str,
    name: str,
    attempts: tuple[tuple[float, int], ...] = _ATTEMPTS,
    wishes: Wishes = NO_WISHES,
) -> Any:
    """Return a value that conforms to ``schema``.

    Args:
        schema: A self-contained schema.
        seed: Hexadecimal digits; the same seed gives the same value.
        name: Name of the value, which decides what is plausible where the schema leaves it open.
        attempts: (share, maximum number) of optional properties to include, in the order in which they are tried.
        wishes: What the value should be like if it is an object.

    Raises:
        ImpossibleError: No value of a reasonable size conforms to it.
    """
    reason = "no value conforms to the schema"
    for number, (share, most) in enumerate(attempts):
        sampler = SchemaSampler(schema, Random(int(seed, 16) * 8 + number), share, most, wishes)
        if name == "result":
            # The people and places of the call, but no number of it that would seem to be meant.
            sampler.random.seed(~(int(seed, 16) * 8 + number))
        try:
            value = sampler.make(schema, name)
        except ImpossibleError as error:
            reason = str(error)
            continue
        if conforms(value, schema, schema):
            return value
    raise ImpossibleError(reason)
