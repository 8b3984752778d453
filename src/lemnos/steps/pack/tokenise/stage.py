"""The stages ``tokenizer`` and ``tokenise``: records of the inputs → texts → tokens.

``tokenizer`` copies the tokenizer that the settings name into the run, or trains one. ``tokenise`` reads a shard of
the inputs, and writes ``Rendered`` records and their tokens. Memory: the texts of one shard.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import msgspec

from lemnos.pipeline.job import WholeTask
from lemnos.pipeline.source import Shard
from lemnos.records import Rejected, Trajectory
from lemnos.steps.pack.base import Rendered, Vocabulary
from lemnos.steps.pack.render.own_templates import Style, own_template
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.render.renderer import Packable, Renderer
from lemnos.steps.pack.settings import Mask, PackSettings
from lemnos.steps.pack.tokenise.load import TOKENIZER, config_file, load_tokenizer, tokenizer_file
from lemnos.steps.pack.tokenise.names import END_OF_TEXT, TokenNames, token_names
from lemnos.steps.pack.tokenise.store import ORIGINALS, STAGE, Original, ShardWriter, hash_of, path_of
from lemnos.steps.pack.tokenise.tokenizer import TextEncoder
from lemnos.steps.pack.tokenise.train import PAD, special_tokens, train_tokenizer
from lemnos.store.atomic_files import write_bytes, writing
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.chat_template import template_text

FILE = "tokenizer.json"
TEMPLATE = "chat_template.jinja"
NAMES = "names.json"
_BATCH = 4_000_000
"""Characters that are encoded at once."""


class PackTask(msgspec.Struct, frozen=True):
    """One shard of the inputs."""

    number: int
    shard: Shard
    input: int


def make_tokenizer(
    run: RunFolder, settings: PackSettings, seed: int, tasks: Sequence[PackTask], task: WholeTask
) -> dict[str, Any]:
    """Write ``tokenizer.json`` into the run folder, and the chat template of conversations. Returns its figures.

    Raises:
        SettingsError: The tokenizer cannot be used, or lacks what the settings ask for.
    """
    del task
    given = settings.tokenizer
    if given.path:
        file, config = tokenizer_file(given.path), config_file(given.path)
        tokenizer = load_tokenizer(file)
        names = token_names(tokenizer, config, given)
        Renderer(settings, names, seed)  # a template that cannot be used ends the run here
        write_bytes(run.path / FILE, file.read_bytes())
        characters = 0
    else:
        special = special_tokens(chatml=settings.template == "chatml", fill=settings.fill.share > 0)
        eos = END_OF_TEXT if given.eos == "auto" else given.eos
        bos = "" if given.bos == "auto" else given.bos
        special += [text for text in dict.fromkeys((bos, eos)) if text and text not in special]
        names = TokenNames(bos=bos, eos=eos, pad=PAD, special=tuple(special), added=tuple(special))
        texts = _Texts(Renderer(settings, names, seed), tasks, int(given.train_megabytes * 1e6), special, seed)
        tokenizer = train_tokenizer(texts, given.vocabulary, special)
        write_bytes(run.path / FILE, tokenizer.to_str(pretty=True).encode())
        characters = texts.characters
    write_bytes(run.work(TOKENIZER, NAMES), msgspec.json.encode(names))
    if settings.template in ("plain", "chatml"):
        style: Style = "plain" if settings.template == "plain" else "chatml"
        write_bytes(run.path / TEMPLATE, own_template(style, names.bos, names.eos).encode())
    else:
        path = Path(given.path if settings.template == "model" else settings.template)
        path = path.parent if settings.template == "model" and path.is_file() else path
        write_bytes(run.path / TEMPLATE, template_text(path).encode())
    return {"trained_on": characters, "size": _size(tokenizer)}


class _Texts:
    """The texts that a tokenizer is trained on: a sample of the records, of a known size."""

    def __init__(
        self, renderer: Renderer, tasks: Sequence[PackTask], most: int, special: Sequence[str], seed: int
    ) -> None:
        self._renderer, self._tasks, self._most, self._special, self._seed = renderer, tasks, most, special, seed
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        """Yield what is said in the records of some shards, in random order of the shards, until there is enough."""
        tasks = list(self._tasks)
        random.Random(f"{self._seed}:tokenizer").shuffle(tasks)
        for task in tasks:
            for record in task.shard.read():
                if isinstance(record, Rejected):
                    continue
                if self.characters >= self._most:
                    return
                try:
                    text, _ = self._renderer(record, task.input)
                except RefusedError:
                    continue
                plain = text.text
                for mark in self._special:
                    plain = plain.replace(mark, "")
                self.characters += len(plain)
                yield plain


def _size(tokenizer: Any) -> int:
    return int(max(tokenizer.get_vocab(with_added_tokens=True).values(), default=-1)) + 1


def vocabulary_of(run: RunFolder) -> Vocabulary:
    """Return what formats have to know of the tokenizer of a run."""
    tokenizer: Any = load_tokenizer(run.path / FILE)
    names = names_of(run)
    eos = tokenizer.token_to_id(names.eos) if names.eos else None
    bos = tokenizer.token_to_id(names.bos) if names.bos else None
    pad = tokenizer.token_to_id(names.pad) if names.pad else None
    return Vocabulary(
        size=_size(tokenizer),
        eos=eos,
        bos=bos,
        pad=pad if pad is not None else eos if eos is not None else 0,
        file=str(run.path / FILE),
        bos_text=names.bos,
        eos_text=names.eos,
    )


def names_of(run: RunFolder) -> TokenNames:
    """Return the names of the special tokens of a run's tokenizer."""
    return msgspec.json.decode(run.work(TOKENIZER, NAMES).read_bytes(), type=TokenNames)


