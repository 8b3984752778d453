"""From documents to packs and tests, on the demo corpus; and the designs that come with the proof."""

import json
from collections import Counter
from pathlib import Path

import pytest

import lemnos
from lemnos.errors import SettingsError
from proof.arms import divide, is_memory
from proof.build import PACKS, Sources, build, merged
from proof.design import Arm, Design, read_design, runs_of
from proof.items import FILES
from proof.runs import left
from tests.conftest import DEMO, ROOT

DESIGNS = ROOT / "benchmarks" / "proof"


def tiny(*arms: str) -> Design:
    return Design(
        shares=(0.2, 0.4, 0.4),
        talk={"cluster": {"documents": 2}, "plan": {"tokens": 700}, "segment": {"min_words": 15, "max_words": 45}},
        window=512,
        vocabulary=600,
        base_documents=8,
        clusters=40,
        train={},
        tokens=1000,
        rates=(0.001, 0.01),
        seeds=(0,),
        arms={name: Arm({name: 1}) for name in arms},
        items={"stories": 2, "conversations": 3, "passages": 3, "prose": 2, "turns": 3, "story": 500},
        claims=(),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("proof")
    turns = [{"question": f"Question {number}?", "gold": f"Answer {number}"} for number in range(6)]
    stories = [
        {"id": f"{number}", "story": "A story. " * (40 if number else 80), "turns": turns} for number in range(4)
    ]
    (out / "coqa.jsonl").write_text("".join(json.dumps(story) + "\n" for story in stories))
    build(tiny(*PACKS), Sources([str(DEMO)], [], str(out / "coqa.jsonl")), out, 1, print)
    return out


def tokens_of(out: Path, name: str) -> int:
    return sum(window.trained for window in lemnos.open_run(out / "packs" / name).records())


def rendered(out: Path, name: str) -> list[str]:
    return [one["text"] for one in lemnos.open_run(out / "packs" / name).records("rendered").arrow().to_pylist()]


def test_every_pack_is_made_with_the_tokenizer_of_the_base(built: Path) -> None:
    tokenizers = {name: (built / "packs" / name / "tokenizer.json").read_bytes() for name in (*PACKS, "base")}
    assert len(set(tokenizers.values())) == 1
    counts = {name: tokens_of(built, name) for name in PACKS}
    assert counts["shuffled"] == pytest.approx(counts["dialogues"], rel=0.01)
    assert counts["no_memory"] < counts["near_memory"] <= counts["dialogues"]
    assert counts["told"] < counts["dialogues"]
    assert counts["cluster"] == pytest.approx(counts["prose"], rel=0.25)  # whole paragraphs


def test_no_document_of_the_tests_is_in_any_pack(built: Path) -> None:
    run = lemnos.open_run(built / "talk")
    divided = divide(run.dialogues, run.documents, (0.2, 0.4, 0.4))
    held_out = [one for one in divided.documents["test"] if len(one.text) > 400]
    assert held_out
    for name in (*PACKS, "base"):
        texts = "\n".join(rendered(built, name))
        for document in held_out:
            for paragraph in document.paragraphs:
                if paragraph.end - paragraph.start > 80:
                    assert document.text[paragraph.start : paragraph.start + 80] not in texts


def test_the_tests_fit_and_come_from_held_out_clusters(built: Path) -> None:
    rows = {
        name: [json.loads(line) for line in (built / "items" / file).read_text().splitlines()]
        for name, file in FILES.items()
    }
    assert [len(story["turns"]) for story in rows["coqa"]] == [4, 4]
    assert {len(story["story"]) for story in rows["coqa"]} == {360}
    asked = Counter(row["conversation"] for row in rows["conversations"])
    assert len(asked) == 3
    assert min(asked.values()) >= 3
    assert all(len(row["history"]) % 2 == 0 and row["history"] for row in rows["conversations"])
    assert {row["id"].rpartition(":")[2] for row in rows["conversations"]} <= {"passage", "memory"}
    dialogues = {one.id: one for one in lemnos.open_run(built / "talk").dialogues}
    for row in rows["conversations"]:
        turns, (_dialogue, number, kind) = len(dialogues[row["conversation"]].turns), row["id"].split(":")
        assert kind == "memory" or turns - 3 <= int(number) < turns
    divided = divide(dialogues.values(), lemnos.open_run(built / "talk").documents, (0.2, 0.4, 0.4))
    memory = {one.id: sum(map(is_memory, one.turns)) for one in divided.dialogues["test"]}
    assert sorted(memory[name] for name in asked) == sorted(memory.values())[-3:]
    assert sum(row["id"].endswith(":memory") for row in rows["conversations"]) == sum(sorted(memory.values())[-3:])


def test_a_pack_that_nobody_makes_is_named() -> None:
    with pytest.raises(SettingsError, match="there is no pack 'trajectories'; add --run trajectories=RUN"):
        build(tiny("trajectories"), Sources([], [], ""), Path(), 1, print)


def test_settings_of_a_variant_change_what_they_name() -> None:
    assert merged({"plan": {"tokens": 1, "beam": 2}, "reuse": 1}, {"plan": {"tokens": 3}}) == {
        "plan": {"tokens": 3, "beam": 2}, "reuse": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["small", "large", "tools", "continued"])
def test_the_designs_that_come_along(name: str, tmp_path: Path) -> None:
    design = read_design(DESIGNS / f"{name}.yaml")
    assert len(design.seeds) == (1 if name == "continued" else 3)
    assert len(set(design.rates)) == 2
    assert left(design, tmp_path) == runs_of(design)
    assert len(runs_of(design)) == sum(2 * (arm.seeds or len(design.seeds)) for arm in design.arms.values())
    for claim in design.claims:
        assert {claim.better, claim.than} <= set(design.arms)
    held = {*PACKS, *design.variants, "tool_documents", "trajectories"}
    assert {pack for arm in design.arms.values() for pack in arm.packs} <= held
