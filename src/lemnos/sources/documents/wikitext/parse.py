"""Converts the wikitext of a page to clean text: paragraphs with their sections, and links with exact offsets.

Takes a title and wikitext and returns an ``Article``. Only prose is kept; markup, tables, references, files, navigation
and the sections of apparatus (References, External links, …) are dropped. There is no syntax tree: a page goes through
a fixed sequence of passes, each a few C-speed string operations that are skipped if their markup does not occur: tags
(``tags.py``), sections, templates and tables (``templates.py``), inline markup, lines, links. Offsets are counted while
the pieces are joined, never searched for. That costs about a fifth of a full parser. Time is linear in the length of
the page for any input; unbalanced brackets end with their line or paragraph.

Limitation: templates are not executed. A sentence with words that only an unknown template prints is left out whole and
counted, and so is a heading.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator

from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.wikitext import tags as wikitext_tags
from lemnos.sources.documents.wikitext.body import HIDDEN, LINK, UNKNOWN_HEADING, Article, Body, Losses
from lemnos.sources.documents.wikitext.site import (
    CANONICAL,
    DISAMBIGUATION,
    LANGUAGES,
    PROJECTS,
    Site,
    apparatus_headings,
)
from lemnos.sources.documents.wikitext.templates import Templates

_HEADING = re.compile(r"\n(=+)([^\n]*)")
_EXTERNAL = re.compile(
    r"\[(?:https?:|ftps?:|irc:|news:|mailto:|//)[^\s\[\]]*+\s*+((?:[^\[\]\n]|\[\[[^\[\]\n]*+\]\])*+)\]"
)
_MAGIC = re.compile(r"__[^\W\d_]+(?:_[^\W\d_]+)*__")
_VARIANT = re.compile(r"-\{(?:[a-z;\-]*\|)?([^{}]*)\}-")
_POSSESSIVE_LINE = re.compile(r"^.*[^\W_]'''s\b.*$", re.MULTILINE)
_BOLD_ITALIC = re.compile(r"'{2,5}")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
_JOINERS = frozenset({"fa", "ar", "ur", "hi", "bn", "ml", "ta", "te", "kn", "mr", "ne", "si", "sd", "ckb", "ps"})
_WIDE_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_UNSURE = re.compile(r"[_%#:&/\\\x01]|  |^ | $|[^\x00-\x7f]|^$")
_BRACKETS = re.compile(r"\[\[|\]\]")
_DISAMBIGUATION = re.compile(
    r"\{\{\s*+(?:template\s*:\s*)?(?:" + "|".join(map(re.escape, sorted(DISAMBIGUATION, key=len, reverse=True)))
    + r")\s*+[|}]|__DISAMBIG__",
    re.IGNORECASE,
)  # fmt: skip
_NO_LINK = ""


class Wikitext:
    """A reader of the pages of one wiki. It keeps caches, so one instance should read many pages."""

    def __init__(self, site: Site) -> None:
        self.site = site
        language = site.language.partition("-")[0]
        self.templates = Templates(site.language)
        self.apparatus = apparatus_headings(site.language)
        self.invisible = [c for c in _INVISIBLE if not (language in _JOINERS and c in "\u200c\u200d")]
        self.spaced_signs = language == "fr"
        named = {number: name.lower() for number, name in site.namespaces}
        self.namespaces = (CANONICAL | set(named.values())) - {""}
        hidden = {"file", "image", "category", *(named.get(number, "") for number in (6, 14))} - {""}
        self.hidden = frozenset(hidden)
        names = "|".join(re.escape(name).replace("\\ ", "[ _]") for name in sorted(hidden))
        self.file_start = re.compile(rf"\[\[[ _]*(?:{names})[ _]*:", re.IGNORECASE)
        self.file = re.compile(
            self.file_start.pattern + r"[^\[\]]*+(?:\[\[[^\[\]]*+\]\][^\[\]]*+)*+\]\]", re.IGNORECASE
        )
        self.targets: dict[str, str] = {}

    def read(self, title: str, text: str) -> Article:
        """Return the prose of a page.

        Args:
            title: The title of the page, for links to itself and ``{{PAGENAME}}``.
            text: The wikitext of the page.
        """
        text = wikitext_tags.resolve(text.replace("\r\n", "\n").replace("\r", "\n"))
        if _DISAMBIGUATION.search(text):
            return Article("", (), (), True)
        text = self._without_files(text)
        losses = Losses(Counter(), Counter())
        body = Body(self.target, self.targets, self.name(title), self.spaced_signs, losses)
        for path, section in self._sections(text, title, losses):
            body.section(path, self._flatten(section, title, losses))
        return body.article()

    def name(self, title: str) -> str:
        """Return a title in the form in which links refer to it."""
        name = normalise(title).lstrip(": ")
        return name[:1].upper() + name[1:] if self.site.first_letter else name

    def _without_files(self, text: str) -> str:
        text = self.file.sub("", text)
        if not self.file_start.search(text):
            return text
        # Some captions have single brackets or deeper nesting, so all brackets are paired once.
        ends: dict[int, int] = {}
        stack: list[int] = []
        for bracket in _BRACKETS.finditer(text):
            if bracket[0] == "[[":
                stack.append(bracket.start())
            elif stack:
                ends[stack.pop()] = bracket.end()
        pieces, position = [], 0
        for match in self.file_start.finditer(text):
            start = match.start()
            if start < position:
                continue
            pieces.append(text[position:start])
            end = ends.get(start, -1)
            if end < 0:
                end = text.find("\n", start)
            position = len(text) if end < 0 else end
        pieces.append(text[position:])
        return "".join(pieces)

    def _sections(self, text: str, title: str, losses: Losses) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the path of headings and the body of each section that is not apparatus."""
        text = "\n" + text
        stack: list[tuple[int, str]] = []
        path: tuple[str, ...] = ()
        start, dropped = 0, 0
        for match in _HEADING.finditer(text):
            heading = match[2].rstrip()
            level = len(match[1])
            bare = heading.rstrip("=")
            level = min(level, len(heading) - len(bare), 6)
            if not level or not bare.strip():
                continue
            if not dropped:
                yield path, text[start : match.start()]
            start = match.end()
            if dropped and level > dropped:
                continue
            name = self._inline(bare.strip(), title, losses)
            dropped = level if name.rstrip(":").casefold() in self.apparatus else 0
            if not dropped:
                while stack and stack[-1][0] >= level:
                    stack.pop()
                if name:
                    stack.append((level, name))
                path = tuple(name for _, name in stack)
        if not dropped:
            yield path, text[start:]

    def _inline(self, text: str, title: str, losses: Losses) -> str:
        """Return a heading as plain text, or an empty string if a part of it is unknown."""
        if any(mark in text for mark in "[{'&_"):
            text = self._flatten(text, title, losses)
            if wikitext_tags.HOLE in text:
                losses.left_out[UNKNOWN_HEADING] += 1
                return ""
            text = LINK.sub(lambda m: (m[2] or m[1]) + m[3], text).replace("[[", "").replace("]]", "")
        return wikitext_tags.unshield(" ".join(text.split()))

    def _flatten(self, text: str, title: str, losses: Losses) -> str:
        """Return a section without markup, except for lists and internal links."""
        text = self.templates.expand(text, title, losses.unknown_templates, losses.left_out)
        if "[h" in text or "[/" in text or "[f" in text or "[m" in text or "[i" in text or "[n" in text:
            text = _EXTERNAL.sub(r"\1", text)
        if "''" in text:
            if "'''s" in text:
                text = _POSSESSIVE_LINE.sub(_possessive, text)
            text = text.replace("'''''", "").replace("'''", "").replace("''", "")
        if "\t" in text:
            text = text.replace("\t", " ")
        if "&" in text:
            text = html.unescape(text.replace("&#91;", "\x02").replace("&#93;", "\x03").replace("&nbsp;", " "))
        if "__" in text:
            text = _MAGIC.sub("", text)
        if "-{" in text:
            text = _VARIANT.sub(_variant, text)
        if "{|" in text or "|}" in text:
            text = text.replace("{|", "").replace("|}", "")
        if "~~~" in text:
            text = text.replace("~~~~", "").replace("~~~", "")
        if not text.isascii():
            for character in self.invisible:
                if character in text:
                    text = text.replace(character, "")
            for character in _WIDE_SPACES:
                if character in text:
                    text = text.replace(character, " ")

        while "  " in text:
            text = text.replace("  ", " ")
        return text

    def target(self, raw: str) -> str:
        """Return the name to which a link refers: empty if it is no link to an article, a line feed if it is hidden."""
        known = self.targets.get(raw)
        if known is not None:
            return known
        if _UNSURE.search(raw):
            name = self._target(raw)
        else:
            name = raw[0].upper() + raw[1:] if self.site.first_letter else raw
        if len(self.targets) < 200_000:
            self.targets[raw] = name
        return name

    def _target(self, raw: str) -> str:
        name = normalise(wikitext_tags.unshield(raw))
        if name.startswith("/") or wikitext_tags.HOLE in name:
            return _NO_LINK
        visible = name.startswith(":")
        prefix, colon, _ = name.lstrip(": ").partition(":")
        if colon:
            prefix = prefix.strip().lower()
            if not visible and (prefix in self.hidden or prefix in LANGUAGES):
                return HIDDEN
            if prefix in self.namespaces or prefix in PROJECTS or prefix in LANGUAGES:
                return _NO_LINK
        name = name.lstrip(": ")
        return name[:1].upper() + name[1:] if self.site.first_letter else name


def _possessive(match: re.Match[str]) -> str:
    """Return a line with ``''Title'''s`` read as italics and an apostrophe if neither italics nor bold are paired.

    MediaWiki does the same.
    """
    line = match[0]
    runs = [len(run) for run in _BOLD_ITALIC.findall(line)]
    if runs.count(3) % 2 and runs.count(2) % 2:
        return line.replace("'''s", "'s")
    return line


def _variant(match: re.Match[str]) -> str:
    """Return the first variant of ``-{zh-hans:一;zh-hant:二}-``."""
    first = match[1].split(";", 1)[0]
    return first.partition(":")[2] or first
