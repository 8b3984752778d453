"""Removes HTML, entities and control characters from descriptions, and keeps lists, code and Markdown.

``str`` → clean ``str``. Descriptions of tools are written for web pages as often as for terminals, and many mix
Markdown with HTML. Plain text takes a fast path. Code in backticks is left unchanged, and so is text that only looks
like a tag (``/users/<id>``, ``List<String>``). Costs linear time; nothing recurses, so nesting depth has no limit.
"""

import html
import re

_TAGS = (
    "a|abbr|acronym|article|aside|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|"
    "dt|em|figcaption|figure|font|footer|h1|h2|h3|h4|h5|h6|hr|i|iframe|img|ins|kbd|li|mark|nobr|ol|p|pre|q|s|samp|"
    "script|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video|wbr"
)
_PLACEHOLDERS = (
    "address|body|button|data|form|header|html|important|input|label|link|main|map|note|object|output|section|source|"
    "time|title"
)
"""Elements whose names are also used as placeholders (``<title>``); they are markup only if a closing tag occurs."""
_TAG = re.compile(rf"</?(?:{_TAGS}|{_PLACEHOLDERS})\b[^<>]*>|<!--", re.IGNORECASE)
_COMMON = re.compile(r"</?(?:p|br|ul|li|b|i|strong|em|div|span|code|a)\b[^<>]*>")
_CLOSED = re.compile(rf"</({_PLACEHOLDERS})\s*>", re.IGNORECASE)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_ANGLE = re.compile(r"<")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_CODE = re.compile(r"```.*?```|``[^`\n]+``|`[^`\n]+`", re.DOTALL)
_HELD = re.compile("\ue000([0-9]+)\ue001")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff\ue000\ue001\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|\x0c|\x85|\u2028|\u2029")
_ANCHOR = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\((?:#|(?!https?:|mailto:|ftp:)[a-z]{3,20}:)[^()\s]*\)")
"""A Markdown link within the page that the text was taken from, or with a scheme private to its site."""
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,200})\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)")
_BLANKS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"\s+")

_DROPPED = frozenset(("script", "style", "iframe", "svg", "video", "img", "head", "col", "colgroup"))
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead title tr ul".split()
)
_APART = frozenset("p pre ul ol dl table blockquote h1 h2 h3 h4 h5 h6 div details".split())
"""Block elements that are surrounded by blank lines."""
_CELLS = frozenset(("td", "th"))
_CODES = frozenset(("code", "tt", "kbd", "samp", "var"))
_MARKS = (". ", "- ")
_LONGEST_PARSED = 200_000
"""Longest text that is parsed; tags of longer ones are deleted, as parsing deep nesting takes quadratic time."""


def plain(text: str) -> str:
    r"""Return ``text`` without HTML, entities, control characters and superfluous white space; Markdown is kept.

    >>> plain("<p>Gets the <b>pet</b> &amp; its owner.</p><ul><li>fast</li><li><code>safe</code></li></ul>")
    'Gets the pet & its owner.\n\n- fast\n- `safe`'
    >>> plain("/users/<id>?a=1&copy=2")
    '/users/<id>?a=1&copy=2'
    >>> plain("See [the](endpoint:KQ4) [table](#types) and [more](https://example.com/#a).")
    'See the table and [more](https://example.com/#a).'
    >>> plain("<ul><li><p>One</p><p>of a kind.</p><ul><li>Inner</li></ul></li><li>Two</li></ul>")
    '- One\n  of a kind.\n  - Inner\n- Two'
    >>> plain("The logo: ![our logo](https://example.com/a.png)")
    'The logo: our logo'
    """
    if "![" in text:
        text = _IMAGE.sub(r"\1", text)
    if '\\"' in text and "`" not in text:
        text = text.replace('\\"', '"')
    if "](" in text:
        text = _ANCHOR.sub(r"\1", text)
    if "<" not in text and "&" not in text and text.isprintable():
        return text.strip()
    if not text.isprintable():
        text = _INVISIBLE.sub("", _BREAKS.sub("\n", text)).replace("\xa0", " ")
    if "<" in text or "&" in text:
        held: list[str] = []
        if "`" in text:
            text = _CODE.sub(lambda match: _hold(held, match[0]), text)
        tagged = "<" in text and _TAG.search(text) is not None
        if tagged and len(text) > _LONGEST_PARSED:
            text, tagged = _TAG.sub(" ", text), False
        text = _without_tags(text, held) if tagged else _ENTITY.sub(_unescaped, text)
        if not tagged and "<" in text and len(text) <= _LONGEST_PARSED and _COMMON.search(text):
            text = _without_tags(text, held)
        text = _INVISIBLE.sub("", _restored(text, held)).replace("\xa0", " ")
    return _tidy(text)


def _hold(held: list[str], code: str) -> str:
    held.append(code)
    return f"\ue000{len(held) - 1}\ue001"


def _restored(text: str, held: list[str]) -> str:
    return _HELD.sub(lambda match: held[int(match[1])], text) if held else text


