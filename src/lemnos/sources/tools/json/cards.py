"""Reads API cards of model hubs and of API collections, in the format of Gorilla's APIBench and API Zoo.

A card of a hub (Hugging Face, TensorFlow Hub, PyTorch Hub) describes how to load one model and becomes a tool of kind
``model``. A card of a collection describes one HTTP operation or one call of a client library and becomes a tool of
kind ``http`` or ``function``. Cards are written by hand, so an argument may be given as a name, a type, a description
or a value; ``lemnos.sources.tools.json.card_arguments`` reads them.
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import ArgumentPlace, Place, Rejected, Tool, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.card_arguments import CardArguments, arguments_of, field_text
from lemnos.sources.tools.json.parameters import UNKNOWN, Parameters, schema_text
from lemnos.sources.tools.json.records import JsonValue
from lemnos.sources.tools.openapi.names import operation_name, path_fields
from lemnos.text.markup import plain

_HEAD = re.compile(rb'"(?:api_call|api_arguments|api_data)"\s*:')
_HTTP = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(\S+)")
_HUB_ADDRESS = re.compile(r"https?://(?:www\.)?(tfhub\.dev|huggingface\.co|kaggle\.com)/([^'\"\s)]+)")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_CALL_ARGUMENTS = re.compile(r"\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\]")
_NOT_IN_NAME = re.compile(r"[^a-zA-Z0-9_.-]+")
_HEADERS = re.compile(r"(?:accept|if|x|content|authorization|prefer|idempotency|range)(?:-.*)?", re.IGNORECASE)
_VERSION = re.compile(r"[<>=~!^ ]*v?\d[\w.*+-]*(?:\s*,\s*[<>=~!]+\s*\d[\w.*]*)*|latest", re.IGNORECASE)
_LONGEST_CODE = 4000
_LONGEST_NAME = 64


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may hold API cards."""
    return _HEAD.search(head) is not None


class CardsSource(JsonSource):
    """A file, folder or archive of API cards.

    Args:
        path: JSON or JSON lines, or a folder or archive of them.
        licence: The licence of the cards.
        provider: The provider of the models or operations; the hub or the collection if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "cards", tools, licence=licence, provider=provider)


def tools(parsed: JsonValue, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the tool of one card, or a rejection. An instruction made from a card has the card under ``api_data``."""
    card, source = parsed.value, parsed.source
    if isinstance(card, dict) and isinstance(card.get("api_data"), dict):
        card, source = card["api_data"], f"{source}{'' if '#' in source else '#'}/api_data"
    if not isinstance(card, dict):
        yield rejected("not_a_card", "the value is not a JSON object", source)
        return
    call, name = field_text(card.get("api_call")), field_text(card.get("api_name"))
    if not call and not name:
        yield rejected("not_a_card", "the object has neither api_call nor api_name", source)
    elif not call:
        yield rejected("no_call", "the card has no api_call", source, name)
    elif "framework" in card or "domain" in card:
        yield _model(card, call, name, source, context)
    else:
        yield _operation(card, call, name, source, context)


def _model(card: dict[str, Any], call: str, title: str, source: str, context: Context) -> Tool:
    notes: set[str] = set()
    hub = _HUB_ADDRESS.search(call)
    framework = field_text(card.get("framework"))
    if hub:
        provider, name = hub[1], hub[2].strip("/")
    elif "torch.hub" in call:
        quoted = [text for text in _QUOTED.findall(call) if text not in ("True", "False")]
        provider, name = "pytorch.org", "/".join(quoted[:2]) or title
    else:
        provider, name = (
            ("huggingface.co" if "hugging" in framework.lower() or "/" in title else framework),
            title or call,
        )
    arguments = arguments_of(card.get("api_arguments"), notes, of_model=True)
    parameters = _parameters(card, arguments)
    description = "\n\n".join(filter(None, (plain(_prose(card.get("description"))), _card_facts(card))))
    provider = context.provider or provider or context.file
    result = schema_text({"description": arguments.returned}).schema if arguments.returned else ""
    return Tool(
        id=tool_id(provider, framework, "", name, description, parameters.schema),
        kind="model",
        provider=provider,
        api=framework,
        name=name,
        description=description,
        parameters=parameters.schema,
        parameters_known=parameters.known,
        result=result,
        signature=call,
        code=_code(card.get("example_code")),
        tags=tuple(
            dict.fromkeys(filter(None, (field_text(card.get("domain")), field_text(card.get("functionality")))))
        ),
        licence=context.licence,
        source=source,
        repaired=tuple(sorted(notes | parameters.repaired)),
    )


def _parameters(card: dict[str, Any], arguments: CardArguments) -> Parameters:
    """Return the arguments of a card as a schema; unknown if the card says nothing about them."""
    raw = card.get("api_arguments")
    is_said = isinstance(raw, dict | list) or (isinstance(raw, str) and field_text(raw))
    return schema_text(arguments.schema()) if arguments.properties or is_said else UNKNOWN


