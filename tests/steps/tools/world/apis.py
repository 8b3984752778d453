"""Small descriptions of APIs, in words of our own."""

import json
from typing import Any

from lemnos.records import Tool, ToolError, tool_id
from lemnos.records.tools import ArgumentPlace, Place

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
ORDER = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "name": TEXT,
        "status": {"type": "string", "enum": ["open", "shipped", "cancelled"]},
        "customerId": NUMBER,
        "city": TEXT,
        "country": TEXT,
        "createdAt": {"type": "string", "format": "date-time"},
        "updatedAt": {"type": "string", "format": "date-time"},
    },
    "required": ["id", "name", "status"],
}
CUSTOMER: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "email": TEXT, "fullName": TEXT},
    "required": ["id", "email"],
}
PROBLEM = {
    "type": "object",
    "properties": {"code": NUMBER, "title": TEXT, "fields": {"type": "array", "items": TEXT}},
    "required": ["code", "title"],
    "additionalProperties": False,
}


def http(
    name: str,
    method: str,
    path: str,
    arguments: dict[str, tuple[Place, Any]],
    result: Any = None,
    required: tuple[str, ...] = (),
    **fields: Any,
) -> Tool:
    """Return an HTTP operation of the API Shop; path parameters are required."""
    needed = [*required, *(each for each, (place, _) in arguments.items() if place == "path")]
    parameters = json.dumps(
        {
            "type": "object",
            "properties": {each: schema for each, (_, schema) in arguments.items()},
            "required": list(dict.fromkeys(needed)),
        }
    )
    given: dict[str, Any] = {
        "kind": "http",
        "provider": "shop.example",
        "api": "Shop",
        "version": "1",
        "description": "",
        "server": "https://api.shop.example",
        "source": f"shop#{name}",
    } | fields
    identity = tool_id(given["provider"], given["api"], given["version"], name, given["description"], parameters)
    return Tool(
        id=identity,
        name=name,
        method=method,
        path=path,
        parameters=parameters,
        places=tuple(ArgumentPlace(each, place) for each, (place, _) in arguments.items()),
        result="" if result is None else json.dumps(result),
        **given,
    )


def function(name: str, *required: str, optional: tuple[str, ...] = (), result: Any = None, **types: Any) -> Tool:
    """Return a tool of an MCP server whose arguments are texts unless ``types`` says otherwise."""
    properties = {each: types.get(each, TEXT) for each in (*required, *optional)}
    parameters = json.dumps({"type": "object", "properties": properties, "required": list(required)})
    return Tool(
        id=tool_id("tracker", "tracker", "1", name, "", parameters),
        kind="mcp",
        provider="tracker",
        api="tracker",
        name=name,
        version="1",
        description="",
        parameters=parameters,
        result="" if result is None else json.dumps(result),
        source=f"tracker#{name}",
    )


def page_of(schema: Any) -> dict[str, Any]:
    """Return the schema of a page of a list."""
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": schema}, "total": NUMBER, "nextCursor": TEXT},
        "required": ["items", "total"],
    }


def shop(**fields: Any) -> list[Tool]:
    """Return the tools of a shop: customers with orders, which ship and are cancelled."""
    order: dict[str, tuple[Place, Any]] = {"orderId": ("path", NUMBER)}
    return [
        http(
            "listOrders",
            "GET",
            "/orders",
            {
                "limit": ("query", NUMBER),
                "cursor": ("query", TEXT),
                "status": ("query", TEXT),
                "q": ("query", TEXT),
                "sort": ("query", TEXT),
            },
            page_of(ORDER),
            **fields,
        ),
        http(
            "createOrder",
            "POST",
            "/orders",
            {"name": ("body", TEXT), "customerId": ("body", NUMBER), "city": ("body", TEXT)},
            ORDER,
            ("name",),
            **fields,
        ),
        http("getOrder", "GET", "/orders/{orderId}", {**order}, ORDER, **fields),
        http(
            "updateOrder",
            "PATCH",
            "/orders/{orderId}",
            {**order, "name": ("body", TEXT), "city": ("body", TEXT)},
            ORDER,
        ),
        http("replaceOrder", "PUT", "/orders/{orderId}", {**order, "name": ("body", TEXT)}, ORDER, ("name",)),
        http("deleteOrder", "DELETE", "/orders/{orderId}", {**order}),
        http("cancelOrder", "POST", "/orders/{orderId}/cancel", {**order}, ORDER),
        http("listCustomers", "GET", "/customers", {}, {"type": "array", "items": CUSTOMER}),
        http(
            "createCustomer",
            "POST",
            "/customers",
            {"email": ("body", TEXT), "fullName": ("body", TEXT)},
            CUSTOMER,
            ("email",),
        ),
        http("getCustomer", "GET", "/customers/{customerId}", {"customerId": ("path", NUMBER)}, CUSTOMER),
        http(
            "listCustomerOrders",
            "GET",
            "/customers/{customerId}/orders",
            {"customerId": ("path", NUMBER)},
            {"type": "array", "items": ORDER},
        ),
        http(
            "createCustomerOrder",
            "POST",
            "/customers/{customerId}/orders",
            {"customerId": ("path", NUMBER), "name": ("body", TEXT)},
            ORDER,
            ("name",),
        ),
        http(
            "quote",
            "POST",
            "/shipping/quote",
            {"weight": ("body", NUMBER)},
            {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]},
        ),
    ]


