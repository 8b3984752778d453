"""What worlds of one spec share cannot be changed by who gets it, and does not grow without end."""

from collections.abc import Callable
from typing import Any

import pytest

from lemnos.steps.tools.world.results.kept import Kept
from lemnos.steps.tools.world.showing.alone import Alone, AloneEntities
from lemnos.steps.tools.world.state import Row, Store, Stored, stored

ROWS = (Row(1, "a", {"shop": "s1"}, {"id": "a", "name": "Tea"}), Row(2, "b", {"shop": "s2"}, {"id": "b"}))


def filled(resource: str) -> tuple[Stored, ...]:
    return tuple(map(stored, ROWS)) if resource == "order" else ()


def counted(value: Any) -> tuple[Callable[[], Any], list[int]]:
    calls: list[int] = []

    def make() -> Any:
        calls.append(1)
        return value

    return make, calls


def test_a_value_is_made_once_and_is_everyones_own() -> None:
    kept = Kept()
    make, calls = counted({"names": ["Tea"]})
    assert kept.get(("list", ""), [1, "a"], make) == {"names": ["Tea"]}
    kept.get(("list", ""), [1, "a"], make)["names"].append("Coffee")
    assert kept.get(("list", ""), [1, "a"], make) == {"names": ["Tea"]}
    assert len(calls) == 1
    kept.get(("list", ""), [2, "a"], make)
    kept.get(("one", ""), [1, "a"], make)
    assert len(calls) == 3


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lemnos.steps.tools.world.results.kept._MOST_KEPT", 100)
    kept = Kept()
    make, calls = counted("x" * 40)
    for number in (1, 2, 1, 3, 1):  # two fit: the third empties it
        kept.get(("list", ""), number, make)
    assert len(calls) == 4


def test_two_stores_have_entities_of_their_own() -> None:
    one, two = Store(filled), Store(filled)
    one.add("order", "c", {}, {"id": "c"})
    two.add("order", "d", {}, {"id": "d"})
    assert (one.keys("order"), two.keys("order")) == (["a", "b", "c"], ["a", "b", "d"])


def test_rows_keys_and_counts_are_the_same_before_and_after_a_change() -> None:
    store = Store(filled)
    for _ in range(2):
        assert store.keys("order") == ["a", "b"]
        assert [row.key for row in store.rows("order", {"shop": "s2"})] == ["b"]
        assert [row.key for row in store.rows("order")] == ["a", "b"]
        assert (store.below("order", "shop", "s1"), store.below("order", "shop", "s3")) == (1, 0)
        store.write("order", ROWS[0]._replace(body={"id": "a", "name": "Coffee"}))
    assert store.rows("order", {"shop": "s1"})[0].body == {"id": "a", "name": "Coffee"}
    store.remove("order", 1)
    assert (store.keys("order"), store.below("order", "shop", "s1")) == (["b"], 0)


def test_what_lies_below_and_what_differs_follow_each_change() -> None:
    store = Store(filled)
    assert [row.key for row in store.under("order", "shop", "s1")] == ["a"]
    assert not store.differs("order")
    assert store.differing("order", "a") == []
    store.write("order", ROWS[0]._replace(scope={"shop": "s2"}, body={"id": "a", "name": "Coffee"}))
    assert [row.key for row in store.under("order", "shop", "s2")] == ["a", "b"]
    assert store.under("order", "shop", "s1") == []
    assert [row.body["name"] for row in store.differing("order", "a")] == ["Coffee"]
    assert [row.key for row in store.differing("order", "Coffee", "name")] == ["a"]
    assert store.differing("order", "b") == []
    store.add("order", "c", {"shop": "s1"}, {"id": "c"})
    assert [row.key for row in store.under("order", "shop", "s1")] == ["c"]
    assert [bool(store.differing("order", key)) for key in "abc"] == [True, False, True]
    changes = store.changes()
    store.restore(())
    assert [row.key for row in store.under("order", "shop", "s1")] == ["a"]
    assert not store.differs("order")
    assert store.differing("order", "a") == []
    store.restore(changes)
    assert [row.key for row in store.under("order", "shop", "s1")] == ["c"]
    assert [bool(store.differing("order", key)) for key in "abc"] == [True, False, True]


def test_the_number_of_a_removed_entity_is_not_given_again() -> None:
    store = Store(filled)
    store.remove("order", 1)
    store.add("order", "c", {"shop": "s1"}, {"id": "c"})
    store.remove("order", 3)
    assert [(each.number, each.body) for each in store.changes()] == [(1, None), (3, None)]
    again = Store(filled)
    again.restore(reversed(store.changes()))
    assert again.changes() == store.changes()
    assert (again.keys("order"), again.count("order")) == (["b"], 3)
    again.add("order", "d", {}, {"id": "d"})
    assert again.rows("order")[-1].number == 4


def test_what_changes_has_a_number_and_what_is_read_is_noted() -> None:
    store = Store(filled)
    store.keys("order")
    assert (store.read, store.revision_of("order")) == ({"order"}, 0)
    store.read.clear()
    store.add("order", "c", {}, {"id": "c"})
    first = store.revision_of("order")
    assert (first > 0, store.revision == first, store.revision_of("cart")) == (True, True, 0)
    store.remove("order", 3)
    assert store.revision_of("order") > first
    store.read.clear()
    assert (store.is_changed({"cart"}), store.is_changed({"order", "cart"})) == (False, True)
    assert store.read == {"order", "cart"}
    store.restore(())
    assert (store.revision, store.revision_of("order")) == (0, 0)


def test_of_the_entities_that_were_shown_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lemnos.steps.tools.world.showing.alone._MOST_KEPT", 2)
    known, entities = AloneEntities(), [stored(row) for row in (*ROWS, ROWS[0])]
    for each in entities[:2]:
        known.put(Alone(each, {}, each))
    assert known.get(entities[0]) == Alone(entities[0], {}, entities[0])
    assert known.get(entities[2]) is None  # equal, but another
    known.put(Alone(entities[2], {}, entities[2]))
    assert [known.get(each) is not None for each in entities] == [False, False, True]
