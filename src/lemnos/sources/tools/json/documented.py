"""Reads the arguments that the description of a tool documents: text -> ``Documented`` arguments.

    "Deletes a note. Args: note_id (str): The note. hard: Whether for good (optional). Returns: str"
        ──▶  note_id, type str · hard, optional

Docstrings in the styles of Google and Sphinx and lists are read with their lines; pages of server directories have
lost these, and there an argument begins with a name and a colon. What is read is inferred from prose.
"""

import re
from typing import NamedTuple

_SECTION = re.compile(r"^[ \t]*(?:Args|Arguments|Parameters|Params)[ \t]*:[ \t]*$", re.MULTILINE)
_LINE = re.compile(
    r"^([ \t]*)(?:[-*][ \t]+)?[`*]{0,2}([A-Za-z_][\w.-]*)[`*]{0,2}[ \t]*(?:\(([^)\n]*)\))?"
    r"[ \t]*(?::|[ ]-[ ])[ \t]*(.*)$"
)
_FIELD = re.compile(r"^[ \t]*:param(?:[ \t]+([\w\[\], |.]+?))?[ \t]+(\w+):[ \t]*(.+)$", re.MULTILINE)
_HEAD = re.compile(r"\b(?:Args|Arguments|Parameters|Params|Inputs?)[ \t]*:(?=[ \t]+\S)")
_END = re.compile(
    r"(?<!\w)(?:Returns?|Raises?|Yields?|Examples?|Notes?|Usage|Outputs?|Response|Result|Errors?|Warning|Important|See "
    r"also|Common use cases|Required|Optional)[ \t]*:|\n[ \t]*\n",
)
_ENTRY = re.compile(
    r"(?:(?<=[\s\-*•])|^)[`*]{0,2}([a-z_]\w*(?<!_))[`*]{0,2}[ \t]*"
    r"(?:\(((?:[^()]|\([^()]*\))*)\))?[ \t]*(:|[ \t]-(?=[ \t][A-Z]))(?=[ \t]+\S)"
)
_NO_NAMES = frozenset(
    "e g eg ie i.e example examples note notes format formats default defaults options option values value one of "
    "following keys either or is are be http https valid available supported include includes including types type "
    "where with containing structure syntax warning important required optional returns args parameters none".split()
)
"""What stands before a colon in prose."""
_ALONE = re.compile(r"(?:^|[.)\]\"'`;:!?}]|[-*•])\s*$")
"""What stands before the first word of a sentence or of an item."""
_BULLET = re.compile(r"[-*•]\s+[`*]{0,2}$")


class Documented(NamedTuple):
    """An argument that a description documents."""

    name: str
    type: str
    """The name of its type as written; empty if there is none."""
    text: str
    required: bool
    """Whether it is said to be required. Most docstrings say nothing, and 3 in 10 of these may be left out."""


def documented_arguments(description: str) -> tuple[Documented, ...]:
    """Return the arguments that a description documents, in the style of Google or Sphinx, or one after the other.

    >>> [made.name for made in documented_arguments("Find.\\n\\nArgs:\\n    q: What.\\n    n (int): How many.")]
    ['q', 'n']
    >>> documented_arguments("Ends it. Args: job_id (str): The job to end. Returns: status: ended")
    (Documented(name='job_id', type='str', text='The job to end.', required=False),)
    """
    found = {name: _argument(name, kind, text) for kind, name, text in _FIELD.findall(description)}
    section = _SECTION.search(description)
    if section is not None:
        for made in _of_lines(description[section.end() :].lstrip("\n").split("\n")):
            found.setdefault(made.name, made)
    elif not found and (head := _HEAD.search(description)) is not None:
        for made in _of_text(description[head.end() :].strip()):
            found.setdefault(made.name, made)
    return tuple(made for made in found.values() if made.text)


def _of_lines(lines: list[str]) -> list[Documented]:
    margin: int | None = None
    entries: list[tuple[str, str, list[str]]] = []
    open_entry = False
    for line in lines:
        if not line.strip():
            open_entry = False
            continue
        indent = len(line) - len(line.lstrip())
        entry = _LINE.match(line)
        if margin is None:
            margin = indent
        if indent < margin or (indent == margin and entry is None):
            break
        if entry is not None and indent == margin:
            entries.append((entry[2], entry[3] or "", [entry[4].strip()]))
            open_entry = True
        elif open_entry:
            entries[-1][2].append(line.strip())
    return [_argument(name, kind, " ".join(filter(None, texts))) for name, kind, texts in entries]


def _of_text(text: str) -> list[Documented]:
    """Return the arguments of a section whose lines are lost; none if it nests."""
    end = _END.search(text)
    text = text[: end.start()] if end else text
    heads = [each for each in _ENTRY.finditer(text) if _opens(each, text)]
    if not heads or heads[0].start() > len("- `"):
        return []
    listed, mark = _is_item(heads[0], text), heads[0][3]
    heads = [each for each in heads if _is_item(each, text) == listed and each[3] == mark]  # others are parts of these
    ends = [*(each.start() for each in heads[1:]), len(text)]
    made = []
    for head, stop in zip(heads, ends, strict=True):
        said = text[head.end() : stop].strip(" \t\n-*•`")
        if re.search(r"\b(?:following|these) (?:keys|fields|structure)\b|\bkeys:|[{}]", said) and not listed:
            return []  # what follows may be a part of it
        made.append(_argument(head[1], head[2] or "", said))
    return made


def _is_item(entry: re.Match[str], text: str) -> bool:
    return _BULLET.search(text[: entry.start(1)]) is not None


def _opens(entry: re.Match[str], text: str) -> bool:
    """Return whether a name and a colon begin an argument, rather than stand in the text of one."""
    name, before = entry[1], text[: entry.start(1)]
    if name.lower() in _NO_NAMES or before.count("(") > before.count(")") or before.count("[") > before.count("]"):
        return False
    if entry[2] is not None or "_" in name or re.search(r"[a-z][A-Z]", name) or _ALONE.search(before):
        return True
    return text[entry.end() :].lstrip()[:1].isupper()


def _argument(name: str, kind: str, text: str) -> Documented:
    parts = [part.strip() for part in re.split(r",(?![^\[(<]*[\])>])", kind)]
    plain = ", ".join(part for part in parts if part.lower() not in ("optional", "required") and "default" not in part)
    plain = plain.removeprefix("paramType:").strip()
    typed = plain if re.fullmatch(r"[A-Za-z]\w*(?:[\[<].*[\]>])?(?:\s*\|\s*\w+)*", plain) else ""
    said = text.strip() if typed or not plain else f"{text.strip()} ({plain})".strip()
    return Documented(name, typed, said, "required" in map(str.lower, parts))
