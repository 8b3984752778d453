"""Common words are told from names by how texts write them."""

from math import log

import pytest

from lemnos.text.common_words import FUNCTION_WORD_INFORMATION, CommonWords
from lemnos.text.words import scan, string_hashes, word_hash

TEXTS = ["The canal was dug. Obsidian is hard.", "Suez has obsidian beside a canal.", "Suez, again. Österreich too."]


@pytest.mark.parametrize(
    ("word", "common"),
    [("canal", True), ("obsidian", True), ("suez", False), ("the", True), ("zebra", False), ("österreich", False)],
)
def test_a_word_is_common_if_some_document_writes_it_small(word: str, common: bool) -> None:
    assert (word in CommonWords.of(TEXTS)) is common


def test_a_word_that_one_document_in_six_writes_small_is_a_name() -> None:
    texts = ["We met Turkey there."] * 5 + ["We ate a turkey there."]
    assert "turkey" not in CommonWords.of(texts)
    assert "turkey" in CommonWords.of(texts[3:])


def test_only_strings_are_words() -> None:
    assert 7 not in CommonWords.of(TEXTS)


def test_a_single_word_hashes_as_in_a_text() -> None:
    text = "Don't the Ökonomie of 1869 naïvely end?"
    words = ["don", "t", "the", "ökonomie", "of", "1869", "naïvely", "end"]
    assert scan([text]).hashes.tolist() == [word_hash(word) for word in words]


def test_strings_hash_apart_by_content_case_and_length() -> None:
    strings = ["", "a", "A", "aa", "\0", "\0\0", "ab", "ba", "a" * 200_000, "é"]
    hashes = string_hashes(strings).tolist()
    assert len(set(hashes)) == len(strings)
    assert [int(string_hashes([string])[0]) for string in strings] == hashes


def test_a_word_tells_more_the_fewer_documents_have_it() -> None:
    words = CommonWords.of([*["the old harbour"] * 29, "the harbour and the wreck"])
    assert words.information("wreck") > words.telling > words.information("harbour") == words.information("harbour,")
    assert words.information("harbour") == -log(31)
    assert words.information("the") == FUNCTION_WORD_INFORMATION
