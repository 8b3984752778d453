"""What is found in texts, and what is not."""

import json
from collections.abc import Sequence

import pytest

from lemnos.steps.curate.decontaminate.confirm import findable
from lemnos.steps.curate.decontaminate.detect import Hit
from lemnos.steps.curate.decontaminate.items import Item, Signature
from lemnos.steps.curate.decontaminate.probes import probes_of
from lemnos.steps.curate.decontaminate.rarity import Rarity
from tests.steps.curate.decontaminate.conftest import PAGES, Find, item

LONG = "A gardener plants 14 rows of 23 tulips and then gives 57 of the tulips to a neighbour. How many tulips remain?"
SHORT = "Which metal do thermometers of old hold?"
BEFORE, AFTER = "\n\n".join(PAGES[:3]), "\n\n".join(PAGES[3:])


def inside(text: str) -> str:
    return f"{BEFORE}\n\n{text}\n\n{AFTER}"


def kinds(hits: Sequence[Hit]) -> list[str]:
    return [hit.probe.kind for hit in hits]


@pytest.mark.parametrize(
    "copy",
    [
        LONG,
        LONG.upper().replace(".", " -"),
        "A gardener sows 14 rows of 23 tulips and then gives 57 of them to a neighbour. How many tulips remain?",
        "<p>A <b>garden</b>er plants 14 rows of 23&nbsp;tulips <i>and</i> then gives 57 of the tulips to a "
        "neighbour.</p>\n<p>How many tulips remain?</p>",
        json.dumps({"messages": [{"content": LONG.replace("and then", 'and\nthen "quickly"')}]}),
        "> A gardener plants **14 rows** of [23 tulips](https://example.org/tulips) and then gives 57 of the tulips\n"
        "> to a neighbour.\n>\n> How many tulips remain?",
    ],
    ids=["verbatim", "case and punctuation", "reworded", "HTML", "JSON", "Markdown"],
)
def test_a_long_question_is_found_inside_a_page(find: Find, copy: str) -> None:
    text = inside(copy)
    (hit,) = find([item(LONG, "265")], text)
    assert (hit.text, hit.probe.kind) == (1, "question")
    assert text[hit.start : hit.end].lower().startswith(("a", "garden"))
    assert text[hit.start : hit.end].lower().endswith("remain")
    assert all(text[start:end].isalnum() for start, end in hit.words if not text[start:end].startswith("garden"))


@pytest.mark.parametrize(
    "other",
    [
        "A gardener plants tulips each autumn and then gives many of the tulips to a neighbour or a friend.",
        "A gardener plants 8 rows of 11 tulips and then gives 30 of the tulips to a neighbour. How many tulips remain?",
        "How many tulips remain in the gardens of the palace is not known, and nobody has counted their rows.",
    ],
    ids=["same subject", "other numbers", "part of it"],
)
def test_another_text_is_no_copy_of_a_long_question(find: Find, other: str) -> None:
    assert find([item(LONG, "265")], inside(other)) == []


def test_a_short_question_is_found_with_its_answer_nearby_only(find: Find) -> None:
    items = [item(SHORT, "mercury")]
    (hit,) = find(items, inside(f"{SHORT}\nAnswer: Mercury"))
    assert hit.match.near == "mercury"
    assert kinds(find(items, inside("Which liquid metal do thermometers of old hold? It is Mercury."))) == ["question"]
    assert find(items, inside(SHORT)) == []
    assert find(items, inside("The metal that thermometers of old hold is mercury.")) == []


def test_a_saying_that_is_to_be_completed_is_no_leak_in_running_text(find: Find) -> None:
    items = [item("Too many cooks spoil the", "broth")]
    assert find(items, inside("He shrugged: too many cooks spoil the broth, as people say.")) == []
    assert kinds(find(items, inside("Complete: Too many cooks spoil the …\nAnswer: broth"))) == ["question"]


@pytest.mark.parametrize(
    ("asked", "statement"),
    [
        ("Is it the third oldest harbour of a coast?", "Sedge is thus the third oldest harbour of a coast, no less."),
        ("What happened to the blind gull?", "Nobody told what happened to the blind gull, and no, it was not asked."),
        ("Amber beads are formed", "Amber beads are yellow, mostly clear stones, formed in no time from resin."),
        ("Dunes move inland when", "Dunes move inland when no grass holds them, which the wind of autumn helps."),
        ("The sum of ferry tolls and berth fees of a harbour is called the",
         "The sum of the ferry tolls and the berth fees of this harbour is known as the dues, and skippers pay it."),
    ],
)  # fmt: skip
def test_a_statement_of_the_fact_is_no_copy_of_the_question(find: Find, asked: str, statement: str) -> None:
    items = [item(asked, "no", "dues")]
    assert find(items, inside(statement)) == []
    assert kinds(find(items, inside(f"3. {asked}\nAnswer: no"))) == ["question"]


