"""Tests ``lemnos world describe``; what a server answers is tested beside the server."""

import json
from pathlib import Path

import pytest

from tests.conftest import DEMO, lemnos

HARBOURS = "harbours.example-harbour-office-2.1"
APIS = DEMO.parent / "apis"


def test_the_description_of_a_world_is_printed(tmp_path: Path) -> None:
    ended = lemnos("world", "describe", APIS / "harbours.yaml", "--api", f"{HARBOURS}~7", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "corrections: 0; added responses: 6\n")
    document = json.loads(ended.out)
    assert document["servers"] == [{"url": f"/{HARBOURS}~7"}]
    assert document["info"]["title"] == "Harbour Office"
    assert document["x-lemnos-corrections"] == []
    assert len(document["x-lemnos-added"]) == 6


def test_a_description_says_where_it_contradicts_itself(tmp_path: Path) -> None:
    text = """{"openapi": "3.1.0", "info": {"title": "Yard", "version": "1"}, "paths": {"/a": {"get": {"responses":
        {"204": {"description": "", "content": {"text/csv": {}}}}}}}}"""
    (tmp_path / "yard.json").write_text(text)
    ended = lemnos("world", "describe", "yard.json", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "corrections: 1; added responses: 0\n")
    (correction,) = json.loads(ended.out)["x-lemnos-corrections"]
    assert correction == {
        "pointer": "#/paths/~1a/get/responses/204/content",
        "reason": "a response with the status 204 has no body (RFC 9110, section 15)",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nope.yaml",), "nope.yaml: no such file"),
        ((APIS,), f"--api: the input holds 2 APIs; choose one of chart-table-0.3.0, {HARBOURS}"),
        ((APIS, "--api", "x"), f"--api: there is no API x; choose one of chart-table-0.3.0, {HARBOURS}"),
        ((APIS, "--api", "chart-table-0.3.0"), "chart-table-0.3.0: it has no HTTP operations"),
        (("a.json",), "a.json"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "a.json").write_text('{"a": ')
    ended = lemnos("world", "describe", *arguments, cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.line
