"""A model that writes nonsense gets nothing into a dialogue, and one that asks sensibly is taken: the real stage."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.errors import LemnosError
from lemnos.llm.request import Request
from lemnos.pipeline.recipe import make_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.steps.talk.dialogues.trial import tally
from lemnos.store.run_folder import RunFolder, existing_run
from lemnos.text.words import FUNCTION_WORDS
from tests.conftest import ROOT

Answerer = Callable[[Request], str]
_LINE = re.compile(r"^(\d+) \[(say|\w+)([^\]]*)\] (.*)$", re.MULTILINE)
_WORD = re.compile(r"\b[a-z]{5,}\b")

JUNK: dict[str, tuple[str, ...]] = {
    "unrelated": (
        "Could you bring me another spoon, please?",
        "I'm sorry for knocking so late.",
        "Who left the bicycle in the hallway?",
        "Please remember to feed my neighbour's cat.",
        "Is the meeting still on Thursday afternoon?",
        "Why does my laptop charger hum at night?",
        "My sister never answers her phone.",
        "Can we order pizza with extra cheese?",
        "What time does the cinema close today?",
        "He wore the same jumper all week.",
    ),
    "prompt": (
        "Write the messages 1 to 16.",
        "The user goes on from what was said before.",
        "Answer with one JSON object and nothing else.",
        "Asks what comes next, building on the last answer?",
        "Said just before: the answer.",
        "Can you move to another subject and name it?",
        "Wants more depth, a reason, an example of what was just told.",
        "Here are the turns you asked for.",
        "What is said against it holds no longer?",
        "Answers: 1 follow_up.",
    ),
    "persona": (
        "The user: a student writing an essay.",
        "A curious reader; has a rough idea of it.",
        "I am a museum guide and know the field well.",
        "Writes in the language of the answers; plain and polite.",
        "Somebody who half remembers it from school, right?",
        "As a quiz player, what should I ask?",
        "A teacher preparing a lesson; knows nothing of it yet.",
        "About 9 words a message, some much shorter?",
        "User: a traveller planning a trip.",
        "Who is a professional in a hurry?",
    ),
    "repeated": (
        "And the thing and the thing and the thing and the thing?",
        "What about it what about it what about it what about it?",
        "Yes yes yes yes yes yes?",
        "Tell me tell me tell me tell me tell me.",
        "Why why why why why why why why?",
        "Blah blah blah, blah blah blah.",
        "Is it is it is it is it is it?",
        "The answer the answer the answer the answer?",
        "More and more and more and more and more and more?",
        "So so so so so?",
    ),
    "languages": (
        "Können Sie mir bitte helfen?",
        "Wo ist der nächste Bahnhof?",
        "Qu'est-ce que tu veux manger ce soir?",
        "¿Dónde está la biblioteca?",
        "Non capisco la domanda, scusa.",
        "これは何ですか？",
        "Сколько это стоит?",
        "Hvad laver du i aften?",
        "你好，请问几点了？",
        "Jak się masz dzisiaj?",
    ),
    "code": (
        "print(x) for x in range(10)?",
        "def ask(text): return text?",
        '{"1": "What is it?"}',
        "SELECT name FROM users;",
        "if (a == b) then continue?",
        "#include <stdio.h>",
        "x = y + 1.",
        "Import numpy as np?",
        "git push --force origin main?",
        "<p>What is this?</p>",
    ),
    "numbers": ("42.", "1 2 3 4 5?", "17, 18, 19.", "3.14159?", "2 + 2?", "100%?", "7?", "1/2?", "0 0 0.", "12:30?"),
    "politeness": (
        "Thank you very much!",
        "That is great, thanks a lot.",
        "You are so kind.",
        "Have a nice day.",
        "I appreciate your help.",
        "Good morning to you.",
        "That was really helpful, thank you.",
        "Sure, no problem.",
        "Interesting, thank you for the answer.",
        "How are you today?",
    ),
    "echo": (),
    "elsewhere": (
        "Who composed the opera about the barber of Seville?",
        "How do quantum computers correct their errors?",
        "When was the parliament of Norway founded?",
        "What caused the stock market crash of 1929?",
        "How is sourdough bread leavened?",
        "Which player scored the most goals in the tournament?",
        "Why did the emperor move his capital to Constantinople?",
        "Tell me about the grammar of Esperanto.",
        "What does a chess grandmaster earn?",
        "How does a vaccine train the immune system?",
    ),
}


class Player:
    """Answers with junk, the kinds in turn, and remembers what it played."""

    def __init__(self) -> None:
        self.played: Counter[str] = Counter()
        self.kinds: dict[str, str] = {}
        self._asked: dict[str, str] = {}

    def __call__(self, request: Request) -> str:
        if request.key not in self._asked:
            self._asked[request.key] = self._play(request)
        return self._asked[request.key]

    def _play(self, request: Request) -> str:
        if not request.schema:
            count = sum(self.played.values())
            kind = [kind for kind in JUNK if kind != "echo"][count % (len(JUNK) - 1)]
            self.played[kind] += 1
            lines = JUNK[kind]
            return lines[count // (len(JUNK) - 1) % len(lines)]
        texts: dict[str, str] = {}
        before = "The answer before was this."
        for number, _, _, shown in _LINE.findall(request.messages[1].content):
            count = sum(self.played.values())
            kind = list(JUNK)[count % len(JUNK)]
            if kind == "echo":
                words = before.split()[:14]
                text = " ".join(words).rstrip(",;:…. ") + "?."[count // len(JUNK) % 2]
            else:
                lines = JUNK[kind]
                text = lines[count // len(JUNK) % len(lines)]
            self.played[kind] += 1
            self.kinds[text] = kind
            texts[number] = text
            before = shown
        return msgspec.json.encode(texts).decode()


def run_with(monkeypatch: pytest.MonkeyPatch, out: Path, answer: Answerer, **writer: Any) -> RunFolder:
    """Run the demo corpus with the backend ``scripted`` answering by a function."""
    monkeypatch.setattr("lemnos.llm.factory.read_script", lambda _: answer)
    recipe = make_recipe(
        {
            "inputs": [{"path": str(ROOT / "demo" / "corpus")}],
            "out": str(out),
            "talk": {
                "plan": {"turns_mean": 22, "turns_sd": 8},
                "reuse": 0,
                "writer": writer.pop("writer", "model"),
                "anchors_per_shard": writer.pop("anchors_per_shard", 128),
                "model_writer": writer,
            },
            "llm": {"backend": "scripted"},
        }
    )
    run_recipe(recipe, LocalEngine(1), Quiet())
    return existing_run(out)


def taken(run: RunFolder) -> dict[str, int]:
    report: dict[str, Any] = msgspec.json.decode((run.path / "report.json").read_bytes())
    written: dict[str, int] = report["written"]
    return written


def test_of_a_thousand_junk_turns_of_ten_kinds_at_most_ten_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Player()
    written = taken(run_with(monkeypatch, tmp_path / "run", player, stop_refused=1))
    turns = sum(written.values())
    assert turns >= 1000
    assert len(player.played) == 10
    assert min(player.played.values()) >= 100
    by_model = sum(count for who, count in written.items() if who.startswith("model"))
    assert by_model <= turns // 100, written
    assert sum(count for who, count in written.items() if who.startswith("rules: ")) == turns - by_model


def sensible(request: Request) -> str:
    """Ask about two content words of each answer; say again what a memory turn means."""
    asked = ("How are {} and {} connected?", "What about the {} and the {}?", "Can you explain the {} and {}?")
    texts: dict[str, str] = {}
    for number, kind, _, shown in _LINE.findall(request.messages[1].content):
        words = [word for word in dict.fromkeys(_WORD.findall(shown)) if word not in FUNCTION_WORDS]
        if kind == "say" or len(words) < 2:
            texts[number] = shown
            continue
        words.sort(key=len, reverse=True)
        texts[number] = asked[int(number) % 3].format(*words[:2])
    return msgspec.json.encode(texts).decode()


def test_of_sensible_questions_about_each_segment_at_least_80_percent_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = taken(run_with(monkeypatch, tmp_path / "run", sensible))
    by_model = sum(count for who, count in written.items() if who.startswith("model"))
    assert by_model >= 0.8 * sum(written.values()), written


def test_a_model_that_writes_junk_stops_the_run_after_200_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Player()
    with pytest.raises(LemnosError) as caught:
        run_with(monkeypatch, tmp_path / "run", player)
    assert caught.value.where == "talk.model_writer.stop_refused"
    assert re.match(r"\d+ of the model's first \d+ user turns were refused \(\d+ \w+", caught.value.what)
    assert 200 <= sum(player.played.values()) < 300  # the others are not asked for


def test_of_junk_in_answer_to_compact_prompts_with_candidates_at_most_one_percent_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compact: dict[str, Any] = {"prompt": "compact", "candidates": 2, "stop_refused": 1}
    written = taken(run_with(monkeypatch, tmp_path / "run", Player(), **compact))
    counted = tally(written)
    assert counted.turns >= 800
    assert counted.model <= counted.turns // 100, written
    assert counted.rules >= 100  # memory turns: the model was not asked


def test_where_junk_is_refused_the_dialogues_are_those_that_rules_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first drafts stand: the words are those of a run without a model, and not of a second try."""
    run = run_with(monkeypatch, tmp_path / "run", lambda _: "Thank you!", prompt="compact", stop_refused=1)
    rules = run_with(monkeypatch, tmp_path / "rules", lambda _: "", writer="offline")
    texts, expected = (
        [message["content"] for dialogue in one.read_records("dialogues") for message in dialogue["messages"]]
        for one in (run, rules)
    )
    assert len(texts) > 1000
    assert texts == expected
    by = {turn["writer"] for dialogue in run.read_records("dialogues") for turn in dialogue["turns"]}
    assert by == {"rules"}


def test_the_record_of_a_turn_says_who_wrote_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_with(monkeypatch, tmp_path / "run", sensible)
    by = Counter(turn["writer"] for dialogue in run.read_records("dialogues") for turn in dialogue["turns"])
    counted = tally(taken(run))
    assert by == {"model": counted.model, "rules": sum(counted.refused.values()) + counted.rules}


def test_small_shards_are_judged_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player()
    with pytest.raises(LemnosError) as caught:
        run_with(monkeypatch, tmp_path / "run", player, anchors_per_shard=3)
    assert caught.value.where == "talk.model_writer.stop_refused"
    run = RunFolder(tmp_path / "run")
    finished = [run.done("dialogues", number) for number in range(99)]
    turns = [sum(figures["written"].values()) for figures in finished if figures is not None]
    assert turns[0] < 200 <= sum(turns) + 3 * 40
    assert len(turns) < 12  # of 22
