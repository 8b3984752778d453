"""Render an HTTP operation around an example: one request, as ``curl`` or raw HTTP, its response, and the fields."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from lemnos.steps.tools.examples.schema_values import VARIABLE
from lemnos.steps.tools.render.calls import shell_variable
from lemnos.steps.tools.render.facts import Facts
from lemnos.steps.tools.render.http import Exchange, Part, exchange_of, is_written, variables_in
from lemnos.steps.tools.render.markdown import answer, arguments, errors, result
from lemnos.steps.tools.render.wording import code_block, english_list, joined, pretty, sentence

_KEYLESS = "How a request authenticates is not described in full, so this one carries no credentials."
_BOUNDARY = "----boundary"
_FORM = "application/x-www-form-urlencoded"


def http_example(facts: Facts) -> str:
    """Return a page that explains an HTTP operation by an example request."""
    tool = facts.tool
    head = facts.pick("head", (f"{tool.method} {tool.path}", tool.name, f"Calling {tool.name}"))
    request = without = ""
    if facts.call is not None and facts.call.is_body_open and is_written(tool.media_type):
        without = _open_body(facts)
    elif facts.call is not None:
        exchange = exchange_of(facts)
        raw = facts.pick("raw", (False, False, True))
        block = code_block("http" if raw else "bash", _raw(facts, exchange) if raw else _curl(facts, exchange))
        if isinstance(exchange.body, str) and variables_in(exchange.body):  # nothing is known of the whole body
            without = _open_body(facts)
        else:
            lacking = _KEYLESS if tool.authentication_note and not exchange.credentials else ""
            request = joined(block, " ".join(filter(None, (_explained(exchange, raw=raw), lacking))))
    about_result = result(facts)
    return joined(
        f"# {head}",
        sentence(facts.description) + (" Deprecated." if tool.deprecated else ""),
        f"Endpoint: `{facts.endpoint}`",
        f"API: {facts.origin}" if facts.origin else "",
        facts.authentication,
        f"{facts.pick('request', ('Request', 'Example request', 'Try it'))}:\n\n{request}" if request else without,
        answer(facts),
        f"{facts.pick('send', ('What can be sent', 'Parameters', 'Request fields'))}:\n\n{arguments(facts)}"
        if facts.fields
        else arguments(facts),
        f"{facts.pick('back', ('What comes back', 'Response fields', 'Fields of the response'))}:\n\n{about_result}"
        if about_result
        else "",
        f"{facts.pick('errors', ('Errors', 'Status codes of failures', 'If it fails'))}:\n\n{errors(facts)}"
        if facts.errors
        else "",
    )


def _open_body(facts: Facts) -> str:
    """Return a sentence on a body of which no field is known to matter, which is not shown."""
    fields = [field for field in facts.fields if facts.places.get(field.name, ("body",))[0] in ("body", "form")]
    needed = [f"`{facts.places.get(each.name, ('', each.name))[1]}`" for each in fields if each.required]
    others = [f"`{facts.places.get(each.name, ('', each.name))[1]}`" for each in fields if not each.required]
    if "`$`" in (*needed, *others) or not (needed or others):
        return "A request sends what is wanted as its body."
    some = "" if not others else others[0] if len(others) == 1 else f"some or all of {english_list(others)}"
    if not needed:
        return f"A request says what is wanted in its body, which can hold {some}."
    return f"A request says what is wanted in its body: {english_list(needed)}" + (
        f", and if needed {some}." if some else "."
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _expanding(text: str, exchange: Exchange) -> str:
    """Return an argument of a shell; in double quotes, so that it is expanded, if it holds a placeholder."""
    held = [each.value for each in exchange.credentials if each.value in text and "$" in each.value]
    held += [each for each in exchange.variables if each in text]
    held += ["$HOST"] if text.startswith("https://$HOST") else []
    if not held:
        return _quoted(text)
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    for value in sorted(held, key=len, reverse=True):
        escaped = escaped.replace(value.replace("$", "\\$"), value)
    return f'"{escaped}"'


def _curl(facts: Facts, exchange: Exchange) -> str:
    method = facts.tool.method
    words = ["curl"]
    if method == "HEAD":
        words.append("-I")
    elif method != "GET" or exchange.kind != "none":
        words.append(f"-X {method}")
    lines = [f"{' '.join(words)} {_expanding(exchange.url, exchange)}"]
    for each in exchange.credentials:
        if each.place == "certificate":
            lines.append("--cert client.pem --key client-key.pem")
        elif each.scheme in ("basic", "digest") and each.place == "header":
            lines.append(("--digest " if each.scheme == "digest" else "") + '-u "$USERNAME:$PASSWORD"')
    login = {each.name for each in exchange.credentials if each.scheme in ("basic", "digest")}
    lines += [
        f"-H {_expanding(f'{name}: {value}', exchange)}"
        for name, value in exchange.headers.items()
        if name not in login
    ]
    if exchange.kind in ("json", "text", "file"):
        lines.append(f"-H {_quoted(f'Content-Type: {exchange.media_type}')}")
    match exchange.kind:
        case "json" | "text" if variables_in(exchange.body):
            text = pretty(exchange.body) if exchange.kind == "json" else _text(exchange)
            escaped = re.sub(r"([\\$`])", r"\\\1", text)
            lines.append("--data-binary @- <<EOF\n" + _with_variables(escaped, shell_variable) + "\nEOF")
        case "json":
            lines.append(f"-d {_quoted(pretty(exchange.body))}")
        case "form":
            lines += [f"-d {_expanding(pair, exchange)}" for pair in exchange.pairs]
        case "multipart":
            lines += [_curl_part(part, exchange) for part in exchange.parts]
        case "text":
            lines.append(f"--data-raw {_quoted(_text(exchange))}")
        case "file":
            lines.append(f"--data-binary @{_body_file(exchange)}")
        case "none":
            pass
    return " \\\n  ".join(lines)


def _with_variables(text: str, written: Callable[[str], str]) -> str:
    """Return the text of an outline with its variables as ``written`` writes them."""
    return VARIABLE.sub(lambda found: written(found["value"] or found["text"]), text)


def _in_braces(name: str) -> str:
    """Return the mark of a variable in raw HTTP, which no shell reads.

    >>> _in_braces("petId")
    '{pet_id}'
    """
    return f"{{{shell_variable(name)[1:].lower()}}}"


def _curl_part(part: Part, exchange: Exchange) -> str:
    if part.is_file:
        kind = f";type={part.media_type}" if part.media_type else ""
        return f"-F {_quoted(f'{part.name}=@{part.text}{kind}')}"
    if not part.media_type:
        option = "--form-string" if part.text[:1] in ("@", "<") or ";" in part.text else "-F"
        return f"{option} {_expanding(f'{part.name}={part.text}', exchange)}"
    text = part.text
    if ";" in text or text[:1] in ("@", "<", '"'):
        text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"-F {_quoted(f'{part.name}={text};type={part.media_type}')}"


def _text(exchange: Exchange) -> str:
    return exchange.xml if isinstance(exchange.body, dict) else str(exchange.body)


def _body_file(exchange: Exchange) -> str:
    small = exchange.media_type.lower()
    known = (("json", "json"), ("xml", "xml"), ("text/", "txt"), (_FORM, "txt"))
    return f"body.{next((extension for word, extension in known if word in small), 'bin')}"


def _explained(exchange: Exchange, *, raw: bool) -> str:
    """Return sentences on the variables and the file of a request; empty if it has neither."""
    marks = [f"{{{each[1:].lower()}}}" for each in exchange.variables] if raw else exchange.variables
    held = [f"`{each}`" for each in dict.fromkeys(marks)]
    what = "stands for a value of your own." if len(held) == 1 else "stand for values of your own."
    stand = f"{english_list(held)} {what}" if held else ""
    file = exchange.kind == "file" and exchange.body is None
    return " ".join(filter(None, (stand, f"`{_body_file(exchange)}` holds the body." if file else "")))


def _raw(facts: Facts, exchange: Exchange) -> str:
    address = urlsplit(exchange.url)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    lines = [f"{facts.tool.method} {target} HTTP/1.1", f"Host: {address.netloc}"]
    lines += [f"{name}: {value}" for name, value in exchange.headers.items()]
    body = ""
    if exchange.kind != "none":
        boundary = f"; boundary={_BOUNDARY}" if exchange.kind == "multipart" else ""
        lines.append(f"Content-Type: {exchange.media_type}{boundary}")
    match exchange.kind:
        case "json":
            body = msgspec.json.format(msgspec.json.encode(exchange.body), indent=2).decode()
            body = _with_variables(body, _in_braces)
        case "form":
            body = "&".join(exchange.pairs)
        case "multipart":
            body = "\n".join([*map(_raw_part, exchange.parts), f"--{_BOUNDARY}--"])
        case "text":
            body = _with_variables(_text(exchange), _in_braces)
        case "file":
            body = f"(content of {_body_file(exchange)})"
        case "none":
            pass
    text = "\n".join(lines) + (f"\n\n{body}" if body else "")
    for name in sorted(exchange.variables, key=len, reverse=True):
        text = re.sub(rf"{re.escape(name)}(?!\w)", f"{{{name[1:].lower()}}}", text)
    return text


def _raw_part(part: Part) -> str:
    head = f'--{_BOUNDARY}\nContent-Disposition: form-data; name="{part.name}"'
    if part.is_file:
        head += f'; filename="{part.text}"\nContent-Type: {part.media_type or "application/octet-stream"}'
        return f"{head}\n\n(content of {part.text})"
    return f"{head}\n" + (f"Content-Type: {part.media_type}\n" if part.media_type else "") + f"\n{part.text}"
