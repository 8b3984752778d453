"""User turns by a model: what it is told, how its answers are read, and what stands in where it fails."""

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from lemnos.llm.prompts import packaged
from lemnos.llm.request import Answer, Answers, Request, Unanswered
from lemnos.records import TurnKind
from lemnos.steps.talk.write.base import Memory, Step, UserTurn
from lemnos.steps.talk.write.model import AGAIN, PURPOSE, REWRITE, ModelWriter, longest, prompts_of, tidy
from lemnos.steps.talk.write.prompt_context import draw_style, shortened
from lemnos.steps.talk.write.rules.offline import OfflineWriter
from lemnos.steps.talk.write.settings import ModelWriterSettings, StyleSettings
from tests.steps.talk.test_offline import CANAL, CASES, CLIMBER, COMMON

TOPICS, STEPS, SEED = CASES["shift by a mention"]
STYLE = StyleSettings(personas=("a pilot",), knowledge=("new to it",), registers=("curt",), words=(7,))
SETTINGS = ModelWriterSettings(window=3, overlap=1, answer_words=9, overlap_words=5, style=STYLE)
Model = Callable[[Request], Answer]


def ask(
    model: Model, work: Callable[[ModelWriter], object], settings: ModelWriterSettings = SETTINGS
) -> tuple[ModelWriter, object, list[Request]]:
    """Do some work with a model: as a shard does, again and again until nothing is missing."""
    known: dict[str, Answer] = {}
    asked: list[Request] = []
    for _ in range(9):
        writer = ModelWriter("m", packaged(), settings, OfflineWriter(COMMON).write, COMMON, Answers(known))
        try:
            return writer, work(writer), asked
        except Unanswered as waits:
            asked += waits.requests
            known |= {request.key: model(request) for request in waits.requests}
    raise AssertionError("it asks for ever")


def write(model: Model, settings: ModelWriterSettings = SETTINGS) -> tuple[ModelWriter, list[UserTurn], list[Request]]:
    writer, turns, asked = ask(model, lambda writer: writer.write(TOPICS, STEPS, SEED), settings)
    assert isinstance(turns, list)
    return writer, turns, asked


def counted(turns: list[UserTurn]) -> dict[str, int]:
    return dict(Counter(turn.written for turn in turns))


def numbers_of(request: Request) -> list[str]:
    return list(msgspec.json.decode(request.schema)["required"])


def perfect(request: Request) -> Answer:
    texts = {number: f"what of {request.key[:4]} {number}?" for number in numbers_of(request)}
    return Answer(msgspec.json.encode(texts).decode())


def test_the_model_is_told_these_very_words() -> None:
    _, _, asked = write(perfect)
    first, second = asked
    assert [message.role for message in first.messages] == ["system", "user"]
    assert first.messages[0] == second.messages[0]
    assert first.messages[1].content == (
        "The user: a pilot; new to it. Writes in the language of the answers; curt; about 7 words a message, "
        "some much shorter.\n"
        "Subjects: Suez Canal; Edmund Hillary\n"
        "\n"
        "Answers:\n"
        "1 [opening; Suez Canal] The Suez Canal is a canal in Egypt. The …\n"
        '2 [topic_shift; Edmund Hillary; from "Edmund Hillary"] Sir Edmund Hillary (20 July 1919 – 11 January …'
        "\n\nWrite the messages 1 to 2."
    )
    assert second.messages[1].content == (
        "The user: a pilot; new to it. Writes in the language of the answers; curt; about 7 words a message, "
        "some much shorter.\n"
        "Subjects: Suez Canal; Edmund Hillary\n"
        "Said just before:\n"
        "[Edmund Hillary] Sir Edmund Hillary (20 July …\n"
        "\n"
        "Answers:\n"
        "1 [follow_up; Edmund Hillary › Early life] With his parents, he moved to the north; his …\n"
        "2 [elaboration; Edmund Hillary › Ascent] He said that Tenzing Norgay saved him. Tenzing Norgay …\n"
        "3 [return; Suez Canal › History] The canal was opened in November 1869 after years …"
        "\n\nWrite the messages 1 to 3."
    )
    assert [request.purpose for request in asked] == [PURPOSE, PURPOSE]
    assert [request.max_tokens for request in asked] == [2 * 64 + 64, 3 * 64 + 64]


