"""Tests which links of responses are kept."""

from typing import Any

import pytest

from lemnos.records import LinkedValue, Tool, ToolLink
from lemnos.sources.tools.openapi.operations import OpenApiFile
from lemnos.sources.tools.schema.refs import Specification


def first_tool(answers: Any, **components: Any) -> Tool:
    paths = {
        "/pets": {"post": {"operationId": "addPet", "responses": answers}},
        "/pets/{id}": {"get": {"operationId": "get pet", "responses": {}}},
    }
    value = {"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths, "components": components}
    file = OpenApiFile(Specification("shop.yaml", value), lambda _: None, source="shop.yaml", size=10_000)
    tool = next(file.tools())
    assert isinstance(tool, Tool)
    return tool


GET_PET = "#/paths/~1pets~1{id}/get"
LINK = {"operationId": "get pet", "parameters": {"path.id": "$response.body#/id"}}


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        {**LINK, "operationRef": GET_PET, "operationId": None},
        {"parameters": LINK["parameters"], "operationRef": "#/paths/~1pets~1%7Bid%7D/get"},
        {"$ref": "#/components/links/Pet"},
    ],
)
def test_a_link_names_its_target_by_id_or_reference(link: dict[str, Any]) -> None:
    tool = first_tool({"201": {"description": "Made", "links": {"get": link}}}, links={"Pet": LINK})
    assert tool.links == (ToolLink(GET_PET, (LinkedValue("path.id", "$response.body#/id"),)),)


def test_the_body_of_a_link_is_told_by_its_places() -> None:
    link = {"operationId": "get pet", "requestBody": {"owner": {"id": "$response.body#/owner"}, "fixed": 3}}
    tool = first_tool({"201": {"description": "Made", "links": {"get": link}}})
    assert tool.links == (ToolLink(GET_PET, (LinkedValue("#/owner/id", "$response.body#/owner"),)),)


@pytest.mark.parametrize(
    "responses",
    [
        {"201": {"links": {"get": {"operationId": "unknown", "parameters": {"id": "$response.body#/id"}}}}},
        {"201": {"links": {"get": {"operationId": "get pet", "parameters": {"id": 3}}}}},
        {"201": {"links": {"get": "text"}}},
        {"201": {"links": []}},
        {"404": {"links": {"get": LINK}}},
        {"201": None},
        [],
    ],
)
def test_links_that_lead_nowhere_or_follow_a_failure_are_left_out(responses: Any) -> None:
    assert first_tool(responses).links == ()
