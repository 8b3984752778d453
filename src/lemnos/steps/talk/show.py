"""Runs and dialogues, readable in a terminal."""

import random as random_module
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import RunError
from lemnos.store.run_folder import RunFolder, existing_run


def summary(path: Path) -> str:
    """Return what a finished run made, in a few lines."""
    report = msgspec.json.decode((path / "report.json").read_bytes())
    dialogues = report["dialogues"]
    turns = dialogues["turns_per_dialogue"]
    refused = {rule: count for stage in report["rejected"].values() for rule, count in stage.items() if count}
    score = report["scores"].get("score") or {"mean": 0, "p5": 0, "p95": 0}
    lines = [
        f"{path}: {dialogues['dialogues']:,} dialogues of {turns.get('mean', 0):.1f} turns on average "
        f"(median {turns.get('median', 0):.0f}), from {report['documents']['documents']:,} documents",
        f"  score {score['mean']:.2f} on average, 90% of them between {score['p5']:.2f} and {score['p95']:.2f}",
        f"  dialogues {path / 'dialogues'} · documents {path / 'documents'} · card {path / 'README.md'} · "
        f"every figure {path / 'report.json'}",
    ]
    if refused:
        told = ", ".join(f"{rule} {count:,}" for rule, count in refused.items())
        lines.append(f"  refused, with reasons in {path / 'rejected'}: {told}")
    lines.append(f"  read one: lemnos show {path}")
    return "\n".join(lines)


def list_dialogues(path: Path) -> Iterator[str]:
    """Yield one line for each dialogue: id, turns, score, topics.

    Raises:
        RunError: ``path`` is not a run folder, or has no dialogues yet.
    """
    for dialogue in _dialogues(existing_run(path)):
        topics = ", ".join(document["title"] for document in dialogue["documents"])
        yield f"{dialogue['id']}  {len(dialogue['turns']):4} turns  {dialogue['meta']['card']['score']:.2f}  {topics}"


def show_dialogue(path: Path, identifier: str | None, *, turns: int | None = None, random: bool = False) -> None:
    """Print a dialogue to standard output with the place of each answer.

    Args:
        path: The run folder.
        identifier: The id of the dialogue or how it begins; the first dialogue if None.
        turns: Print so many turns only.
        random: Print any dialogue.

    Raises:
        RunError: ``path`` is not a run folder, or has no such dialogue.
    """
    run = existing_run(path)
    _print(_pick(run, identifier, random), turns)
    print(f"\nAll dialogues: {path / 'dialogues'}; list them with: lemnos show {path} --list")


def _dialogues(run: RunFolder) -> Iterator[dict[str, Any]]:
    if not run.files("dialogues"):
        raise RunError("has no dialogues yet", where=str(run.path), remedy="run the command that made it again")
    return run.read_records("dialogues")


def _pick(run: RunFolder, identifier: str | None, random: bool) -> dict[str, Any]:
    chosen: dict[str, Any] | None = None
    for number, dialogue in enumerate(_dialogues(run), 1):
        if random:
            if random_module.random() * number < 1:
                chosen = dialogue
        elif identifier is None or dialogue["id"].startswith(identifier):
            return dialogue
    if chosen is None:
        asked = f"no dialogue {identifier!r}" if identifier else "no dialogue"
        raise RunError(asked, where=str(run.path), remedy="list them with: lemnos show RUN --list")
    return chosen


def _print(dialogue: dict[str, Any], turns: int | None) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    titles = {document["id"]: document["title"] for document in dialogue["documents"]}
    console.print(Text(f"Dialogue {dialogue['id']}", style="bold"))
    for document in dialogue["documents"]:
        line = "  ".join(part for part in (document["title"], document["url"], document["licence"]) if part)
        console.print(Text(f"  {document['id']}  {line}", style="dim"))
    card = dialogue["meta"]["card"]
    parts = ", ".join(f"{name} {value:.2f}" for name, value in card.items() if name != "score")
    console.print(Text(f"  score {card['score']:.2f}: {parts}", style="dim"))
    messages = dialogue["messages"]
    for number, turn in enumerate(dialogue["turns"][:turns]):
        kind = turn["kind"].replace("_", " ")
        back = f", back to {', '.join(map(str, turn['recalls']))}" if turn["recalls"] else ""
        console.print()
        console.print(Text(f"[{number}] {kind}{back}, reward {turn['reward']:.2f}", style="dim"))
        console.print(Text.assemble(("User       ", "bold cyan"), messages[2 * number]["content"]))
        console.print(Text.assemble(("Assistant  ", "bold green"), messages[2 * number + 1]["content"]))
        for evidence in turn["evidence"]:
            place = " › ".join([titles.get(evidence["document"], evidence["document"]), *evidence["section"]])
            source = f"{place} [{evidence['start']}:{evidence['end']}]"
            console.print(Padding(Text(source, style="dim italic"), (0, 0, 0, 11)))
    left = len(dialogue["turns"]) - (turns or len(dialogue["turns"]))
    if left > 0:
        console.print(Text(f"\n… {left} more turns", style="dim"))
