"""Make counts fit: an object with a list, what the call asked for -> totals, pages and marks of further pages."""

import math
import re
from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type

Known = dict[str, Any]
"""Normalised name → a value that the other side of the exchange has."""

WRAPPERS = frozenset(
    "data result results item items response value values record records entry entries object objects resource "
    "resources list content payload attributes body elements hits rows docs documents output".split()
)
"""Names of properties that wrap a resource or a list of resources."""
_PAGES = frozenset("meta metadata pagination paging page pageinfo pageable paginginfo links pagingmetadata".split())

_PARTS = frozenset(
    "used free remaining completed failed succeeded successful success pending active inactive processed open closed "
    "read unread passed skipped errors errored running queued new".split()
)
_COUNTED = frozenset(
    "quantity total count size num number of results result items item elements entries records rows hits available "
    "returned found matches length all overall current in response page pages".split()
)
_MORE = re.compile(r"(?:is|has)?(?:more|hasmore|next|nextpage|moreitems|moreresults|truncated|incompleteresults)")
_HERE = frozenset("count quantity number num returned length size results".split())
_ALL = frozenset("total hits found matches all overall available".split())


def settle_counts(value: dict[str, Any], flat: Mapping[str, Any], root: Schema, known: Known) -> None:
    """Make counts, totals and marks of further pages fit the list beside them, in place."""
    _settle_parts(value)
    lists = [(key, each) for key, each in value.items() if isinstance(each, list)]
    if not lists:
        if (
            "Quantity" in value
            and "Items" in flat.get("properties", {})
            and conforms(0, flat["properties"]["Quantity"], root)
        ):
            value["Quantity"] = 0
        return
    named = [pair for pair in lists if normalised(pair[0]) in WRAPPERS]
    key, items = (named or sorted(lists, key=lambda pair: -len(repr(pair[1]))))[0]
    nouns = {normalised(key), normalised(key).removesuffix("s")}
    own_ids = [item["id"] for item in items if isinstance(item, dict) and "id" in item]
    if own_ids and isinstance(value.get("ids"), list):
        value["ids"] = own_ids
    schemas = flat.get("properties", {})
    places: list[tuple[dict[str, Any], Mapping[str, Any]]] = [(value, flat)]
    for name, each in value.items():
        if isinstance(each, dict) and normalised(name) in _PAGES:
            try:
                inner = flatten(schemas.get(name, True), root)
            except ImpossibleError:
                continue
            places.append((each, inner if isinstance(inner, dict) else {}))
    page = _whole(known, "page", "pagenumber", "pageno", "currentpage") or 1
    size = _whole(known, "limit", "perpage", "pagesize", "size", "maxresults", "top", "count", "rows")
    skipped = _whole(known, "offset", "skip", "start", "startindex", "startat")
    before = skipped if skipped is not None else (page - 1) * size if size else 0
    total = before + len(items)
    counted = False
    for each, _ in places:
        counted |= any(_count_of(name, each[name], nouns) in ("all", "pages", "more") for name in each)
    for each, shape in places:
        inner_schemas = shape.get("properties", {})
        for name in list(each):
            old = each[name]
            kind = _count_of(name, old, nouns)
            new: Any = old
            if kind == "all":
                new = total
            elif kind == "pages":
                new = page if size is None else max(1, math.ceil(total / size))
            elif kind == "here" and normalised(name) not in known:
                new = len(items)
            elif kind == "page" and normalised(name) not in known:
                new = page
            elif kind == "size" and normalised(name) not in known:
                new = size if size is not None else max(old, len(items))
            elif kind == "offset" and normalised(name) not in known:
                new = before
            elif kind == "more":
                new = False
            elif kind == "next" and (counted or (size is not None and len(items) < size)):
                if name not in shape.get("required", ()):
                    del each[name]
                    continue
                new = next((empty for empty in (None, "") if conforms(empty, inner_schemas.get(name, True), root)), old)
            if new != old and conforms(new, inner_schemas.get(name, True), root):
                each[name] = new


def _count_of(name: str, value: Any, nouns: set[str]) -> str:
    """Return what a property beside a list counts: ``all``, ``here``, ``pages``, ``page``, ``size``, ``offset``,
    ``more`` (whether there are further items), ``next`` (where they are); empty for other properties."""
    words = words_of(name)
    joined = "".join(words)
    if isinstance(value, bool):
        return "more" if _MORE.fullmatch(joined) else ""
    if "next" in words and len(words) <= 4 and isinstance(value, str | int):
        return "next"
    if not is_type(value, "integer") or not words:
        return ""
    if joined in ("offset", "skip", "startindex", "startat"):
        return "offset"
    if joined in ("page", "pagenumber", "currentpage", "pageno"):
        return "page"
    if joined in ("pagesize", "perpage", "limit", "itemsperpage", "maxresults", "size"):
        return "size"
    rest = {word for word in words if word not in _COUNTED}
    if rest and "".join(word for word in words if word in rest) not in nouns:
        return ""
    if "pages" in words or joined == "pagecount":
        return "pages"
    if not rest and len(words) == 1 and words[0] in ("number", "num", "all", "in", "of", "current", "result", "item"):
        return ""
    if _ALL.intersection(words):
        return "all"
    return "here" if _HERE.intersection(words) else ""


def _settle_parts(value: dict[str, Any]) -> None:
    """Make a total the sum of its parts where both stand in one object."""
    for key, total in value.items():
        words = words_of(key)
        if "total" not in words or not is_type(total, "integer"):
            continue
        rest = tuple(word for word in words if word not in ("total", "count"))
        parts = [
            each
            for name, each in value.items()
            if name != key
            and is_type(each, "integer")
            and (own := tuple(word for word in words_of(name) if word != "count"))
            and any(own == (part, *rest) or own == (*rest, part) for part in _PARTS.intersection(own))
        ]
        if parts and sum(parts) > total:
            value[key] = sum(parts)


def _whole(known: Known, *names: str) -> int | None:
    return next((known[name] for name in names if is_type(known.get(name), "integer")), None)
