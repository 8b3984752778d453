"""Document frequency in a table of fixed size."""

import math

import numpy as np
import pytest

from lemnos.text.frequency import BUCKETS, add_frequency, inverse_document_frequency


def test_frequencies_add_up_by_word() -> None:
    table = np.zeros(BUCKETS, dtype=np.uint32)
    add_frequency(table, np.array([7, 9], np.uint32), np.array([2, 1], np.uint32))
    add_frequency(table, np.array([7], np.uint32), np.array([3], np.uint32))
    assert (table[7], table[9], table.sum()) == (5, 1, 6)


def test_words_of_one_bucket_share_their_frequency() -> None:
    table = np.zeros(BUCKETS, dtype=np.uint32)
    add_frequency(table, np.array([7, 7 + BUCKETS], np.uint32), np.array([2, 1], np.uint32))
    assert table[7] == 3


def test_rare_words_weigh_more_and_unseen_ones_as_if_seen_once() -> None:
    table = np.zeros(BUCKETS, dtype=np.uint32)
    add_frequency(table, np.array([1, 2], np.uint32), np.array([10, 1], np.uint32))
    weights = inverse_document_frequency(np.array([1, 2, 3], np.uint32), table, 10)
    assert weights.tolist() == pytest.approx([math.log(2), math.log(11), math.log(11)])
    assert weights.dtype == np.float32
