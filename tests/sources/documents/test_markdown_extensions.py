"""The extensions of publishing platforms: what is known becomes text, what is not leaves out whole sentences."""

import pytest
from hypothesis import given, settings

from lemnos.sources.documents.prose import markdown
from lemnos.sources.documents.prose.builder import Prose
from lemnos.sources.documents.prose.markdown_extensions import resolved
from tests.sources.documents.prose_checks import MARKUP, anchors, assert_sound, lines, texts


def parse(text: str) -> Prose:
    return markdown.parse(text, lambda address: address)


@pytest.mark.parametrize(
    "attributes",
    ["{#kiln}", "{ #kiln }", "{: #kiln }", "{ #kiln .big }", '{#kiln data-toc="Hot kilns"}', "{.big}", "{ data-x=1 }"],
)
@pytest.mark.parametrize("form", ["# Hot kilns {}\n\nThey are hot.", "Hot kilns {}\n=========\n\nThey are hot."])
def test_headings_lose_their_attributes(attributes: str, form: str) -> None:
    prose = parse(form.replace("{}", attributes))
    assert (prose.title, texts(prose)) == ("Hot kilns", ["They are hot."])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("See [the kiln](a.md){ .md-button .md-button--primary } here.", "See the kiln here."),
        ('See [the kiln](a.md){:target="_blank"} and more.', "See the kiln and more."),
        ("見よ[窯](a.md){.internal target=_blank}の中。", "見よ窯の中。"),
        ("A *hot*{.x} and `cold`{ .y } kiln.", "A hot and cold kiln."),
        ("It is hot.\n{ .annotate }", "It is hot."),
        ("It is hot.\n{: .annotate }", "It is hot."),
        ("The set {a, b} and {1} stays.", "The set {a, b} and {1} stays."),
        ("A `{ #x }` stays in code.", "A { #x } stays in code."),
        (":material-fire: It is hot :octicons-flame-16:{ .big }.", "It is hot."),
        (":fontawesome-brands-x: and :simple-kiln: go.", "and go."),
        ("It is hot :fire: here.", "It is hot 🔥 here."),
        ("A ratio a:b:c and 12:30:45 and :unheard_of: stay.", "A ratio a:b:c and 12:30:45 and :unheard_of: stay."),
        ("Press ++ctrl+alt+del++ to light it.", "Press Ctrl+Alt+Del to light it."),
        ('Press ++page-up++ and ++"Go!"++ and ++f1++ now.', "Press Page Up and Go! and F1 now."),
        ("C++ and i++ and g++ stay as they are.", "C++ and i++ and g++ stay as they are."),
        ("It is ==very hot== in it.", "It is very hot in it."),
        ("If a == b or c == d it is hot.", "If a == b or c == d it is hot."),
        ("A `==mark==` stays in code.", "A ==mark== stays in code."),
        ("It is ^^very^^ hot.", "It is very hot."),
        ("H~2~O boils at 10^2^ degrees, the 5^th^ time.", "H2O boils at 10^2 degrees, the 5th time."),
        ("About ~5 or ~6 of them.", "About ~5 or ~6 of them."),
        ("It is {--not--}{++very++} {~~cold~>hot~~}{>>or so<<}, {==mark it==}.", "It is very hot, mark it."),
        ("The *[HTML]* stays.\n\n*[HTML]: Hyper Text", "The [HTML] stays."),
        ("A note^[in the line] is gone.", "A note is gone."),
        ("See [the kiln][pottery.kiln] and [`fire`][] there.", "See the kiln and fire there."),
        ("See [the kiln] [pottery.kiln] there.", "See the kiln there."),
        ("See [the kiln][a.b] and [kiln][] there.\n\n[a.b]: x\n[kiln]: y", "See the kiln and kiln there."),
        ("A matrix a[i][j.k] and [1][2.3] stay.", "A matrix a[i][j.k] and [1][2.3] stay."),
    ],
)
def test_inline_extensions(source: str, text: str) -> None:
    prose = parse(source)
    assert_sound(prose)
    assert texts(prose) == [text]


@pytest.mark.parametrize(
    ("source", "text", "links"),
    [
        ("See [[Hot Kilns]] there.", "See Hot Kilns there.", [("Hot Kilns", "/Hot%20Kilns")]),
        ("See [[Kilns|the kiln]] there.", "See the kiln there.", [("the kiln", "/Kilns")]),
        ("See [[Kilns#Wood|wood]] there.", "See wood there.", [("wood", "/Kilns")]),
        ("See [[#Wood]] there.", "See Wood there.", []),
        ("A matrix a[[1]] and [[2]] stay.", "A matrix a[[1]] and [[2]] stay.", []),
        ("A `[[Kiln]]` stays in code.", "A [[Kiln]] stays in code.", []),
        ("An embed ![[pot.png]] goes away.", "An embed goes away.", []),
        ("See [[[a link](kiln)]] there.", "See [[a link]] there.", [("a link", "kiln")]),
    ],
)
def test_wiki_links(source: str, text: str, links: list[tuple[str, str]]) -> None:
    prose = parse(source)
    assert (texts(prose), anchors(prose)) == ([text], links)


