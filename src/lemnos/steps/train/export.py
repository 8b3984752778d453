"""Checkpoints as Hugging Face folders, and the mean of several: weights and tokenizer → files that
``AutoModelForCausalLM.from_pretrained`` and ``lemnos evaluate`` read.

    config.json, generation_config.json, model.safetensors, tokenizer.json, tokenizer_config.json,
    chat_template.jinja: that of a checkpoint that is continued, else how the first input writes conversations
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lemnos.store.atomic_files import TEMPORARY, run_error

TOKENIZER, TOKENIZER_CONFIG, TEMPLATE = "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"


def write_checkpoint(model: Any, weights: dict[str, Any], tokenizer: Path, folder: Path) -> None:
    """Write a checkpoint. The folder appears when it is whole.

    Args:
        model: The model; its configuration and the names of its weights count.
        weights: Its weights on the CPU, by name.
        tokenizer: Folder with ``tokenizer.json`` and ``tokenizer_config.json``.
        folder: Where to; what is there is replaced.

    Raises:
        RunError: The disk is full, or the folder cannot be written.
    """
    unfinished = folder.with_name(TEMPORARY + folder.name)
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        model.save_pretrained(unfinished, state_dict=weights)
        for name in (TOKENIZER, TOKENIZER_CONFIG, TEMPLATE):
            if (tokenizer / name).is_file():
                shutil.copyfile(tokenizer / name, unfinished / name)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.replace(folder)
    except OSError as error:
        raise run_error(error, folder) from error


def mean_of(folders: Sequence[Path]) -> dict[str, Any]:
    """Return the mean of the weights of some checkpoints, summed in float64; in memory one and a sum at a time.

    Source: Izmailov et al. 2018; of a run with warm-up, stable, decay Hägele et al. 2024.
    """
    import torch

    total: dict[str, Any] = {}
    for folder in folders:
        for name, tensor in read_weights(folder).items():
            total[name] = total[name].add_(tensor) if name in total else tensor.to(torch.float64)
    return {name: tensor.div_(len(folders)).to(torch.float32) for name, tensor in total.items()}


def read_weights(folder: Path) -> dict[str, Any]:
    """Return the weights of a checkpoint by name, also where they lie in several files."""
    from safetensors.torch import load_file

    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.safetensors")):
        found |= load_file(path)
    return found
