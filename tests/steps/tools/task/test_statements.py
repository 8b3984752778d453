"""What the first sentence of a description says a tool works on."""

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.task.phrases import is_speakable
from lemnos.steps.tools.task.statements import noun_said, statement_of
from tests.steps.tools.world.apis import http


@pytest.mark.parametrize(
    ("text", "verb", "noun"),
    [
        ("Returns a list of all the seed trays of a greenhouse.", "return", ("seed", "tray")),
        ("Creates a new SeedTray object.", "create", ("seed", "tray")),
        ("This endpoint lists your terrariums.", "list", ("terrarium",)),
        ("Allows you to delete the specified DNS zone", "delete", ("DNS", "zone")),
        ("Get a keeper's terrariums", "get", ("terrarium",)),
        ("Lists the terrariums you've made.", "list", ("terrarium",)),
        ("View details of 1 feeding plan", "view", ("feeding", "plan")),
    ],
)
def test_the_first_sentence_names_the_object(text: str, verb: str, noun: tuple[str, ...]) -> None:
    said = statement_of(text)
    assert said is not None
    assert (said.verb, said.noun) == (verb, noun)


@pytest.mark.parametrize("text", ["", "Terrariums.", "Prompts for a password.", "Returns the", "Get it."])
def test_a_sentence_without_a_verb_or_an_object_says_nothing(text: str) -> None:
    assert statement_of(text) is None


def test_a_resource_is_called_what_most_of_its_tools_are_said_to_work_on() -> None:
    def tool(text: str, name: str = "tool") -> Tool:
        return http(name, "GET", "/seedtrays", {}, description=text)

    trays = [tool("List seed trays."), tool("Returns a tray."), tool("Water the plants of a tray.")]
    assert noun_said(trays, "seedtray") == "seed tray"
    assert noun_said([tool("Returns a tray.")], "seed tray") == "tray"
    assert noun_said([tool("", "deleteTray")], "tray") == "tray", "a tool without a description is read by its name"
    assert noun_said([tool("Lists the growers.")], "tray") == ""


@pytest.mark.parametrize(
    ("noun", "speakable"),
    [
        ("terrarium", True),
        ("leave request", True),
        ("request", False),
        ("feeding rule version", False),
        ("blocklist", False),
        ("latest terrarium", False),
        ("xtr", False),
    ],
)
def test_people_speak_of_things_with_names_of_their_own(noun: str, speakable: bool) -> None:
    assert is_speakable(noun) is speakable
