"""What the normal form repairs and refuses: literal conversations in, literal messages out."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.records import Message, Rejected, Trajectory
from lemnos.records.conversation import validate
from lemnos.sources.trajectories.draft import Draft, DraftCall, DraftTool, Event, Part
from lemnos.sources.trajectories.normal.normalise import REFUSALS, REPAIRS, normalise


def user(text: str) -> Event:
    return Event("user", text)


def system(text: str) -> Event:
    return Event("system", text)


def said(text: str, **more: object) -> Event:
    return Event("assistant", text, **more)  # type: ignore[arg-type]


def calls(*ids: str, text: str = "", name: str = "find", **more: object) -> Event:
    made = [DraftCall(name, {"n": number}, id) for number, id in enumerate(ids)]
    return Event("assistant", text, calls=made, **more)  # type: ignore[arg-type]


def output(text: str, id: str = "", name: str = "") -> Event:
    return Event("tool", text, call_id=id, name=name)


def draft(events: Sequence[Event], **more: object) -> Draft:
    return Draft(form="test", events=list(events), source="log.json", **more)  # type: ignore[arg-type]


def brief(messages: Sequence[Message]) -> list[str]:
    """Write each message in a line: role, thought, content, calls as number of the argument, answered call."""
    lines = []
    for message in messages:
        line = message.role + (f" ({message.reasoning})" if message.reasoning else "") + f": {message.content}"
        line += "".join(f" {call.id}{call.arguments}" for call in message.tool_calls)
        lines.append(line + (f" <{message.tool_call_id}" if message.tool_call_id else ""))
    return lines


REPAIRED: dict[str, tuple[list[Event], list[str], list[str]]] = {
    "nothing to repair": (
        [system("Be kind."), user("Hi"), calls("a"), output("42", "a"), said("It is 42.")],
        ["system: Be kind.", "user: Hi", 'assistant:  call_1{"n":0}', "tool: 42 <call_1", "assistant: It is 42."],
        [],
    ),
    "two messages of the user": (
        [user("Hi"), user("there"), said("Yes?")],
        ["user: Hi\n\nthere", "assistant: Yes?"],
        ["merged_user"],
    ),
    "words, then a call": (
        [user("Hi"), said("Let me see."), calls("a"), output("42", "a"), said("42.")],
        ["user: Hi", 'assistant: Let me see. call_1{"n":0}', "tool: 42 <call_1", "assistant: 42."],
        ["merged_assistant"],
    ),
    "a thought, then a call": (
        [user("Hi"), said("", reasoning="Hm."), calls("a"), output("42", "a"), said("42.")],
        ["user: Hi", 'assistant (Hm.):  call_1{"n":0}', "tool: 42 <call_1", "assistant: 42."],
        [],
    ),
    "calls in events of their own": (
        [user("Hi"), calls("a"), calls("b"), output("1", "a"), output("2", "b"), said("Done.")],
        [
            "user: Hi",
            'assistant:  call_1{"n":0} call_2{"n":0}',
            "tool: 1 <call_1",
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        ["merged_assistant"],
    ),
    "a call after an output": (
        [user("Hi"), calls("a"), output("1", "a"), calls("b"), output("2", "b"), said("Done.")],
        [
            "user: Hi",
            'assistant:  call_1{"n":0}',
            "tool: 1 <call_1",
            'assistant:  call_2{"n":0}',
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        [],
    ),
    "one answer split over lines with outputs between them": (
        [
            user("Hi"),
            calls("a", message_id="m"),
            output("1", "a"),
            calls("b", message_id="m"),
            output("2", "b"),
            said("Done.", message_id="n"),
        ],
        [
            "user: Hi",
            'assistant:  call_1{"n":0} call_2{"n":0}',
            "tool: 1 <call_1",
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        ["merged_by_message_id"],
    ),
    "outputs in another order": (
        [user("Hi"), calls("a", "b"), output("2", "b"), output("1", "a"), said("Done.")],
        [
            "user: Hi",
            'assistant:  call_1{"n":0} call_2{"n":1}',
            "tool: 1 <call_1",
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        ["reordered_outputs"],
    ),
    "outputs without ids": (
        [user("Hi"), calls("", ""), output("1"), output("2"), said("Done.")],
        [
            "user: Hi",
            'assistant:  call_1{"n":0} call_2{"n":1}',
            "tool: 1 <call_1",
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        [],
    ),
    "the user speaks while a tool runs": (
        [user("Hi"), calls("a"), user("Quick!"), output("1", "a"), said("Done.")],
        ["user: Hi", 'assistant:  call_1{"n":0}', "tool: 1 <call_1", "user: Quick!", "assistant: Done."],
        ["moved_output"],
    ),
    "an id that is used again": (
        [user("Hi"), calls("a"), output("1", "a"), calls("a"), output("2", "a"), said("Done.")],
        [
            "user: Hi",
            'assistant:  call_1{"n":0}',
            "tool: 1 <call_1",
            'assistant:  call_2{"n":0}',
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        [],
    ),
    "two different calls of one id": (
        [user("Hi"), calls("a", "a"), output("1", "a"), output("2", "a"), said("Done.")],
        [
            "user: Hi",
            'assistant:  call_1{"n":0} call_2{"n":1}',
            "tool: 1 <call_1",
            "tool: 2 <call_2",
            "assistant: Done.",
        ],
        [],
    ),
    "an output twice": (
        [user("Hi"), calls("a"), output("1", "a"), output("1", "a"), said("Done.")],
        ["user: Hi", 'assistant:  call_1{"n":0}', "tool: 1 <call_1", "assistant: Done."],
        ["repeated_output"],
    ),
    "an output without content": (
        [user("Hi"), calls("a"), output(" \n", "a"), said("Done.")],
        ["user: Hi", 'assistant:  call_1{"n":0}', "tool: (no output) <call_1", "assistant: Done."],
        ["empty_output"],
    ),
    "a message without content": (
        [user("Hi"), said(""), said("Yes?")],
        ["user: Hi", "assistant: Yes?"],
        ["empty_message"],
    ),
    "the assistant greets": (
        [said("How can I help?"), user("Hi"), said("Yes?")],
        ["system: The assistant has greeted the user: How can I help?", "user: Hi", "assistant: Yes?"],
        ["greeting_to_system"],
    ),
    "the assistant greets after a system message": (
        [system("Be kind."), said("How can I help?"), user("Hi"), said("Yes?")],
        ["system: Be kind.\n\nThe assistant has greeted the user: How can I help?", "user: Hi", "assistant: Yes?"],
        ["greeting_to_system"],
    ),
    "two system messages": (
        [system("A"), system("B"), user("Hi"), said("Yes?")],
        ["system: A\n\nB", "user: Hi", "assistant: Yes?"],
        ["merged_system"],
    ),
    "a system message alone asks": (
        [system("Solve it."), calls("a"), output("1", "a"), said("Done.")],
        ["user: Solve it.", 'assistant:  call_1{"n":0}', "tool: 1 <call_1", "assistant: Done."],
        ["system_as_user"],
    ),
    "a system message in the middle": (
        [user("Hi"), said("Yes?"), system("It is late."), user("Bye"), said("Bye.")],
        ["user: Hi", "assistant: Yes?", "user: <system>\nIt is late.\n</system>\n\nBye", "assistant: Bye."],
        ["merged_user", "system_to_user"],
    ),
    "a last word of the user": (
        [user("Hi"), said("Yes?"), user("###STOP###")],
        ["user: Hi", "assistant: Yes?"],
        ["cut_trailing_user"],
    ),
    "a last thought": (
        [user("Hi"), calls("a"), output("1", "a"), said("", reasoning="Well.")],
        ["user: Hi", 'assistant:  call_1{"n":0}', "tool: 1 <call_1"],
        ["cut_trailing_thought"],
    ),
    "a last call": (
        [user("Hi"), said("Yes?"), user("Find it."), calls("a", text="Wait.")],
        ["user: Hi", "assistant: Yes?"],
        ["cut_trailing_user", "cut_unanswered_call"],
    ),
    "a last call of two": (
        [user("Hi"), calls("a", "b"), output("1", "a")],
        ["user: Hi", 'assistant:  call_1{"n":0}', "tool: 1 <call_1"],
        ["cut_unanswered_call"],
    ),
    "a final call with an answer": (
        [user("Hi"), Event("assistant", calls=[DraftCall("finish", {"answer": "42"})])],
        ["user: Hi", "assistant: 42"],
        ["final_call_to_answer"],
    ),
    "a final call without arguments": (
        [user("Hi"), Event("assistant", "All tests pass.", calls=[DraftCall("submit", {}, "z")]), output("diff", "z")],
        ["user: Hi", "assistant: All tests pass."],
        ["final_call_to_answer"],
    ),
    "a final call and nothing else": (
        [user("Hi"), Event("assistant", calls=[DraftCall("submit", "{}", "z")])],
        ["user: Hi", "assistant: submit({})"],
        ["final_call_to_answer"],
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_a_draft_becomes_these_messages(case: str) -> None:
    events, messages, repaired = REPAIRED[case]
    made = normalise(draft(events, final_calls=("finish", "submit")))
    assert isinstance(made, Trajectory)
    assert brief(made.messages) == messages
    assert list(made.repaired) == repaired
    validate(made.messages, made.ending)


REFUSED: dict[str, tuple[list[Event], str]] = {
    "nothing": ([], "no_user"),
    "only a user": ([user("Hi")], "no_answer"),
    "no user": ([said("Hello!")], "no_user"),
    "calls out of the blue": ([calls("a"), output("1", "a"), said("Done.")], "no_user"),
    "an output of no call": ([user("Hi"), output("1", "a"), said("Done.")], "orphan_output"),
    "an output of another call": ([user("Hi"), calls("a"), output("1", "b"), said("Done.")], "orphan_output"),
    "two outputs": ([user("Hi"), calls("a"), output("1", "a"), output("2", "a"), said("Done.")], "two_outputs"),
    "an output of another tool": (
        [user("Hi"), calls("a"), output("1", "a", "sell"), said("Done.")],
        "output_of_another_tool",
    ),
    "a call without output": ([user("Hi"), calls("a"), said("Done."), user("And?"), said("Well.")], "unanswered_call"),
    "one of two calls without output": (
        [user("Hi"), calls("a", "b"), output("1", "a"), said("Done.")],
        "unanswered_call",
    ),
    "a call twice": (
        [
            user("Hi"),
            Event("assistant", calls=[DraftCall("f", "{}", "a"), DraftCall("f", {}, "a")]),
            output("1", "a"),
            output("1", "a"),
            said("Done."),
        ],
        "repeated_call",
    ),
    "a call of nothing": ([user("Hi"), calls("a", name=" "), output("1", "a"), said("Done.")], "nameless_call"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_draft_is_refused_by_this_rule(case: str) -> None:
    events, rule = REFUSED[case]
    made = normalise(draft(events))
    assert isinstance(made, Rejected)
    assert (made.stage, made.rule, made.source) == ("trajectories", rule, "log.json")
    assert rule in REFUSALS


def test_every_repair_has_a_case() -> None:
    shown = {rule for _, _, rules in REPAIRED.values() for rule in rules}
    of_the_normal_form = {rule for rule in REPAIRS if rule not in ("repeated_tool",)}
    assert shown <= of_the_normal_form


@pytest.mark.parametrize("ids", [("a", "b"), ("", "")])
@pytest.mark.parametrize("named", ["sell_all", "buy"])
def test_a_call_of_a_tool_that_is_not_offered_keeps_its_output(ids: tuple[str, str], named: str) -> None:
    """The call is what is wrong, which is for verification to say; its output names the tool that was meant."""
    first, second = ids
    events = [
        user("Hi"),
        Event("assistant", calls=[DraftCall("sell_v2", {}, first), DraftCall("buy", {}, second)]),
        output("bought", second, "buy"),
        output("sold", first, named),
        said("Done."),
    ]
    made = normalise(draft(events, tools=[DraftTool("sell"), DraftTool("buy")]))
    assert isinstance(made, Trajectory)
    outputs = [message.content for message in made.messages if message.role == "tool"]
    assert outputs == ["sold", "bought"]
    assert made.repaired == ("reordered_outputs",)
    assert [(tool.name, tool.origin) for tool in made.tools][-1] == ("sell_v2", "observed")


def test_outputs_that_are_exchanged_are_refused() -> None:
    events = [user("Hi"), calls("a", name="sell"), output("1", "a", "buy"), said("Done.")]
    made = normalise(draft(events, tools=[DraftTool("sell"), DraftTool("buy")]))
    assert isinstance(made, Rejected)
    assert made.rule == "output_of_another_tool"


def test_calls_that_are_asked_for_are_an_ending() -> None:
    made = normalise(draft([user("Hi"), calls("a", "b")], ends_in_call=True))
    assert isinstance(made, Trajectory)
    assert (made.ending, brief(made.messages)) == ("call", ["user: Hi", 'assistant:  call_1{"n":0} call_2{"n":1}'])


def test_the_output_of_the_final_call_is_kept_with_the_outcome() -> None:
    events = [user("Hi"), Event("assistant", "Done.", calls=[DraftCall("submit", {}, "z")]), output("diff", "z")]
    made = normalise(draft(events, final_calls=("submit",)))
    assert isinstance(made, Trajectory)
    assert made.outcome.details == '{"final_output":"diff"}'


def test_two_spellings_of_one_run_are_one_record() -> None:
    one = [
        user("Hi"),
        Event("assistant", calls=[DraftCall("f", {"a": 1, "b": "é"}, "toolu_01")]),
        output("1", "toolu_01"),
        said("Done."),
    ]
    other = [
        user("Hi"),
        Event("assistant", calls=[DraftCall("f", '{"a": 1,\n "b": "\\u00e9"}', "call_x")]),
        output("1", "call_x", "f"),
        said("Done."),
    ]
    first, second = normalise(draft(one)), normalise(draft(other))
    assert isinstance(first, Trajectory)
    assert isinstance(second, Trajectory)
    assert first.id == second.id


def test_images_are_marked_where_they_stand() -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    content = [
        Part("Look:"),
        Part(kind="image", value=image),
        Part("What is it? Not [[image 2]]."),
        Part(kind="image", value={}),
    ]
    made = normalise(draft([Event("user", content), said("A cat.")]))
    assert isinstance(made, Trajectory)
    assert made.messages[0].content == "Look:\n\n[[image 1]]\n\nWhat is it? Not [[image 2]].\n\n[[[image 2]]]"
    assert [attachment.mark for attachment in made.messages[0].attachments] == ["[[image 1]]", "[[[image 2]]]"]
    assert msgspec.json.decode(made.messages[0].attachments[0].part) == image


def test_the_prefix_that_branches_share_is_trained_on_once() -> None:
    events = [user("Hi"), calls("a"), output("1", "a"), said("Done."), user("More"), said("There.")]
    made = normalise(draft(events, shared=4, leaf=1))
    assert isinstance(made, Trajectory)
    assert [message.train for message in made.messages] == [False, False, False, False, False, True]
    assert (made.origin.leaf, made.origin.shared) == (1, 4)


def test_the_assistant_is_trained_on_unless_the_source_says_no() -> None:
    made = normalise(draft([user("Hi"), said("Yes?", train=False), user("Go"), said("Gone.")]))
    assert isinstance(made, Trajectory)
    assert [message.train for message in made.messages] == [False, False, False, True]


def test_tools_without_a_schema_are_inferred_from_the_calls() -> None:
    events = [user("Hi"), calls("a"), output("1", "a"), said("Done.")]
    made = normalise(
        draft(events, tools=[DraftTool("sell", "Sells.", {"type": "object"}), DraftTool("find", "Finds.")])
    )
    assert isinstance(made, Trajectory)
    assert [(tool.name, tool.origin) for tool in made.tools] == [("sell", "stated"), ("find", "observed")]
    assert msgspec.json.decode(made.tools[1].parameters)["properties"] == {"n": {"type": "integer"}}


def test_a_tool_offered_twice_stands_once() -> None:
    made = normalise(draft([user("Hi"), said("Yes?")], tools=[DraftTool("f", "A", {}), DraftTool("f", "B", {})]))
    assert isinstance(made, Trajectory)
    assert ([tool.description for tool in made.tools], made.repaired) == (["A"], ("repeated_tool",))


ARGUMENTS = {
    "": "{}",
    '{"a": 1.50}': '{"a":1.5}',
    '{"id": 12345678901234567890123}': '{"id":12345678901234567890123}',
    '{"a": NaN}': '{"a": NaN}',
    '{"a": ': '{"a": ',
    "[1, 2]": "[1,2]",
}


@pytest.mark.parametrize(("given_text", "text"), ARGUMENTS.items())
def test_arguments_have_one_spelling(given_text: str, text: str) -> None:
    made = normalise(draft([user("Hi"), Event("assistant", calls=[DraftCall("f", given_text)])], ends_in_call=True))
    assert isinstance(made, Trajectory)
    assert made.messages[1].tool_calls[0].arguments == text


def test_lone_surrogates_are_replaced() -> None:
    made = normalise(
        draft([user("Hi \ud83d"), Event("assistant", calls=[DraftCall("f", {"a": "\udc00"})])], ends_in_call=True)
    )
    assert isinstance(made, Trajectory)
    assert made.messages[0].content == "Hi \ufffd"
    assert "\ufffd" in made.messages[1].tool_calls[0].arguments


EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(["system", "user", "assistant", "tool"]),
        st.sampled_from(["", "words", "more"]),
        reasoning=st.sampled_from(["", "thought"]),
        calls=st.lists(
            st.builds(
                DraftCall,
                st.sampled_from(["f", "g", "finish", ""]),
                st.sampled_from(["{}", '{"a":1}', "x"]),
                st.sampled_from(["", "a", "b"]),
            ),
            max_size=2,
        ),
        call_id=st.sampled_from(["", "a", "b"]),
        name=st.sampled_from(["", "f", "g"]),
        message_id=st.sampled_from(["", "m", "n"]),
    ).map(
        lambda event: event if event.speaker == "assistant" else msgspec.structs.replace(event, calls=[], reasoning="")
    ),
    max_size=9,
)


@given(EVENTS, st.booleans())
def test_whatever_comes_is_valid_or_refused(events: list[Event], ends_in_call: bool) -> None:
    made = normalise(draft(events, ends_in_call=ends_in_call, final_calls=("finish",)))
    if isinstance(made, Rejected):
        assert made.rule in REFUSALS
        return
    validate(made.messages, made.ending)
    assert set(made.repaired) <= set(REPAIRS)


@given(EVENTS)
def test_the_normal_form_of_the_normal_form_is_itself(events: list[Event]) -> None:
    made = normalise(draft(events))
    if isinstance(made, Rejected):
        return
    again = normalise(draft(list(map(_event, made.messages)), ends_in_call=made.ending == "call"))
    assert isinstance(again, Trajectory)
    assert again.messages == made.messages


def _event(message: Message) -> Event:
    made = [DraftCall(call.name, call.arguments, call.id) for call in message.tool_calls]
    return Event(message.role, message.content, message.reasoning, made, message.tool_call_id)


def test_a_form_that_does_not_say_ends_in_a_call_if_none_was_run() -> None:
    single = normalise(draft([user("Hi"), calls("a")], ends_in_call=None))
    assert isinstance(single, Trajectory)
    assert single.ending == "call"
    log = normalise(draft([user("Hi"), calls("a"), output("1", "a"), calls("b")], ends_in_call=None))
    assert isinstance(log, Trajectory)
    assert (log.ending, log.repaired, len(log.messages)) == ("observation", ("cut_unanswered_call",), 3)


def test_a_lost_output_is_refused_where_a_form_does_not_say_how_it_ends() -> None:
    made = normalise(draft([user("Hi"), calls("a"), said("It is 42.")], ends_in_call=None))
    assert isinstance(made, Rejected)
    assert made.rule == "unanswered_call"


@pytest.mark.parametrize("ends_in_call", [None, False])
def test_a_call_by_which_agents_end_a_run_is_the_answer_in_any_form(ends_in_call: bool | None) -> None:
    done = Event("assistant", calls=[DraftCall("submit", {"text": "Mended."}, "b")])
    made = normalise(draft([user("Hi"), calls("a"), output("1", "a"), done], ends_in_call=ends_in_call))
    assert isinstance(made, Trajectory)
    assert (made.ending, made.messages[-1].content) == ("answer", "Mended.")