def test_a_good_answer_becomes_the_turns_at_once() -> None:
    _, turns, asked = write(perfect)
    keys = [asked[0].key[:4]] * 2 + [asked[1].key[:4]] * 3
    numbers = [1, 2, 1, 2, 3]
    assert [turn.text for turn in turns] == [
        f"What of {key} {number}?" for key, number in zip(keys, numbers, strict=True)
    ]
    drafts = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    assert [turn.kind for turn in turns] == [draft.kind for draft in drafts]
    assert counted(turns) == {"model": 5}


def test_what_is_missing_is_asked_for_alone_and_once() -> None:
    def forgetful(request: Request) -> Answer:
        if request.purpose == PURPOSE:
            return Answer('{"1": "A first question?", "3": ""}')
        return Answer('{"1": "A second try?"}')

    _, turns, asked = write(forgetful)
    assert [(request.purpose, len(numbers_of(request))) for request in asked] == [
        (PURPOSE, 2),
        (PURPOSE, 3),
        (AGAIN, 1),
        (AGAIN, 2),
    ]
    assert "1 [elaboration; Edmund Hillary › Ascent]" in asked[3].messages[1].content
    assert "Early life" not in asked[3].messages[1].content.partition("Answers:")[2]
    drafts = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    assert [turn.text for turn in turns] == [
        "A first question?",
        "A second try?",
        "A first question?",
        "A second try?",
        drafts[4].text,
    ]
    assert counted(turns) == {"model": 2, "model, asked again": 2, "rules: unreadable": 1}


@pytest.mark.parametrize(
    ("answer", "why", "asked_for"),
    [
        (Answer("", "refused", "content"), "refused", 2),
        (Answer("", "failed", "no connection"), "failed", 2),
        (Answer("I would rather not."), "unreadable", 6),
    ],
)
def test_without_a_usable_answer_the_offline_writer_stands_in(answer: Answer, why: str, asked_for: int) -> None:
    _, turns, asked = write(lambda _: answer)
    drafts = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    assert [turn.text for turn in turns] == [draft.text for draft in drafts]
    assert counted(turns) == {f"rules: {why}": 5}
    assert len(asked) == asked_for  # what is refused is not asked again; what cannot be read is, in halves


SLOTS = {"q": "where is the Suez Canal", "e": "where the Suez Canal is", "topic": "the Suez Canal", "form": "ask"}
RECALL = Step(0, 0, TurnKind.RECALL, memory=Memory((0,), "A secret answer.", (), True, SLOTS))
DRAFT = OfflineWriter(COMMON).write(TOPICS, [*STEPS[:2], RECALL], SEED)[2].text


def test_a_memory_turn_gives_the_meaning_and_not_the_answer() -> None:
    _, turns, asked = ask(perfect, lambda writer: writer.write(TOPICS, [*STEPS[:2], RECALL], SEED))
    assert f"\n3 [say] {DRAFT}" in asked[0].messages[1].content
    assert "secret" not in asked[0].messages[1].content
    assert isinstance(turns, list)
    assert turns[2].kind is TurnKind.RECALL


@pytest.mark.parametrize(
    ("said", "stands", "outcome"),
    [
        ("can you repeat where the Suez Canal is?", "Can you repeat where the Suez Canal is?", "model"),
        ("where was it again?", DRAFT, "rules: meaning changed"),
        ("where is the Suez Canal, the second one?", DRAFT, "rules: meaning changed"),
    ],
)
def test_a_memory_turn_keeps_the_names_and_figures_of_its_draft(said: str, stands: str, outcome: str) -> None:
    def answer(request: Request) -> Answer:
        return Answer(msgspec.json.encode({"1": "What is it?", "2": "And who is he?", "3": said}).decode())

    _, turns, _ = ask(answer, lambda writer: writer.write(TOPICS, [*STEPS[:2], RECALL], SEED))
    assert isinstance(turns, list)
    assert turns[2].text == stands
    assert counted(turns) == {"model": 2, **({outcome: 1} if outcome != "model" else {"model": 3})}


