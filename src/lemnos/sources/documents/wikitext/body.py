"""Collects the paragraphs of a page with their links, whose offsets are counted while the pieces are joined.

Takes sections of flattened wikitext (``parse.py``), which still holds lists and internal links, and returns an
``Article``. A section is split into paragraphs at blank lines, list items and indented lines; each paragraph is
repaired (``tidy.py``). Costs one step for each line and each link.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec

from lemnos.records import Link, Paragraph
from lemnos.sources.documents.wikitext import tags as wikitext_tags
from lemnos.sources.documents.wikitext.tidy import Span, tidy

UNKNOWN_HEADING = "headings_with_unknown_parts"
HIDDEN = "\n"
"""What a link to a file or a category refers to, which prints nothing."""
LINK = re.compile(r"\[\[([^\[\]|\n]*+)(?:\|([^\[\]]*+))?\]\]([a-zß-öø-ÿα-ωа-яѐ-џ]*+)")
"""An internal link: its target, its label if it has one, and the letters that directly follow it."""
_BRACKETED = re.compile(r"\[\[([^\[\]|\n]*+)\|([^\[\]]*+(?:\[[^\[\]]*+\][^\[\]]*+)++)\]\]")
_UNCLOSED = re.compile(r"\[\[(?![^\[\]]*+\]\])(?:[^\[\]|\n]{0,200}\|)?")
_PIPE_TRICK = re.compile(r"^[^:]*:|\s*\([^()]*\)$|,.*$")
_ALIVE = re.compile(r"[^\W_¹²³⁰-₎]")
_PROSE_END = (".", "!", "?", "…", '"', "”", "»", "。")


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


class Body:
    """Collects the paragraphs of one page and counts their offsets.

    Args:
        target: Returns the name to which a link refers: empty if it is no link to an article, ``HIDDEN`` if it prints
            nothing.
        known: The results of ``target`` so far, by its argument.
        own_name: The name of the page, whose links to itself are dropped.
        spaced_signs: Whether ``;`` and ``:`` follow a space, as in French.
        losses: Counts what is left out.
    """

    def __init__(
        self, target: Callable[[str], str], known: dict[str, str], own_name: str, spaced_signs: bool, losses: Losses
    ) -> None:
        self.target = target
        self.known = known
        self.spaced_signs = spaced_signs
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
        opened = text.count("[[")
        parts = LINK.split(text) if opened else [text]
        if opened * 4 != len(parts) - 1:
            parts = LINK.split(_UNCLOSED.sub("", _BRACKETED.sub(_shield_label, text)))
        plain, spans = self._resolve(parts) if len(parts) > 1 else (text, [])
        plain, spans = tidy(plain, spans, self.spaced_signs, self.losses.left_out)
        if not _ALIVE.search(plain):
            return
        start = self.length + 2 if self.texts else 0
        self.length = start + len(plain)
        self.texts.append(plain)
        self.paragraphs.append(Paragraph(start, self.length, path, kind))
        self.links += [Link(start + first, start + last, target) for first, last, target in spans]

    def _resolve(self, parts: list[str]) -> tuple[str, list[Span]]:
        """Return the text and the links of a paragraph from ``LINK.split``: text, target, label, trail, text, …"""
        target_of, known, own_name = self.target, self.known, self.own_name
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
            if target == HIDDEN:
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


def _shield_label(match: re.Match[str]) -> str:
    return f"[[{match[1]}|{wikitext_tags.shield(match[2])}]]"
