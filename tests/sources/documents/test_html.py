"""HTML to prose."""

import pytest
from hypothesis import given, settings

from lemnos.sources.documents.prose import html
from lemnos.sources.documents.prose.builder import Prose
from lemnos.sources.documents.prose.paths import relative_to
from tests.sources.documents.prose_checks import MARKUP, anchors, assert_sound, lines, texts


def parse(text: str, path: str = "docs/page.html") -> Prose:
    return html.parse(text, relative_to(path))


def test_a_page() -> None:
    prose = parse(
        '<html lang="en-GB"><head><title>Kilns | Potters</title><link rel="canonical" href="https://example.org/k">'
        "</head><body><nav><p>Home of the potters.</p></nav><header><h1>Kilns</h1></header>"
        "<p>A kiln is an oven for clay.</p><h2>Wood<a class='headerlink' href='#w'>¶</a></h2>loose words stand here"
        "<div>and a block of them.</div><h3>Long</h3><blockquote>They climb a hill.</blockquote>"
        "<footer><p>All rights reserved by us.</p></footer></body></html>"
    )
    assert (prose.title, prose.language, prose.url) == ("Kilns", "en-GB", "https://example.org/k")
    assert lines(prose) == [
        ("A kiln is an oven for clay.", (), "prose"),
        ("loose words stand here", ("Wood",), "prose"),
        ("and a block of them.", ("Wood",), "prose"),
        ("They climb a hill.", ("Wood", "Long"), "prose"),
    ]


def test_title_element_where_there_is_no_heading() -> None:
    assert parse("<title> Kilns\n of clay </title><p>Clay needs heat.</p>").title == "Kilns of clay"


def test_the_main_part_alone_is_read() -> None:
    prose = parse("<div><p>Around it all.</p></div><main><p>Clay needs heat.</p></main><p>After it all.</p>")
    assert texts(prose) == ["Clay needs heat."]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hot <em>clay</em> is <b>v</b>ery soft.</p>", "Hot clay is very soft."),
        ("<p>Salt &amp; ash&nbsp;&nbsp;glaze.</p>", "Salt & ash glaze."),
        ("<p>Soft&shy;hyphen, zero&#8203;width.</p>", "Softhyphen, zerowidth."),
        ("<p>One<br>two three four.</p>", "One two three four."),
        ("<p>2<sup>32</sup> H<sub>2</sub>O<sup>[1]</sup> pots.</p>", "2^32 H2O pots."),
        ("<p>The <img src=a.png alt=no> picture goes.</p>", "The picture goes."),
        ("<p>Call <code>fire()</code> now.</p>", "Call fire() now."),
        ("<p>Before<!-- no --> after it.</p>", "Before after it."),
    ],
)
def test_inline(source: str, text: str) -> None:
    assert texts(parse(source)) == [text]


@pytest.mark.parametrize(
    "source",
    [
        "<script>no()</script>",
        "<style>p { color: red }</style>",
        "<table><tr><td><p>Mind the heat of it.</p></td></tr></table>",
        "<figure><img><figcaption>Mind the heat of it.</figcaption></figure>",
        "<form><p>Mind the heat of it.</p></form>",
        "<aside><p>Mind the heat of it.</p></aside>",
        "<div class='left-sidebar x'><p>Mind the heat of it.</p></div>",
        "<div id='breadcrumbs'><p>Mind the heat of it.</p></div>",
        "<div class='cookie-banner'><p>Mind the heat of it.</p></div>",
        "<div role='navigation'><p>Mind the heat of it.</p></div>",
        "<div hidden><p>Mind the heat of it.</p></div>",
        "<div style='display: none'><p>Mind the heat of it.</p></div>",
        "<ul><li><a href=a.html>A</a></li><li><a href=b.html>B</a></li></ul>",
        "<h2>See also</h2><p>Mind the heat of it.</p><h3>Deeper</h3><p>Mind the heat of it.</p>",
    ],
)
def test_what_is_not_prose(source: str) -> None:
    assert texts(parse(f"<p>First words stand here.</p>{source}")) == ["First words stand here."]


