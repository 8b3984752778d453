"""Tests which outputs of operations feed which parameters of others."""

import sys
from typing import Any

import msgspec
import pytest

from lemnos.steps.tools.edges import EdgeFinder, edges
from lemnos.steps.tools.edges.find import MOST_SOURCES
from tests.steps.tools.edges.apis import body, found, function, listed, object_of, parameter, result, tools_of

PET = object_of(id="integer", name="string")
SCHEMAS = {"Pet": object_of(id="integer", name="string", ownerId="string", shop=object_of(id="string"))}
A_PET = {"$ref": "#/components/schemas/Pet"}


def item(field: str, kind: str = "integer") -> dict[str, Any]:
    return {"parameters": [parameter(field, kind, "path")], "responses": result(A_PET)}


@pytest.mark.parametrize("field", ["petId", "pet_id", "pet-id", "petid", "PetID", "id", "pet"])
def test_a_list_and_a_create_feed_the_key_below_their_path(field: str) -> None:
    tools = tools_of(
        {
            "/pets": {"get": {"responses": result(listed(A_PET))}, "post": {"responses": result(A_PET)}},
            f"/pets/{{{field}}}": {"delete": {**item(field), "responses": {"204": {"description": "Gone"}}}},
        },
        SCHEMAS,
    )
    assert found(tools) == {
        f"GET /pets /*/id -> DELETE /pets/{{{field}}} {field}",
        f"POST /pets /id -> DELETE /pets/{{{field}}} {field}",
    }


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("companies", "companyId"),
        ("boxes", "box_id"),
        ("statuses", "statusId"),
        ("people", "personId"),
        ("repos", "repository_id"),
        ("purchase-orders", "purchaseOrderId"),
        ("purchase-orders", "orderId"),
        ("jobschedules", "jobScheduleId"),
        ("ads", "ad_id"),
        ("belege", "belegId"),
    ],
)
def test_plurals_abbreviations_and_spellings_are_one_resource(plural: str, one: str) -> None:
    tools = tools_of(
        {
            f"/{plural}": {"get": {"responses": result(listed(PET))}},
            f"/{plural}/{{{one}}}/log": {"get": {"parameters": [parameter(one, "integer", "path")], "responses": {}}},
        }
    )
    assert found(tools) == {f"GET /{plural} /*/id -> GET /{plural}/{{{one}}}/log {one}"}


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        (object_of(data=listed(A_PET), total="integer"), "/data/*/id"),
        (object_of(pets=listed(A_PET), tags=listed(object_of(id="string"))), "/pets/*/id"),
        (object_of(result=object_of(items=listed(A_PET))), "/result/items/*/id"),
        (object_of(_embedded=object_of(pets=listed(A_PET))), "/_embedded/pets/*/id"),
    ],
)
def test_the_list_is_found_in_its_envelope(schema: dict[str, Any], pointer: str) -> None:
    tools = tools_of({"/pets": {"get": {"responses": result(schema)}}, "/pets/{id}/log": {"get": item("id")}}, SCHEMAS)
    assert f"GET /pets {pointer} -> GET /pets/{{id}}/log id" in found(tools)


def test_foreign_keys_lead_to_the_resource_that_they_name() -> None:
    owner = object_of(id="string", name="string")
    tools = tools_of(
        {
            "/search": {"get": {"responses": result(listed(A_PET))}},
            "/owners/{ownerId}": {"get": {"parameters": [parameter("ownerId", place="path")], "responses": {}}},
            "/shops/{id}": {"get": {"parameters": [parameter("id", place="path")], "responses": {}}},
            "/visits": {"get": {"parameters": [parameter("owner_id")], "responses": result(listed(owner))}},
        },
        SCHEMAS,
    )
    assert found(tools) >= {
        "GET /search /*/ownerId -> GET /owners/{ownerId} ownerId",
        "GET /search /*/shop/id -> GET /shops/{id} id",
        "GET /search /*/ownerId -> GET /visits owner_id",
    }


