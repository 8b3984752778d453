"""Import → export → import gives the same record, for each export."""

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from lemnos.exports import FORMS, export
from lemnos.records import Outcome, Trajectory
from lemnos.sources.trajectories.draft import DraftTool, Event, Part
from tests.exports.builders import (
    checked,
    example,
    imported,
    output,
    read_rows,
    rows_of,
    run,
    says,
    trajectories,
    user,
)

WAYS = [
    ("openai", "out.jsonl", "string"),
    ("openai", "out.jsonl", "object"),
    ("openai", "out.parquet", "string"),
    ("openai", "out.parquet", "object"),
    ("sharegpt", "out.jsonl", None),
    ("responses", "out.jsonl", None),
    ("atif", "out.jsonl", None),
    ("hub", "out", None),
]
IMAGE = Part(kind="image", value={"type": "image_url", "image_url": {"url": "https://example.org/a.png"}})
FOREIGN = Part(
    kind="image", value={"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "A"}}
)

CASES = {
    "calls": example(),
    "checked": checked(example()),
    "no_calls": run(user("Hello"), says("Hello to you.")),
    "decimals": run(user("?"), says("", ("a", {"x": 1.7, "y": [0.1, 2.675]})), output("."), says("Done.")),
    "ends_in_a_call": run(user("Oslo?"), says("", ("weather", {"city": "Oslo"})), ends_in_call=True),
    "ends_in_two_calls": run(user("?"), says("Now.", ("a", {}), ("b", {"x": [1, None]})), ends_in_call=True),
    "ends_in_an_observation": run(user("Oslo?"), says("", ("weather", {"city": "Oslo"})), output("4 °C")),
    "ends_in_two_observations": run(user("?"), says("", ("a", {}), ("b", {})), output("1"), output("2")),
    "an_interrupting_user": run(
        user("?"), says("", ("a", {}), ("b", {})), output("1"), output("2"), user("No"), says("So?")
    ),
    "a_thought_alone": run(user("?"), says(reasoning="Hm."), user("Well?"), says("Yes.")),
    "a_thought_with_spaces": run(user("?"), says(" Yes.\n", reasoning="\nHm. ")),
    "a_thought_with_its_tags": run(
        user("?"), says("Yes.", ("a", {}), reasoning="a </think> b"), output("1"), says("Yes.")
    ),
    "a_thought_alone_with_its_tags": run(user("?"), says(reasoning="</think>"), user("Well?"), says("Yes.")),
    "a_thought_in_the_words": run(user("?"), says("<think>Hm.</think>Yes.")),
    "not_trained_on": run(user("?"), says("No.", train=False), user("?"), says("Yes.")),
    "shared": run(user("?"), says("", ("a", {})), output("1"), says("Yes."), shared=3, leaf=1),
    "broken_arguments": run(
        user("?"), says("", ("a", '{"x": '), ("b", "[1]"), ("c", '"x"')), *map(output, "123"), says("!")
    ),
    "large_numbers": run(user("?"), says("", ("a", '{"n": 123456789012345678901234567890}')), output("1"), says("!")),
    "images": run(user([Part("See"), IMAGE, Part("and"), FOREIGN]), says("I see.")),
    "an_image_alone": run(user([IMAGE]), says("I see.")),
    "an_image_as_output": run(user("?"), says("", ("a", {})), output([IMAGE, Part("a.png")]), says("I see.")),
    "files": run(user([Part(kind="file", value={"path": "a.pdf"}), Part("Read.")]), says("Yes.")),
    "a_mark_in_the_text": run(user([Part("[[image 1]] is a mark"), IMAGE]), says("Yes.")),
    "odd_names": run(
        Event("system", "Call files.read, never files.reads."),
        user("files.read?"),
        says("", ("files.read", {}), ("天気", {}), ("x" * 80, {})),
        output("files.read: done"),
        output("天気"),
        output("ok"),
        says("files.read it was."),
        tools=[DraftTool("files.read", "Like `天気`.", {"type": "object"})],
    ),
    "names_that_would_be_the_same": run(
        user("?"),
        says("", ("a.b", {}), ("a_b", {}), ("a/b", {})),
        output("a_b"),
        output("a.b"),
        output("a/b"),
        says("!"),
    ),
    "an_undescribed_tool": run(
        user("?"), says("", ("b", {"n": 1})), output("1"), says("!"), tools=[DraftTool("b"), DraftTool("a", "A.", {})]
    ),
    "an_outcome": run(user("?"), says("!"), outcome=Outcome(-1.5, False, "[1]"), record="r", task="t", model="m"),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("form", "file", "arguments"), WAYS)
def test_an_import_of_an_export_gives_the_same_record(
    form: str, file: str, arguments: str | None, name: str, tmp_path: Path
) -> None:
    export([CASES[name]], form, tmp_path / file, arguments=arguments)
    assert imported(form, tmp_path / file) == [CASES[name]]


def test_all_forms_are_tried() -> None:
    assert {form for form, _, _ in WAYS} == set(FORMS)
    assert {(form, arguments) for form, _, arguments in WAYS if arguments} == {
        (form.name, arguments) for form in FORMS.values() if len(form.arguments) > 1 for arguments in form.arguments
    }


@pytest.mark.parametrize(("form", "file", "arguments"), WAYS)
@given(drawn=trajectories())
@settings(max_examples=25, deadline=None)
def test_any_trajectory_comes_back(form: str, file: str, arguments: str | None, drawn: Trajectory | None) -> None:
    if drawn is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / file
        export([drawn], form, out, arguments=arguments)
        assert imported(form, out) == [drawn]


@pytest.mark.parametrize(("form", "file", "arguments"), WAYS[:1] + WAYS[4:])
def test_an_edited_record_keeps_its_origin_and_loses_its_checks(
    form: str, file: str, arguments: str | None, tmp_path: Path
) -> None:
    own = checked(example())
    export([own], form, tmp_path / file, arguments=arguments)
    (row,) = rows_of(tmp_path / file)
    edited = msgspec.json.decode(msgspec.json.encode(row).decode().replace("In Rome.", "In Oslo."))
    (read,) = read_rows(form, [edited])
    assert isinstance(read, Trajectory)
    assert read.messages[-1].content == "In Oslo."
    assert read.id != own.id
    assert (read.verification.level, read.verification.checks, read.called) == (0, (), ())
    assert (read.licence, read.origin.record, read.outcome) == ("CC-BY-4.0", "run-7", own.outcome)
    assert "edited_export" in read.repaired
