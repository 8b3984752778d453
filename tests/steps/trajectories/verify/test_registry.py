"""Which registered tool an offered one is."""

import json
import pickle
from pathlib import Path
from typing import Any, Literal

import pytest

from lemnos.errors import RunError
from lemnos.records import OfferedTool
from lemnos.steps.trajectories.verify.registry import Registry
from lemnos.store.record_files import Format
from tests.steps.trajectories.verify.chats import FERRY
from tests.steps.trajectories.verify.runs import made, tools_run

SEARCH = {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}
NORM = {"type": "object", "properties": {"x": {}, "ord": {}}, "required": ["x"], "additionalProperties": False}
TOOLS = [
    made("book_ferry", FERRY),
    made("search", SEARCH, provider="books.example"),
    made("search", {**SEARCH, "properties": {"q": {"type": "integer"}}}, provider="maps.example"),
    made("create_issue", SEARCH, provider="forge", kind="mcp"),
    made("norm", NORM, provider="sums", api="sums.linear", kind="python"),
    made("zeros", NORM, provider="sums", api="sums.matrix", kind="python"),
    made("update", SEARCH, provider="books.example", api="Shelf"),
    made("update", SEARCH, provider="books.example", api="ShelfAgain"),
]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry(tools_run(tmp_path_factory.mktemp("runs") / "apis", *TOOLS))


def offered(name: str, parameters: Any = None, origin: Literal["stated", "observed"] = "stated") -> OfferedTool:
    return OfferedTool(name, "", json.dumps(parameters or {}), origin=origin)


@pytest.mark.parametrize(
    ("tool", "place", "how"),
    [
        (offered("book_ferry", dict(reversed(FERRY.items()))), 0, "schema"),
        (offered("functions.book_ferry", FERRY), 0, "schema"),
        (offered("search", SEARCH), 1, "schema"),
        (offered("maps.search", SEARCH), 2, "provider"),
        (offered("maps_example__search", SEARCH), 2, "provider"),
        (offered("mcp__forge__create_issue", {"type": "object"}), 3, "provider"),
        (offered("forge/create_issue", origin="observed"), 3, "provider"),
        (offered("sums.linear.norm", origin="observed"), 4, "provider"),
        (offered("sums_linear_norm", origin="observed"), 4, "provider"),
        (offered("books.update", origin="observed"), 6, "provider"),  # two classes have it, with one schema
        (offered("book_ferry", {"type": "object", "properties": {"harbour": {}, "class": {}}}), 0, "name"),
        (offered("book_ferry", {"type": "object", "properties": {"harbour": {}}}, "observed"), 0, "name"),
    ],
)
def test_a_tool_is_found_by_schema_then_provider_then_name(
    registry: Registry, tool: OfferedTool, place: int, how: str
) -> None:
    found = registry.resolve(tool)
    assert found is not None
    assert (found.tool.id, found.how) == (TOOLS[place].id, how)


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(offered("search", {"type": "object", "properties": {"query": {}}}), id="two of that name"),
        pytest.param(offered("book_ferry", {"type": "object", "properties": {"ship": {}}}), id="other parameters"),
        pytest.param(offered("book_ferry", {"type": "object", "properties": {"class": {}}}), id="without the required"),
        pytest.param(offered("book_ferry", {"properties": {"ship": {}}}, "observed"), id="other arguments seen"),
        pytest.param(offered("book_ferry", origin="observed"), id="no argument seen"),
        pytest.param(offered("sums.zeros", origin="observed"), id="another module of the distribution"),
        pytest.param(offered("trains.book_ferry", origin="observed"), id="another provider"),
        pytest.param(offered("_", FERRY), id="a separator"),
        pytest.param(offered("", FERRY), id="no name"),
    ],
)
def test_a_tool_that_may_be_another_one_is_not_resolved(registry: Registry, tool: OfferedTool) -> None:
    assert registry.resolve(tool) is None


def test_a_tool_that_is_left_out_gives_way_to_the_one_that_is_kept(tmp_path: Path) -> None:
    first, second = made("book_ferry", FERRY), made("book_ferry", FERRY, provider="boats.example")
    registry = Registry(tools_run(tmp_path / "apis", first, second, duplicates=(first.id,)))
    found = registry.resolve(offered("book_ferry", FERRY))
    assert found is not None
    assert found.tool.id == second.id


@pytest.mark.parametrize("format", ["parquet", "jsonl"])
def test_a_registry_is_read_from_both_formats_and_again_where_it_arrives(tmp_path: Path, format: Format) -> None:
    registry = pickle.loads(pickle.dumps(Registry(tools_run(tmp_path / "apis", *TOOLS, format=format))))
    assert len(registry) == len(TOOLS)
    assert [tool.id for tool in registry.named("search")] == [TOOLS[1].id, TOOLS[2].id]


def test_a_folder_without_tools_is_refused_in_one_line(tmp_path: Path) -> None:
    from lemnos.store.run_folder import describe, open_run

    with open_run(tmp_path / "talk", describe("talk", {})) as run:
        run.write_manifest({})
    with pytest.raises(RunError, match="holds no tools; make one with: lemnos tools docs"):
        Registry(tmp_path / "talk")
    with pytest.raises(RunError):
        Registry(tmp_path / "nothing")


def test_what_a_description_does_not_say_cannot_be_compared(tmp_path: Path) -> None:
    registry = Registry(tools_run(tmp_path / "apis", made("ping", {"type": "object"}, known=False)))
    (tool,) = registry.named("ping")
    assert tool.contract.validator is None
    assert tool.contract.reason == "its description does not say which parameters it takes"