def test_keys_within_the_body_are_fed() -> None:
    fields = {
        "customer": object_of(id="integer"),
        "lines": listed(object_of(pet_id="integer", amount="integer")),
        "petIds": listed({"type": "integer"}),
    }
    tools = tools_of(
        {
            "/pets": {"get": {"responses": result(listed(PET))}},
            "/pets/{petId}": {"get": item("petId")},
            "/customers": {"get": {"responses": result(listed(PET))}},
            "/customers/{id}": {"get": item("id")},
            "/orders": {"post": {"requestBody": body(**fields), "responses": {}}},
        },
        SCHEMAS,
    )
    assert found(tools) >= {
        "GET /customers /*/id -> POST /orders /customer/id",
        "GET /pets /*/id -> POST /orders /lines/*/pet_id",
        "GET /pets /*/id -> POST /orders petIds",
    }


@pytest.mark.parametrize("field", ["primary_contact_id", "billingContactId", "source_contact_id"])
def test_a_role_before_a_resource_is_passed_over(field: str) -> None:
    contact = object_of(id="string")
    tools = tools_of(
        {
            "/contacts": {"get": {"responses": result(listed(contact))}},
            "/contacts/{id}": {"get": {"parameters": [parameter("id", place="path")], "responses": {}}},
            "/deals": {"get": {"responses": result(listed(object_of(**{field: "string"})))}},
            "/leads": {"get": {"parameters": [parameter(field)], "responses": {}}},
        }
    )
    assert f"GET /deals /*/{field} -> GET /contacts/{{id}} id" in found(tools)
    assert f"GET /contacts /*/id -> GET /leads {field}" in found(tools)


@pytest.mark.parametrize("field", ["external_contact_id", "playlist_contact_id", "session_key", "contact_name"])
def test_other_words_before_a_resource_are_not(field: str) -> None:
    tools = tools_of(
        {
            "/contacts": {"get": {"responses": result(listed(object_of(id="string", name="string")))}},
            "/contacts/{id}": {"get": {"parameters": [parameter("id", place="path")], "responses": {}}},
            "/deals": {"post": {"requestBody": body(**{field: {"type": "string"}}), "responses": {}}},
        }
    )
    assert not [edge for edge in found(tools) if field in edge]


def test_an_owner_is_a_user() -> None:
    tools = tools_of(
        {
            "/maps": {"get": {"responses": result(listed(object_of(owner_id="string")))}},
            "/users/{id}": {"get": {"parameters": [parameter("id", place="path")], "responses": {}}},
        }
    )
    assert found(tools) == {"GET /maps /*/owner_id -> GET /users/{id} id"}


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("nextPageToken", "pageToken"),
        ("next_cursor", "cursor"),
        ("cursor", "cursor"),
        ("next_offset", "offset"),
        ("nextToken", "NextToken"),
        ("next_page_number", "page"),
    ],
)
def test_the_next_page_is_an_argument_of_the_same_operation(field: str, argument: str) -> None:
    operation = {"parameters": [parameter(argument)], "responses": result(object_of(**{field: "string"}))}
    tools = tools_of({"/pets": {"get": operation}})
    assert found(tools) == {f"GET /pets /{field} -> GET /pets {argument}"}


def test_an_argument_that_repeats_a_value_of_the_last_response_is_a_page() -> None:
    text = "To read on, give `since` of the last response."
    operation = {"parameters": [parameter("since", description=text)], "responses": result(object_of(since="string"))}
    assert found(tools_of({"/pets": {"get": operation}})) == {"GET /pets /since -> GET /pets since"}


@pytest.mark.parametrize("field", ["tokenEndPointUrl", "page", "total", "previous_page"])
def test_other_fields_are_no_next_page(field: str) -> None:
    operation = {"parameters": [parameter(field)], "responses": result(object_of(**{field: "string"}))}
    assert not found(tools_of({"/pets": {"get": operation}}))


def test_a_resource_name_goes_where_its_template_fits() -> None:
    text = "The resource name, `shelves/{shelf}/books/{book}`."
    book = object_of(name={"type": "string", "description": text}, title="string")
    name = parameter("name", place="path", description=text)
    other = parameter("name", place="path", description="The book, `racks/{rack}/books/{book}`.")
    parent = parameter("parent", place="path", description="The shelf, `shelves/{shelf}`.")
    listing = {"operationId": "library.shelves.books.list", "parameters": [parent]}
    tools = tools_of(
        {
            "/v1/{parent}/books": {"get": {**listing, "responses": result(object_of(books=listed(book)))}},
            "/v1/{name}": {"get": {"operationId": "library.shelves.books.get", "parameters": [name], "responses": {}}},
            "/v2/{name}": {"get": {"operationId": "library.racks.books.get", "parameters": [other], "responses": {}}},
        }
    )
    assert found(tools) == {"GET /v1/{parent}/books /books/*/name -> GET /v1/{name} name"}


