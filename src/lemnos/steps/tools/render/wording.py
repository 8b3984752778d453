"""Shape the sentences and lines that the surface forms share, and choose between wordings: text -> text."""

import re
import zlib
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

Choice = TypeVar("Choice")

_NOT_AN_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|eg|ie|ex|etc|vs|cf|approx|incl|excl|resp|max|min|fig|sec|no|nos|v|St|Mr|Mrs|Dr|Inc|Ltd)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:no (?:description|documentation|summary)\b.{0,40}|n/?a|none|null|todo|tbd|undefined|\.{2,}|-+|description|"
    r"(?:missing|empty) description|string|object|not specified|"
    r"unknown|x{3,}|['\"]{2}|placeholder|lorem ipsum\b.*|\?+)[.!]?",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"(?<=[\w)\]'\"`])\.\.(?=\s|$)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.+?)\s*#*")
_NUMBER_AT_END = re.compile(r"\s*\n\s*\d{1,2}\.\Z")
"""The number of an entry of a list whose text is cut off."""
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
"""The line below the head of a table in Markdown."""
_CELL_END = re.compile(r"(?<!\\)\|")
_GOES_ON = re.compile(
    r"(?:[,:;(/&-]|\b(?:a|an|the|of|to|for|with|by|in|on|at|from|and|or|as|is|are|be|your|this|that|its|all|any|each|"
    r"per|via|into|using|than|when|if|not|which|whose|given|specified|new))$",
    re.IGNORECASE,
)
"""The end of a line whose sentence goes on in the next one."""
_LONGEST_TITLE = 70
"""Length of a line, in characters, from which it may have been broken only because it is long."""
NOTHING = frozenset(("None", "null", "undefined", "nil", "NULL", "NaN"))
"""Texts that mean that a default or an example has no value."""
_ENDS = ".!?:;…。！？"
_CLOSERS = "\"'”’)]*_`"


def pick(seed: str, what: str, options: Sequence[Choice]) -> Choice:
    """Return one of ``options``, chosen by ``seed`` (a tool's id) and ``what`` (the purpose of the choice)."""
    return options[zlib.crc32(f"{seed}/{what}".encode()) % len(options)]


def cleaned_description(text: str) -> str:
    """Return a description without surrounding space; empty if it is a placeholder (``No description provided``)."""
    text = text.strip()
    if len(text) < 60 and _EMPTY.fullmatch(text):
        return ""
    return _DOUBLED.sub(".", text) if ".." in text else text


def without_headings(text: str) -> str:
    """Return Markdown with its headings turned into bold lines, so that a description adds no headings to a page.

    >>> without_headings("# Notes\\nText")
    '**Notes**\\nText'
    """
    if "#" not in text:
        return text
    lines = text.split("\n")
    code = False
    for number, line in enumerate(lines):
        code ^= line.lstrip().startswith("```")
        if not code and (heading := _HEADING.fullmatch(line)):
            lines[number] = f"**{heading[1].strip('*')}**"
    return "\n".join(lines)


def sentence(text: str) -> str:
    """Return ``text`` with a full stop at its end, unless it ends with a complete sentence, a list, a table or code.

    >>> sentence("The id"), sentence("The id."), sentence("See:\\n- one")
    ('The id.', 'The id.', 'See:\\n- one')
    """
    text = text.rstrip()
    if not text or text.rstrip(_CLOSERS)[-1:] in _ENDS or text[-1] in "`|>,}":
        return text[:-1].rstrip() + "." if text.endswith((",", ";")) else text
    if ">>> " in text.rpartition("\n\n")[2]:
        return text
    last = text.rpartition("\n")[2].lstrip()
    if last[:1] == "/" and " " not in last:
        return text
    if "\n" in text and (last[:2] in ("- ", "* ", "+ ") or last[:1].isdigit()):
        return text
    return text + ("。" if "\u3040" <= text[-1] <= "\u9fff" else ".")


