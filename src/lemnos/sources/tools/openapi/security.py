"""Reads how the calls of an operation authenticate: security schemes and requirements -> ``Authentication`` records.

Source: OpenAPI 3.1.1, "Security Requirement Object"; Swagger 2.0, ``securityDefinitions``. The requirements of an
operation replace those of the document; one of several suffices; the schemes within one apply together; ``{}`` allows
anonymous calls. Where these say nothing, or the prose of the operation contradicts them, what the prose says counts
(``security_prose``). Not read: the roles that an API gateway adds in extensions.
"""

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args

import msgspec

from lemnos.records import Authentication, Credential, OAuthFlow, OAuthScope
from lemnos.sources.tools.openapi.responses import ended
from lemnos.sources.tools.openapi.security_prose import (
    basic_in,
    credential_in,
    demands,
    is_for_every_call,
    is_missing,
    is_needed_by_all,
    needs,
    prefix_in,
    stated_prefix,
    statements,
    tells_of_basic,
)
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
_AUTHORIZATION = re.compile(r"\bauthori[sz]ation\b", re.IGNORECASE)
_LONGEST = 600
"""Maximum length of the description of a scheme that is kept, in characters."""
_REFUSED = frozenset(("401", "403"))
_ADMISSION = re.compile(
    r"log-?in|sign-?(?:in|up)|token|oauth|auth\b|authenticate|session|password|register", re.IGNORECASE
)
"""Paths of operations by which a caller obtains a credential, which refuse a wrong one."""


