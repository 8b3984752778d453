"""Requests that people make, and answers that say what was asked."""

import re
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.play.answers import answer_of
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.arguments import gives_away, where_of
from lemnos.steps.tools.task.base import SCOPE, GoldCall, Task
from lemnos.steps.tools.task.frames import DO
from lemnos.steps.tools.task.listings import name_field_of
from lemnos.steps.tools.task.phrases import Phrases, wish_lists
from lemnos.steps.tools.task.requests import Clause, both, thing, unless_there
from lemnos.steps.tools.task.results import answers, did_of, lists_entities, miscounted
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.task.sense import is_worth
from lemnos.steps.tools.task.wording import reads_well
from tests.steps.tools.task.apis import shop_api, shop_tools

WEIGHTS = msgspec.structs.asdict(KindSettings())


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    return list(tasks_of(shop_api(), "3", 260, WEIGHTS, 40))


def described(text: str) -> list[Tool]:
    return [msgspec.structs.replace(shop_tools()[0], name="tool", description=text)]


@pytest.mark.parametrize(
    ("text", "resource", "noun"),
    [
        ("Get basic info.", "basics", ""),
        ("Show the harbor of a city.", "harbors", "harbor"),
        ("Returns harbors.", "harbors", "harbor"),
        ("Get the latest harbor.", "latest harbors", ""),
        ("Search harbors.", "search harbors", ""),
        ("Lists the available.", "availables", ""),
        ("Shows the progress.", "progresses", ""),
        ("Returns the harbor light.", "harbors", ""),
    ],
)
def test_a_noun_is_what_descriptions_use_as_one(text: str, resource: str, noun: str) -> None:
    assert Phrases(described(text)).noun(resource) == noun


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("Tell me the price of Oak lamp and of Wool scarf.", True),
        ("Show me Oak lamp - and Wool scarf too.", True),
        ("Tell me the price of Oak lamp and of  for me.", False),
        ('Delete the lamp "".', False),
        ("Delete the lamp called.", False),
        ("Delete .", False),
        ("Send it to ( ).", False),
    ],
)
def test_a_text_without_a_name_where_one_belongs_does_not_read_well(text: str, well: bool) -> None:
    assert reads_well(text) is well


def test_no_request_has_a_gap(tasks: list[Task]) -> None:
    assert all(reads_well(turn.says) for task in tasks for turn in task.turns)


@pytest.mark.parametrize(
    ("label", "entity", "known"),
    [
        ("from 4 June 2025", {"sentAt": "2025-06-04T10:00:00Z"}, True),
        ("from 4 June 2025", {"sentAt": "2025-06-05T10:00:00Z"}, False),
        ("from 4 June 2025", {"created": "2025-06-09"}, True),
        ("of 120", {"amount": 120}, True),
        ("of 120", {"amount": 12}, False),
        ("Ida Berg", {"lastName": "Berg"}, True),
        ("Ida Berg", {"city": "Bergen"}, False),
    ],
)
def test_a_request_does_not_hold_its_own_answer(label: str, entity: dict[str, Any], known: bool) -> None:
    assert gives_away(label, entity, tuple(entity)) is known


@pytest.mark.parametrize(
    ("told", "noun", "worth"),
    [
        ([("currency", "EUR"), ("note", "soon")], "order", False),
        ([("currency", "EUR"), ("amount", "12")], "order", True),
        ([("amount", "12")], "payment", False),
        ([("name", "Autumn")], "order", True),
        ([("note", "soon"), ("color", "red")], "card", True),
    ],
)
def test_something_new_needs_the_values_that_a_person_gives(
    told: list[tuple[str, str]], noun: str, worth: bool
) -> None:
    assert is_worth(told, noun) is worth


def test_no_two_changes_are_of_the_same_entity_or_give_the_same_name(tasks: list[Task]) -> None:
    for task in tasks:
        changes = [call for call in task.calls if call.purpose in ("create", "update", "delete")]
        if task.shape == "parallel" and len(changes) == 2:
            one, two = changes
            assert (one.noun, one.label) != (two.noun, two.label)
            assert not {pair for pair in one.said if pair[0] in ("name", "title")} & set(two.said)


def numbered(number: int, purpose: Any = "delete") -> GoldCall:
    return GoldCall("d", "{}", 0, purpose, "invoice", "invoices", label=f"#{number}", verb="pay", fields=("status",))


def test_an_entity_known_by_a_number_is_said_with_it() -> None:
    made = {thing(numbered(417), Random(seed)) for seed in range(30)}
    assert made == {"invoice 417", "invoice #417", "invoice number 417"}


def test_no_request_says_an_id_that_people_do_not_know(tasks: list[Task]) -> None:
    assert not any(re.search(r"\bid\b", turn.says) for task in tasks for turn in task.turns)


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        ("action", "pay invoices 417 and 418"),
        ("get", "what is the status of invoices 417 and 418"),
    ],
)
def test_two_of_a_kind_are_said_in_one_clause(purpose: str, text: str) -> None:
    clause = both(numbered(417, purpose), numbered(418, purpose), Random(2))
    assert clause is not None
    assert text in (clause.do, clause.ask)


