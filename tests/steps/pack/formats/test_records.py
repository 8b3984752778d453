"""What the formats of whole records write: text, messages, sharegpt, lists for nanochat, session traces."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from lemnos.records import Dialogue, Document, Message, OfferedTool, Origin, ToolCall, Trajectory
from lemnos.steps.pack.base import Vocabulary
from lemnos.steps.pack.formats import hub, messages, nanochat, sharegpt, text
from tests.steps.pack.formats.builders import MadeShard, rendered
from tests.steps.pack.test_trace import DIALOGUE, DOCUMENT

SCHEMA = '{"type":"object","properties":{"city":{"type":"string"}}}'
TRAJECTORY = Trajectory(
    id="t1",
    messages=(
        Message("system", "Be brief."),
        Message("user", "Is it warm in Oslo?"),
        Message(
            "assistant", "", tool_calls=(ToolCall("a", "weather.now", '{"city":"Oslo"}'),), kind="call", train=True
        ),
        Message("tool", "4 °C", tool_call_id="a", kind="observation"),
        Message("assistant", "No.\u2028", train=True),
    ),
    tools=(OfferedTool("weather.now", "Tells the weather.", SCHEMA),),
    origin=Origin("openai_chat"),
    licence="MIT",
    source="logs.jsonl, line 1",
)
UNTRAINED = msgspec.structs.replace(
    TRAJECTORY,
    id="t2",
    messages=(
        Message("system", "Be brief."),
        Message("user", "Hello."),
        Message("assistant", "Hm.", train=False),
        Message("user", "Again."),
        Message("assistant", "Hello.", train=True),
    ),
    tools=(),
    licence="",
)
SPOKEN = msgspec.structs.replace(
    UNTRAINED, id="t3", messages=(*UNTRAINED.messages[:2], Message("assistant", "Hello.", train=True))
)
RECORDS: tuple[Any, ...] = (DIALOGUE, DOCUMENT, TRAJECTORY, UNTRAINED, SPOKEN)


def shard(*records: Dialogue | Document | Trajectory, **fields: Any) -> MadeShard:
    return MadeShard(
        held=[(record, rendered(record, f"text of {record.id}")) for record in records or RECORDS], **fields
    )


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_text_has_a_row_for_every_record(tmp_path: Path, kind: str) -> None:
    figures = text.write(shard(file_format=kind), tmp_path / "text")
    path = tmp_path / "text" / f"train-000000.{kind}"
    rows = pq.read_table(path).to_pylist() if kind == "parquet" else lines_of(path)
    assert rows[0] == {
        "text": "text of d1",
        "id": "d1",
        "kind": "Dialogue",
        "licence": "CC0-1.0 AND MIT",
        "source": "",
    }
    assert [(row["id"], row["licence"], row["source"]) for row in rows[1:4]] == [
        ("p1", "CC0-1.0", "lock.md"),
        ("t1", "MIT", "logs.jsonl, line 1"),
        ("t2", "unknown", "logs.jsonl, line 1"),
    ]
    assert (figures["rows"], figures["files"]) == (5, [f"train-000000.{kind}"])


def test_text_has_no_token_of_the_tokenizer_around_it(tmp_path: Path) -> None:
    vocabulary = Vocabulary(300, 2, 1, 0, "tokenizer.json", bos_text="<s>", eos_text="</s>")
    texts = ["<s>Tide.</s>", "<s><s>Tide.</s> and more", "Tide."]
    held = [(DOCUMENT, rendered(DOCUMENT, each)) for each in texts]
    text.write(MadeShard(held=held, vocabulary=vocabulary), tmp_path / "text")
    rows = pq.read_table(tmp_path / "text" / "train-000000.parquet").to_pylist()
    assert [row["text"] for row in rows] == ["Tide.", "<s>Tide.</s> and more", "Tide."]


def test_text_has_row_groups_that_many_processes_share(tmp_path: Path) -> None:
    text.write(shard(*[DOCUMENT] * 600), tmp_path / "text")
    metadata = pq.read_metadata(tmp_path / "text" / "train-000000.parquet")
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [256, 256, 88]


def test_messages_hold_tools_arguments_as_objects_and_the_loss_of_each_answer(tmp_path: Path) -> None:
    figures = messages.write(shard(file_format="jsonl"), tmp_path / "messages")
    rows = {row["id"]: row for row in lines_of(tmp_path / "messages" / "train-000000.jsonl")}
    assert rows["t1"] == {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Is it warm in Oslo?"},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [
                    {
                        "id": "call00001",
                        "type": "function",
                        "function": {"name": "weather_now", "arguments": {"city": "Oslo"}},
                    }
                ],
                "loss": True,
            },
            {"role": "tool", "content": "4 °C", "tool_call_id": "call00001", "name": "weather_now"},
            {"role": "assistant", "content": "No.\u2028", "loss": True},
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "weather_now",
                    "description": "Tells the weather.",
                    "parameters": json.loads(SCHEMA),
                },
            }
        ],
        "id": "t1",
        "licence": "MIT",
        "source": "logs.jsonl, line 1",
    }
    assert rows["d1"]["messages"][:2] == [
        {"role": "user", "content": "What is a lock?"},
        {"role": "assistant", "content": DIALOGUE.messages[1].content, "loss": True},
    ]
    assert (rows["d1"]["tools"], rows["d1"]["licence"]) == ([], "CC0-1.0 AND MIT")
    assert [message.get("loss") for message in rows["t2"]["messages"]] == [None, None, False, None, True]
    assert (figures["rows"], figures["left_out"]) == (4, {"no_conversation": 1})


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_messages_end_with_the_last_answer(tmp_path: Path, kind: str) -> None:
    asked = msgspec.structs.replace(SPOKEN, messages=(*SPOKEN.messages, Message("user", "Well?")))
    silent = msgspec.structs.replace(SPOKEN, messages=SPOKEN.messages[:2])
    figures = messages.write(shard(asked, silent, file_format=kind), tmp_path / "messages")
    file = tmp_path / "messages" / f"train-000000.{kind}"
    (row,) = pq.read_table(file).to_pylist() if kind == "parquet" else lines_of(file)
    assert [each["role"] for each in row["messages"]] == ["system", "user", "assistant"]
    assert figures["left_out"] == {"no_answer": 1}


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_messages_leave_out_calls_that_trainers_cannot_read(tmp_path: Path, kind: str) -> None:
    broken = (ToolCall("a", "weather.now", '{"city": Oslo}'),)
    said = [
        msgspec.structs.replace(each, tool_calls=broken) if each.tool_calls else each for each in TRAJECTORY.messages
    ]
    record = msgspec.structs.replace(TRAJECTORY, messages=tuple(said))
    figures = messages.write(shard(record, SPOKEN, file_format=kind), tmp_path / "messages")
    assert (figures["rows"], figures["left_out"]) == (1, {"arguments": 1})


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_thoughts_stand_in_their_field_or_before_the_words(tmp_path: Path, kind: str) -> None:
    thinks = Message("assistant", "Hello.", reasoning="A greeting.", train=True)
    record = msgspec.structs.replace(SPOKEN, messages=(*SPOKEN.messages[:2], thinks))
    for thoughts in ("field", "content"):
        folder = tmp_path / thoughts
        messages.write(shard(record, file_format=kind, thoughts=thoughts), folder)
        file = folder / f"train-000000.{kind}"
        (row,) = pq.read_table(file).to_pylist() if kind == "parquet" else lines_of(file)
        answer = row["messages"][-1]
        if thoughts == "field":
            assert (answer["content"], answer["reasoning_content"]) == ("Hello.", "A greeting.")
        else:
            assert answer["content"] == "<think>\nA greeting.\n</think>\n\nHello."
            assert not answer.get("reasoning_content")


def test_messages_as_parquet_are_decoded_by_datasets(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    figures = messages.write(shard(), tmp_path / "messages")
    rows = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "messages/train-000000.parquet"), split="train", cache_dir=str(tmp_path)
    )
    row = next(row for row in rows if row["id"] == "t1")
    assert row["messages"][2]["tool_calls"][0]["function"] == {"name": "weather_now", "arguments": {"city": "Oslo"}}
    assert row["tools"][0]["function"]["parameters"] == json.loads(SCHEMA)
    assert [message["loss"] for message in row["messages"]] == [None, None, True, None, True]
    assert figures["left_out"] == {"no_conversation": 1}


def test_decimals_come_out_of_datasets_as_they_are(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    values = [number / 1000 for number in range(1, 4000)]
    said = list(TRAJECTORY.messages)
    said[2] = msgspec.structs.replace(
        said[2], tool_calls=(ToolCall("a", "weather.now", json.dumps({"city": "1.7", "at": values})),)
    )
    stated = OfferedTool(
        "weather.now", "Tells.", json.dumps({"type": "object", "properties": {"at": {"enum": values}}})
    )
    record = msgspec.structs.replace(TRAJECTORY, messages=tuple(said), tools=(stated,))
    messages.write(shard(record), tmp_path / "messages")
    (row,) = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "messages/train-000000.parquet"), split="train", cache_dir=str(tmp_path)
    )
    assert row["messages"][2]["tool_calls"][0]["function"]["arguments"] == {"city": "1.7", "at": values}
    assert row["tools"][0]["function"]["parameters"]["properties"]["at"]["enum"] == values


def test_sharegpt_leaves_out_what_llama_factory_would_train_on_wrongly(tmp_path: Path) -> None:
    folder = tmp_path / "sharegpt"
    figures = sharegpt.write(shard(), folder)
    rows = {row["id"]: row for row in lines_of(folder / "train" / "train-000000.jsonl")}
    assert rows["t1"]["conversations"] == [
        {"from": "human", "value": "Is it warm in Oslo?"},
        {"from": "function_call", "value": '{"name":"weather_now","arguments":{"city":"Oslo"}}'},
        {"from": "observation", "value": "4 °C"},
        {"from": "gpt", "value": "No.\u2028"},
    ]
    assert (rows["t1"]["system"], json.loads(rows["t1"]["tools"])[0]["name"]) == ("Be brief.", "weather_now")
    assert set(rows["t1"]) == {"conversations", "system", "tools", "id", "licence", "source"}
    assert set(rows) == {"d1", "t1", "t3"}
    assert figures["left_out"] == {"no_conversation": 1, "untrained_message": 1}
    assert figures["files"] == ["train/train-000000.jsonl"]


def test_sharegpt_gets_the_index_that_llama_factory_reads(tmp_path: Path) -> None:
    folder = tmp_path / "sharegpt"
    figures = [
        sharegpt.write(shard(), folder),
        sharegpt.write(shard(split="validation", number=1), folder),
        sharegpt.write(shard(DOCUMENT, number=2), folder),
    ]
    sharegpt.finish(figures, folder)
    info = json.loads((folder / "dataset_info.json").read_text())
    assert info == {
        f"lemnos_{split}": {
            "file_name": split,
            "formatting": "sharegpt",
            "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
        }
        for split in ("train", "validation")
    }


def test_nanochat_gets_lists_of_two_speakers(tmp_path: Path) -> None:
    figures = nanochat.write(shard(), tmp_path / "nanochat")
    first, second = lines_of(tmp_path / "nanochat" / "train-000000.jsonl")
    assert first == [{"role": each.role, "content": each.content} for each in DIALOGUE.messages]
    assert second == [
        {"role": "user", "content": "Be brief.\n\nHello."},
        {"role": "assistant", "content": "Hello."},
    ]
    assert figures["left_out"] == {"no_conversation": 1, "tools": 1, "untrained_message": 1}


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        ((Message("user", "Well?"),), "order"),
        ((Message("user", "Well?"), Message("assistant", "Yes.", reasoning="Hm.", train=True)), "thought"),
    ],
)
def test_nanochat_has_no_place_for_thoughts_and_open_questions(
    tmp_path: Path, added: tuple[Message, ...], reason: str
) -> None:
    record = msgspec.structs.replace(SPOKEN, messages=(*SPOKEN.messages, *added))
    assert nanochat.write(shard(record), tmp_path / "nanochat")["left_out"] == {reason: 1}


def test_the_hub_gets_a_file_for_each_trajectory_once(tmp_path: Path) -> None:
    figures = hub.write(shard(*RECORDS, TRAJECTORY), tmp_path / "hub")
    assert figures["files"] == [f"train-000000/{name}.jsonl" for name in ("t1", "t2", "t3")]
    assert (figures["rows"], figures["left_out"]) == (3, {"no_trajectory": 2})
    header, *said = lines_of(tmp_path / "hub" / "train-000000" / "t1.jsonl")
    assert {key: header[key] for key in ("type", "harness", "id", "name")} == {
        "type": "session",
        "harness": "lemnos",
        "id": "t1",
        "name": "Is it warm in Oslo?",
    }
    assert [line["message"]["role"] for line in said] == ["system", "user", "assistant", "tool", "assistant"]


@pytest.mark.parametrize("module", [text, messages, sharegpt, nanochat, hub], ids=lambda module: module.FORMAT.name)
def test_files_have_the_same_bytes_each_time_and_no_foreign_line_ends(module: Any, tmp_path: Path) -> None:
    contents = []
    for name in ("first", "second"):
        module.write(shard(file_format="jsonl"), tmp_path / name)
        contents.append(
            {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        )
    assert contents[0] == contents[1]
    assert all("\u2028".encode() not in data for data in contents[0].values())


@pytest.mark.parametrize(
    ("module", "left_out"),
    [
        (messages, {"no_conversation": 1}),
        (sharegpt, {"no_conversation": 1}),
        (nanochat, {"no_conversation": 1}),
        (hub, {"no_trajectory": 1}),
    ],
)
def test_a_shard_without_a_row_for_the_format_has_no_file(
    module: Any, left_out: dict[str, int], tmp_path: Path
) -> None:
    figures = module.write(shard(DOCUMENT), tmp_path / "format")
    assert (figures["files"], figures["rows"], figures["left_out"]) == ([], 0, left_out)
    assert list(tmp_path.rglob("*.*")) == []


def test_text_of_no_record_has_no_file(tmp_path: Path) -> None:
    assert text.write(MadeShard(), tmp_path / "text")["files"] == []
    assert list(tmp_path.rglob("*.*")) == []
