"""What a dialogue looks like in a terminal."""

from typing import Any

import pytest

from lemnos.steps.talk.show import show_dialogue


def dialogue(*writers: str | None) -> dict[str, Any]:
    turns = [
        {"kind": "follow_up", "recalls": [], "reward": 0.5, "evidence": []} | ({"writer": writer} if writer else {})
        for writer in writers
    ]
    return {
        "id": "d1",
        "documents": [],
        "meta": {"card": {"score": 0.5}},
        "messages": [{"content": "Why?"}, {"content": "Because."}] * len(turns),
        "turns": turns,
    }


def headers(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("[")]


def test_the_writer_of_each_turn_is_shown_where_a_model_took_part(capsys: pytest.CaptureFixture[str]) -> None:
    show_dialogue(dialogue("model", "rules"), None)
    assert headers(capsys) == ["[0] follow up, reward 0.50, by model", "[1] follow up, reward 0.50, by rules"]


@pytest.mark.parametrize("writer", ["rules", None], ids=["by rules alone", "a run of an earlier version"])
def test_no_writer_is_shown_where_rules_wrote_everything(
    writer: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    show_dialogue(dialogue(writer, writer), None)
    assert headers(capsys) == ["[0] follow up, reward 0.50", "[1] follow up, reward 0.50"]


LONG = "The kiln is loaded from the front. " * 6
CODE = "```sh\nkiln --light --door=front --heat=1200 --time=24 --log=/var/log/kiln/of/the/hill.log\n\n  | x |\n```"
TABLE = "| a name that is long | " + "b " * 60 + "|\n| --- | --- |"


def shown(answer: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    made = dialogue("rules")
    made["messages"] = [{"content": "Why?"}, {"content": answer}]
    show_dialogue(made, None)
    out = capsys.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(out) if line.startswith("Assistant  "))
    assert all(line.startswith(" " * 11) or not line.strip() for line in out[start + 1 :])
    return [line[11:] for line in out[start:]]


def test_lines_of_code_and_tables_are_not_wrapped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = shown(f"{LONG.strip()}\n\n{CODE}\n\n{LONG.strip()}\n\n{TABLE}", capsys)
    at = lines.index("```sh")
    assert lines[at : at + 5] == CODE.split("\n")
    assert lines[-2:] == TABLE.split("\n")
    prose = [line for line in lines[:at] + lines[at + 5 : -2] if line]
    assert max(map(len, prose)) <= 49
    assert " ".join(prose) == f"{LONG.strip()} {LONG.strip()}"


def test_code_with_a_fence_in_it_is_whole(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    code = "````md\n```\n" + "word " * 30 + "end\n```\n" + "word " * 30 + "end\n````"
    assert shown(code, capsys) == code.split("\n")


@pytest.mark.parametrize(("turns", "told"), [(1, "… 2 more turns"), (2, "… 1 more turn"), (3, None)])
def test_turns_that_are_not_printed_are_counted(
    turns: int, told: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    show_dialogue(dialogue("rules", "rules", "rules"), turns)
    last = capsys.readouterr().out.splitlines()[-1]
    assert (last == told) if told else "more turn" not in last
