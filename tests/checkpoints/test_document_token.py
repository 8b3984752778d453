"""The tokens before and after a document, of word-level tokenizers with special tokens and templates of each kind."""

from typing import Any

import pytest

from lemnos.checkpoints.document_token import begins_always, document_end, document_token
from tests.llm.tiny_model import needs_models

pytestmark = needs_models

CHAT = "{% for message in messages %}[turn]{{ message.role }}\n{{ message.content }}[/turn]\n{% endfor %}"
"""Markers around each turn, as ChatML has them."""
ASKED = "{% for m in messages %}{% if m.role == 'user' %}{{ bos_token }}ask {% endif %}{{ m.content }}{% endfor %}"
"""The begin-of-sequence token before each question, as Llama 2 has it."""
BROKEN = "{{ raise_exception('only the system may speak') }}"


def made(specials: list[str], *, puts: bool = False, **settings: Any) -> Any:
    """Return a tokenizer; ``puts`` has it put its begin-of-sequence token before every text."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.WordLevel({"[?]": 0, "a": 1, "ask": 2}, unk_token="[?]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(specials)
    if puts:
        bos = settings["bos_token"]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))]
        )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **settings)


def name_of(tokenizer: Any) -> str | None:
    token = document_token(tokenizer)
    return None if token is None else str(tokenizer.convert_ids_to_tokens(token))


MARKS: dict[str, Any] = {"bos_token": "[turn]", "eos_token": "[/turn]"}
SPECIALS = ["[turn]", "[/turn]", "<|endoftext|>", "<s>"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"bos_token": "<s>", "eos_token": "<|endoftext|>"}, "<s>"),
        ({"eos_token": "<|endoftext|>"}, "<|endoftext|>"),
        ({}, "<|endoftext|>"),
        (MARKS, "[turn]"),  # without a template nothing says that they are markers
        ({**MARKS, "chat_template": CHAT}, "<|endoftext|>"),
        ({"eos_token": "[/turn]", "chat_template": CHAT}, "<|endoftext|>"),
        ({**MARKS, "bos_token": "<s>", "chat_template": CHAT}, "<s>"),
        ({**MARKS, "eos_token": "<s>", "chat_template": CHAT}, "<s>"),
        ({**MARKS, "bos_token": "<s>", "chat_template": ASKED}, "<s>"),
        ({**MARKS, "chat_template": BROKEN}, "[turn]"),
    ],
)
def test_documents_stand_after_the_named_token_that_marks_no_turn(
    settings: dict[str, Any], expected: str | None
) -> None:
    assert name_of(made(SPECIALS, **settings)) == expected


def test_a_vocabulary_without_an_end_of_documents_keeps_the_marker() -> None:
    assert name_of(made(["[turn]", "[/turn]"], **MARKS, chat_template=CHAT)) == "[turn]"
    assert name_of(made(["[turn]", "[/turn]"])) is None


def test_what_the_tokenizer_puts_before_every_text_stays() -> None:
    tokenizer = made(SPECIALS, puts=True, **MARKS, chat_template=CHAT)
    assert begins_always(tokenizer)
    assert name_of(tokenizer) == "[turn]"
    assert not begins_always(made(SPECIALS, **MARKS, chat_template=CHAT))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"bos_token": "<s>", "eos_token": "<|endoftext|>"}, "<|endoftext|>"),
        ({}, "<|endoftext|>"),
        (MARKS, "[/turn]"),
        ({**MARKS, "chat_template": CHAT}, "<|endoftext|>"),
        ({**MARKS, "bos_token": "<s>", "chat_template": CHAT}, "<s>"),
    ],
)
def test_documents_end_with_a_token_that_ends_no_turn(settings: dict[str, Any], expected: str) -> None:
    tokenizer = made(SPECIALS, **settings)
    assert document_end(tokenizer) == tokenizer.convert_tokens_to_ids(expected)
    assert document_end(made(["[turn]"])) is None
