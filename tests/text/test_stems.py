"""Stems: which words are one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.text.stems import scan_stems
from lemnos.text.words import word_hash


def stems(text: str) -> list[int]:
    found: list[int] = scan_stems([text]).stems.tolist()
    return found


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("whales", "whal"),
        ("whale", "whal"),
        ("migrated", "migrat"),
        ("migrating", "migrat"),
        ("hopped", "hop"),
        ("hopping", "hop"),
        ("passing", "pass"),
        ("falls", "fall"),
        ("slowly", "slow"),
        ("cities", "citi"),
        ("glass", "glass"),
        ("corpus", "corpus"),
        ("analysis", "analysis"),
        ("wing", "wing"),
        ("red", "red"),
        ("speed", "speed"),
        ("fly", "fly"),
        ("C", "c"),
        ("naïve", "naïv"),
        ("鯨", "鯨"),
        ("кораблями", "кора"),
        ("σπίτια", "σπίτ"),
    ],
)
def test_the_stem_of_a_word(word: str, stem: str) -> None:
    assert stems(word) == [word_hash(stem)]


def test_function_words_are_left_out_and_texts_are_told_apart() -> None:
    found = scan_stems(["The whales of the sea", "", "Whale!"])
    assert found.texts.tolist() == [0, 0, 2]
    assert found.stems.tolist() == [word_hash("whal"), word_hash("sea"), word_hash("whal")]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_texts_are_read_alone(texts: list[str]) -> None:
    together = scan_stems(texts)
    for number, text in enumerate(texts):
        assert together.stems[together.texts == number].tolist() == stems(text)


def test_words_of_other_alphabets_count_by_their_first_four_letters() -> None:
    assert stems("миграция") == stems("Мигрируют") == stems("мигр")
    assert stems("миграция") != stems("машина")
    assert stems("καλοκαίρι") == stems("Καλοκαιριού")
    assert stems("café") != stems("cafeteria")


def test_writing_without_spaces_counts_by_pairs() -> None:
    assert stems("鯨は海") == [*stems("鯨は"), *stems("は海")]
    assert len(stems("the 鯨 sang")) == 2
    assert stems("鯨") == stems(" 鯨。")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("灯台の光", ["灯台", "台の", "の光"]),
        ("등대의", ["등대", "대의"]),
        ("ไทย", ["ไท", "ทย"]),
        ("灯台、港。", ["灯台", "港"]),
        ("灯台はAPI", ["灯台", "台は", "api"]),
    ],
)
def test_letters_without_spaces_are_read_in_pairs(text: str, pairs: list[str]) -> None:
    assert [word_hash(pair) for pair in pairs][: len(stems(text))] == stems(text)[: len(pairs)]
    assert len(stems(text)) == len(pairs)
