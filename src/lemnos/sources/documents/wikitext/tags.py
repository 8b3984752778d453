"""Removes the angle-bracket markup of wikitext: comments, references, formulas, literal text and HTML, in one scan.

``resolve`` takes wikitext and returns it without tags. Invisible content (comments, references, galleries, code blocks)
is dropped; literal text is shielded from later passes. Costs one regex pass for simple references, which are most of
the markup of an encyclopaedia, and one step for each other tag. A missing closing tag is searched for only once, so
time is linear for any input. Shielding maps each markup character to a control character that XML cannot contain, one
to one, so that ``unshield`` does not change any offset.

Limitation: tables written in HTML are dropped; styles are not interpreted.
"""

import re

from lemnos.sources.documents.wikitext import math as wikitext_math

HOLE = "\x01"
"""Marks where a part of a sentence is missing; ``tidy`` drops the sentence."""

ASIDE = "\x1b"
"""Marks the start and the end of a pronunciation, which ``tidy`` drops inside parentheses and keeps elsewhere."""
UNLESS_LED = "\x1a"
"""Follows the first ``ASIDE`` of a pronunciation that is kept only after words such as “pronounced”."""

_MARKUP = "[]{}|'<>=*#:;&_~-!/"
_SHIELDS = "\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
_SHIELD = str.maketrans(_MARKUP + "\n", _SHIELDS + " ")
_UNSHIELD = dict(zip(_SHIELDS, _MARKUP, strict=True))
_SHIELDED = re.compile("[\x02-\x08\x0e-\x19]")
PIPE = _SHIELDS[4]
EQUALS = _SHIELDS[8]

_REFERENCE = "\x1a"  # Marks a removed reference while the others are searched for.
_SIMPLE_REF = re.compile(r"<ref(?=[\s>/])[^<>]*+(?:(?<=/)>|(?<!/)>[^<]*+</ref\s*+>)", re.IGNORECASE)
_TAG = re.compile(r"<(!--|/?[A-Za-z][A-Za-z0-9]*)")
_TAG_END = re.compile(r"""[^<>"']*+(?:(?:"[^"<>]*+"|'[^'<>]*+'|"[^"<\n]{0,200}?"|["'])[^<>"']*+)*+>""")
_REF_EDGE = re.compile(rf"{_REFERENCE}|<(/?)ref(?=[\s>/])", re.IGNORECASE)
_TABLE_EDGE = re.compile(r"<(/?)table\b[^<>]*>?", re.IGNORECASE)
_RUBY_EDGE = re.compile(r"</(?:rt|rp|rtc)\s*+>|<(?:rt|rp|rtc|rb|/ruby)\b|\n", re.IGNORECASE)
_SCRIPT = re.compile(r"([^<>\[\]{}|\n]{1,24})</su[bp]\s*>", re.IGNORECASE)

_DROPPED = frozenset(
    "pre source syntaxhighlight references gallery timeline score imagemap includeonly templatedata graph mapframe "
    "maplink inputbox hiero categorytree templatestyles section style script s strike del indicator rt rp rtc".split()
)
_BREAKS = frozenset("p blockquote div center hr table tr dl ul ol h1 h2 h3 h4 h5 h6".split())
_STRIPPED = frozenset(
    "b i u em strong small big span font code tt var kbd samp cite q abbr dfn ins nowiki noinclude onlyinclude "
    "sup sub ruby rb bdi bdo wbr td th tbody caption time data mark a img includeonly ref poem math chem ce "
    "thead tfoot colgroup col main article nobr noindex embed strike s del ce sections".split()
)


def shield(text: str) -> str:
    """Return ``text`` with markup characters replaced by control characters, which later passes do not interpret."""
    return text.translate(_SHIELD)


def is_dropped(name: str) -> bool:
    """Return whether the content of the tag ``name`` is no part of the text."""
    return name in _DROPPED


def unshield(text: str) -> str:
    """Return ``text`` with shielded characters restored. Its length does not change."""
    return _SHIELDED.sub(lambda match: _UNSHIELD[match[0]], text)


def resolve(text: str) -> str:
    """Return ``text`` without angle-bracket markup."""
    if "<" not in text:
        return text
    text = _SIMPLE_REF.sub(_REFERENCE, text)
    return (_Scan(text).run() if "<" in text else text).replace(_REFERENCE, "")


