"""The sentences of ``describe_offline``: facts of the code in plain English."""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.describe.code_facts import CodeFacts

_MOST_CALLS = 6
_MOST_RETURNS = 4
_MOST_NAMED = 6


def summary_of(
    tool: Tool, parameters: Sequence[str], required: frozenset[str], facts: CodeFacts | None
) -> tuple[str, str, str]:
    """Return a summary, details, and what is returned."""
    kind = tool.tags[0] if tool.tags else "function"
    place = f" of `{tool.api}`" if tool.api else ""
    takes = _takes(parameters, required, more="**" in tool.signature)
    if kind == "class":
        stored = _same_names(facts)
        summary = f"The constructor of `{tool.name}`{place.replace(' of ', ' in ')} {takes}"
        summary += f" and stores {_them(stored, parameters)} in attributes of the same name." if stored else "."
    else:
        coroutine = "coroutine " if facts is not None and facts.asynchronous else ""
        summary = f"The {coroutine}{kind} `{tool.name}`{place} {takes}"
        said = _outcome(facts)
        summary += f" and {said}." if said else "."
    return summary, _details(kind, facts), _returns(kind, facts)


def _takes(parameters: Sequence[str], required: frozenset[str], *, more: bool) -> str:
    if not parameters:
        return "takes keyword arguments" if more else "takes no arguments"
    if len(parameters) <= _MOST_NAMED:
        return f"takes {listed([*(f'`{name}`' for name in parameters), *(['further keyword arguments'] * more)])}"
    given = [f"`{name}`" for name in parameters if name in required]
    if not given or len(given) > _MOST_NAMED:
        return f"takes {len(parameters)} arguments"
    return f"takes {len(parameters)} arguments, of which {listed(given)} must be given,"


def _same_names(facts: CodeFacts | None) -> list[str]:
    if facts is None:
        return []
    return [name for name, attribute in facts.stored.items() if attribute == name]


def _them(stored: Sequence[str], parameters: Sequence[str]) -> str:
    return "them" if len(stored) == len(parameters) > 1 else listed([f"`{name}`" for name in stored])


def _outcome(facts: CodeFacts | None) -> str:
    if facts is None:
        return ""
    if facts.yields:
        return f"yields {listed([f'`{text}`' for text in facts.yields[:_MOST_RETURNS]])}"
    if len(facts.returns) == 1 and facts.whole:
        return f"returns `{facts.returns[0]}`"
    if not facts.returns and facts.whole:
        return "returns nothing"
    return ""


def _details(kind: str, facts: CodeFacts | None) -> str:
    if facts is None:
        return ""
    said = []
    if facts.yields == () and len(facts.returns) > 1:
        shown = [f"`{text}`" for text in facts.returns[:_MOST_RETURNS]]
        more = not facts.whole or len(facts.returns) > _MOST_RETURNS
        said.append(f"It returns {listed(shown, 'or')}{', or another value' if more else ''}, depending on the case.")
    if kind != "class" and facts.sets:
        said.append(f"It sets {listed([f'`self.{name}`' for name in facts.sets])}.")
    elif kind == "class":
        others = [name for name in facts.sets if name not in facts.stored.values()]
        if others:
            said.append(f"It also sets {listed([f'`self.{name}`' for name in others])}.")
    told = " ".join((*facts.returns, *facts.yields))
    calls = [name for name in facts.calls if f"{name}(" not in told]
    if calls:
        shown = [f"`{name}`" for name in calls[:_MOST_CALLS]]
        others_too = f" and {len(calls) - _MOST_CALLS} more" if len(calls) > _MOST_CALLS else ""
        said.append(f"It calls {', '.join(shown)}{others_too}." if others_too else f"It calls {listed(shown)}.")
    return " ".join(said)


def _returns(kind: str, facts: CodeFacts | None) -> str:
    if facts is None or kind == "class":
        return ""
    if facts.yields:
        return f"Yields {listed([f'`{text}`' for text in facts.yields[:_MOST_RETURNS]])}."
    shown = [f"`{text}`" for text in facts.returns[:_MOST_RETURNS]]
    if not shown:
        return ""
    more = not facts.whole or len(facts.returns) > _MOST_RETURNS
    return f"{listed(shown, 'or')}{', or another value' if more else ''}."


def parameter_text(name: str, schema: dict[str, Any], facts: CodeFacts | None) -> str:
    """Return what the code shows of one parameter, beside what its schema says; empty where it shows nothing."""
    if schema.get("description"):
        return str(schema["description"])
    said = []
    if schema.get("x-python-kind") == "var_positional":
        said.append("Any number of positional arguments.")
    if facts is not None:
        if kinds := facts.checked.get(name):
            said.append(f"Tested for being {listed([f'`{kind}`' for kind in kinds], 'or')}.")
        if name in facts.stored:
            said.append(f"Stored as `self.{facts.stored[name]}`.")
        if targets := facts.passed.get(name):
            said.append(f"Passed on to {listed(list(targets[:3]))}.")
        if uses := facts.uses.get(name):
            text = listed(list(uses[:3]))
            said.append(f"{text[0].upper()}{text[1:]}.")
    return " ".join(said)


def default_text(schema: dict[str, Any]) -> str | None:
    """Return a default as Python code; None where there is none."""
    if "x-python-default" in schema:
        return str(schema["x-python-default"])
    if "default" not in schema:
        return None
    return repr(schema["default"])


def raise_texts(facts: CodeFacts) -> Iterator[tuple[str, str]]:
    """Yield each exception with the conditions under which the code raises it."""
    found: dict[str, list[str]] = {}
    for fact in facts.raises:
        when = f"Raised if `{fact.condition}`" if fact.condition else "Raised"
        if fact.condition.endswith(" is caught"):
            when = f"Raised when `{fact.condition.removesuffix(' is caught')}` is caught"
        message = f", with the message “{fact.message.rstrip('.')}”" if fact.message else ""
        if fact.condition or message:
            found.setdefault(fact.exception, []).append(f"{when}{message}.")
        else:
            found.setdefault(fact.exception, [])
    for exception, sentences in found.items():
        yield exception, " ".join(dict.fromkeys(sentences)) or "Raised by this code."


def listed(parts: Sequence[str], word: str = "and") -> str:
    """Return parts as English lists them.

    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
