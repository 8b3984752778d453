"""A model in this process: batches that change nothing, draws that follow the distribution, memory that runs out."""

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import SettingsError
from lemnos.llm.backends.base import RefusedError, Reply
from lemnos.llm.backends.in_process.backend import TransformersBackend, choose, size_of
from lemnos.llm.backends.in_process.generation import Generator, Prompt
from lemnos.llm.backends.in_process.sampling import Draw, Sampling
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings
from lemnos.records import Utterance
from tests.llm.conftest import answers_of, asking, lines_of, run
from tests.llm.tiny_model import make_model, needs_models

pytestmark = needs_models
Allow = Callable[[str], None]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    torch.set_num_threads(1)  # so small a model only waits for more
    return make_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(autouse=True)
def on_the_cpu(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute in 32 bits also where there is a GPU, so that rounding does not decide."""
    import torch

    if "gpu" not in request.node.name:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    elif not torch.cuda.is_available():
        pytest.skip("needs a GPU")


def asked(text: str, most: int = 24) -> Request:
    return Request("test", (Utterance("system", "Ask questions."), Utterance("user", text)), most)


# Prompts of 10 to 200 tokens, so that batches have padding.
REQUESTS = [
    asked(f"Passage {number}. " + "The sextant measures the height of a star. " * (number * 5 % 13))
    for number in range(20)
]


def ask(
    settings: LlmSettings, requests: Sequence[Request], change: Callable[[Any], None] = lambda _: None
) -> list[Reply]:
    """Return the replies of a backend of its own; what one raises is raised."""

    async def work() -> list[Reply]:
        backend = TransformersBackend(settings)
        change(backend)
        try:
            return list(await asyncio.gather(*(backend.reply(request) for request in requests)))
        finally:
            await backend.close()

    return run(work())


@cache
def loaded(folder: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    return AutoTokenizer.from_pretrained(folder), AutoModelForCausalLM.from_pretrained(folder)


def greedy(folder: Path, request: Request) -> tuple[int, list[int]]:
    """Return how many tokens the prompt has, and what transformers alone generates for it."""
    import torch

    tokenizer, model = loaded(folder)
    messages = [{"role": message.role, "content": message.content} for message in request.messages]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    ids = torch.tensor([tokenizer(text, add_special_tokens=False)["input_ids"]])
    rows = model.generate(ids, do_sample=False, max_new_tokens=request.max_tokens)
    return ids.shape[1], rows[0, ids.shape[1] :].tolist()


def decode(folder: Path, tokens: list[int]) -> str:
    return str(loaded(folder)[0].decode(tokens, skip_special_tokens=True)).strip()


def test_at_temperature_0_a_batch_answers_what_each_request_alone_is_answered(model: Path, allow: Allow) -> None:
    allow(str(model))
    replies = ask(LlmSettings(model=str(model), temperature=0), REQUESTS)
    for request, reply in zip(REQUESTS, replies, strict=True):
        sent, tokens = greedy(model, request)
        assert reply.text == decode(model, tokens)
        assert (reply.usage.sent, reply.usage.generated) == (sent, 24)
        assert reply.finish == "length"
    assert len({reply.usage.sent for reply in replies}) > 8


def test_the_token_that_ends_a_text_is_counted_and_not_in_it(model: Path, tmp_path: Path, allow: Allow) -> None:
    _, tokens = greedy(model, REQUESTS[0])
    end = next(place for place in range(4, 24) if tokens[place] not in tokens[:place])
    folder = Path(shutil.copytree(model, tmp_path / "ends"))
    config = json.loads((folder / "generation_config.json").read_bytes())
    (folder / "generation_config.json").write_text(json.dumps({**config, "eos_token_id": [0, tokens[end]]}))
    allow(str(folder))
    reply = ask(LlmSettings(model=str(folder), temperature=0), REQUESTS)[0]
    assert (reply.finish, reply.usage.generated) == ("stop", end + 1)
    assert reply.text == decode(model, tokens[:end])


def test_a_draw_does_not_depend_on_what_else_is_in_the_batch(model: Path, allow: Allow) -> None:
    allow(str(model))
    settings = LlmSettings(model=str(model), temperature=0.7, top_p=0.9)
    together = [reply.text for reply in ask(settings, REQUESTS)]
    assert [reply.text for reply in ask(settings, REQUESTS[::-1])][::-1] == together
    assert [ask(settings, [request])[0].text for request in REQUESTS[:4]] == together[:4]
    assert len(set(together)) == len(REQUESTS)
    other = LlmSettings(model=str(model), temperature=0.7, top_p=0.9, extra={"seed": 1})
    assert not {reply.text for reply in ask(other, REQUESTS)} & set(together)


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(), {0: 0.5, 1: 0.3, 2: 0.2}),
        (Sampling(top_p=0.7), {0: 0.625, 1: 0.375}),
        (Sampling(top_p=0.5), {0: 1.0}),
        (Sampling(top_k=2), {0: 0.625, 1: 0.375}),
        (Sampling(temperature=0.5), {0: 25 / 38, 1: 9 / 38, 2: 4 / 38}),
    ],
    ids=["all", "two of three by share", "one by share", "two by number", "sharper"],
)
def test_tokens_are_drawn_as_often_as_they_are_likely(sampling: Sampling, expected: dict[int, float]) -> None:
    import torch

    keys = [asked(str(number)).key for number in range(10_000)]
    scores = torch.log(torch.tensor([0.5, 0.3, 0.2])).repeat(len(keys), 1)
    draw = Draw(torch, "cpu", keys, sampling)
    first, second = (draw(None, scores).argmax(dim=-1).tolist() for _ in range(2))
    for drawn in (first, second):
        counts = Counter(drawn)
        assert set(counts) == set(expected)
        for token, share in expected.items():
            assert counts[token] / len(keys) == pytest.approx(share, abs=0.02)
    # What was drawn first says nothing of what is drawn next.
    both = sum(one == two for one, two in zip(first, second, strict=True)) / len(keys)
    assert both == pytest.approx(sum(share**2 for share in expected.values()), abs=0.02)


def test_the_numbers_behind_the_draws_are_gumbel_s_and_the_same_on_every_device() -> None:
    import torch

    keys = [asked(str(number)).key for number in range(20)]
    draw = Draw(torch, "cpu", keys, Sampling())
    numbers = draw(None, torch.zeros(20, 50_000))
    assert numbers.mean().item() == pytest.approx(0.5772, abs=0.01)  # Euler's constant
    assert numbers.std().item() == pytest.approx(1.2825, abs=0.01)  # pi / sqrt(6)
    assert torch.corrcoef(numbers).fill_diagonal_(0).abs().max() < 0.03
    assert not numbers.isinf().any()
    one = Draw(torch, "cpu", ["0123456789abcdef" * 2], Sampling())
    assert [round(value, 4) for value in one(None, torch.zeros(1, 4))[0].tolist()] == [
        -0.9075,
        -0.3119,
        -1.1152,
        0.0847,
    ]


def test_a_prompt_longer_than_the_model_sees_is_refused_and_an_answer_ends_where_it_ends(
    tmp_path: Path, allow: Allow
) -> None:
    folder = make_model(tmp_path / "short", context=64)
    allow(str(folder))
    settings = LlmSettings(model=str(folder))
    sent = ask(settings, [asked("a " * 8, 1)])[0].usage.sent
    reply = ask(settings, [asked("a " * 8, 1000)])[0]
    assert (reply.usage.sent, reply.usage.generated, reply.finish) == (sent, 64 - sent, "length")
    with pytest.raises(RefusedError, match=r"the prompt has \d+ tokens, the model's context 64") as refused:
        ask(settings, [asked("word " * 80)])
    assert refused.value.lasting


def out_of_memory(above: int) -> tuple[list[int], Callable[[Any], None]]:
    """Return the sizes of the batches that were tried, and what lets the larger ones fail as PyTorch does."""
    import torch

    tried: list[int] = []

    def change(backend: Any) -> None:
        model = backend._generator._model
        whole = model.generate

        def generate(**arguments: Any) -> Any:
            tried.append(len(arguments["input_ids"]))
            if tried[-1] > above:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return whole(**arguments)

        model.generate = generate

    return tried, change


def test_a_batch_that_does_not_fit_into_memory_is_halved_and_later_ones_are_smaller(model: Path, allow: Allow) -> None:
    allow(str(model))
    settings = LlmSettings(model=str(model), temperature=0)
    alike = [asked(f"Passage {number:02} of many.") for number in range(24)]
    whole = ask(settings, alike)
    tried, change = out_of_memory(above=4)
    assert ask(settings, alike, change) == whole
    assert tried[:7] == [16, 8, 4, 4, 8, 4, 4]
    assert sum(tried[7:]) == 8
    assert max(tried[7:]) <= 4


def test_one_request_that_does_not_fit_is_refused_for_now(model: Path, allow: Allow) -> None:
    allow(str(model))
    tried, change = out_of_memory(above=0)
    with pytest.raises(RefusedError, match="do not fit into memory") as refused:
        ask(LlmSettings(model=str(model)), REQUESTS[:1], change)
    assert not refused.value.lasting
    assert tried == [1]


def test_gpu_memory_that_really_runs_out(model: Path, allow: Allow) -> None:
    import torch

    allow(str(model))
    long = [asked(f"{number} " + "The sextant measures the height of a star. " * 400, 8) for number in range(64)]
    sizes: list[int] = []

    def change(backend: Any) -> None:
        assert (backend._generator.device, backend._generator._model.dtype) == ("cuda", torch.bfloat16)
        torch.cuda.set_per_process_memory_fraction(0.01)
        whole = backend._generator._model.generate

        def generate(**arguments: Any) -> Any:
            sizes.append(len(arguments["input_ids"]))
            return whole(**arguments)

        backend._generator._model.generate = generate

    try:
        replies = ask(LlmSettings(model=str(model)), long, change)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert [reply.usage.generated for reply in replies] == [8] * 64
    assert sum(sizes) > 64  # some were tried in vain
    assert min(sizes) < max(sizes) / 2


def prompt(length: int, most: int = 10) -> Prompt:
    return Prompt([0] * length, most, "0" * 32)


def test_a_batch_is_the_oldest_request_and_those_nearest_in_length() -> None:
    waiting = [prompt(50), prompt(500), prompt(52), prompt(10), prompt(49), prompt(90)]
    assert choose(waiting, rows=3, room=10_000) == [0, 2, 4]
    assert choose(waiting, rows=9, room=10_000) == [0, 1, 2, 3, 4, 5]
    assert choose(waiting, rows=9, room=240) == [0, 2, 4]
    assert choose(waiting[1:], rows=9, room=100) == [0]
    assert size_of([waiting[place] for place in (0, 2, 4)]) == 186
    assert choose([prompt(50), prompt(50, most=70), prompt(40)], rows=9, room=130) == [0, 2]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (None, "Ask questions.\nUser: Where?\nAssistant:"),
        (
            "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
            "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}",
            "<|user|>Ask questions.\n\nWhere?<|end|>",
        ),
    ],
    ids=["no template", "a template that takes no system message"],
)
def test_models_without_a_usual_template(tmp_path: Path, template: str | None, text: str) -> None:
    generator = Generator(str(make_model(tmp_path / "model", template=template)))
    assert generator._tokenizer.decode(generator.encode(asked("Where?").messages, {})) == text


def test_a_model_without_a_template_is_stopped_when_it_speaks_for_the_user(tmp_path: Path) -> None:
    import torch

    generator = Generator(str(make_model(tmp_path / "model", template=None)))
    said = generator._tokenizer("Where is it?\nUser: Not there. And then")["input_ids"]

    def generate(**arguments: Any) -> Any:
        """Say what is given, token by token, until told to stop."""
        ids, (ends,) = arguments["input_ids"], arguments["stopping_criteria"]
        for token in said:
            ids = torch.cat([ids, torch.tensor([[token]])], dim=1)
            if ends(ids, None).all():
                break
        return ids

    generator._model.generate = generate
    (generated,) = generator.generate([Prompt([5, 6], 100, "0" * 32)], Sampling(), lambda: False)
    assert (generated.text, generated.cut_off) == ("Where is it?", False)
    assert generated.tokens < len(said) - 4


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (LlmSettings(model="org/some-model"), "org/some-model: not a folder; give the folder of a model"),
        (LlmSettings(model="{tmp}"), "cannot load a model"),
        (LlmSettings(model="{tmp}", extra={"stop": ["x"]}), "llm.extra: Object contains unknown field `stop`"),
    ],
    ids=["a name of a hub", "a folder without a model", "a field that nothing reads"],
)
def test_what_cannot_be_used_is_one_line(tmp_path: Path, allow: Allow, settings: LlmSettings, message: str) -> None:
    name = settings.model.replace("{tmp}", str(tmp_path))
    allow(name)
    with pytest.raises(SettingsError) as raised:
        ask(LlmSettings(model=name, extra=settings.extra), REQUESTS[:1])
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_model_in_process_is_a_model_that_the_switch_forbids(model: Path) -> None:
    with pytest.raises(SettingsError, match="is forbidden because LEMNOS_FORBID_MODELS is set"):
        ask(LlmSettings(model=str(model)), REQUESTS[:1])


def test_through_the_dispatcher_and_not_asked_again(model: Path, tmp_path: Path, allow: Allow) -> None:
    allow(str(model))
    settings = LlmSettings(model=str(model), backend="transformers")
    with asking(tmp_path / "run", settings) as dispatcher:
        first = answers_of(dispatcher, REQUESTS, tickets=5)
        assert dispatcher.ledger.total("generated") == sum(
            line["usage"]["generated"] for line in lines_of(tmp_path / "run")
        )
    assert len(first) == len(lines_of(tmp_path / "run")) == 20
    with asking(tmp_path / "run", settings) as dispatcher:
        assert answers_of(dispatcher, REQUESTS) == first
    assert len(lines_of(tmp_path / "run")) == 20
