"""Arguments that the description of a tool documents."""

import pytest

from lemnos.sources.tools.json.documented import documented_arguments


def read(text: str) -> dict[str, str]:
    return {made.name: made.text for made in documented_arguments(text)}


def test_a_docstring_s_arguments_end_with_their_section() -> None:
    assert read("Do.\n\nArgs:\n    a: One\n\n    b (int): Two\nReturns:\n    c: no") == {"a": "One", "b": "Two"}
    assert read("Do it.\n:param a: One\n:param int b: Two\n:returns: c") == {"a": "One", "b": "Two"}
    assert read("No arguments: none at all.") == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Ends it. Args: board_id: Board. sprint_name: Name of it. goal: Optional goal. Returns: text: x",
            "board_id sprint_name goal",
        ),
        ("Plays. Args: name: Name of the list movie_keys: Keys, by commas path: Path of it", "name movie_keys path"),
        ("Finds. Parameters: - url (required): The URL - max (default: 20): Most. Note: - slow: yes", "url max"),
        ("Finds. Parameters: - `url`: The URL - `deep`: Whether", "url deep"),
        (
            "Finds. Args: ctx: The context. frequency: One of: 'd': daily 'w': weekly. adjust: How.",
            "ctx frequency adjust",
        ),
        (
            "Makes. Args: path: Where. properties: Map of these. Can include: - mode: str - rough: float",
            "path properties",
        ),
        ("Finds. Args: coo: Country (ISO3 code) - Use for questions FROM it. year: Year", "coo year"),
        ("Finds. Args: pattern: What (e.g. note: x). page_*: How it is cut.", "pattern"),
        ("Makes. Args: data: Map with the following keys: label: Name sql: Text", ""),
        ("Input: a sentence of any length. It is read.", ""),
        ("Tells. Args: None. Returns: text", ""),
    ],
)
def test_arguments_are_told_apart_where_the_lines_are_lost(text: str, names: str) -> None:
    assert list(read(text)) == names.split()


def test_a_type_is_read_and_what_is_none_is_kept_as_text() -> None:
    made = {
        each.name: each
        for each in documented_arguments(
            "Do. Args: a (int, optional): One. b (List[str]): Two. c (0 to 9): Three. d (str, required): Four."
        )
    }
    assert {name: (each.type, each.text, each.required) for name, each in made.items()} == {
        "a": ("int", "One.", False),
        "b": ("List[str]", "Two.", False),
        "c": ("", "Three. (0 to 9)", False),
        "d": ("str", "Four.", True),
    }
