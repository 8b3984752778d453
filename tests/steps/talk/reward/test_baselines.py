"""BM25 against its formula, reading order, chance."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.talk.reward.baselines import Adjacency, Bm25, Bm25Index, Random
from lemnos.steps.talk.reward.cases import Case, Place

WORDS = "reef fish tide moon rock sand".split()
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=8)


def formula(query: Sequence[str], text: str, texts: Sequence[str]) -> float:
    """BM25, written out."""
    split = [one.split() for one in texts]
    average = sum(map(len, split)) / len(split)
    counts, total = Counter(text.split()), 0.0
    for word in " ".join(query).split():
        having = sum(word in words for words in split)
        idf = math.log(1 + (len(split) - having + 0.5) / (having + 0.5))
        tf = counts[word]
        total += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * sum(counts.values()) / average)) if tf else 0
    return total


@given(TEXTS, st.data())
def test_scores_are_the_formula_s(texts: list[str], data: st.DataObject) -> None:
    index = Bm25Index(texts)
    numbers = st.lists(st.integers(0, len(texts) - 1), max_size=4)
    query, candidates = data.draw(numbers), data.draw(numbers)
    expected = [formula([texts[i] for i in query], texts[i], texts) for i in candidates]
    for _ in range(2):  # a query leaves nothing behind
        assert index.scores(query, candidates) == pytest.approx(expected, rel=1e-5)
    whole = sum((index.all_scores(number) for number in query), np.zeros(len(texts), dtype=np.float32))
    assert whole[candidates] == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_the_last_answer_alone_is_a_query_too() -> None:
    case = Case(history=("reef fish", "moon"), candidates=("fish", "moon", ""))
    every, last = Bm25().scores([case])[0], Bm25(last=1).scores([case])[0]
    assert every[0] > 0
    assert last.tolist() == [0, every[1], 0]
    assert Bm25().scores([Case(history=(), candidates=("a", "b"))])[0].tolist() == [0, 0]
    assert Bm25().scores([Case(history=(), candidates=())])[0].shape == (0,)


def test_what_stands_next_comes_first() -> None:
    def at(document: str, position: int) -> Place:
        return Place(document, (), position)

    case = Case(
        history=("a", "b"),
        candidates=tuple("cdefg"),
        history_places=(at("X", 9), at("Y", 2)),
        candidate_places=(at("X", 10), at("Y", 3), at("Y", 1), at("Y", 4), Place("Y")),
    )
    assert Adjacency().scores([case])[0].tolist() == pytest.approx([0, 1, 1 / 3, 1 / 2, 0])
    assert Adjacency.fits([case])
    bare = Case(history=("a",), candidates=("b",))
    assert not Adjacency.fits([bare])
    assert Adjacency().scores([bare])[0].tolist() == [0]


def test_chance_is_the_same_each_time_and_between_0_and_1() -> None:
    cases = [Case(history=(), candidates=("a", "b"), group=group) for group in ("x", "x", "y")]
    once, again = (np.concatenate(Random().scores(cases)) for _ in range(2))
    assert once.tolist() == again.tolist()
    assert len(set(once.tolist())) == 6
    assert ((once >= 0) & (once < 1)).all()
