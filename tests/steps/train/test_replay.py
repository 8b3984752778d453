"""Windows that a model wrote, by where its documents begin and end."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from lemnos.steps.train import replay
from lemnos.steps.train.data import DataTask, Packed
from lemnos.store.run_folder import RunFolder
from tests.checkpoints.test_document_token import CHAT, MARKS, SPECIALS, made
from tests.llm.tiny_model import needs_models

torch = pytest.importorskip("torch")
pytestmark = needs_models

WORDS = ["<|endoftext|>", "a", "[turn]", "a", "[/turn]", "a", "<|endoftext|>", "ask"]


class Parrot(NamedTuple):
    """A model that says the same to everything."""

    said: list[int]

    def generate(self, begins: Any, **_: Any) -> Any:
        """Return each begin with what is said."""
        return torch.cat([begins, torch.tensor([self.said] * len(begins))], dim=1)


@pytest.mark.parametrize(
    ("settings", "begins", "documents"),
    [
        ({**MARKS, "chat_template": CHAT}, ["<|endoftext|>", "[turn]", "<|endoftext|>"], [0, 2, 8]),
        ({"eos_token": "<|endoftext|>"}, ["<|endoftext|>"] * 3, [0, 2, 8]),
        ({"bos_token": "<s>", "eos_token": "[/turn]"}, ["<s>"] * 3, [0, 6]),
    ],
)
def test_a_turn_of_a_chat_ends_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], begins: list[str], documents: list[int]
) -> None:
    tokenizer = made(SPECIALS, **settings)
    model = Parrot(tokenizer.convert_tokens_to_ids(WORDS))
    monkeypatch.setattr(replay, "_models", {"held": (tokenizer, model)})
    run, task = RunFolder(tmp_path), DataTask(0, "", 0, "train", False)
    run.work("data").mkdir(parents=True)
    replay.write_replay(run, "held", len(WORDS) + 1, 0, replay.ReplayTask(0, task, 3))
    packed = Packed(run, "replay", [task])
    windows = [packed.window(number) for number in range(3)]
    assert [tokenizer.convert_ids_to_tokens(int(tokens[0])) for tokens, _, _ in windows] == begins
    for tokens, trained, starts in windows:
        assert tokenizer.convert_ids_to_tokens(tokens[1:].tolist()) == WORDS
        assert starts.tolist() == documents
        assert np.flatnonzero(~trained).tolist() == documents
