"""Benchmarks of conversations: CoQA, QuAC and SQuAD (nested), iKAT, CAsT, MTRAG, MT-Bench and MT-Eval.

``Row`` → one ``Item`` for each turn that is asked, with the turns before it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.readers.base import Row, item, text_of, texts_of


def turns(
    row: Row,
    benchmark: str,
    group: str,
    said: Sequence[tuple[str, tuple[str, ...]]],
    passages: tuple[str, ...] = (),
    titles: tuple[str, ...] = (),
    *,
    secret: bool | None = None,
) -> Iterator[Item]:
    """Yield an item for each turn of a conversation: what the user says, and the answers."""
    history: list[str] = []
    for number, (question, answers) in enumerate(said, 1):
        if question.strip():
            yield item(
                row,
                benchmark,
                id=f"{group}:{number}",
                question=question,
                answers=answers,
                history=tuple(history),
                passages=passages,
                titles=titles,
                group=group,
                secret=bool(answers) if secret is None else secret,
            )
        history += [question, *answers[:1]]


def coqa(row: Row, benchmark: str) -> Iterator[Item]:
    """CoQA (Reddy et al. 2019): a story with turns, as published or one line a story."""
    value = row.value
    for story in value["data"] if isinstance(value.get("data"), list) else [value]:
        group = str(story.get("id") or row.source)
        if isinstance(story.get("turns"), list):
            said = [(text_of(turn), texts_of(turn.get("answers") or turn.get("gold"))) for turn in story["turns"]]
        else:
            asked, given = texts_of(story.get("questions")), texts_of(story.get("answers"))
            said = [(question, (answer,)) for question, answer in zip(asked, given, strict=False)]
        said = [(question, tuple(dict.fromkeys(answers))) for question, answers in said]
        yield from turns(row, benchmark, group, said, texts_of(story.get("story")), texts_of(story.get("filename")))


def squad(row: Row, benchmark: str) -> Iterator[Item]:
    """SQuAD and QuAC as published: articles, paragraphs, questions with answers."""
    for article in row.value["data"]:
        for paragraph in article.get("paragraphs") or ():
            for asked in paragraph.get("qas") or ():
                yield item(
                    row,
                    benchmark,
                    id=str(asked.get("id") or row.source),
                    question=text_of(asked),
                    answers=tuple(dict.fromkeys(texts_of(asked.get("answers")))),
                    passages=texts_of(paragraph.get("context")),
                    titles=texts_of(article.get("title")),
                    group=str(article.get("title") or ""),
                )


def ikat(row: Row, benchmark: str) -> Iterator[Item]:
    """TREC iKAT: personal statements and turns of utterance and response."""
    group = f"{row.file}:{row.value.get('number')}"
    given = row.value["turns"]
    said = [(text_of(turn.get("utterance")), texts_of(turn.get("response"))) for turn in given]
    yield from turns(row, benchmark, group, said)
    for number, turn in enumerate(given, 1):
        resolved = text_of(turn.get("resolved_utterance"))
        if resolved and resolved != text_of(turn.get("utterance")):
            yield item(
                row,
                benchmark,
                id=f"{group}:{number}:resolved",
                question=resolved,
                answers=texts_of(turn.get("response")),
                group=group,
            )


def cast(row: Row, benchmark: str) -> Iterator[Item]:
    """TREC CAsT: turns with rewrites; passages of 2021 are documents of the collection, not answers."""
    group = f"{row.file}:{row.value.get('number')}"
    history: list[str] = []
    for number, turn in enumerate(row.value["turn"], 1):
        asked = text_of(turn.get("raw_utterance"))
        rewritten = text_of(turn.get("manual_rewritten_utterance"))
        passages = texts_of(turn.get("passage"))
        for end, question in (("", asked), (":rewritten", rewritten if rewritten != asked else "")):
            if question:
                yield item(
                    row,
                    benchmark,
                    id=f"{group}:{number}{end}",
                    question=question,
                    answers=() if end or not rewritten else (rewritten,),
                    history=() if end else tuple(history),
                    passages=passages,
                    group=group,
                )
        history.append(asked)


def mtrag(row: Row, benchmark: str) -> Iterator[Item]:
    """MTRAG and MTRAG-UN: the conversation so far, the passages and the answer."""
    said = [text_of(message) for message in row.value["input"]]
    held = row.value.get("contexts") or ()
    yield item(
        row,
        benchmark,
        id=str(row.value.get("task_id") or row.source),
        question=said[-1],
        answers=texts_of(row.value.get("targets")),
        history=tuple(said[:-1]),
        passages=texts_of(held),
        titles=tuple(text for one in held if isinstance(one, dict) and (text := text_of(one.get("title")))),
        group=str(row.value.get("conversation_id") or ""),
    )


def mt_bench(row: Row, benchmark: str) -> Iterator[Item]:
    """MT-Bench: turns of a user, few with a reference; a judge reads what a model answers."""
    references = texts_of(row.value.get("reference"))
    said = [(text_of(turn), references[number : number + 1]) for number, turn in enumerate(row.value["turns"])]
    yield from turns(row, benchmark, str(row.value.get("question_id") or row.source), said)


def mt_eval(row: Row, benchmark: str) -> Iterator[Item]:
    """MT-Eval: turns of ``user`` and ``sys``."""
    value = row.value
    given: Any = value if isinstance(value, list) else value.get("conv") or value.get("conversation")
    name = given[0].get("id") if isinstance(value, list) else value.get("id") or value.get("question_id")
    said = [(text_of(turn.get("user")), texts_of(turn.get("sys"))) for turn in given]
    yield from turns(row, benchmark, f"{row.file}:{name if name is not None else row.source}", said)


def messages(row: Row, benchmark: str) -> Iterator[Item]:
    """Messages of a chat, with roles; also ``messages_display`` of tau-bench, which has them in one text."""
    said: list[tuple[str, tuple[str, ...]]] = []
    for role, text in _messages(row.value):
        if role in ("user", "human"):
            said.append((text, ()))
        elif said and role in ("assistant", "gpt", "model", "agent", "ai") and text:
            said[-1] = (said[-1][0], (*said[-1][1], text))
    group = str(row.value.get("id") or row.source)
    yield from turns(row, benchmark, group, said, secret=True)


def _messages(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    display = value.get("messages_display")
    if isinstance(display, str):
        said: list[tuple[str, list[str]]] = []
        for line in display.split("\n"):
            head, colon, rest = line.partition(": ")
            if colon and head in ("user", "assistant", "tool", "system"):
                said.append((head, [rest]))
            elif said:
                said[-1][1].append(line)
        yield from ((role, "" if lines == ["None"] else "\n".join(lines)) for role, lines in said)
        return
    for message in value.get("messages") or value.get("conversations") or ():
        if isinstance(message, dict):
            speaker = message.get("role") or message.get("from") or message.get("speaker")
            yield str(speaker).lower(), text_of(message)
