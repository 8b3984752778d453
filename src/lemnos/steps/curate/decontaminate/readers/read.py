"""Benchmarks to items: which format a file is in, and the items of all its rows.

A format is recognised by the fields of a row, whatever the file is called, unless a setting names it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lemnos.records import Rejected
from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.readers import agents, conversations, prose
from lemnos.steps.curate.decontaminate.readers.base import Row, UnknownItemError, rejected, rows_of
from lemnos.steps.curate.decontaminate.readers.fields import fields

Reader = Callable[[Row, str], Iterator[Item]]


class Format(NamedTuple):
    """A format of benchmarks."""

    name: str
    title: str
    """What it is, for the reference."""
    fits: Callable[[Any], bool]
    """Whether a value is a row of it."""
    read: Reader
    secret: bool = True
    """Whether its items are searched by default."""


def _has(*keys: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(key in value for key in keys)


def _is_bfcl(value: Any) -> bool:
    asked = value.get("question") if isinstance(value, dict) else None
    return isinstance(asked, list) and bool(asked) and ("function" in value or "involved_classes" in value)


def _is_function(value: Any) -> bool:
    if not isinstance(value, dict) or "question" in value:
        return False
    inner = value.get("function")
    described: dict[str, Any] = inner if isinstance(inner, dict) else value
    return "name" in described and any(
        key in described for key in ("parameters", "inputSchema", "input_schema", "input_parameters")
    )


def _is_coqa(value: Any) -> bool:
    data = value.get("data") if isinstance(value, dict) else None
    if isinstance(data, list) and data:
        return _has("story", "questions")(data[0])
    return _has("story", "turns")(value) or _has("story", "questions", "answers")(value)


def _is_squad(value: Any) -> bool:
    data = value.get("data") if isinstance(value, dict) else None
    return isinstance(data, list) and bool(data) and _has("paragraphs")(data[0])


def _is_mt_eval(value: Any) -> bool:
    given = (
        value
        if isinstance(value, list)
        else (value.get("conv") or value.get("conversation"))
        if isinstance(value, dict)
        else None
    )
    return isinstance(given, list) and bool(given) and _has("user", "sys")(given[0])


def _is_agent_bench(value: Any) -> bool:
    return (_has("description", "evaluation")(value) and ("labels" in value or "label" in value)) or _has(
        "question", "s_expression"
    )(value)


def _is_python(value: Any) -> bool:
    return isinstance(value, str) and "Task(" in value and "instruction=" in value


def _is_copying(value: Any) -> bool:
    if not _has("context", "choices")(value) or not isinstance(value["choices"], list):
        return False
    return bool(value["choices"]) and all(isinstance(one, str) and len(one.strip()) == 1 for one in value["choices"])


FORMATS = (
    Format("bfcl", "BFCL 1 to 4", _is_bfcl, lambda row, name: agents.bfcl(row, name, {})),
    Format("api_bank", "API-Bank", _has("instruction", "input", "expected_output"), agents.api_bank),
    Format("agentbench", "AgentBench", _is_agent_bench, agents.agent_bench),
    Format(
        "tau_bench",
        "tau-bench and tau2-bench, JSON",
        lambda value: _has("instruction", "actions")(value) or _has("user_scenario", "evaluation_criteria")(value),
        agents.tau_bench,
    ),
    Format("tau_bench_python", "tau-bench, Python files of tasks", _is_python, agents.python_tasks),
    Format("function", "a list of tools, MCP `tools/list`", _is_function, agents.function),
    Format("coqa", "CoQA", _is_coqa, conversations.coqa),
    Format("squad", "SQuAD, QuAC", _is_squad, conversations.squad),
    Format("ikat", "TREC iKAT", _has("ptkb", "turns"), conversations.ikat),
    Format("cast", "TREC CAsT", _has("number", "turn"), conversations.cast),
    Format("mtrag", "MTRAG, MTRAG-UN", _has("input", "targets", "contexts"), conversations.mtrag),
    Format(
        "mt_bench",
        "MT-Bench",
        lambda value: (
            _has("turns")(value)
            and isinstance(value["turns"], list)
            and bool(value["turns"])
            and isinstance(value["turns"][0], str)
        ),
        conversations.mt_bench,
    ),
    Format("mt_eval", "MT-Eval", _is_mt_eval, conversations.mt_eval),
    Format(
        "messages",
        "chat messages with roles",
        lambda value: (
            isinstance(value, dict)
            and (isinstance(value.get("messages_display"), str) or isinstance(value.get("messages"), list))
        ),
        conversations.messages,
    ),
    Format("blimp", "BLiMP", _has("sentence_good", "sentence_bad"), prose.blimp, False),
    Format("copying", "copying tasks", _is_copying, prose.copying, False),
    Format("prose", "WikiText, plain text", lambda value: isinstance(value, str), prose.paragraphs, False),
    Format(
        "fields",
        "MMLU, ARC, HellaSwag, GSM8K, PIQA, HumanEval and any other, by the names of fields",
        lambda value: isinstance(value, dict | list),
        lambda row, name: fields(row, name, {}),
    ),
)
NAMES = tuple(form.name for form in FORMATS)


def read_benchmark(name: str, path: str, names: Mapping[str, Sequence[str]] | None = None) -> Iterator[Item | Rejected]:
    """Yield the items of a benchmark, and the rows that are none.

    Args:
        name: Name of the benchmark.
        path: Its file, folder or archive.
        names: Fields of a setting, see ``fields``; a row that has the named question is read by them.

    Raises:
        InputError: The path cannot be read.
    """
    rows = list(rows_of(path))
    truths = {
        str(row.value["id"]): row.value["ground_truth"] for row in rows if isinstance(row, Row) and _is_truth(row.value)
    }
    for row in rows:
        if isinstance(row, Rejected):
            yield row
        else:
            yield from _of_row(row, name, names or {}, truths)


def _of_row(
    row: Row, name: str, names: Mapping[str, Sequence[str]], truths: Mapping[str, Any]
) -> Iterator[Item | Rejected]:
    named = isinstance(row.value, dict) and any(key in row.value for key in names.get("question", ()))
    if _is_truth(row.value) and not named:
        return
    form = FORMATS[-1] if named else next((one for one in FORMATS if one.fits(row.value)), None)
    if form is None:
        yield rejected("other_format", "it is no JSON object", row.source)
        return
    try:
        if form.name == "bfcl":
            yield from agents.bfcl(row, name, truths)
        elif named:
            yield from fields(row, name, names)
        else:
            yield from form.read(row, name)
    except UnknownItemError as error:
        inner = [found for one in _contained(row) for found in _of_row(one, name, names, truths)]
        if any(isinstance(found, Item) for found in inner):
            yield from inner
        else:
            yield rejected(error.rule, str(error), row.source)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        yield rejected("other_format", f"it is not as in {form.title} ({error})", row.source)


def _contained(row: Row) -> Iterator[Row]:
    """Yield the objects in lists of an object that is no item itself, as in ``{"examples": [{…}, …]}``."""
    for key, listed in row.value.items() if isinstance(row.value, dict) else ():
        for number, value in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(value, dict):
                yield Row(value, f"{row.source}#/{key}/{number}", row.file)


def _is_truth(value: Any) -> bool:
    """Return whether a value is an answer of BFCL, which stands in a file of its own."""
    return _has("id", "ground_truth")(value) and not any(key in value for key in ("question", "prompt", "problem"))
