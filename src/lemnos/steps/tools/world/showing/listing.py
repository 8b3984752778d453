"""Selects what a list shows: rows, arguments -> those that match, sorted, and one page of them."""

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.base import Operation
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.failures import CallError
from lemnos.steps.tools.world.results.envelope import Page
from lemnos.steps.tools.world.semantics.paging import DIRECTIONS, SORTS, plain
from lemnos.steps.tools.world.semantics.shapes import at, flat_of
from lemnos.steps.tools.world.state import Row, Stored
from lemnos.text.json_pointers import unescaped

_LIMIT = 20
"""Entities on a page, where a call does not say how many."""
_MOST = 100
Listed = TypeVar("Listed", Row, Stored)
_ORDERING = DIRECTIONS | SORTS


def is_selective(operation: Operation, arguments: dict[str, Any]) -> bool:
    """Return whether the arguments of a list may leave out entities or say in which order they are."""
    if any(arguments.get(argument) not in (None, "", []) for argument, _ in operation.filters):
        return True
    return any(plain(name) in _ORDERING for name, value in arguments.items() if isinstance(value, str))


def selected(operation: Operation, arguments: dict[str, Any], rows: list[Row]) -> list[Row]:
    """Return the entities that the arguments of a list ask for, in the order that they name."""
    for argument, field in operation.filters:
        wanted = arguments.get(argument)
        if wanted is None or wanted in ("", []):
            continue
        rows = [row for row in rows if _matches(row.body, field, wanted)]
    return _sorted(rows, arguments)


def page_of(
    compiled: CompiledOperation, arguments: dict[str, Any], rows: Sequence[Listed]
) -> tuple[Page, Sequence[Listed]]:
    """Return what an envelope says of the page that a call asks for, and the entities on it."""
    paging = compiled.operation.paging
    total = len(rows)
    if paging is None:
        return Page(total=total, limit=max(total, 1), offset=0, shown=total, following=None), rows
    limit = _whole(arguments.get(paging.limit)) if paging.limit else None
    limit = _LIMIT if limit is None or limit <= 0 else min(limit, _MOST)
    offset = 0
    if paging.cursor and (cursor := arguments.get(paging.cursor)) not in (None, ""):
        is_required = paging.cursor in flat_of(compiled.parameters.schema, compiled.parameters.schema).get(
            "required", ()
        )
        offset = _after(cursor, rows, paging.cursor, is_start=is_required)
    elif paging.offset and (given := _whole(arguments.get(paging.offset))) is not None:
        offset = max(0, given)
    elif paging.page and (number := _whole(arguments.get(paging.page))) is not None:
        offset = max(0, number - 1) * limit
    shown = rows[offset : offset + limit]
    following: Any = None
    if offset + limit < total:
        if paging.cursor:
            following = _cursor(offset + limit)
        elif paging.page:
            following = offset // limit + 2
        else:
            following = offset + limit
        if _is_address(paging.next_field, compiled):
            argument = paging.cursor or paging.page or paging.offset
            following = f"{compiled.tool.server.rstrip('/')}{compiled.path_of(arguments)}?{argument}={following}"
    return Page(total=total, limit=limit, offset=offset, shown=len(shown), following=following), shown


def _after(cursor: Any, rows: Sequence[Row | Stored], argument: str, *, is_start: bool) -> int:
    """Return the offset that a cursor stands for: a token of ours, the key of the last entity, or a number.

    Where every call needs a cursor, one that no page gave comes from another operation and is the start.
    """
    text = str(cursor)
    for number, row in enumerate(rows):
        if row.key == text:
            return number + 1
    try:
        told = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
    except (ValueError, UnicodeDecodeError):
        told = ""
    if told.startswith("o:") and told[2:].isdecimal():
        return int(told[2:])
    if isinstance(cursor, int) and not isinstance(cursor, bool):
        return max(0, cursor)
    if is_start:
        return 0
    raise CallError(400, f"{argument} is no cursor that an earlier page gave", argument)


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 12:
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**12:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"o:{offset}".encode()).decode().rstrip("=")


def _is_address(pointer: str, compiled: CompiledOperation) -> bool:
    if compiled.result is None or not pointer:
        return False
    root = compiled.result.schema
    schema = flat_of(at(root, pointer, root), root)
    name = normalised(pointer.rpartition("/")[2])
    return (
        schema.get("format") in ("uri", "url")
        or name.endswith(("link", "url"))
        or (name == "next" and "string" in types(schema))
    )


def _at(body: Any, field: str) -> Any:
    if not field.startswith("/"):
        return body.get(field)
    values = [body]
    for part in field[1:].split("/"):
        if part == "*":
            values = [item for each in values if isinstance(each, list) for item in each]
        else:
            values = [each.get(unescaped(part)) for each in values if isinstance(each, dict)]
    return values if "*" in field or len(values) != 1 else values[0]


def _matches(body: dict[str, Any], field: str, wanted: Any) -> bool:
    """Return whether an entity has a value: equal to it, or containing it for text; any text of it for a search."""
    if isinstance(wanted, list):
        return any(_matches(body, field, each) for each in wanted)
    if not field:
        words = str(wanted).lower().split()
        text = "\n".join(_texts(body)).lower()
        return all(word in text for word in words)
    value = _at(body, field)
    values = value if isinstance(value, list) else [value]
    for each in values:
        if isinstance(each, dict):
            each = each.get("id", each.get("name"))
        if isinstance(each, bool) or isinstance(wanted, bool):
            if str(each).lower() == str(wanted).lower():
                return True
        elif isinstance(each, str) and isinstance(wanted, str):
            own = each.lower()
            if any(
                part and (part == own or (len(part) > 2 and part in own))
                for part in (wanted.lower(), *wanted.lower().split(","))
            ):
                return True
        elif each is not None and str(each) == str(wanted):
            return True
    return False


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else []


def _sorted(rows: list[Row], arguments: dict[str, Any]) -> list[Row]:
    """Return rows in the order that the arguments name: ``sort=name``, ``sort=-created``, ``order_by=name desc``."""
    field, falling = "", False
    for name, value in arguments.items():
        if not isinstance(value, str):
            continue
        own = plain(name)
        lowered = value.lower()
        if own in DIRECTIONS and lowered in ("asc", "desc", "ascending", "descending"):
            falling = lowered.startswith("desc")
        elif own in SORTS and not field:
            field = value.partition(",")[0].strip()
    if not field:
        return list(reversed(rows)) if falling else rows
    if field[0] in "+-":
        falling, field = field[0] == "-", field[1:]
    for separator in (" ", ":", "."):
        head, _, tail = field.rpartition(separator)
        if head and tail.lower() in ("asc", "desc", "ascending", "descending"):
            field, falling = head, tail.lower().startswith("desc")
    wanted = normalised(field)
    names = {normalised(name): name for row in rows for name in row.body}
    if wanted not in names:
        return rows
    name = names[wanted]

    def rank(row: Row) -> tuple[int, float, str]:
        value = row.body.get(name)
        if isinstance(value, int | float):
            return 1, float(value), ""
        return (2, 0.0, value) if isinstance(value, str) else (3, 0.0, "")

    return sorted(rows, key=rank, reverse=falling)
