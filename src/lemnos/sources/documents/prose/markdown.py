"""Extracts the prose of Markdown: CommonMark with tables, footnotes, definition lists and front matter.

Takes the text of a page and returns a ``Prose``. ``markdown_extensions.py`` resolves the extensions of publishing
platforms, and markdown-it parses the rest. Code and tables become blocks of their own; footnotes and comments are
dropped, images are dropped and counted, and HTML blocks go to ``html.py``.

Costs 1 second for 1 to 2 MB, nearly all of it in markdown-it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from lemnos.sources.documents.prose import html
from lemnos.sources.documents.prose.builder import Builder, Prose, Resolve, Run, clean, superscript
from lemnos.sources.documents.prose.markdown_extensions import resolved
from lemnos.sources.documents.prose.templates import without_templates
from lemnos.text.scripts import has_unspaced

_FRONT = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(
    r"^(title|licen[cs]e|lang|language|locale|canonical_url|url)[ \t]*[:=][ \t]*(.*(?:\n[ \t]+\S.*)*)",
    re.MULTILINE | re.IGNORECASE,
)
_HEADING_ID = re.compile(r"\s*\{[#.:][^}]*\}\s*$")
_UNPARSED_STRONG = re.compile(r"\*\*(?=[^\s*])([^*]*?[^\s*(\[{])\*\*")
"""Strong text that CommonMark does not parse, because a letter is before it and a mark of punctuation, a link or code
begins it, as is common in scripts without spaces; see https://github.com/commonmark/commonmark-spec/issues/650."""
_HIGHLIGHT = re.compile(r"\A(?:#!|:::)[a-z][\w+-]* +(?=\S)")
"""The language of a code span, as PyMdown names it."""
_XREF_REST = re.compile(r"[`*?].*", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_HTML_PROSE = frozenset(
    "p div details summary section article main center blockquote ul ol li dl dt dd h1 h2 h3 h4 h5 h6 span b i em "
    "strong a font small aside nav header footer pre table figure".split()
)
_SKIPPED = {"footnote_block_open": "footnote_block_close"}
_TASK = re.compile(r"\A\[[ xX]\][ \t]+")
"""The box of a task at the start of an item."""


@cache
def _markdown(is_mdx: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
    if is_mdx:
        parser.disable("code")  # MDX has no indented code
    return parser.use(footnote_plugin).use(deflist_plugin)


def parse(raw: str, resolve: Resolve, *, is_mdx: bool = False) -> Prose:
    """Return the prose of a Markdown page. The title is that of the front matter, or the first heading of level 1.

    Args:
        raw: The text of the page.
        resolve: Returns the name of the document to which the address of a link refers.
        is_mdx: Whether the page is MDX.
    """
    text = raw.replace("\r\n", "\n")
    fields: dict[str, str] = {}
    if (front := _FRONT.match(text)) is not None:
        text = text[front.end() :]
        fields = _fields(front[2])
    builder = Builder(fields.get("title", ""))
    text, left_out = resolved(text, is_mdx=is_mdx)
    for what, number in left_out.items():
        builder.leave_out(what, number)
    _Walker(builder, resolve, "**" in text and has_unspaced(text)).walk(_markdown(is_mdx).parse(text))
    return builder.build(
        licence=fields.get("license") or fields.get("licence") or "",
        language=fields.get("language") or fields.get("lang") or fields.get("locale") or "",
        url=fields.get("canonical_url") or fields.get("url") or "",
    )


def _fields(front: str) -> dict[str, str]:
    """Return the fields of front matter in ``_FIELD``. Each is parsed alone, as the whole is often not valid YAML."""
    fields = {}
    for match in _FIELD.finditer(front):
        try:
            value = yaml.safe_load(match[2])
        except (yaml.YAMLError, ValueError):
            value = match[2].strip("\"' ")
        if isinstance(value, str | int | float):
            fields[match[1].lower()] = clean(without_templates(str(value), Counter()))
    return fields


class _Walker:
    """Feeds the tokens of markdown-it to a builder."""

    def __init__(self, builder: Builder, resolve: Resolve, unspaced: bool) -> None:
        self._builder = builder
        self._resolve = resolve
        self._unspaced = unspaced
        """Whether the parser may have left marks of strong text in a script without spaces."""

    def walk(self, tokens: Sequence[Token]) -> None:
        """Read the block tokens of a page."""
        builder = self._builder
        skip_to = ""
        table: list[list[str]] = []
        in_table = False
        depth = 0
        heading = 0
        for token in tokens:
            kind = token.type
            if skip_to:
                skip_to = "" if kind == skip_to else skip_to
                if kind == "footnote_open":
                    builder.leave_out("footnotes")
            elif kind in ("table_open", "table_close"):
                in_table = kind == "table_open"
                if not in_table:
                    builder.table(table)
                table = []
            elif in_table:
                if kind == "tr_open":
                    table.append([])
                elif kind == "inline":
                    run = Run()
                    self._inline(token.children or [], run)
                    table[-1].append(run.text())
            elif kind == "inline":
                run = Run()
                children = token.children or []
                if depth and children and children[0].content.startswith("["):
                    children[0].content = _TASK.sub("", children[0].content, 1)
                if not builder.dropping or heading:
                    self._inline(children, run)
                if heading:
                    builder.heading(heading, _HEADING_ID.sub("", run.text()))
                else:
                    builder.run(run, "item" if depth else "prose")
            elif kind == "heading_open":
                heading = int(token.tag[1])
            elif kind == "heading_close":
                heading = 0
            elif kind in ("bullet_list_open", "ordered_list_open", "dl_open"):
                depth += 1
                builder.begin_list()
            elif kind in ("bullet_list_close", "ordered_list_close", "dl_close"):
                depth -= 1
                builder.end_list()
            elif kind in ("fence", "code_block"):
                builder.code(token.content, token.info.lstrip("{. "))
            elif kind == "html_block":
                tag = _TAG.search(token.content)
                name = tag[2].lower() if tag else ""
                if name in _HTML_PROSE:
                    html.feed(token.content, builder, self._resolve, in_list=depth > 0)
                elif name in html.COUNTED:
                    builder.leave_out(html.COUNTED[name])
            elif kind in _SKIPPED:
                skip_to = _SKIPPED[kind]

    def _inline(self, tokens: Sequence[Token], run: Run) -> None:
        """Read the inline tokens of one block into ``run``."""
        superscript_run: Run | None = None
        if self._unspaced:
            _strip_strong(tokens)
        for token in tokens:
            kind = token.type
            target = superscript_run or run
            if kind == "text":
                content = token.content
                if "**" in content:
                    content = _UNPARSED_STRONG.sub(r"\1", content)
                if content.startswith("xref:"):
                    content = _XREF_REST.sub("", unquote(content[5:]))
                target.add(content)
            elif kind == "code_inline":
                target.add(_HIGHLIGHT.sub("", token.content))
            elif kind in ("softbreak", "hardbreak"):
                target.add("\n")
            elif kind == "image":
                self._builder.leave_out("images")
            elif kind == "link_open":
                target.open_link(self._resolve(_attribute(token.attrs, "href")))
            elif kind == "link_close":
                target.close_link()
            elif kind == "html_inline" and (tag := _TAG.match(token.content)):
                name, closing = tag[2].lower(), bool(tag[1])
                if name == "br":
                    target.add(" ")
                elif name == "sup" and not closing and superscript_run is None:
                    superscript_run = Run()
                elif name == "sup" and closing and superscript_run is not None:
                    run.add(superscript(run.tail(), superscript_run.text()))
                    superscript_run = None
                elif name in html.COUNTED and not closing:
                    self._builder.leave_out(html.COUNTED[name])
                elif name == "a" and closing:
                    target.close_link()
                elif name == "a" and (href := _HREF.search(token.content)):
                    target.open_link(self._resolve(href[1]))
        if superscript_run is not None:
            run.add(superscript_run.text())


def _strip_strong(tokens: Sequence[Token]) -> None:
    """Remove the marks of strong text that the parser left in text of a script without spaces."""
    texts = [token.content if token.type == "text" else "" for token in tokens]
    joined = "\ue003".join(texts)
    if joined.count("**") < 2 or not has_unspaced(joined):
        return
    for token, text, before in zip(tokens, _UNPARSED_STRONG.sub(r"\1", joined).split("\ue003"), texts, strict=True):
        if text != before:
            token.content = text


def _attribute(attributes: dict[str, Any], name: str) -> str:
    return str(attributes.get(name, ""))
