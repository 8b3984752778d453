"""Resolves the extensions of publishing platforms: Markdown of any platform → CommonMark and the text left out.

Takes the text of a page and returns text that markdown-it parses, and counts of what was dropped. Handles admonitions,
tabs and containers of MkDocs, Docusaurus, MyST, GitHub and DocFX, nested to any depth; attribute lists, icons, keys,
marks, critic markup and wiki links; templates; MDX. Code is set aside first and comes back
unchanged. Where a template stands for text that is not in the page, ``UNKNOWN`` takes its place.

Costs a few passes of regular expressions, each skipped if its mark does not occur.
"""

import re
from collections import Counter
from functools import cache

from lemnos.sources.documents.prose import mdx
from lemnos.sources.documents.prose.builder import superscript
from lemnos.sources.documents.prose.markdown_code import Shield, textless, without_options
from lemnos.sources.documents.prose.templates import has_templates, without_templates

_IMAGE_WITH_TEXT = re.compile(
    r"^[ \t]*:::[ \t]*image\b[^\n]*type=\"complex\".*?(?::::[ \t]*image-end:::|\Z)[^\n]*", re.MULTILINE | re.DOTALL
)
_INLINE_FENCE = re.compile(r":::([a-z-]+)(?:[ \t][^\n]*?)?:::")
_BRACKET_MARK = re.compile(r"\[!([A-Za-z][\w-]*)(?:[ \t]*\[[^\]\n]*\]\([^)\n]*\)|[^\]\[\n]*)\][+-]?")
_OPENER = re.compile(
    r"([ \t>]*)(?:(?:!!!|\?\?\?)\+?[ \t]+[\w\"'][^\n]*|={3}[!+]{0,2}[ \t]+[\"'][^\n]*)$"
)  # an admonition or a tab, whose content is indented
_FENCE = re.compile(r"([ \t>]*)(:{3,}|/{3,})[ \t]*(?:\{?\.?([A-Za-z][\w:-]*)[^\n]*|\{[^\n]*)?$")
_SLASH_OPTION = re.compile(r"[ \t>]*(?: {4}|\t)[\w-]+:(?:[ \t]|$)")
_TOC = re.compile(r"^(?:\[\[?_?TOC_?\]\]?|\[\[_TOSP_\]\]|\[toc\]|\{:toc\})[ \t]*$", re.MULTILINE)
_INCLUDE_LINE = re.compile(
    r"^[ \t>]*(?:;?-+8<-+(?:[ \t][^\n]*)?|\{[!*][^\n]*[!*]\}|<<<[ \t]*@?[/\w.][^\n]*|@\[code[^\n]*)[ \t]*$",
    re.MULTILINE,
)
_CARD_PART = re.compile(r"^[ \t>]*(?:\^{3,}|\+{3,})[ \t]*$", re.MULTILINE)
"""The line between the parts of a card of MyST."""
_COMMENT = re.compile(r"(?:\A|(?<=\n\n))%[ \t][^\n]*(?:\n%[ \t][^\n]*)*$", re.MULTILINE)
"""A comment of MyST; within a paragraph, a line may begin with a percent sign."""
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\]:[^\n]*$", re.MULTILINE)
_DISPLAY_MATH = re.compile(r"^[ \t]*\$\$(?:[^\n]+\$\$[ \t]*$|[ \t]*\n.*?^[ \t]*\$\$[ \t]*$)", re.M | re.DOTALL)

_IN_ADDRESS = re.compile(r"(\]\(\s*<?)(\{[{%].*?[}%]\}+|<%=?.*?%>|<\?.*?\?>)")
_PATH = re.compile(r"['\"]([^'\"\n]+)['\"]|([\w./#-]*[./][\w./#-]+)")
_LINKS_TO = frozenset(("link", "ref", "relref", "post_url"))

_VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s}\"']+)"
_ATTRIBUTE = rf"(?:[#.][\w:.-]+|[\w:@-]+={_VALUE})"
_LIST = rf"\{{[ \t]*{_ATTRIBUTE}(?:[ \t]+(?:{_ATTRIBUTE}|[\w-]+))*[ \t]*\}}"
_ATTRIBUTES = re.compile(rf"\{{:[^{{}}\n]*\}}|(?<=[)\]*_`>~=+:\ue001]){_LIST}|(?<!\S){_LIST}(?=[ \t]*$)", re.MULTILINE)
"""Attribute lists: with a colon anywhere, without one directly behind an element or at the end of a line."""
_CRITIC = re.compile(
    r"\{--(?P<gone>.*?)--\}|\{\+\+(?P<new>.*?)\+\+\}|\{~~.*?~>(?P<now>.*?)~~\}|\{==(?P<mark>.*?)==\}|\{>>.*?<<\}",
    re.DOTALL,
)
_MARK = re.compile(r"(?<![=\w<>!])==(?=[^\s=])([^=\n]*?[^\s=])==(?![=\w])|\^\^(?=\S)([^^\n]+?)(?<=\S)\^\^")
_KEYS = re.compile(r"(?<![\w+])\+\+((?:[A-Za-z0-9-]+|\"[^\"\n]+\")(?:\+(?:[A-Za-z0-9-]+|\"[^\"\n]+\"))*)\+\+(?![\w+])")
_ICON = re.compile(
    r"[ \t]?:(?:material|octicons|fontawesome|simple|fa|fas|far|fab|mdi|bi|bootstrap|lucide|tabler|logos|carbon)"
    r"-[a-z0-9-]+:"
)
_EMOJI = re.compile(r"(?<![\w:/]):([a-z0-9_+-]{2,40}):(?![\w:/])")
_SCRIPT = re.compile(r"(?<=[\w)\]])(?:\^(?P<up>[\w+-]{1,12})\^(?!\^)|~(?P<down>[\w+-]{1,8})~(?!~))")
_EMBED = re.compile(r"!\[\[[^\]\n]*\]\]")
_WIKI_LINK = re.compile(r"(?<![\w\[\]\\!])\[\[(?![\^\d])([^\]\[|\n]+)(?:\\?\|([^\]\[\n]+))?\]\](?![(\[:])")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_CROSS_REFERENCE = re.compile(
    r"(?<![\w\[\]!\\])\[(?![\^\d])([^\[\]\n]+)\] ?\[((?:[\w-]+[.:/#])+[\w.:/()-]+)?\](?![\[(:])"
)

_EXTENDED = re.compile(
    r"\] ?\[|[:/!?]{3}|===|\[!|\[\[|\[toc\]|\[TOC\]|\{|<[%?]"
    r"|\$\$|8<|^% |^<<<|^@\[code|==|\^|~|\+\+|:[a-z]|\*\[|^(?:import|export)\b",
    re.MULTILINE,
)


def resolved(text: str, *, is_mdx: bool = False) -> tuple[str, Counter[str]]:
    """Return Markdown without the extensions of publishing platforms, and the number of pieces left out by kind.

    Args:
        text: The page, without its front matter.
        is_mdx: Whether it is MDX.
    """
    shield = Shield()
    if not is_mdx and _EXTENDED.search(text) is None:
        return text, shield.left_out
    text = shield.hide(text)
    count = shield.left_out
    if is_mdx or "{" in text or "import" in text or "export" in text:
        text = mdx.without_code(text, count, whole=is_mdx)
    if "8<" in text or "{!" in text or "{*" in text or "<<<" in text or "@[code" in text:
        text = _counted(_INCLUDE_LINE, "includes", text, count)
    if ":::" in text:
        text = _counted(_IMAGE_WITH_TEXT, "images", text, count)
        text = _INLINE_FENCE.sub(lambda match: _count(count, "includes" if match[1] == "code" else "directives"), text)
    if "[!" in text:
        text = _BRACKET_MARK.sub(lambda match: _bracketed(match, count), text)
    if ":::" in text or "///" in text or "!!!" in text or "???" in text or "===" in text:
        text = "\n".join(_opened(text.split("\n"), count))
    if "\n+++" in text or "\n^^^" in text:
        text = _CARD_PART.sub("", text)
    if "% " in text:
        text = _counted(_COMMENT, "comments", text, count)
    if "TOC" in text or "toc" in text:
        text = _TOC.sub("", text)
    if "*[" in text:
        text = _counted(_ABBREVIATION, "abbreviations", text, count)
    if "$$" in text:
        text = _counted(_DISPLAY_MATH, "formulas", text, count)
    if has_templates(text):
        text = without_templates(_IN_ADDRESS.sub(_address, text), count)
    return shield.restore(_inline(text, count)), count


def _inline(text: str, count: Counter[str]) -> str:
    """Resolve what stands within a paragraph."""
    if "[[" in text:
        text = _WIKI_LINK.sub(_wiki_link, _counted(_EMBED, "includes", text, count))
    if "][" in text or "] [" in text:
        text = _without_references(text)
    if "{" in text:
        text = _ATTRIBUTES.sub("", _CRITIC.sub(_revised, text))
    if "==" in text or "^^" in text:
        text = _MARK.sub(lambda match: match[1] or match[2], text)
    if "++" in text:
        text = _KEYS.sub(_keys, text)
    if ":" in text:
        text = _EMOJI.sub(_emoji, _counted(_ICON, "icons", text, count))
    if "^" in text or "~" in text:
        text = _SCRIPT.sub(_script, text)
    return text


def _count(count: Counter[str], what: str) -> str:
    count[what] += 1
    return ""


