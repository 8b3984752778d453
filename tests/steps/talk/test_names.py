import pytest

from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.write.articles import article
from lemnos.steps.talk.write.base import Topic
from lemnos.steps.talk.write.names import name_of, possessive
from lemnos.steps.talk.write.rules.forms import Forms
from lemnos.steps.talk.write.rules.headings import heading_forms, spelling

COMMON = frozenset(
    "canal stone locks salt crusts sextant gold storm tide career rise of laws war create task compiler error class "
    "concept ascent operation wood lake shore second "
    "peace jazz fusion test cricket".split()
)


def topic(title: str, *segments: tuple[tuple[str, ...], str]) -> Topic:
    made = tuple(Segment(0, len(text), text, section) for section, text in segments)
    return Topic(title, title, "", "", "", "en", made)


@pytest.mark.parametrize(
    ("title", "text", "full", "short", "plural", "sort"),
    [
        ("Suez Canal", "The Suez Canal is a canal. I like the canal.", "the Suez Canal", "the canal", False, "place"),
        ("Edmund Hillary", "Edmund Hillary was a climber and explorer. Hillary kept bees.", "Edmund Hillary", "Hillary",
         False, "person"),
        ("Mercury (planet)", "Mercury is the smallest planet.", "Mercury", "Mercury", False, "place"),
        ("Sextant", "A sextant is a tool. Most sextants are made of brass.", "sextants", "sextants", True, "thing"),
        ("Gold", "Gold is a metal. Most gold is soft.", "gold", "gold", False, "thing"),
        ("Aluminium chloride", "Aluminium chloride is a salt. It melts if aluminium chloride is heated.",
         "aluminium chloride", "aluminium chloride", False, "thing"),
        ("House Sparrow", "The House Sparrow is a bird. It eats.", "the House Sparrow", "the House Sparrow", False,
         "living"),
        ("Aphid", "Aphids are small insects. Most aphids feed on sap.", "aphids", "aphids", True, "thing"),
        ("Sailing ship", "A sailing ship is a ship. Many sailing ships sank.", "sailing ships", "sailing ships", True,
         "thing"),
        ("Salt rise", "A salt rise lifts stone. It lasts.", "the salt rise", "the salt rise", False, "thing"),
        ("Lake salt", "It is a salt of lakes. A salt is hard.", "the lake salt", "the lake salt", False, "thing"),
        ("Gold salt", "Gold forms on stone. Some salt is soft.", "gold salt", "gold salt", False, "thing"),
        ("Lin He", "Lin He was an admiral and explorer. He sailed far. He died at sea.", "Lin He", "Lin He", False,
         "person"),
        ("Romans", "Romans are people from Rome.", "Romans", "Romans", True, "thing"),
        ("Northern Guide to the Valley", "The Northern Guide to the Valley is an index of the valley. See the guide.",
         "the Northern Guide to the Valley", "the guide", False, "thing"),
        ("The Herdsman's Guide to the Valley", "The Herdsman's Guide to the Valley is a book of the valley.",
         "The Herdsman's Guide to the Valley", "The Herdsman's Guide to the Valley", False, "work"),
        ("Federal Bureau of Investigation", "The Federal Bureau of Investigation (FBI) is an agency. See the FBI.",
         "the Federal Bureau of Investigation", "the FBI", False, "group"),
        ("Compiler Error C2065", "x", "compiler error C2065", "compiler error C2065", False, "error"),
        ("Compiler Warning (level 1) C4906", "x", "compiler warning C4906", "compiler warning C4906", False, "error"),
        ("_strtoui64, _wcstoui64, _strtoui64_l", "x", "_strtoui64", "_strtoui64", False, "code"),
        ("vector Class", "x", "the vector class", "vector", False, "code"),
        ("/Fi (Preprocess Output File Name)", "x", "the /Fi option", "/Fi", False, "option"),
        ("How to: Create a Task", "x", "creating a task", "creating a task", False, "task"),
    ],
)  # fmt: skip
def test_names_a_topic_as_people_do(title: str, text: str, full: str, short: str, plural: bool, sort: str) -> None:
    name = name_of(topic(title, ((), text)), COMMON)
    assert (name.full, name.short, name.plural, name.sort) == (full, short, plural, sort)


def test_possessives() -> None:
    assert [possessive(noun) for noun in ("Hillary", "the lions", "Athens")] == ["Hillary's", "the lions'", "Athens'"]


