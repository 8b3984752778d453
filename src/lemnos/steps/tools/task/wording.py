"""Says things as people do: names of fields and resources, JSON values -> words and phrases.

Everything that is said can be read back: ``forms_of`` returns every way in which a value may be written in a message,
and the ladder looks for these.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import is_plural
from lemnos.steps.tools.world.semantics.states import is_known, plain_state
from lemnos.steps.tools.world.values.tables import FALLBACK

_MONTHS = "January February March April May June July August September October November December".split()
_GAP = re.compile(r"\S {2,}\S|\s[.,;?!](?:\s|$)|\"\s*\"|\(\s*\)|\b(?:called|named|of|to|with|and|the|a|an)[.,?!:]*$")
"""Where a name or a value is missing."""
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_UPPER = frozenset(
    "id url ip api sms vat iban pdf html csv json xml uri http ssl dns sql cpu ram gps isbn sku "
    "usd eur vpn vm nft ui ai".split()
)
_HIDDEN = re.compile(
    r"(^|_| )(id|ids|sid|sids|gid|oid|uid|uuid|guid|href|hrefs|url|urls|uri|link|links|self|etag|hash|"
    r"token|secret|password|key|keys|arn|cursor|checksum|signature|sha|md5|html|raw|json|xml|object|kind|odata|context|schema|metadata|meta|version|"
    r"revision|locale|slug|thumbnail|image|images|avatar|icon|logo|photo|picture|base64|binary|data|type)"
    r"($| )",
)
_GLUED = re.compile(r"[a-z]{3,}(?:id|ids|uuid|guid)")
"""Keys whose words are written together: ``serverid``."""
_NOT_GLUED = frozenset(
    "paid unpaid prepaid valid invalid void avoid grid android fluid hybrid rapid solid liquid covid".split()
)
_WHOLE = {
    "lang": "language", "lat": "latitude", "lng": "longitude", "lon": "longitude",
    "qty": "quantity", "desc": "description", "cat": "category", "addr": "address",
    "tel": "telephone", "num": "number", "img": "image",
}  # fmt: skip
_TIMES = frozenset("at on time date datetime timestamp".split())
_EVENTS = {
    "created": "creation date",
    "creation": "creation date",
    "updated": "last update",
    "update": "last update",
    "modified": "last change",
    "changed": "last change",
    "expired": "expiry date",
    "expires": "expiry date",
    "expiration": "expiry date",
    "expiry": "expiry date",
    "started": "start",
    "starts": "start",
    "ended": "end",
    "ends": "end",
    "published": "publication date",
    "completed": "completion date",
    "closed": "closing date",
    "deleted": "deletion date",
    "sent": "sending date",
    "paid": "payment date",
    "due": "due date",
    "cancelled": "cancellation date",
    "canceled": "cancellation date",
    "login": "login",
    "scheduled": "scheduled time",
    "delivered": "delivery date",
    "shipped": "shipping date",
    "received": "arrival date",
    "approved": "approval date",
    "registered": "registration date",
    "activated": "activation date",
    "confirmed": "confirmation date",
    "submitted": "submission date",
    "uploaded": "upload date",
    "released": "release date",
    "renewed": "renewal date",
    "signed": "signing date",
    "joined": "joining date",
    "invited": "invitation date",
    "archived": "archiving date",
    "refunded": "refund date",
    "resolved": "resolution date",
    "assigned": "assignment date",
    "seen": "last activity",
    "used": "last use",
    "synced": "last sync",
    "run": "last run",
}
"""Word before the time of an event → what people call that time."""
_TEXTS_ASKED = frozenset(
    "status state priority currency email phone telephone city country address street postcode zip description notes "
    "note comment subject summary owner author assignee creator color colour location venue department "
    "company role position plan tier season artist album manufacturer brand model timezone reason region sender "
    "recipient carrier destination origin frequency website nationality occupation title category severity level "
    "language gender visibility difficulty condition stage phase region genre industry supplier vendor".split()
)
"""Last words of what people ask after, and are told a text."""
_NUMBERS_ASKED = frozenset(
    "price cost amount total balance quantity stock rating capacity seats guests attendees members followers views "
    "likes visits population discount tax fee budget salary age score points hours days rooms beds "
    "floors latitude longitude".split()
)
"""Last words of what people ask after, and are told a number."""
_DAYS_ASKED = frozenset("deadline date start end creation update expiry due birthday".split())
"""Last words of what people ask after, and are told a day."""
_PROSE_ASKED = frozenset("description notes note comment summary reason subject title".split())
_ASKED = _TEXTS_ASKED | _NUMBERS_ASKED | _DAYS_ASKED
_BEFORE = frozenset(
    "total due start end billing shipping delivery contact customer company job unit monthly annual yearly daily "
    "current "
    "expiry birth last account payment home work mobile phone street postal zip tax discount order invoice short "
    "full event creation completion closing publication sending deletion cancellation booking departure arrival "
    "project team user available primary main list sale average subscription release purchase hourly seller buyer "
    "author owner".split()
)
"""Words that may stand before those: the due date, the billing address."""
_CONSTANT = re.compile(r"[A-Z]?[a-z]+(_[a-z]+)+|[A-Z]{2,}(_[A-Z]+)+|[A-Z]{5,}")
"""Constants of programs that are words."""
_STATE = re.compile(r"[A-Z]?[a-z]+([A-Z][a-z]+)+|[A-Z]{2,4}")
"""Constants of programs that may be states, and may be names."""
_SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
"""Names as programs write them, which people write with hyphens."""
_SHORTEST_STATE = 4
"""Letters of a constant that reads as a state at least."""
_STATE_FIELDS = frozenset("status state stage phase condition".split())
"""Last words of fields that hold states."""
RENAMING = ("name", "title", "display name", "friendly name")
"""What the fields are called whose change is a renaming."""
HAPPENED = {"creation date": "created", "last update": "last updated", "last change": "last changed"}
"""What the time of an event is called → what happened then."""
_UNSAID = frozenset("unspecified unknown undefined none null default invalid".split())
"""Words of constants that tell nothing."""
_CODED = re.compile(r"[A-Za-z]{2,4}_[0-9a-f]{8,}|[a-z]+[A-Z0-9][A-Za-z0-9]*")
"""Values that are keys, or constants of programs."""
_LEAST_EPOCH = 10**9
"""Numbers from here on are times in seconds or milliseconds, or sizes that nobody reads."""


@lru_cache(maxsize=65_536)
def field_words(name: str) -> str:
    """Return what a field is called in a sentence.

    >>> [field_words(name) for name in ("dueDate", "total_price", "customerEmail", "postalCode")]
    ['due date', 'total price', 'customer email', 'postal code']
    """
    words = tuple(_WHOLE.get(word, word) for word in words_of(name))
    if len(words) > 1 and words[-1] in _TIMES:
        stem = words[-2]
        if stem in _EVENTS:
            front = () if words[:-2] == ("last",) and _EVENTS[stem].startswith("last") else words[:-2]
            return " ".join((*front, _EVENTS[stem]))
        if words[-1] == "at" and stem.endswith("ed"):
            return " ".join((*words[:-1], "time"))
    if len(words) == 2 and words[0] == "date" and words[1] in _EVENTS:
        return _EVENTS[words[1]]  # date_created
    if words in (("created",), ("updated",), ("modified",), ("expires",), ("published",)):
        return _EVENTS[words[0]]
    return " ".join(word.upper() if word in _UPPER else word for word in words)


def is_hidden(field: str) -> bool:
    """Return whether a field holds what people do not talk about: keys, addresses, tokens."""
    words = words_of(field)
    if len(words) == 1 and _GLUED.fullmatch(words[0]) and words[0] not in _NOT_GLUED:
        return True
    return _HIDDEN.search(" ".join(words) or field) is not None or not words


@lru_cache(maxsize=65_536)
def _date_words(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return ""
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    if not found[4] or (found[4], found[5]) == ("00", "00"):
        return words
    return f"{words} at {found[4]}:{found[5]}{' UTC' if text.endswith(('Z', '+00:00')) else ''}"


def said(value: Any) -> str:
    """Return a scalar in words: dates as people write them, states as words; empty if it is none.

    >>> [said(value) for value in ("2025-03-05", "2025-03-05T07:30:00Z", True, 12.0)]
    ['5 March 2025', '5 March 2025 at 07:30 UTC', 'yes', '12']
    >>> [said(value) for value in ("in_progress", "InProgress", "OPEN", "YouTube", "CA")]
    ['in progress', 'in progress', 'open', 'YouTube', 'CA']
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if not isinstance(value, str):
        return ""
    if made := _date_words(value):
        return made
    if _CONSTANT.fullmatch(value):
        return value.replace("_", " ").lower()
    if _STATE.fullmatch(value) and is_known(plain_state(value)):
        return " ".join(words_of(value))
    return value.strip()


