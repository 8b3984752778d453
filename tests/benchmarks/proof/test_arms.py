"""What the arms share and what sets them apart."""

from collections import Counter

import msgspec
import pytest

from lemnos.records import (
    Dialogue,
    DialogueMeta,
    Document,
    DocumentReference,
    Evidence,
    ScoreCard,
    Turn,
    TurnKind,
    Utterance,
)
from lemnos.records.conversation import validate
from proof.arms import (
    cluster_windows,
    dense,
    divide,
    document_of,
    is_far,
    is_memory,
    reordered,
    repeated,
    shuffled,
    sourced,
    split_of,
    starts,
    told,
    without,
)

CARD = ScoreCard(coherence=1, memory=1, soundness=1, coverage=1, score=1)
LIKE = Document(id="x", title="X", source="x.txt", licence="CC0-1.0", language="en", text="", paragraphs=())


def count(text: str) -> int:
    return len(text.split())


def article(name: str, paragraphs: int = 12, words: int = 10) -> Document:
    return document_of(name, [f"{name}{number} " + "word " * (words - 1) for number in range(paragraphs)], LIKE)


def dialogue(name: str, documents: list[Document], turns: int = 6) -> Dialogue:
    """The first paragraphs of the documents in turn; turn 3 asks for turn 2 again, and turn 5 for turn 0."""
    messages: list[Utterance] = []
    made = []
    for number in range(turns):
        document = documents[number % len(documents)]
        span = document.paragraphs[number // len(documents)]
        memory = {3: 2, 5: 0}.get(number)
        messages.append(Utterance("user", f"{name} asks {number}?"))
        messages.append(Utterance("assistant", document.text[span.start : span.end].strip()))
        made.append(
            Turn(
                kind=TurnKind.FOLLOW_UP if memory is None else TurnKind.RECALL,
                reward=0.5,
                evidence=(Evidence(document.id, span.start, span.end),),
                recalls=() if memory is None else (memory,),
                distance=0 if memory is None else number - memory,
            )
        )
    meta = DialogueMeta(documents[0].id, "offline", "en", 0, 0, 0, 0, 0.5, CARD)
    references = tuple(DocumentReference(one.id, one.title, "", "CC0-1.0", "x") for one in documents)
    return Dialogue(id=name, messages=tuple(messages), turns=tuple(made), documents=references, meta=meta)


@pytest.fixture
def articles() -> list[Document]:
    return [article(f"A{number}") for number in range(80)]


@pytest.fixture
def dialogues(articles: list[Document]) -> list[Dialogue]:
    return [dialogue(f"d{number}", articles[2 * number : 2 * number + 2]) for number in range(40)]


def pairs(made: list[Dialogue]) -> Counter[tuple[str, str]]:
    return Counter(
        (one.messages[2 * number].content, one.messages[2 * number + 1].content)
        for one in made
        for number in range(len(one.turns))
    )


def test_shuffled_turns_are_the_same_turns_after_other_histories(dialogues: list[Dialogue]) -> None:
    made = shuffled(dialogues, 0)
    assert pairs(made) == pairs(dialogues)
    assert [len(one.turns) for one in made] == [len(one.turns) for one in dialogues]
    own = sum(
        one.messages[2 * number].content.split()[0] == one.messages[2 * number - 2].content.split()[0]
        for one in made
        for number in range(1, 6)
    )
    assert own < 20  # of 200; 5 are expected by chance
    assert not any(turn.recalls for one in made for turn in one.turns)
    for one in made:
        validate(one.messages)
    assert made == shuffled(dialogues, 0) != shuffled(dialogues, 1)


def test_reordered_turns_stay_in_their_dialogue(dialogues: list[Dialogue]) -> None:
    made = reordered(dialogues, 0)
    for before, after in zip(dialogues, made, strict=True):
        assert pairs([before]) == pairs([after])
    assert sum(one.messages != before.messages for before, one in zip(dialogues, made, strict=True)) > 35


def test_memory_turns_are_left_out_all_or_the_far_ones(dialogues: list[Dialogue]) -> None:
    asked = [[message.content for message in one.messages[::2]] for one in without(dialogues[:1], is_memory)]
    assert asked == [["d0 asks 0?", "d0 asks 1?", "d0 asks 2?", "d0 asks 4?"]]
    asked = [[message.content for message in one.messages[::2]] for one in without(dialogues[:1], is_far)]
    assert asked == [["d0 asks 0?", "d0 asks 1?", "d0 asks 2?", "d0 asks 3?", "d0 asks 4?"]]


def test_a_sourced_dialogue_follows_what_it_quotes_and_fits(
    articles: list[Document], dialogues: list[Dialogue]
) -> None:
    held = {one.id: one for one in articles}
    (whole,) = sourced(dialogues[:1], held, 1000, count)
    text, _blank, question = whole.messages[0].content.rpartition("\n\n")
    assert question == "d0 asks 0?"
    assert [line.split()[0] for line in text.split("\n\n")] == ["#", "A00", "A01", "A02", "#", "A10", "A11", "A12"]
    assert whole.messages[1:] == dialogues[0].messages[1:]
    validate(whole.messages)
    (bare,) = repeated(dialogues[:1], held, 1000, count)
    answers = [message.content for message in dialogues[0].messages[1::2]]
    assert bare.text == "\n\n".join([text, *answers])
    cut = list(sourced(dialogues, held, 100, count))
    assert [len(one.turns) for one in cut] == [3] * 40
    assert "A02" not in cut[0].messages[0].content
    assert not [*sourced(dialogues, held, 40, count), *repeated(dialogues, held, 40, count)]


def test_no_document_of_a_test_is_in_another_split(articles: list[Document], dialogues: list[Dialogue]) -> None:
    lone = article("Lone")
    divided = divide(dialogues, [*articles, lone], (0.4, 0.4, 0.2))
    ids = {name: {one.id for one in held} for name, held in divided.documents.items()}
    assert sorted(name for held in ids.values() for name in held) == sorted(one.id for one in [*articles, lone])
    assert lone.id in ids["base"]
    for name, held in divided.dialogues.items():
        assert held
        assert all(reference.id in ids[name] for one in held for reference in one.documents)


def test_the_split_of_a_cluster_knows_no_order() -> None:
    assert split_of(["a", "b"], (0.3, 0.3, 0.4)) == split_of(["b", "a"], (0.3, 0.3, 0.4))
    found = Counter(split_of([f"{number}"], (0.5, 0.4, 0.1)) for number in range(2000))
    assert (found["base"], found["arms"], found["test"]) == pytest.approx((1000, 800, 200), abs=70)


def test_documents_that_two_dialogues_share_are_refused(articles: list[Document]) -> None:
    shared = [dialogue("a", articles[:2]), dialogue("b", articles[1:3])]
    with pytest.raises(ValueError, match=r"is in two dialogues; set talk\.reuse to 1"):
        divide(shared, articles, (0.4, 0.4, 0.2))


def test_clusters_are_packed_from_the_text_of_the_prose_arm(
    articles: list[Document], dialogues: list[Dialogue]
) -> None:
    held = {one.id: one for one in articles}
    prose = list(starts(articles, 100, count))
    packed = list(cluster_windows(dialogues, held, 100, count))
    assert len(prose) == len(packed) == 80
    assert all(60 <= count(one.text) <= 100 for one in [*prose, *packed])
    assert prose[0].text.startswith("# A0\n\nA00 word")
    first, second = packed[0].text, packed[1].text
    assert first.index("# A0\n\nA00 ") < first.index("# A1\n\nA10 ")
    assert second.index("# A0\n\nA03 ") < second.index("# A1\n\nA13 ")
    of_both = {text for one in packed[:2] for text in one.text.split("\n\n")}
    assert of_both <= {text for one in prose[:2] for text in one.text.split("\n\n")} | {"# A0", "# A1"}


def test_what_was_told_is_the_quoted_text_once_in_its_order(articles: list[Document]) -> None:
    held = {one.id: one for one in articles}
    (found,) = told([dialogue("d", articles[:2])], held)
    parts = [text.strip() for text in found.text.split("\n\n")]
    assert [part.split()[0] for part in parts] == ["#", "A00", "A01", "A02", "#", "A10", "A11", "A12"]
    again = dialogue("d", articles[:2])
    repeated = Evidence(articles[0].id, articles[0].paragraphs[0].start, articles[0].paragraphs[0].end - 4)
    turns = (*again.turns[:5], Turn(kind=TurnKind.RECALL, reward=0, evidence=(repeated,)))
    (found,) = told([msgspec.structs.replace(again, turns=turns)], held)
    assert found.text.count("A00 ") == 1


def test_dense_memory_keeps_what_memory_turns_need_and_one_other_for_each(dialogues: list[Dialogue]) -> None:
    (made,) = dense(dialogues[:1])
    assert [message.content for message in made.messages[::2]] == [
        f"d0 asks {number}?" for number in (0, 1, 2, 3, 4, 5)
    ]
    longer = dialogue("long", [article("L", 20)], turns=9)
    (made,) = dense([longer])
    assert [message.content for message in made.messages[::2]] == [
        f"long asks {number}?" for number in (0, 1, 2, 3, 4, 5)
    ]
    assert sum(map(is_memory, made.turns)) == 2
    assert dense(without(dialogues, is_memory)) == []
