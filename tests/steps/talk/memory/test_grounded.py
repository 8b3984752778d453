"""Every word of an answer stands somewhere before."""

from lemnos.steps.talk.memory.grounding import GLUE, NO, UNKNOWN, YES, grounded, octave


def test_words_that_stand_nowhere_are_named_in_order() -> None:
    evidence = ["The lock was dug in 1794."]
    assert grounded("No. The lock was dug in 1794.", evidence, []) == []
    assert grounded("No. The lock was dug in 1795, Sir.", evidence, []) == ["1795", "sir"]
    assert grounded("No. The lock was dug in 1795.", evidence, ["So it was 1795?"]) == []


def test_the_glue_is_the_words_of_the_phrases_and_no_number_or_name() -> None:
    for phrase in (*YES, *NO, *UNKNOWN):
        assert grounded(phrase.replace("{e}", ""), [], []) == []
    assert "sources" in GLUE
    assert not any(any(letter.isdigit() for letter in word) for word in GLUE)
    assert len(GLUE) < 50


def test_octaves_have_a_power_of_two_below() -> None:
    assert [octave(distance) for distance in (1, 2, 3, 4, 7, 8, 100)] == [
        "1", "2-3", "2-3", "4-7", "4-7", "8-15", "64-127",
    ]  # fmt: skip
