"""Names are read as resources and keys."""

import pytest

from lemnos.steps.tools.naming.nouns import is_plural, phrase_of, singular, split_key


@pytest.mark.parametrize(
    ("plural", "one"),
    [("pets", "pet"), ("companies", "company"), ("boxes", "box"), ("addresses", "address"), ("status", "status"),
     ("news", "news"), ("analytics", "analytics"), ("people", "person"), ("vms", "vm"), ("releases", "release"),
     ("women", "woman"), ("dns", "dns"), ("bookshelves", "bookshelf"), ("apis", "api"), ("kpis", "kpi"),
     ("taxis", "taxi"), ("uris", "uri"), ("restapis", "restapi"),
     *((word, word) for word in "analysis basis axis iris chassis redis tennis debris".split())],
)  # fmt: skip
def test_a_noun_has_one_singular(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) == one
    assert is_plural(plural) is (plural != one)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("purchaseOrders", ("purchase", "order")),
        ("repo", ("repository",)),
        ("user_ids", ("user", "id")),
        ("v2", ("v",)),
    ],
)
def test_a_name_is_a_phrase(name: str, words: tuple[str, ...]) -> None:
    assert phrase_of(name) == words


@pytest.mark.parametrize(
    ("name", "resource", "key"),
    [("petId", ("pet",), "id"), ("slug", (), "slug"), ("customer", ("customer",), ""),
     ("team_id_or_slug", ("team",), "id")],
)  # fmt: skip
def test_a_name_tells_a_resource_and_its_key(name: str, resource: tuple[str, ...], key: str) -> None:
    assert split_key(name) == (resource, key)
