"""Estimates how many tokens a text has, without a tokenizer.

``str`` → ``int``, from words, digits and punctuation. On English prose the estimate is within 3% of byte-pair
vocabularies of 32,000 to 130,000 tokens (``docs/findings.md``). Costs 0.1 µs per byte.
Limitation: on other scripts it is an upper bound rather than an estimate.
"""

import re

from lemnos.llm.request import Request

_PIECES = re.compile(r"[A-Za-z]+|\d|[^\sA-Za-z\d]")
_LETTERS_A_TOKEN = 9
"""Letters of a Latin word that are counted as one token."""
FRAME = 4
"""Tokens that a chat template adds to a message."""


def tokens_of(text: str) -> int:
    """Return the estimated number of tokens in ``text``."""
    return sum(1 + (len(piece) - 1) // _LETTERS_A_TOKEN for piece in _PIECES.findall(text))


def prompt_tokens(request: Request) -> int:
    """Return the estimated number of tokens in the prompt of ``request``."""
    return sum(tokens_of(message.content) + FRAME for message in request.messages)
