"""Tasks speak of things that people manage, by their names, and of what such things have."""

import re
from collections import Counter
from random import Random

import msgspec
import pytest

from lemnos.steps.tools.naming.things import has, kind_of, suits
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import fields_asked, is_said
from lemnos.steps.tools.task.base import GoldCall, Task
from lemnos.steps.tools.task.listings import name_field_of
from lemnos.steps.tools.task.phrases import clause_of as wish_clause
from lemnos.steps.tools.task.requests import Clause, branched, clause_of, unless_there
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.task.sense import fits, is_so, is_worth, shows
from lemnos.steps.tools.task.values import address_of, entity_name, new_name, number_of, remark_on, value_of
from lemnos.steps.tools.task.wording import is_asked, is_told
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import board_api, board_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

WEIGHTS = msgspec.structs.asdict(KindSettings())


@pytest.fixture(scope="module")
def api() -> Api:
    return board_api()


@pytest.fixture(scope="module")
def tasks(api: Api) -> list[Task]:
    return list(tasks_of(api, "4", 200, WEIGHTS, 40))


def test_a_noun_is_known_by_its_last_word() -> None:
    known = [kind_of(noun) for noun in ("garden tool order", "member", "gift class", "class", "quantile")]
    assert known == ["deal", "person", "", "course", ""]


@pytest.mark.parametrize(
    ("verb", "noun", "suited"),
    [("archive", "project", True), ("archive", "patient", False), ("assign", "project", False), ("pay", "bill", True)],
)
def test_an_action_suits_some_things(verb: str, noun: str, suited: bool) -> None:
    assert suits(verb, noun) is suited


@pytest.mark.parametrize(
    ("noun", "field", "possible"),
    [
        ("employee", "phone", True),
        ("folder", "phone", False),
        ("employee", "price", False),
        ("product", "price", True),
        ("folder", "description", True),
    ],
)
def test_a_thing_has_what_such_things_have(noun: str, field: str, possible: bool) -> None:
    assert has(noun, field) is possible
    assert is_said(field, noun) is possible


def test_only_known_things_are_spoken_of(api: Api) -> None:
    nouns = {each.noun for each in api.targets}
    assert nouns == {"project"}
    assert api.operations["listPercentiles"].noun == ""


def test_a_tool_whose_description_speaks_of_something_else_is_not_wanted() -> None:
    tools = board_tools()
    tools[0] = msgspec.structs.replace(tools[0], description="List the budgets that are planned.")
    assert Api(world_spec(tools), tools).operations["listProjects"].noun == ""


@pytest.mark.parametrize(
    ("items", "noun", "way"),
    [
        ([{"name": "projects/7/folders/9", "displayName": "Drafts"}], "folder", "displayName"),
        ([{"name": "Amber papers"}, {"name": "Quiet Otter Films"}], "folder", "name"),
        ([{"name": "Amber Heron"}, {"name": "Quiet Otter"}], "folder", ""),
        ([{"name": "early-notes"}, {"name": "late"}], "folder", ""),
        ([{"name": "early-notes"}, {"name": "late"}], "server", "name"),
        ([{"created": "2025-04-01"}, {"created": "2025-05-01"}], "invoice", "@created"),
        ([{"created": "2025-04-01"}, {"created": "2025-05-01"}], "server", ""),
        ([{"total": 20}, {"total": 31}], "employee", ""),
    ],
)
def test_things_are_known_by_names_that_people_would_say(items: list[dict[str, object]], noun: str, way: str) -> None:
    assert name_field_of(items, noun) == way


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("owner", "Ida Berg", True),
        ("owner", 5321, False),
        ("price", 12.5, True),
        ("price", "basic", False),
        ("status", "STATE_UNSPECIFIED", False),
        ("status", "in_progress", True),
        ("status", "reject file was created", False),
        ("dueDate", "2025-05-04", True),
        ("dueDate", "soon", False),
        ("color", "#2266aa", False),
    ],
)
def test_a_value_answers_the_question(field: str, value: object, told: bool) -> None:
    assert is_told(field, value) is told


@pytest.mark.parametrize(
    ("field", "asked"),
    [("dueDate", True), ("speakerChannelsCount", False), ("duration", False), ("billingAddress", True)],
)
def test_what_is_asked_for_is_called_by_plain_words(field: str, asked: bool) -> None:
    assert is_asked(field) is asked


