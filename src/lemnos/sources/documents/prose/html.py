"""Extracts the prose of an HTML page, without the navigation and other parts around it.

Takes the text of a page and returns a ``Prose``. lexbor parses any input as a browser does; the tree is walked once,
without recursion. If the page marks its main part, only that is read. Navigation, banners, sidebars, forms,
figures and references are recognised by element, role, class and id, and dropped. Code and tables with a header are
read as blocks of their own. Costs 1 second for about
8 MB.

Limitation: text in a container whose class is ``menu`` is lost; navigation in a plain ``<div>`` of sentences is kept.
"""

import re
from collections import Counter
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from lemnos.sources.documents.prose.builder import Builder, Prose, Resolve, Run, clean, superscript
from lemnos.sources.documents.prose.markdown_code import MARK, MARKS
from lemnos.sources.documents.prose.placeholders import UNKNOWN
from lemnos.sources.documents.prose.spans import Cell, laid_out
from lemnos.sources.documents.prose.templates import has_templates, without_templates

_DROPPED = frozenset(
    "script style noscript template nav header footer aside form button select option input textarea iframe svg math "
    "figure figcaption caption table pre img picture video audio canvas object embed dialog head title link meta map "
    "menu search label fieldset applet listing xmp plaintext progress meter datalist rt rp source track area base "
    "colgroup thead tbody tfoot tr".split()
)
_VERBATIM = frozenset("pre listing xmp plaintext".split())
COUNTED = {"figcaption": "captions", "figure": "figures", "img": "images", "video": "videos", "iframe": "frames"}
"""Elements whose content is not read, and what is counted for each."""
_INLINE_DROPPED = frozenset("img input button svg math script style link meta rt rp label select source".split())
_BLOCKS = frozenset(
    "html body main article section div p blockquote li ul ol dl dt dd details summary address center hgroup hr td th "
    "h1 h2 h3 h4 h5 h6".split()
)
_LISTS = frozenset(("ul", "ol", "dl"))
_ITEMS = frozenset(("li", "dt", "dd"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER_DROPPED = frozenset(("html", "body", "main", "article"))
_SURROUNDINGS = re.compile(
    r"(?:site-|page-|main-|global-|top-|bottom-|left-|right-|md-|wy-|bd-|sphinx|mw-|js-)?"
    r"(?:nav|navbar|navigation|navbox|menu|menubar|sidebar|side-bar|breadcrumbs?|cookies?|cookie-banner|footer|header|"
    r"masthead|toc|table-of-contents|pagination|pager|paginator|share|sharing|social|advert|advertisement|ads?|promo|"
    r"related|see-also|comments?|banner|popup|modal|newsletter|subscribe|skip-link|skiplink|infobox|metadata|reflist|"
    r"references|footnotes?|footnote-ref|headerlink|editsection|edit-link|hatnote|thumb|thumbcaption|gallery|"
    r"wp-caption-text|byline|printfooter|catlinks|jump-to-nav|noprint|feedback|sr-only|visually-hidden|admonition-title)"
    r"(?:[-_](?:\w|-)*)?",
    re.IGNORECASE,
)
_SURROUNDING_ROLES = frozenset(
    "navigation banner contentinfo complementary search menu menubar toolbar dialog alertdialog doc-endnotes "
    "doc-footnote doc-bibliography doc-toc".split()
)
_CODE_CLASS = re.compile(
    r"(?<![\w-])(?:(?:language|lang|highlight)-(?:source-|text-)?|brush:[ ]*|sourceCode[ ]+)([\w+#.-]+)", re.IGNORECASE
)
_LINE_NUMBERS = re.compile(r"(?:linenos?|lineno[-_]\w+|line-numbers?|gutter)")
_CODE = re.compile(r"<(pre|code|kbd|samp|tt|var|script|style|listing|xmp)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse(raw: str, resolve: Resolve) -> Prose:
    """Return the prose of a page. The title is the first ``<h1>``, or the ``<title>`` if there is none.

    Args:
        raw: The text of the page.
        resolve: Returns the name of the document to which the address of a link refers.
    """
    builder = Builder()
    if has_templates(raw):
        raw = _without_templates(raw, builder)
    tree = LexborHTMLParser(raw)
    url = language = licence = ""
    if (root := tree.root) is not None:
        language = _attribute(root, "lang") or _attribute(root, "xml:lang")
        url = _first_attribute(root, 'link[rel="canonical"]', "href")
        licence = _first_attribute(root, 'link[rel="license"], a[rel="license"]', "href")
        heading = root.css_first("h1")
        builder.title = clean(heading.text()) if heading is not None else ""
        _walk(_main_part(root), builder, resolve, in_list=False)
        if not builder.title and (title := root.css_first("head title")) is not None:
            builder.title = clean(title.text())
    return builder.build(licence=licence, language=language, url=url)


def _without_templates(raw: str, builder: Builder) -> str:
    """Return a page without the tags of templates outside its code."""
    count: Counter[str] = Counter()
    held: list[str] = []

    def hide(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\ue000{len(held) - 1}\ue001"

    text = without_templates(_CODE.sub(hide, MARKS.sub("", raw)), count)
    for what, number in count.items():
        builder.leave_out(what, number)
    return MARK.sub(lambda match: held[int(match[1])], text)


def feed(fragment: str, builder: Builder, resolve: Resolve, *, in_list: bool = False) -> None:
    """Add the prose of an HTML fragment to ``builder``."""
    body = LexborHTMLParser(fragment).body
    if body is not None:
        _walk(body, builder, resolve, in_list=in_list)


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _first_attribute(root: LexborNode, selector: str, name: str) -> str:
    node = root.css_first(selector)
    return _attribute(node, name) if node is not None else ""


def _main_part(root: LexborNode) -> LexborNode:
    """Return the one element that is marked as the main part of the page, or else the body."""
    for selector in ('main, [role="main"]', "article"):
        matches = root.css(selector)
        if len(matches) == 1:
            return matches[0]
    return root.css_first("body") or root


def _is_surrounding(node: LexborNode) -> bool:
    """Return whether an element is not part of the text, by its role, class or id, or because it is hidden."""
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if (attributes.get("role") or "") in _SURROUNDING_ROLES:
        return True
    if (style := attributes.get("style")) and _HIDDEN.search(style):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    return any(_SURROUNDINGS.fullmatch(name) for name in names) and node.css_first("main, article, h1") is None


class _State:
    """The state of the walk: the current paragraph, the depth of lists and the line breaks before the position."""

    def __init__(self, builder: Builder, depth: int) -> None:
        self.builder = builder
        self.run = Run()
        self.depth = depth
        self.breaks = 0

    def flush(self) -> None:
        """End the current paragraph and start a new one."""
        kind: Literal["prose", "item"] = "item" if self.depth else "prose"
        self.builder.run(self.run, kind)
        self.run = Run()
        self.breaks = 0


def _walk(top: LexborNode, builder: Builder, resolve: Resolve, *, in_list: bool) -> None:
    """Read all nodes below ``top``, in document order."""
    state = _State(builder, int(in_list))
    # Comparing the nodes themselves would compare their markup.
    end = top.mem_id
    node = top.first_child
    while node is not None:
        descend = _enter(node, state, resolve)
        following = node.first_child if descend else None
        if following is None:
            if descend:
                _leave(node, state)
            while (following := node.next) is None:
                parent = node.parent
                if parent is None or parent.mem_id == end:
                    break
                node = parent
                _leave(node, state)
        node = following
    state.flush()


def _enter(node: LexborNode, state: _State, resolve: Resolve) -> bool:
    """Start an element or add a text node; return whether to read the children."""
    tag = node.tag or ""
    if tag == "-text":
        text = node.text_content or ""
        if state.breaks and not text.isspace():
            state.breaks = 0
        state.run.add(text)
        return False
    if tag in ("td", "pre", "div") and _has_class(node, _LINE_NUMBERS):
        return False
    if tag in _DROPPED:
        if tag == "table" and _attribute(node, "role") == "presentation":
            state.flush()
            return True
        if tag in ("tbody", "tr", "thead", "tfoot"):
            return True
        if tag not in _INLINE_DROPPED:
            state.flush()
        if tag in _VERBATIM:
            language = _code_language(node)
            for part in node.css("button, [class]"):
                if part.tag == "button" or _has_class(part, _LINE_NUMBERS):
                    part.decompose()
            state.builder.code(node.text(), language)
        elif tag == "table" and not _is_surrounding(node):
            if node.css_first("pre") is not None:  # lines of code beside their numbers
                return True
            state.builder.table(_rows(node))
        elif tag in COUNTED and not _is_surrounding(node):
            state.builder.leave_out(COUNTED[tag])
            state.builder.leave_out("captions", len(node.css("figcaption")) if tag == "figure" else 0)
        return False
    if tag.startswith(("-", "!")):
        return False
    if tag not in _NEVER_DROPPED and _is_surrounding(node):
        return False
    if tag == "br":
        state.breaks += 1
        if state.breaks > 1:
            state.flush()
        state.run.add(" ")
        return False
    if tag == "a":
        state.run.open_link(resolve(_attribute(node, "href").replace(UNKNOWN, "")))
    elif tag == "sup":
        state.run.add(superscript(state.run.tail(), node.text()))
        return False
    elif tag in _HEADINGS:
        state.flush()
        heading = Run()
        heading.add(_heading_text(node))
        state.builder.heading(int(tag[1]), heading.text())
        return False
    elif tag in _BLOCKS:
        state.flush()
        if tag in _LISTS:
            state.depth += 1
            state.builder.begin_list()
    return True


def _leave(node: LexborNode, state: _State) -> None:
    """End an element."""
    tag = node.tag or ""
    if tag == "a":
        state.run.close_link()
    elif tag in _BLOCKS:
        state.flush()
        if tag in _LISTS:
            state.depth -= 1
            state.builder.end_list()


def _has_class(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(name) for name in (node.attributes.get("class") or "").split())


def _code_language(node: LexborNode) -> str:
    """Return the language that the classes of a block of code, its content or its containers name."""
    inner = node.css_first("code")
    containers = (node.parent, node.parent.parent if node.parent is not None else None)
    for element in (node, inner, *containers):
        if element is not None and (found := _CODE_CLASS.search(_attribute(element, "class"))):
            return found[1]
    return ""


def _rows(table: LexborNode) -> list[list[str]]:
    """Return the text of the cells of a table, row by row; nothing for one of layout, without a header or with another
    table in it."""
    if table.css_first("th") is None or len(table.css("table")) > 1:
        return []
    return laid_out([[_cell(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")])


def _cell(node: LexborNode) -> Cell:
    return Cell(node.text(separator=" "), _span(node, "colspan"), _span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    """Return how many columns or rows a cell spans; one if it does not say so in a number."""
    value = _attribute(node, name).strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _heading_text(node: LexborNode) -> str:
    """Return the text of a heading without its permalink marks."""
    parts = []
    child = node.first_child
    while child is not None:
        if not _is_surrounding(child):
            parts.append(child.text() or "")
        child = child.next
    return clean("".join(parts)).rstrip("¶#§ ").strip()
