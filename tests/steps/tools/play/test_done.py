"""Answers on what was done: where it lies what was made, which id it has, and in which units quantities are told."""

from random import Random
from typing import Any

import pytest

from lemnos.steps.tools.play.answers import answer_of
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.functions.outcomes import outcome_of
from lemnos.steps.tools.task.functions.told import is_beside, leaves_out, wants_details
from lemnos.steps.tools.task.results import values_of


def call(verb: str, **more: Any) -> GoldCall:
    return GoldCall(tool="t", arguments="{}", stage=0, purpose="do", noun="lamp", plural="lamps", verb=verb, **more)


@pytest.mark.parametrize(
    ("verb", "body", "sent", "field"),
    [
        ("take", {"success": True, "url": "https://example.com/shot.png"}, {}, "url"),
        ("export", {"success": True, "file": "/a/b.csv", "path": "/a/b-export.csv"}, {"file": "/a/b.csv"}, "path"),
        ("upload", {"success": True, "mediaObjectId": "med_7f"}, {}, "mediaObjectId"),
        ("create", {"lampId": "lam_7", "roomId": "roo_1", "name": "Desk"}, {"roomId": "roo_1"}, "lampId"),
        ("close", {"id": "lam_7", "status": "closed"}, {}, ""),
        ("create", {"id": "dir_7", "path": "/srv/lamps"}, {"path": "/srv/lamps"}, ""),
        ("create", {"id": "lam_7"}, {"id": "lam_7"}, ""),
    ],
)
def test_what_was_left_behind_is_found(verb: str, body: dict[str, Any], sent: dict[str, Any], field: str) -> None:
    assert outcome_of(body, sent, verb, "lamp") == field


@pytest.mark.parametrize("seed", range(8))
def test_an_answer_tells_where_the_file_is(seed: int) -> None:
    url = "https://example.com/shot.png"
    body = {"success": True, "url": url}
    made = call("take a screenshot of the current page", outcome="url")
    text = answer_of([(made, body)], Random(seed))
    assert "I took a screenshot of the current page." in text
    assert url in text
    assert values_of(made, body) == [url]


def test_an_answer_tells_the_id_of_what_is_new() -> None:
    texts = {answer_of([(call("create a lamp", outcome="id"), {"id": "lam_7"})], Random(seed)) for seed in range(20)}
    assert all("lam_7" in text for text in texts)
    assert len(texts) > 3


def test_a_state_is_set_to_a_value() -> None:
    made = call("update the lamp status", said=(("status", "dimmed"), ("lamp ID", "lam_7")))
    assert answer_of([(made, {"success": True})], Random(1)).endswith(
        "I set the lamp status to dimmed for the lamp ID lam_7."
    )


def test_quantities_are_told_in_their_units() -> None:
    body = {"temperature_celsius": 16.5, "humidity_percent": 40, "size_bytes": 1200}
    text = answer_of([(call("get the lamp", fields=tuple(body)), body)], Random(3))
    assert "the temperature is 16.5 °C, the humidity is 40% and the size is 1200 bytes" in text.replace("The ", "the ")


def test_news_are_one() -> None:
    body = {"news": ["Ferry line opens", "Lamp lit again"]}
    texts = {answer_of([(call("get the news", fields=("news",)), body)], Random(seed)) for seed in range(20)}
    assert not any("These are the news" in text for text in texts)
    assert any("This is the news" in text for text in texts)


def test_each_that_is_asked_for_must_be_told() -> None:
    assert leaves_out("get DNS entries and subdomains for the domain a.example", ("domain",), ["status", "created"])
    assert leaves_out("get my information and organization", ("organization",), ["name", "created"])
    assert not leaves_out("get the temperature and humidity in Oslo", ("weather",), ["temperature", "humidity"])
    assert not leaves_out("list the lamps in Bright and Sons", ("lamps",), ["lamps"])
    assert wants_details("get information about all buckets")
    assert not wants_details("list all buckets")
    assert is_beside("get the lamp lam_7", "timeout")
    assert not is_beside("get the wattage of the lamp", "wattage")
