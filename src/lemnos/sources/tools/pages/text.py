"""Extracts text, code and (term, description) pairs from HTML elements, for ``lemnos.sources.tools.pages.blocks``."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SKIPPED = frozenset(
    "script style noscript template nav header footer aside form select option textarea iframe svg math img video "
    "audio canvas object embed head title link meta".split()
)
INLINE = frozenset(
    "a abbr b bdi bdo big button cite code data del dfn em font i input ins kbd label mark output q s samp small span "
    "strike strong sub sup time tt u var wbr br".split()
)
_DEEPEST_LIST = 3
"""The number of nested definition lists whose structure is kept."""
_MARKED = frozenset("em strong code var b i tt kbd samp".split())
_CODE = frozenset("code tt kbd samp var".split())
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:sphinxsidebar|navbar|navigation|breadcrumbs?|toctree-wrapper|table-of-contents|footer|skip-link|"
    r"headerlink|prev-next\w*|cookie-banner|edit-this-page|pagination-nav)(?:$|[\s_-])"
)
_LANGUAGE = re.compile(r"(?:language|highlight|lang|brush|sourceCode)[-: ]\s*(\w[\w+#-]*)")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200c\u2060\ufeff\ud800-\udfff]")


def is_navigation(node: "LexborNode") -> bool:
    """Return whether an element is hidden or part of the site's navigation, not of the page's own text."""
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or attributes.get("role") == "navigation":
        return True
    return _NAVIGATION.search(attributes.get("class") or "") is not None


def clean(text: str) -> str:
    """Return ``text`` on one line, without invisible characters."""
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def inline(node: "LexborNode") -> str:
    """Return the text of an element on one line, with code in backticks."""
    return clean(marked(node)).removesuffix("¶").removesuffix("#").rstrip()


def marked(node: "LexborNode") -> str:
    """Return the text below a node with code in backticks; links and emphasis become plain text."""
    tag = node.tag or ""
    if tag == "-text":
        return node.text_content or ""
    if tag in _CODE:
        text = clean(node.text() or "")
        return f"`{text}`" if text and "`" not in text else text
    if tag == "br":
        return "\n"
    if tag in SKIPPED or tag.startswith("-") or is_navigation(node):
        return ""
    parts: list[str] = []
    stack = [(node, iter(node.iter(include_text=True)))]
    while stack:
        for child in stack[-1][1]:
            name = child.tag or ""
            if name == "-text":
                parts.append(child.text_content or "")
            elif name in _CODE:
                parts.append(marked(child))
            elif name == "br":
                parts.append("\n")
            elif name in SKIPPED or name.startswith("-") or is_navigation(child):
                continue
            else:
                if name not in INLINE:
                    parts.append(" ")
                stack.append((child, iter(child.iter(include_text=True))))
                break
        else:
            done = stack.pop()[0]
            if stack and (done.tag or "") not in INLINE:
                parts.append(" ")
    return "".join(parts)


def cell_text(node: "LexborNode") -> str:
    """Return the text of a table cell; the items of a list in it are separated by semicolons."""
    items = [inline(item) for item in node.css("li")]
    text = inline(node)
    return text if len(items) < 2 else f"{clean(text.partition(items[0])[0])} {'; '.join(items)}".strip()


def code_text(node: "LexborNode") -> str:
    """Return preformatted text with its line breaks."""
    return _INVISIBLE.sub("", node.text() or "").expandtabs(4).strip("\n").rstrip()


def code_language(node: "LexborNode") -> str:
    """Return the language of a code block, from its class or that of an enclosing element; empty if none names it."""
    block: LexborNode | None = node
    inside = node.css_first("code")
    for element in (inside, block, node.parent, node.parent.parent if node.parent is not None else None):
        if element is not None and (match := _LANGUAGE.search(element.attributes.get("class") or "")) is not None:
            return match[1].lower()
    return ""


def signature_text(node: "LexborNode") -> str:
    """Return a signature without the links that the documentation generator puts after it."""
    parts = []
    for child in node.iter(include_text=True):
        if child.tag == "a" and "headerlink" in (child.attributes.get("class") or ""):
            continue
        if child.tag == "a" and child.css_first(".viewcode-link") is not None:
            continue
        parts.append((child.text_content if child.tag == "-text" else child.text()) or "")
    return clean("".join(parts)).removesuffix("[source]").removesuffix("¶").rstrip()


def is_within(node: "LexborNode", ancestor: "LexborNode") -> bool:
    """Return whether ``ancestor`` is the nearest element around ``node`` that has the same tag as ``ancestor``."""
    owner = node.parent
    while owner is not None and owner.tag != ancestor.tag:
        owner = owner.parent
    return owner is not None and owner.mem_id == ancestor.mem_id


def definitions(node: "LexborNode", depth: int = 0) -> tuple[tuple[str, ...], ...]:
    """Return the (term, description) pairs of a definition list, including pairs that are wrapped in a ``div``.

    A description that is itself a list of pairs is flattened, as in ``Block.rows``.
    """
    rows: list[tuple[str, ...]] = []
    terms: list[str] = []
    for child in node.css("dt, dd"):
        if not is_within(child, node):
            continue
        if child.tag == "dt":
            classifiers = [inline(mark) for mark in child.css("span.classifier")]
            term = inline(child)
            for mark in classifiers:
                term = term.removesuffix(mark).rstrip(" :")
            terms.append(f"{term} ({', '.join(classifiers)})" if classifiers else term)
        elif terms:
            inner = [list_item(item) for item in child.css("li")]
            nested = child.css_first("dl") if depth < _DEEPEST_LIST else None
            if nested is not None:
                rows.append((", ".join(terms), "", *(value for row in definitions(nested, depth + 1) for value in row)))
            elif inner and all(term for term, _ in inner):
                rows.append((", ".join(terms), "", *(value for row in inner for value in row)))
            else:
                rows.append((", ".join(terms), cell_text(child)))
            terms = []
    rows.extend((term, "") for term in terms)
    return tuple(rows)


def list_item(node: "LexborNode") -> tuple[str, str]:
    """Return the marked name at the beginning of a list item, and the rest with nested items in parentheses."""
    nested_lists = [child for child in node.iter() if child.tag in ("ul", "ol")]
    text = inline(node)
    if nested_lists:
        text = clean("".join(marked(child) for child in node.iter(include_text=True) if child.tag not in ("ul", "ol")))
        inner = [inline(item) for nested in nested_lists for item in nested.iter() if item.tag == "li"]
        text = f"{text} ({'; '.join(inner)})" if inner else text
    element = node
    for _ in range(3):
        child = element.first_child
        while child is not None and child.tag == "-text" and not (child.text_content or "").strip():
            child = child.next
        if child is None or child.tag == "-text":
            return "", text
        if child.tag in _MARKED or child.tag == "a":
            term = inline(child)
            rest = text[len(term) :] if text.startswith(term) else text
            return term, rest.strip()
        element = child
    return "", text


def leading_names(node: "LexborNode") -> tuple[str, str] | None:
    """Return the marked names before the first line break of a paragraph, and the rest; None if it has none."""
    names: list[str] = []
    child = node.first_child
    while child is not None:
        tag = child.tag or ""
        if tag == "-text":
            if (child.text_content or "").strip(" ,\n/"):
                return None
        elif tag in _MARKED:
            names.append(clean(child.text() or ""))
        elif tag == "br" and names:
            break
        else:
            return None
        child = child.next
    if not names or child is None:
        return None
    rest: list[str] = []
    child = child.next
    while child is not None:
        rest.append(marked(child))
        child = child.next
    return ", ".join(names), clean("".join(rest))
