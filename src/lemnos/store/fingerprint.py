"""Compute fingerprints: settings → plain values → 16 hexadecimal digits that change when any setting does."""

import hashlib
import math
from typing import Any

import msgspec


def plain(settings: Any) -> Any:
    """Return ``settings`` as plain dictionaries, lists, strings, numbers, booleans and None.

    Raises:
        TypeError: A value has no form that is the same in every process (an object, a function, a set, NaN).
    """
    if isinstance(settings, float) and not math.isfinite(settings):
        raise TypeError(f"settings cannot hold {settings}: JSON has no form for it")
    if settings is None or isinstance(settings, str | int | float | bool):
        return settings
    if isinstance(settings, msgspec.Struct):
        return {name: plain(getattr(settings, name)) for name in sorted(settings.__struct_fields__)}
    if isinstance(settings, dict):
        if not all(isinstance(key, str) for key in settings):
            raise TypeError("only text can be a key in settings")
        return {key: plain(settings[key]) for key in sorted(settings)}
    if isinstance(settings, list | tuple):
        return [plain(value) for value in settings]
    raise TypeError(f"settings cannot hold a {type(settings).__name__}: it has no stable form")


def fingerprint(settings: Any) -> str:
    """Return 16 hexadecimal digits that change when anything in ``settings`` does."""
    return hashlib.blake2b(msgspec.json.encode(plain(settings)), digest_size=8).hexdigest()
