"""Data of suites becomes items: prompts as they should read, and what cannot be used with its reason."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import InputError
from lemnos.records import Dialogue, DialogueMeta, Rejected, ScoreCard, Turn, TurnKind, Utterance
from lemnos.steps.evaluate.suites.base import base_items
from lemnos.steps.evaluate.suites.conversations import Question, gain_items, sample
from lemnos.steps.evaluate.suites.data_sets import questions_of
from lemnos.steps.evaluate.suites.functions import function_items
from lemnos.steps.evaluate.suites.items import Item
from lemnos.steps.evaluate.suites.memory import copy_items, recall_items, recollection_items
from lemnos.steps.evaluate.suites.prose import context_items, pieces, text_items
from tests.steps.evaluate.conftest import Write, story


def split(found: Any) -> tuple[list[Any], list[Rejected]]:
    held = list(found)
    return [one for one in held if not isinstance(one, Rejected)], [one for one in held if isinstance(one, Rejected)]


def gains(suite: str, path: str, seed: int = 0) -> tuple[list[Item], list[Rejected]]:
    questions, rejected = split(questions_of(suite, path))
    items, more = split(gain_items(suite, questions, seed))
    return items, rejected + more


def test_a_question_stands_after_the_true_history_a_wrong_one_and_none(write: Write) -> None:
    items, rejected = gains("coqa", write("coqa.jsonl", [story("Ann", 3), story("Bob", 3)]))
    item = next(item for item in items if item.id == "Ann:3")
    true, wrong, none = item.requests
    question = "User: What is thing 2 of Ann?\nAssistant:"
    assert true.prompt.text() == (
        "This is a story of Ann.\n\n"
        "User: What is thing 0 of Ann?\nAssistant: thing Ann0\n"
        "User: What is thing 1 of Ann?\nAssistant: thing Ann1\n" + question
    )
    assert (
        wrong.prompt.text()
        == true.prompt.text().replace("Ann", "Bob").replace("story of Bob", "story of Ann", 1)[: -len(question)]
        + question
    )
    assert none.prompt.text() == "This is a story of Ann.\n\n" + question
    assert {request.continuation for request in item.requests} == {" thing Ann2"}
    assert (item.cluster, item.kind, item.gold) == ("Ann", "gain", 0)
    assert [(one.rule, one.record) for one in rejected] == [("no_history", "Ann:1"), ("no_history", "Bob:1")]


def test_a_story_can_be_told_in_the_history(write: Write) -> None:
    items, rejected = gains("stories", write("coqa.jsonl", [story("Ann", 2), story("Bob", 2)]))
    true, wrong, none = next(item for item in items if item.id == "Ann:2").requests
    question = "User: What is thing 1 of Ann?\nAssistant:"
    told = "User: This is a story of Ann.\nUser: What is thing 0 of Ann?\nAssistant: thing Ann0\n"
    assert true.prompt.text() == told + question
    assert wrong.prompt.text() == told.replace("Ann", "Bob") + question
    assert none.prompt.text() == question
    assert (len(items), rejected) == (4, [])


def test_a_wrong_history_has_as_many_turns_or_the_item_is_left_out(write: Write) -> None:
    items, rejected = gains("coqa", write("coqa.jsonl", [story("Ann", 5), story("Bob", 3), story("Eve", 2)]))
    assert all(len({len(request.prompt.turns) for request in item.requests[:2]}) == 1 for item in items)
    assert [one.record for one in rejected if one.rule == "no_wrong_history"] == ["Ann:4", "Ann:5"]


def test_a_wrong_history_has_answers_if_the_true_one_has(tmp_path: Path) -> None:
    topics = [cast_topic(n, manual_rewritten_utterance=f"Full {n}") for n in (1, 2, 3)]
    topics += [cast_topic(n, passage=f"P{n}") for n in (4, 5)]
    (tmp_path / "a.json").write_text(json.dumps(topics))
    items, rejected = gains("cast", str(tmp_path / "a.json"))
    assert (len(items), rejected) == (5, [])
    for item in items:
        true, wrong, _ = item.requests
        assert ("Assistant" in true.prompt.turns[0]) == ("Assistant" in wrong.prompt.turns[0])


def test_arrays_one_a_line_are_rejected_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('[{"user": "x"}]\n[{"user": "y"}]\n')
    items, rejected = split(recollection_items(str(tmp_path / "a.jsonl")))
    assert (items, [one.rule for one in rejected]) == ([], ["not_an_object"] * 2)


def test_of_the_folder_of_mt_eval_only_recollection_is_read(tmp_path: Path, write: Write) -> None:
    write("m/cls_ablation_gold.jsonl", [recollection("rain")])
    write("m/documents.jsonl", [{"topic": "tea"}])
    items, rejected = split(recollection_items(str(tmp_path / "m")))
    assert (len(items), rejected) == (1, [])


def test_the_seed_draws_the_wrong_history(write: Write) -> None:
    path = write("coqa.jsonl", [story(name, 3) for name in ("Ann", "Bob", "Eve", "Ida", "Jon", "Kim")])
    drawn = {seed: [item.requests[1].prompt.text() for item in gains("coqa", path, seed)[0]] for seed in (0, 1)}
    assert drawn[0] == [item.requests[1].prompt.text() for item in gains("coqa", path, 0)[0]]
    assert drawn[0] != drawn[1]


def test_the_published_file_of_coqa_is_read(tmp_path: Path) -> None:
    data = [
        {
            "id": name,
            "story": f"About {name}.",
            "questions": [{"input_text": f"Who is {name}?"}, {"input_text": "Why?"}],
            "answers": [{"input_text": name}, {"input_text": "because"}],
        }
        for name in ("Ann", "Bob")
    ]
    path = tmp_path / "coqa-dev-v1.0.json"
    path.write_text(json.dumps({"version": "1.0", "data": data}))
    items, _ = gains("coqa", str(path))
    assert [(item.id, item.requests[0].continuation) for item in items] == [
        ("Ann:2", " because"),
        ("Bob:2", " because"),
    ]


def topic(number: str, told: str) -> dict[str, Any]:
    turns = [
        {"turn_id": place, "utterance": f"{told} question {place}?", "response": f"{told} response {place}."}
        for place in (1, 2, 3)
    ]
    return {"number": number, "ptkb": {"1": f"I like {told}.", "2": "I am tall."}, "turns": turns}


def test_personal_statements_are_the_first_turn_and_a_topic_lends_itself_nothing(tmp_path: Path) -> None:
    path = tmp_path / "topics.json"
    path.write_text(json.dumps([topic("1-1", "tea"), topic("1-2", "milk"), topic("2-1", "rain")]))
    items, rejected = gains("ikat", str(path))
    assert rejected == []
    item = next(item for item in items if item.id == "topics:1-1:2")
    assert item.requests[0].prompt.turns == (
        "About the user: I like tea. I am tall.\n",
        "User: tea question 1?\nAssistant: tea response 1.\n",
    )
    assert item.requests[1].prompt.turns == (
        "About the user: I like rain. I am tall.\n",
        "User: rain question 1?\nAssistant: rain response 1.\n",
    )
    assert item.requests[2].prompt.turns == ()


def test_tasks_of_mtrag_hold_passages_history_and_answer(write: Write) -> None:
    def task(name: str) -> dict[str, Any]:
        said = [("user", f"{name} first?"), ("agent", f"{name} one."), ("user", f"{name} second?")]
        return {
            "conversation_id": name,
            "task_id": f"{name}<::>2",
            "contexts": [{"text": f" {name} passage. "}, {"text": "Another."}],
            "input": [{"speaker": speaker, "text": text} for speaker, text in said],
            "targets": [{"speaker": "agent", "text": f"{name} two."}],
        }

    items, rejected = gains("mtrag", write("tasks.jsonl", [task("a"), task("b"), {"task_id": "c"}]))
    assert items[0].requests[0].prompt.text() == (
        "a passage.\n\nAnother.\n\nUser: a first?\nAssistant: a one.\nUser: a second?\nAssistant:"
    )
    assert items[0].requests[0].continuation == " a two."
    assert [one.rule for one in rejected] == ["bad_field"]


def cast_topic(number: int, **more: str) -> dict[str, Any]:
    turns = [
        {
            "number": place,
            "raw_utterance": f"Q{place} of {number}",
            **{key: f"{text} {place}" for key, text in more.items()},
        }
        for place in (1, 2)
    ]
    return {"number": number, "turn": turns}


def test_answers_of_cast_are_passages_or_questions_in_full(tmp_path: Path) -> None:
    topics = [cast_topic(1), cast_topic(2), *(cast_topic(n, manual_rewritten_utterance=f"Full {n}") for n in (3, 4))]
    (tmp_path / "a.json").write_text(json.dumps(topics))
    (tmp_path / "b.json").write_text(json.dumps([cast_topic(n, passage=f"P{n}") for n in (5, 6)]))
    (tmp_path / "x_resolved.tsv").write_text("1_1\tFull 1 1\n1_2\tFull 1 2\n")
    items, rejected = gains("cast", str(tmp_path))
    told = {item.id: (item.stratum, item.requests[0].prompt.text(), item.requests[0].continuation) for item in items}
    assert told["1:2"] == ("rewrite", "User: Q1 of 1\nUser: Q2 of 1\nQuestion in full:", " Full 1 2")
    assert told["3:2"] == ("rewrite", "User: Q1 of 3\nUser: Q2 of 3\nQuestion in full:", " Full 3 2")
    assert told["5:2"] == ("answer", "User: Q1 of 5\nAssistant: P5 1\nUser: Q2 of 5\nAssistant:", " P5 2")
    assert [one.rule for one in rejected] == ["no_answer"]


def test_the_documented_form_is_read_by_every_suite_of_conversations(write: Write) -> None:
    def line(name: str, **more: Any) -> dict[str, Any]:
        history = [{"role": "user", "content": f"Hi {name}"}, {"role": "assistant", "content": "Hi."}]
        known = {"id": name, "conversation": name, "history": history, "question": "And?", "answers": ["So."]}
        return known | more

    path = write(
        "own.jsonl", [line("a", context="Given."), line("b"), line("b"), line("c", history=[{"role": "tool"}])]
    )
    for suite in ("conversations", "coqa", "cast"):
        items, rejected = gains(suite, path)
        assert [item.id for item in items] == ["a", "b"]
        assert items[0].requests[0].prompt.text() == "Given.\n\nUser: Hi a\nAssistant: Hi.\nUser: And?\nAssistant:"
        assert sorted(one.rule for one in rejected) == ["bad_field", "repeated"]
        assert all(":" in one.source for one in rejected)


@pytest.mark.parametrize(
    ("suite", "record", "prompt", "choices", "gold"),
    [
        ("blimp", {"sentence_good": "Cats sleep.", "sentence_bad": "Cats sleeps.", "UID": "agreement", "pairID": "3"},
         "", ["Cats sleep.", "Cats sleeps."], 0),
        ("lambada", {"context": "He took his", "continuation": "hat"}, "He took his", [" hat"], 0),
        ("lambada", {"text": "He took his hat"}, "He took his", [" hat"], 0),
        ("piqa", {"query": "Question: Open it.\n", "choices": ["Pull", "Push "], "gold": 1},
         "Question: Open it.\nAnswer:", [" Pull", " Push"], 1),
        ("piqa", {"goal": "Open it.", "sol1": "Pull", "sol2": "Push", "label": 0},
         "Question: Open it.\nAnswer:", [" Pull", " Push"], 0),
        ("arc", {"query": "Question: Which?", "choices": ["a", "b", "c"], "gold": 2},
         "Question: Which?\nAnswer:", [" a", " b", " c"], 2),
        ("arc", {"question": {"stem": "Which?", "choices": [{"text": "a", "label": "A"}, {"text": "b", "label": "B"}]},
                 "answerKey": "B"}, "Question: Which?\nAnswer:", [" a", " b"], 1),
        ("copycolors", {"id": "7_shift1", "context": "Q\nAnswer:", "choices": [" A", " B"], "gold": 1},
         "Q\nAnswer:", [" A", " B"], 1),
    ],
)  # fmt: skip
def test_items_of_base_ability(
    write: Write, suite: str, record: dict[str, Any], prompt: str, choices: list[str], gold: int
) -> None:
    (item,), rejected = split(base_items(suite, write("data.jsonl", [record])))
    assert rejected == []
    assert [request.continuation for request in item.requests] == choices
    assert {request.prompt.text() for request in item.requests} == {prompt}
    assert item.gold == gold


@pytest.mark.parametrize(
    ("suite", "record", "rule"),
    [
        ("blimp", {"sentence_good": "a"}, "bad_field"),
        ("lambada", {"text": "word"}, "no_context"),
        ("piqa", {"query": "q", "choices": ["a", "b"], "gold": 2}, "bad_gold"),
        ("piqa", {"query": "q", "choices": ["a", " "], "gold": 0}, "bad_choices"),
        ("arc", {"question": {"stem": "q", "choices": []}, "answerKey": "A"}, "bad_gold"),
        ("copycolors", {"id": 1, "context": "q", "choices": [" A"], "gold": True}, "bad_gold"),
        ("arc", "text", "not_an_object"),
    ],
)
def test_a_record_that_cannot_be_used_is_rejected_with_its_line(
    write: Write, suite: str, record: Any, rule: str
) -> None:
    items, (rejected,) = split(base_items(suite, write("data.jsonl", [record])))
    assert items == []
    assert rejected.rule == rule
    assert rejected.source.endswith("data.jsonl:1")


def test_a_broken_line_does_not_end_the_file(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'{"text": "one two"}\n{"text": \n\xff\n{"text": "three four"}\n')
    items, rejected = split(base_items("lambada", str(path)))
    assert [item.requests[0].continuation for item in items] == [" two", " four"]
    assert [(one.rule, one.source[-2:]) for one in rejected] == [("not_json", ":2"), ("not_json", ":3")]


_ASKED = {
    "id": "a:2",
    "conversation": "a",
    "history": [{"role": "user", "content": "Who built it?"}],
    "question": "When?",
    "answers": ["In 1811."],
}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": 7, "conversation": 1}, ""),
        ({"context": None, "persona": None, "topic": None, "note": {}}, ""),
        ({"id": ""}, "the field 'id' is empty"),
        ({"conversation": ""}, "the field 'conversation' is empty"),
        ({"asks": "summary"}, "Invalid enum value 'summary' - at `$.asks`"),
        ({"answers": "In 1811."}, "Expected `array`, got `str` - at `$.answers`"),
        ({"history": [{"role": "system", "content": ""}]}, "a message of the history has the role 'system'"),
    ],
)
def test_a_question_in_the_form_is_taken_or_rejected_with_its_line(
    write: Write, changed: dict[str, Any], reason: str
) -> None:
    path = write("mine.jsonl", [_ASKED, _ASKED | {"id": "b:2", "conversation": "b"} | changed])
    questions, rejected = split(questions_of("conversations", path))
    assert [(one.source, one.reason) for one in rejected] == ([(f"{path}:2", reason)] if reason else [])
    assert len(questions) == (1 if reason else 2)
    assert all(isinstance(question.id, str) and question.context == "" for question in questions)


def test_a_question_that_lacks_a_field_is_told_which(write: Write) -> None:
    _, (only,) = split(
        questions_of("conversations", write("mine.jsonl", [{key: _ASKED[key] for key in ("id", "question")}]))
    )
    assert (only.rule, only.reason) == ("unknown_form", "it lacks conversation, answers")


@pytest.mark.parametrize("way", ["indented", "array", "gzip", "zstd", "byte order mark", "windows"])
def test_records_are_read_in_whatever_way_they_are_stored(tmp_path: Path, way: str) -> None:
    import gzip

    import pyarrow as pa

    lines = "".join(json.dumps(_ASKED | {"id": str(number)}) + "\n" for number in range(2)).encode()
    name, data, count = {
        "indented": ("a.json", json.dumps(_ASKED, indent=2).encode(), 1),
        "array": ("a.json", json.dumps([_ASKED, _ASKED | {"id": "2"}], indent=2).encode(), 2),
        "gzip": ("a.jsonl.gz", gzip.compress(lines), 2),
        "zstd": ("a.jsonl.zst", pa.Codec("zstd").compress(lines, asbytes=True), 2),
        "byte order mark": ("a.jsonl", b"\xef\xbb\xbf" + lines, 2),
        "windows": ("a.jsonl", lines.replace(b"\n", b"\r\n"), 2),
    }[way]
    (tmp_path / name).write_bytes(data)
    for path in (tmp_path, tmp_path / name):
        questions, rejected = split(questions_of("conversations", str(path)))
        assert (len(questions), rejected) == (count, [])
        assert {question.source.partition(":")[0].partition(",")[0] for question in questions} == {str(tmp_path / name)}


def test_json_that_is_nested_too_deeply_is_damaged_and_no_failure(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    (tmp_path / "a.json").write_text(deep, encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        list(questions_of("conversations", str(tmp_path / "a.json")))
    (tmp_path / "a.jsonl").write_text(f'{json.dumps(_ASKED)}\n{{"a": {deep}}}\n', encoding="utf-8")
    questions, rejected = split(questions_of("conversations", str(tmp_path / "a.jsonl")))
    assert (len(questions), [one.rule for one in rejected]) == (1, ["not_json"])


def test_a_damaged_archive_of_one_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\0\3broken")
    with pytest.raises(InputError, match=r"a\.jsonl\.gz: cannot be"):
        list(questions_of("conversations", str(tmp_path / "a.jsonl.gz")))


def test_an_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("data/x.jsonl", '{"sentence_good": "a", "sentence_bad": "b"}\n')
        archive.writestr("__MACOSX/data/._x.jsonl", "junk")
    (item,), rejected = split(base_items("blimp", str(tmp_path / "a.zip")))
    assert (item.cluster, rejected) == ("x", [])


@pytest.mark.parametrize("name", ["missing.jsonl", "broken.zip", "broken.json"])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04nothing")
    (tmp_path / "broken.json").write_bytes(b"[{]")
    with pytest.raises(InputError, match=name):
        list(base_items("blimp", str(tmp_path / name)))


def dialogue(*answers: str, recall: int, distance: int, kind: TurnKind = TurnKind.RECALL) -> Dialogue:
    """A dialogue whose last answer repeats the one ``distance`` turns before it."""
    turns = [Turn(TurnKind.FOLLOW_UP, 0.5, ()) for _ in answers[:-1]]
    last = Turn(kind, 0.0, (), recalls=(recall,), distance=distance)
    messages = [
        said
        for number, answer in enumerate(answers)
        for said in (Utterance("user", f"Question {number}?"), Utterance("assistant", answer))
    ]
    card = ScoreCard(coherence=1, memory=1, soundness=1, coverage=1, score=1)
    meta = DialogueMeta("x", "rules", "en", 0, 0, 0, 0, 0.5, card)
    return Dialogue(id="d", messages=tuple(messages), turns=(*turns, last), documents=(), meta=meta)


SENTENCES = [f"The {word} was built in the year {1900 + number}. It is large." for number, word in enumerate(
    ("harbour", "lighthouse", "mole", "quay", "ferry", "crane"))]  # fmt: skip


def test_a_recall_is_chosen_among_sentences_of_the_same_conversation() -> None:
    gold = "The lighthouse was built in the year 1901."
    (item,), rejected = split(recall_items(dialogue(*SENTENCES, gold, recall=1, distance=5), 0))
    assert rejected == []
    texts = [request.continuation for request in item.requests]
    assert len(set(texts)) == 4
    assert texts[item.gold] == f" {gold}"
    prompt = item.requests[0].prompt.text()
    assert all(text.strip() in prompt for text in texts)
    assert prompt.endswith("User: Question 6?\nAssistant:")
    assert item.stratum == "4-7"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (dialogue(*SENTENCES, "The pier is new.", recall=1, distance=5), "not verbatim"),
        (dialogue(*SENTENCES, SENTENCES[1], recall=1, distance=5, kind=TurnKind.SUMMARY), "does not repeat one"),
        (dialogue(*SENTENCES[:3], SENTENCES[1], recall=1, distance=2), "fewer than 3 other"),
    ],
)
def test_a_memory_turn_that_gives_no_choice_is_left_out(given: Dialogue, reason: str) -> None:
    items, (rejected,) = split(recall_items(given, 0))
    assert items == []
    assert (rejected.rule, rejected.record) == ("not_a_recall", "d:6" if len(given.turns) == 7 else "d:3")
    assert reason in rejected.reason


def recollection(gold: str) -> dict[str, Any]:
    instruction = "Each document is of one of the following categories: \n    tea\nrain\n\n    Classify it. Reply OK."
    turns = [
        {"user": instruction, "sys": "ok.", "do_inference": False},
        {"user": "Leaves.", "sys": "tea", "do_inference": False},
        {"user": "Drops.", "sys": gold, "do_inference": True},
    ]
    return {"conv": turns, "id": "1"}


def test_recollection_chooses_among_the_categories_of_the_first_turn(write: Write) -> None:
    path = write("cls.jsonl", [recollection("rain"), recollection("sun"), {"conv": []}])
    (item,), rejected = split(recollection_items(path))
    assert [request.continuation for request in item.requests] == [" tea", " rain"]
    assert item.gold == 1
    prompt = item.requests[0].prompt
    assert prompt.text(1) == prompt.head + "User: Drops.\nAssistant:"  # the instruction is never cut
    assert prompt.text().startswith("User: Each document")
    assert [one.rule for one in rejected] == ["bad_gold", "no_question"]


def test_a_colour_is_asked_for_from_its_distance() -> None:
    items = list(copy_items(12, 0))
    for item, distance in zip(items, (1, 2, 4, 8, 16, 32) * 2, strict=True):
        prompt = item.requests[0].prompt
        owner = prompt.tail.partition(" of ")[2].partition("?")[0]
        told = prompt.turns[-distance]
        assert f"of {owner} is{item.requests[item.gold].continuation}." in told
        assert sum(f"of {owner} is" in turn for turn in prompt.turns) == 1
    assert items == list(copy_items(12, 0)) != list(copy_items(12, 1))


FUNCTION = {
    "name": "find",
    "description": "Find it.",
    "parameters": {"type": "dict", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def asked(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "question": [[{"role": "user", "content": "Where is Oslo?"}]], "function": [FUNCTION]} | more


def test_questions_of_bfcl_are_joined_with_their_answers(tmp_path: Path, write: Write) -> None:
    write("b/BFCL_v4_simple_python.json", [asked("simple_python_0"), asked("simple_python_1")])
    write("b/possible_answer/BFCL_v4_simple_python.json", [
        {"id": "simple_python_0", "ground_truth": [{"find": {"city": ["Oslo"]}}]}])  # fmt: skip
    write("b/BFCL_v4_irrelevance.json", [asked("irrelevance_0")])
    write("b/BFCL_v4_simple_java.json", [asked("simple_java_0")])
    write("b/BFCL_v4_multi_turn_base.json", [asked("multi_turn_base_0", question=[[], []])])
    write("b/multi_turn_func_doc/x.json", [{"name": "not read"}])
    items, rejected = split(function_items(str(tmp_path / "b"), 0))
    one = next(item for item in items if item.id == "simple_python_0")
    assert one.requests[0].continuation == " [find(city='Oslo')]"
    assert [request.name for request in one.requests[-2:]] == ["empty", "open"]
    assert one.requests[0].prompt.text().endswith("User: Where is Oslo?\nAssistant:")
    assert json.dumps(FUNCTION) in one.requests[0].prompt.text()
    unfit = next(item for item in items if item.id == "irrelevance_0")
    assert [request.continuation for request in unfit.requests] == [" []", " [find("]
    assert {(one.record, one.rule) for one in rejected} == {
        ("simple_python_1", "no_answer"), ("simple_java_0", "java"), ("multi_turn_base_0", "needs_a_world"),
    }  # fmt: skip


def test_a_folder_without_questions_is_one_line(write: Write) -> None:
    path = write("b/x.json", [{"id": "a"}])
    with pytest.raises(InputError, match="no questions of BFCL"):
        list(function_items(str(Path(path).parent), 0))


def test_pieces_are_the_text_and_every_byte_is_scored_once(tmp_path: Path) -> None:
    text = "".join(f"Line {number} of a text about ships.\n" for number in range(400)) + "é" * 9000
    assert "".join(pieces(text)) == text
    assert max(len(piece.encode()) for piece in pieces(text)) <= 8000
    (tmp_path / "a.txt").write_text(text)
    items, _ = split(text_items("prose", str(tmp_path)))
    assert "".join(item.requests[0].continuation for item in items) == text
    assert items[1].requests[0].prompt.text() == items[0].requests[0].continuation
    assert [item.cluster for item in items[:9]] == ["a.txt#0"] * 8 + ["a.txt#1"]


def test_texts_in_records_and_damaged_ones(tmp_path: Path, write: Write) -> None:
    path = Path(write("d/a.jsonl", [{"text": "One."}, {"body": "Two."}])).parent
    (path / "b.py").write_bytes(b"x = 1\xff\n")
    items, rejected = split(text_items("code", str(path)))
    assert [item.requests[0].continuation for item in items] == ["One."]
    assert [one.rule for one in rejected] == ["bad_field", "not_utf8"]


def test_a_passage_is_scored_after_the_text_before_it_and_after_another(tmp_path: Path, write: Write) -> None:
    ships, trees = (
        [f"{name} {number}: " + f"{name} of that year were as high as a house. " * 6 for number in range(11)]
        for name in ("ships", "trees")
    )
    rows = [{"text": "\n\n".join(ships)}, {"text": "\n\n".join(["Short.", *trees[:6]])}, {"text": "One."}]
    items, rejected = split(context_items("prose_context", write("p.jsonl", rows), 0))
    assert [(item.id, item.kind) for item in items] == [(f"{item.cluster}:4", "gain") for item in items]
    assert len({item.cluster for item in items}) == len(items) == 2
    true, wrong, none = items[0].requests
    assert {one.continuation for one in items[0].requests} == {ships[4].strip()}
    assert true.prompt.text() == "".join(f"{part.strip()}\n\n" for part in ships[:4])
    assert wrong.prompt.turns[0] == f"Short.\n\n{trees[0].strip()}\n\n"
    assert len(wrong.prompt.turns) == 4
    assert none.prompt.text() == ""
    assert [one.rule for one in rejected] == ["too_short", "no_wrong_history"]  # of ships, the tenth passage


def test_a_sample_takes_some_of_each_of_many_conversations(write: Write) -> None:
    items, _ = gains("coqa", write("coqa.jsonl", [story(f"S{number}", 9) for number in range(20)]))
    kept = sample(items, 12, 0)
    assert len(kept) == 12
    assert len({item.cluster for item in kept}) == 3
    assert [items.index(item) for item in kept] == sorted(items.index(item) for item in kept)
    assert kept == sample(items, 12, 0) != sample(items, 12, 1)
    assert {item.id for item in kept} <= {item.id for item in sample(items, 40, 0)}
    assert sample(items, 1000, 0) == items


def test_a_question_without_an_answer_is_left_out() -> None:
    questions = [Question(id=n, conversation=n, question="?", answers=(), history=()) for n in "ab"]
    _, rejected = split(gain_items("conversations", questions, 0))
    assert {one.rule for one in rejected} == {"no_history"}


def test_a_document_that_is_asked_for_after_few_and_after_many_turns_makes_two_items(write: Write) -> None:
    short = recollection("rain")
    long = {**short, "conv": [short["conv"][0], *([{"user": "More rain.", "sys": "rain"}] * 4), *short["conv"][1:]]}
    items, rejected = split(recollection_items(write("m/cls_ablation_gold.jsonl", [short, long])))
    assert rejected == []
    assert len({item.id for item in items}) == len(items) == 2
    assert len({item.cluster for item in items}) == 1
