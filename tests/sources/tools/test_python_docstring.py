import pytest

from lemnos.sources.tools.python.docstring import ParameterDoc, plain_rst, read_docstring, style_of, unwrap


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            "google",
            "Do.\n\nArgs:\n    n (int): How often.\n\nReturns:\n    str: The text.\n\n"
            "Raises:\n    ValueError: If bad.\n",
        ),
        (
            "sphinx",
            "Do.\n\n:param n: How often.\n:type n: int\n:returns: The text.\n:rtype: str\n"
            ":raises ValueError: If bad.\n",
        ),
        (
            "numpy",
            "Do.\n\nParameters\n----------\nn : int\n    How often.\n\nReturns\n-------\nstr\n    The text.\n\n"
            "Raises\n------\nValueError\n    If bad.\n",
        ),
    ],
)
def test_each_style_says_the_same(style: str, text: str) -> None:
    assert style_of(text) == style
    found = read_docstring(text)
    assert found.description == "Do."
    assert found.parameters == (ParameterDoc("n", "int", "How often."),)
    assert [(item.type, item.description) for item in found.returns] == [("str", "The text.")]
    assert [(item.name, item.description) for item in found.raises] == [("ValueError", "If bad.")]


def test_text_without_sections_is_the_description() -> None:
    assert style_of("Just text: nothing else.") == ""
    assert read_docstring("Just text: nothing else.").description == "Just text: nothing else."


def test_see_also_and_references_are_left_out_and_notes_kept() -> None:
    text = "Do.\n\nSee Also\n--------\nother : thing\n\nNotes\n-----\nSlow [1]_.\n"
    text += "\nReferences\n----------\n.. [1] Somebody.\n"
    assert read_docstring(text).description == "Do.\n\nNotes:\n\nSlow."


@pytest.mark.parametrize(
    ("rst", "plain"),
    [
        (":class:`~pkg.mod.Thing` and :ref:`the guide <guide>`", "`Thing` and the guide"),
        ("``x`` is `~pkg.y`", "`x` is `y`"),
        ("See `docs <https://e.org/a>`_.", "See docs (https://e.org/a)."),
        (".. versionadded:: 1.4", "Added in version 1.4."),
        (
            ".. versionchanged:: 3.0.0\n\n    It was\n    slower.\n\nMore.",
            "Changed in version 3.0.0: It was slower.\n\nMore.",
        ),
        (".. note::\n\n   Mind the\n   gap.\n", "Note: Mind the gap."),
        (".. currentmodule:: pkg\n\nText.", "Text."),
        ("As here::\n\n    code()", "As here:\n\n    code()"),
        ("<p>From <b>a</b> service.</p>", "From a service."),
        ("a\x00b", "ab"),
    ],
)
def test_restructured_text_becomes_plain(rst: str, plain: str) -> None:
    assert plain_rst(rst) == plain


def test_paragraphs_are_joined_and_lists_kept() -> None:
    assert unwrap("one\ntwo\n\n- a\n- b\n\n    code\n    more") == "one two\n\n- a\n- b\n\n    code\n    more"
