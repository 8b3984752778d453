"""Topic shifts that the last answer names, by title or by link."""

from typing import Any

from topic_shifts import Shifts, shifts_of

DOCUMENTS = [
    {"id": "a", "title": "Potters", "source": "docs/potters.md"},
    {"id": "b", "title": "Kiln (oven)", "source": "docs/kiln.md"},
]


def dialogue(*turns: tuple[str, str, str]) -> dict[str, Any]:
    """Return a dialogue of (kind, document, answer)."""
    messages: list[dict[str, str]] = []
    records = []
    for kind, document, answer in turns:
        messages += [{"content": "?"}, {"content": answer}]
        records.append({"kind": kind, "evidence": [{"document": document, "start": 10, "end": 10 + len(answer)}]})
    return {"documents": DOCUMENTS, "messages": messages, "turns": records}


def test_a_title_in_the_last_answer_names_the_next_topic() -> None:
    for answer, named in (("A kiln is hot.", 1), ("Kilnless days.", 0), ("An oven is hot.", 0)):
        assert shifts_of(dialogue(("opening", "a", answer), ("topic_shift", "b", "Hot.")), {}) == Shifts(1, named)


def test_memory_turns_do_not_count_as_the_last_answer() -> None:
    turns = [("opening", "a", "A kiln is hot."), ("recall", "a", "Hot."), ("topic_shift", "b", "Hot.")]
    assert shifts_of(dialogue(*turns), {}) == Shifts(1, 1)


def test_a_link_in_the_last_answer_names_it_and_one_elsewhere_does_not() -> None:
    turns = dialogue(("opening", "a", "An oven is hot."), ("topic_shift", "b", "Hot."), ("return", "a", "Cold."))
    for start, named in ((13, 1), (3, 0), (30, 0)):
        links = {"a": [{"start": start, "end": start + 4, "target": "Kiln"}]}
        assert shifts_of(turns, links) == Shifts(1, named)
