"""Checkpoints of language models on disk: a Hugging Face folder or a GGUF file → tokenizer and weights.

Read with ``transformers``; nothing is downloaded and no code of the checkpoint is run. ``unpack`` writes a GGUF file as
a folder of dense weights: of SmolLM2-135M, reading the file takes some 10 CPU-seconds and the folder 0.3.
"""

import io
import shutil
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from lemnos.checkpoints.vocabulary_free import copy_without_vocabulary
from lemnos.errors import SettingsError
from lemnos.store.atomic_files import run_error

_SLIM = "without_vocabulary.gguf"


def read_checkpoint(
    torch: Any, transformers: Any, path: str, dtype: str, weights: Path | None = None
) -> tuple[Any, Any]:
    """Return the tokenizer and the weights of a checkpoint, as ``transformers`` reads them.

    Args:
        torch: The package.
        transformers: The package.
        path: A folder, or a GGUF file.
        dtype: Type of the weights.
        weights: The same GGUF file without its vocabulary, if there is one: see ``vocabulary_free``.

    Raises:
        SettingsError: It cannot be loaded.
    """
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    file = Path(path)
    folder, extra = (str(file.parent), {"gguf_file": file.name}) if file.is_file() else (path, {})
    holder, held = (str(weights.parent), {"gguf_file": weights.name}) if weights else (folder, extra)
    plain = getattr(transformers, "GgufConfig", None)
    unpacked = {"quantization_config": plain(dequantize=True)} if extra and plain else {}
    try:
        with redirect_stderr(io.StringIO()):  # progress bars that no setting turns off
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, **extra)
            model, loaded = transformers.AutoModelForCausalLM.from_pretrained(
                holder,
                local_files_only=True,
                dtype=getattr(torch, dtype),
                output_loading_info=True,
                **held,
                **unpacked,
            )
    except Exception as error:  # each format of weights and of tokenizers raises other types
        raise SettingsError(
            f"cannot load a model ({' '.join(str(error).split())[:300] or type(error).__name__})",
            where=path,
            remedy="give a folder with config.json, weights and tokenizer, or a GGUF file of a known architecture",
        ) from None
    if not tokenizer.is_fast:
        raise SettingsError(
            "its tokenizer does not say which characters a token stands for", where=path, remedy="add tokenizer.json"
        )
    missing = sorted(loaded["missing_keys"])
    if missing:  # transformers fills them with random numbers
        raise SettingsError(
            f"its weights lack {len(missing)} tensors, {missing[0]} among them", where=path, remedy="save it again"
        )
    rows = model.get_input_embeddings().weight.shape[0]
    if len(tokenizer) > rows:
        raise SettingsError(
            f"its tokenizer has {len(tokenizer):,} tokens, its weights only {rows:,}",
            where=path,
            remedy="give the tokenizer that it was trained with",
        )
    return tokenizer, model


def unpack(path: str, device: str, dtype: str, folder: Path, step: str) -> None:
    """Write a GGUF file as a folder of dense weights, which loads in a hundredth of the time.

    Args:
        path: The GGUF file.
        device: ``auto``, ``cpu`` or ``cuda``: where it will be used.
        dtype: ``auto`` for the native type of the device, or ``float32``, ``bfloat16``, ``float16``.
        folder: Where to; what is there is replaced.
        step: The step that asks.

    Raises:
        SettingsError: A package is missing, or it cannot be loaded.
        RunError: The folder cannot be written.
    """
    torch, transformers = packages(path, step)
    on = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
    shutil.rmtree(folder, ignore_errors=True)
    slim: Path | None = folder / _SLIM
    try:
        folder.mkdir(parents=True)
        copy_without_vocabulary(Path(path), folder / _SLIM)
    except ValueError:  # what transformers makes of such a file is for it to say
        slim = None
    except OSError as error:
        raise run_error(error, folder) from error
    tokenizer, model = read_checkpoint(
        torch, transformers, path, native_dtype(torch, on) if dtype == "auto" else dtype, slim
    )
    (folder / _SLIM).unlink(missing_ok=True)
    try:
        with redirect_stderr(io.StringIO()):
            model.save_pretrained(folder)
            tokenizer.save_pretrained(folder)
    except OSError as error:
        raise run_error(error, folder) from error


def is_gguf(path: str) -> bool:
    """Return whether a path is a GGUF file, by its first bytes."""
    if not Path(path).is_file():
        return False
    with Path(path).open("rb") as stream:
        return stream.read(4) == b"GGUF"


def unpack_tokenizer(path: str, folder: Path, step: str) -> None:
    """Write the tokenizer of a GGUF file as a folder: ``tokenizer.json``, its settings and its chat template.

    Args:
        path: The GGUF file.
        folder: Where to.
        step: The step whose extra has the packages.

    Raises:
        SettingsError: A package is missing, or the file holds no tokenizer that is known.
        RunError: The folder cannot be written.
    """
    _, transformers = packages(path, step)
    file = Path(path)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            str(file.parent), gguf_file=file.name, local_files_only=True
        )
    except Exception as error:  # as each format raises others
        raise SettingsError(
            f"cannot load its tokenizer ({' '.join(str(error).split())[:300] or type(error).__name__})",
            where=path,
            remedy="give the tokenizer.json of the model",
        ) from None
    try:
        tokenizer.save_pretrained(folder)
    except OSError as error:
        raise run_error(error, folder) from error


def native_dtype(torch: Any, device: str) -> str:
    """Return the type of weights that a device computes fastest in without a loss that shows in the figures.

    A CPU computes in bfloat16 if it has instructions for it (``avx512_bf16``, ``amx_bf16``, ``bf16``). oneDNN takes
    bfloat16 without them too, and is five times as slow as with float32.
    """
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # torch 2.10
    if device == "cuda" or any(has is True and name.endswith("bf16") for name, has in capabilities.items()):
        return "bfloat16"
    return "float32"


def packages(path: str, step: str) -> tuple[Any, Any]:
    """Return torch and transformers.

    Args:
        path: The checkpoint, for messages.
        step: The step that asks, which is also the name of the extra.

    Raises:
        SettingsError: One is missing, or ``gguf`` for a GGUF file.
    """
    try:
        import torch
        import transformers

        if Path(path).is_file():
            import gguf  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            f"{step} needs the package {error.name}, which is not installed",
            where=path,
            remedy=f"run: pip install 'lemnos[{step}]'",
        ) from None
    return torch, transformers
