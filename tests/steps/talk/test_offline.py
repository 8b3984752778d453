import collections
import random
import re

import pytest

from lemnos.records import TurnKind
from lemnos.steps.talk.check.text_checks import leaks, normalised, well_formed
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.sentence_questions import about
from lemnos.steps.talk.write.articles import article
from lemnos.steps.talk.write.base import Memory, Step, Topic
from lemnos.steps.talk.write.headings import heading_forms, spelling
from lemnos.steps.talk.write.mentions import telling
from lemnos.steps.talk.write.names import name_of, possessive
from lemnos.steps.talk.write.offline import OfflineWriter
from lemnos.steps.talk.write.templates import Forms
from lemnos.text.common_words import CommonWords

NAMES = """
    amber bronze cobalt copper crimson emerald golden granite indigo iron ivory jade lead marble
    ochre olive opal pearl pewter quartz ruby russet sable scarlet silver slate steel teal tin
    turquoise umber velvet violet walnut zinc birch cedar elm fir oak
""".split()
COMMON = frozenset(
    "canal stone locks salt crusts sextant gold storm tide career rise of laws war create task compiler error class "
    "concept ascent operation wood lake shore second "
    "peace jazz fusion test cricket".split()
)
WRITER = OfflineWriter(COMMON)
OPEN, FOLLOW, DEEPER, SHIFT, RETURN = (
    TurnKind.OPENING,
    TurnKind.FOLLOW_UP,
    TurnKind.ELABORATION,
    TurnKind.TOPIC_SHIFT,
    TurnKind.RETURN,
)


def topic(title: str, *segments: tuple[tuple[str, ...], str]) -> Topic:
    made = tuple(Segment(0, len(text), text, section) for section, text in segments)
    return Topic(title, title, "", "", "", "en", made)


CANAL = topic(
    "Suez Canal",
    ((), "The Suez Canal is a canal in Egypt. The canal allows two-way traffic between two seas."),
    (("Etymology",), "After some debate among scholars, nobody agreed where the word had first been heard."),
    (("History",), "The canal was opened in November 1869 after years of work by Ferdinand de Lesseps."),
    (("History",), "Stone locks were used for holding back the water in older canals of the region."),
    (("Operation",), "Both of them go on, day after day, with nothing to tell them apart from any other."),
)
CLIMBER = topic(
    "Edmund Hillary",
    ((), "Sir Edmund Hillary (20 July 1919 – 11 January 2008) was a New Zealand mountaineer. Hillary kept bees."),
    (
        ("Early life",),
        "With his parents, he moved to the north; his father founded a newspaper there. Hillary read a lot.",
    ),
    (
        ("Ascent",),
        "He said that Tenzing Norgay saved him. Tenzing Norgay discovered a route over the ice that morning.",
    ),
)
ERROR = topic("Compiler Error C2065", (("Remarks",), "The compiler cannot find the identifier in any of the scopes."))


def plan(*steps: tuple[int, int, TurnKind], via: str = "") -> list[Step]:
    return [Step(topic, segment, kind, via=via if kind is SHIFT else "") for topic, segment, kind in steps]