@pytest.mark.parametrize(
    "copy",
    [
        "{}\n(a) on the moon (b) by the wind",
        '"{}","by the wind"',
        "{} A. on the moon B. by the wind",
        "<td>{}</td><td>by the wind</td>",
        '{{"ctx": "{}", "answer": "by the wind"}}',
        "The keeper says: {} by the wind that comes over the bay each night before the lamps are lit, until dawn.",
    ],
    ids=["list", "CSV", "one line", "table", "JSON", "long answer"],
)
def test_a_text_to_be_completed_is_found_where_it_ends(find: Find, copy: str) -> None:
    asked = "Dunes of the bay are carried inland"
    answer = "by the wind that comes over the bay each night before the lamps are lit"
    items = [item(asked, "by the wind", answer)]
    assert "question" in kinds(find(items, inside(copy.format(asked))))


def test_a_question_is_found_without_its_mark_where_a_line_begins_with_it(find: Find) -> None:
    items = [item("Who hid the brass key of the lighthouse?", "Alrik")]
    assert kinds(find(items, inside("who hid the brass key of the lighthouse\nAlrik"))) == ["question"]


def test_a_generic_question_is_found_by_its_choices(find: Find) -> None:
    choices = ("Whales breathe through lungs", "Sharks nurse their young", "Frogs grow feathers in spring")
    items = [item("Which of these is true?", choices[0], choices=choices)]
    listed = "\n".join(f"({number}) {choice}" for number, choice in enumerate(reversed(choices), 1))
    hits = find(items, inside(f"Which of these is true?\n{listed}"))
    assert "choices" in kinds(hits)
    assert find(items, inside("Which of these is true? Nobody knows, and frogs do not care.")) == []


def test_a_question_and_choices_of_few_words_are_found_whole(find: Find) -> None:
    choices = ("can be used to do with a quill", "can have it hold a quill or a quill")
    items = [item("awl", choices[1], choices=choices)]
    assert kinds(find(items, inside(f"awl\nA. {choices[0]}\nB. {choices[1]}"))) == ["choices"]
    assert find(items, inside("An awl can be used to do what a quill can; it can have a hold on a quill.")) == []


def test_a_last_question_without_content_needs_its_conversation(find: Find) -> None:
    history = ("Where did the lighthouse keeper hide the brass key?", "Under the third step.")
    items = [item("Why?", "He feared smugglers.", history=history)]
    talk = f"User: {history[0]}\nAssistant: {history[1]}\nUser: Why?\nAssistant: He feared smugglers."
    assert "conversation" in kinds(find(items, inside(talk)))
    assert find(items, inside("Why? He feared smugglers.")) == []


def test_a_page_that_an_item_quotes_is_no_copy_of_it(find: Find) -> None:
    speech = (
        "we shall carry our lanterns into the valley, and no frost of any winter shall quench the flame that our "
        "mothers lit for us upon the hill of the seven oaks"
    )
    items = [item(f'Which statesman said in his address: "{speech}", and in which town did he say it?', "Orrin Vale")]
    assert find(items, inside(f"Then he rose and said: {speech}. All were silent.")) == []
    assert kinds(find(items, inside(items[0].question))) == ["question"]


def test_a_licence_is_no_copy_of_a_question_that_recites_it(find: Find) -> None:
    terms = (
        "anyone who receives this chart may copy and sell it, provided that the compass rose and the name of the "
        "mapmaker stay on every copy, and that no pilot is held to answer for a wreck"
    )
    items = [item(f"Under which of these terms may a chart be sold: {terms}?", "the harbour licence")]
    assert find(items, inside(f"The terms of the harbour. {terms.capitalize()}.")) == []
    items = [item(f"Name the licence of charts that has these terms:\n{terms}", "the harbour licence")]
    assert find(items, inside(f"The terms of the harbour. {terms.capitalize()}.")) == []
    assert kinds(find(items, inside(items[0].question))) == ["question"]


def test_a_question_about_a_passage_is_not_found_in_the_passage(find: Find) -> None:
    passage = "The osprey nests on tall poles near the estuary. It dives feet first and carries its prey head forward."
    items = [item(f"{passage} Based on this passage, what does the bird hunt?", "fish")]
    assert find(items, inside(passage)) == []


def test_tables_that_repeat_a_few_words_are_no_copies(find: Find) -> None:
    table = "P Q R\nT T T\nT T F\nT F T\nF T T\nF F F\nT F F\nF T F\nF F T"
    items = [item(f"Fill in the table and say whether it is valid:\n{table}", "no")]
    assert find(items, inside(table.replace("F F F", "F F T"))) == []
    statuses = "\n".join(f"{code} {name}" for code, name in ((200, "OK"), (301, "Moved"), (404, "Not Found")))
    items = [item("Which status code means Not Found?", "404", choices=("200", "301", "404"))]
    assert find(items, inside(statuses)) == []


def test_an_answer_by_itself_is_found_unless_it_quotes_a_passage(find: Find) -> None:
    answer = (
        "The mill stood idle because its owner had quarrelled with the miller about the price of oats, and for three "
        "harvests the farmers of the valley took their grain across the pass"
    )
    asked = "Why did the mill stand idle?"
    assert kinds(find([item(asked, answer)], inside(answer))) == ["answer"]
    assert find([item(asked, answer, passages=(f"It is told that {answer}.",))], inside(answer)) == []


