"""What a model wrote → the calls in it: JSON, Python calls, or either of them in tags.

Thoughts before ``</think>`` and fences of code are no part of the calls. A text that holds no call gives an empty list:
that is the right output where no function fits. Grammars: ``json`` and ``ast``, behind the readers that also import
trajectories; arguments without a name get that of the parameter at their place.
"""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.draft import DraftCall, DraftTool
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.tagged import calls_and_words, thought_and_words
from lemnos.sources.trajectories.forms.chat.notation.values import decoded

_FENCE = "```"


def calls_of_output(text: str, functions: Sequence[Mapping[str, Any]]) -> list[dict[str, dict[str, Any]]]:
    """Return the calls of an output, each as function → arguments; none if it holds none.

    Args:
        text: What the model wrote.
        functions: The functions on offer, with JSON Schemas.
    """
    text = thought_and_words(text)[1].strip()
    tools = [DraftTool(str(function.get("name", "")), parameters=function.get("parameters")) for function in functions]
    try:
        tagged, _ = calls_and_words(text, tools, [])
    except FormError:
        return []
    if tagged:
        return _plain(tagged, functions)
    inner = _without_fence(text)
    exact = _python(inner, functions)
    if exact is not None:
        return exact
    found = calls_in(inner, []) if inner[:1] in ("{", "[") else None
    if found is None:
        found = python_calls(inner, [], _parameters(functions))
    return _plain(found or [], functions)


def _parameters(functions: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    return {
        str(function.get("name", "")): list((function.get("parameters") or {}).get("properties") or {})
        for function in functions
    }


def _without_fence(text: str) -> str:
    """Return what stands in a text's first fence of code; the text if it has none."""
    if _FENCE not in text:
        return text.strip()
    _, _, rest = text.partition(_FENCE)
    inner = rest.partition(_FENCE)[0]
    language, newline, body = inner.partition("\n")
    return (body if newline and language.strip().isidentifier() else inner).strip()


def _plain(calls: Sequence[DraftCall], functions: Sequence[Mapping[str, Any]]) -> list[dict[str, dict[str, Any]]]:
    found = []
    for call in calls:
        arguments = decoded(call.arguments)
        if isinstance(arguments, list):
            arguments = dict(zip(_parameters(functions).get(call.name, ()), arguments, strict=False))
        found.append({call.name: arguments if isinstance(arguments, dict) else {}})
    return found


def _python(text: str, functions: Sequence[Mapping[str, Any]]) -> list[dict[str, dict[str, Any]]] | None:
    """Return the calls of a text that is Python: one call, or a list of calls. None if it is anything else."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
    if not all(isinstance(node, ast.Call) for node in nodes):
        return None
    names = _parameters(functions)
    return [_call(node, names) for node in nodes if isinstance(node, ast.Call)]


def _call(node: ast.Call, names: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Any]]:
    name = ast.unparse(node.func)
    found = {key: _value(value) for key, value in zip(names.get(name, ()), node.args, strict=False)}
    found |= {keyword.arg: _value(keyword.value) for keyword in node.keywords if keyword.arg is not None}
    return {name: found}


def _value(node: ast.expr) -> Any:
    """Return the value of a literal; of anything else its source, as a variable stands in the right answers."""
    if isinstance(node, ast.List):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(_value(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        return {
            _value(key): _value(value) for key, value in zip(node.keys, node.values, strict=True) if key is not None
        }
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return ast.unparse(node)
