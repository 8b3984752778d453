import pytest

from lemnos.steps.talk.check.text_checks import leaks, normalised, repeats, well_formed

ANSWER = "The canal was opened in 1869 by Ferdinand de Lesseps and links the Red Sea to the Mediterranean."


@pytest.mark.parametrize(
    "question",
    [
        "When was the canal opened?",
        "Tell me about the Suez Canal.",
        "What does _strtoui64 return?",
        "Why?",
        "Is “Hamlet” a tragedy (or not)?",
        "And 日本 (Japan)?",
        "What happened in the 1990s?",
        "How do I set the /Fi option?",
        "What is .NET used for?",
        "What does the dogs' diet look like?",
    ],
)
def test_accepts_what_reads_as_a_question_or_request(question: str) -> None:
    assert well_formed(question) is None


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "does not end with a question mark or full stop"),
        ("When was it opened", "does not end with a question mark or full stop"),
        ("when was it opened?", "does not start with a capital"),
        ("Hm?", "too short"),
        ("Why " + "very " * 45 + "so?", "too long"),
        ("When was it opened??", "doubled punctuation"),
        ("What about the the canal?", "doubled word"),
        ("What about  the canal?", "stray white space"),
        ("What about a the canal?", "doubled article"),
        ("What about the its canal?", "doubled article"),
        ("What about the canal ?", "doubled punctuation"),
        ("What about , the canal?", "stray white space"),
        ("What about\nthe canal?", "stray white space"),
        ("What about {s} then?", "markup"),
        ("What about [[the canal]] then?", "markup"),
        ("What about <b>it</b> then?", "markup"),
        ("What about canal.png then?", "markup"),
        ("What about https://example.org then?", "markup"),
        ("What about the canal (in Egypt?", "unbalanced brackets or quotation marks"),
        ('What about the "canal then?', "unbalanced brackets or quotation marks"),
        ("What about None then?", "placeholder"),
    ],
)
def test_names_what_is_wrong(question: str, reason: str) -> None:
    assert well_formed(question) == reason


def test_repeats_ignores_case_and_punctuation() -> None:
    seen = {normalised("And then?")}
    assert repeats("AND THEN!", seen)
    assert not repeats("And now?", seen)


@pytest.mark.parametrize(
    "question",
    [
        "Was the canal opened in 1869?",
        "Did Lesseps open the canal?",
        "Does the canal run from the Red Sea?",
    ],
)
def test_finds_numbers_names_and_word_pairs_of_the_answer(question: str) -> None:
    assert leaks(question, ANSWER, ["Suez Canal"])


@pytest.mark.parametrize(
    ("question", "allowed"),
    [
        ("When was the canal opened?", ["Suez Canal"]),
        ("Who was Lesseps?", ["Suez Canal", "Ferdinand de Lesseps"]),
        ("What happened in 1869?", ["Suez Canal", "Opening in 1869"]),
        ("How do camels cross the desert?", []),
    ],
)
def test_allows_what_the_user_can_know(question: str, allowed: list[str]) -> None:
    assert not leaks(question, ANSWER, allowed)
