"""What may be asked of a topic."""

from lemnos.steps.talk.memory.attributes import attributes
from lemnos.steps.talk.write.names import Name

TOWN = "Milford is a town on the northern bank of the river Ouse, with three mills and a market."
SORTS = ("place", "person", "living", "work", "event", "group", "thing", "code", "option")


def test_a_town_has_a_mayor_and_a_bird_has_none() -> None:
    nouns = {attribute.noun for attribute in attributes("place", TOWN)}
    assert {"the mayor of {f}", "the population of {f}", "the elevation of {f}"} <= nouns
    assert "the currency of {f}" not in nouns
    bird = {attribute.noun for attribute in attributes("living", "The osprey is a large bird of prey.")}
    assert "the weight of {f}" in bird
    assert "the mayor of {f}" not in bird


def test_every_question_can_be_put() -> None:
    name = Name("the lock", "the lock", False, "thing", "lock")
    for sort in SORTS:
        for attribute in attributes(
            sort, f"{TOWN} It is a bird, novel, battle, company, function and film of 1800 – 1900."
        ):
            asked = attribute.asked(name)
            assert all("lock" in asked[form] and not asked[form][0].isupper() for form in ("e", "q", "noun"))
            assert "{" not in "".join(asked.values())


def test_nobody_asks_what_a_dinosaur_weighs() -> None:
    assert attributes("living", "The osprey is an extinct bird of prey.") == []


def test_every_row_is_whole() -> None:
    rows = [
        attribute
        for sort in SORTS
        for attribute in attributes(sort, f"{TOWN} It is a bird, novel, battle, company and film of 1800 – 1900.")
    ]
    assert len(rows) > 25
    for attribute in rows:
        assert all(trigger and trigger == trigger.casefold() and "?" not in trigger for trigger in attribute.triggers)
        assert (attribute.stated is None) == (attribute.keys == ("",))


def test_a_question_agrees_with_its_topic() -> None:
    weight = next(one for one in attributes("living", "The osprey is a bird.") if one.noun.startswith("the weight"))
    ospreys, town = (
        Name("ospreys", "ospreys", True, "living", "ospreys"),
        Name("the osprey", "the osprey", False, "living", "osprey"),
    )
    assert weight.asked(ospreys)["q"] == "how much do ospreys weigh"
    assert weight.asked(town) == {
        "e": "what the osprey weighs", "q": "how much does the osprey weigh", "noun": "the weight of the osprey",
    }  # fmt: skip