def test_notes_are_asked_of_things_that_work_goes_on_with() -> None:
    body = {"description": "Kept for reference."}
    assert fields_asked(body, "Spring", "project", {}, Random(1)) == ("description",)
    assert fields_asked(body, "Spring", "recipe", {}, Random(1)) is None


def test_a_new_thing_and_what_is_written_of_it_go_together() -> None:
    for number in range(12):
        name, text = entity_name("project", number), remark_on("project", number, new=True)
        schema = {"type": "string"}
        made = [value_of(each, schema, "project", Random(3), number, new=True) for each in ("name", "description")]
        assert made == [name, text]
    assert entity_name("invoice", 3) == ""


def test_a_thing_is_renamed_to_a_name_like_its_own() -> None:
    assert [new_name(each).startswith(each.partition(".")[0]) for each in ("mail-relay", "Tea set", "a.pdf")] == [
        True
    ] * 3
    assert new_name("Tea set") != "Tea set"


@pytest.mark.parametrize(
    ("told", "worth"),
    [
        ([("email", "a@example.org"), ("first name", "Ida")], False),
        ([("email", "a@example.org"), ("first name", "Ida"), ("last name", "Berg")], True),
        ([("email", "a@example.org")], True),
    ],
)
def test_a_person_has_a_whole_name_or_none(told: list[tuple[str, str]], worth: bool) -> None:
    assert is_worth(told, "employee") is worth


def test_a_person_gets_an_address_of_their_own() -> None:
    assert address_of("Ida Berg") == "i.berg@example.com"
    assert address_of("Zoë") == ""


@pytest.mark.parametrize(("value", "set_"), [("active", True), ("failed", False), ("STATUS_UNSPECIFIED", False)])
def test_a_state_is_one_that_people_set(value: str, set_: bool) -> None:
    assert (value_of("status", {"type": "string", "enum": [value]}, "order", Random(0)) is not None) is set_


def test_nothing_is_changed_to_what_it_is() -> None:
    assert is_so([("status", "in progress")], {"status": "IN_PROGRESS"})
    assert not is_so([("status", "done")], {"status": "IN_PROGRESS"})


def test_a_list_holds_what_was_looked_for() -> None:
    assert fits({"name": "Old Mill", "state": "IN_USE"}, [("name", "Old Mill"), ("state", "in use")])
    assert not fits({"name": "Old Mill"}, [("name", "Market")])


def test_the_result_of_a_creation_shows_no_other_name() -> None:
    assert shows({"id": 3}, "Spring")
    assert shows({"name": "Spring", "team": {"name": "North"}}, "Spring")
    assert not shows({"data": [{"name": "Autumn"}]}, "Spring")


def test_a_list_of_what_belongs_to_something_unsaid_is_not_wanted() -> None:
    descriptions = {
        "List the projects.": False,
        "List the projects of a given user.": True,
        "Search projects.": True,
        "Returns projects matching the filter.": True,
    }
    for text, scoped in descriptions.items():
        tools = board_tools()
        tools[0] = msgspec.structs.replace(tools[0], description=text)
        assert Api(world_spec(tools), tools).operations["listProjects"].is_scoped is scoped, text


def test_a_list_of_notes_that_hold_the_id_of_a_recipe_lists_no_recipes() -> None:
    note = {"type": "object", "properties": {"id": NUMBER, "recipeId": NUMBER, "date": TEXT}}
    recipe = {"type": "object", "properties": {"id": NUMBER, "title": TEXT}}
    tools = [
        http("listNotes", "GET", "/notes", {}, {"type": "array", "items": note}, description="List the notes."),
        http("getRecipe", "GET", "/recipes/{recipeId}", {"recipeId": ("path", NUMBER)}, recipe,
             description="Return a recipe."),
    ]  # fmt: skip
    assert not Api(world_spec(tools), tools).operations["getRecipe"].feeds


def test_a_request_says_what_a_changed_thing_becomes(tasks: list[Task]) -> None:
    updates = [
        (task, task.calls[number])
        for task in tasks
        for turn in task.turns
        for number in turn.calls
        if task.calls[number].purpose == "update" and turn.refers != "undo"
    ]
    assert updates
    for task, call in updates:
        said = " ".join(turn.says for turn in task.turns)
        assert call.said
        assert all(value in said for _, value in call.said), (said, call.said)


