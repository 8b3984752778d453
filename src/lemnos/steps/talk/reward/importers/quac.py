"""Imports QuAC (Choi et al. 2018, quac.ai), ``train_v0.2.json`` and ``val_v0.2.json``: articles → ``Conversation``.

Answers are spans of a section.
"""

from collections.abc import Iterator, Sequence

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.steps.talk.reward.importers.conversation import Conversation, without_refusals
from lemnos.steps.talk.reward.importers.record import Answers, Record, converted, has, sentences_around

_NONE = "CANNOTANSWER"


class _Span(msgspec.Struct):
    text: str
    answer_start: int


class _Question(msgspec.Struct):
    answers: list[_Span] = []
    orig_answer: _Span | None = None


class _Paragraph(msgspec.Struct):
    id: str
    context: str
    qas: list[_Question]


class _Article(msgspec.Struct):
    paragraphs: list[_Paragraph]


def _articles(value: object) -> list[object]:
    articles = value["data"] if isinstance(value, dict) and isinstance(value.get("data"), list) else [value]
    return [article for article in articles if has(article, "paragraphs")]


def fits(value: object) -> bool:
    """Return whether a record is a QuAC file or an article of one."""
    return any(
        has(paragraph, "context", "qas")
        for article in _articles(value)
        if isinstance(article, dict) and isinstance(article["paragraphs"], list)
        for paragraph in article["paragraphs"]
    )


def conversations(records: Sequence[Record], answers: Answers, problem: Problem) -> Iterator[Conversation]:
    """Yield the conversations. All answers of a conversation are from one section."""
    for record in records:
        for number, value in enumerate(_articles(record.value), 1):
            for article in converted(Record(f"{record.where}, article {number}", value), _Article, problem):
                for paragraph in article.paragraphs:
                    texts = [_text(paragraph.context, question, answers) for question in paragraph.qas]
                    # Several conversations may be about one section.
                    yield Conversation(f"quac:{paragraph.id.partition('_q#')[0]}", without_refusals(texts))


def _text(context: str, question: _Question, answers: Answers) -> str:
    span = question.orig_answer or (question.answers[0] if question.answers else None)
    if span is None or span.text == _NONE:
        return ""
    around = sentences_around(context, span.answer_start, span.answer_start + len(span.text))
    return (around if answers == "source" else "") or span.text
