"""Decides whether a template of unknown meaning prints words into a sentence, by where it stands and what it is given.

While templates are expanded (``templates.py``), each call of an unknown one is replaced by a mark. ``settle`` then
takes the text with all marks and returns it with a ``HOLE`` for each call that prints words, so that ``tidy`` leaves
out the sentence, and without the others:

- a call alone on its line, such as an infobox, a navigation box or coordinates, is no part of a sentence;
- neither is a call at the start of a line that is followed by the start of a sentence, or one after the last sentence
  of a paragraph;
- a call that directly follows a word or a mark of punctuation is a footnote if its arguments say so (none but a date or
  a reason), if its name does, or if it has arguments and follows a mark of punctuation;
- every other call prints words.

Costs one step for each call; time is linear in the length of the text.
"""

import re
from collections import Counter
from typing import NamedTuple

from lemnos.sources.documents.wikitext.tags import HOLE

_FIRST = 0xF0000  # A mark is a null and a private-use character, which is neither a letter nor a digit nor a space.
_MOST = 0xFFFD
_MARK = re.compile("\x00[\U000f0000-\U000ffffd]")
_NEXT = re.compile("(?:''+|[ \t])*+(?:(\x00[\U000f0000-\U000ffffd])|$)?")
_SPACE = re.compile("[ \t]")
_MAINTENANCE = frozenset(
    "date reason talk discuss fecha datum data date2 дата причина tarih tarihi dato päiväys pvm dátum data1 motivo "
    "grund raison commentaire comment kommentar тип 날짜 時間 time 日付 تاريخ تاریخ נושא nocat bot "
    "fix-attempted cat cat-date since".split()
)
"""Arguments that say since when and why a page needs work."""
_FOOTNOTE = re.compile(
    r"(?:^|[ _-])(?:ref|refn|refs|reference|référence|referencia|sfn\w*|harv\w*|cite|citation|cita|zit|footnote|fn|"
    r"note|nota|efn\w*|source|fonte|fuente|quelle|bron|fakt|fact|przypis|odn|сноска|примечание|прим|источник|참고|"
    r"مرجع|هامش|הערה)(?:$|[ _\d-])|needed$|inline$|\?$|footnote|sfn|citat|注$|脚注|出典|來源|来源|각주|出處"
)
_ENDED = re.compile(r"[.!?…。！？।۔؟።։॥][\"'”’»«“)\]」』）]*+$")
_CLOSING = frozenset(".,;:!?…)%。，、；！？）」』】।۔؟،؛：")
_QUOTES = frozenset('"”»“«')
_OPENERS = "[(\"'“„«‘¿¡「『（《["
_GOES_ON = "(,;:.!?)’'–—-/、。，（"
_STARTS_TEXT = re.compile(r"[*#:;=|!{\[ ]")


class Unknown(NamedTuple):
    """A call of a template that is not known."""

    name: str
    arguments: str | None
    """The text after the first ``|``, or None."""
    several_lines: bool
    words: str = HOLE
    """What it prints if it stands in a sentence."""

    def gives(self) -> str:
        """Return what its arguments are: ``none`` but those of maintenance, only ``named`` ones, or ``values``."""
        kind = "none"
        if self.name[:1] == "#" or ":" in self.name:
            return "values"
        for argument in (self.arguments or "").split("|"):
            key, equals, value = argument.partition("=")
            key = key.strip().lower()
            if not equals:
                if key:
                    return "values"
            elif key.isdigit():
                if value.strip():
                    return "values"
            elif key not in _MAINTENANCE:
                kind = "named"
        return kind


class UnknownCalls:
    """The calls of unknown templates in one text.

    ``counts`` adds up how many calls of each template print words, by name; ``left_out`` how many ``boxes``, calls with
    arguments that stand alone, are dropped.
    """

    def __init__(self, counts: Counter[str], left_out: Counter[str]) -> None:
        self.counts = counts
        self.left_out = left_out
        self.calls: list[Unknown] = []

    def mark(self, call: Unknown) -> str:
        """Return the mark that stands for a call."""
        if len(self.calls) > _MOST:
            return HOLE
        self.calls.append(call)
        return "\x00" + chr(_FIRST + len(self.calls) - 1)

    def settle(self, text: str) -> str:
        """Return ``text`` with what each marked call prints: words, a ``HOLE`` or nothing."""
        pieces: list[str] = []
        position = 0
        while True:
            start = text.find("\x00", position)
            if start < 0:
                break
            position = self._run(text, start, position, pieces)
        pieces.append(text[position:])
        return "".join(pieces)

    def _run(self, text: str, start: int, position: int, pieces: list[str]) -> int:
        """Settle the calls from ``start`` that only spaces and apostrophes of italics separate; return their end."""
        marks: list[tuple[int, Unknown]] = []
        end = start
        while True:
            step = _NEXT.match(text, end)
            if step is None or step[1] is None:
                break
            index = ord(step[1][1]) - _FIRST
            if index < len(self.calls):
                marks.append((step.start(1), self.calls[index]))
            end = step.end()
        if end == start:  # A null that is no mark.
            pieces.append(text[position : start + 1])
            return start + 1
        left, right = _before(text, start, position), _after(text, end)
        place = _Place(text, left, right)
        space = _SPACE.search(text, left, right)
        first_space = space.start() if space else right
        last_space = max(text.rfind(" ", left, right), text.rfind("\t", left, right))
        for at, call in marks:
            pieces.append(text[position:at])
            position = at + 2
            if place.prints(call, first_space < at, position <= last_space):
                pieces.append(call.words)
                if call.words == HOLE:
                    self.counts[call.name] += 1
                continue
            if place.starts and place.ends and call.words == HOLE and call.gives() != "none":
                self.left_out["boxes"] += 1
            if pieces[-1][-1:] == "'" and text[position : position + 1] == "'":
                pieces.append("\u2060")  # Keeps the apostrophes before and after apart, and is dropped later.
        return position