@pytest.mark.parametrize(
    ("code", "header", "is_found"),
    [
        ("201", "location", True),
        ("202", "Location", True),
        ("303", "Location", True),
        ("404", "Location", False),
        ("201", "Content-Location", False),
    ],
)
def test_a_location_leads_below_what_was_created(code: str, header: str, is_found: bool) -> None:
    answers = {code: {"description": "Created", "headers": {header: {"schema": {"type": "string"}}}}}
    tools = tools_of({"/pets": {"post": {"responses": answers}}, "/pets/{id}/log": {"get": item("id")}}, SCHEMAS)
    edge = "POST /pets $response.header.Location -> GET /pets/{id}/log id"
    assert found(tools) == ({edge} if is_found else set())


def test_links_are_edges_unless_they_are_hidden() -> None:
    links = {
        "log": {"operationId": "readLog", "parameters": {"code": "$response.body#/ticket"}},
        "again": {"operationId": "readLog", "parameters": {"query.other": "$request.path.id"}},
    }
    tools = tools_of(
        {
            "/pets": {"post": {"responses": result(object_of(ticket="string"), links=links)}},
            "/logs": {"get": {"operationId": "readLog", "parameters": [parameter("code")], "responses": {}}},
        }
    )
    assert found(tools) == {"POST /pets /ticket -> GET /logs code"}
    assert edges(tools)[0].evidence == ("link",)
    assert found(tools, read_links=False) == set()


def test_what_a_caller_makes_up_is_fed_by_nothing() -> None:
    tools = tools_of(
        {
            "/pets": {
                "get": {"responses": result(listed(object_of(petId="string", petName="string")))},
                "post": {"requestBody": body(petId={"type": "string"}, petName={"type": "string"}), "responses": {}},
            },
        },
        SCHEMAS,
    )
    assert found(tools) == set()


def test_the_fields_of_an_entity_are_arguments_of_its_change() -> None:
    pet = object_of(id="integer", name="string", isTame="boolean", tags=listed({"type": "string"}))
    change = body(name={"type": "string"}, is_tame={"type": "boolean"}, tags={"type": "string"}, age={"type": "number"})
    tools = tools_of(
        {
            "/pets": {"get": {"responses": result(listed(pet))}},
            "/pets/{id}": {"put": {**item("id"), "requestBody": change}, "get": item("id")},
            "/pets/{id}/walks": {"post": {**item("id"), "requestBody": change}},
        },
        {"Pet": object_of(name="string")},
    )
    changes = [edge for edge in edges(tools) if edge.evidence == ("field",)]
    assert {(edge.output, edge.parameter) for edge in changes} == {
        ("/*/name", "name"),
        ("/*/isTame", "is_tame"),
        ("/name", "name"),
    }
    assert {edge.target for edge in changes} == {tool.id for tool in tools if tool.method == "PUT"}


@pytest.mark.parametrize(
    ("path", "name", "place", "is_found"),
    [
        ("/reports/{upc}", "upc", "path", True),
        ("/reports/{UPC}", "UPC", "path", True),
        ("/reports", "upc", "query", False),
        ("/reports/{token}", "token", "path", False),
        ("/reports/{status}", "status", "path", False),
        ("/reports", "batchId", "query", True),
        ("/reports", "batch_name", "query", False),
    ],
)
def test_a_field_of_the_same_name_is_meant_where_the_name_tells_enough(
    path: str, name: str, place: str, is_found: bool
) -> None:
    scanned = object_of(upc="string", token="string", status="string", batchId="string", batchName="string")
    tools = tools_of(
        {
            "/scan": {"get": {"responses": result(object_of(scanned=scanned))}},
            path: {"get": {"parameters": [parameter(name, place=place)], "responses": {}}},
        }
    )
    assert bool(found(tools)) is is_found


