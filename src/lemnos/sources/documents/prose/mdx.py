"""Removes from MDX what is code: imports and exports, comments, tags of components and expressions.

Markdown with JSX, its code set aside → Markdown. The text between the tags of a component is kept. An expression whose
value is unknown becomes ``UNKNOWN``, a literal its text. One scan over the text for brackets and quotation marks.

Limitation: regular expressions and comments of JavaScript inside an expression are read as plain characters.
"""

import re
from collections import Counter

from lemnos.sources.documents.prose.placeholders import UNKNOWN
from lemnos.sources.documents.prose.templates import alone

_COMMENT = re.compile(r"\{[ \t\n]*/\*.*?\*/[ \t\n]*\}", re.DOTALL)
_MODULE = re.compile(
    r"^(?:import[ \t]+(?:['\"]|[\w$*][\w$* ,]*from[ \t]*['\"]|(?:[\w$*][\w$* ]*,[ \t]*)?\{|type[ \t]+\{)"
    r"|export[ \t]+(?:const|let|var|async|function|class|type|interface)[ \t]+[\w$]|export[ \t]+default[ \t]+\S"
    r"|export[ \t]*[{*])",
    re.MULTILINE,
)
_TAG = re.compile(r"</?([A-Za-z][\w.:-]*)|<>|</>")
_CODE = re.compile("\ue000[0-9]+\ue001")
"""A template literal, which has been set aside like a code span."""
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_LITERAL = re.compile(r"\s*(?:'([^'\n]*)'|\"([^\"\n]*)\"|`([^`$]*)`)\s*\Z")


def without_code(text: str, left_out: Counter[str], *, whole: bool) -> str:
    """Return MDX without JavaScript and tags.

    Args:
        text: The page, its code set aside.
        left_out: Counts what is dropped.
        whole: Whether the page is MDX. Otherwise only what cannot be Markdown is removed: comments, imports, exports of
            values, and tags with braces.
    """
    text = _COMMENT.sub("", text)
    if "import" in text or "export" in text:
        text = _without_modules(text)
    if "<" in text and (whole or "={" in text):
        text = _without_tags(text, left_out, whole=whole)
    return _without_expressions(text, left_out) if whole and "{" in text else text


def _without_modules(text: str) -> str:
    out = []
    start = 0
    for match in _MODULE.finditer(text):
        if match.start() >= start:
            out.append(text[start : match.start()])
            start = _statement_end(text, match.start())
    return "".join((*out, text[start:]))


def _statement_end(text: str, start: int) -> int:
    """Return where a statement ends: at the end of a line outside brackets and strings, or at a blank line."""
    place = start
    while place < len(text):
        character = text[place]
        if character == "\n" and not re.match(r"\n[ \t]*(?:[.?:)\]}&|+]|from\b|=>)", text[place : place + 80]):
            return place
        place = _balanced(text, place) if character in "{([" else _after(text, place)
    return len(text)


def _after(text: str, place: int) -> int:
    """Return the place after one character or string."""
    quote = text[place]
    if quote in "'\"`":
        end = place + 1
        while end < len(text) and text[end] != quote:
            if text[end] == "\n" and quote != "`":
                return place + 1
            end += 2 if text[end] == "\\" else 1
        return min(end + 1, len(text)) if end < len(text) else place + 1
    return place + 1


def _balanced(text: str, start: int) -> int:
    """Return the place after the bracket that closes the one at ``start``; the next place if none does."""
    stack: list[str] = []
    place = start
    while place < len(text):
        character = text[place]
        if character in _PAIRS:
            stack.append(_PAIRS[character])
            place += 1
        elif stack and character == stack[-1]:
            stack.pop()
            place += 1
            if not stack:
                return place
        else:
            place = _after(text, place)
    return start + 1


def _without_tags(text: str, left_out: Counter[str], *, whole: bool) -> str:
    out = []
    start = 0
    for match in _TAG.finditer(text):
        if match.start() < start:
            continue
        name = match[1] or ""
        end = _tag_end(text, match.end()) if name else match.end()
        tag = text[match.start() : end]
        component = not name or name[0].isupper() or "." in name
        if end == match.end() and name:
            continue
        if (component and whole) or "={" in tag or "{..." in tag:
            out.append(text[start : match.start()])
            if component:
                left_out["components"] += tag.endswith("/>")
            else:
                out.append(f"<{'/' if tag.startswith('</') else ''}{name}>")
            start = end
    return "".join((*out, text[start:]))


def _tag_end(text: str, start: int) -> int:
    """Return the place after the ``>`` of a tag whose name ends at ``start``; ``start`` if it has none."""
    place = start
    while place < len(text):
        character = text[place]
        if character == ">":
            return place + 1
        if character == "<" or text.startswith("\n\n", place):
            return start
        place = _balanced(text, place) if character == "{" else _after(text, place)
    return start


def _without_expressions(text: str, left_out: Counter[str]) -> str:
    out = []
    start = 0
    while (place := text.find("{", start)) >= 0:
        end = _balanced(text, place)
        if (place and text[place - 1] == "\\") or end == place + 1 or text[place + 1] in "#.:%{=+-~><":
            out.append(text[start : place + 1])
            start = place + 1
            continue
        out.append(text[start:place])
        literal = _LITERAL.match(text[place + 1 : end - 1])
        if _CODE.fullmatch(text, place + 1, end - 1):
            out.append(text[place + 1 : end - 1])
        elif literal is not None:
            out.append(next(group for group in literal.groups() if group is not None))
        elif alone(text, place, end):
            left_out["expressions"] += 1
        else:
            out.append(UNKNOWN)
        start = end
    return "".join((*out, text[start:]))
