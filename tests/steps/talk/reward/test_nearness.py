"""Encoded texts and how near they are, against the formulas written out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.talk.reward import nearness as module
from lemnos.steps.talk.reward.encode import BUCKETS, encode, idf_of, stem_rates
from lemnos.steps.talk.reward.nearness import nearness
from lemnos.steps.talk.reward.text_follower import FADING, FEATURES, REPEATED, Follower, standardised
from lemnos.text.words import word_hash

FLAT = np.full(BUCKETS, 2, dtype=np.float32)
WORDS = "amber barley copper dune ember falcon glacier harbour island juniper kelp lagoon".split()
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=2, max_size=12)


def test_a_row_is_root_count_times_idf_of_length_one() -> None:
    idf = FLAT.copy()
    idf[word_hash("copper") & (BUCKETS - 1)] = 3
    found = encode(["Copper and ember, ember, ember, ember.", "the"], idf)
    assert found.starts.tolist() == [0, 2, 2]
    rows = dict(zip(found.stems.tolist(), found.values.tolist(), strict=True))
    assert rows == {word_hash("copper"): pytest.approx(3 / 5), word_hash("ember"): pytest.approx(4 / 5)}


def test_a_rate_is_the_weighted_share_of_texts() -> None:
    rates = stem_rates([["amber", "amber dune"], ["dune dune", "x", "x", "x"]], [3, 1])
    idf = idf_of(rates)

    def share(word: str) -> float:
        value = float(idf[word_hash(word) & (BUCKETS - 1)])
        return (1 + 1 / 30000) / math.exp(value) - 1 / 30000

    assert share("amber") == pytest.approx(0.75, rel=0.05)
    assert share("dun") == pytest.approx(0.75 / 2 + 0.25 / 4, rel=0.05)
    assert share("kelp") == pytest.approx(0, abs=1e-6)


@given(TEXTS, st.integers(0, 11), st.sampled_from([1, 2, 6]))
def test_nearness_is_the_product_of_the_rows(texts: list[str], first: int, few: int) -> None:
    first = min(first, len(texts) - 1)
    counts = np.array([[text.split().count(word) for word in WORDS] for text in texts])
    spread = (counts[first:] > 0).sum(axis=0)
    size = len(texts) - first
    rarity = np.sqrt(np.maximum(np.log((size + 1) / (spread + 0.5)), 0))
    kept, module.FEW = module.FEW, few
    found = nearness(encode(texts, FLAT), first)
    module.FEW = kept
    for kind, weight in enumerate((np.ones(len(WORDS)), rarity)):
        rows = np.sqrt(counts) * weight
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        product = rows @ rows[first:].T
        assert found.pairs[kind] == pytest.approx(product, abs=1e-5)
        hub = (product[first:].sum(axis=0) - np.diag(product[first:])) / max(size - 1, 1)
        assert found.hub[kind] == pytest.approx(hub, abs=1e-5)


def test_the_features_are_their_sums() -> None:
    near = nearness(encode(["amber dune", "dune ember", "amber kelp", "ember amber dune", "kelp"], FLAT), 2)
    follower = Follower(near)
    for text in (0, 1):
        follower.extend(np.array([text]), np.zeros(1, dtype=np.intp))
    found = dict(zip(FEATURES, follower.features()[:, 0], strict=True))
    for kind, name in enumerate(("cos", "local")):
        older, last = near.pairs[kind, 0], near.pairs[kind, 1]
        fading = (older * FADING + last) / (1 + FADING)
        for summary, value in (("last", last), ("greatest", np.maximum(older, last)), ("fading", fading)):
            assert found[f"{name}.{summary}"] == pytest.approx(standardised(value.copy()), abs=1e-5)
        assert found[f"{name}.hub"] == pytest.approx(standardised(near.hub[kind].copy()), abs=1e-5)


def test_a_copy_of_an_answer_is_repeated_and_its_neighbour_is_not() -> None:
    near = nearness(encode(["amber dune ember", "amber dune ember", "amber kelp lagoon"], FLAT), 1)
    follower = Follower(near)
    follower.extend(np.array([0]), np.zeros(1, dtype=np.intp))
    assert follower.repeated()[0].tolist() == pytest.approx([1 - REPEATED, 0], abs=1e-5)


def test_candidates_that_are_all_alike_stay_alike() -> None:
    assert standardised(np.full((2, 5), 0.3, dtype=np.float32)) == pytest.approx(np.zeros((2, 5)), abs=1e-5)