class Access(msgspec.Struct, frozen=True):
    """How the calls of an operation authenticate; the fields are those of ``Tool``."""

    authentication: tuple[Authentication, ...] = ()
    authentication_stated: bool = True
    authentication_note: str = ""


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
        if not isinstance(found, dict):  # outside ``components``, a frequent mistake
            found = value.get("securitySchemes")
        self._raw: dict[str, Any] = found if isinstance(found, dict) else {}
        self._schemes: dict[str, Credential | None] = {}
        self._shared = value.get("security")
        self._is_ever_required = isinstance(self._shared, list) or _mentions_security(value.get("paths"))
        self._read: dict[str, tuple[tuple[Authentication, ...], bool]] = {}
        info = value.get("info")
        self._about = converter.text(info.get("description")) if isinstance(info, dict) else ""
        self._told: Access | None = None
        self._demands: str | None = None
        self._groups: frozenset[str] | None = None
        self._is_told: bool | None = None

    def read(self, operation: dict[str, Any], path: str, text: str, keys: Sequence[tuple[Credential, bool]]) -> Access:
        """Return how the calls of an operation authenticate; without alternatives if that is unknown.

        Args:
            operation: The operation object.
            path: Its path template.
            text: Its description.
            keys: The credentials among its parameters, each with whether it is required.
        """
        if str(operation.get("x-auth-type", "")).strip().lower() == "none":  # of the gateways of WSO2
            return Access((_ANONYMOUS,))
        required = operation.get("security", self._shared)
        if isinstance(required, dict):  # one alternative, without the list around it
            required = [required]
        if isinstance(required, list):
            alternatives = self._cached(required)
            if _ANONYMOUS not in alternatives:
                note = self._demanded() if len(alternatives) > 1 else ""
                return Access(alternatives, True, note) if alternatives else self._by_keys(keys) or Access()
            is_needed = needs(text)
            known = tuple(each for each in alternatives if each.credentials)
            if known:
                return Access(known if is_needed else alternatives)
            return self._by_keys(keys) or (self._defined(stated=False) if is_needed else Access(alternatives))
        if by_keys := self._by_keys(keys):
            return by_keys
        responses = operation.get("responses")
        is_refused = isinstance(responses, dict) and not _REFUSED.isdisjoint(responses)
        is_admission = _ADMISSION.search(path) is not None
        is_told = needs(text) or (not is_admission and self._is_told_of_group(operation))
        is_needed = is_told or (is_refused and not is_admission)
        if self._is_ever_required:
            return self._defined(stated=is_told or self._misses_credential(responses, path))
        if self._raw:
            self._converter.notes.add("security_not_applied")
            return self._defined(stated=is_needed or (not is_admission and self._is_told_of_api()))
        if self._told is None:
            note = statements(self._about)
            credential = credential_in(self._about) if note else None
            alternatives = (Authentication((credential,)),) if credential is not None else ()
            self._told = Access(alternatives, is_for_every_call(note) or not alternatives, note)
        if not self._told.authentication and (credential := credential_in(text)) is not None:
            return Access((Authentication((credential,)),), authentication_note=self._told.authentication_note)
        if is_needed and self._told.authentication:
            return msgspec.structs.replace(self._told, authentication_stated=True)
        return self._told

    def _is_told_of_group(self, operation: dict[str, Any]) -> bool:
        """Return whether the description of a tag of an operation says that its operations need authentication."""
        names = operation.get("tags")
        if self._groups is None:
            tags = self._specification.value.get("tags")
            self._groups = frozenset(
                each["name"]
                for each in (tags if isinstance(tags, list) else ())
                if isinstance(each, dict)
                and isinstance(each.get("name"), str)
                and is_needed_by_all(self._converter.text(each.get("description")))
            )
        return isinstance(names, list) and any(isinstance(name, str) and name in self._groups for name in names)

    def _is_told_of_api(self) -> bool:
        """Return whether the description of the API says that its operations need authentication."""
        if self._is_told is None:
            self._is_told = is_needed_by_all(self._about)
        return self._is_told

    def _described_basic(self, description: str) -> str:
        """Return the description of a basic scheme, with what that of the API says of user name and password."""
        said = "" if tells_of_basic(description) else basic_in(self._about)
        return " ".join(filter(None, (ended(description), _shortened(said))))

    def _demanded(self) -> str:
        """Return the sentences of the descriptions of the API and its schemes on what all calls must carry."""
        if self._demands is None:
            said = (each.get("description") for each in self._raw.values() if isinstance(each, dict))
            found = (demands(text) for text in (self._about, *map(self._converter.text, said)))
            self._demands = " ".join(dict.fromkeys(filter(None, found)))
        return self._demands

    def _misses_credential(self, responses: Any, path: str) -> bool:
        """Return whether the operation refuses calls without a credential, as its responses say in words."""
        if not isinstance(responses, dict) or _ADMISSION.search(path) is not None:
            return False
        told = (
            responses[code].get("description")
            for code in _REFUSED & responses.keys()
            if isinstance(responses[code], dict)
        )
        return any(is_missing(self._converter.text(text)) for text in told)

    def _defined(self, *, stated: bool) -> Access:
        """Return all schemes of the file as alternatives."""
        alternatives = self._alternatives([{name: []} for name in self._raw])[0]
        return Access(alternatives, stated or not alternatives)

    def _by_keys(self, keys: Sequence[tuple[Credential, bool]]) -> Access | None:
        """Return the way to authenticate by parameters; None if none of them carries a credential."""
        together = [credential for credential, is_required in keys if is_required]
        if together:
            return Access((Authentication(tuple(together)),))
        return Access(tuple(Authentication((credential,)) for credential, _ in keys), False) if keys else None

    def _cached(self, required: list[Any]) -> tuple[Authentication, ...]:
        written = repr(required)  # most operations repeat the same few requirements
        cached = self._read.get(written)
        if cached is None:
            cached = self._read[written] = self._alternatives(required)
        alternatives, missing = cached
        if missing:
            self._converter.notes.add("missing_security_scheme")
        return alternatives

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
                credentials.append(_needing(credential, scopes if isinstance(scopes, list) else ()))
            else:
                if (read := Authentication(tuple(credentials))) not in alternatives:
                    alternatives.append(read)
        return tuple(alternatives), missing

    def _scheme(self, name: str) -> Credential | None:
        if name not in self._schemes:
            self._schemes[name] = self._read_scheme(name)
        return self._schemes[name]

    def _flows(self, raw: dict[str, Any]) -> tuple[OAuthFlow, ...]:
        """Return the flows of a scheme of OpenAPI 3, or the one flow of Swagger 2, with all their scopes."""
        flows = raw.get("flows")
        if not isinstance(flows, dict):
            flows = {raw.get("flow"): raw}
        return tuple(
            OAuthFlow(
                _FLOWS[name],
                str(flow.get("authorizationUrl") or ""),
                str(flow.get("tokenUrl") or ""),
                self._scopes(flow.get("scopes")),
            )
            for name, flow in flows.items()
            if name in _FLOWS and isinstance(flow, dict)
        )

    def _scopes(self, raw: Any) -> tuple[OAuthScope, ...]:
        """Return scopes, which a file writes as a mapping of names to descriptions, or as a list of names."""
        if isinstance(raw, list):
            raw = {name: "" for name in raw if isinstance(name, str)}
        if not isinstance(raw, dict):
            return ()
        return tuple(OAuthScope(str(name), _shortened(self._converter.text(said))) for name, said in raw.items())

    def _prefix_of_operations(self) -> str:
        """Return the prefix of keys in ``Authorization`` on which the descriptions of the operations agree."""
        found = set()
        paths = self._specification.value.get("paths")
        for item in paths.values() if isinstance(paths, dict) else ():
            for operation in item.values() if isinstance(item, dict) else ():
                said = operation.get("description") if isinstance(operation, dict) else None
                if isinstance(said, str) and _AUTHORIZATION.search(said):
                    found.add(stated_prefix(self._converter.text(said)))
        found.discard("")
        return found.pop() if len(found) == 1 else ""

    def _read_scheme(self, name: str) -> Credential | None:
        raw = self._raw.get(name)
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], self._specification)
            raw = target.value if target is not None else None
        if not isinstance(raw, dict):
            return None
        said = self._converter.text(raw.get("description"))
        description = _shortened(said)
        kind, place, parameter = raw.get("type"), raw.get("in"), raw.get("name")
        match kind:
            case "apiKey" if place in ("header", "query", "cookie") and isinstance(parameter, str) and parameter:
                prefix = ""
                if place == "header" and parameter.lower() == "authorization":
                    prefix = prefix_in(said) or prefix_in(name.replace("bearer", "Bearer ")) or prefix_in(self._about)
                    prefix = prefix or self._prefix_of_operations()
                return Credential(name, "apiKey", place, parameter, description=description, prefix=prefix)
            case "basic":
                description = self._described_basic(description)
                return Credential(name, "http", "header", "Authorization", "basic", description=description)
            case "http":
                scheme = str(raw.get("scheme") or "bearer").strip().lower()
                description = self._described_basic(description) if scheme == "basic" else description
                return Credential(name, "http", "header", "Authorization", scheme, description=description)
            case "oauth2":
                flows = self._flows(raw)
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


def _needing(credential: Credential, scopes: Sequence[Any]) -> Credential:
    """Return a credential with the scopes that an operation needs, there and in its flows."""
    needed = tuple(scope for scope in scopes if isinstance(scope, str))
    flows = tuple(
        msgspec.structs.replace(flow, scopes=tuple(scope for scope in flow.scopes if scope.name in needed))
        for flow in credential.flows
    )
    return msgspec.structs.replace(credential, scopes=needed, flows=flows)


def _shortened(text: str) -> str:
    """Return the first sentences of a description that is too long to be kept whole."""
    if len(text) <= _LONGEST:
        return text
    cut = text[:_LONGEST]
    stop = max(cut.rfind(". "), cut.rfind(".\n"), cut.rfind("\n\n"))
    return cut[: stop + 1].rstrip()


def _mentions_security(paths: Any) -> bool:
    """Return whether any operation states requirements of its own."""
    return isinstance(paths, dict) and any(
        isinstance(operation, dict) and "security" in operation
        for item in paths.values()
        if isinstance(item, dict)
        for operation in item.values()
    )