def test_a_marked_container_of_the_main_part_is_kept() -> None:
    assert texts(parse("<div class='menu'><article><p>Clay needs heat.</p></article><article></article></div>")) == [
        "Clay needs heat."
    ]


def test_two_breaks_end_a_paragraph() -> None:
    assert texts(parse("<div>Clay needs much heat.<br> <br>Glaze needs more heat.</div>")) == [
        "Clay needs much heat.",
        "Glaze needs more heat.",
    ]


def test_lists() -> None:
    prose = parse("<ul><li>Wedge it<ol><li>Well</li></ol></li><li><p>Throw it.</p><p>Keep it wet.</p></li></ul>")
    assert lines(prose) == [
        ("Wedge it", (), "item"),
        ("Well", (), "item"),
        ("Throw it.", (), "item"),
        ("Keep it wet.", (), "item"),
    ]


def test_links() -> None:
    prose = parse(
        "<p>Read <a href='../clay/kiln.html#gas'>the <b>kiln</b> page</a> and <a href='https://example.org'>that</a> "
        "or <a href='#top'>this</a> or <a href='x.html'><img></a>.</p>"
    )
    assert anchors(prose) == [("the kiln page", "clay/kiln")]


def test_deep_nesting_is_read() -> None:
    assert texts(parse("<div>" * 5000 + "<p>Clay needs much heat.</p>")) == ["Clay needs much heat."]


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert_sound(parse(text))
    assert_sound(parse(f"<h1>{text}</h1><p>Some <a href='a.html'>link {text}</a> here</p><ul><li>{text}</ul>"))


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("<pre>Mind  the\n\n heat.</pre>", "```\nMind  the\n\n heat.\n```"),
        ('<pre><code class="language-c++">a &lt; b</code></pre>', "```c++\na < b\n```"),
        (
            '<div class="highlight-python"><div class="highlight"><pre><b>x</b> = 1</pre></div></div>',
            "```python\nx = 1\n```",
        ),
        ('<div class="highlight highlight-source-sh"><pre>ls<button>Copy</button></pre></div>', "```sh\nls\n```"),
        ('<pre><span class="lineno">1</span>a = 1</pre>', "```\na = 1\n```"),
        (
            '<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td>'
            '<td class="code"><pre>a\nb</pre></td></tr></table>',
            "```\na\nb\n```",
        ),
        (
            "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>C<th>D"
            "<tr><td>1<td colspan='2'>2<tr><td>3<td>4<td>5</table>",
            "| A | B |  |\n| --- | --- | --- |\n|  | C | D |\n| 1 | 2 |  |\n| 3 | 4 | 5 |",
        ),
        (
            "<table><tr><th rowspan=99999>A<th colspan=x>B<tr><td>1<tr><td>2</table>",
            "| A | B |\n| --- | --- |\n|  | 1 |\n|  | 2 |",
        ),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1 | 2</td><td><a href=x.html>three</a></td></tr></table>",
            "| A | B |\n| --- | --- |\n| 1 \\| 2 | three |",
        ),
    ],
)
def test_code_and_tables_are_blocks(source: str, block: str) -> None:
    prose = parse(f"<p>First words stand here.</p>{source}<p>Last words stand here.</p>")
    assert_sound(prose)
    assert texts(prose) == ["First words stand here.", block, "Last words stand here."]


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ("<table><tr><td>One</td><td>Two</td></tr></table>", {"tables": 1}),
        ("<figure><img><figcaption>Mind the heat.</figcaption></figure>", {"captions": 1, "figures": 1}),
        ("<p>Words <img src=a.png> here.</p>", {"images": 1}),
        ("<nav><table><tr><th>A</th></tr></table></nav>", {}),
        ('<table class="infobox"><tr><th>A</th><td>B</td></tr></table>', {}),
    ],
)
def test_what_is_left_out_is_counted(source: str, left_out: dict[str, int]) -> None:
    assert parse(source).left_out == left_out
