"""A block of a tree goes through attention in pieces, and what comes out is what one mask gives."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.evaluate.scoring import branches
from lemnos.steps.evaluate.scoring.model import LanguageModel, load
from tests.llm.tiny_model import needs_models
from tests.steps.evaluate.test_scoring import REQUESTS, bits_of, encoder


@needs_models
def test_attention_by_branches_is_that_of_one_mask(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = load(str(tiny), "cpu", "float32")
    assert model._branches
    encoded = [one for request in REQUESTS if (one := encoder(model).encode(request)) is not None]
    monkeypatch.setattr(branches, "_CALL", 50)
    monkeypatch.setattr(branches, "_LONGEST", 8)
    by_branches, _ = bits_of(model, encoded)
    assert len(by_branches) == len(REQUESTS)
    monkeypatch.setattr(model, "_branches", False)
    assert by_branches == pytest.approx(bits_of(model, encoded)[0], abs=3e-4)


@needs_models
@pytest.mark.parametrize(("dtype", "close"), [("float32", 1e-5), ("bfloat16", 0.03)])
def test_each_piece_attends_to_its_own_keys(dtype: str, close: float) -> None:
    import torch

    torch.manual_seed(0)
    query, key, value = (torch.randn(1, heads, tokens, 16) for heads, tokens in ((6, 9), (2, 14), (2, 14)))
    visible = torch.rand(9, 14) < 0.6
    visible[:, 0] = True
    pieces = [
        branches.Piece(start, end, keys := visible[start:end].any(dim=0).nonzero()[:, 0], torch.zeros(
            1, 1, end - start, len(keys), dtype=getattr(torch, dtype)
        ).masked_fill_(~visible[start:end][:, keys], torch.finfo(getattr(torch, dtype)).min))
        for start, end in ((0, 4), (4, 5), (5, 9))
    ]  # fmt: skip
    typed = [each.to(getattr(torch, dtype)) for each in (query, key, value)]
    made, _ = branches.attend(None, typed[0], typed[1], typed[2], None, pieces=pieces, scaling=0.3)
    scores = query.double() @ key.double().repeat_interleave(3, 1).transpose(2, 3) * 0.3
    weights = scores.masked_fill(~visible, float("-inf")).softmax(-1)
    right = (weights @ value.double().repeat_interleave(3, 1)).transpose(1, 2)
    assert made.shape == (1, 9, 6, 16)
    assert torch.allclose(made.double(), right, atol=close)


@needs_models
def test_a_model_whose_layers_add_to_attention_gets_masks(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers.models.llama import modeling_llama

    plain = modeling_llama.LlamaAttention.forward

    def capped(self: Any, *given: Any, **named: Any) -> Any:
        return plain(self, *given, **named, s_aux=1.0)

    monkeypatch.setattr(modeling_llama.LlamaAttention, "forward", capped)
    model = LanguageModel(str(tiny), "cpu", "float32")
    assert model.shares
    assert not model._branches


def test_a_block_is_cut_where_branches_begin_and_joined_where_calls_cost_more() -> None:
    first, second = np.arange(-1, 299), np.concatenate([[-1], np.arange(300, 599)])
    parents = np.concatenate([first, second])  # two branches of 300 tokens, after 100 that both see
    visible = np.zeros((600, 700), dtype=bool)
    visible[:, :100] = True
    for start in (0, 300):
        visible[start : start + 300, 100 + start : 400 + start] = np.tri(300, dtype=bool)
    made = branches.spans(parents, visible)
    assert [(one.start, one.end, len(one.keys)) for one in made] == [
        (0, 128, 228), (128, 256, 356), (256, 300, 400), (300, 428, 228), (428, 556, 356), (556, 600, 400)
    ]  # fmt: skip
    assert made[3].keys.tolist() == [*range(100), *range(400, 528)]
    short = np.arange(-1, 9)
    short[[2, 4, 6]] = -1
    (one,) = branches.spans(short, np.tri(10, 12, 2, dtype=bool))
    assert (one.start, one.end, one.keys.tolist()) == (0, 10, list(range(12)))


@given(st.lists(st.integers(-1, 40), min_size=1, max_size=40), st.integers(0, 5), st.integers(0, 60))
def test_pieces_of_a_block_hold_all_that_their_tokens_see(drawn: list[int], above: int, call: int) -> None:
    parents = np.asarray([min(parent, place - 1) for place, parent in enumerate(drawn)])
    visible = np.zeros((len(drawn), above + len(drawn)), dtype=bool)
    for place, parent in enumerate(parents):
        visible[place] = visible[parent] if parent >= 0 else np.arange(above + len(drawn)) < above
        visible[place, above + place] = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branches, "_CALL", call)
        made = branches.spans(parents, visible)
    assert [place for one in made for place in range(one.start, one.end)] == list(range(len(drawn)))
    for one in made:
        assert one.keys.tolist() == np.flatnonzero(visible[one.start : one.end].any(axis=0)).tolist()
