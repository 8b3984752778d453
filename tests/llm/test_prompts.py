"""Prompts: ours, the user's in their place, and what is wrong with one."""

from pathlib import Path

import pytest

from lemnos.errors import SettingsError
from lemnos.llm.prompts import load_prompts, packaged
from tests.conftest import lemnos

NAMES = [
    "describe_function",
    "describe_function_system",
    "play_judge",
    "play_judge_system",
    "play_paraphrase",
    "play_paraphrase_system",
    "play_player_system",
    "quality_label",
    "quality_label_system",
    "user_turn",
    "user_turn_examples",
    "user_turn_system",
    "user_turns",
    "user_turns_again",
    "user_turns_system",
]


def test_every_prompt_of_the_package_says_what_it_is_for() -> None:
    prompts = packaged()
    assert list(prompts) == NAMES
    assert all(prompt.about and prompt.text for prompt in prompts.values())
    assert prompts["user_turns"].slots == ["style", "documents", "before", "turns", "count"]
    assert prompts["user_turns_system"].slots == []


def test_a_file_of_the_users_replaces_ours_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "user_turns.md").write_text("Mine.\n---\nTurns for $style, $count in all: $turns\n")
    prompts = load_prompts(str(tmp_path))
    mine = prompts["user_turns"]
    assert (mine.about, mine.origin) == ("Mine.", str(tmp_path / "user_turns.md"))
    assert mine.fill(style="S", count=2, turns="T", documents="unused", before="") == "Turns for S, 2 in all: T"
    assert prompts["user_turns_system"] == packaged()["user_turns_system"]


def test_a_prompt_without_a_head_is_sent_whole(tmp_path: Path) -> None:
    (tmp_path / "user_turns_system.md").write_text("Write turns. A dollar: $$.")
    assert load_prompts(str(tmp_path))["user_turns_system"].fill() == "Write turns. A dollar: $."


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("user_turns.md", "Write $count.", "the prompt must contain $turns; add $turns where its content belongs"),
        (
            "user_turns.md",
            "$turns $persona",
            "the placeholder $persona is unknown; this prompt can use: $style, $documents",
        ),
        ("user_turns_system.md", "$style", "the placeholder $style is unknown; this prompt can use: none"),
        ("user_turns.md", "$turns costs 5$", "contains a stray $; write $$ for a dollar sign"),
        (
            "user_turnz.md",
            "x",
            f"there is no prompt of this name to replace; rename the file to one of: {', '.join(NAMES)}",
        ),
        ("notes.txt", "x", "contains no prompt; create one with: lemnos prompts NAME > FOLDER/NAME.md"),
    ],
)
def test_what_is_wrong_with_a_folder_of_prompts_is_one_line(tmp_path: Path, name: str, text: str, line: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_prompts(str(tmp_path))
    assert line in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_they_are_listed_and_printed_as_a_file_that_can_take_their_place(tmp_path: Path) -> None:
    listed = lemnos("prompts")
    assert [line for line in listed.out.splitlines() if not line.startswith(" ")] == NAMES
    printed = lemnos("prompts", "user_turns")
    (tmp_path / "user_turns.md").write_text(printed.out)
    assert load_prompts(str(tmp_path))["user_turns"].text == packaged()["user_turns"].text
    assert str(tmp_path / "user_turns.md") in lemnos("prompts", "--folder", tmp_path).out
    assert lemnos("prompts", "nothing").line == (
        f"lemnos: prompts: there is no prompt 'nothing'; choose one of: {', '.join(NAMES)}"
    )
