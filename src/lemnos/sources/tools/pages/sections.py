"""Assigns a role to each block of a section of a page: parameters of some kind, results, errors, examples.

Roles come from headings and labels (``role_of``). ``parts_of`` yields the blocks of a section with their roles;
``section_end`` and ``owner_of`` find where a section ends and which heading names its subject.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from lemnos.sources.tools.pages.blocks import Block

Role = Literal[
    "text", "syntax", "parameters", "path", "query", "header", "body", "form", "result", "errors", "example", "aside"
]

_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("errors", re.compile(r"\b(?:errors?|exceptions?|status codes?|raises|throws|failure|error codes?)\b")),
    ("example", re.compile(r"\b(?:examples?|samples?|curl)\b")),
    ("result", re.compile(r"\b(?:returns?|response|results?|return values?|output)\b")),
    ("query", re.compile(r"\b(?:query|filters?|querystring)\b")),
    ("path", re.compile(r"\b(?:path|uri|url)\b.*\b(?:param\w*|variables?|arguments?)\b|^path$")),
    ("header", re.compile(r"\bheaders?\b(?!.*\bfile)")),
    ("form", re.compile(r"\bform\b")),
    ("body", re.compile(r"\b(?:body|payload|json|request (?:fields|object|schema|attributes|properties))\b")),
    ("parameters", re.compile(r"\b(?:param(?:eter)?s?|arguments?|args|attributes|inputs?|fields|options)\b")),
    (
        "syntax",
        re.compile(
            r"^(?:syntax|signatures?|usage|definition|declaration|(?:http )?request|endpoint|(?:resource )?url)$"
        ),
    ),
    ("aside", re.compile(r"^(?:requirements|see also|related\b.*|in this (?:article|section)|contents|next steps)$")),
    ("text", re.compile(r"^(?:remarks?|notes?|description|overview|details|discussion|security|permissions?)$")),
)
"""The pattern of each role, in the order in which they are tried: "Response parameters" are results, "Error response"
errors."""
_VOCABULARY = frozenset(
    "a additional also and args argument arguments article attribute attributes body code codes common contents "
    "curl data declaration definition description details discussion endpoint error errors example examples "
    "exception exceptions failed failure field fields filter filters for form format header headers http in input "
    "inputs json keyword method next note notes object of option optional options output overview param parameter "
    "parameters params path payload permissions properties property query querystring raises related remark "
    "remarks request required requirements resource response responses result results return returns sample "
    "samples schema section security see signature signatures status steps string success successful syntax "
    "template the this throws type types uri url usage value values variable variables".split()
)
"""The words of which a heading with a role consists. A heading with any other word, such as "List query results", names
an operation."""
_LONGEST_LABEL = 60
_LONGEST_SECTION = 2000
"""The number of blocks that are searched for the beginning or end of a section."""


_NO_PARAMETERS = re.compile(
    r"\b(?:no|without|(?:does not|doesn't|do not) (?:take|have|accept|require|need|expect)(?: any)?)\s+"
    r"(?:\w+\s+){0,2}(?:param(?:eter)?s?|arguments?|args|inputs?)\b|\bparameterless\b|"
    r"^(?:param(?:eter)?s?|arguments?)\s*:?\s*(?:none|n/a|void|-)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_NONE = re.compile(r"(?:none|n/a|void|-|—|not applicable)\W*", re.IGNORECASE)


def says_no_parameters(blocks: Iterable[Block]) -> bool:
    """Return whether a section says in words that there are no parameters; saying nothing of them is not enough."""
    return any(
        _NO_PARAMETERS.search(block.text) is not None
        or (role in ("parameters", "query", "path", "body") and _NONE.fullmatch(block.text.strip()) is not None)
        for role, block in parts_of([*blocks])
    )


def role_of(title: str) -> Role | None:
    """Return the role of the blocks below a heading or label; None if it does not introduce a part of a description.

    >>> role_of("Query Parameters"), role_of("Response fields"), role_of("Create a pet")
    ('query', 'result', None)
    """
    words = title.replace("`", "").strip(" :*.").lower()
    if not words or not all(word in _VOCABULARY for word in re.findall(r"[^\W\d_]+", words)):
        return None
    return next((role for role, pattern in _ROLES if pattern.search(words)), None)


def parts_of(blocks: tuple[Block, ...] | list[Block], first_role: Role = "text") -> Iterator[tuple[Role, Block]]:
    """Yield the blocks of a section with their roles, without the headings and labels that set them.

    A heading sets the role of the blocks that follow it, and so does a short paragraph that is a label, such as
    ``Parameters:``. A heading without a role inside a part keeps the role of that part. A paragraph that only
    introduces code is left out.
    """
    role = first_role
    level = 0
    for number, block in enumerate(blocks):
        if block.kind == "heading":
            found_role = role_of(block.text)
            if found_role is None and block.level > level and role not in ("text", "syntax"):
                continue
            role, level = found_role or "text", block.level
            if found_role is None:
                yield "text", block
        elif block.kind == "text" and _is_label(block.text) and (found_role := role_of(block.text)) is not None:
            role = found_role
        elif not _leads_in(blocks, number):
            yield role, block


def _leads_in(blocks: tuple[Block, ...] | list[Block], number: int) -> bool:
    """Return whether a paragraph only introduces the code after it, such as "The command returns:"."""
    if blocks[number].kind != "text" or not blocks[number].text.endswith(":"):
        return False
    return number + 1 < len(blocks) and blocks[number + 1].kind == "code"


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and (text.endswith(":") or "." not in text) and len(text.split()) <= 4


def block_text(block: Block) -> str:
    """Return a paragraph, a list or a definition list as text.

    >>> block_text(Block("list", rows=(("`a`", ", or `b`"), ("", "else"))))
    '- `a`, or `b`\\n- else'
    """
    if block.kind not in ("list", "fields"):
        return block.text
    between = ": " if block.kind == "fields" else " "
    return "\n".join(
        f"- {row[0]}{'' if not row[0] or row[1][:1] in ',.;:)' else between}{row[1]}".rstrip(": ") for row in block.rows
    )


def section_end(blocks: tuple[Block, ...], start: int) -> int:
    """Return the number of the block after the section that begins with the heading at ``start``."""
    level = blocks[start].level
    end = min(len(blocks), start + _LONGEST_SECTION)
    for number in range(start + 1, end):
        if blocks[number].kind == "heading" and blocks[number].level <= level:
            return number
    return end


def owner_of(blocks: tuple[Block, ...], start: int, below: int = 7) -> int:
    """Return the number of the heading above block ``start`` that names the described object; -1 if there is none.

    Args:
        blocks: The blocks of the page.
        start: The number of the block where the upward search begins.
        below: Only headings with a lower level number than this are considered.
    """
    for number in range(start, max(-1, start - _LONGEST_SECTION), -1):
        block = blocks[number]
        if block.kind == "heading" and block.level < below:
            if role_of(block.text) is None or block.level == 1:
                return number
            # "Parameters" and "Syntax" both belong to the heading above them, whatever their levels are.
            below = min(below, block.level + 1)
    return -1
