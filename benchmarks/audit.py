"""Audit a finished run record by record: is every dialogue what the dataset card says?

    python benchmarks/audit.py RUN

Counts assistant turns that are marked verbatim but differ from their evidence; words of the other turns that are
neither in the evidence nor in earlier messages; recalled sentences that no earlier answer contains; segments used
twice; user turns repeated (ignoring case and punctuation); messages that are not a valid conversation; score cards that
do not follow from their record; and turns with residue of markup, tables or navigation. The exit status is 1 unless
every count except residue is 0; residue is matched by patterns and printed with examples to look at.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import msgspec

from lemnos.errors import ConversationError
from lemnos.records import MEMORY_KINDS, Dialogue, ScoreCard
from lemnos.records.conversation import validate
from lemnos.steps.talk.check.score_card import score_card
from lemnos.steps.talk.check.text_checks import normalised
from lemnos.steps.talk.check.turn_quality import qualities
from lemnos.steps.talk.memory.grounding import grounded
from lemnos.store.run_folder import existing_run

MUST = (
    "not verbatim",
    "words from nowhere",
    "recalled without having been told",
    "segments told twice",
    "user turns said twice",
    "not a valid conversation",
    "score cards not as counted",
)
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


def recounted(dialogue: Dialogue) -> ScoreCard:
    """Return the score card computed from the record; values that need the whole cluster are copied from its card."""
    card = dialogue.meta.card
    faults = round((1 - card.soundness) * len(dialogue.turns))
    titles = {document.id: document.title for document in dialogue.documents}
    rated = qualities(dialogue.messages, dialogue.turns, titles, dialogue.meta.language)
    turns = [
        msgspec.structs.replace(turn, quality=quality) for turn, quality in zip(dialogue.turns, rated, strict=True)
    ]
    return score_card(turns, faults, card.coverage)


def main() -> None:
    """Audit the run named on the command line."""
    run = existing_run(Path(sys.argv[1]))
    texts = {record["id"]: record["text"] for record in run.read_records("documents")}
    must: Counter[str] = Counter()
    residue: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    dialogues = turns = memory = 0
    for record in run.read_records("dialogues"):
        dialogue = msgspec.convert(record, Dialogue)
        dialogues += 1
        turns += len(dialogue.turns)
        try:
            validate(dialogue.messages)
        except ConversationError:
            must["not a valid conversation"] += 1
        answers = [message.content for message in dialogue.messages[1::2]]
        questions = [message.content for message in dialogue.messages[::2]]
        segments = [
            answer for turn, answer in zip(dialogue.turns, answers, strict=True) if turn.kind not in MEMORY_KINDS
        ]
        must["segments told twice"] += len(segments) - len(set(segments))
        must["user turns said twice"] += len(questions) - len(set(map(normalised, questions)))
        must["score cards not as counted"] += dialogue.meta.card != recounted(dialogue)
        for number, (turn, answer) in enumerate(zip(dialogue.turns, answers, strict=True)):
            spans = [texts[place.document][place.start : place.end] for place in turn.evidence]
            if turn.verbatim:
                must["not verbatim"] += " ".join(spans) != answer
            else:
                before = [message.content for message in dialogue.messages[: 2 * number + 1]]
                must["words from nowhere"] += bool(grounded(answer, spans, before))
            if turn.kind in MEMORY_KINDS:
                memory += 1
                told = [answers[earlier] for earlier in turn.recalls]
                must["recalled without having been told"] += any(
                    all(span not in answer for answer in told) for span in spans
                )
        for message in dialogue.messages:
            for name, pattern in RESIDUE.items():
                found = pattern.search(message.content)
                if found:
                    residue[name] += 1
                    shown = message.content[max(0, found.start() - 40) : found.end() + 40].replace("\n", " ")
                    examples.setdefault(name, []).append(shown)
    print(f"{dialogues:,} dialogues, {turns:,} turns, {memory:,} of them memory turns")
    for name in MUST:
        print(f"{must[name]:8,}  {name}")
    for name in RESIDUE:
        print(f"{residue[name]:8,}  messages that match a pattern of {name}")
        for example in examples.get(name, [])[:: max(1, len(examples.get(name, [])) // 5)][:5]:
            print(f"            … {example}")
    sys.exit(1 if any(must.values()) else 0)


if __name__ == "__main__":
    main()