def test_a_name_that_stands_for_entities_of_several_resources_tells_nothing() -> None:
    paths = {
        f"/{each}/{{webId}}": {"get": {"parameters": [parameter("webId", place="path")]}} for each in ("areas", "boxes")
    }
    tools = tools_of({"/scan": {"get": {"responses": result(object_of(unit=object_of(webId="string")))}}, **paths})
    assert found(tools) == set()


@pytest.mark.parametrize("path", ["/pets/{id}{extension}", "/pets/{id}.{extension}", "/pets/{id}.json", "/pets/{id}"])
def test_the_format_after_a_key_is_passed_over(path: str) -> None:
    tools = tools_of({"/pets": {"get": {"responses": result(listed(A_PET))}}, path: {"get": item("id")}}, SCHEMAS)
    assert found(tools) == {f"GET /pets /*/id -> GET {path} id"}


@pytest.mark.parametrize(
    ("kind", "text", "is_found"), [("integer", "", True), ("string", "", False), ("string", "The id of the pet.", True)]
)
def test_a_create_that_returns_one_value_returns_the_key(kind: str, text: str, is_found: bool) -> None:
    made = result({"type": kind, "description": text})
    tools = tools_of({"/pets": {"post": {"responses": made}}, "/pets/{id}": {"get": item("id", kind)}}, SCHEMAS)
    assert bool(found(tools)) is is_found


def test_what_is_deleted_feeds_nothing() -> None:
    tools = tools_of({"/pets/{id}": {"delete": item("id")}, "/pets/{id}/log": {"get": item("id")}}, SCHEMAS)
    assert not [edge for edge in found(tools) if edge.startswith("DELETE")]


def test_entities_under_other_parents_are_others() -> None:
    comment = object_of(id="integer", text="string")
    paths: dict[str, Any] = {}
    for parent in ("posts", "videos"):
        above = parameter("parentId", "integer", "path")
        paths[f"/{parent}/{{parentId}}/comments"] = {
            "get": {"parameters": [above], "responses": result(listed(comment))}
        }
        paths[f"/{parent}/{{parentId}}/comments/{{id}}"] = {
            "get": {"parameters": [above, parameter("id", "integer", "path")], "responses": result(comment)}
        }
    edges_found = found(tools_of(paths))
    assert "GET /posts/{parentId}/comments /*/id -> GET /posts/{parentId}/comments/{id} id" in edges_found
    assert "GET /posts/{parentId}/comments /*/id -> GET /videos/{parentId}/comments/{id} id" not in edges_found


def test_a_record_of_the_call_is_no_entity_of_the_collection() -> None:
    operation = object_of(name="string", state="string", progress="integer")
    schemas = {"Operation": operation, "Disk": object_of(name="string", size="integer")}
    done = result({"$ref": "#/components/schemas/Operation"})
    name = parameter("disk", place="path", description="Name of the disk.")
    at = parameter("operation", place="path")
    tools = tools_of(
        {
            "/disks": {"post": {"responses": done}},
            "/disks/{disk}/log": {"get": {"parameters": [name], "responses": {}}},
            "/operations": {"get": {"responses": result(listed({"$ref": "#/components/schemas/Operation"}))}},
            "/operations/{operation}": {"get": {"parameters": [at], "responses": done}},
        },
        schemas,
    )
    assert "POST /disks /name -> GET /operations/{operation} operation" in found(tools)
    assert "POST /disks /name -> GET /disks/{disk}/log disk" not in found(tools)


@pytest.mark.parametrize("schema", [{"type": "boolean"}, {"type": "string", "enum": ["a"]}, {"format": "date-time"}])
def test_values_of_a_few_or_of_time_are_no_keys(schema: dict[str, Any]) -> None:
    tools = tools_of(
        {
            "/pets": {"get": {"responses": result(listed(object_of(id="string")))}},
            "/pets/{id}": {"get": {"parameters": [{**parameter("id", place="path"), "schema": schema}]}},
        }
    )
    assert found(tools) == set()


def test_an_example_tells_the_fields_where_no_schema_does() -> None:
    answer = {"200": {"description": "", "content": {"application/json": {"example": [{"id": 7, "name": "Rex"}]}}}}
    tools = tools_of({"/pets": {"get": {"responses": answer}}, "/pets/{id}/log": {"get": item("id")}}, SCHEMAS)
    assert "GET /pets /*/id -> GET /pets/{id}/log id" in found(tools)


