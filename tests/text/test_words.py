"""Words as numbers."""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.text import words
from lemnos.text.scripts import punctuation
from lemnos.text.words import FUNCTION_WORDS, is_content, lowered, scan, word_hash


def hashes(*texts: str) -> list[int]:
    found: list[int] = scan(texts).hashes.tolist()
    return found


def test_a_word_has_one_hash_wherever_it_stands() -> None:
    tide, and_, sea = hashes("tide and sea")
    assert hashes("The Tide, (sea) AND tide_sea!")[1:] == [tide, sea, and_, tide, sea]
    assert len({tide, and_, sea, *hashes("edit", "tid", "tides", "ide")}) == 7


def test_words_are_numbered_by_their_text() -> None:
    found, owners, _ = scan(["one two", "", "...", "three", "four five six"])
    assert owners.tolist() == [0, 0, 3, 4, 4, 4]
    assert found.tolist() == hashes("one two three four five six")
    assert found.dtype == np.uint32


def test_words_that_begin_with_a_small_letter_are_told() -> None:
    assert scan(["The Tide, 3 élan x", "éa b C"]).small.tolist() == [
        False,
        False,
        False,
        False,
        True,
        False,
        True,
        False,
    ]
    assert scan(["The aİ tide"]).small.tolist()[-1] is True


@given(st.text("aZé9ß", min_size=1, max_size=12))
def test_a_word_looked_up_alone_has_the_hash_that_it_has_in_a_text(word: str) -> None:
    assert hashes(f"Before {word} after")[1] == word_hash(word)


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["—…“”"]])
def test_no_words_give_no_hashes(texts: list[str]) -> None:
    found, owners, _ = scan(texts)
    assert found.tolist() == owners.tolist() == []


def test_case_and_typographic_marks_are_ignored_in_other_scripts_too() -> None:
    assert hashes("“Élan” – l’ÉTÉ…") == hashes("élan l été")
    assert hashes("МОСКВА") == hashes("москва")
    assert hashes("ναός") != hashes("ναος")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text("aB9é \n.,’", max_size=30), max_size=5))
def test_hashes_are_those_of_the_words_one_by_one(texts: Sequence[str]) -> None:
    split = [re.findall(r"[^\W_]+", text) for text in texts]
    found, owners, _ = scan(texts)
    assert found.tolist() == [hashes(word)[0] for found_words in split for word in found_words]
    assert owners.tolist() == [number for number, found_words in enumerate(split) for _ in found_words]


def test_blocks_do_not_change_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"word{number}" for number in range(200))
    whole = hashes(text, "tail end")
    monkeypatch.setattr(words, "_BLOCK", 50)
    assert hashes(text, "tail end") == whole


def test_a_word_longer_than_a_block_is_still_hashed() -> None:
    found = hashes("a" * 300_000 + " tide")
    assert found[-1] == hashes("tide")[0]


def test_fifty_thousand_words_hardly_collide() -> None:
    found = hashes(" ".join(f"{left}{right}" for left in range(100, 400) for right in ("a", "b", "ab", "ba", "zz") * 1))
    assert len(set(found)) == 1500
    assert len(set(hashes(" ".join(map(str, range(50_000)))))) >= 49_998


def test_every_bit_of_a_hash_tells_something() -> None:
    found = np.array(hashes(" ".join(map(str, range(4000)))), dtype=np.uint32)
    shares = [float((found >> np.uint32(bit) & np.uint32(1)).mean()) for bit in range(32)]
    assert shares == pytest.approx([0.5] * 32, abs=0.05)


def test_function_words_are_not_content() -> None:
    assert is_content(scan(["It was the Moon that we saw"])[0]).tolist() == [
        False,
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    assert is_content(scan([" ".join(FUNCTION_WORDS)])[0]).sum() == 0
    assert is_content(scan([""])[0]).tolist() == []


def test_lone_surrogates_are_hashed() -> None:
    assert len(hashes("a\ud800b tide")) == 2


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("كلمة، ثم كلمة؟", "كلمة ثم كلمة"),
        ("यह घर है। घर", "यह घर है घर"),
        ("λέξη· λέξη", "λέξη λέξη"),
        ("서울, 부산。", "서울 부산"),
        ("，海！", "海"),
        ("ቃል፡ቃል።", "ቃል ቃል"),
    ],
)
def test_punctuation_of_every_script_separates_words(text: str, same: str) -> None:
    assert hashes(text) == hashes(same)


def test_each_pair_of_letters_without_spaces_is_a_word() -> None:
    assert hashes("海は広い") == hashes("海は は広 広い")
    assert hashes("The 海は") == [*hashes("the"), *hashes("海は")]


@given(st.text(st.sampled_from("abC ÉßΣİ—日\ud800"), max_size=30))
def test_letters_beyond_ascii_are_lowered_alike_where_they_are_few(text: str) -> None:
    whole = punctuation().sub(" ", text.lower()).encode("utf-8", "surrogatepass")
    assert lowered(f"{text} {'.' * 400}").rstrip(b".").lower() == whole + b" "