@pytest.mark.parametrize(
    ("heading", "sort", "form"),
    [
        ("Etymology", "thing", "Where does the name come from?"),
        ("Early life", "person", "What was {p} early life like?"),
        ("Distribution and habitat", "living", "Where {is_} {t} found?"),
        ("Return Value", "code", "What {do} {t} return?"),
        ("Remarks", "error", "What causes {o}?"),
        ("To correct this error", "error", "How do I fix {o}?"),
        ("To add a form", "guide", "How do I add a form?"),
        ("1990s", "place", "What happened to {o} in the 1990s?"),
        ("1914–1918", "event", "What happened between 1914 and 1918?"),
        ("Second peace: 1389–1415", "event", "What happened between 1389 and 1415?"),
        ("What is a group?", "thing", "What is a group?"),
        ("Mutex::Lock", "code", "What does Mutex::Lock do?"),
        ("Example: `fire_kiln`", "code", "Can you show me an example of fire_kiln?"),
        ("Example 2: kiln::fire", "guide", "What does an example of kiln::fire look like?"),
        ("Example: Fire a kiln", "task", "Can you show me how that looks in code?"),
        ("Alternatives", "thing", "What are the alternatives to {T}?"),
    ],
)
def test_heading_becomes_a_question(heading: str, sort: str, form: str) -> None:
    forms = heading_forms(heading, sort, "Anything", COMMON)
    assert forms is not None
    assert form in forms.direct


@pytest.mark.parametrize(
    ("heading", "noun"),
    [
        ("Storm tide", "{p} storm tide"),
        ("Trans-Tarnic roads", "Trans-Tarnic roads"),
        ("Tide-locks", "tide-locks"),
        ("New Zealand", "New Zealand"),
        ("Formula One career", "{p} Formula One career"),
        ("Rise of the Sungas", "the rise of the Sungas"),
        ("LAWS OF WAR", "laws of war"),
        ("Second peace: 1389–1415", "the second peace"),
        ("A strategic region", "the strategic region"),
        ("Threats", "threats"),
        ("State relief: Collateral appeal", "the collateral appeal"),
        ("Hohfeld's concept", "Hohfeld's concept"),
    ],
)
def test_heading_becomes_a_noun_phrase(heading: str, noun: str) -> None:
    forms = heading_forms(heading, "thing", "Anything", COMMON)
    assert forms is not None
    assert noun in forms.noun


@pytest.mark.parametrize(
    ("heading", "sort", "text", "direct"),
    [
        ("United States", "thing", "", "What about {o} in the United States?"),
        ("Ghana", "thing", "Beads are worn in Ghana.", "What about {o} in Ghana?"),
        ("Ghana", "thing", "In Ghana, beads are worn.", "What about {o} in Ghana?"),
        ("Netherlands", "event", "It raged across the Netherlands.", "What happened in the Netherlands?"),
        ("Tarn Valley", "event", "Men fell in the Tarn Valley.", "What happened in the Tarn Valley?"),
        ("Ghana", "person", "She taught in Ghana.", "What did {t} do in Ghana?"),
    ],
)
def test_a_place_as_heading_asks_for_the_topic_in_it(heading: str, sort: str, text: str, direct: str) -> None:
    forms = heading_forms(heading, sort, "Anything", COMMON, f"It is old. {text}")
    assert forms is not None
    assert direct in forms.direct
    assert not forms.noun


@pytest.mark.parametrize(
    ("heading", "sort", "title", "text"),
    [
        ("Ghana", "place", "Africa", "Gold is found in Ghana."),  # a part of the place
        ("Ghana", "thing", "Ghana Empire", "Gold is found in Ghana."),
        ("Ghana", "thing", "Beads", "They come from Ghana."),
        ("Tarn", "thing", "Beads", "They are made in Tarn Valley."),  # a part of a longer name
        ("Harbour works", "thing", "Beads", "They are made in Harbour works."),
    ],
)
def test_other_headings_ask_for_what_they_name(heading: str, sort: str, title: str, text: str) -> None:
    forms = heading_forms(heading, sort, title, COMMON, f"It is old. {text}")
    assert forms is not None
    assert forms.noun


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The direct vote is old. It is the direct way.", False),
        ("They took the direct, which was shorter. The direct is old.", True),
    ],
)
def test_an_adjective_as_heading_is_a_noun_only_where_the_document_uses_it_as_one(text: str, says: bool) -> None:
    assert (heading_forms("Direct", "thing", "Votes", COMMON | {"direct"}, text) is not None) is says


