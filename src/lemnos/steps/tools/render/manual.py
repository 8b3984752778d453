"""Render a tool as plain prose, as a manual does: ``Facts`` -> paragraphs without markup."""

from lemnos.steps.tools.render.calls import overloads_of, shown_call
from lemnos.steps.tools.render.facts import Facts, field_text, location_in_words
from lemnos.steps.tools.render.fields import Field, headed, need, omitted, subfields
from lemnos.steps.tools.render.wording import english_list, first_items, indented, joined, one_line, pretty, sentence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def manual(facts: Facts) -> str:
    """Return a tool as running text."""
    return joined(
        opening(facts),
        sentence(facts.description),
        facts.authentication,
        arguments(facts),
        result(facts),
        errors(facts),
        example(facts),
    )


def opening(facts: Facts) -> str:
    """Return a paragraph on what a tool is and to which API it belongs."""
    tool = facts.tool
    what = {
        "http": "an HTTP operation",
        "mcp": "a tool",
        "function": "a function",
        "python": "a Python function" if not tool.signature.startswith("class") else "a Python class",
        "model": "a model",
    }[tool.kind]
    belongs = f" of {facts.origin}" if facts.origin else ""
    old = " It is deprecated." if tool.deprecated else ""
    address = f" It is called with {facts.endpoint}." if facts.endpoint else ""
    if tool.signature:
        words = {"python": "Its signature is", "model": "It is loaded with"}.get(tool.kind, "It is called as")
        forms = overloads_of(tool.signature)
        if len(forms) > 1:
            words = "It has these forms:"
        address = f" {words} {'; '.join(form.rstrip(';') for form in forms)}."
    return (
        facts.pick(
            "opening",
            ("{name} is {what}{of}.", "The name {name} stands for {what}{of}.", "{name}: {what}{of}."),
        ).format(name=tool.name, what=what, of=belongs)
        + address
        + old
    )


def arguments(facts: Facts) -> str:
    """Return the arguments, one paragraph each."""
    count = len(facts.fields)
    if not count:
        none = ("It needs no arguments.", "It is called without arguments.", "There is nothing to pass.")
        return facts.unknown_arguments or facts.pick("none", none)
    needed = [field.name for field in facts.fields if field.required]
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    head = facts.pick(
        "head", ("It takes {} argument{}", "There are {} argument{}", "A call may give {} argument{}")
    ).format(number, "s" if count > 1 else "")
    if head.startswith("There are one"):
        head = head.replace("are", "is")
    if len(needed) == count:
        head += ", which must be given." if count == 1 else f", and {'both' if count == 2 else 'all'} must be given."
    elif needed:
        head += f", of which {english_list(needed)} must be given."
    else:
        head += (
            ", which may be left out."
            if count == 1
            else f", {'both' if count == 2 else 'all'} of which may be left out."
        )
    return joined(head, *(_paragraph(facts, field, 0) for field in facts.fields), facts.body)


def result(facts: Facts) -> str:
    """Return a paragraph on what a call returns; empty if that is unknown."""
    whole = facts.result
    if whole is None:
        return facts.answers
    inner = subfields(whole)
    words = facts.pick("returns", ("The result is", "It returns", "What comes back is"))
    text = one_line(field_text(facts, whole))
    kind = _article(whole.type) if whole.type != "any value" else "a value"
    lead = f"{words} {kind}" + (" with these parts:" if inner and not text else ".") + (f" {text}" if text else "")
    return joined(lead, "\n".join(_line(facts, field, 0) for field in inner), _more(whole), facts.answers)


def errors(facts: Facts) -> str:
    """Return a paragraph on how a call can fail; empty if that is unknown."""
    if not facts.errors:
        return ""
    lead = facts.pick("fails", ("A call can fail:", "These errors are possible:", "When it fails, it says so:"))
    lines = [f"{code}: {sentence(one_line(text))}" if text else code for code, text in facts.errors]
    return joined("\n".join([lead, *lines]), facts.error_bodies)


def example(facts: Facts) -> str:
    """Return an example call and an example response with introductions in words; empty if there is neither."""
    name = facts.tool.name
    call = ""
    if facts.call is not None and not (facts.call.arguments or facts.call.variables or facts.call.is_body_open):
        call = f"An example is a call of {name} without arguments."
    elif shown := shown_call(facts, named=False):
        lead = facts.pick(
            "example", ("For example, call {} with", "A call of {} might pass these arguments:", "To try {}, pass")
        )
        call = f"{lead.format(name)}\n\n{indented(shown[1], '    ')}"
    if facts.returned is None:
        return call
    return joined(call, facts.answer_words, indented(pretty(facts.returned), "    "))


def _article(noun: str) -> str:
    if noun.split(" ", 1)[0] in ("null", "nothing"):
        return noun
    return f"an {noun}" if noun[:1] in "aeio" else f"a {noun}"


def _paragraph(facts: Facts, field: Field, level: int) -> str:
    kind = "" if field.type in ("", "any value") else field.type
    where = location_in_words(facts, field)
    where = f"sent in the {where}" if where and not where.startswith("form") else f"sent as {where}" if where else ""
    marks = ", ".join(filter(None, (kind, need(field), where)))
    text = field_text(facts, field)
    line = field.name + (f" ({marks})" if marks else "") + (f". {text}" if text else ".")
    below = "\n".join(_line(facts, each, level + 1) for each in subfields(field))
    more = _more(field)
    return "\n".join(filter(None, (line, below, indented(more, "  "))))


def _line(facts: Facts, field: Field, level: int) -> str:
    text = one_line(field_text(facts, field))
    line = "  " * level + headed(field) + (f": {text}" if text else "")
    below = [_line(facts, each, level + 1) for each in subfields(field)]
    if more := _more(field):
        below.append("  " * (level + 1) + more)
    return "\n".join([line, *below])


def _more(field: Field) -> str:
    names = omitted(field, "")
    return f"(Further fields are not described here: {first_items(names)}.)" if names else ""
