"""Render an HTTP operation around an example: one request, as ``curl`` or raw HTTP, its response, and the fields."""

from urllib.parse import quote, urlsplit

import msgspec

from lemnos.steps.tools.render.facts import Facts
from lemnos.steps.tools.render.http import Exchange, exchange_of
from lemnos.steps.tools.render.markdown import arguments, errors, result
from lemnos.steps.tools.render.wording import code_block, inline, joined, pretty, sentence


def http_example(facts: Facts) -> str:
    """Return a page that explains an HTTP operation by an example request."""
    tool = facts.tool
    head = facts.pick("head", (f"{tool.method} {tool.path}", tool.name, f"Calling {tool.name}"))
    request = ""
    if facts.arguments is not None:
        exchange = exchange_of(facts)
        raw = facts.pick("raw", (False, False, True))
        request = code_block("http" if raw else "bash", _raw(facts, exchange) if raw else _curl(facts, exchange))
    answer = ""
    status = facts.pick("status", ("Response", "The server answers", "Example response"))
    if facts.returned is not None:
        answer = f"{status}:\n\n{code_block('json', pretty(facts.returned))}"
    about_result = result(facts)
    return joined(
        f"# {head}",
        sentence(facts.description) + (" Deprecated." if tool.deprecated else ""),
        f"Endpoint: `{facts.endpoint}`",
        f"API: {facts.origin}" if facts.origin else "",
        f"{facts.pick('request', ('Request', 'Example request', 'Try it'))}:\n\n{request}" if request else "",
        answer,
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


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _curl(facts: Facts, exchange: Exchange) -> str:
    method = facts.tool.method
    words = ["curl"]
    if method != "GET" or exchange.body is not None:
        words.append(f"-X {method}")
    lines = [f"{' '.join(words)} {_quoted(exchange.url)}"]
    lines += [f"-H {_quoted(f'{name}: {value}')}" for name, value in exchange.headers.items()]
    if exchange.is_form and isinstance(exchange.body, dict):
        lines += [f"--data-urlencode {_quoted(f'{name}={inline(value)}')}" for name, value in exchange.body.items()]
    elif exchange.body is not None:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d {_quoted(pretty(exchange.body))}")
    return " \\\n  ".join(lines)


def _raw(facts: Facts, exchange: Exchange) -> str:
    address = urlsplit(exchange.url)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    lines = [f"{facts.tool.method} {target} HTTP/1.1", f"Host: {address.netloc}"]
    lines += [f"{name}: {value}" for name, value in exchange.headers.items()]
    body = ""
    if exchange.is_form and isinstance(exchange.body, dict):
        lines.append("Content-Type: application/x-www-form-urlencoded")
        body = "&".join(f"{quote(name)}={quote(inline(value))}" for name, value in exchange.body.items())
    elif exchange.body is not None:
        lines.append("Content-Type: application/json")
        body = msgspec.json.format(msgspec.json.encode(exchange.body), indent=2).decode()
    return "\n".join(lines) + (f"\n\n{body}" if body else "")
