"""Check a finished run record by record: is every dialogue what the card says?

    python benchmarks/audit.py RUN

Counts assistant turns that are not the evidence to the letter, segments told twice in a dialogue, user turns said
twice, messages that are no valid conversation, and turns with residue of markup, tables or navigation. Everything but
residue must be 0, else the exit status is 1; residue is a list of patterns to look at, printed with examples.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import msgspec

from lemnos.conversation import validate
from lemnos.errors import ConversationError
from lemnos.records import Dialogue
from lemnos.store.run import existing_run

RESIDUE = {
    "wikitext": re.compile(r"\[\[|\]\]|\{\{|\}\}|'''|\{\||\|\}|^==|==$", re.MULTILINE),
    "html": re.compile(
        r"</?(?:div|span|table|td|tr|ref|br|p|li|ul|sup|sub|small)\b[^>]*>|&(?:nbsp|amp|lt|gt|quot|#\d+);"
    ),
    "markdown": re.compile(r"\]\(|^#{1,6} |^```|\*\*|^\|.*\|$|^> \[!", re.MULTILINE),
    "navigation": re.compile(
        r"\bRetrieved from\b|\[edit\]|^Enlarge$|Jump to:|In this article|Related subjects:", re.MULTILINE
    ),
    "holes": re.compile(r"\(\s*[,;)]|\s[,;.](?:\s|$)|\bof ,|\bin ,|  "),
    "table": re.compile(r"\t|\S {3,}\S| \| "),
}


def main() -> None:
    """Audit the run named on the command line."""
    run = existing_run(Path(sys.argv[1]))
    texts = {record["id"]: record["text"] for record in run.read_records("documents")}
    must: Counter[str] = Counter()
    residue: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    dialogues = turns = 0
    for record in run.read_records("dialogues"):
        dialogue = msgspec.convert(record, Dialogue)
        dialogues += 1
        turns += len(dialogue.turns)
        try:
            validate(dialogue.messages)
        except ConversationError:
            must["not a valid conversation"] += 1
        answers = [message.content for message in dialogue.messages[1::2]]
        questions = [message.content.casefold() for message in dialogue.messages[::2]]
        must["segments told twice"] += len(answers) - len(set(answers))
        must["user turns said twice"] += len(questions) - len(set(questions))
        for turn, answer in zip(dialogue.turns, answers, strict=True):
            place = turn.evidence[0]
            must["not verbatim"] += texts[place.document][place.start : place.end] != answer
        for message in dialogue.messages:
            for name, pattern in RESIDUE.items():
                found = pattern.search(message.content)
                if found:
                    residue[name] += 1
                    shown = message.content[max(0, found.start() - 40) : found.end() + 40].replace("\n", " ")
                    examples.setdefault(name, []).append(shown)
    print(f"{dialogues:,} dialogues, {turns:,} turns")
    for name in ("not verbatim", "segments told twice", "user turns said twice", "not a valid conversation"):
        print(f"{must[name]:8,}  {name}")
    for name in RESIDUE:
        print(f"{residue[name]:8,}  messages with a pattern of {name}")
        for example in examples.get(name, [])[:: max(1, len(examples.get(name, [])) // 5)][:5]:
            print(f"            … {example}")
    sys.exit(1 if any(must.values()) else 0)


if __name__ == "__main__":
    main()
