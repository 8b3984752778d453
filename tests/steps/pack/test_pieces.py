"""Remembered pieces give the tokens of the library, and only tokenizers that cut as is known are taken."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.steps.pack.tokenise.pieces import PieceEncoder, encoder_of
from lemnos.steps.pack.tokenise.train import special_tokens, train_tokenizer
from tests.builders import prose

pytest.importorskip("tokenizers")
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
QWEN = CL100K.replace("{1,3}", "")
O200K = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
ODD = " It's, don't\n\n\n  they'LL  say: (x) 12,345 ... CamelCase\t the\r\n"
TEXTS = [prose(number, 60) + ODD for number in range(8)]


def with_pattern(pattern: str, *before: Any) -> Any:
    """A byte-level BPE that cuts words by a pattern, trained on whole lines so that tokens reach as far as they may."""
    tokenizer = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(pattern), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [*before, split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=700,
        special_tokens=["<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS, trainer)
    return tokenizer


TOKENIZERS = {
    "trained here": train_tokenizer(TEXTS, 700, special_tokens(chatml=True, fill=True)),
    "GPT-2": with_pattern(GPT2),
    "digits": with_pattern(GPT2, pre_tokenizers.Digits(individual_digits=True)),
    "cl100k": with_pattern(CL100K),
    "Qwen": with_pattern(QWEN),
    "o200k": with_pattern(O200K),
}
TOKENIZERS["Qwen"].normalizer = normalizers.NFC()
PARTS = (
    *("the", " the", " a", "'s", " don't", "'S", ",", ".", "!", ")", " (", ":", "/", "{", "  ", " ", "\n", "\n\n"),
    *("\r\n", "\t", "\u00a0", "\x1c", "\x85", "\u2028", "\u200d", "…", "7", " 1984", "é", "e\u0301", " École"),
    *("\u0301", "ſ", "日本", "😀", "<|im_end|>", "Word", " WORD", "camelCase", " naïve"),
)
SAID = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=4)), max_size=30).map("".join)


@pytest.mark.parametrize("name", TOKENIZERS)
@settings(max_examples=120, deadline=None)
@given(texts=st.lists(SAID, min_size=1, max_size=3))
def test_tokens_are_those_of_the_library(name: str, texts: list[str]) -> None:
    tokenizer = TOKENIZERS[name]
    encoder = encoder_of(tokenizer)
    assert encoder is not None
    whole = tokenizer.encode_batch(texts, add_special_tokens=False)
    for _ in range(2):  # learned, then remembered
        assert [made.tolist() for made in encoder.encode(texts)] == [each.ids for each in whole]


@pytest.mark.parametrize("name", TOKENIZERS)
def test_what_is_forgotten_is_learned_again(name: str) -> None:
    tokenizer = TOKENIZERS[name]
    small = PieceEncoder(tokenizer, most=2_000)
    for text in [*TEXTS, *TEXTS]:
        (made,) = small.encode([text])
        assert made.tolist() == tokenizer.encode(text, add_special_tokens=False).ids


def test_prose_is_mostly_remembered() -> None:
    asked: list[str] = []

    class Counting:
        def encode_batch_fast(self, texts: list[str], add_special_tokens: bool) -> Any:
            asked.extend(texts)
            return TOKENIZERS["GPT-2"].encode_batch_fast(texts, add_special_tokens=add_special_tokens)

    encoder = PieceEncoder(Counting())  # type: ignore[arg-type]
    encoder.encode(TEXTS)
    assert len(asked) == len(set(asked))
    assert sum(map(len, asked)) < sum(map(len, TEXTS)) / 2
    encoder.encode(TEXTS)
    assert len(asked) == len(set(asked))


def _prefixed() -> Any:
    tokenizer = with_pattern(GPT2)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    return tokenizer


def _dropping() -> Any:
    tokenizer = with_pattern(GPT2)
    tokenizer.model.dropout = 0.1
    return tokenizer


def _lowered() -> Any:
    tokenizer = with_pattern(GPT2)
    tokenizer.normalizer = normalizers.Lowercase()
    return tokenizer


def _whole() -> Any:
    tokenizer = with_pattern(GPT2)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def _added(content: str, **how: bool) -> Any:
    tokenizer = with_pattern(GPT2)
    tokenizer.add_tokens([AddedToken(content, **how)])
    return tokenizer


@pytest.mark.parametrize(
    "tokenizer",
    [
        _prefixed(),
        _dropping(),
        _lowered(),
        _whole(),
        with_pattern(r"\p{L}+ \p{L}+|\s+"),
        _added("  "),
        _added("a, b"),
        _added("<mask>", lstrip=True),
        _added("<mask>", rstrip=True),
        _added("word", single_word=True),
    ],
    ids=["prefix", "dropout", "normalizer", "metaspace", "pattern", "spaces", "across", "left", "right", "word"],
)
def test_other_tokenizers_are_left_to_the_library(tokenizer: Any) -> None:
    assert encoder_of(tokenizer) is None
