"""The word lists of ``words.toml``, loaded once per process in about 1 ms: a name → its words or phrases."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(files("lemnos.steps.talk.memory").joinpath("words.toml").read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(_lists()[name].split())


def phrases(name: str) -> tuple[str, ...]:
    """Return the phrases of a list, in order."""
    return tuple(phrase.strip() for phrase in _lists()[name].split("|"))


def pairs(name: str) -> dict[str, frozenset[str]]:
    """Return the second words of pairs, by the first."""
    return {first: frozenset(rest.split()) for first, rest in _lists()[name].items()}


def inverse(name: str) -> dict[str, str]:
    """Return the key of each phrase of a table."""
    return {phrase: key for key, listed in _lists()[name].items() for phrase in listed.split("|")}
