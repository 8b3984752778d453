"""Masked records keep their ids, their offsets and their evidence."""

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.errors import SettingsError
from lemnos.library.steps import run_step
from lemnos.records import (
    Dialogue,
    DialogueMeta,
    Document,
    Evidence,
    Link,
    Message,
    OfferedTool,
    Origin,
    Paragraph,
    ScoreCard,
    Tool,
    ToolCall,
    Trajectory,
    Turn,
    TurnKind,
    Utterance,
    document_id,
    trajectory_id,
)
from lemnos.records.conversation import validate
from lemnos.records.trajectories import Execution
from lemnos.steps.curate.secrets.prepare import Searched
from lemnos.steps.curate.secrets.rule import Masker
from lemnos.steps.curate.secrets.settings import SecretsSettings
from lemnos.text.private import leaks, private_data
from lemnos.text.private.documents import Shift
from lemnos.text.private.find import Found, places, replaced

SETTINGS = SecretsSettings(detector="patterns")
TEXT = "Ask jo.lindqvist@harbour.io first.\n\nThe gate opens with the word that Jo gave, from 93.184.216.34 on."


def document() -> Document:
    second = TEXT.index("The gate")
    return Document(
        id=document_id("Harbour", TEXT),
        title="Harbour",
        source="harbour.md",
        text=TEXT,
        paragraphs=(Paragraph(0, second - 2), Paragraph(second, len(TEXT))),
        links=(Link(TEXT.index("gate"), TEXT.index("gate") + 4, "gate"),),
    )


def masker(*documents: Document) -> Masker:
    found = {}
    for each in documents:
        private = private_data(f"{each.title}\n\0{each.text}", frozenset(SETTINGS.kinds))
        found[each.id] = Searched(private, places(each.text, private))
    return Masker(SETTINGS, found)


def test_a_document_keeps_its_paragraphs_and_links() -> None:
    masked, counts = masker(document()).rewrite(document())
    assert isinstance(masked, Document)
    assert masked.id == document().id
    assert masked.text == (
        "Ask person1@example.com first.\n\nThe gate opens with the word that Jo gave, from 192.0.2.1 on."
    )
    assert [masked.text[part.start : part.end] for part in masked.paragraphs] == masked.text.split("\n\n")
    (link,) = masked.links
    assert masked.text[link.start : link.end] == "gate"
    assert counts == {"IP addresses": 1, "e-mail addresses": 1}


def quoting(verbatim: bool = True) -> Dialogue:
    own = document()
    second = own.paragraphs[1]
    turn = Turn(
        TurnKind.OPENING, 0.5, (Evidence(own.id, second.start, second.end), Evidence(own.id, 0, 34)), verbatim=verbatim
    )
    messages = (
        Utterance("user", "Mail ann@quay.io about the gate?"),
        Utterance("assistant", f"{TEXT[second.start : second.end]} {TEXT[:34]}"),
    )
    card = ScoreCard(coherence=1, memory=0, soundness=1, coverage=1, score=1)
    meta = DialogueMeta(own.id, "rules", "en", 0, 0, 0, 0, 0.5, card)
    return Dialogue(id="d", messages=messages, turns=(turn,), documents=(), meta=meta)


def test_a_verbatim_answer_quotes_the_masked_document_to_the_letter() -> None:
    own = document()
    mask = masker(own)
    masked_document, masked = mask.rewrite(own).record, mask.rewrite(quoting()).record
    assert isinstance(masked_document, Document)
    assert isinstance(masked, Dialogue)
    (turn,) = masked.turns
    spans = [masked_document.text[each.start : each.end] for each in turn.evidence]
    assert turn.verbatim
    assert masked.messages[1].content == " ".join(spans)
    assert "ann@quay.io" not in masked.messages[0].content
    assert masked.id == quoting().id
    validate(masked.messages)