def test_the_description_of_a_tool_is_found_where_its_name_stands(find: Find) -> None:
    tool = Signature(
        "harbour.reserve_berth", ("length", "night"), "Reserves a berth for a yacht of this length in the harbour."
    )
    items = [item("", tools=(tool,))]
    page = json.dumps({"name": tool.name, "description": tool.description})
    berth = Signature("reserve_the_berth", (), "Reserve the berth of a yacht for one night in this harbour.")
    named = f"{berth.name}\n{berth.description}"
    assert kinds(find([item("", tools=(berth,))], inside(named))) == ["tool"]
    assert kinds(find(items, inside(page))) == ["tool"]
    assert find(items, inside(tool.description)) == []
    assert find(items, inside(f"Reserve now. {tool.description} A berth is free.")) == []


def test_a_tool_with_a_short_description_is_found_with_its_parameters(find: Find) -> None:
    tool = Signature("count_buoys", ("bay",), "Counts the buoys of a bay.", ("The bay in which buoys are counted.",))
    items = [item("", tools=(tool,))]
    assert kinds(find(items, inside(f"{tool.name}: {tool.description} bay: {tool.details[0]}"))) == ["tool"]
    assert find(items, inside(f"virtual count_buoys(); {tool.description} Returns their number.")) == []


def test_texts_of_other_scripts_are_found(find: Find) -> None:
    asked = "灯台守は真鍮の鍵をどこに隠しましたか。そして誰がそれを見つけましたか?"
    assert kinds(find([item(asked, "三段目の下")], inside(asked))) == ["question"]
    greek = "Πού έκρυψε ο φαροφύλακας το μπρούντζινο κλειδί πριν έρθουν οι λαθρέμποροι στο νησί;"
    assert kinds(find([item(greek, "κάτω")], inside(greek.upper()))) == ["question"]


def test_nothing_is_found_twice_in_one_place(find: Find) -> None:
    items = [item(LONG, "265"), item(LONG, "265", number=2)]
    assert len(find(items, inside(LONG))) == 1
    assert len(find(items, inside(LONG) + inside(LONG))) == 2


def test_items_that_share_nearly_all_words_are_found(find: Find) -> None:
    items = [
        Item(id=str(number), benchmark="test", question=f"{LONG} In the year {1900 + number}.", source="x")
        for number in range(80)
    ]
    hits = find(items, inside(items[17].question))
    assert 17 in {hit.item for hit in hits}


@pytest.mark.parametrize("changed", range(9))
def test_a_short_question_is_found_whichever_of_its_words_differs(find: Find, changed: int) -> None:
    words = "Which old skipper sold seven brass lanterns at Sedgeport?".split()
    words[changed] = "zz"
    copy = f"{' '.join(words).removesuffix('?')}?\nAnswer: Ilse Morrow"
    items = [item("Which old skipper sold seven brass lanterns at Sedgeport?", "Ilse Morrow")]
    assert kinds(find(items, inside(copy))) == ["question"]


@pytest.mark.parametrize("before", [505, 510, 512, 760, 1020])
def test_an_item_is_found_wherever_it_stands_in_a_long_text(find: Find, before: int) -> None:
    text = " ".join(("reed " * before, SHORT, "Mercury.", "sand " * 600, LONG, "reed " * before))
    assert kinds(find([item(SHORT, "mercury"), item(LONG, "265", number=2)], text)) == ["question", "question"]


def test_the_only_number_of_a_short_question_must_stand_there(find: Find) -> None:
    items = [item("Reckon the toll of a round ferry with a radius of 5 fathoms.", "78")]
    assert kinds(find(items, inside("Reckon the toll of a round ferry with a radius of 5 fathoms."))) == ["question"]
    for other in ("7", "1.5", "5,000"):
        assert find(items, inside(f"Reckon the toll of a round ferry with a radius of {other} fathoms.")) == []


def test_a_question_longer_than_a_block_of_the_search_is_found(find: Find) -> None:
    asked = " ".join(f"On day {day} lamp {day * 7} burned for {day * 3} hours." for day in range(1, 120))
    text = f"{'reed ' * 300} {asked} How long was that in all? {'sand ' * 300}"
    assert kinds(find([item(f"{asked} How long was that in all?", "21420")], text)) == ["question"]


def test_what_says_too_little_is_not_looked_for() -> None:
    items = [item("Is it so?", "No"), item("Which metal do thermometers hold?", "mercury", number=2), item("Why him?")]
    rarity = Rarity.of([*PAGES, *(one.question for one in items)])
    found = findable(probes_of(items), rarity)
    assert [probe.item for probe in found.probes] == [1]
    assert found.too_short == [0, 2]
    polite = "You are very welcome, and if there is any more that you would like to ask of me, please do so."
    kept = findable(probes_of([item("Who fed the blind gull at the quay of Sedgeport in May?", polite)]), rarity)
    assert [one.kind for one in kept.probes] == ["question"]
