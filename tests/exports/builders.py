"""Build trajectories for the tests of exports, and read exports back."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from lemnos.records import Check, Masked, Outcome, Rejected, Trajectory, Verification
from lemnos.sources.trajectories.base import Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event, Part
from lemnos.sources.trajectories.forms import exports
from lemnos.sources.trajectories.normal.normalise import normalise

WEATHER = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}


def run(*events: Event, tools: Iterable[DraftTool] = (), **fields: Any) -> Trajectory:
    """Return the trajectory of some events."""
    draft = Draft(form="made_up", events=list(events), source="log.jsonl:3", tools=list(tools), **fields)
    made = normalise(draft, "CC-BY-4.0")
    assert isinstance(made, Trajectory), made
    return made


def user(content: str | list[Part]) -> Event:
    return Event("user", content)


def says(content: str = "", *calls: tuple[str, Any], reasoning: str = "", train: bool | None = None) -> Event:
    made = [DraftCall(name, arguments) for name, arguments in calls]
    return Event("assistant", content, reasoning=reasoning, calls=made, train=train)


def output(content: str | list[Part]) -> Event:
    return Event("tool", content)


def example() -> Trajectory:
    """Return a trajectory with a thought, two calls at once, words beside a call and an answer."""
    return run(
        Event("system", "You are brief."),
        user("Is it warmer in Oslo or in Rome?"),
        says("", ("weather", {"city": "Oslo"}), ("weather", {"city": "Rome", "days": 2}), reasoning="Both, then."),
        output("4 °C"),
        output('{"now": 19}'),
        says("One more look.", ("weather", {"city": "Rome"})),
        output("19 °C"),
        says("In Rome."),
        tools=[DraftTool("weather", "Tells the weather.", WEATHER)],
        outcome=Outcome(reward=0.5, success=True, details='{"judge":"me"}'),
        record="run-7",
        model="small",
    )


def checked(trajectory: Trajectory) -> Trajectory:
    """Return a trajectory after verification, with tools found in a registry and names masked."""
    import msgspec

    return msgspec.structs.replace(
        trajectory,
        tools=tuple(msgspec.structs.replace(tool, id=f"{number:016x}") for number, tool in enumerate(trajectory.tools)),
        called=("0" * 16,),
        verification=Verification(2, (Check("roles", 1, "pass"), Check("types", 2, "unknown", "no schema"))),
        masked=(Masked("email", 2),),
    )


def imported(form: str, out: Path) -> list[Trajectory | Rejected]:
    """Return what an import of an export gives."""
    return list(read_rows(form, rows_of(out)))


def rows_of(out: Path) -> Iterator[Any]:
    """Yield the rows of an export; of a folder, the lines of each file."""
    if out.is_dir():
        for path in sorted(out.glob("*.jsonl")):
            yield [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    elif out.suffix == ".parquet":
        import pyarrow.parquet as pq

        yield from pq.read_table(out).to_pylist()
    else:
        for line in out.read_bytes().split(b"\n"):
            if line.strip():
                yield json.loads(line)


def read_rows(form: str, rows: Iterable[Any]) -> Iterator[Trajectory | Rejected]:
    """Yield what the rows of an export are when they are imported."""
    context = Context("out")
    for number, row in enumerate(rows, 1):
        source = f"out:{number}"
        if form == "hub":
            drafts = exports.read_lines([Line(line, source) for line in row], context)
        else:
            assert exports.looks_like(row)
            drafts = exports.read(Line(row, source), context)
        for draft in drafts:
            yield normalise(draft) if isinstance(draft, Draft) else draft


_TRICKY = (
    "<think>",
    "</think>",
    "<think>x</think>y",
    "\n\n",
    "files.read",
    "files_read",
    "[[image 1]]",
    "<user>\n",
    "</user>",
    '{"name": "x"}',
    '["a", "b"]',
    "<tool_call>",
    "\u2028",
    "💡",
    "  ",
    "null",
    "call_1",
    "$ref",
    "(no output)",
)
_text = st.lists(st.sampled_from(_TRICKY) | st.text(max_size=12), max_size=3).map("".join)
_names = st.sampled_from(
    ("weather", "files.read", "files_read", "a b", "météo", "天気", "x" * 70, "$ref", "-", "a/b:c")
)
_scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | _text
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_text, inner, max_size=2), max_leaves=5
)
_arguments = st.dictionaries(_text, _values, max_size=3) | _text | _values
_parts = st.builds(Part, _text) | st.builds(
    lambda kind, value: Part(kind=kind, value=value),
    st.sampled_from(("image", "audio", "video", "file")),
    st.sampled_from(
        (
            {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
            {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"},
            {"type": "file", "file": {"file_id": "f-1"}},
            {"path": "b.pdf"},
            "c.png",
            ["odd"],
            None,
        )
    ),
)
_content = _text | st.lists(_parts, max_size=4)
_tools = st.lists(
    st.builds(DraftTool, _names, _text, st.none() | st.dictionaries(_text, _values, max_size=2)), max_size=3
)


@st.composite
def _events(draw: st.DrawFn) -> list[Event]:
    events = [Event("system", draw(_content))] if draw(st.booleans()) else []
    events.append(Event("user", draw(_content)))
    for _ in range(draw(st.integers(1, 4))):
        calls = [DraftCall(draw(_names), draw(_arguments)) for _ in range(draw(st.integers(0, 3)))]
        train = draw(st.sampled_from((None, False)))
        events.append(Event("assistant", draw(_content), reasoning=draw(_text), calls=calls, train=train))
        events.extend(Event("tool", draw(_content)) for _ in calls)
        if not calls or draw(st.booleans()):
            events.append(Event("user", draw(_content)))
    while events[-1].speaker == "tool" and draw(st.booleans()):
        events.pop()
    return events


@st.composite
def trajectories(draw: st.DrawFn) -> Trajectory | None:
    """Draw a trajectory in the normal form; None where there is none."""
    draft = Draft(
        form=draw(st.sampled_from(("openai_chat", "claude_code"))),
        events=draw(_events()),
        source=draw(_text),
        tools=draw(_tools),
        ends_in_call=draw(st.booleans()),
        outcome=draw(
            st.builds(Outcome, st.none() | st.floats(allow_nan=False, allow_infinity=False), st.none() | st.booleans())
        ),
        shared=draw(st.integers(0, 4)),
        record=draw(_text),
        model=draw(_text),
    )
    made = normalise(draft, draw(st.sampled_from(("", "MIT"))))
    if not isinstance(made, Trajectory):
        return None
    return checked(made) if draw(st.booleans()) else made
