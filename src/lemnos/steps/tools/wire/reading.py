"""Reads the arguments of a call from an HTTP request: ``Received``, ``Match`` → arguments by name.

The inverse of ``requests.written``. Parameters that the operation does not know are passed over, as servers do; fields
of a body that it does not know are kept, so that a closed schema refuses them. Whole floats become integers.
"""

from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from lemnos.records import ArgumentPlace, Tool
from lemnos.steps.tools.wire import bodies
from lemnos.steps.tools.wire.forms import ANY, Form, form_of, from_json, integral, typed
from lemnos.steps.tools.wire.requests import default_place
from lemnos.steps.tools.wire.routes import Match
from lemnos.steps.tools.wire.styles import WHOLE
from lemnos.steps.tools.wire.values import MISSING, Pairs, from_header, from_pairs, from_path, is_alone, pairs_of


class Received(msgspec.Struct):
    """A request as a server has it."""

    method: str
    query: str
    """As written, without the question mark."""
    headers: dict[str, str]
    """By names in lower case; fields of one name joined by commas."""
    body: bytes
    path: str = ""
    """As written, percent-encoded."""

    @property
    def media_type(self) -> str:
        """The media type of the body; empty if it is not said."""
        return self.headers.get("content-type", "")


class RequestReader:
    """Reads the requests of one operation.

    Args:
        tool: The operation.
    """

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        schema = msgspec.json.decode(tool.parameters)
        properties = schema.get("properties", {})
        known = {place.name for place in tool.places}
        unsaid = [ArgumentPlace(name, default_place(tool)) for name in properties if name not in known]
        places = [*tool.places, *unsaid]
        self._forms = {place.name: form_of(properties.get(place.name, True), schema) for place in places}
        self._places = {kind: {p.wire_name or p.name: p for p in places if p.place == kind} for kind in _KINDS}
        self._alone = {
            kind: {wire for wire, p in places.items() if wire != WHOLE and is_alone(p, self._forms[p.name])}
            for kind, places in self._places.items()
        }
        self._body = {**self._places["body"], **self._places["form"]}

    @property
    def tool(self) -> Tool:
        """The operation."""
        return self._tool

    def arguments(self, request: Received, match: Match) -> dict[str, Any]:
        """Return the arguments that a request carries.

        Raises:
            BodyError: The body is not what its media type says.
        """
        found: dict[str, Any] = {}
        pairs = pairs_of(request.query) if request.query else []
        given = dict(match.captured)
        for name, parameter in match.route.queried:
            given.update((parameter, text) for key, text in pairs if key == name)
        for wire, place in self._places["path"].items():
            if wire in given:
                found[place.name] = from_path(given[wire], place, self._forms[place.name])
        self._add_pairs(found, pairs, "query", request.query)
        for wire, place in self._places["header"].items():
            if (text := request.headers.get(wire.lower())) is not None:
                found[place.name] = from_header(text, place, self._forms[place.name])
        if self._places["cookie"] and (text := request.headers.get("cookie")):
            self._add_pairs(found, pairs_of(text, ";"), "cookie", "")
        if self._body and request.body:
            self._add_body(found, request)
        return {name: value if isinstance(value, str) else integral(value) for name, value in found.items()}

    def _add_pairs(self, found: dict[str, Any], pairs: Pairs, kind: str, query: str) -> None:
        places = self._places[kind]
        names = {name for name, _ in pairs}
        for wire, place in places.items() if pairs or query else ():
            if wire in self._alone[kind] and wire not in names:
                continue
            form = self._forms[place.name]
            if wire == WHOLE:
                value = from_json(unquote_plus(query), unquote_plus(query)) if query else MISSING
            else:
                value = from_pairs(pairs, place, form, places, is_form=False)
            if value is not MISSING:
                found[place.name] = value

    def _add_body(self, found: dict[str, Any], request: Received) -> None:
        media_type = request.media_type or self._tool.media_type
        whole = self._body.get(WHOLE)
        match bodies.kind_of(media_type):
            case "json":
                value = bodies.read_json(request.body)
            case "form":
                self._add_form(found, request.body.decode("utf-8", "replace"), whole)
                return
            case "multipart":
                value = self._of_parts(bodies.read_multipart(request.body, media_type))
            case "xml":
                value = bodies.read_xml(request.body, self._forms[whole.name] if whole else self._fields_form)
            case kind:
                value = bodies.text_of(request.body, kind == "text")
                if whole is None:
                    value = from_json(value, value)
        if whole is not None:
            found[whole.name] = value
        elif isinstance(value, dict):
            for name, each in value.items():
                place = self._body.get(name)
                found.setdefault(place.name if place is not None else name, each)
        else:
            raise bodies.BodyError(f"the body must be an object with the fields {', '.join(self._body)}")

    @cached_property
    def _fields_form(self) -> Form:
        return Form(frozenset(("object",)), None, {wire: self._forms[p.name] for wire, p in self._body.items()})

    def _add_form(self, found: dict[str, Any], text: str, whole: ArgumentPlace | None) -> None:
        pairs = pairs_of(text)
        if whole is not None:
            form = self._forms[whole.name]
            places = {name: ArgumentPlace(name, "form") for name in dict.fromkeys(key for key, _ in pairs)}
            forms = {name: form.properties.get(name, ANY) for name in places}
        else:
            places, forms = self._body, {wire: self._forms[place.name] for wire, place in self._body.items()}
        fields: dict[str, Any] = {}
        for wire, place in places.items():
            value = from_pairs(pairs, place, forms[wire], places, is_form=True)
            if value is not MISSING:
                fields[wire if whole is not None else place.name] = value
        found.update({whole.name: fields} if whole is not None else fields)

    def _of_parts(self, parts: list[tuple[str, str, str]]) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for name, media_type, text in parts:
            place = self._body.get(name)
            form = self._forms[place.name] if place is not None else ANY
            each = form.items or ANY if form.items is not None and form.kinds == {"array"} else form
            one = from_json(text, text) if bodies.kind_of(media_type or "text/plain") == "json" else typed(text, each)
            if form.items is not None and form.kinds == {"array"} and not isinstance(one, list):
                value.setdefault(name, []).append(one)
            else:
                value[name] = one
        return value


_KINDS = ("path", "query", "header", "cookie", "body", "form")
