"""Trains a byte-level BPE on texts: the same texts in the same order give the same tokenizer.

Every byte is a token, so it is lossless for any text. The special tokens are those that the styles of this step write.
Source: Sennrich et al. 2016 (BPE); Radford et al. 2019 (bytes); the pattern that splits text is that of GPT-2.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lemnos.errors import SettingsError
from lemnos.steps.pack.render.chatml import END, START
from lemnos.steps.pack.render.fill import TRAINED
from lemnos.steps.pack.tokenise.names import END_OF_TEXT

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD = "<|pad|>"


def special_tokens(*, chatml: bool, fill: bool) -> list[str]:
    """Return the special tokens of a tokenizer that is trained here."""
    return [END_OF_TEXT, PAD, *((START, END) if chatml else ()), *(TRAINED if fill else ())]


def train_tokenizer(texts: Iterable[str], size: int, special: Sequence[str]) -> "Tokenizer":
    """Return a tokenizer of ``size`` tokens, or fewer if the texts hold no more.

    Raises:
        SettingsError: The package is missing.
    """
    try:
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    except ImportError:
        raise SettingsError(
            "needs the package tokenizers", where="pack.tokenizer", remedy="pip install 'lemnos[pack]'"
        ) from None
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(special),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
