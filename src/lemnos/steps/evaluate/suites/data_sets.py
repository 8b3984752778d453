"""Data sets of conversations → ``Question`` in the one documented form: CoQA, iKAT, MTRAG, CAsT, and the form itself.

Each reader takes the set's own files as they are published, or its lines in the form. Turns without an answer end the
history that later turns have of it: what the assistant said is unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.steps.evaluate.suites.conversations import Question, Said
from lemnos.steps.evaluate.suites.files import ItemError, Line, field, read_bytes, read_lines, rejected

Reader = Callable[[Line], Iterator[Question]]


def questions_of(suite: str, path: str) -> Iterator[Question | Rejected]:
    """Yield the questions in the files of a set.

    Raises:
        InputError: A file cannot be read.
    """
    own = partial(cast, _rewrites(path)) if suite == "cast" else READERS[suite]

    def read(line: Line) -> Iterator[Question]:
        yield from (_documented if {"question", "answers", "conversation"} <= line.value.keys() else own)(line)

    seen: set[str] = set()
    for found in read_lines(path, read):
        if isinstance(found, Question) and found.id in seen:
            yield rejected("repeated", "a question before it has the same id", found.source, found.id)
            continue
        if isinstance(found, Question):
            seen.add(found.id)
        yield found


def _documented(line: Line) -> Iterator[Question]:
    value = {key: given for key, given in line.value.items() if given is not None} | {"source": line.source}
    for key in ("id", "conversation"):
        if isinstance(value.get(key), int):
            value[key] = str(value[key])
        if value.get(key) == "":
            raise ItemError("bad_field", f"the field {key!r} is empty")
    try:
        question = msgspec.convert(value, Question)
    except msgspec.ValidationError as error:
        raise ItemError("bad_field", str(error)) from None
    unknown = sorted({said.role for said in question.history} - {"user", "assistant"})
    if unknown:
        raise ItemError("bad_role", f"a message of the history has the role {unknown[0]!r}")
    yield question


def _conversations(line: Line) -> Iterator[Question]:
    """``conversations``: the documented form only."""
    yield from ()
    missing = [key for key in ("id", "conversation", "question", "answers") if key not in line.value]
    raise ItemError("unknown_form", f"it lacks {', '.join(missing)}")


def coqa(line: Line) -> Iterator[Question]:
    """CoQA (Reddy et al. 2019): a story, and turns of question and answer; as published, or one line a story."""
    value = line.value
    if isinstance(value.get("data"), list):  # coqa-dev-v1.0.json
        for story in value["data"]:
            if isinstance(story, dict):
                yield from coqa(Line(_story(story), line.source, line.file))
        return
    story, turns = field(line, "story", str), field(line, "turns", list)
    conversation = str(field(line, "id", (str, int)))
    history: list[Said] = []
    for number, turn in enumerate(turns):
        question, answers = _at(turn, "question", number), [str(answer) for answer in turn.get("answers") or ()]
        gold = str(turn.get("gold") or (answers[0] if answers else ""))
        yield Question(
            id=f"{conversation}:{number + 1}",
            conversation=conversation,
            question=question,
            answers=(gold, *answers),
            history=tuple(history),
            context=story,
            source=line.source,
        )
        history += [Said("user", question), Said("assistant", gold)]


def stories(line: Line) -> Iterator[Question]:
    """CoQA with the story as the first turn of the history, not as what stands before any: told by the user."""
    for question in coqa(line):
        history = (Said("user", question.context), *question.history)
        yield msgspec.structs.replace(question, context="", history=history)


def _story(story: dict[str, Any]) -> dict[str, Any]:
    """Return a story of the published file with its questions and answers joined by turn."""
    answers = [str(answer.get("input_text", "")) for answer in story.get("answers") or () if isinstance(answer, dict)]
    questions = [str(asked.get("input_text", "")) for asked in story.get("questions") or () if isinstance(asked, dict)]
    turns = [{"question": q, "gold": a, "answers": [a]} for q, a in zip(questions, answers, strict=False)]
    return {"id": story.get("id"), "story": story.get("story"), "turns": turns}


def ikat(line: Line) -> Iterator[Question]:
    """TREC iKAT topics: personal statements (PTKB) and turns of utterance and response."""
    number_ = str(field(line, "number", (str, int)))
    conversation = f"{line.file}:{number_}"
    told = line.value.get("ptkb")
    statements = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    persona = " ".join(str(statement) for statement in statements)
    history: list[Said] = []
    for number, turn in enumerate(field(line, "turns", list)):
        asked, answer = _at(turn, "utterance", number), str(turn.get("response") or "")
        if number:
            yield Question(
                id=f"{conversation}:{turn.get('turn_id', number + 1)}",
                conversation=conversation,
                question=asked,
                answers=(answer,),
                history=tuple(history),
                persona=persona,
                topic=f"{line.file}:{number_.partition('-')[0]}",
                source=line.source,
            )
        history += [Said("user", asked), Said("assistant", answer)]


def mtrag(line: Line) -> Iterator[Question]:
    """MTRAG and MTRAG-UN: a task holds the conversation so far, the passages and the answer."""
    messages = [_said(message) for message in field(line, "input", list)]
    if not messages or messages[-1].role != "user":
        raise ItemError("no_question", "its conversation does not end with the user")
    passages = [
        str(held.get("text", "")).strip() for held in line.value.get("contexts") or () if isinstance(held, dict)
    ]
    yield Question(
        id=str(field(line, "task_id", str)),
        conversation=str(field(line, "conversation_id", str)),
        question=messages[-1].content,
        answers=tuple(_said(target).content for target in field(line, "targets", list)),
        history=tuple(messages[:-1]),
        context="\n\n".join(passages),
        source=line.source,
    )


def _said(message: Any) -> Said:
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise ItemError("bad_field", "a message has no text")
    return Said("user" if message.get("speaker") == "user" else "assistant", message["text"])


def cast(rewrites: Mapping[str, str], line: Line) -> Iterator[Question]:
    """TREC CAsT topics: with passages (2021), they are the answers; without, the question in full is (2019, 2020).

    Args:
        rewrites: ``TOPIC_TURN`` → the question in full, for topics that do not hold it themselves (2019).
        line: A topic.
    """
    topic = str(field(line, "number", (str, int)))
    history: list[Said] = []
    turns = field(line, "turn", list)
    has_passages = any(isinstance(turn, dict) and turn.get("passage") for turn in turns)
    found = False
    for number, turn in enumerate(turns):
        asked = _at(turn, "raw_utterance", number)
        passage = str(turn.get("passage") or "")
        place = turn.get("number", number + 1)
        full = str(turn.get("manual_rewritten_utterance") or rewrites.get(f"{topic}_{place}") or "")
        found = found or bool(has_passages or full)
        if number and (has_passages or full.strip() not in ("", asked.strip())):
            yield Question(
                id=f"{topic}:{place}",
                conversation=topic,
                question=asked,
                answers=(passage if has_passages else full,),
                history=tuple(history),
                asks="answer" if has_passages else "rewrite",
                source=line.source,
            )
        history.append(Said("user", asked))
        if passage:
            history.append(Said("assistant", passage))
    if not found:
        raise ItemError("no_answer", "its turns have neither passages nor questions in full")


def _rewrites(path: str) -> dict[str, str]:
    """Return the questions in full that stand in tables of their own (``31_2``, tab, text) beside the topics."""
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*resolved*.tsv")):
        for row in read_bytes(file).decode("utf-8", "replace").splitlines():
            turn, tab, text = row.partition("\t")
            if tab:
                found[turn.strip()] = text.strip()
    return found


def _at(turn: Any, key: str, number: int) -> str:
    if not isinstance(turn, dict) or not isinstance(turn.get(key), str):
        raise ItemError("bad_field", f"turn {number + 1} has no {key!r}")
    return str(turn[key])


READERS: dict[str, Reader] = {
    "conversations": _conversations,
    "coqa": coqa,
    "stories": stories,
    "ikat": ikat,
    "mtrag": mtrag,
    "cast": partial(cast, {}),
}
"""Suite → the reader of the set's own files."""
