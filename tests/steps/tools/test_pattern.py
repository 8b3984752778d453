import re
from random import Random

import pytest

from lemnos.steps.tools.examples.pattern import is_meant, matching_text


@pytest.mark.parametrize(
    "pattern",
    [
        "^AC[0-9a-fA-F]{32}$",
        "[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?",
        r"arn:[a-z0-9-\.]{1,63}:[a-z0-9-\.]{0,63}:[^/].{0,1023}",
        r"^\d{4}-\d{2}-\d{2}T(0[0-9]|1[0-9]|2[0-3])$",
        r".*\S.*",
        r"[\w+=,.@-]+",
        r"^(?:[A-Z]{2}|[0-9]{3})-\1?x$".replace(r"\1?", ""),
        r"^[^a-z]+$",
        "^(a|b)\\1$",
    ],
)
def test_a_text_is_found_for_it(pattern: str) -> None:
    for seed in range(5):
        text = matching_text(pattern, Random(seed))
        assert text is not None
        assert re.search(pattern, text)


def test_it_has_a_length_between_the_bounds() -> None:
    text = matching_text(r"^\d+$", Random(3), 8, 8)
    assert text is not None
    assert re.fullmatch(r"\d{8}", text)


@pytest.mark.parametrize("pattern", ["[", "(?<n>a)", "a(?!b)b{3}(?=c)$", "^a{6000}$"])
def test_what_cannot_be_read_or_met_gives_nothing(pattern: str) -> None:
    assert matching_text(pattern, Random(1)) is None


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"[/\.\-_A-Za-z0-9]+", False),
        (r"[a-z][-a-z0-9]{0,62}", False),
        (r"([A-Z]|[a-z])+", False),
        (r"[\w\s]+", True),
        (r"[a-z]", True),
        (r"^Trade", True),
        (r".*fair", True),
        (r"(?=.*[a-z]).+", True),
    ],
)
def test_sets_without_anchors_are_meant_for_the_whole_text(pattern: str, allowed: bool) -> None:
    assert is_meant("Trade fair", pattern) is allowed
