"""The inputs of ``train``: finished pack runs → their files, their tokenizer, and what windows they hold."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec

from lemnos.checkpoints.document_token import DOCUMENT_ENDS
from lemnos.errors import RunError, SettingsError
from lemnos.pipeline.source import Input
from lemnos.records import Split
from lemnos.steps.train.data import DataTask
from lemnos.steps.train.settings import StageSettings
from lemnos.store.run_folder import RunFolder

FORMAT = "packed"
_FILE = re.compile(r"(train|validation)-\d+\.idx\.parquet")
_ENDS = (*DOCUMENT_ENDS, "<|im_end|>")


class PackInput(NamedTuple):
    """One finished pack run."""

    name: str
    """What it is called in settings: the name of its folder or step."""
    run: RunFolder
    window: int
    """Most tokens of a window."""
    mask: str
    """``pack.mask``."""
    level: int | None
    """``pack.level``; None if it packed no trajectories."""

    @property
    def tokenizer(self) -> Path:
        """Its ``tokenizer.json``."""
        return self.run.path / "tokenizer.json"

    def files(self) -> list[tuple[Path, Split]]:
        """Return its ``packed`` files, those of training first."""
        found = sorted(path for path in (self.run.path / FORMAT).glob("*.parquet") if _FILE.fullmatch(path.name))
        return [(path, cast("Split", path.name.partition("-")[0])) for path in found]


def pack_inputs(inputs: Sequence[Input]) -> list[PackInput]:
    """Return the pack runs that a job reads, with different names.

    Raises:
        RunError: One has no ``packed`` files.
        SettingsError: Two have the same name, or other tokenizers.
    """
    found: list[PackInput] = []
    for given in inputs:
        shard: Any = next(iter(given.source.shards()))
        run = RunFolder(shard.path.parent.parent)
        described = run.description().settings
        settings = described["pack"]
        packed = {str(each["content"].get("records", "")) for each in described["inputs"]}
        level = int(settings.get("level", 0)) if "trajectories" in packed else None
        made = PackInput(Path(given.name).name, run, int(settings["window"]), str(settings["mask"]), level)
        if not made.files():
            raise RunError(
                f"holds no files of the format {FORMAT}",
                where=str(run.path),
                remedy=f"pack it again with --to {FORMAT}",
            )
        if any(made.name == other.name for other in found):
            raise SettingsError(
                f"two inputs are called {made.name}", where=given.name, remedy="rename the folder of one of them"
            )
        if found and vocabulary_of(made.tokenizer) != vocabulary_of(found[0].tokenizer):
            raise SettingsError(
                f"its tokenizer is not that of {found[0].name}",
                where=str(run.path),
                remedy=f"pack it again with --tokenizer {found[0].tokenizer}",
            )
        found.append(made)
    return found


def check_stages(stages: Sequence[StageSettings], inputs: Sequence[PackInput]) -> None:
    """Check that the inputs of each stage were packed as it asks.

    Raises:
        SettingsError: One was not.
    """
    for number, stage in enumerate(stages):
        for given in inputs:
            if stage.inputs and given.name not in stage.inputs:
                continue
            where = f"train.stages[{number}]"
            if stage.mask and given.mask != stage.mask:
                raise SettingsError(
                    f"{given.name} was packed with the mask {given.mask}, not {stage.mask}",
                    where=f"{where}.mask",
                    remedy=f"pack it again with --mask {stage.mask}",
                )
            if given.level is not None and given.level < stage.level:
                raise SettingsError(
                    f"{given.name} was packed with trajectories of level {given.level} and above",
                    where=f"{where}.level",
                    remedy=f"pack it again with --set pack.level={stage.level}",
                )


def vocabulary_of(path: Path) -> dict[str, Any]:
    """Return what decides the tokens of a ``tokenizer.json``: its model and its added tokens."""
    content = msgspec.json.decode(path.read_bytes())
    return {key: content.get(key) for key in ("model", "added_tokens", "normalizer", "pre_tokenizer")}


def data_tasks(inputs: Sequence[PackInput], size: int) -> list[DataTask]:
    """Return a task for each file of all inputs."""
    files = [(number, *file) for number, given in enumerate(inputs) for file in given.files()]
    return [
        DataTask(number, str(path), owner, split, size > 1 << 16) for number, (owner, path, split) in enumerate(files)
    ]


def tokenizer_of(given: PackInput) -> Any:
    """Return the ``tokenizers.Tokenizer`` of a pack run."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(given.tokenizer))


def vocabulary_size(given: PackInput) -> int:
    """Return the number of token ids of a pack run's tokenizer."""
    vocabulary: dict[str, int] = tokenizer_of(given).get_vocab(with_added_tokens=True)
    return max(vocabulary.values()) + 1


class Ends(msgspec.Struct, frozen=True):
    """Special tokens of a tokenizer, as text; empty for none."""

    bos: str = ""
    eos: str = ""
    pad: str = ""


def ends_of(given: PackInput, tokenizer: Any) -> Ends:
    """Return the special tokens that a pack run was made with."""
    path = given.run.work("tokenizer", "names.json")
    if path.is_file():
        return msgspec.convert(msgspec.json.decode(path.read_bytes()), Ends, strict=False)
    return Ends(eos=next((name for name in _ENDS if tokenizer.token_to_id(name) is not None), ""))