@pytest.mark.parametrize(
    ("source", "expected", "left_out"),
    [
        ("Set it to {{ config.x }} now. It is hot.", ["It is hot."], {"sentences_with_placeholders": 1}),
        ("It is hot. Set it to {{ x }}.", ["It is hot."], {"sentences_with_placeholders": 1}),
        ("It is hot.\n\n{{ macro('x') }}\n", ["It is hot."], {"templates": 1}),
        ("It is {{ 'very hot' }} in it.", ["It is very hot in it."], {}),
        ('It is {{ "{{" }} in it.', ["It is {{ in it."], {}),
        ("A `{{ x }}` stays in code.", ["A {{ x }} stays in code."], {}),
        ("{% if hot %}It is hot.{% else %}It is not.{% endif %}", ["It is hot.It is not."], {}),
        ("With {% data product.name %} it burns. It is hot.", ["It is hot."], {"sentences_with_placeholders": 1}),
        ("It is hot.\n\n{% include 'a.html' %}\n", ["It is hot."], {"templates": 1}),
        ("It is hot. {# A comment. #}", ["It is hot."], {}),
        ("It is {% comment %} not {% endcomment %} hot.", ["It is hot."], {}),
        ("{{% note %}}\nIt is hot.\n{{% /note %}}", ["It is hot."], {}),
        ('A {{< glossary_tooltip text="kiln" term_id="k" >}} is hot.', ["A kiln is hot."], {}),
        ("See {{< param version >}} now. It is hot.", ["It is hot."], {"sentences_with_placeholders": 1}),
        ("See [it]({{ site.url }}/kiln) there.", ["See it there."], {}),
    ],
)
def test_templates(source: str, expected: list[str], left_out: dict[str, int]) -> None:
    prose = parse(source)
    assert_sound(prose)
    assert (texts(prose), prose.left_out) == (expected, left_out)


def test_links_whose_address_is_a_template_keep_their_path() -> None:
    prose = parse('See [a]({{ site.url }}/kiln), [b]({% link wood/b.md %}) and [c]({{< ref "c.md" >}}).')
    assert anchors(prose) == [("a", "/kiln"), ("b", "wood/b.md"), ("c", "c.md")]


def test_links_move_with_the_sentences_that_stay() -> None:
    prose = parse("Set [it](a) to {{ x }}. The [kiln](b) is hot. It {{ y }}. See [more](c) there.")
    assert texts(prose) == ["The kiln is hot. See more there."]
    assert anchors(prose) == [("kiln", "b"), ("more", "c")]


def test_a_heading_loses_a_placeholder() -> None:
    assert lines(parse("## Kiln {{ version }}\n\nIt is hot.")) == [("It is hot.", ("Kiln",), "prose")]


INNER = "Mind the inner heat."
OUTER = "Mind the outer heat."


@pytest.mark.parametrize(
    "inner", ["!!! note", "??? tip", "???+ tip", '=== "Tab"', "!!! note inline end", '!!! note ""']
)
@pytest.mark.parametrize("outer", ['=== "Tab"', '===! "Tab"', '=== "`tab.py`"', '!!! note "It"', "??? tip"])
def test_admonitions_and_tabs_nest(outer: str, inner: str) -> None:
    source = f"{outer}\n\n    {inner}\n\n        {INNER}\n\n    {OUTER}\n\nLast words stand here.\n"
    assert texts(parse(source)) == [INNER, OUTER, "Last words stand here."]


def test_admonitions_nest_deeply_in_lists_and_hold_code() -> None:
    source = (
        '1. An item:\n\n    !!! note\n\n        === "A"\n\n            ??? tip\n\n'
        "                Mind the heat.\n\n                ```py\n                # !!! note\n                    x\n"
        "                ```\n\n2. Another item.\n"
    )
    assert [text for text, _, _ in lines(parse(source))] == [
        "An item:",
        "Mind the heat.",
        "```py\n# !!! note\n    x\n```",
        "Another item.",
    ]


