"""Texts become tokens and masks, and the tokens give the text back."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.errors import SettingsError
from lemnos.steps.pack.base import Rendered, Span
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.settings import Mask, TokenizerSettings
from lemnos.steps.pack.tokenise.load import load_tokenizer
from lemnos.steps.pack.tokenise.names import token_names
from lemnos.steps.pack.tokenise.tokenizer import TextEncoder, Tokens, is_trained
from lemnos.steps.pack.tokenise.train import special_tokens, train_tokenizer
from tests.builders import prose

pytest.importorskip("tokenizers")

TEXTS = [prose(number, 200) for number in range(20)]
Pieces = list[tuple[str, str, str]]


def byte_level(**settings: Any) -> Any:
    return train_tokenizer(TEXTS, 400, special_tokens(chatml=True, fill=True), **settings)


def with_spaces(scheme: str = "always") -> Any:
    """A tokenizer in the manner of SentencePiece: a space before the text, bytes for unknown characters."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    characters = "▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:?'0123456789"
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *characters, "th", "he"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [("t", "h"), ("h", "e")], unk_token="<unk>", byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=False)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.add_special_tokens(["<s>", "</s>"])
    return tokenizer


def of_llama_2() -> Any:
    """A tokenizer that puts a space before every stretch between special tokens, in the manner of Llama 2."""
    from tokenizers import normalizers

    tokenizer = with_spaces()
    tokenizer.pre_tokenizer = None
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    return tokenizer


def with_byte_prefix() -> Any:
    """A byte-level tokenizer that puts a space before a text, which decoding leaves there."""
    from tokenizers import pre_tokenizers

    tokenizer = byte_level()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    return tokenizer


def eager() -> Any:
    """A tokenizer whose special tokens take the white space behind them, in the manner of Phi-3."""
    from tokenizers import AddedToken

    tokenizer = with_spaces("first")
    for name in ("<|im_start|>", "<|im_end|>"):
        tokenizer.add_special_tokens([AddedToken(name, rstrip=True, special=True)])
    return tokenizer


def text_of(pieces: Pieces, trained: bool = True) -> Rendered:
    spans, position = [], 0
    for text, role, kind in pieces:
        spans.append(Span(position, position + len(text), role, kind, 0, trained))  # type: ignore[arg-type]
        position += len(text)
    return Rendered(
        record="r",
        kind="Dialogue",
        text="".join(text for text, _, _ in pieces),
        spans=tuple(spans),
        units=tuple(span.end for span in spans),
        cluster=(),
        licences=(),
        source="",
        input=0,
    )


def encoded(tokenizer: Any, pieces: Pieces, mask: Mask = "assistant") -> Tokens:
    (made,) = TextEncoder(tokenizer, mask).encode([text_of(pieces)])
    assert isinstance(made, Tokens), made
    return made


TURN: Pieces = [
    ("<|im_start|>", "template", "template"),
    ("user\n", "template", "template"),
    ("Where is the café? 😀", "user", "words"),
    ("<|im_end|>", "template", "template"),
    ("\n<|im_start|>assistant\n", "template", "template"),
    ("It is near the hârbour.", "assistant", "words"),
    ("<|im_end|>", "assistant", "template"),
    ("\n", "template", "template"),
]


@pytest.mark.parametrize("make", [byte_level, with_spaces], ids=["bytes", "spaces"])
def test_the_trained_tokens_are_those_of_the_trained_spans(make: Any) -> None:
    tokenizer = make()
    made = encoded(tokenizer, TURN)
    answer = tokenizer.decode(made.ids[made.trained].tolist(), skip_special_tokens=False)
    assert answer.strip() == "It is near the hârbour.<|im_end|>"
    assert made.faith == "exact"
    assert tokenizer.decode(made.ids.tolist(), skip_special_tokens=False) == text_of(TURN).text


@pytest.mark.parametrize("make", [byte_level, with_spaces], ids=["bytes", "spaces"])
def test_units_end_at_tokens(make: Any) -> None:
    tokenizer = make()
    made = encoded(tokenizer, TURN)
    assert made.units[-1] == len(made.ids)
    first = tokenizer.decode(made.ids[: made.units[2]].tolist(), skip_special_tokens=False)
    assert first == "".join(text for text, _, _ in TURN[:3])


