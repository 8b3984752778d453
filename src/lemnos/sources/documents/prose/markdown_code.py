r"""Sets code in Markdown aside, so that the extensions of platforms can be removed from the rest of a page.

Markdown → Markdown in which each block of code and each code span is a mark, and back. Fences of MyST that hold prose
(```` ```{note} ````) are opened, its roles and tables become Markdown (``myst.py``); fences that hold no text, and
fences that only include a file, are dropped and counted. Costs one pass over the lines.

Limitation: indented code is recognised only where no list, footnote or admonition can be open.
"""

import re
from collections import Counter

from lemnos.sources.documents.prose import myst

_FENCE = re.compile(r"([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})([^`\n]*)$")
_NOT_INDENT = re.compile(r"[^ \t>]")
_PREFIX = re.compile(r"[ \t>]*")
_DIRECTIVE = re.compile(r"[ \t]*\{([\w:+-]+)\}")
_PROSE_DIRECTIVES = frozenset(
    "note tip hint important warning caution attention danger error admonition seealso see-also todo topic sidebar "
    "versionadded versionchanged deprecated versionremoved dropdown details tab-set tab-item tabs tab card grid "
    "grid-item grid-item-card margin epigraph highlights pull-quote container div proof prf:theorem prf:definition "
    "prf:lemma prf:proof prf:example exercise solution glossary collapse".split()
)
_TEXTLESS_DIRECTIVES = {
    "toctree": "contents", "contents": "contents", "tableofcontents": "contents", "figure": "figures",
    "image": "images", "include": "includes", "literalinclude": "includes", "math": "formulas", "bibliography":
    "bibliographies", "iframe": "frames", "video": "videos", "youtube": "videos", "glue": "figures", "raw": "markup",
    "autoclass": "includes", "automodule": "includes", "autofunction": "includes", "eval-rst": "directives",
    "embed": "includes", "index": "contents", "only": "directives", "mermaid": "figures", "graphviz": "figures",
}  # fmt: skip
"""Directives of MyST without text of their own, and what is counted for each."""
_CODE_DIRECTIVES = frozenset("code code-block sourcecode code-cell parsed-literal prompt doctest".split())
_OPTION = re.compile(r"[ \t>]*:[\w-]+:(?:[ \t]|$)")
_INCLUDE = re.compile(r"[ \t>]*(?:\{[!*].*[!*]\}|;?-+8<-+(?:[ \t].*)?|<<<[ \t]*@?[/\w.].*|\[!code-.*)[ \t]*$")
_INDENT = re.compile(r" {4}|\t")
_INDENTED = re.compile(r"(?: {4}|\t)[ \t]*\S")
_HOLDS_INDENTED = re.compile(r">|[-*+:][ \t]|\d{1,9}[.)][ \t]|!!!|\?\?\?|===|\[\^|<|/{3}|:{3}")
_CODE_SPAN = r"(?<![`\\])(?P<mark>`+)(?!`)(?P<code>(?:[^\n]|\n(?![ \t]*\n)){1,2000}?)(?<!`)(?P=mark)(?!`)"
_SPAN = re.compile(_CODE_SPAN)
_SPAN_OR_ROLE = re.compile(r"(?:(?<![\w\\{])\{(?P<role>[A-Za-z][\w:+.-]*)\})?" + _CODE_SPAN)
"""A span of code, with the name of the role of MyST whose text it is; slower."""
_BLOCK_MARK = re.compile("^([ \\t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \\t]+)*)\ue000([0-9]+)\ue001$", re.MULTILINE)
MARK = re.compile("\ue000([0-9]+)\ue001")
MARKS = re.compile("[\ue000-\ue002]")