def test_an_admonition_in_a_quotation() -> None:
    assert texts(parse("> !!! note\n>\n>     Mind the heat.\n>\n> It is quoted.\n")) == [
        "Mind the heat.",
        "It is quoted.",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "> [!NOTE]\n> Mind the heat.",
        "> > [!WARNING]\n> > Mind the heat.",
        "> [!tip]+ A title\n> Mind the heat.",
        ":::note\n\nMind the heat.\n\n:::",
        ":::note[A title]\nMind the heat.\n:::",
        "::::tip\n:::note A title\nMind the heat.\n:::\n::::",
        "::: {.callout-note}\nMind the heat.\n:::",
        ":::{note} A title\n:class: hot\n\nMind the heat.\n:::",
        "```{note}\nMind the heat.\n```",
        "```{admonition} A title\n:class: hot\nMind the heat.\n```",
        "````{warning}\n```{tip}\nMind the heat.\n```\n````",
        "~~~{dropdown} A title\n---\nopen:\n---\nMind the heat.\n~~~",
        "/// note | A title\n    open: True\n\nMind the heat.\n\n///",
        "//// tab | A\n/// tip\nMind the heat.\n///\n////",
    ],
)
def test_containers_of_every_platform(source: str) -> None:
    assert "Mind the heat." in texts(parse(source))[-1]
    assert not any(mark in texts(parse(source))[-1] for mark in (":::", "///", "```", "[!", "{", "open"))


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ("```{toctree}\na\nb\n```", {"contents": 1}),
        (":::{toctree}\na\nb\n:::", {"contents": 1}),
        ("```{literalinclude} a.py\n```", {"includes": 1}),
        ("```{figure} a.png\nMind the heat.\n```", {"figures": 1}),
        (":::{figure} a.png\nMind the heat.\n:::", {"figures": 1}),
        ("```python\n{!> ../a.py!}\n```", {"includes": 1}),
        ("```py\n--8<-- 'a.py'\n```", {"includes": 1}),
        ("--8<-- 'a.md'", {"includes": 1}),
        ("{* ../a.py ln[1:2] *}", {"includes": 1}),
        ("<<< @/a.js", {"includes": 1}),
        ("[!INCLUDE [x](y.md)]", {"includes": 1}),
        ('[!code-cpp[main](a.cpp "x")]', {"includes": 1}),
        (':::code language="c" source="a.c":::', {"includes": 1}),
        ("*[HTML]: Hyper Text", {"abbreviations": 1}),
        ("$$\nE = m c^2\n$$", {"formulas": 1}),
        ("![A pot.](pot.png)", {"images": 1}),
        ('<img src="pot.png">', {"images": 1}),
        ("<video>\nMind the heat.\n</video>", {"videos": 1}),
        ("<figure>\n<figcaption>A pot.</figcaption>\n</figure>", {"captions": 1, "figures": 1}),
    ],
)
def test_what_is_left_out_is_counted(source: str, left_out: dict[str, int]) -> None:
    prose = parse(f"First words stand here.\n\n{source}\n\nLast words stand here.\n")
    assert (texts(prose), prose.left_out) == (["First words stand here.", "Last words stand here."], left_out)


@pytest.mark.parametrize(
    "code",
    [
        '!!! note "x"\n\n    {{ y }}',
        "{% if x %}==a=={% endif %}",
        ":::note\n{++a++}\n:::",
        "import a from 'b'\nexport const c = 1",
        "[[x]] :fire: ++a++ { .b }",
        "$$\na\n$$",
        "{/* a */}",
    ],
)
@pytest.mark.parametrize("form", ["```py\n{}\n```", "~~~py\n{}\n~~~", "- An item:\n\n  ```py\n  {}\n  ```"])
def test_code_stays_verbatim(code: str, form: str) -> None:
    indent = "\n  " if form.startswith("-") else "\n"
    prose = parse(f"First ==words== stand.\n\n{form.replace('{}', code.replace(chr(10), indent))}\n")
    assert texts(prose)[0] == "First words stand."
    assert texts(prose)[-1] == f"```py\n{code}\n```"


def test_indented_code_stays_verbatim() -> None:
    prose = parse("First ==words== stand.\n\n    !!! note\n\n        {{ x }}\n\nLast words stand.\n")
    assert texts(prose) == ["First words stand.", "```\n!!! note\n\n    {{ x }}\n```", "Last words stand."]


def test_plain_text_is_left_alone() -> None:
    text = "# Kilns\n\nA *hot* [kiln](a.md).\n\n```\ncode\n```\n"
    assert resolved(text) == (text, {})


@settings(max_examples=300, deadline=None)
@given(MARKUP)
def test_any_text_is_read(text: str) -> None:
    assert_sound(parse(text))
