"""Removes the tags of template languages: text of a page whose code is set aside → text without tags.

Knows Jinja, Liquid, Hugo, Handlebars, Mustache, ERB, EJS, JSP and PHP. A tag that writes nothing (a condition, a
loop, a comment) is removed, a literal becomes its text. A tag that writes what is not in the page becomes ``UNKNOWN``,
so that the sentence is left out; alone on its lines it is dropped and counted. Costs one pass of a regular expression
for each family whose marks occur.

Limitation: a tag of more than 4,000 characters is text, so that an opening mark alone costs little. The branches of a
condition are all read, and the body of a loop once.
"""

import re
from collections import Counter

from lemnos.sources.documents.prose.placeholders import UNKNOWN

_BRACES = re.compile(
    r"\{\{~?!--.{0,4000}?--~?\}\}|\{\{~?!.{0,4000}?\}\}"
    r"|\{%-?[ \t\n]*(?P<tag>[\w-]+)?(?P<args>.{0,4000}?)-?%\}|\{\{(?P<hugo>[<%])(?P<call>.{0,4000}?)[>%]\}\}"
    r"|\{\{\s*(?:\"(?P<text>[^\"\n]*)\"|'(?P<quoted>[^'\n]*)')\s*\}\}"
    r"|\{\{~?\s*(?P<block>[#/^]\s*[\w.@$*-]*|else\b)(?:[^{}]|\{[^{}]*\}){0,4000}\}\}"
    r"|\{\{\{[^{}]*\}\}\}|\$?\{\{(?P<value>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\}|\{#-?[ \t\n].{0,4000}?[ \t\n]-?#\}",
    re.DOTALL,
)
_PERCENT = re.compile(
    r"<%(?:--.{0,4000}?--|#.{0,4000}?|(?P<mark>==?|-|!|@|_)?(?P<code>(?!%)(?:[^%]|%(?!>)){0,4000}))%>"
)
_PHP = re.compile(
    r"<\?(?:(?P<short>=)|(?:php\b)?[ \t\n]*(?P<writes>(?:echo|print|printf)\b)?)(?:[^?]|\?(?!>)){0,4000}\?>"
)
_STATEMENT = re.compile(
    r"\s*(?:(?:if|unless|else|elsif|elseif|end|for|foreach|while|until|case|when|switch|begin|rescue|ensure|try|catch|"
    r"var|let|const|import|page|taglib|require|content_for|provide|extends|layout|locals)\b|[{}])"
    r"|.*(?:\bdo\s*(?:\|[^|]*\|)?|\{\s*(?:\|[^|]*\|)?)\s*-?\s*\Z",
    re.DOTALL,
)
"""Code between ``<%`` and ``%>`` that begins, continues or ends a block, or declares something."""
_HIDDEN_TEXT = re.compile(r"\{%-?\s*comment\b[^%]{0,200}%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_CLOSED = re.compile(r"\{\{[<%]\s*/\s*([\w./-]+)|\{%-?\s*end(\w+)")
_TRANSLATED = re.compile(r"\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')")
_TEXT_ARGUMENT = re.compile(r"\b(?:text|title|label)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SILENT = frozenset(
    "if ifversion unless else elsif elif endif endunless endifversion for endfor while endwhile case when endcase set "
    "endset assign capture endcapture raw endraw comment endcomment block endblock extends import from macro endmacro "
    "call endcall filter endfilter with endwith autoescape endautoescape increment decrement cycle break continue "
    "trans endtrans do liquid layout section load".split()
)
"""Tags of Jinja and Liquid that write nothing themselves."""


def has_templates(text: str) -> bool:
    """Return whether a mark of a template language is in a text."""
    return any(mark in text for mark in ("{%", "{{", "{#", "<%", "<?"))


def without_templates(text: str, count: Counter[str]) -> str:
    """Return a text without tags of template languages.

    Args:
        text: The text, its code set aside.
        count: Counts the tags that are dropped though they write something.
    """
    if "{%" in text or "{{" in text or "{#" in text:
        text = _without_braces(text, count)
    if "<%" in text:
        text = _PERCENT.sub(lambda match: _percent(match, count), text)
    if "<?" in text:
        text = _PHP.sub(
            lambda match: _written(match, count) if match["short"] or match["writes"] else "",
            text,
        )
    return text


def alone(text: str, start: int, end: int) -> bool:
    """Return whether nothing else is on the lines of ``text[start:end]``."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return not text[first:start].strip() and not text[end : last if last >= 0 else len(text)].strip()


def _written(match: re.Match[str], count: Counter[str]) -> str:
    """Return what stands for a tag that writes a text that is not in the page."""
    if alone(match.string, match.start(), match.end()):
        count["templates"] += 1
        return ""
    return UNKNOWN


def _without_braces(text: str, count: Counter[str]) -> str:
    text = _HIDDEN_TEXT.sub("", text)
    names = {name for pair in _CLOSED.findall(text) for name in pair if name}

    def value(match: re.Match[str]) -> str:
        literal = match["text"] or match["quoted"]
        if literal is not None:
            return literal
        if match["block"] or match[0].startswith(("{{!", "{{~!", "{#")):
            return ""
        if match["hugo"]:
            words = match["call"].split()
            if not words or words[0].startswith("/") or words[0] in names or words[0].startswith("#"):
                return ""
            if (found := _TEXT_ARGUMENT.search(match["call"])) is not None:
                return found[1] or found[2] or ""
        elif match[0].startswith("{%"):
            tag = match["tag"] or "end"
            if tag in ("trans", "translate") and (told := _TRANSLATED.match(match["args"])) is not None:
                return told[1] or told[2] or ""
            if tag in _SILENT or tag.startswith("end") or tag in names:
                return ""
        return _written(match, count)

    return _BRACES.sub(value, text)


def _percent(match: re.Match[str], count: Counter[str]) -> str:
    """Return what stands for a tag of ERB, EJS or JSP. Within a line, unknown code may be text about such tags."""
    code = match["code"]
    if code is None or match["mark"] in ("!", "@"):
        return ""
    if match["mark"] not in ("=", "==") and (
        _STATEMENT.match(code) or (match["mark"] != "-" and alone(match.string, match.start(), match.end()))
    ):
        return ""
    return _written(match, count)
