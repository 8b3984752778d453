"""Numbers as people write them: text → number."""

import re

_SCALES = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_TOKENS = re.compile(r"([0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)\s*([kmbt]?)(?:\s*tokens?)?", re.IGNORECASE)


def number_of_tokens(text: str) -> float | None:
    """Return a number of tokens; None if the text is none.

    >>> number_of_tokens("1B"), number_of_tokens("2.5 M tokens"), number_of_tokens("50_000"), number_of_tokens("many")
    (1000000000.0, 2500000.0, 50000.0, None)
    """
    found = _TOKENS.fullmatch(text.strip())
    return float(found[1].replace("_", "")) * _SCALES[found[2].lower()] if found else None
