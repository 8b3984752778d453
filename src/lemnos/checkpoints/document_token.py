"""The tokens that stand before and after a document in pre-training: a tokenizer of ``transformers`` → their ids.

The one before it is the begin-of-sequence token, else the end-of-sequence token. But the tokenizer of a chat model may
name a marker of turns as either (``<|im_start|>``, ``<|im_end|>``), after which no document stood. A token that the
chat template writes between a question and its answer is such a marker. If both are, the token by which the vocabulary
ends a document is taken. What the tokenizer itself puts before every text stays, whatever it is. The one after it is
the end-of-sequence token, or the one before it where that ends a turn.
Cost: one rendering of two messages. Limitation: a template that does not render them shows no markers.
"""

from typing import Any

DOCUMENT_ENDS = ("<|endoftext|>", "</s>", "<|end_of_text|>", "<｜end▁of▁sentence｜>", "<eos>", "<EOT>")
"""What vocabularies call the end of a document."""
_QUESTION, _ANSWER = "Well?", "Good."


def document_token(tokenizer: Any) -> int | None:
    """Return the id of the token before a document; None if the tokenizer has no special token that could be it.

    Args:
        tokenizer: Of ``transformers``.
    """
    if begins_always(tokenizer):
        return int(tokenizer.bos_token_id)
    named = [token for token in (tokenizer.bos_token_id, tokenizer.eos_token_id) if token is not None]
    added = tokenizer.get_added_vocab()
    ends = [added[name] for name in DOCUMENT_ENDS if name in added]
    markers = _turn_markers(tokenizer)
    return next((int(token) for token in (*named, *ends) if token not in markers), next(iter(named), None))


def document_end(tokenizer: Any) -> int | None:
    """Return the id of the token after a document; None if the tokenizer has no special token that could be it.

    Args:
        tokenizer: Of ``transformers``.
    """
    end = tokenizer.eos_token_id
    return document_token(tokenizer) if end is None or end in _turn_markers(tokenizer) else int(end)


def begins_always(tokenizer: Any) -> bool:
    """Return whether a tokenizer itself puts its begin-of-sequence token before every text."""
    ids = tokenizer("a")["input_ids"]
    return bool(ids) and ids[:1] == [tokenizer.bos_token_id]


def _turn_markers(tokenizer: Any) -> frozenset[int]:
    """Return the tokens that the chat template writes between a question and its answer."""
    messages = [{"role": "user", "content": _QUESTION}, {"role": "assistant", "content": _ANSWER}]
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
    except Exception:  # there is none, or it does not take these messages: a template may do anything
        return frozenset()
    between, answered, _ = text.partition(_QUESTION)[2].partition(_ANSWER)
    return frozenset(tokenizer(between, add_special_tokens=False)["input_ids"] if answered else ())
