"""What MyST adds to Markdown: roles, tables, cards and comments."""

import pytest

from lemnos.sources.documents.prose.builder import Prose
from lemnos.sources.documents.prose.markdown import parse as parse_markdown
from tests.sources.documents.prose_checks import anchors, assert_sound, texts


def parse(source: str) -> Prose:
    prose = parse_markdown(source, lambda address: address)
    assert_sound(prose)
    return prose


@pytest.mark.parametrize(
    ("source", "text", "links"),
    [
        ("See {ref}`the kiln <kilns>` for more.", "See the kiln for more.", [("the kiln", "kilns")]),
        ("See {ref}`the-hot_kiln` for more.", "See the hot kiln for more.", [("the hot kiln", "the-hot_kiln")]),
        ("See {doc}`../ovens/hot-kiln` for more.", "See hot kiln for more.", [("hot kiln", "../ovens/hot-kiln")]),
        ("Call {py:func}`~kiln.heat.__init__` for more.", "Call __init__ for more.", []),
        ("Call {class}`!kiln.Kiln` for more.", "Call kiln.Kiln for more.", []),
        ("Press {kbd}`Ctrl` and {guilabel}`Fire` now.", "Press Ctrl and Fire now.", []),
        ("It is {math}`a_1 * b_2` high and *so* on.", "It is a_1 * b_2 high and so on.", []),
        ("It is {ref}`a <b>` and {ref}`c\nd <e>` too.", "It is a and c d too.", [("a", "b"), ("c d", "e")]),
        ("The code `{ref}` and ``{a}`b` `` stay here.", "The code {ref} and {a}`b` stay here.", []),
        ("A function f{x}`y` is no role at all.", "A function f{x}y is no role at all.", []),
    ],
)
def test_roles_are_their_text(source: str, text: str, links: list[tuple[str, str]]) -> None:
    prose = parse(source)
    assert texts(prose) == [text]
    assert anchors(prose) == links


@pytest.mark.parametrize(
    ("source", "table"),
    [
        (
            "```{list-table} Heat\n:header-rows: 1\n\n* - Kiln\n  - Heat\n* - `a|b`\n  - 900\n    degrees\n```",
            "| Kiln | Heat |\n| --- | --- |\n| a\\|b | 900 degrees |",
        ),
        (":::{list-table}\n* - Kiln\n  - Heat\n- - a\n  -\n:::", None),
        (
            '```{csv-table} Heat\n:header: Kiln, "Heat, in all"\n\na, 900\n"b", "1,000"\n```',
            "| Kiln | Heat, in all |\n| --- | --- |\n| a | 900 |\n| b | 1,000 |",
        ),
        ("- One:\n\n  ```{csv-table}\n  Kiln, Heat\n  a, 900\n  ```", "| Kiln | Heat |\n| --- | --- |\n| a | 900 |"),
    ],
)
def test_tables(source: str, table: str | None) -> None:
    blocks = [prose for prose in texts(parse(f"Mind the heat of it.\n\n{source}\n")) if prose.startswith("|")]
    assert blocks == ([table] if table else [])


@pytest.mark.parametrize("body", ["", "No list is here.", "* - one"])
def test_a_table_without_rows_is_counted(body: str) -> None:
    assert parse(f"Mind the heat.\n\n```{{list-table}}\n{body}\n```\n").left_out == {"tables": 1}


def test_the_parts_of_a_card_are_paragraphs() -> None:
    source = ":::{card} Kilns\nThe kiln is hot.\n^^^\nMind the heat of it.\n+++\nRead more of it here.\n:::\n"
    assert texts(parse(source)) == ["The kiln is hot.", "Mind the heat of it.", "Read more of it here."]


def test_comments_are_counted() -> None:
    prose = parse("% A note to self.\n% And more.\n\nMind the heat, about 50\n% of it.\n\n% The end.\n")
    assert texts(prose) == ["Mind the heat, about 50 % of it."]
    assert prose.left_out == {"comments": 2}


@pytest.mark.parametrize("box", ["[ ]", "[x]", "[X]"])
def test_the_box_of_a_task_goes(box: str) -> None:
    assert texts(parse(f"- {box} Mind the heat of it.\n- [x](y.md) is a link of it.\n\n{box} Not a task here.\n")) == [
        "Mind the heat of it.",
        "x is a link of it.",
        f"{box} Not a task here.",
    ]
