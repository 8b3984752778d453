"""Good trajectories broken in eight ways are caught, and good ones raise no alarm."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import trajectory_sabotage as sabotage
from lemnos.records import Trajectory
from lemnos.steps.trajectories.verify.verify import verify

PLACES = ("Kos", "Ios", "Delos", "Naxos", "Paros", "Samos")
KINDS: dict[str, dict[str, Any]] = {
    "place": {"type": "string"},
    "passengers": {"type": "integer"},
    "price": {"type": "number"},
    "cabin": {"type": "boolean"},
    "stops": {"type": "array", "items": {"type": "string"}},
    "class": {"type": "string", "enum": ["deck", "seat", "cabin"]},
    "back": {"type": "object", "properties": {"day": {"type": "string"}}},
}


def record(chance: random.Random) -> dict[str, Any]:
    """Return a sound chat record with two to six calls in up to three messages."""
    tools: list[dict[str, Any]] = []
    for number in range(chance.randint(1, 4)):
        names = ["class", *chance.sample([name for name in KINDS if name != "class"], chance.randint(1, 5))]
        parameters = {
            "type": "object",
            "properties": {name: KINDS[name] for name in names},
            "required": names[: chance.randint(1, len(names))],
        }
        tools.append({"type": "function", "function": {"name": f"tool_{number}", "parameters": parameters}})
    messages: list[dict[str, Any]] = [{"role": "user", "content": "Plan a trip."}]
    for turn in range(chance.randint(2, 3)):
        calls = []
        for place in chance.sample(PLACES, chance.randint(1, 2)):
            function: dict[str, Any] = chance.choice(tools)["function"]
            arguments = {name: value(name, place, chance) for name in function["parameters"]["properties"]}
            call = {"name": function["name"], "arguments": json.dumps(arguments)}
            calls.append({"id": f"id{turn}{place}", "type": "function", "function": call})
        messages.append({"role": "assistant", "content": "", "tool_calls": calls})
        messages += [{"role": "tool", "tool_call_id": call["id"], "content": f"Answer {call['id']}"} for call in calls]
    return {"messages": [*messages, {"role": "assistant", "content": "Done."}], "tools": tools}


def value(name: str, place: str, chance: random.Random) -> Any:
    return {
        "place": place,
        "passengers": chance.randint(1, 9),
        "price": chance.choice((1, 2.5)),
        "cabin": chance.random() < 0.5,
        "stops": [place],
        "class": chance.choice(("deck", "seat", "cabin")),
        "back": {"day": f"day {chance.randint(1, 300)} {place}"},
    }[name]


@pytest.fixture(scope="module")
def good() -> list[tuple[dict[str, Any], Trajectory]]:
    chance = random.Random(7)
    records = [record(chance) for _ in range(120)]
    pairs = []
    for number, one in enumerate(records):
        result = sabotage.imported(one, f"f:{number}")
        assert isinstance(result, Trajectory)
        pairs.append((one, verify(result)))
    return pairs


def test_good_trajectories_raise_no_alarm(good: list[tuple[dict[str, Any], Trajectory]]) -> None:
    repeated = [trajectory for _, trajectory in good if trajectory.verification.level < 2]
    assert [
        check.name for trajectory in repeated for check in trajectory.verification.checks if check.outcome != "pass"
    ] == []


@pytest.mark.parametrize("way", [way for way in sabotage.WAYS if way != sabotage.APART])
def test_what_is_broken_is_caught_at_the_right_level(way: str, good: list[tuple[dict[str, Any], Trajectory]]) -> None:
    met: Counter[tuple[str, str]] = Counter()
    for one, trajectory in good:
        met.update(sabotage.broken(one, trajectory, way, 0, None))
    assert set(met) == {("source", "caught"), ("record", "caught")}
    assert met["source", "caught"] > 60


def test_outputs_swapped_in_one_message_are_seen_in_a_record_and_not_in_a_source_that_does_not_show_it(
    good: list[tuple[dict[str, Any], Trajectory]],
) -> None:
    met: Counter[tuple[str, str]] = Counter()
    for one, trajectory in good:
        met.update(sabotage.broken(one, trajectory, sabotage.APART, 0, None))
    assert met["record", "caught"] == sum(count for (where, _), count in met.items() if where == "record") > 60
    assert met["source", "missed"] > 60


def test_the_benchmark_reads_a_file_and_fails_for_alarms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    path = tmp_path / "chats.jsonl"
    path.write_text("\n".join(json.dumps(record(chance)) for _ in range(30)))
    monkeypatch.setattr("sys.argv", ["trajectory_sabotage.py", str(path), "--limit", "10"])
    assert sabotage.main() == 0
    assert "caught at the right level: 100.000%; alarms: 0.000%" in capsys.readouterr().out
    wrong = record(chance)
    wrong["messages"][1]["tool_calls"][0]["function"]["arguments"] = '{"zone": 1}'
    path.write_text(json.dumps([wrong, record(chance)]))
    assert sabotage.main() == 1
