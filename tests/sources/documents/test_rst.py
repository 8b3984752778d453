"""reStructuredText to prose."""

import pytest
from hypothesis import given, settings

from lemnos.sources.documents.prose import rst
from lemnos.sources.documents.prose.builder import Prose
from lemnos.sources.documents.prose.paths import relative_to
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
        ".. toctree::\n   :maxdepth: 2\n\n   mind\n   heat",
        ".. image:: a.png\n   :alt: Mind the heat.",
        ".. figure:: a.png\n\n   Mind the heat of it.",
        ".. Mind the heat, a comment.",
        ".. include:: /etc/passwd",
        ".. raw:: html\n\n   <p>Mind the heat of it.</p>",
        ".. autoclass:: kiln.Kiln\n   :members:",
        ":field: Mind the heat of it.",
        ".. math:: E = mc^2",
        "* :doc:`a`\n* :doc:`b`",
    ],
)
def test_what_is_not_prose(source: str) -> None:
    assert texts(parse(f"First words stand here.\n\n{source}\n"))[:1] == ["First words stand here."]
    assert not any("ind" in text or "E =" in text for text in texts(parse(source)))


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("Code::\n\n   mind(the, heat)\n\n     more", "```\nmind(the, heat)\n\n  more\n```"),
        (".. code-block:: python\n   :emphasize-lines: 1\n\n   mind(it)", "```python\nmind(it)\n```"),
        (".. code:: c\n   :unheard-of: 1\n\n   mind(it);", "```c\nmind(it);\n```"),
        (".. sourcecode:: sh\n   :caption: x\n\n   mind", "```sh\nmind\n```"),
        (".. parsed-literal::\n\n   mind *it*", "```\nmind *it*\n```"),
        (".. prompt:: bash $\n\n   mind", "```bash\nmind\n```"),
        (".. testcode::\n\n   mind(it)", "```\nmind(it)\n```"),
        (">>> 1 + 1\n2", "```pycon\n>>> 1 + 1\n2\n```"),
        ("====  ====\nMind  heat\n====  ====\none   two\n====  ====", "| Mind | heat |\n| --- | --- |\n| one | two |"),
        (
            ".. list-table::\n\n   * - ``a|b``\n     - B\n   * - 1\n     - `c <d>`_",
            "| a\\|b | B |\n| --- | --- |\n| 1 | c |",
        ),
        ('.. csv-table::\n   :header: "A", "B"\n\n   1, "2, 3"', "| A | B |\n| --- | --- |\n| 1 | 2, 3 |"),
        (
            "+---+---+\n| A | B |\n+===+===+\n| c | d |\n|   +---+\n|   | e |\n+---+---+\n| f     |\n+---+---+",
            "| A | B |\n| --- | --- |\n| c | d |\n|  | e |\n| f |  |",
        ),
        (".. tabs::\n\n   .. code-tab:: py Python\n\n      mind(it)", "```py\nmind(it)\n```"),
    ],
)
def test_code_and_tables_are_blocks(source: str, block: str) -> None:
    prose = parse(source)
    assert_sound(prose)
    assert texts(prose)[-1] == block
    assert prose.paragraphs[-1].kind in ("code", "table")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("See :rfc:`the syntax <3986#section-2>` of it.", "See the syntax of it."),
        ("See :rfc:`2324` and :rfc:`7168#section-1` too.", "See RFC 2324 and RFC 7168 too."),
        ("See :pep:`the style guide <8>` or :pep:`8#names`.", "See the style guide or PEP 8."),
        ("See :py:rfc:`2324` and :cve:`2020-10735` too.", "See RFC 2324 and CVE 2020-10735 too."),
        ("Choose :menuselection:`File --> Open` now.", "Choose File ‣ Open now."),
        ("Press :guilabel:`&Fire` or :guilabel:`Salt && &Ash`.", "Press Fire or Salt & Ash."),
        ("| A line of it,\n| the next,\n|   and one more.", "A line of it, / the next, / and one more."),
    ],
)
def test_numbered_documents_menus_and_lines(source: str, text: str) -> None:
    assert texts(parse(source)) == [text]


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        (".. include:: other.rst", {"includes": 1}),
        (".. literalinclude:: a.py\n   :lines: 1-2\n   :unheard-of:", {"includes": 1}),
        (".. automodule:: kiln", {"includes": 1}),
        (".. figure:: a.png\n\n   The caption of it.", {"captions": 1, "figures": 1}),
        (".. figure:: a.png", {"figures": 1}),
        (".. image:: a.png", {"images": 1}),
        (".. math::\n   :label: x\n\n   a^2", {"formulas": 1}),
        (".. raw:: html\n\n   <b>x</b>", {"markup": 1}),
        (".. toctree::\n\n   a", {"contents": 1}),
        ("Words [1]_ here.\n\n.. [1] The note.", {"footnotes": 1}),
        (".. csv-table::\n   :file: a.csv", {"errors": 1}),
        (".. list-table::\n\n   No list is here.", {"errors": 1}),
        ("Hot\n===\n\nIt is.\n\nHot\n===\n\nIt is too.", {}),
        (".. A comment.", {}),
    ],
)
def test_what_is_left_out_is_counted(source: str, left_out: dict[str, int]) -> None:
    assert parse(source).left_out == left_out


@pytest.mark.parametrize(
    "source",
    [
        ".. card:: Kilns\n   :link: kiln\n\n   Mind the heat of it.",
        ".. card::\n\n   Kilns\n   ^^^\n   Mind the heat of it.\n   +++\n   More",
        ".. grid:: 1 2\n   :gutter: 2\n\n   .. grid-item-card:: Kilns\n\n      Mind the heat of it.",
        ".. grid::\n\n   .. grid-item::\n\n      Mind the heat of it.",
        ".. card-carousel:: 2\n\n   .. card:: Kilns\n\n      Mind the heat of it.",
        ".. hlist::\n   :columns: 2\n\n   * Mind the heat of it.",
    ],
)
def test_cards_are_read(source: str) -> None:
    prose = parse(source)
    assert texts(prose) == ["Mind the heat of it."]
    assert prose.left_out == {}


def test_a_substitution_may_be_an_image() -> None:
    assert texts(parse("A |logo| is here now.\n\n.. |logo| image:: a.png\n")) == ["A logo is here now."]


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
