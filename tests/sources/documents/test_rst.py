"""reStructuredText to prose."""

import pytest
from hypothesis import given, settings

from lemnos.sources.documents.prose import rst
from lemnos.sources.documents.prose.builder import Prose, relative_to
from tests.sources.documents.prose_checks import MARKUP, anchors, assert_sound, lines, texts


def parse(text: str, path: str = "docs/page.rst") -> Prose:
    return rst.parse(text, relative_to(path))


def test_sections_title_and_labels() -> None:
    prose = parse(
        ".. _all-about-kilns:\n\n=====\nKilns\n=====\n\nA kiln is an oven.\n\nWood\n====\n\nIt burns wood.\n\n"
        "Long\n----\n\nThey climb a hill.\n\nSee also\n========\n\nGone with this.\n"
    )
    assert prose.title == "Kilns"
    assert prose.names == ("all-about-kilns",)
    assert lines(prose) == [
        ("A kiln is an oven.", (), "prose"),
        ("It burns wood.", ("Wood",), "prose"),
        ("They climb a hill.", ("Wood", "Long"), "prose"),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hot *clay* is **very** ``soft`` now.", "Hot clay is very soft now."),
        ("Use :func:`os.fire` and :class:`~a.b.Kiln` here.", "Use os.fire and Kiln here."),
        ("Use :meth:`!fire` or :py:attr:`heat <Kiln.heat>` here.", "Use fire or heat here."),
        ("H\\ :sub:`2`\\ O and 2\\ :sup:`8` pots.", "H2O and 2^8 pots."),
        (
            "A note [1]_ and |what| stay.\n\n.. |what| replace:: these words\n.. [1] Gone.",
            "A note and these words stay.",
        ),
        ("An |unknown| name stays.", "An unknown name stays."),
        ("A `broken link stays here.", "A broken link stays here."),
        (".. note:: Mind the heat.", "Mind the heat."),
        (".. admonition:: Heed\n\n   Mind the heat.", "Mind the heat."),
        (".. versionadded:: 3.5\n   Mind the heat.", "Mind the heat."),
        (".. versionchanged:: 3.6 Mind the heat.", "Mind the heat."),
        (".. function:: fire(heat)\n   :noindex:\n\n   Mind the heat.", "Mind the heat."),
        (".. strange-thing:: x\n   :option: 1\n\n   Mind the heat.", "Mind the heat."),
    ],
)
def test_inline_and_directives(source: str, text: str) -> None:
    assert texts(parse(source)) == [text]


@pytest.mark.parametrize(
    "source",
    [
        "Code::\n\n   mind(the, heat)",
        ".. code-block:: python\n   :emphasize-lines: 1\n\n   mind(the, heat)",
        ".. toctree::\n   :maxdepth: 2\n\n   mind\n   heat",
        ".. image:: a.png\n   :alt: Mind the heat.",
        ".. figure:: a.png\n\n   Mind the heat of it.",
        ".. Mind the heat, a comment.",
        ".. include:: /etc/passwd",
        ".. raw:: html\n\n   <p>Mind the heat of it.</p>",
        "====  ====\nMind  heat\n====  ====\none   two\n====  ====",
        ".. autoclass:: kiln.Kiln\n   :members:",
        ":field: Mind the heat of it.",
        ".. math:: E = mc^2",
        "* :doc:`a`\n* :doc:`b`",
    ],
)
def test_what_is_not_prose(source: str) -> None:
    assert texts(parse(f"First words stand here.\n\n{source}\n"))[:1] == ["First words stand here."]
    assert not any("ind" in text or "E =" in text for text in texts(parse(source)))


def test_lists() -> None:
    prose = parse("* Wedge it.\n\n  Keep it wet.\n\n* Throw it.\n\nTerm\n  Its meaning.\n")
    assert [(text, kind) for text, _, kind in lines(prose)] == [
        ("Wedge it.", "item"),
        ("Keep it wet.", "item"),
        ("Throw it.", "item"),
        ("Term", "item"),
        ("Its meaning.", "item"),
    ]


def test_links() -> None:
    prose = parse(
        "See :doc:`the guide <../guide/start>`, :ref:`kilns <all-about-kilns>`, `this page`_ and `there <x.html>`_.\n\n"
        ".. _this page: other.rst\n"
    )
    assert anchors(prose) == [
        ("the guide", "guide/start"),
        ("kilns", "all-about-kilns"),
        ("this page", "docs/other"),
        ("there", "docs/x"),
    ]


@given(MARKUP)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert_sound(parse(text))
    assert_sound(parse(f"Title\n=====\n\nSome words.\n\n.. note:: {text}\n\n:role:`{text}`\n"))
