"""How much of a core the training loop gives to the model: tokens per CPU-second, and memory.

    python benchmarks/train.py [--presets 1M 6M] [--vocabulary 8000] [--steps 3]
    python benchmarks/train.py --attention

Random tokens in windows of 1,024 and documents of 300 on average. For each size, in one process and interleaved:

    loop   a step of ``lemnos train``: gathering, forward and backward within documents, clipping, AdamW
    bare   forward and backward of the same ``LlamaForCausalLM``, as transformers has it, over the same windows: no
           documents, no optimiser, no data

CPU-seconds, so that other work on the machine counts less; caches and memory are still shared.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import transformers

from lemnos.steps.train.data import DataTask, Packed, Row, write_windows
from lemnos.steps.train.group import Group
from lemnos.steps.train.loop import Trainer
from lemnos.steps.train.model import from_scratch, trainee
from lemnos.steps.train.order import lay_out
from lemnos.steps.train.settings import ModelSettings, Preset, StageSettings, TrainSettings
from lemnos.store.run_folder import RunFolder

WINDOW, DOCUMENT, BATCH = 1024, 300, 8


def rows(count: int, vocabulary: int) -> Iterator[Row]:
    """Yield full windows of random tokens, cut into documents of random length."""
    random = np.random.default_rng(0)
    for _ in range(count):
        borders = np.cumsum(random.exponential(DOCUMENT, WINDOW // 16).astype(np.int64) + 8)
        starts = np.concatenate([[0], borders[borders < WINDOW - 8]])
        trained = np.ones(WINDOW, np.bool_)
        trained[starts] = False
        yield random.integers(0, vocabulary, WINDOW), trained, starts


def measure(preset: Preset, vocabulary: int, steps: int, folder: Path) -> None:
    """Print a row of the table."""
    run = RunFolder(folder)
    task = DataTask(0, "", 0, "train", False)
    write_windows(run, task, iter([list(rows(BATCH * (steps + 1), vocabulary))]))
    source = Packed(run, "random", [task])
    settings = TrainSettings(device="cpu", model=ModelSettings(preset=preset))
    given = {"vocabulary": vocabulary, "window": WINDOW, "bos": None, "eos": 0, "seed": 0}
    model = from_scratch(settings.model, **given)  # type: ignore[arg-type]  # the values are of mixed types
    course = lay_out([StageSettings()], [source], batch=BATCH, learning_rate=1e-3, final=0.0, seed=0)
    module = trainee(model).eval()
    trainer = Trainer(run, settings, module, course, [source], [], np.zeros(vocabulary, np.int64), folder, Group("cpu"))
    bare = from_scratch(settings.model, **given)  # type: ignore[arg-type]
    spent = {"loop": 0.0, "bare": 0.0}
    for step in range(steps + 1):
        windows = course.windows(step)
        begun = time.process_time()
        trainer._step(windows, 1e-3)
        spent["loop"] += (time.process_time() - begun) * (step > 0)  # the first step fills caches
        begun = time.process_time()
        for start in range(0, BATCH, 4):
            ids = np.stack([source.window(number)[0] for _, number in windows[start : start + 4]]).astype(np.int64)
            batch = torch.from_numpy(ids)
            bare(input_ids=batch, labels=batch).loss.backward()
        bare.zero_grad(set_to_none=True)
        spent["bare"] += (time.process_time() - begun) * (step > 0)
    tokens = steps * BATCH * WINDOW
    speeds = {name: tokens / seconds for name, seconds in spent.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"{preset:>5}  {speeds['loop']:>12,.0f}  {speeds['bare']:>12,.0f}  {speeds['loop'] / speeds['bare']:>6.2f}"
        f"  {memory:>8,.0f}",
        flush=True,
    )


def attention() -> None:
    """Print µs of CPU a token for forward and backward of one layer's attention: fused, and with a mask added."""
    print("document  fused  mask")
    for length in (60, 150, 300, 600, 1024):
        count = 4096 // length
        query, key, value = (torch.randn(count, 4, length, 32, requires_grad=True) for _ in range(3))
        mask = torch.full((length, length), float("-inf")).triu(1)
        spent = []
        for bias in (None, mask):
            begun = 0.0
            for turn in range(4):
                begun = time.process_time() if turn == 1 else begun  # the first turn fills caches
                if bias is None:
                    made = torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
                else:
                    scores = query @ key.transpose(-1, -2) * 32**-0.5 + bias
                    made = scores.softmax(-1) @ value
                made.sum().backward()
            spent.append((time.process_time() - begun) / 3 / (count * length) * 1e6)
        print(f"{length:8}  {spent[0]:5.1f}  {spent[1]:5.1f}", flush=True)


def main() -> None:
    """Measure the sizes that are asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--presets", nargs="+", default=["1M", "6M"])
    parser.add_argument("--vocabulary", type=int, default=8000)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--attention", action="store_true", help="Measure attention alone.")
    given = parser.parse_args()
    torch.set_num_threads(1)
    transformers.utils.logging.set_verbosity_error()
    if given.attention:
        attention()
        return
    print(" size  loop, tok/cpu-s  bare, tok/cpu-s  loop/bare  peak MB")
    for preset in given.presets:
        with tempfile.TemporaryDirectory() as folder:
            measure(preset, given.vocabulary, given.steps, Path(folder))


if __name__ == "__main__":
    main()
