"""Orders the media types of a body, and tells those that the arguments of a tool do not show.

A tool shows a body in one media type, the first by ``media_rank``. ``other_bodies`` takes all media types of a body and
returns sentences about the others: what the body can also be sent or returned as, and with which fields if these
differ.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_FIELDS = 100


def is_json(kind: str) -> bool:
    """Return whether a media type is JSON.

    >>> is_json("application/problem+json; charset=utf-8"), is_json("text/csv")
    (True, False)
    """
    return media_rank(kind)[0] < 2


@lru_cache(maxsize=1000)
def media_rank(kind: str) -> tuple[int, str]:
    """Return the sort key of a media type: JSON first, then forms, any type, text, XML and all others."""
    small = kind.partition(";")[0].strip().lower()
    if small == "application/json":
        return 0, small
    if small.endswith(("+json", "/json")):
        return 1, small
    if small in FORMS:
        return 2 + FORMS.index(small), small
    if small == "*/*":
        return 4, small
    return (6 if "xml" in small else 5 if small.startswith("text/") else 7), small


def other_bodies(
    content: Mapping[str, Any], shown: str, verb: Literal["sent", "returned"], fields_of: Callable[[Any], Iterable[str]]
) -> str:
    """Return sentences on the media types of a body other than ``shown``; empty if there is no other.

    Args:
        content: Media types and their media type objects.
        shown: The media type that the tool shows.
        verb: What happens to the body.
        fields_of: Returns the names of the fields of a schema as written; none if it is not an object.

    >>> json, form = {"schema": {"a": 1}}, {"schema": {"b": 1}}
    >>> other_bodies({"application/json": json, "application/xml": json, "multipart/form-data": form},
    ...     "application/json", "sent", lambda schema: schema)
    'The body can also be sent as application/xml. As multipart/form-data, the body has the fields b.'
    """
    schema = _schema(content.get(shown))
    fields = sorted(fields_of(schema))
    same: list[str] = []
    different: list[str] = []
    for kind in sorted(content, key=media_rank):
        if kind == shown or "/" not in kind:
            continue
        other = _schema(content[kind])
        names = list(fields_of(other)) if other != schema else fields
        if other == schema or sorted(names) == fields or not names:
            same.append(kind)
        else:
            more = f" and {len(names) - _MOST_FIELDS} more" if len(names) > _MOST_FIELDS else ""
            different.append(f"As {kind}, the body has the fields {', '.join(names[:_MOST_FIELDS])}{more}.")
    return " ".join([*([f"The body can also be {verb} as {_listed(same)}."] if same else []), *different])


def _schema(media: Any) -> Any:
    return media.get("schema") if isinstance(media, dict) else None


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
