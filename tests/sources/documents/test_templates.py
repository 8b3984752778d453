"""Tags of template languages in every kind of page: none of them is ever text."""

import re

import pytest

from lemnos.records import BLOCKS
from lemnos.sources.documents.folder import parse_text
from lemnos.sources.documents.prose.placeholders import UNKNOWN

TAIL = "It is fired twice in a week."
ONE = {"sentences_with_placeholders": 1}
WRITES = [
    "{{ kiln }}", "{{kiln.name|title}}", "{{{ kiln }}}", "{{&kiln}}", "{{~kiln~}}", "{{helper kiln size=3}}",
    "{% url 'kiln' %}", "{%- data kiln.name -%}", "{{< param kiln >}}", "<%= kiln.name %>", "<%== kiln %>",
    "<%- include('kiln') %>", "<%- include('kiln') -%>", "<% something_unknown %>", "<?= $kiln ?>",
    "<?php echo $kiln->name(); ?>", "<? print 'a ? b' ?>", "<?php\n  echo 'kiln';\n?>",
]  # fmt: skip
SILENT = [
    ("{% if hot %}", "{% endif %}"), ("{%- for a in b -%}", "{%- endfor -%}"), ("{{#if hot}}", "{{/if}}"),
    ("{{#each kilns as |kiln|}}", "{{/each}}"), ("{{^hot}}", "{{/hot}}"), ("{{~#if hot~}}", "{{~/if~}}"),
    ("<% if hot? %>", "<% end %>"), ("<%- kilns.each do |kiln| -%>", "<%- end -%>"), ("<% if (hot) { %>", "<% } %>"),
    ("<?php if ($hot > 3): ?>", "<?php endif; ?>"), ("<?php foreach ($a as $k => $v) { ?>", "<?php } ?>"),
    ("{# a note #}", "{! #}"[:0]), ("{{! a note }}", ""), ("{{!-- a {{note}} --}}", ""), ("<%# a note %>", ""),
    ("<%-- a note --%>", ""), ("<%@ page language='java' %>", ""), ("{% comment %} a note {% endcomment %}", ""),
]  # fmt: skip
PAGES = {".md": "{}", ".html": "<p>{}</p>", ".rst": "{}", ".txt": "{}"}
MARK = re.compile(r"\{%|%\}|\{\{|\}\}|<%|%>|<\?|\?>|" + UNKNOWN)


def read(kind: str, text: str) -> tuple[str, dict[str, int]]:
    prose = parse_text(kind, PAGES[kind].format(text), lambda address: address)
    return " ".join(prose.text.split()), prose.left_out


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("tag", WRITES)
def test_a_sentence_whose_words_are_not_in_the_page_is_left_out_and_counted(kind: str, tag: str) -> None:
    assert read(kind, f"The man fires {tag} on the hill. {TAIL}") == (TAIL, ONE)


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(("opening", "closing"), SILENT)
def test_a_tag_that_writes_nothing_leaves_no_trace(kind: str, opening: str, closing: str) -> None:
    assert read(kind, f"{opening}The man fires the kiln.{closing} {TAIL}") == (f"The man fires the kiln. {TAIL}", {})


@pytest.mark.parametrize("kind", [".md", ".html"])
@pytest.mark.parametrize("tag", [tag for tag in WRITES if "something_unknown" not in tag])
def test_a_tag_alone_on_its_lines_is_counted_as_a_template(kind: str, tag: str) -> None:
    page = {".md": "{}\n\n{}", ".html": "<div>\n{}\n</div><p>{}</p>"}[kind].format(tag, TAIL)
    prose = parse_text(kind, page, lambda address: address)
    assert (prose.text, prose.left_out) == (TAIL, {"templates": 1})


@pytest.mark.parametrize("tag", WRITES)
@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (".md", "```erb\n{0}\n```"),
        (".html", "<pre>{0}</pre>"),
        (".rst", "Like so::\n\n    {0}\n"),
    ],
)
def test_code_keeps_its_tags(kind: str, page: str, tag: str) -> None:
    if kind == ".html" and "<?" in tag:
        tag = tag.replace("<", "&lt;")  # a browser takes it for a comment
    text = page.format(tag.replace("\n", "\n    " if kind == ".rst" else "\n"))
    prose = parse_text(kind, text, lambda address: address)
    (code,) = [prose.text[part.start : part.end] for part in prose.paragraphs if part.kind in BLOCKS]
    assert tag.replace("&lt;", "<") in code


@pytest.mark.parametrize(
    ("kind", "text", "right"),
    [
        (".md", "Write `<%= x %>` or `{{ x }}` in the page of the kiln.", "Write <%= x %> or {{ x }} in the page of"),
        (".html", "Write <code>{{ x }}</code> or &lt;%= x %&gt; in it.", "Write {{ x }} or <%= x %> in it."),
        (".rst", "Write ``{{ x }}`` or ``<%= x %>`` in the page.", "Write {{ x }} or <%= x %> in the page."),
        (".md", "See [the hill](<%= url %>) or [kiln]({{ url }}) for it.", "See the hill or kiln for it."),
        (".html", 'See <a href="{% url "a" %}">the hill</a> or <a href="<?= $u ?>">it</a>.', "See the hill or it."),
        (".html", '<span class="{{#if a}}b{{/if}}">The kiln is hot.</span>', "The kiln is hot."),
        (".html", "{% trans 'The kiln' %} is hot on the hill.", "The kiln is hot on the hill."),
        (".txt", r"The sum is {{\rm d}x \over 2} of the heat in it.", r"The sum is"),
    ],
)
def test_code_in_a_sentence_and_addresses(kind: str, text: str, right: str) -> None:
    assert read(kind, text)[0].startswith(right)


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (".md", "# The {{ kiln }} manual\n\n## First\n\nIt is hot.\n\n## With <%= x %> on it\n\nIt is cold in it."),
        (".md", "---\ntitle: The {% data kiln %} manual\n---\n\n## First\n\nIt is hot.\n\n## {{ x }}\n\nIt is cold."),
        (".html", "<title>{{ t }}</title><h2>First</h2><p>It is hot.</p><h2>On <?= $x ?></h2><p>It is cold.</p>"),
        (".html", "<h1>The {{ t }}</h1><h2>First</h2><p>It is hot.</p><h2>On <%= x %></h2><p>It is cold.</p>"),
    ],
)
def test_a_heading_with_a_tag_has_no_name_but_ends_the_section_before_it(kind: str, page: str) -> None:
    prose = parse_text(kind, page, lambda address: address)
    assert prose.title == ""
    assert [part.section for part in prose.paragraphs] == [("First",), ()]


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("text", ["<% " * 2000, "{{ " * 2000, "<?php '" * 2000, "{% '" * 2000, "{{!-- " * 2000])
def test_tags_that_are_never_closed_cost_little(kind: str, text: str) -> None:
    read(kind, text)
