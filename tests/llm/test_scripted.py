"""Backends without a model: nobody, a script, recorded answers."""

from pathlib import Path

import msgspec
import pytest

from lemnos.errors import SettingsError
from lemnos.llm.backends.base import RefusedError, Usage
from lemnos.llm.backends.scripted import Offline, Scripted, read_script
from lemnos.llm.factory import make_backend
from lemnos.llm.settings import LlmSettings
from lemnos.llm.tokens import prompt_tokens
from tests.llm.conftest import Serve, answers_of, asking, lines_of, request, requests, run, settings_for

SCRIPT = """{"pattern": "Passage 1\\\\.", "answer": "One?"}

{"pattern": "Passage (2|3).*compass", "answer": "Two or three?"}
{"pattern": "", "answer": "Any?"}
"""


def test_the_first_line_that_matches_answers(tmp_path: Path) -> None:
    (tmp_path / "script.jsonl").write_text(SCRIPT)
    settings = LlmSettings(backend="scripted", script=str(tmp_path / "script.jsonl"))
    with asking(tmp_path / "run", settings) as dispatcher:
        answers = answers_of(dispatcher, requests(5, size=60))
    texts = [answers[one.key].text for one in requests(5, size=60)]
    assert texts == ["Any?", "One?", "Two or three?", "Two or three?", "Any?"]


def test_what_no_line_matches_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.jsonl").write_text('{"pattern": "Passage 1", "answer": "One?"}')
    settings = LlmSettings(backend="scripted", script=str(tmp_path / "script.jsonl"))
    with asking(tmp_path / "run", settings) as dispatcher:
        (answer,) = answers_of(dispatcher, [request(0)]).values()
    assert (answer.finish, answer.reason) == ("refused", "no pattern of the script matches")


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (None, "", "cannot be read (No such file or directory); give a JSON Lines file"),
        (
            b'{"pattern": "a", "answer": "b"}\n{"pattern": "(", "answer": "b"}',
            ":2",
            "missing ), unterminated subpattern",
        ),
        (b'{"pattern": "a"}', ":1", 'Object missing required field `answer`; write {"pattern": "…", "answer": "…"}'),
        (b'{"pattern": "a", "answer": "b", "c": 1}', ":1", "Object contains unknown field `c`"),
        (b"hello", ":1", "JSON is malformed"),
        (b"\xff", ":1", "JSON is malformed"),
    ],
)
def test_a_wrong_script_is_one_line(tmp_path: Path, content: bytes | None, where: str, what: str) -> None:
    path = tmp_path / "script.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_script(str(path))
    assert str(caught.value).startswith(f"{path}{where}: {what}")


def test_a_script_counts_tokens_by_estimate() -> None:
    reply = run(Scripted(lambda _: "Why is that?").reply(request(0)))
    assert reply.usage == Usage(prompt_tokens(request(0)), 4, 0)


def test_offline_answers_nobody_and_is_asked_again_when_the_run_goes_on(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="backend offline asks no model") as caught:
        run(Offline().reply(request(0)))
    assert not caught.value.lasting
    for _ in range(2):
        with asking(tmp_path / "run", LlmSettings(backend="offline")) as dispatcher:
            assert [answer.finish for answer in answers_of(dispatcher, requests(3)).values()] == ["failed"] * 3
    assert len(lines_of(tmp_path / "run")) == 6


def test_replay_gives_recorded_answers_and_nothing_else(tmp_path: Path, serve: Serve) -> None:
    server = serve()
    settings = settings_for(server.url)
    with asking(tmp_path / "far" / "first", settings) as dispatcher:
        recorded = answers_of(dispatcher, requests(4))
    replay = msgspec.structs.replace(settings, backend="replay", reuse=(str(tmp_path / "far" / "first"),))
    with asking(tmp_path / "near" / "second", replay) as dispatcher:
        answers = answers_of(dispatcher, requests(6))
        assert dispatcher.ledger.total("reused") == 4
    assert {key: answers[key] for key in recorded} == recorded
    missing = [answers[one.key] for one in requests(6)[4:]]
    assert [(answer.finish, answer.reason) for answer in missing] == [
        ("failed", "no recorded answer to this request (talk)")
    ] * 2
    assert sum(server.seen.attempts.values()) == 4


@pytest.mark.parametrize("backend", ["http", "batch", "transformers"])
def test_a_model_must_be_named(tmp_path: Path, backend: str) -> None:
    with pytest.raises(SettingsError) as caught:
        make_backend(tmp_path, LlmSettings(backend=backend), print)  # type: ignore[arg-type]
    assert str(caught.value).startswith("llm.model: no model is named; ")
