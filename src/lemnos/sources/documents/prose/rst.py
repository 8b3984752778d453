"""reStructuredText, as docutils and Sphinx write it.

Parsed by docutils with file inclusion and raw markup off, without its transforms: references are resolved here,
so that no error text can get into a page. Sphinx's roles become their text, ``:doc:`` and ``:ref:`` links; its
directives are read through where they hold prose (notes, versions, descriptions of objects) and left out where
they hold code, contents or figures. An object's signature is not prose. What a page includes from elsewhere is
missing, as is text that only an extension would make.

Costs 1 second for 0.2 to 0.5 MB, all of it docutils'.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, cast

import msgspec
from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser, directives, roles

from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.builder import Builder, Prose, Resolve, Run, clean, superscript

_DIRECTIVE = re.compile(r"^[ \t]*(?:\.\.|\.\. \|[^|\n]+\|)[ \t]+([\w:+.-]+?)[ \t]*::(?:[ \t]|$)", re.MULTILINE)
_ROLE = re.compile(r":([A-Za-z][\w:+.-]*):`|`:([A-Za-z][\w:+.-]*):")
_LABEL = re.compile(r"^[ \t]*\.\. _([^:\n`]+|`[^`\n]+`):[ \t]*$", re.MULTILINE)
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>$", re.DOTALL)
_NO_PROSE = re.compile(
    r"(?:code|source|literal|highlight|parsed|production|math|graph|digraph|plot|uml|mermaid|image|figure|video|youtube|"
    r"toctree|contents|index|current|py:current|module|py:module|test|doctest|ipython|jupyter|prompt|command-output|"
    r"program-output|auto|tabular|csv|list-table|flat-table|bibliography|raw|include|meta|sectionauthor|codeauthor|"
    r"moduleauthor|option-|nbgallery|gallery|grid-|card|button|rubric|centered|hlist|default-|cssclass|tags)"
)
_REMARK = re.compile(r"(?:version|deprecated)")
_ANY_ROLE_MARK = re.compile(r"^[~!]|\{|\}")

_DROPPED = (
    nodes.comment, nodes.literal_block, nodes.doctest_block, nodes.table, nodes.figure, nodes.image, nodes.target,
    nodes.system_message, nodes.raw, nodes.math_block, nodes.footnote, nodes.citation, nodes.field_list,
    nodes.docinfo, nodes.option_list, nodes.substitution_definition, nodes.line_block, nodes.pending, nodes.meta,
    nodes.sidebar, nodes.rubric, nodes.transition, nodes.decoration, nodes.title, nodes.subtitle, nodes.attribution,
)  # fmt: skip
_LISTS = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)


class _AnyOption(dict[str, Any]):
    """Takes every option of a directive as it is."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class _Kept(Directive):
    """A directive that docutils does not know, read through."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOption(noindex=directives.flag)

    def run(self) -> Sequence[nodes.Node]:
        """Return its content; of a remark on versions, also what follows the version."""
        box = nodes.container()
        if _REMARK.match(self.name) and self.arguments:
            remark = "".join(self.arguments[0].split(None, 1)[1:])
            if remark:
                found, _ = self.state.inline_text(remark, self.lineno)
                box += nodes.paragraph(remark, "", *found)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class _Omitted(Directive):
    """A directive that holds no prose."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOption(noindex=directives.flag)

    def run(self) -> Sequence[nodes.Node]:
        """Return nothing."""
        return []


