"""Write the sentences of ``describe_offline``: ``CodeFacts`` and the schema of the parameters -> plain English.

Every sentence states only what signature and code show.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.describe.code_facts import CodeFacts

_MOST_CALLS = 6
_MOST_RETURNS = 4
_MOST_PARAMETERS = 6


def summary_of(
    tool: Tool, parameters: Sequence[str], required: frozenset[str], facts: CodeFacts | None
) -> tuple[str, str, str]:
    """Return summary, details and a text on the return value of a function; the last two may be empty."""
    kind = tool.tags[0] if tool.tags else "function"
    owner = f" of `{tool.api}`" if tool.api else ""
    takes = _takes(parameters, required, more="**" in tool.signature)
    if kind == "class":
        stored = _same_names(facts)
        summary = f"The constructor of `{tool.name}`{owner.replace(' of ', ' in ')} {takes}"
        summary += f" and stores {_stored_names(stored, parameters)} in attributes of the same name." if stored else "."
    else:
        coroutine = "coroutine " if facts is not None and facts.asynchronous else ""
        summary = f"The {coroutine}{kind} `{tool.name}`{owner} {takes}"
        outcome = _outcome(facts)
        summary += f" and {outcome}." if outcome else "."
    return summary, _details(kind, facts), _returns(kind, facts)


def _takes(parameters: Sequence[str], required: frozenset[str], *, more: bool) -> str:
    if not parameters:
        return "takes keyword arguments" if more else "takes no arguments"
    if len(parameters) <= _MOST_PARAMETERS:
        return f"takes {english_list([*(f'`{name}`' for name in parameters), *(['further keyword arguments'] * more)])}"
    required_names = [f"`{name}`" for name in parameters if name in required]
    if not required_names or len(required_names) > _MOST_PARAMETERS:
        return f"takes {len(parameters)} arguments"
    return f"takes {len(parameters)} arguments, of which {english_list(required_names)} must be given,"


def _same_names(facts: CodeFacts | None) -> list[str]:
    if facts is None:
        return []
    return [name for name, attribute in facts.stored.items() if attribute == name]


def _stored_names(stored: Sequence[str], parameters: Sequence[str]) -> str:
    return "them" if len(stored) == len(parameters) > 1 else english_list([f"`{name}`" for name in stored])


def _outcome(facts: CodeFacts | None) -> str:
    if facts is None:
        return ""
    if facts.yields:
        return f"yields {english_list([f'`{text}`' for text in facts.yields[:_MOST_RETURNS]])}"
    if len(facts.returns) == 1 and facts.whole:
        return f"returns `{facts.returns[0]}`"
    if not facts.returns and facts.whole:
        return "returns nothing"
    return ""


def _details(kind: str, facts: CodeFacts | None) -> str:
    if facts is None:
        return ""
    lines = []
    if facts.yields == () and len(facts.returns) > 1:
        shown = [f"`{text}`" for text in facts.returns[:_MOST_RETURNS]]
        more = not facts.whole or len(facts.returns) > _MOST_RETURNS
        lines.append(
            f"It returns {english_list(shown, 'or')}{', or another value' if more else ''}, depending on the case."
        )
    if kind != "class" and facts.sets:
        lines.append(f"It sets {english_list([f'`self.{name}`' for name in facts.sets])}.")
    elif kind == "class":
        other_attributes = [name for name in facts.sets if name not in facts.stored.values()]
        if other_attributes:
            lines.append(f"It also sets {english_list([f'`self.{name}`' for name in other_attributes])}.")
    returned_text = " ".join((*facts.returns, *facts.yields))
    calls = [name for name in facts.calls if f"{name}(" not in returned_text]
    if calls:
        shown = [f"`{name}`" for name in calls[:_MOST_CALLS]]
        others_too = f" and {len(calls) - _MOST_CALLS} more" if len(calls) > _MOST_CALLS else ""
        lines.append(f"It calls {', '.join(shown)}{others_too}." if others_too else f"It calls {english_list(shown)}.")
    return " ".join(lines)


def _returns(kind: str, facts: CodeFacts | None) -> str:
    if facts is None or kind == "class":
        return ""
    if facts.yields:
        return f"Yields {english_list([f'`{text}`' for text in facts.yields[:_MOST_RETURNS]])}."
    shown = [f"`{text}`" for text in facts.returns[:_MOST_RETURNS]]
    if not shown:
        return ""
    more = not facts.whole or len(facts.returns) > _MOST_RETURNS
    return f"{english_list(shown, 'or')}{', or another value' if more else ''}."


def parameter_text(name: str, schema: dict[str, Any], facts: CodeFacts | None) -> str:
    """Return the description in a parameter's schema, or else what the code shows of it; empty if it shows nothing."""
    if schema.get("description"):
        return str(schema["description"])
    sentences = []
    if schema.get("x-python-kind") == "var_positional":
        sentences.append("Any number of positional arguments.")
    if facts is not None:
        if kinds := facts.checked.get(name):
            sentences.append(f"Tested for being {english_list([f'`{kind}`' for kind in kinds], 'or')}.")
        if name in facts.stored:
            sentences.append(f"Stored as `self.{facts.stored[name]}`.")
        if targets := facts.passed.get(name):
            sentences.append(f"Passed on to {english_list(list(targets[:3]))}.")
        if uses := facts.uses.get(name):
            text = english_list(list(uses[:3]))
            sentences.append(f"{text[0].upper()}{text[1:]}.")
    return " ".join(sentences)


def default_text(schema: dict[str, Any]) -> str | None:
    """Return the default of a parameter as Python code; None if it has none."""
    if "x-python-default" in schema:
        return str(schema["x-python-default"])
    if "default" not in schema:
        return None
    return repr(schema["default"])


def raise_texts(facts: CodeFacts) -> Iterator[tuple[str, str]]:
    """Yield the name of each exception and a text on the conditions under which the code raises it."""
    sentences_by_exception: dict[str, list[str]] = {}
    for fact in facts.raises:
        when = f"Raised if `{fact.condition}`" if fact.condition else "Raised"
        if fact.condition.endswith(" is caught"):
            when = f"Raised when `{fact.condition.removesuffix(' is caught')}` is caught"
        message = f", with the message “{fact.message.rstrip('.')}”" if fact.message else ""
        if fact.condition or message:
            sentences_by_exception.setdefault(fact.exception, []).append(f"{when}{message}.")
        else:
            sentences_by_exception.setdefault(fact.exception, [])
    for exception, sentences in sentences_by_exception.items():
        yield exception, " ".join(dict.fromkeys(sentences)) or "Raised by this code."


def english_list(items: Sequence[str], word: str = "and") -> str:
    """Return items as an English list.

    >>> english_list(["a", "b", "c"]), english_list(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
