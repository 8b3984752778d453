"""Ready configurations of trainers: a packed run → ``RUN/configs/``, for the formats that were written.

    text        torchtitan.toml, torchtitan_data.py
    olmo        olmo_core_data.py
    megatron    megatron.sh
    messages    axolotl.yaml, trl.yaml, trl_template.jinja

and ``tokenizer/``, the tokenizer as a Hugging Face folder. They say what a trainer has to know of the data: files,
length of a sequence, vocabulary, tokenizer, mask. Model, optimiser and hardware stand elsewhere. Paths are relative, so
a trainer is started in the run folder; the folder may move, and the same run gives the same bytes.
Sources: torchtitan ``JobConfig``; OLMo-core ``olmo_core.data.composable``; Megatron-LM ``arguments.py``; axolotl's
configuration reference; TRL ``scripts/sft.py``.
"""

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lemnos.checkpoints.tokenizer import tokenizer_config
from lemnos.steps.pack.base import Vocabulary
from lemnos.steps.pack.render.chatml import END
from lemnos.steps.pack.render.own_templates import Style, own_template
from lemnos.steps.pack.settings import Mask, PackSettings
from lemnos.steps.pack.tokenise.names import TokenNames
from lemnos.steps.pack.tokenise.stage import FILE, TEMPLATE, names_of, vocabulary_of
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

FOLDER = "configs"
TOKENIZER = f"{FOLDER}/tokenizer"
_TRAINED: dict[Mask, list[str]] = {
    "all": ["system", "user", "assistant", "tool"],
    "assistant": ["assistant"],
    "no_observations": ["system", "user", "assistant"],
    "no_user": ["system", "assistant", "tool"],
}


class Packed(NamedTuple):
    """What configurations are written from."""

    settings: PackSettings
    vocabulary: Vocabulary
    names: TokenNames
    template: str
    """The chat template."""
    train: list[str]
    """Files of the format, from the run folder."""
    validation: list[str]
    ends_within: int
    """Documents in which ``eos`` stands before their end too, if the format counts them."""


