"""Makes what surrounds the entity or the list in a result: schema of a result, page -> the result around them.

What the schema asks for is made once for an operation. Of a list, counts, numbers of pages and the way to the next page
fit the page that is shown. Cost: a step for each property of the envelope.
"""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.paging import NEXTS, TOTALS
from lemnos.steps.tools.world.semantics.shapes import flat_of, properties_of
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.outcome import good_value

_KEPT = frozenset(
    "success ok status statuscode code message kind object type total count meta metadata pagination paging page links "
    "hasmore more pagesize limit offset returncode apiversion version".split()
)
"""Normalised names of optional properties of an envelope that results show."""
_THINGS = frozenset("items results records elements rows hits entries".split())
"""Words beside ``total`` that say of what."""
_MORE = frozenset(
    "hasmore hasnext hasnextpage more ismore istruncated truncated incompleteresults hasmoreitems".split()
)
_LIMITS = frozenset("limit pagesize perpage itemsperpage maxresults size pagelimit resultsperpage".split())
_HERE = frozenset(
    "count returned numitems itemcount returnedcount currentcount pagecount numreturned numberofelements".split()
)
_PAGES = frozenset("totalpages pages lastpage pagestotal totalpage".split())
_BEFORE = frozenset("hasprevious hasprev hasprevpage haspreviouspage isprevious".split())
_FIRSTS = frozenset("first isfirst firstpage isfirstpage".split())
_LASTS = frozenset("last islast islastpage".split())
_PREVIOUS = frozenset(
    "previous prev previouspage prevpage previousurl prevurl previouslink prevlink previouspageurl prevpageurl "
    "previouspagetoken prevpagetoken previouscursor prevcursor previoustoken".split()
)
_OFFSETS = frozenset("offset skip start startindex from".split())
_NUMBERS = frozenset("page currentpage pagenumber pageno pagenum pageindex number".split())

_SHOWN = _KEPT.union(NEXTS, TOTALS, _MORE)

What = Literal[
    "next",
    "shown",
    "total",
    "more",
    "incomplete",
    "limit",
    "pages",
    "offset",
    "number",
    "before",
    "first",
    "last",
    "previous",
]
"""What a field tells of a page."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list: what an envelope says of it."""

    total: int
    limit: int
    offset: int
    shown: int
    following: Any
    """The next cursor, page or address; None on the last page."""


class Envelope:
    """What surrounds the entity or the list in the results of an operation.

    Args:
        root: The schema of the result.
        path: The names on the way to the entity or the list; empty if the result is nothing else.
        seed: Decides what is made by the schema.
        noun: Words of what the result is about.
        follows: Whether it is known which field leads to the next page.
    """

    def __init__(self, root: Schema, path: tuple[str, ...], seed: str, noun: tuple[str, ...], follows: bool) -> None:
        self._path = path
        self._value = _made(root, root, path, seed, noun) if path else None
        self._level = _Level(self._value, root, root, path, follows) if isinstance(self._value, dict) else None

    def around(self, value: Any, page: Page | None = None) -> Any:
        """Return the result that holds an entity, or a page of a list."""
        envelope = self._value if self._level is None or page is None else self._level.of(page)
        return _placed(envelope, self._path, value)


class _Level:
    """The fields of an object in an envelope."""

    def __init__(
        self, value: dict[str, Any], schema: Schema, root: Schema, path: tuple[str, ...], follows: bool
    ) -> None:
        properties = properties_of(schema, root)
        has_total = any(normalised(name) in TOTALS[:-1] for name in value)
        self._fields: list[tuple[str, Any | _Level | _Told]] = []
        for name, each in value.items():
            own, of = normalised(name), properties.get(name, True)
            is_inner = name == (path[0] if path else "")
            field: Any = each
            if isinstance(each, dict) and (is_inner or own not in (*NEXTS, *_PREVIOUS)):
                field = _Level(each, of, root, path[1:] if is_inner else (), follows)
            elif not is_inner and (told := _told(name, each, has_total)) is not None:
                field = _Told(told, each, of, root, follows)
            self._fields.append((name, field))

    def of(self, page: Page) -> dict[str, Any]:
        """Return the object for a page."""
        filled: dict[str, Any] = {}
        for name, field in self._fields:
            if isinstance(field, _Level):
                filled[name] = field.of(page)
            elif not isinstance(field, _Told):
                filled[name] = field
            elif (made := field.of(page)) is not None or field.nullable:
                filled[name] = made
        return filled


