"""The shop of the tests of worlds, with descriptions in which people speak of its things."""

from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import NUMBER, TEXT, http, shop

DESCRIPTIONS = {
    "listOrders": "List the orders of the shop.",
    "getOrder": "Return an order.",
    "listCustomers": "List all customers.",
    "getCustomer": "Return a customer.",
    "quote": "Calculates the shipping costs to a city.",
}


def shop_tools() -> list[Tool]:
    return [
        msgspec.structs.replace(tool, description=DESCRIPTIONS.get(tool.name, "Works on an order of a customer."))
        for tool in shop()
    ]


PROJECT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "name": TEXT,
        "description": TEXT,
        "status": {"type": "string", "enum": ["active", "archived", "failed"]},
        "startDate": {"type": "string", "format": "date"},
    },
    "required": ["id", "name", "description", "status", "startDate"],
}


def board_tools(project: dict[str, Any] = PROJECT) -> list[Tool]:
    """Return the tools of a board of projects, whose entities have names and the given schema."""
    one: dict[str, tuple[Place, Any]] = {"id": ("path", NUMBER)}
    fields: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT), "description": ("body", TEXT)}
    state: dict[str, tuple[Place, Any]] = {"status": ("body", project["properties"]["status"])}
    board: dict[str, Any] = {"provider": "board.example", "api": "Board"}
    return [
        http("listProjects", "GET", "/projects", {}, {"type": "array", "items": project},
             description="List the projects of the board.", **board),
        http("getProject", "GET", "/projects/{id}", one, project, description="Return a project.", **board),
        http("createProject", "POST", "/projects", fields, project, ("name",),
             description="Create a project.", **board),
        http("updateProject", "PATCH", "/projects/{id}", one | fields | state, project,
             description="Change a project.", **board),
        http("deleteProject", "DELETE", "/projects/{id}", one, description="Delete a project.", **board),
        http("archiveProject", "POST", "/projects/{id}/archive", one, project,
             description="Archive a project.", **board),
        http("assignProject", "POST", "/projects/{id}/assign", one, project,
             description="Assign a project.", **board),
        http("listPercentiles", "GET", "/percentiles", {}, {"type": "array", "items": {"type": "object", "properties": {
             "id": NUMBER, "name": TEXT}}}, description="List the percentiles.", **board),
    ]  # fmt: skip


def board_api() -> Api:
    tools = board_tools()
    return Api(world_spec(tools), tools)


def shop_api() -> Api:
    tools = shop_tools()
    return Api(world_spec(tools), tools)
