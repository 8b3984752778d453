"""Evaluates magic words and parser functions: ``{{PAGENAME}}``, ``{{formatnum:12000}}``, ``{{#if:x|yes|no}}``.

Takes the text of a call whose arguments are expanded already and returns the words that it prints, or None if they
cannot be known from the page alone (dates of today, modules, properties, a condition that an unknown template prints).
"""

import re

from lemnos.sources.documents.wikitext import numbers
from lemnos.sources.documents.wikitext.tags import HOLE, is_dropped

_TITLE = frozenset("pagename fullpagename basepagename rootpagename subjectpagename articlepagename".split())
_SILENT = frozenset(
    "defaultsort defaultsortkey displaytitle sortierung ordenar sortuj ordina cleftri clefdetri noexternallanglinks "
    "standaardsortering standardsortering ordenacaopadrao сортировка_по_умолчанию сорткат сортування шаблон_сортування "
    "ترتيب_افتراضي ترتیب_پیش‌فرض מיון_רגיל デフォルトソート 기본정렬 默认排序 預設排序 ns nse seitentitel".split()
)
_SAFE = re.compile(r"(?:safesubst|subst):\s*", re.IGNORECASE)
_UNSURE = re.compile(f"[\\x00{HOLE}]")


def variable(name: str, inner: str, title: str, language: str) -> str | None:
    """Return the words of a magic word or parser function, or None for any other call and if they are not known.

    Args:
        name: The text before the first ``|``, in lower case.
        inner: The whole text between the braces.
        title: The title of the page.
        language: The BCP 47 code of the wiki.
    """
    if ":" not in name:
        if name in _TITLE:
            return title
        return title.rpartition("/")[2] if name == "subpagename" else None
    head, _, rest = _SAFE.sub("", inner.lstrip()).partition(":")
    head = head.strip().lower()
    if head in _SILENT or head.replace(" ", "_") in _SILENT:
        return ""
    parts = [part.strip() for part in rest.split("|")]
    first = parts[0]
    match head:
        case "lc":
            return first.lower()
        case "uc":
            return first.upper()
        case "lcfirst":
            return first[:1].lower() + first[1:]
        case "ucfirst":
            return first[:1].upper() + first[1:]
        case "nowrap" | "#dateformat" | "#formatdate":
            return first
        case "formatnum" | "zahlenformat" | "форматчисла" | "formatnombre":
            return _number(first, [part.upper() for part in parts[1:]], language)
        case "plural":
            return _plural(first, parts[1:], language)
        case "#tag":
            return "" if first.lower() == "ref" or is_dropped(first.lower()) else (parts[1:] or [""])[0]
        case "#if" | "#ifeq" | "#switch" if _UNSURE.search(first):
            return None
        case "#if":
            return _nth(parts, 1 if first else 2)
        case "#ifeq":
            return None if _UNSURE.search(_nth(parts, 1)) else _nth(parts, 2 if first == _nth(parts, 1) else 3)
        case "#switch":
            return _switch(first, parts[1:])
    return None


def _nth(parts: list[str], index: int) -> str:
    return parts[index] if index < len(parts) else ""


def _number(text: str, modifiers: list[str], language: str) -> str:
    if _UNSURE.search(text):
        return HOLE
    if "R" in modifiers:
        return numbers.raw(text, language)
    return numbers.grouped(text, language, separated="NOSEP" not in modifiers)


def _plural(number: str, forms: list[str], language: str) -> str | None:
    """Return the form of a word that goes with a number, in languages with two forms, of which 1 alone has its own."""
    two_forms = language.partition("-")[0] in ("en", "de", "nl", "sv", "da", "nb", "no", "nn", "es", "it", "el", "fi")
    if not two_forms or not number.isdecimal() or not forms:
        return None
    return forms[0] if int(number) == 1 else forms[-1]


def _switch(value: str, cases: list[str]) -> str:
    """Return what the case of ``value`` prints; cases without ``=`` share the result of the next one that has it."""
    found, default = False, ""
    for number, case in enumerate(cases):
        key, equals, result = case.partition("=")
        key = key.strip()
        found = found or key == value
        if equals and found:
            return result.strip()
        if equals and key == "#default":
            default = result.strip()
        elif not equals and number == len(cases) - 1:
            default = key
    return default
