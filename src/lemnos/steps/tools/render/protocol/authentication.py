"""Tell how a call authenticates: ``Tool.authentication`` -> a paragraph, placeholders for an HTTP request, OpenAPI.

The words name what the caller needs and where the request carries it. A placeholder (``$API_KEY``) stands for a secret
that the caller has.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.records import Authentication, Credential, OAuthFlow
from lemnos.steps.tools.examples.credentials import is_signature, placeholder, placeholders
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.render.wording import english_list, first_items, one_line, sentence, shortened

_PARTS = {"header": "header", "query": "query parameter", "cookie": "cookie"}
_ADDRESS = re.compile(r"https?://\S+")
_TOKEN = re.compile(r"\b(?:(access|session|bearer|refresh|authentication|authorization|auth|user|security) )?tokens?\b")
_MOST_SCOPES = 8
_MOST_EXPLAINED = 3
"""Maximum number of scopes that are listed with what they allow."""
_LONGEST_SCOPE = 80
"""Maximum length of what a scope allows, in characters; a longer one is only in the OpenAPI form."""
_LONGEST = 300
"""Maximum length of what a scheme says of itself, in characters."""


class Sent(msgspec.Struct, frozen=True):
    """A credential as a request carries it."""

    place: str
    """``header``, ``query``, ``cookie``, or ``certificate`` for one of the connection."""
    name: str
    value: str
    scheme: str = ""
    """HTTP authentication scheme in lower case; empty for an API key."""


@lru_cache(maxsize=256)
def authentication_text(alternatives: tuple[Authentication, ...], *, stated: bool = True, note: str = "") -> str:
    """Return a paragraph on how a call authenticates; empty if that is unknown.

    Args:
        alternatives: The ways to authenticate.
        stated: Whether the source says that this operation needs one of them.
        note: Sentences of the description.

    >>> authentication_text((Authentication(),))
    'No authentication is needed.'
    """
    note = f"The description of the API says: {note}" if note else ""
    if not alternatives:
        return note
    ways = _ways(alternatives)
    if not ways:
        return "No authentication is needed."
    optional = len(ways) < len(alternatives) and any(not each.credentials for each in alternatives)
    several = f"one of these: {'; '.join(ways[:-1])}; or {ways[-1]}"
    if not stated:
        text = (
            f"Calls of this API can authenticate with {ways[0] if len(ways) == 1 else several}. Whether this operation "
            "needs it is not stated."
        )
    elif len(ways) == 1:
        text = f"Authentication is optional: {ways[0]}." if optional else f"Authenticate with {ways[0]}."
    else:
        lead = "Authentication is optional: without any, or with" if optional else "Authenticate with"
        text = f"{lead} {several}."
    return " ".join(filter(None, [text, *_notes(alternatives), note]))


def sent(alternatives: Sequence[Authentication]) -> list[Sent]:
    """Return what a call carries to authenticate in the first way that is not anonymous; several for several keys."""
    credentials = next((each.credentials for each in alternatives if each.credentials), ())
    held = placeholders(credentials)
    found: dict[tuple[str, str], Sent] = {}
    for credential in credentials:
        where = (credential.place, credential.parameter.lower())
        found.setdefault(where, _sent(credential, held[where]))
    return list(found.values())


def security_schemes(alternatives: Sequence[Authentication]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return ``security`` and ``securitySchemes`` of OpenAPI 3.1."""
    security = [{credential.name: list(credential.scopes) for credential in each.credentials} for each in alternatives]
    schemes = {credential.name: _scheme(credential) for each in alternatives for credential in each.credentials}
    if security == [{}]:
        return [], {}
    return security, schemes


def _ways(alternatives: Sequence[Authentication]) -> list[str]:
    """Return the ways in words; ways that differ only in their scopes are one."""
    scopes: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    written: dict[str, str] = {}
    for each in alternatives:
        if each.credentials:
            written |= {
                scope: _explained(credential, scope) for credential in each.credentials for scope in credential.scopes
            }
            key = tuple(dict.fromkeys(map(_phrase, each.credentials)))
            needed = tuple(dict.fromkeys(scope for credential in each.credentials for scope in credential.scopes))
            known = scopes.setdefault(key, [])
            if needed not in known:
                known.append(needed)
    return [f"{english_list(phrases)}{_with_scopes(sets, written)}" for phrases, sets in scopes.items()]


def _with_scopes(sets: list[tuple[str, ...]], written: dict[str, str]) -> str:
    if () in sets:
        return ""
    if len(sets) == 1:
        word = "scope" if len(sets[0]) == 1 else "scopes"
        return f" with the {word} {_listed(sets[0], 'and', written)}"
    if all(len(each) == 1 for each in sets):
        return f" with one of the scopes {_listed([each[0] for each in sets], 'or', written)}"
    return f" with the scopes {', or '.join(_listed(each, 'and', {}) for each in sets[:_MOST_SCOPES])}"


