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
from typing import Literal, NamedTuple

import msgspec

from lemnos.records import Link, Paragraph
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.wikitext import tags as wikitext_tags
from lemnos.sources.documents.wikitext.site import (
    CANONICAL,
    DISAMBIGUATION,
    LANGUAGES,
    PROJECTS,
    Site,
    apparatus_headings,
)
from lemnos.sources.documents.wikitext.templates import Templates
from lemnos.sources.documents.wikitext.tidy import Span, tidy

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
_LINK = re.compile(r"\[\[([^\[\]|\n]*+)(?:\|([^\[\]]*+))?\]\]([a-zß-öø-ÿα-ωа-яѐ-џ]*+)")
_BRACKETED = re.compile(r"\[\[([^\[\]|\n]*+)\|([^\[\]]*+(?:\[[^\[\]]*+\][^\[\]]*+)++)\]\]")
_UNCLOSED = re.compile(r"\[\[(?![^\[\]]*+\]\])(?:[^\[\]|\n]{0,200}\|)?")
_PIPE_TRICK = re.compile(r"^[^:]*:|\s*\([^()]*\)$|,.*$")
_UNSURE = re.compile(r"[_%#:&/\\\x01]|  |^ | $|[^\x00-\x7f]|^$")
_BRACKETS = re.compile(r"\[\[|\]\]")
_ALIVE = re.compile(r"[^\W_¹²³⁰-₎]")
_PROSE_END = (".", "!", "?", "…", '"', "”", "»", "。")
_DISAMBIGUATION = re.compile(
    r"\{\{\s*+(?:template\s*:\s*)?(?:" + "|".join(map(re.escape, sorted(DISAMBIGUATION, key=len, reverse=True)))
    + r")\s*+[|}]|__DISAMBIG__",
    re.IGNORECASE,
)  # fmt: skip
UNKNOWN_HEADING = "headings_with_unknown_parts"
_NO_LINK = ""
_HIDDEN = "\n"