def forms_of(value: Any) -> tuple[str, ...]:
    """Return the ways in which a scalar may stand in a text, in lower case, the value itself first."""
    if isinstance(value, bool):
        return ("true", "yes") if value else ("false", "no")
    if value is None:
        return ("null", "none")
    own = said(value).lower()
    forms = [str(value).lower(), own, own.removesuffix(" utc")]
    if isinstance(value, str) and _STATE.fullmatch(value):
        forms.append(" ".join(words_of(value)))
    if isinstance(value, str) and _SLUG.fullmatch(value):
        forms.append(value.replace("_", "-"))
    if isinstance(value, int | float):
        forms.append(f"{value:,}")
    elif found := _DATE.fullmatch(str(value)):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return tuple(dict.fromkeys(forms))
        month = _MONTHS[day.month - 1].lower()
        forms += [f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat()]
    return tuple(dict.fromkeys(form for form in forms if form))


def is_state_field(field: str) -> bool:
    """Return whether a field holds a state, by the last word of its name."""
    return field_words(field).rpartition(" ")[2] in _STATE_FIELDS


def state_words(field: str, value: Any) -> str:
    """Return a value of a field in words: a state in those of people, however it is spelled.

    >>> state_words("orderStatus", "AwaitingPayment"), state_words("brand", "YouTube"), state_words("state", "CA")
    ('awaiting payment', 'YouTube', 'CA')
    """
    if isinstance(value, str) and _STATE.fullmatch(value) and is_state_field(field):
        return " ".join(words_of(value)) if len(value) > 3 else said(value)
    return said(value)


