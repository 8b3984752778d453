"""Parses signatures in documentation, in C, C++, Python, JavaScript or TypeScript, into ``Signature`` objects.

``signatures_of`` takes a block of code and yields its signatures with their parameters; ``type_schema`` converts a type
in any of these languages to JSON Schema.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.sources.tools.python.types import annotation_schema

_COMMENT = re.compile(
    r"//[^\n]*|/\*.*?\*/|^\s*#\s*(?:define|include|if|endif|else|pragma|undef)\b[^\n]*", re.DOTALL | re.MULTILINE
)
_NAME = re.compile(r"(?<![\w$])(~?[A-Za-z_$][\w$]*(?:(?:::|\.|->)~?[A-Za-z_$][\w$]*)*|operator\s*[^\s\w(]{1,3})\s*\(")
_DEFINES = re.compile(
    r"^\s*(?:(?:export|default|async|function|def|fn|func|public|static|virtual|inline|constexpr|const)\s+)+"
)
_SPECIFIERS = re.compile(
    r"^(?:(?:static|virtual|inline|constexpr|explicit|friend|extern|public|private|protected)[:\s]+)+"
)
_TEMPLATE = re.compile(r"\btemplate\s*<")
_NOT_FUNCTIONS = frozenset(
    "if for while switch return sizeof defined class struct throw noexcept decltype alignas __declspec".split()
)
_CALL_PREFIXES = (".", "->", "(", ",", ">>>", "return", "new")
_ANNOTATION = re.compile(
    r"\b_(?:In|Out|Inout|Outptr|Deref|Printf|Ret|Pre|Post)\w*_(?:\([^()]*\))?|"
    r"\[(?:in|out|inout|in, ?out|optional)[^\]]*\]|__\w+call\b"
)
_TAIL = re.compile(
    r"\s*(?:const|noexcept|override|throw\s*\(\s*\)|&{1,2}|=\s*(?:0|default|delete))*\s*"
    r"(?:(?:->|:|=>)\s*([^;{}\n=]+))?"
)
_VALUE = re.compile(r"[=!<>]=|(?:^|[(,])\s*(?:[\"'\d{]|-\d)")
"""Matches values between the parentheses, which a call has and a declaration does not."""
_MAX_CODE_CHARACTERS = 20_000
"""The number of characters of a code block that are read."""
_MAX_SIGNATURES = 40
"""The number of signatures that are read from one code block."""

_C_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "string",
        re.compile(
            r"\b(?:w?char(?:_t)?|TCHAR|_TCHAR|XCHAR|OLECHAR)\s*(?:const\s*)?\*|\bLPC?[TW]?STR\b|\bPC?XSTR\b|"
            r"\bLPCOLESTR\b|\bBSTR\b|\b(?:std::)?(?:w?string(?:_view)?|CString\w?)\b|\bString\b"
        ),
    ),
    ("boolean", re.compile(r"^(?:const )?(?:bool|BOOL|BOOLEAN|_Bool|VARIANT_BOOL)$")),
    ("number", re.compile(r"^(?:const )?(?:long )?(?:float|double|FLOAT|DOUBLE|number)$")),
    (
        "integer",
        re.compile(
            r"^(?:const )?(?:unsigned |signed )?(?:short|int|long|long long|__int\d+|u?int\d+_t|unsigned|s?size_t|"
            r"ptrdiff_t|time_t|DWORD|WORD|BYTE|UINT|INT|LONG|ULONG|SHORT|USHORT|U?LONGLONG|(?:U?INT|DWORD|U?LONG)_PTR|"
            r"size_type|wint_t|errno_t|streamsize|std::size_t|difference_type|LPARAM|WPARAM|COLORREF|HRESULT|LCID)"
            r"(?: int)?$"
        ),
    ),
)


class SignatureParameter(msgspec.Struct):
    """One parameter of a signature."""

    name: str
    type: str = ""
    default: str = ""
    required: bool = True
    variadic: bool = False


class Signature(msgspec.Struct):
    """The signature of one function."""

    name: str
    """The name as written, with its scope: ``CString::Find``, ``numpy.sum``."""
    text: str
    returns: str
    parameters: list[SignatureParameter]

    @property
    def last_name(self) -> str:
        """The name without its scope."""
        return re.split(r"::|\.|->", self.name)[-1]


def signatures_of(code: str) -> Iterator[Signature]:
    """Yield the signatures in a block of code: a name, its parameters in parentheses, and little else.

    >>> [(s.last_name, s.returns, [p.name for p in s.parameters]) for s in signatures_of("int f(char *a, int n = 3);")]
    [('f', 'int', ['a', 'n'])]
    """
    code = _COMMENT.sub("", code[:_MAX_CODE_CHARACTERS])
    count = 0
    position = 0
    while count < _MAX_SIGNATURES and (match := _NAME.search(code, position)) is not None:
        end = _closing(code, match.end() - 1)
        if end < 0:
            return
        start = max(code.rfind(mark, 0, match.start()) for mark in (";", "}", "{", "\n\n")) + 1
        start = max(start, position)
        prefix = code[start : match.start()]
        name = match[1].replace(" ", "")
        position = end + 1
        if name.rpartition("::")[2] in _NOT_FUNCTIONS or "=" in prefix or prefix.rstrip().endswith(_CALL_PREFIXES):
            continue
        if re.search(r"\b(?:class|struct|enum|typedef|using|namespace)\b", _without_template(prefix)):
            continue
        if _VALUE.search(code[match.end() : end]):
            continue
        tail = _TAIL.match(code, end + 1)
        arrow = tail[1].strip(" :") if tail is not None and tail[1] else ""
        returns = arrow or _return_type(prefix)
        text = (
            " ".join(code[start : end + 1 + (tail.end() - end - 1 if tail is not None and arrow else 0)].split())
            .rstrip(":")
            .lstrip("[ ")
        )
        count += 1
        yield Signature(name, text, returns, list(read_parameters(code[match.end() : end])))


def _closing(code: str, start: int) -> int:
    """Return the position where the parenthesis at ``start`` is closed; -1 if it is not closed."""
    depth = 0
    for position in range(start, min(len(code), start + 4000)):
        if code[position] in "([{":
            depth += 1
        elif code[position] in ")]}":
            depth -= 1
            if depth == 0:
                return position
    return -1


def _without_template(text: str) -> str:
    """Return ``text`` without its ``template<…>`` clauses."""
    while (match := _TEMPLATE.search(text)) is not None:
        depth, position = 1, match.end()
        while position < len(text) and depth:
            depth += {"<": 1, ">": -1}.get(text[position], 0)
            position += 1
        text = text[: match.start()] + text[position:]
    return text


def _return_type(prefix: str) -> str:
    text = _ANNOTATION.sub("", _without_template(prefix))
    words = " ".join(_DEFINES.sub("", text).split())
    return _SPECIFIERS.sub("", words).strip(" :")


def split_arguments(text: str) -> list[str]:
    """Return the parts of ``text`` between the commas that are outside brackets and quotes."""
    arguments: list[str] = []
    depth = 0
    quote = ""
    current: list[str] = []
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([{<":
            depth += 1
        elif character in ")]}>":
            depth = max(0, depth - 1)
        elif character == "," and depth == 0:
            arguments.append("".join(current))
            current = []
            continue
        current.append(character)
    arguments.append("".join(current))
    return [argument.strip() for argument in arguments if argument.strip()]


def read_parameters(text: str) -> Iterator[SignatureParameter]:
    """Yield the parameters between the parentheses of a signature."""
    text, optional = _without_optional(text)
    seen: set[str] = set()
    position = 0
    for argument in split_arguments(text):
        position = text.find(argument, position)
        parameter = _parameter(argument)
        if parameter is None or parameter.name in seen:
            continue
        seen.add(parameter.name)
        if position in optional:
            parameter.required = False
        yield parameter
        position += len(argument)


def _without_optional(text: str) -> tuple[str, set[int]]:
    """Return ``text`` without the brackets around optional parameters, and the positions that were inside them.

    It handles ``start[, stop[, step]]`` and ``[options, ]callback``. The brackets of ``buffer[10]`` and ``list[int]``
    stay.
    """
    if "[," not in text.replace(" ", "") and ",]" not in text.replace(" ", ""):
        return text, set()
    kept: list[str] = []
    optional: set[int] = set()
    brackets: list[bool] = []
    for number, character in enumerate(text):
        if character == "[":
            ahead = text[number + 1 :].lstrip()
            before = "".join(kept).rstrip()
            brackets.append(ahead.startswith(",") or before == "" or before.endswith(","))
            if brackets[-1]:
                continue
        elif character == "]" and brackets and brackets.pop():
            continue
        if any(brackets):
            optional.add(len(kept))
        kept.append(character)
    return "".join(kept), optional


def _parameter(argument: str) -> SignatureParameter | None:
    argument = _ANNOTATION.sub("", argument).strip()
    optional = argument.startswith("[") and argument.endswith("]")
    argument = argument.strip("[]") if optional else argument
    if argument in ("", "void", "*", "/", "self", "cls", "..."):
        return SignatureParameter("args", variadic=True, required=False) if argument == "..." else None
    head, equals, default = argument.partition("=")
    head = head.strip()
    variadic = head.startswith(("*", "...")) and not head.startswith("**")
    if head.startswith("**"):
        return None
    # Python, TypeScript and Rust write "name: type". In C++, "::" separates scopes.
    typed_name = re.match(r"^(?:\*|\.\.\.)?([A-Za-z_$][\w$]*)(\??)\s*:(?!:)\s*(.*)$", head)
    if typed_name is not None:
        return SignatureParameter(
            typed_name[1],
            typed_name[3].strip(),
            default.strip(),
            not (equals or typed_name[2] or variadic or optional),
            variadic,
        )
    bare_name = re.match(r"^(?:\*|\.\.\.)?([A-Za-z_$][\w$]*)(\??)$", head)
    if bare_name is not None:
        return SignatureParameter(
            bare_name[1], "", default.strip(), not (equals or bare_name[2] or variadic or optional), variadic
        )
    # In C and similar languages the name comes last, before array brackets, or inside a function pointer's parentheses.
    pointer = re.search(r"\(\s*(?:\w+\s+)?[*&]\s*([A-Za-z_]\w*)\s*\)", head)
    name_match = pointer or re.search(r"([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*$", head)
    if name_match is None or (pointer is None and not head[: name_match.start()].strip()):
        return None
    kind = head if pointer is not None else (head[: name_match.start()] + head[name_match.end(1) :]).strip()
    return SignatureParameter(name_match[1], " ".join(kind.split()), default.strip(), not (equals or optional), False)


def type_schema(written: str) -> dict[str, Any]:
    """Return the JSON Schema of a type in any language; ``x-type`` keeps a type that has no exact JSON form.

    >>> type_schema("const char *"), type_schema("list[int]")
    ({'type': 'string', 'x-type': 'const char *'}, {'type': 'array', 'items': {'type': 'integer'}})
    """
    if not written:
        return {}
    if written.endswith("[]"):
        inner = type_schema(written[:-2].strip())
        return {"type": "array", "items": inner} if inner else {"type": "array"}
    schema = annotation_schema(written)
    if schema and "x-python-type" not in schema:
        return schema
    for kind, pattern in _C_TYPES:
        if pattern.search(written.replace(" &", "&").rstrip("&").strip()):
            return {"type": kind} if written == kind else {"type": kind, "x-type": written}
    if "x-python-type" in schema:
        schema["x-type"] = schema.pop("x-python-type")
    return schema


def default_value(written: str) -> tuple[bool, Any]:
    """Return whether a default is a literal, and the value of the literal."""
    text = {"true": "True", "false": "False", "null": "None", "nullptr": "None", "NULL": "None"}.get(written, written)
    text = {"TRUE": "True", "FALSE": "False", "undefined": "None"}.get(text, text)
    try:
        value = ast.literal_eval(text)
        if isinstance(value, int) and abs(value) >= 1 << 62:
            return False, None
        return isinstance(value, str | int | float | None), value
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False, None