class Article(msgspec.Struct, frozen=True):
    """The prose of a page; offsets count characters of ``text``."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...]
    disambiguation: bool
    """Whether the page is a disambiguation page, in which case all other fields are empty."""
    left_out: dict[str, int] = {}
    """How many sentences, parentheses and headings were left out because a part of them is unknown."""
    unknown_templates: dict[str, int] = {}
    """How many calls of each unknown template these held, by its name in lower case."""


class Losses(NamedTuple):
    """Counts what is left out of one page; see ``Article``."""

    left_out: Counter[str]
    unknown_templates: Counter[str]


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
        body = _Body(self, self.name(title), losses)
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
            text = _LINK.sub(lambda m: (m[2] or m[1]) + m[3], text).replace("[[", "").replace("]]", "")
        return wikitext_tags.unshield(" ".join(text.split()))

    def _flatten(self, text: str, title: str, losses: Losses) -> str:
        """Return a section without markup, except for lists and internal links."""
        text = self.templates.expand(text, title, losses.unknown_templates)
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
                return _HIDDEN
            if prefix in self.namespaces or prefix in PROJECTS or prefix in LANGUAGES:
                return _NO_LINK
        name = name.lstrip(": ")
        return name[:1].upper() + name[1:] if self.site.first_letter else name


class _Body:
    """Collects the paragraphs of one page and counts their offsets."""

    def __init__(self, wiki: Wikitext, own_name: str, losses: Losses) -> None:
        self.wiki = wiki
        self.losses = losses
        self.own_name = own_name
        self.texts: list[str] = []
        self.paragraphs: list[Paragraph] = []
        self.links: list[Link] = []
        self.length = 0
        self.pending = ""
        self.pending_path: tuple[str, ...] = ()
        self.indented = False

    def article(self) -> Article:
        """Return the article of all sections."""
        self._end_section(())
        text = wikitext_tags.unshield("\n\n".join(self.texts))
        losses = self.losses
        return Article(
            text,
            tuple(self.paragraphs),
            tuple(self.links),
            False,
            dict(losses.left_out),
            dict(losses.unknown_templates),
        )

    def section(self, path: tuple[str, ...], text: str) -> None:
        """Add a section, split into paragraphs at blank lines, list items and indented lines."""
        self._end_section(path)
        lines: list[str] = []
        in_list = False
        for line in text.split("\n"):
            mark = line[:1]
            if mark not in "*#:; |!-":
                lines.append(line)
                continue
            if mark == " " and line.strip():
                if lines or line.endswith((".", "?", "!", '"', ")")) or line.count(" ") > 12:
                    lines.append(line)
                continue  # Preformatted text: code, diagrams, tables of characters.
            if mark == "|" or (mark == "!" and ("|" in line or "!!" in line)):
                continue  # A row left over from an unbalanced table or template.
            if mark == "!" or (mark == "-" and not line.startswith("----")):
                lines.append(line)
                continue
            if lines:
                self._prose(" ".join(lines), path)
                lines = []
            if not mark or line.isspace():
                in_list = False
                continue
            if mark == "-":
                lines.append(line.lstrip("-"))
                continue
            content = line.lstrip("*#:; \t")
            marks = line[: len(line) - len(content)]
            if mark == ";" and " : " in content:
                content = content.replace(" : ", ": ", 1)
            if mark != ":" or in_list or "*" in marks or "#" in marks:
                in_list = True
                self._close()
                self._emit(content, path, "item")
            else:
                self._prose(content, path, indented=True)
        if lines:
            self._prose(" ".join(lines), path)

    def _prose(self, text: str, path: tuple[str, ...], indented: bool = False) -> None:
        """Add a paragraph of prose. A short indented one, such as a formula, joins the sentence around it."""
        text = text.strip()
        if not text:
            return
        if self.pending and self.pending_path is path and len(self.pending) < 10_000:
            unfinished = not self.pending.endswith(_PROSE_END)
            if (indented and unfinished and len(text) < 300) or (self.indented and text[0].islower()):
                self.pending += ("; " if indented and self.indented else " ") + text
                self.indented = True
                return
        self._close()
        self.pending, self.pending_path, self.indented = text, path, False

    def _end_section(self, following: tuple[str, ...]) -> None:
        """Close the last paragraph. Its last sentence is dropped if it introduces a dropped table or picture."""
        deeper = self.pending_path and following[: len(self.pending_path)] == self.pending_path
        if self.pending.endswith(":") and not deeper:
            self.pending += wikitext_tags.HOLE
        self._close()

    def _close(self) -> None:
        if self.pending:
            self._emit(self.pending, self.pending_path, "prose")
            self.pending = ""

    def _emit(self, text: str, path: tuple[str, ...], kind: Literal["prose", "item"]) -> None:
        """Add one paragraph with its links resolved."""
        parts = _LINK.split(text)
        if text.count("[[") * 4 != len(parts) - 1:
            parts = _LINK.split(_UNCLOSED.sub("", _BRACKETED.sub(_shield_label, text)))
        plain, spans = self._resolve(parts) if len(parts) > 1 else (text, [])
        plain, spans = tidy(plain, spans, self.wiki.spaced_signs, self.losses.left_out)
        if not _ALIVE.search(plain):
            return
        start = self.length + 2 if self.texts else 0
        self.length = start + len(plain)
        self.texts.append(plain)
        self.paragraphs.append(Paragraph(start, self.length, path, kind))
        self.links += [Link(start + first, start + last, target) for first, last, target in spans]

    def _resolve(self, parts: list[str]) -> tuple[str, list[Span]]:
        """Return the text and the links of a paragraph from ``_LINK.split``: text, target, label, trail, text, …"""
        target_of, known, own_name = self.wiki.target, self.wiki.targets, self.own_name
        pieces: list[str] = []
        spans: list[Span] = []
        length = 0
        for i in range(0, len(parts) - 1, 4):
            before, raw, label, trail = parts[i : i + 4]
            pieces.append(before)
            length += len(before)
            target = known.get(raw)
            if target is None:
                target = target_of(raw)
            if target == _HIDDEN:
                continue
            if not label:
                title = raw.lstrip(": #")
                anchor = title.replace("_", " ").rstrip() if label is None else _PIPE_TRICK.sub("", title)
            else:
                anchor = label.lstrip() if trail else label.strip()
                if len(anchor) != len(label) and label[0] == " ":
                    pieces.append(" ")
                    length += 1
            if trail:
                anchor += trail
            if not anchor:
                continue
            pieces.append(anchor)
            end = length + len(anchor)
            if target and target != own_name:
                spans.append((length, end, target))
            length = end
            if label and label[-1] == " " and not trail:
                pieces.append(" ")
                length += 1
        pieces.append(parts[-1])
        return "".join(pieces), spans


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


def _shield_label(match: re.Match[str]) -> str:
    return f"[[{match[1]}|{wikitext_tags.shield(match[2])}]]"
