"""A right call → calls that are almost right, each wrong in one way: what a small model chooses among.

    other function    the right arguments, another function on offer
    other value       one argument with a value of the same type that stands elsewhere, or is near it
    left out          a required argument is missing
    unknown argument  an argument has another name
    swapped           two arguments of one type have each other's values
    fewer, repeated   of several calls, one is missing; of one call, it is made twice

Every altered call is checked to be wrong; the same seed and item give the same calls.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lemnos.records import content_id
from lemnos.steps.evaluate.calls.match import match

Calls = list[dict[str, dict[str, Any]]]


def right_calls(functions: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> Calls:
    """Return the calls that take the first right value of each argument. An argument is left out if the first of its
    right values is to leave it out and its function does not require it."""
    required = _required(functions)
    return [
        {
            name: {
                key: _first(values)
                for key, values in arguments.items()
                if values and (values[0] != "" or key in required.get(name, ()))
            }
        }
        for answer in answers
        for name, arguments in answer.items()
    ]


def _required(functions: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[str]]:
    return {
        str(function.get("name")): (function.get("parameters") or {}).get("required") or () for function in functions
    }


def _first(values: Sequence[Any]) -> Any:
    return _unfolded(next((value for value in values if value != ""), ""))


def _unfolded(value: Any) -> Any:
    """Return a right value as an argument: in objects every field lists its right values."""
    if isinstance(value, Mapping):
        return {
            key: _first(held) if isinstance(held, list) else held
            for key, held in value.items()
            if not (isinstance(held, list) and held[:1] == [""])
        }
    if isinstance(value, list):
        return [_unfolded(item) if isinstance(item, Mapping) else item for item in value]
    return value


def altered(
    category: str,
    functions: Sequence[Mapping[str, Any]],
    answers: Sequence[Mapping[str, Any]],
    seed: str,
    count: int,
) -> list[Calls]:
    """Return up to ``count`` different wrong versions of the right calls, of as many ways as there are.

    Args:
        category: See ``match``.
        functions: The functions on offer.
        answers: The right answers.
        seed: Seeds the draw, with the item's id in it.
        count: How many.
    """
    right = right_calls(functions, answers)
    generator = np.random.default_rng(int(content_id(seed), 16))
    found: list[Calls] = []
    ways = [list(_in_order(way(right, functions), generator)) for way in _WAYS]
    ways = [ways[index] for index in generator.permutation(len(ways)).tolist()]
    while any(ways) and len(found) < count:
        for way in ways:
            while way:
                made = way.pop()
                if made not in found and made != right and not match(category, functions, made, answers).right:
                    found.append(made)
                    break
            if len(found) == count:
                break
    return found


def _in_order(versions: Iterator[Calls], generator: np.random.Generator) -> Iterator[Calls]:
    held = list(versions)
    for index in generator.permutation(len(held)).tolist():
        yield held[index]


def _other_function(right: Calls, functions: Sequence[Mapping[str, Any]]) -> Iterator[Calls]:
    for number, call in enumerate(right):
        ((name, arguments),) = call.items()
        for function in functions:
            if function.get("name") != name:
                yield _with(right, number, {str(function.get("name")): copy.deepcopy(arguments)})


def _other_value(right: Calls, functions: Sequence[Mapping[str, Any]]) -> Iterator[Calls]:
    del functions
    values = [value for call in right for arguments in call.values() for value in arguments.values()]
    for number, call in enumerate(right):
        ((name, arguments),) = call.items()
        for key, value in arguments.items():
            for other in _near(value, values):
                yield _with(right, number, {name: arguments | {key: other}})


def _near(value: Any, others: Sequence[Any]) -> Iterator[Any]:
    """Yield values of the type of a value that are not it."""
    yield from (other for other in others if type(other) is type(value) and other != value)
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
            yield value * 2 or 2
        case float():
            yield value + 1.0
            yield value / 2 or 0.5
        case str() if " " in value:
            yield value.partition(" ")[2]
        case list() if len(value) > 1:
            yield value[:-1]
            yield value[::-1]


def _left_out(right: Calls, functions: Sequence[Mapping[str, Any]]) -> Iterator[Calls]:
    required = _required(functions)
    for number, call in enumerate(right):
        ((name, arguments),) = call.items()
        for key in arguments:
            if key in required.get(name, ()):
                yield _with(right, number, {name: {held: value for held, value in arguments.items() if held != key}})


def _unknown_argument(right: Calls, functions: Sequence[Mapping[str, Any]]) -> Iterator[Calls]:
    known = {str(key) for function in functions for key in (function.get("parameters") or {}).get("properties") or {}}
    for number, call in enumerate(right):
        ((name, arguments),) = call.items()
        for key in arguments:
            for other in (*sorted(known - arguments.keys()), f"{key}_value"):
                renamed = {other if held == key else held: value for held, value in arguments.items()}
                yield _with(right, number, {name: renamed})


def _swapped(right: Calls, functions: Sequence[Mapping[str, Any]]) -> Iterator[Calls]:
    del functions
    for number, call in enumerate(right):
        ((name, arguments),) = call.items()
        keys = list(arguments)
        for first, one in enumerate(keys):
            for two in keys[first + 1 :]:
                if type(arguments[one]) is type(arguments[two]) and arguments[one] != arguments[two]:
                    yield _with(right, number, {name: arguments | {one: arguments[two], two: arguments[one]}})


def _other_count(right: Calls, functions: Sequence[Mapping[str, Any]]) -> Iterator[Calls]:
    del functions
    if len(right) == 1:
        yield [copy.deepcopy(right[0]), copy.deepcopy(right[0])]
        return
    for number in range(len(right)):
        yield copy.deepcopy([call for place, call in enumerate(right) if place != number])


def _with(right: Calls, number: int, call: dict[str, dict[str, Any]]) -> Calls:
    return [copy.deepcopy(call if place == number else held) for place, held in enumerate(right)]


_WAYS: tuple[Callable[[Calls, Sequence[Mapping[str, Any]]], Iterator[Calls]], ...] = (
    _other_function,
    _other_value,
    _left_out,
    _unknown_argument,
    _swapped,
    _other_count,
)


def written(calls: Sequence[Mapping[str, Mapping[str, Any]]]) -> str:
    """Return calls as the benchmark asks for them: ``[name(argument=value), …]``.

    >>> written([{"find": {"city": "Oslo", "days": 3}}, {"news.top": {}}])
    "[find(city='Oslo', days=3), news.top()]"
    """
    texts = [
        f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
        for call in calls
        for name, arguments in call.items()
    ]
    return f"[{', '.join(texts)}]"
