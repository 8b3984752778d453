"""Memory turns in words: enough frames, each whole, each tried before any comes back."""

import re
from collections.abc import Sequence
from string import Formatter

import pytest

from lemnos.records import TurnKind
from lemnos.steps.talk.check.text_checks import well_formed
from lemnos.steps.talk.write.base import Memory, Step
from lemnos.steps.talk.write.memory_turns import MemoryTurns, frames

WORDS = {
    "e": "when the lock was dug", "q": "when was the lock dug", "said": "the lock was dug", "that": "when was that",
    "rest": "the lock was", "topic": "Milford", "x": "Anna Wells", "premise": "the lock was dug in 1801", "a": "otters",
    "b": "seals", "aspect": "diet", "first": "Milford", "last": "Norwick", "before": "when the weir was dug",
    "other": "Norwick", "ago": "earlier", "turn": "was the lock dug by hand?",
}  # fmt: skip
SLOTS = WORDS | {name.capitalize(): text[0].upper() + text[1:] for name, text in WORDS.items()}
QUESTION_WORDS = {form for form in frames() if form.startswith("that_")}


@pytest.mark.parametrize("form", sorted(frames().keys() - QUESTION_WORDS))
def test_every_frame_reads_as_a_question_or_a_request(form: str) -> None:
    table = frames()[form]
    assert len(table) == len(set(table)) >= 12
    for frame in table:
        names = {name for _, name, _, _ in Formatter().parse(frame) if name is not None}
        assert names <= SLOTS.keys(), frame
        text = frame.format_map(SLOTS)
        text = text[0].upper() + text[1:]
        assert well_formed(text) is None, text
        assert "?" in text or re.search(
            r"\b(?:forgotten|slipped|wondering|know|lost|hear|recall|[Rr]emind|place)\b", text
        ), text


def test_most_frames_ask_with_a_question_word_or_a_verb() -> None:
    every = [frame for form in frames().keys() - QUESTION_WORDS for frame in frames()[form]]
    asks = re.compile(
        r"(?i)\b(?:what|when|where|who|how|which|can|could|would|do|does|did|didn't|is|am|are|remind|thought|said)\b"
        r"|\{(?:q|e|that)\}|right\?|yes\?"
    )
    assert sum(asks.search(frame) is not None for frame in every) >= 0.9 * len(every)


def recall(**slots: str) -> tuple[Step, Memory]:
    memory = Memory((1,), "The lock was dug in 1801.", (), True, {"form": "ask", "kind": "when"} | slots)
    return Step(0, 0, TurnKind.RECALL, memory=memory), memory


def drawer() -> tuple[MemoryTurns, list[str]]:
    """Return a writer that takes wordings in the order of their tables, and the list of the turns it took note of."""
    drawn: dict[str, int] = {}
    seen: list[str] = []

    def draw(key: str, table: Sequence[str]) -> str:
        drawn[key] = drawn.get(key, -1) + 1
        return table[drawn[key] % len(table)]

    def is_new(text: str) -> bool:
        seen.append(text)
        return text not in seen[:-1]

    return MemoryTurns(draw, is_new), seen


def test_a_frame_whose_slots_a_turn_has_not_is_passed_over() -> None:
    writer, _ = drawer()
    step, memory = recall(said="the lock was dug", topic="Milford")
    turns = [writer.turn(9, step, memory, away=False).text for _ in range(4)]
    assert all("the lock was dug" in text.lower() for text in turns)
    assert len(set(turns)) == 4


def test_a_turn_that_was_said_is_said_otherwise() -> None:
    writer, seen = drawer()
    step, memory = recall(e="when the lock was dug", q="when was the lock dug")
    texts = [writer.turn(9, step, memory, away=False).text for _ in range(8)]
    assert len(set(texts)) == 8
    assert seen[:1] == ["Remind me, when was the lock dug?"]


def test_a_turn_that_goes_back_to_another_topic_says_so_once() -> None:
    writer, _ = drawer()
    step, memory = recall(q="was the lock dug by hand", e="whether the lock was dug by hand")
    texts = [writer.turn(9, step, memory, away=True).text for _ in range(12)]
    back = re.compile(r"(?i)back|before|earlier|again|remind|forgotten|tell|told|say|said")
    assert all(back.search(text) for text in texts), texts
    assert "Remind me, was the lock dug by hand?" in texts


@pytest.mark.parametrize(("number", "ago"), [(3, "a moment ago"), (9, "earlier"), (90, "a while ago")])
def test_how_long_ago_it_was_is_put_in_words(number: int, ago: str) -> None:
    memory = Memory((1,), "", (), True, {"form": "cue", "kind": "cue", "x": "Anna Wells"})
    text = drawer()[0].turn(number, Step(0, 0, TurnKind.RECALL, memory=memory), memory, away=False).text
    assert text == f"You mentioned Anna Wells {ago}. What was that again?"


def test_only_a_summary_leaves_to_the_history_what_it_is_about() -> None:
    writer, _ = drawer()
    memory = Memory((1,), "", (), True, {"topic": "Milford"})
    assert writer.turn(9, Step(0, 0, TurnKind.SUMMARY, memory=memory), memory, away=False).context_dependent
    step, memory = recall(e="when the lock was dug", q="when was the lock dug")
    assert not writer.turn(9, step, memory, away=False).context_dependent