def _counted(pattern: re.Pattern[str], what: str, text: str, count: Counter[str]) -> str:
    """Return text without the matches of a pattern, which are counted."""
    text, number = pattern.subn("", text)
    if number:
        count[what] += number
    return text


def _bracketed(match: re.Match[str], count: Counter[str]) -> str:
    """Drop the mark of a note (``[!NOTE]``); count a mark that includes a file (``[!INCLUDE [a](b.md)]``)."""
    if "](" in match[0] and match[1].lower().startswith(("include", "code")):
        return _count(count, "includes")
    return ""


def _opened(lines: list[str], count: Counter[str]) -> list[str]:
    """Return lines without the marks of admonitions, tabs and containers, and their content as plain blocks."""
    out: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if (opener := _OPENER.match(line)) is not None:
            end = _indented_end(lines, number, opener[1])
            width = len(opener[1].expandtabs(4)) + 4
            body = [_dedented(inner, width, opener[1]) for inner in lines[number:end]]
            out += ["", *_opened(body, count), ""]
            number = end
        elif (fence := _FENCE.match(line)) is not None:
            out.append(fence[1].rstrip())
            what = textless(fence[3] or "")
            if what:
                count[what] += 1
                number = next(
                    (end + 1 for end in range(number, len(lines)) if lines[end].strip(" \t>") == fence[2]), number
                )
            elif fence[2][0] == ":":
                number = len(lines) - len(without_options(lines[number:])) if fence[3] else number
            else:
                while fence[3] and number < len(lines) and _SLASH_OPTION.match(lines[number]):
                    number += 1
        else:
            out.append(line)
    return out


def _indented_end(lines: list[str], number: int, prefix: str) -> int:
    """Return the number of the first line from ``number`` on that is not indented by four more than ``prefix``."""
    width = len(prefix.expandtabs(4)) + 4
    end = number
    for place in range(number, len(lines)):
        line = lines[place]
        bare = line[len(prefix) :] if ">" in prefix and line.startswith(prefix) else line.lstrip(" \t")
        if not line.strip(" \t>"):
            continue
        if ">" in prefix:
            if not (line.startswith(prefix) and re.match(r" {4}|\t", bare)):
                break
        elif len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) < width:
            break
        end = place + 1
    return end


def _dedented(line: str, width: int, prefix: str) -> str:
    """Return a line of content with the indent of its opener."""
    if ">" in prefix:
        return prefix + re.sub(r"^(?: {4}|\t)", "", line[len(prefix) :])
    spaces = re.match(r"[ \t]*", line)
    assert spaces is not None
    indent = len(spaces[0].expandtabs(4))
    return " " * (max(0, indent - width) + width - 4) + line[spaces.end() :] if line.strip() else ""


def _address(match: re.Match[str]) -> str:
    """Return the start of a link whose address begins with a template: its path, or nothing for the root of a site."""
    words = match[2].strip("{}<>%?=- \t").split(None, 1)
    path = _PATH.search(words[1]) if len(words) > 1 and words[0] in _LINKS_TO else None
    return match[1] + ((path[1] or path[2]) if path else "")


def _revised(match: re.Match[str]) -> str:
    """Return the text of critic markup when all changes are accepted."""
    return match["new"] or match["now"] or match["mark"] or ""


def _keys(match: re.Match[str]) -> str:
    """Return keys as they are printed: ``++ctrl+alt+page-up++`` → ``Ctrl+Alt+Page Up``."""
    names = re.findall(r"\"[^\"]+\"|[^+]+", match[1])
    return "+".join(name.strip('"') if name[0] == '"' else name.replace("-", " ").title() for name in names)


def _emoji(match: re.Match[str]) -> str:
    return _emoji_of(match[1]) or match[0]


@cache
def _emoji_of(name: str) -> str:
    """Return the character that a short name stands for; an empty string if it stands for none."""
    from rich.emoji import Emoji, NoEmoji

    try:
        return str(Emoji(name))
    except NoEmoji:
        return ""


def _script(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 3) : match.start()]
    return match["down"] or superscript(before, match["up"])


def _without_references(text: str) -> str:
    """Return a page with the texts of links to names that other pages define (``[text][pack.name]``, ``[text][]``)."""
    defined = {name.casefold() for name in _DEFINITION.findall(text)}

    def label(match: re.Match[str]) -> str:
        return match[0] if (match[2] or match[1]).casefold() in defined else match[1]

    return _CROSS_REFERENCE.sub(label, text)


def _wiki_link(match: re.Match[str]) -> str:
    """Return a wiki link as a link of Markdown. Its target is a page of any folder."""
    target = match[1].strip()
    label = (match[2] or target.partition("#")[0] or target.lstrip("#")).strip()
    page = target.partition("#")[0].strip()
    return f"[{label}](</{page}>)" if page and not re.search(r"[<>]", page) else label
