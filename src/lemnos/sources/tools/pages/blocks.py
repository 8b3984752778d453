"""A page of HTML or Markdown → its headings, paragraphs, code, tables and lists, in reading order.

What ``lemnos.sources.documents.prose.html`` leaves out because it is no prose is what describes an API: tables of
parameters,
definition lists, code. Markdown is rendered to HTML first, so that there is one reader. Navigation, banners and
footers are left out. Costs about 1 second for 4 MB of HTML or 1 MB of Markdown.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from lemnos.sources.tools.pages.text import (
    INLINE,
    SKIPPED,
    clean,
    code_language,
    code_text,
    definitions,
    flat,
    inline,
    is_navigation,
    is_within,
    lead,
    list_item,
    marked,
    signature_text,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from selectolax.lexbor import LexborNode

_DEEPEST = 150
"""Elements inside each other that are told apart; what is deeper is read as plain text."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_DOMAINS = frozenset(("py", "c", "cpp", "js", "http", "php", "rb", "go"))

Kind = Literal["heading", "text", "code", "table", "fields", "list", "object"]


class Block(NamedTuple):
    """One piece of a page."""

    kind: Kind
    text: str = ""
    level: int = 0
    """Of a heading, 1 to 6."""
    anchor: str = ""
    language: str = ""
    """Of code, where it is told; of an object, its domain and type: ``py:function``."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table, its cells; of fields and lists, (term, description), the term empty where an item has none. A
    description that is itself a list of pairs follows flattened: (term, "", inner term, inner description, …)."""
    header: bool = False
    """Whether the first row of a table is its header."""
    children: "tuple[Block, ...]" = ()
    """What stands inside a described object."""


class Page(NamedTuple):
    """A page, read."""

    title: str
    blocks: tuple[Block, ...]
    licence: str
    robots: str
    """What the page's ``<meta name="robots">`` says."""


def read_markdown(text: str) -> Page:
    """Return the page that a Markdown text is."""
    text = text.replace("\r\n", "\n")
    title = ""
    if (front := _FRONT.match(text)) is not None:
        text = text[front.end() :]
        found = re.search(r"^title[ \t]*[:=][ \t]*[\"']?(.*?)[\"']?[ \t]*$", front[1], re.MULTILINE)
        title = found[1] if found else ""
    text = _PLATFORM.sub("", _NOTE.sub(lambda match: f"{match[1]}{match[2].capitalize()}: ", text))
    page = read_html(str(_markdown().render(text)))
    return page if page.title or not title else page._replace(title=title.replace("*", "").replace("`", ""))


_FRONT = re.compile(r"\A\s*(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
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
    """Return the page that an HTML text is.

    Raises:
        RecursionError: Its elements are nested too deeply for a parser.
    """
    root = _parsed(text)
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
_MOST_CONTAINERS = 500
_MOST_FORMATS = 60


def _parsed(text: str) -> "LexborNode | None":
    """Parse a page. A parser needs quadratic time for deep nesting, and repeats open formats in every paragraph."""
    from selectolax.lexbor import LexborHTMLParser

    containers = formats = 0
    deepest = most = 0
    for match in _ELEMENT.finditer(text):
        step = -1 if match[1] else 1
        if match[2]:
            containers = max(0, containers + step)
            deepest = max(deepest, containers)
        else:
            formats = max(0, formats + step)
            most = max(most, formats)
    if deepest > _MOST_CONTAINERS:
        raise RecursionError(f"{deepest:,} elements inside each other")
    return LexborHTMLParser(_FORMAT.sub("", text) if most > _MOST_FORMATS else text).root


def links_of_html(text: str) -> tuple[list[str], bool]:
    """Return the addresses that an HTML page links to, in order, each once; and whether its links may be followed."""
    try:
        root = _parsed(text)
    except RecursionError:
        return [], True
    if root is None:
        return [], True
    found: dict[str, None] = {}
    for node in root.css("a[href], frame[src], iframe[src]"):
        address = node.attributes.get("href") or node.attributes.get("src")
        if address and "nofollow" not in (node.attributes.get("rel") or ""):
            found.setdefault(address)
    return list(found), "nofollow" not in _robots(root)


def _robots(root: "LexborNode") -> str:
    node = root.css_first('meta[name="robots" i]')
    return (node.attributes.get("content") or "").lower().replace(" ", "") if node is not None else ""


def _main(root: "LexborNode") -> "LexborNode":
    for selector in ('main, [role="main"]', "article"):
        found = root.css(selector)
        if len(found) == 1:
            return found[0]
    return root.css_first("body") or root


class _Builder:
    """Gathers blocks; text that stands bare in a container becomes a paragraph."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._bare: list[str] = []
        self._anchor = ""

    def flush(self) -> None:
        """End a bare paragraph."""
        text = clean("".join(self._bare))
        self._bare.clear()
        if text:
            self.blocks.append(Block("text", text))

    def walk(self, top: "LexborNode", depth: int) -> None:
        """Read the children of ``top``."""
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
        """Add a paragraph; one that begins with marked names on a line of their own tells of these."""
        text = clean(inline(node))
        if (row := lead(node)) is not None:
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
            rows.append(tuple(flat(cell) for cell in cells))
        if rows:
            self.blocks.append(Block("table", rows=tuple(rows), header=header))

    def _objects(self, node: "LexborNode", domain: str, kinds: list[str], depth: int) -> None:
        """Add what a documentation generator describes: its signatures, with the description inside the last."""
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
