"""Every way in which a server can fail is the right error, and nothing we write holds the key."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.errors import ServerError, SettingsError
from lemnos.llm.backends.base import AttemptError, RefusedError, Reply, Usage
from lemnos.llm.backends.openai_server import HttpBackend, _seconds, body_of, read_completion
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings
from tests.llm.conftest import Serve, answers_of, asking, request, requests, run, settings_for
from tests.llm.fault_server import MARK, FaultServer

KEY = "sk-very-secret-0123456789"


def reply_of(settings: LlmSettings, *asked: Request, say: Callable[[str], None] = print) -> list[Reply]:
    """Ask one request after the other, and close."""

    async def work() -> list[Reply]:
        backend = HttpBackend(settings, say)
        try:
            return [await backend.reply(one) for one in asked]
        finally:
            await backend.close()

    return run(work())


def marked() -> Request:
    return msgspec.structs.replace(
        request(0), messages=(*request(0).messages, request(1).messages[1].__class__("user", MARK))
    )


def test_an_answer_has_its_text_and_its_usage(serve: Serve) -> None:
    server = serve()
    asked = request(0)
    (reply,) = reply_of(settings_for(server.url), asked)
    assert reply.text.endswith("point 1?")
    assert reply.finish == "stop"
    sizes = [len(message.content) // 4 for message in asked.messages]
    assert reply.usage == Usage(sent=sum(sizes), generated=len(reply.text) // 4, cached=sizes[0])


def test_an_answer_that_is_cut_at_its_limit_says_so(serve: Serve) -> None:
    (reply,) = reply_of(settings_for(serve().url), request(0, max_tokens=3))
    assert (reply.finish, len(reply.text)) == ("length", 12)


FAULTS: list[tuple[str, str, str, bool]] = [
    ("429", "429", "HTTP 429: too many requests", True),
    ("503", "503", "HTTP 503: upstream failed", True),
    ("500", "500", "HTTP 500: upstream failed", False),
    ("slow", "timeout", "no answer within 0.3 s", False),
    ("cut off", "cut off", "the answer was cut off", False),
    ("wrong json", "wrong json", "the answer is not a chat completion (Input data was truncated)", False),
    ("no choice", "no choice", "the answer has no choices", False),
    ("dropped", "connection lost", "the connection was lost (Server disconnected)", False),
]


@pytest.mark.parametrize(("fault", "rule", "reason", "overload"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_an_attempt_that_failed(serve: Serve, fault: str, rule: str, reason: str, overload: bool) -> None:
    server = serve(first=(fault,))
    with pytest.raises(AttemptError) as caught:
        reply_of(settings_for(server.url, timeout=0.3 if fault == "slow" else 30), request(0))
    assert (caught.value.rule, caught.value.reason, caught.value.overload) == (rule, reason, overload)
    assert caught.value.after is None
    (reply,) = reply_of(settings_for(server.url), request(0))
    assert reply.finish == "stop"


@pytest.mark.parametrize(("fault", "least", "most"), [("429 seconds", 7, 7), ("429 date", 5, 7)])
def test_retry_after_is_read_as_seconds_and_as_a_date(serve: Serve, fault: str, least: float, most: float) -> None:
    with pytest.raises(AttemptError) as caught:
        reply_of(settings_for(serve(first=(fault,), retry_after=7).url), request(0))
    assert caught.value.after is not None
    assert least <= caught.value.after <= most


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.25", 0.25), ("-1", 0.0), ("", None), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_a_header_is_seconds_or_nothing(header: str, seconds: float | None) -> None:
    assert _seconds(header) == seconds


def test_retry_after_is_kept_to(tmp_path: Path, serve: Serve) -> None:
    server = serve(first=("429 seconds",), retry_after=1)
    began = time.monotonic()
    with asking(tmp_path / "run", settings_for(server.url)) as dispatcher:
        answers_of(dispatcher, [request(0)])
    assert time.monotonic() - began >= 1.0  # without the header it would be less
    assert list(server.seen.attempts.values()) == [2]


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (402, "HTTP 402: no request is acceptable; check the account's billing, or use another server"),
        (403, "HTTP 403: no request is acceptable; use a key that has this permission: see llm.server.key_env"),
        (404, "HTTP 404: The model tiny does not exist; check llm.server.url and llm.model"),
        (
            405,
            "HTTP 405: no request is acceptable; "
            "check llm.server.url: it must be the base URL, without /chat/completions",
        ),
        (
            429,
            "the account's quota is exhausted (You exceeded your current quota); "
            "check the account's billing, or use another server",
        ),
        (307, "HTTP 307: no reason given; check llm.server.url"),
    ],
)
def test_what_no_attempt_can_fix_ends_the_run(serve: Serve, status: int, line: str) -> None:
    server = serve(always=status)
    with pytest.raises(ServerError) as caught:
        reply_of(settings_for(server.url), request(0))
    assert str(caught.value) == f"{server.url}: {line}"


def test_nothing_at_the_address_is_an_attempt_that_failed(allow: Callable[[str], None]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    allow(url)
    with pytest.raises(AttemptError) as caught:
        reply_of(settings_for(url), request(0))
    assert caught.value.rule == "no connection"
    assert caught.value.reason.startswith("cannot connect (Connect")


def test_one_request_that_is_refused_leaves_the_others_alone(serve: Serve) -> None:
    server = serve()
    assert len(reply_of(settings_for(server.url), request(1), request(2))) == 2
    with pytest.raises(RefusedError) as caught:
        reply_of(settings_for(server.url), request(3), marked())
    assert str(caught.value) == "HTTP 400: this prompt is not acceptable"
    assert caught.value.lasting


def test_a_server_that_refuses_the_first_five_is_set_up_wrong(serve: Serve) -> None:
    server = serve(always=422)

    async def work() -> list[str]:
        backend = HttpBackend(settings_for(server.url), print)
        found = []
        try:
            for number in range(5):
                try:
                    await backend.reply(request(number))
                except (RefusedError, ServerError) as error:
                    found.append(type(error).__name__)
        finally:
            await backend.close()
        return found

    assert run(work()) == ["RefusedError"] * 4 + ["ServerError"]


@pytest.mark.parametrize(
    ("refused", "forms", "told"),
    [
        ((), {"json_schema": 4}, []),
        (
            ("json_schema",),
            {"json_schema": 1, "json_object": 4},
            [
                "does not support json_schema (response_format of type json_schema is not supported); "
                "requesting a JSON object from now on"
            ],
        ),
        (
            ("json_schema", "json_object"),
            {"json_schema": 1, "json_object": 1, "none": 4},
            [
                "does not support json_schema (response_format of type json_schema is not supported); "
                "requesting a JSON object from now on",
                "does not support json_object (response_format of type json_object is not supported); "
                "asking for JSON in the prompt only from now on",
            ],
        ),
    ],
)
def test_a_server_that_takes_no_schema_is_asked_in_a_plainer_form(
    serve: Serve, refused: tuple[str, ...], forms: dict[str, int], told: list[str]
) -> None:
    server = serve(refuse_forms=refused)
    said: list[str] = []
    replies = reply_of(settings_for(server.url), *requests(4, turns=3), say=said.append)
    assert [reply.finish for reply in replies] == ["stop"] * 4
    assert server.seen.forms == forms
    assert said == [f"{server.url} {line}" for line in told]


def test_a_form_that_the_settings_name_is_kept(serve: Serve) -> None:
    server = serve(refuse_forms=("json_schema",))
    with pytest.raises(RefusedError):
        reply_of(settings_for(server.url, schema="json_schema"), request(0, turns=2))
    assert server.seen.forms == {"json_schema": 1}
    reply_of(settings_for(server.url, schema="none"), request(0, turns=2))
    assert server.seen.forms == {"json_schema": 1, "none": 1}


def test_a_prompt_that_is_refused_does_not_change_the_form_once_the_server_has_answered(serve: Serve) -> None:
    server = serve()
    said: list[str] = []
    refused = msgspec.structs.replace(request(0, turns=2), messages=marked().messages)
    with pytest.raises(RefusedError):
        reply_of(settings_for(server.url), request(1, turns=2), refused, say=said.append)
    assert said == []
    assert server.seen.forms == {"json_schema": 2}


def body(settings: LlmSettings, asked: Request) -> Any:
    return msgspec.json.decode(msgspec.json.encode(body_of(asked, settings, "json_schema")))


def test_the_body_is_what_openai_documents() -> None:
    asked = request(0, turns=1, max_tokens=90)
    assert body(LlmSettings(model="m", temperature=0.5, top_p=0.9), asked) == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "You write the questions of a curious reader."},
            {"role": "user", "content": asked.messages[1].content},
        ],
        "max_tokens": 90,
        "temperature": 0.5,
        "top_p": 0.9,
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "answer",
                "strict": True,
                "schema": {
                    "type": "object",
                    "properties": {"1": {"type": "string"}},
                    "required": ["1"],
                    "additionalProperties": False,
                },
            },
        },
    }


def test_extra_fields_are_added_and_null_takes_one_out() -> None:
    settings = LlmSettings(model="m", extra={"max_tokens": None, "max_completion_tokens": 7, "temperature": None})
    assert set(body(settings, request(0))) == {"model", "messages", "top_p", "max_completion_tokens"}


def completion(message: dict[str, Any], **more: Any) -> bytes:
    return msgspec.json.encode({"choices": [{"message": message, **more}]})


def test_thinking_is_not_part_of_the_answer() -> None:
    assert read_completion(completion({"content": "<think>Hm, {1}</think>\n\nWhy?"})).text == "Why?"


def test_a_refusal_is_no_answer() -> None:
    reply = read_completion(completion({"content": None, "refusal": "I will not."}))
    assert (reply.text, reply.finish, reply.reason) == ("", "refused", "I will not.")
    reply = read_completion(completion({"content": "x"}, finish_reason="content_filter"))
    assert (reply.text, reply.finish, reply.reason) == ("", "refused", "the server's content filter")


def test_cached_tokens_are_read_in_both_spellings() -> None:
    for cached in ({"prompt_tokens_details": {"cached_tokens": 64}}, {"prompt_cache_hit_tokens": 64}):
        data = {
            "choices": [{"message": {"content": "a"}}],
            "usage": {"prompt_tokens": 90, "completion_tokens": 5, **cached},
        }
        assert read_completion(msgspec.json.encode(data)).usage == Usage(90, 5, 64)


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'{"error": {"message": "busy"}}', b"\xff\xfe"])
def test_what_is_no_completion_is_a_failed_attempt(data: bytes) -> None:
    with pytest.raises(AttemptError) as caught:
        read_completion(data)
    assert caught.value.rule == "wrong json"


def secrets_in(text: str) -> bool:
    """Whether the key, or so much of it that one could guess the rest, is in a text."""
    return any(KEY[start : start + 10] in text for start in range(len(KEY) - 9))


def test_the_key_is_sent_and_stands_in_nothing_that_we_write(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEMNOS_API_KEY", KEY)
    server: FaultServer = serve(always=401)
    told: list[str] = []
    with (
        asking(tmp_path / "run", settings_for(server.url), told) as dispatcher,
        pytest.raises(ServerError) as caught,
    ):
        answers_of(dispatcher, [request(0)])
    assert server.seen.authorization == {f"Bearer {KEY}": 1}
    assert str(caught.value).startswith(f"{server.url}: HTTP 401: Incorrect API key provided: (key).")
    server.behaviour.always = 0
    server.behaviour.first = ("500",)
    with asking(tmp_path / "run", settings_for(server.url), told) as dispatcher:
        answers_of(dispatcher, requests(3))
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert not any(map(secrets_in, [*written, *told, str(caught.value), repr(caught.value)]))


def test_a_key_that_stands_across_the_end_of_a_long_reason_is_taken_out_too(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEMNOS_API_KEY", KEY)
    # The fault server quotes the key twice, and the end of what we show falls into the second.
    with pytest.raises(ServerError) as caught:
        reply_of(settings_for(serve(always=401).url), request(0))
    assert not secrets_in(str(caught.value))


def test_a_server_that_is_not_allowed_is_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve()
    monkeypatch.delenv("LEMNOS_ALLOW_MODELS")
    with pytest.raises(SettingsError, match="is forbidden because LEMNOS_FORBID_MODELS is set"):
        reply_of(settings_for(server.url), request(0))
    assert server.seen.attempts == {}


def test_the_same_question_has_the_same_idempotency_key_until_an_attempt_fails(serve: Serve) -> None:
    server = serve(idempotent=True)
    reply_of(settings_for(server.url), *[request(0)] * 4)  # as if killed before the answer was noted
    reply_of(settings_for(server.url), *[request(0)] * 4)
    assert sum(server.seen.answered.values()) == 1
    assert server.seen.replayed >= 5  # the last of each four may be on its way when we leave
    failing = serve(idempotent=True, first=("500",))

    async def work() -> None:
        backend = HttpBackend(settings_for(failing.url), print)
        with pytest.raises(AttemptError):
            await backend.reply(request(0))
        first = {key.rpartition("-")[2] for key in failing.given}
        for _ in range(2):
            await backend.reply(request(0))
        await backend.close()
        assert first == set()

    run(work())
    assert "1" in {key.rpartition("-")[2] for key in failing.given}