def write_configs(run: RunFolder, settings: PackSettings, written: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write the configurations of the formats that hold files. Returns their names.

    Args:
        run: The run folder.
        settings: Of the step.
        written: Figures of the stage ``write``.

    Raises:
        RunError: The disk is full.
    """
    made: dict[str, str] = {}
    names, vocabulary = names_of(run), vocabulary_of(run)
    template = (run.path / TEMPLATE).read_text(encoding="utf-8")
    for name, write in _WRITERS.items():
        files: dict[str, list[str]] = {"train": [], "validation": []}
        ends_within = 0
        for figures in written:
            if figures["format"] == name:
                files[figures["split"]] += [f"{name}/{file}" for file in figures["written"]["files"]]
                ends_within += figures["written"].get("ends_within", 0)
        if files["train"]:
            train, validation = files["train"], files["validation"]
            made |= write(Packed(settings, vocabulary, names, template, train, validation, ends_within))
    for file, text in made.items():
        write_bytes(run.path / FOLDER / file, text.encode())
    if made:
        folder = run.path / TOKENIZER
        write_bytes(folder / FILE, (run.path / FILE).read_bytes())
        write_bytes(folder / TEMPLATE, template.encode())
        config = tokenizer_config(bos=names.bos, eos=names.eos, pad=names.pad or names.eos, window=settings.window)
        write_bytes(folder / "tokenizer_config.json", config)
    return sorted(made)


def _torchtitan(packed: Packed) -> dict[str, str]:
    tables: dict[str, dict[str, Any]] = {
        "model": {"hf_assets_path": TOKENIZER},
        "training": {"dataset": "lemnos", "dataset_path": _pattern(packed.train), "seq_len": packed.settings.window},
        "experimental": {"custom_import": "configs.torchtitan_data"},
    }
    if packed.validation:
        tables["validation"] = {
            "enable": True,
            "dataset": "lemnos",
            "dataset_path": _pattern(packed.validation),
            "seq_len": packed.settings.window,
        }
    lines = [
        "# torchtitan: text, which it tokenises; a loss on everything. Start it in the folder of the run.",
        f"# The tokenizer has {packed.vocabulary.size} tokens.",
    ]
    for table, pairs in tables.items():
        lines += ["", f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in pairs.items())]
    return {
        "torchtitan.toml": "\n".join(lines) + "\n",
        "torchtitan_data.py": f'''\
"""Registers the texts of this run as the data set ``lemnos`` of torchtitan."""

from datasets import load_dataset
from torchtitan.hf_datasets import DatasetConfig
from torchtitan.hf_datasets.text_datasets import DATASETS

DATASETS["lemnos"] = DatasetConfig(
    path={_pattern(packed.train)!r},
    loader=lambda path: load_dataset({_kind(packed.train)!r}, data_files=path, split="train"),
    sample_processor=lambda row: row["text"],
)
''',
    }


def _olmo(packed: Packed) -> dict[str, str]:
    length = 1 << (packed.settings.window - 1).bit_length()
    documents, masks = (
        [file for file in packed.train if file.endswith(".npy") and Path(file).name.startswith(start)]
        for start in ("token_ids-", "labels_mask-")
    )
    eos, pad = packed.vocabulary.eos, packed.vocabulary.pad
    return {
        "olmo_core_data.py": f'''\
"""The windows of this run in OLMo-core, with a loss where the mask says so. In the folder of the run:

    from configs.olmo_core_data import instances
"""

from olmo_core.data import TokenizerConfig
from olmo_core.data.composable import NumpyDocumentSource, PackingInstanceSource

SEQUENCE_LENGTH = {length}
TOKENIZER = TokenizerConfig(vocab_size={packed.vocabulary.size}, eos_token_id={eos}, pad_token_id={pad})
DOCUMENTS = NumpyDocumentSource.Config(
    source_paths={documents!r},
    label_mask_paths={masks!r},
    tokenizer=TOKENIZER,
)


def instances(work_dir):
    """Return the rows of training."""
    documents = DOCUMENTS.build(work_dir)
    return PackingInstanceSource(
        *documents, sequence_length=SEQUENCE_LENGTH, work_dir=work_dir, tokenizer=TOKENIZER
    )
'''
    }


def _megatron(packed: Packed) -> dict[str, str]:
    train, validation = (
        [file.removesuffix(".idx") for file in files if file.endswith(".idx") and not file.endswith("_loss_mask.idx")]
        for files in (packed.train, packed.validation)
    )
    arguments = [
        ["--train-data-path", *train],
        ["--valid-data-path", *validation] if validation else ["--eval-iters", "0"],
        ["--tokenizer-type", "HuggingFaceTokenizer"],
        ["--tokenizer-model", TOKENIZER],
        ["--vocab-size", str(packed.vocabulary.size)],
        ["--seq-length", str(packed.settings.window)],
        ["--max-position-embeddings", str(packed.settings.window)],
    ]
    note = ""
    if packed.ends_within:  # a turn would not see those before it
        note = (
            f"# {packed.names.eos} ends turns too, so nothing is reset at it: records in one sample see each other.\n"
        )
    else:
        arguments += [["--reset-position-ids"], ["--reset-attention-mask"]]
    lines = "\n".join(f"  {shlex.join(words)}" for words in arguments)
    return {
        "megatron.sh": (
            "# Megatron-LM: arguments for the data. In the folder of the run, with bash:\n"
            '#   . configs/megatron.sh && torchrun pretrain_gpt.py "${DATA[@]}" ...\n'
            "# It reads the tokens alone. The mask is in the files PREFIX_loss_mask, which MaskedGPTDataset reads:\n"
            f"# see docs/how-to/train.md.\n{note}"
            f"DATA=(\n{lines}\n)\n"
        )
    }


def _axolotl(packed: Packed) -> dict[str, str]:
    content: dict[str, Any] = {"datasets": [_axolotl_data(packed, packed.train)]}
    if packed.validation:
        content["test_datasets"] = [_axolotl_data(packed, packed.validation)]
    content |= {"sequence_len": packed.settings.window, "sample_packing": True}
    if packed.settings.tokenizer.path:  # one that was trained here is of no model
        content |= {"tokenizer_config": TOKENIZER, "chat_template": "jinja", "chat_template_jinja": packed.template}
        if packed.settings.template == "chatml" and END in packed.names.added:
            content["eot_tokens"] = [END]
    head = (
        "# axolotl: messages, which it renders and tokenises. Add base_model and how to train it, and start it in the\n"
        "# folder of the run. Only attn_implementation: flash_attention_2 keeps packed conversations apart.\n"
    )
    if packed.settings.template == "chatml" and END not in packed.names.added:
        head += f"# {END} is no token of the tokenizer, so axolotl takes no loss on it: answers do not learn to end.\n"
    return {"axolotl.yaml": head + msgspec.yaml.encode(content).decode()}


def _trl(packed: Packed) -> dict[str, str]:
    settings, made = packed.settings, {}
    content: dict[str, Any] = {"dataset_name": str(Path(packed.train[0]).parent), "max_length": settings.window}
    if packed.validation:
        content |= {"dataset_test_split": "validation", "eval_strategy": "epoch"}
    if settings.mask == "assistant":
        content["assistant_only_loss"] = True
    if settings.template in ("plain", "chatml"):
        style: Style = "plain" if settings.template == "plain" else "chatml"
        made["trl_template.jinja"] = own_template(style, packed.names.bos, packed.names.eos, marked=True)
        content["chat_template_path"] = f"{FOLDER}/trl_template.jinja"
    head = (
        "# TRL: messages, which it renders and tokenises. Add how to train, and start it in the folder of the run:\n"
        "# trl sft --config configs/trl.yaml --model_name_or_path MODEL --output_dir FOLDER\n"
    )
    if settings.mask in ("no_user", "no_observations"):
        head += f"# TRL knows no mask like {settings.mask}: it takes a loss on everything here.\n"
    return {"trl.yaml": head + msgspec.yaml.encode(content).decode(), **made}


def _axolotl_data(packed: Packed, files: Sequence[str]) -> dict[str, Any]:
    return {
        "path": "messages",
        "ds_type": _kind(files),
        "data_files": list(files),
        "split": "train",
        "type": "chat_template",
        "field_messages": "messages",
        "message_field_training": "loss",
        "roles_to_train": _TRAINED[packed.settings.mask],
        "train_on_eos": "turn",
    }


def _pattern(files: Sequence[str]) -> str:
    """Return what matches the files of one split: ``text/train-*.parquet``."""
    first = Path(files[0])
    return f"{first.parent}/{first.name.partition('-')[0]}-*{first.suffix}"


def _kind(files: Sequence[str]) -> str:
    """Return what ``datasets`` calls the files."""
    return "json" if files[0].endswith(".jsonl") else "parquet"


_WRITERS: dict[str, Callable[[Packed], dict[str, str]]] = {
    "text": _torchtitan,
    "olmo": _olmo,
    "megatron": _megatron,
    "messages": lambda packed: _axolotl(packed) | _trl(packed),
}
