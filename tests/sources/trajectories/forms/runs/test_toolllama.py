"""Training data of ToolLLaMA."""

from typing import Any

from lemnos.sources.trajectories.forms.runs.toolllama import FORM
from tests.sources.trajectories.forms.runs.reading import lines, trained, trajectory

TOOLS = [{"name": "weather", "description": "Weather", "parameters": {"type": "object", "properties": {}}}]
SYSTEM = f"You are AutoGPT.\nSpecifically, you have access to the following APIs: {TOOLS!r}"


def record(*said: tuple[str, str]) -> dict[str, Any]:
    turns = [("system", SYSTEM), ("user", "\nWeather?\nBegin!\n"), *said]
    return {"id": "Step 2: Weather?", "conversations": [{"from": role, "value": text} for role, text in turns]}


ASKED = ("assistant", '\nThought: I ask.\nAction: weather\nAction Input: {\n "city": "Oslo"\n}')


def test_a_prefix_ends_in_the_call_that_it_asks_for() -> None:
    read = trajectory(FORM, record(ASKED))
    assert lines(read)[1:] == ["user: \nWeather?\nBegin!\n", 'assistant: (I ask.) weather{"city":"Oslo"}']
    assert (read.ending, read.origin.record, read.origin.task) == ("call", "Step 2: Weather?", "Weather?")
    assert [(tool.name, tool.origin) for tool in read.tools] == [("weather", "stated")]


def test_the_last_message_alone_is_trained_on_and_finish_gives_the_answer() -> None:
    final = '\nThought: \nAction: Finish\nAction Input: {"return_type": "give_answer", "final_answer": "Rain."}'
    read = trajectory(FORM, record(ASKED, ("function", '{"response": "rain"}'), ("assistant", final)))
    assert lines(read)[2:] == [
        'assistant: (I ask.) weather{"city":"Oslo"}',
        'tool: {"response": "rain"}',
        "assistant: Rain.",
    ]
    assert trained(read) == ["Rain."]
    assert read.repaired == ("final_call_to_answer",)


def test_broken_arguments_stay_as_the_model_wrote_them() -> None:
    broken = ("assistant", 'Thought: I ask.\nAction: weather\nAction Input: {"city": "Oslo"')
    assert lines(trajectory(FORM, record(broken)))[-1] == 'assistant: (I ask.) weather{"city": "Oslo"'


def test_giving_up_stays_a_call() -> None:
    given_up = ("assistant", 'Thought: No.\nAction: Finish\nAction Input: {"return_type": "give_up_and_restart"}')
    read = trajectory(FORM, record(given_up))
    assert (lines(read)[-1], read.ending) == ('assistant: (No.) Finish{"return_type":"give_up_and_restart"}', "call")


def test_conversations_about_other_things_are_not_recognised() -> None:
    assert not FORM.looks_like({"conversations": [{"from": "system", "value": "Be kind."}]})
    assert not FORM.looks_like(record(("assistant", "Hello.")))