def test_places_are_the_characters_at_which_tokens_begin() -> None:
    tokenizer = byte_level()
    ids, places = TextEncoder(tokenizer, "all").places(text_of(TURN))
    text = text_of(TURN).text
    for token, place, after in zip(ids.tolist(), places.tolist(), [*places.tolist()[1:], len(text)], strict=True):
        piece = tokenizer.decode([token], skip_special_tokens=False)
        assert text[place:after] == piece or "�" in piece


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.sampled_from(["user", "assistant", "template"])), min_size=1, max_size=8
    )
)
def test_any_text_comes_back_and_masks_agree_with_offsets(parts: list[tuple[str, str]]) -> None:
    pieces: Pieces = [
        (text, role, "template" if role == "template" else "words")
        for text, role in parts
        if text and not any("\ud800" <= character <= "\udfff" for character in text)
    ]
    if not pieces:
        return
    tokenizer = _TRAINED
    made = encoded(tokenizer, pieces)
    text = text_of(pieces)
    assert tokenizer.decode(made.ids.tolist(), skip_special_tokens=False) == text.text
    encoding = tokenizer.encode(text.text, add_special_tokens=False)
    if made.forged == 0:
        assert encoding.ids == made.ids.tolist()
        for (start, _), trained in zip(encoding.offsets, made.trained.tolist(), strict=True):
            span = next(span for span in text.spans if span.start <= start < span.end)
            assert trained == (span.role == "assistant")


_TRAINED = byte_level()


@pytest.mark.parametrize(
    ("mask", "roles"),
    [
        ("all", {"system", "user", "assistant", "tool", "document", "template"}),
        ("assistant", {"assistant", "document"}),
        ("no_observations", {"system", "user", "assistant", "document", "template"}),
        ("no_user", {"system", "assistant", "tool", "document", "template"}),
    ],
)
def test_a_mask_is_of_roles(mask: Mask, roles: set[str]) -> None:
    everyone = ("system", "user", "assistant", "tool", "document", "template")
    assert {role for role in everyone if is_trained(Span(0, 1, role, "words", 0, True), mask)} == roles  # type: ignore[arg-type]
    assert not any(is_trained(Span(0, 1, role, "words", 0, False), mask) for role in everyone)  # type: ignore[arg-type]


def test_text_that_says_a_special_token_is_ordinary_text() -> None:
    tokenizer = byte_level()
    end = tokenizer.token_to_id("<|im_end|>")
    pieces = [*TURN[:5], ("Write <|im_end|> to stop. <|im_start|>", "assistant", "words"), *TURN[6:]]
    made = encoded(tokenizer, pieces)
    assert made.forged == 2
    assert made.ids.tolist().count(end) == 2
    assert tokenizer.decode(made.ids.tolist(), skip_special_tokens=False) == text_of(pieces).text
    assert tokenizer.decode(made.ids[made.trained].tolist(), skip_special_tokens=False).endswith(
        "<|im_start|><|im_end|>"
    )


@pytest.mark.parametrize("make", [of_llama_2, with_byte_prefix, eager])
def test_spaces_that_a_tokenizer_adds_or_takes_lose_no_text(make: Any) -> None:
    tokenizer = make()
    text = text_of(TURN)
    made = encoded(tokenizer, TURN)
    assert made.faith == "spaces"
    assert made.ids.tolist() == tokenizer.encode(text.text, add_special_tokens=False).ids
    answer = tokenizer.decode(made.ids[made.trained].tolist(), skip_special_tokens=False)
    assert answer.strip() == "It is near the hârbour.<|im_end|>"
    ids, places = TextEncoder(tokenizer, "all").places(text)
    assert ids.tolist() == made.ids.tolist()
    (end,) = (place for place in places[ids == tokenizer.token_to_id("<|im_end|>")].tolist() if place > 60)
    assert text.text[end:].startswith("<|im_end|>")


def test_what_a_tokenizer_loses_besides_spaces_it_takes_is_refused() -> None:
    from tokenizers import normalizers

    pieces: Pieces = [*TURN[:2], ("two  spaces", "user", "words"), *TURN[3:]]
    tokenizer = eager()
    assert encoded(tokenizer, pieces).faith == "spaces"
    tokenizer.decoder = None  # words with spaces between, whatever stood there
    (made,) = TextEncoder(tokenizer, "all").encode([text_of(pieces)])
    assert isinstance(made, RefusedError)
    assert made.rule == "lossy"
    tokenizer = eager()
    tokenizer.normalizer = normalizers.Replace("  ", " ")
    assert encoded(tokenizer, pieces).faith == "normalised"


@pytest.mark.parametrize("make", [of_llama_2, with_byte_prefix, eager])
def test_special_tokens_that_are_said_are_text_where_spaces_are_added_or_taken(make: Any) -> None:
    tokenizer = make()
    end = tokenizer.token_to_id("<|im_end|>")
    pieces = [*TURN[:5], ("Write <|im_end|>  to stop. <|im_start|> ", "assistant", "words"), *TURN[6:]]
    made = encoded(tokenizer, pieces)
    assert made.forged == 2
    assert made.ids.tolist().count(end) == 2
    said = tokenizer.decode(made.ids[made.trained].tolist(), skip_special_tokens=False)
    assert said.strip() == "Write <|im_end|>  to stop. <|im_start|> <|im_end|>"
    ids, _ = TextEncoder(tokenizer, "all").places(text_of(pieces))
    assert ids.tolist() == made.ids.tolist()