def test_names_of_tools_are_weak_evidence_where_no_result_is_described() -> None:
    tools = [
        function("list_repos"),
        function("get_repo", repo="string"),
        function("create_issue", repo_id="string", title="string"),
        function("close-issue", issueNumber="integer"),
        function("delete_all"),
    ]
    assert found(tools) == {
        "list_repos  -> get_repo repo",
        "list_repos  -> create_issue repo_id",
        "create_issue  -> close-issue issueNumber",
    }
    assert {edge.evidence for edge in edges(tools)} == {("name",)}


def test_edges_do_not_depend_on_the_order_of_evidence() -> None:
    tools = tools_of(
        {"/pets": {"get": {"responses": result(listed(A_PET))}}, "/pets/{id}/log": {"get": item("id")}}, SCHEMAS
    )
    assert edges(tools) == edges(tools)
    assert set(edges(tools)) == set(edges(tools[::-1]))


def test_edges_into_one_tool_do_not_depend_on_what_was_asked_before() -> None:
    paths = {"/pets": {"get": {"responses": result(listed(A_PET))}}} | {
        f"/pets/{{id}}/{part}": {"get": item("id")} for part in ("log", "owner")
    }
    tools = tools_of(paths, SCHEMAS)
    finder = EdgeFinder(tools)
    backwards = {tool.id: finder.into(tool.id) for tool in reversed(tools)}
    assert [len(each) for each in backwards.values()] == [2, 2, 0]
    assert [edge for tool in tools for edge in backwards[tool.id]] == edges(tools)


@pytest.mark.parametrize(
    "text", ["", '{"type":"array","items":true}', '{"$ref":"#/$defs/Lost"}', "true", '{"type":[]}']
)
def test_results_of_any_form_are_read(text: str) -> None:
    tools = [msgspec.structs.replace(tool, result=text) for tool in tools_of({"/pets/{id}": {"get": item("id")}})]
    assert edges(tools) == []


def test_a_schema_that_contains_itself_is_read() -> None:
    schemas = {"Node": object_of(id="string", parent={"$ref": "#/components/schemas/Node"})}
    tools = tools_of(
        {
            "/nodes": {"get": {"responses": result({"$ref": "#/components/schemas/Node"})}},
            "/nodes/{id}": {"get": {"parameters": [parameter("id", place="path")], "responses": {}}},
        },
        schemas,
    )
    assert found(tools) == {"GET /nodes /id -> GET /nodes/{id} id"}


