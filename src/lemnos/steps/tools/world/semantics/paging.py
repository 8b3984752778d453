"""Reads how a list is cut into pages: arguments, result schema -> ``Paging``; and which arguments filter or sort."""

import re
from functools import lru_cache
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.base import Paging
from lemnos.steps.tools.world.semantics.shapes import flat_of, properties_of
from lemnos.text.json_pointers import escaped

LIMITS = frozenset(
    "limit perpage pagesize maxresults size count top first rows num take itemsperpage resultsperpage pagelimit "
    "maxitems maxrecords numresults maxkeys pagecount per".split()
)
OFFSETS = frozenset("offset skip start startindex startat from startfrom pageoffset startposition".split())
PAGES = frozenset("page pagenumber pageno pageindex pagenum currentpage pagenr".split())
CURSORS = frozenset(
    "cursor pagetoken nexttoken after startingafter marker continuationtoken starttoken scrollid nextcursor "
    "pagecursor nextpagetoken startcursor exclusivestartkey token continuation bookmark".split()
)
NEXTS = (
    "nextpagetoken nextcursor nexttoken nextlink nextpage nextpageurl nexturl nextmarker continuationtoken next "
    "endcursor cursor scrollid nextkey".split()
)
TOTALS = (
    "totalcount total totalitems totalresults totalelements totalrecords totalsize totalhits numfound resultcount "
    "recordcount totalrows recordstotal found totalfound nbhits hitcount matchcount resultscount numberofresults "
    "totalnumber totalnumberofitems count".split()
)
SORTS = frozenset("sort sortby orderby order sortfield sortorder".split())
DIRECTIONS = frozenset("sortdirection sortorder direction orderdirection dir sortdir order desc ascending".split())
SEARCHES = frozenset("q query search keyword keywords searchterm searchquery text term searchtext".split())
_OTHER = frozenset(
    "fields expand include embed select exclude prettyprint pretty callback alt format timezone key apikey accesstoken "
    "oauthtoken idempotencykey dryrun validateonly quotauser xrequestid apiversion clientrequestid".split()
)
_BRACKETS = re.compile(r"^(?:filter|page|where|query|f)\[([\w.-]+)\]$|^(?:\$)?([\w.-]+?)(?:\[\])?$")


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """Return the normalised name of an argument without brackets and ``$``: ``filter[status]`` → ``status``."""
    match = _BRACKETS.match(name)
    if match is None:
        return normalised(name)
    inner = normalised(match[1] or match[2])
    return (
        f"page{inner}"
        if name.startswith("page[") and inner in ("number", "size", "offset", "limit", "cursor")
        else inner
    )


def is_paging(name: str) -> bool:
    """Return whether an argument belongs to the protocol (pages, sorting, selection of fields), not to an entity."""
    own = plain(name)
    return own in _OTHER or own in ("perpage", "pagesize", "maxresults", "pagetoken")


def paging_of(properties: dict[str, Any], parameters: Any, result: Any, items: str) -> Paging | None:
    """Return how a list is cut into pages; None if it is not.

    Args:
        properties: The schemas of the arguments of the list.
        parameters: Their root.
        result: The schema of the result; None if it is not described.
        items: JSON pointer of the list in the result.
    """
    found = {"limit": "", "offset": "", "page": "", "cursor": ""}
    for name, schema in properties.items():
        own = plain(name)
        kinds = types(flat_of(schema, parameters))
        numeric = not kinds or "integer" in kinds or "number" in kinds or "string" in kinds
        for kind, names in (("limit", LIMITS), ("page", PAGES), ("offset", OFFSETS), ("cursor", CURSORS)):
            if own in names and not found[kind] and numeric and "array" not in kinds and "boolean" not in kinds:
                if kind == "offset" and own in ("from", "start") and "integer" not in kinds and "number" not in kinds:
                    continue
                found[kind] = name
                break
    next_field, total_field = envelope_fields(result, items)
    if plain(found["cursor"]) == "token" and "token" not in normalised(next_field):
        found["cursor"] = ""  # a credential
    if not any(found.values()) and not next_field and not total_field:
        return None
    return Paging(**found, next_field=next_field, total_field=total_field)


def envelope_fields(result: Any, items: str) -> tuple[str, str]:
    """Return the pointers of the next page and of the total in a result; empty where it has none."""
    if result is None or not items:
        return "", ""
    candidates: list[tuple[str, str]] = []
    for name, schema in properties_of(result, result).items():
        pointer = f"/{escaped(name)}"
        if pointer == items:
            continue
        candidates.append((normalised(name), pointer))
        if pointer != items and "object" in types(flat_of(schema, result)):
            candidates += [
                (normalised(inner), f"{pointer}/{escaped(inner)}")
                for inner in properties_of(schema, result)
                if f"{pointer}/{escaped(inner)}" != items
            ]
    by_name = dict(reversed(candidates))
    return (
        next((by_name[name] for name in NEXTS if name in by_name), ""),
        next((by_name[name] for name in TOTALS if name in by_name), ""),
    )