def tracker() -> list[Tool]:
    """Return the tools of a tracker of issues without schemas of results."""
    return [
        function("create_issue", "title", optional=("body",)),
        function("get_issue", "issue_id"),
        function("list_issues", optional=("limit", "title"), limit=NUMBER),
        function("update-issue", "issue_id", optional=("title", "body")),
        function("deleteIssue", "issue_id"),
        function("search_issues", "query"),
        function("get_weather", "city"),
    ]


ERRORS = (ToolError("404", "Unknown.", body=json.dumps(PROBLEM)), ToolError("422", "Wrong.", body=json.dumps(PROBLEM)))


def clinic() -> list[Tool]:
    """Return the tools of a clinic: doctors and patients, visits that name both, notes below visits."""
    doctor = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "email": TEXT, "bossDoctorId": NUMBER}}
    patient = {"type": "object", "properties": {"id": NUMBER, "firstName": TEXT, "lastName": TEXT, "email": TEXT}}
    tag = {"type": "object", "properties": {"id": TEXT, "name": TEXT}}
    line = {"type": "object", "properties": {"tagId": TEXT, "tagName": TEXT, "amount": NUMBER}}
    visit = {
        "type": "object",
        "properties": {
            "id": NUMBER, "doctor": NUMBER, "doctorName": TEXT, "patientId": NUMBER, "email": TEXT,
            "parentVisitId": NUMBER,
            "tagIds": {"type": "array", "items": TEXT}, "lines": {"type": "array", "items": line},
            "notesCount": NUMBER, "url": TEXT, "country": TEXT,
        },
    }  # fmt: skip
    note = {"type": "object", "properties": {"id": NUMBER, "text": TEXT}}
    tools = []
    for name, schema in (("doctor", doctor), ("patient", patient), ("tag", tag), ("visit", visit)):
        kind = TEXT if name == "tag" else NUMBER
        upper = name.capitalize()
        tools += [
            http(f"list{upper}s", "GET", f"/{name}s", {}, {"type": "array", "items": schema}),
            http(f"get{upper}", "GET", f"/{name}s/{{{name}Id}}", {f"{name}Id": ("path", kind)}, schema),
        ]
    sent: dict[str, tuple[Place, Any]] = {"patientId": ("body", NUMBER), "doctor": ("body", NUMBER)}
    at: dict[str, tuple[Place, Any]] = {"visitId": ("path", NUMBER)}
    one: dict[str, tuple[Place, Any]] = {**at, "noteId": ("path", NUMBER)}
    return [
        *tools,
        http("createVisit", "POST", "/visits", sent, visit),
        http("listNotes", "GET", "/visits/{visitId}/notes", at, {"type": "array", "items": note}),
        http("createNote", "POST", "/visits/{visitId}/notes", {**at, "text": ("body", TEXT)}, note),
        http("deleteNote", "DELETE", "/visits/{visitId}/notes/{noteId}", one),
    ]


def topics() -> list[Tool]:
    """Return the tools of a service whose keys are resource names, and whose creations choose the last part."""
    topic = {"type": "object", "properties": {"name": TEXT | {"readOnly": True}, "label": TEXT}}
    key: dict[str, tuple[Place, Any]] = {"name": ("path", TEXT | {"examples": ["projects/harbor/topics/news"]})}
    parent: dict[str, tuple[Place, Any]] = {"parent": ("path", TEXT | {"examples": ["projects/harbor"]})}
    return [
        http("pubs_projects_topics_list", "GET", "/v1/{parent}/topics", parent, page_of(topic)),
        http("pubs_projects_topics_get", "GET", "/v1/{name}", key, topic),
        http("pubs_projects_topics_delete", "DELETE", "/v1/{name}", key),
        http(
            "pubs_projects_topics_create",
            "POST",
            "/v1/{parent}/topics",
            {**parent, "topicId": ("query", TEXT), "label": ("body", TEXT)},
            topic,
        ),
    ]
