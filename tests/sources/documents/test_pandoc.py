"""Documents that pandoc reads: its syntax tree, and the program itself where it is installed."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.folder import FolderSource
from lemnos.sources.documents.prose import pandoc
from lemnos.sources.documents.prose.builder import Builder, Prose
from tests.sources.documents.prose_checks import anchors, assert_sound, lines, texts

needs_pandoc = pytest.mark.skipif(not pandoc.program(), reason="needs pandoc")

PLAIN: list[Any] = ["", [], []]


def words(text: str) -> list[dict[str, Any]]:
    """Return text as pandoc's inline nodes."""
    nodes: list[dict[str, Any]] = []
    for word in text.split(" "):
        nodes += [{"t": "Str", "c": word}, {"t": "Space"}]
    return nodes[:-1]


def para(*inlines: Any) -> dict[str, Any]:
    return {"t": "Para", "c": [node for part in inlines for node in (words(part) if isinstance(part, str) else [part])]}


def read(*blocks: dict[str, Any], form: str = "org", **meta: str) -> Prose:
    tree = {"meta": {name: {"t": "MetaInlines", "c": words(value)} for name, value in meta.items()}, "blocks": blocks}
    prose = pandoc.read(json.dumps(tree).encode(), form, lambda address: address, Builder())
    assert_sound(prose)
    return prose


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ({"t": "Emph", "c": words("so hot")}, "It is so hot now."),
        ({"t": "Code", "c": [PLAIN, "a * b"]}, "It is a * b now."),
        ({"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]}, "It is x^2 now."),
        ({"t": "Quoted", "c": [{"t": "SingleQuote"}, words("hot")]}, "It is ‘hot’ now."),
        ({"t": "Span", "c": [PLAIN, words("hot")]}, "It is hot now."),
        ({"t": "Span", "c": [["", ["todo", "TODO"], []], words("TODO")]}, "It is now."),
        ({"t": "Note", "c": [para("A note.")]}, "It is now."),
        ({"t": "Str", "c": "hot[fn:1]"}, "It is hot now."),
        ({"t": "SomethingNew", "c": 1}, "It is now."),
    ],
)
def test_inlines(inline: dict[str, Any], text: str) -> None:
    assert texts(read(para("It is", {"t": "Space"}, inline, {"t": "Space"}, "now."))) == [text]


@pytest.mark.parametrize(
    ("form", "inline"),
    [
        ("asciidoc", {"t": "Str", "c": "{heat},"}),
        ("org", {"t": "RawInline", "c": ["latex", "\\heat{900}"]}),
        ("org", {"t": "Cite", "c": [[{"citationMode": {"t": "AuthorInText"}}], words("@ann")]}),
    ],
)
def test_words_that_are_not_there_cost_their_sentence(form: str, inline: dict[str, Any]) -> None:
    prose = read(para("It is hot. It has", {"t": "Space"}, inline, {"t": "Space"}, "now. It cools."), form=form)
    assert texts(prose) == ["It is hot. It cools."]
    assert prose.left_out == {"sentences_with_placeholders": 1}


def test_headings_under_a_title_are_sections() -> None:
    heading = {"t": "Header", "c": [1, PLAIN, words("[#A] Firing")]}
    assert lines(read(heading, para("It is hot in it."), title="Kilns")) == [("It is hot in it.", ("Firing",), "prose")]
    untitled = read(heading, para("It is hot in it."))
    assert (untitled.title, lines(untitled)) == ("Firing", [("It is hot in it.", (), "prose")])


def test_lists_code_and_tables() -> None:
    def cell(text: str, rows: int = 1, columns: int = 1) -> list[Any]:
        return [PLAIN, {"t": "AlignDefault"}, rows, columns, [para(text)]]

    table = {
        "t": "Table",
        "c": [
            PLAIN, [None, []], [],
            [PLAIN, [[PLAIN, [cell("Kiln"), cell("Heat")]]]],
            [[PLAIN, 0, [], [[PLAIN, [cell("a", rows=2), cell("900")]], [PLAIN, [cell("950")]]]]],
            [PLAIN, [[PLAIN, [cell("all", columns=2)]]]],
        ],
    }  # fmt: skip
    prose = read(
        {
            "t": "BulletList",
            "c": [[para("☐ Mind the heat of it.")], [para("Mind the ash."), para("And the fume of it.")]],
        },
        {"t": "DefinitionList", "c": [[words("Kiln"), [[para("An oven for clay.")]]]]},
        {"t": "CodeBlock", "c": [["", ["sourceCode", "python"], []], "fire()\n"]},
        table,
    )
    assert [(text, kind) for text, _, kind in lines(prose)] == [
        ("Mind the heat of it.", "item"),
        ("Mind the ash.", "item"),
        ("And the fume of it.", "item"),
        ("Kiln", "item"),
        ("An oven for clay.", "item"),
        ("```python\nfire()\n```", "code"),
        ("| Kiln | Heat |\n| --- | --- |\n| a | 900 |\n|  | 950 |\n| all |  |", "table"),
    ]