def _prose(value: Any) -> str:
    """Return the text of a field, which may be a list of texts."""
    if isinstance(value, list):
        return " ".join(filter(None, map(field_text, value)))
    return field_text(value)


def _card_facts(card: dict[str, Any]) -> str:
    """Return the other facts on a card, each on a line of its own."""
    lines = []
    for label, key in (("Domain", "domain"), ("Functionality", "functionality")):
        if text := _prose(card.get(key)):
            lines.append(f"{label}: {text}")
    requirements = card.get("python_environment_requirements", card.get("env_requirements"))
    if isinstance(requirements, dict):
        requirements = [
            f"{key} {value}" if isinstance(value, str) and _VERSION.fullmatch(value.strip()) else str(key)
            for key, value in requirements.items()
        ]
    if isinstance(requirements, list):
        requirements = ", ".join(filter(None, map(field_text, requirements)))
    if text := field_text(requirements):
        lines.append(f"Requires: {text}")
    performance = card.get("performance")
    if isinstance(performance, list):
        performance = performance[0] if performance else None
    if isinstance(performance, dict):
        known = [f"{key.replace('_', ' ')} {shown}" for key, value in performance.items() if (shown := _measure(value))]
        if known:
            lines.append(f"Performance: {'; '.join(known)}")
    return "\n".join(lines)


def _measure(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown}" for key, inner in value.items() if (shown := _measure(inner)))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_measure, value)))
    return field_text(value) if isinstance(value, str) else "" if value is None else str(value)


def _code(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        value = "\n".join(line for line in value if isinstance(line, str))
    code = value.strip() if isinstance(value, str) and field_text(value) else ""
    return code if len(code) <= _LONGEST_CODE else ""


def _operation(card: dict[str, Any], call: str, name: str, source: str, context: Context) -> Tool:
    notes: set[str] = set()
    arguments = arguments_of(card.get("api_arguments"), notes, of_model=False)
    api, _, title = name.partition(" - ")
    if not title:
        api, title = "", name
    http = _HTTP.fullmatch(call)
    method, path = (http[1], http[2]) if http else ("", "")
    group, colon, operation = title.partition(": ")
    if http:
        tool_name = _NOT_IN_NAME.sub("_", operation if colon else title).strip("_.-")
        if not tool_name or len(tool_name) > _LONGEST_NAME or _HTTP.match(title):
            tool_name = operation_name("", method, path, ())[0]
        for field in path_fields(path):
            if field not in arguments.properties:
                notes.add("undeclared_path_parameter")
                arguments.properties[field] = {"type": "string"}
            if field not in arguments.required:
                arguments.required.append(field)
    else:
        tool_name = _callee(call) or _NOT_IN_NAME.sub("_", title).strip("_")
    parameters = _parameters(card, arguments)
    functionality = plain(_prose(card.get("functionality")))
    metadata = card.get("meta_data", card.get("metadata"))
    details = plain(field_text(metadata.get("description"))) if isinstance(metadata, dict) else ""
    description = "\n\n".join(filter(None, (functionality, details if details != functionality else "")))
    user = field_text(card.get("user_name")).lower()
    personal = bool(user) and (context.file.lower().startswith(user[:6]) or user.startswith(context.file.lower()))
    provider = context.provider or (api if personal and api else context.file.replace("_", " "))
    version = field_text(card.get("api_version"))
    service = f"{api}: {group}" if http and colon and api else api
    return Tool(
        id=tool_id(provider, service, version, tool_name, description, parameters.schema),
        kind="http" if http else "function",
        provider=provider,
        api=service,
        name=tool_name,
        version=version,
        description=description,
        parameters=parameters.schema,
        parameters_known=parameters.known,
        places=_places(arguments.properties, path, method) if http else (),
        method=method,
        path=path,
        signature="" if http else call,
        code=_code(card.get("example_code")),
        tags=(group,) if http and colon else (),
        licence=context.licence,
        source=source,
        repaired=tuple(sorted(notes | parameters.repaired)),
    )


def _callee(call: str) -> str:
    """Return the dotted name of the function that is called.

    >>> _callee("service.acl().delete(calendarId: str, ruleId: str).execute()")
    'service.acl.delete'
    """
    while (shorter := _CALL_ARGUMENTS.sub("", call)) != call:
        call = shorter
    return _NOT_IN_NAME.sub("_", call.partition("=")[2].strip() or call).strip("_.").removesuffix(".execute")


def _places(properties: dict[str, Any], path: str, method: str) -> tuple[ArgumentPlace, ...]:
    fields = frozenset(path_fields(path))
    default: Place = "query" if method in ("GET", "HEAD", "DELETE") else "body"
    return tuple(
        ArgumentPlace(name, "path" if name in fields else "header" if _HEADERS.fullmatch(name) else default)
        for name in properties
    )
