"""Tests worlds that are served over MCP, with a client on loopback."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

pytest.importorskip("mcp.server.lowlevel.server")

from tests.steps.tools.world.serving.shop import HANDLE, Client, served


def with_client(handle: str, ask: Callable[[Any], Awaitable[Any]], **options: Any) -> Any:
    from mcp import Client as McpClient

    async def run(port: int) -> Any:
        async with McpClient(f"http://127.0.0.1:{port}/_lemnos/mcp/{handle}", **options) as client:
            return await ask(client)

    with served() as port:
        return asyncio.run(run(port))


def test_the_tools_of_a_world_are_listed() -> None:
    async def ask(client: Any) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in with_client(HANDLE, ask)}
    assert {"listPets", "createPet", "getPet", "deletePet"} <= tools.keys()
    assert tools["getPet"].input_schema["required"] == ["id"]
    assert tools["getPet"].output_schema["properties"]["name"] == {"type": "string"}
    assert tools["listPets"].output_schema is None


def test_calls_act_on_the_state() -> None:
    async def ask(client: Any) -> Any:
        made = await client.call_tool("createPet", {"name": "Rex"})
        pet = made.structured_content
        got = await client.call_tool("getPet", {"id": pet["id"]})
        await client.call_tool("deletePet", {"id": pet["id"]})
        return pet, got.structured_content, await client.call_tool("getPet", {"id": pet["id"]})

    pet, got, gone = with_client(f"{HANDLE}~4", ask)
    assert (pet["name"], got) == ("Rex", pet)
    assert gone.is_error
    assert "404" in gone.content[0].text


@pytest.mark.parametrize(
    ("name", "arguments"), [("getPet", {}), ("getPet", {"id": "x"}), ("noSuchTool", {}), ("createPet", {"name": 3})]
)
def test_wrong_calls_are_results_that_say_so(name: str, arguments: dict[str, Any]) -> None:
    async def ask(client: Any) -> Any:
        return await client.call_tool(name, arguments)

    result = with_client(HANDLE, ask)
    assert result.is_error
    assert result.content[0].text


def test_no_session_is_needed_between_requests() -> None:
    async def one(port: int, name: str, arguments: dict[str, Any]) -> Any:
        from mcp import Client as McpClient

        async with McpClient(f"http://127.0.0.1:{port}/_lemnos/mcp/{HANDLE}~8") as client:
            return await client.call_tool(name, arguments)

    with served() as port:
        pet = asyncio.run(one(port, "createPet", {"name": "Rex"})).structured_content
        assert asyncio.run(one(port, "getPet", {"id": pet["id"]})).structured_content == pet
        assert Client(port).call("GET", f"/{HANDLE}~8/pets/{pet['id']}") == (200, pet)


def test_an_unknown_world_has_no_tools() -> None:
    async def ask(client: Any) -> Any:
        return (await client.list_tools()).tools, await client.call_tool("getPet", {"id": 1})

    tools, result = with_client("other", ask)
    assert (tools, result.is_error) == ([], True)
