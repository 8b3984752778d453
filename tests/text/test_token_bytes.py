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


_BYTES = [bytes([byte]) for byte in b"ab "]
_ADDED = len(_BYTES)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("ab ", max_size=6), min_size=1, max_size=5), st.booleans())
def test_a_prefix_before_stretches_between_added_tokens_stands_for_nothing(stretches: list[str], first: bool) -> None:
    """Tokens are letters; the tokenizer puts a space before each stretch, or before the first alone."""
    made = TokenBytes([*_BYTES, b"<s>"], b" ", [_ADDED])
    data = "<s>".join(stretches).encode()
    tokens: list[int] = []
    wanted: list[int] = []
    for number, stretch in enumerate(stretches):
        tokens += [_ADDED] if number else []
        wanted += [3] if number else []
        if stretch and (not first or not number):
            tokens.append(_BYTES.index(b" "))
            wanted.append(0)
        tokens += [_BYTES.index(letter.encode()) for letter in stretch]
        wanted += [1] * len(stretch)
    found = made.within(np.array(tokens, np.int32), data)
    assert found is not None
    assert found.tolist() == wanted
    assert made.within(np.array([*tokens, 0], np.int32), data) is None
    assert made.within(np.array(tokens, np.int32), data + b"b") is None
    assert TokenBytes([*_BYTES, b"<s>"], b"").within(np.array(tokens, np.int32), data) is None or 0 not in wanted