@pytest.mark.parametrize("heading", ["See also", "Other", "", "1", "{x}", "«»", "C_x is what it is", "Married or not?"])
def test_senseless_heading_has_no_question(heading: str) -> None:
    assert heading_forms(heading, "thing", "Anything", COMMON) is None


def test_heading_is_spelt_as_its_section_spells_it() -> None:
    assert spelling("Middle Way", "This is the Middle Way of life.", COMMON) == "the Middle Way"
    assert spelling("Rubber Band", "No such thing.", COMMON) == ""


@pytest.mark.parametrize(
    ("heading", "text", "noun"),
    [
        ("Jazz fusion", "Some of it was jazz fusion. They met again when jazz fusion was new.", "jazz fusion"),
        ("Test cricket", "The game of test cricket is slow.", "test cricket"),
        ("Storm tide", "The storm tide was high. A storm tide of 3 m came.", "the storm tide"),
    ],
)
def test_heading_takes_the_article_that_its_document_gives_it(heading: str, text: str, noun: str) -> None:
    forms = heading_forms(heading, "thing", "Anything", COMMON, text)
    assert forms is not None
    assert forms.noun == (noun,)


def test_a_heading_of_lives_says_nothing_of_a_planet() -> None:
    planet, person = (heading_forms("Life", sort, "Mars", COMMON) for sort in ("place", "person"))
    assert planet is not None
    assert person is not None
    assert not planet.direct
    assert "What kind of life did {t} lead?" in person.direct


def test_article() -> None:
    assert article("tennis", "She liked tennis. The rules of tennis are old.") == ""
    assert article("canal", "A canal was dug. It is a canal of 9 km.") == "a"
    assert article("canal", "Ships only.") is None


def test_an_adjective_of_a_people_as_heading_takes_the_topic_along() -> None:
    common = {"abacus", "comedian"}
    assert heading_forms("Japanese", "thing", "Abacus", common) == Forms((), (), ("the Japanese abacus",))
    assert heading_forms("Comedian", "thing", "Abacus", common) != Forms((), (), ("the Comedian abacus",))


@pytest.mark.parametrize(
    ("title", "text", "sort"),
    [
        ("Harbour Union", "The Harbour Union is an organisation of eleven ports.", "group"),
        ("Marsh anarchism", "Marsh anarchism is a philosopher's dream. Most marsh anarchism is mild.", "thing"),
        ("Orlan II of Vesk", "Orlan II of Vesk (born 1571) was king of the region. He fought. His army won. He died. "
         "He was old.", "person"),
        ("Ilya Varn", "Ilya Petrovich Varn (4 April 1832 – 29 December 1886) was a painter and film editor. He drew. "
         "His sons left. He came back.", "person"),
        ("Second Tarn War", "The Second Tarn War (1775–1783), also known as the Sheep War, was the armed conflict of "
         "two valleys.", "event"),
        ("<cstrange>", "Defines functions.", "code"),
        ("Tarnism", "Tarnism is an ideology that holds that a nation is old.", "thing"),
        ("Nimals", "Nimals are a major group of beings, classified as the kingdom Nimalia.", "thing"),
        ("Third Tarn War", "The Third Tarn War was a conflict in the country of Tarn.", "event"),
        ("Mend the locks", "x", "thing"),
        ("Troubleshoot a lock", "x", "task"),
        ("Optimize the lock", "x", "task"),
    ],
)  # fmt: skip
def test_a_topic_is_taken_for_what_it_is(title: str, text: str, sort: str) -> None:
    parts = [((), sentence + ".") for sentence in text.rstrip(".").split(". ")]
    assert name_of(topic(title, ((), text), *parts), COMMON).sort == sort


@pytest.mark.parametrize(
    ("title", "text", "full", "plural"),
    [
        ("Finn", "A Finn is somebody from Finland. Most Finns live there, and Finns speak Finnish.", "Finns", True),
        ("Orlan languages", "The Orlan languages form a family.", "the Orlan languages", True),
        ("Introduction to Harbours", "Harbours are places for ships. All Harbours are wet.", "Harbours", True),
    ],
)
def test_a_topic_is_named_in_its_number(title: str, text: str, full: str, plural: bool) -> None:
    name = name_of(topic(title, ((), text)), COMMON)
    assert (name.full, name.plural) == (full, plural)
