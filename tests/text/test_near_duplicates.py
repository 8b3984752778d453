"""Near-duplicates: bands propose, the Jaccard similarity decides, and no chain drops a text."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.text.near_duplicates import (
    BANDS,
    Keys,
    band_keys,
    distinct,
    find_copies,
    gram_set,
    grams,
    jaccard,
    keep_best,
    proposed,
    sequence_keys,
    signatures,
)
from lemnos.text.words import string_hashes, word_runs

WORDS = [f"word{number}" for number in range(5000)]


def set_of(text: str) -> Keys:
    return gram_set(word_runs([text]).hashes)


def text_of(seed: object, words: int = 400) -> str:
    rng = random.Random(str(seed))
    return " ".join(rng.choice(WORDS) for _ in range(words))


def similar(text: str, similarity: float) -> str:
    """Return ``text`` with as many words at its end replaced as bring the Jaccard similarity down to that."""
    words = text.split()
    # k replaced words at the end change k of the n 3-grams on either side: J = (n - k) / (n + k)
    replaced = round((len(words) - 2) * (1 - similarity) / (1 + similarity))
    return " ".join([*words[: len(words) - replaced], *(f"other{number}" for number in range(replaced))])


def found(texts: Sequence[str], threshold: float = 0.8, order: Sequence[int] | None = None) -> dict[int, int]:
    """Return which texts go, each with the one that stays; the first of ``order`` is the best."""
    words = word_runs(texts)
    keys = band_keys(*grams(words.hashes, words.ends))
    copies = find_copies(
        lambda band: keys[:, band],
        np.array(range(len(texts)) if order is None else order, np.int64),
        lambda number: set_of(texts[number]),
        threshold,
        string_hashes(texts),
    )
    return {number: kept for number, (kept, _) in copies.of.items()}


@pytest.mark.parametrize("similarity", [0.3, 0.6, 0.85, 0.95])
def test_the_similarity_of_texts_is_their_jaccard(similarity: float) -> None:
    text = text_of(1)
    assert jaccard(set_of(text), set_of(similar(text, similarity))) == pytest.approx(similarity, abs=0.01)
    assert jaccard(set_of(text), set_of(text)) == 1.0
    assert jaccard(set_of(text), set_of(text_of(2))) == 0.0


def test_shingles_are_three_words_in_order_within_one_text() -> None:
    assert len(set_of("amber birch cedar delta")) == 2
    assert len(set_of("amber birch cedar amber birch cedar")) == 3
    assert set_of("amber birch cedar").tolist() == set_of("Amber, birch! (cedar)").tolist()
    assert set_of("amber birch cedar").tolist() != set_of("birch amber cedar").tolist()
    assert (len(set_of("amber")), len(set_of(""))) == (1, 0)
    together = word_runs(["amber birch cedar delta", "", "amber", "ember flint grove"])
    values, ends = grams(together.hashes, together.ends)
    assert ends.tolist() == [2, 2, 3, 4]
    apart = [
        gram_set(word_runs([text]).hashes) for text in ("amber birch cedar delta", "", "amber", "ember flint grove")
    ]
    assert [distinct(piece).tolist() for piece in np.split(values, ends[:-1])] == [each.tolist() for each in apart]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abc ö漢字,.", max_size=60), min_size=1, max_size=6))
def test_texts_together_have_the_words_of_each_alone(texts: list[str]) -> None:
    together = word_runs(texts)
    pieces = np.split(together.hashes, together.ends[:-1])
    assert [piece.tolist() for piece in pieces] == [word_runs([text]).hashes.tolist() for text in texts]
    whole = sequence_keys(together.hashes, together.ends)
    alone = [word_runs([text]) for text in texts]
    assert whole.tolist() == [int(sequence_keys(each.hashes, each.ends)[0]) for each in alone]


def test_two_texts_agree_in_a_bin_as_often_as_they_are_similar() -> None:
    rng = np.random.default_rng(3)
    for size in (12, 40, 400):  # short sets fill their bins in several rounds
        agree = []
        for _ in range(150):
            common, own = rng.integers(0, 2**63, (2, size), dtype=np.uint64), size // 4
            left, right = common[0], np.concatenate((common[0][own:], common[1][:own]))
            table = signatures(np.concatenate((left, right)), np.array([size, 2 * size]))
            agree.append((table[0] == table[1]).mean())
        share = (size - own) / (size + own)
        assert np.mean(agree) == pytest.approx(share, abs=0.02), size


@pytest.mark.parametrize("seed", range(8))
def test_pairs_over_the_threshold_are_found_and_pairs_under_it_are_not(seed: int) -> None:
    text = text_of(seed)
    assert found([text, similar(text, 0.85)]) == {1: 0}
    assert found([text, similar(text, 0.6)]) == {}
    assert found([text, similar(text, 0.78)]) == {}


def test_short_texts_are_found_too() -> None:
    texts = [text_of(seed, 24) for seed in range(60)]
    near = [f"{text} more" for text in texts]
    assert found([*texts, *near], 0.9) == {60 + number: number for number in range(60)}


def test_the_better_of_two_stays() -> None:
    text = text_of(1)
    assert found([text, similar(text, 0.9)], order=[1, 0]) == {0: 1}


def test_copies_of_a_text_go_for_what_stays_of_it() -> None:
    text = text_of(1)
    assert found([text, similar(text, 0.9), similar(text, 0.9), text]) == {1: 0, 2: 0, 3: 0}
    assert found([text, text, similar(text, 0.5)]) == {1: 0}


def test_a_chain_drops_only_what_is_near_to_what_stays() -> None:
    first = text_of(1).split()
    second = [*text_of(2, 36).split(), *first[:-40]]
    third = [*text_of(3, 36).split(), *second[:-40]]
    texts = [" ".join(words) for words in (first, second, third)]
    assert found(texts) == {1: 0}
    assert found(texts, order=[1, 0, 2]) == {0: 1, 2: 1}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_what_goes_is_near_to_a_better_one_that_stays_and_nothing_else_goes(drawn: list[tuple[int, int]]) -> None:
    pairs = [(min(pair), max(pair)) for pair in drawn if pair[0] != pair[1]]
    better, worse = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    gone = keep_best(better, worse)
    for number, place in gone.items():
        assert (int(worse[place]), int(better[place]) in gone) == (number, False)
    for one, other in pairs:
        assert one in gone or other in gone


def test_a_large_bucket_proposes_pairs_in_proportion_to_its_members() -> None:
    keys = np.array([7] * 1000 + [8], np.uint64)
    pairs = proposed(keys, np.arange(1001))
    assert {tuple(pair) for pair in pairs.tolist()} >= {(0, 1), (0, 999), (3, 999), (987, 999)}
    assert len(pairs) < 17 * 1000
    assert len(proposed(keys[:3], np.arange(3))) == 3
    assert len(proposed(keys[999:], np.arange(2))) == 0


def test_there_is_a_key_for_each_band() -> None:
    words = word_runs([text_of(1), text_of(1), text_of(2)])
    keys = band_keys(*grams(words.hashes, words.ends))
    assert keys.shape == (3, BANDS)
    assert keys[0].tolist() == keys[1].tolist()
    assert not set(keys[0].tolist()) & set(keys[2].tolist())
    assert len(set(keys[0].tolist())) == BANDS
