"""Each format in the shape in which its authors publish it, on small records written for these tests."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import InputError
from lemnos.steps.talk.reward.importers.conversation import Conversation, Sampling
from lemnos.steps.talk.reward.importers.read import _IMPORTERS, import_cases, read_records
from lemnos.steps.talk.reward.importers.record import Answers


def conversations(
    folder: Path, *contents: Any, format_: str, answers: Answers = "source", told: list[str] | None = None
) -> list[Conversation]:
    """Return the conversations of files with these contents; what is bad about them goes to ``told``."""
    records = []
    for number, content in enumerate(contents):
        path = folder / f"{number}.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        records += list(read_records(str(path), (told if told is not None else []).append))
    importer = _IMPORTERS[format_]
    assert [name for name, other in _IMPORTERS.items() if any(other.fits(one.value) for one in records)] == [format_]
    return list(importer.conversations(records, answers, (told if told is not None else []).append))


def test_cast_2021_answers_are_passages(tmp_path: Path) -> None:
    turns = [
        {"number": 1, "raw_utterance": "What is a reef?", "passage": "A reef is a\nridge.", "passage_id": 7},
        {"number": 2, "raw_utterance": "Who lives there?", "passage": "Fish live there.", "canonical_result_id": "K_1"},
    ]
    found = conversations(tmp_path, [{"number": 106, "turn": turns}], format_="cast")
    assert found == [Conversation("cast:106", ("A reef is a ridge.", "Fish live there."))]


def test_cast_2020_utterances_are_rewritten_by_hand_if_they_can_be(tmp_path: Path) -> None:
    turns = [
        {"number": 1, "raw_utterance": "What is a reef?", "manual_canonical_result_id": "MARCO_1"},
        {"number": 2, "raw_utterance": "Who?", "automatic_rewritten_utterance": "Who reef?"},
        {
            "number": 3,
            "raw_utterance": "Why?",
            "automatic_rewritten_utterance": "Why reef?",
            "manual_rewritten_utterance": "Why is a reef there?",
        },
    ]
    (found,) = conversations(tmp_path, [{"number": 81, "turn": turns}], format_="cast")
    assert found.answers == ("What is a reef?", "Who reef?", "Why is a reef there?")


def test_cast_2019_resolved_utterances_are_lines(tmp_path: Path) -> None:
    told: list[str] = []
    text = "31_1\tWhat is a reef?\n31_2\tWho lives in a reef?\nno number\n32_1\tWhat is a tide?\n"
    found = conversations(tmp_path, text, format_="cast", told=told)
    assert found == [
        Conversation("cast:31", ("What is a reef?", "Who lives in a reef?")),
        Conversation("cast:32", ("What is a tide?",)),
    ]
    assert told == [f"{tmp_path / '0.json'}:3: line is not TOPIC_TURN, a tab and an utterance"]


def test_cast_2022_each_path_through_the_tree_is_a_conversation(tmp_path: Path) -> None:
    turns = [
        {"number": "1-1", "participant": "User", "utterance": "What is a reef?"},
        {"number": "1-2", "parent": "1-1", "participant": "System", "response": "A ridge.", "provenance": ["M-1"]},
        {"number": "1-3", "parent": "1-2", "participant": "User", "utterance": "Who lives there?"},
        {"number": "1-4", "parent": "1-3", "participant": "System", "response": "Fish."},
        {"number": "2-1", "parent": "1-2", "participant": "User", "utterance": "How old?"},
        {"number": "2-2", "parent": "2-1", "participant": "System", "response": "Very."},
    ]
    found = conversations(tmp_path, [{"number": 132, "turn": turns}], format_="cast")
    assert found == [Conversation("cast:132", ("A ridge.", "Fish.")), Conversation("cast:132", ("A ridge.", "Very."))]


def test_cast_2022_flattened_turns_hold_their_responses(tmp_path: Path) -> None:
    turns = [
        {"number": "1-1", "utterance": "What is a reef?", "response": "A ridge."},
        {"number": "1-3", "utterance": "Who lives there?", "response": "Fish."},
    ]
    (found,) = conversations(tmp_path, [{"number": 132, "turn": turns}], format_="cast")
    assert found.answers == ("A ridge.", "Fish.")


CONTEXT = "It rained. Dr. Hook left in May, by boat. Then it cleared. CANNOTANSWER"


def quac_question(span: str) -> dict[str, Any]:
    answer = {"text": span, "answer_start": CONTEXT.index(span)}
    return {"id": "C_1_q#0", "question": "?", "answers": [answer], "orig_answer": answer, "followup": "y", "yesno": "x"}


QUAC = {
    "data": [
        {
            "title": "Dr. Hook",
            "section_title": "1971",
            "background": "A band.",
            "paragraphs": [
                {
                    "id": "C_1",
                    "context": CONTEXT,
                    "qas": [quac_question(span) for span in ("in May", "CANNOTANSWER", "cleared", "it cleared")],
                }
            ],
        }
    ]
}


def test_quac_the_sentence_of_a_span_stands_for_it(tmp_path: Path) -> None:
    found = conversations(tmp_path, QUAC, format_="quac")
    assert found == [Conversation("quac:C_1", ("Dr. Hook left in May, by boat.", "Then it cleared."))]


def test_quac_spans_as_written(tmp_path: Path) -> None:
    (found,) = conversations(tmp_path, QUAC, format_="quac", answers="written")
    assert found.answers == ("in May", "cleared", "it cleared")


STORY = "Once there was a kitten. She lived in a barn, near a farm house. She was white."


def coqa_answer(turn: int, text: str, span: str) -> dict[str, Any]:
    start = STORY.find(span)
    return {
        "turn_id": turn,
        "input_text": text,
        "span_text": span,
        "span_start": start,
        "span_end": start + len(span) if start >= 0 else -1,
    }


COQA = {
    "version": "1.0",
    "data": [
        {
            "id": "3z",
            "source": "mctest",
            "filename": "m.txt",
            "story": STORY,
            "questions": [{"turn_id": turn, "input_text": "?"} for turn in (1, 2, 3)],
            "answers": [
                coqa_answer(2, "in a barn", "She lived in a barn"),
                coqa_answer(1, "white", "She was white"),
                coqa_answer(3, "unknown", "unknown"),
            ],
            "name": "m",
        }
    ],
}


def test_coqa_the_sentence_of_a_rationale_stands_for_the_answer(tmp_path: Path) -> None:
    found = conversations(tmp_path, COQA, format_="coqa")
    assert found == [Conversation("coqa:3z", ("She was white.", "She lived in a barn, near a farm house."))]
    (written,) = conversations(tmp_path, COQA, format_="coqa", answers="written")
    assert written.answers == ("white", "in a barn")


TOPIOCQA = [
    {
        "Conversation_no": 1,
        "Turn_no": turn,
        "Question": "?",
        "Answer": answer,
        "Topic": "Reef",
        "Topic_section": "Life",
        "Rationale": rationale,
        "is_nq": False,
        "Context": [],
        "Additional_answers": [],
        **({"Gold_passage": {"id": "wiki:1", "title": "Reef [SEP] Life", "text": gold}} if gold else {}),
    }
    for turn, answer, rationale, gold in (
        (2, "Fish", "Fish and crabs live there.", ""),
        (1, "a ridge", "A ridge.", "A reef is a ridge in the sea."),
        (3, "UNANSWERABLE", "", "No passage of use."),
    )
]


def test_topiocqa_the_passage_stands_for_the_answer_and_turns_are_put_in_order(tmp_path: Path) -> None:
    found = conversations(tmp_path, TOPIOCQA, format_="topiocqa")
    assert found == [Conversation("topiocqa:1", ("A reef is a ridge in the sea.", "Fish and crabs live there."))]
    lines = "\n".join(map(json.dumps, TOPIOCQA))
    (written,) = conversations(tmp_path, lines, format_="topiocqa", answers="written")
    assert written.answers == ("a ridge", "Fish")


DOCUMENTS = {
    "doc_data": {
        "dmv": {
            "Permits#1": {
                "title": "Permits",
                "doc_id": "Permits#1",
                "doc_text": "You need a permit. Bring proof.",
                "spans": {
                    "1": {"id_sp": "1", "start_sp": 0, "end_sp": 18, "text_sp": "You need a permit. ", "text_sec": "…"},
                    "2": {"id_sp": "2", "start_sp": 19, "end_sp": 31, "text_sp": "Bring proof.", "text_sec": "…"},
                },
            },
        }
    }
}
TURNS_0_9 = [
    {"turn_id": 1, "role": "user", "da": "query_condition", "reference": {"1": "precondition"}, "utterance": "Hi?"},
    {"turn_id": 2, "role": "agent", "da": "respond", "reference": {"2": "sol", "1": "pre"}, "utterance": "With proof."},
    {
        "turn_id": 3,
        "role": "agent",
        "da": "respond_no_solution",
        "reference": {"2": "sol"},
        "utterance": "Cannot help.",
    },
    {"turn_id": 4, "role": "agent", "da": "respond", "reference": {}, "utterance": "Anything else?"},
]
TURNS_1_0 = [
    {"turn_id": 2, "role": "agent", "da": "x", "references": [{"sp_id": "2", "label": "sol"}], "utterance": "P."}
]
TURNS_MULTI = [
    {
        "turn_id": 2,
        "role": "agent",
        "da": "x",
        "references": [{"id_sp": "2", "label": "sol", "doc_id": "Permits#1"}, {"id_sp": "9", "doc_id": "Permits#1"}],
        "utterance": "P.",
    }
]


@pytest.mark.parametrize(
    ("dialogues", "answers"),
    [
        ({"dmv": {"Permits#1": [{"dial_id": "d1", "turns": TURNS_0_9}]}}, ("You need a permit. Bring proof.",)),
        ({"dmv": {"Permits#1": [{"dial_id": "d1", "doc_id": "Permits#1", "turns": TURNS_1_0}]}}, ("Bring proof.",)),
        ({"dmv": [{"dial_id": "d1", "turns": TURNS_MULTI}]}, ("Bring proof.",)),
    ],
    ids=["Doc2Dial 0.9", "Doc2Dial 1.0.1", "MultiDoc2Dial"],
)
def test_doc2dial_the_spans_referred_to_stand_for_the_answer(
    dialogues: object, answers: tuple[str, ...], tmp_path: Path
) -> None:
    files = {"dial_data": dialogues}, DOCUMENTS
    assert conversations(tmp_path, *files, format_="doc2dial") == [Conversation("doc2dial:d1", answers)]


def test_doc2dial_without_its_documents_is_what_the_agent_said(tmp_path: Path) -> None:
    file = {"dial_data": {"dmv": {"Permits#1": [{"dial_id": "d1", "turns": TURNS_0_9}]}}}
    (found,) = conversations(tmp_path, file, format_="doc2dial")
    assert found.answers == ("With proof.",)


def said(speaker: str, text: str, **more: object) -> dict[str, object]:
    return {"speaker": speaker, "text": text, "metadata": {"author_type": "human", "created_at": "1"}, **more}


REEF = "A reef is a ridge of rock in the sea."
FISH = "Fish and crabs and many corals live in it."


def test_mtrag_tasks_of_one_conversation_are_one(tmp_path: Path) -> None:
    long = [said("user", "?"), said("agent", REEF), said("user", "?"), said("agent", "I'm sorry, I do not know.")]
    tasks = [
        {"conversation_id": "c", "task_id": "c<::>1", "input": long[:1], "targets": long[1:2], "contexts": []},
        {
            "conversation_id": "c",
            "task_id": "c<::>3",
            "turn": "3",
            "input": [*long, said("user", "Hm.")],
            "targets": [said("agent", FISH)],
            "contexts": [{"document_id": "1", "text": "\nReefs are old. "}],
            "answerability": ["ANSWERABLE"],
        },
    ]
    text = "\n".join(map(json.dumps, tasks))
    assert conversations(tmp_path, text, format_="mtrag") == [
        Conversation("mtrag:c", (REEF, FISH), ("Reefs are old.",)),
    ]


def test_mtrag_conversations_bring_their_passages(tmp_path: Path) -> None:
    messages = [
        said("user", "?", enrichments={}),
        said("agent", REEF, contexts=[{"document_id": 1, "text": "Reefs are old.", "score": 1.5}], original_text="x"),
        said("agent", "You're welcome!", contexts=[]),
    ]
    (found,) = conversations(tmp_path, [{"author": "a", "messages": messages, "domain": "d"}], format_="mtrag")
    assert (found.answers, found.passages) == ((REEF,), ("Reefs are old.",))


def test_what_an_importer_cannot_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    told: list[str] = []
    good = {"number": 1, "turn": [{"number": 1, "passage": "A."}, {"number": 2, "passage": "B."}]}
    found = conversations(tmp_path, [{"number": 0, "turn": [{"passage": 3}]}, good], format_="cast", told=told)
    assert [one.group for one in found] == ["cast:1"]
    assert told == [f"{tmp_path / '0.json'}, item 1: Expected `str`, got `int` - at `$.turn[0].passage`"]


def test_a_bad_line_is_told_and_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "turns.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(json.dumps(turn).encode() + b"\n{oops\n" for turn in TOPIOCQA[:1])))
    told: list[str] = []
    records = list(read_records(str(path), told.append))
    assert [record.where for record in records] == [f"{path}:1"]
    assert told == [f"{path}:2: JSON is malformed: object keys must be strings (byte 1)"]


@pytest.mark.parametrize(
    ("contents", "format_", "line"),
    [
        ([[{"hello": 1}]], "auto", "0.json: unknown format; give one of cast, quac, "),
        ([[{"hello": 1}]], "quac", "0.json: no record in the format quac; "),
        ([QUAC, COQA], "auto", "0.json: files have several formats: coqa, quac; import them one by one"),
        (["{oops"], "auto", "0.json: JSON is malformed: "),
        (["\n"], "auto", "0.json: file is empty; download it again"),
        ([[{"number": 1, "turn": [{"number": 1, "passage": "A."}]}]], "auto", "no conversation has two answers; "),
    ],
)
def test_a_file_that_is_no_use_is_one_line(contents: list[Any], format_: Any, line: str, tmp_path: Path) -> None:
    paths = []
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        paths.append(str(path))
    with pytest.raises(InputError) as error:
        list(import_cases(format_, paths, "source", Sampling(), print).cases)
    assert str(error.value).removeprefix(f"{tmp_path}/").startswith(line)