class Shield:
    """The code of one page."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self.left_out: Counter[str] = Counter()
        """Pieces of the page that were dropped, by what they are."""

    def hide(self, text: str) -> str:
        """Return a page with marks in place of its code."""
        text = MARKS.sub("", text)
        lines = self._blocks(text.split("\n"))
        text = "\n".join(lines)
        return (
            _SPAN_OR_ROLE.sub(self._span, text) if "}`" in text else _SPAN.sub(lambda match: self._mark(match[0]), text)
        )

    def restore(self, text: str) -> str:
        """Return a page with its code in place of the marks; each line of a block gets the indent of its mark."""
        text = _BLOCK_MARK.sub(self._indented, text)
        return MARK.sub(lambda match: self._held[int(match[1])], text)

    def _mark(self, code: str) -> str:
        self._held.append(code)
        return f"\ue000{len(self._held) - 1}\ue001"

    def _span(self, match: re.Match[str]) -> str:
        return myst.role(match["role"], match["code"], self._mark) if match["role"] else self._mark(match[0])

    def _indented(self, match: re.Match[str]) -> str:
        indent = _NOT_INDENT.sub(" ", match[1])
        return match[1] + self._held[int(match[2])].replace("\n", "\n" + indent)

    def _blocks(self, lines: list[str]) -> list[str]:
        """Return lines with one mark in place of the lines of each block of code."""
        out: list[str] = []
        number = 0
        blank, inside = True, False  # after a blank line; inside what may hold indented text
        while number < len(lines):
            line = lines[number]
            number += 1
            if (fence := _FENCE.match(line)) is not None and (end := _closing(lines, number, fence[2])) is not None:
                body = [_without_prefix(inner, len(fence[1])) for inner in lines[number:end]]
                self._fence(out, line, fence, body, lines[end])
                number, blank, inside = end + 1, True, inside and fence[1] != ""
            elif blank and not inside and _INDENTED.match(line):
                end = number
                while end < len(lines) and (not lines[end].strip() or _INDENTED.match(lines[end])):
                    end += 1
                while not lines[end - 1].strip():
                    end -= 1
                out.append(
                    "    " + self._mark("\n".join(_INDENT.sub("", inner, 1) for inner in lines[number - 1 : end]))
                )
                number, blank = end, False
            else:
                out.append(line)
                if line.strip() and line[0] not in " \t":
                    inside = _HOLDS_INDENTED.match(line) is not None or (inside and not blank)
                blank = not line.strip()
        return out

    def _fence(self, out: list[str], line: str, fence: re.Match[str], body: list[str], last: str) -> None:
        """Add a fence to ``out``: its prose, a mark in place of its code, or nothing."""
        directive = _DIRECTIVE.match(fence[3])
        name = directive[1].lower() if directive else ""
        if name in _TEXTLESS_DIRECTIVES:
            self.left_out[_TEXTLESS_DIRECTIVES[name]] += 1
            out.append("")
        elif any(map(str.strip, body)) and all(_INCLUDE.match(inner) or not inner.strip() for inner in body):
            self.left_out["includes"] += 1
            out.append("")
        elif name in _PROSE_DIRECTIVES:
            indent = _NOT_INDENT.sub(" ", fence[1])
            out += ["", *(indent + inner for inner in self._blocks(without_options(body))), ""]
        elif name in myst.TABLES:
            indent = _NOT_INDENT.sub(" ", fence[1])
            lines = myst.table(name, body)
            self.left_out["tables"] += not lines
            out += ["", *(indent + inner for inner in lines), ""]
        else:
            if name in _CODE_DIRECTIVES and directive is not None:
                language = fence[3][directive.end() :].split()[:1]
                line = f"{fence[1]}{fence[2]}{''.join(language)}"
                body = without_options(body)
            out.append(fence[1] + self._mark("\n".join((line[len(fence[1]) :], *body, last.lstrip(" \t>")))))


def textless(name: str) -> str:
    """Return what is counted for a directive or container of this name, if it has no text of its own."""
    return _TEXTLESS_DIRECTIVES.get(name.lower(), "")


def _closing(lines: list[str], number: int, mark: str) -> int | None:
    """Return the number of the line that closes a fence, from ``number`` on; None if none does."""
    for end in range(number, len(lines)):
        stripped = lines[end].lstrip(" \t>").rstrip()
        if stripped.startswith(mark) and not stripped.strip(mark[0]):
            return end
    return None


def _without_prefix(line: str, width: int) -> str:
    """Return a line of code without the indent and quotation marks of its fence, ``width`` characters at most."""
    prefix = _PREFIX.match(line)
    assert prefix is not None
    return line[min(prefix.end(), width) :]


def without_options(body: list[str]) -> list[str]:
    """Return the lines of a directive without its options, which are fields or a block of YAML."""
    number = 0
    if body and body[0].strip() == "---":
        ends = [end for end in range(1, len(body)) if body[end].strip() == "---"]
        return body[ends[0] + 1 :] if ends else body
    while number < len(body) and _OPTION.match(body[number]):
        number += 1
    return body[number:]
