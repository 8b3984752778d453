"""Expands the templates ``{{…}}`` of wikitext to the words they print into running text, and drops tables ``{|…|}``.

``Templates.expand`` takes wikitext without tags and returns it without templates and tables. It scans the brackets once
with a stack; a template is expanded when it closes, so its arguments are already plain. Only templates whose words
belong to a sentence are known (units, foreign words, dates, numbers, signs, quotations: ``words.py``); all others, such
as infoboxes, citations and navigation, are dropped. A bracket that is never closed ends with its paragraph. Nesting
deeper than ``DEEPEST`` is dropped, which keeps time linear for any input.

Limitation: the template pages of the wiki are not read. They would need the whole dump and the parser of MediaWiki, and
cost more than everything else.
"""

import re

from lemnos.sources.documents.wikitext.arguments import Arguments, Expansion
from lemnos.sources.documents.wikitext.tags import HOLE
from lemnos.sources.documents.wikitext.words import BY_LANGUAGE, EXPANSIONS, SILENT, variable

DEEPEST = 40
"""The greatest depth of nesting, which is the limit of MediaWiki."""

_BRACKET = re.compile(r"\{\{|\}\}|\{\||\|\}(?!\}(?!\}))")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n(?![|!}{*])|\n(?![|!}{*#:; \t\n])")
_PARAMETER = re.compile(r"\{\{\{([^{}|]*+)(?:\|([^{}]*+))?\}\}\}")
_PREFIX = re.compile(r"(?:template|t|msg|subst|safesubst|шаблон|vorlage|modèle|plantilla|predefinição)\s*:\s*")


class Templates:
    """The templates of one wiki.

    Args:
        language: The BCP 47 code of the wiki, which decides labels such as ``French:`` and some template names.
    """

    def __init__(self, language: str) -> None:
        self.language = language.partition("-")[0]
        self.known: dict[str, Expansion | None] = {**EXPANSIONS, **BY_LANGUAGE.get(self.language, {})}

    def expand(self, text: str, title: str) -> str:
        """Return ``text`` without templates and tables.

        Args:
            text: Wikitext without angle-bracket markup.
            title: The title of the page, for ``{{PAGENAME}}``.
        """
        if "{{" not in text and "{|" not in text and "|}" not in text and "}}" not in text:
            return text
        if "{{{" in text:
            text = _PARAMETER.sub(r"\2", text)
        current: list[str] = []
        stack: list[tuple[int, list[str]]] = []  # The start of a template or -1 for a table; the pieces before it.
        templates = tables = too_deep = position = 0
        for match in _BRACKET.finditer(text):
            start, bracket = match.start(), match[0]
            if bracket == "{{":
                if len(stack) >= DEEPEST:
                    too_deep += 1
                    continue
                current.append(text[position:start])
                stack.append((start, current))
                current = []
                templates += 1
            elif bracket == "}}":
                if too_deep:
                    too_deep -= 1
                    continue
                current.append(text[position:start])
                if templates:
                    while stack[-1][0] < 0:
                        current = stack.pop()[1]
                        tables -= 1
                    inner = "".join(current)
                    opened, current = stack.pop()
                    templates -= 1
                    words = self._call(inner, title)
                    if not words and not stack and _leaves_hole(text, opened, start + 2, inner):
                        words = HOLE
                    current.append(words)
            elif bracket == "{|":
                if len(stack) >= DEEPEST or not _starts_line(text, start):
                    continue
                current.append(text[position:start])
                stack.append((-1, current))
                current = []
                tables += 1
            else:
                if not tables or not _starts_line(text, start):
                    continue
                while stack[-1][0] >= 0:
                    current = stack.pop()[1]
                    templates -= 1
                current = stack.pop()[1]
                tables -= 1
                too_deep = 0
            position = start + 2
        current.append(text[position:])
        while stack:
            rest = "".join(current)
            end = _PARAGRAPH_END.search(rest)
            current = stack.pop()[1]
            if end:
                current.append(rest[end.start() :])
        return "".join(current)

    def _call(self, inner: str, title: str) -> str:
        name, bar, rest = inner.partition("|")
        name = name.strip().lower()
        try:
            expansion = self.known[name]
        except KeyError:
            expansion = self._look_up(name)
        if expansion is None:
            return variable(name, inner, title)
        return expansion(Arguments(rest if bar else None, name, self.language))

    def _look_up(self, name: str) -> Expansion | None:
        """Return the expansion of a name that was not seen before, and remember it; None if there is none."""
        plain = " ".join(name.replace("_", " ").split())
        prefix = _PREFIX.match(plain)
        if prefix:
            plain = plain[prefix.end() :]
        expansion = self.known.get(plain)
        if expansion is None and plain.startswith(("lang-", "ipa-")):
            expansion = self.known[plain[: plain.index("-") + 1]]
        if len(name) < 60 and len(self.known) < 50_000:
            self.known[name] = expansion
        return expansion


def _starts_line(text: str, position: int) -> bool:
    """Return whether only white space and list marks precede ``position`` on its line."""
    if position == 0 or text[position - 1] == "\n":
        return True
    before = text[max(0, position - 20) : position].rpartition("\n")
    return (bool(before[1]) or position <= 20) and not before[2].strip(" \t:*#")


def _leaves_hole(text: str, start: int, end: int, inner: str) -> bool:
    """Return whether a dropped template printed words: it is inside a sentence, between spaces, and has an argument.

    Maintenance marks and references directly follow a word, or have named arguments only.
    """
    if text[start - 1 : start] != " ":
        return False
    if text[end : end + 1] not in (",", ";") and not (text[end : end + 1] == " " and text[end + 1 : end + 2].islower()):
        return False
    name, bar, rest = inner.partition("|")
    return bool(bar) and "=" not in rest.partition("|")[0] and name.strip().lower() not in SILENT