def test_a_memory_turn_is_never_sent_back_to_the_model() -> None:
    steps = [*STEPS[:2], RECALL]
    turns = OfflineWriter(COMMON).write(TOPICS, steps, SEED)
    _, again, asked = ask(perfect, lambda writer: writer.rewrite(TOPICS, steps, turns, {2: "too long"}, SEED))
    assert (again, asked) == ({}, [])


def test_a_refused_turn_is_told_what_is_wrong_with_it() -> None:
    turns = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    faults = {1: "tells '1919' of its answer", 4: "3 other segments fit it better"}
    _, again, asked = ask(perfect, lambda writer: writer.rewrite(TOPICS, STEPS, turns, faults, SEED))
    (request,) = asked
    assert request.purpose == REWRITE
    told = request.messages[1].content
    assert f"  Written: {turns[1].text}\n  Against it: tells '1919' of its answer\n" in told
    assert f"  Written: {turns[4].text}\n  Against it: 3 other segments fit it better\n" in told
    assert isinstance(again, dict)
    assert {number: turn.text for number, turn in again.items()} == {
        1: f"What of {request.key[:4]} 1?",
        4: f"What of {request.key[:4]} 2?",
    }


def test_the_same_dialogue_asks_the_same_and_another_seed_asks_for_another_style() -> None:
    wide = ModelWriterSettings()
    first, again = write(perfect, wide)[2], write(perfect, wide)[2]
    assert [request.key for request in first] == [request.key for request in again]
    styles = {draw_style(StyleSettings(), f"{number}") for number in range(40)}
    assert len(styles) > 30


def test_language_and_lists_of_the_style_are_what_the_settings_say() -> None:
    style = StyleSettings(personas=("a pilot",), knowledge=("k",), registers=("r",), words=(9,), language="de")
    assert draw_style(style, "any") == (
        "a pilot; k. Writes in the language de; r; about 9 words a message, some much shorter."
    )


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("what is a canal", "What is a canal?"),
        ("1. tell me more", "Tell me more."),
        ('"And the locks?"', "And the locks?"),
        ("User: go on,", "Go on."),
        ("„Was ist das?“", "Was ist das?"),
        ("潮汐是如何形成的？", "潮汐是如何形成的？"),
        ('The "Ever Given", when was it stuck', 'The "Ever Given", when was it stuck?'),
        ("ok, and who built it", "Ok, and who built it?"),
        ("and the locks, how do they work", "And the locks, how do they work?"),
        ("the Blue Nile, which is the larger one, is long", "The Blue Nile, which is the larger one, is long."),
        (" … ", ""),
    ],
)
def test_messages_are_tidied(given: str, made: str) -> None:
    assert tidy(given) == made


def test_answers_are_shortened_by_words_and_by_letters_where_there_are_no_spaces() -> None:
    assert shortened("one two  three\nfour", 3) == "one two three …"
    assert shortened("one two three", 3) == "one two three"
    assert shortened("潮" * 100, 5) == "潮" * 30 + " …"


def test_every_window_has_at_most_so_many_turns_and_all_are_asked_for() -> None:
    steps = [Step(0, 0, TurnKind.OPENING), *[Step(place % 2, place % 3, TurnKind.FOLLOW_UP) for place in range(33)]]
    settings = ModelWriterSettings(window=16)
    _, turns, asked = ask(perfect, lambda writer: writer.write([CANAL, CLIMBER], steps, "s"), settings)
    assert [len(numbers_of(request)) for request in asked] == [11, 11, 12]
    assert isinstance(turns, list)
    assert len(turns) == 34