def test_cost_and_edges_grow_with_the_tools() -> None:
    def paths(count: int) -> dict[str, Any]:
        return {f"/pets/{{petId}}/part{number}": {"get": item("petId")} for number in range(count)}

    few, many = (tools_of(paths(count), SCHEMAS) for count in (100, 400))
    work = []
    for tools in (few, many):
        calls = 0

        def count_call(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(count_call)
        try:
            made = edges(tools)
        finally:
            sys.setprofile(None)
        assert len(made) <= MOST_SOURCES * len(tools)
        work.append(calls)
    assert work[1] < 6 * work[0]  # four times the tools


def test_an_object_without_a_named_schema_is_known_by_its_fields() -> None:
    tools = tools_of(
        {
            "/pets": {"get": {"responses": result(listed(A_PET))}},
            "/pets/{petId}": {"get": item("petId")},
            "/me/favourite": {"get": {"responses": result(SCHEMAS["Pet"])}},
        },
        SCHEMAS,
    )
    assert "GET /me/favourite /id -> GET /pets/{petId} petId" in found(tools)


def test_the_pattern_of_a_resource_name_tells_its_resource() -> None:
    schema = {"type": "string", "pattern": "^shelves/[^/]+/books/[^/]+$"}
    book = object_of(name={"type": "string", "description": "The resource name of the book."})
    tools = tools_of(
        {
            "/v1/books": {"get": {"responses": result(object_of(books=listed(book)))}},
            "/v1/loans": {"post": {"requestBody": body(subject=schema), "responses": {}}},
        }
    )
    assert found(tools) == {"GET /v1/books /books/*/name -> POST /v1/loans subject"}


def edges_to(paths: dict[str, Any], target: str, schemas: dict[str, Any] | None = None) -> set[str]:
    """Return the edges to an argument, as ``source output``."""
    ends = (edge.split(" -> ") for edge in found(tools_of(paths, schemas)))
    return {source for source, end in ends if end == target}


@pytest.mark.parametrize(
    ("field", "argument", "is_found"),
    [
        ({"type": "string"}, {"type": "string"}, True),
        ({"type": "integer"}, {"type": "string"}, True),
        ({"type": "string", "format": "uuid"}, {"type": "string", "format": "uuid"}, True),
        ({"type": "string", "format": "guid"}, {"type": "string", "format": "uuid"}, True),
        ({"type": "string"}, {"type": "string", "format": "uuid"}, True),
        ({"type": "string", "format": "uuid"}, {"type": "string"}, True),
        ({}, {"type": "string", "format": "uuid"}, True),
        ({"type": "integer"}, {"type": ["string", "integer"], "format": "uuid"}, True),
        ({"type": "integer"}, {"type": "string", "format": "uuid"}, False),
        ({"type": "string", "format": "email"}, {"type": "string", "format": "uuid"}, False),
        ({"type": "string", "format": "uri"}, {"type": "string", "format": "email"}, False),
        ({"type": "object"}, {"type": "string"}, False),
        ({"type": "object"}, {"type": "array", "items": {"type": "string"}}, False),
        ({"type": "object"}, {"type": "integer"}, False),
    ],
)
def test_a_key_has_the_form_that_the_argument_takes(
    field: dict[str, Any], argument: dict[str, Any], is_found: bool
) -> None:
    sought = {**parameter("crate_id"), "schema": argument}
    paths = {
        "/crates": {"get": {"responses": result(listed(object_of(crateId=field)))}},
        "/weights": {"get": {"parameters": [sought], "responses": {}}},
    }
    assert bool(edges_to(paths, "GET /weights crate_id")) is is_found


@pytest.mark.parametrize(
    ("name", "schema", "is_found"),
    [
        ("id", {"type": "array", "items": {"type": "integer"}}, False),
        ("id", {"type": "array", "items": {"type": "integer", "format": "uint8"}}, False),
        ("uuid", {"type": "array", "items": {"type": "integer"}}, False),
        ("crate_ids", {"type": "array", "items": {"type": "integer", "format": "uint8"}}, False),
        ("crate_ids", {"type": "array", "items": {"type": "integer"}}, True),
        ("ids", {"type": "array", "items": {"type": "integer"}}, True),
        ("id", {"type": "array", "items": {"type": "string"}}, True),
        ("id", {"type": "integer"}, True),
    ],
)
def test_the_bytes_of_a_key_are_no_keys(name: str, schema: dict[str, Any], is_found: bool) -> None:
    paths = {
        "/crates": {"get": {"responses": result(listed(object_of(**{name: schema})))}},
        "/crates/{crate_id}": {"get": item("crate_id", "string")},
    }
    assert bool(edges_to(paths, "GET /crates/{crate_id} crate_id")) is is_found


def test_a_list_with_the_name_of_the_schema_of_a_key_holds_its_bytes() -> None:
    crate = object_of(crateId={"$ref": "#/components/schemas/Uuid"})
    paths = {
        "/crates": {"get": {"responses": result(listed(crate))}},
        "/crates/{id}": {"get": {"parameters": [parameter("id", place="path")]}},
    }
    assert not edges_to(paths, "GET /crates/{id} id", {"Uuid": listed({"type": "integer"})})
    assert edges_to(paths, "GET /crates/{id} id", {"Uuid": {"type": "string"}})


@pytest.mark.parametrize(
    ("field", "argument", "is_found"),
    [
        ({"type": "object"}, {"type": "string"}, False),
        ({"type": "string"}, {"type": "object"}, False),
        ({"type": "object"}, {"type": "object"}, True),
        ({"type": "object"}, {"type": ["object", "string"]}, True),
        ({"type": "string"}, {"type": "string", "format": "binary"}, False),
        ({"type": "string", "format": "byte"}, {"type": "string", "format": "byte"}, True),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "date"}, True),
        ({"type": "integer"}, {"type": "string", "format": "date-time"}, False),
        ({"type": "string", "format": "date-time"}, {"type": "string", "format": "uri"}, False),
    ],
)
def test_a_field_is_set_to_values_of_its_form(field: dict[str, Any], argument: dict[str, Any], is_found: bool) -> None:
    crate = object_of(id="integer", label=field)
    paths = {
        "/crates": {"get": {"responses": result(listed(crate))}},
        "/crates/{id}": {
            "put": {
                "parameters": [parameter("id", "integer", "path")],
                "requestBody": body(label=argument),
                "responses": {},
            }
        },
    }
    assert bool(edges_to(paths, "PUT /crates/{id} label")) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Unique identifier of the crate", True),
        ("The id, as in the response to a search", True),
        ("Identifier of the request for storage", True),
        ("Id of the call instruction", True),
        ("Id for the request that was stored", True),
        ("The id of the request-form", True),
        ("Id of the request (made up)", False),
        ("ID for the call itself", False),
        ("Unique identifier for each response", False),
        ("ID of the request.", False),
        ("The UUID of this API call", False),
        ("Unique ID for the HTTP response", False),
    ],
)
def test_the_id_of_a_response_is_none_of_an_entity(text: str, is_found: bool) -> None:
    crate = object_of(id={"type": "integer", "description": text}, weight="number")
    paths = {
        "/crates": {"post": {"responses": result(crate)}},
        "/crates/{id}/seals": {"get": {"parameters": [parameter("id", "integer", "path")]}},
    }
    assert bool(edges_to(paths, "GET /crates/{id}/seals id")) is is_found