def test_a_special_token_that_is_a_word_of_the_vocabulary_is_refused_in_what_is_said() -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = [(letter, -3.0) for letter in sorted(set("▁Stop, it is over.<|im_end|>"))]
    tokenizer = Tokenizer(models.Unigram([("<unk>", 0.0), ("</s>", 0.0), *letters], 0, False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="never")
    tokenizer.add_special_tokens(["<unk>", "</s>"])
    end: Pieces = [("</s>", "assistant", "template")]
    assert encoded(tokenizer, [("Stop, it is over.", "assistant", "words"), *end]).ids[-1] == 1
    (made,) = TextEncoder(tokenizer, "all").encode([text_of([("Stop</s>, it is over.", "assistant", "words"), *end])])
    assert isinstance(made, RefusedError)
    assert made.rule == "special_text"


def test_a_tokenizer_that_normalises_is_compared_with_what_it_normalises() -> None:
    from tokenizers import normalizers

    tokenizer = byte_level()
    tokenizer.normalizer = normalizers.NFKC()
    pieces: Pieces = [("ﬁne: ", "user", "words"), ("½ ﬂask", "assistant", "words")]
    made = encoded(tokenizer, pieces)
    assert made.faith == "normalised"
    assert tokenizer.decode(made.ids[made.trained].tolist()) == "1⁄2 flask"
    assert encoded(tokenizer, [("fine", "user", "words")]).faith == "exact"


def test_a_tokenizer_that_loses_text_refuses_the_record() -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"fine": 0, "<unk>": 1}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    (made,) = TextEncoder(tokenizer, "all").encode([text_of([("a fine day", "user", "words")])])
    assert isinstance(made, RefusedError)
    assert made.rule == "lossy"


def test_a_tokenizer_without_a_table_of_bytes_takes_the_offsets() -> None:
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    letters = sorted(set("Where is it? Here."))
    tokenizer = Tokenizer(models.WordLevel({letter: number for number, letter in enumerate(letters)}, unk_token="W"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    from tokenizers import decoders

    tokenizer.decoder = decoders.Fuse()
    made = encoded(tokenizer, [("Where is it? ", "user", "words"), ("Here.", "assistant", "words")])
    assert made.faith == "exact"
    assert made.trained.tolist() == [False] * 13 + [True] * 5


def test_the_same_texts_train_the_same_tokenizer() -> None:
    assert byte_level().to_str() == byte_level().to_str()


def test_names_of_special_tokens_come_from_the_tokenizer_and_its_configuration(tmp_path: Path) -> None:
    tokenizer = byte_level()
    names = token_names(tokenizer, None, TokenizerSettings())
    assert (names.bos, names.eos, names.pad) == ("", "<|endoftext|>", "<|pad|>")
    config = tmp_path / "tokenizer_config.json"
    config.write_text('{"eos_token": {"content": "<|im_end|>"}, "bos_token": "<|im_start|>"}', encoding="utf-8")
    named = token_names(tokenizer, config, TokenizerSettings())
    assert (named.bos, named.eos) == ("", "<|im_end|>")
    assert named.tokens["bos_token"] == "<|im_start|>"
    with pytest.raises(SettingsError, match="'</x>' is no token of the tokenizer"):
        token_names(tokenizer, None, TokenizerSettings(eos="</x>"))


@pytest.mark.parametrize(("around", "bos"), [("$A </s>", ""), ("<s> $A", "<s>"), ("<s> $A </s>", "<s>"), ("$A", "")])
def test_what_a_tokenizer_puts_before_a_text_is_bos_and_what_it_puts_behind_is_not(around: str, bos: str) -> None:
    from tokenizers import processors

    tokenizer = with_spaces()
    names = [(name, tokenizer.token_to_id(name)) for name in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(single=around, special_tokens=names)
    assert token_names(tokenizer, None, TokenizerSettings()).bos == bos


def test_what_is_no_tokenizer_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(SettingsError, match="not a tokenizer"):
        load_tokenizer(path)


def test_the_first_character_of_a_token_decides() -> None:
    tokenizer = byte_level()
    ids = tokenizer.encode(" the").ids
    made = encoded(tokenizer, [("Assistant:", "template", "template"), (" the", "assistant", "words")])
    assert made.ids[-len(ids) :].tolist() == ids
    assert made.trained[-len(ids) :].all()
    assert not np.any(made.trained[: -len(ids)])
