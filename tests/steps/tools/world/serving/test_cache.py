"""Answers that are kept are those that a world would give anew."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.serving.answers import Answer
from lemnos.steps.tools.world.serving.cache import ResponseCache
from lemnos.steps.tools.world.serving.catalogue import Catalogue
from lemnos.steps.tools.world.serving.http import HttpWorlds
from lemnos.steps.tools.world.serving.worlds import Worlds
from tests.steps.tools.world.apis import NUMBER, TEXT, http

PIER = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
BOAT = {
    "type": "object",
    "properties": {"id": NUMBER, "name": TEXT, "pierId": NUMBER, "pierName": TEXT},
    "required": ["id", "name", "pierId", "pierName"],
}
TIDE = {"type": "object", "properties": {"height": {"type": "number"}, "unit": TEXT}, "required": ["height", "unit"]}
PIER_ID: dict[str, tuple[Place, Any]] = {"pierId": ("path", NUMBER)}
BOAT_ID: dict[str, tuple[Place, Any]] = {"boatId": ("path", NUMBER)}
NAME: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT)}
MOORED: dict[str, tuple[Place, Any]] = {**NAME, "pierId": ("body", NUMBER)}
UNIT: dict[str, tuple[Place, Any]] = {"X-Unit": ("header", TEXT)}


def harbour() -> list[Tool]:
    return [
        http("listPiers", "GET", "/piers", {}, {"type": "array", "items": PIER}),
        http("updatePier", "PATCH", "/piers/{pierId}", PIER_ID | NAME, PIER),
        http("listBoats", "GET", "/boats", {}, {"type": "array", "items": BOAT}),
        http("createBoat", "POST", "/boats", MOORED, BOAT, ("name",)),
        http("getBoat", "GET", "/boats/{boatId}", BOAT_ID, BOAT),
        http("deleteBoat", "DELETE", "/boats/{boatId}", BOAT_ID),
        http("measureTide", "GET", "/tide/measure", UNIT, TIDE),
    ]


CATALOGUE = Catalogue(harbour())
HANDLE = next(iter(CATALOGUE.apis))


class Harbour:
    """Worlds of the harbour, and how often one was called.

    Args:
        monkeypatch: Counts the calls.
        cache: Memory for answers.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cache: int = 1_000_000) -> None:
        self.worlds = Worlds(CATALOGUE)
        self._http = HttpWorlds(self.worlds, cache)
        self.calls = 0
        call = LocalWorld.call

        def counted(world: LocalWorld, tool: str, arguments: Any) -> Any:
            self.calls += 1
            return call(world, tool, arguments)

        monkeypatch.setattr(LocalWorld, "call", counted)

    def send(self, method: str, path: str, value: Any = None, world: str = HANDLE, **headers: str) -> Any:
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        body = b"" if value is None else msgspec.json.encode(value)
        received = Received(method, "", {"content-type": "application/json"} | given, body, f"/{world}{path}")
        return msgspec.json.decode(self._http.answer(received)[2] or b"null")

    def made(self, *sent: Any, **others: str) -> tuple[Any, int]:
        """Return the answer to a request, and how many calls it took."""
        before = self.calls
        return self.send(*sent, **others), self.calls - before


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Harbour:
    return Harbour(monkeypatch)


def test_an_answer_is_made_once_until_what_was_read_changes(at: Harbour) -> None:
    boats, calls = at.made("GET", "/boats")
    assert (len(boats) > 1, calls) == (True, 1)
    assert at.made("GET", "/boats") == (boats, 0)
    assert at.made("GET", "/piers")[1] == 1
    boat = at.send("POST", "/boats", {"name": "Ida"})
    assert at.made("GET", "/boats")[1] == 1
    assert at.send("GET", "/boats")[-1]["name"] == boat["name"] == "Ida"
    assert at.made("GET", "/piers")[1] == 0  # of which nothing has changed


def test_what_an_answer_repeats_of_others_is_true_after_they_have_changed(at: Harbour) -> None:
    boat = at.send("GET", "/boats")[0]
    one = f"/boats/{boat['id']}"
    assert at.send("GET", one)["pierName"] == boat["pierName"] != "North"
    at.send("PATCH", f"/piers/{boat['pierId']}", {"name": "North"})
    assert at.send("GET", one)["pierName"] == "North"
    assert at.send("GET", "/boats")[0]["pierName"] == "North"


