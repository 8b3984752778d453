"""What names something, and what leaves it to the history."""

import pytest

from lemnos.steps.talk.write.anaphora import names_nothing

COMMON = frozenset("seismic activity advertisement regulations climate".split())


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("And the seismic activity?", True),
        ("Advertisement regulations, please.", True),
        ("Seismic activity, too?", True),
        ("Go on.", True),
        ("You said that Malta lies in the sea. What about the climate?", True),
        ("And the Gulf of Oman?", False),
        ("Olympia, too?", False),
        ("What about Malta's climate?", False),
        ("And the Maltese climate?", False),
        ("On malta again: the climate?", False),
    ],
)
def test_a_name_is_a_capital_inside_or_a_word_of_the_topic(text: str, nothing: bool) -> None:
    assert names_nothing(text, "Malta", COMMON) is nothing