class _Told:
    """A field that tells something of a page."""

    def __init__(self, what: What, value: Any, schema: Schema, root: Schema, follows: bool) -> None:
        self._what = what
        self._value = value
        self._schema = schema
        self._root = root
        self._follows = follows
        self.nullable = what not in ("next", "previous") or conforms(None, schema, root)
        """Whether it stands there without a value too."""

    def of(self, page: Page) -> Any:
        """Return its value for a page; what the schema does not allow is left as it was made."""
        made = self._following(page) if self._what == "next" else self._told(page)
        if made is None:
            return made
        if isinstance(self._value, str) and isinstance(made, int) and not isinstance(made, bool):
            made = str(made) if self._value.isdecimal() else self._value
        return made if conforms(made, self._schema, self._root) else self._value

    def _told(self, page: Page) -> Any:
        return (self._value if page.offset else None) if self._what == "previous" else _TOLD[self._what](page)

    def _following(self, page: Page) -> Any:
        """Return the next cursor, page or address in the type that the schema wants; None if there is none."""
        if page.following is None or not self._follows:
            return None
        for made in (page.following, str(page.following)):
            if conforms(made, self._schema, self._root):
                return made
        return None


_TOLD: dict[What, Callable[[Page], Any]] = {
    "shown": lambda page: page.shown,
    "total": lambda page: page.total,
    "more": lambda page: page.following is not None,
    "incomplete": lambda _: False,
    "limit": lambda page: page.limit,
    "pages": lambda page: max(1, -(-page.total // max(1, page.limit))),
    "offset": lambda page: page.offset,
    "number": lambda page: page.offset // max(1, page.limit) + 1,
    "before": lambda page: page.offset > 0,
    "first": lambda page: page.offset == 0,
    "last": lambda page: page.following is None,
}


def _told(name: str, value: Any, has_total: bool) -> What | None:
    """Return what a field tells of a page by its name; None for nothing."""
    own, words = normalised(name), words_of(name)
    if own in NEXTS:
        return "next"
    if (own in _HERE and (has_total or own != "count")) or own in ("currentpageitems", "itemsonpage"):
        return "shown"
    is_sum = own == "sum" and isinstance(value, int) and not isinstance(value, bool)
    if is_sum or own in TOTALS or ("total" in words and not _THINGS.isdisjoint(words)):
        return "total"
    if own in _MORE:
        return "incomplete" if own == "incompleteresults" else "more"
    if own in _LIMITS:
        return "limit"
    if own in _PAGES:
        return "pages"
    if own in _OFFSETS:
        return "offset"
    if isinstance(value, bool):
        flags: tuple[tuple[frozenset[str], What], ...] = ((_BEFORE, "before"), (_FIRSTS, "first"), (_LASTS, "last"))
        return next((what for names, what in flags if own in names), None)
    if own in _PREVIOUS:
        return "previous"
    return "number" if own in _NUMBERS and not isinstance(value, str) else None


def _made(schema: Schema, root: Schema, path: tuple[str, ...], seed: str, noun: tuple[str, ...]) -> Any:
    """Return an envelope by its schema, with None in the place of the entity or the list."""
    if not path:
        return None
    flat = flat_of(schema, root)
    level: dict[str, Any] = {}
    for name, each in flat.get("properties", {}).items():
        if name == path[0]:
            level[name] = _made(each, root, path[1:], seed, noun)
        elif name in flat.get("required", ()) or normalised(name) in _SHOWN:
            try:
                made = _stated(sample(each, root, f"{seed}:{name}", name, owner=noun), each, root)
            except ImpossibleError:
                continue
            level[name] = good_value(name, made, each, root)
    level.setdefault(path[0], None)
    return level


def _stated(made: Any, schema: Schema, root: Schema) -> Any:
    """Return what was made with the texts that the schema states as defaults: an envelope tells of the service."""
    flat = flat_of(schema, root)
    if isinstance(made, dict):
        properties = flat.get("properties", {})
        return {name: _stated(each, properties.get(name, True), root) for name, each in made.items()}
    default = flat.get("default")
    return default if isinstance(made, str) and isinstance(default, str) and conforms(default, flat, root) else made


def _placed(envelope: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    level = dict(envelope) if isinstance(envelope, dict) else {}
    level[path[0]] = _placed(level.get(path[0]), path[1:], value)
    return level
