"""Dialogues in a terminal: a line of a list, or turn by turn with the position of each answer."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_FENCE = re.compile("`{3,}")


def dialogue_line(dialogue: Mapping[str, Any]) -> str:
    """Return id, number of turns, score and topics of a dialogue."""
    topics = ", ".join(document["title"] for document in dialogue["documents"])
    return f"{dialogue['id']}  {len(dialogue['turns']):4} turns  {dialogue['meta']['card']['score']:.2f}  {topics}"


def _print_hanging(console: "Console", label: str, style: str, text: str) -> None:
    """Print a text behind its label; the lines that follow the first are indented as far as the first begins.

    Lines of code and tables are printed whole, so that they can be copied.
    """
    from rich.text import Text

    width = max(console.width - len(label), 20)
    head: str | tuple[str, str] = (label, style)
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        verbatim = bool(fence) or mark is not None or line.startswith("|")
        if mark is not None and not fence:
            fence = mark[0]
        elif line == fence:
            fence = ""
        for part in [Text(line)] if verbatim else Text(line).wrap(console, width):
            if not verbatim:
                part.rstrip()
            console.print(Text.assemble(head, part), soft_wrap=True)
            head = " " * len(label)


def show_dialogue(dialogue: Mapping[str, Any], turns: int | None) -> None:
    """Print a dialogue to standard output.

    Args:
        dialogue: The record as a plain dictionary.
        turns: Print only this many turns; all if None.
    """
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
    writers = {turn.get("writer", "rules") for turn in dialogue["turns"]}
    for number, turn in enumerate(dialogue["turns"][:turns]):
        kind = turn["kind"].replace("_", " ")
        back = f", back to {', '.join(map(str, turn['recalls']))}" if turn["recalls"] else ""
        console.print()
        by = f", by {turn['writer']}" if writers != {"rules"} else ""
        console.print(Text(f"[{number}] {kind}{back}, reward {turn['reward']:.2f}{by}", style="dim"))
        _print_hanging(console, "User       ", "bold cyan", messages[2 * number]["content"])
        _print_hanging(console, "Assistant  ", "bold green", messages[2 * number + 1]["content"])
        for evidence in turn["evidence"]:
            place = " › ".join([titles.get(evidence["document"], evidence["document"]), *evidence["section"]])
            source = f"{place} [{evidence['start']}:{evidence['end']}]"
            console.print(Padding(Text(source, style="dim italic"), (0, 0, 0, 11)))
    left = len(dialogue["turns"]) - (turns or len(dialogue["turns"]))
    if left > 0:
        console.print(Text(f"\n… {left} more turn{'s' * (left > 1)}", style="dim"))
