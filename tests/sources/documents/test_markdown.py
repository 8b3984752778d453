"""Markdown to prose."""

import pytest
from hypothesis import given, settings

from lemnos.sources.documents.prose import markdown
from lemnos.sources.documents.prose.builder import Prose
from lemnos.sources.documents.prose.paths import relative_to
from tests.sources.documents.prose_checks import MARKUP, anchors, assert_sound, lines, texts


def parse(text: str, path: str = "docs/page.md") -> Prose:
    return markdown.parse(text, relative_to(path))


def test_sections_and_title() -> None:
    prose = parse(
        "# Kilns\n\nA kiln is an oven for clay.\n\n"
        "## Wood\n\nWood kilns burn wood.\n\n### Long\n\nThey climb a hill.\n\n"
        "## Gas\n\nGas kilns burn gas.\n"
    )
    assert prose.title == "Kilns"
    assert lines(prose) == [
        ("A kiln is an oven for clay.", (), "prose"),
        ("Wood kilns burn wood.", ("Wood",), "prose"),
        ("They climb a hill.", ("Wood", "Long"), "prose"),
        ("Gas kilns burn gas.", ("Gas",), "prose"),
    ]


def test_front_matter() -> None:
    prose = parse(
        '---\ntitle: "Kilns: a guide"\nbad: [unclosed\nlicense: CC-BY-4.0\nlang: en-GB\n---\n'
        "# Other\n\nClay needs heat.\n"
    )
    assert (prose.title, prose.licence, prose.language) == ("Kilns: a guide", "CC-BY-4.0", "en-GB")
    assert texts(prose) == ["Clay needs heat."]


def test_toml_front_matter() -> None:
    prose = parse('+++\ntitle = "Kilns"\n+++\nClay needs heat.\n')
    assert prose.title == "Kilns"
    assert texts(prose) == ["Clay needs heat."]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hot *clay* is **very** soft.", "Hot clay is very soft."),
        ("Run `kiln --hot` to start.", "Run kiln --hot to start."),
        ("One line\nand its  \nnext one.", "One line and its next one."),
        ("Salt &amp; ash&nbsp;glaze &copy; me.", "Salt & ash glaze © me."),
        ("Soft\u00adhyphen and zero\u200bwidth go.", "Softhyphen and zerowidth go."),
        ("A picture ![of a pot](pot.png) is gone.", "A picture is gone."),
        ("A note[^1] is gone.\n\n[^1]: The note's text.", "A note is gone."),
        ("It is ~~not~~ hot.", "It is not hot."),
        ("Two to 2<sup>32</sup> pots of H<sub>2</sub>O.", "Two to 2^32 pots of H2O."),
        ("The 1<sup>st</sup> pot<sup>1</sup> broke.", "The 1st pot broke."),
        ("A <b>bold</b> pot<br>breaks.", "A bold pot breaks."),
        ("Escaped \\*stars\\* stay here.", "Escaped *stars* stay here."),
        ("See **POT**s and jars.", "See POTs and jars."),
        ("Before <!-- hidden --> after it.", "Before after it."),
        ("The class <xref:System.Pot%2A> holds water.", "The class System.Pot holds water."),
        ("> A quoted sentence stays.", "A quoted sentence stays."),
        ("> [!NOTE]\n> Mind the heat.", "Mind the heat."),
        ("> [!TIP] Mind the heat.", "Mind the heat."),
        ('::: moniker range="v1"\nMind the heat.\n::: moniker-end', "Mind the heat."),
        (":::note\nMind the heat.\n:::", "Mind the heat."),
        ('!!! note "Heed"\n    Mind the heat.\n', "Mind the heat."),
        ("[!INCLUDE [x](y.md)]\n\nMind the heat.", "Mind the heat."),
        ('Click :::image type="icon" source="a.png"::: to start it.', "Click to start it."),
        ("{% raw %}Mind the heat.{% endraw %}", "Mind the heat."),
        ("<div>\n<p>Mind the heat.</p>\n</div>", "Mind the heat."),
        ("<details>\n<summary>Mind the heat.</summary>\n</details>", "Mind the heat."),
    ],
)
def test_inline_and_platform_marks(source: str, text: str) -> None:
    assert texts(parse(source)) == [text]


@pytest.mark.parametrize(
    "source",
    [
        "![Mind the heat.](pot.png)",
        "<!-- Mind the heat.\n\nAnd this. -->",
        "<script>\nmind.the(heat);\n</script>",
        "<table><tr><td>Mind the heat.</td></tr></table>",
        ':::image type="complex" source="a.png" alt-text="A pot.":::\nA long description of it.\n:::image-end:::',
        "$$\nE = m c^2\n$$",
        "**Header:** \\<kiln.h>",
        "[Home](index.md) | [Next](next.md)",
        "***",
        "## See also\n\nMind the heat of it.\n\n### Deeper\n\nMind the heat of it.",
        "## In this article\n\n- Mind the heat of it.",
        "## Next steps\n\nMind the heat of it.",
    ],
)
def test_what_is_not_prose(source: str) -> None:
    assert texts(parse(f"First words stand here.\n\n{source}\n")) == ["First words stand here."]