class _Scan:
    """One pass over a text, from tag to tag."""

    # ``absent`` holds the closing tags that are known not to occur, ``poem`` the index in ``out`` where a poem starts.

    def __init__(self, text: str) -> None:
        self.text = text
        self.lowered = ""
        self.out: list[str] = []
        self.absent: set[str] = set()
        self.poem = -1

    def run(self) -> str:
        """Return the text without tags."""
        text, out, position = self.text, self.out, 0
        for match in _TAG.finditer(text):
            start = match.start()
            if start < position:
                continue
            name = match[1].lower()
            if name == "!--":
                out.append(text[position:start])
                position = self._comment(start)
                continue
            tag_end = _TAG_END.match(text, match.end(), match.end() + 1000)
            if tag_end is None:
                if name not in _STRIPPED and name not in _DROPPED and name not in _BREAKS and name != "br":
                    continue
                out.append(text[position:start])
                position = self._line_end(start) if name == "ref" else match.end()
                continue
            out.append(text[position:start])
            position = self._tag(name, tag_end.end())
        out.append(text[position:])
        return "".join(out)

    def _tag(self, name: str, end: int) -> int:
        """Append the replacement of the tag that ends at ``end``, and return the position at which to continue."""
        text, out = self.text, self.out
        self_closing = text[end - 2] == "/"
        match name:
            case "ref":
                return end if self_closing else self._reference(end)
            case "br" | "/br":
                out.append(" ")
            case "sub" | "sup":
                return self._script(name, end)
            case "nowiki" if not self_closing:
                close, after = self._close(name, end)
                out.append(shield(text[end:close]))
                return after
            case "math" | "chem" | "ce" if not self_closing:
                close, after = self._close(name, end)
                formula = text[end:close]
                plain = wikitext_math.plain(formula if name == "math" else formula.replace("->", "→"))
                out.append(HOLE if plain is None else shield(plain))
                return after
            case "source" | "syntaxhighlight" if not self_closing:
                close, after = self._close(name, end)
                code = text[end:close]
                if "\n" not in code and "inline" in text[max(0, end - 80) : end]:
                    out.append(shield(code))
                return after
            case "table" if not self_closing:
                out.append("\n\n")
                return self._table(end)
            case "poem":
                self.poem = len(out)
            case "/poem":
                if self.poem >= 0:
                    verses = "".join(out[self.poem :])
                    lines = [line.strip(" :") for line in verses.split("\n")]
                    out[self.poem :] = ["\n\n", " / ".join(line for line in lines if line), "\n\n"]
                    self.poem = -1
            case "li":
                out.append("\n* ")
            case "/li" | "dd" | "dt" | "/dd" | "/dt":
                out.append("\n")
            case "rt" | "rp" | "rtc" if not self_closing:
                return self._reading(name, end)
            case _ if name in _DROPPED:
                return end if self_closing else self._close(name, end)[1]
            case _ if name.lstrip("/") in _BREAKS:
                out.append("\n\n" if name[0] == "/" or name != "div" else "\n")
        return end

    def _comment(self, start: int) -> int:
        close = self._find("-->", start + 4)
        end = self._line_end(start) if close < 0 else close + 3
        # A comment alone on its line is removed with the line, which would otherwise split a paragraph in two.
        before = self.out[-1]
        if (not before or before[-1] == "\n") and self.text[end : end + 1] == "\n":
            return end + 1
        return end

    def _reference(self, end: int) -> int:
        edge = _REF_EDGE.search(self.text, end)
        if edge is None:
            return self._line_end(end)
        if edge[1]:
            close = self.text.find(">", edge.end(), edge.end() + 20)
            return close + 1 if close >= 0 else edge.end()
        # Another reference starts first, so this one was never closed.
        line_end = self.text.find("\n", end, edge.start())
        return edge.start() if line_end < 0 else line_end

    def _reading(self, name: str, end: int) -> int:
        """Return the end of the reading above a word (ruby), whose closing tag may be omitted."""
        edge = _RUBY_EDGE.search(self.text, end)
        if edge is None:
            return self._line_end(end)
        return edge.end() if edge[0].lower().startswith(f"</{name}") else edge.start()

    def _script(self, name: str, end: int) -> int:
        match = _SCRIPT.match(self.text, end)
        if match is None:
            return end
        inner = match[1].strip().replace("&minus;", "−")
        script = wikitext_math.superscript(inner) if name == "sup" else wikitext_math.subscript(inner)
        if script is None:
            before = self.out[-1][-1:]
            # x<sup>n</sup> is a power, 19<sup>th</sup> and M<sup>c</sup>Adam are not.
            power = name == "sup" and inner.isalnum() and (before.islower() or (before.isdigit() and inner in "nmkxyz"))
            script = f"^{inner}" if power else inner
        self.out.append(script)
        return match.end()

    def _table(self, end: int) -> int:
        if "</table" in self.absent:
            return end
        depth = 1
        for edge in _TABLE_EDGE.finditer(self.text, end):
            depth += -1 if edge[1] else 1
            if depth == 0:
                return edge.end()
        self.absent.add("</table")
        return end

    def _close(self, name: str, start: int) -> tuple[int, int]:
        """Return the start and the end of the closing tag of ``name``; without one, both are the end of the line."""
        close = self._find(f"</{name}", start)
        if close < 0:
            line_end = self._line_end(start)
            return line_end, line_end
        end = self.text.find(">", close, close + 40)
        return close, end + 1 if end >= 0 else close + len(name) + 2

    def _find(self, wanted: str, start: int) -> int:
        if wanted in self.absent:
            return -1
        if not self.lowered:
            self.lowered = self.text.lower()
            if len(self.lowered) != len(self.text):  # Some capitals are longer in lower case, which shifts offsets.
                self.lowered = self.text
        position = self.lowered.find(wanted, start)
        if position < 0:
            self.absent.add(wanted)
        return position

    def _line_end(self, start: int) -> int:
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end
