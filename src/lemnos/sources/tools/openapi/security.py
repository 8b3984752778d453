"""Reads how the calls of an operation authenticate: security schemes and requirements -> ``Authentication`` records.

Source: OpenAPI 3.1.1, "Security Requirement Object"; Swagger 2.0, ``securityDefinitions``. The requirements of an
operation replace those of the document; one of several suffices; the schemes within one apply together; ``{}`` allows
anonymous calls. Not read: the roles that an API gateway adds in extensions.
"""

from typing import Any, Literal, get_args

import msgspec

from lemnos.records import Authentication, Credential, OAuthFlow
from lemnos.sources.tools.schema.convert import SchemaConverter
from lemnos.sources.tools.schema.refs import Resolver, Specification

_FlowName = Literal["implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"]
_FLOWS: dict[str, _FlowName] = {
    **{name: name for name in get_args(_FlowName)},
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
"""Name of a flow in OpenAPI or Swagger 2 → its name in OpenAPI 3."""
_ANONYMOUS = Authentication()
_LONGEST = 400
"""Maximum length of the description of a scheme that is kept, in characters."""


class SecurityReader:
    """Reads the authentication of the operations of one file.

    Args:
        specification: The file.
        resolver: Follows references.
        converter: Cleans texts and takes notes of repairs.
    """

    def __init__(self, specification: Specification, resolver: Resolver, converter: SchemaConverter) -> None:
        value = specification.value
        self._specification = specification
        self._resolver = resolver
        self._converter = converter
        components = value.get("components")
        found = value.get("securityDefinitions")
        if not isinstance(found, dict):
            found = components.get("securitySchemes") if isinstance(components, dict) else None
        self._raw: dict[str, Any] = found if isinstance(found, dict) else {}
        self._schemes: dict[str, Credential | None] = {}
        self._shared = value.get("security")
        self._is_ever_required = isinstance(self._shared, list) or _mentions_security(value.get("paths"))
        self._read: dict[int, tuple[Any, tuple[Authentication, ...], bool]] = {}

    def read(self, operation: dict[str, Any]) -> tuple[Authentication, ...]:
        """Return the alternatives of an operation; empty if the description says nothing on authentication."""
        required = operation.get("security", self._shared)
        if not isinstance(required, list):
            if self._is_ever_required or not self._raw:
                return (_ANONYMOUS,) if self._is_ever_required else ()
            self._converter.notes.add("security_not_applied")
            required = [{}, *({name: []} for name in self._raw)]
            return self._alternatives(required)[0]
        cached = self._read.get(id(required))
        if cached is None:
            cached = self._read[id(required)] = (required, *self._alternatives(required))
        if cached[2]:
            self._converter.notes.add("missing_security_scheme")
        return cached[1]

    def _alternatives(self, required: list[Any]) -> tuple[tuple[Authentication, ...], bool]:
        """Return the alternatives, and whether a scheme that they name is not defined."""
        if not required:
            return (_ANONYMOUS,), False
        alternatives: list[Authentication] = []
        missing = False
        for each in required:
            if not isinstance(each, dict):
                continue
            credentials = []
            for name, scopes in each.items():
                credential = self._scheme(str(name))
                if credential is None:
                    missing = True
                    break
                if isinstance(scopes, list) and scopes:
                    scopes = tuple(scope for scope in scopes if isinstance(scope, str))
                    credential = msgspec.structs.replace(credential, scopes=scopes)
                credentials.append(credential)
            else:
                if (read := Authentication(tuple(credentials))) not in alternatives:
                    alternatives.append(read)
        return tuple(alternatives), missing

    def _scheme(self, name: str) -> Credential | None:
        if name not in self._schemes:
            self._schemes[name] = self._read_scheme(name)
        return self._schemes[name]

    def _read_scheme(self, name: str) -> Credential | None:
        raw = self._raw.get(name)
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], self._specification)
            raw = target.value if target is not None else None
        if not isinstance(raw, dict):
            return None
        description = self._converter.text(raw.get("description"))
        description = description if len(description) <= _LONGEST else ""
        kind, place, parameter = raw.get("type"), raw.get("in"), raw.get("name")
        match kind:
            case "apiKey" if place in ("header", "query", "cookie") and isinstance(parameter, str) and parameter:
                return Credential(name, "apiKey", place, parameter, description=description)
            case "basic":
                return Credential(name, "http", "header", "Authorization", "basic", description=description)
            case "http":
                scheme = str(raw.get("scheme") or "bearer").strip().lower()
                return Credential(name, "http", "header", "Authorization", scheme, description=description)
            case "oauth2":
                flows = _flows(raw)
                return Credential(
                    name, "oauth2", "header", "Authorization", "bearer", description=description, flows=flows
                )
            case "openIdConnect":
                url = str(raw.get("openIdConnectUrl") or "")
                return Credential(
                    name, "openIdConnect", "header", "Authorization", "bearer", description=description, url=url
                )
            case "mutualTLS":
                return Credential(name, "mutualTLS", description=description)
            case _:
                return None


def by_header(description: str | None) -> tuple[Authentication, ...]:
    """Return the way to authenticate by a header ``Authorization`` that is described as a parameter; none for None.

    OpenAPI asks readers to ignore such a parameter, but where nothing else is said it is all that is known.
    """
    if description is None:
        return ()
    kept = description if len(description) <= _LONGEST else ""
    return (
        Authentication((Credential("Authorization", "http", "header", "Authorization", "bearer", description=kept),)),
    )


def _flows(raw: dict[str, Any]) -> tuple[OAuthFlow, ...]:
    """Return the flows of a scheme of OpenAPI 3, or the one flow of Swagger 2."""
    flows = raw.get("flows")
    if not isinstance(flows, dict):
        flows = {raw.get("flow"): raw}
    return tuple(
        OAuthFlow(_FLOWS[name], str(flow.get("authorizationUrl") or ""), str(flow.get("tokenUrl") or ""))
        for name, flow in flows.items()
        if name in _FLOWS and isinstance(flow, dict)
    )


def _mentions_security(paths: Any) -> bool:
    """Return whether any operation states requirements of its own."""
    return isinstance(paths, dict) and any(
        isinstance(operation, dict) and "security" in operation
        for item in paths.values()
        if isinstance(item, dict)
        for operation in item.values()
    )
