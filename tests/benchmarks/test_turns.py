"""The whole comparison with a language model that counts words: a text costs a bit for each word not seen before."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import turns
import turns_agree
import turns_sample
from lemnos.records import Utterance
from tests.conftest import Ended
from turn_measures.language_model import Cached, Cost, Text

Told = pytest.CaptureFixture[str]


class NewWords:
    """A word costs 1 bit if it stands in neither the history nor the turn before it, else nothing."""

    name = "new words"

    def __init__(self) -> None:
        self.asked = 0

    def costs(self, history: Sequence[Utterance], texts: Sequence[Text]) -> list[Cost]:
        self.asked += len(texts)
        told = {word for message in history for word in message.content.lower().split()}
        found = []
        for text in texts:
            seen = told | set(text.turn.lower().split()) if text.answer else told
            words = (text.answer or text.turn).lower().split()
            found.append(Cost(float(sum(word not in seen for word in words)), len(words)))
        return found


@pytest.fixture
def topics(tmp_path: Path) -> str:
    """A file in the form of CAsT 2021: two topics of six turns; each question but one names its answer's subject."""
    subjects = ["tides", "reefs", "dunes", "locks", "weirs", "quays"]
    turn = [
        {
            "number": place,
            "raw_utterance": f"Why {subject}?",
            "passage": f"why {subject}? because {subject}{place} rose",
        }
        for place, subject in enumerate(subjects, 1)
    ]
    turn[5] = {"number": 6, "raw_utterance": "Go on.", "passage": "quays crumble slowly"}
    path = tmp_path / "topics.json"
    path.write_text(json.dumps([{"number": 1, "turn": turn}, {"number": 2, "turn": turn}]), encoding="utf-8")
    return str(path)


def test_the_measures_of_a_file(topics: str, tmp_path: Path, capsys: Told) -> None:
    model, cache, rows = NewWords(), tmp_path / "cache.jsonl", tmp_path / "rows.jsonl"
    given = ["--human", f"people={topics}", "--cache", str(cache), "--json", "--per-turn", str(rows)]
    turns.main(given, model)
    side = json.loads(capsys.readouterr().out)["sides"]["people"]
    assert {name: None if one is None else round(one["value"], 3) for name, one in side.items()} == {
        "bits a token of the turn": 0.6,
        "bits saved on the answer, mean": 0.8,
        "bits saved on the answer, median": 1.0,
        "bits saved by a turn of another place": 0.0,
        "pick, of 10": None,
        "pick, of 5 of the same dialogue": 1.0,  # only the second turns have four other answers ahead
        "content words that nobody could know": 1.0,
        "turns with such a word": 0.833,
        "turns with a verb or question word": 1.0,
        "turns with a wh-word": 0.833,
        "turns with why or how": 0.833,
        "the 20 most frequent shapes, of 12 turns": 1.0,
        "the largest single shape": 0.833,
    }
    per_turn = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    assert [(row["id"], row["turn"]) for row in per_turn] == [(f"cast:{n}", t) for n in (1, 2) for t in range(1, 6)]
    assert per_turn[0]["measures"]["saved"] == 1
    asked = model.asked
    turns.main(given, model)
    assert model.asked == asked > 0  # everything is in the cache
    assert json.loads(capsys.readouterr().out)["sides"]["people"] == side