def test_two_updates_are_not_joined() -> None:
    assert both(numbered(1, "update"), numbered(2, "update"), Random(1)) is None


def test_a_new_entity_unless_there_is_one_is_not_denied_again() -> None:
    for seed in range(100):
        text = unless_there(Clause("create a lamp"), Random(seed))
        assert re.search(r"unless|n't", text), text
        assert not re.search(r"otherwise|if not\b", text, re.IGNORECASE), text
    assert len(DO["branching"]) >= 30


def test_a_condition_that_does_not_hold_is_answered_with_what_was_left_and_why(tasks: list[Task]) -> None:
    left = [
        (task, task.turns[0])
        for task in tasks
        if task.shape == "branching" and not task.changes and task.calls[-1].purpose == "get"
    ]
    assert left
    for task, turn in left:
        assert re.search(r"I left .* as it is|changed nothing|did nothing", turn.words)
        assert task.values[0] in turn.words


def test_an_assistant_names_all_that_the_tools_offered_are_for(tasks: list[Task]) -> None:
    api = shop_api()
    seen = 0
    for task in tasks:
        if not any(SCOPE in turn.words for turn in task.turns):
            continue
        seen += 1
        done, trajectory = played(task, api, (), thoughts=0.5, renamed=0.3, masked=0.0, most=40)
        own = dict(done.renamed)
        areas = {api.areas[own.get(tool.name, tool.name)] for tool in trajectory.tools}
        last = trajectory.messages[-1].content
        assert all(area in last for area in areas)
        assert not any(area in last for area in set(api.areas.values()) - areas)
        assert trajectory.verification.level == 4
    assert seen


def listing(count: int) -> tuple[GoldCall, dict[str, Any]]:
    call = GoldCall("list", "{}", 0, "list", "lamp", "lamps", items="/lamps", name_field="name")
    return call, {"lamps": [{"name": f"Lamp {chr(65 + number)}"} for number in range(count)]}


@pytest.mark.parametrize("count", [2, 7, 10])
def test_a_list_of_up_to_ten_is_told_whole(count: int) -> None:
    call, body = listing(count)
    text = answer_of([(call, body)], Random(1))
    assert all(item["name"] in text for item in body["lamps"])


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"lamps": [{}, {}], "total": 2}, False),
        ({"lamps": [{}, {}], "total": 30}, True),
        ({"lamps": [{}, {}], "meta": {"paging": {"totalCount": 30}}}, True),
        ({"lamps": [{}, {}], "page": 7}, False),
        ([{"meta": {"pagination": {"count": 21}}}, {}], True),
        ([{"count": 21}, {}], False),
    ],
)
def test_a_list_that_states_another_total_is_not_counted(body: Any, wrong: bool) -> None:
    assert miscounted(body, 2) is wrong


@pytest.mark.parametrize(
    ("wish", "several"),
    [
        ("search for lamps near a city", True),
        ("look up the accounts of a person", True),
        ("get the price", False),
        ("list lamps", True),
        ("search for a lamp", False),
    ],
)
def test_a_wish_for_several_things_is_told_from_one_for_a_single_one(wish: str, several: bool) -> None:
    assert wish_lists(wish) is several


def test_how_a_call_went_is_no_answer_to_a_question() -> None:
    assert not answers(["message"])
    assert answers(["message", "price"])
    assert lists_entities({"message": "ok", "accounts": [{"network": "a"}]})
    assert not lists_entities({"message": "ok", "tags": ["a"]})


def test_what_was_done_is_said_with_what_was_given() -> None:
    call = GoldCall("send", "{}", 0, "do", "", "", verb="send my note", said=(("recipient", "a@example.org"),))
    assert re.search(r"I sent your note to a@example.org\.", answer_of([(call, {})], Random(1)))
    assert [did_of(verb) for verb in ("build", "tag", "copy", "run")] == ["built", "tagged", "copied", "ran"]


def test_of_two_results_each_is_told_with_its_own_value() -> None:
    calls = [
        (GoldCall("p", "{}", 0, "do", "", "", said=(("city", city),), fields=("price",)), {"price": price})
        for city, price in (("Lyon", 4), ("Oslo", 5))
    ]
    text = answer_of(calls, Random(3))
    assert "For Lyon: the price is 4." in text.replace("The price", "the price")
    assert "For Oslo: the price is 5." in text.replace("The price", "the price")


def test_only_people_and_accounts_are_known_by_their_address() -> None:
    items = [{"email": "a@example.org"}, {"email": "b@example.org"}]
    assert name_field_of(items, "customer") == "email"
    assert name_field_of(items, "event") == ""
    assert name_field_of([{"code": "eve_0a1b2c3d"}, {"code": "eve_0a1b2c3e"}], "event") == ""


def test_all_that_an_entity_lies_in_is_said() -> None:
    found: Any = {"a": SimpleNamespace(noun="shelf", name="North"), "b": SimpleNamespace(noun="box", name="Blue")}
    assert where_of(found, ("in the hall Main", "")) == "in the shelf North for the box Blue in the hall Main"
    assert where_of({}, ("in the hall Main",)) == "in the hall Main"
