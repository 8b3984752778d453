"""A language model that tells how many bits a text costs: ``TransformersModel``, and ``Cached`` around any model.

The history is computed once for all texts that follow it; these are sorted by length and computed in batches. The
history keeps its last ``HISTORY_TOKENS`` tokens, a turn its first ``TURN_TOKENS``, and an answer its first
``ANSWER_TOKENS``: 448 in all. About 1,000 tokens a second and core with 135 million parameters in bfloat16.
"""

import copy
import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple, Protocol

from lemnos.records import Utterance

HISTORY_TOKENS = 320
TURN_TOKENS = 64
ANSWER_TOKENS = 64
_ROWS = 6
"""Texts computed at once."""


class Text(NamedTuple):
    """What follows a history: the user turn, and perhaps an answer to it. The last of the two is measured."""

    turn: str
    answer: str = ""


class Cost(NamedTuple):
    """The cost of a text under a model."""

    bits: float
    tokens: int


class LanguageModel(Protocol):
    """Tells the cost of texts."""

    @property
    def name(self) -> str:
        """What decides the costs: model, precision and caps."""

    def costs(self, history: Sequence[Utterance], texts: Sequence[Text]) -> list[Cost]:
        """Return the cost of each text after ``history``."""


class TransformersModel:
    """A model that ``transformers`` loads, in bfloat16 on the CPU.

    Args:
        path: A GGUF file, a folder with one, or a folder of ``transformers``.
        threads: Number of threads; 0 for as many as there are cores.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        if threads:
            torch.set_num_threads(threads)
        files = [path] if path.suffix == ".gguf" else sorted(path.glob("*.gguf"))
        where, options = (str(files[0].parent), {"gguf_file": files[0].name}) if files else (str(path), {})
        self._tokenizer: Any = AutoTokenizer.from_pretrained(where, **options)
        self._model: Any = AutoModelForCausalLM.from_pretrained(where, dtype=torch.bfloat16, **options).eval()
        self._chat = "<|im_start|>" in self._tokenizer.get_vocab()
        caps = f"{HISTORY_TOKENS}+{TURN_TOKENS}+{ANSWER_TOKENS}"
        self.name = f"{files[0].name if files else path.name} bfloat16 {caps}"

    def _begin(self, role: str) -> str:
        return f"<|im_start|>{role}\n" if self._chat else f"{role.capitalize()}: "

    @property
    def _end(self) -> str:
        return "<|im_end|>\n" if self._chat else "\n\n"

    def _tokens(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return found

    def costs(self, history: Sequence[Utterance], texts: Sequence[Text]) -> list[Cost]:
        """Return the cost of each text after ``history``."""
        import torch

        told = "".join(f"{self._begin(message.role)}{message.content}{self._end}" for message in history)
        user = self._tokens(self._begin("user"))
        prefix = self._tokens(told)[-HISTORY_TOKENS:] + user
        if len(prefix) == 1:
            prefix = [self._tokenizer.bos_token_id or self._tokenizer.eos_token_id, *prefix]
        bridge = self._tokens(f"{self._end}{self._begin('assistant')}")
        rows: list[tuple[list[int], int]] = []
        for text in texts:
            turn = self._tokens(text.turn)[:TURN_TOKENS]
            answer = self._tokens(text.answer)[:ANSWER_TOKENS]
            rows.append((turn + bridge + answer, len(turn) + len(bridge)) if answer else (turn, 0))
        costs = [Cost(0.0, 0)] * len(rows)
        with torch.inference_mode():
            past = self._model(torch.tensor([prefix[:-1]]), use_cache=True).past_key_values
            order = sorted(range(len(rows)), key=lambda number: len(rows[number][0]))
            for first in range(0, len(order), _ROWS):
                batch = order[first : first + _ROWS]
                width = max(len(rows[number][0]) for number in batch)
                # What follows a text is padding, which a causal model does not see.
                padded = [[prefix[-1], *rows[number][0]] + [0] * (width - len(rows[number][0])) for number in batch]
                shared = copy.deepcopy(past)
                shared.batch_repeat_interleave(len(batch))
                logits = self._model(torch.tensor(padded), past_key_values=shared, use_cache=True).logits
                for row, number in enumerate(batch):
                    tokens, begin = rows[number]
                    wanted = torch.tensor(tokens[begin:])
                    likely = torch.log_softmax(logits[row, begin : len(tokens)].float(), dim=-1)
                    nats = -likely.gather(1, wanted[:, None]).sum().item() if len(wanted) else 0.0
                    costs[number] = Cost(round(nats / math.log(2), 3), len(wanted))
        return costs


class Cached:
    """A model with its figures in a file, so that nothing is computed twice.

    Args:
        model: The model.
        path: JSON lines of key, bits and tokens; None keeps the figures in memory only.
    """

    def __init__(self, model: LanguageModel, path: Path | None = None) -> None:
        self._model = model
        self._path = path
        self._known: dict[str, Cost] = {}
        self.cpu_seconds = 0.0
        """CPU time of what was computed."""
        self.computed = 0
        """Calls that computed something."""
        if path is not None and path.exists():
            with path.open(encoding="utf-8") as stream:
                for line in stream:
                    if line.endswith("\n"):
                        key, bits, tokens = json.loads(line)
                        self._known[key] = Cost(bits, tokens)

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._model.name

    def costs(self, history: Sequence[Utterance], texts: Sequence[Text]) -> list[Cost]:
        """Return the cost of each text after ``history``."""
        told = hashlib.sha256(json.dumps([self.name, [[m.role, m.content] for m in history]]).encode())
        keys = []
        for text in texts:
            one = told.copy()
            one.update(json.dumps(text).encode())
            keys.append(one.hexdigest()[:24])
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            began = process_time()
            found = dict(zip(missing, self._model.costs(history, list(missing.values())), strict=True))
            self.cpu_seconds += process_time() - began
            self.computed += 1
            self._known |= found
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as stream:
                    stream.writelines(json.dumps([key, *cost]) + "\n" for key, cost in found.items())
        return [self._known[key] for key in keys]
