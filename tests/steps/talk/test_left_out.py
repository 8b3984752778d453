"""In a dialogue that is not English, a turn without a usable version is left out; rules write no English into it."""

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.errors import EmptyError
from lemnos.llm.request import Request
from lemnos.pipeline.recipe import make_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.records import Evidence, TurnKind, Verdict
from lemnos.steps.talk.check.retrieval import Ranks
from lemnos.steps.talk.check.review import Reviewed
from lemnos.steps.talk.dialogues.left_out import LEANS, without
from lemnos.steps.talk.dialogues.trial import refused_lines, tally
from lemnos.steps.talk.write.base import Memory, Step, UserTurn
from lemnos.store.run_folder import RunFolder, existing_run

GERMAN = (
    "Zwischen {} und {} fuhr früher jeden Morgen ein Kahn mit Salz, und in {} wurde er entladen. Heute führt eine "
    "Brücke nach {}, von der man bis {} sieht. Im Winter treffen sich dort die Leute aus {} zu einem Markt."
)
JAPANESE = (
    "{}と{}の間では昔毎朝塩を積んだ小舟が行き来し、{}で荷をおろした。今は{}へ橋がかかり、{}まで見わたせる。"
    "冬になると{}の人々がそこで市を開き、魚や布を売り、夜おそくまで歌をうたってから雪の道を歩いて帰っていく。"
)
GROWS = "Birken Eichen Linden Weiden Erlen Ulmen Tannen Kiefern Buchen Eschen Ahorn Fichten Pappel Holder Rosen".split()
LIES = "hof bach feld stein burg dorf tal furt heim wald ried au moos grund brunn".split()
SIGNS = "松竹梅桜藤菊柳杉桐萩椿楓蓮桃柿", "島原田井沢池川並生尾山谷浜岡崎"
NAMES = {
    "de": [grows + lies for grows in GROWS for lies in LIES],
    "ja": [first + second for first in SIGNS[0] for second in SIGNS[1]],
}
TEXT = {"de": GERMAN, "ja": JAPANESE}
_LINE = re.compile(r"^(\d+) \[(\w+)[^\]]*\] (.*)$", re.MULTILINE)
_ENGLISH = re.compile(r"\b(?:the|what|how|tell|about|more|and|did|I see|Right|Okay|Thanks)\b", re.IGNORECASE)


def folder_of(tmp_path: Path, language: str) -> Path:
    names = random.Random(0).sample(NAMES[language], 6 * 36)
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(3):
        parts = [
            TEXT[language].format(*names[6 * part : 6 * part + 6]) for part in range(12 * number, 12 * number + 12)
        ]
        title = names[72 * number]
        (folder / f"{title}.md").write_text(f"# {title}\n\n" + "\n\n".join(parts), encoding="utf-8")
    return folder


def asking(language: str, every: int) -> Callable[[Request], str]:
    """Return a model that asks with two names of each answer, and sends nothing usable for one in ``every``."""
    form = "{}と{}はどうなりましたか?" if language == "ja" else "Was war zwischen {} und {}?"
    asked = count()

    def answer(request: Request) -> str:
        texts: dict[str, str] = {}
        for number, _, shown in _LINE.findall(request.messages[1].content):
            names = sorted((name for name in NAMES[language] if name in shown), key=shown.index)
            texts[number] = "..." if next(asked) % every == every - 1 else form.format(*names[:2])
        return msgspec.json.encode(texts).decode()

    return cache(answer)


def run_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, answer: Any, **talk: Any) -> RunFolder:
    monkeypatch.setattr("lemnos.llm.factory.read_script", lambda _: answer)
    recipe = make_recipe(
        {
            "inputs": [{"path": str(folder_of(tmp_path, language)), "language": language}],
            "out": str(tmp_path / "run"),
            "talk": {
                "plan": {"turns_mean": 12, "turns_sd": 2, "min_turns": 3},
                "writer": "model",
                "model_writer": {"stop_refused": 1},
                "graph": {"duplicates": 0},
                "worst_rank": 99,
            }
            | talk,
            "llm": {"backend": "scripted"},
        }
    )
    run_recipe(recipe, LocalEngine(1), Quiet())
    return existing_run(tmp_path / "run")


@pytest.mark.parametrize("language", ["de", "ja"])
def test_no_english_stands_in_a_dialogue_of_another_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    run = run_over(tmp_path, monkeypatch, language, asking(language, 4))
    dialogues = list(run.read_records("dialogues"))
    said = [message["content"] for dialogue in dialogues for message in dialogue["messages"][::2]]
    assert said
    assert [text for text in said if _ENGLISH.search(text)] == []
    assert {turn["writer"] for dialogue in dialogues for turn in dialogue["turns"]} == {"model"}
    for dialogue in dialogues:
        assert len(dialogue["messages"]) == 2 * len(dialogue["turns"])
        assert dialogue["turns"][0]["kind"] == "opening"
        for number, turn in enumerate(dialogue["turns"]):
            assert all(recalled < number for recalled in turn["recalls"])
    report: dict[str, Any] = msgspec.json.decode((run.path / "report.json").read_bytes())
    counted = tally(report["written"])
    assert counted.model == len(said)
    assert counted.left_out["unreadable"] >= 1
    assert counted.model >= 8
    assert counted.refused == {}
    assert "left out, as rules write only English" in (run.path / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["de", "ja"])
