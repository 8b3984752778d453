import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import ArgumentPlace
from lemnos.sources.tools.json.card_arguments import arguments_of
from lemnos.sources.tools.json.cards import CardsSource, looks_like
from tests.sources.tools.reading import rejected, tools, written

CARD = {
    "domain": "Video Classification",
    "framework": "PyTorch",
    "functionality": "3D ResNet",
    "api_name": "slow",
    "api_call": "torch.hub.load(repo_or_dir='ana/video', model='slow_r50', pretrained=True)",
    "api_arguments": {"pretrained": "True", "output": "class scores", "clip": "A short film"},
    "python_environment_requirements": ["torch", "N/A"],
    "example_code": ["import torch", "model = torch.hub.load('ana/video', 'slow_r50')"],
    "performance": {"dataset": "Kinetics", "accuracy": {"top_1": 74.58, "top_5": "N/A"}},
    "description": "Classifies films.",
}


def test_a_card_of_a_hub_becomes_a_model(tmp_path: Path) -> None:
    (tool,) = tools(CardsSource(written(tmp_path, "hub.jsonl", CARD)))
    assert (tool.kind, tool.provider, tool.api, tool.name) == ("model", "pytorch.org", "PyTorch", "ana/video/slow_r50")
    assert tool.description == (
        "Classifies films.\n\nDomain: Video Classification\nFunctionality: 3D ResNet\nRequires: torch\n"
        "Performance: dataset Kinetics; accuracy top_1 74.58"
    )
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {"pretrained": {"type": "boolean", "examples": [True]}, "clip": {"description": "A short film"}},
    }
    assert json.loads(tool.result) == {"description": "class scores"}
    assert tool.signature == CARD["api_call"]
    assert tool.code == "import torch\nmodel = torch.hub.load('ana/video', 'slow_r50')"


@pytest.mark.parametrize(
    ("call", "name", "found"),
    [
        ("hub.load('https://tfhub.dev/google/nnlm/1')", "model_id", ("tfhub.dev", "google/nnlm/1")),
        ("pipeline('x', model='ana/x')", "ana/x", ("huggingface.co", "ana/x")),
    ],
)
def test_a_model_is_called_as_its_hub_calls_it(tmp_path: Path, call: str, name: str, found: tuple[str, str]) -> None:
    card = {**CARD, "api_call": call, "api_name": name}
    (tool,) = tools(CardsSource(written(tmp_path, "hub.jsonl", card)))
    assert (tool.provider, tool.name) == found


def test_an_instruction_holds_its_card(tmp_path: Path) -> None:
    value = {"code": "###Instruction: x", "api_call": CARD["api_call"], "provider": "PyTorch", "api_data": CARD}
    (tool,) = tools(CardsSource(written(tmp_path, "train.json", value, value)))[:1]
    assert (tool.name, tool.source) == ("ana/video/slow_r50", "train.json:1#/api_data")


OPERATION = {
    "user_name": "ana",
    "api_name": "Shop API - Orders: Get an order",
    "api_call": "GET /orders/{id}/lines/{line}",
    "api_version": "v2",
    "api_arguments": {
        "id": "[REQUIRED] string: The order.",
        "page[size]": "integer: Size of a page.",
        "Accept-Language": "string",
        "sort": {"data_type": "string", "description": "Order", "possible_values": ["up", "down"], "default": "up"},
    },
    "functionality": "<p>Gets an order.</p>",
    "metadata": {"documentation_link": "https://example.com"},
}


def test_a_card_of_a_collection_becomes_an_http_operation(tmp_path: Path) -> None:
    (tool,) = tools(CardsSource(written(tmp_path, "Shop_API.json", [OPERATION])))
    assert (tool.kind, tool.provider, tool.api, tool.name, tool.version) == (
        "http",
        "Shop API",
        "Shop API: Orders",
        "Get_an_order",
        "v2",
    )
    assert (tool.method, tool.path, tool.description) == ("GET", "/orders/{id}/lines/{line}", "Gets an order.")
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "The order."},
            "page[size]": {"type": "integer", "description": "Size of a page."},
            "Accept-Language": {"type": "string"},
            "sort": {"type": "string", "description": "Order", "enum": ["up", "down"], "default": "up"},
            "line": {"type": "string"},
        },
        "required": ["id", "line"],
    }
    assert tool.places == (
        ArgumentPlace("id", "path"),
        ArgumentPlace("page[size]", "query"),
        ArgumentPlace("Accept-Language", "header"),
        ArgumentPlace("sort", "query"),
        ArgumentPlace("line", "path"),
    )
    assert tool.repaired == ("undeclared_path_parameter",)


def test_a_call_of_a_client_becomes_a_function(tmp_path: Path) -> None:
    card = {**OPERATION, "api_call": "shop.orders().get(id: str, filter={a: {b}}).execute()", "api_name": "Shop - get"}
    (tool,) = tools(CardsSource(written(tmp_path, "ana.json", [card])))
    assert (tool.kind, tool.provider, tool.api, tool.name) == ("function", "Shop", "Shop", "shop.orders.get")
    assert tool.signature == "shop.orders().get(id: str, filter={a: {b}}).execute()"


@pytest.mark.parametrize(
    ("raw", "properties"),
    [
        ("N/A", {}),
        (None, {}),
        ([], {}),
        (["prompt", "model(x)[0].sum()"], {"prompt": {}}),
        ("text, max_length=20", {"text": {}, "max_length": {"type": "integer", "examples": [20]}}),
        ([{"name": "a", "type": "str", "description": "One"}], {"a": {"type": "string", "description": "One"}}),
        ({"name": "a", "type": "int"}, {"a": {"type": "integer"}}),
        ({"size": "(224, 224)"}, {"size": {"type": "array", "examples": [[224, 224]]}}),
        ({"model": "'DPT_Large'"}, {"model": {"type": "string", "examples": ["DPT_Large"]}}),
        ({"model": "model"}, {"model": {}}),
        ({"scale": 0.5, "none": None}, {"scale": {"type": "number", "examples": [0.5]}, "none": {}}),
    ],
)
def test_arguments_are_read_however_they_are_written(raw: Any, properties: dict[str, Any]) -> None:
    assert arguments_of(raw, set(), of_model=True).properties == properties


def test_what_is_no_card_is_rejected_with_its_position(tmp_path: Path) -> None:
    path = written(tmp_path, "c.json", [7, {"a": 1}, {"api_name": "x"}, OPERATION])
    assert rejected(CardsSource(path)) == [
        ("not_a_card", "c.json#/0"),
        ("not_a_card", "c.json#/1"),
        ("no_call", "c.json#/2"),
    ]


def test_it_is_told_by_its_head() -> None:
    assert looks_like("c.json", json.dumps(CARD).encode()[:300])
    assert not looks_like("c.json", b'{"api_list": []}')
