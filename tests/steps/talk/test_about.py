import time

import msgspec
import pytest

from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.sentence_questions import About, about

COMMON = frozenset(
    "canal stone arrowheads modern synthesis evolutionary biology old lock work crystalline structures northern branch "
    "harbour species capital".split()
)


def read(text: str, title: str = "Suez Canal") -> About:
    return about(Segment(0, len(text), text, ()), title, COMMON)


@pytest.mark.parametrize(
    ("text", "kind", "subject", "aux", "base"),
    [
        ("The canal was opened in November 1869 after ten years of work.", "when", "", "was", "opened"),
        ("Stone arrowheads were used for hunting small game.", "use", "stone arrowheads", "were", ""),
        ("The modern synthesis describes evolution as change.", "object", "the modern synthesis", "does", "describe"),
        ("In 1832, naturalists discovered a new species there.", "object", "naturalists", "did", "discover"),
        ("Evolutionary biology is a field of science.", "define", "evolutionary biology", "is", ""),
        ("The old lock is located near the northern end.", "place", "the old lock", "is", "located"),
        ("The work was written by Charles Darwin in Kent.", "who", "the work", "was", "written"),
        ("Crystalline structures occur in all classes of materials.", "where", "crystalline structures", "do", "occur"),
        ("The northern branch consists of two parallel lanes.", "object", "the northern branch", "does", "consist"),
        ("There are several types of locks in use today.", "kinds", "types of locks", "are", ""),
        ("The harbour is known for its lively market.", "known", "the harbour", "is", ""),
        ("Tenzing Norgay wrote a book about the climb.", "object", "Tenzing Norgay", "did", "write"),
    ],
)
def test_reads_the_question_that_a_sentence_answers(text: str, kind: str, subject: str, aux: str, base: str) -> None:
    ask = read(text).asks[0]
    assert (ask.kind, ask.subject, ask.aux, ask.base) == (kind, subject, aux, base)


@pytest.mark.parametrize(
    ("text", "referent", "subject"),
    [
        ("It was completed in 1869 under French direction.", "it", ""),
        ("Its capital is located on the coast of the sea.", "its", "capital"),
        ("He married the daughter of a merchant that year.", "he", ""),
        ("The Suez Canal lies in the north of the country.", "name", ""),
    ],
)
def test_knows_how_the_topic_is_referred_to(text: str, referent: str, subject: str) -> None:
    ask = read(text).asks[0]
    assert (ask.referent, ask.subject) == (referent, subject)


@pytest.mark.parametrize(
    "text",
    [
        "The results were published in a small journal.",
        "Some of them were never found again by anyone.",
        "About 30% of the ships were sunk in the war.",
        "And liberation is a matter of long practice.",
        "This was seen as a great success by many.",
        "(1878–1839)",
        "",
    ],
)
def test_yields_nothing_where_it_is_not_sure(text: str) -> None:
    assert read(text).asks == ()


def test_keeps_no_number_and_no_date() -> None:
    found = read("The great bridge was built in 1890. The Forth Road was widened in 1952. It cost 3,000 pounds.")
    assert not any(character.isdigit() for ask in found.asks for character in ask.subject)


@pytest.mark.parametrize(
    "text",
    [
        "Hume delivers a long lecture on the habits of the mind.",
        "The plight of the many affected people and countries was great.",
        "The writers are framed by two essays on the same theme.",
        "Jonson was made a burgess of the city that year.",
        "Advaita Vedanta is based on old scriptures and on reason.",
        "Baseline measurements were made of the landing sites.",
        "The harvest was a success in every part of the valley.",
    ],
)
def test_asks_no_question_that_the_clause_does_not_carry(text: str) -> None:
    assert not [ask for ask in read(text).asks if ask.kind not in ("about", "quality")]


def test_calls_somebody_with_an_occupation_a_person() -> None:
    ask = read("Ben Jonson was a playwright and poet of the time.", "Ben Jonson").asks[0]
    assert (ask.kind, ask.person, ask.referent) == ("define", True, "name")


def test_names_the_only_gendered_pronoun() -> None:
    assert read("When young, he sailed to the north with a crew of six.").pronoun == "he"
    assert read("When young, he met a woman and she sailed with him.").pronoun == ""


def test_is_stored_and_restored() -> None:
    found = read("Stone arrowheads were used for hunting small game. He saw them.")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=About) == found


def test_is_fast_enough_for_a_whole_corpus() -> None:
    text = "The canal was widened in 1952 and carried more ships than before, although tolls rose each year. " * 4
    segment = Segment(0, len(text), text, ())
    about(segment, "Suez Canal", COMMON)
    best = 1.0
    for _ in range(5):
        started = time.process_time()
        for _ in range(200):
            about(segment, "Suez Canal", COMMON)
        best = min(best, (time.process_time() - started) / 200)
    assert best < 400e-6  # ten times the budget: the test machine may be anything


def test_a_subject_that_is_cut_after_of_is_no_error() -> None:
    assert [ask.subject for ask in read("University of was founded in 1900 by him.").asks] == ["University of"]
