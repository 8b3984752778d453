"""What a tokenizer calls its special tokens: ``tokenizer.json`` and ``tokenizer_config.json`` → ``TokenNames``."""

import json
from pathlib import Path
from typing import Any

import msgspec

from lemnos.checkpoints.document_token import DOCUMENT_ENDS
from lemnos.errors import SettingsError
from lemnos.steps.pack.settings import TokenizerSettings

END_OF_TEXT = "<|endoftext|>"
"""The token that ends a record, of a tokenizer that is trained here."""
_ENDS = (*DOCUMENT_ENDS, "<|eot_id|>", "<|im_end|>")
_PADS = ("<|pad|>", "<pad>", "[PAD]", "<|padding|>", "<｜▁pad▁｜>", "<|finetune_right_pad_id|>")


class TokenNames(msgspec.Struct, frozen=True, kw_only=True):
    """Special tokens as text; empty for none."""

    bos: str
    """What is put before a record that no template renders."""
    eos: str
    """What is put after it."""
    pad: str
    special: tuple[str, ...]
    """Added tokens that are special: text that says one of these is not taken for it."""
    added: tuple[str, ...]
    """All added tokens."""
    tokens: dict[str, str] = {}
    """``bos_token`` and others by the names that templates know."""


def token_names(tokenizer: Any, config: Path | None, settings: TokenizerSettings) -> TokenNames:
    """Return the names of a tokenizer's special tokens.

    Args:
        tokenizer: A ``tokenizers.Tokenizer``.
        config: Its ``tokenizer_config.json``, if there is one.
        settings: What is put before and after records.

    Raises:
        SettingsError: ``config`` cannot be read, or a text of the settings is not one token.
    """
    decoder = tokenizer.get_added_tokens_decoder()
    added = tuple(decoder[number].content for number in sorted(decoder))
    special = tuple(decoder[number].content for number in sorted(decoder) if decoder[number].special)
    tokens = _configured(config)
    there = set(added)
    whole = tokenizer.encode("a")
    before = [tokenizer.id_to_token(token) for token in whole.ids[: [*whole.special_tokens_mask, 0].index(0)]]
    bos = settings.bos
    if bos == "auto":
        bos = before[0] if before and before[0] != tokens.get("eos_token") else ""
    eos = settings.eos
    if eos == "auto":
        eos = tokens.get("eos_token") or next((name for name in _ENDS if name in there), "")
    for key, name in (("bos", bos), ("eos", eos)):
        if name and tokenizer.token_to_id(name) is None:
            raise SettingsError(
                f"{name!r} is no token of the tokenizer",
                where=f"pack.tokenizer.{key}",
                remedy=f"name one of {', '.join(special[:8]) or 'its tokens'}, or give an empty text for none",
            )
    pad = tokens.get("pad_token") or next((name for name in _PADS if name in there), "")
    return TokenNames(bos=bos, eos=eos, pad=pad, special=special, added=added, tokens=tokens)


def _configured(config: Path | None) -> dict[str, str]:
    """Return the named tokens of a ``tokenizer_config.json``."""
    if config is None or not config.is_file():
        return {}
    try:
        content = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot be read ({error})", where=str(config)) from None
    found = {}
    for key, value in content.items() if isinstance(content, dict) else ():
        text = value.get("content") if isinstance(value, dict) else value
        if key.endswith("_token") and isinstance(text, str):
            found[key] = text
    return found