def titled(text: str) -> str:
    """Return a description; if its first line is a title above paragraphs, a full stop is added to that line.

    >>> titled("Get images\\n\\nGet the logos of a network.")
    'Get images.\\n\\nGet the logos of a network.'
    >>> titled("Get the tests of a build\\nNote: only the last ones")
    'Get the tests of a build.\\nNote: only the last ones'
    """
    first, gap, rest = text.partition("\n")
    if not rest.startswith("\n") and not _is_title(first, rest):
        return text
    plain = first[-1:].isalnum() and first[:1].isalnum() and len(first) <= 160
    return f"{first}.{gap}{rest}" if rest and plain else text


def _is_title(line: str, following: str) -> bool:
    """Return whether a line is a sentence of its own although it has no full stop, by what follows on the next line."""
    line, following = line.rstrip(), following.lstrip(" *_>#")
    if not line or not following or len(line) > _LONGEST_TITLE or _GOES_ON.search(line):
        return False
    if not following[0].isalnum() and len(line) + 1 + len(following.split(None, 1)[0]) > _LONGEST_TITLE:
        return False  # It was broken because what follows did not fit.
    return (following[0].isupper() or not following[0].isalnum()) and (line[-1].isalnum() or line[-1] in ")`'\"*_")


def one_line(text: str) -> str:
    """Return ``text`` on one line; list items and the rows of a table are separated by semicolons.

    >>> one_line("| code | title |\\n| --- | --- |\\n| 4 | Bad date |\\n| 5 | Late |")
    '(code: title) 4: Bad date; 5: Late'
    """
    if "\n" not in text:
        return text
    out: list[str] = []
    for line in _tables_in_words(text).split("\n"):
        line = line.strip()
        if line.startswith("```") or not line.strip("-=|: "):
            continue
        line = re.sub(r"^>\s+", "", line)
        entry = re.sub(r"^(?:[-*+]|#+|\d{1,2}[.)])\s+", "", line)
        if out and entry != line and out[-1][-1] not in ".:;,!?":
            out[-1] += ";"
        out.append(entry)
    return " ".join(out)


def _tables_in_words(text: str) -> str:
    """Return a text with each table in Markdown on one line, in which rows and cells are told apart."""
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if number and "|" in line and _RULE.fullmatch(line)]
    for rule in reversed(rules):
        end = rule + 1
        while end < len(lines) and "|" in lines[end]:
            end += 1
        if "|" in lines[rule - 1]:
            head, *rows = (_cells(line) for line in (lines[rule - 1], *lines[rule + 1 : end]))
            told = "; ".join(filter(None, map(_row_in_words, rows)))
            named = f"({': '.join(head)}) " if any(head) else ""
            lines[rule - 1 : end] = [f"{named}{told}"] if told else []
    return "\n".join(lines)


def _cells(line: str) -> list[str]:
    cells = [cell.replace("\\|", "|").strip() for cell in _CELL_END.split(line.strip())]
    return cells[1 if line.strip().startswith("|") else 0 : -1 if line.rstrip().endswith("|") else None]


def _row_in_words(cells: list[str]) -> str:
    first, *rest = [*cells, ""]
    more = ", ".join(filter(None, rest))
    return f"{first}: {more}" if first and more else first or more


def first_sentence(text: str, most: int = 240) -> str:
    """Return the first sentence of a description on one line, shortened to about ``most`` characters."""
    first, _, rest = text.strip().partition("\n\n")[0].partition("\n")
    text = first if rest and _is_title(first, rest) else one_line(f"{first}\n{rest}" if rest else first)
    end = 0
    for stop in re.finditer(r"[.!?](?=\s|$)", text):
        end = stop.end()
        is_aside = text.count("(", 0, end) > text.count(")", 0, end) and ")" in text[end:]
        if not is_aside and not _NOT_AN_END.search(text[max(0, end - 20) : end]):
            break
    else:
        end = len(text)
    return shortened(text[:end] if end else text, most)


