"""A GGUF file without its vocabulary: the same tensors, the same model, and no more than the size of the vocabulary."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lemnos.checkpoints.load import packages, read_checkpoint, unpack
from lemnos.checkpoints.vocabulary_free import copy_without_vocabulary
from tests.llm.tiny_model import make_model, needs_models

gguf = pytest.importorskip("gguf")


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    pytest.importorskip("torch")
    folder = make_model(tmp_path_factory.mktemp("words") / "tiny")
    content: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text())
    return content


def small(path: Path, tokenizer: dict[str, Any], *, states_size: bool = False, alignment: int = 32) -> Path:
    """Write a Llama of one layer as a GGUF file, some of it in blocks of 4 bits."""
    tokens = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    file = gguf.GGUFWriter(path, "llama")
    if alignment != 32:
        file.add_custom_alignment(alignment)
    file.add_context_length(256)
    file.add_embedding_length(64)
    file.add_block_count(1)
    file.add_feed_forward_length(96)
    file.add_head_count(2)
    file.add_head_count_kv(1)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(32)
    if states_size:
        file.add_vocab_size(len(tokens))
    file.add_tokenizer_model("gpt2")
    file.add_tokenizer_pre("gpt-2")
    file.add_token_list(["<|endoftext|>", *tokens[1:]])  # which transformers adds where it is not there
    file.add_token_types([gguf.TokenType.NORMAL] * len(tokens))
    file.add_token_merges([" ".join(pair) for pair in tokenizer["model"]["merges"]])
    file.add_eos_token_id(0)
    file.add_chat_template("{{ messages }}")
    drawn = np.random.default_rng(0)
    shapes = {
        "token_embd": (len(tokens), 64), "output_norm": (64,), "blk.0.attn_norm": (64,), "blk.0.ffn_norm": (64,),
        "blk.0.attn_q": (64, 64), "blk.0.attn_k": (32, 64), "blk.0.attn_v": (32, 64), "blk.0.attn_output": (64, 64),
        "blk.0.ffn_gate": (96, 64), "blk.0.ffn_up": (96, 64), "blk.0.ffn_down": (64, 96),
    }  # fmt: skip
    kind = gguf.GGMLQuantizationType.Q4_1
    for name, shape in shapes.items():
        values = drawn.normal(size=shape).astype(np.float32)
        if name.startswith("blk.0.ffn_g"):
            file.add_tensor(f"{name}.weight", gguf.quants.quantize(values, kind), raw_dtype=kind)
        else:
            file.add_tensor(f"{name}.weight", values)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()
    return path


@needs_models
@pytest.mark.parametrize(("states_size", "alignment"), [(False, 32), (True, 128)])
def test_all_but_the_vocabulary_is_there(
    tmp_path: Path, tokenizer: dict[str, Any], states_size: bool, alignment: int
) -> None:
    whole = small(tmp_path / "whole.gguf", tokenizer, states_size=states_size, alignment=alignment)
    copy_without_vocabulary(whole, tmp_path / "slim.gguf")
    before, after = gguf.GGUFReader(whole), gguf.GGUFReader(tmp_path / "slim.gguf")
    gone = {f"tokenizer.ggml.{name}" for name in ("tokens", "token_type", "merges")}
    assert set(before.fields) - set(after.fields) == gone
    assert set(after.fields) - set(before.fields) == (set() if states_size else {"llama.vocab_size"})
    assert after.get_field("llama.vocab_size").contents() == 2000
    for name in set(before.fields) & set(after.fields) - {"GGUF.kv_count"}:
        assert before.get_field(name).contents() == after.get_field(name).contents()
    assert after.data_offset % alignment == 0
    assert [one.name for one in after.tensors] == [one.name for one in before.tensors]
    for one, other in zip(before.tensors, after.tensors, strict=True):
        assert one.tensor_type == other.tensor_type
        assert np.array_equal(one.data, other.data)


@needs_models
def test_a_file_is_unpacked_to_the_bits_that_reading_it_gives(
    tmp_path: Path, tokenizer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = small(tmp_path / "whole.gguf", tokenizer)
    torch, transformers = packages(str(whole), "evaluate")
    _, expected = read_checkpoint(torch, transformers, str(whole), "float32")
    longest: list[int] = []
    plain = gguf.GGUFReader.__init__

    def reading(self: Any, *given: Any, **named: Any) -> None:
        plain(self, *given, **named)
        longest.append(max(len(field.data) for field in self.fields.values()))

    monkeypatch.setattr(gguf.GGUFReader, "__init__", reading)
    unpack(str(whole), "cpu", "float32", tmp_path / "folder", "evaluate")
    assert sorted(longest)[:-1] == [1] * (len(longest) - 1)  # the vocabulary is read for the tokenizer alone
    assert not list((tmp_path / "folder").glob("*.gguf"))
    monkeypatch.undo()
    words, made = read_checkpoint(torch, transformers, str(tmp_path / "folder"), "float32")
    assert len(words) == 2000
    assert {name: tensor.tolist() for name, tensor in made.state_dict().items()} == {
        name: tensor.tolist() for name, tensor in expected.state_dict().items()
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"GGML" + bytes(40), "not a little-endian GGUF file"),
        (struct.pack("<4sIQQ", b"GGUF", 1, 0, 0), "not a little-endian GGUF file"),
        (struct.pack(">4sIQQ", b"GGUF", 3, 0, 0), "not a little-endian GGUF file"),
        (b"GGUF\x03", "ends too early"),
        (struct.pack("<4sIQQQ", b"GGUF", 3, 0, 1, 1 << 60), "ends too early"),
        (struct.pack("<4sIQQQ1sI", b"GGUF", 3, 0, 1, 1, b"a", 99), "a value of type 99"),
        (struct.pack("<4sIQQQ1sIIQ", b"GGUF", 3, 0, 1, 1, b"a", 9, 9, 1), "an array of type 9"),
        (struct.pack("<4sIQQQ1sIIQ", b"GGUF", 3, 0, 1, 1, b"a", 9, 8, 1 << 60), "ends too early"),
        (struct.pack("<4sIQQ", b"GGUF", 3, 1 << 60, 0), "ends too early"),
    ],
)
def test_a_file_that_is_not_known_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "odd.gguf").write_bytes(data)
    with pytest.raises(ValueError, match=message):
        copy_without_vocabulary(tmp_path / "odd.gguf", tmp_path / "slim.gguf")
