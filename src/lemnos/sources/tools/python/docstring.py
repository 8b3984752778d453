"""Parses a docstring into a ``Docstring``: description, parameters, results, errors and examples.

It uses Griffe's parsers for the Google, numpydoc and Sphinx styles, and detects the style of each docstring separately,
because packages mix them. Text that is kept loses its reStructuredText markup: roles, directives, footnote marks.
"""

import re
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import griffe

_LONGEST = 100_000
"""The number of characters of a docstring that are read."""


class ParameterDoc(msgspec.Struct, frozen=True):
    """The documentation of one parameter, result or error."""

    name: str
    type: str
    """The type as written; empty if there is none."""
    description: str
    default: str = ""
    """The default as written; empty if there is none."""


class Docstring(msgspec.Struct, frozen=True):
    """The content of a docstring as clean text."""

    description: str = ""
    parameters: tuple[ParameterDoc, ...] = ()
    returns: tuple[ParameterDoc, ...] = ()
    yields: tuple[ParameterDoc, ...] = ()
    raises: tuple[ParameterDoc, ...] = ()
    examples: str = ""
    """Text and interpreter sessions, as written."""
    deprecated: str = ""
    """The version of the deprecation and its reason; empty if the function is not deprecated."""


_LONGEST_TYPE = 5
"""The longest type, in words; a longer text is prose before a colon."""
_NUMPY = re.compile(
    r"^[ \t]*(?:Parameters|Other Parameters|Returns|Yields|Raises|Attributes|Examples?|See Also|Notes|References|"
    r"Methods|Warns|Warnings|Receives)[ \t]*\n[ \t]*-{3,}[ \t]*$",
    re.MULTILINE,
)
_SPHINX = re.compile(
    r"^[ \t]*:(?:param|parameter|arg|argument|key|keyword|type|returns?|rtype|raises?|except)\b[^:\n]*:", re.M
)
_GOOGLE = re.compile(
    r"^[ \t]*(?:Args|Arguments|Params|Parameters|Keyword Args|Keyword Arguments|Other Parameters|Returns|Yields|Raises|"
    r"Examples?)[ \t]*:[ \t]*\n[ \t]+\S",
    re.MULTILINE,
)
_OMITTED_ADMONITIONS = frozenset(("see also", "references", "methods", "attributes"))
_UNDERLINED = re.compile(r"^([^\n]+)\n([-=~^\"*+])\2{2,}[ \t]*$", re.MULTILINE)


def style_of(text: str) -> str:
    """Return ``numpy``, ``google`` or ``sphinx``; an empty string for a docstring without sections."""
    if _SPHINX.search(text):
        return "sphinx"
    if _NUMPY.search(text):
        return "numpy"
    return "google" if _GOOGLE.search(text) else ""