def test_turns_that_a_model_writes_in_english_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    good = asking(language, 99)

    def answer(request: Request) -> str:
        texts: dict[str, str] = msgspec.json.decode(good(request))
        english = {
            number: f"What happened with {text[8:12]}?" for number, text in texts.items() if int(number) % 3 == 0
        }
        return msgspec.json.encode(texts | english).decode()

    run = run_over(tmp_path, monkeypatch, language, answer)
    said = [message["content"] for dialogue in run.read_records("dialogues") for message in dialogue["messages"][::2]]
    assert said
    assert [text for text in said if text.startswith("What")] == []
    report: dict[str, Any] = msgspec.json.decode((run.path / "report.json").read_bytes())
    assert tally(report["written"]).left_out["language"] >= 1


def test_a_dialogue_of_which_too_little_stands_is_rejected_and_its_turns_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = {"turns_mean": 12, "turns_sd": 2, "min_turns": 9}
    with pytest.raises(EmptyError, match="too_short"):
        run_over(tmp_path, monkeypatch, "de", asking("de", 2), plan=plan)
    (file,) = (tmp_path / "run" / "rejected" / "dialogues").iterdir()
    reason = "turns were left out (unreadable 3), and what is left (8) is under talk.plan.min_turns (9)"
    assert reason in file.read_text(encoding="utf-8")
    figures = RunFolder(tmp_path / "run").done("dialogues", 0)
    assert figures is not None
    assert sum(figures["written"].values()) >= 3
    assert all(who.startswith("left out: ") for who in figures["written"])


FOLLOW, SHIFT, RETURN, RECALL = TurnKind.FOLLOW_UP, TurnKind.TOPIC_SHIFT, TurnKind.RETURN, TurnKind.RECALL


def about(turn: int) -> Memory:
    return Memory((turn,), "It was.", (Evidence("d", 0, 1, ()),), True, {})


def standing(steps: list[Step], out: set[int], leaning: tuple[int, ...] = ()) -> tuple[list[Step], dict[int, str]]:
    turns = [UserTurn(f"turn {n}", step.kind, n in leaning, "model") for n, step in enumerate(steps)]
    verdicts = [
        Verdict(record="", stage="dialogues", rule="form", keep=True, reason=f"turn {n}: bad", score=1.0)
        for n in sorted(out)
    ]
    checked = Reviewed(turns, [Ranks(n, n) for n in range(len(steps))], {}, verdicts, tuple(sorted(out)))
    made = without(steps, checked, dict.fromkeys(out, "form"))
    assert [turn.kind for turn in made.checked.turns] == [step.kind for step in made.steps]
    assert len(made.checked.found) == len(made.steps)
    assert all(not verdict.keep and verdict.reason == "left out: bad" for verdict in made.checked.verdicts)
    return made.steps, made.reasons


OPEN = Step(0, 0, TurnKind.OPENING)


@pytest.mark.parametrize(
    ("steps", "out", "stand"),
    [
        ([OPEN, Step(0, 1, FOLLOW)], {0}, [(0, 1, TurnKind.OPENING, -1)]),
        ([OPEN, Step(1, 0, SHIFT), Step(1, 1, FOLLOW)], {1}, [(0, 0, TurnKind.OPENING, -1), (1, 1, SHIFT, -1)]),
        (
            [OPEN, Step(1, 0, SHIFT), Step(0, 1, RETURN, recalls=0)],
            {1},
            [(0, 0, TurnKind.OPENING, -1), (0, 1, FOLLOW, -1)],
        ),
        (
            [OPEN, Step(1, 0, SHIFT), Step(0, 1, RETURN, recalls=0), Step(0, 2, FOLLOW)],
            {2},
            [(0, 0, TurnKind.OPENING, -1), (1, 0, SHIFT, -1), (0, 2, RETURN, 0)],
        ),
        (
            [OPEN, Step(0, 1, FOLLOW), Step(1, 0, SHIFT), Step(0, 2, RETURN, recalls=1)],
            {1},
            [(0, 0, TurnKind.OPENING, -1), (1, 0, SHIFT, -1), (0, 2, RETURN, 0)],
        ),
    ],
)
def test_kinds_and_references_are_those_of_what_stands(
    steps: list[Step], out: set[int], stand: list[tuple[int, int, TurnKind, int]]
) -> None:
    made, reasons = standing(steps, out)
    assert [(step.topic, step.segment, step.kind, step.recalls) for step in made] == stand
    assert set(reasons) == out


@pytest.mark.parametrize(
    ("steps", "leaning", "reasons"),
    [
        ([OPEN, Step(1, 0, SHIFT), Step(1, 0, RECALL, memory=about(1))], (), {1: "form", 2: LEANS}),
        ([OPEN, Step(1, 0, SHIFT), Step(1, 1, FOLLOW)], (2,), {1: "form", 2: LEANS}),
        ([OPEN, Step(1, 0, SHIFT), Step(0, 1, RETURN, recalls=0)], (2,), {1: "form"}),
    ],
)
def test_what_makes_no_sense_without_a_turn_goes_with_it(
    steps: list[Step], leaning: tuple[int, ...], reasons: dict[int, str]
) -> None:
    assert standing(steps, {1}, leaning)[1] == reasons


def test_a_memory_turn_keeps_pointing_at_its_turn() -> None:
    made, _ = standing([OPEN, Step(0, 1, FOLLOW), Step(0, 2, FOLLOW), Step(0, 2, RECALL, memory=about(2))], {1})
    assert made[-1].memory is not None
    assert made[-1].memory.turns == (1,)


def test_the_closing_line_tells_what_was_left_out() -> None:
    assert refused_lines({"model": 8, "left out: form": 2, "left out: leans": 1})[0] == (
        "the model wrote 8 of 11 user turns; left out, as rules write only English: "
        "2 no question, request or reaction, 1 about one that was left out"
    )