@pytest.mark.parametrize(
    ("name", "fields", "output"),
    [
        ("Crates", {"id": "string", "status": "string"}, "/crates/*/crateId"),
        ("CrateResponse", {"id": "string", "status": "string"}, "/crates/*/crateId"),
        ("Answer", {"id": "string"}, "/crates/*/crateId"),
        ("Crates", {"id": "string", "crateId": "string"}, "/crateId"),
    ],
)
def test_what_holds_the_entities_has_an_id_of_its_own(name: str, fields: dict[str, str], output: str) -> None:
    crate = object_of(crateId="string", weight="number")
    schemas = {name: object_of(**fields, crates=listed({"$ref": "#/components/schemas/Box"})), "Box": crate}
    paths = {
        "/crates": {"post": {"responses": result({"$ref": f"#/components/schemas/{name}"})}},
        "/crates/{crateId}/seals": {"get": {"parameters": [parameter("crateId", place="path")]}},
    }
    assert edges_to(paths, "GET /crates/{crateId}/seals crateId", schemas) == {f"POST /crates {output}"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("inland-permits", "overseas-permits"),
        ("inland-frozen-permits", "inland-permits"),
        ("sea/permits", "air/permits"),
        ("permits/sea", "permits/road"),
        ("v1/seaPermits", "v1/airPermits"),
    ],
)
def test_kinds_of_a_resource_are_told_apart_by_their_paths(one: str, other: str) -> None:
    permit = object_of(data=object_of(permitId="string", owner="string"))
    paths: dict[str, Any] = {}
    for kind in (one, other, "permits/batch") if one.startswith("permits/") else (one, other):
        paths[f"/{kind}"] = {"post": {"responses": result(permit)}}
        paths[f"/{kind}/{{permitId}}/stamps"] = {
            "get": {"parameters": [parameter("permitId", place="path")], "responses": result(permit)}
        }
    sources = edges_to(paths, f"GET /{one}/{{permitId}}/stamps permitId")
    assert {each for each in sources if "batch" not in each} == {f"POST /{one} /data/permitId"}


def test_a_call_about_one_kind_takes_the_key_of_that_kind() -> None:
    paths: dict[str, Any] = {}
    for kind in ("ferry", "tram"):
        paths[f"/{kind}Class"] = {"get": {"responses": result(listed(object_of(id="string")))}}
        paths[f"/{kind}Class/{{resourceId}}"] = {"get": {"parameters": [parameter("resourceId", place="path")]}}
        paths[f"/{kind}Ticket"] = {
            "post": {
                "requestBody": body(classId={"type": "string"}),
                "responses": result(object_of(classId="string")),
            }
        }
        paths[f"/{kind}Ticket/rules"] = {"get": {"parameters": [parameter("classId")], "responses": {}}}
    assert edges_to(paths, "GET /ferryTicket/rules classId") == {"POST /ferryTicket /classId"}