@lru_cache(maxsize=4096)
def read_docstring(text: str) -> Docstring:
    """Return the content of a docstring, which may still be indented."""
    import griffe

    text = text[:_LONGEST]
    style = style_of(text)
    docstring = griffe.Docstring(text)
    options: dict[str, Any] = {"warnings": False}
    if style == "google":
        options |= {"returns_named_value": False, "returns_multiple_items": False}
    try:
        sections = griffe.parse(docstring, style or None, **(options if style else {}))  # type: ignore[arg-type]
    except (griffe.GriffeError, ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
        # The parser fails on some unusual docstrings; their text is still useful.
        sections = griffe.parse(docstring, None)
    return _from_sections(sections)


def _from_sections(sections: "list[griffe.DocstringSection]") -> Docstring:
    kind = _kinds()
    texts: list[str] = []
    parameters: list[ParameterDoc] = []
    returns: list[ParameterDoc] = []
    yields: list[ParameterDoc] = []
    raises: list[ParameterDoc] = []
    examples: list[str] = []
    deprecated = ""
    for section in sections:
        value: Any = section.value
        match section.kind:
            case kind.text:
                texts.append(str(value))
            case kind.parameters | kind.other_parameters:
                parameters.extend(_documented(value))
            case kind.returns:
                returns.extend(_documented(value))
            case kind.yields:
                yields.extend(_documented(value))
            case kind.raises:
                raises.extend(_documented(value, by_type=True))
            case kind.warns:
                warned = [f"{item.name}: {item.description}".strip(": ") for item in _documented(value, by_type=True)]
                texts.append("Warns: " + " ".join(warned) if warned else "")
            case kind.examples:
                examples.extend(
                    str(text) if text_kind is kind.examples else plain_rst(str(text)) for text_kind, text in value
                )
            case kind.deprecated:
                deprecated = f"Deprecated since version {value.version}: {value.description}"
            case kind.admonition:
                title = (section.title or value.kind or "").strip()
                if title.lower() not in _OMITTED_ADMONITIONS:
                    texts.append(f"{title}:\n\n{value.description}" if title else str(value.description))
    description = _UNDERLINED.sub(r"\1:", plain_rst("\n\n".join(filter(None, texts))))
    if not deprecated and (
        match := re.search(r"^[ \t]*\.\. deprecated::[ \t]*(.*(?:\n[ \t]+\S.*)*)", "\n".join(texts), re.M)
    ):
        deprecated = "Deprecated since version " + " ".join(match[1].split())
    return Docstring(
        description=description,
        parameters=tuple(parameters),
        returns=tuple(returns),
        yields=tuple(yields),
        raises=tuple(raises),
        examples=textwrap.dedent("\n\n".join(examples)).strip("\n"),
        deprecated=plain_rst(deprecated).rstrip(" :"),
    )


def _kinds() -> "type[griffe.DocstringSectionKind]":
    import griffe

    return griffe.DocstringSectionKind


def _documented(items: Any, *, by_type: bool = False) -> list[ParameterDoc]:
    documented = []
    for item in items:
        kind = "" if item.annotation is None else " ".join(str(item.annotation).split())
        name = kind if by_type else str(getattr(item, "name", "") or "")
        description = plain_rst(str(item.description or ""))
        if not by_type and not name and len(kind.split()) > _LONGEST_TYPE:
            # "Returns: A list of the names: sorted" has no type.
            kind, description = "", f"{kind}: {description}" if description else kind
        default = getattr(item, "default", None)
        documented.append(
            ParameterDoc(
                plain_rst(name) if by_type else name, kind, description, "" if default is None else str(default)
            )
        )
    return documented


_TILDE = re.compile(r"`[~!]([\w.]+)`")
_ROLE = re.compile(r":[\w+-]+(?::[\w+-]+)?:`([^`]+)`")
_ROLE_TARGET = re.compile(r"^(.*?)\s*<[^<>]*>$", re.DOTALL)
_LITERAL = re.compile(r"``([^`\n](?:[^`]|`(?!`))*?)``")
_LINK = re.compile(r"`([^`<>]+?)\s*<(https?://[^<>`\s]+)>`__?")
_FOOTNOTE = re.compile(r"[ \t]*\[(?:\d+|\#\w*|[A-Z]\w*\d{4}\w*)\]_")
_SUBSTITUTION = re.compile(r"(?<!\w)\|(\w[\w -]*)\|(?!\w)")
_BODY = r"[ \t]*(.*)\n?((?:[ \t]*\n)?(?:\1[ \t]+\S.*(?:\n|\Z))*)"
_CHANGED = re.compile(
    r"^([ \t]*)\.\. (versionadded|versionchanged|deprecated|versionremoved)::[ \t]*(\S*)" + _BODY, re.MULTILINE
)
_ADMONITION = re.compile(
    r"^([ \t]*)\.\. (note|warning|tip|important|caution|attention|hint|danger|seealso|rubric|topic|admonition)::"
    + _BODY,
    re.MULTILINE,
)
_DROPPED_DIRECTIVE = re.compile(
    r"^([ \t]*)\.\. (?:currentmodule|module|index|plot|autosummary|only|include|image|figure|toctree|highlight|raw|"
    r"container|_[^:\n]*|\[[^\]\n]*\]|jupyterlite|try_examples|legacy|ipython)(?:::)?.*(?:\n\1[ \t]+:[\w-]+:.*)*$",
    re.MULTILINE,
)
_CODE_BLOCK = re.compile(
    r"^[ \t]*\.\. (?:code-block|code|sourcecode|math|parsed-literal|testcode|doctest|table|list-table)::[ \t]*", re.M
)
_COLONS = re.compile(r"(?<!:)::[ \t]*$", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\ud800-\udfff]")
_BLANKS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_CHANGES = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "versionremoved": "Removed in version",
    "deprecated": "Deprecated since version",
}


