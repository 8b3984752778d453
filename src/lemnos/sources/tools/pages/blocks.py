"""Parses a page of HTML or Markdown into a ``Page``: headings, paragraphs, code, tables and lists in reading order.

Unlike ``lemnos.sources.documents.prose.html``, which keeps only prose, it keeps the elements that describe an API:
tables of parameters, definition lists, code. Markdown is rendered to HTML first, so that one reader serves both.
Navigation, banners and footers are left out. Cost: about 1 second for 4 MB of HTML or 1 MB of Markdown.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from lemnos.sources.tools.pages.text import (
    INLINE,
    SKIPPED,
    cell_text,
    clean,
    code_language,
    code_text,
    definitions,
    inline,
    is_navigation,
    is_within,
    leading_names,
    list_item,
    marked,
    signature_text,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from selectolax.lexbor import LexborNode

_DEEPEST = 150
"""The number of nested elements whose structure is kept; deeper elements are read as plain text."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_DOMAINS = frozenset(("py", "c", "cpp", "js", "http", "php", "rb", "go"))

Kind = Literal["heading", "text", "code", "table", "fields", "list", "object"]


class Block(NamedTuple):
    """One element of a page: a heading, paragraph, code block, table, list or described object."""

    kind: Kind
    text: str = ""
    level: int = 0
    """The level of a heading, 1 to 6."""
    anchor: str = ""
    language: str = ""
    """The language of code, if it is declared; the domain and type of an object, such as ``py:function``."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table, or the (term, description) pairs of fields and lists; an item without a term has an empty
    one. A description that is itself a list of pairs is flattened: (term, "", inner term, inner description, …)."""
    header: bool = False
    """Whether the first row of a table is its header."""
    children: "tuple[Block, ...]" = ()
    """The blocks inside a described object."""


class Page(NamedTuple):
    """A parsed page."""

    title: str
    blocks: tuple[Block, ...]
    licence: str
    robots: str
    """The content of the page's ``<meta name="robots">``, in lower case without spaces."""


def read_markdown(text: str) -> Page:
    """Return the parsed form of a page in Markdown."""
    text = text.replace("\r\n", "\n")
    title = ""
    if (front_matter := _FRONT_MATTER.match(text)) is not None:
        text = text[front_matter.end() :]
        title_match = re.search(r"^title[ \t]*[:=][ \t]*[\"']?(.*?)[\"']?[ \t]*$", front_matter[1], re.MULTILINE)
        title = title_match[1] if title_match else ""
    text = _PLATFORM.sub("", _NOTE.sub(lambda match: f"{match[1]}{match[2].capitalize()}: ", text))
    page = read_html(str(_markdown().render(text)))
    return page if page.title or not title else page._replace(title=title.replace("*", "").replace("`", ""))


