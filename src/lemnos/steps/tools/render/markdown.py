"""Markdown: a reference page, and a cheat sheet with a table."""

import msgspec

from lemnos.steps.tools.render.calls import language_of, shown_call
from lemnos.steps.tools.render.facts import Facts, about, is_blank, place_in_words, remarks
from lemnos.steps.tools.render.fields import Field, hidden, parts
from lemnos.steps.tools.render.wording import (
    code_block,
    joined,
    listed,
    one_line,
    pretty,
    sentence,
    shortened,
    some,
    ticked,
)

_ARGUMENTS = ("Parameters", "Arguments", "Input", "Request parameters")
_RESULTS = ("Returns", "Response", "Result", "Output")
_ERRORS = ("Errors", "Failures", "Error responses", "What can go wrong")
_EXAMPLES = ("Example", "Example call", "Sample call", "Usage")


def reference(facts: Facts) -> str:
    """Return a reference page: one section each for arguments, result, errors and example."""
    tool = facts.tool
    title = facts.pick("title", (tool.name, f"`{tool.name}`"))
    return joined(
        f"# {title}",
        origin_line(facts),
        "**Deprecated.**" if tool.deprecated else "",
        sentence(facts.description),
        f"`{facts.endpoint}`" if facts.endpoint else "",
        code_block(language_of(tool), tool.signature) if tool.signature else "",
        _section(facts.pick("arguments", _ARGUMENTS), arguments(facts)),
        _section(facts.pick("result", _RESULTS), result(facts)),
        _section(facts.pick("errors", _ERRORS), errors(facts)),
        _section(facts.pick("example", _EXAMPLES), example(facts)),
        _section("Sample code", code_block("python", tool.code)) if tool.kind == "model" and tool.code else "",
    )


def origin_line(facts: Facts) -> str:
    """Return one line on the API that a tool belongs to."""
    if not facts.origin:
        return ""
    return facts.pick("origin", ("*{}*", "Part of {}.", "API: {}", "Provided by {}.")).format(facts.origin)


def arguments(facts: Facts) -> str:
    """Return the arguments as a list, nested fields below theirs."""
    if not facts.fields:
        return facts.pick("none", ("It takes no arguments.", "No parameters.", "This call has no parameters."))
    return "\n".join(_item(facts, field, 0) for field in facts.fields)


def result(facts: Facts) -> str:
    """Return what the tool returns; empty if that is not known."""
    whole = facts.result
    if whole is None:
        return ""
    inner = parts(whole)
    head = f"`{whole.type}`" if whole.type != "any value" else ""
    text = about(facts, whole)
    lead = f"{head}: {text}" if head and text else (f"{head}." if head and not inner else head or text)
    if inner and lead and not text:
        lead = f"{lead} with:"
    return joined(lead, "\n".join(_item(facts, field, 0, of_result=True) for field in inner), _left_out(whole, ""))


def errors(facts: Facts) -> str:
    """Return the errors as a list; empty for none."""
    return "\n".join(
        f"- `{code}`: {sentence(one_line(text))}" if text else f"- `{code}`" for code, text in facts.errors
    )


def example(facts: Facts) -> str:
    """Return the example call and what it returns; empty if nothing conforms to the parameters."""
    if facts.arguments is None:
        return ""
    call = code_block(*shown_call(facts, named=facts.pick("call", (True, False))))
    if facts.returned is None:
        return call
    words = facts.pick("returned", ("Result:", "This returns, for example:", "A possible answer:", "Returns:"))
    return joined(call, words, code_block("json", pretty(facts.returned)))


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text else ""


def _item(facts: Facts, field: Field, level: int, *, of_result: bool = False) -> str:
    pad = "  " * level
    marks = [field.type] if field.type not in ("", "any value") else []
    if not level and not of_result and (place := place_in_words(facts, field)):
        marks.append(place)
    if not of_result:
        marks.append("required" if field.required else "optional")
    text = one_line(about(facts, field))
    line = f"{pad}- `{field.name}`" + (f" ({', '.join(marks)})" if marks else "") + (f": {text}" if text else "")
    below = [_item(facts, each, level + 1, of_result=of_result) for each in parts(field)]
    if left := _left_out(field, f"{pad}  "):
        below.append(left)
    return "\n".join([line, *below])


