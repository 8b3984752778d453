import time

import pytest

from lemnos.text.markup import plain


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Gets a pet.", "Gets a pet."),
        ("  padded\t", "padded"),
        ("<p>Gets the <b>pet</b> &amp; its owner.</p>", "Gets the pet & its owner."),
        ("<p>A</p>\n<p>B</p>", "A\n\nB"),
        ("<p>one<br>two<br/>three</p>", "one\ntwo\nthree"),
        ("<ul><li>fast</li><li><code>safe</code></li></ul>", "- fast\n- `safe`"),
        ("<ol><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ol>tail", "1. a\n  - b\n2. c\n\ntail"),
        ("<pre><code>x = 1\n  y</code></pre>after", "```\nx = 1\n  y\n```\n\nafter"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2"),
        ("see <a href='https://x.y/z'>the docs</a>, <a href='/r'>r</a>", "see the docs (https://x.y/z), r"),
        ("<a href='https://x.y'>https://x.y</a>", "https://x.y"),
        ("Hi <!-- hidden --> there<script>alert(1)</script>", "Hi there"),
        ("a\n* one\n* two<br>three", "a\n* one\n* two\nthree"),
        ("&lt;p&gt;Hello&lt;/p&gt;", "Hello"),
        ("/users/<id>?a=1&copy=2", "/users/<id>?a=1&copy=2"),
        ("List<String> and <title> & more", "List<String> and <title> & more"),
        ("Write `<b>` for bold &copy;", "Write `<b>` for bold ©"),
        ("a\x00b\u200bc\r\nd\xa0e\ud800", "abc\nd e"),
        ("\n    Search.\n\n    Args:\n        title: The title\n    ", "Search.\n\nArgs:\n    title: The title"),
        ("<br /><br />\n<b>Authentication:</b> not required", "Authentication: not required"),
        ("", ""),
    ],
)
def test_a_description_becomes_clean_text(text: str, clean: str) -> None:
    assert plain(text) == clean


@pytest.mark.parametrize("text", ["<" * 100_000, "<p>" * 100_000 + "x", "<p " * 100_000, "`" * 100_001 + "<b>"])
def test_hostile_markup_costs_no_more_than_a_second(text: str) -> None:
    start = time.process_time()
    plain(text)
    assert time.process_time() - start < 1


def test_clean_text_stays_as_it_is() -> None:
    text = "# Title\n\n1. `a < b`\n2. x & y | z\n\n    indented"
    assert plain(plain(text)) == plain(text) == text


def test_notes_as_aws_writes_them_are_markup_only_where_they_are_closed() -> None:
    assert plain("<p>Lists.</p> <note> <p>Without a target.</p> </note> <p>Done.</p>") == (
        "Lists.\n\nWithout a target.\n\nDone."
    )
    assert plain("<important> <p>It cannot be undone.</p> </important>") == "It cannot be undone."
    assert plain("Use <note> here") == "Use <note> here"
