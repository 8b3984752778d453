"""Patterns that are safe to match, and those that are not."""

import pytest

from lemnos.sources.tools.schema.patterns import pattern_of


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]+$",
        "^([a-z0-9]+(-[a-z0-9]+)*\\.)+[a-z]{2,}$",
        "^arn:aws(-\\w+)*:.*$",
        "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+",
        "(a{1,3}){1,5}",
        "^(\\d{3}-)*$",
    ],
)
def test_harmless_patterns_stay(pattern: str) -> None:
    assert pattern_of(pattern) == (pattern, "")


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^([\\w .-]*)*$", "((a*)b?)*c", "(?:x|(?:[a-z]+))*!", "([a-z]+[a-z])+$", "(.*\\s)*x"]
)
def test_patterns_without_end_go(pattern: str) -> None:
    assert pattern_of(pattern) == ("", "slow_pattern")


def test_what_python_cannot_read_goes() -> None:
    assert pattern_of("^\\p{L}+$") == ("", "bad_pattern")
    assert pattern_of("(") == ("", "bad_pattern")
    assert pattern_of("/^a$/") == ("^a$", "")