def test_a_table_without_a_model(topics: str, capsys: Told) -> None:
    turns.main(["--human", f"people={topics}"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "|  | people |"
    assert lines[3] == "| turns | 12 |"
    assert "| turns with why or how | 83% (83–83) |" in lines
    assert lines[-1] == "no model"


def test_an_unknown_format_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('[{"words": 1}]', encoding="utf-8")
    with pytest.raises(SystemExit, match="unknown format"):
        turns.main(["--human", str(path)])


def test_other_formats(tmp_path: Path, capsys: Told) -> None:
    ikat = [{"number": "1-1", "title": "T", "ptkb": {}, "turns": [{"utterance": "Why?", "response": "So."}]}]
    coqa = [{"id": "c", "story": "Ada slept.", "turns": [{"question": "Who slept?", "gold": "Ada"}]}]
    said = [
        {"speaker": speaker, "text": text} for speaker, text in (("user", "Why?"), ("agent", "So."), ("user", "And?"))
    ]
    mtrag = [{"conversation_id": "m", "input": said, "targets": [{"speaker": "agent", "text": "Then."}]}]
    for name, value in (("ikat", ikat), ("coqa", coqa), ("mtrag", mtrag)):
        (tmp_path / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    turns.main(["--human", *(str(tmp_path / f"{name}.json") for name in ("ikat", "coqa", "mtrag"))])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "|  | iKAT ikat | CoQA coqa | MTRAG mtrag |"
    assert lines[3] == "| turns | 1 | 1 | 2 |"


def test_the_option_for_people_can_be_repeated(topics: str, capsys: Told) -> None:
    turns.main(["--human", f"one={topics}", "--human", f"two={topics}"])
    assert capsys.readouterr().out.splitlines()[0] == "|  | one | two |"


def test_the_cache_survives_a_cut_off_line(tmp_path: Path) -> None:
    path, history = tmp_path / "cache", [Utterance("assistant", "a b")]
    assert Cached(NewWords(), path).costs(history, [Text("a c")]) == [Cost(1.0, 2)]
    whole = path.read_text("utf-8")
    path.write_text(whole + '["cut', encoding="utf-8")
    model = NewWords()
    assert Cached(model, path).costs(history, [Text("a c")]) == [Cost(1.0, 2)]
    assert model.asked == 0


def test_a_sample_of_a_run_is_blind_and_can_be_measured(talked: Path, tmp_path: Path, capsys: Told) -> None:
    out = tmp_path / "read.jsonl"
    turns_sample.main([str(talked), "--count", "12", "--out", str(out)])
    capsys.readouterr()
    shown = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    key = [json.loads(line) for line in turns_sample.key_path(out).read_text("utf-8").splitlines()]
    assert [row["number"] for row in shown] == [row["number"] for row in key] == list(range(1, 13))
    assert {name for row in shown for name in row} == {"number", "before", "user", "answer"}
    assert len({(row["id"], row["turn"]) for row in key}) == 12
    rows = tmp_path / "rows.jsonl"
    turns.main(
        [
            str(talked),
            "--key",
            str(turns_sample.key_path(out)),
            "--cache",
            str(tmp_path / "c"),
            "--per-turn",
            str(rows),
        ],
        NewWords(),
    )
    measured = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    assert {(row["id"], row["turn"]) for row in measured} == {(row["id"], row["turn"]) for row in key}


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.conftest import DEMO, LEMNOS

    run = tmp_path_factory.mktemp("talked") / "run"
    ended = Ended.of([LEMNOS, "talk", str(DEMO), "--limit", "12", "--out", str(run), "-q", "--workers", "1"])
    assert ended.code == 0, ended.err
    return run


def test_a_sample_is_drawn_from_all_strata() -> None:
    first = [turns_sample.Drawn("a", kind, f"d{n}", n) for n in range(50) for kind in ("recall", "opening")]
    second = [turns_sample.Drawn("b", "opening", "e", 0)]
    drawn = turns_sample.draw([first, second], 11, seed=1)
    assert sorted((turn.run, turn.kind) for turn in drawn) == [
        *[("a", "opening")] * 5,
        *[("a", "recall")] * 5,
        ("b", "opening"),
    ]
    assert sorted(turns_sample.weights([first, second], drawn)) == [1, *[10] * 10]
    assert turns_sample.draw([first, second], 11, seed=1) == drawn
    assert len(turns_sample.draw([second], 5, seed=1)) == 1
    assert turns_sample.shortened("a b c d e f", 4) == "a b […] e f"
    assert turns_sample.shortened("a  b\nc", 3) == "a b c"


def test_two_readers(tmp_path: Path, capsys: Told) -> None:
    key = [
        {"number": n, "run": "r", "id": "d", "turn": n, "kind": "opening", "weight": 1 + (n > 10)} for n in range(1, 21)
    ]
    first = {n: "faulty" if n > 10 else "natural" for n in range(1, 21)}
    second = {n: "faulty" if n > 11 else "acceptable" for n in range(1, 21)}
    scores = [
        {"id": "d", "turn": n, "measures": {"good": float(n), "flat": 1.0, "low": -n, "none": None}}
        for n in range(1, 21)
    ]
    assert turns_agree.report(key, first, second) == [
        "reader A: natural 10 (50%, in the runs 33%), acceptable 0 (0%, in the runs 0%), "
        "faulty 10 (50%, in the runs 67%)",
        "reader B: natural 0 (0%, in the runs 0%), acceptable 11 (55%, in the runs 40%), "
        "faulty 9 (45%, in the runs 60%)",
        "three marks: both agree on 45% of 20 turns, kappa 0.29",
        "faulty or not: both agree on 95% of 20 turns, kappa 0.90",
    ]
    paths = []
    for name, rows in (
        ("key", key),
        ("a", [{"number": n, "mark": mark} for n, mark in first.items()]),
        ("b", [{"number": n, "mark": mark.title()} for n, mark in second.items()]),
        ("scores", scores),
    ):
        paths.append(str(tmp_path / name))
        Path(paths[-1]).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    turns_agree.main([*paths[:3], "--scores", paths[3]])
    assert capsys.readouterr().out.splitlines()[4:] == [
        "AUC over 19 turns, 9 of them faulty (below 0.5: lower means faulty)",
        "  1.00  good",
        "  0.00  low",
        "  0.50  flat",
        "  1.00  all together, 5-fold",
    ]
