import collections
import random
import re

import pytest

from lemnos.records import Evidence, TurnKind
from lemnos.steps.talk.check.text_checks import normalised, well_formed
from lemnos.steps.talk.check.turn_words import stem_table
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.write.base import Memory, Step, Topic, UserTurn
from lemnos.steps.talk.write.rules.known import Known
from lemnos.steps.talk.write.rules.offline import OfflineWriter
from lemnos.text.stems import stem_sets

COMMON = frozenset(
    "canal stone locks salt crusts sextant gold storm tide career rise of laws war create task compiler error class "
    "concept ascent operation wood lake shore second peace jazz fusion test cricket harbour lock".split()
)
WRITER = OfflineWriter(COMMON)
OPEN, FOLLOW, DEEPER, SHIFT, RETURN = (
    TurnKind.OPENING,
    TurnKind.FOLLOW_UP,
    TurnKind.ELABORATION,
    TurnKind.TOPIC_SHIFT,
    TurnKind.RETURN,
)
SEEDS = [f"{seed}" for seed in range(30)]


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
}


def asked(topics: list[Topic], steps: list[Step], number: int) -> list[UserTurn]:
    """Return a turn as every seed writes it."""
    return [WRITER.write(topics, steps, seed)[number] for seed in SEEDS]


def share(turns: list[UserTurn], pattern: str) -> float:
    return sum(re.search(pattern, turn.text) is not None for turn in turns) / len(turns)


def test_the_same_arguments_give_the_same_turns_and_another_seed_another_person() -> None:
    _, steps, _ = CASES["one topic"]
    assert WRITER.write([CANAL], steps, "x") == WRITER.write([CANAL], steps, "x")
    assert WRITER.write([CANAL], steps, "x") != WRITER.write([CANAL], steps, "y")
    assert len({turn.text for turn in asked([CANAL], steps, 0)}) > 10


def test_a_section_is_asked_for_by_what_its_heading_means() -> None:
    turns = asked([CANAL], plan((0, 0, OPEN), (0, 1, FOLLOW)), 1)
    assert share(turns, "name|word|called|etymology") > 0.6


def test_a_person_is_asked_about_as_one() -> None:
    turns = asked([CLIMBER], plan((0, 0, OPEN), (0, 1, FOLLOW)), 1)
    assert share(turns, "early|childhood|grow up|young|come from|family|youth") > 0.6


def test_a_topic_that_the_last_answer_named_is_picked_up_and_another_is_announced() -> None:
    steps = plan((0, 0, OPEN), (1, 0, SHIFT), via="Edmund Hillary")
    assert share(asked([CANAL, CLIMBER], steps, 1), "Edmund Hillary") == 1
    assert share(asked([CANAL, CLIMBER], steps, 1), "mentioned|came up|brought up|earlier") == 0  # nobody named him
    named = topic("Suez Canal", ((), "The Suez Canal is a canal in Egypt. In 1951 Edmund Hillary sailed through it."))
    turns = asked([named, CLIMBER], plan((0, 0, OPEN), (1, 0, SHIFT), via="Edmund Hillary"), 1)
    assert share(turns, "Edmund Hillary") == 1
    assert share(turns, "change|switch|different|new topic|something else|Moving on") == 0


def test_a_return_names_what_it_returns_to() -> None:
    steps = plan((0, 0, OPEN), (1, 0, SHIFT), (0, 2, RETURN))
    assert share(asked([CANAL, CLIMBER], steps, 2), "Suez Canal|the canal") == 1


def test_after_a_memory_turn_the_topic_is_named() -> None:
    memory = Memory(
        (0,),
        "It is a canal.",
        (Evidence("x", 0, 1, ()),),
        True,
        {"form": "cue", "kind": "cue", "x": "Egypt", "topic": "the Suez Canal"},
    )
    aside = Step(0, 0, TurnKind.RECALL, memory=memory)
    steps = [*plan((0, 0, OPEN), (0, 1, FOLLOW)), aside, *plan((0, 4, FOLLOW))]
    for turn in asked([CANAL], steps, 3):
        assert re.search("Suez Canal|[Tt]he canal", turn.text), turn.text
        assert not turn.context_dependent


