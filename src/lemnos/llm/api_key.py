"""The key of a server: from the environment or a file, and never in anything we write."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from lemnos.errors import SettingsError
from lemnos.llm.settings import ServerSettings

FORBID = "LEMNOS_FORBID_MODELS"
"""Environment variable: if it is set, no model is asked but those under ``ALLOW``. The tests set it."""
ALLOW = "LEMNOS_ALLOW_MODELS"
"""Environment variable: base URLs, and folders of models, separated by commas, that may be asked all the same."""


def read_key(settings: ServerSettings) -> str:
    """Return the key, empty if there is none.

    Raises:
        SettingsError: The file cannot be read or is empty, or it or the variable holds more than a key.
    """
    if not settings.key_file:
        key = os.environ.get(settings.key_env, "").strip()
        if not _may_be_sent(key):
            raise SettingsError("does not hold a key", where=settings.key_env, remedy="set it to the key alone")
        return key
    try:
        key = Path(settings.key_file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is not text"
        raise SettingsError(f"the key cannot be read ({why})", where=settings.key_file) from None
    if not key or not _may_be_sent(key):
        raise SettingsError(
            "does not hold a key", where=settings.key_file, remedy="write the key alone into it, on one line"
        )
    return key


def _may_be_sent(key: str) -> bool:
    """Return whether a key can stand in a header."""
    return key.isascii() and all(character.isprintable() and character != " " for character in key)


def redacted(text: str, key: str) -> str:
    """Return ``text`` without the key: servers like to quote it in their errors."""
    return text.replace(key, "(key)") if key else text


def check_url(url: str) -> None:
    """Refuse an address that cannot be one, carries a password, or is forbidden here.

    Raises:
        SettingsError: It is one of these.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise SettingsError(
            f"{_without_password(url)!r} is no base URL", where="llm.server.url", remedy="write http://HOST:PORT/v1"
        )
    if parts.username or parts.password:
        raise SettingsError(
            "the URL holds a password",
            where="llm.server.url",
            remedy="put it into the environment variable that llm.server.key_env names",
        )
    if parts.query or parts.fragment:
        raise SettingsError("a base URL has no ? and no #", where="llm.server.url", remedy="leave that part out")
    check_allowed(url, "llm.server.url")


def check_allowed(model: str, where: str) -> None:
    """Refuse a model, by its base URL or its folder, where asking models is forbidden.

    Raises:
        SettingsError: It is forbidden.
    """
    if os.environ.get(FORBID) and model.rstrip("/") not in os.environ.get(ALLOW, "").split(","):
        raise SettingsError(
            f"{model} may not be asked: {FORBID} is set", where=where, remedy=f"unset it, or add it to {ALLOW}"
        )


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"…@{after}" if at and before else url
