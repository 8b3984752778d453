"""A prompt and a continuation → tokens, and which of them are the continuation's.

Both are encoded jointly, as a model reads them in running text. A token is the continuation's if any of its characters
is: one that stands across the border is scored whole and counted (``straddles``), so that no byte goes unscored.

A text longer than the window loses whole turns from the left, then tokens of what is left; both are counted. A
continuation that does not fit by itself is refused.
"""

from typing import Any, NamedTuple

from lemnos.steps.evaluate.suites.items import Request

_NO_CHARACTER = "\U0010fffe"
"""What no text holds."""


class Encoded(NamedTuple):
    """The tokens of one request."""

    tokens: list[int]
    first: int
    """Place of the first token that is scored; at least 1."""
    prompt: str
    """The prompt after turns were cut."""
    cut_turns: int
    cut_tokens: int
    straddles: bool
    """Whether the first token that is scored also holds characters of the prompt."""
    unknown: int = 0
    """How many tokens that are scored stand for characters which the tokenizer does not know."""


class Encoder:
    """Encodes requests for one model.

    Args:
        tokenizer: A fast tokenizer of ``transformers``.
        begin: The token before a text without a prompt; empty if there is none.
        always: Whether it stands before every text.
        window: Tokens that the model can read.
    """

    def __init__(self, tokenizer: Any, begin: list[int], always: bool, window: int) -> None:
        self._tokenizer = tokenizer
        self._begin = begin
        self._always = always
        self._unknown = _unknown(tokenizer)
        self.window = window

    def encode(self, request: Request) -> Encoded | None:
        """Return the tokens of a request; None if its continuation does not fit the window."""
        turns = request.prompt.turns
        cut = 0
        whole = self._joined(request.prompt.text(), request.continuation)
        if len(whole.tokens) > self.window and turns:
            cut = self._turns_to_cut(request)
            whole = self._joined(request.prompt.text(cut), request.continuation)
        excess = len(whole.tokens) - self.window
        if excess <= 0:
            return whole._replace(cut_turns=cut)
        kept = len(self._begin) if self._always else 0
        if whole.first - excess < max(1, kept):
            return None
        tokens = whole.tokens[:kept] + whole.tokens[kept + excess :]
        return whole._replace(tokens=tokens, first=whole.first - excess, cut_turns=cut, cut_tokens=excess)

    def _turns_to_cut(self, request: Request) -> int:
        """Return how many turns to cut: the fewest that make the text fit, or all."""
        turns = request.prompt.turns
        low, high = 1, len(turns)
        while low < high:
            middle = (low + high) // 2
            fits = len(self._joined(request.prompt.text(middle), request.continuation).tokens) <= self.window
            low, high = (low, middle) if fits else (middle + 1, high)
        return low

    def _joined(self, prompt: str, continuation: str) -> Encoded:
        coded = self._tokenizer(
            prompt + continuation, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        ids, offsets = coded["input_ids"], coded["offset_mapping"]
        border = len(prompt)
        first = next((place for place, (_, end) in enumerate(offsets) if end > border), len(ids))
        straddles = first < len(ids) and offsets[first][0] < border
        begin = self._begin if self._always or first == 0 else []
        unknown = ids[first:].count(self._unknown) if self._unknown >= 0 else 0
        return Encoded([*begin, *ids], max(1, first + len(begin)), prompt, 0, 0, bool(straddles), unknown)


def _unknown(tokenizer: Any) -> int:
    """Return the token for what a tokenizer does not know; -1 if it has none."""
    name = getattr(tokenizer.backend_tokenizer.model, "unk_token", None) or tokenizer.unk_token
    number = tokenizer.backend_tokenizer.token_to_id(name) if name else None
    if number is None:  # Unigram does not name it
        made = tokenizer(_NO_CHARACTER, add_special_tokens=False)["input_ids"]
        number = made[-1] if made and made[-1] in tokenizer.added_tokens_decoder else -1
    return int(number)
