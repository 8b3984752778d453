"""Duplicates of ``curate``: what goes, what stays although it is similar, and that ranges and order change nothing."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.errors import RunError
from lemnos.library.runs import Run
from lemnos.library.steps import run_step
from lemnos.pipeline.record_source import open_records
from lemnos.records import (
    Document,
    Message,
    Origin,
    Paragraph,
    Record,
    Tool,
    ToolCall,
    ToolDocument,
    Trajectory,
    Verification,
    document_id,
    tool_id,
    trajectory_id,
)
from lemnos.steps.curate.beside import rows
from lemnos.steps.curate.duplicates import stages
from lemnos.steps.curate.explain import find_run, story

OFF: dict[str, Any] = {name: {"enabled": False} for name in ("decontaminate", "filter", "heuristics", "secrets")}


def words(seed: object, count: int) -> list[str]:
    rng = random.Random(str(seed))
    return [
        f"{rng.choice('bcdfgklmnprst')}{rng.choice('aeiou')}{rng.choice('lmnrst')}{rng.randrange(900)}"
        for _ in range(count)
    ]


def page(title: str, text: Sequence[str], licence: str = "MIT", source: str = "book") -> Document:
    joined = " ".join(text)
    return Document(
        id=document_id(title, joined),
        title=title,
        source=f"{source}/{title}",
        licence=licence,
        text=joined,
        paragraphs=(Paragraph(0, len(joined)),),
    )


def curated(out: Path, records: Sequence[Record] | list[Any], **settings: Any) -> Run:
    return run_step("curate", list(records), out=out, workers=1, progress=False, **OFF, **settings)


def gone(run: Run) -> dict[str, str]:
    """Return the ids of the dropped records, each with its rule."""
    rows = [
        msgspec.json.decode(line)
        for path in sorted((run.path / "rejected").glob("consolidate/*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]
    return {row["record"]: row["rule"] for row in rows}


def test_copies_go_and_the_longer_one_stays(tmp_path: Path) -> None:
    base = words(1, 200)
    whole, short = page("Tides", base), page("Tides - Almanac", base[:190])
    loud = page("Tides", [word.upper() for word in base])
    other = page("Comets", words(2, 200))
    run = curated(tmp_path / "run", [short, whole, loud, other])
    assert sorted(gone(run).values()) == ["copy", "near_copy"]
    assert short.id in gone(run)
    assert other.id not in gone(run)
    assert run.report["dropped"] == {"duplicates copy": 1, "duplicates near_copy": 1}


def test_a_stated_licence_is_better_than_length(tmp_path: Path) -> None:
    base = words(1, 200)
    free, unknown = page("Tides", base[:190], "MIT"), page("Tides", base, "")
    assert gone(curated(tmp_path / "run", [unknown, free])) == {unknown.id: "near_copy"}


def test_what_shares_much_text_and_is_no_copy_stays(tmp_path: Path) -> None:
    licence, base, frame = words("licence", 300), words(1, 150), words("frame", 240)
    filled = [
        page(f"Valley {name}", [name if place % 50 == 9 else word for place, word in enumerate(frame)])
        for name in ("Arlen", "Borve", "Corrie")
    ]
    records = [
        page("First", [*licence, *words("own", 60)]),
        page("Second", [*licence, *words("other", 60)]),
        page("Quoted", base),
        page("Quoting", [*words("before", 60), *base, *words("after", 60)]),
        page("Notice C100", words("notice", 120)),
        page("Notice C101", [*words("notice", 120)[:-1], "elsewhere"]),
        page("Short", words("s", 12)),
        page("Short", [*words("s", 11), "different"]),
        *filled,
    ]
    assert gone(curated(tmp_path / "run", records)) == {}


def reworded(text: Sequence[str], start: int, every: int = 30) -> list[str]:
    return [f"zz{word}" if place % every == start else word for place, word in enumerate(text)]


def test_a_chain_loses_only_its_middle(tmp_path: Path) -> None:
    first = words(1, 402)
    second = reworded(first[:-1], 5)
    third = reworded(second[:-1], 20)
    records = [page("Chain", text) for text in (first, second, third)]
    assert gone(curated(tmp_path / "run", records)) == {records[1].id: "near_copy"}


def test_a_page_with_something_of_its_own_stays(tmp_path: Path) -> None:
    base = words(1, 300)
    whole = page("Tides", [*base, *words("more", 9)])
    passage = page("Tides", [*base[:120], *words("own", 30), *base[150:]])
    sentence = page("Tides", [*base[:120], *words("own", 12), *base[132:]])
    lists = [page("", ["The", "class", name, "has:", *base]) for name in ("CHarbourRef", "CIslandRef", "Plain")]
    short = [page("", [*base[:60], "near", town, "by", "the", "sea"]) for town in ("Mora", "Lund", "12", "water")]
    run = curated(tmp_path / "run", [whole, passage, sentence, *lists, *short])
    assert set(gone(run)) == {sentence.id, lists[2].id, short[3].id}


def asked(request: Sequence[str]) -> Trajectory:
    messages = (Message("user", " ".join(request)), Message("assistant", "Yes."))
    return Trajectory(
        id=trajectory_id(messages, ()),
        messages=messages,
        tools=(),
        origin=Origin("openai_chat"),
        licence="MIT",
        source="log",
    )


def test_a_request_about_something_else_is_no_copy_though_the_context_is_the_same(tmp_path: Path) -> None:
    context = words("context", 200)
    records = [asked([*context, *f"Is the harbour of {town} deep?".split()]) for town in ("Mora", "Lund")]
    longer = asked([*context, *"Is the harbour of Mora deep? Answer briefly.".split()])
    assert gone(curated(tmp_path / "run", [*records, longer])) == {records[0].id: "near_copy"}


def trajectory(place: str, answer: str, level: int = 0, thought: str = "") -> Trajectory:
    messages = (
        Message("user", "What is the weather like in the harbour town that I named before, and will it rain?"),
        Message(
            "assistant",
            "",
            tool_calls=(ToolCall("1", "weather", f'{{"place": "{place}", "days": 1}}'),),
            reasoning=thought,
            kind="call",
        ),
        Message("tool", "{}", tool_call_id="1", kind="observation"),
        Message("assistant", answer),
    )
    return Trajectory(
        id=trajectory_id(messages, ()),
        messages=messages,
        tools=(),
        verification=Verification(level=level),
        origin=Origin("openai_chat"),
        licence="MIT",
        source="log",
    )


def test_trajectories_are_copies_only_with_the_same_calls_answers_and_thoughts(tmp_path: Path) -> None:
    kept = trajectory("Mora", "It rains.", level=2)
    copy = msgspec.structs.replace(trajectory("Mora", "It rains!"), source="elsewhere")
    others = [
        trajectory("Nora", "It rains."),
        trajectory("Mora", "It is dry."),
        trajectory("Mora", "It rains.", 0, "Hm."),
    ]
    assert gone(curated(tmp_path / "run", [copy, *others, kept])) == {copy.id: "copy"}


def test_a_request_in_a_prompt_is_that_request_where_all_else_is_the_same(tmp_path: Path) -> None:
    plain = trajectory("Mora", "It rains.")
    asked = plain.messages[0].content

    def prompted(request: str, place: str = "Mora") -> Trajectory:
        run = trajectory(place, "It rains.")
        framed = Message("user", " ".join([*words("prompt", 60), f'"{request}" Output:']))
        return msgspec.structs.replace(run, id=f"{request} {place}", messages=(framed, *run.messages[1:]))

    records = [plain, prompted("Tell me about the weather in the other town."), prompted(asked, "Nora")]
    assert gone(curated(tmp_path / "apart", records)) == {}
    assert gone(curated(tmp_path / "run", [*records, prompted(asked)])) == {plain.id: "near_copy"}


def tool(name: str, parameters: Sequence[str], version: str = "1", path: str = "/v1/pets") -> Tool:
    schema = msgspec.json.encode(
        {"type": "object", "properties": {key: {"type": "string"} for key in parameters}}
    ).decode()
    told = "Lists the pets of a shop."
    return Tool(
        id=tool_id("shop", "pets", version, name, told, schema),
        kind="http",
        provider="shop",
        api="pets",
        name=name,
        version=version,
        description=told,
        parameters=schema,
        method="GET",
        path=path,
        source="pets.yaml",
    )


def test_versions_of_a_tool_are_copies_and_other_tools_are_not(tmp_path: Path) -> None:
    first, second = tool("listPets", ["limit"]), tool("listPets", ["limit"], "2", "/v2/pets")
    others = [
        tool("listPets", ["limit", "after"]),
        tool("countPets", ["limit"]),
        tool("listPets", ["limit"], "1", "/v1/cats"),
    ]
    assert list(gone(curated(tmp_path / "run", [first, second, *others])).values()) == ["copy"]


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_of_versions_of_a_tool_the_one_that_says_most_of_its_arguments_stays(tmp_path: Path, version: str) -> None:
    bare = tool("listPets", ["limit"], "2", "/v2/pets")
    schema = '{"type":"object","properties":{"limit":{"type":"string","description":"How many pets, at most fifty."}}}'
    told = tool("listPets", ["limit"], version, f"/v{version}/pets")
    told = msgspec.structs.replace(told, id=tool_id("shop", "pets", version, "x", "", schema), parameters=schema)
    for number, records in enumerate(([bare, told], [told, bare])):
        assert gone(curated(tmp_path / str(number), records)) == {bare.id: "near_copy"}


def with_schema(schema: str, **fields: Any) -> Tool:
    plain = tool("listPets", [], path=fields.get("path", "/v1/pets"))
    return msgspec.structs.replace(
        plain, id=tool_id("shop", "pets", repr(fields), "x", "", schema), parameters=schema, **fields
    )


def test_tools_whose_arguments_or_results_differ_are_no_copies(tmp_path: Path) -> None:
    records = [
        with_schema('{"type":"object","properties":{"order":{"enum":["up","down"]}}}'),
        with_schema('{"type":"object","properties":{"order":{"enum":["up","down","none"]}}}'),
        with_schema('{"type":"object","properties":{"order":{"enum":["up","down"]}},"required":["order"]}'),
        with_schema('{"type":"object","properties":{"order":{"type":"object","properties":{"by":{}}}}}'),
        with_schema('{"type":"object","properties":{"order":{"type":"object","properties":{"to":{}}}}}'),
        with_schema('{"type":"object","properties":{"page":{"type":"string","description":"From which on."}}}'),
        with_schema('{"type":"object","properties":{"page":{"type":"string","description":"How many."}}}'),
        with_schema('{"type":"object","properties":{"tag":{}}}', result='{"properties":{"pets":{}}}'),
        with_schema('{"type":"object","properties":{"tag":{}}}', result='{"properties":{"names":{}}}'),
        tool("listPets", ["limit"], "2.1", "/v1/pets"),
        tool("listPets", ["limit"], "2.1", "/v2/pets"),
    ]
    assert gone(curated(tmp_path / "apart", records)) == {}
    again = [
        with_schema('{"properties":{"order":{"enum":["down","up"]}},"type":"object"}', path="/v2/pets", version="2.0"),
        with_schema('{"type":"object","properties":{"tag":{}}}', path="/v2/pets", version="v2"),
        with_schema('{"type":"object","properties":{"page":{"type":"string","description":"HOW MANY"}}}', api="zoo"),
    ]
    assert sorted(gone(curated(tmp_path / "run", [*records, *again])).values()) == ["copy", "copy", "near_copy"]


def test_of_versions_of_a_tool_the_one_that_is_not_deprecated_stays(tmp_path: Path) -> None:
    old = msgspec.structs.replace(tool("listPets", ["limit"], "1"), deprecated=True)
    new = tool("listPets", ["limit"], "2", "/v2/pets")
    for number, records in enumerate(([old, new], [new, old])):
        assert gone(curated(tmp_path / str(number), records)) == {old.id: "copy"}


@pytest.mark.parametrize(("older", "newer"), [("2.0-beta", "1.9"), ("2.4", "2.8"), ("2017-09-01.6.0", "2018-08-01")])
def test_of_versions_that_say_the_same_the_newest_release_stays(tmp_path: Path, older: str, newer: str) -> None:
    pair = [tool("listPets", ["limit"], version, "/pets") for version in (older, newer)]
    for number, records in enumerate((pair, pair[::-1])):
        assert gone(curated(tmp_path / str(number), records)) == {pair[0].id: "copy"}


def test_the_ranges_of_keys_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(1)
    base = [words(number, 120) for number in range(40)]
    records = [page(f"Page {letter}", base[number][: rng.choice([110, 120])]) for number in range(40) for letter in "a"]
    records += [page("Page a", base[number][: rng.choice([105, 119])]) for number in range(0, 40, 3)]
    whole = curated(tmp_path / "whole", records)
    monkeypatch.setattr(stages, "_ROWS_AT_ONCE", 37)
    parts = curated(tmp_path / "parts", records)
    assert len(list((parts.path / "work" / "duplicate_pairs").glob("*.npy"))) > 10
    assert len(gone(whole)) == 14
    for path in sorted((whole.path / "verdicts").iterdir()):
        assert path.read_bytes() == (parts.path / "verdicts" / path.name).read_bytes()


def test_copies_across_inputs_and_kinds_side_by_side(tmp_path: Path) -> None:
    text = words(1, 80)
    described = ToolDocument(
        id="d0",
        tool="t0",
        form="manual",
        title="listPets",
        text=" ".join(text),
        provider="shop",
        licence="MIT",
        source="x",
    )
    first = curated(tmp_path / "first", [page("Tides", text)])
    both = curated(tmp_path / "both", [first, page("Tides", [*text, "more"]), described])
    assert both.report["kept_by_kind"] == {"document": 1, "tool_document": 1}
    assert both.report["inputs"] == [{"read": 1, "kept": 0}, {"read": 2, "kept": 2}]
    source = open_records(both.path, "both", (ToolDocument, Document), "", "pack")
    assert [type(record) for shard in source.shards() for record in shard.read()] == [ToolDocument, Document]
    one = open_records(both.path, "both", (Document,), "", "talk")
    assert [type(record) for shard in one.shards() for record in shard.read()] == [Document]


def test_explain_tells_the_story_of_a_record(tmp_path: Path) -> None:
    base = words(1, 200)
    short, whole = page("Tides", base[:190]), page("Tides", base)
    run = curated(tmp_path / "run", [short, whole])
    told = "\n".join(story(run._folder, short.id[:8]))
    assert told.startswith(f"document {short.id}  Tides\n  from book/Tides, licence MIT\n")
    assert "  duplicates  near_copy: drop (score 0.9" in told
    assert f"has 95% of its text in common with {whole.id} (Tides)" in told
    assert f"beside {whole.id} (Tides), which is kept: {run.path}/documents/000000.parquet, record 1" in told
    assert "<> " + base[190] in told
    kept = story(run._folder, whole.id)
    assert f"  kept: {run.path}/documents/000000.parquet, record 1" in kept
    assert kept[-1] == "  nothing against it: duplicates"
    assert find_run(whole.id, tmp_path).path == run.path
    with pytest.raises(RunError, match="no record 'zz'"):
        story(run._folder, "zz")
    with pytest.raises(RunError, match="no curated run has a record 'zz'"):
        find_run("zz", tmp_path)


def test_what_lies_beyond_the_cut_is_not_shown_as_a_difference() -> None:
    left = " ".join(words(1, 30))
    shown = list(rows(left, f"{' '.join(words(2, 10))} {left}", most=30))
    assert [row.equal for row in shown] == [False, True, True]
    assert shown[-1].left == "[… compared up to here: 30 words …]"