_FRONT_MATTER = re.compile(r"\A\s*(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_NOTE = re.compile(r"^([ \t]*>?[ \t]*)\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n?[ \t]*>?[ \t]*", re.MULTILINE)
_PLATFORM = re.compile(
    r"\[!(?:INCLUDE|code-\w+|VIDEO)[^\]\n]*\](?:\([^)\n]*\)\]?)?|^[ \t]*:{3,}.*$|\{%.*?%\}|^\{:[^}\n]*\}[ \t]*$",
    re.MULTILINE,
)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin

    return MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"]).use(deflist_plugin)


def read_html(text: str) -> Page:
    """Return the parsed form of a page in HTML.

    Raises:
        RecursionError: The elements are nested too deeply for the parser.
    """
    root = _parse(text)
    if root is None:
        return Page("", (), "", "")
    licence = root.css_first('link[rel="license"], a[rel="license"]')
    heading = root.css_first("h1")
    title = inline(heading) if heading is not None else ""
    if not title and (head := root.css_first("head title")) is not None:
        title = clean(head.text())
    builder = _Builder()
    builder.walk(_main(root), 0)
    builder.flush()
    return Page(
        title=title,
        blocks=tuple(builder.blocks),
        licence=(licence.attributes.get("href") or "") if licence is not None else "",
        robots=_robots(root),
    )


_CONTAINERS = "article|blockquote|center|details|div|dl|fieldset|form|main|ol|section|span|table|ul|label|button|nav"
_FORMATS = "a|b|big|code|em|font|i|kbd|mark|nobr|s|samp|small|strike|strong|sub|sup|tt|u|var"
_ELEMENT = re.compile(rf"<(/?)(?:({_CONTAINERS})|(?:{_FORMATS}))(?=[\s>/])", re.IGNORECASE)
_FORMAT = re.compile(rf"</?(?:{_FORMATS})(?=[\s>/])[^<>]*>", re.IGNORECASE)
_MAX_CONTAINERS = 500
_MAX_FORMATS = 60


def _parse(text: str) -> "LexborNode | None":
    """Return the root of a parsed page.

    The nesting is checked first: the parser takes quadratic time for deep nesting, and it repeats formatting elements
    that are not closed in every paragraph. With too many of these, all formatting elements are removed.
    """
    from selectolax.lexbor import LexborHTMLParser

    containers = formats = 0
    deepest_containers = most_formats = 0
    for match in _ELEMENT.finditer(text):
        step = -1 if match[1] else 1
        if match[2]:
            containers = max(0, containers + step)
            deepest_containers = max(deepest_containers, containers)
        else:
            formats = max(0, formats + step)
            most_formats = max(most_formats, formats)
    if deepest_containers > _MAX_CONTAINERS:
        raise RecursionError(f"{deepest_containers:,} nested elements")
    return LexborHTMLParser(_FORMAT.sub("", text) if most_formats > _MAX_FORMATS else text).root


def links_of_html(text: str) -> tuple[list[str], bool]:
    """Return the addresses that an HTML page links to, in order and without duplicates, and whether to follow them."""
    try:
        root = _parse(text)
    except RecursionError:
        return [], True
    if root is None:
        return [], True
    addresses: dict[str, None] = {}
    for node in root.css("a[href], frame[src], iframe[src]"):
        address = node.attributes.get("href") or node.attributes.get("src")
        if address and "nofollow" not in (node.attributes.get("rel") or ""):
            addresses.setdefault(address)
    return list(addresses), "nofollow" not in _robots(root)


def _robots(root: "LexborNode") -> str:
    node = root.css_first('meta[name="robots" i]')
    return (node.attributes.get("content") or "").lower().replace(" ", "") if node is not None else ""


def _main(root: "LexborNode") -> "LexborNode":
    for selector in ('main, [role="main"]', "article"):
        matches = root.css(selector)
        if len(matches) == 1:
            return matches[0]
    return root.css_first("body") or root


class _Builder:
    """Collects the blocks of a page; text that is directly inside a container becomes a paragraph."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._bare: list[str] = []
        self._anchor = ""

    def flush(self) -> None:
        """Add the collected text as a paragraph, if there is any."""
        text = clean("".join(self._bare))
        self._bare.clear()
        if text:
            self.blocks.append(Block("text", text))

    def walk(self, top: "LexborNode", depth: int) -> None:
        """Collect the blocks of the children of ``top``."""
        for node in top.iter(include_text=True):
            tag = node.tag or ""
            if tag == "-text":
                self._bare.append(node.text_content or "")
            elif tag in SKIPPED or tag.startswith(("-", "!")) or is_navigation(node):
                continue
            elif tag in INLINE:
                if tag == "a" and not self._anchor:
                    self._anchor = node.attributes.get("name") or node.attributes.get("id") or ""
                self._bare.append("\n" if tag == "br" else marked(node))
            else:
                self.flush()
                self._block(node, tag, depth)
                self.flush()

    def _block(self, node: "LexborNode", tag: str, depth: int) -> None:
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        if tag in _HEADINGS:
            text = inline(node)
            inner = node.css_first("a[name], a[id], [id]")
            anchor = attributes.get("id") or (
                (inner.attributes.get("name") or inner.attributes.get("id") or "") if inner is not None else ""
            )
            if text:
                self.blocks.append(Block("heading", text, int(tag[1]), anchor or self._anchor))
            self._anchor = ""
        elif tag == "p":
            self._paragraph(node)
        elif tag in ("pre", "listing", "xmp"):
            self.blocks.append(Block("code", code_text(node), language=code_language(node)))
        elif tag == "table":
            if (code := node.css_first("td.code pre")) is not None:
                self.blocks.append(Block("code", code_text(code), language=code_language(code)))
            else:
                self._table(node)
        elif tag == "dl":
            domain = next((name for name in classes if name in _DOMAINS), "")
            if domain:
                self._objects(node, domain, [name for name in classes if name != domain], depth)
            else:
                self.blocks.append(Block("fields", rows=definitions(node)))
        elif tag in ("ul", "ol", "menu"):
            rows = tuple(list_item(item) for item in node.iter() if item.tag == "li" and not is_navigation(item))
            if rows:
                self.blocks.append(Block("list", rows=rows))
        elif depth >= _DEEPEST:
            self._bare.append(node.text() or "")
        else:
            self._anchor = attributes.get("id") or self._anchor
            self.walk(node, depth + 1)

    def _paragraph(self, node: "LexborNode") -> None:
        """Add a paragraph; if it begins with marked names on a line of their own, it is a field that describes them."""
        text = clean(inline(node))
        if (row := leading_names(node)) is not None:
            self.blocks.append(Block("fields", rows=(row,)))
        elif text:
            self.blocks.append(Block("text", text))

    def _table(self, node: "LexborNode") -> None:
        rows: list[tuple[str, ...]] = []
        header = False
        for row in node.css("tr"):
            cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
            if not cells or not is_within(row, node):
                continue
            if not rows:
                header = all(cell.tag == "th" for cell in cells)
            rows.append(tuple(cell_text(cell) for cell in cells))
        if rows:
            self.blocks.append(Block("table", rows=tuple(rows), header=header))

    def _objects(self, node: "LexborNode", domain: str, kinds: list[str], depth: int) -> None:
        """Add the objects that a documentation generator describes: signatures followed by one description each."""
        signatures: list[tuple[str, str]] = []
        for child in node.iter():
            if child.tag == "dt":
                signatures.append((signature_text(child), child.attributes.get("id") or ""))
            elif child.tag == "dd" and signatures:
                inner = _Builder()
                if depth < _DEEPEST:
                    inner.walk(child, depth + 1)
                    inner.flush()
                text = "\n".join(dict.fromkeys(text for text, _ in signatures))
                language = f"{domain}:{kinds[0] if kinds else ''}"
                anchor = next((anchor for _, anchor in signatures if anchor), "")
                self.blocks.append(Block("object", text, 0, anchor, language, children=tuple(inner.blocks)))
                signatures = []
