"""Render a tool as Markdown: a reference page, or a cheat sheet with a table. ``Facts`` -> text."""

import msgspec

from lemnos.steps.tools.render.calls import language_of, shown_call
from lemnos.steps.tools.render.facts import Facts, field_text, is_blank, location_in_words, remarks
from lemnos.steps.tools.render.fields import Field, label, need, omitted, subfields
from lemnos.steps.tools.render.wording import (
    code_block,
    english_list,
    first_items,
    joined,
    one_line,
    pretty,
    sentence,
    shortened,
)

_ARGUMENTS = ("Parameters", "Arguments", "Input", "Request parameters")
_AUTHENTICATION = ("Authentication", "Authorization", "Credentials")
_RESULTS = ("Returns", "Response", "Result", "Output")
_ERRORS = ("Errors", "Failures", "Error responses", "What can go wrong")
_EXAMPLES = ("Example", "Example call", "Sample call", "Usage")


def reference(facts: Facts) -> str:
    """Return a reference page with one section each for arguments, result, errors and example."""
    tool = facts.tool
    title = facts.pick("title", (tool.name, f"`{tool.name}`"))
    return joined(
        f"# {title}",
        origin_line(facts),
        "**Deprecated.**" if tool.deprecated else "",
        sentence(facts.description),
        f"`{facts.endpoint}`" if facts.endpoint else "",
        code_block(language_of(tool), tool.signature) if tool.signature else "",
        _section(facts.pick("authentication", _AUTHENTICATION), facts.authentication),
        _section(facts.pick("arguments", _ARGUMENTS), arguments(facts)),
        _section(facts.pick("result", _RESULTS), result(facts)),
        _section(facts.pick("errors", _ERRORS), errors(facts)),
        _section(_example_title(facts), example(facts)),
        _section("Sample code", code_block("python", tool.code)) if tool.kind == "model" and tool.code else "",
    )


def origin_line(facts: Facts) -> str:
    """Return one line that names the API of a tool; empty if it is unknown."""
    if not facts.origin:
        return ""
    return facts.pick("origin", ("*{}*", "Part of {}.", "API: {}", "Provided by {}.")).format(facts.origin)


def arguments(facts: Facts) -> str:
    """Return the arguments as a list, with nested fields below them."""
    if not facts.fields:
        none = ("It takes no arguments.", "No parameters.", "This call has no parameters.")
        return facts.unknown_arguments or facts.pick("none", none)
    return joined("\n".join(_item(facts, field, 0) for field in facts.fields), facts.body)


def result(facts: Facts) -> str:
    """Return a text on what the tool returns; empty if that is unknown."""
    whole = facts.result
    if whole is None:
        return facts.answers
    inner = subfields(whole)
    head = f"`{whole.type}`" if whole.type != "any value" else ""
    text = field_text(facts, whole)
    lead = f"{head}: {text}" if head and text else (f"{head}." if head and not inner else head or text)
    if inner and lead and not text:
        lead = f"{lead} with:"
    return joined(
        lead, "\n".join(_item(facts, field, 0, of_result=True) for field in inner), _left_out(whole, ""), facts.answers
    )


def errors(facts: Facts) -> str:
    """Return the errors as a list; empty if there are none."""
    lines = [f"- `{code}`: {sentence(one_line(text))}" if text else f"- `{code}`" for code, text in facts.errors]
    return joined("\n".join(lines), facts.error_bodies)


def example(facts: Facts) -> str:
    """Return the example call and an example response; empty if there is neither."""
    call = shown_call(facts, named=facts.pick("call", (True, False)))
    return joined(code_block(*call) if call else "", answer(facts))


def _example_title(facts: Facts) -> str:
    """Return the title of the example, which names a call only if one is shown."""
    is_call = shown_call(facts, named=True) is not None
    return facts.pick("example", _EXAMPLES if is_call else ("Example", "Example response", "Sample response"))


def answer(facts: Facts) -> str:
    """Return the example response; empty if there is none."""
    return joined(facts.answer_words, code_block("json", pretty(facts.returned))) if facts.returned is not None else ""


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text else ""


def _item(facts: Facts, field: Field, level: int, *, of_result: bool = False) -> str:
    pad = "  " * level
    marks = [field.type] if field.type not in ("", "any value") else []
    if not level and not of_result and (location := location_in_words(facts, field)):
        marks.append(location)
    if field.is_variant:
        marks.append("one of the alternatives")
    elif field.required or not of_result:
        marks += [need(field)] if need(field) else []
    text = one_line(field_text(facts, field))
    line = f"{pad}- {label(field)}" + (f" ({', '.join(marks)})" if marks else "") + (f": {text}" if text else "")
    below = [_item(facts, each, level + 1, of_result=of_result) for each in subfields(field)]
    if left := _left_out(field, f"{pad}  "):
        below.append(left)
    return "\n".join([line, *below])


def _left_out(field: Field, pad: str) -> str:
    names = omitted(field)
    return f"{pad}- Further fields, not described here: {first_items(names)}." if names else ""


