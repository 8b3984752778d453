"""What an entity repeats of others is what these are, after they have changed too."""

from typing import Any

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "name": TEXT, "city": TEXT},
    "required": ["id", "name", "city"],
}
PROJECT: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "name": TEXT, "title": TEXT},
    "required": ["id", "name", "title"],
}
TASK: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "title": TEXT,
        "project": {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]},
        "projectName": TEXT,
        "personId": NUMBER,
        "personName": TEXT,
        "personCity": TEXT,
        "person": {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]},
        "reviews": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"personId": NUMBER, "personName": TEXT},
                "required": ["personId", "personName"],
            },
        },
    },
}
TASK["required"] = [*TASK["properties"]]
NAME: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT)}
PROJECT_ID: dict[str, tuple[Place, Any]] = {"projectId": ("path", NUMBER)}
PERSON_ID: dict[str, tuple[Place, Any]] = {"personId": ("path", NUMBER)}
SENT: dict[str, tuple[Place, Any]] = {
    "title": ("body", TEXT),
    "personId": ("body", NUMBER),
    "personCity": ("body", TEXT),
}


def planner() -> list[Tool]:
    tasks = "/projects/{projectId}/tasks"
    return [
        http("listPersons", "GET", "/persons", {}, {"type": "array", "items": PERSON}),
        http("updatePerson", "PATCH", "/persons/{personId}", PERSON_ID | NAME, PERSON),
        http("listProjects", "GET", "/projects", {}, {"type": "array", "items": PROJECT}),
        http("createProject", "POST", "/projects", NAME, PROJECT, ("name",)),
        http("updateProject", "PATCH", "/projects/{projectId}", PROJECT_ID | NAME, PROJECT),
        http("deleteProject", "DELETE", "/projects/{projectId}", PROJECT_ID),
        http("listTasks", "GET", tasks, PROJECT_ID, {"type": "array", "items": TASK}),
        http("createTask", "POST", tasks, PROJECT_ID | SENT, TASK, ("title",)),
    ]


def tasks_of(world: LocalWorld, project: dict[str, Any]) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = world.call("listTasks", {"projectId": project["id"]}).body
    assert all(each["project"] == {"id": project["id"], "name": project["name"]} for each in tasks)
    assert all(each["projectName"] == project["name"] for each in tasks)
    return tasks


def is_of(task: dict[str, Any], people: dict[int, str]) -> bool:
    """Return whether a task calls people by their names, wherever it names one."""
    named = [(each["personId"], each["personName"]) for each in (task, *task["reviews"])]
    named.append((task["person"]["id"], task["person"]["name"]))
    return all(people[key] == name for key, name in named)


def test_those_below_show_the_new_name_of_what_is_above_them() -> None:
    for seed in "abcd":
        world = make_world(planner(), seed)
        project = next(each for each in world.call("listProjects", {}).body if tasks_of(world, each))
        for name in ("Old mill", "New mill"):
            project = world.call("updateProject", {"projectId": project["id"], "name": name}).body
            assert project["name"] == name
            assert tasks_of(world, project)
        made = world.call("createProject", {"name": "Harbour"}).body
        world.call("createTask", {"projectId": made["id"], "title": "Dig"})
        made = world.call("updateProject", {"projectId": made["id"], "name": "Port"}).body
        assert [each["title"] for each in tasks_of(world, made)] == ["Dig"]


def test_those_that_refer_to_another_show_its_new_name() -> None:
    world = make_world(planner(), "a")
    people = {each["id"]: each["name"] for each in world.call("listPersons", {}).body}
    tasks = [each for project in world.call("listProjects", {}).body for each in tasks_of(world, project)]
    assert len(tasks) > 4
    assert all(is_of(each, people) for each in tasks)
    for number, key in enumerate(people):
        people[key] = world.call("updatePerson", {"personId": key, "name": f"Robin {number}"}).body["name"]
    tasks = [each for project in world.call("listProjects", {}).body for each in tasks_of(world, project)]
    assert all(is_of(each, people) for each in tasks)
    assert {each["personName"][:6] for each in tasks} == {"Robin "}


def test_what_a_request_set_stays() -> None:
    world = make_world(planner(), "a")
    project = world.call("listProjects", {}).body[0]
    person = world.call("listPersons", {}).body[0]
    sent = {"projectId": project["id"], "title": "Dig", "personId": person["id"], "personCity": "Porto"}
    assert world.call("createTask", sent).body["personCity"] == "Porto"
    world.call("updatePerson", {"personId": person["id"], "name": "Robin"})
    task = tasks_of(world, project)[-1]
    assert (task["personCity"], task["personName"]) == ("Porto", "Robin")


def test_the_state_does_not_tell_of_what_is_only_repeated() -> None:
    world = make_world(planner(), "a")
    project = world.call("listProjects", {}).body[0]
    world.call("updateProject", {"projectId": project["id"], "name": "Old mill"})
    assert [change.resource for change in world.store.changes()] == ["project"]
    world.call("updateProject", {"projectId": project["id"], "name": project["name"]})
    assert tasks_of(world, project) == tasks_of(make_world(planner(), "a"), project)


def test_an_object_that_is_another_entity_follows_it() -> None:
    inner = {
        "type": "object",
        "properties": {"personId": NUMBER, "name": TEXT, "city": TEXT},
        "required": ["personId", "name", "city"],
    }
    visit = {
        "type": "object",
        "properties": {"id": NUMBER, "person": inner, "others": {"type": "object", "properties": {"person": inner}}},
        "required": ["id", "person", "others"],
    }
    tools = [
        *(each for each in planner() if "Person" in each.name),
        http("listVisits", "GET", "/visits", {}, {"type": "array", "items": visit}),
    ]
    world = make_world(tools, "a")
    for number, person in enumerate(world.call("listPersons", {}).body):
        world.call("updatePerson", {"personId": person["id"], "name": f"Robin {number}"})
    people = {each["id"]: each for each in world.call("listPersons", {}).body}
    visits = world.call("listVisits", {}).body
    assert visits
    for each in visits:
        for one in (each["person"], each["others"]["person"]):
            known = people[one["personId"]]
            assert (one["name"], one["city"]) == (known["name"], known["city"])
