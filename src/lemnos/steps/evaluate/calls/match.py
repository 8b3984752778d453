"""Whether calls are right: calls and the answers of a benchmark → a ``Verdict``. Semantics of BFCL's AST check.

Source: Patil et al., "The Berkeley Function Calling Leaderboard", ICML 2025; reference implementation ``bfcl-eval``
(``eval_checker/ast_eval/ast_checker.py``), with which this agrees item by item (``benchmarks/evaluate.py``).

A right answer lists for each argument the values that are right; an empty string among them lets the argument out.
Texts are compared without case, spaces and the marks ``,./-_*^``; a whole number may stand for a float; a tuple for a
list. Booleans are no numbers. A value of the type of the right answers stands for a variable where the schema names
another type. Several calls may come in any order (``parallel``).

Python's types only: the items for Java and JavaScript, whose values are source text, are refused by the reader.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Call = Mapping[str, Mapping[str, Any]]
"""Name of the function → arguments."""

_TYPES: dict[str, type] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "array": list,
    "tuple": list,
    "dict": dict,
    "any": str,
}
_IGNORED = str.maketrans(dict.fromkeys(" ,./-_*^") | {"'": '"'})


class Verdict(NamedTuple):
    """Whether an output is right, and if not, why."""

    right: bool
    reason: str = ""


_RIGHT = Verdict(True)


def match(
    category: str, functions: Sequence[Mapping[str, Any]], calls: Sequence[Call], answers: Sequence[Mapping[str, Any]]
) -> Verdict:
    """Return whether calls are right.

    Args:
        category: The kind of item, as its file is called: ``simple_python``, ``multiple``, ``parallel``,
            ``parallel_multiple``, with or without ``live_``; ``irrelevance`` and ``relevance``.
        functions: The functions on offer, with JSON Schemas in BFCL's notation.
        calls: What the model called.
        answers: For each call, function → argument → the values that are right. Empty where none may be called.
    """
    if "irrelevance" in category:
        return Verdict(False, "it calls a function, and none fits") if calls else _RIGHT
    if "relevance" in category:
        return _RIGHT if calls else Verdict(False, "it calls no function")
    if len(calls) != len(answers):
        return Verdict(False, f"it makes {len(calls)} calls in place of {len(answers)}")
    if "parallel" in category:
        return _any_order(functions, calls, answers)
    if not answers:
        return _RIGHT
    named = _described(functions, next(iter(answers[0]))) if "multiple" in category else functions[0]
    return match_call(named, calls[0], answers[0]) if named is not None else Verdict(False, "no such function")


def _any_order(
    functions: Sequence[Mapping[str, Any]], calls: Sequence[Call], answers: Sequence[Mapping[str, Any]]
) -> Verdict:
    """Give each answer the first call that it accepts and that no answer before it took."""
    taken: set[int] = set()
    for number, answer in enumerate(answers):
        function = _described(functions, next(iter(answer)))
        verdicts = [
            (index, match_call(function, call, answer) if function is not None else Verdict(False, "no such function"))
            for index, call in enumerate(calls)
            if index not in taken
        ]
        found = next((index for index, verdict in verdicts if verdict.right), None)
        if found is None:
            return Verdict(False, f"no call is answer {number + 1}: {verdicts[0][1].reason}")
        taken.add(found)
    return _RIGHT


def _described(functions: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    return next((function for function in functions if function.get("name") == name), None)


def match_call(function: Mapping[str, Any], call: Call, answer: Mapping[str, Any]) -> Verdict:
    """Return whether one call is right.

    Args:
        function: The function that should be called.
        call: The call.
        answer: Function → argument → right values.
    """
    right: Mapping[str, Sequence[Any]] = next(iter(answer.values()))
    name = str(function.get("name", ""))
    parameters = function.get("parameters") or {}
    properties = parameters.get("properties") or {}
    if name not in call:
        return Verdict(False, f"it does not call {name}")
    given = call[name]
    missing = next((key for key in parameters.get("required") or () if key not in given), None)
    if missing is not None:
        return Verdict(False, f"the required argument {missing!r} is missing")
    for key, value in given.items():
        if key not in properties or key not in right:
            return Verdict(False, f"the argument {key!r} is unexpected")
        verdict = _argument(key, value, properties[key], right[key])
        if not verdict.right:
            return verdict
    left_out = next((key for key, values in right.items() if key not in given and "" not in values), None)
    return Verdict(False, f"the argument {left_out!r} is missing") if left_out is not None else _RIGHT


def _argument(key: str, value: Any, schema: Mapping[str, Any], right: Sequence[Any]) -> Verdict:
    """Return whether the value of one argument is right: its type first, then the value."""
    stated = str(schema.get("type"))
    wanted = _TYPES.get(stated, str)
    inner = None
    if stated in ("array", "tuple"):
        items = schema.get("items") or {}
        inner = _TYPES.get(str(items.get("type")), str)
    if stated == "tuple" and type(value) is tuple:
        value = list(value)
    if stated == "float" and type(value) is int:
        value = _as_float(value)
    variable = _typed(value, right, wanted, inner)
    if variable is None:
        return Verdict(False, f"the argument {key!r} is no {stated}: {value!r}")
    if not variable:
        if wanted is dict:
            return _judged(key, value, _is_dict(value, right))
        if wanted is list and inner is dict:
            return _judged(key, value, _is_list_of_dicts(value, right))
        if wanted is str:
            return _judged(key, value, plain(value) in [plain(one) for one in right if type(one) is str])
        if wanted is list:
            return _judged(key, value, [plain(one) for one in value] in [_plain_items(one) for one in right])
    return _judged(key, value, value in right)


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _judged(key: str, value: Any, good: bool) -> Verdict:
    return _RIGHT if good else Verdict(False, f"the argument {key!r} has another value: {value!r}")


def _type_of(right: Sequence[Any]) -> type | None:
    """Return the type of the first right value that is not the empty string; None if there is none."""
    return next((type(value) for value in right if value != ""), None)


def _typed(value: Any, right: Sequence[Any], wanted: type, inner: type | None) -> bool | None:
    """Return whether a value stands for a variable; None if its type is wrong.

    A list is of the right type if its elements are, measured by one of the right lists; nested once only.
    """
    of_answers = _type_of(right)
    alike = type(value) is wanted
    if alike:
        variable = of_answers is not None and of_answers is not wanted
        if inner is None:
            return variable
        for possible in right:
            if type(possible) is not list or _elements_typed(value, possible, inner):
                return variable
        return None
    return True if of_answers is not None and type(value) is of_answers else None


def _elements_typed(values: Sequence[Any], right: Sequence[Any], inner: type) -> bool:
    return all(_typed(value, right, inner, None) is not None for value in values)


def plain(value: Any) -> Any:
    """Return a text without case, spaces and marks; any other value as it is.

    >>> plain("New-York, NY"), plain(3)
    ('newyorkny', 3)
    """
    return value.translate(_IGNORED).lower() if type(value) is str else value


def _plain_items(values: Any) -> Any:
    """Return the plain elements of a right value: a list, or a text as the list of its characters."""
    return [plain(value) for value in values] if isinstance(values, Sequence | Mapping) else values


def _is_dict(value: Mapping[str, Any], right: Sequence[Any]) -> bool:
    """Return whether an object is one of the right ones, whose keys each list their right values."""
    return any(_is_this_dict(value, possible) for possible in right if possible != "")


def _is_this_dict(value: Any, right: Any) -> bool:
    if not isinstance(value, Mapping) or not isinstance(right, Mapping):
        return False
    for key, held in value.items():
        if key not in right or plain(held) not in [plain(one) for one in right[key]]:
            return False
    return all(key in value or "" in values for key, values in right.items())


def _is_list_of_dicts(value: Sequence[Any], right: Sequence[Any]) -> bool:
    """Return whether a list of objects is one of the right ones, in their order."""
    return any(
        len(value) == len(possible)
        and all(_is_dict(one, [wanted]) for one, wanted in zip(value, possible, strict=True))
        for possible in right
    )
