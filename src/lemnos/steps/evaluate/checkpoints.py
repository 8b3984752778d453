"""The inputs of ``evaluate`` that are models: checkpoints by path or of finished runs, and recorded outputs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from lemnos.errors import InputError
from lemnos.pipeline.source import Input
from lemnos.records import CurvePoint
from lemnos.sources.files.identity import file_identity

MODEL = "model"
"""Where a run of ``train`` has its model."""
_WEIGHTS = (".safetensors", ".bin", ".gguf", ".pt")
_NEEDED = "give a Hugging Face folder (config.json, weights, tokenizer), a GGUF file, or JSON lines of outputs"


class Checkpoint(msgspec.Struct, frozen=True):
    """One checkpoint, or the recorded outputs of one."""

    name: str
    path: str
    kind: Literal["model", "outputs"]


class CheckpointSource:
    """An input of the step. Opened without loading weights.

    Args:
        path: A folder, a GGUF file or a JSON lines file.
        name: What it is called in the results; empty for the name of the path.

    Raises:
        InputError: It is nothing of these.
    """

    def __init__(self, path: str, name: str = "") -> None:
        root = Path(path)
        if root.is_dir():
            if not (root / "config.json").is_file():
                held = sorted(file.name for file in root.glob("*.gguf"))
                remedy = f"name the file: {root / held[0]}" if held else _NEEDED
                raise InputError("holds no config.json, so it is no checkpoint", where=path, remedy=remedy)
            if not any(file.suffix in _WEIGHTS for file in root.iterdir()):
                raise InputError(f"holds no weights ({', '.join(_WEIGHTS)})", where=path, remedy=_NEEDED)
            kind: Literal["model", "outputs"] = "model"
        elif root.is_file() and root.suffix.lower() in (".gguf", ".jsonl", ".json"):
            kind = "model" if root.suffix.lower() == ".gguf" else "outputs"
        else:
            what = "is no checkpoint" if root.exists() else "no such file or folder"
            raise InputError(what, where=path, remedy=_NEEDED)
        self.checkpoint = Checkpoint(name or (root.resolve().name if root.is_dir() else root.stem), path, kind)

    def identity(self) -> dict[str, Any]:
        """Return the name and a fingerprint of every file: sizes, and hashes of their ends."""
        root = Path(self.checkpoint.path)
        files = [root] if root.is_file() else sorted(file for file in root.iterdir() if file.is_file())
        return {"name": self.checkpoint.name, "files": [file_identity(str(file)) for file in files]}

    def shards(self, limit: int | None = None) -> Iterator[Any]:
        """Yield nothing: the step hands checkpoints to its tasks itself."""
        del limit
        return iter(())

    def progress(self) -> tuple[int, int]:
        """Return that there is nothing to read."""
        return 0, 0


def checkpoint_of(given: Input) -> Checkpoint | None:
    """Return the checkpoint that an input is: one by path, or the model of a finished run of ``train``, called like the
    run; None for a run of dialogues."""
    if isinstance(given.source, CheckpointSource):
        return given.source.checkpoint
    shard: Any = next(iter(given.source.shards()), None)
    if shard is None or shard.kind is not CurvePoint:
        return None
    return Checkpoint(Path(given.name).name, str(shard.path.parent.parent / MODEL), "model")


def different_names(checkpoints: list[Checkpoint]) -> list[Checkpoint]:
    """Return checkpoints whose names all differ: those of one name get the folder above in front, or a number."""
    found: list[Checkpoint] = []
    for checkpoint in checkpoints:
        alike = sum(other.name == checkpoint.name for other in checkpoints) > 1
        name = f"{Path(checkpoint.path).resolve().parent.name}/{checkpoint.name}" if alike else checkpoint.name
        taken = {other.name for other in found}
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}#{number}", number + 1
        found.append(msgspec.structs.replace(checkpoint, name=unique))
    return found
