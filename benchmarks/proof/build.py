"""A design and documents → the packs of all arms and of the base, and the files of the tests. Every part resumes.

OUT/talk, OUT/talk-VARIANT   runs of ``lemnos talk``
OUT/packs/NAME               runs of ``lemnos pack``: ``base`` (which makes the tokenizer), and one for each kind
OUT/items/                   the tests
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import lemnos
from lemnos.errors import SettingsError
from lemnos.library.runs import Run
from lemnos.records import Dialogue, Record
from proof.arms import (
    Divided,
    cluster_windows,
    dense,
    divide,
    is_far,
    is_memory,
    reordered,
    repeated,
    shuffled,
    sourced,
    starts,
    told,
    without,
)
from proof.design import Design
from proof.items import write_items

PACKS = (
    "prose",
    "cluster",
    "told",
    "dialogues",
    "shuffled",
    "reordered",
    "no_memory",
    "near_memory",
    "sourced",
    "repeated",
)
"""What can be made of one run of ``talk``."""
TEMPLATE = (
    "{% for message in messages %}{{ 'User' if message.role == 'user' else 'Assistant' }}: {{ message.content }}\n"
    "{% endfor %}"
)
"""How dialogues are written: as ``lemnos evaluate`` writes histories."""


class Sources(NamedTuple):
    """Where the data of a proof is."""

    documents: Sequence[str]
    """What ``lemnos talk`` reads."""
    links: Sequence[str]
    """Link tables of it."""
    coqa: str
    """File of CoQA; empty for none."""
    runs: Mapping[str, str] = {}
    """Name of a pack → a finished run that is packed for it: tool documents, trajectories, documents of your own."""


def build(design: Design, sources: Sources, out: Path, workers: int, say: Callable[[str], None]) -> None:
    """Make everything that the runs need."""
    needed = {name for arm in design.arms.values() for name in arm.packs}
    unknown = sorted(needed - {*PACKS, *design.variants, *sources.runs})
    if unknown:
        raise SettingsError(f"there is no pack {unknown[0]!r}", where="arms", remedy=f"add --run {unknown[0]}=RUN")
    packs = out / "packs"
    if _finished(packs / "base") and all(_finished(packs / name) for name in needed) and (out / "items").exists():
        return
    run = _talk(design, sources.documents, sources.links, out / "talk", {}, workers)
    divided = divide(run.dialogues, run.documents, design.shares)
    documents = {document.id: document for documents in divided.documents.values() for document in documents}
    dialogues = divided.dialogues["arms"][: design.clusters]
    say(f"{len(dialogues)} clusters for the arms, {len(divided.dialogues['test'])} for the tests")
    _check_apart(divided, dialogues)
    if not _finished(packs / "base"):
        # With a checkpoint to start from, nothing is trained on it: it only brings the tokenizer.
        base = divided.documents["base"][: 1 if design.start else design.base_documents]
        tokenizer = {"path": design.tokenizer} if design.tokenizer else {"vocabulary": design.vocabulary}
        # With some of its own dialogues, so that no arm is better because it alone knows their form and its words.
        told_too = divided.dialogues["base"][: len(base) // 2]
        _pack(design, [*base, *told_too], packs / "base", workers, tokenizer | {"train_megabytes": 20})
        say(f"base: {lemnos.open_run(packs / 'base').report['windows']} windows")
    path = packs / "base" / "tokenizer.json"
    count = _counter(path)
    room = design.window - 8
    chosen = [documents[reference.id] for dialogue in dialogues for reference in dialogue.documents]
    makers: dict[str, Callable[[], Iterable[Record]]] = {
        "prose": lambda: starts(chosen, room, count),
        "cluster": lambda: cluster_windows(dialogues, documents, room, count),
        "told": lambda: told(dialogues, documents),
        "dialogues": lambda: dialogues,
        "shuffled": lambda: shuffled(dialogues, 0),
        "reordered": lambda: reordered(dialogues, 0),
        "no_memory": lambda: without(dialogues, is_memory),
        "near_memory": lambda: without(dialogues, is_far),
        "sourced": lambda: sourced(dialogues, documents, room, count),
        "repeated": lambda: repeated(dialogues, documents, room, count),
    }
    for name in sorted(needed):
        if _finished(packs / name):
            continue
        settings = dict(design.variants.get(name, {}))
        mask, only_memory = settings.pop("mask", "all"), settings.pop("dense", False)
        records: list[Any]
        if name in makers:
            records = list(makers[name]())
        elif name in sources.runs:
            records = [sources.runs[name]]
        elif settings:
            records = list(_talk(design, chosen, sources.links, out / f"talk-{name}", settings, workers).dialogues)
        else:
            records = list(dialogues)
        if only_memory:
            records = dense(records)
        _pack(design, records, packs / name, workers, {"path": str(path)}, mask)
        say(f"{name}: {lemnos.open_run(packs / name).report['windows']} windows")
    write_items(out / "items", sources.coqa, divided.dialogues["test"], divided.documents["test"], **design.items)


def _check_apart(divided: Divided, dialogues: Sequence[Dialogue]) -> None:
    tests = {document.id for document in divided.documents["test"]}
    read = {reference.id for dialogue in dialogues for reference in dialogue.documents}
    read |= {document.id for document in divided.documents["base"]}
    if tests & read:
        raise AssertionError(f"{len(tests & read)} documents of the tests are in an arm or in the base")


def _talk(
    design: Design, inputs: Sequence[Any], links: Sequence[str], out: Path, changed: dict[str, Any], workers: int
) -> Run:
    settings = merged(design.talk, changed)
    return lemnos.talk(list(inputs), out=out, workers=workers, links=list(links), **settings)


def merged(settings: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Return settings with some of them changed, also within sections."""
    found = dict(settings)
    for key, value in changed.items():
        found[key] = merged(found.get(key, {}), value) if isinstance(value, dict) else value
    return found


def _pack(
    design: Design, records: Sequence[Any], out: Path, workers: int, tokenizer: dict[str, Any], mask: str = "all"
) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    template = out.parent / "template.jinja"
    template.write_text(TEMPLATE, encoding="utf-8")
    lemnos.pack(
        records,
        out=out,
        workers=workers,
        progress=True,
        window=design.window,
        validation=0.0,
        template=str(template),
        mask=mask,
        tokenizer=tokenizer,
    )


def _counter(path: Path) -> Callable[[str], int]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False))


def _finished(run: Path) -> bool:
    return (run / "manifest.json").exists()
