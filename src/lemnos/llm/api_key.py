"""Reads a server's API key from the environment or a file, and keeps it out of everything that is written.

``ServerSettings`` → the key. Also checks base URLs, and enforces the switch that forbids asking any model in tests.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from lemnos.errors import SettingsError
from lemnos.llm.settings import ServerSettings

FORBID = "LEMNOS_FORBID_MODELS"
"""Environment variable: if it is set, only the models listed in ``ALLOW`` may be asked. The tests set it."""
ALLOW = "LEMNOS_ALLOW_MODELS"
"""Environment variable: base URLs and model folders that may be asked nevertheless, separated by commas."""


def read_key(settings: ServerSettings) -> str:
    """Return the API key; empty if the settings name no file and the variable is not set.

    Raises:
        SettingsError: The file cannot be read or is empty, or the file or the variable holds no valid key.
    """
    if not settings.key_file:
        key = os.environ.get(settings.key_env, "").strip()
        if not _may_be_sent(key):
            raise SettingsError(
                "is not a valid key", where=settings.key_env, remedy="set it to the key and nothing else"
            )
        return key
    try:
        key = Path(settings.key_file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a text file"
        raise SettingsError(
            f"cannot read the key ({why})", where=settings.key_file, remedy="check llm.server.key_file"
        ) from None
    if not key or not _may_be_sent(key):
        raise SettingsError(
            "does not hold a valid key", where=settings.key_file, remedy="write the key and nothing else into it"
        )
    return key


def _may_be_sent(key: str) -> bool:
    """Return whether ``key`` can be sent in an HTTP header."""
    return key.isascii() and all(character.isprintable() and character != " " for character in key)


def redacted(text: str, key: str) -> str:
    """Return ``text`` with the key replaced, because some servers quote it in their errors."""
    return text.replace(key, "(key)") if key else text


def check_url(url: str) -> None:
    """Check the base URL of a server.

    Raises:
        SettingsError: It is not a base URL, contains a password, or may not be asked here.
    """
    try:
        address = urlsplit(url)
        valid = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise SettingsError(
            f"{_without_password(url)!r} is not a valid base URL",
            where="llm.server.url",
            remedy="write http://HOST:PORT/v1",
        )
    if address.username or address.password:
        raise SettingsError(
            "the URL contains a password",
            where="llm.server.url",
            remedy="move it to the environment variable named in llm.server.key_env",
        )
    if address.query or address.fragment:
        raise SettingsError("a base URL cannot contain ? or #", where="llm.server.url", remedy="remove that part")
    check_allowed(url, "llm.server.url")


def check_allowed(model: str, where: str) -> None:
    """Check that a model, given by its base URL or its folder, may be asked in this environment.

    Raises:
        SettingsError: ``FORBID`` is set, and ``ALLOW`` does not list the model.
    """
    if os.environ.get(FORBID) and model.rstrip("/") not in os.environ.get(ALLOW, "").split(","):
        raise SettingsError(
            f"asking {model} is forbidden because {FORBID} is set",
            where=where,
            remedy=f"unset {FORBID}, or add {model} to {ALLOW}",
        )


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"…@{after}" if at and before else url