@pytest.mark.parametrize(
    ("source", "block", "kind"),
    [
        ("```python\nx = 'Mind  the heat.'\n\ny = 1\n```", "```python\nx = 'Mind  the heat.'\n\ny = 1\n```", "code"),
        ("    Mind the heat,\n      in code.", "```\nMind the heat,\n  in code.\n```", "code"),
        ("~~~\nA ``` in it.\n~~~", "````\nA ``` in it.\n````", "code"),
        ('```{.py3 title="x"}\na\n```', "```py3\na\n```", "code"),
        ('```hl_lines="2"\na\n```', "```\na\n```", "code"),
        ("- An item:\n\n  ```c++\n  int a;\n    b\n  ```", "```c++\nint a;\n  b\n```", "code"),
        ("> ```\n> quoted\n>   code\n> ```", "```\nquoted\n  code\n```", "code"),
        ("<pre>Mind  the &lt;heat&gt;.</pre>", "```\nMind  the <heat>.\n```", "code"),
        (
            "| a | b |\n|---|---|\n| Mind `x\\|y` | [It](a.md) is *hot*. |",
            "| a | b |\n| --- | --- |\n| Mind x\\|y | It is hot. |",
            "table",
        ),
    ],
)
def test_code_and_tables_are_blocks(source: str, block: str, kind: str) -> None:
    prose = parse(f"First words stand here.\n\n{source}\n\nLast words stand here.\n")
    assert_sound(prose)
    assert (block, (), kind) in lines(prose)
    assert [text for text, _, kind in lines(prose) if kind == "prose"] == [
        "First words stand here.",
        "Last words stand here.",
    ]


def test_footnotes_and_images_in_a_line_are_counted() -> None:
    prose = parse('A note[^1] and <img src="a.png"> go[^2].\n\n[^1]: One.\n[^2]: Two.\n')
    assert (texts(prose), prose.left_out) == (["A note and go."], {"footnotes": 2, "images": 1})


def test_blocks_of_a_dropped_section_go() -> None:
    assert texts(parse("Words stand here.\n\n## See also\n\n```\ncode\n```\n")) == ["Words stand here."]


def test_a_page_of_code_alone_is_no_prose() -> None:
    assert not parse("```\nSix words of code stand here.\n```\n").is_prose()


def test_a_dropped_section_ends_at_the_next_of_its_level() -> None:
    prose = parse("## References\n\nGone.\n\n### More\n\nGone too.\n\n## Use\n\nIt is used.\n")
    assert lines(prose) == [("It is used.", ("Use",), "prose")]


def test_lists() -> None:
    prose = parse(
        "Steps:\n\n1. Wedge the clay.\n2. Throw it.\n\n   Keep it wet.\n   - Not too wet.\n\nTerm\n: Its meaning.\n"
    )
    assert lines(prose)[1:] == [
        ("Wedge the clay.", (), "item"),
        ("Throw it.", (), "item"),
        ("Keep it wet.", (), "item"),
        ("Not too wet.", (), "item"),
        ("Term", (), "item"),
        ("Its meaning.", (), "item"),
    ]


def test_lists_of_links_go_and_lists_with_links_stay() -> None:
    prose = parse("- [A](a.md)\n- [B](b.md)\n- Plain words\n\nBetween the two lists.\n\n- [A](a.md): what it does.\n")
    assert texts(prose) == ["Between the two lists.", "A: what it does."]


def test_links_resolve_against_the_page() -> None:
    prose = parse(
        "Read [the *kiln* page](../clay/kiln_types.md#gas), [this](sub/) and [that](/Other%20page.html?x=1) first. "
        "Not [here](#top), [there](https://example.org/a.md), [mail](mailto:a@b.c) or [out](../../out.md).\n"
    )
    assert anchors(prose) == [
        ("the kiln page", "clay/kiln types"),
        ("this", "docs/sub"),
        ("that", "Other page"),
    ]
    assert prose.text.endswith("Not here, there, mail or out.")


def test_link_offsets_count_from_the_start_of_the_text() -> None:
    prose = parse("First one.\n\nSecond with  [ spaced\nanchor ](x.md) here.\n")
    assert anchors(prose) == [("spaced anchor", "docs/x")]


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert_sound(parse(text))
    assert_sound(parse(f"# Title\n\nSome [link {text}](a.md) in a paragraph of words.\n\n{text}\n\n- {text}"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("これは**[窯](k.md)**を使う例である。", "これは窯を使う例である。"),
        ("これは**`fire`**を使う例である。", "これはfireを使う例である。"),
        ("これは**「窯」**と言う、**熱い**もの。", "これは「窯」と言う、熱いもの。"),
        ("这是**依赖注入**、**“窑”**的系统。", "这是依赖注入、“窑”的系统。"),
        ("窯の dict を **kwargs で渡し、f(**kw) とする。", "窯の dict を **kwargs で渡し、f(**kw) とする。"),
        ("Pass the **kwargs on to f(**kw) at once.", "Pass the **kwargs on to f(**kw) at once."),
        ("Fire it at a(**hot**)kiln at once.", "Fire it at a(hot)kiln at once."),
        ("Call `#!python fire(x)` and `:::js let x` now.", "Call fire(x) and let x now."),
        ("Begin with `#!/bin/sh -e` and `#!python` now.", "Begin with #!/bin/sh -e and #!python now."),
    ],
)
def test_strong_text_and_code_of_publishing_platforms(source: str, text: str) -> None:
    assert texts(parse(source)) == [text]
