"""The language of a user turn that a model wrote."""

import pytest

from lemnos.steps.talk.check.turn_language import in_another_language, in_other_letters

GERMAN = "Der Ofen wird langsam geheizt, damit der Ton nicht reißt. Das Feuer braucht Holz und Luft."
ANSWERS = {
    "de": GERMAN,
    "fr": "Le four est chauffé lentement pour que la terre ne se fende pas. Le feu a besoin de bois.",
    "nl": "De oven wordt langzaam verhit, zodat de klei niet barst. Het vuur heeft hout en lucht nodig.",
    "es": "El horno se calienta despacio para que el barro no se rompa. El fuego necesita leña.",
    "ru": "Печь нагревают медленно, чтобы глина не треснула. Огню нужны дрова.",
    "ja": "窯はゆっくり熱する。土が割れないようにするためである。",
    "el": "Ο φούρνος ζεσταίνεται αργά για να μη σπάσει ο πηλός.",
}


@pytest.mark.parametrize("language", ANSWERS)
@pytest.mark.parametrize(
    "turn",
    [
        "How is it heated?",
        "What does the fire need?",
        "Can you tell me more about that?",
        "Why?",
        "And then what happened?",
        "Thanks, that's really interesting.",
        "Please explain how it works.",
    ],
)
def test_an_english_turn_is_refused_where_the_answer_is_not_english(language: str, turn: str) -> None:
    assert in_another_language(turn, ANSWERS[language], asked=False) == "is in English"


@pytest.mark.parametrize("turn", ["How is the Ofen heated?", "What about Holz and Luft?"])
def test_names_of_the_answer_do_not_make_a_turn_german(turn: str) -> None:
    assert in_another_language(turn, GERMAN, asked=False) == "is in English"


@pytest.mark.parametrize(
    ("language", "turn"),
    [
        ("de", "Wie wird der Ofen geheizt?"),
        ("de", "Was braucht das Feuer so?"),
        ("de", "Und warum?"),
        ("de", "Will man das so?"),
        ("de", "Was ist ein Backend in der Cloud?"),
        ("fr", "Comment chauffe-t-on le four ?"),
        ("fr", "Et on a vu quoi ?"),
        ("nl", "Is dat waar? Hoe is het vuur?"),
        ("nl", "Wat is er nodig, en hoe was dat?"),
        ("es", "¿Me puedes decir más?"),
        ("es", "¿Y no se rompe?"),
        ("ru", "Что нужно огню? Это HTTP?"),
        ("ja", "窯はどうやって熱しますか？"),
        ("el", "Τι χρειάζεται η φωτιά;"),
    ],
)
def test_a_turn_in_the_language_of_its_answer_stands(language: str, turn: str) -> None:
    assert in_another_language(turn, ANSWERS[language], asked=False) is None


def test_a_set_language_decides_instead_of_the_answer() -> None:
    answer = "The kiln is heated slowly so that the clay does not crack. The fire needs wood and air."
    assert in_another_language("How is it heated?", answer, asked=False) is None
    assert in_another_language("How is it heated?", answer, asked=True) == "is in English"
    assert in_another_language("Как нагревают печь?", answer, asked=True) is None


@pytest.mark.parametrize(
    ("language", "turn", "reason"),
    [
        ("ru", "Comment chauffe-t-on le four ?", "has no Cyrillic letter, as its answer has"),
        ("de", "Как нагревают печь?", "has no Latin letter, as its answer has"),
        ("ja", "가마는 어떻게 데우나요?", "has no Cjk letter, as its answer has"),
        ("ja", "カマは？", None),
        ("ru", "1 + 2?", None),
    ],
)
def test_a_turn_is_in_the_letters_of_its_answer(language: str, turn: str, reason: str | None) -> None:
    assert in_other_letters(turn, ANSWERS[language]) == reason