@pytest.mark.parametrize(
    ("block", "left_out"),
    [
        ({"t": "Figure", "c": [PLAIN, [None, [para("A kiln.")]], []]}, {"captions": 1, "figures": 1}),
        ({"t": "RawBlock", "c": ["html", "<hr>"]}, {"markup": 1}),
        (para({"t": "Image", "c": [PLAIN, words("A kiln"), ["k.png", ""]]}), {"images": 1}),
        (para({"t": "Math", "c": [{"t": "DisplayMath"}, "x"]}), {"formulas": 1}),
        (para({"t": "Cite", "c": [[{"citationMode": {"t": "NormalCitation"}}], words("[@a]")]}), {"citations": 1}),
        ({"t": "HorizontalRule"}, {}),
    ],
)
def test_what_is_left_out_is_counted(block: dict[str, Any], left_out: dict[str, int]) -> None:
    prose = read(block)
    assert (texts(prose), prose.left_out) == ([], left_out)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("#glaze.adoc#top", "glaze.adoc"),
        ("#glaze.adoc", "glaze.adoc"),
        ("#clay:wares:cups/glaze.adoc", "cups/glaze.adoc"),
        ("#firing", "#firing"),
    ],
)
def test_a_reference_to_another_page_of_asciidoc_is_a_link(address: str, target: str) -> None:
    link = {"t": "Link", "c": [["", ["cross-reference"], []], words("the glaze"), [address, ""]]}
    prose = read(para("We now see", {"t": "Space"}, link, {"t": "Space"}, "of it."), form="asciidoc")
    assert anchors(prose) == [("the glaze", target)]


@pytest.mark.parametrize("tree", [b"", b"[]", b"{}", b'{"meta": {}, "blocks": [{"t": "Para"}]}', b'{"blocks": 1}'])
def test_what_is_no_syntax_tree_is_refused(tree: bytes) -> None:
    with pytest.raises(pandoc.ConversionError, match="no syntax tree"):
        pandoc.read(tree, "org", str, Builder())


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in pandoc's place, and a folder with one document."""
    program = tmp_path / "pandoc"
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setattr(pandoc, "program", lambda: str(program))
    monkeypatch.setattr(pandoc, "version", lambda: "pandoc 0")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kiln.org").write_text("It is hot.")
    return program


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'Unknown input format' >&2; exit 21", "pandoc does not read it: Unknown input format"),
        ("exit 3", "pandoc does not read it: exit status 3"),
        ("echo none", "pandoc prints no syntax tree for it; update pandoc"),
        ("exec sleep 60", "pandoc takes more than 0.2 seconds for it"),
    ],
)
def test_a_file_that_pandoc_does_not_read_is_rejected(
    scripted: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    monkeypatch.setattr(pandoc, "SECONDS", 0.2)
    scripted.write_text(f"#!/bin/sh\n{script}\n")
    (item,) = [item for shard in FolderSource(str(scripted.parent / "docs")).shards() for item in shard.read()]
    assert isinstance(item, Rejected)
    assert (item.rule, item.reason) == ("unreadable", f"the file cannot be read: {reason}")


def test_the_version_of_pandoc_is_part_of_the_identity_where_it_reads_something(
    scripted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = scripted.parent / "docs"
    assert FolderSource(str(docs)).identity()["pandoc"] == "pandoc 0"
    monkeypatch.setattr(pandoc, "version", lambda: "pandoc 1")
    assert FolderSource(str(docs)).identity()["pandoc"] == "pandoc 1"
    (docs / "kiln.org").rename(docs / "kiln.md")
    assert "pandoc" not in FolderSource(str(docs)).identity()


@needs_pandoc
@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "kiln.adoc",
            "= Kilns\n:lang: en\n\n== Firing\n\ninclude::other.adoc[]\n\nifdef::x[]\n"
            "The xref:glaze.adoc[glaze] melts.\nendif::[]\n\nNOTE: Mind the heat of it.\n\n"
            "[source,python]\n----\nfire()\n----\n\n|===\n|A |B\n\n|1 |2\n|===\n",
        ),
        (
            "kiln.org",
            "#+TITLE: Kilns\n#+LANGUAGE: en\n\n* TODO Firing :hot:\n\n#+INCLUDE: other.org\n\n"
            "The [[file:glaze.org][glaze]] melts.\n\n- [ ] Mind the heat of it.\n\n"
            "#+BEGIN_SRC python\nfire()\n#+END_SRC\n\n| A | B |\n|---+---|\n| 1 | 2 |\n",
        ),
    ],
)
def test_pandoc_reads(tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / name).write_text(source)
    (page,) = [item for shard in FolderSource(str(tmp_path)).shards() for item in shard.read()]
    assert isinstance(page, Page)
    document = page.document
    assert (document.title, document.language) == ("Kilns", "en")
    assert document.text == (
        "The glaze melts.\n\nMind the heat of it.\n\n```python\nfire()\n```\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"
    )
    assert {paragraph.section for paragraph in document.paragraphs} == {("Firing",)}
    assert [link.target for link in document.links] == ["glaze"]
    assert page.left_out == {"includes": 1}


@needs_pandoc
def test_pandoc_opens_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("The secret of the kiln is out.")
    page = f".. include:: {tmp_path}/secret.txt\n\nIt is hot in the kiln.\n"
    prose = pandoc.read(pandoc.convert(page.encode(), "org"), "org", str, Builder())
    assert "secret of" not in prose.text