def shortened(text: str, most: int) -> str:
    """Return ``text``, cut at the end of a sentence or word if it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    cut = text[:most]
    stop = max(cut.rfind(". "), cut.rfind(".\n"))
    if stop <= most // 3:
        return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + " …"
    cut = _NUMBER_AT_END.sub("", cut[: stop + 1])
    if cut.endswith(":"):  # The list that this announces is cut off.
        cut = cut[: max(cut.rfind(". "), cut.rfind(".\n")) + 1] or cut.rstrip(":") + " …"
    return cut


def inline(value: Any) -> str:
    """Return a JSON value for use in running text: strings without quotes, other values as JSON.

    >>> inline("a b"), inline(True), inline([1, 2]), inline("")
    ('a b', 'true', '[1,2]', '""')
    """
    if isinstance(value, str) and value.strip() and "\n" not in value:
        return value
    return shortened(msgspec.json.encode(value).decode(), 200)


def ticked(value: Any) -> str:
    """Return a JSON value in backticks."""
    text = inline(value)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def pretty(value: Any) -> str:
    """Return a JSON value indented by two spaces a level; a value of at most 60 bytes stays on one line."""
    data = msgspec.json.encode(value)
    if len(data) <= 60:
        return msgspec.json.format(data, indent=0).decode()
    return msgspec.json.format(data, indent=2).decode()


def english_list(items: Sequence[str], last: str = "and") -> str:
    """Return items as an English list.

    >>> english_list(["a"]), english_list(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def first_items(items: Sequence[str], most: int = 100) -> str:
    """Return the first ``most`` items, separated by commas, followed by the number of further ones."""
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")


def wrapped(text: str, indent: int, width: int = 78, entries: int = -1) -> str:
    """Return text wrapped and indented; each line is wrapped by itself, and code is not wrapped.

    Args:
        text: Lines of text.
        indent: Number of spaces before every line.
        width: Maximum length of a line, including the indent, in characters.
        entries: Indentation of lines that are entries, whose continuation lines are indented by 4 more; with 0, lines
            that begin with a colon are entries.
    """
    pad = " " * indent
    out: list[str] = []
    code = False
    for line in text.split("\n"):
        bare = line.lstrip()
        code ^= bare.startswith("```")
        if code or not bare:
            out.append((pad + line).rstrip())
            continue
        own = len(line) - len(bare)
        first = pad + " " * min(own, 12)
        text = bare.rstrip()
        if "  " in text or not text.isprintable():  # a space is the only white space that is printable
            text = " ".join(text.split())
        if len(first) + len(text) <= max(40, width) or (text[0] == text[-1] == "`" and text.count("`") == 2):
            out.append(first + text)
            continue
        hang = own + (2 if bare[:2] in ("- ", "* ") else 4 if own == entries and (own or bare[0] == ":") else 0)
        out.extend(_folded(text, first, pad + " " * min(hang, 12), max(40, width)))
    return "\n".join(out)


def _folded(text: str, first: str, rest: str, width: int) -> list[str]:
    """Return words that are separated by single spaces on lines of at most ``width`` characters.

    ``textwrap`` takes twenty times as long.
    """
    lines: list[str] = []
    start, pad = 0, first
    while len(text) - start > (room := width - len(pad)):
        end = text.rfind(" ", start, start + room + 1)
        if end < 0 and (end := text.find(" ", start)) < 0:
            break
        lines.append(pad + text[start:end])
        start, pad = end + 1, rest
    lines.append(pad + text[start:])
    return lines


def indented(text: str, pad: str) -> str:
    """Return ``text`` with ``pad`` before each line that is not empty."""
    return "\n".join(pad + line if line else line for line in text.split("\n"))


def joined(*blocks: str) -> str:
    """Return the non-empty blocks, separated by blank lines."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())


def code_block(language: str, code: str) -> str:
    """Return code in a fence longer than any inside it."""
    fence = "````" if "```" in code else "```"
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"