def test_a_change_is_made_each_time(at: Harbour) -> None:
    first, second = (at.made("POST", "/boats", {"name": "Ida"}) for _ in range(2))
    assert (first[1], second[1], second[0]["id"] != first[0]["id"]) == (1, 1, True)
    one = f"/boats/{first[0]['id']}"
    assert (at.made("DELETE", one)[1], at.made("DELETE", one)[1], at.made("GET", one)[1]) == (1, 1, 1)
    assert at.send("GET", one)["error"]["code"] == "not_found"


def test_worlds_of_a_seed_share_answers_about_what_they_have_not_changed(at: Harbour) -> None:
    boats = at.send("GET", "/boats")
    assert at.made("GET", "/boats", world=f"{HANDLE}~0~alice") == (boats, 0)
    assert at.made("GET", "/boats", world=f"{HANDLE}~1~alice")[1] == 1
    at.send("POST", "/boats", {"name": "Ida"}, world=f"{HANDLE}~0~alice")
    assert at.made("GET", "/boats", world=f"{HANDLE}~0~alice")[1] == 1
    assert at.send("GET", "/boats") == boats


def test_only_header_fields_that_are_read_matter(at: Harbour) -> None:
    assert at.made("GET", "/tide/measure", x_unit="m")[1] == 1
    assert at.made("GET", "/tide/measure", x_unit="m", traceparent="00-1")[1] == 0
    assert at.made("GET", "/tide/measure", x_unit="ft")[1] == 1


def test_the_clock_and_a_reset_count(at: Harbour) -> None:
    boats = at.send("GET", "/boats")
    world = LocalWorld(CATALOGUE.apis[HANDLE].compiled)
    world.watch()
    world.call("listBoats", {})
    known = world.dependencies()
    assert known is not None
    assert world.repeats(known)
    world.advance(60)
    assert not world.repeats(known)
    world.reset()
    assert world.repeats(known)
    world.call("createBoat", {"name": "Ida"})
    assert not world.repeats(known)
    world.reset()
    assert world.repeats(known)
    assert at.made("GET", "/boats") == (boats, 0)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Harbour(monkeypatch, 0)
    assert [none.made("GET", "/boats")[1] for _ in range(2)] == [1, 1]
    little = Harbour(monkeypatch, 2_500)  # two answers of this size
    units = ("m", "ft", "m", "in", "m")
    assert [little.made("GET", "/tide/measure", x_unit=each)[1] for each in units] == [1, 1, 0, 1, 1]


def test_an_answer_to_a_long_body_is_not_kept() -> None:
    cache, world = ResponseCache(), LocalWorld(CATALOGUE.apis[HANDLE].compiled)
    made: list[int] = []

    def make() -> Answer:
        made.append(1)
        return 200, [], b""

    for size in (20_000, 20_000, 20_001, 20_001):
        cache.get(world, Received("POST", "", {}, b"x" * size), "tide", (), make)
    assert len(made) == 3


STEPS: Sequence[tuple[str, str, Any]] = [
    ("GET", "/boats", None),
    ("GET", "/boats/{0}", None),
    ("GET", "/boats/{1}", None),
    ("GET", "/piers", None),
    ("GET", "/tide/measure", None),
    ("GET", "/nowhere", None),
    ("POST", "/boats", {"name": "Ida"}),
    ("POST", "/boats", {"name": 7}),
    ("PATCH", "/piers/{2}", {"name": "North"}),
    ("DELETE", "/boats/{0}", None),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(STEPS) - 1), st.booleans()), max_size=25))
def test_with_and_without_kept_answers_a_world_is_the_same(order: list[tuple[int, bool]]) -> None:
    start = LocalWorld(CATALOGUE.apis[HANDLE].compiled).store
    keys = [*start.keys("boat")[:2], start.keys("pier")[0]]
    told = []
    for cache in (0, 1_000_000):
        worlds = Worlds(CATALOGUE)
        served = HttpWorlds(worlds, cache)
        answers: list[Any] = []
        for number, is_other in order:
            method, path, value = STEPS[number]
            handle = f"{HANDLE}~0~alice" if is_other else HANDLE
            body = b"" if value is None else msgspec.json.encode(value)
            received = Received(
                method, "", {"content-type": "application/json"}, body, f"/{handle}{path.format(*keys)}"
            )
            answers.append(served.answer(received))
        found = [worlds.find(handle) for handle in worlds.handles()]
        told.append((answers, [each[1].snapshot() for each in found if each is not None]))
    assert told[0] == told[1]