def test_an_answer_that_is_masked_without_its_document_is_no_longer_verbatim() -> None:
    masked = masker().rewrite(quoting()).record
    assert isinstance(masked, Dialogue)
    assert "jo.lindqvist" not in masked.messages[1].content
    assert not masked.turns[0].verbatim
    assert masked.turns[0].evidence == quoting().turns[0].evidence


def trajectory(world: str = "") -> Trajectory:
    messages = (
        Message("user", "Write to jo.lindqvist@harbour.io."),
        Message("assistant", "", (ToolCall("c1", "send", '{"to": "jo.lindqvist@harbour.io"}'),), kind="call"),
        Message("tool", "sent to jo.lindqvist@harbour.io", tool_call_id="c1", kind="observation"),
        Message("assistant", "Done."),
    )
    tools = (OfferedTool("send", "Send a message.", '{"type": "object"}'),)
    return Trajectory(
        id=trajectory_id(messages, tools),
        messages=messages,
        tools=tools,
        origin=Origin("openai_chat"),
        execution=Execution(world=world),
        licence="",
        source="a.jsonl:1",
    )


def test_a_trajectory_says_the_same_in_calls_and_outputs() -> None:
    masked, counts = masker().rewrite(trajectory())
    assert isinstance(masked, Trajectory)
    assert masked.id == trajectory().id
    assert masked.messages[1].tool_calls[0].arguments == '{"to": "person1@example.com"}'
    assert masked.messages[2].content == "sent to person1@example.com"
    assert counts == {"e-mail addresses": 3}
    validate(masked.messages)


def test_a_trajectory_of_a_world_must_replay_and_stays() -> None:
    own = trajectory(world="w")
    assert masker().rewrite(own) == (own, {})


def test_a_tool_keeps_its_name_and_its_schema() -> None:
    schema = '{"type":"object","properties":{"to":{"type":"string","description":"As jo.lindqvist@harbour.io."}}}'
    tool = Tool(
        id="t",
        kind="http",
        provider="harbour.io",
        name="send",
        description="By jo.lindqvist@harbour.io.",
        parameters=schema,
        source="a.yaml#/x",
    )
    masked, counts = masker().rewrite(tool)
    assert isinstance(masked, Tool)
    assert (masked.id, masked.name) == ("t", "send")
    described: Any = msgspec.json.decode(masked.parameters)
    assert described["properties"]["to"]["description"] == "As person1@example.com."
    assert counts == {"e-mail addresses": 2}


@pytest.mark.parametrize("record", [quoting, trajectory])
def test_what_was_masked_once_is_left(record: Any) -> None:
    once = masker().rewrite(record()).record
    assert masker().rewrite(once).counts == {}


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 20)), max_size=6), st.integers(0, 200))
def test_an_offset_outside_what_is_replaced_points_at_the_same_letter(
    gaps: list[tuple[int, int, int]], offset: int
) -> None:
    text = "".join(chr(0x100 + number) for number in range(150))
    there, at = [], 0
    for gap, length, placeholder in gaps:
        there.append(Found(at + gap, at + gap + length, "key", "*" * placeholder, ""))
        at += gap + length
    new = replaced(text, there)
    inside = next((place for place in there if place.start < offset < place.end), None)
    if inside is None and offset < len(text):
        starts = any(place.start == offset for place in there)
        assert new[Shift(there)(offset)] == ("*" if starts else text[offset])
    elif inside is not None:
        assert new[: Shift(there)(offset)].endswith("*")


def test_without_betterleaks_nothing_is_read_and_the_remedy_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "betterleaks", None)
    leaks._scanner.cache_clear()
    (tmp_path / "page.md").write_text("# Tides\n\nThe sea rises twice a day, and falls as often.\n")
    page = str(tmp_path / "page.md")
    with pytest.raises(SettingsError, match="betterleaks is not installed") as caught:
        run_step("curate", [page], out=tmp_path / "run", workers=1, progress=False)
    assert "--set curate.secrets.detector=patterns" in str(caught.value)
    assert not (tmp_path / "run").exists()
    run_step("curate", [page], out=tmp_path / "run", workers=1, progress=False, secrets={"detector": "patterns"})
