"""Bits of a real model of transformers with random weights: shared or not, cut or not, they are the plain ones."""

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest

from lemnos.checkpoints.load import native_dtype
from lemnos.errors import SettingsError
from lemnos.records import ContinuationScore
from lemnos.steps.evaluate.scoring.encode import Encoded, Encoder
from lemnos.steps.evaluate.scoring.likelihoods import likelihoods_of
from lemnos.steps.evaluate.scoring.metrics import metrics_of
from lemnos.steps.evaluate.scoring.model import LanguageModel, Likelihoods, load
from lemnos.steps.evaluate.scoring.score import chunks
from lemnos.steps.evaluate.scoring.tree import PrefixTree
from lemnos.steps.evaluate.suites.items import Item, Prompt, Request, choice_requests
from tests.llm.tiny_model import needs_models

TURNS = tuple(f"User: What is an anchor {number}?\nAssistant: A heavy thing.\n" for number in range(6))
REQUESTS = [
    Request("true", Prompt("A story of ships.\n\n", TURNS[:count], "User: And now?\nAssistant:"), f" The {word} sails.")
    for count in (0, 3, 6)
    for word in ("ship", "boat", "sea")
]


def encoder(model: LanguageModel, window: int = 0) -> Encoder:
    return Encoder(model.tokenizer, model.begin, model.begins_always, window or model.window)


def bits_of(model: LanguageModel, encoded: list[Encoded]) -> tuple[list[float], int]:
    found, computed = likelihoods_of(model, encoded)
    return [likelihood.bits for likelihood in found], computed


def plain_bits(model: LanguageModel, tokens: list[int], first: int) -> float:
    """The bits by one pass over one sequence, without masks, caches or padding."""
    import torch

    with torch.inference_mode():
        logits = model._model(input_ids=torch.tensor([tokens])).logits[0].double()
    chosen = torch.log_softmax(logits, dim=-1)[range(first - 1, len(tokens) - 1), tokens[first:]]
    return -float(chosen.sum()) / math.log(2)


@needs_models
@pytest.mark.parametrize("block", [3, 17, 512])
@pytest.mark.parametrize("pack", [40, 4096])
def test_shared_prefixes_give_the_bits_of_plain_passes(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, block: int, pack: int
) -> None:
    model = load(str(tiny), "cpu", "float32")
    monkeypatch.setattr(model, "_block", block)
    monkeypatch.setattr(model, "pack", pack)
    encoded = [one for request in REQUESTS if (one := encoder(model).encode(request)) is not None]
    bits, computed = bits_of(model, encoded)
    assert model.shares
    assert bits == pytest.approx([plain_bits(model, one.tokens, one.first) for one in encoded], abs=2e-3)
    assert len(set(bits)) == len(bits)
    assert computed < sum(len(one.tokens) for one in encoded)


