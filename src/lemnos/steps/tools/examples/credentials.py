"""Name what stands for a secret in an example: ``Credential`` -> ``$API_KEY``, ``Bearer $ACCESS_TOKEN``.

A placeholder is named after the parameter that carries the secret, as a variable of a shell. Two secrets of one call
never share a placeholder.
"""

import re
from collections.abc import Iterable

from lemnos.records import Credential, Tool

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VAGUE = {"AUTHORIZATION": "API_TOKEN", "AUTH": "API_TOKEN", "TOKEN": "API_TOKEN", "KEY": "API_KEY", "": "API_KEY",
          "APIKEY": "API_KEY", "SESSION": "SESSION_ID"}  # fmt: skip
"""Name of a parameter that says too little of the secret → a name that says more."""
_SIGNED = re.compile(r"\bsignature\b|\bHMAC\b|\bsigv4\b", re.IGNORECASE)

_HOLDER = re.compile(r"<[A-Za-z][\w -]*>|\{[A-Za-z][\w -]*\}")
_TEMPLATE = re.compile(
    rf"[\"'`‘“]((?:Authorization: ?)?[A-Za-z][\w-]*[ =](?:{_HOLDER.pattern})"
    rf"(?:[ ,;:=&\w-]*(?:{_HOLDER.pattern}))*)[\"'`’”]"
)
"""The form of a value in quotes: ``'Element <token>, User <secret>'``."""


def is_signature(credential: Credential) -> bool:
    """Return whether a key is a signature that is computed for each request."""
    return _SIGNED.search(f"{credential.name} {credential.description}") is not None


def placeholder(credential: Credential) -> str:
    """Return what stands for the value of a credential, with the word before it if it has one.

    >>> placeholder(Credential("key", "apiKey", "header", "X-Api-Key"))
    '$API_KEY'
    >>> placeholder(Credential("a", "apiKey", "header", "Authorization", description="As 'Cargo <key>, Port <id>'."))
    'Cargo $KEY, Port $ID'
    """
    match credential.type:
        case "mutualTLS":
            return "client.pem"
        case "apiKey" if is_signature(credential):
            return "$SIGNATURE"
        case "apiKey" if credential.prefix.lower() == "basic":
            return f"{credential.prefix} $BASE64_USERNAME_PASSWORD"
        case "apiKey" if not credential.prefix and (template := _TEMPLATE.search(credential.description)) is not None:
            value = template[1].partition(":")[2].strip() if template[1].lower().startswith("auth") else template[1]
            return _HOLDER.sub(lambda holder: "$" + "_".join(_words(holder[0])), value)
        case "apiKey":
            words = _words(credential.parameter)
            key = "_".join(words[1:] if len(words) > 1 and words[0] == "X" else words)
            return f"{credential.prefix} ${_VAGUE.get(key, key)}".lstrip()
        case _ if credential.scheme == "bearer":
            return "Bearer $ACCESS_TOKEN"
        case _ if credential.scheme == "basic":
            return "Basic $BASE64_USERNAME_PASSWORD"
        case _:
            return f"{credential.scheme.capitalize()} $CREDENTIALS"


def placeholders(credentials: Iterable[Credential]) -> dict[tuple[str, str], str]:
    """Return what stands for the value of each credential, by its place and the lower case of its parameter.

    >>> placeholders([Credential("a", "apiKey", "query", "key"), Credential("b", "apiKey", "query", "apikey")])
    {('query', 'key'): '$API_KEY', ('query', 'apikey'): '$APIKEY'}
    """
    found: dict[tuple[str, str], str] = {}
    for credential in credentials:
        where = (credential.place, credential.parameter.lower())
        if where in found:
            continue
        value = placeholder(credential)
        if credential.type == "apiKey" and value in found.values():
            words = _words(credential.parameter)
            value = f"{credential.prefix} ${'_'.join(words)}".lstrip()
            if value in found.values():
                value = f"{value}_{len(found) + 1}"
        found[where] = value
    return found


def _words(name: str) -> list[str]:
    return [word.upper() for word in _WORDS.findall(name)]


def carried_by(tool: Tool) -> dict[str, str]:
    """Return a placeholder for each argument that the authentication of a tool carries anyway."""
    if not tool.authentication:
        return {}
    carried = placeholders(credential for each in tool.authentication for credential in each.credentials)
    return {
        place.name: value
        for place in tool.places
        if (value := carried.get((place.place, (place.wire_name or place.name).lower()))) is not None
    }
