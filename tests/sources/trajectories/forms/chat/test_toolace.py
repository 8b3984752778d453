"""Calls as Python text."""

import json

import pytest

from lemnos.sources.trajectories.forms.chat.toolace import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_one, told

FUNCTIONS = [
    {
        "name": "Tide Table API",
        "description": "Finds tides.",
        "parameters": {
            "type": "dict",
            "properties": {"port": {"type": "string"}, "days": {"type": "int"}},
            "required": ["port"],
        },
        "required": None,
    }
]
SYSTEM = f"Compose calls. Here is a list of functions in JSON format:\n{json.dumps(FUNCTIONS)}.\nWrite [func1(a=1)]."
ASKED = {"from": "user", "value": "Brest and Calais?"}
ANSWERED = {"from": "assistant", "value": "06:12 and 08:40."}
CALLS = '[Tide Table API(port="Brest", days=2), Tide Table API(port="Calais", exact=true)]'
RESULTS = '[{"name": "Tide Table API", "results": {"high": "06:12"}}, {"name": "Tide Table API", "results": "08:40"}]'


def test_calls_are_parsed_and_outputs_split() -> None:
    turns = [ASKED, {"from": "assistant", "value": CALLS}, {"from": "tool", "value": RESULTS}, ANSWERED]
    found = read_one(FORM, {"system": SYSTEM, "conversations": turns})
    assert told(found) == [
        Said("system", SYSTEM),
        Said("user", "Brest and Calais?"),
        Said(
            "assistant",
            "",
            (("Tide Table API", '{"port":"Brest","days":2}'), ("Tide Table API", '{"port":"Calais","exact":true}')),
        ),
        Said("tool", '{"name": "Tide Table API", "results": {"high": "06:12"}}'),
        Said("tool", '{"name": "Tide Table API", "results": "08:40"}'),
        Said("assistant", "06:12 and 08:40."),
    ]
    (tool,) = offered(found)
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {"port": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["port"],
    }


def test_the_system_message_may_be_a_turn_and_the_keys_those_of_openai() -> None:
    turns = [("system", SYSTEM), ("user", "Brest?"), ("assistant", '[Tide Table API(port="Brest")]')]
    found = read_one(FORM, {"messages": [{"role": role, "content": text} for role, text in turns]})
    assert (found.ending, told(found)[-1].calls) == ("call", (("Tide Table API", '{"port":"Brest"}'),))
    assert len(offered(found)) == 1


def test_arguments_without_names_get_those_of_the_described_parameters() -> None:
    found = read_one(
        FORM,
        {"system": SYSTEM, "conversations": [ASKED, {"from": "assistant", "value": "[Tide Table API('Brest', 2)]"}]},
    )
    assert told(found)[-1].calls == (("Tide Table API", '{"port":"Brest","days":2}'),)
    assert "positional_arguments" in found.repaired


@pytest.mark.parametrize("answer", ["I need a port.", "[Brest] is a port.", "[1]", "See [the table](http://x)."])
def test_an_answer_in_words_stays_words(answer: str) -> None:
    found = read_one(FORM, {"system": SYSTEM, "conversations": [ASKED, {"from": "assistant", "value": answer}]})
    assert told(found)[-1] == Said("assistant", answer)
