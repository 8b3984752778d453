import pytest

from lemnos.steps.talk.write.quotable_clauses import Clause, clauses

COMMON = frozenset("harbour canal stone locks queen grant several water animal".split())


def said(text: str, technical: bool = False, **stands: str) -> list[str]:
    found = clauses(text, stands, "the Suez Canal", frozenset(("suez", "canal")), COMMON, technical)
    return [clause.text for clause in found]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("The harbour was dredged in the 1960s.", "the harbour was dredged in the 1960s"),
        ("In 1960 the harbour was dredged.", "in 1960 the harbour was dredged"),
        ("The locks, built of stone, were closed in 1801.", "the locks, built of stone, were closed in 1801"),
        ("The harbour was dredged, which took nine years of work.", "the harbour was dredged"),
        ("However, the harbour was never dredged again.", "the harbour was never dredged again"),
        ("Queen Victoria opened the new harbour herself.", "Queen Victoria opened the new harbour herself"),
        ("Tenzing Norgay reached the top of it.", "Tenzing Norgay reached the top of it"),
        ("The harbour (and its quay) was dredged in 1960.", "the harbour was dredged in 1960"),
    ],
)
def test_says_a_clause_over_again_in_its_own_words(text: str, clause: str) -> None:
    assert said(text) == [clause]


def test_a_second_clause_with_a_subject_of_its_own_stands_alone() -> None:
    text = "They had gone away long before that, and the harbour was full of sand."
    assert said(text) == ["the harbour was full of sand"]


@pytest.mark.parametrize(
    "text",
    [
        "This was the first of the new locks.",
        "The latter was opened in the year after.",
        "They left the harbour in the year after.",
        "The harbour was the first such place in the region.",
        "The king said: the harbour is mine.",
        'The king said "the harbour is mine" to us all.',
        "Was the harbour ever dredged in those years?",
        "The quick brown harbour of the old and new town",
        "The harbour.",
        "A harbour dug by many men with many spades, near the town of a friend, with sand.",
        "The harbour was dredged again and again by men who had come from all over the old country to find work there.",
        "Water boils; stone locks and the queen.",
        "The historians have noted that any affair, in spite of that, was over.",
    ],
)
def test_leaves_what_points_outside_or_is_no_clause(text: str) -> None:
    assert said(text) == []


def test_a_pronoun_gives_way_to_the_topic_it_stands_for() -> None:
    assert said("He kept bees all his life.", He="Hillary") == ["Hillary kept bees all his life"]
    assert said("The Suez Canal is old. It was dug by hand.", It="the canal")[-1] == "the canal was dug by hand"
    assert said("The queen was very old. It was dug by hand.", It="the canal") == ["the queen was very old"]


def test_tells_whether_a_clause_can_stand_far_from_its_place() -> None:
    found = clauses("The king gave him a harbour. The harbour was deep.", {}, "", frozenset(), COMMON, False)
    assert found == [Clause("the king gave him a harbour", False), Clause("the harbour was deep", True)]


def test_commands_of_documentation_are_nothing_that_was_said() -> None:
    assert said("Marks the end of the old canal.", technical=True) == []
    assert said("The canal marks the end.", technical=True) == ["the canal marks the end"]
