"""People are addressed as their names suggest, and numbers of offices have their check digits."""

import re
from typing import Any

import pytest

from lemnos.steps.tools.world.values.facts.persons import personal
from lemnos.steps.tools.world.values.labels import person_of_login
from lemnos.steps.tools.world.values.make import sample
from tests.steps.tools.world.apis import TEXT

SEEDS = [f"seed{number}" for number in range(24)]
WOMEN = {"Ada", "Anika", "Carmen", "Elif", "Ines", "Lara", "Lina", "Maya", "Nadia", "Olga", "Rosa", "Sofia", "Uma"}
MEN = {"Amir", "Bruno", "Chidi", "Emil", "Felix", "Hugo", "Ivan", "Kofi", "Leo", "Marco", "Omar", "Pedro", "Tariq"}


def objects(properties: dict[str, Any], noun: str) -> list[dict[str, Any]]:
    """Return objects that show all of some properties, one for each seed."""
    root = {"type": "object", "properties": properties, "required": list(properties)}
    return [sample(root, root, seed, noun, owner=tuple(noun.split())) for seed in SEEDS]


@pytest.mark.parametrize("gender", [TEXT, {"enum": ["MALE", "FEMALE", "UNKNOWN"]}, {"enum": ["f", "m"]}])
def test_the_gender_is_that_of_the_first_name(gender: dict[str, Any]) -> None:
    for made in objects({"first_name": TEXT, "gender": gender, "salutation": TEXT}, "guest"):
        if made["first_name"] in WOMEN | MEN:
            is_woman = made["first_name"] in WOMEN
            assert made["gender"][0].lower() == ("f" if is_woman else "m")
            assert made["salutation"] == ("Ms." if is_woman else "Mr.")


def test_an_enum_that_tells_no_gender_is_drawn_from() -> None:
    assert personal(("gender",), ["any", "none"]) is None
    assert personal(("colour",), ["male", "female"]) is None


def test_numbers_of_accounts_have_their_check_digits_and_belong_to_one() -> None:
    made = [each["iban"] for each in objects({"iban": TEXT, "city": TEXT}, "bank account")]
    assert len({*made}) > 20
    for iban in made:
        assert re.fullmatch(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", iban)
        assert int("".join(str(int(each, 36)) for each in iban[4:] + iban[:4])) % 97 == 1


@pytest.mark.parametrize("name", ["isbn", "ean"])
def test_numbers_of_articles_have_their_check_digit(name: str) -> None:
    for made in objects({name: TEXT}, "book"):
        digits = [int(each) for each in made[name] if each.isdecimal()]
        assert len(digits) == 13
        assert sum(digit * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0


def test_a_person_is_called_like_the_login() -> None:
    assert person_of_login("ysilva3").endswith(" Silva")
    assert person_of_login("ysilva3")[0] == "Y"
    assert person_of_login("robot-7") == ""


def test_a_recording_is_no_document() -> None:
    assert {each["file_name"].rpartition(".")[2] for each in objects({"file_name": TEXT}, "recording")} == {"mp4"}


def test_a_state_with_a_label_is_no_part_of_a_country() -> None:
    state = {"type": "object", "properties": {"id": TEXT, "label": TEXT}, "required": ["id", "label"]}
    labels = {each["state"]["label"] for each in objects({"state": state, "amount": {"type": "number"}}, "invoice")}
    assert labels <= {"Draft", "Sent", "Paid", "Overdue"}
