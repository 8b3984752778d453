"""Code and tables in documents, segments and dialogues: verbatim in answers, never in what turns are about."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import Document, Link, Paragraph
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.prose import markdown
from lemnos.steps.talk.documents.code import prose_of, without_code
from lemnos.steps.talk.documents.features import DECODER, ShardFeatures
from lemnos.steps.talk.documents.segment import Segment, SegmentSettings, leads_in, segment
from tests.builders import prose

SETTINGS = SegmentSettings()
LONG = "The kiln is loaded from the front, and its door is bricked up before the fire is lit. " * 3
CODE = "```sh\nkiln --light\n```"


def read(text: str) -> Document:
    return markdown.parse(text, lambda address: address).document(title="Kiln", source="kiln.md")


def segments(text: str, settings: SegmentSettings = SETTINGS) -> list[Segment]:
    document = read(text)
    made = list(segment(document, settings))
    for part in made:
        assert document.text[part.start : part.end] == part.answer
        assert not any(block.text.strip() in part.text for block in part.blocks)
    return made


def test_code_belongs_to_the_paragraph_before_it() -> None:
    (part,) = segments(f"{LONG}\n\n{CODE}\n")
    assert part.text == LONG.strip()
    assert part.answer == f"{LONG.strip()}\n\n{CODE}"
    assert [(block.at, block.text) for block in part.blocks] == [(len(LONG.strip()), f"\n\n{CODE}")]


def test_prose_goes_on_behind_code() -> None:
    (part,) = segments(
        f"Light the fire with this command:\n\n{CODE}\n\n{CODE}\n\nIt burns for a day, and then it goes out."
    )
    assert part.text == "Light the fire with this command:\n\nIt burns for a day, and then it goes out."
    assert part.answer == (
        f"Light the fire with this command:\n\n{CODE}\n\n{CODE}\n\nIt burns for a day, and then it goes out."
    )
    first, second = part.position(0), part.position(part.text.index("It burns"))
    assert part.answer[first - part.start :].startswith("Light")
    assert part.answer[second - part.start :].startswith("It burns")
    end = part.position(part.text.index("\n\n"))
    assert part.answer[: end - part.start] == "Light the fire with this command:"


def test_no_answer_begins_in_the_middle_of_a_sentence_that_code_interrupts() -> None:
    first, *others = segments(f"{LONG}\n\n{CODE}\n\nwhich lights the kiln. {LONG * 2}")
    assert first.answer == f"{LONG.strip()}\n\n{CODE}"
    assert [part.text[:9] for part in others] == ["The kiln "]
    assert [part.text[:9] for part in segments(f"{CODE}\n\nsetuptools {LONG[3:]}")] == ["setuptool"]
    assert segments(f"{CODE}\n\nwhich lights the kiln. {LONG}") == []


def test_code_that_opens_a_section_belongs_to_the_paragraph_behind_it() -> None:
    first, second = segments(
        f"{CODE}\n\n{LONG}\n\n## Next\n\n{CODE}\n\n{CODE}\n\n{LONG}\n\n{CODE}\n\nThen it goes out at night."
    )
    assert (first.answer, first.text) == (f"{CODE}\n\n{LONG.strip()}", LONG.strip())
    assert first.position(0) - first.start == len(CODE) + 2
    assert second.answer == f"{CODE}\n\n{CODE}\n\n{LONG.strip()}\n\n{CODE}\n\nThen it goes out at night."
    assert second.text == f"{LONG.strip()}\n\nThen it goes out at night."
    assert [block.at for block in second.blocks] == [0, 0, len(LONG.strip())]
    for part in (first, second):
        for word in ("The kiln", "fire is lit", "goes out"):
            if word in part.text:
                at = part.position(part.text.index(word) + 1) - part.start
                assert part.answer[at - 1 :].startswith(word)


def test_code_that_opens_a_section_goes_with_the_first_piece_of_a_long_paragraph() -> None:
    first, second = segments(f"{CODE}\n\n{(LONG * 3).strip()}", SegmentSettings(max_words=100))
    assert first.answer == f"{CODE}\n\n{first.text}"
    assert second.answer == second.text


@pytest.mark.parametrize("label", ["Output", "Sample output", "Kiln type: brick", "<kiln> [door]"])
def test_code_behind_a_label_does_not_join_the_paragraph_before_the_label(label: str) -> None:
    assert segments(f"{LONG}\n\n{label}\n\n{CODE}")[0].answer == LONG.strip()


def test_code_behind_a_label_with_a_colon_keeps_its_label() -> None:
    (part,) = segments(f"{LONG}\n\nOutput:\n\n{CODE}")
    assert part.answer == f"{LONG.strip()}\n\nOutput:\n\n{CODE}"


def test_code_whose_lead_in_is_left_out_is_left_out_and_counted() -> None:
    made = markdown.parse(f"{LONG}\n\nRun {{{{ kiln }}}} now:\n\n{CODE}\n\n{LONG}\n\n{CODE}", lambda address: address)
    assert [part.kind for part in made.paragraphs] == ["prose", "prose", "code"]
    assert made.left_out == {"code_blocks": 1, "sentences_with_placeholders": 1}


def test_tables_belong_to_the_paragraph_before_them() -> None:
    (part,) = segments(f"{LONG}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert part.answer.endswith("fire is lit.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n\n## Next\n\n{CODE}\n\n## Last",  # a section without a paragraph
        f"| a | b |\n|---|---|\n| 1 | 2 |\n\n{LONG}",  # a table before all prose
        f"{CODE}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n{LONG}",
        "```\n" + "line\n" * 41 + f"```\n\n{LONG}",  # a file before all prose
        f"{LONG}\n\n## Next\n\n{CODE}",  # of another section
        f"{LONG}\n\nAmber Birch, Cedar Delta, Ember Flint and Garnet Hazel Ivory.\n\n{CODE}",  # behind a list of names
        f"{LONG}\n\n```\n" + "line\n" * 41 + "```\n",  # a file
    ],
)
def test_code_of_no_paragraph_and_long_code_is_left_out(text: str) -> None:
    assert [part.answer for part in segments(text)] == [LONG.strip()]


def test_a_lead_in_without_its_code_is_left_out() -> None:
    long = "```\n" + "line\n" * 41 + "```\n"
    assert [part.answer for part in segments(f"{LONG}\n\nLight it as in this example:\n\n{long}")] == [LONG.strip()]


def test_code_has_its_own_limit_and_no_words() -> None:
    blocks = "\n\n".join(["This is one of the ways to light it:\n\n```\n" + "a b c d\n" * 30 + "```"] * 2)
    made = segments(f"{LONG}\n\n{blocks}", SegmentSettings(keep_words=5))
    assert [part.answer.count("a b c d") for part in made] == [30, 30]
    (one,) = segments(f"{LONG}\n\n{blocks}", SegmentSettings(code_lines=60))
    assert one.answer.count("a b c d") == 60


@pytest.mark.parametrize(
    ("text", "leads"),
    [("For example:", True), ("例えば：", True), ("It is hot.", False), ("- x:", False), (":", False), ("", False)],
)
def test_leads_in(text: str, leads: bool) -> None:
    assert leads_in(text) is leads


def test_words_stems_and_anchors_are_those_of_the_prose() -> None:
    text = f"{LONG} See [the grate](grate) of it.\n\n```\nzirconium(quartz)\n```\n"
    plain = f"{LONG} See [the grate](grate) of it.\n"
    bags = []
    for source in (text, plain):
        features = ShardFeatures(SETTINGS)
        assert features.add(Page(read(source), ("Kiln",)))
        material = DECODER.decode(features.blobs[0])
        bags.append((material.words, material.counts, material.stems))
        (part,) = material.topic.segments
        assert [anchor.text for anchor in part.anchors] == ["the grate"]
    assert bags[0] == bags[1]


@given(st.lists(st.sampled_from(["prose", "code", "table", "link", "item"]), max_size=12))
@settings(deadline=None, max_examples=50)
def test_a_document_without_code_is_that_of_a_text_without_code(kinds: list[str]) -> None:
    parts = {
        "prose": "The kiln stands on the hill.",
        "code": "```\nkiln\n\n  up\n```",
        "table": "| a | b |\n|---|---|\n| 1 | 2 |",
        "link": "The [grate](grate) is of iron.",
        "item": "1. It is an item here.",
    }
    whole = "\n\n".join(parts[kind] for kind in kinds)
    rest = "\n\n".join(parts[kind] for kind in kinds if kind not in ("code", "table"))
    assert without_code(read(whole)) == read(rest)
    assert prose_of(read(whole)) == read(rest).text


def test_links_of_a_document_as_a_whole_stay() -> None:
    made = Document(
        id="x",
        title="Kiln",
        source="k",
        text="```\nx\n```\n\nIt burns.",
        paragraphs=(Paragraph(0, 9, (), "code"), Paragraph(11, 20)),
        links=(Link(0, 0, "Grate"), Link(14, 19, "Fire")),
    )
    assert without_code(made).links == (Link(0, 0, "Grate"), Link(3, 8, "Fire"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("docs")
    for number in range(6):
        parts = [f"# Tool {number}", f"Tool {number} works with [the next](tool{(number + 1) % 6}.md). {prose(number)}"]
        for section in range(5):
            parts += [
                f"## Part {section}",
                f"{prose((number, section))} It is used like this:",
                f"```py\nqwertz_{number}_{section}(uiop)\n```",
                prose((number, section, "more")),
            ]
        (root / f"tool{number}.md").write_text("\n\n".join(parts))
    return root


@pytest.mark.parametrize("code", ["keep", "drop"])
def test_answers_with_code_are_verbatim_and_turns_never_name_it(corpus: Path, tmp_path: Path, code: str) -> None:
    import lemnos

    run = lemnos.talk(
        {"path": str(corpus), "language": "en"}, out=tmp_path / "run", segment={"code": code}, progress=False
    )
    documents = {document.id: document for document in run.records("documents")}
    dialogues = list(run.records("dialogues"))
    assert dialogues
    with_code = 0
    for dialogue in dialogues:
        for number, turn in enumerate(dialogue.turns):
            user, answer = (message.content for message in dialogue.messages[2 * number : 2 * number + 2])
            assert "qwertz" not in user
            assert "uiop" not in user
            with_code += "```py" in answer
            spans = [documents[one.document].text[one.start : one.end] for one in turn.evidence]
            if turn.verbatim:
                assert " ".join(spans) == answer
            else:
                assert all(span in answer for span in spans)
    report = json.loads((tmp_path / "run" / "report.json").read_text())
    assert report["dialogues"]["answers_with_code"] == with_code
    assert report["documents"]["code"]["read"] == 30
    if code == "keep":
        assert with_code > 0
        assert report["documents"]["code"]["in_segments"] == 30
        assert report["documents"]["left_out"] == {}
    else:
        assert with_code == 0
        assert not any("qwertz" in document.text for document in documents.values())
        assert report["documents"]["left_out"] == {"code_blocks": 30}
