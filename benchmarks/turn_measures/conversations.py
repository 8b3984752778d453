"""Reads runs and published conversations into one form: a run folder or a file → ``Side``.

Formats of files, found by their content: TREC CAsT 2019 to 2021 (2021 with passages), MTRAG tasks, TREC iKAT, and CoQA
(with the story, which the person who asked had read). The words are those that people typed, not rewrites. A question
without an answer in the file has the empty answer. A record of another shape is an error.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lemnos import open_run
from lemnos.errors import InputError
from lemnos.records import Dialogue
from lemnos.steps.talk.reward.importers.read import read_records


class Exchange(NamedTuple):
    """A user turn and the answer to it."""

    user: str
    answer: str
    kind: str = ""
    """Kind of turn; empty for people's turns."""
    headings: tuple[str, ...] = ()
    """Headings above the passage that answers."""


class Conversation(NamedTuple):
    """One conversation."""

    id: str
    exchanges: tuple[Exchange, ...]
    titles: tuple[str, ...] = ()
    """Titles that the user knows."""
    background: str = ""
    """A text that the user has read before the first turn."""


class Side(NamedTuple):
    """Conversations that are measured together: one column of the table."""

    name: str
    conversations: tuple[Conversation, ...]


class Place(NamedTuple):
    """A user turn of a side."""

    conversation: int
    turn: int


def read_run(path: Path) -> Side:
    """Return the dialogues of a run."""
    return Side(path.name, tuple(map(_of_dialogue, open_run(path).dialogues)))


def _of_dialogue(dialogue: Dialogue) -> Conversation:
    exchanges = tuple(
        Exchange(
            dialogue.messages[2 * number].content,
            dialogue.messages[2 * number + 1].content,
            turn.kind.value,
            tuple(dict.fromkeys(heading for evidence in turn.evidence for heading in evidence.section)),
        )
        for number, turn in enumerate(dialogue.turns)
    )
    return Conversation(dialogue.id, exchanges, tuple(document.title for document in dialogue.documents))


def read_people(given: str) -> Side:
    """Return the conversations of a file, given as ``FILE`` or ``NAME=FILE``.

    Raises:
        InputError: The file cannot be read, or its format is unknown.
    """
    name, found, path = given.rpartition("=")
    path = path if found else given

    def refuse(message: str) -> None:
        raise InputError(message, where=path, remedy="download it again")

    records: list[Any] = [record.value for record in read_records(path, refuse)]
    for format_, fits in _FORMATS.items():
        if all(isinstance(record, dict) and fits <= record.keys() for record in records):
            conversations = tuple(_READERS[format_](records))
            return Side(name if found else f"{format_} {Path(path).stem}", conversations)
    raise InputError("unknown format", where=path, remedy="give a file of CAsT, MTRAG, iKAT or CoQA")


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _cast(topics: Iterable[Mapping[str, Any]]) -> Iterator[Conversation]:
    for topic in topics:
        exchanges = [Exchange(_tidy(turn["raw_utterance"]), _tidy(turn.get("passage"))) for turn in topic["turn"]]
        yield Conversation(f"cast:{topic['number']}", tuple(exchanges), (topic.get("title", ""),))


def _ikat(topics: Iterable[Mapping[str, Any]]) -> Iterator[Conversation]:
    for topic in topics:
        exchanges = [Exchange(_tidy(turn["utterance"]), _tidy(turn["response"])) for turn in topic["turns"]]
        yield Conversation(f"ikat:{topic['number']}", tuple(exchanges), (topic.get("title", ""),))


def _coqa(stories: Iterable[Mapping[str, Any]]) -> Iterator[Conversation]:
    for story in stories:
        exchanges = [Exchange(_tidy(turn["question"]), _tidy(turn["gold"])) for turn in story["turns"]]
        yield Conversation(f"coqa:{story['id']}", tuple(exchanges), background=_tidy(story["story"]))


def _mtrag(tasks: Iterable[Mapping[str, Any]]) -> Iterator[Conversation]:
    longest: dict[str, Mapping[str, Any]] = {}
    for task in tasks:
        kept = longest.setdefault(str(task["conversation_id"]), task)
        if len(task["input"]) > len(kept["input"]):
            longest[str(task["conversation_id"])] = task
    for name, task in longest.items():
        said = [(message["speaker"], _tidy(message["text"])) for message in [*task["input"], *task["targets"][:1]]]
        exchanges = [
            Exchange(text, said[number + 1][1] if said[number + 1 : number + 2] else "")
            for number, (speaker, text) in enumerate(said)
            if speaker == "user"
        ]
        yield Conversation(f"mtrag:{name}", tuple(exchanges))


_FORMATS = {
    "CAsT": {"number", "turn"},
    "iKAT": {"number", "turns", "ptkb"},
    "CoQA": {"id", "story", "turns"},
    "MTRAG": {"conversation_id", "input", "targets"},
}
_READERS = {"CAsT": _cast, "iKAT": _ikat, "CoQA": _coqa, "MTRAG": _mtrag}
