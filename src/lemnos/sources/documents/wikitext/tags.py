"""Angle-bracket markup of wikitext: comments, references, formulas, literal text and HTML, resolved in one scan.

What a reader does not see is cut out (comments, references, galleries, code blocks), what is literal is shielded
from every later pass, the rest loses its tags. Costs one regex pass for simple references, which are most of
the markup of an encyclopaedia, and one step for each other tag; a tag that is never closed is looked for once,
so time stays linear on any input. Tables written in HTML are dropped; styles are not interpreted.

Shielding maps a markup character to a control character that XML cannot hold, one to one, so that ``unshield``
moves no offset.
"""

import re

from lemnos.sources.documents.wikitext import math as wikitext_math

HOLE = "\x01"
"""Stands where a part of a sentence is lost; the sentence goes with it."""

ASIDE = "\x1b"
"""Stands before and after what goes where it is in parentheses and stays elsewhere: a pronunciation."""
UNLESS_LED = "\x1a"
"""After ``ASIDE``: elsewhere, too, it stays only after words such as “pronounced”."""

_MARKUP = "[]{}|'<>=*#:;&_~-!/"
_SHIELDS = "\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
_SHIELD = str.maketrans(_MARKUP + "\n", _SHIELDS + " ")
_UNSHIELD = str.maketrans(_SHIELDS, _MARKUP)
_SHIELDED = re.compile("[\x02-\x08\x0e-\x19]")
PIPE = _SHIELDS[4]
EQUALS = _SHIELDS[8]

_REFERENCE = "\x1a"  # where a reference was, while others are looked for
_SIMPLE_REF = re.compile(r"<ref(?=[\s>/])[^<>]*+(?:(?<=/)>|(?<!/)>[^<]*+</ref\s*+>)", re.IGNORECASE)
_TAG = re.compile(r"<(!--|/?[A-Za-z][A-Za-z0-9]*)")
_TAG_END = re.compile(r"""[^<>"']*+(?:(?:"[^"<>]*+"|'[^'<>]*+'|"[^"<\n]{0,200}?"|["'])[^<>"']*+)*+>""")
_REF_EDGE = re.compile(rf"{_REFERENCE}|<(/?)ref(?=[\s>/])", re.IGNORECASE)
_TABLE_EDGE = re.compile(r"<(/?)table\b[^<>]*>?", re.IGNORECASE)
_SCRIPT = re.compile(r"([^<>\[\]{}|\n]{1,24})</su[bp]\s*>", re.IGNORECASE)

_DROPPED = frozenset(
    "pre source syntaxhighlight references gallery timeline score imagemap includeonly templatedata graph mapframe "
    "maplink inputbox hiero categorytree templatestyles section style script s strike del indicator rt".split()
)
_BREAKS = frozenset("p blockquote div center hr table tr dl ul ol h1 h2 h3 h4 h5 h6".split())
_STRIPPED = frozenset(
    "b i u em strong small big span font code tt var kbd samp cite q abbr dfn ins nowiki noinclude onlyinclude "
    "sup sub ruby rb rp rtc bdi bdo wbr td th tbody caption time data mark a img includeonly ref poem math chem ce "
    "thead tfoot colgroup col main article nobr noindex embed strike s del ce sections".split()
)


def shield(text: str) -> str:
    """Return ``text`` with markup characters in a form that no later pass reads as markup."""
    return text.translate(_SHIELD)


def unshield(text: str) -> str:
    """Return ``text`` with shielded characters as they were. Its length does not change."""
    return text.translate(_UNSHIELD) if _SHIELDED.search(text) else text


def resolve(text: str) -> str:
    """Return ``text`` without angle-bracket markup."""
    if "<" not in text:
        return text
    text = _SIMPLE_REF.sub(_REFERENCE, text)
    return (_Scan(text).run() if "<" in text else text).replace(_REFERENCE, "")


class _Scan:
    """One pass over a text, from tag to tag."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lowered = ""
        self.out: list[str] = []
        self.absent: set[str] = set()
        self.poem = -1

    def run(self) -> str:
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
            after = _TAG_END.match(text, match.end(), match.end() + 1000)
            if after is None:
                if name not in _STRIPPED and name not in _DROPPED and name not in _BREAKS and name != "br":
                    continue
                out.append(text[position:start])
                position = self._line_end(start) if name == "ref" else match.end()
                continue
            out.append(text[position:start])
            position = self._tag(name, after.end())
        out.append(text[position:])
        return "".join(out)

    def _tag(self, name: str, end: int) -> int:
        """Emit what the tag that ends at ``end`` stands for; return where reading goes on."""
        text, out = self.text, self.out
        alone = text[end - 2] == "/"
        match name:
            case "ref":
                return end if alone else self._reference(end)
            case "br" | "/br":
                out.append(" ")
            case "sub" | "sup":
                return self._script(name, end)
            case "nowiki" if not alone:
                close, after = self._close(name, end)
                out.append(shield(text[end:close]))
                return after
            case "math" | "chem" | "ce" if not alone:
                close, after = self._close(name, end)
                formula = text[end:close]
                plain = wikitext_math.plain(formula if name == "math" else formula.replace("->", "→"))
                out.append(HOLE if plain is None else shield(plain))
                return after
            case "source" | "syntaxhighlight" if not alone:
                close, after = self._close(name, end)
                code = text[end:close]
                if "\n" not in code and "inline" in text[max(0, end - 80) : end]:
                    out.append(shield(code))
                return after
            case "table" if not alone:
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
            case _ if name in _DROPPED:
                return end if alone else self._close(name, end)[1]
            case _ if name.lstrip("/") in _BREAKS:
                out.append("\n\n" if name[0] == "/" or name != "div" else "\n")
        return end

    def _comment(self, start: int) -> int:
        close = self._find("-->", start + 4)
        end = self._line_end(start) if close < 0 else close + 3
        # A comment alone on its line takes the line with it, else it would split a paragraph in two.
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
        # Another reference opens first: this one was never closed.
        line_end = self.text.find("\n", end, edge.start())
        return edge.start() if line_end < 0 else line_end

    def _script(self, name: str, end: int) -> int:
        match = _SCRIPT.match(self.text, end)
        if match is None:
            return end
        inner = match[1].strip().replace("&minus;", "−")
        turned = wikitext_math.upper(inner) if name == "sup" else wikitext_math.lower(inner)
        if turned is None:
            before = self.out[-1][-1:]
            # x<sup>n</sup> is a power, 19<sup>th</sup> and M<sup>c</sup>Adam are not.
            power = name == "sup" and inner.isalnum() and (before.islower() or (before.isdigit() and inner in "nmkxyz"))
            turned = f"^{inner}" if power else inner
        self.out.append(turned)
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
        """Return where the closing tag of ``name`` starts and ends; without one, the line is the content."""
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
            if len(self.lowered) != len(self.text):  # a few capitals grow when lowered: offsets would shift
                self.lowered = self.text
        found = self.lowered.find(wanted, start)
        if found < 0:
            self.absent.add(wanted)
        return found

    def _line_end(self, start: int) -> int:
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end