def _role(
    name: str,
    rawtext: str,
    text: str,
    _line: int,
    _inliner: Any,
    _options: Any = None,
    _content: Any = None,
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return the text of a role that docutils does not know; a link for ``:doc:`` and ``:ref:``."""
    text = utils.unescape(text)
    kind = name.rpartition(":")[2].lower()
    titled = _TITLED.fullmatch(text)
    label, target = (titled[1], titled[2]) if titled else (text, text)
    if kind in ("doc", "ref", "numref", "any"):
        if not titled and kind == "ref":
            label = label.replace("-", " ").replace("_", " ")
        elif not titled and kind == "doc":
            label = label.rpartition("/")[2].replace("-", " ").replace("_", " ")
        where = {"refuri": target} if kind == "doc" else {"label": target}
        return [nodes.reference(rawtext, label, **where)], []
    if not titled and text.startswith("~"):
        label = re.split(r"[.:]+", label)[-1]
    return [nodes.inline(rawtext, _ANY_ROLE_MARK.sub("", label))], []


@cache
def _settings() -> Any:
    settings = cast(Any, frontend).get_default_settings(Parser)
    settings.file_insertion_enabled = False
    settings.raw_enabled = False
    settings.report_level = 5
    settings.halt_level = 5
    settings.warning_stream = False
    settings.syntax_highlight = "none"
    settings.line_length_limit = 1_000_000
    return settings


def _register(text: str) -> None:
    """Make known to docutils what ``text`` uses and docutils does not know."""
    language = _language()
    document = utils.new_document("", _settings().copy())
    for name in {name.lower() for name in _DIRECTIVE.findall(text)}:
        if directives.directive(name, language, document)[0] is None:
            directives.register_directive(name, _Omitted if _NO_PROSE.match(name) else _Kept)
    for role in {(before or after).lower() for before, after in _ROLE.findall(text)}:
        if roles.role(role, language, 0, document.reporter)[0] is None:
            roles.register_local_role(role, cast(Any, _role))


@cache
def _language() -> Any:
    from docutils.parsers.rst.languages import get_language

    return get_language("en")


def parse(raw: str, resolve: Resolve) -> Prose:
    """Return the prose of a page; the title is that of its first section.

    Args:
        raw: The page.
        resolve: Turns a link's address into the name of a document.
    """
    _register(raw)
    document = utils.new_document("page.rst", _settings().copy())
    Parser().parse(raw, document)
    builder = Builder()
    walker = _Walker(builder, resolve, document)
    walker.blocks(document.children, 0, 0)
    labels = tuple(normalise(label.strip("`")) for label in _LABEL.findall(raw))
    return msgspec.structs.replace(builder.build(), names=tuple(filter(None, labels)))


def _names(node: nodes.Element) -> list[str]:
    return cast(list[str], node.get("names", []))


class _Walker:
    """Feeds a builder from docutils' tree."""

    def __init__(self, builder: Builder, resolve: Resolve, document: nodes.document) -> None:
        self._builder = builder
        self._resolve = resolve
        self._addresses: dict[str, str] = {}
        self._replacements: dict[str, str] = {}
        for target in document.findall(nodes.target):
            self._addresses |= dict.fromkeys(_names(target), target.get("refuri", ""))
        for definition in document.findall(nodes.substitution_definition):
            self._replacements |= dict.fromkeys(_names(definition), definition.astext())

    def blocks(self, children: Sequence[nodes.Node], depth: int, lists: int) -> None:
        """Read block nodes at a depth of sections, inside a number of lists."""
        builder = self._builder
        for node in children:
            if isinstance(node, nodes.section):
                title = node.next_node(nodes.title)
                if title is not None:
                    builder.heading(depth + 1, self._run(title).text())
                self.blocks(node.children, depth + 1, lists)
            elif isinstance(node, nodes.paragraph | nodes.term):
                builder.run(self._run(node), "item" if lists else "prose")
            elif isinstance(node, _LISTS):
                builder.begin_list()
                self.blocks(node.children, depth, lists + 1)
                builder.end_list()
            elif isinstance(node, _DROPPED) or (isinstance(node, nodes.topic) and "contents" in node["classes"]):
                continue
            elif isinstance(node, nodes.Element):
                self.blocks(node.children, depth, lists)

    def _run(self, node: nodes.Element) -> Run:
        run = Run()
        self._inline(node.children, run)
        return run

    def _inline(self, children: Sequence[nodes.Node], run: Run) -> None:
        for node in children:
            match node:
                case nodes.Text():
                    run.add(node.astext())
                case nodes.reference():
                    run.open_link(self._target(node))
                    self._inline(node.children, run)
                    run.close_link()
                case nodes.superscript():
                    run.add(superscript(run.tail(), node.astext()))
                case nodes.problematic():
                    run.add(node.astext().strip("`|_*:"))
                case nodes.substitution_reference():
                    run.add(self._replacements.get(node.get("refname", ""), node.astext()))
                case nodes.footnote_reference() | nodes.citation_reference() | nodes.image() | nodes.system_message():
                    continue
                case nodes.Element():
                    self._inline(node.children, run)

    def _target(self, node: nodes.reference) -> str:
        attributes = cast(Mapping[str, str], node.attributes)
        if label := attributes.get("label"):
            return normalise(clean(label))
        address = attributes.get("refuri") or self._addresses.get(attributes.get("refname", ""), "")
        return self._resolve(address)