def _left_out(field: Field, pad: str) -> str:
    names = hidden(field)
    return f"{pad}- Further fields, not described here: {some([f'`{name}`' for name in names], 12)}." if names else ""


def cheat_sheet(facts: Facts) -> str:
    """Return one tight page with the arguments in a table."""
    tool = facts.tool
    head = facts.endpoint or (tool.signature if "\n" not in tool.signature else "") or tool.name
    title = f"{tool.name}: {facts.summary}" if facts.summary != tool.name else tool.name
    told = one_line(facts.description)
    more = facts.description if told.rstrip(".") != facts.summary.rstrip(".") else ""
    if more.startswith(facts.summary):
        more = more[len(facts.summary) :].strip()
    return joined(
        f"**{title}**" if facts.pick("heading", (True, False)) else f"### {title}",
        f"`{head}`" if head != tool.name else "",
        code_block(language_of(tool), tool.signature) if "\n" in tool.signature else "",
        (f"Source: {facts.origin}" if facts.origin else "") + (" (deprecated)" if tool.deprecated else ""),
        sentence(more),
        _table(facts),
        _returns_line(facts),
        _table_of_errors(facts),
        _call_line(facts),
    )


def _table(facts: Facts) -> str:
    if not facts.fields:
        return facts.pick("none", ("No arguments.", "Takes nothing."))
    placed = any(place_in_words(facts, field) for field in facts.fields)
    need = facts.pick("need", (("yes", "no"), ("required", "optional"), ("✓", "")))
    head = ["Argument", "Type", *(["In"] if placed else []), "Required", "Default", "Notes"]
    rows = [head, ["---"] * len(head)]
    for prefix, field in _flat(facts.fields, ""):
        bare = msgspec.structs.replace(field, default="")
        notes = " ".join(filter(None, (sentence(one_line(field.description)), *remarks(facts, bare))))
        names = hidden(field)
        if names:
            notes = f"{notes} Further fields: {some([f'`{name}`' for name in names], 12)}.".strip()
        rows.append(
            [
                f"`{prefix}{field.name}`",
                field.type,
                *([place_in_words(facts, field) if not prefix else ""] if placed else []),
                need[0] if field.required else need[1],
                f"`{shortened(one_line(field.default), 80)}`" if field.default else "",
                notes,
            ]
        )
    if not any(row[-2] for row in rows[2:]):
        rows = [row[:-2] + row[-1:] for row in rows]
    return "\n".join(map(_row, rows))


def _flat(fields: tuple[Field, ...], prefix: str) -> list[tuple[str, Field]]:
    """Return the fields with those below them, each with the path that leads to it."""
    found = []
    for field in fields:
        found.append((prefix, field))
        inside = f"{prefix}{field.name}{'[].' if 'array' in field.types else '.'}"
        for inner in parts(field):
            # A variant has no name of its own on the wire: its fields stand in what it is a variant of.
            found.extend(_flat(inner.children, inside) if inner in field.variants else _flat((inner,), inside))
    return found


def _returns_line(facts: Facts) -> str:
    whole = facts.result
    if whole is None or is_blank(whole):
        return ""
    inner = _flat(parts(whole), "")
    text = one_line(about(facts, whole))
    line = f"Returns {whole.type}" + (f": {text}" if text else (":" if inner else "."))
    if not inner:
        return line
    lines = [
        f"- `{prefix}{field.name}` {field.type}" + (f": {note}" if (note := one_line(about(facts, field))) else "")
        for prefix, field in inner
    ]
    left = hidden(whole)
    return (
        line + "\n\n" + "\n".join(lines + ([f"- also {listed([ticked(name) for name in left[:12]])}"] if left else []))
    )


def _table_of_errors(facts: Facts) -> str:
    if not facts.errors:
        return ""
    rows = [["Error", "Meaning"], ["---", "---"]]
    rows += [[f"`{code}`", sentence(one_line(text))] for code, text in facts.errors]
    return "\n".join(map(_row, rows))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _call_line(facts: Facts) -> str:
    if facts.arguments is None:
        return ""
    call = code_block(*shown_call(facts, named=False))
    label = facts.pick("call_label", ("Call with:", "Try:", "Example:"))
    if facts.returned is None:
        return joined(label, call)
    return joined(
        label, call, facts.pick("gives", ("Gives:", "Answer:", "Returns:")), code_block("json", pretty(facts.returned))
    )
