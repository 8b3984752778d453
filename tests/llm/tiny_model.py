"""A language model of a million parameters, made here with random weights: what it says is noise, the wire is real.

Also what tells whether the packages for it are there; nothing is imported before it is used.
"""

import importlib.util
import os
from pathlib import Path

import pytest

from tests.conftest import DEMO

needs_models = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None and not os.environ.get("CI"),
    reason="needs torch and transformers: make .venv/.models",
)
"""Marks a test that needs torch; one in continuous integration fails without it."""
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_MARKS = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]


def make_model(folder: Path, *, template: str | None = TEMPLATE, context: int = 8192) -> Path:
    """Write a Llama of two layers and a tokenizer trained on the demo corpus; the same bytes each time."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    bytes_ = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = bytes_, decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, special_tokens=_MARKS, initial_alphabet=bytes_.alphabet(), show_progress=False
    )
    tokenizer.train([str(path) for path in sorted(DEMO.glob("*.md"))], trainer)
    whole = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>", chat_template=template
    )
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=2000,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=context,
        initializer_range=0.3,  # far from uniform, so that rounding seldom decides
        bos_token_id=None,
        eos_token_id=0,
        pad_token_id=0,
    )
    model = LlamaForCausalLM(config)
    model.generation_config.do_sample = True  # else a server ignores the temperature
    model.save_pretrained(folder)
    whole.save_pretrained(folder)
    return folder
