"""Why calls of functions fail for good: local tools as local ones do, services as services, clocks by time alone."""

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.functions.make import Asked
from lemnos.steps.tools.task.functions.wishes import Wish
from lemnos.steps.tools.task.kinds.failing import changes
from lemnos.steps.tools.task.kinds.reasons import reasons_of
from lemnos.steps.tools.world.spec import world_spec


def kinds_and_words(name: str, description: str, api: str, **arguments: str) -> tuple[set[str], str]:
    schema = {"type": "object", "properties": {each: {"type": "string"} for each in arguments}}
    tool = Tool(
        id=name, provider="p", api=api, version="", kind="mcp", name=name, description=description, licence="",
        source="", parameters=msgspec.json.encode(schema).decode(),
    )  # fmt: skip
    operation = Api(world_spec([tool]), [tool]).operations[name]
    call = GoldCall(tool=name, arguments="{}", stage=0, purpose="do", noun="", plural="")
    asked = Asked(call, dict(arguments), Wish("get", "get it", reads=True), "get it")
    reasons = tuple(reasons_of(operation, asked))
    return {each.kind for each in reasons}, " ".join(each.message for each in reasons)


@pytest.mark.parametrize(
    ("name", "description", "api", "word"),
    [
        ("browser_back", "Go back in the browser.", "lamp-playwright", "browser"),
        ("get_cpu_usage", "Get the CPU usage.", "lamp-monitor", "process"),
        ("get_console_logs", "Get console logs of the development server.", "lamp-vite", "development server"),
        ("list_tables", "List the tables.", "lamp-mysql", "database"),
        ("list_lamps", "List the lamps in the scene.", "lamp-blender", "application"),
        ("tap_screen", "Tap the screen.", "lamp-simulator", "device"),
        ("list_notes", "List the notes in the working directory.", "lamp-notes", "permission"),
    ],
)
def test_what_is_local_has_no_quota_and_no_key(name: str, description: str, api: str, word: str) -> None:
    kinds, words = kinds_and_words(name, description, api)
    assert kinds.isdisjoint(("quota", "credentials"))
    assert word in words


def test_a_service_has_both() -> None:
    assert {"quota", "credentials", "outage"} <= kinds_and_words("get_lamps", "Get lamps.", "lamp-shop")[0]


@pytest.mark.parametrize("name", ["get_current_time", "echo_message"])
def test_what_needs_nothing_can_only_take_too_long(name: str) -> None:
    assert kinds_and_words(name, "Tells it.", "lamp-clock")[0] == {"timeout"}


def test_a_search_of_what_is_public_finds_something() -> None:
    assert "nothing" not in kinds_and_words("search_web", "Search the web.", "lamp-web", query="jazz")[0]
    assert "nothing" in kinds_and_words("search_memos", "Search the memos.", "lamp-memos", query="jazz")[0]


def test_only_changes_leave_things_as_they_were() -> None:
    assert changes("delete the lamp")
    assert not any(map(changes, ("pull lamp statistics", "scan the harbour", "run the analysis", "take a photo")))
