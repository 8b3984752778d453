"""A GGUF file in this process: words that follow the schema, seeds, templates, log-likelihoods, errors in one line."""

import asyncio
import json
import math
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from lemnos.errors import SettingsError
from lemnos.llm.backends.base import RefusedError, Reply
from lemnos.llm.backends.llama.backend import LlamaBackend
from lemnos.llm.backends.llama.metadata import read_metadata
from lemnos.llm.backends.llama.model import LlamaModel
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings, ServerSettings
from lemnos.llm.structured import numbered_schema, read_numbered
from lemnos.records import Utterance
from tests.conftest import ROOT, lemnos, on_one_core
from tests.llm.conftest import answers_of, asking, lines_of
from tests.llm.small_model import GGUF, SMALL, needs_llama

Allow = Callable[[str], None]
_SECONDS = 120
"""Seconds in which a test's requests must be answered on a busy machine."""


def asked(number: int, most: int = 40, turns: int = 0, longest: int = 60) -> Request:
    text = f"Passage {number}: the sextant measures the height of a star. Ask about it."
    messages = (Utterance("system", "You ask short questions."), Utterance("user", text))
    return Request("test", messages, most, numbered_schema(turns, longest) if turns else "")


def settings_of(path: Path = GGUF, temperature: float = 0.8, slots: int = 2, **extra: object) -> LlmSettings:
    llama = msgspec.structs.replace(SMALL, slots=slots)
    return LlmSettings(model=str(path), temperature=temperature, extra=dict(extra), llama=llama)


def ask(settings: LlmSettings, requests: Sequence[Request]) -> list[Reply]:
    """Return the replies of a backend of its own; what one raises is raised."""

    async def work() -> list[Reply]:
        backend = LlamaBackend(settings, print)
        try:
            return list(await asyncio.gather(*(backend.reply(request) for request in requests)))
        finally:
            await backend.close()

    return asyncio.run(asyncio.wait_for(work(), _SECONDS))


# The file


def entry(key: str, kind: int, value: bytes) -> bytes:
    return struct.pack("<Q", len(key)) + key.encode() + struct.pack("<I", kind) + value


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def header(version: int, *entries: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 0, len(entries)) + b"".join(entries)


WHOLE = header(
    3,
    entry("general.architecture", 8, text("llama")),
    entry("words", 9, struct.pack("<IQ", 8, 2) + text("a") + text("bc")),
    entry("nested", 9, struct.pack("<IQ", 9, 1) + struct.pack("<IQ", 4, 2) + struct.pack("<II", 1, 2)),
    entry("scores", 9, struct.pack("<IQ", 6, 3) + struct.pack("<fff", 1, 2, 3)),
    entry("llama.context_length", 4, struct.pack("<I", 4096)),
    entry("half", 6, struct.pack("<f", 0.5)),
)