def _listed(scopes: Sequence[str], last: str, written: dict[str, str]) -> str:
    is_explained = len(scopes) <= _MOST_EXPLAINED
    ticked = [written.get(scope, f"`{scope}`") if is_explained else f"`{scope}`" for scope in scopes]
    return english_list(ticked, last) if len(scopes) <= _MOST_SCOPES else first_items(ticked, _MOST_SCOPES)


def _explained(credential: Credential, scope: str) -> str:
    """Return a scope, and what it allows if the source says so in a few words of its own."""
    said = next((allowed for flow in credential.flows if (allowed := _allowed(flow, scope))), "")
    text = one_line(said).rstrip(".")
    if not text or len(text) > _LONGEST_SCOPE or text == scope or "(" in text or "`" in text:
        return f"`{scope}`"
    return f"`{scope}` ({text})"


def _secret(credential: Credential) -> str:
    """Return what the source calls the secret that a parameter carries."""
    if is_signature(credential):
        return "a signature"
    said = f"{credential.description} {' '.join(words_of(credential.parameter))}".lower()
    if "api key" in said or "apikey" in said:
        return "an API key"
    found = _TOKEN.search(said)
    if found is None:
        return "an API key"
    return f"a{'n' * (found[1][:1] in 'aeiou')} {found[1]} token" if found[1] else "a token"


def _phrase(credential: Credential) -> str:
    place = f"in the {_PARTS.get(credential.place, 'request')} `{credential.parameter}`"
    match credential.type:
        case "apiKey":
            what = _secret(credential)
            value = placeholder(credential)
            return f"{what} {place}" + (f" (`{value}`)" if " " in value else "")
        case "oauth2":
            return f"an OAuth 2.0 access token {place} (`Bearer $ACCESS_TOKEN`)"
        case "openIdConnect":
            return f"an OpenID Connect token {place} (`Bearer $ACCESS_TOKEN`)"
        case "mutualTLS":
            return "a client certificate (mutual TLS)"
        case _ if credential.scheme == "basic":
            return f"user name and password (HTTP basic authentication) {place}"
        case _ if credential.scheme == "bearer":
            return f"a bearer token {place} (`Bearer $ACCESS_TOKEN`)"
        case _:
            return f"HTTP {credential.scheme} authentication {place}"


def _notes(alternatives: Sequence[Authentication]) -> list[str]:
    """Return sentences on where tokens come from, and what the schemes say of themselves."""
    notes: dict[str, None] = {}
    credentials = dict.fromkeys(credential for each in alternatives for credential in each.credentials)
    has_several = len({each.parameter for each in credentials if each.description and each.type == "apiKey"}) > 1
    for credential in credentials:
        for flow in credential.flows:
            if flow.token_url:
                notes[f"Tokens are issued at {flow.token_url}."] = None
            elif flow.authorization_url:
                notes[f"Tokens are obtained from {flow.authorization_url}."] = None
        if credential.url:
            notes[f"OpenID Connect configuration: {credential.url}."] = None
        if credential.type != "oauth2" and (text := shortened(one_line(credential.description), _LONGEST)):
            text = f"See {text}" if _ADDRESS.fullmatch(text) else text
            if has_several and credential.type == "apiKey":
                text = f"`{credential.parameter}`: {text}"
            notes[sentence(text)] = None
    return list(notes)


def _sent(credential: Credential, value: str) -> Sent:
    if credential.type == "mutualTLS":
        return Sent("certificate", "", value)
    scheme = credential.scheme if credential.type != "apiKey" else ""
    return Sent(credential.place, credential.parameter, value, scheme)


def _allowed(flow: OAuthFlow, scope: str) -> str:
    """Return what a scope of a flow allows; empty if the source does not say."""
    return next((each.description for each in flow.scopes if each.name == scope), "")


def _scheme(credential: Credential) -> dict[str, Any]:
    scheme: dict[str, Any] = {"type": credential.type}
    match credential.type:
        case "apiKey":
            scheme |= {"in": credential.place, "name": credential.parameter}
        case "http":
            scheme["scheme"] = credential.scheme
        case "oauth2":
            scheme["flows"] = {
                flow.name: {
                    **({"authorizationUrl": flow.authorization_url} if flow.authorization_url else {}),
                    **({"tokenUrl": flow.token_url} if flow.token_url else {}),
                    "scopes": {name: _allowed(flow, name) for name in credential.scopes},
                }
                for flow in credential.flows
            }
        case "openIdConnect":
            scheme["openIdConnectUrl"] = credential.url
    if credential.description:
        scheme["description"] = credential.description
    return scheme
