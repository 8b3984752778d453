"""A checkpoint that training goes on from: a folder or a GGUF file → model and tokenizer, checked against the inputs.

A GGUF file is unpacked once into a folder of the run. Two checks come before the first step: the tokenizer encodes as
that of the inputs does, and the summed loss of a batch is that which the model's own forward pass gives; a model with
another attention or output (soft caps, scaled logits) is refused.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lemnos.checkpoints.load import packages, read_checkpoint, unpack
from lemnos.errors import SettingsError
from lemnos.sources.files.identity import file_identity
from lemnos.steps.train.data import Batch
from lemnos.steps.train.model import passed
from lemnos.steps.train.state import STAGE
from lemnos.store.run_folder import RunFolder

_KEY = "train.start"
_PROBE = "The year 1984: naïve café, 3.14 km²\n\n  def f(x):\n\treturn x + 1  # “Ω” 你好 🙂 don't"
_TOKENS = 24
_TOLERANCE = 1e-3


def start_identity(path: str) -> dict[str, Any]:
    """Return what identifies a checkpoint: names, sizes and ends of its files.

    Raises:
        SettingsError: There is none.
    """
    root = Path(path)
    files = [root] if root.is_file() else sorted(root.glob("*.json")) + sorted(root.glob("*.safetensors"))
    if not files:
        raise SettingsError(
            "no checkpoint is there", where=f"{_KEY}: {path}", remedy="give a Hugging Face folder or a GGUF file"
        )
    return {file.name: file_identity(str(file)) for file in files}


def open_start(run: RunFolder, path: str) -> tuple[Any, Any]:
    """Return tokenizer and model of the checkpoint, float32.

    Raises:
        SettingsError: It cannot be loaded.
        RunError: The disk is full.
    """
    folder = path
    if Path(path).is_file():
        unpacked = run.work(STAGE, "start")
        if not (unpacked / "tokenizer.json").is_file():
            unpack(path, "cpu", "float32", unpacked, "train")
        folder = str(unpacked)
    torch, transformers = packages(path, "train")
    return read_checkpoint(torch, transformers, folder, "float32")


def check_tokenizer(mine: Any, theirs: Any, path: str, packed: Path) -> None:
    """Check that a checkpoint's tokenizer is that of the inputs.

    Args:
        mine: The ``tokenizers.Tokenizer`` of the checkpoint.
        theirs: That of the inputs.
        path: The checkpoint, for messages.
        packed: The ``tokenizer.json`` of the inputs.

    Raises:
        SettingsError: It is another.
    """
    one, other = mine.get_vocab(with_added_tokens=True), theirs.get_vocab(with_added_tokens=True)
    differ = next((token for token, number in other.items() if one.get(token) != number), None)
    encoded = [each.encode(_PROBE, add_special_tokens=False).ids for each in (mine, theirs)]
    merges = [msgspec.json.decode(each.to_str())["model"].get("merges") for each in (mine, theirs)]
    if differ is None and encoded[0] == encoded[1] and merges[0] == merges[1]:
        return
    why = f"{differ!r} is token {other[differ]} there and {one.get(differ, 'none')} here" if differ else "splits differ"
    raise SettingsError(
        f"its tokenizer is not that of the inputs, {packed} ({why})",
        where=f"{_KEY}: {path}",
        remedy="pack the inputs again with --tokenizer and the tokenizer.json of the checkpoint",
    )


def check_loss(trainee: Any, path: str) -> None:
    """Check that the loss of a batch is that of the model's own forward pass.

    Args:
        trainee: See ``model.trainee``; on the CPU.
        path: The checkpoint, for messages.

    Raises:
        SettingsError: It is another: the model has an attention or an output that training does not know.
    """
    import torch

    model = trainee.model
    words = model.get_input_embeddings().weight.shape[0]
    tokens = np.random.default_rng(0).integers(0, words, _TOKENS)
    batch = Batch(tokens, np.arange(_TOKENS), np.array([_TOKENS]), np.arange(1, _TOKENS))
    own: Mapping[str, Any] = {"input_ids": torch.from_numpy(tokens)[None]}
    try:
        with torch.no_grad():
            mine = float(trainee(**passed(batch, "cpu")))
            attention = model.config._attn_implementation
            model.set_attn_implementation("eager")
            logits = model(**own, use_cache=False).logits[0, :-1].float()
            model.set_attn_implementation(attention)
            right = float(torch.nn.functional.cross_entropy(logits, own["input_ids"][0, 1:], reduction="sum"))
    except (TypeError, ValueError, RuntimeError, AttributeError, KeyError, NotImplementedError) as error:
        mine, right, why = 0.0, 1.0, f" ({type(error).__name__})"
    else:
        why = ""
    if abs(mine - right) > _TOLERANCE * max(1.0, abs(right)):
        raise SettingsError(
            f"a model of type {model.config.model_type} cannot be trained here{why}",
            where=f"{_KEY}: {path}",
            remedy="give a Llama or a model with the same attention and output: Mistral, Qwen2, Qwen3, SmolLM",
        )