def test_the_schema_bounds_a_message_and_the_bound_follows_the_style() -> None:
    _, _, asked = write(perfect)
    schema = msgspec.json.decode(asked[0].schema)
    assert {field["maxLength"] for field in schema["properties"].values()} == {8 * (2 * 7 + 8)}
    assert longest(ModelWriterSettings()) == 8 * (2 * 12 + 8)


LONG = "what of it and " * 20


@pytest.mark.parametrize("length", [longest(SETTINGS), longest(SETTINGS) + 60])
def test_a_message_that_is_too_long_is_refused_and_not_cut(length: int) -> None:
    def loops(request: Request) -> Answer:
        texts = dict.fromkeys(numbers_of(request), "And why?") | {"1": LONG[:length].strip() + "s" * 60}
        return Answer(msgspec.json.encode({n: text[:length] for n, text in texts.items()}).decode())

    _, turns, _ = write(loops)
    drafts = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    assert [turn.text for turn in turns] == [drafts[0].text, "And why?", drafts[2].text, "And why?", "And why?"]
    assert counted(turns) == {"model": 3, "rules: too long": 2}


def test_a_message_just_under_the_limit_is_taken() -> None:
    text = "W" + "h" * (longest(SETTINGS) - 3) + "?"
    _, turns, _ = write(lambda request: Answer(msgspec.json.encode(dict.fromkeys(numbers_of(request), text)).decode()))
    assert {turn.text for turn in turns} == {text}


def test_the_last_message_of_an_answer_that_was_cut_off_is_not_taken() -> None:
    def cut_off(request: Request) -> Answer:
        if request.purpose == PURPOSE:
            return Answer('{"1": "What is a canal?", "2": "And who was Edmund', "length")
        return Answer(msgspec.json.encode(dict.fromkeys(numbers_of(request), "A second try?")).decode())

    _, turns, asked = write(cut_off)
    assert [turn.text for turn in turns] == [
        "What is a canal?",
        "A second try?",
        "What is a canal?",
        "A second try?",
        "A second try?",
    ]
    assert [len(numbers_of(request)) for request in asked if request.purpose == AGAIN] == [1, 2]


COMPACT = msgspec.structs.replace(SETTINGS, prompt="compact")


def plain(text: str) -> Model:
    return lambda _: Answer(text)


def test_the_compact_form_asks_for_one_turn_in_these_very_words() -> None:
    _, turns, asked = write(plain("where was he born\n\nPassage: more"), COMPACT)
    assert [request.purpose for request in asked] == [PURPOSE] * 5
    assert {request.schema for request in asked} == {""}
    assert {request.max_tokens for request in asked} == {64}
    roles = ["system", *["user", "assistant"] * 3, "user"]
    assert all([message.role for message in request.messages] == roles for request in asked)
    assert len({request.messages[:-1] for request in asked}) == 1  # what a prefix cache serves
    assert asked[0].messages[0].content == (
        "You ask short questions in the language of the passage. You are shown a passage; write one question, of about "
        "7 words, that the passage answers."
    )
    assert asked[0].messages[2].content == "Why do corals turn white?"
    assert asked[0].messages[-1].content == (
        "Subject: Suez Canal\nPassage: The Suez Canal is a canal in Egypt. The …\nQuestion:"
    )
    assert asked[2].messages[-1].content == (
        "(Sir Edmund Hillary (20 July …)\nSubject: Edmund Hillary › Early life\n"
        "Passage: With his parents, he moved to the north; his …\nQuestion:"
    )
    assert [turn.text for turn in turns] == ["Where was he born?"] * 5
    assert counted(turns) == {"model": 5}


