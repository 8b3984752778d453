"""Tokens spell a text when their bytes, joined, are the text."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.text.token_bytes import TokenBytes

_PIECES = st.lists(st.binary(max_size=20), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(_PIECES, st.data())
def test_tokens_spell_what_they_are_joined(table: list[bytes], data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.integers(0, len(table) - 1), max_size=8))
    joined = b"".join(table[number] for number in ids)
    tokens = np.array(ids, dtype=np.int32)
    made = TokenBytes([*table], b"")
    assert made.spell(tokens, joined)
    assert not made.spell(tokens, joined + b"\0")
    if joined:
        place = data.draw(st.integers(0, len(joined) - 1))
        other = bytes([joined[place] ^ (1 << data.draw(st.integers(0, 7)))])
        assert not made.spell(tokens, joined[:place] + other + joined[place + 1 :])


def test_the_bytes_of_a_long_token_are_all_compared() -> None:
    made = TokenBytes([b"abcdefghijklmnopqrstuvwxyz", b"a"], b"")
    assert made.spell(np.array([0, 1], np.int32), b"abcdefghijklmnopqrstuvwxyza")
    assert not made.spell(np.array([0, 1], np.int32), b"abcdefghijklmnopqrstuvwxy-a")