@needs_models
def test_a_model_that_cannot_share_gives_the_same_bits(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = load(str(tiny), "cpu", "float32")
    encoded = [one for request in REQUESTS if (one := encoder(model).encode(request)) is not None]
    shared, _ = bits_of(model, encoded)
    monkeypatch.setattr(model, "shares", False)
    monkeypatch.setattr(model, "_batch", 100)  # several batches
    plain, computed = bits_of(model, encoded)
    assert plain == pytest.approx(shared, abs=2e-3)
    assert computed == sum(len(one.tokens) for one in encoded)


@needs_models
def test_sliding_windows_are_kept_when_prefixes_are_shared(tmp_path: Path, tiny: Path) -> None:
    import torch
    from transformers import AutoTokenizer, MistralConfig, MistralForCausalLM

    torch.manual_seed(1)
    config = MistralConfig(
        vocab_size=2000,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        sliding_window=8,
        initializer_range=0.3,
        bos_token_id=None,
        eos_token_id=0,
    )
    MistralForCausalLM(config).save_pretrained(tmp_path / "sliding")
    AutoTokenizer.from_pretrained(tiny).save_pretrained(tmp_path / "sliding")
    model = LanguageModel(str(tmp_path / "sliding"), "cpu", "float32")
    encoded = [one for request in REQUESTS if (one := encoder(model).encode(request)) is not None]
    bits, _ = bits_of(model, encoded)
    assert model.shares
    assert not model._branches
    assert bits == pytest.approx([plain_bits(model, one.tokens, one.first) for one in encoded], abs=2e-3)


@needs_models
def test_an_architecture_without_attention_is_scored_without_sharing(tmp_path: Path, tiny: Path) -> None:
    import torch
    from transformers import AutoTokenizer, MambaConfig, MambaForCausalLM

    torch.manual_seed(1)
    config = MambaConfig(vocab_size=2000, hidden_size=32, state_size=4, num_hidden_layers=2, pad_token_id=0)
    MambaForCausalLM(config).save_pretrained(tmp_path / "mamba")
    AutoTokenizer.from_pretrained(tiny).save_pretrained(tmp_path / "mamba")
    model = LanguageModel(str(tmp_path / "mamba"), "cpu", "float32")
    encoded = [one for request in REQUESTS[:3] if (one := encoder(model).encode(request)) is not None]
    bits, _ = bits_of(model, encoded)
    assert not model.shares
    assert bits == pytest.approx([plain_bits(model, one.tokens, one.first) for one in encoded], abs=2e-3)


@needs_models
def test_prompt_and_continuation_are_encoded_jointly(tiny: Path) -> None:
    model = load(str(tiny), "cpu", "float32")
    request = Request("0", Prompt(tail="The anchor of the sh"), "ip was lost.")
    found = encoder(model).encode(request)
    assert found is not None
    assert model.tokenizer.decode(found.tokens) == "The anchor of the ship was lost."
    assert found.straddles == (model.tokenizer.decode(found.tokens[: found.first]) != "The anchor of the sh")
    assert model.tokenizer.decode(found.tokens[found.first :]).endswith("ip was lost.")


@needs_models
@pytest.mark.parametrize("kind", ["wordpiece", "unigram", "bytes"])
def test_tokens_for_what_a_tokenizer_does_not_know_are_counted_where_they_are_scored(kind: str) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    known = ["<unk>", *sorted(set("ship sails")), *pre_tokenizers.ByteLevel.alphabet()]
    model: models.Model = models.WordPiece({word: number for number, word in enumerate(known)}, unk_token="<unk>")
    if kind == "unigram":
        model = models.Unigram([(word, -1.0) for word in known if word != "ä"], 0, False)
    made = Tokenizer(model)
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    if kind == "bytes":
        made = Tokenizer(models.BPE({word: number for number, word in enumerate(known)}, []))
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.add_special_tokens(["<unk>"])
    encoder = Encoder(PreTrainedTokenizerFast(tokenizer_object=made), [0], False, 100)
    found = encoder.encode(Request("0", Prompt(tail="ship Ж ship"), " sails Ж Ж"))
    assert found is not None
    assert found.unknown == (0 if kind == "bytes" else 2)


@needs_models
def test_a_text_without_a_prompt_follows_the_begin_token(tiny: Path) -> None:
    model = load(str(tiny), "cpu", "float32")
    found = encoder(model).encode(Request("0", Prompt(), "Ships sail."))
    assert found is not None
    assert found.first == 1
    assert found.tokens[0] == model.tokenizer.eos_token_id


@needs_models
def test_a_long_prompt_loses_whole_turns_from_the_left(tiny: Path) -> None:
    model = load(str(tiny), "cpu", "float32")
    request = REQUESTS[-1]
    whole = encoder(model).encode(request)
    assert whole is not None
    found = encoder(model, len(whole.tokens) - 1).encode(request)
    assert found is not None
    assert (found.cut_turns, found.cut_tokens) == (1, 0)
    assert found.prompt == request.prompt.text(1)
    assert found.prompt.startswith("A story of ships.\n\nUser: What is an anchor 1?")
    assert len(found.tokens) < len(whole.tokens)


@needs_models
def test_a_prompt_without_turns_loses_tokens_and_a_continuation_that_does_not_fit_is_refused(tiny: Path) -> None:
    model = load(str(tiny), "cpu", "float32")
    request = Request("0", Prompt(tail="The harbour is full of ships and boats and"), " sails in the wind.")
    whole = encoder(model).encode(request)
    assert whole is not None
    found = encoder(model, len(whole.tokens) - 2).encode(request)
    assert found is not None
    assert (found.cut_turns, found.cut_tokens) == (0, 2)
    assert found.tokens == whole.tokens[2:]
    assert encoder(model, len(whole.tokens) - whole.first).encode(request) is None


@needs_models
def test_a_folder_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(SettingsError, match="cannot load a model"):
        load(str(tmp_path), "cpu", "float32")


@needs_models
def test_the_likeliest_continuation_is_the_one_that_greedy_decoding_writes(tiny: Path) -> None:
    import torch

    model = load(str(tiny), "cpu", "float32")
    prompt = model.tokenizer("The harbour is full of")["input_ids"]
    written = list(prompt)
    with torch.inference_mode():
        for _ in range(3):
            written.append(int(model._model(input_ids=torch.tensor([written])).logits[0, -1].argmax()))
    second = [*written[:-1], (written[-1] + 1) % 2000]
    encoded = [Encoded(tokens, len(prompt), "", 0, 0, False) for tokens in (written, second, written[:-1])]
    for shares in (True, False):
        model.shares, held = shares, model.shares
        found, _ = likelihoods_of(model, encoded)
        model.shares = held
        assert [likelihood.greedy for likelihood in found] == [True, False, True]


@pytest.mark.parametrize(
    ("device", "cpu", "expected"),
    [
        ("cuda", SimpleNamespace(), "bfloat16"),
        ("cpu", SimpleNamespace(), "float32"),
        ("cpu", SimpleNamespace(get_capabilities=lambda: {"avx512_f": True, "avx512_bf16": False}), "float32"),
        ("cpu", SimpleNamespace(get_capabilities=lambda: {"avx512_bf16": True}), "bfloat16"),
        ("cpu", SimpleNamespace(get_capabilities=lambda: {"amx_bf16": True, "cpu_name": "bf16"}), "bfloat16"),
    ],
)
def test_bfloat16_is_for_what_has_instructions_for_it(device: str, cpu: SimpleNamespace, expected: str) -> None:
    assert native_dtype(SimpleNamespace(cpu=cpu), device) == expected


@needs_models
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_the_type_of_the_weights_is_what_the_device_computes_in(tiny: Path, dtype: str) -> None:
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    assert LanguageModel(str(tiny), "auto", "auto").dtype == native_dtype(torch, device)
    assert LanguageModel(str(tiny), "auto", dtype).dtype == dtype


@needs_models
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda tensors: tensors.pop("model.layers.1.mlp.up_proj.weight"),
            "its weights lack 1 tensors, model.layers.1",
        ),
        (lambda tensors: tensors["model.norm.weight"].fill_(float("nan")), "gives likelihoods that are no numbers"),
        (
            lambda tensors: tensors.update({"model.norm.weight": tensors["model.norm.weight"][:3]}),
            "cannot load a model",
        ),
    ],
)
def test_damaged_weights_are_one_line(
    tiny: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    from safetensors.torch import load_file, save_file

    broken = Path(shutil.copytree(tiny, tmp_path / "broken"))
    tensors = load_file(broken / "model.safetensors")
    change(tensors)
    save_file(
        {name: tensor.clone() for name, tensor in tensors.items()}, broken / "model.safetensors", {"format": "pt"}
    )
    with pytest.raises(SettingsError, match=message) as raised:
        LanguageModel(str(broken), "cpu", "auto")
    assert str(broken) in str(raised.value)


@needs_models
def test_a_tokenizer_with_more_tokens_than_the_weights_is_one_line(tiny: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    broken = shutil.copytree(tiny, tmp_path / "broken")
    tokenizer = AutoTokenizer.from_pretrained(broken)
    tokenizer.add_tokens(["<|more|>", "<|yet more|>"])
    tokenizer.save_pretrained(broken)
    with pytest.raises(SettingsError, match="its tokenizer has 2,002 tokens, its weights only 2,000"):
        LanguageModel(str(broken), "cpu", "auto")


def score(name: str, bits: float, size: int = 4) -> ContinuationScore:
    return ContinuationScore(name, "", "x" * size, bits, size, 1)


def test_a_gain_is_bits_saved_for_each_byte_of_the_answer() -> None:
    made = metrics_of("gain", [score("true", 4.0), score("wrong", 10.0), score("none", 6.0)], 0)
    assert [(metric.name, metric.value, metric.weight) for metric in made] == [
        ("gain_wrong", 1.5, 1.0),
        ("gain_none", 0.5, 1.0),
        ("bits_per_byte", 1.0, 4),
    ]


@pytest.mark.parametrize(
    ("bits", "sizes", "accuracy", "per_byte"),
    [
        ((1.0, 2.0), (4, 4), 1.0, 1.0),
        ((3.0, 2.0), (4, 4), 0.0, 0.0),
        ((3.0, 2.0), (6, 2), 0.0, 1.0),
        ((2.0, 2.0), (4, 4), 0.0, 0.0),
    ],
)
def test_a_choice_is_right_if_no_other_is_as_likely(
    bits: tuple[float, ...], sizes: tuple[int, ...], accuracy: float, per_byte: float
) -> None:
    made = metrics_of(
        "choice", [score(str(place), one, size) for place, (one, size) in enumerate(zip(bits, sizes, strict=True))], 0
    )
    assert [metric.value for metric in made[:2]] == [accuracy, per_byte]


def test_the_margin_of_calls_is_of_an_empty_list_against_a_call_begun() -> None:
    made = metrics_of("calls", [score("empty", 7.0), score("open", 3.0)], 0)
    assert [(metric.name, metric.value) for metric in made] == [("margin", 4.0)]


@pytest.mark.parametrize(("greedy", "accuracy"), [(True, 1.0), (False, 0.0)])
def test_a_word_is_right_if_greedy_decoding_writes_it(greedy: bool, accuracy: float) -> None:
    (right, bits) = metrics_of("word", [msgspec.structs.replace(score("0", 2.0), greedy=greedy)], 0)
    assert (right.name, right.value) == ("accuracy", accuracy)
    assert (bits.name, bits.value, bits.weight) == ("bits_per_byte", 0.5, 4)


def test_a_chunk_ends_with_its_cluster() -> None:
    def item(cluster: str, number: int, suite: str = "coqa") -> Item:
        requests = choice_requests(Prompt(tail="x" * 20_000), [" a", " b"])
        return Item(id=f"{cluster}{number}", suite=suite, cluster=cluster, kind="choice", requests=requests)

    items = [item(cluster, number) for cluster in "ab" for number in range(4)] + [item("b", 9, "ikat")]
    made = [[one.id for one in chunk] for chunk in chunks(items)]
    assert made == [["a0", "a1", "a2", "a3"], ["b0", "b1", "b2", "b3"], ["b9"]]


def test_a_chunk_goes_on_while_clusters_share_a_history() -> None:
    def item(cluster: str, *histories: str) -> Item:
        requests = tuple(Request("true", Prompt("", (held * 60_000,)), " a") for held in histories)
        return Item(id=cluster, suite="coqa", cluster=cluster, kind="gain", requests=requests)

    items = [item("a", "A", "B"), item("b", "B", "C"), item("c", "C", "D"), item("x", "X", "Y"), item("y", "Z")]
    assert ["".join(one.id for one in chunk) for chunk in chunks(items)] == ["abc", "x", "y"]
    ring = [item(f"{number}", chr(97 + number), chr(98 + number)) for number in range(8)]
    assert [len(chunk) for chunk in chunks(ring)] == [4, 4]  # no more than can be lost by a kill


def test_a_cluster_comes_after_one_that_shares_a_history() -> None:
    def item(cluster: str, *histories: str) -> Item:
        requests = tuple(Request("true", Prompt("", (held,), cluster), " a") for held in histories)
        return Item(id=cluster, suite="coqa", cluster=cluster, kind="gain", requests=requests)

    items = [item("a", "A", "D"), item("b", "B", "E"), item("c", "C"), item("d", "D", "E"), item("e", "E", "X")]
    (made,) = chunks(items)
    assert [one.id for one in made] == ["a", "d", "b", "e", "c"]
    assert list(chunks([msgspec.structs.replace(one, requests=()) for one in items])) == [
        [msgspec.structs.replace(one, requests=()) for one in items]
    ]


@needs_models
def test_the_likeliest_token_is_the_first_of_equals() -> None:
    import torch

    logits = torch.tensor([[0.0, 3.0, 3.0], [2.0, 1.0, 0.0], [1.0, 1.0, 1.0]], dtype=torch.bfloat16)
    model = LanguageModel.__new__(LanguageModel)
    model._torch, model.device = torch, "cpu"
    rows, ids = [0, 0, 1, 2, 2], np.asarray([1, 2, 0, 0, 2])
    found = Likelihoods(np.zeros(5), np.zeros(5, dtype=bool))
    model._note(found, range(5), logits, rows, ids)
    assert found.likeliest.tolist() == [True, False, True, True, False]
    assert found.logs == pytest.approx(torch.log_softmax(logits.double(), -1)[rows, ids].numpy(), abs=1e-6)


def test_log_likelihoods_of_a_tree_are_in_the_order_of_its_targets() -> None:
    tree = PrefixTree([([5, 6], 1), ([1, 2], 1)])
    assert tree.of_sequence(0, np.asarray([10.0, 20.0])).tolist() == [20.0]
    assert tree.of_sequence(1, np.asarray([10.0, 20.0])).tolist() == [10.0]
