"""Render a tool as questions that a newcomer asks about it, with their answers: ``Facts`` -> text."""

from lemnos.steps.tools.render.calls import language_of, overloads_of, shown_call
from lemnos.steps.tools.render.facts import Facts, field_text, location_in_words, nested_items
from lemnos.steps.tools.render.fields import Field, need
from lemnos.steps.tools.render.wording import code_block, english_list, joined, one_line, pretty, sentence

_MARKS = (("Q: ", "A: "), ("**", ""), ("### ", ""), ("Question: ", "Answer: "))


def question_answer(facts: Facts) -> str:
    """Return a tool as questions and answers, among them one for each argument."""
    name = facts.tool.name
    pairs = [_purpose(facts), _belonging(facts), _authentication(facts), _needed(facts)]
    pairs += [_argument(facts, field) for field in facts.fields]
    pairs += [_result(facts), _errors(facts), _example(facts), _response(facts)]
    before, answer = facts.pick("marks", _MARKS)
    after = "**" if before == "**" else ""
    gap = "\n" if before in ("Q: ", "Question: ") else "\n\n"
    blocks = []
    for question, text in pairs:
        lead = f"{answer.rstrip()}\n" if answer and text.startswith(("- ", "```")) else answer
        if text:
            blocks.append(f"{before}{question}{after}{gap}{lead}{text}")
    return joined(f"# {facts.pick('title', (name, f'Questions on {name}', f'{name}: questions and answers'))}", *blocks)


def _purpose(facts: Facts) -> tuple[str, str]:
    name = facts.tool.name
    question = facts.pick("purpose", ("What does {} do?", "What is {} for?", "When would I use {}?")).format(name)
    return question, sentence(facts.description)


def _belonging(facts: Facts) -> tuple[str, str]:
    tool = facts.tool
    sentences = []
    if facts.endpoint:
        sentences.append(f"Send `{facts.endpoint}`.")
    forms = overloads_of(tool.signature)
    if len(forms) > 1:
        sentences.append(f"There are {len(forms)} forms:\n\n{code_block(language_of(tool), tool.signature)}\n\n")
    elif tool.signature:
        sentences.append(
            f"Its signature is `{one_line(tool.signature)}`."
            if tool.kind == "python"
            else f"Use `{one_line(tool.signature).rstrip(';')}`."
        )
    if facts.origin:
        sentences.append(f"It belongs to {facts.origin}.")
    if tool.deprecated:
        sentences.append("It is deprecated.")
    questions = ("Where do I find it?", "How is it reached?") if facts.endpoint or tool.signature else ()
    question = facts.pick("belonging", (*questions, "What does it belong to?"))
    return question, " ".join(sentences).replace("\n\n ", "\n\n")


def _authentication(facts: Facts) -> tuple[str, str]:
    questions = ("How do I authenticate?", "Which credentials does it need?", "Do I have to log in?")
    return facts.pick("authentication", questions), facts.authentication


def _needed(facts: Facts) -> tuple[str, str]:
    question = facts.pick(
        "needed", ("Which arguments must I give?", "What do I have to pass?", "Which parameters are required?")
    )
    needed = [f"`{field.name}`" for field in facts.fields if field.required]
    others = [f"`{field.name}`" for field in facts.fields if need(field) == "optional"]
    depending = [f"`{field.name}`" for field in facts.fields if field.depends]
    if not facts.fields:
        return question, facts.unknown_arguments or "It takes no arguments."
    text = f"{english_list(needed)}." if needed else "No argument is always required."
    text = text if depending else text.replace("always ", "")
    if others:
        text += f" {english_list(others)} {'is' if len(others) == 1 else 'are'} optional."
    if depending:
        text += f" Whether {english_list(depending, 'or')} must be given depends on the call."
    return question, joined(text, facts.body)


def _argument(facts: Facts, field: Field) -> tuple[str, str]:
    question = facts.pick(
        f"ask {field.name}", ("What is `{}`?", "What goes into `{}`?", "What do I give as `{}`?", "And `{}`?")
    ).format(field.name)
    kind = "Any value" if field.type in ("", "any value") else _capital(_article(field.type))
    answer = ", ".join(filter(None, (kind, need(field))))
    if location := location_in_words(facts, field):
        answer += f", sent in the {location}" if not location.startswith("form") else f", sent as {location}"
    text = field_text(facts, field)
    answer += f". {text}" if text else "."
    return question, joined(answer, "\n".join(nested_items(facts, field, 0, quote="`", further="and further")))


def _result(facts: Facts) -> tuple[str, str]:
    whole = facts.result
    question = facts.pick("result", ("What does it return?", "What do I get back?", "What is in the answer?"))
    if whole is None:
        return question, facts.answers
    text = one_line(field_text(facts, whole))
    inner = "\n".join(nested_items(facts, whole, 0, quote="`", further="and further"))
    kind = "A value" if whole.type == "any value" else _capital(_article(whole.type))
    return question, joined(
        f"{kind}{':' if inner and not text else '.'}" + (f" {text}" if text else ""), inner, facts.answers
    )


def _errors(facts: Facts) -> tuple[str, str]:
    question = facts.pick("errors", ("What can go wrong?", "Which errors can occur?", "How does it fail?"))
    lines = [f"- `{code}`: {sentence(one_line(text))}" if text else f"- `{code}`" for code, text in facts.errors]
    return question, joined("\n".join(lines), facts.error_bodies)


def _example(facts: Facts) -> tuple[str, str]:
    question = facts.pick("example", ("Can you show a call?", "What does a call look like?", "How do I call it?"))
    call = shown_call(facts, named=True)
    return question, joined("Like this:", code_block(*call)) if call else ""


def _response(facts: Facts) -> tuple[str, str]:
    what = "response" if facts.tool.kind == "http" else "result"
    question = facts.pick("response", ("What does a {} look like?", "Can you show a {}?")).format(what)
    return question, code_block("json", pretty(facts.returned)) if facts.returned is not None else ""


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeio" else f"a {noun}" if noun not in ("null", "nothing") else noun


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
