"""Batch files: requests out, results in, nothing written twice, whatever came back."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.errors import InputError, PausedError
from lemnos.llm.backends import batch
from lemnos.llm.backends.batch import BatchBackend
from lemnos.llm.request import Answer, Request
from lemnos.llm.settings import LlmSettings
from tests.llm.conftest import answers_of, asking, lines_of, request, requests

SETTINGS = LlmSettings(model="tiny", backend="batch")


def ask(run: Path, asked: Iterable[Request]) -> dict[str, Answer] | str:
    """Run once; return the answers, or why it paused."""
    asked = list(asked)
    with asking(run, SETTINGS) as dispatcher:
        try:
            return answers_of(dispatcher, asked, tickets=len(asked))
        except PausedError as error:
            return str(error)


def written(run: Path) -> list[list[str]]:
    """Return the custom ids of each file of requests."""
    files = sorted((run / "batch").glob("requests-*.jsonl"))
    return [[msgspec.json.decode(line)["custom_id"] for line in file.read_bytes().splitlines()] for file in files]


def result(asked: Request, text: str = "Why?", status: int = 200, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "choices": [{"message": {"content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 20, "completion_tokens": 2},
    }
    if status != 200:
        body = {"error": {"message": "busy"}}
    return {"id": "r", "custom_id": asked.key, "response": {"status_code": status, "body": body}, "error": None} | more


def bring(run: Path, name: str, results: Iterable[dict[str, Any]]) -> None:
    (run / "batch" / name).write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in results))


def test_the_first_run_writes_what_openai_documents_and_says_what_to_do(tmp_path: Path) -> None:
    run = tmp_path / "run"
    asked = requests(3, turns=2)
    file = run / "batch" / "requests-0001.jsonl"
    assert ask(run, asked) == (
        f"3 requests have no answer yet; submit {file} as a batch, put the output and error files into "
        f"{run / 'batch'}, and rerun the same command"
    )
    first = msgspec.json.decode(file.read_bytes().splitlines()[0])
    assert {**first, "body": set(first["body"])} == {
        "custom_id": asked[0].key,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model", "messages", "max_tokens", "temperature", "top_p", "response_format"},
    }
    assert first["body"]["response_format"]["type"] == "json_schema"
    assert written(run) == [[one.key for one in asked]]


def test_without_results_nothing_is_written_twice(tmp_path: Path) -> None:
    first = ask(tmp_path / "run", requests(5))
    assert ask(tmp_path / "run", requests(5)) == first
    assert written(tmp_path / "run") == [[one.key for one in requests(5)]]


def test_results_are_read_and_the_run_ends(tmp_path: Path) -> None:
    run, asked = tmp_path / "run", requests(4)
    ask(run, asked)
    bring(run, "batch_7f_output.jsonl", [result(one, f"Why {number}?") for number, one in enumerate(asked)][::-1])
    answers = ask(run, asked)
    assert isinstance(answers, dict)
    assert [answers[one.key].text for one in asked] == ["Why 0?", "Why 1?", "Why 2?", "Why 3?"]
    lines = lines_of(run)
    assert len(lines) == 4
    assert lines[0]["usage"] == {"sent": 20, "generated": 2, "cached": 0}
    assert len(written(run)) == 1


def test_only_what_is_missing_in_an_answered_file_is_written_again(tmp_path: Path) -> None:
    run, asked = tmp_path / "run", requests(5)
    ask(run, asked)
    bring(run, "output.jsonl", [result(one) for one in asked[:3]])
    told = ask(run, asked)
    assert isinstance(told, str)
    assert told.startswith(f"2 requests have no answer yet; submit {run / 'batch' / 'requests-0002.jsonl'} as a batch")
    assert written(run)[1:] == [[one.key for one in asked[3:]]]
    assert ask(run, asked) == told
    bring(run, "output2.jsonl", [result(one) for one in asked[3:]])
    assert isinstance(ask(run, asked), dict)
    assert len(written(run)) == 2


def test_new_requests_go_into_a_file_of_their_own_while_another_is_on_its_way(tmp_path: Path) -> None:
    run = tmp_path / "run"
    ask(run, requests(2))
    told = ask(run, requests(4))
    assert isinstance(told, str)
    assert f"submit {run / 'batch' / 'requests-0001.jsonl'} and 1 more from the same folder as a batch" in told
    assert written(run) == [[one.key for one in requests(4)[:2]], [one.key for one in requests(4)[2:]]]


@pytest.mark.parametrize(
    "failed",
    [
        {"response": {"status_code": 500, "body": {"error": {"message": "busy"}}}},
        {"response": {"status_code": 429, "body": None}},
        {"response": None, "error": {"code": "batch_expired", "message": "expired"}},
        {"response": {"status_code": 200, "body": {"choices": []}}},
        {"response": {"status_code": 200, "body": "hello"}},
    ],
    ids=["500", "429", "expired", "no choice", "no completion"],
)
def test_a_request_that_failed_in_the_batch_is_written_again_and_its_second_result_counts(
    tmp_path: Path, failed: dict[str, Any]
) -> None:
    run, asked = tmp_path / "run", requests(3)
    ask(run, asked)
    bring(run, "output.jsonl", [result(one) for one in asked[:2]])
    bring(run, "errors.jsonl", [result(asked[2], **failed)])
    told = ask(run, asked)
    assert isinstance(told, str)
    assert told.startswith("1 request has no answer yet")
    assert written(run)[1:] == [[asked[2].key]]
    assert ask(run, asked) == told  # the second file has no result yet, though its request has an old one
    bring(run, "output2.jsonl", [result(asked[2], "At last?")])
    answers = ask(run, asked)
    assert isinstance(answers, dict)
    assert answers[asked[2].key].text == "At last?"
    assert len(written(run)) == 2


def test_a_request_that_failed_twice_is_written_a_third_time(tmp_path: Path) -> None:
    run, asked = tmp_path / "run", requests(1)
    ask(run, asked)
    for number in (1, 2):
        bring(run, f"output{number}.jsonl", [result(asked[0], status=500)])
        assert isinstance(ask(run, asked), str)
    assert written(run) == [[asked[0].key]] * 3


def test_what_the_server_refuses_is_an_answer_and_is_not_asked_again(tmp_path: Path) -> None:
    run, asked = tmp_path / "run", requests(2)
    ask(run, asked)
    bring(run, "output.jsonl", [result(asked[0]), result(asked[1], status=400)])
    answers = ask(run, asked)
    assert isinstance(answers, dict)
    answer = answers[asked[1].key]
    assert (answer.finish, answer.reason) == ("refused", 'HTTP 400: {"error":{"message":"busy"}}')
    assert len(written(run)) == 1


def test_files_are_cut_at_the_limits_of_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MOST_LINES", 4)
    ask(tmp_path / "lines", requests(9))
    assert [len(keys) for keys in written(tmp_path / "lines")] == [4, 4, 1]
    monkeypatch.setattr(batch, "MOST_LINES", 1000)
    monkeypatch.setattr(batch, "MOST_BYTES", 3000)
    ask(tmp_path / "bytes", requests(20))
    sizes = [file.stat().st_size for file in (tmp_path / "bytes" / "batch").iterdir()]
    assert len(sizes) > 3
    assert max(sizes) <= 3000
    assert sorted(key for keys in written(tmp_path / "bytes") for key in keys) == sorted(
        one.key for one in requests(20)
    )
    assert (batch.MOST_LINES, 190_000_000) == (1000, 190_000_000)


@pytest.mark.parametrize("line", [b"hello", b'{"custom_id": 3}', b'{"a": 1}', b'{"custom_id": "a"', b"\xff\xfe", b"[]"])
def test_a_damaged_result_file_is_one_line(tmp_path: Path, line: bytes) -> None:
    run = tmp_path / "run"
    ask(run, requests(2))
    bring(run, "output.jsonl", [result(request(0))])
    path = run / "batch" / "output.jsonl"
    path.write_bytes(path.read_bytes() + b"\n" + line + b"\n")
    with pytest.raises(InputError) as caught:
        BatchBackend(run / "batch", SETTINGS)
    assert str(caught.value).startswith(f"{path}:3: not a line of a batch result (")
    assert str(caught.value).endswith("); download the file again, or move it out of the folder")
    with pytest.raises(InputError):
        ask(run, requests(2))


def test_a_kill_before_the_end_leaves_whole_files_only(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with asking(run, SETTINGS) as dispatcher:
        dispatcher.submit(0, requests(3))
    # Left without waiting: what was taken by then is written in one step, or not at all.
    assert all(len(keys) <= 3 for keys in written(run))
    assert not list(run.rglob(".writing-*"))
    assert isinstance(ask(run, requests(3)), str)
    assert sorted(key for keys in written(run) for key in keys) == sorted(one.key for one in requests(3))
