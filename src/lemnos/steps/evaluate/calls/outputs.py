"""Recorded outputs of a model → ``ItemScore`` records: whether each makes the right calls.

Outputs are JSON lines with ``id`` and ``result``: what the model wrote, or a list of calls ``{name: arguments}``
whose arguments may be JSON text. An item without an output is rejected.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.errors import InputError
from lemnos.records import ItemScore, Metric, Rejected
from lemnos.steps.evaluate.calls.match import match
from lemnos.steps.evaluate.calls.parse import calls_of_output
from lemnos.steps.evaluate.suites.files import lines_of
from lemnos.steps.evaluate.suites.items import Item

AST_ACCURACY = "ast_accuracy"


@lru_cache(maxsize=4)
def outputs_at(path: str) -> Mapping[str, Any]:
    """Return the outputs in a file by the id of their item.

    Raises:
        InputError: It cannot be read, or a line is no output.
    """
    found: dict[str, Any] = {}
    for line in lines_of(path):
        if isinstance(line, Rejected):
            raise InputError(line.reason, where=line.source, remedy="write one output a line: id and result")
        if "id" not in line.value or "result" not in line.value:
            raise InputError("has not the fields id and result", where=line.source, remedy="write both on each line")
        found[str(line.value["id"])] = line.value["result"]
    return found


def check_output(checkpoint: str, item: Item, outputs: Mapping[str, Any]) -> ItemScore | Rejected:
    """Return whether the output for one item makes the right calls; a rejection if there is none."""
    if item.id not in outputs:
        return Rejected(
            stage="scores", rule="no_output", reason="no output has its id", source=checkpoint, record=item.id
        )
    result = outputs[item.id]
    calls = calls_of_output(result, item.functions) if isinstance(result, str) else _listed(result)
    verdict = match(item.category, item.functions, calls, item.answers)
    return item.scored(
        checkpoint,
        metrics=(Metric(AST_ACCURACY, float(verdict.right)),),
        output=result if isinstance(result, str) else json.dumps(result, ensure_ascii=False),
        reason=verdict.reason,
    )


def _listed(result: Any) -> list[dict[str, dict[str, Any]]]:
    """Return calls that an interface for functions gave as values."""
    found: list[dict[str, dict[str, Any]]] = []
    for call in result if isinstance(result, list) else [result]:
        if not isinstance(call, dict):
            continue
        made: dict[str, dict[str, Any]] = {}
        for name, arguments in call.items():
            held = _decoded(arguments) if isinstance(arguments, str) else arguments
            made[str(name)] = held if isinstance(held, dict) else {}
        found.append(made)
    return found


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