def test_numbers_and_texts_of_a_file_are_read_and_its_arrays_are_not(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(WHOLE + b"tensors")
    assert read_metadata(file) == {"general.architecture": "llama", "llama.context_length": 4096, "half": 0.5}


def test_a_file_cut_off_anywhere_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    lines = set()
    for length in range(len(WHOLE)):
        file.write_bytes(WHOLE[:length])
        with pytest.raises(SettingsError) as raised:
            read_metadata(file)
        lines.add(str(raised.value).removeprefix(f"{file}: "))
    remedy = "give the path of a GGUF file, version 2 or later"
    assert lines == {f"not a GGUF file; {remedy}", f"damaged: its metadata cannot be read; {remedy}"}


def test_what_cannot_be_run_is_one_line_with_the_remedy(
    tmp_path: Path, allow: Allow, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing, prose, old, whole = (tmp_path / name for name in ("none.gguf", "prose.gguf", "old.gguf", "whole.gguf"))
    prose.write_text("It was a dark and stormy night.")
    old.write_bytes(header(1))
    whole.write_bytes(WHOLE)
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    lines = []
    for file in (missing, prose, old, whole):
        allow(str(file))
        with pytest.raises(SettingsError) as raised:
            LlamaModel(str(file), SMALL)
        lines.append(str(raised.value).removeprefix(f"{file}: "))
    assert lines == [
        "no such file; give the path of a GGUF file, or --url of the server that has this model",
        "not a GGUF file; give the path of a GGUF file, version 2 or later",
        "a GGUF file of version 1; give the path of a GGUF file, version 2 or later",
        "a GGUF file needs the package xllamacpp, which is not installed; run: pip install 'lemnos[llama]'",
    ]


def test_a_file_is_a_model_that_the_switch_forbids(tmp_path: Path) -> None:
    (tmp_path / "whole.gguf").write_bytes(WHOLE)
    with pytest.raises(SettingsError, match="is forbidden because LEMNOS_FORBID_MODELS is set"):
        LlamaModel(str(tmp_path / "whole.gguf"), SMALL)


def test_a_model_that_ends_in_gguf_runs_here_unless_a_server_is_named() -> None:
    file = LlmSettings(model="models/SmolLM2.Q4_1.GGUF")
    assert file.answering == "llama"
    assert LlmSettings(model="some-model").answering == "http"
    assert LlmSettings(model="x.gguf", server=ServerSettings(url="http://localhost:8080/v1")).answering == "http"
    assert LlmSettings(model="x.gguf", backend="replay").answering == "replay"


# The model


@needs_llama
def test_answers_follow_the_schema_and_are_counted(allow: Allow) -> None:
    allow(str(GGUF))
    replies = ask(settings_of(temperature=0), [asked(number, 200, turns=2) for number in range(3)])
    for reply in replies:
        answer = json.loads(reply.text)
        assert list(answer) == ["1", "2"]
        assert all(isinstance(value, str) and len(value) <= 60 for value in answer.values())
        assert reply.text.startswith('{"1": "')  # compact: no line breaks that a small model repeats
        assert reply.finish == "stop"
        assert reply.usage.sent == 39
        assert 8 < reply.usage.generated < 200
    (short,) = ask(settings_of(), [asked(0, 7)])
    assert (short.finish, short.usage.generated) == ("length", 7)
    assert len(short.text.split()) > 2


@needs_llama
def test_an_answer_depends_on_its_request_and_the_seed(allow: Allow) -> None:
    """One at a time and without the prompt cache: else the last bits of the logits depend on the other requests."""
    allow(str(GGUF))
    requests = [asked(number, 12) for number in range(4)]
    alone = settings_of(slots=1, cache_prompt=False)
    first = [reply.text for reply in ask(alone, requests)]
    assert [reply.text for reply in ask(alone, requests[::-1])][::-1] == first
    assert len(set(first)) == 4
    other = [reply.text for reply in ask(settings_of(slots=1, cache_prompt=False, seed=1), requests)]
    assert sum(one == two for one, two in zip(first, other, strict=True)) <= 1
    greedy = [ask(settings_of(temperature=0, seed=seed), requests[:1])[0].text for seed in (0, 1)]
    assert greedy[0] == greedy[1]


@needs_llama
def test_a_prompt_longer_than_the_context_is_refused(allow: Allow) -> None:
    allow(str(GGUF))
    long = Request("test", (Utterance("user", "star " * 2000),), 8)

    async def work() -> None:
        backend = LlamaBackend(settings_of(), print)
        try:
            await backend.reply(asked(0, 4))
            with pytest.raises(RefusedError, match="exceeds the available context size") as refused:
                await backend.reply(long)
            assert refused.value.lasting
        finally:
            await backend.close()

    asyncio.run(asyncio.wait_for(work(), _SECONDS))


@needs_llama
def test_half_a_file_is_one_line(tmp_path: Path, allow: Allow) -> None:
    half = tmp_path / "half.gguf"
    half.write_bytes(GGUF.read_bytes()[:40_000_000])
    allow(str(half))
    with pytest.raises(SettingsError) as raised:
        LlamaModel(str(half), SMALL)
    assert str(raised.value) == (
        f"{half}: llama.cpp cannot run this file with 2 slots of 1,024 tokens; "
        "check that it is complete, and that it fits into memory: see llm.llama.slots and .context"
    )


@needs_llama
def test_closing_does_not_wait_for_the_answers_in_flight(allow: Allow) -> None:
    allow(str(GGUF))

    async def work() -> float:
        backend = LlamaBackend(settings_of(ignore_eos=True), print)
        waiting = asyncio.create_task(backend.reply(asked(0, 900)))
        await asyncio.sleep(1)
        waiting.cancel()
        began = time.monotonic()
        await backend.close()
        return time.monotonic() - began

    assert asyncio.run(asyncio.wait_for(work(), _SECONDS)) < 10


@needs_llama
def test_a_model_that_is_closed_at_once_ends() -> None:
    """In a process of its own: llama.cpp, when it waits for ever, locks the interpreter."""
    program = (
        "from lemnos.llm.backends.llama.model import LlamaModel\n"
        "from tests.llm.small_model import GGUF, SMALL\n"
        "for _ in range(5): LlamaModel(str(GGUF), SMALL).close()\n"
    )
    environment = {**os.environ, "LEMNOS_ALLOW_MODELS": str(GGUF)}
    command = [sys.executable, "-c", program]
    subprocess.run(command, cwd=ROOT, env=environment, timeout=_SECONDS, check=True, preexec_fn=on_one_core)


@pytest.fixture(scope="module")
def model() -> Iterator[LlamaModel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEMNOS_ALLOW_MODELS", str(GGUF))
        loaded = LlamaModel(str(GGUF), SMALL)
    yield loaded
    loaded.close()


@needs_llama
def test_log_likelihoods_are_those_of_the_model(model: LlamaModel) -> None:
    assert model.context == 1024
    assert model.templated
    prompt = "The sextant measures the"
    scores = model.log_likelihoods(prompt, [" angle", " angle between", " banana", ""])
    assert scores[0] > scores[2] + 5
    assert scores[3] == 0
    # The chain rule: what comes after depends on what came before.
    (rest,) = model.log_likelihoods(f"{prompt} angle", [" between"])
    assert scores[1] == pytest.approx(scores[0] + rest, abs=0.05)
    # The probability that the model gives when it is free to choose.
    step = model._post("/completion", {"prompt": prompt, "n_predict": 1, "n_probs": 2000, "temperature": 0})
    free = {one["token"]: one["logprob"] for one in step["completion_probabilities"][0]["top_logprobs"]}
    assert scores[0] == pytest.approx(free[" angle"], abs=0.05)
    assert sum(math.exp(value) for value in free.values()) == pytest.approx(1, abs=0.05)


@needs_llama
def test_log_likelihoods_of_a_reply_to_messages(model: LlamaModel) -> None:
    messages = [Utterance("user", "What is the capital of France?")]
    paris, stone = model.log_likelihoods(messages, ["The capital of France is Paris.", "Stone stone stone stone."])
    assert paris > stone + 10
    with pytest.raises(ValueError, match=r"1,\d\d\d tokens exceed the context of 1,024"):
        model.log_likelihoods("word " * 1100, [" word"])


@needs_llama
def test_a_file_without_a_chat_template_gets_plain_lines_and_stops_before_the_user(
    tmp_path: Path, allow: Allow
) -> None:
    base = tmp_path / "base.gguf"
    content = GGUF.read_bytes()
    assert content.count(b"tokenizer.chat_template") == 1
    base.write_bytes(content.replace(b"tokenizer.chat_template", b"tokenizer.chat_templat3"))
    allow(str(base))
    backend_model = LlamaModel(str(base), SMALL)
    try:
        assert not backend_model.templated
        assert backend_model._rendered(asked(1).messages) == (
            "You ask short questions.\n"
            "User: Passage 1: the sextant measures the height of a star. Ask about it.\nAssistant:"
        )
    finally:
        backend_model.close()
    before = (Utterance("user", "Say hello."), Utterance("assistant", "Hello.")) * 3
    request = Request("test", (*before, Utterance("user", "Say hello.")), 40)
    (reply,) = ask(settings_of(base, temperature=0), [request])
    assert "User:" not in reply.text
    assert reply.text.startswith("Hello")
    assert reply.finish == "stop"


@needs_llama
def test_through_the_dispatcher_and_not_asked_again(tmp_path: Path, allow: Allow) -> None:
    allow(str(GGUF))
    requests = [asked(number, 8) for number in range(5)]
    with asking(tmp_path / "run", settings_of()) as dispatcher:
        first = answers_of(dispatcher, requests, tickets=5)
        assert dispatcher._limiter is not None
        assert (dispatcher._limiter.limit, dispatcher._limiter.most) == (2, 2)
    assert len(first) == len(lines_of(tmp_path / "run")) == 5
    with asking(tmp_path / "run", settings_of()) as dispatcher:
        assert answers_of(dispatcher, requests) == first
    assert len(lines_of(tmp_path / "run")) == 5


@needs_llama
def test_talk_with_a_small_model_says_how_many_turns_it_wrote_and_why_others_were_refused(
    wiki: Path, tmp_path: Path, allow: Allow
) -> None:
    allow(str(GGUF))
    ended = lemnos(
        "talk", wiki, "--out", tmp_path / "run", "--limit", 2, "--workers", 1, "--model", GGUF, "-q",
        "--set", "talk.plan.turns_mean=8", "--set", "talk.plan.turns_sd=1", "--set", "llm.llama.threads=1",
        "--set", "talk.model_writer.stop_refused=1", "--set", "llm.extra={max_tokens: 60}",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "run" / "report.json").read_bytes())
    lines = lines_of(tmp_path / "run")
    assert lines
    assert all(len(read_numbered(line["text"], 20)) >= 1 for line in lines)
    assert sum(report["written"].values()) == report["dialogues"]["turns"] >= 4
    assert report["model"]["generated"] == sum(line["usage"]["generated"] for line in lines)
