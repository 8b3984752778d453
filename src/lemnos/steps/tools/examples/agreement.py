"""Make a request and its response agree: arguments, result -> the result with what was sent, ordered times, counts.

A value that was sent comes back under the same name; the id in the path is the id of the resource; times follow one
another (created, updated, expires); a total is no smaller than the list beside it. A change is made only where the
schema of the value allows it. Costs one walk over the result.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type

Known = dict[str, Any]
"""Normalised name → a value that the other side of the exchange has."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_GENERIC = frozenset(
    "id uuid guid name type title description status state value key code kind label version url uri href count size "
    "data text message content body format date slug email path action result success error total index".split()
)
"""Names that mean something else in each object, which only the resource itself has in common with the request."""
_OF_ONE = frozenset("id uuid guid name key code title description slug email url uri href label path".split())
"""Names whose values differ between the items of a list."""
_ASSIGNED = re.compile(r"server[- ]assigned|assigned by the (?:server|service)|operations/", re.IGNORECASE)
"""What a description says of a name that the server gives, which no request has."""
_WRAPPERS = frozenset(
    "data result results item items response value values record records entry entries object objects resource "
    "resources list content payload attributes body elements hits rows docs documents output".split()
)
_NEVER = frozenset(
    "position cursor pagetoken nexttoken nextpagetoken continuationtoken marker startingafter endingbefore "
    "after before token since until q query search password secret fields include expand sort order orderby "
    "filter dryrun".split()
)
_PAGES = frozenset("meta metadata pagination paging page pageinfo pageable paginginfo links pagingmetadata".split())