def test_rules_write_the_memory_turns_of_the_compact_form() -> None:
    steps = [*STEPS[:2], RECALL]
    _, turns, asked = ask(plain("What is it?"), lambda writer: writer.write(TOPICS, steps, SEED), COMPACT)
    assert len(asked) == 2
    assert isinstance(turns, list)
    assert (turns[2].text, turns[2].written) == (DRAFT, "rules")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(""), "unreadable"),
        (Answer(" … "), "unreadable"),
        (Answer(LONG), "too long"),
        (Answer("What is it that", "length"), "too long"),
        (Answer("", "refused", "content"), "refused"),
        (Answer("Why do corals turn white?"), "prompt copied"),
        (Answer("Beekeepers calm a hive with smoke, right?"), "prompt copied"),
    ],
)
def test_an_answer_of_the_compact_form_that_is_no_turn_is_refused(answer: Answer, why: str) -> None:
    _, turns, asked = write(lambda _: answer, COMPACT)
    drafts = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    assert [turn.text for turn in turns] == [draft.text for draft in drafts]
    assert counted(turns) == {f"rules: {why}": 5}
    assert len(asked) == 5


def test_a_line_that_is_complete_stands_though_the_answer_was_cut_off() -> None:
    _, turns, _ = write(lambda _: Answer("What is it?\nIt is", "length"), COMPACT)
    assert {turn.text for turn in turns} == {"What is it?"}


def test_the_language_of_the_style_is_told_in_the_compact_form() -> None:
    german = msgspec.structs.replace(COMPACT, style=msgspec.structs.replace(STYLE, language="German"))
    _, _, asked = write(plain("Was ist das?"), german)
    assert asked[0].messages[0].content.startswith("You ask short questions in German.")


@pytest.mark.parametrize("settings", [SETTINGS, COMPACT], ids=["windowed", "compact"])
def test_candidates_are_samples_of_the_same_prompt(settings: ModelWriterSettings) -> None:
    many = msgspec.structs.replace(settings, candidates=3)

    def sampled(request: Request) -> Answer:
        text = f"What of sample {request.sample % 2}?"
        if settings is COMPACT:
            return Answer(text)
        return Answer(msgspec.json.encode(dict.fromkeys(numbers_of(request), text)).decode())

    _, versions, asked = ask(sampled, lambda writer: writer.candidates(TOPICS, STEPS, SEED), many)
    once = write(sampled, settings)[2]
    assert len(asked) == 3 * len(once)
    assert len({request.key for request in asked}) == len(asked)
    assert {request.messages for request in asked} == {request.messages for request in once}
    assert {request.key for request in once} <= {request.key for request in asked}
    assert isinstance(versions, list)
    assert [[turn.text for turn in of_turn] for of_turn in versions] == [["What of sample 0?", "What of sample 1?"]] * 5


def test_one_readable_sample_is_enough_and_the_others_are_not_asked_again() -> None:
    two = msgspec.structs.replace(SETTINGS, candidates=2)

    def half(request: Request) -> Answer:
        return perfect(request) if request.sample else Answer("I would rather not.")

    _, versions, asked = ask(half, lambda writer: writer.candidates(TOPICS, STEPS, SEED), two)
    assert {request.purpose for request in asked} == {PURPOSE}
    assert isinstance(versions, list)
    assert [len(of_turn) for of_turn in versions] == [1] * 5


def test_the_prompts_that_are_needed_depend_on_the_form() -> None:
    assert set(prompts_of(SETTINGS)) == {"user_turns", "user_turns_again", "user_turns_system"}
    assert set(prompts_of(COMPACT)) == {"user_turn", "user_turn_examples", "user_turn_system"}
    rewriting = msgspec.structs.replace(COMPACT, rewrites=1)
    assert set(prompts_of(rewriting)) > {"user_turn", "user_turns_again"}
    turns = OfflineWriter(COMMON).write(TOPICS, STEPS, SEED)
    faults = {1: "tells '1919' of its answer", 4: "3 other segments fit it better"}
    _, _, asked = ask(perfect, lambda writer: writer.rewrite(TOPICS, STEPS, turns, faults, SEED), rewriting)
    assert [len(numbers_of(request)) for request in asked] == [1, 1]
