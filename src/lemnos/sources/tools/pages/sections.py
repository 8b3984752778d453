"""What the parts of a page's section are about: parameters and of which kind, results, errors, examples."""

import re
from collections.abc import Iterator
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
"""In the order in which they are tried: "Response parameters" tells results, "Error response" errors."""
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
"""Words that a heading over a part of a description is made of: "List query results" names an operation."""
_LONGEST_LABEL = 60
_LONGEST_SECTION = 2000
"""Blocks that are looked through for where a section begins or ends."""


def role_of(title: str) -> Role | None:
    """Return what a heading or label announces; None for one that announces no part of a description.

    >>> role_of("Query Parameters"), role_of("Response fields"), role_of("Create a pet")
    ('query', 'result', None)
    """
    words = title.replace("`", "").strip(" :*.").lower()
    if not words or not all(word in _VOCABULARY for word in re.findall(r"[^\W\d_]+", words)):
        return None
    return next((role for role, pattern in _ROLES if pattern.search(words)), None)


def parts_of(blocks: tuple[Block, ...] | list[Block], first: Role = "text") -> Iterator[tuple[Role, Block]]:
    """Yield the blocks of a section with what they are part of; headings and labels are not yielded.

    A heading sets the role of what follows; one inside a part whose title says nothing keeps it. So does a short
    paragraph that ends in a colon or is bold, as ``Parameters:``.
    """
    role = first
    level = 0
    for number, block in enumerate(blocks):
        if block.kind == "heading":
            found = role_of(block.text)
            if found is None and block.level > level and role not in ("text", "syntax"):
                continue
            role, level = found or "text", block.level
            if found is None:
                yield "text", block
        elif block.kind == "text" and _is_label(block.text) and (found := role_of(block.text)) is not None:
            role = found
        elif not _leads_in(blocks, number):
            yield role, block


def _leads_in(blocks: tuple[Block, ...] | list[Block], number: int) -> bool:
    """Return whether a paragraph only introduces the code that follows: "The command returns:"."""
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
    """Return where the section that begins with the heading at ``start`` ends."""
    level = blocks[start].level
    end = min(len(blocks), start + _LONGEST_SECTION)
    for number in range(start + 1, end):
        if blocks[number].kind == "heading" and blocks[number].level <= level:
            return number
    return end


def owner_of(blocks: tuple[Block, ...], start: int, below: int = 7) -> int:
    """Return the number of the heading above block ``start`` that names what is described; -1 for none.

    Args:
        blocks: The page.
        start: Where to begin looking, upwards.
        below: Only a heading of a lower level number than this owns.
    """
    for number in range(start, max(-1, start - _LONGEST_SECTION), -1):
        block = blocks[number]
        if block.kind == "heading" and block.level < below:
            if role_of(block.text) is None or block.level == 1:
                return number
            # "Parameters" below "Syntax": both belong to what stands above, whatever their levels are.
            below = min(below, block.level + 1)
    return -1