class _Place:
    """Where one or more calls stand that nothing but spaces separates: between ``left`` and ``right``."""

    def __init__(self, text: str, left: int, right: int) -> None:
        self.text, self.left, self.right = text, left, right
        self.before = text[left - 1 : left].strip("\n")
        self.after = text[right : right + 1].strip("\n")
        self.ends = not self.after
        self.starts = not self.before or self._follows_list_marks()

    def _follows_list_marks(self) -> bool:
        if self.before not in "*#:;":
            return False
        line = self.text.rfind("\n", max(0, self.left - 20), self.left) + 1
        return (line > 0 or self.left <= 20) and not self.text[line : self.left].strip("*#:; \t")

    def _is_ended(self) -> bool:
        """Return whether a sentence ends before it."""
        return _ENDED.search(self.text, max(0, self.left - 4), self.left) is not None

    def _is_word(self) -> bool:
        """Return whether a word or a link is before it."""
        return self.before.isalnum() or self.before == "]"

    def _is_closed(self) -> bool:
        """Return whether a mark of punctuation that closes something is before it."""
        if self.before in _QUOTES:
            return self.text[self.left - 2 : self.left - 1].strip() not in ("", "(")
        return self.before in _CLOSING

    def _first_letter(self) -> str:
        """Return the first character after it that opens no quotation, parenthesis or link."""
        return self.text[self.right : self.right + 4].lstrip(_OPENERS)[:1]

    def _goes_on(self) -> bool:
        """Return whether what follows goes on with a sentence: a small letter or a mark of punctuation."""
        return self.after in _GOES_ON or self._first_letter().islower()

    def _continues(self) -> bool:
        """Return whether it is alone on its line in the middle of a sentence that the lines around it hold."""
        text, left, right = self.text, self.left, self.right
        if left < 2 or text[left - 1] != "\n":
            return False
        start = text.rfind("\n", max(0, left - 2000), left - 1) + 1
        above, below = text[start : left - 1].rstrip(), text[right + 1 : right + 2]
        if not above or _STARTS_TEXT.match(above) or not below or not (below.isalnum() or below in ",;.–—"):
            return False
        return not below.isupper() and (above[-1].isalnum() or above[-1] in ",])")

    def prints(self, call: Unknown, space_before: bool, space_after: bool) -> bool:
        """Return whether ``call`` prints words into the sentence around it."""
        if self.starts:
            return self._prints_first(call, space_after)
        gives = call.gives()
        if space_before and self._is_ended():
            # Between two sentences, or after the last one.
            return not self.ends and (gives != "none" or self._goes_on())
        word = self._is_word()
        if not space_before and (word or self._is_closed()):
            inside = self.after.isalnum() and not space_after
            if gives == "none":
                return inside and not call.arguments
            if word:
                return _FOOTNOTE.search(call.name) is None
            return inside
        return gives != "none" or not call.arguments

    def _prints_first(self, call: Unknown, space_after: bool) -> bool:
        """Return whether ``call``, the first of its line, prints words."""
        if self.ends:
            return not call.several_lines and self._continues() and call.gives() == "values"
        if call.several_lines:
            return False
        if self._goes_on():
            return True
        capital = self._first_letter().isupper()
        if call.gives() != "values":
            return not space_after and not capital and self.after.isalnum()
        return space_after or not capital


def _before(text: str, start: int, earliest: int) -> int:
    """Return the end of the text before the spaces and the apostrophes of italics that precede ``start``."""
    while start > earliest:
        character = text[start - 1]
        if character in " \t":
            start -= 1
        elif character == "'" and text[start - 2 : start - 1] == "'":
            while start > earliest and text[start - 1] == "'":
                start -= 1
        else:
            break
    return start


def _after(text: str, end: int) -> int:
    """Return the start of the text after the spaces and the apostrophes of italics that follow ``end``."""
    step = _NEXT.match(text, end)
    return step.end() if step else end
