"""Who wrote each turn is shown if a model took part."""

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