def is_or_are(name: str, value: str) -> str:
    """Return a clause that says a value: a number of several things is one.

    >>> is_or_are("members", "263"), is_or_are("number of days", "3"), is_or_are("tags", "a and b")
    ('number of members is 263', 'number of days is 3', 'tags are a and b')
    """
    head = re.split(r" (?:of|in|for|to) ", name)[0].split(" ")[-1].lower()
    if not is_plural(head):
        return f"{name} is {value}"
    counted = value.replace(",", "").isdecimal() and head not in ("ids", "coordinates")
    return f"number of {name} is {value}" if counted else f"{name} are {value}"


def listed(items: list[str], last: str = "and") -> str:
    """Return items as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def happened(names: Sequence[str]) -> str:
    """Return what happened at the times that are asked for; empty if something else is asked for.

    >>> happened(["creation date", "last update"]), happened(["status", "last update"])
    ('created and last updated', '')
    """
    return listed([HAPPENED[name] for name in names]) if HAPPENED.keys() >= set(names) else ""


def capital(text: str) -> str:
    """Return a sentence with a capital at its start, unless it starts with a name of its own spelling."""
    first = text.split(" ")[0]
    own = any(letter.isupper() or letter.isdecimal() for letter in first[1:]) or not {"@", "-", "_", "."}.isdisjoint(
        first[:-1]
    )
    return text if own else text[:1].upper() + text[1:]


def reads_well(text: str) -> bool:
    """Return whether no name or value is missing in a text.

    >>> reads_well("Delete the order Silver Grove."), reads_well("Delete the order  for me."), reads_well("Delete .")
    (True, False, False)
    """
    return _GAP.search(text) is None


def stated(value: str) -> str:
    """Return a value as it stands in an answer: a whole sentence in quotes.

    >>> stated("Lisbon"), stated("Waiting for an answer.")
    ('Lisbon', '"Waiting for an answer."')
    """
    words = value.split(" ")
    return f'"{value}"' if value.endswith((".", "!", "?")) or (len(words) > 3 and not words[0].isdecimal()) else value


def is_asked(field: str) -> bool:
    """Return whether people ask after a field like this: what they call it is one word, or two that go together."""
    words = field_words(field).lower().split(" ")
    return len(words) <= 2 and words[-1] in _ASKED and (len(words) == 1 or words[0] in _BEFORE)


def is_prose(field: str) -> bool:
    """Return whether a field holds a sentence: a description, a note."""
    return field_words(field).lower().rpartition(" ")[2] in _PROSE_ASKED - {"title", "subject"}


def is_told(field: str, value: Any) -> bool:
    """Return whether a value of a field that is asked after is one that answers the question.

    >>> is_told("price", 12.5), is_told("price", "basic"), is_told("owner", 5075), is_told("status", "UNSPECIFIED")
    (True, False, False, False)
    >>> is_told("state", "Active"), is_told("state", "Kansai"), is_told("status", "RJ")
    (True, False, False)
    """
    word = field_words(field).lower().rpartition(" ")[2]
    if word in _NUMBERS_ASKED:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**7
    if not isinstance(value, str):
        return False
    if word in _DAYS_ASKED:
        return bool(_date_words(value))
    if word in _STATE_FIELDS and value.isupper() and len(value) < _SHORTEST_STATE:
        return False  # RJ says nothing
    if word == "state" and value[:1].isupper() and not is_known(plain_state(value)):
        return False  # that of an address, which nobody asks for by this word
    words = said(value).lower().split(" ")
    return (
        (any(map(str.isalpha, value)) or word in ("phone", "telephone", "postcode", "zip"))
        and _UNSAID.isdisjoint(words)
        and not value.startswith("#")
        and not _CODED.fullmatch(value)
        and "/" not in value
        and (word in _PROSE_ASKED or len(words) <= (2 if word in ("status", "state") else 6))
    )


def is_shown(field: str, value: Any, most: int = 70) -> bool:
    """Return whether a value of a field can stand in a sentence for a user."""
    if is_hidden(field):
        return False
    if isinstance(value, bool | int | float):
        return abs(value) < _LEAST_EPOCH and (words_of(field) or ("",))[-1] not in _TIMES
    return (
        isinstance(value, str)
        and 0 < len(value.strip()) <= most
        and "\n" not in value
        and "://" not in value
        and not re.search(r"[{}<>\\|]|[0-9a-f]{12,}", value)
        and normalised(value) != normalised(field)
        and value not in FALLBACK
    )


def today_of(text: str) -> datetime | None:
    """Return a time in ISO 8601; None if the text is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