def cheat_sheet(facts: Facts) -> str:
    """Return a compact page with the arguments in a table."""
    tool = facts.tool
    head = facts.endpoint or (tool.signature if "\n" not in tool.signature else "") or tool.name
    title = f"{tool.name}: {facts.summary}" if facts.summary != tool.name else tool.name
    line = one_line(facts.description)
    more = facts.description if line.rstrip(".") != facts.summary.rstrip(".") else ""
    if more.startswith(facts.summary):
        more = more[len(facts.summary) :].strip()
    return joined(
        f"**{title}**" if facts.pick("heading", (True, False)) else f"### {title}",
        f"`{head}`" if head != tool.name else "",
        code_block(language_of(tool), tool.signature) if "\n" in tool.signature else "",
        (f"Source: {facts.origin}" if facts.origin else "") + (" (deprecated)" if tool.deprecated else ""),
        sentence(more),
        facts.authentication,
        _table(facts),
        _returns_line(facts),
        _table_of_errors(facts),
        _call_line(facts),
    )


def _table(facts: Facts) -> str:
    if not facts.fields:
        return facts.unknown_arguments or facts.pick("none", ("No arguments.", "Takes nothing."))
    placed = any(location_in_words(facts, field) for field in facts.fields)
    words = facts.pick("need", (("yes", "no"), ("required", "optional"), ("✓", "")))
    needs = {"required": words[0], "optional": words[1], "": "depends"}
    head = ["Argument", "Type", *(["In"] if placed else []), "Required", "Default", "Notes"]
    rows = [head, ["---"] * len(head)]
    for name, field in _flat(facts.fields, ""):
        bare = msgspec.structs.replace(field, default="")
        lead = "One of the alternatives." if field.is_variant else ""
        notes = " ".join(filter(None, (lead, sentence(one_line(field.description)), *remarks(facts, bare))))
        names = omitted(field)
        if names:
            notes = f"{notes} Further fields: {first_items(names)}.".strip()
        rows.append(
            [
                name,
                field.type,
                *([location_in_words(facts, field) if field in facts.fields else ""] if placed else []),
                "" if field.is_variant else needs[need(field)],
                f"`{shortened(one_line(field.default), 80)}`" if field.default else "",
                notes,
            ]
        )
    if not any(row[-2] for row in rows[2:]):
        rows = [row[:-2] + row[-1:] for row in rows]
    return joined("\n".join(map(_row, rows)), facts.body)


def _flat(fields: tuple[Field, ...], path: str) -> list[tuple[str, Field]]:
    """Return each field and each one below it, as (its name in words, field); ``path`` leads to the outermost ones.

    An alternative has no name of its own in JSON: its fields belong to the field of which it is an alternative.
    """
    rows = []
    for field in fields:
        below, suffix = _below(field)
        if field.is_variant:
            inside = path
            rows.append((f"`{path}` as {label(field)}" if path else label(field), field))
        else:
            inside = f"{path}.{field.name}" if path else field.name
            rows.append((f"`{inside}`", field))
        rows.extend(_flat(below, f"{inside}{suffix}"))
    return rows


def _below(field: Field) -> tuple[tuple[Field, ...], str]:
    """Return the fields to show below a field, and the rest of the path to them, through its items or values."""
    if not field.children:
        for inner, step in ((field.item, "[]"), (field.values, ".<name>")):
            if inner is not None and subfields(inner):
                below, rest = _below(inner)
                return below, step + rest
    return subfields(field), ""


def _returns_line(facts: Facts) -> str:
    whole = facts.result
    if whole is None or is_blank(whole):
        return facts.answers
    inner = _flat(subfields(whole), "")
    text = one_line(field_text(facts, whole))
    line = f"Returns {whole.type}" + (f": {text}" if text else (":" if inner else "."))
    if not inner:
        return joined(line, facts.answers)
    lines = []
    for name, field in inner:
        names = omitted(field)
        more = f"Further fields: {first_items(names)}." if names else ""
        note = " ".join(filter(None, (one_line(field_text(facts, field)), more)))
        need = ", one of the alternatives" if field.is_variant else ", required" if field.required else ""
        lines.append(f"- {name} {field.type}{need}" + (f": {note}" if note else ""))
    left = omitted(whole)
    lines += [f"- also {english_list(left)}"] if left else []
    return joined(line, "\n".join(lines), facts.answers)


def _table_of_errors(facts: Facts) -> str:
    if not facts.errors:
        return ""
    rows = [["Error", "Meaning"], ["---", "---"]]
    rows += [[f"`{code}`", sentence(one_line(text))] for code, text in facts.errors]
    return joined("\n".join(map(_row, rows)), facts.error_bodies)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _call_line(facts: Facts) -> str:
    call = shown_call(facts, named=False)
    label = facts.pick("call_label", ("Call with:", "Try:", "Example:"))
    return joined(*((label, code_block(*call)) if call else ()), answer(facts))
