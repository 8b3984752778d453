"""Expands the templates ``{{…}}`` of wikitext to the words they print into running text, and drops tables ``{|…|}``.

``Templates.expand`` takes wikitext without tags and returns it without templates and tables. It scans the brackets once
with a stack; a template is expanded when it closes, so its arguments are already plain. Known are templates whose
words belong to a sentence (units, foreign words, dates, numbers, signs, quotations: ``words.py``, ``local.py``) and
those that print nothing into one (footnotes, maintenance: ``silent.py``). Where any other stands inside a sentence, it
leaves a ``HOLE``; elsewhere, such as an infobox or a navigation box, it is dropped (``unknown.py``). A bracket that is
never closed ends with its paragraph. Nesting deeper than ``DEEPEST`` is dropped, which keeps time linear for any input.

Limitation: the template pages of the wiki are not read. They would need the whole dump and the parser of MediaWiki, and
cost more than everything else.
"""

import re
from collections import Counter

from lemnos.sources.documents.wikitext.arguments import Arguments, Expansion
from lemnos.sources.documents.wikitext.functions import variable
from lemnos.sources.documents.wikitext.local import BY_LANGUAGE, EVERYWHERE
from lemnos.sources.documents.wikitext.silent import SILENT, SILENT_BY_LANGUAGE, SILENT_NAME
from lemnos.sources.documents.wikitext.unknown import Unknown, UnknownCalls
from lemnos.sources.documents.wikitext.words import EXPANSIONS, INLINE

DEEPEST = 40
"""The greatest depth of nesting, which is the limit of MediaWiki."""
LONGEST_NAME = 60
"""The greatest length of a name that is remembered and counted, in characters."""
NOTHING = "\u2060"
"""What a template prints that prints nothing between apostrophes, which would otherwise run together; it is dropped."""

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
        self.language = language
        plain = language.partition("-")[0]
        self.known: dict[str, Expansion | None] = {
            **dict.fromkeys(SILENT, _nothing),
            **EXPANSIONS,
            **EVERYWHERE,
            **dict.fromkeys(SILENT_BY_LANGUAGE.get(plain, ()), _nothing),
            **BY_LANGUAGE.get(plain, {}),
        }

    def expand(self, text: str, title: str, unknown: Counter[str], left_out: Counter[str] | None = None) -> str:
        """Return ``text`` without templates and tables.

        Args:
            text: Wikitext without angle-bracket markup.
            title: The title of the page, for ``{{PAGENAME}}``.
            unknown: Counts the calls of unknown templates that leave a ``HOLE``, by name.
            left_out: Counts the ``tables`` and the ``boxes``, unknown templates with arguments that stand alone.
        """
        left_out = Counter() if left_out is None else left_out
        if "{{" not in text and "{|" not in text and "|}" not in text and "}}" not in text:
            return text
        if "{{{" in text:
            text = _PARAMETER.sub(r"\2", text)
        current: list[str] = []
        stack: list[tuple[int, list[str]]] = []  # The start of a template or -1 for a table; the pieces before it.
        templates = tables = too_deep = position = 0
        calls = UnknownCalls(unknown, left_out)
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
                    words = self._call(inner, title, calls)
                    if not words and text[opened - 1 : opened] == "'" == text[start + 2 : start + 3]:
                        words = NOTHING
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
                if not tables:
                    left_out["tables"] += 1
                too_deep = 0
            position = start + 2
        current.append(text[position:])
        while stack:
            rest = "".join(current)
            end = _PARAGRAPH_END.search(rest)
            current = stack.pop()[1]
            if end:
                current.append(rest[end.start() :])
        expanded = "".join(current)
        return calls.settle(expanded) if calls.calls else expanded

    def _call(self, inner: str, title: str, calls: UnknownCalls) -> str:
        name, bar, rest = inner.partition("|")
        name = name.strip().lower()
        try:
            expansion = self.known[name]
        except KeyError:
            expansion = self._look_up(name)
        arguments = rest if bar else None
        if expansion is not None:
            words = expansion(Arguments(arguments, name, self.language))
            return words if expansion not in INLINE else calls.mark(Unknown(name, arguments, False, words))
        words_or_none = variable(name, inner, title, self.language)
        if words_or_none is not None:
            return words_or_none
        if name.startswith("#") and ":" in name:
            name = name[: name.index(":")]
        return calls.mark(Unknown(name[:LONGEST_NAME], arguments, "\n" in inner))

    def _look_up(self, name: str) -> Expansion | None:
        """Return the expansion of a name that was not seen before, and remember it; None if there is none."""
        plain = " ".join(name.replace("_", " ").split())
        prefix = _PREFIX.match(plain)
        if prefix:
            plain = plain[prefix.end() :]
        expansion = self.known.get(plain)
        if expansion is None and plain.startswith(("lang-", "ipa-")):
            expansion = self.known[plain[: plain.index("-") + 1]]
        if expansion is None and SILENT_NAME.fullmatch(plain):
            expansion = _nothing
        if len(name) < LONGEST_NAME and len(self.known) < 50_000:
            self.known[name] = expansion
        return expansion


def _nothing(args: Arguments) -> str:  # noqa: ARG001 - an ``Expansion``
    return ""


def _starts_line(text: str, position: int) -> bool:
    """Return whether only white space and list marks precede ``position`` on its line."""
    if position == 0 or text[position - 1] == "\n":
        return True
    before = text[max(0, position - 20) : position].rpartition("\n")
    return (bool(before[1]) or position <= 20) and not before[2].strip(" \t:*#")