def _unescaped(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _tidy(text: str) -> str:
    """Return the text without superfluous white space, and without the indent of a docstring's later lines."""
    text = "\n".join([line.rstrip() for line in text.expandtabs(4).split("\n")]).strip("\n")
    if "\n" in text:
        first, *rest = text.split("\n")
        margin = min((len(line) - len(line.lstrip(" ")) for line in rest if line.strip()), default=0)
        if margin and (first.strip() or len(rest) > 1):
            indent = len(first) - len(first.lstrip(" "))
            text = "\n".join((first[min(indent, margin) :], *(line[margin:] for line in rest)))
    return _BLANKS.sub("\n\n", text).strip()


def _without_tags(text: str, held: list[str]) -> str:
    closed = {name.lower() for name in _CLOSED.findall(text)}

    def escaped(match: re.Match[str]) -> str:
        tag = _TAG.match(text, match.start())
        if tag is None:
            return "&lt;"
        name = _NAME.match(tag[0])
        known = name is None or name[1].lower() in closed or re.fullmatch(_TAGS, name[1], re.IGNORECASE)
        return "<" if known else "&lt;"

    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(_LONE_AMPERSAND.sub("&amp;", _ANGLE.sub(escaped, text))).body
    return _Writer(held).write(body) if body is not None else ""


class _Writer:
    """Writes the text of a parsed HTML fragment."""

    def __init__(self, held: list[str]) -> None:
        self.held = held
        self.out: list[str] = []
        self.lists: list[int] = []
        """The number of the next item of each open list, outermost first; -1 for lists without numbers."""
        self.blocks = 0
        self.pre = 0
        self.codes = 0
        self.at_line_start = True

    def write(self, root: object) -> str:
        from selectolax.lexbor import LexborNode

        stack: list[tuple[LexborNode, bool]] = []
        assert isinstance(root, LexborNode)
        stack.extend((child, False) for child in reversed(list(root.iter(include_text=True))))
        while stack:
            node, leaving = stack.pop()
            tag = node.tag or ""
            if leaving:
                self._leave(tag, node.attributes.get("href") or "" if tag == "a" else "")
            elif tag == "-text":
                self._text(node.text_content or "")
            elif tag not in _DROPPED and not tag.startswith(("-", "_", "!")):
                self._enter(tag)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
        return "".join(self.out)

    def _put(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.at_line_start = text.endswith("\n")

    def _break(self, lines: int) -> None:
        """End the line, and add a blank line if ``lines`` is 2, except at the start of a list item."""
        if self.out and self.out[-1].endswith(_MARKS) and self.at_line_start:
            return
        present = 0
        for piece in reversed(self.out):
            stripped = piece.rstrip(" ")
            breaks = len(stripped) - len(stripped.rstrip("\n"))
            present += breaks
            if breaks < len(stripped):
                self._put("\n" * max(0, lines - present))
                return

    def _text(self, text: str) -> None:
        if not self.pre and self.blocks:
            text = _SPACES.sub(" ", text)
        if not self.pre and self.out and (self.at_line_start or self.out[-1].endswith(" ")):
            text = text.lstrip(" ")
        self._put(text)

    def _enter(self, tag: str) -> None:
        if tag == "br":
            self.out.append("\n")
            self.at_line_start = True
        elif tag in _BLOCKS:
            inside_item = bool(self.lists)
            self._break(2 if tag in _APART and not inside_item else 1)
            self.blocks += 1
            if tag in ("ul", "ol"):
                self.lists.append(1 if tag == "ol" else -1)
            elif tag in ("li", "dd", "dt"):
                self._item(tag)
            elif tag in ("p", "div") and inside_item and self.at_line_start and not self.out[-1].endswith(_MARKS):
                self._put("  " * len(self.lists))  # a further paragraph of an item is indented like its text
                self.at_line_start = True
            elif tag == "pre":
                self.pre += 1
                self._put("```\n")
        elif tag in _CELLS:
            if not self.at_line_start:
                self._put(" | ")
        elif tag in _CODES and not self.pre:
            self.codes += 1
            self._put("`" if self.codes == 1 else "")

    def _item(self, tag: str) -> None:
        indent = "  " * max(0, len(self.lists) - 1)
        if tag == "li":
            number = self.lists[-1] if self.lists else -1
            self._put(f"{indent}{f'{number}.' if number > 0 else '-'} ")
            if number > 0:
                self.lists[-1] += 1
        elif tag == "dd":
            self._put(f"{indent}  ")
        self.at_line_start = True

    def _leave(self, tag: str, address: str) -> None:
        if tag in _BLOCKS:
            self.blocks -= 1
            if tag == "pre":
                self.pre -= 1
                self._break(1)
                self._put("```")
            if tag in ("ul", "ol"):
                self.lists.pop()
            self._break(2 if tag in _APART and not self.lists else 1)
        elif tag in _CODES and not self.pre:
            self.codes -= 1
            if not self.codes:
                self._close_code()
        elif tag == "a" and address.startswith(("http://", "https://")) and address not in "".join(self.out[-3:]):
            self._put(f" ({address})")

    def _close_code(self) -> None:
        if self.out and self.out[-1] == "`":
            self.out.pop()
        elif self.out:
            self._put("`")