@pytest.mark.parametrize(
    ("sources", "path"),
    [
        (["/likes/permits", "/permits"], "/permits/{permitId}"),
        (["/admin/permits", "/public/permits"], "/public/permits/{permitId}"),
        (["/v1/permits", "/v2/permits"], "/v2/permits/{permitId}"),
    ],
)
def test_views_of_a_resource_are_no_kinds(sources: list[str], path: str) -> None:
    ends: dict[str, Any] = {
        each: {"get": {"responses": result(listed(object_of(permitId="string")))}} for each in sources
    }
    ends[path] = {"get": {"parameters": [parameter("permitId", place="path")], "responses": {}}}
    assert len(edges_to(ends, f"GET {path} permitId")) == len(sources)


def test_a_part_with_an_id_of_its_own_kind_does_not_make_an_envelope() -> None:
    crate = object_of(id="string", weight="number")
    crate["properties"]["crates"] = listed(object_of(id="string", weight="number"))
    paths = {
        "/crates": {"post": {"responses": result(crate)}},
        "/crates/{crateId}/seals": {"get": {"parameters": [parameter("crateId", place="path")]}},
    }
    assert edges_to(paths, "GET /crates/{crateId}/seals crateId") == {"POST /crates /id"}


def test_what_is_done_to_a_resource_is_no_kind_of_it() -> None:
    answer = {
        "parameters": [parameter("permitId", place="path")],
        "responses": result(object_of(permitId="string")),
    }
    paths: dict[str, Any] = {f"/permits/{each}/{{permitId}}": {"post": answer} for each in ("stop", "start")}
    assert edges_to(paths, "POST /permits/start/{permitId} permitId") == {"POST /permits/stop/{permitId} /permitId"}
    for each in paths:
        paths[each] = {"delete": answer, "post": answer}
    assert edges_to(paths, "POST /permits/start/{permitId} permitId") == set()


@pytest.mark.parametrize(
    ("path", "around", "is_found"),
    [
        ("/crates", ("crate",), False),
        ("/crates", ("lid", "fitting", "crate"), False),
        ("/crates", ("parent", "crate"), True),
        ("/crates", ("copiedFrom", "crate"), True),
        ("/ships/{shipId}/crates", ("crate",), True),
        ("/loads", ("crate",), True),
    ],
)
def test_the_key_of_what_is_created_is_not_fed_within_it(path: str, around: tuple[str, ...], is_found: bool) -> None:
    inner: dict[str, Any] = {"uuid": {"type": "string"}}
    for name in reversed(around):
        inner = {name: {"type": "object", "properties": inner}}
    crate = object_of(uuid="string", weight="number")
    paths: dict[str, Any] = {
        "/crates": {"get": {"responses": result(listed(crate))}},
        "/crates/{uuid}": {"get": {"parameters": [parameter("uuid", place="path")], "responses": {}}},
    }
    above = [parameter("shipId", place="path")] if "{" in path else []
    paths.setdefault(path, {})["post"] = {"parameters": above, "requestBody": body(**inner), "responses": {}}
    assert bool(edges_to(paths, f"POST {path} /{'/'.join(around)}/uuid")) is is_found


@pytest.mark.parametrize(
    ("name", "method", "is_required", "is_found"),
    [
        ("requestId", "post", False, False),
        ("client_request_id", "post", False, False),
        ("idempotencyKey", "post", True, False),
        ("correlationId", "post", True, False),
        ("requestId", "post", True, True),
        ("requestId", "get", False, True),
        ("pullRequestId", "post", False, True),
        ("batchId", "post", False, True),
    ],
)
def test_the_identifier_of_a_call_is_made_up(name: str, method: str, is_required: bool, is_found: bool) -> None:
    sought = {**parameter(name), "required": is_required}
    paths = {
        "/scan": {"post": {"responses": result(object_of(**{name: "string"}))}},
        "/labels": {method: {"parameters": [sought], "responses": {}}},
    }
    assert bool(edges_to(paths, f"{method.upper()} /labels {name}")) is is_found
