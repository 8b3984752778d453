"""Measure the throughput of a ``transformers`` model in this process, and how often batching changes its answers.

    python benchmarks/in_process.py [--layers 16] [--hidden 2048] [--requests 256] [--new 400] [--words 900] [--half]

The model is a Llama of this size with random weights, made here: its answers are noise and hardly ever end before
``--new`` tokens, so the figures are those of long answers. Needs ``make .venv/.models``. The same requests, with
lengths between a third of ``--words`` and all of it, run four times: in batches as they come; in another order; one in
32 of them one at a time; and these again with plain ``generate`` one at a time, for comparison.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lemnos.llm.api_key import ALLOW
from lemnos.llm.backends.base import Reply, Usage
from lemnos.llm.backends.in_process.backend import TransformersBackend
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings
from lemnos.records import Utterance

CORPUS = Path(__file__).parents[1] / "demo" / "corpus"


class Timed(NamedTuple):
    """Replies in the order of the requests, and the seconds that they took."""

    name: str
    replies: list[Reply]
    seconds: float

    def row(self) -> str:
        """Return a row of the table."""
        new = sum(reply.usage.generated for reply in self.replies)
        sent = sum(reply.usage.sent for reply in self.replies)
        rate = f"{len(self.replies) / self.seconds:.2f} | {sent / self.seconds:,.0f} | {new / self.seconds:,.0f}"
        return f"| {self.name} | {len(self.replies)} | {self.seconds:.1f} | {rate} |"


def make_model(folder: Path, layers: int, hidden: int) -> None:
    """Write a Llama with random weights, and a tokenizer trained on the demo corpus."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=8000, special_tokens=["<|end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train([str(path) for path in sorted(CORPUS.glob("*.md"))], trainer)
    template = "{% for m in messages %}{{ m.role }}: {{ m.content }}<|end|>{% endfor %}assistant:"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", chat_template=template).save_pretrained(
        folder
    )
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=32_000,
        hidden_size=hidden,
        intermediate_size=hidden * 4,
        num_hidden_layers=layers,
        num_attention_heads=max(4, hidden // 64),
        num_key_value_heads=max(2, hidden // 256),
        max_position_embeddings=8192,
        eos_token_id=0,
    )
    model = LlamaForCausalLM(config)
    print(f"{sum(weight.numel() for weight in model.parameters()) / 1e6:,.0f} million parameters")
    model.to(torch.bfloat16).save_pretrained(folder)


def make_requests(count: int, words: int, new: int) -> list[Request]:
    """Return prompts from the demo corpus, the same ones on every call."""
    corpus = " ".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md"))).split()
    rng = random.Random(0)
    requests = []
    for _ in range(count):
        length, start = rng.randint(words // 3, words), rng.randrange(len(corpus) - words)
        text = " ".join(corpus[start : start + length])
        requests.append(Request("benchmark", (Utterance("system", "Ask."), Utterance("user", text)), new))
    return requests


async def batched(backend: TransformersBackend, name: str, requests: Sequence[Request]) -> Timed:
    """Send all requests at once."""
    start = time.perf_counter()
    replies = list(await asyncio.gather(*(backend.reply(request) for request in requests)))
    return Timed(name, replies, time.perf_counter() - start)


async def one_by_one(backend: TransformersBackend, name: str, requests: Sequence[Request]) -> Timed:
    """Send each request when the previous one is answered."""
    start = time.perf_counter()
    replies = [await backend.reply(request) for request in requests]
    return Timed(name, replies, time.perf_counter() - start)


async def plain(backend: TransformersBackend, requests: Sequence[Request]) -> Timed:
    """Generate without Lemnos: tokenize, then ``generate`` with its own sampling, one request at a time."""
    import torch

    generator: Any = backend._generator
    start, lengths = time.perf_counter(), []
    for request in requests:
        ids = torch.tensor([generator.encode(request.messages, {})], device=generator.device)
        with torch.inference_mode():
            rows = generator._model.generate(
                ids, do_sample=True, temperature=0.8, max_new_tokens=request.max_tokens, eos_token_id=0, pad_token_id=0
            )
        lengths.append((ids.shape[1], rows.shape[1] - ids.shape[1]))
    seconds = time.perf_counter() - start
    return Timed("generate alone", [Reply("", "stop", Usage(*length)) for length in lengths], seconds)


def same(first: Sequence[Reply], second: Sequence[Reply]) -> str:
    """Return how many answers are identical, and up to which share of their length answers agree on average."""
    pairs = list(zip(first, second, strict=False))
    equal = sum(one.text == two.text for one, two in pairs)
    parted = [_parted(one.text, two.text) / len(one.text) for one, two in pairs if one.text]
    return f"{equal} of {len(pairs)} identical; equal up to {sum(parted) / len(parted):.0%} of their length on average"


def _parted(one: str, two: str) -> int:
    """Return the first position at which two texts differ."""
    places = (place for place, (mine, theirs) in enumerate(zip(one, two, strict=False)) if mine != theirs)
    return next(places, min(len(one), len(two)))


async def measure(folder: Path, requests: Sequence[Request], half: bool) -> None:
    """Run the benchmark and print the table."""
    os.environ[ALLOW] = str(folder)
    backend = TransformersBackend(LlmSettings(model=str(folder)))
    if half:
        backend._generator._model.bfloat16()
    generator, few = backend._generator, requests[: max(4, len(requests) // 32)]
    print(f"{generator.device}, {generator._model.dtype}, {generator.room:,} tokens per batch at most\n")
    await batched(backend, "warm", requests[:2])
    print("| | requests | seconds | requests/s | tokens in/s | tokens out/s |\n|---|---|---|---|---|---|")
    runs: list[Timed] = []
    for way in (
        batched(backend, "batches", requests),
        batched(backend, "in another order", requests[::-1]),
        one_by_one(backend, "one at a time", few),
        plain(backend, few),
    ):
        runs.append(await way)
        print(runs[-1].row(), flush=True)
    await backend.close()
    print("\nIn another order:", same(runs[0].replies, runs[1].replies[::-1]))
    print("One at a time:", same(runs[2].replies, runs[0].replies))
    if generator.device == "cuda":
        import torch

        print(f"{torch.cuda.get_device_name()}, {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB at most")


def main() -> None:
    """Parse the options, make the model and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name, default in (("layers", 16), ("hidden", 2048), ("requests", 256), ("new", 400), ("words", 900)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--half", action="store_true", help="Compute in bfloat16 on a CPU too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_model(Path(folder), options.layers, options.hidden)
        asyncio.run(measure(Path(folder), make_requests(options.requests, options.words, options.new), options.half))


if __name__ == "__main__":
    main()