def test_what_was_mentioned_is_asked_about_when_the_answer_is_about_it() -> None:
    lake = topic(
        "Lake Eyre",
        ((), "Lake Eyre is a lake. In 1840 a settler named Alva Morrow mapped the whole shore."),
        ((), "Alva Morrow was born in Leeds. She drew maps all her life and sold them to sailors."),
    )
    turns = asked([lake], plan((0, 0, OPEN), (0, 1, FOLLOW)), 1)
    assert share(turns, "Alva Morrow") > 0.6
    assert {turn.kind for turn in turns if "Alva Morrow" in turn.text} == {TurnKind.CLARIFICATION}
    unmentioned = topic("Lake Eyre", ((), "Lake Eyre is a lake in the south."), ((), lake.segments[1].text))
    assert share(asked([unmentioned], plan((0, 0, OPEN), (0, 1, FOLLOW)), 1), "Morrow|Leeds") == 0


def test_a_story_is_asked_for_what_comes_next() -> None:
    canal = topic(
        "Suez Canal",
        ((), "The Suez Canal was begun in 1859. Workers came from far away and dug for years."),
        ((), "In 1863 the work stopped. The money was gone and the builders went home."),
    )
    turns = asked([canal], plan((0, 0, OPEN), (0, 1, DEEPER)), 1)
    assert share(turns, "next|after that|then|there|turn out|continue|go on|came|end|followed|Then") > 0.5


def test_an_example_is_asked_for_where_one_comes() -> None:
    locks = topic(
        "Suez Canal",
        ((), "The Suez Canal is a canal. Ships of some kinds pass it free of charge."),
        ((), "For example, hospital ships pass without a fee."),
    )
    assert share(asked([locks], plan((0, 0, OPEN), (0, 1, DEEPER)), 1), "example|concrete|practice") > 0.6


def test_some_dialogues_end_as_people_end_them() -> None:
    steps = plan((0, 0, OPEN), (0, 1, FOLLOW), (0, 2, FOLLOW), (0, 3, FOLLOW))
    ends = share(
        asked([CANAL], steps, 3), "last|Before I go|finish|final|nearly all|almost everything|have to leave|useful"
    )
    assert 0.4 < ends < 1
    assert share(asked([CANAL], steps, 2), "Before I go|final question|one last|One last") == 0


def test_a_turn_written_again_names_what_it_asks_about_and_is_new() -> None:
    topics, steps, seed = CASES["shift by a mention"]
    turns = WRITER.write(topics, steps, seed)
    again = WRITER.rewrite(topics, steps, turns, dict.fromkeys((1, 2, 4), "unclear"), seed)
    assert sorted(again) == [1, 2, 4]
    assert not {turn.text for turn in again.values()} & {turn.text for turn in turns}
    for turn in again.values():
        assert well_formed(turn.text) is None


def test_words_are_known_once_they_were_said_in_any_form() -> None:
    known = Known({})
    (answer,) = stem_sets(["The harbour was dredged by Ferdinand."])
    assert known.clairvoyant("When was the harbour dredged?", answer)
    assert not known.clairvoyant("What happened there?", answer)
    known.add(stem_sets(["They are dredging the harbours."])[0])
    assert not known.clairvoyant("When was the harbour dredged?", answer)
    assert known.clairvoyant("What did Ferdinand do?", answer)
    assert not stem_sets(["harbour"])[0] & stem_table("general")


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
def test_no_turn_is_clairvoyant_repeated_or_malformed_whatever_the_documents_are(seed: int) -> None:
    topics, steps = invented(random.Random(seed))
    turns = WRITER.write(topics, steps, f"{seed}")
    assert len(turns) == len(steps)
    seen: set[str] = set()
    known = set(stem_table("general"))
    for step, turn in zip(steps, turns, strict=True):
        segment, title = topics[step.topic].segments[step.segment], topics[step.topic].title
        assert well_formed(turn.text) is None, turn.text
        assert normalised(turn.text) not in seen, turn.text
        answer, allowed, said = stem_sets([segment.text, f"{title} {step.via} header", turn.text])
        assert not (said & answer) - known - allowed, turn.text
        kinds = {FOLLOW, DEEPER, TurnKind.CLARIFICATION} if step.kind is FOLLOW else {step.kind}
        assert turn.kind in kinds
        seen.add(normalised(turn.text))
        known |= answer | allowed | said


def test_no_wording_shows_by_its_repetition() -> None:
    long = topic("Suez Canal", *(((), f"The wall number {n} is of stone, as one can see from far.") for n in range(40)))
    turns = WRITER.write([long], plan(*((0, n, FOLLOW if n else OPEN) for n in range(40))), "x")
    frames = collections.Counter(" ".join(turn.text.split()[:5]) for turn in turns)
    assert frames.most_common(1)[0][1] <= 4
