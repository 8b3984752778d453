import pytest

from lemnos.steps.talk.check.turn_words import has_verb, words_of
from turn_measures.conversations import Conversation, Exchange
from turn_measures.intervals import mean, median, ratio, shape_share
from turn_measures.words import asks_why_or_how, shape, top_share, word_measures

HARBOUR = Conversation(
    "a",
    (
        Exchange("Tell me about the harbour.", "The harbour was dredged by barges."),
        Exchange(
            "Why was dredging needed, and the quarantine?", "Silt stopped ships; quarantine came later.", "", ("Silt",)
        ),
        Exchange("And the silt and its lighthouse?", "The lighthouse burned. Pilots left.", "follow_up"),
        Exchange("And the granite?", "The pilots left."),
    ),
    ("Harbour",),
)


def test_a_word_is_unseen_that_only_the_coming_answer_holds() -> None:
    found = word_measures(HARBOUR)
    # "harbour" is a title, "dredging" follows "dredged", "silt" is a heading and was said; "granite" is in no answer.
    assert [(one.unseen, one.content) for one in found] == [(0, 2), (1, 3), (1, 2), (0, 1)]
    assert [one.verb_or_wh for one in found] == [True, True, False, False]
    assert [one.why_how for one in found] == [False, True, False, False]
    assert [one.shape for one in found] == [
        "tell me about the _ .",
        "why was _ , and the _ ?",
        "and the _ and its _ ?",
        "and the _ ?",
    ]


def test_what_the_user_has_read_is_known() -> None:
    exchange = Exchange("Who painted the barn?", "Ada painted the barn.")
    assert word_measures(Conversation("a", (exchange,)))[0].unseen == 2
    assert word_measures(Conversation("a", (exchange,), background="A painted barn."))[0].unseen == 0


def test_general_words_are_known() -> None:
    exchange = Exchange("What caused the difference?", "The difference was caused by salt.")
    assert word_measures(Conversation("a", (exchange,)))[0].unseen == 0


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Agriculture: Canada?", False),
        ("Now the Russian.", False),
        ("And the protected area?", False),
        ("And when the Dutch arrived?", True),
        ("Name three of them.", True),
        ("And the name?", False),
        ("I’d like that.", True),
        ("Seawater, please.", False),
    ],
)
def test_verbs(text: str, verb: bool) -> None:
    assert has_verb(words_of(text)) is verb


def test_how_about_asks_nothing() -> None:
    assert [asks_why_or_how(text) for text in ("How about Rome?", "And how did it end?", "Why?", "Show me.")] == [
        False,
        True,
        True,
        False,
    ]


def test_shapes() -> None:
    assert shape("As for ammonites, explain life.") == "as for _ , explain _ ."
    assert shape("What’s the Beaver Meadow Railroad's gauge?") == "what's the _ ?"
    assert top_share(["a", "b", "a", "c", "d"], 2) == 0.6
    assert top_share([], 2) == 0
    assert shape_share(["a", "b", "c", "d"], 2, 1) == (0.5, 0.5, 0.5)


def test_intervals_are_over_conversations() -> None:
    assert ratio([]) is None
    assert ratio([(0, 0, 0)]) is None
    assert ratio([(0, 1, 2), (0, 2, 4), (7, 1, 2)]) == (0.5, 0.5, 0.5)
    assert mean([(0, 0.0), (0, 0.0), (1, 1.0), (1, 1.0)]) == (0.5, 0, 1)  # two conversations: nothing is certain
    assert median([(0, 1.0), (0, 2.0), (0, 9.0)]) == (2, 2, 2)
    assert median([]) is None
