"""What fields tell of the place of an entity is told of one place, in whatever form they ask for it."""

from typing import Any

import pytest

from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.world.values.make import sample
from tests.steps.tools.world.apis import TEXT

SEEDS = [f"seed{number}" for number in range(12)]
CODES = {"type": "string", "enum": ["AUD", "BRL", "CAD", "EUR", "JPY", "KES", "NOK", "USD", "XAF"]}
LANDS = {"type": "string", "enum": ["au", "br", "ca", "de", "jp", "ke", "no", "pt", "us", "zw"]}


def depots(properties: dict[str, Any], noun: str = "depot") -> list[dict[str, Any]]:
    root = {"type": "object", "properties": properties, "required": list(properties)}
    return [sample(root, root, seed, noun, owner=(noun,)) for seed in SEEDS]


def test_enums_tell_of_the_place() -> None:
    places = {str(place[0]): place for place in PLACES}
    for made in depots({"city": TEXT, "currencyId": CODES, "country_code": LANDS, "locale": TEXT}):
        place = places[made["city"]]
        assert made["currencyId"] == place[8]
        assert made["country_code"] == str(place[2]).lower()
        assert made["locale"] == f"{place[9]}-{place[2]}"


def test_an_example_tells_nothing_of_another_place() -> None:
    street = {"type": "string", "examples": ["7 Rue des Lilas"]}
    for made in depots({"first_address": street, "city": TEXT, "zipCode": {"type": "string", "examples": ["22300"]}}):
        assert any((made["first_address"], made["city"], made["zipCode"]) == (e[7], e[0], e[5]) for e in PLACES)


@pytest.mark.parametrize(("name", "code"), [("state", "stateCode"), ("province_name", "province_code")])
def test_the_name_of_a_state_is_no_code(name: str, code: str) -> None:
    for made in depots({"city": TEXT, "postalCode": TEXT, "country": TEXT, name: TEXT, code: TEXT}):
        assert len(made[name]) >= len(made[code])
        assert made[name] not in ("CO", "ON", "VIC", "SP", "IL", "BE")


def test_a_language_of_a_way_is_any() -> None:
    assert len({made["target_language"] for made in depots({"city": TEXT, "target_language": TEXT})}) > 1
