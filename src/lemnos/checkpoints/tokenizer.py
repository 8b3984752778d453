"""The ``tokenizer_config.json`` of a ``tokenizer.json``: special tokens and length, as ``AutoTokenizer`` reads them."""

import json


def tokenizer_config(*, bos: str, eos: str, pad: str, window: int) -> bytes:
    """Return a ``tokenizer_config.json``.

    Args:
        bos: Special token as text; empty for none.
        eos: Likewise.
        pad: Likewise.
        window: Most tokens of a text.
    """
    named = {"bos_token": bos, "eos_token": eos, "pad_token": pad}
    content = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": window,
        "clean_up_tokenization_spaces": False,
        **{key: value for key, value in named.items() if value},
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
