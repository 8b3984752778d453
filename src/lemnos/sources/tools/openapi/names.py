"""Derives the names in a tool from an OpenAPI description: operation, provider, base URL, licence, JSON pointer."""

import re
from collections.abc import Container
from typing import Any
from urllib.parse import urlsplit

from lemnos.sources.tools.schema.numbers import text_of
from lemnos.text.json_pointers import escaped

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The keys of a path item that are operations; ``query`` since OpenAPI 3.2."""
LONGEST_NAME = 64
"""The longest function name that OpenAI and Anthropic allow, in characters."""

_NOT_IN_NAME = re.compile(r"[^a-zA-Z0-9_-]+")
_FIELD = re.compile(r"\{([^{}]*)\}")
_SLASHES = re.compile(r"(?<=[^:/])//+")
"""What a variable with a slash before its value leaves in an address."""
_SECRET_NAME = re.compile(
    r"(?:^|[a-z\d_-])(?:token|secret|password|passwd|(?:api|access|auth|secret|account)[_-]?key)$", re.IGNORECASE
)
_SECRET_SAID = re.compile(r"\b(?:api|access|auth\w*|secret|bearer)[ -](?:key|token)\b|\bpassword\b", re.IGNORECASE)
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w:+-]{16,}")
"""The look of a secret: letters and digits without spaces or dots."""
_IN_QUERY = re.compile(
    r"([?&]((?:api|access|auth|secret)?[_-]?(?:key|token|secret))=)[^&{}<$#]+(?=&|#|$)", re.IGNORECASE
)
_ID_AND_SECRET = re.compile(r"(?<=[/a-z])\d{5,}:[\w-]{20,}")
"""A number and a secret in an address: ``/bot7000001:AAE…``."""
_LICENCES = (
    (re.compile(r"apache(?: license)?[\s,-]*(?:version |v)?2(?:\.0)?(?: license)?", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"(?:the )?mit(?: license)?", re.IGNORECASE), "MIT"),
    (re.compile(r"(?:creative commons attribution|cc[ -]by)[\s-]*3\.0", re.IGNORECASE), "CC-BY-3.0"),
    (re.compile(r"(?:creative commons attribution|cc[ -]by)[\s-]*4\.0", re.IGNORECASE), "CC-BY-4.0"),
    (re.compile(r"(?:bsd[ -]3[ -]clause|new bsd)(?: license)?", re.IGNORECASE), "BSD-3-Clause"),
    (re.compile(r"(?:gnu )?agpl[\s-]*v?3(?:\.0)?", re.IGNORECASE), "AGPL-3.0-only"),
    (re.compile(r"(?:gnu )?gpl[\s-]*v?3(?:\.0)?", re.IGNORECASE), "GPL-3.0-only"),
    (re.compile(r"(?:mozilla public license|mpl)[\s-]*(?:v|version )?2\.0", re.IGNORECASE), "MPL-2.0"),
)  # fmt: skip


def operation_name(operation_id: str, method: str, path: str, taken: Container[str]) -> tuple[str, bool]:
    """Return a function name for an operation, and whether a number was added because the name is taken.

    >>> operation_name("List pets!", "GET", "/pets", ())
    ('List_pets', False)
    >>> operation_name("", "GET", "/pets/{petId}/toys", ("get_pets_toys_by_petId",))
    ('get_pets_toys_by_petId_2', True)
    """
    name = _NOT_IN_NAME.sub("_", operation_id).strip("_-")
    name = (name or _from_path(method, path))[:LONGEST_NAME].rstrip("_-")
    if name not in taken:
        return name, False
    base_name, number = name, 2
    while name in taken:
        ending = f"_{number}"
        name = base_name[: LONGEST_NAME - len(ending)] + ending
        number += 1
    return name, True


def _from_path(method: str, path: str) -> str:
    fields = _FIELD.findall(path)
    words = [word for word in re.split(r"[^a-zA-Z0-9]+", _FIELD.sub(" ", path)) if word]
    while words and len("_".join(words)) > LONGEST_NAME // 2 and len(words) > 2:
        words.pop(0)  # The end of a path is more informative than its beginning.
    name = "_".join([method.lower(), *words])
    last = _NOT_IN_NAME.sub("_", fields[-1]).strip("_-") if fields else ""
    return f"{name}_by_{last}" if last else name


def path_fields(path: str) -> list[str]:
    """Return the names of the parameters in a path template, each once.

    >>> path_fields("/pets/{petId}/toys/{toyId}")
    ['petId', 'toyId']
    """
    return list(dict.fromkeys(name for name in _FIELD.findall(path) if name))


def provider_of(specification: dict[str, Any], server: str, file: str) -> str:
    """Return the provider of an API: as the description names it, else its host, else the folder or file name."""
    info = specification.get("info")
    if isinstance(info, dict) and isinstance(named := info.get("x-providerName"), str) and named:
        return named
    host = (urlsplit(server).hostname or "") if "://" in server and "{" not in server.split("/")[2] else ""
    if host and "." in host and not re.fullmatch(r"[\d.]+", host):
        return re.sub(r"^(?:www|api)\.(?=[^.]+\.)", "", host)
    folder, _, name = file.rpartition("/")
    return folder.partition("/")[0] or name.rpartition(".")[0] or name


def server_of(specification: dict[str, Any], schemes: Any = None) -> str:
    """Return the base URL of an API; relative or empty if the description gives no more.

    Args:
        specification: The description.
        schemes: The schemes of one operation of Swagger 2, in place of those of the description.
    """
    if "swagger" in specification:
        schemes = schemes or specification.get("schemes")
        schemes = [scheme for scheme in schemes if isinstance(scheme, str)] if isinstance(schemes, list) else []
        host, path = specification.get("host"), specification.get("basePath")
        scheme = "https" if not schemes or "https" in schemes else schemes[0]
        base = f"{scheme}://{host}" if isinstance(host, str) and host else ""
        return (base + (path if isinstance(path, str) else "")).rstrip("/")
    return first_server(specification.get("servers"))


def first_server(servers: Any) -> str:
    """Return the URL of the first server, with its variables replaced by their defaults; empty if there is none.

    A variable that holds a credential stays a variable.
    """
    for server in servers if isinstance(servers, list) else ():
        if isinstance(server, dict) and isinstance(url := server.get("url"), str):
            variables = server.get("variables")
            for name, variable in variables.items() if isinstance(variables, dict) else ():
                if isinstance(variable, dict) and (value := variable.get("default")) is not None:
                    if _is_secret(str(name), variable):
                        continue
                    url = url.replace("{" + str(name) + "}", text_of(value))
                    url = _SLASHES.sub("/", url)
            url = url.strip().rstrip("/")
            return url if "://" in url or url.startswith("/") or "." in url else ""
    return ""


def secrets_of(servers: Any) -> dict[str, str]:
    """Return the variables of servers that hold a credential, each with its description."""
    return {
        str(name): " ".join(text_of(variable.get("description")).split())
        for server in (servers if isinstance(servers, list) else ())
        if isinstance(server, dict) and isinstance(server.get("variables"), dict)
        for name, variable in server["variables"].items()
        if isinstance(variable, dict) and _is_secret(str(name), variable)
    }


def secret_path(server: str, path: str, secrets: Container[str]) -> tuple[str, str]:
    """Return the address of a server and the path of an operation without the credentials written in them.

    A field of the path template stands for each of them; the part of the address that holds one becomes part of the
    path, as the address has no arguments.

    >>> secret_path("https://pets.example/bot{token}", "/send?api_key=3f9a", ("token",))
    ('https://pets.example', '/bot{token}/send?api_key={api_key}')
    """
    if "=" in path:
        path = _IN_QUERY.sub(r"\1{\2}", path)
    if ":" in server:
        server = _ID_AND_SECRET.sub("{token}", server)
    if "{" not in server:
        return server, path
    found = next((each for each in _FIELD.finditer(server) if each[1] in secrets or each[1] == "token"), None)
    start = server.rfind("/", 0, found.start()) if found is not None else -1
    if start < 0 or server[start - 1 : start + 1] == "//":
        return server, path
    return server[:start], server[start:] + path


def _is_secret(name: str, variable: dict[str, Any]) -> bool:
    """Return whether a variable of a server holds a credential, by its name, or its description and default."""
    if _SECRET_NAME.search(name):
        return True
    default, said = text_of(variable.get("default")), text_of(variable.get("description"))
    return _SECRET_SAID.search(said) is not None and _RANDOM.fullmatch(default) is not None


def licence_of(info: Any) -> str:
    """Return the SPDX expression of an API's licence if its name is well known, else the name; empty if it has none."""
    licence = info.get("license") if isinstance(info, dict) else None
    if not isinstance(licence, dict):
        return text_of(licence).strip()
    if identifier := text_of(licence.get("identifier")):
        return identifier
    name = " ".join(text_of(licence.get("name")).split())
    return next((spdx for pattern, spdx in _LICENCES if pattern.fullmatch(name)), name)


def pointer(*parts: str) -> str:
    """Return a JSON pointer (RFC 6901).

    >>> pointer("paths", "/pets/{id}", "get")
    '#/paths/~1pets~1{id}/get'
    """
    return "#" + "".join("/" + escaped(part) for part in parts)


def is_described_elsewhere(name: str, schema: dict[str, Any]) -> bool:
    """Return whether OpenAPI 3 describes a header elsewhere and tells readers to ignore it as a parameter.

    What is said of ``Accept`` is not ignored, because it tells how to choose the format.
    """
    small = name.lower()
    return small in _IGNORED_HEADERS and not (small == "accept" and schema.get("description"))


_IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))
