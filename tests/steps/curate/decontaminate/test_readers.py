"""Every format of benchmarks gives the items that it holds."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.steps.curate.decontaminate.items import Item, Signature
from lemnos.steps.curate.decontaminate.readers.read import FORMATS, read_benchmark

TOOL = {
    "name": "kiln.fire",
    "description": "Fires a kiln.",
    "parameters": {"type": "dict", "properties": {"degrees": {"type": "integer", "description": "How hot."}}},
}
FIRE = Signature("kiln.fire", ("degrees",), "Fires a kiln.", ("How hot.",))


def read(path: Path, rows: list[Any], name: str = "set.jsonl") -> list[Item]:
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = list(read_benchmark("set", str(path)))
    assert not [one for one in found if isinstance(one, Rejected)]
    return [one for one in found if isinstance(one, Item)]


@pytest.mark.parametrize(
    ("row", "question", "answers", "choices"),
    [
        ({"question": "Who?", "choices": ["Ann", "Bo"], "answer": 1}, "Who?", ("Bo",), ("Ann", "Bo")),  # MMLU, HF
        (
            {"id": "7", "answerKey": "B",
             "question": {"stem": "Who?", "choices": [{"text": "Ann", "label": "A"}, {"text": "Bo", "label": "B"}]}},
            "Who?", ("Bo",), ("Ann", "Bo"),
        ),  # ARC
        (
            {"question": "Who?", "choices": {"text": ["Ann", "Bo"], "label": ["1", "2"]}, "answerKey": "2"},
            "Who?", ("Bo",), ("Ann", "Bo"),
        ),
        ({"query": "Question: Who?\nAnswer:", "choices": ["Ann", "Bo"], "gold": 0}, "Who?", ("Ann",), ("Ann", "Bo")),
        ({"ctx": "A man sits", "endings": ["down.", "up."], "label": "1"}, "A man sits", ("up.",), ("down.", "up.")),
        ({"goal": "Dry socks", "sol1": "sun", "sol2": "rain", "label": 0}, "Dry socks", ("sun",), ("sun", "rain")),
        ({"sentence": "_ fell.", "option1": "Ann", "option2": "Bo", "answer": "2"}, "_ fell.", ("Bo",), ("Ann", "Bo")),
        ({"question": "2+2?", "answer": "Add them.\n#### 4"}, "2+2?", ("Add them.\n#### 4", "4"), ()),  # GSM8K
        ({"problem": "2+2?", "solution": "It is 4."}, "2+2?", ("It is 4.",), ()),
        ({"prompt": "def f():", "canonical_solution": " return 1"}, "def f():", ("return 1",), ()),
        ({"text": "Sum two.", "code": "a + b"}, "Sum two.", ("a + b",), ()),
        ({"question": "Who?", "answer": {"value": "Ann", "aliases": ["Annie"]}}, "Who?", ("Ann", "Annie"), ()),
        ({"question": "Who?", "answers": {"text": ["Ann"], "answer_start": [3]}}, "Who?", ("Ann",), ()),
        ({"context": "She said", "continuation": "no"}, "She said", ("no",), ()),  # LAMBADA
        (
            {"Question": "Who?", "Correct Answer": "Ann", "Incorrect Answer 1": "Bo"}, "Who?", ("Ann",), ("Ann", "Bo"),
        ),  # GPQA
        ({"problem_statement": "It fails.", "patch": "diff"}, "It fails.", ("diff",), ()),  # SWE-bench
        ({"question": "How many?", "answers_spans": {"spans": ["5"], "types": ["number"]}}, "How many?", ("5",), ()),
        ({"instruction": "Sum up", "input": "a text", "output": "short"}, "Sum up\na text", ("short",), ()),
        ({"description": "Count.", "evaluation": {"match": "3"}, "labels": []}, "Count.", ("3",), ()),  # AgentBench
        (
            {"question": "Who?", "s_expression": "(x)", "answer": [{"answer_argument": "m.1", "entity_name": "Ann"}]},
            "Who?", ("Ann",), (),
        ),
        (
            {"instruction": "You want tea.", "outputs": ["2"],
             "actions": [{"name": "brew", "kwargs": {"kind": "green"}}]},
            "You want tea.", ("brew green", "2"), (),
        ),
        (
            {"user_scenario": {"instructions": {"reason_for_call": "You want tea."}},
             "evaluation_criteria": {"actions": [{"name": "brew", "arguments": {}}]}},
            "You want tea.", ("brew",), (),
        ),
    ],
)  # fmt: skip
def test_an_item_of_one_row(
    tmp_path: Path, row: dict[str, Any], question: str, answers: tuple[str, ...], choices: tuple[str, ...]
) -> None:
    (one,) = read(tmp_path, [row])
    assert (one.question, one.answers, one.choices, one.secret) == (question, answers, choices, True)


def test_mmlu_as_published_has_no_head(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text('"Who, then?",Ann,Bo,Cy,Di,C\n', encoding="utf-8")
    (one,) = read_benchmark("set", str(tmp_path))
    assert isinstance(one, Item)
    assert (one.question, one.choices, one.answers) == ("Who, then?", ("Ann", "Bo", "Cy", "Di"), ("Cy",))
    assert one.id == "test.csv:1"


def test_bfcl_takes_answers_from_their_own_files(tmp_path: Path) -> None:
    (tmp_path / "possible_answer").mkdir()
    truth = {"id": "simple_1", "ground_truth": [{"kiln.fire": {"degrees": [900, ""]}}]}
    (tmp_path / "possible_answer" / "set.json").write_text(json.dumps(truth), encoding="utf-8")
    turns = [[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Fire the kiln at 900."}]]
    asked, tools = read(tmp_path, [{"id": "simple_1", "question": turns, "function": [TOOL]}])
    assert (asked.id, asked.question) == ("simple_1:1", "Fire the kiln at 900.")
    assert asked.answers == ("kiln.fire 900", "kiln.fire")
    assert tools.tools == (FIRE,)


def test_bfcl_has_an_item_for_each_turn(tmp_path: Path) -> None:
    turns = [[{"role": "user", "content": "Heat it."}], [{"role": "user", "content": "Cool it."}]]
    row = {"id": "multi_1", "question": turns, "involved_classes": [], "ground_truth": [["heat(9)"], ["cool()"]]}
    first, second = read(tmp_path, [row])
    assert (first.question, first.answers) == ("Heat it.", ("heat(9)",))
    assert (second.question, second.answers, second.history) == ("Cool it.", ("cool()",), ("Heat it.", "heat(9)"))


def test_rows_inside_an_object_are_read(tmp_path: Path) -> None:
    (one,) = read(tmp_path, [{"canary": "x", "examples": [{"input": "Who sat?", "target": "Ann"}]}])
    assert (one.question, one.answers, one.id) == ("Who sat?", ("Ann",), "set.jsonl#/examples/0")


def test_a_head_may_have_capitals_and_spaces(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Question,Correct Answer,Incorrect Answer 1\nWho?,Ann,Bo\n", encoding="utf-8")
    (one,) = read_benchmark("set", str(tmp_path))
    assert isinstance(one, Item)
    assert (one.question, one.answers, one.choices) == ("Who?", ("Ann",), ("Ann", "Bo"))


def test_toolbench_has_tools(tmp_path: Path) -> None:
    tool = {"api_name": "fire", "api_description": "Fires.", "required_parameters": [{"name": "heat"}]}
    (one,) = read(tmp_path, [{"query": "Fire it.", "api_list": [tool], "relevant APIs": [["Kiln", "fire"]]}])
    assert (one.answers, one.tools) == (("Kiln\nfire",), (Signature("fire", ("heat",), "Fires.", ("",)),))


def test_a_list_of_functions_gives_tools(tmp_path: Path) -> None:
    (one,) = read(tmp_path, [TOOL])
    assert one.tools == (FIRE,)
    (mcp,) = read(tmp_path, [{"name": "a", "description": "b", "inputSchema": {"properties": {"c": {}}}}])
    assert mcp.tools == (Signature("a", ("c",), "b", ("",)),)


def test_api_bank(tmp_path: Path) -> None:
    row = {
        "file": "x.jsonl",
        "id": 2,
        "instruction": "Call an API.\n"
        + json.dumps({**TOOL, "input_parameters": {"degrees": {"description": "How hot."}}}),
        "input": "User: Fire it.\nAI: How hot?\nUser: 900\nGenerate API Request:\n",
        "expected_output": "API-Request: [Fire(degrees='900')]",
    }
    (one,) = read(tmp_path, [row])
    assert (one.id, one.question, one.answers) == ("x.jsonl:2", "900", ("[Fire(degrees='900')]",))
    assert one.history == ("Fire it.", "How hot?")
    assert [tool.name for tool in one.tools] == ["kiln.fire"]


def test_tau_bench_as_published_is_parsed_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "tasks_test.py").write_text(
        "raise SystemExit\nTASKS = [Task(user_id='u', instruction='You want tea.', actions=[Action(name='brew', "
        "kwargs={'kind': 'green'})], outputs=[])]\n",
        encoding="utf-8",
    )
    (one,) = read_benchmark("set", str(tmp_path))
    assert isinstance(one, Item)
    assert (one.question, one.answers) == ("You want tea.", ("brew green",))


def test_conversations_keep_their_turns(tmp_path: Path) -> None:
    sat, why = {"question": "Who sat?", "answers": ["A cat"]}, {"question": "Why?", "answers": ["Tired", "Tired"]}
    story = {"id": "s", "story": "A cat sat.", "turns": [sat, why]}
    _, last = read(tmp_path / "coqa", [story])
    assert (last.id, last.history, last.answers) == ("s:2", ("Who sat?", "A cat"), ("Tired",))
    assert last.passages == ("A cat sat.",)
    published = {"data": [{"id": "s", "story": "A cat sat.", "questions": [{"input_text": "Who sat?"}],
                           "answers": [{"input_text": "A cat"}]}]}  # fmt: skip
    (who,) = read(tmp_path / "published", [published])
    assert (who.question, who.answers) == ("Who sat?", ("A cat",))
    mtrag = {"task_id": "t", "conversation_id": "c", "contexts": [{"text": "A page.", "title": "Page"}],
             "input": [{"speaker": "user", "text": "Who?"}, {"speaker": "agent", "text": "Ann."},
                       {"speaker": "user", "text": "Why?"}],
             "targets": [{"speaker": "agent", "text": "She can."}]}  # fmt: skip
    (asked,) = read(tmp_path / "mtrag", [mtrag])
    assert (asked.question, asked.history, asked.answers) == ("Why?", ("Who?", "Ann."), ("She can.",))
    assert (asked.passages, asked.titles) == (("A page.",), ("Page",))
    ikat = {"number": "1-1", "ptkb": {}, "turns": [{"utterance": "And it?", "resolved_utterance": "And the tea?",
                                                   "response": "Hot."}]}  # fmt: skip
    said, resolved = read(tmp_path / "ikat", [ikat])
    assert (said.question, resolved.question, resolved.answers) == ("And it?", "And the tea?", ("Hot.",))
    display = "user: Tea, please.\nassistant: None\ntool: {}\nassistant: Here it is.\nIt is hot."
    (tau,) = read(tmp_path / "tau", [{"messages_display": display}])
    assert (tau.question, tau.answers) == ("Tea, please.", ("Here it is.\nIt is hot.",))
    squad = {"data": [{"title": "Cats", "paragraphs": [{"context": "A cat sat.", "qas": [
        {"id": "q", "question": "Who sat?", "answers": [{"text": "A cat"}]}]}]}]}  # fmt: skip
    (one,) = read(tmp_path / "squad", [squad])
    assert (one.titles, one.passages, one.answers) == (("Cats",), ("A cat sat.",), ("A cat",))


@pytest.mark.parametrize(
    "row",
    [
        {"sentence_good": "A cat sits.", "sentence_bad": "A cat sit.", "UID": "x", "pairID": "0"},
        {"context": "Grass is green. What colour is grass?", "choices": [" A", " B"], "gold": 0},
        {"prompt": "Write a poem on grass."},
    ],
)
def test_what_gives_nothing_away_has_no_secret(tmp_path: Path, row: dict[str, Any]) -> None:
    (one,) = read(tmp_path, [row])
    assert not one.secret


def test_files_in_archives_and_compressed_files_are_read(tmp_path: Path) -> None:
    row = json.dumps({"question": "Who?", "answer": "Ann"})
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("deep/a.jsonl", row)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(row.encode()))
    (tmp_path / "README.txt").write_text("Who?" * 100, encoding="utf-8")
    found = list(read_benchmark("set", str(tmp_path)))
    assert [one.question for one in found if isinstance(one, Item)] == ["Who?", "Who?"]
    assert {one.source for one in found} == {"b.jsonl.gz", "deep/a.jsonl"}


def test_fields_of_a_setting_come_first(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"frage": "Wer?", "antwort": "Ann", "question": "no"}), "utf-8")
    (one,) = read_benchmark("set", str(tmp_path), {"question": ("frage",), "answers": ("antwort",)})
    assert isinstance(one, Item)
    assert (one.question, one.answers) == ("Wer?", ("Ann",))


def test_what_is_no_item_is_rejected_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"a": 1}\n{"b"\n{"number": 1, "turn": 7}\n', encoding="utf-8")
    found = list(read_benchmark("set", str(tmp_path)))
    assert [one.rule for one in found if isinstance(one, Rejected)] == ["no_question", "json", "other_format"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        list(read_benchmark("set", str(tmp_path / "nowhere")))


def test_formats_have_names_of_their_own() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