def test_no_action_is_wanted_that_leaves_open_to_whom(tasks: list[Task]) -> None:
    called = Counter(call.tool for task in tasks for call in task.calls)
    assert called["archiveProject"]
    assert not called["assignProject"]


def test_no_answer_at_the_end_asks(tasks: list[Task], api: Api) -> None:
    for task in tasks:
        _, trajectory = played(task, api, (), thoughts=0.5, renamed=0.0, masked=0.0, most=10)
        scope = task.kind == "no_call" and task.shape == "none"
        assert scope or not trajectory.messages[-1].content.endswith("?"), trajectory.messages[-1]


def test_a_detail_given_late_goes_with_the_new_thing(tasks: list[Task]) -> None:
    late = [task for task in tasks if task.kind == "late"]
    assert late
    for task in late:
        first, second = task.calls[0], task.calls[-1]
        assert not {name for name, _ in first.said} & {name for name, _ in second.said}


def test_an_api_without_tasks_of_its_own_gets_none_that_call_nothing() -> None:
    tools = [each for each in board_tools() if each.name in ("listPercentiles", "assignProject")]
    only = Api(world_spec(tools), tools)
    assert not list(tasks_of(only, "0", 40, WEIGHTS, 40))


def test_tasks_without_calls_keep_to_their_share(tasks: list[Task]) -> None:
    kinds = Counter(task.kind for task in tasks)
    assert kinds["irrelevant"] + kinds["no_call"] < 0.2 * len(tasks)


def test_a_condition_stands_before_what_depends_on_it() -> None:
    for seed in range(60):
        text = branched("the status of the bill is open", Clause("delete it"), "leave it as it is", Random(seed))
        assert text.lower().index("delete it") > text.index("the status")


def test_a_person_is_not_spoken_of_as_a_thing() -> None:
    for seed in range(60):
        assert not re.search(r"\bit\b", unless_there(Clause("add a user called Ida"), Random(seed), person=True))


def test_two_details_are_said_with_one_with() -> None:
    call = GoldCall("c", "{}", 0, "create", "project", "projects", label="Tea house", said=(("name", "Tea house"),
                    ("description", "Near the lake")))  # fmt: skip
    assert all(clause_of(call, Random(seed)).do.count(" with ") == 1 for seed in range(40))


def test_a_title_is_read_as_a_sentence_and_vague_wishes_are_left() -> None:
    assert wish_clause("Get Harbor Fee Balance") == "get the harbor fee balance"
    assert wish_clause("Get user details") == ""
    assert wish_clause("Lookup the harbors near a city") == "look up the harbors near a city"


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        (r"[/\.\-_A-Za-z0-9]+", r"[a-z]+(-[a-z]+)*"),
        ("[a-z0-9_]+", r"[a-z]+(_[a-z]+)*"),
        (r"[\w ]+", r"[A-Z]\w+( \w+)*"),
    ],
)
def test_the_name_of_a_new_thing_is_in_the_form_that_its_pattern_is_meant_to_allow(pattern: str, form: str) -> None:
    schema = {"type": "string", "pattern": pattern}
    names = [value_of("name", schema, "event", Random(1), number, new=True) for number in range(20)]
    assert any(len(re.split(r"\W|_", name)) > 1 for name in names)
    assert [name for name in names if re.fullmatch(form, name) is None and re.fullmatch(pattern, name) is None] == []
    assert re.fullmatch(form, names[0])
    assert number_of("event", names[3]) == 3


def test_a_name_that_no_form_brings_into_a_pattern_is_none() -> None:
    assert value_of("name", {"type": "string", "pattern": "[0-9]+"}, "event", Random(1), new=True) is None
    assert value_of("description", {"type": "string", "pattern": "[a-z]+"}, "event", Random(1), new=True) is None


def test_sentences_are_no_names() -> None:
    said = [{"summary": "Updated after the last review."}, {"summary": "Moved here from the old system."}]
    assert name_field_of(said, "review") == ""
    assert name_field_of([{"summary": "Leaking pump"}, {"summary": "Broken buoy"}], "ticket") == "summary"
