"""Tests how names are split into resource and key."""

import pytest

from lemnos.steps.tools.edges.names import entity_of, same_resource
from lemnos.steps.tools.edges.paths import is_scoped, plan_of, without_version
from lemnos.steps.tools.naming.nouns import phrase_of, singular, split_key


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("pets", "pet"), ("companies", "company"), ("boxes", "box"), ("status", "status"), ("statuses", "status"),
        ("databases", "database"), ("aliases", "alias"), ("addresses", "address"), ("ads", "ad"), ("movies", "movie"),
        ("analyses", "analysis"), ("analysis", "analysis"), ("people", "person"), ("caches", "cache"), ("dns", "dns"),
    ],
)  # fmt: skip
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("name", "resource", "key"),
    [
        ("petId", "pet", "id"), ("pet_ids", "pet", "id"), ("PetUUID", "pet", "uuid"), ("topicArn", "topic", "arn"),
        ("AccountSid", "account", "sid"), ("id", "", "id"), ("slug", "", "slug"), ("customer", "customer", ""),
        ("repoName", "repository", "name"), ("org-id", "organization", "id"), ("issue_number", "issue", "number"),
        ("id_or_slug", "", "id"), ("projectIdOrKey", "project", "id"), ("game_pk", "game", "id"),
    ],
)  # fmt: skip
def test_resource_and_key(name: str, resource: str, key: str) -> None:
    assert (" ".join(split_key(name)[0]), split_key(name)[1]) == (resource, key)


@pytest.mark.parametrize(
    ("schema", "resource"),
    [
        ("Pet", "pet"), ("PetResponseDto", "pet"), ("GetPetResponse", "pet"),
        ("com.shop.v2.PurchaseOrder", "purchase order"),
        ("full-repository", "repository"), ("BaseItemDto", "item"),
    ],
)  # fmt: skip
def test_resource_of_a_schema(schema: str, resource: str) -> None:
    assert " ".join(entity_of(schema)) == resource


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("order", "purchaseOrder", True), ("jobschedules", "jobSchedule", True), ("belege", "beleg", True),
        ("pet", "petition", False), ("user", "team", False), ("order", "orderLine", False),
    ],
)  # fmt: skip
def test_same_resource(one: str, other: str, same: bool) -> None:
    assert same_resource(phrase_of(one), phrase_of(other)) is same


@pytest.mark.parametrize(
    ("path", "parameter", "collection"),
    [
        ("/shops/{shopId}/pets/{petId}", "petId", "/shops/{}/pets"),
        ("/repos/{owner}/{repo}/issues", "repo", "/repos/{}"),
        ("/pets/{id}.json", "id", "/pets"),
        ("/Pets({id})/log", "id", "/Pets"),
        ("/pets/by-id/{id}", "id", "/pets"),
        ("/v1/pets/{pet}:feed", "pet", "/v1/pets"),
    ],
)
def test_collection_below_which_a_parameter_stands(path: str, parameter: str, collection: str) -> None:
    assert plan_of(path).below[parameter].collection == collection


def test_scope_and_version_of_a_collection() -> None:
    assert is_scoped("/shops/{}/pets")
    assert not is_scoped("/{}/pets")
    assert without_version("/api/v2/pets") == without_version("/pets") == "/pets"