CASES = {
    "one topic": ([CANAL], plan((0, 0, OPEN), (0, 1, FOLLOW), (0, 2, FOLLOW), (0, 3, DEEPER), (0, 4, FOLLOW)), "c"),
    "shift by a mention": (
        [CANAL, CLIMBER],
        plan((0, 0, OPEN), (1, 0, SHIFT), (1, 1, FOLLOW), (1, 2, FOLLOW), (0, 2, RETURN), via="Edmund Hillary"),
        "d",
    ),
    "shift without a mention": ([CANAL, CLIMBER], plan((0, 0, OPEN), (1, 1, SHIFT)), "b"),
    "documentation": ([ERROR], plan((0, 0, OPEN)), "b"),
}
EXPECTED: dict[str, list[tuple[TurnKind, str]]] = {
    "one topic": [
        (OPEN, "Someone mentioned the Suez Canal at dinner. Can you fill me in?"),
        (FOLLOW, "The canal allows two-way traffic between two seas, I see."),
        (FOLLOW, "How about the history of the Suez Canal?"),
        (DEEPER, "And older canals?"),
        (FOLLOW, "Next, the Suez Canal's function."),
    ],
    "shift by a mention": [
        (OPEN, "I have to present the Suez Canal tomorrow. How would you sum it up?"),
        (SHIFT, "Speaking of Edmund Hillary, could you tell me who that is?"),
        (FOLLOW, "Next, Hillary's early life."),
        (FOLLOW, "The ascent?"),
        (RETURN, "Back to the Suez Canal's history: what about Ferdinand de Lesseps?"),
    ],
    "shift without a mention": [
        (OPEN, "I want to understand the Suez Canal. Where do we start?"),
        (SHIFT, "Next, Edmund Hillary. And Hillary's childhood?"),
    ],
    "documentation": [
        (OPEN, "A colleague keeps hitting compiler error C2065. What's behind it?"),
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_writes_these_very_turns(case: str) -> None:
    topics, steps, seed = CASES[case]
    turns = WRITER.write(topics, steps, seed)
    assert [(turn.kind, turn.text) for turn in turns] == EXPECTED[case]


def test_the_same_arguments_give_the_same_turns() -> None:
    topics, steps, _ = CASES["one topic"]
    assert WRITER.write(topics, steps, "x") == WRITER.write(topics, steps, "x")
    assert WRITER.write(topics, steps, "x") != WRITER.write(topics, steps, "y")


def test_says_which_turns_leave_their_topic_to_the_history() -> None:
    topics, steps, _ = CASES["one topic"]
    leaning = naming = 0
    for seed in range(60):
        for turn in WRITER.write(topics, steps, f"{seed}"):
            ask = re.split(r"[.:?] (?=[A-Z])", turn.text)[-1]
            if turn.context_dependent:
                leaning += 1
                assert "Suez" not in ask.replace("Suez Canal is a canal in Egypt", ""), turn.text
            elif re.search(r"\b(?:it|its)\b", ask):
                naming += 1
                assert re.search("Suez|canal|Lesseps|locks|traffic", turn.text), turn.text
    assert leaning > 60
    assert naming > 5


def test_the_turn_after_a_memory_turn_names_its_topic() -> None:
    memory = Memory((0,), "It is a canal.", (), False, {"topic": "the Suez Canal"})
    aside = Step(0, 0, TurnKind.SUMMARY, memory=memory)
    for seed in range(40):
        steps = [*plan((0, 0, OPEN), (0, 1, FOLLOW)), aside, *plan((0, 2, FOLLOW), (1, 0, SHIFT))]
        turns = WRITER.write([CANAL, CLIMBER], steps, f"{seed}")
        assert "Suez Canal" in turns[3].text, turns[3].text
        assert not turns[3].context_dependent
        assert "Edmund Hillary" in turns[4].text


def test_says_no_clause_over_again_twice() -> None:
    canal = topic("Suez Canal", *(((), "The harbour was dredged in the 1960s.") for _ in range(9)))
    for seed in range(20):
        turns = WRITER.write([canal], plan((0, 0, OPEN), *((0, n, DEEPER) for n in range(1, 9))), f"{seed}")
        assert sum("arbour was dredged" in turn.text for turn in turns) == 1


def test_asks_about_what_few_documents_have() -> None:
    common = CommonWords.of([*["the harbour and the government"] * 30, "The wreck of the Zuleika."])
    text = "It told of the harbour government, in short, and of Zuleika, in no more than a line."
    canal = topic("Suez Canal", ((), "A canal."), ((), text))
    steps = plan((0, 0, OPEN), (0, 1, FOLLOW))
    told = {OfflineWriter(common).write([canal], steps, f"{seed}")[1].text for seed in range(30)}
    assert any("Zuleika" in text for text in told)
    assert not any("government" in text for text in told)


def test_clarifies_a_term_that_was_just_mentioned() -> None:
    lake = topic(
        "Lake Eyre",
        ((), "Lake Eyre is a lake. The shore is full of salt crusts in the summer."),
        ((), "The salt crusts were formed by slow drying over many long summers."),
    )
    kinds = {WRITER.write([lake], plan((0, 0, OPEN), (0, 1, FOLLOW)), f"{seed}")[1].kind for seed in range(30)}
    assert kinds == {FOLLOW, TurnKind.CLARIFICATION}


def test_compares_with_a_topic_discussed_before() -> None:
    sloop = topic(
        "Sloop", ((), "A sloop is a boat."), ((), "Unlike the Suez Canal, it is of wood, and smaller than most.")
    )
    steps = plan((0, 0, OPEN), (1, 0, SHIFT), (1, 1, FOLLOW))
    turns = [WRITER.write([CANAL, sloop], steps, f"{seed}")[2] for seed in range(30)]
    compared = [turn for turn in turns if turn.kind is TurnKind.COMPARISON]
    assert len(compared) > 15
    assert all("the Suez Canal" in turn.text for turn in compared)


def test_calls_nobody_he_or_she_before_the_text_does() -> None:
    for seed in range(40):
        turns = WRITER.write([CANAL, CLIMBER], plan((0, 0, OPEN), (1, 0, SHIFT), (1, 1, FOLLOW)), f"{seed}")
        assert not any(re.search(r"\b(?:he|she|his|her|him)\b", turn.text.lower()) for turn in turns)


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
        ("Romans", "Romans are people from Rome.", "Romans", "Romans", True, "thing"),
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
        ("New Zealand", "New Zealand"),
        ("Formula One career", "{p} Formula One career"),
        ("United States", "the United States"),
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


def test_finds_names_and_noun_phrases() -> None:
    text = "In May he went to Puerto Rico, where the local population was poor, not to the harbour of Cadiz."
    phrases = ("the local population", "the harbour of Cadiz")
    assert telling(text, frozenset(), COMMON) == (("Puerto Rico", "Cadiz"), phrases)


def test_finds_nouns_that_need_no_article() -> None:
    text = "They lived by trade with natural gas, of agriculture and of potatoes, in general for instance."
    assert telling(text, frozenset(), COMMON) == ((), ("natural gas", "agriculture", "potatoes"))


@pytest.mark.parametrize(
    "text",
    [
        "It was the first time that the new one came in the same way.",
        "He saw Berlin Wall guards and in Portland State University buildings slept well.",
        "On the other hand, the best known of the long and winding roads was lost.",
    ],
)
def test_finds_no_scraps_of_phrases(text: str) -> None:
    assert telling(text, frozenset(), COMMON) == ((), ())


def test_a_turn_written_again_names_what_it_asks_about_and_is_new() -> None:
    topics, steps, seed = CASES["shift by a mention"]
    turns = WRITER.write(topics, steps, seed)
    again = WRITER.rewrite(topics, steps, turns, dict.fromkeys((1, 2, 4), "unclear"), seed)
    assert sorted(again) == [1, 2, 4]
    assert not {turn.text for turn in again.values()} & {turn.text for turn in turns}
    for number, turn in again.items():
        assert any(name in turn.text for name in ("Hillary", "Suez Canal", "the canal")), turn.text
        assert well_formed(turn.text) is None
        assert turn.kind is steps[number].kind


def test_a_return_says_to_what_it_returns() -> None:
    for seed in range(40):
        turns = WRITER.write([CANAL, CLIMBER], plan((0, 0, OPEN), (1, 0, SHIFT), (0, 2, RETURN)), f"{seed}")
        assert re.search("histor|story|past|Lesseps|opened|Canal work|over time", turns[2].text), turns[2].text


TITLES = [
    "Suez Canal", "Edmund Hillary", "日本", "O'Brien \"the Great\"", "A {b} [c] <d>", "1066", "x" * 200, "the",
    "Ωmega (letter)", "How to: ", "C++", "_a, _b", "/W4", "::", "Naïve “art”", "Émile Zola",
    "List: of, things", "Lions", "", "  ",
]  # fmt: skip
HEADINGS = [
    "History", "Early life", "See also", "2", "1990s", "It's \"quoted\"", "Foo::bar", "{slot}", "A", "ÉTUDES",
    "Why it matters", "word " * 20, "Usage / use", "To do this", "x_y and z", "Q?", "«Titre»",
    "Rise of the Sungas (185 BC)", "  ", "Crème — brûlée",
]  # fmt: skip
SUBJECTS = [
    "The canal", "It", "He", "Its 'old' gate", "Lions", "Émile (b. 1840)", "A {thing}", "1,234 men",
    '"Quoted" words',
]  # fmt: skip
VERBS = [
    "was opened in 1869", "is a large", "were used for", "wrote", "consists of", "lives in", "has", "died in",
    "[x] was",
]  # fmt: skip
RESTS = [
    "the old town.", "Paris, France.", "wood, iron and {steel}.", "3 km [4].", "it “all”.", "a book (1890)!",
]  # fmt: skip


def invented(random_: random.Random) -> tuple[list[Topic], list[Step]]:
    topics = []
    for _ in range(random_.randint(1, 4)):
        segments = []
        for _ in range(random_.randint(1, 25)):
            text = " ".join(
                f"{random_.choice(SUBJECTS)} {random_.choice(VERBS)} {random_.choice(RESTS)}"
                for _ in range(random_.randint(1, 3))
            )
            section = tuple(random_.choice(HEADINGS) for _ in range(random_.randint(0, 3)))
            segments.append((section, text))
        topics.append(topic(random_.choice(TITLES), *segments))
    steps: list[Step] = []
    seen: list[int] = []
    for _ in range(random_.randint(1, 90)):
        at = random_.randrange(len(topics))
        kind = FOLLOW
        if not steps:
            kind = OPEN
        elif at != steps[-1].topic:
            kind = RETURN if at in seen else SHIFT
        via = random_.choice(["", "", topics[at].title, 'some {odd} "words"', "Émile"]) if kind is SHIFT else ""
        recalls = max(n for n, step in enumerate(steps) if step.topic == at) if kind is RETURN else -1
        steps.append(Step(at, random_.randrange(len(topics[at].segments)), kind, via=via, recalls=recalls))
        seen.append(at)
    return topics, steps


@pytest.mark.parametrize("seed", range(150))
def test_no_turn_repeats_leaks_or_is_malformed_whatever_the_documents_are(seed: int) -> None:
    topics, steps = invented(random.Random(seed))
    turns = WRITER.write(topics, steps, f"{seed}")
    assert len(turns) == len(steps)
    seen: set[str] = set()
    said: list[str] = []
    for step, turn in zip(steps, turns, strict=True):
        segment = topics[step.topic].segments[step.segment]
        assert well_formed(turn.text) is None, turn.text
        assert normalised(turn.text) not in seen, turn.text
        subjects = [ask.subject for ask in about(segment, topics[step.topic].title, COMMON).asks]
        told = telling(segment.text, frozenset(), COMMON)
        known = [topics[step.topic].title, *segment.section, *subjects, step.via, *said, *told.names, *told.phrases]
        assert not leaks(turn.text, segment.text, known)
        allowed = {step.kind}
        if step.kind is FOLLOW:
            allowed |= {TurnKind.CLARIFICATION, TurnKind.COMPARISON}
        assert turn.kind in allowed
        seen.add(normalised(turn.text))
        said += [topics[step.topic].title, segment.text]


def test_no_wording_shows_by_its_repetition() -> None:
    long = topic(
        "Suez Canal",
        *(
            ((f"Part {name}",), f"The {name} gate was opened in 1869. The {name} wall consists of stone.")
            for name in NAMES
        ),
    )
    turns = WRITER.write([long], plan(*((0, n, FOLLOW if n else OPEN) for n in range(len(NAMES)))), "x")
    frames = collections.Counter(" ".join(turn.text.split()[:4]) for turn in turns)
    assert frames.most_common(1)[0][1] <= 4


def test_an_adjective_of_a_people_as_heading_takes_the_topic_along() -> None:
    common = {"abacus", "comedian"}
    assert heading_forms("Japanese", "thing", "Abacus", common) == Forms((), (), ("the Japanese abacus",))
    assert heading_forms("Comedian", "thing", "Abacus", common) != Forms((), (), ("the Comedian abacus",))