_RANKS = {
    word: rank
    for rank, words in enumerate(
        (
            "birth born founded",
            "created creation create registered registration inserted added opened submitted ordered requested queued",
            "published activated approved confirmed issued accepted sent received paid scheduled",
            "started start starts begin begins began from since effective",
            "updated update modified modification changed edited last latest accessed seen login used synced",
            "processed settled captured refunded reviewed verified failed completed completion finished ended end ends "
            "until to closed resolved shipped cancelled canceled stopped",
            "deleted archived",
            "expires expiry expiration expire expired due deadline renewal",
        )
    )
    for word in words.split()
}
"""Word in the name of a time → its place in the life of a resource."""
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d(?::\d\d)?)(\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")
_SECONDS = (1_000_000_000, 4_000_000_000)
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


def normalised(name: str) -> str:
    """Return the name without case and separators: ``pet_id`` and ``petId`` are one."""
    return "".join(words_of(name)) or name.lower()


def known_of(arguments: Mapping[str, Any], wires: Mapping[str, str], path: str) -> Known:
    """Return what a response has in common with a call.

    Args:
        arguments: The arguments of the call.
        wires: Argument → its name in the request, or ``$`` for the whole body.
        path: The path template; empty for tools that are not HTTP operations.
    """
    known: Known = {}
    for name, value in arguments.items():
        wire = wires.get(name, name)
        if wire == "$" and isinstance(value, dict):
            known |= {normalised(key): each for key, each in value.items()}
        elif normalised(wire) not in _NEVER:
            known[normalised(wire)] = value
    if len(arguments) == 1 and isinstance(inner := next(iter(arguments.values())), dict):
        known |= {normalised(key): each for key, each in inner.items()}
    segments = [segment for segment in path.split("/") if segment]
    fields = [segment for segment in segments if _FIELD.search(segment)]
    if not fields:
        return known
    acts = len(segments) > 1 and segments[-1] not in fields
    last = _FIELD.findall(fields[-1])[-1].lstrip("+")
    value = known.get(normalised(last))
    words = words_of(last)
    plural = segments[-1].rstrip("/").endswith("s")
    if value is not None and words and not (acts and (plural or segments[-2] != fields[-1])):
        ending = next((word for word in reversed(words) if word in ("id", "name", "key", "code", "slug", "uuid")), "")
        if ending or len(words) == 1:
            known.setdefault(ending or "id", value)
    return known


def nouns_of(path: str) -> frozenset[str]:
    """Return the names under which a response may wrap the resource of a path: ``pet`` and ``pets``."""
    literal = next((part for part in reversed(path.split("/")) if part and "{" not in part), "")
    word = normalised(literal.partition(":")[0])
    return frozenset((word, word.removesuffix("s"), f"{word}s")) if word else frozenset()


class Agreement:
    """Makes the values of one exchange agree.

    Args:
        root: The schema within which references are resolved.
        known: What the other side of the exchange has.
        nouns: Names of properties that wrap the resource.
    """

    def __init__(self, root: Schema, known: Known, nouns: frozenset[str] = frozenset()) -> None:
        self._root = root
        self._known = known
        self._nouns = nouns | _WRAPPERS

    def of(self, value: Any) -> Any:
        """Return ``value``, which conforms to the root schema, in agreement; unchanged if it would not conform."""
        changed = self._any(value, self._root, self._known, resource=True)
        return changed if conforms(changed, self._root, self._root) else value

    def _any(self, value: Any, schema: Schema, known: Known, *, resource: bool) -> Any:
        flat = self._flat(schema)
        if isinstance(value, list):
            items = {name: each for name, each in known.items() if name not in _OF_ONE} if resource else known
            inner = flat.get("items", True)
            return [self._any(each, inner, items, resource=resource) for each in value]
        return self._object(value, flat, known, resource=resource) if isinstance(value, dict) else value

    def _object(self, value: dict[str, Any], flat: dict[str, Any], known: Known, *, resource: bool) -> dict[str, Any]:
        schemas: dict[str, Schema] = flat.get("properties", {})
        out: dict[str, Any] = {}
        sent: set[str] = set()
        for key, old in value.items():
            name = normalised(key)
            schema = schemas.get(key, True)
            assigned = name in _OF_ONE and isinstance(schema, dict) and _ASSIGNED.search(schema.get("description", ""))
            if name in known and (resource or name not in _GENERIC) and not assigned:
                new = _alike(known[name], old)
                if new is not None and conforms(new, schema, self._root):
                    out[key] = new
                    sent.add(key)
                    continue
            out[key] = self._inner(old, schema, name, known, resource=resource)
        self._name_in_arns(out, schemas, known)
        _order_times(out, schemas, self._root, sent)
        _settle_counts(out, flat, self._root, self._known)
        return out

    def _name_in_arns(self, value: dict[str, Any], schemas: Mapping[str, Schema], known: Known) -> None:
        """Let an Amazon Resource Name end in the id or the name of its resource, in place."""
        for key, arn in value.items():
            if not isinstance(arn, str) or not arn.startswith("arn:aws:") or "/" not in arn:
                continue
            stem = normalised(key).removesuffix("arn")
            own = {normalised(name): each for name, each in value.items()}
            names = (f"{stem}id", f"{stem}name", "name", "id")
            ident = next((found for name in names if isinstance(found := known.get(name, own.get(name)), str)), None)
            if ident and normalised(key) not in known and re.fullmatch(r"[\w.-]+", ident):
                new = f"{arn.rpartition('/')[0]}/{ident}"
                if conforms(new, schemas.get(key, True), self._root):
                    value[key] = new

    def _inner(self, old: Any, schema: Schema, name: str, known: Known, *, resource: bool) -> Any:
        if not isinstance(old, dict | list):
            return old
        if isinstance(own := known.get(name), dict):
            return self._any(old, schema, {normalised(key): each for key, each in own.items()}, resource=True)
        wraps = resource and name in self._nouns
        inner = known
        if not wraps and isinstance(old, dict):
            inner = {each: found for each, found in known.items() if each not in _GENERIC}
            stem = name.removesuffix("s")
            inner |= {
                ending: known[f"{stem}{ending}"]
                for ending in ("id", "name", "key", "code")
                if f"{stem}{ending}" in known
            }
            return self._any(old, schema, inner, resource=len(inner) > 0 and any(each in inner for each in _GENERIC))
        return self._any(old, schema, inner, resource=wraps)

    def _flat(self, schema: Schema) -> dict[str, Any]:
        try:
            flat = flatten(schema, self._root)
        except ImpossibleError:
            return {}
        return flat if isinstance(flat, dict) else {}


def _alike(sent: Any, old: Any) -> Any:
    """Return what was sent as the type of ``old``; None if it is of another kind."""
    if isinstance(sent, bool) or isinstance(old, bool):
        return sent if isinstance(sent, bool) and isinstance(old, bool) else None
    if isinstance(old, str) and is_type(sent, "number"):
        return str(sent)
    if is_type(old, "integer") and isinstance(sent, str) and sent.isdecimal() and len(sent) < 16:
        return int(sent)
    same = (
        (isinstance(sent, str) and isinstance(old, str))
        or (is_type(sent, "number") and is_type(old, "number"))
        or (isinstance(sent, list) and isinstance(old, list))
        or (isinstance(sent, dict) and isinstance(old, dict) and bool(sent))
    )
    return sent if same else None


def order_times(value: dict[str, Any], properties: Mapping[str, Schema], root: Schema) -> None:
    """Order the times of an object in place, so that creation precedes change, and change precedes expiry."""
    _order_times(value, properties, root, set())


def _order_times(value: dict[str, Any], properties: Mapping[str, Schema], root: Schema, sent: set[str]) -> None:
    times = []
    for key, each in value.items():
        if (moment := _moment(each)) is not None and (rank := _rank(key)) is not None:
            times.append((rank, moment, key))
    if len(times) < 2:
        return
    fixed = {key: (rank, moment) for rank, moment, key in times if key in sent}
    free = sorted((time for time in times if time[2] not in sent), key=lambda time: time[0])
    moments = sorted(moment for _, moment, _ in free)
    for (rank, _, key), moment in zip(free, moments, strict=True):
        latest = min((each for order, each in fixed.values() if order > rank), default=None)
        earliest = max((each for order, each in fixed.values() if order < rank), default=None)
        if latest is not None and moment >= latest:
            moment = latest - timedelta(days=3 * (8 - rank))
        if earliest is not None and moment <= earliest:
            moment = earliest + timedelta(days=3 * (rank + 1))
        new = _written(moment, value[key])
        if conforms(new, properties.get(key, True), root):
            value[key] = new


def _rank(name: str) -> int | None:
    return next((_RANKS[word] for word in reversed(words_of(name)) if word in _RANKS), None)


def _moment(value: Any) -> datetime | None:
    """Return the moment that a text or a number of seconds or milliseconds names; None if it names none."""
    if isinstance(value, str):
        if not (match := _TIME.fullmatch(value)):
            return None
        try:
            return datetime.fromisoformat(f"{match[1]}T{match[3] or '00:00:00'}+00:00")
        except ValueError:
            return None
    if is_type(value, "integer"):
        for unit in (1, 1000):
            if _SECONDS[0] <= value / unit < _SECONDS[1]:
                return datetime.fromtimestamp(value / unit, UTC)
    return None


def _written(moment: datetime, like: Any) -> Any:
    """Return a moment in the form of ``like``."""
    if not isinstance(like, str):
        seconds = moment.timestamp()
        return int(seconds * 1000) if like >= _SECONDS[1] else int(seconds)
    match = _TIME.fullmatch(like)
    if match is None or match[3] is None:
        return moment.date().isoformat()
    clock = moment.strftime("%H:%M:%S")[: len(match[3])]
    return f"{moment.date().isoformat()}{match[2]}{clock}{match[4] or ''}{match[5] or ''}"


def _settle_counts(value: dict[str, Any], flat: Mapping[str, Any], root: Schema, known: Known) -> None:
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
    named = [pair for pair in lists if normalised(pair[0]) in _WRAPPERS]
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