def plain_rst(text: str) -> str:
    """Return reStructuredText as plain text or Markdown; code and formulas stay as they are.

    >>> plain_rst("Like :func:`~numpy.linalg.norm`, but ``x`` may be a `list <https://e.org>`_ [1]_.")
    'Like `norm`, but `x` may be a list (https://e.org).'
    """
    if not text.isprintable():
        text = _CONTROL.sub("", text.replace("\r\n", "\n").expandtabs(8))
    if ".. " in text:
        text = _CHANGED.sub(_change, text)
        text = _ADMONITION.sub(_admonition, text)
        text = _CODE_BLOCK.sub("", _DROPPED_DIRECTIVE.sub("", text))
    if "`" in text:
        text = _LINK.sub(r"\1 (\2)", text)
        text = _ROLE.sub(_role, text)
        text = _TILDE.sub(lambda m: f"`{m[1].rpartition('.')[2]}`", text)
        text = _LITERAL.sub(lambda m: f"`{m[1]}`", text)
    if "]_" in text:
        text = _FOOTNOTE.sub("", text)
    if "|" in text:
        text = _SUBSTITUTION.sub(r"\1", text)
    if "::" in text:
        text = _COLONS.sub(":", text)
    if "<" in text or "&" in text:
        text = _without_html(text)
    return unwrap(_BLANKS.sub("\n\n", text).strip())


_OWN_LINE = re.compile(r"^(?:[ \t]|[-*+•>|#=]|\d+[.)]|\.\. |\+-|:\w+:|`{3})|:$|  $")


def unwrap(text: str) -> str:
    """Return ``text`` with the lines of each paragraph joined; lists, code, tables and indented text stay.

    >>> unwrap("One line\\nof two.\\n\\n- a\\n- b")
    'One line of two.\\n\\n- a\\n- b'
    """
    if "\n" not in text:
        return text
    blocks = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        # Lines are joined unless one before the last must stay by itself, or the last line begins a list or code.
        keeps_lines = any(_OWN_LINE.search(line) for line in lines[:-1]) or _OWN_LINE.match(lines[-1])
        blocks.append(block if keeps_lines else " ".join(lines))
    return "\n\n".join(blocks)


_HTML = re.compile(r"</?(?:p|br|ul|ol|li|b|i|em|strong|code|div|span|a|note|important|table|tr|td|th)\b[^<>]*>")


def _without_html(text: str) -> str:
    """Return text without its HTML tags, which descriptions generated from web services contain."""
    if _HTML.search(text) is None or ">>>" in text:
        return text
    from lemnos.text.markup import plain

    return plain(text)


def _change(match: re.Match[str]) -> str:
    indent, kind, version, rest, body = match.groups()
    statement = f"{_CHANGES[kind]} {version}".rstrip()
    details = " ".join(f"{rest} {body}".split())
    return f"{indent}{statement}: {details}\n\n" if details else f"{indent}{statement}.\n\n"


def _admonition(match: re.Match[str]) -> str:
    """Return a note on one line; if its body is code or a list, the body stays as it is below the title."""
    indent, kind, rest, body = match.groups()
    if kind in ("rubric", "topic", "admonition"):
        return f"{indent}{rest.rstrip(':. ')}:\n{body}"
    if re.search(r"^[ \t]*(?:>>>|[-*+] |\.\. )", body, re.MULTILINE):
        return f"{indent}{kind.capitalize()}: {rest}\n{body}"
    return f"{indent}{kind.capitalize()}: {' '.join(f'{rest} {body}'.split())}\n\n"


def _role(match: re.Match[str]) -> str:
    content = " ".join(match[1].split())
    if (target := _ROLE_TARGET.match(content)) is not None and target[1]:
        return target[1]
    return f"`{content[1:].rpartition('.')[2]}`" if content.startswith(("~", "!")) else f"`{content}`"