def tokenise(run: RunFolder, settings: PackSettings, seed: int, originals: bool, task: PackTask) -> dict[str, Any]:
    """Render and encode one shard of the inputs. Returns the figures of the shard.

    Args:
        run: The run folder.
        settings: Of the step.
        seed: Of the run.
        originals: Whether a format needs the records as they were.
        task: The shard.
    """
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the workers are the parallelism
    names = names_of(run)
    renderer = Renderer(settings, names, seed)
    encoder = shared_encoder(run.path / FILE, settings.mask)
    counts: Counter[str] = Counter()
    faith: Counter[str] = Counter()
    rejected: list[Rejected] = []
    kept: list[Rendered] = []
    blobs: list[bytes] = []
    with (
        writing(path_of(run, task.number, "tokens.bin")) as tokens,
        writing(path_of(run, task.number, "trained.bin")) as trained,
    ):
        shard = ShardWriter(tokens, trained)
        for batch in _batches(renderer, settings, seed, task, rejected, counts):
            encoded = encoder.encode([text for _, text in batch])
            for (record, text), made in zip(batch, encoded, strict=True):
                if isinstance(made, RefusedError):
                    rejected.append(_rejected(made, text.record, text.source))
                    continue
                shard.add(text, made)
                kept.append(text)
                counts["tokens"] += len(made.ids)
                counts["forged"] += made.forged
                faith[made.faith] += 1
                if originals:
                    blobs.append(msgspec.msgpack.encode(Original(msgspec.Raw(msgspec.msgpack.encode(record)), text)))
    shard.save(run, task.number)
    if originals:
        write_blobs(path_of(run, task.number, ORIGINALS), blobs)
    run.write_records("rendered", task.number, Rendered, kept)
    run.write_rejected(STAGE, task.number, rejected)
    return {
        "records": len(kept),
        "characters": sum(len(text.text) for text in kept),
        **{key: counts[key] for key in ("read", "sampled_out", "tokens", "forged", "filled")},
        "faith": dict(faith),
        "licences": list(shard.licences),
        "kinds": list(shard.kinds),
        "rejected": dict(Counter(item.rule for item in rejected)),
    }


@lru_cache(maxsize=1)
def shared_encoder(path: Path, mask: Mask) -> TextEncoder:
    """Return the encoder of a run; a worker makes it once, for that costs as much as some megabytes of text."""
    return TextEncoder(load_tokenizer(path), mask)


def _batches(
    renderer: Renderer,
    settings: PackSettings,
    seed: int,
    task: PackTask,
    rejected: list[Rejected],
    counts: Counter[str],
) -> Iterator[list[tuple[Packable, Rendered]]]:
    """Yield records with their texts, some megabytes at a time; what is refused is noted."""
    batch: list[tuple[Packable, Rendered]] = []
    size = 0
    for record in task.shard.read():
        if isinstance(record, Rejected):
            rejected.append(record)
            continue
        assert isinstance(record, get_args(Packable))
        counts["read"] += 1
        if settings.sample < 1 and hash_of(f"{seed}:sample:{record.id}") >= settings.sample * 2**64:
            counts["sampled_out"] += 1
            continue
        try:
            if isinstance(record, Trajectory) and record.verification.level < settings.level:
                raise RefusedError("level", f"it is of verification level {record.verification.level}")
            text, filled = renderer(record, task.input)
            if not text.text:
                raise RefusedError("empty", "it has no text")
            text.text.encode()
        except RefusedError as error:
            rejected.append(_rejected(error, record.id, getattr(record, "source", "")))
            continue
        except UnicodeEncodeError:
            broken = RefusedError("surrogates", "its text is not valid Unicode")
            rejected.append(_rejected(broken, record.id, getattr(record, "source", "")))
            continue
        counts["filled"] += filled
        batch.append((record, text))
        size += len(text.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rejected(error: RefusedError, record: str, source: str) -> Rejected:
    return Rejected(stage=STAGE, rule=error.rule, reason=error.reason, source=source or record, record=record)


def template_files(settings: PackSettings) -> list[Path]:
    """Return the files, beside ``tokenizer.json``, that the settings name."""
    found = [config_file(settings.tokenizer.path)] if settings.tokenizer.path else []
    if settings.template == "model":
        found.append(config_file(settings.tokenizer.path).with_name("chat_template.jinja"))
    elif settings.template not in ("plain", "chatml"):
        found.append(Path(settings.template))
    return [path for path in found if path.is_file()]
